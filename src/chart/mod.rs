//! Pictures of the past: which marks an axis has, which readings share a pixel, where what stands. Drawn with plotters on
//! whatever it can draw on. Knows no browser and no language.
//!
//! | module | knows |
//! |---|---|
//! | `trace` | what is left of many readings where few pixels are |
//! | `scale` `values` `hours` | where a value and a time stand, and which of them have a mark |
//! | `look` | colours and sizes |
//! | `layout` `draw` | what stands where, and how it is drawn |
//! | `probe` `table` | the same in words and numbers |
//! | `view` | which time is looked at, and how one moves |
//! | `spark` | a picture so small that it has no marks |
//!
//! Whatever the numbers and times are, also if they make no sense, a picture of them is finished in a time that depends on its
//! width and on how many there are, and on nothing else.

mod draw;
mod hours;
mod layout;
mod look;
mod probe;
mod scale;
mod spark;
mod table;
mod trace;
mod values;
mod view;

pub use draw::{Plot, draw};
pub use hours::Grain;
pub use layout::height;
pub use look::{Ink, Look};
pub use probe::{Probe, probe};
pub use scale::within;
pub use spark::{Trend, spark, trend};
pub use table::{Row, Said, rows};
pub use view::{Reach, View};

use crate::device::Value;
use crate::history::{Gap, Strand};
use crate::time::Timestamp;

/// Lines of one chart: as many as there are colours that can be told apart.
pub const LINES: usize = 8;

/// What is to be seen: it may be another time than that of the answer which it is made of, until the next one has come.
#[derive(Clone, Debug)]
pub struct Chart<'a> {
    pub from: Timestamp,
    pub until: Timestamp,
    pub lines: Vec<Line<'a>>,
    /// When nobody listened.
    pub gaps: &'a [Gap],
    /// The time that the person points at.
    pub pointed: Option<Timestamp>,
}

/// The past of one property.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub shape: Shape,
    /// Lines of the same unit share an axis.
    pub unit: &'a str,
    pub strand: &'a Strand,
    /// Values that are drawn as lines of their own.
    pub thresholds: &'a [f64],
}

/// How a property's past is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Numbers, as a curve.
    Curve,
    /// On or off, as a band that is there or not.
    Band,
    /// Words, as a strip of them.
    Strip,
}

/// How numbers, times and states are told to this reader.
pub trait Notation {
    /// With so many digits after the separator.
    fn number(&self, number: f64, digits: u8) -> String;
    fn time(&self, time: Timestamp, grain: Grain) -> String;
    /// A word, or on, or off, of the line of that number.
    fn state(&self, line: usize, value: &Value) -> String;
    /// Of so many changes that none of them can be seen.
    fn changes(&self, count: u32) -> String;
    /// By how many milliseconds the reader's clocks are ahead of UTC then.
    fn ahead_of_utc(&self, time: Timestamp) -> i64;
}

/// The letter by which a line is named where its colour is not enough.
#[must_use]
pub fn letter(line: usize) -> char {
    (b'A'..=b'Z').nth(line).map_or('?', char::from)
}
