//! A message that is sent again and again, so often and no more, and only while there is a connection.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::limits::HandLimits;
use super::super::{App, ByHand};
use crate::device::{Doubt, Stage};
use crate::mqtt::PublishKey;
use crate::time::{Instant, Now, Timestamp};

/// The last ones, which the page is told one by one.
const TOLD: usize = 20;
/// What takes longer nobody waits for any more.
const DEADLINE: Duration = Duration::from_secs(5);

/// How far it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RepeatNews {
    pub topic: String,
    pub seconds: u32,
    pub times: u32,
    pub sent: u32,
    /// Of which the broker said that it took them, or that it has them.
    pub taken: u32,
    /// That were refused, not sent or not answered.
    pub failed: u32,
    /// The latest ones, the last of them last.
    pub latest: Vec<Attempt>,
    /// When the next one is due.
    pub next: Option<Timestamp>,
    pub end: Option<RepeatEnd>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    pub at: Timestamp,
    pub stage: Stage,
}

/// Why no more are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RepeatEnd {
    /// It was sent as often as was wished.
    Done,
    Stopped,
    LinkLost,
    /// The broker does not let us, or it cannot be sent: it would be the same the next time.
    Refused,
}

#[derive(Debug)]
pub(super) struct Repeat {
    message: ByHand,
    every: Duration,
    times: u32,
    sent: Vec<(Option<PublishKey>, Attempt)>,
    next: Option<Instant>,
    end: Option<RepeatEnd>,
}

impl Repeat {
    pub(super) fn new(message: ByHand, seconds: u32, times: u32, limits: &HandLimits) -> Self {
        let seconds = seconds.clamp(1, limits.repeat_seconds);
        let times = times.clamp(1, limits.repeats);
        let every = Duration::from_secs(seconds.into());
        Self { message, every, times, sent: Vec::new(), next: None, end: None }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.next
    }

    pub(super) fn waits_for(&self, key: PublishKey) -> bool {
        self.sent.iter().rev().any(|(sent, _)| *sent == Some(key))
    }

    /// Sends it once more. A page that slept does not make up for what it has missed.
    pub(super) fn send(&mut self, app: &mut App, now: Now) {
        let deadline = (!self.message.retain).then_some(now.instant + self.every.min(DEADLINE));
        let published =
            self.message.clone().publication().and_then(|publication| app.publish(publication, deadline, now));
        let (key, stage) = match published {
            Ok(key) => (Some(key), Stage::Sent),
            Err(reason) => (None, Stage::NotSent(reason)),
        };
        self.next = Some(now.instant + self.every);
        self.sent.push((key, Attempt { at: now.timestamp, stage }));
        if key.is_none() {
            self.end(RepeatEnd::Refused);
        } else if self.count() >= self.times {
            self.end(RepeatEnd::Done);
        }
    }

    pub(super) fn settle(&mut self, key: PublishKey, stage: &Stage) {
        let Some((_, attempt)) = self.sent.iter_mut().rev().find(|(sent, _)| *sent == Some(key)) else { return };
        attempt.stage = stage.clone();
        if matches!(stage, Stage::Refused(_)) {
            self.end(RepeatEnd::Refused);
        }
    }

    pub(super) fn end(&mut self, why: RepeatEnd) {
        if self.next.take().is_some() {
            self.end = Some(why);
        }
    }

    pub(super) fn news(&self, now: Now) -> RepeatNews {
        let attempts = || self.sent.iter().map(|(_, attempt)| attempt);
        let count = |is: fn(&Stage) -> bool| attempts().filter(|attempt| is(&attempt.stage)).map(|_| 1).sum();
        let next = self.next.map(|next| {
            let wait = i64::try_from(next.since(now.instant).as_millis()).unwrap_or(i64::MAX);
            Timestamp::from_millis(now.timestamp.millis().saturating_add(wait))
        });
        RepeatNews {
            topic: self.message.topic.clone(),
            seconds: u32::try_from(self.every.as_secs()).unwrap_or(u32::MAX),
            times: self.times,
            sent: self.count(),
            taken: count(is_taken),
            failed: count(|stage| !is_taken(stage) && !matches!(stage, Stage::Queued | Stage::Sent)),
            latest: attempts().skip(self.sent.len().saturating_sub(TOLD)).cloned().collect(),
            next,
            end: self.end,
        }
    }

    fn count(&self) -> u32 {
        u32::try_from(self.sent.len()).unwrap_or(u32::MAX)
    }
}

/// At quality of service 0 nobody says more than that it was sent.
fn is_taken(stage: &Stage) -> bool {
    matches!(
        stage,
        Stage::Acknowledged | Stage::Delivered | Stage::Nobody | Stage::Confirmed | Stage::Unconfirmed(Doubt::Unsaid)
    )
}
