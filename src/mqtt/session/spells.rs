//! How long connections last, and what it says when they do not.

use std::time::Duration;

use crate::mqtt::Failure;

/// A connection that is lost sooner is not one.
const SHORT: Duration = Duration::from_secs(5);
/// So many in a row are no accident.
const PATTERN: u8 = 3;
/// How exactly a proxy counts.
const PRECISION: Duration = Duration::from_secs(1);

/// The connections that were lost since the user asked for one.
#[derive(Debug, Default)]
pub(super) struct Spells {
    short: u8,
    silence: Duration,
    /// So many in a row were lost after this silence.
    alike: u8,
    /// A silence that somebody in between does not bear.
    pub(super) unbearable: Option<Duration>,
}

impl Spells {
    /// One more was lost, `online` after the login, and `silence` after the last that was heard. What is to be said if a
    /// pattern is seen in it.
    pub(super) fn lost(&mut self, online: Duration, silence: Duration) -> Option<Failure> {
        self.short = if online < SHORT { self.short.saturating_add(1) } else { 0 };
        if silence < SHORT {
            self.alike = 0;
        } else if silence.abs_diff(self.silence) <= PRECISION {
            self.alike = self.alike.saturating_add(1);
        } else {
            (self.silence, self.alike) = (silence, 1);
        }
        if self.short >= PATTERN {
            return Some(Failure::Flapping);
        }
        if self.alike >= PATTERN {
            self.unbearable = Some(self.silence);
            return Some(Failure::CutWhenSilent { seconds: self.silence.as_secs() });
        }
        None
    }
}
