//! What the person wants of the broker's topics, and what is told of them.

use serde::{Deserialize, Serialize};

use crate::app::{News, wire};
use crate::device::DeviceKey;
use crate::time::Timestamp;
use crate::topics::{Form, Kept, LevelKey, Row, Tally};

/// What the person wants of the broker's topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ExplorerWish {
    /// Show me this from now on.
    See(Box<ExplorerView>),
    /// Open a level, or close it.
    Turn(LevelKey),
    /// Open what is above this topic, and look at it.
    Reveal(String),
    /// Tell me which of these were not heard, nor anything below them.
    Pin(Vec<String>),
    /// Forget what was said so far.
    Clear,
    /// That is all.
    Close,
}

/// What is seen of the topics.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExplorerView {
    /// What the broker is asked for, in the place of what was asked for before.
    pub filter: String,
    /// Words, or a topic filter.
    pub search: String,
    /// Of what is not shown, each as words or as a topic filter.
    pub excluded: Vec<String>,
    /// Rows above the first one that is seen.
    pub skipped: u32,
    pub count: u16,
    /// The one that is looked at.
    pub chosen: Option<LevelKey>,
    /// The message of it that is looked at; the latest if there is none of that number.
    pub message: Option<u64>,
    /// The number that is followed from message to message: as what payloads are read, and where it is in them.
    pub followed: Option<(Form, String)>,
}

/// What is in sight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExplorerNews {
    pub tally: Tally,
    /// Why what was typed is not searched for, or not excluded.
    pub complaint: Option<String>,
    pub skipped: u32,
    pub rows: Vec<Row>,
    /// The row that was to be revealed.
    pub revealed: Option<(LevelKey, u32)>,
    /// What is pinned and was not heard.
    pub unheard: Vec<String>,
    /// The topic that is looked at, if anything of it is new.
    pub chosen: Option<ChosenTopic>,
}

/// The topic that is looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChosenTopic {
    pub level: LevelKey,
    pub topic: String,
    /// Those that are kept, the latest last.
    pub messages: Vec<Heard>,
    /// The one that is looked at, its payload perhaps shortened.
    pub message: Option<Kept>,
    /// The payload before that.
    pub before: Option<Vec<u8>>,
    /// The number that is followed, in those of the messages that have it and were not stored.
    pub numbers: Vec<(Timestamp, f64)>,
    pub meaning: Meaning,
}

/// A message of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    pub number: u64,
    pub at: Timestamp,
    pub size: u32,
    pub retain: bool,
}

/// What the home makes of what is said on a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meaning {
    /// Whom it is about.
    pub devices: Vec<DeviceKey>,
    /// What it has said of them while somebody looked.
    pub properties: Vec<String>,
    /// Why the last message that made no sense did not.
    pub riddle: Option<String>,
    /// Whether any convention listens there.
    pub is_heard: bool,
}

impl News {
    /// What [`News::Explorer`] tells.
    #[must_use]
    pub fn explorer(told: &[u8]) -> Option<ExplorerNews> {
        wire::decode(told)
    }
}
