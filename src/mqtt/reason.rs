//! The reason codes of MQTT 5 (section 2.4) in words.

use crate::language::{said, t, word};

/// What a reason code says; `None` if the standard knows no such failure.
const fn meaning(code: u8) -> Option<&'static str> {
    Some(match code {
        0x80 => word!("unspecified error"),
        0x81 => word!("malformed packet"),
        0x82 => word!("protocol error"),
        0x83 => word!("not accepted by this broker"),
        0x84 => word!("protocol version not supported"),
        0x85 => word!("client identifier not valid"),
        0x86 => word!("wrong user name or password"),
        0x87 => word!("not authorised"),
        0x88 => word!("broker not available"),
        0x89 => word!("broker busy"),
        0x8A => word!("banned"),
        0x8B => word!("broker shutting down"),
        0x8C => word!("kind of login not supported"),
        0x8D => word!("nothing heard from us for too long"),
        0x8E => word!("session taken over by another client of the same name"),
        0x8F => word!("topic filter not accepted"),
        0x90 => word!("topic name not accepted"),
        0x91 => word!("packet identifier in use"),
        0x92 => word!("packet identifier not found"),
        0x93 => word!("too many messages without acknowledgement"),
        0x94 => word!("topic alias not valid"),
        0x95 => word!("packet too large"),
        0x96 => word!("messages too fast"),
        0x97 => word!("quota exceeded"),
        0x98 => word!("administrative action"),
        0x99 => word!("payload format not valid"),
        0x9A => word!("retained messages not supported"),
        0x9B => word!("quality of service not supported"),
        0x9C => word!("use another server"),
        0x9D => word!("server moved"),
        0x9E => word!("shared subscriptions not supported"),
        0x9F => word!("too many connections in a short time"),
        0xA0 => word!("longest time of a connection reached"),
        0xA1 => word!("subscription identifiers not supported"),
        0xA2 => word!("wildcard subscriptions not supported"),
        _ => return None,
    })
}

/// A reason code for a person, without a full stop: `not authorised`.
#[must_use]
pub fn reason_in_words(code: u8) -> String {
    match meaning(code) {
        Some(words) => said(words).to_owned(),
        None => t!("reason {code}", code = format!("{code:#04x}")),
    }
}

/// A reason code and what the broker adds to it.
pub(super) fn explain(code: u8, told: Option<&str>) -> String {
    let mut words = reason_in_words(code);
    if let Some(told) = told {
        words.push_str(&quoted(told));
    }
    words
}

/// Why the broker did not take a publish.
pub(super) fn refused_publish(code: u8, told: Option<&str>) -> String {
    let hint = match code {
        0x87 => t!(": the broker's access rules do not let this user publish to this topic"),
        0x90 => t!(": the broker takes no message for this topic"),
        0x97 => t!(": the broker takes no more from this user for now"),
        0x99 => t!(": the broker expects another kind of message here"),
        _ => "",
    };
    format!("{}{hint}{}", reason_in_words(code), told.map_or_else(String::new, quoted))
}

/// Longer texts from outside are cut: they are shown in one line.
fn quoted(said: &str) -> String {
    const SHOWN: usize = 200;
    if said.is_empty() {
        return String::new();
    }
    let shown: String = said.chars().take(SHOWN).collect();
    let more = if shown.len() < said.len() { "…" } else { "" };
    format!(" (“{shown}{more}”)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words() {
        assert_eq!(reason_in_words(0x87), "not authorised");
        assert_eq!(reason_in_words(0x42), "reason 0x42");
        assert_eq!(explain(0x8B, Some("back soon")), "broker shutting down (“back soon”)");
        assert!(refused_publish(0x87, None).starts_with("not authorised: "));
        assert_eq!(refused_publish(0x80, Some("")), "unspecified error");
        assert!(explain(0x80, Some(&"é".repeat(10_000))).len() < 1_000);
    }
}
