//! How true a value is, in one of eight words: what its card, its control and a screen reader all tell alike. How each looks is
//! written in `style/README.md`.

use crate::device::{Freshness, Stage};

/// What is known of a value. Whoever asked for another one is told of that first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    /// Heard while this page listens, and not overdue.
    Live,
    /// A copy that the broker had kept.
    LastKnown,
    /// Overdue, or from before the connection was lost.
    Stale,
    /// The device said that this of it is not to be had.
    Unavailable,
    /// There is no value.
    Unknown,
    /// Another value was asked for, and may still come true.
    Wanted,
    /// Somebody said no.
    Refused,
    /// Nobody said anything that shows it.
    NotConfirmed,
}

impl Truth {
    /// Of a value that nobody has asked to be another one.
    pub(super) fn of(freshness: Freshness, is_available: bool) -> Self {
        match freshness {
            _ if !is_available => Self::Unavailable,
            Freshness::Live => Self::Live,
            Freshness::Retained => Self::LastKnown,
            Freshness::Stale => Self::Stale,
            Freshness::Unknown => Self::Unknown,
        }
    }

    /// What a request makes of it; one that was confirmed leaves it as it is.
    pub(super) fn after(self, stage: &Stage) -> Self {
        match stage {
            Stage::Queued | Stage::Sent | Stage::Acknowledged | Stage::Delivered => Self::Wanted,
            Stage::Refused(_) | Stage::NotSent(_) | Stage::Failed(_) => Self::Refused,
            Stage::Nobody | Stage::Unconfirmed(_) => Self::NotConfirmed,
            Stage::Confirmed => self,
        }
    }

    /// The word for it in the marks that styles and tests go by.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::LastKnown => "last-known",
            Self::Stale => "stale",
            Self::Unavailable => "unavailable",
            Self::Unknown => "unknown",
            Self::Wanted => "wanted",
            Self::Refused => "refused",
            Self::NotConfirmed => "not-confirmed",
        }
    }

    /// What is as it should be needs no picture.
    pub(super) fn picture(self) -> Option<&'static str> {
        match self {
            Self::Live => None,
            Self::LastKnown => Some("store"),
            Self::Stale => Some("clock"),
            Self::Unavailable => Some("away"),
            Self::Unknown => Some("question"),
            Self::Wanted => Some("wait"),
            Self::Refused => Some("no"),
            Self::NotConfirmed => Some("warn"),
        }
    }
}
