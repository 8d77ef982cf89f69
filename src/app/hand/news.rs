//! What the page is told of what is done by hand, and what it may ask to see.

use serde::{Deserialize, Serialize};

use super::exchange::AskNews;
use super::repeat::RepeatNews;
use crate::device::DeviceKey;
use crate::time::Timestamp;

/// Everything that is done by hand now, or was last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HandNews {
    pub repeated: Option<RepeatNews>,
    pub asked: Option<AskNews>,
    pub retained: Option<RetainedNews>,
}

/// What is seen of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetainedView {
    /// Words, or a topic filter.
    pub search: String,
    pub sorted: Sorted,
    pub lines: Lines,
    /// Rows above the first one that is seen.
    pub skipped: u32,
    pub count: u16,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sorted {
    #[default]
    ByTopic,
    /// The oldest first, and last what tells no time.
    ByAge,
    /// The largest first.
    BySize,
    /// By the id of the device that spoke there, and first what nobody here knows.
    ByOwner,
}

/// Which of them are seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lines {
    /// Those that are searched for.
    #[default]
    Found,
    /// Those that are marked, all of them.
    Marked,
}

/// What is listed, and how far it is cleared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RetainedNews {
    pub filter: String,
    /// It is being listed.
    pub is_listing: bool,
    /// Why no more was listed, or nothing at all.
    pub ended: Option<Ended>,
    /// Why what was typed is not searched for.
    pub complaint: Option<String>,
    pub total: u32,
    /// Of all payloads.
    pub bytes: u64,
    pub ghosts: u32,
    pub marked: u32,
    /// Messages for which there was no room.
    pub discarded: u64,
    /// The broker seems to have kept some to itself.
    pub may_be_cut: bool,
    pub clearing: Option<ClearTally>,
    pub rows: Vec<KeptRow>,
    /// Rows in all, and above the first of these.
    pub in_sight: u32,
    pub skipped: u32,
}

/// Why no more is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// The broker sent no more.
    Quiet,
    /// There is no room for more.
    Full,
    /// It took too long.
    TimeIsUp,
    Stopped,
    LinkLost,
    /// It is no filter, or the broker does not let us ask for it.
    Refused(String),
}

/// How far it is cleared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearTally {
    pub all: u32,
    /// The broker took an empty message, so it keeps nothing there any more.
    pub cleared: u32,
    /// It answered, but over MQTT 3.1.1 it cannot say whether it let us.
    pub unsaid: u32,
    pub refused: u32,
    pub unanswered: u32,
    /// Nobody was asked to.
    pub not_sent: u32,
    pub is_going: bool,
    /// Lines of an access list that would allow what was refused.
    pub rules: Vec<String>,
}

/// A retained message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRow {
    pub number: u32,
    /// Shortened.
    pub topic: String,
    pub size: u32,
    /// What the payload begins with; nothing if there was no room for it.
    pub excerpt: Vec<u8>,
    /// When whoever said it measured, if that is told.
    pub told: Option<Timestamp>,
    pub owner: Option<DeviceKey>,
    /// Nothing but a device that may not exist is known from there.
    pub is_ghost: bool,
    pub is_marked: bool,
    pub fate: Option<Fate>,
}

/// What became of clearing one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Fate {
    Waiting,
    Sent,
    Cleared,
    Unsaid,
    Refused(String),
    Unanswered,
    NotSent(String),
}
