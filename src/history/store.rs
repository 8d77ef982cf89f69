//! What is asked of the place where history is kept: an ordered map from bytes to bytes. Whoever performs it decides nothing.

/// A key and what it holds.
pub type Entry = (Vec<u8>, Vec<u8>);

/// Done as a whole or not at all, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transaction {
    /// Comes back with what came of it.
    pub ticket: u32,
    /// Nothing is done unless this key holds that, or nothing.
    pub guard: Option<(Vec<u8>, Option<Vec<u8>>)>,
    pub deletes: Vec<Range>,
    pub puts: Vec<Entry>,
    pub scans: Vec<Scan>,
}

/// All keys from the one to before the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    pub from: Vec<u8>,
    pub until: Vec<u8>,
}

/// What is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    pub range: Range,
    pub which: Which,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// So many at most, in the order of their keys.
    First(u32),
    /// The one with the highest key.
    Last,
}

/// What came of a transaction: what was read, one list for each scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub ticket: u32,
    pub outcome: Result<Vec<Vec<Entry>>, StoreFailure>,
}

/// Why a transaction was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreFailure {
    /// The guarded key holds this instead.
    Otherwise(Option<Vec<u8>>),
    /// There is no room left.
    Full,
    /// A newer version of this program keeps it.
    Newer,
    /// There is none, for this reason.
    Absent(String),
    /// For this reason. It may be done later.
    Failed(String),
}

impl Transaction {
    /// Whether it changes anything.
    #[must_use]
    pub fn writes(&self) -> bool {
        !self.deletes.is_empty() || !self.puts.is_empty()
    }
}

impl Scan {
    pub(super) fn first(limit: u32, range: Range) -> Self {
        Self { range, which: Which::First(limit) }
    }

    pub(super) fn last(range: Range) -> Self {
        Self { range, which: Which::Last }
    }
}
