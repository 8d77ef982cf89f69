//! The past of one property as it was read, and the part of it that was asked for.

use super::block::{Block, Point, Word};
use super::pyramid::{Numbers, Pyramid, cut};
use super::thin::by_time;
use super::{Column, Gap, Strand, Stretch, Summary};
use crate::order::by_number;
use crate::time::Timestamp;

const MINUTE: i64 = 60_000;

/// Everything that was said between two times, and the last before.
#[derive(Debug)]
pub(super) struct Past {
    /// Of a property that several names stand for.
    pub(super) series: Vec<u64>,
    pub(super) from: i64,
    pub(super) until: i64,
    /// By the times at which it was measured.
    as_measured: bool,
    /// Whether any of them is known.
    pub(super) has_ages: bool,
    points: Pyramid<Point>,
    rows: Pyramid<Column>,
    words: Vec<Word>,
}

impl Past {
    /// Of more than so many numbers, minutes are looked at.
    pub(super) fn new(
        series: Vec<u64>,
        (from, until): (i64, i64),
        as_measured: bool,
        blocks: impl Iterator<Item = Block>,
        limit: usize,
    ) -> Self {
        let (mut points, mut rows, mut words) = (Vec::new(), Vec::new(), Vec::new());
        let mut has_ages = false;
        for block in blocks {
            has_ages |= block.has_ages();
            match if as_measured { block.when_measured() } else { block } {
                Block::Points(more) => points.extend(more),
                Block::Rows(more) => rows.extend(more.into_iter().map(|row| row.column)),
                Block::Words(more) => words.extend(more),
            }
            if points.len() > limit {
                let all = by_number(std::mem::take(&mut points), |point: &Point| point.at);
                rows.extend(by_time(all.into_iter().map(Column::of), MINUTE));
            }
        }
        let words = by_number(words, |word: &Word| word.at);
        let (points, rows) = (Pyramid::new(points), Pyramid::new(rows));
        Self { series, from, until, as_measured, has_ages, points, rows, words }
    }

    /// Whether it has all that these said between those times.
    pub(super) fn has(&self, series: &[u64], (from, until): (i64, i64), as_measured: bool) -> bool {
        let is_same = self.series == series && self.as_measured == as_measured;
        is_same && self.from <= from && until <= self.until
    }

    /// As numbers: what it takes in memory.
    pub(super) fn weight(&self) -> usize {
        self.points.len() + 4 * (self.rows.len() + self.words.len())
    }

    /// When something was first said.
    pub(super) fn first(&self) -> Option<i64> {
        let first = |numbers: &dyn Numbers| numbers.next_after(i64::MIN);
        let word = self.words.first().map(|word| word.at);
        [first(&self.points), first(&self.rows), word].into_iter().flatten().min()
    }

    fn numbers(&self) -> [&dyn Numbers; 2] {
        [&self.rows, &self.points]
    }
}

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    pub(super) from: i64,
    /// Included.
    pub(super) until: i64,
    pub(super) columns: u16,
    pub(super) gaps: &'a [Gap],
}

impl Frame<'_> {
    /// Of what was read, and of what was said since.
    pub(super) fn strand(&self, pasts: [&Past; 2]) -> Strand {
        let numbers: Vec<_> = pasts.iter().flat_map(|past| past.numbers()).filter(|it| it.len() > 0).collect();
        let columns = cut(&numbers, self.from, self.until.saturating_add(1), self.columns);
        let summary = Summary::of(&columns);
        let words: Vec<_> = pasts.iter().flat_map(|past| &past.words).collect();
        let words = by_number(words, |word| word.at);
        Strand { columns, stretches: self.stretches(&words, &numbers), summary }
    }

    /// A word holds until something else is said, or until nobody listens.
    fn stretches(&self, words: &[&Word], numbers: &[&dyn Numbers]) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let next = words.get(at + 1).map(|next| next.at);
            if next.is_some_and(|next| next <= self.from) || word.at > self.until {
                continue;
            }
            let number = numbers.iter().filter_map(|numbers| numbers.next_after(word.at)).min();
            let gap = self.gaps.iter().map(|gap| gap.from.millis()).find(|gap| *gap >= word.at);
            let until = [next, number, gap, Some(self.until)].into_iter().flatten().min().unwrap_or(self.until);
            let (from, until) = (word.at.max(self.from), until.min(self.until));
            if until < from || (until == from && until != self.until && next != Some(until)) {
                continue;
            }
            let (from, until) = (Timestamp::from_millis(from), Timestamp::from_millis(until));
            let changes = if word.more > 0 { word.more.saturating_add(1) } else { 0 };
            match stretches.last_mut() {
                Some(last) if last.until == from && last.value == word.value && last.changes == 0 && changes == 0 => {
                    last.until = until;
                }
                _ => stretches.push(Stretch { from, until, value: word.value.clone(), changes }),
            }
        }
        self.merged(stretches)
    }

    /// No more of them than columns.
    fn merged(&self, stretches: Vec<Stretch>) -> Vec<Stretch> {
        if stretches.len() <= usize::from(self.columns.max(2)) {
            return stretches;
        }
        let width = (self.until - self.from).max(1) / i64::from(self.columns.max(2) - 1) + 1;
        let mut merged: Vec<Stretch> = Vec::new();
        for stretch in stretches {
            let column = |it: &Stretch| it.from.millis().div_euclid(width);
            match merged.last_mut() {
                Some(last) if column(last) == column(&stretch) => {
                    last.changes = last.changes.max(1).saturating_add(stretch.changes.max(1));
                    last.until = last.until.max(stretch.until);
                    last.value = stretch.value;
                }
                _ => merged.push(stretch),
            }
        }
        merged
    }
}

/// No more of them than columns, and in order.
pub(super) fn merged_gaps(gaps: Vec<Gap>, columns: u16, width: i64) -> Vec<Gap> {
    let gaps = by_number(gaps, |gap| gap.from.millis());
    let is_many = gaps.len() > usize::from(columns);
    let mut merged: Vec<Gap> = Vec::new();
    for gap in gaps {
        match merged.last_mut() {
            Some(last) if gap.from <= last.until || (is_many && gap.from.millis() - last.until.millis() < width) => {
                last.until = last.until.max(gap.until);
            }
            _ => merged.push(gap),
        }
    }
    merged
}
