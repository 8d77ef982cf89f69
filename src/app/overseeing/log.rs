//! What Mosquitto writes into its log about those who want to come in. Reading it cannot fail: a line that means nothing here is
//! shown as it is.
//!
//! Mosquitto 2.0 names neither the client nor the user of a refused login, and its address only in a line before; over WebSocket
//! it says no more than that somebody unknown has left. From 2.0.15 on it names the client, from 2.1 on the address as well.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::{Instant, Now, Timestamp};

/// Lines that are kept.
pub(super) const LINES: usize = 200;
/// Characters of each.
const LINE: usize = 400;
/// Refusals that are kept.
pub(super) const REFUSALS: usize = 100;
/// Clients of which it is known who they are and where, and addresses from which nobody has logged in yet.
const CLIENTS: usize = 200;
const OPENED: usize = 32;
/// Whoever has not logged in for so long does not.
const OPENED_FOR: Duration = Duration::from_secs(30);
/// So many refused logins within so long are an alarm.
pub const MANY: usize = 5;
pub const WITHIN: Duration = Duration::from_mins(10);

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    pub at: Timestamp,
    /// The last level of its topic: `N`, `W`, `E`, `I`, `M/subscribe`.
    pub level: String,
    pub text: String,
}

/// Somebody was refused something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub at: Timestamp,
    pub kind: Refused,
    /// As far as the broker names them.
    pub client: Option<String>,
    pub user: Option<String>,
    pub address: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refused {
    /// The login.
    Login,
    /// Somebody left before being let in, which over WebSocket is all that Mosquitto 2.0 says of a refused login.
    Unclear,
    /// What was said is not MQTT, or not as it should be.
    Protocol,
    /// A message, by the access rules. Mosquitto 2.0 writes of it into a file at the most, and never to a topic.
    Action,
}

/// What the log tells, while somebody wants to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogNews {
    pub is_guarding: bool,
    /// Newest first.
    pub lines: Vec<LogLine>,
    pub refusals: Vec<Refusal>,
    /// Of each kind, since the log is read: logins, unclear ones, protocol, actions.
    pub counts: [u64; 4],
    /// Since when it is read.
    pub since: Option<Timestamp>,
}

