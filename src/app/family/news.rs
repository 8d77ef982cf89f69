//! What the page is told of what a family shares, and what it asks for.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What the person wants of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FamilyWish {
    /// Go on with what [`News::FamilyKept`](super::News::FamilyKept) told before the page was loaded anew, or has told another
    /// tab.
    Recall(String),
    /// Tell what is shared at this broker, or no longer.
    Look(bool),
    /// Share under this name from now on, and write in the name of this writer.
    Share { name: String, writer: String },
    /// No more; `clear` also what the broker keeps.
    Stop { clear: bool },
    /// Of these that are in conflict, mine or the others' shall be everybody's.
    Decide { keys: Vec<u64>, mine: bool },
    /// Try once more to write what could not be written.
    TryAgain,
}

/// How it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyNews {
    pub sharing: Option<SharingNews>,
    /// The name in which this browser writes.
    pub writer: String,
    /// Why nothing is shared any more, or why it could not begin.
    pub note: Option<String>,
    /// What is shared at this broker; told while somebody looks.
    pub found: Vec<Found>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharingNews {
    pub name: String,
    pub topic: String,
    pub state: SharingState,
    /// Who wrote last what is there, and when.
    pub last: Option<Written>,
    /// The first of what changed on both sides.
    pub conflicts: Vec<Conflict>,
    /// How many more there are.
    pub more: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SharingState {
    /// There is no connection to the broker at which it is shared.
    Away,
    /// What is there has not come yet.
    Asking,
    /// What is mine is on its way.
    Writing,
    /// All that can be the same is.
    InStep,
    /// Why it is not.
    Trouble(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// Empty if that is not said.
    pub by: String,
    pub at: Option<Timestamp>,
}

/// Something that changed on both sides, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    pub key: u64,
    pub title: String,
    pub mine: String,
    pub theirs: String,
}

/// Something that is shared, and can be joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub name: String,
    /// What joining would do, or why one cannot.
    pub offer: Result<Offer, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub last: Written,
    /// Titles of the first things that would come.
    pub comes: Vec<String>,
    /// How many things would come, how many of mine would go there, and how many are another thing here.
    pub counts: [usize; 3],
}
