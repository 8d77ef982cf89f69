//! What is asked of the past, and what it answers.

use serde::{Deserialize, Serialize};

use crate::device::Value;
use crate::time::Timestamp;

/// The past of one property, by names that outlive the page and the session.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Series {
    /// `{convention}:{native id}`
    pub device: String,
    pub property: String,
}

/// What several properties said from one time until another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Comes back with the answer. A question replaces the one of the same ticket that has no answer yet.
    pub ticket: u32,
    pub series: Vec<Series>,
    /// `None`: from the oldest that any of them has.
    pub from: Option<Timestamp>,
    pub until: Timestamp,
    /// How many columns at most each strand is cut into: no more than there are pixels to show them.
    pub columns: u16,
    /// By the times at which it was measured, as far as they are known, and not at which it was heard.
    pub as_measured: bool,
}

/// The past as it was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub ticket: u32,
    pub from: Timestamp,
    pub until: Timestamp,
    /// One for each series that was asked for, in that order.
    pub strands: Vec<Strand>,
    /// When nobody listened, in order of time. What came before one and what came after it do not belong together.
    pub gaps: Vec<Gap>,
    /// Whether of any of it is known when it was measured.
    pub has_ages: bool,
    /// Why some of it is missing, if it is: a store that cannot be read.
    pub trouble: Option<String>,
}

/// From then until then nobody listened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub from: Timestamp,
    pub until: Timestamp,
}

/// What one property said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Strand {
    /// Its numbers, in order of time. Where few were said, each has a column of its own.
    pub columns: Vec<Column>,
    /// Its words and whether it was on, in order of time.
    pub stretches: Vec<Stretch>,
    /// Of all numbers within the range; `None` where there are none.
    pub summary: Option<Summary>,
}

/// The numbers of a short time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// When the first of them was said.
    pub from: Timestamp,
    /// When the last of them was said.
    pub until: Timestamp,
    pub first: f64,
    pub last: f64,
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    pub count: u32,
}

/// The same word, or on, or off, from then until something else was said, or until nobody listened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stretch {
    pub from: Timestamp,
    pub until: Timestamp,
    pub value: Value,
    /// Too many different ones are told as one; how many changes there were in it.
    pub changes: u32,
}

/// All numbers within a range, in short.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub latest: f64,
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    /// The latest less the first.
    pub change: f64,
    pub count: u64,
}
