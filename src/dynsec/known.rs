//! What is known of the plugin's users, groups and roles.

use serde::{Deserialize, Serialize};

/// All that is known, of each kind as much as is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The one who asks; `None` if the plugin does not know them.
    pub own: Option<User>,
    /// The one who was looked for by name, if there is one of that name.
    pub found: Option<User>,
    pub users: Part<User>,
    pub groups: Part<Group>,
    pub roles: Part<Role>,
    /// What is allowed where no role says anything.
    pub defaults: Vec<Otherwise>,
    /// The group of whoever comes without a name; empty if there is none.
    pub anonymous: String,
}

/// Some of all that there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part<T> {
    pub total: u64,
    /// How many come before these.
    pub skipped: u64,
    pub entries: Vec<T>,
    /// Of these, so many could not be taken in.
    pub left_out: u64,
}

impl<T> Default for Part<T> {
    fn default() -> Self {
        Self { total: 0, skipped: 0, entries: Vec::new(), left_out: 0 }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct User {
    pub name: String,
    /// For people; often empty.
    pub text: String,
    /// The only client identifier that they may come with; usually empty.
    pub client_id: String,
    pub is_disabled: bool,
    pub roles: Vec<Held>,
    /// In which they are.
    pub groups: Vec<Held>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Group {
    pub name: String,
    pub text: String,
    pub users: Vec<Held>,
    pub roles: Vec<Held>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Role {
    pub name: String,
    pub text: String,
    pub acls: Vec<Acl>,
    /// Rules that there was no room for.
    pub left_out: u64,
}

/// A role, a group or a user by name, where something else has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Held {
    pub name: String,
    /// The higher one is asked first.
    pub priority: i64,
}

/// Who has a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Bearer {
    User,
    Group,
}

/// A rule of a role.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Acl {
    pub kind: AclKind,
    pub topic: String,
    pub is_allowed: bool,
    /// The higher one counts.
    pub priority: i64,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AclKind {
    /// What the client publishes.
    Send,
    /// What it is sent.
    Receive,
    /// What it subscribes to, the filter being this one.
    SubscribeTo,
    /// The filter being this one or a narrower one.
    SubscribeWithin,
    UnsubscribeFrom,
    UnsubscribeWithin,
}

impl AclKind {
    pub const ALL: [Self; 6] = [
        Self::Send,
        Self::Receive,
        Self::SubscribeWithin,
        Self::SubscribeTo,
        Self::UnsubscribeWithin,
        Self::UnsubscribeFrom,
    ];

    /// As the plugin writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Send => "publishClientSend",
            Self::Receive => "publishClientReceive",
            Self::SubscribeTo => "subscribeLiteral",
            Self::SubscribeWithin => "subscribePattern",
            Self::UnsubscribeFrom => "unsubscribeLiteral",
            Self::UnsubscribeWithin => "unsubscribePattern",
        }
    }

    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What is allowed where no role says anything.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Otherwise {
    /// As the plugin writes it: `publishClientSend`.
    pub kind: String,
    pub is_allowed: bool,
}
