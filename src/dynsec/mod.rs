//! Mosquitto's plugin for users and roles, `dynamic-security`: what it is asked, and what it answers. Knows no session.
//!
//! It is asked with JSON on one topic, and answers on another to all who listen there: what an answer is to is known by the
//! `correlationData` that it repeats. One question is under way at a time.

mod known;
mod order;
mod plugin;
mod reply;
#[cfg(test)]
mod tests;

pub use known::{Acl, AclKind, Bearer, Group, Held, Known, Otherwise, Part, Role, User};
pub use order::{Invalid, Order, Password};
pub use plugin::{Answer, Complaint, Offsets, Plugin};

/// Where it is asked.
pub const REQUEST: &str = "$CONTROL/dynamic-security/v1";
/// Where it answers.
pub const RESPONSE: &str = "$CONTROL/dynamic-security/v1/response";

/// Users, groups or roles that are looked at together.
pub const PAGE: u32 = 50;
/// Of a user, group or role: what belongs to it of one kind.
const BELONGINGS: usize = 500;
/// Bytes of a name or a topic; what has a longer one is left out.
const NAME: usize = 1_024;
/// Objects, lists and values of one answer.
const NODES: u32 = 65_536;
/// Wishes that may wait while one is under way.
const WAITING: usize = 16;
/// Bytes of what it says of a mistake.
const SAID: usize = 300;
