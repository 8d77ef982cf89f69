//! How the broker does, while somebody looks: what it tells of itself on `$SYS`, what passes between it and us, who talks how
//! much. Its log is read as well while nobody looks, if the person wants to be warned of refused logins.

mod figures;
mod flow;
mod log;
mod traffic;
mod versions;

use serde::{Deserialize, Serialize};

use super::copies::Purpose;
use super::watch::Watch;
use super::{App, Effect, Limit, Limited, News, wire};
use crate::alarm::{About, Cause, Level};
use crate::device::Value;
use crate::language::t;
use crate::mqtt::{Message, State};
use crate::parts;
use crate::time::{Instant, Now};

use figures::Figures;
use flow::Flow;
use log::BrokerLog;
use traffic::{Speaker, Traffic};

pub use figures::FiguresNews;
pub use flow::{LinkNews, PingNews};
pub use log::{LogLine, LogNews, MANY, Refusal, Refused, WITHIN};
pub use traffic::{SilentNews, Talker, TrafficNews};
pub use versions::{KnownProblem, known_problems};

const PART: &str = "broker";
/// What the broker tells of itself; `#` leaves it out.
const ITS_OWN: &str = "$SYS/";
const EVERYTHING: &str = "$SYS/#";
const LOG: &str = "broker/log/";
const ONLY_LOG: &str = "$SYS/broker/log/#";

/// What the person wants of the broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BrokerWish {
    /// Show me how it does.
    Look,
    /// That is all.
    Leave,
    /// Warn me if it refuses many logins, also while I do not look, or no longer.
    Guard(bool),
}

/// How the broker does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BrokerNews {
    pub link: LinkNews,
    pub figures: FiguresNews,
    pub traffic: TrafficNews,
    pub log: LogNews,
}

impl News {
    /// What [`News::Broker`] tells.
    #[must_use]
    pub fn broker(told: &[u8]) -> Option<BrokerNews> {
        wire::decode(told)
    }
}

#[derive(Debug, Default)]
pub(super) struct Overseeing {
    sight: Option<Box<Sight>>,
    /// While somebody looks, or wants to be warned.
    log: Option<Box<BrokerLog>>,
    is_guarding: bool,
}

/// What is seen.
#[derive(Debug)]
struct Sight {
    since: Instant,
    watch: Watch,
    figures: Figures,
    traffic: Traffic,
    flow: Flow,
}

impl Overseeing {
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.sight.as_ref().and_then(|sight| sight.watch.deadline())
    }

    /// What the broker is asked for besides.
    pub(super) fn filter(&self) -> Option<&'static str> {
        match (&self.sight, self.is_guarding) {
            (Some(_), _) => Some(EVERYTHING),
            (None, true) => Some(ONLY_LOG),
            (None, false) => None,
        }
    }

    /// Lets go of what belongs to another broker.
    pub(super) fn forget(&mut self, now: Now) {
        if self.sight.is_some() || self.log.is_some() {
            forget(self, now);
        }
    }

    pub(super) fn limits_in_use(&self, limit: usize) -> Vec<Limit> {
        let in_use =
            |of, used: usize, limit: usize, discarded| Limit { of, used: used as u64, limit: limit as u64, discarded };
        let log = self.log.iter();
        let mut limits: Vec<_> =
            log.map(|log| in_use(Limited::BrokerLog, log.kept(), log::LINES + log::REFUSALS, log.discarded)).collect();
        if let Some(Sight { figures, traffic, .. }) = self.sight.as_deref() {
            limits.push(in_use(Limited::Figures, figures.kept(), figures::FIGURES, figures.discarded));
            limits.push(in_use(Limited::Traffic, traffic.kept(), limit, traffic.left_out()));
        }
        limits
    }
}

impl App {
    pub(super) fn handle_broker_wish(&mut self, wish: BrokerWish, now: Now) {
        if parts::is_here(PART) {
            handle(self, wish, now);
        }
    }

    /// Takes note of a message, once however many copies of it come, if somebody wants to know; and says whether it is of the
    /// home as well.
    pub(super) fn oversee(&mut self, message: &Message, copy: Purpose, now: Now) -> bool {
        if self.overseeing.filter().is_none() {
            return true;
        }
        if copy.counts {
            hear(self, message, now);
        }
        !message.topic.starts_with(ITS_OWN) || self.listening.covers(&message.topic)
    }

