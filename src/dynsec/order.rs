//! What a person wants to be otherwise, and the commands that make it so.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Acl, AclKind, Bearer, Known, NAME, Otherwise, User};
use crate::mqtt::topic;

/// A password. It is never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Password(pub String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    AddUser {
        name: String,
        text: String,
        password: Password,
        /// Empty for none.
        role: String,
    },
    /// A user for a device, with a role of its own: all that is said below `prefix`, and nothing else.
    AddDevice {
        name: String,
        prefix: String,
        password: Password,
    },
    SetPassword {
        name: String,
        password: Password,
    },
    Enable(String),
    Disable(String),
    DeleteUser(String),
    GiveRole {
        to: Bearer,
        name: String,
        role: String,
        priority: i64,
    },
    TakeRole {
        from: Bearer,
        name: String,
        role: String,
    },
    Join {
        group: String,
        user: String,
    },
    Leave {
        group: String,
        user: String,
    },
    AddGroup {
        name: String,
        text: String,
    },
    DeleteGroup(String),
    AddRole {
        name: String,
        text: String,
    },
    DeleteRole(String),
    AddAcl {
        role: String,
        acl: Acl,
    },
    RemoveAcl {
        role: String,
        kind: AclKind,
        topic: String,
    },
    /// This holds where no role says anything.
    SetDefault(Otherwise),
    /// Whoever comes without a name is in this group.
    SetAnonymousGroup(String),
}

/// Why an order cannot be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Invalid {
    /// A name that is needed is empty.
    Nameless,
    TooLong,
    /// A topic, filter or prefix that cannot be one.
    Topic,
    /// Mosquitto before 2.0.15 crashes over it, and the later ones refuse it.
    GroupOfTheNameless,
}

/// A command, and what takes it back.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) command: String,
    pub(super) undo: Option<String>,
}

impl Order {
    /// Whether the plugin can be asked for it.
    pub fn check(&self) -> Result<(), Invalid> {
        let (needed, free) = self.texts();
        if needed.iter().any(|text| text.trim().is_empty()) {
            return Err(Invalid::Nameless);
        }
        if needed.iter().chain(&free).any(|text| text.len() > NAME) {
            return Err(Invalid::TooLong);
        }
        let is_sound = match self {
            Self::AddDevice { prefix, .. } => topic::check_name(tidied(prefix)).is_ok() && !prefix.starts_with('$'),
            Self::AddAcl { acl, .. } => topic::check_filter(&acl.topic).is_ok(),
            _ => true,
        };
        if is_sound { Ok(()) } else { Err(Invalid::Topic) }
    }

    /// Whether the plugin, as it is known, should be asked for it.
    pub fn check_against(&self, known: &Known) -> Result<(), Invalid> {
        match self {
            Self::DeleteGroup(name) if *name == known.anonymous => Err(Invalid::GroupOfTheNameless),
            _ => Ok(()),
        }
    }

    /// Those that must say something, and those that need not.
    fn texts(&self) -> (Vec<&str>, Vec<&str>) {
        match self {
            Self::AddUser { name, text, password, role } => (vec![name, &password.0], vec![text, role]),
            Self::AddDevice { name, prefix, password } => (vec![name, tidied(prefix), &password.0], Vec::new()),
            Self::SetPassword { name, password } => (vec![name, &password.0], Vec::new()),
            Self::Enable(name)
            | Self::Disable(name)
            | Self::DeleteUser(name)
            | Self::DeleteGroup(name)
            | Self::DeleteRole(name)
            | Self::SetAnonymousGroup(name) => (vec![name], Vec::new()),
            Self::GiveRole { name, role, .. } | Self::TakeRole { name, role, .. } => (vec![name, role], Vec::new()),
            Self::Join { group, user } | Self::Leave { group, user } => (vec![group, user], Vec::new()),
            Self::AddGroup { name, text } | Self::AddRole { name, text } => (vec![name], vec![text]),
            Self::AddAcl { role, acl } => (vec![role, &acl.topic], Vec::new()),
            Self::RemoveAcl { role, topic, .. } => (vec![role, topic], Vec::new()),
            Self::SetDefault(otherwise) => (vec![&otherwise.kind], Vec::new()),
        }
    }

