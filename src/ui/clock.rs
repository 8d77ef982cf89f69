//! The page's clock: the wall time, and one tick a second for everything that ages.

use std::time::Duration;

use super::cell::{Cell, Live};
use super::timer;
use crate::time::Timestamp;

const TICK: Duration = Duration::from_secs(1);

/// The second that everything on the page shares. In a replay it is the second that it was then.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    wall: Cell<Timestamp>,
    played: Live<Option<Timestamp>>,
}

impl Clock {
    /// A clock that ticks for as long as its owner lives, whenever nothing is `played`.
    #[must_use]
    pub fn start(played: Live<Option<Timestamp>>) -> Self {
        let clock = Self { played, ..Self::stopped_at(wall_time()) };
        timer::every(TICK, move || clock.wall.set(wall_time()));
        clock
    }

    /// A clock that stands still until it is [set](Self::set).
    #[must_use]
    pub fn stopped_at(time: Timestamp) -> Self {
        Self { wall: Cell::new(time), played: Live::from(None) }
    }

    pub fn set(self, time: Timestamp) {
        self.wall.set(time);
    }

    /// Whoever calls this is told of each tick.
    pub fn follow(self) {
        self.wall.with(|_| ());
    }

    /// The time of the last tick.
    #[must_use]
    pub fn now(self) -> Timestamp {
        self.played.get().unwrap_or_else(|| self.wall.get())
    }
}

/// Keeps the page busy for a moment too short to be noticed. A page that goes takes its worker along, or freezes it: this is
/// the time in which the worker hears the last word, and says goodbye to the broker.
pub(super) fn let_the_worker_finish() {
    const MOMENT_MS: f64 = 40.0;
    let end = js_sys::Date::now() + MOMENT_MS;
    while js_sys::Date::now() < end {}
}

/// The time right now.
#[must_use]
pub fn wall_time() -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds, far below 2^53")]
    Timestamp::from_millis(js_sys::Date::now() as i64)
}