/// The log, as far as it was heard.
#[derive(Debug)]
pub(super) struct BrokerLog {
    since: Timestamp,
    lines: VecDeque<LogLine>,
    refusals: VecDeque<Refusal>,
    counts: [u64; 4],
    pub(super) discarded: u64,
    /// Those who came in: client, user and address.
    clients: VecDeque<(String, String, String)>,
    opened: VecDeque<(Instant, String)>,
    /// When logins were refused since the last alarm.
    recent: VecDeque<Instant>,
}

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said<'a> {
    Opened { address: &'a str },
    Entered { address: &'a str, client: &'a str, user: &'a str },
    Refused { kind: Refused, client: Option<&'a str>, address: Option<&'a str> },
    Left,
    Other,
}

impl BrokerLog {
    pub(super) fn new(since: Timestamp) -> Self {
        Self {
            since,
            lines: VecDeque::new(),
            refusals: VecDeque::new(),
            counts: [0; 4],
            discarded: 0,
            clients: VecDeque::new(),
            opened: VecDeque::new(),
            recent: VecDeque::new(),
        }
    }

    /// Takes in a line. Says whether so many logins were refused of late that somebody should know.
    pub(super) fn hear(&mut self, level: &str, payload: &[u8], now: Now) -> bool {
        let text: String = String::from_utf8_lossy(payload).chars().take(LINE).collect();
        let refused = match read(bare(&text)) {
            Said::Opened { address } => {
                self.opened.push_back((now.instant, address.to_owned()));
                keep(&mut self.opened, OPENED);
                None
            }
            Said::Entered { address, client, user } => {
                self.opened.retain(|(_, opened)| opened != address);
                self.clients.retain(|(known, ..)| known != client);
                self.clients.push_back((client.to_owned(), user.to_owned(), address.to_owned()));
                keep(&mut self.clients, CLIENTS);
                None
            }
            Said::Refused { kind, client, address } => Some(self.refusal(kind, client, address, now)),
            Said::Left => match self.take_opened(now.instant) {
                // It came over TCP, where a refused login would have been called one.
                Some(_) => None,
                None => {
                    Some(Refusal { at: now.timestamp, kind: Refused::Unclear, client: None, user: None, address: None })
                }
            },
            Said::Other => None,
        };
        self.lines.push_back(LogLine { at: now.timestamp, level: level.chars().take(40).collect(), text });
        self.discarded += keep(&mut self.lines, LINES);
        refused.is_some_and(|refusal| self.count(refusal, now.instant))
    }

    fn refusal(&mut self, kind: Refused, client: Option<&str>, address: Option<&str>, now: Now) -> Refusal {
        let known = client.and_then(|client| self.clients.iter().find(|(known, ..)| known == client)).cloned();
        let (user, at_login) = known.map_or((None, None), |(_, user, address)| (Some(user), Some(address)));
        let address = address.map(str::to_owned).or(at_login);
        let address = address.or_else(|| self.take_opened(now.instant)).filter(|address| !address.is_empty());
        let user = user.filter(|user| !user.is_empty());
        Refusal { at: now.timestamp, kind, client: client.map(str::to_owned), user, address }
    }

    /// Somebody who had not come in is gone: whoever came first, as far as is known. Of several the address is told only as far
    /// as it is the same of all; it is empty if it is not.
    fn take_opened(&mut self, now: Instant) -> Option<String> {
        self.opened.retain(|(at, _)| now.since(*at) < OPENED_FOR);
        let (_, first) = self.opened.pop_front()?;
        if self.opened.is_empty() {
            return Some(first);
        }
        let is_same = self.opened.iter().all(|(_, other)| host(other) == host(&first));
        Some(if is_same { host(&first).to_owned() } else { String::new() })
    }

    fn count(&mut self, refusal: Refusal, now: Instant) -> bool {
        let kind = refusal.kind;
        self.counts[kind as usize] += 1;
        self.refusals.push_back(refusal);
        self.discarded += keep(&mut self.refusals, REFUSALS);
        if !matches!(kind, Refused::Login | Refused::Unclear) {
            return false;
        }
        self.recent.retain(|at| now.since(*at) < WITHIN);
        self.recent.push_back(now);
        let are_many = self.recent.len() >= MANY;
        if are_many {
            self.recent.clear();
        }
        are_many
    }

    pub(super) fn news(&self, is_guarding: bool) -> LogNews {
        LogNews {
            is_guarding,
            lines: self.lines.iter().rev().cloned().collect(),
            refusals: self.refusals.iter().rev().cloned().collect(),
            counts: self.counts,
            since: Some(self.since),
        }
    }

    pub(super) fn kept(&self) -> usize {
        self.lines.len() + self.refusals.len()
    }
}

/// Lets the oldest go; returns how many.
fn keep<T>(list: &mut VecDeque<T>, most: usize) -> u64 {
    let excess = list.len().saturating_sub(most);
    list.drain(..excess);
    excess as u64
}

fn host(address: &str) -> &str {
    address.rsplit_once(':').map_or(address, |(host, _)| host)
}

/// Without the time before it, which may be written in any way or not at all.
fn bare(line: &str) -> &str {
    let is_time = |it: &str| it.chars().all(|letter| letter.is_ascii_digit() || "-:.TZ+/ ".contains(letter));
    match line.split_once(": ") {
        Some((time, rest)) if !time.is_empty() && is_time(time) => rest,
        _ => line,
    }
}

fn read(line: &str) -> Said<'_> {
    if let Some(rest) = line.strip_prefix("New connection from ") {
        let address = rest.rsplit_once(" on port ").map_or(rest, |(address, _)| address);
        return Said::Opened { address };
    }
    if let Some((address, rest)) =
        line.strip_prefix("New client connected from ").and_then(|rest| rest.split_once(" as "))
    {
        let (client, about) = rest.rsplit_once(" (p").unwrap_or((rest, ""));
        let user = about.split_once("u'").and_then(|(_, user)| user.strip_suffix("').")).unwrap_or_default();
        return Said::Entered { address, client, user };
    }
    if let Some((client, _)) = line.strip_prefix("Denied PUBLISH from ").and_then(|rest| rest.rsplit_once(" (d")) {
        return Said::Refused { kind: Refused::Action, client: named(client), address: None };
    }
    let Some(rest) = line.strip_prefix("Client ") else { return Said::Other };
    let ends = |ends: &[&str]| ends.iter().find_map(|end| rest.strip_suffix(end));
    if let Some(who) = ends(&[" disconnected, not authorised.", " disconnected: not authorised."]) {
        return refused(Refused::Login, who);
    }
    let broken = [
        " disconnected due to protocol error.",
        " disconnected due to malformed packet.",
        " disconnected: protocol error.",
        " disconnected: malformed packet.",
    ];
    if let Some(who) = ends(&broken) {
        return refused(Refused::Protocol, who);
    }
    match ends(&[" closed its connection.", " disconnected: connection closed by client."]) {
        Some(who) if apart(who).0.is_none() => Said::Left,
        _ => Said::Other,
    }
}

