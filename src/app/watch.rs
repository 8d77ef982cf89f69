//! What the page is told again and again while somebody looks at it.

use std::time::Duration;

use crate::time::Instant;

/// How often it is told.
const REST: Duration = Duration::from_secs(1);

/// When the page is told next.
#[derive(Debug, Default)]
pub(super) struct Watch(Option<Instant>);

impl Watch {
    pub(super) fn set(&mut self, watched: bool, now: Instant) {
        self.0 = watched.then_some(now);
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.0
    }

    /// Says whether it is time to tell.
    pub(super) fn is_due(&mut self, now: Instant) -> bool {
        let is_due = self.0.is_some_and(|due| due <= now);
        if is_due {
            self.0 = Some(now + REST);
        }
        is_due
    }
}