    /// Whether whoever asks for it may lose what lets them ask, as far as that can be seen. In doubt it may.
    #[must_use]
    pub fn is_risky(&self, known: &Known) -> bool {
        let Some(own) = &known.own else { return true };
        let is_own = |name: &String| *name == own.name;
        match self {
            // One more role may forbid what another one allows.
            Self::SetPassword { name, .. }
            | Self::Disable(name)
            | Self::DeleteUser(name)
            | Self::TakeRole { from: Bearer::User, name, .. }
            | Self::GiveRole { to: Bearer::User, name, .. } => is_own(name),
            Self::TakeRole { from: Bearer::Group, name, .. }
            | Self::GiveRole { to: Bearer::Group, name, .. }
            | Self::DeleteGroup(name) => has(&own.groups, name),
            Self::Leave { user, .. } | Self::Join { user, .. } => is_own(user),
            Self::DeleteRole(role) => holds(own, known, role),
            Self::RemoveAcl { role, topic, .. } => opens(topic) && holds(own, known, role),
            Self::AddAcl { role, acl } => !acl.is_allowed && opens(&acl.topic) && holds(own, known, role),
            // What lets them ask may be no rule at all.
            Self::SetDefault(otherwise) => !otherwise.is_allowed,
            Self::AddUser { .. }
            | Self::AddDevice { .. }
            | Self::Enable(_)
            | Self::AddGroup { .. }
            | Self::AddRole { .. }
            | Self::SetAnonymousGroup(_) => false,
        }
    }

    /// What the plugin is asked for, one after the other.
    pub(super) fn steps(&self) -> Vec<Step> {
        let command = match self {
            Self::AddUser { name, text, password, role } => {
                let user = create_user(name, &password.0).text("textname", text);
                if role.is_empty() { user } else { user.list("roles", &[held(role)]) }
            }
            Self::AddDevice { name, prefix, password } => return device(name, tidied(prefix), &password.0),
            Self::SetPassword { name, password } => {
                Command::new("setClientPassword").text("username", name).text("password", &password.0)
            }
            Self::Enable(name) => Command::new("enableClient").text("username", name),
            Self::Disable(name) => Command::new("disableClient").text("username", name),
            Self::DeleteUser(name) => Command::new("deleteClient").text("username", name),
            Self::GiveRole { to, name, role, priority } => {
                let (command, key) = match to {
                    Bearer::User => ("addClientRole", "username"),
                    Bearer::Group => ("addGroupRole", "groupname"),
                };
                Command::new(command).text(key, name).text("rolename", role).put("priority", &priority.to_string())
            }
            Self::TakeRole { from, name, role } => {
                let (command, key) = match from {
                    Bearer::User => ("removeClientRole", "username"),
                    Bearer::Group => ("removeGroupRole", "groupname"),
                };
                Command::new(command).text(key, name).text("rolename", role)
            }
            Self::Join { group, user } => {
                Command::new("addGroupClient").text("groupname", group).text("username", user)
            }
            Self::Leave { group, user } => {
                Command::new("removeGroupClient").text("groupname", group).text("username", user)
            }
            Self::AddGroup { name, text } => Command::new("createGroup").text("groupname", name).text("textname", text),
            Self::DeleteGroup(name) => Command::new("deleteGroup").text("groupname", name),
            Self::AddRole { name, text } => Command::new("createRole").text("rolename", name).text("textname", text),
            Self::DeleteRole(name) => Command::new("deleteRole").text("rolename", name),
            Self::AddAcl { role, acl } => {
                let command = Command::new("addRoleACL").text("rolename", role);
                acl_into(command, acl)
            }
            Self::RemoveAcl { role, kind, topic } => {
                Command::new("removeRoleACL").text("rolename", role).text("acltype", kind.word()).text("topic", topic)
            }
            Self::SetDefault(Otherwise { kind, is_allowed }) => {
                let access = Command(String::new()).text("acltype", kind).put("allow", yes_or_no(*is_allowed));
                Command::new("setDefaultACLAccess").list("acls", &[format!("{{{}}}", access.0)])
            }
            Self::SetAnonymousGroup(name) => Command::new("setAnonymousGroup").text("groupname", name),
        };
        vec![Step { command: command.0, undo: None }]
    }
}

