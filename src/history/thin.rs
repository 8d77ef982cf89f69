//! Many numbers as one: a minute, an hour or a column of a chart in short.

use super::block::{Point, Word};
use super::{Column, Summary};
use crate::time::Timestamp;

impl Column {
    pub(super) fn of(point: Point) -> Self {
        let (at, value) = (Timestamp::from_millis(point.at), point.value);
        Self { from: at, until: at, first: value, last: value, min: value, max: value, mean: value, count: 1 }
    }

    /// With the numbers of another that began no earlier.
    #[must_use]
    pub(super) fn and(self, later: Self) -> Self {
        let count = self.count.saturating_add(later.count);
        let share = f64::from(later.count) / (f64::from(self.count) + f64::from(later.count));
        Self {
            from: self.from,
            until: self.until.max(later.until),
            first: self.first,
            last: later.last,
            min: self.min.min(later.min),
            max: self.max.max(later.max),
            // Never more than the larger of both, however large they are.
            mean: self.mean * (1.0 - share) + later.mean * share,
            count,
        }
    }
}

impl Summary {
    /// Of columns in order of time.
    pub(super) fn of(columns: &[Column]) -> Option<Self> {
        let all = columns.iter().copied().reduce(Column::and)?;
        let count = columns.iter().map(|column| u64::from(column.count)).sum();
        let change = (all.last - all.first).clamp(f64::MIN, f64::MAX);
        Some(Self { latest: all.last, min: all.min, max: all.max, mean: all.mean, change, count })
    }
}

/// One for every stretch of so many milliseconds in which there is any. They are in order of time.
pub(super) fn by_time(columns: impl Iterator<Item = Column>, stretch: i64) -> Vec<Column> {
    let mut thinned: Vec<Column> = Vec::new();
    let stretch_of = |column: &Column| column.from.millis().div_euclid(stretch.max(1));
    for column in columns {
        match thinned.last_mut() {
            Some(last) if stretch_of(last) == stretch_of(&column) => *last = last.and(column),
            _ => thinned.push(column),
        }
    }
    thinned
}

/// The last of every stretch of so many milliseconds. They are in order of time.
pub(super) fn words_by_time(words: impl Iterator<Item = Word>, stretch: i64) -> Vec<Word> {
    let mut thinned: Vec<Word> = Vec::new();
    for word in words {
        match thinned.last_mut() {
            Some(last) if last.at.div_euclid(stretch) == word.at.div_euclid(stretch) => {
                let more = last.more.saturating_add(word.more).saturating_add(1);
                *last = Word { at: last.at, value: word.value, more };
            }
            _ => thinned.push(word),
        }
    }
    thinned
}
