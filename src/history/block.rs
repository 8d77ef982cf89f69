//! What one property said for a while, as bytes: two or three of them for a number that is said once a second. Whatever bytes
//! are read, no more comes out of them than they are long.

use super::Column;
use super::age::{Ages, measured, put_all};
use super::bytes::{Reader, put};
use super::pen::{Clock, Pen};
use crate::device::Value;
use crate::time::Timestamp;

const POINTS: u8 = 1;
const ROWS: u8 = 2;
const WORDS: u8 = 3;
/// With when each of them was measured, where any of them says so.
const AGED: u8 = 0x10;

/// A number, as it was said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Milliseconds since 1970.
    pub at: i64,
    pub value: f64,
    /// How many milliseconds earlier it was measured, if that is known; see [`age`](super::age()).
    pub age: Option<i32>,
}

/// Something said that is no number; it holds until something else is said.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    pub at: i64,
    pub value: Value,
    /// How many others it stands for.
    pub more: u32,
    pub age: Option<i32>,
}

/// Numbers of a minute or an hour in short.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Short {
    pub column: Column,
    /// Of the first of them that has one.
    pub age: Option<i32>,
}

/// In order of time, as it was when they were written.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Points(Vec<Point>),
    /// Numbers of a minute or an hour each.
    Rows(Vec<Short>),
    Words(Vec<Word>),
}

impl Block {
    /// How many values bytes say that they hold.
    #[must_use]
    pub fn count(bytes: &[u8]) -> u32 {
        let mut from = Reader(bytes);
        from.byte().and_then(|_| from.count()).unwrap_or(0)
    }

    /// `None` if they are no block, or not a whole one.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut from = Reader(bytes);
        let kind = from.byte()?;
        let count = from.count()? as usize;
        // Every value takes a byte at least.
        if count > bytes.len() {
            return None;
        }
        let mut clock = Clock::started(&mut from)?;
        let mut block = match kind & !AGED {
            POINTS => {
                let mut pen = Pen::named(from.byte()?)?;
                let mut points = Vec::with_capacity(count);
                for _ in 0..count {
                    points.push(Point { at: clock.take(&mut from)?, value: pen.take(&mut from)?, age: None });
                }
                Self::Points(points)
            }
            ROWS => {
                let mut pen = Pen::named(from.byte()?)?;
                let rows = (0..count).map(|_| row(&mut clock, &mut pen, &mut from));
                Self::Rows(rows.collect::<Option<_>>()?)
            }
            WORDS => Self::Words(words(count, clock, &mut from)?),
            _ => return None,
        };
        if kind & AGED != 0 {
            let mut ages = Ages::default();
            for age in block.ages() {
                *age = ages.take(&mut from)?;
            }
        }
        Some(block)
    }

    /// Whether any of it says when it was measured.
    pub(super) fn has_ages(&self) -> bool {
        match self {
            Self::Points(points) => points.iter().any(|point| point.age.is_some()),
            Self::Rows(rows) => rows.iter().any(|row| row.age.is_some()),
            Self::Words(words) => words.iter().any(|word| word.age.is_some()),
        }
    }

    /// As if all of it had been heard when it was measured.
    #[must_use]
    pub(super) fn when_measured(mut self) -> Self {
        match &mut self {
            Self::Rows(rows) => {
                for Short { column, age } in rows {
                    let at = |time: Timestamp| Timestamp::from_millis(measured(time.millis(), *age));
                    (column.from, column.until) = (at(column.from), at(column.until));
                }
            }
            Self::Points(points) => points.iter_mut().for_each(|it| it.at = measured(it.at, it.age)),
            Self::Words(words) => words.iter_mut().for_each(|it| it.at = measured(it.at, it.age)),
        }
        self
    }

    fn ages(&mut self) -> Vec<&mut Option<i32>> {
        match self {
            Self::Points(points) => points.iter_mut().map(|point| &mut point.age).collect(),
            Self::Rows(rows) => rows.iter_mut().map(|row| &mut row.age).collect(),
            Self::Words(words) => words.iter_mut().map(|word| &mut word.age).collect(),
        }
    }

    /// There is at least one point.
    #[must_use]
    pub fn of_points(points: &[Point]) -> Vec<u8> {
        let mut out = Vec::with_capacity(12 + 4 * points.len());
        let first = points.first().map_or(0, |first| first.at);
        let ages = || points.iter().map(|point| point.age);
        let mut clock = begin(&mut out, kind(POINTS, ages()), points.len(), first);
        let mut pen = Pen::of(points.iter().map(|point| point.value));
        out.push(pen.name());
        for point in points {
            clock.put(&mut out, point.at);
            pen.put(&mut out, point.value);
        }
        end(out, ages())
    }

    #[must_use]
    pub fn of_rows(rows: &[Short]) -> Vec<u8> {
        let mut out = Vec::with_capacity(12 + 12 * rows.len());
        let first = rows.first().map_or(0, |first| first.column.from.millis());
        let ages = || rows.iter().map(|row| row.age);
        let mut clock = begin(&mut out, kind(ROWS, ages()), rows.len(), first);
        let mut pen = Pen::of(rows.iter().flat_map(|Short { column: it, .. }| [it.first, it.min, it.max, it.last]));
        out.push(pen.name());
        for Short { column: row, .. } in rows {
            clock.put(&mut out, row.from.millis());
            put(&mut out, u64::from(row.count));
            pen.put(&mut out, row.first);
            if row.count > 1 {
                put(&mut out, (row.until.millis() - row.from.millis()).cast_unsigned());
                pen.finer().put(&mut out, row.mean);
                pen.put(&mut out, row.min);
                pen.put(&mut out, row.max);
                pen.put(&mut out, row.last);
            }
        }
        end(out, ages())
    }

    /// Each word that is said is written once.
    #[must_use]
    pub fn of_words(words: &[Word]) -> Vec<u8> {
        let mut out = Vec::new();
        let ages = || words.iter().map(|word| word.age);
        let mut clock = begin(&mut out, kind(WORDS, ages()), words.len(), words.first().map_or(0, |first| first.at));
        let mut known: Vec<&Value> = Vec::new();
        for word in words {
            clock.put(&mut out, word.at);
            put(&mut out, u64::from(word.more));
            let place = known.iter().position(|known| **known == word.value);
            put(&mut out, place.unwrap_or(known.len()) as u64);
            if place.is_none() {
                put_value(&mut out, &word.value);
                known.push(&word.value);
            }
        }
        end(out, ages())
    }
}

