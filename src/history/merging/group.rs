//! What belongs together of all that is brought, and where there may be something of the same times.

use std::collections::BTreeSet;

use super::DAY;
use crate::history::Level;
use crate::history::block::{Block, Point, Short, Word};
use crate::history::keys::Place;
use crate::order::by_number;
use crate::time::{Now, Timestamp};

/// What belongs in one place.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) place: Place,
    pub(super) block: Block,
}

/// What belongs together, the least thinned first.
pub(super) fn grouped(series: u64, block: Block, now: Now) -> Vec<Group> {
    let group =
        |level: Level, at: i64, block| Group { place: Place { level, stretch: level.stretch_of(at), series }, block };
    match block {
        Block::Points(points) => {
            let points = by_number(points, |point: &Point| point.at);
            let same = |one: &Point, next: &Point| Level::Raw.stretch_of(one.at) == Level::Raw.stretch_of(next.at);
            points.chunk_by(same).map(|run| group(Level::Raw, run[0].at, Block::Points(run.to_vec()))).collect()
        }
        Block::Rows(rows) => {
            // What is said of no more than a minute is of minutes.
            let minute = |at: Timestamp| at.millis().div_euclid(60_000);
            let level = |Short { column: row, .. }: &Short| {
                if minute(row.from) == minute(row.until) { Level::Minutes } else { Level::Hours }
            };
            let begin = |row: &Short| row.column.from.millis();
            let rows = by_number(rows, begin);
            let (minutes, hours): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| level(row) == Level::Minutes);
            let mut groups = Vec::new();
            for (level, rows) in [(Level::Minutes, minutes), (Level::Hours, hours)] {
                let stretch = |row: &Short| level.stretch_of(begin(row));
                let runs = rows.chunk_by(|one, next| stretch(one) == stretch(next));
                groups.extend(runs.map(|run| group(level, begin(&run[0]), Block::Rows(run.to_vec()))));
            }
            groups
        }
        Block::Words(words) => {
            let words = by_number(words, |word: &Word| word.at);
            // Where it would be by now: so one that holds for long is found.
            let age = |word: &Word| now.timestamp.millis().saturating_sub(word.at);
            let level = |word: &Word| match age(word) {
                age if age > 31 * DAY => Level::Hours,
                age if age > DAY => Level::Minutes,
                _ => Level::Raw,
            };
            let place = |word: &Word| (level(word), level(word).stretch_of(word.at));
            let runs = words.chunk_by(|one, next| place(one) == place(next));
            runs.map(|run| group(level(&run[0]), run[0].at, Block::Words(run.to_vec()))).collect()
        }
    }
}

impl Group {
    /// Where there may be something of the same times.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        let times: Vec<i64> = match &self.block {
            Block::Points(points) => points.iter().map(|point| point.at).collect(),
            Block::Rows(rows) => {
                rows.iter().flat_map(|row| [row.column.from, row.column.until]).map(Timestamp::millis).collect()
            }
            Block::Words(words) => words.iter().map(|word| word.at).collect(),
        };
        let series = self.place.series;
        Level::ALL.into_iter().flat_map(move |level| {
            let stretches: BTreeSet<u32> = times.iter().map(|at| level.stretch_of(*at)).collect();
            stretches.into_iter().map(move |stretch| Place { level, stretch, series })
        })
    }
}
