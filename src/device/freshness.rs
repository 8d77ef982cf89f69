//! How true a shown value still is.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Value;
use crate::time::Timestamp;

/// How true a shown value still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Freshness {
    /// Heard while listening, and not overdue.
    Live,
    /// A copy the broker kept; nobody knows since when.
    Retained,
    /// Was live; now overdue, or we stopped listening in between.
    Stale,
    /// There is no value.
    Unknown,
}

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub value: Value,
    /// When it arrived; `None` for a retained copy, whose arrival says nothing about its age.
    pub heard: Option<Timestamp>,
    /// When the device says that it measured, if that is believable.
    pub measured: Option<Timestamp>,
    /// After how long without another report this one is overdue, if the device has shown a rhythm.
    pub overdue_after: Option<Duration>,
}

impl Report {
    /// How true this is at `now` for one who has listened without a break since `live_since`; `None` while not listening.
    #[must_use]
    pub fn freshness(&self, now: Timestamp, live_since: Option<Timestamp>) -> Freshness {
        if self.value == Value::Unknown {
            return Freshness::Unknown;
        }
        let Some(heard) = self.heard else { return Freshness::Retained };
        let overdue = self.overdue_after.is_some_and(|limit| now.since(heard) > limit);
        match live_since {
            Some(live_since) if heard >= live_since && !overdue => Freshness::Live,
            _ => Freshness::Stale,
        }
    }
}

/// Learns how often something reports.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rhythm {
    last: Option<Timestamp>,
    /// The longest recent pause; shrinks slowly when reports come faster.
    pause: Duration,
    beats: u8,
}

impl Rhythm {
    const ENOUGH_BEATS: u8 = 4;
    const SHORTEST_LIMIT: Duration = Duration::from_secs(30);

    /// Says whether something is missing before this report, which was overdue.
    pub(super) fn beat(&mut self, now: Timestamp) -> bool {
        let Some(last) = self.last.replace(now) else { return false };
        let pause = now.since(last);
        let is_gap = self.overdue_after().is_some_and(|limit| pause > limit);
        self.pause = pause.max(self.pause * 9 / 10);
        self.beats = self.beats.saturating_add(1);
        is_gap
    }

    /// We were not listening for a while: the next pause says nothing.
    pub(super) fn interrupt(&mut self) {
        self.last = None;
    }

    /// Three times the usual pause, once there have been enough to tell.
    pub(super) fn overdue_after(&self) -> Option<Duration> {
        (self.beats >= Self::ENOUGH_BEATS).then(|| (self.pause * 3).max(Self::SHORTEST_LIMIT))
    }
}

/// Learns whether something speaks at regular times, and how far they are apart. What speaks whenever something happens has
/// no period, however long it was silent.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Period {
    last: Option<Timestamp>,
    pause: Duration,
    /// How many pauses in a row were like the one before.
    alike: u8,
}

impl Period {
    /// What comes within that belongs together: a state is often told on several topics.
    const AT_ONCE: Duration = Duration::from_secs(2);
    const ENOUGH_ALIKE: u8 = 2;

    pub(super) fn beat(&mut self, now: Timestamp) {
        let Some(last) = self.last else {
            self.last = Some(now);
            return;
        };
        let pause = now.since(last);
        if pause >= Self::AT_ONCE {
            let is_alike = pause.abs_diff(self.pause) <= self.pause / 4;
            self.alike = if is_alike { self.alike.saturating_add(1) } else { 0 };
            (self.last, self.pause) = (Some(now), pause);
        }
    }

    /// We were not listening for a while: the next pause says nothing.
    pub(super) fn interrupt(&mut self) {
        self.last = None;
    }

    pub(super) fn known(&self) -> Option<Duration> {
        (self.alike >= Self::ENOUGH_ALIKE).then_some(self.pause)
    }
}
