//! How much of the past is kept, and whether it is: for the person who decides about it.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keeping {
    /// In the store, of this house.
    pub bytes: u64,
    /// Numbers and words, and the minutes and hours that others have become.
    pub values: u64,
    /// Nothing is older than that.
    pub oldest: Option<Timestamp>,
    /// In memory alone.
    pub held: u64,
    /// Values for which there was no place.
    pub lost: u64,
    /// Another tab writes what this one hears as well.
    pub is_elsewhere: bool,
    /// There is no store.
    pub in_memory: bool,
    /// Why not everything is as it should be.
    pub trouble: Option<String>,
}
