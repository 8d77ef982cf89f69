//! How much of the past is held and kept.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Whether anything is recorded.
    pub records: bool,
    /// What is older goes.
    pub days: u16,
    /// What is more than that goes, the oldest first.
    pub megabytes: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self { records: true, days: 365, megabytes: 200 }
    }
}

/// How much is held in memory.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Properties that are recorded.
    pub series: usize,
    /// Values that are in no block yet.
    pub values: usize,
    /// Characters of a text.
    pub text: usize,
    /// Numbers of one property that are looked at one by one; of more, minutes are.
    pub looked_at: usize,
    /// Numbers that are kept at hand once they were looked at.
    pub at_hand: usize,
    /// Bytes where there is no other place than memory.
    pub in_memory: u64,
    /// Questions that wait for their answers.
    pub questions: usize,
    /// Properties in one question.
    pub asked: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            series: 50_000,
            values: 1_000_000,
            text: 120,
            looked_at: 2_000_000,
            at_hand: 1_000_000,
            in_memory: 16_000_000,
            questions: 16,
            asked: 32,
        }
    }
}

/// What is new is written so often.
pub(super) const REST: Duration = Duration::from_secs(5);
/// So soon, where more is held than is good.
pub(super) const HURRY: Duration = Duration::from_secs(1);
/// After so long something that failed is tried again.
pub(super) const LATER: Duration = Duration::from_mins(1);
/// The journal has so many pages, then blocks take their place.
pub(super) const PAGES: u32 = 60;
/// A tab that has not written for so many milliseconds does not write any more.
pub(super) const LEASE: i64 = 20_000;
/// So many milliseconds later others look whether it does.
pub(super) const LATE: i64 = 2_000;
