//! The time in which everything here happens: it passes when it is told to, and what is due is done when it should be.

use std::fmt::Debug;
use std::time::Duration;

use alicia_dashboard::time::{Instant, Now, Timestamp};

/// At this hour of the wall clock, in milliseconds; everything has just begun.
pub(crate) fn start(timestamp: i64) -> Now {
    Now { instant: Instant::from_millis(1_000.0), timestamp: Timestamp::from_millis(timestamp) }
}

/// 2026-02-13T12:00:30Z, when the recordings were made.
pub(crate) fn of_recordings() -> Now {
    start(1_770_984_030_000)
}

/// Time passes for whom nothing is due; a moment that has passed does not come again.
pub(crate) fn wait_until(now: &mut Now, then: Instant) {
    let millis = i64::try_from(then.since(now.instant).as_millis()).unwrap_or_default();
    let timestamp = Timestamp::from_millis(now.timestamp.millis().saturating_add(millis));
    *now = Now { instant: now.instant.max(then), timestamp };
}

/// Whoever has something to do at certain moments.
pub(crate) trait Timed {
    /// Times something may be due before time has passed, whatever was said before.
    const DUE: usize;

    fn now(&mut self) -> &mut Now;

    fn deadline(&self) -> Option<Instant>;

    /// Does what is due.
    fn handle_timeout(&mut self);

    /// What it looks like, when a promise is broken.
    fn picture(&self) -> &dyn Debug;

    /// Time passes, and timers fire when they should.
    fn pass(&mut self, time: Duration) {
        let end = self.now().instant + time;
        for _ in 0..Self::DUE {
            let Some(due) = self.deadline().filter(|due| *due <= end) else {
                return wait_until(self.now(), end);
            };
            wait_until(self.now(), due);
            self.handle_timeout();
            let now = self.now().instant;
            assert!(self.deadline().is_none_or(|next| next > now), "due again at once: {:?}", self.picture());
        }
        panic!("due more than {} times within {time:?}: {:?}", Self::DUE, self.picture());
    }
}
