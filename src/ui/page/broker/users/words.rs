//! What the plugin says, and what its rules are about, in words.

use crate::dynsec::{AclKind, Complaint, Invalid};
use crate::language::t;
use crate::ui::text;

pub(super) fn complaint(complaint: &Complaint) -> String {
    match complaint {
        Complaint::Said { said, .. } => match ours(said) {
            Some(words) => t!("{words} (the broker: “{said}”)", words, said = text::short(said)),
            None => t!("The broker says: “{said}”", said = text::short(said)),
        },
        Complaint::Silent => t!("The broker has not answered. It may or may not have been done.").to_owned(),
        Complaint::NotAllowed => t!("The broker does not let this user do that.").to_owned(),
        Complaint::NotSent(why) => t!("It was not asked for: {why}", why = text::short(why)),
        Complaint::Invalid(Invalid::Nameless) => t!("It needs a name.").to_owned(),
        Complaint::Invalid(Invalid::TooLong) => t!("It is too long.").to_owned(),
        Complaint::Invalid(Invalid::Topic) => {
            t!("That is not a topic; what a device's topics begin with has no + and no #.").to_owned()
        }
        Complaint::Invalid(Invalid::GroupOfTheNameless) => {
            t!("This is the group of whoever comes without a name: give them another one first.").to_owned()
        }
        Complaint::TooMany => t!("Too much waits for an answer already.").to_owned(),
    }
}

/// What it means by that.
fn ours(said: &str) -> Option<&'static str> {
    Some(match said {
        "Client already exists" => t!("There is a user of that name already."),
        "Client not found" => t!("There is no user of that name any more."),
        "Role already exists" => t!("There is a role of that name already."),
        "Role not found" => t!("There is no role of that name."),
        "Group already exists" => t!("There is a group of that name already."),
        "Group not found" => t!("There is no group of that name."),
        "ACL with this topic already exists" => t!("The role has such a rule for this topic already."),
        "ACL not found" => t!("The role has no such rule any more."),
        "Invalid ACL topic" => t!("The rule's topic is not one."),
        "Empty password is not allowed" => t!("A password has to be something."),
        // What Mosquitto 2.0 says to whom has the role, or is in the group, already.
        "Internal error" => t!("It could not be done; perhaps it is so already."),
        "Unknown command" => t!("This version of the plugin does not know that."),
        _ => return None,
    })
}

pub(super) fn kind(kind: AclKind) -> &'static str {
    match kind {
        AclKind::Send => t!("Publish"),
        AclKind::Receive => t!("Receive"),
        AclKind::SubscribeWithin => t!("Subscribe, also to less of it"),
        AclKind::SubscribeTo => t!("Subscribe to exactly this"),
        AclKind::UnsubscribeWithin => t!("Unsubscribe, also from less of it"),
        AclKind::UnsubscribeFrom => t!("Unsubscribe from exactly this"),
    }
}

/// The same of what the plugin calls so.
pub(super) fn otherwise(word: &str) -> String {
    match word {
        "publishClientSend" => kind(AclKind::Send).to_owned(),
        "publishClientReceive" => kind(AclKind::Receive).to_owned(),
        "subscribe" => t!("Subscribe").to_owned(),
        "unsubscribe" => t!("Unsubscribe").to_owned(),
        word => text::short(word),
    }
}
