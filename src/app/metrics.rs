//! Each connection of this page since it was loaded: since when, until when and why, and what passed over it; and that as a file.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::customs::quoted;
use super::record::cell;
use super::{App, Connection, Counters, Format};
use crate::mqtt::Version;
use crate::time::{Now, Timestamp};

/// Connections that are told apart; what passed over older ones is told together.
const CONNECTIONS: usize = 100;

/// A connection, or tries to have one that ended for the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spell {
    pub began: Timestamp,
    /// When the broker had let us in and granted what we listen to, and what is spoken; `None` if it never did.
    pub live: Option<(Timestamp, Version)>,
    /// And why; `None` while it lasts.
    pub ended: Option<(Timestamp, String)>,
    /// As which user.
    pub user: String,
    pub passed: Passed,
}

/// What has passed. The names are those that the documents of the Smart Home Backend have for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    pub messages_received: u64,
    pub messages_sent: u64,
    pub bytes_received: u64,
    pub bytes_sent: u64,
    pub connection_errors: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetricsNews {
    pub total: Passed,
    /// The latest is first.
    pub spells: Vec<Spell>,
    /// What passed over those that there was no room for, and how many these were.
    pub older: Passed,
    pub forgotten: u64,
}

#[derive(Debug, Default)]
pub(super) struct Metrics {
    spells: VecDeque<Spell>,
    older: Passed,
    forgotten: u64,
    bytes_sent: u64,
    /// What had passed when the last of them began.
    before: Passed,
}

impl Metrics {
    pub(super) fn sent(&mut self, bytes: usize) {
        self.bytes_sent += bytes as u64;
    }

    fn passed(&self, counters: Counters) -> Passed {
        Passed {
            messages_received: counters.messages_received,
            messages_sent: counters.messages_sent,
            bytes_received: counters.bytes_received,
            bytes_sent: self.bytes_sent,
            connection_errors: counters.connection_errors,
        }
    }

    /// The connection is another one now, or another thing is known of it.
    pub(super) fn note(&mut self, connection: &Connection, user: &str, counters: Counters, now: Timestamp) {
        let passed = self.passed(counters);
        let ended = match connection {
            Connection::Connecting => return self.begin(user, passed, now),
            Connection::Live { version, .. } => {
                if let Some(spell) = self.open() {
                    spell.live.get_or_insert((now, *version));
                }
                return;
            }
            Connection::Waiting { because, .. } | Connection::Refused { because } => because.clone(),
            Connection::Offline => String::new(),
            Connection::Replay { .. } => return,
        };
        let since = passed.since(self.before);
        if let Some(spell) = self.open() {
            spell.ended = Some((now, ended));
            spell.passed = since;
        }
        self.before = passed;
        self.join();
    }

    fn open(&mut self) -> Option<&mut Spell> {
        self.spells.back_mut().filter(|spell| spell.ended.is_none())
    }

    fn begin(&mut self, user: &str, passed: Passed, now: Timestamp) {
        if self.open().is_some() {
            return;
        }
        if self.spells.len() >= CONNECTIONS
            && let Some(oldest) = self.spells.pop_front()
        {
            self.older = self.older.and(oldest.passed);
            self.forgotten += 1;
        }
        self.before = passed;
        let passed = Passed::default();
        self.spells.push_back(Spell { began: now, live: None, ended: None, user: user.to_owned(), passed });
    }

    /// Tries that failed one after the other for the same reason are one.
    fn join(&mut self) {
        let [.., one, other] = self.spells.make_contiguous() else { return };
        let reason = |spell: &Spell| spell.ended.as_ref().map(|(_, because)| because.clone());
        let is_same = one.live.is_none() && other.live.is_none() && one.user == other.user;
        if is_same && reason(one) == reason(other) {
            one.ended.clone_from(&other.ended);
            one.passed = one.passed.and(other.passed);
            self.spells.pop_back();
        }
    }

