//! What is known to be wrong with a version of Mosquitto.

use crate::language::word;

/// Something in the broker, not in its clients' library, that a later version has put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownProblem {
    /// Its number; empty if it never got one.
    pub id: &'static str,
    /// From which version on.
    pub since: [u16; 3],
    pub fixed: [u16; 3],
    /// What it means, to be said with [`said`](crate::language::said).
    pub meaning: &'static str,
}

const PROBLEMS: [KnownProblem; 10] = [
    KnownProblem {
        id: "CVE-2021-28166",
        since: [2, 0, 0],
        fixed: [2, 0, 10],
        meaning: word!("Somebody who is logged in can crash the broker."),
    },
    KnownProblem {
        id: "CVE-2021-34431",
        since: [1, 6, 0],
        fixed: [2, 0, 11],
        meaning: word!("A login over MQTT 5 with certain properties makes the broker lose memory."),
    },
    KnownProblem {
        id: "CVE-2021-34434",
        since: [2, 0, 0],
        fixed: [2, 0, 12],
        meaning: word!(
            "With the dynamic security plugin: who lost the right to subscribe still hears what was subscribed to before."
        ),
    },
    KnownProblem {
        id: "CVE-2021-41039",
        since: [1, 6, 0],
        fixed: [2, 0, 12],
        meaning: word!("A login over MQTT 5 with very many properties keeps the processor busy."),
    },
    KnownProblem {
        id: "",
        since: [2, 0, 0],
        fixed: [2, 0, 12],
        meaning: word!(
            "A WebSocket listener ignores the address it is given and listens everywhere, unless there is a line “socket_domain ipv4”."
        ),
    },
    KnownProblem {
        id: "CVE-2023-0809",
        since: [1, 0, 0],
        fixed: [2, 0, 16],
        meaning: word!("Without any login, a client can make the broker take a lot of memory."),
    },
    KnownProblem {
        id: "CVE-2023-28366",
        since: [1, 3, 2],
        // 2.0.16 put most of it right.
        fixed: [2, 0, 21],
        meaning: word!("Messages of quality of service 2 with the same number make the broker lose memory."),
    },
    KnownProblem {
        id: "CVE-2023-3592",
        since: [1, 6, 0],
        fixed: [2, 0, 16],
        meaning: word!("A login with a last will of wrong properties makes the broker lose memory."),
    },
    KnownProblem {
        id: "CVE-2024-3935",
        since: [2, 0, 0],
        fixed: [2, 0, 19],
        meaning: word!("A broker that has a bridge can be crashed by the broker at its other end."),
    },
    KnownProblem {
        id: "CVE-2024-8376",
        since: [1, 0, 0],
        fixed: [2, 0, 19],
        meaning: word!("A certain order of packets can crash the broker."),
    },
];

/// What is known of what `$SYS/broker/version` says, such as `mosquitto version 2.0.11`: nothing of another broker, and perhaps
/// more than is true, for distributions put things right without another number.
#[must_use]
pub fn known_problems(version: &str) -> Vec<KnownProblem> {
    let Some(version) = version.strip_prefix("mosquitto version ").and_then(numbers) else { return Vec::new() };
    PROBLEMS.into_iter().filter(|problem| problem.since <= version && version < problem.fixed).collect()
}

/// `2.0.11`, with whatever stands behind it.
fn numbers(text: &str) -> Option<[u16; 3]> {
    let mut numbers = text.splitn(3, '.').map(|part| {
        let end = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
        part[..end].parse().ok()
    });
    Some([numbers.next()??, numbers.next()??, numbers.next()??])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(version: &str) -> Vec<&'static str> {
        known_problems(version).into_iter().map(|problem| problem.id).collect()
    }

    #[test]
    fn a_version_has_the_problems_that_came_before_it_and_were_put_right_after_it() {
        assert_eq!(known_problems("mosquitto version 2.0.11").len(), 8);
        assert_eq!(ids("mosquitto version 2.0.18"), ["CVE-2023-28366", "CVE-2024-3935", "CVE-2024-8376"]);
        assert_eq!(ids("mosquitto version 2.0.20"), ["CVE-2023-28366"]);
        assert_eq!(ids("mosquitto version 2.0.21"), [""; 0]);
        assert_eq!(ids("mosquitto version 2.1.0-rc1"), [""; 0]);
        assert!(!ids("mosquitto version 1.6.12").contains(&"CVE-2021-34434"));
        assert!(ids("mosquitto version 1.6.12").contains(&"CVE-2023-3592"), "MQTT 5 came with 1.6");
    }

    #[test]
    fn of_what_is_no_version_of_mosquitto_nothing_is_known() {
        for version in ["", "5.4.1", "mosquitto version", "mosquitto version 2", "mosquitto version 2.x.1", "HiveMQ 4"]
        {
            assert_eq!(ids(version), [""; 0], "{version}");
        }
        assert_eq!(ids("mosquitto version 99999.0.0"), [""; 0]);
    }
}