fn kind(plain: u8, mut ages: impl Iterator<Item = Option<i32>>) -> u8 {
    if ages.any(|age| age.is_some()) { plain | AGED } else { plain }
}

fn end(mut out: Vec<u8>, ages: impl Iterator<Item = Option<i32>>) -> Vec<u8> {
    if out[0] & AGED != 0 {
        put_all(&mut out, ages);
    }
    out
}

fn begin(out: &mut Vec<u8>, kind: u8, count: usize, first: i64) -> Clock {
    out.push(kind);
    put(out, count as u64);
    Clock::starting_with(first, out)
}

fn row(clock: &mut Clock, pen: &mut Pen, from: &mut Reader<'_>) -> Option<Short> {
    let at = clock.take(from)?;
    let count = from.count().filter(|count| *count > 0)?;
    let first = pen.take(from)?;
    let at = Timestamp::from_millis(at);
    if count == 1 {
        let column = Column { from: at, until: at, first, last: first, min: first, max: first, mean: first, count };
        return Some(Short { column, age: None });
    }
    let until = Timestamp::from_millis(at.millis() + i64::from(from.count()?));
    let mean = pen.finer().take(from)?;
    let (min, max, last) = (pen.take(from)?, pen.take(from)?, pen.take(from)?);
    Some(Short { column: Column { from: at, until, first, last, min, max, mean, count }, age: None })
}

const UNKNOWN: u64 = 0;
const OFF: u64 = 1;
const ON: u64 = 2;
/// And the bytes of the text.
const TEXT: u64 = 3;

fn put_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Flag(flag) => put(out, if *flag { ON } else { OFF }),
        Value::Text(text) => {
            put(out, TEXT + text.len() as u64);
            out.extend_from_slice(text.as_bytes());
        }
        Value::Unknown | Value::Number(_) => put(out, UNKNOWN),
    }
}

fn words(count: usize, mut clock: Clock, from: &mut Reader<'_>) -> Option<Vec<Word>> {
    let mut known: Vec<Value> = Vec::new();
    let mut words = Vec::new();
    // What the words take that are said again and again.
    let mut room = from.0.len().saturating_mul(32);
    for _ in 0..count {
        let (at, more) = (clock.take(from)?, from.count()?);
        let place = usize::try_from(from.number()?).ok()?;
        if place == known.len() {
            known.push(match from.number()? {
                UNKNOWN => Value::Unknown,
                OFF => Value::Flag(false),
                ON => Value::Flag(true),
                text => Value::Text(str::from_utf8(from.bytes(text - TEXT)?).ok()?.to_owned()),
            });
        }
        let value = known.get(place)?.clone();
        if let Value::Text(text) = &value {
            room = room.checked_sub(text.len())?;
        }
        words.push(Word { at, value, more, age: None });
    }
    Some(words)
}