fn refused(kind: Refused, who: &str) -> Said<'_> {
    let (client, address) = apart(who);
    Said::Refused { kind, client, address }
}

/// A client and, if it is there, the address behind it: `bulb [192.0.2.7:51234]`.
fn apart(who: &str) -> (Option<&str>, Option<&str>) {
    match who.strip_suffix(']').and_then(|who| who.rsplit_once(" [")) {
        Some((client, address)) => (named(client), Some(address)),
        None => (named(who), None),
    }
}

/// Mosquitto calls it so as long as it does not know who it is.
fn named(client: &str) -> Option<&str> {
    Some(client).filter(|client| *client != "<unknown>")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u64) -> Now {
        let time = Duration::from_secs(second);
        let millis = i64::try_from(time.as_millis()).expect("a short time");
        Now { instant: Instant::default() + time, timestamp: Timestamp::from_millis(millis) }
    }

    fn heard(lines: &[&str]) -> BrokerLog {
        let mut log = BrokerLog::new(Timestamp::default());
        for line in lines {
            log.hear("N", line.as_bytes(), at(1));
        }
        log
    }

    /// What was refused to whom: client, user and address.
    type Told = (Refused, [Option<String>; 3]);

    fn told(lines: &[&str]) -> Vec<Told> {
        heard(lines).refusals.into_iter().map(|it| (it.kind, [it.client, it.user, it.address])).collect()
    }

    /// Client, user and address, each empty if it is not known.
    fn refused(kind: Refused, whom: [&str; 3]) -> Told {
        (kind, whom.map(|it| Some(it.to_owned()).filter(|it| !it.is_empty())))
    }

    #[test]
    fn a_refused_login_of_mosquitto_2_0_11_has_the_address_of_the_line_before() {
        let lines = [
            "1795357190: New connection from 127.0.0.1:56364 on port 21883.",
            "1795357190: Client <unknown> disconnected, not authorised.",
        ];
        assert_eq!(told(&lines), [refused(Refused::Login, ["", "", "127.0.0.1:56364"])]);
    }

    #[test]
    fn of_several_who_knock_at_once_only_the_host_is_told_and_only_if_it_is_the_same() {
        let same = ["New connection from 10.0.0.7:1 on port 1883.", "New connection from 10.0.0.7:2 on port 1883."];
        let left = "Client <unknown> disconnected, not authorised.";
        assert_eq!(told(&[same[0], same[1], left]), [refused(Refused::Login, ["", "", "10.0.0.7"])]);
        let other = "New connection from 10.0.0.8:2 on port 1883.";
        assert_eq!(told(&[same[0], other, left]), [refused(Refused::Login, ["", "", ""])]);
        assert_eq!(told(&[left]), [refused(Refused::Login, ["", "", ""])]);
    }

    #[test]
    fn later_versions_name_the_client_and_its_address() {
        let lines = [
            "2025-10-02T20:18:07: Client mqttjs_e2e41c74 disconnected, not authorised.",
            "Client bulb [x] 7 [192.0.2.7:51234] disconnected: not authorised.",
        ];
        let expected = [
            refused(Refused::Login, ["mqttjs_e2e41c74", "", ""]),
            refused(Refused::Login, ["bulb [x] 7", "", "192.0.2.7:51234"]),
        ];
        assert_eq!(told(&lines), expected);
    }

    #[test]
    fn over_websocket_a_refused_login_is_somebody_unknown_who_leaves() {
        assert_eq!(
            told(&["1795357242: Client <unknown> closed its connection."]),
            [refused(Refused::Unclear, ["", "", ""])]
        );
        let over_tcp = ["New connection from 10.0.0.7:1 on port 1883.", "Client <unknown> closed its connection."];
        assert_eq!(told(&over_tcp), []);
        assert_eq!(told(&["1795357243: Client ws-ok closed its connection."]), []);
    }

    #[test]
    fn a_client_that_came_in_is_known_by_its_user_and_address() {
        let lines = [
            "1: New connection from 127.0.0.1:49726 on port 21883.",
            "1: New client connected from 127.0.0.1:49726 as weird \"id, as x (p2, c1, k60, u'm').",
            "1: Client weird \"id, as x disconnected due to protocol error.",
            "1: Denied PUBLISH from weird \"id, as x (d0, q1, r0, m1, 'forbidden', ... (1 bytes))",
        ];
        let who = |kind| refused(kind, ["weird \"id, as x", "m", "127.0.0.1:49726"]);
        assert_eq!(told(&lines), [who(Refused::Protocol), who(Refused::Action)]);
    }

    #[test]
    fn a_name_that_looks_like_a_line_is_but_a_name() {
        let lines = [
            "1: New client connected from 1.2.3.4:5 as a disconnected, not authorised. (p2, c1, k60).",
            "1: Client a disconnected, not authorised. disconnected.",
            "1: Client a disconnected, not authorised. closed its connection.",
        ];
        assert_eq!(told(&lines), []);
    }

    #[test]
    fn five_refused_logins_within_ten_minutes_are_many_and_then_it_begins_anew() {
        let mut log = BrokerLog::new(Timestamp::default());
        let mut refuse = |second| log.hear("N", b"Client <unknown> disconnected, not authorised.", at(second));
        let many = [0, 100, 200, 300, 601, 602, 603, 604, 605, 606, 607].map(&mut refuse);
        assert_eq!(many, [false, false, false, false, false, true, false, false, false, false, true]);
    }

    #[test]
    fn nothing_of_it_grows_without_end() {
        let mut log = BrokerLog::new(Timestamp::default());
        let endless = "x".repeat(100_000);
        for number in 0..1_000 {
            log.hear(&endless, format!("New connection from {number}{endless}").as_bytes(), at(1));
            log.hear("N", format!("New client connected from a as {number}{endless} (p2").as_bytes(), at(1));
            log.hear("N", format!("Client {number} disconnected, not authorised.").as_bytes(), at(1));
            log.hear("N", &[0xff, 0xfe, b':', b' '], at(1));
        }
        assert!(log.lines.iter().all(|line| line.text.len() <= LINE && line.level.len() <= 40));
        let lengths = (log.lines.len(), log.refusals.len(), log.clients.len(), log.opened.len());
        assert_eq!(lengths, (LINES, REFUSALS, CLIENTS, 0));
        assert_eq!(log.counts, [1_000, 0, 0, 0]);
        assert_eq!(log.discarded, 4_000 - 200 + 900);
    }
}
