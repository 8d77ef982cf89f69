//! Whether the broker has sent all that it retains. Mosquitto stops at `max_queued_messages`, which is 1,000 unless
//! `mosquitto.conf` says otherwise, and tells nobody: 999 of 3,000 arrive, or 1,020 where some are acknowledged.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::time::Instant;

const SUSPICIOUS: RangeInclusive<u64> = 990..=1_030;
/// After so long without another, there are no more.
const SILENCE: Duration = Duration::from_secs(2);

/// The retained messages that follow a subscription.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    received: u64,
    last: Option<Instant>,
    may_be_cut: bool,
}

impl Snapshot {
    /// All there is was asked for, with one question or several.
    pub(super) fn begin(&mut self) {
        *self = Self::default();
    }

    /// The broker has answered another question: what it retains for it comes next.
    pub(super) fn next(&mut self) {
        self.may_be_cut |= SUSPICIOUS.contains(&self.received);
        (self.received, self.last) = (0, None);
    }

    pub(super) fn note(&mut self, now: Instant) {
        self.received += 1;
        self.last = Some(now);
    }

    /// When to judge a number of messages that would be suspicious if it were all.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let last = self.last.filter(|_| SUSPICIOUS.contains(&self.received));
        last.map(|last| last + SILENCE)
    }

    /// Says whether it has just become suspicious.
    pub(super) fn handle_timeout(&mut self, now: Instant) -> bool {
        let is_over = self.deadline().is_some_and(|due| due <= now);
        if is_over {
            self.next();
        }
        is_over
    }

    /// Whether the broker seems to have kept some to itself.
    pub(super) fn may_be_cut(&self) -> bool {
        self.may_be_cut
    }
}

/// Whether Mosquitto may have stopped after so many.
pub(super) fn is_suspicious(received: u64) -> bool {
    SUSPICIOUS.contains(&received)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(received: u64, silence: Duration) -> Snapshot {
        let mut snapshot = Snapshot::default();
        let now = Instant::default();
        for _ in 0..received {
            snapshot.note(now);
        }
        snapshot.handle_timeout(now + silence);
        snapshot
    }

    #[test]
    fn a_number_near_the_limit_is_suspicious_once_no_more_come() {
        assert!(after(999, SILENCE).may_be_cut());
        assert!(after(1_020, SILENCE).may_be_cut());
        assert!(!after(999, SILENCE / 2).may_be_cut(), "more may come");
        for received in [0, 900, 1_100, 3_000] {
            assert!(!after(received, SILENCE).may_be_cut(), "{received}");
        }
    }

    #[test]
    fn each_question_is_judged_by_itself() {
        let mut snapshot = after(999, Duration::ZERO);
        snapshot.next();
        snapshot.note(Instant::default());
        assert!(snapshot.may_be_cut());
        snapshot.begin();
        assert!(!snapshot.may_be_cut());
        let mut snapshot = after(600, Duration::ZERO);
        snapshot.next();
        for _ in 0..400 {
            snapshot.note(Instant::default());
        }
        snapshot.next();
        assert!(!snapshot.may_be_cut());
    }
}
