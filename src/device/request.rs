//! The life of one request to a device: asked, delivered or not, confirmed or not.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::tally::{Awaited, Group, Tally};
use super::{Answer, Value};
use crate::time::{Instant, Now, Timestamp};

/// Names one request for as long as the program runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestKey(pub u64);

/// How far a request has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Waits for its turn: the broker has to answer others before.
    Queued,
    /// On its way to the broker.
    Sent,
    /// The broker has acknowledged it, and cannot say whether it took it: MQTT 3.1.1 has no word for that.
    Acknowledged,
    /// The broker took it.
    Delivered,
    /// The broker took it, and said that nobody was listening.
    Nobody,
    /// The broker did not take it, for this reason.
    Refused(String),
    /// It never left, for this reason.
    NotSent(String),
    /// The device reports what it was asked for, or answers that it was done.
    Confirmed,
    /// The device answers that it did not do it, for this reason.
    Failed(String),
    /// The device did not report it in time, or the answer cannot be known.
    Unconfirmed(Doubt),
}

/// Why a request counts as not confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// The broker took it, the device said nothing that shows it.
    Silent,
    /// The broker took it, and the device reports something else.
    Otherwise,
    /// Neither broker nor device said anything.
    NoAnswer,
    /// A newer request took its place before the device answered.
    Replaced,
    /// Too many newer requests were made before the device answered.
    TooMany,
    /// The device, or what of it was asked for, is no more.
    Withdrawn,
    /// The connection was lost before the broker answered: it may or may not have arrived.
    LinkLost,
    /// The page was closed before the device answered.
    Closed,
    /// At quality of service 0 nobody says what became of a message (MQTT 5, section 4.3.1).
    Unsaid,
}

/// How a device is asked for something.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    pub wanted: Value,
    /// Under which the device answers, if it does.
    pub mark: String,
    /// How long it is waited for; `None` if nothing that it reports can show that it has done it.
    pub patience: Option<Duration>,
    /// Whose members are asked, if it is a group.
    pub group: Option<Group>,
}

/// Something the person asked a device for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub key: RequestKey,
    pub wanted: Value,
    pub stage: Stage,
    pub asked: Timestamp,
    /// How long the device is waited for; `None` if nothing that it reports can show that it has done it.
    pub patience: Option<Duration>,
    /// What the device has reported since instead, unless that is on the way from what it was to what is wanted.
    pub instead: Option<Value>,
    /// How its members have answered, if it is a group that was asked.
    pub tally: Option<Tally>,
    /// What happened after how long, oldest first.
    pub steps: Vec<(Stage, Duration)>,
}

/// A request that something still has to happen to, at the latest at `due`: first its time to be confirmed runs out, then
/// the time it stays in sight.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) key: RequestKey,
    pub(super) mark: String,
    pub(super) asked: Instant,
    pub(super) due: Instant,
    /// Whether a report can confirm it at all.
    pub(super) confirmable: bool,
    /// Who of a group has yet to answer.
    pub(super) awaited: Awaited,
}

impl Request {
    pub(super) fn new(key: RequestKey, wanted: Value, patience: Option<Duration>, now: Now) -> Self {
        let (stage, steps) = (Stage::Queued, vec![(Stage::Queued, Duration::ZERO)]);
        Self { key, wanted, stage, asked: now.timestamp, patience, instead: None, tally: None, steps }
    }

    /// One that was made long ago, and of which nothing more will be heard.
    #[must_use]
    pub fn past(wanted: Value, asked: Timestamp) -> Self {
        let (stage, instead, tally, steps) = (Stage::Unconfirmed(Doubt::Closed), None, None, Vec::new());
        Self { key: RequestKey::default(), wanted, stage, asked, patience: None, instead, tally, steps }
    }

    /// Notes that the device, which said `before`, says `now`, and not the `outcome` of what it was asked for. Returns whether
    /// that is worth telling.
    pub(super) fn note_report(&mut self, before: Option<&Value>, now: &Value, outcome: &Value) -> bool {
        let Some(before) = before.filter(|before| *before != now && self.is_open()) else { return false };
        let is_on_its_way = match (before.as_number(), now.as_number(), outcome.as_number()) {
            (Some(before), Some(now), Some(outcome)) => (before.min(outcome)..=before.max(outcome)).contains(&now),
            _ => false,
        };
        if !is_on_its_way {
            self.instead = Some(now.clone());
        }
        !is_on_its_way
    }

    /// Whether more is expected to happen to it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Queued | Stage::Sent | Stage::Acknowledged | Stage::Delivered)
    }

    /// Whether `stage` may follow: the broker answers once, and a device may confirm late, but never take back.
    pub(super) fn may_become(&self, stage: &Stage) -> bool {
        match stage {
            Stage::Queued => false,
            Stage::Sent => self.stage == Stage::Queued,
            Stage::Acknowledged | Stage::Delivered | Stage::Nobody | Stage::Refused(_) | Stage::NotSent(_) => {
                matches!(self.stage, Stage::Queued | Stage::Sent)
            }
            Stage::Unconfirmed(_) => self.is_open(),
            Stage::Confirmed => !matches!(self.stage, Stage::Confirmed | Stage::Refused(_) | Stage::NotSent(_)),
            Stage::Failed(_) => self.is_open() || matches!(self.stage, Stage::Nobody | Stage::Unconfirmed(_)),
        }
    }

    /// That it waited for its turn is told only if it did.
    pub(super) fn advance(&mut self, stage: Stage, after: Duration) {
        if self.stage == Stage::Queued && after.is_zero() {
            self.steps.clear();
        }
        self.steps.push((stage.clone(), after));
        self.stage = stage;
    }
}

impl Stage {
    /// What a device that answers so has made of it.
    pub(super) fn of(answer: &Answer) -> Self {
        match answer {
            Answer::Done => Self::Confirmed,
            Answer::Failed(reason) => Self::Failed(reason.clone()),
        }
    }

    /// How long a request stays in sight at this stage, once nothing more is expected: good news is brief.
    pub(super) fn linger(&self) -> Duration {
        match self {
            Self::Queued | Self::Sent | Self::Acknowledged | Self::Delivered | Self::Confirmed => {
                Duration::from_secs(10)
            }
            Self::Nobody | Self::Refused(_) | Self::NotSent(_) | Self::Failed(_) | Self::Unconfirmed(_) => {
                Duration::from_mins(2)
            }
        }
    }
}
