//! What properties said over time: kept in batches, thinned as it grows old, asked for by range. Knows neither store nor clock.

mod age;
mod asking;
mod block;
mod bytes;
mod chronicle;
mod giving;
mod head;
mod keeping;
mod keys;
mod limits;
mod merging;
mod open;
mod past;
mod pen;
mod pyramid;
mod question;
mod shelf;
mod store;
mod thin;
mod upkeep;
mod writing;

pub use age::age;
pub(crate) use age::measured;
pub use block::{Block, Point, Short, Word};
pub(crate) use bytes::{Reader, put};
pub use chronicle::Chronicle;
pub use giving::{Piece, Portion};
pub use keeping::Keeping;
pub(crate) use keys::hash;
pub use keys::{Level, series};
pub use limits::{Limits, Settings};
pub use merging::{Brought, Merged};
pub use question::{Answer, Column, Gap, Question, Series, Strand, Stretch, Summary};
pub use shelf::Shelf;
pub use store::{Entry, Range, Scan, StoreFailure, Stored, Transaction, Which};
