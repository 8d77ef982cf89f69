//! What the broker lets this user hear and say, prefix by prefix, and what the features of this page need of it: learned from
//! what was heard, and from the broker's answers to subscriptions and messages.

use serde::{Deserialize, Serialize};

use super::rights::{Granted, Right, Rights, start};
use super::{App, Effect, MetricsNews, News, wire};
use crate::mqtt::topic;
use crate::order::by_text;
use crate::parts;
use crate::time::{Now, Timestamp};

/// Of the part that administers users.
const PART: &str = "users";
/// Prefixes that are told at once.
const PREFIXES: usize = 300;
/// Topics of one prefix.
const TOPICS: usize = 20;
/// Topics that one need names: all that are tried at once.
const NEEDED: usize = 250;

/// What is known of all topics that begin so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    pub prefix: String,
    pub hearing: Hearing,
    /// Where something was published, and whether the broker took it.
    pub saying: Vec<Right>,
}

/// Whether we may hear what is said there, and how that was learned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hearing {
    /// Something was heard there, last then.
    Heard(Timestamp),
    /// The broker refused this filter then, for this reason.
    Refused {
        filter: String,
        why: String,
        at: Timestamp,
    },
    /// It granted this filter then, and nothing has come: there is nothing, or the broker holds it back.
    Silent {
        filter: String,
        at: Timestamp,
    },
    Unknown,
}

/// Whether something may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Verdict {
    Yes,
    No,
    Unknown,
}

/// What needs rights of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Feature {
    /// What a family shares.
    Family,
    /// The broker's figures.
    Figures,
    /// The broker's log, with refused logins.
    Log,
    /// Looking after users.
    Users,
    /// What devices are told.
    Commands,
    /// Clearing what the broker stores.
    Clearing,
}

/// What a feature needs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Need {
    pub of: Feature,
    pub lines: Vec<Line>,
    /// More lines than are told.
    pub left_out: u64,
}

/// A line of the broker's rules, and whether what it would allow is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    pub filter: String,
    /// `None` where it is not needed.
    pub hearing: Option<Verdict>,
    pub saying: Option<Verdict>,
}

