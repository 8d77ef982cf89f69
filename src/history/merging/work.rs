//! What is new of what is brought, as it is to be written.

use std::collections::VecDeque;

use super::Merged;
use super::group::Group;
use super::kept::Kept;
use crate::history::Gap;
use crate::history::block::{Block, Point, Short, Word};
use crate::history::head::{Head, Usage};
use crate::history::keys::{House, Place};
use crate::history::store::Entry;

/// Values in a block.
const BLOCK: usize = 4_096;
/// Values of one property at one moment.
const AT_ONCE: usize = 20_000;

/// What is to be written of it, and what that makes of the house.
pub(super) struct Work {
    pub(super) house: House,
    pub(super) head: Head,
    pub(super) puts: Vec<Entry>,
    pub(super) merged: Merged,
}

impl Work {
    pub(super) fn merge(&mut self, group: &Group, kept: &Kept, is_full: bool) {
        if is_full {
            self.merged.crowded += count(&group.block);
            return;
        }
        match &group.block {
            Block::Points(points) => {
                let new = self.new_points(points, kept);
                for run in new.chunks(BLOCK) {
                    self.keep(group.place, run[0].at, Block::of_points(run), run.len());
                }
            }
            Block::Rows(rows) => {
                let mut new: Vec<Short> = Vec::new();
                for row in rows {
                    let (from, until) = (row.column.from.millis(), row.column.until.millis());
                    let is_after =
                        new.last().is_none_or(|last| last.column.until.millis() < from || last.age != row.age);
                    let is_known = kept.is_in_row(from, until) || !kept.points_between(from, until).is_empty();
                    if is_known || !is_after {
                        self.merged.known += 1;
                    } else {
                        new.push(*row);
                    }
                }
                for run in new.chunks(BLOCK) {
                    self.keep(group.place, run[0].column.from.millis(), Block::of_rows(run), run.len());
                }
            }
            Block::Words(words) => {
                let mut new: Vec<Word> = Vec::new();
                for word in words {
                    if kept.has_word(word) || new.last() == Some(word) {
                        self.merged.known += 1;
                    } else {
                        new.push(word.clone());
                    }
                }
                for run in new.chunks(BLOCK) {
                    self.keep(group.place, run[0].at, Block::of_words(run), run.len());
                }
            }
        }
    }

    /// The same number may have been said twice within a millisecond, and is then there twice.
    fn new_points(&mut self, points: &[Point], kept: &Kept) -> Vec<Point> {
        let mut new = Vec::new();
        for run in points.chunk_by(|one, next| one.at == next.at) {
            let at = run[0].at;
            let there = kept.points_between(at, at);
            if kept.is_in_row(at, at) {
                self.merged.known += run.len() as u64;
                continue;
            }
            if there.len() + run.len() > AT_ONCE {
                self.merged.crowded += run.len() as u64;
                continue;
            }
            let mut there: VecDeque<f64> = there.iter().map(|point| point.value).collect();
            for point in run {
                if let Some(place) = there.iter().position(|value| is_same(*value, point.value)) {
                    there.remove(place);
                    self.merged.known += 1;
                } else {
                    new.push(*point);
                }
            }
        }
        new
    }

    fn keep(&mut self, place: Place, at: i64, block: Vec<u8>, values: usize) {
        let key = self.house.block(place, at, self.head.next_number());
        self.head.note(place.level, place.stretch);
        self.head.usage = self.head.usage.and(Usage::of(&key, &block, values));
        self.merged.added += values as u64;
        self.puts.push((key, block));
    }

    /// Between what was brought and what was heard here nobody listened. Who has not heard anything yet begins after it.
    pub(super) fn end(&mut self, until: i64) {
        if until <= self.head.brought {
            return;
        }
        let began = self.head.began;
        self.head.brought = until;
        if began > 0 && until < began {
            self.puts.push((self.house.gap(until), began.to_be_bytes().to_vec()));
        }
    }

    pub(super) fn merge_gaps(&mut self, gaps: &[Gap], kept: &[Entry]) {
        let kept: Vec<(i64, i64)> = kept.iter().filter_map(House::gap_in).collect();
        for gap in gaps {
            let (from, until) = (gap.from.millis(), gap.until.millis());
            if from >= until || kept.iter().any(|kept| kept.0 <= from && until <= kept.1) {
                self.merged.known += 1;
                continue;
            }
            // One that began at the same time ends with the later of both.
            self.puts.push((self.house.gap(from), until.to_be_bytes().to_vec()));
            self.merged.added += 1;
        }
    }
}

fn count(block: &Block) -> u64 {
    match block {
        Block::Points(points) => points.len() as u64,
        Block::Rows(rows) => rows.len() as u64,
        Block::Words(words) => words.len() as u64,
    }
}

/// What is read from digits may differ from what was written in the last of its bits.
fn is_same(one: f64, other: f64) -> bool {
    (one - other).abs() <= one.abs() * 4.0 * f64::EPSILON
}
