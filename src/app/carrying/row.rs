//! A line of the past, whatever it is written as.

use crate::device::Value;
use crate::history::{Block, Column, Gap, Point, Short, Word, age, measured};
use crate::language::t;
use crate::time::Timestamp;

/// What was said of a property, or that nobody listened, or until when somebody did.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Row {
    Said { device: String, property: String, unit: String, what: What },
    Gap(Gap),
    End(Timestamp),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    Number(Point),
    /// Many numbers in short.
    Numbers(Short),
    Word(Word),
}

impl What {
    pub(super) fn at(&self) -> Timestamp {
        match self {
            Self::Number(point) => Timestamp::from_millis(point.at),
            Self::Numbers(row) => row.column.from,
            Self::Word(word) => Timestamp::from_millis(word.at),
        }
    }

    /// When it was over.
    pub(super) fn until(&self) -> Timestamp {
        match self {
            Self::Numbers(row) => row.column.until,
            Self::Number(_) | Self::Word(_) => self.at(),
        }
    }

    /// When it was measured, if that is known.
    pub(super) fn measured(&self) -> Option<Timestamp> {
        let age = match self {
            Self::Number(point) => point.age,
            Self::Numbers(row) => row.age,
            Self::Word(word) => word.age,
        };
        age.map(|age| Timestamp::from_millis(measured(self.at().millis(), Some(age))))
    }

    /// What a block holds.
    pub(super) fn all(block: &Block) -> Vec<Self> {
        match block {
            Block::Points(points) => points.iter().copied().map(Self::Number).collect(),
            Block::Rows(rows) => rows.iter().copied().map(Self::Numbers).collect(),
            Block::Words(words) => words.iter().cloned().map(Self::Word).collect(),
        }
    }
}

/// As it was read, before it is known to make sense.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) time: String,
    pub(super) until: Option<String>,
    pub(super) measured: Option<String>,
    pub(super) device: String,
    pub(super) property: String,
    pub(super) value: Option<Value>,
    pub(super) count: Option<f64>,
    /// The first, the least, the greatest and the mean of many.
    pub(super) others: [Option<f64>; 4],
    pub(super) is_gap: bool,
    pub(super) is_end: bool,
}

impl Fields {
    pub(super) fn row(self) -> Result<Row, String> {
        let from = time(&self.time)?;
        let until = self.until.as_deref().map(time).transpose()?;
        if self.is_gap {
            let until =
                until.filter(|until| *until > from && from >= Timestamp::default()).ok_or(t!("the gap has no end"))?;
            return Ok(Row::Gap(Gap { from, until }));
        }
        if self.is_end {
            return Ok(Row::End(from));
        }
        if self.device.is_empty() || self.property.is_empty() {
            return Err(t!("it names no device, or no property").to_owned());
        }
        let at = from.millis();
        let measured = self.measured.as_deref().map(time).transpose()?;
        let age = age(measured.map(Timestamp::millis), at);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
        let count = self.count.map(|count| count as u32);
        let what = match (self.value, until) {
            (None, _) => return Err(t!("it has no value").to_owned()),
            (Some(Value::Number(number)), _) if !number.is_finite() => {
                return Err(t!("what is no number cannot be kept as one").to_owned());
            }
            (Some(Value::Number(last)), Some(until)) => {
                let column = self.others.column(from, until, last, count.unwrap_or(1).max(1))?;
                What::Numbers(Short { column, age })
            }
            (Some(Value::Number(value)), None) => What::Number(Point { at, value, age }),
            (Some(value), _) => What::Word(Word { at, value, more: count.unwrap_or(1).max(1) - 1, age }),
        };
        Ok(Row::Said { device: self.device, property: self.property, unit: String::new(), what })
    }
}

trait Others {
    fn column(&self, from: Timestamp, until: Timestamp, last: f64, count: u32) -> Result<Column, String>;
}

impl Others for [Option<f64>; 4] {
    fn column(&self, from: Timestamp, until: Timestamp, last: f64, count: u32) -> Result<Column, String> {
        const HOUR: i64 = 3_600_000;
        let [first, min, max, mean] = self.map(|number| number.unwrap_or(last));
        if ![first, min, max, mean].iter().all(|number| number.is_finite()) {
            return Err(t!("what is no number cannot be kept as one").to_owned());
        }
        if until < from || from.millis().div_euclid(HOUR) != until.millis().div_euclid(HOUR) {
            return Err(t!("what is told in short is within an hour, and ends after it has begun").to_owned());
        }
        let is_within = |number: f64| number >= min && number <= max;
        // A mean is kept with fewer digits than it has.
        if !is_within(first) || !is_within(last) || min > max {
            return Err(t!("a number is less than the least of them, or greater than the greatest").to_owned());
        }
        Ok(Column { from, until, first, last, min, max, mean, count })
    }
}

fn time(text: &str) -> Result<Timestamp, String> {
    if text.is_empty() {
        return Err(t!("it has no time").to_owned());
    }
    let short: String = text.chars().take(40).collect();
    Timestamp::from_iso8601(text)
        .ok_or_else(|| t!("“{short}” is no time with its zone, such as 2026-02-13T12:00:00Z", short))
}
