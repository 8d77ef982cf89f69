//! What the plugin answers: whatever it says, or somebody in its place, something is read from it.

use super::{Acl, AclKind, BELONGINGS, Group, Held, Known, NAME, NODES, Otherwise, PAGE, Part, Role, SAID, User};
use crate::dialect::tree::{self, Tree};

/// What became of the commands of one question.
#[derive(Debug, Default)]
pub(super) struct Reply {
    /// What is wrong with the first that failed: the command, and what it says.
    pub(super) error: Option<(String, String)>,
    responses: Vec<Tree>,
}

impl Reply {
    /// The answer to the question with this mark; `None` of anything else.
    pub(super) fn read(payload: &[u8], mark: &str) -> Option<Self> {
        let (document, _) = tree::read_within(NODES, std::str::from_utf8(payload).ok()?).ok()?;
        let responses = document.list("responses");
        let is_ours =
            |response: &&Tree| matches!(response.get("correlationData"), Some(Tree::Text(text)) if text == mark);
        let responses: Vec<_> = responses.iter().filter(is_ours).cloned().collect();
        if responses.is_empty() {
            return None;
        }
        let failed = |response: &Tree| {
            let said: String = response.text("error")?.chars().take(SAID).collect();
            let command: String = response.text("command").unwrap_or_default().chars().take(SAID).collect();
            Some((command, said))
        };
        Some(Self { error: responses.iter().find_map(failed), responses })
    }

    /// What a look at everything has shown, from so many of each on.
    pub(super) fn known(&self, own: &str, sought: &str, [users, groups, roles]: [u64; 3]) -> Known {
        Known {
            own: self.user(own),
            found: self.user(sought),
            users: self.part("listClients", "clients", users, user),
            groups: self.part("listGroups", "groups", groups, group),
            roles: self.part("listRoles", "roles", roles, role),
            defaults: self.of("getDefaultACLAccess").map(defaults).unwrap_or_default(),
            anonymous: self.anonymous().unwrap_or_default(),
        }
    }

    fn user(&self, name: &str) -> Option<User> {
        let asked = self.responses.iter().filter(|response| response.text("command") == Some("getClient"));
        let told = asked.filter_map(|response| user(response.get("data")?.get("client")?));
        told.into_iter().find(|user| user.name == name)
    }

    fn anonymous(&self) -> Option<String> {
        name(self.of("getAnonymousGroup")?.get("group")?, "groupname")
    }

    fn of(&self, command: &str) -> Option<&Tree> {
        self.responses.iter().find(|response| response.text("command") == Some(command))?.get("data")
    }

    fn part<T>(&self, command: &str, key: &str, skipped: u64, read: fn(&Tree) -> Option<T>) -> Part<T> {
        let Some(data) = self.of(command) else { return Part::default() };
        let told = data.list(key);
        let entries: Vec<_> = told.iter().take(PAGE as usize).filter_map(read).collect();
        let left_out = (told.len() - entries.len()) as u64;
        let total = number(data, "totalCount").and_then(|total| u64::try_from(total).ok()).unwrap_or_default();
        Part { total: total.max(skipped.saturating_add(told.len() as u64)), skipped, entries, left_out }
    }
}

fn user(told: &Tree) -> Option<User> {
    Some(User {
        name: name(told, "username")?,
        text: name(told, "textname").unwrap_or_default(),
        client_id: name(told, "clientid").unwrap_or_default(),
        is_disabled: told.get("disabled") == Some(&Tree::Flag(true)),
        roles: held(told, "roles", "rolename"),
        groups: held(told, "groups", "groupname"),
    })
}

fn group(told: &Tree) -> Option<Group> {
    Some(Group {
        name: name(told, "groupname")?,
        text: name(told, "textname").unwrap_or_default(),
        users: held(told, "clients", "username"),
        roles: held(told, "roles", "rolename"),
    })
}

fn role(told: &Tree) -> Option<Role> {
    let all = told.list("acls");
    let acls: Vec<_> = all.iter().filter_map(acl).take(BELONGINGS).collect();
    Some(Role {
        name: name(told, "rolename")?,
        text: name(told, "textname").unwrap_or_default(),
        left_out: (all.len() - acls.len()) as u64,
        acls,
    })
}

fn acl(told: &Tree) -> Option<Acl> {
    Some(Acl {
        kind: AclKind::of(told.text("acltype")?)?,
        topic: name(told, "topic")?,
        is_allowed: told.get("allow") == Some(&Tree::Flag(true)),
        priority: number(told, "priority").unwrap_or_default(),
    })
}

fn held(told: &Tree, list: &str, key: &str) -> Vec<Held> {
    let read = |it: &Tree| Some(Held { name: name(it, key)?, priority: number(it, "priority").unwrap_or_default() });
    told.list(list).iter().filter_map(read).take(BELONGINGS).collect()
}

fn defaults(data: &Tree) -> Vec<Otherwise> {
    let read = |it: &Tree| {
        Some(Otherwise { kind: name(it, "acltype")?, is_allowed: it.get("allow") == Some(&Tree::Flag(true)) })
    };
    data.list("acls").iter().filter_map(read).take(8).collect()
}

/// As it is, for it is said again to the plugin.
fn name(told: &Tree, key: &str) -> Option<String> {
    match told.get(key)? {
        Tree::Text(text) if !text.is_empty() && text.len() <= NAME => Some(text.clone()),
        _ => None,
    }
}

fn number(told: &Tree, key: &str) -> Option<i64> {
    match told.get(key)? {
        Tree::Whole(number) => Some(*number),
        _ => None,
    }
}