impl Line {
    /// As an ACL file of Mosquitto has it.
    #[must_use]
    pub fn rule(&self) -> String {
        let access = match (self.hearing.is_some(), self.saying.is_some()) {
            (true, false) => "read",
            (false, true) => "write",
            _ => "readwrite",
        };
        format!("topic {access} {}", self.filter)
    }

    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let both = [self.hearing, self.saying];
        let is = |verdict| both.contains(&Some(verdict));
        if is(Verdict::No) {
            Verdict::No
        } else if is(Verdict::Unknown) {
            Verdict::Unknown
        } else {
            Verdict::Yes
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessNews {
    /// In the order of their names.
    pub prefixes: Vec<Access>,
    /// More than are told, or known.
    pub left_out: u64,
    pub needs: Vec<Need>,
    pub metrics: MetricsNews,
}

impl News {
    /// What [`News::Access`] tells.
    #[must_use]
    pub fn access(told: &[u8]) -> Option<AccessNews> {
        wire::decode(told)
    }
}

impl App {
    /// Tells it, where the page watches that.
    pub(super) fn tell_access(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.rights.watch.is_due(now.instant) && parts::is_here(PART) {
            effects.push(Effect::Tell(vec![tell(self)]));
        }
    }
}

/// A door of its part.
#[inline(never)]
fn tell(app: &App) -> News {
    let (prefixes, left_out) = prefixes(&app.rights);
    let needs = needs(&app.rights, &app.shapes());
    let metrics = app.metrics.news(app.counters);
    News::Access(wire::encode(&AccessNews { prefixes, left_out, needs, metrics }))
}

fn prefixes(rights: &Rights) -> (Vec<Access>, u64) {
    let mut names: Vec<String> = rights.heard.keys().map(ToString::to_string).collect();
    let said = rights.known.iter().map(|right| start(&right.topic));
    let refused = rights.filters.iter().filter(|it| it.refused.is_some()).map(|it| start(fixed(&it.filter)));
    for name in said.chain(refused).filter(|name| !name.is_empty()) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    let left_out = names.len().saturating_sub(PREFIXES) as u64 + rights.unheard;
    let names = by_text(names, |name| name);
    let access = |prefix: String| {
        let saying = rights.known.iter().filter(|right| start(&right.topic) == prefix);
        let mut saying: Vec<_> = saying.cloned().collect();
        // What is refused is worth more than what is not, and what is new more than what is old.
        saying.reverse();
        let (refused, allowed): (Vec<_>, Vec<_>) = saying.into_iter().partition(|right| !right.is_allowed);
        let saying = refused.into_iter().chain(allowed).take(TOPICS).collect();
        Access { hearing: hearing(rights, &prefix), saying, prefix }
    };
    (names.into_iter().take(PREFIXES).map(access).collect(), left_out)
}

/// Whether anything below this is heard.
fn hearing(rights: &Rights, prefix: &str) -> Hearing {
    if let Some(heard) = rights.heard.get(prefix) {
        // To the minute: who looks at it sees no more, and what is told changes less often.
        let at = heard.last.millis();
        return Hearing::Heard(Timestamp::from_millis(at - at.rem_euclid(60_000)));
    }
    let about = || rights.filters.iter().rev().filter(|it| is_about(&it.filter, prefix));
    let refused = about().find_map(|it| it.refused.as_ref().map(|why| (it, why)));
    match (refused, about().next()) {
        (Some((Granted { filter, at, .. }, why)), _) => {
            Hearing::Refused { filter: filter.clone(), why: why.clone(), at: *at }
        }
        (None, Some(Granted { filter, at, .. })) => Hearing::Silent { filter: filter.clone(), at: *at },
        (None, None) => Hearing::Unknown,
    }
}

fn needs(rights: &Rights, commands: &[String]) -> Vec<Need> {
    let read = |filter: &str| Line { filter: filter.to_owned(), hearing: Some(heard(rights, filter)), saying: None };
    let write = |filter: &str| Line { filter: filter.to_owned(), hearing: None, saying: Some(said(rights, filter)) };
    let both = |filter: &str| Line { hearing: Some(heard(rights, filter)), ..write(filter) };
    let need = |of, mut lines: Vec<Line>| {
        let left_out = lines.len().saturating_sub(NEEDED) as u64;
        lines.truncate(NEEDED);
        Need { of, lines, left_out }
    };
    // Whose messages the broker stores is known of those alone that are heard.
    let stored = rights.heard.iter().filter(|(_, heard)| heard.is_stored);
    let stored = by_text(stored.map(|(prefix, _)| format!("{prefix}/#")).collect(), |filter: &String| filter);
    let stored = stored.iter().map(|filter| write(filter)).collect();
    let needs = [
        need(Feature::Commands, commands.iter().map(|shape| write(shape)).collect()),
        need(Feature::Family, vec![both("alicia/dashboard/#")]),
        need(Feature::Figures, vec![read("$SYS/broker/#")]),
        need(Feature::Log, vec![read("$SYS/broker/log/#")]),
        need(Feature::Clearing, stored),
        need(Feature::Users, vec![both("$CONTROL/dynamic-security/#")]),
    ];
    needs.into_iter().filter(|need| !need.lines.is_empty()).collect()
}

/// Whether anything that this filter asks for is heard.
fn heard(rights: &Rights, filter: &str) -> Verdict {
    let prefix = fixed(filter);
    let is_heard = rights.heard.keys().any(|known| is_below(known, prefix));
    // The broker was asked for it, or for a part of it, and refused.
    let is_refused =
        rights.filters.iter().any(|it| it.refused.is_some() && (it.filter == filter || is_below(&it.filter, prefix)));
    match (is_heard, is_refused) {
        (true, _) => Verdict::Yes,
        (false, true) => Verdict::No,
        (false, false) => Verdict::Unknown,
    }
}

/// Whether what is published there is taken, as far as that was tried.
fn said(rights: &Rights, filter: &str) -> Verdict {
    let mut tried = rights.known.iter().filter(|right| right.topic == filter || topic::matches(filter, &right.topic));
    match tried.clone().next() {
        None => Verdict::Unknown,
        Some(_) if tried.any(|right| !right.is_allowed) => Verdict::No,
        Some(_) => Verdict::Yes,
    }
}

/// What a filter begins with before its first wildcard.
fn fixed(filter: &str) -> &str {
    let end = filter
        .split('/')
        .take_while(|level| *level != "+" && *level != "#")
        .map(|level| level.len() + 1)
        .sum::<usize>();
    &filter[..end.saturating_sub(1).min(filter.len())]
}

/// Whether it is the same, or begins with its levels.
fn is_below(topic: &str, prefix: &str) -> bool {
    topic.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a filter asks for something that begins so.
fn is_about(filter: &str, prefix: &str) -> bool {
    if prefix.starts_with('$') && filter.starts_with(['+', '#']) {
        return false;
    }
    let mut wanted = filter.split('/');
    prefix.split('/').all(|level| match wanted.next() {
        Some("#") => {
            // All that follows as well.
            wanted = "#".split('/');
            true
        }
        Some("+") => true,
        Some(other) => other == level,
        None => false,
    })
}
