//! Whether a device is there, and how one knows. Silence is judged by the wall clock, because the judgement is made wherever
//! it is shown.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Whether a device is there, and what says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Availability {
    /// It said so, or was heard.
    Online,
    /// It, or its last will, said so.
    Offline,
    /// Nothing was heard for longer than it ever stays silent while it is there; the last time it was is here, if we were
    /// there to hear it.
    Silent(Option<Timestamp>),
    Unknown,
}

/// What is known about a device being there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// What its status topic, or its last will, said last.
    pub declared: Option<bool>,
    /// When it last said anything, as far as we were there to hear it.
    pub last: Option<Timestamp>,
    /// How long it may be silent while it is there, where its convention promises that.
    pub patience: Option<Duration>,
}

impl Heard {
    /// What can be said at `now` by one who has listened without a break since `live_since`; `None` while not listening.
    #[must_use]
    pub fn availability(&self, now: Timestamp, live_since: Option<Timestamp>) -> Availability {
        if self.declared == Some(false) {
            return Availability::Offline;
        }
        if let (Some(patience), Some(live_since)) = (self.patience, live_since)
            && now.since(self.last.map_or(live_since, |last| last.max(live_since))) > patience
        {
            return Availability::Silent(self.last);
        }
        if self.declared == Some(true) || self.last.is_some() { Availability::Online } else { Availability::Unknown }
    }

    /// Adds what another voice of the same device has said.
    pub(super) fn join(&mut self, other: Self) {
        self.declared = self.declared.or(other.declared);
        self.last = self.last.max(other.last);
        self.patience = self.patience.or(other.patience);
    }

    /// Notes that the device said something just now: whoever speaks is there, whatever its last will said before.
    pub(super) fn note(&mut self, now: Timestamp) {
        self.last = Some(now);
        self.declared = self.declared.map(|_| true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_millis(1_000_000);

    fn seconds(seconds: i64) -> Timestamp {
        Timestamp::from_millis(START.millis() + seconds * 1_000)
    }

    #[test]
    fn a_device_that_may_not_be_silent_is_silent_once_its_patience_is_over() {
        let heard = Heard { declared: Some(true), last: Some(seconds(10)), patience: Some(Duration::from_mins(1)) };
        assert_eq!(heard.availability(seconds(60), Some(START)), Availability::Online);
        assert_eq!(heard.availability(seconds(71), Some(START)), Availability::Silent(Some(seconds(10))));
    }

    #[test]
    fn nobody_is_called_silent_by_one_who_has_not_listened_long_enough() {
        let heard = Heard { declared: None, last: Some(seconds(10)), patience: Some(Duration::from_mins(1)) };
        assert_eq!(heard.availability(seconds(500), Some(seconds(490))), Availability::Online);
        assert_eq!(heard.availability(seconds(500), None), Availability::Online);
    }

    #[test]
    fn a_stored_claim_to_be_online_is_believed_only_for_as_long_as_the_convention_allows() {
        let heard = Heard { declared: Some(true), last: None, patience: Some(Duration::from_mins(1)) };
        assert_eq!(heard.availability(seconds(30), Some(START)), Availability::Online);
        assert_eq!(heard.availability(seconds(61), Some(START)), Availability::Silent(None));
    }

    #[test]
    fn a_device_that_speaks_after_its_last_will_is_back() {
        let mut heard = Heard { declared: Some(false), ..Heard::default() };
        assert_eq!(heard.availability(START, Some(START)), Availability::Offline);
        heard.note(seconds(1));
        assert_eq!(heard.availability(seconds(1), Some(START)), Availability::Online);
    }
}
