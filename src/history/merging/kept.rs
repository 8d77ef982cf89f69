//! What is kept of one property around some times, to tell what is new.

use crate::history::block::{Block, Point, Short, Word};
use crate::order::by_number;

/// What is kept of one property around some times.
#[derive(Default)]
pub(super) struct Kept {
    points: Vec<Point>,
    /// From when until when there are rows, without one over another.
    rows: Vec<(i64, i64)>,
    words: Vec<Word>,
}

impl Kept {
    pub(super) fn of(blocks: impl Iterator<Item = Block>) -> Self {
        let mut kept = Self::default();
        for block in blocks {
            match block {
                Block::Points(points) => kept.points.extend(points),
                Block::Rows(rows) => {
                    let ends = |Short { column, .. }: &Short| (column.from.millis(), column.until.millis());
                    kept.rows.extend(rows.iter().map(ends));
                }
                Block::Words(words) => kept.words.extend(words),
            }
        }
        kept.points = by_number(kept.points, |point| point.at);
        kept.words = by_number(kept.words, |word| word.at);
        for (from, until) in by_number(std::mem::take(&mut kept.rows), |row| row.0) {
            match kept.rows.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                _ => kept.rows.push((from, until)),
            }
        }
        kept
    }

    /// Whether there is a row of any moment between these.
    pub(super) fn is_in_row(&self, from: i64, until: i64) -> bool {
        let next = self.rows.partition_point(|row| row.1 < from);
        self.rows.get(next).is_some_and(|row| row.0 <= until)
    }

    pub(super) fn points_between(&self, from: i64, until: i64) -> &[Point] {
        let place = |at| self.points.partition_point(|point| point.at < at);
        &self.points[place(from)..place(until.saturating_add(1))]
    }

    pub(super) fn has_word(&self, word: &Word) -> bool {
        const HOUR: i64 = 3_600_000;
        let first = self.words.partition_point(|kept| kept.at < word.at);
        let later = self.words[first..].iter().take_while(|kept| kept.at.div_euclid(HOUR) == word.at.div_euclid(HOUR));
        let is_it = |kept: &Word| (kept.at == word.at && kept.value == word.value) || kept.more > word.more;
        later.into_iter().any(is_it)
    }
}
