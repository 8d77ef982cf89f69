//! Topic names and filters (MQTT 5, section 4.7): which are valid, and which belong together.

use crate::language::t;

const MAXIMUM_BYTES: usize = 65_535;
const SHARE: &str = "$share/";

/// What makes a text no topic name or no topic filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    #[error("{}", t!("it is empty"))]
    Empty,
    #[error("{}", t!("it is longer than 65,535 bytes"))]
    TooLong,
    #[error("{}", t!("it contains the character NUL"))]
    Nul,
    #[error("{}", t!("the wildcards + and # are for subscriptions only"))]
    WildcardInName,
    #[error("{}", t!("+ must be a level of its own"))]
    MisplacedPlus,
    #[error("{}", t!("# must be a level of its own, and the last one"))]
    MisplacedHash,
    #[error("{}", t!("a shared subscription is written $share/group/filter"))]
    Share,
}

/// Whether a message with this topic belongs to this filter. Wildcards at the start do not reach topics that start
/// with `$` (section 4.7.2). Neither is checked for validity.
#[must_use]
pub fn matches(filter: &str, topic: &str) -> bool {
    let filter = if filter.as_bytes().first() == Some(&b'$') { unshared(filter) } else { filter };
    let (mut filter, mut topic) = (filter.as_bytes(), topic.as_bytes());
    if let ([b'+' | b'#', ..], [b'$', ..]) = (filter, topic) {
        return false;
    }
    loop {
        (filter, topic) = match (filter, topic) {
            ([b'#'], _) | ([] | [b'/', b'#'], []) => return true,
            ([b'+', wanted @ ..], _) => {
                let end = topic.iter().position(|byte| *byte == b'/').unwrap_or(topic.len());
                (wanted, &topic[end..])
            }
            ([this, wanted @ ..], [byte, others @ ..]) if this == byte => (wanted, others),
            _ => return false,
        }
    }
}

/// Whether one can publish to this topic.
pub fn check_name(name: &str) -> Result<(), Invalid> {
    check_text(name)?;
    if has_wildcards(name) {
        return Err(Invalid::WildcardInName);
    }
    Ok(())
}

/// Whether one can subscribe to this filter.
pub fn check_filter(filter: &str) -> Result<(), Invalid> {
    check_text(filter)?;
    if !filter.starts_with(SHARE) {
        return check_levels(filter);
    }
    let (group, filter) = shared(filter).ok_or(Invalid::Share)?;
    if group.is_empty() || group.contains(['+', '#']) || filter.is_empty() {
        return Err(Invalid::Share);
    }
    check_levels(filter)
}

/// Whether several clients share the messages of this filter (section 4.8.2).
pub(super) fn is_shared(filter: &str) -> bool {
    filter.starts_with(SHARE)
}

pub(super) fn has_wildcards(filter: &str) -> bool {
    filter.bytes().any(|byte| matches!(byte, b'+' | b'#'))
}

/// The filter, of a shared subscription or not.
fn unshared(filter: &str) -> &str {
    shared(filter).map_or(filter, |(_group, filter)| filter)
}

/// The group and the filter of a shared subscription.
fn shared(filter: &str) -> Option<(&str, &str)> {
    filter.strip_prefix(SHARE)?.split_once('/')
}

fn check_text(text: &str) -> Result<(), Invalid> {
    if text.is_empty() {
        return Err(Invalid::Empty);
    }
    if text.len() > MAXIMUM_BYTES {
        return Err(Invalid::TooLong);
    }
    if text.bytes().any(|byte| byte == 0) {
        return Err(Invalid::Nul);
    }
    Ok(())
}

fn check_levels(filter: &str) -> Result<(), Invalid> {
    let mut levels = filter.split('/').peekable();
    while let Some(level) = levels.next() {
        if level.contains('+') && level != "+" {
            return Err(Invalid::MisplacedPlus);
        }
        if level.contains('#') && (level != "#" || levels.peek().is_some()) {
            return Err(Invalid::MisplacedHash);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_matches_the_topics_of_the_standard_s_examples() {
        for (filter, topic) in [
            ("sport/tennis/player1/#", "sport/tennis/player1"),
            ("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"),
            ("sport/#", "sport"),
            ("#", "/"),
            ("sport/tennis/+", "sport/tennis/player1"),
            ("sport/+", "sport/"),
            ("+/+", "/finance"),
            ("/+", "/finance"),
            ("$SYS/#", "$SYS/broker/clients"),
            ("$SYS/monitor/+", "$SYS/monitor/Clients"),
            ("$share/group/sport/+", "sport/tennis"),
            ("+/x", "é/x"),
            ("温度/#", "温度/书房"),
            ("#", "😀"),
        ] {
            assert!(matches(filter, topic), "{filter} should match {topic}");
        }
    }

    #[test]
    fn a_filter_does_not_match_what_the_standard_says_it_does_not() {
        for (filter, topic) in [
            ("sport/tennis/+", "sport/tennis/player1/ranking"),
            ("sport/+", "sport"),
            ("+", "/finance"),
            ("#", "$SYS/broker"),
            ("+/monitor/Clients", "$SYS/monitor/Clients"),
            ("$share/group/#", "$SYS/broker"),
            ("a/b", "a"),
            ("a", "a/b"),
            ("ACCOUNTS", "Accounts"),
            ("é", "e"),
        ] {
            assert!(!matches(filter, topic), "{filter} should not match {topic}");
        }
    }

    #[test]
    fn names_and_filters_that_brokers_punish_are_invalid() {
        let long = "x".repeat(MAXIMUM_BYTES + 1);
        assert_eq!(check_name(&long), Err(Invalid::TooLong));
        assert_eq!(check_name(&long[1..]), Ok(()));
        assert_eq!(check_name(""), Err(Invalid::Empty));
        assert_eq!(check_name("a\0"), Err(Invalid::Nul));
        assert_eq!(check_name("a/+"), Err(Invalid::WildcardInName));
        assert_eq!(check_name("a/#"), Err(Invalid::WildcardInName));
        assert_eq!(check_filter("a+/b"), Err(Invalid::MisplacedPlus));
        assert_eq!(check_filter("a/#/b"), Err(Invalid::MisplacedHash));
        assert_eq!(check_filter("a#"), Err(Invalid::MisplacedHash));
        assert_eq!(check_filter("a\0"), Err(Invalid::Nul));
        for filter in ["$share/", "$share//a", "$share/g", "$share/g/", "$share/+/a"] {
            assert_eq!(check_filter(filter), Err(Invalid::Share), "{filter}");
        }
        for filter in ["#", "+", "+/+/#", "/", "$share/g/a/#", "$SYS/#", "é/+"] {
            assert_eq!(check_filter(filter), Ok(()), "{filter}");
        }
    }
}
