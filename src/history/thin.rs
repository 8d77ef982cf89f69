//! Many numbers as one: a minute, an hour or a column of a chart in short.

use super::age::measured;
use super::block::{Point, Short, Word};
use super::{Column, Summary};
use crate::order::by_number;
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

/// Those of every stretch of so many milliseconds in one. What was long on its way is thinned by when it was measured, so that
/// hours that came within a minute are not a minute.
pub(super) fn rows(rows: Vec<Short>, stretch: i64) -> Vec<Short> {
    let at = |row: &Short| row.column.from.millis();
    let and = |row: &mut Short, later: Short| {
        *row = Short { column: row.column.and(later.column), age: row.age.or(later.age) };
    };
    thinned(rows, stretch, |row| (at(row), row.age), and)
}

/// The last of every stretch of so many milliseconds.
pub(super) fn words(words: Vec<Word>, stretch: i64) -> Vec<Word> {
    let and = |word: &mut Word, later: Word| {
        let more = word.more.saturating_add(later.more).saturating_add(1);
        *word = Word { at: word.at, value: later.value, more, age: word.age.or(later.age) };
    };
    thinned(words, stretch, |word| (word.at, word.age), and)
}

fn thinned<T>(
    all: Vec<T>,
    stretch: i64,
    times: impl Fn(&T) -> (i64, Option<i32>) + Copy,
    and: impl Fn(&mut T, T),
) -> Vec<T> {
    let heard = |it: &T| times(it).0;
    let was_measured = |it: &T| measured(times(it).0, times(it).1);
    let is_late = |it: &T| times(it).1.is_some_and(|age| i64::from(age) >= stretch);
    let (late, prompt): (Vec<T>, Vec<T>) = all.into_iter().partition(is_late);
    let places = |it: &T| {
        let late = if is_late(it) { was_measured(it).div_euclid(stretch) } else { i64::MIN };
        (heard(it).div_euclid(stretch), late)
    };
    let mut thinned: Vec<T> = Vec::new();
    for it in by_number(prompt, heard).into_iter().chain(by_number(late, was_measured)) {
        match thinned.last_mut() {
            Some(last) if places(last) == places(&it) => and(last, it),
            _ => thinned.push(it),
        }
    }
    by_number(thinned, heard)
}