/// The role first: a user without it may do nothing.
fn device(name: &str, prefix: &str, password: &str) -> Vec<Step> {
    let role = format!("device-{name}");
    let below = format!("{prefix}/#");
    let kinds = [AclKind::Send, AclKind::Receive, AclKind::SubscribeWithin, AclKind::UnsubscribeWithin];
    let acl = |kind| {
        let acl = Acl { kind, topic: below.clone(), is_allowed: true, priority: 0 };
        format!("{{{}}}", acl_into(Command(String::new()), &acl).0)
    };
    let create = Command::new("createRole").text("rolename", &role).list("acls", &kinds.map(acl));
    let delete = Command::new("deleteRole").text("rolename", &role);
    let user = create_user(name, password).list("roles", &[held(&role)]);
    vec![Step { command: create.0, undo: Some(delete.0) }, Step { command: user.0, undo: None }]
}

fn create_user(name: &str, password: &str) -> Command {
    Command::new("createClient").text("username", name).text("password", password)
}

fn held(role: &str) -> String {
    format!("{{{}}}", Command(String::new()).text("rolename", role).0)
}

fn acl_into(command: Command, acl: &Acl) -> Command {
    let Acl { kind, topic, is_allowed, priority } = acl;
    let command = command.text("acltype", kind.word()).text("topic", topic);
    command.put("allow", yes_or_no(*is_allowed)).put("priority", &priority.to_string())
}

fn yes_or_no(it: bool) -> &'static str {
    if it { "true" } else { "false" }
}

/// The members of a JSON object, without its braces.
pub(super) struct Command(pub(super) String);

impl Command {
    pub(super) fn new(name: &str) -> Self {
        Self(String::new()).text("command", name)
    }

    pub(super) fn text(self, key: &str, value: &str) -> Self {
        let quoted = serde_json::to_string(value).expect("every text can be written");
        self.put(key, &quoted)
    }

    /// What is JSON already.
    pub(super) fn put(mut self, key: &str, value: &str) -> Self {
        let comma = if self.0.is_empty() { "" } else { "," };
        self.0.extend([comma, "\"", key, "\":", value]);
        self
    }

    fn list(self, key: &str, values: &[String]) -> Self {
        self.put(key, &format!("[{}]", values.join(",")))
    }
}

/// A prefix as people write one: with `/` or `/#` at its end, or without.
fn tidied(prefix: &str) -> &str {
    let prefix = prefix.trim();
    prefix.strip_suffix("/#").unwrap_or(prefix).trim_end_matches('/')
}

/// Whether a rule about this topic may be what lets somebody administer.
fn opens(topic: &str) -> bool {
    topic.starts_with("$CONTROL")
}

fn has(held: &[super::Held], name: &str) -> bool {
    held.iter().any(|it| it.name == name)
}

/// Whether they have the role, themselves or by a group; of groups that are not in sight, it may be.
fn holds(own: &User, known: &Known, role: &str) -> bool {
    let by_group = |group: &super::Held| {
        known.groups.entries.iter().find(|it| it.name == group.name).is_none_or(|group| has(&group.roles, role))
    };
    has(&own.roles, role) || own.groups.iter().any(by_group)
}