    pub(super) fn news(&self, counters: Counters) -> MetricsNews {
        let total = self.passed(counters);
        let mut spells: Vec<_> = self.spells.iter().rev().cloned().collect();
        if let Some(spell) = spells.first_mut().filter(|spell| spell.ended.is_none()) {
            spell.passed = total.since(self.before);
        }
        MetricsNews { total, spells, older: self.older, forgotten: self.forgotten }
    }
}

impl Passed {
    fn since(self, before: Self) -> Self {
        Self {
            messages_received: self.messages_received - before.messages_received,
            messages_sent: self.messages_sent - before.messages_sent,
            bytes_received: self.bytes_received - before.bytes_received,
            bytes_sent: self.bytes_sent - before.bytes_sent,
            connection_errors: self.connection_errors - before.connection_errors,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            messages_received: self.messages_received + other.messages_received,
            messages_sent: self.messages_sent + other.messages_sent,
            bytes_received: self.bytes_received + other.bytes_received,
            bytes_sent: self.bytes_sent + other.bytes_sent,
            connection_errors: self.connection_errors + other.connection_errors,
        }
    }

    /// By the names that they have in a file.
    fn named(self) -> [(&'static str, u64); 5] {
        [
            ("messagesReceived", self.messages_received),
            ("messagesSent", self.messages_sent),
            ("bytesReceived", self.bytes_received),
            ("bytesSent", self.bytes_sent),
            ("connectionErrors", self.connection_errors),
        ]
    }
}

impl MetricsNews {
    /// As a file for people and programs.
    #[must_use]
    pub fn written(&self, format: Format) -> String {
        match format {
            Format::Json => self.json(),
            Format::Csv => self.table(),
        }
    }

    fn json(&self) -> String {
        let numbers = |passed: Passed| passed.named().map(|(name, number)| format!("\"{name}\":{number}")).join(",");
        let connection = |spell: &Spell| {
            let [since, live, until, version, reason] =
                texts(spell).map(|text| text.map_or("null".to_owned(), |it| quoted(&it)));
            let user = quoted(&spell.user);
            let numbers = numbers(spell.passed);
            format!(
                "{{\"since\":{since},\"live\":{live},\"until\":{until},\"version\":{version},\"reason\":{reason},\
                 \"user\":{user},{numbers}}}"
            )
        };
        let connections: Vec<_> = self.spells.iter().map(connection).collect();
        let (total, older, forgotten) = (numbers(self.total), numbers(self.older), self.forgotten);
        let connections = connections.join(",\n");
        format!(
            "{{\"alicia_dashboard\":1,{total},\n\"connections\":[\n{connections}\n],\n\
             \"older\":{{\"connections\":{forgotten},{older}}}}}\n"
        )
    }

    fn table(&self) -> String {
        let mut table = "since,live,until,version,reason,user".to_owned();
        for (name, _) in self.total.named() {
            table.extend([",", name]);
        }
        table.push_str("\r\n");
        for spell in &self.spells {
            let texts = texts(spell).map(Option::unwrap_or_default).map(|text| cell(&text));
            let numbers = spell.passed.named().map(|(_, number)| number.to_string());
            table.extend([&*texts.join(","), ",", &*cell(&spell.user), ",", &*numbers.join(","), "\r\n"]);
        }
        table
    }
}

/// Since when, live since when, until when, in which version, and why it ended.
fn texts(spell: &Spell) -> [Option<String>; 5] {
    let version = |version: Version| match version {
        Version::Mqtt5 => "5".to_owned(),
        Version::Mqtt311 => "3.1.1".to_owned(),
    };
    [
        Some(spell.began.to_iso8601()),
        spell.live.map(|(at, _)| at.to_iso8601()),
        spell.ended.as_ref().map(|(at, _)| at.to_iso8601()),
        spell.live.map(|(_, spoken)| version(spoken)),
        spell.ended.as_ref().map(|(_, because)| because.clone()).filter(|because| !because.is_empty()),
    ]
}

impl App {
    pub(super) fn note_metrics(&mut self, connection: &Connection, now: Now) {
        let user = self.credentials.as_ref().map_or("", |credentials| &credentials.username);
        self.metrics.note(connection, user, self.counters, now.timestamp);
    }
}