    /// While somebody looks, the broker is asked again and again for a sign of life. Says whether it was now.
    pub(super) fn ping_while_seen(&mut self, now: Now) -> bool {
        let is_due = self.overseeing.sight.as_mut().is_some_and(|sight| sight.flow.is_ping_due(now.instant));
        if is_due {
            self.session.ping(now.instant, &mut self.outputs);
        }
        is_due
    }

    pub(super) fn tell_broker(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let sight = self.overseeing.sight.as_mut().filter(|_| self.credentials.is_some());
        if sight.is_some_and(|sight| sight.watch.is_due(now.instant)) {
            effects.push(Effect::Tell(vec![News::Broker(tell(self, now))]));
        }
    }
}

/// A door of its part.
#[inline(never)]
fn handle(app: &mut App, wish: BrokerWish, now: Now) {
    let before = app.overseeing.filter();
    match wish {
        BrokerWish::Look => {
            let limit = app.limits.traffic_topics;
            app.overseeing.sight.get_or_insert_with(|| Box::new(Sight::new(limit, now.instant)));
        }
        BrokerWish::Leave => app.overseeing.sight = None,
        BrokerWish::Guard(is_wanted) => app.overseeing.is_guarding = is_wanted,
    }
    let after = app.overseeing.filter();
    if after.is_none() {
        app.overseeing.log = None;
    } else if app.overseeing.log.is_none() {
        app.overseeing.log = Some(Box::new(BrokerLog::new(now.timestamp)));
    }
    if before != after {
        app.listen(now.instant);
    }
    if let Some(sight) = &mut app.overseeing.sight {
        // What the person did is seen at once.
        sight.watch.set(true, now.instant);
    }
}

/// Another door: what is said.
#[inline(never)]
fn hear(app: &mut App, message: &Message, now: Now) {
    let Overseeing { sight, log, is_guarding, .. } = &mut app.overseeing;
    let Some(name) = message.topic.strip_prefix(ITS_OWN) else {
        if let Some(sight) = sight {
            sight.traffic.hear(message, now.instant);
        }
        return;
    };
    if let Some(level) = name.strip_prefix(LOG) {
        let are_many = log.as_mut().is_some_and(|log| log.hear(level, &message.payload, now));
        if are_many && *is_guarding {
            app.alarms.alert(refused_logins(), now);
        }
    } else if let Some(sight) = sight {
        sight.figures.hear(name, &message.payload);
    }
}

/// Another door: another broker is asked.
#[inline(never)]
fn forget(overseeing: &mut Overseeing, now: Now) {
    if let Some(log) = &mut overseeing.log {
        **log = BrokerLog::new(now.timestamp);
    }
    if let Some(sight) = &mut overseeing.sight {
        sight.forget(now.instant);
    }
}

/// Another door: what is seen.
#[inline(never)]
fn tell(app: &mut App, now: Now) -> Vec<u8> {
    let App { overseeing, session, topics, registry, .. } = app;
    let Overseeing { sight, log, is_guarding } = overseeing;
    let Some(sight) = sight else { return Vec::new() };
    let live = match session.state() {
        State::Live { since } => Some(since.max(sight.since)),
        _ => None,
    };
    let speakers = |topic: &str| {
        let speaker = |key| {
            let device = registry.device(key)?;
            Some(Speaker { key, id: device.id.clone(), name: device.name.clone() })
        };
        topics.devices_on(topic).iter().filter_map(|key| speaker(*key)).collect()
    };
    let news = BrokerNews {
        link: sight.flow.news(session, now),
        figures: sight.figures.news(live, now.instant),
        traffic: sight.traffic.news(speakers, now.instant),
        log: log.as_ref().map(|log| log.news(*is_guarding)).unwrap_or_default(),
    };
    wire::encode(&news)
}

impl Sight {
    fn new(limit: usize, now: Instant) -> Self {
        Self {
            since: now,
            watch: Watch::default(),
            figures: Figures::default(),
            traffic: Traffic::new(limit, now),
            flow: Flow::new(),
        }
    }

    fn forget(&mut self, now: Instant) {
        let fresh = Self::new(self.traffic.limit(), now);
        let watch = std::mem::take(&mut self.watch);
        *self = Self { watch, ..fresh };
    }
}

/// An alert: it is over when the person knows of it, and there is another one if it goes on.
fn refused_logins() -> About {
    About {
        cause: Cause::Alert,
        level: Level::Warning,
        name: t!("Many refused logins").to_owned(),
        // Of no device: the broker itself tells.
        device: String::new(),
        property: String::new(),
        device_name: t!("Broker").to_owned(),
        label: t!("The broker refused {count} logins within 10 min.", count = MANY.to_string()),
        value: Value::Unknown,
        unit: String::new(),
    }
}
