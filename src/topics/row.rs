//! What is seen of topics: a row for each level, and how much there is.

use serde::{Deserialize, Serialize};

use super::tree::Level;
use crate::time::Timestamp;

/// A level of the tree, for the page to name it by. After [`Topics::clear`](super::Topics::clear) it names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LevelKey(pub(super) u32, pub(super) Level);

/// A line of the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub level: LevelKey,
    /// Levels above it.
    pub depth: u16,
    /// The name of the level, shortened.
    pub name: String,
    /// All levels down to this one, shortened.
    pub topic: String,
    /// Whether what is below it is in sight; `None` if there is nothing below it.
    pub is_open: Option<bool>,
    /// Topics in sight, at it and below it.
    pub topics: u32,
    /// Messages on these and on what is not in sight, since the tree is there.
    pub messages: u64,
    /// Messages a second of late.
    pub rate: Option<f32>,
    /// What was said last, if it is a topic.
    pub said: Option<Said>,
}

/// What was said last on a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// The beginning of the payload.
    pub excerpt: Vec<u8>,
    /// Bytes of all of it.
    pub size: u32,
    pub at: Timestamp,
    /// The broker had kept it.
    pub retain: bool,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub topics: u32,
    /// Rows of what is in sight.
    pub rows: u32,
    /// Topics in sight.
    pub in_sight: u32,
    pub messages: u64,
    /// Messages on topics for which there was no room.
    pub discarded: u64,
    /// Payloads of which only the beginning is kept.
    pub cut: u64,
}
