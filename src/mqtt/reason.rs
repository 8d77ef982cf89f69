//! The reason codes of MQTT 5 (section 2.4) in words.

/// What a reason code says; `None` if the standard knows no such failure.
const fn meaning(code: u8) -> Option<&'static str> {
    Some(match code {
        0x80 => "unspecified error",
        0x81 => "malformed packet",
        0x82 => "protocol error",
        0x83 => "not accepted by this broker",
        0x84 => "protocol version not supported",
        0x85 => "client identifier not valid",
        0x86 => "wrong user name or password",
        0x87 => "not authorised",
        0x88 => "broker not available",
        0x89 => "broker busy",
        0x8A => "banned",
        0x8B => "broker shutting down",
        0x8C => "kind of login not supported",
        0x8D => "nothing heard from us for too long",
        0x8E => "session taken over by another client of the same name",
        0x8F => "topic filter not accepted",
        0x90 => "topic name not accepted",
        0x91 => "packet identifier in use",
        0x92 => "packet identifier not found",
        0x93 => "too many messages without acknowledgement",
        0x94 => "topic alias not valid",
        0x95 => "packet too large",
        0x96 => "messages too fast",
        0x97 => "quota exceeded",
        0x98 => "administrative action",
        0x99 => "payload format not valid",
        0x9A => "retained messages not supported",
        0x9B => "quality of service not supported",
        0x9C => "use another server",
        0x9D => "server moved",
        0x9E => "shared subscriptions not supported",
        0x9F => "too many connections in a short time",
        0xA0 => "longest time of a connection reached",
        0xA1 => "subscription identifiers not supported",
        0xA2 => "wildcard subscriptions not supported",
        _ => return None,
    })
}

/// A reason code for a person, without a full stop: `not authorised`.
#[must_use]
pub fn reason_in_words(code: u8) -> String {
    meaning(code).map_or_else(|| format!("reason {code:#04x}"), ToOwned::to_owned)
}

/// A reason code and what the broker adds to it.
pub(super) fn explain(code: u8, said: Option<&str>) -> String {
    let mut words = reason_in_words(code);
    if let Some(said) = said {
        words.push_str(&quoted(said));
    }
    words
}

/// Why the broker did not take a publish.
pub(super) fn refused_publish(code: u8, said: Option<&str>) -> String {
    let hint = match code {
        0x87 => ": the broker's access rules do not let this user publish to this topic",
        0x90 => ": the broker takes no message for this topic",
        0x97 => ": the broker takes no more from this user for now",
        0x99 => ": the broker expects another kind of message here",
        _ => "",
    };
    format!("{}{hint}{}", reason_in_words(code), said.map_or_else(String::new, quoted))
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
