//! Taking in what was given out, here or elsewhere: nothing twice, and nothing that is kept is changed.

use std::collections::{BTreeSet, VecDeque};

use super::block::{Block, Point, Short, Word};
use super::chronicle::{Role, Step};
use super::head::{Found, Head, Usage};
use super::keys::{self, House, Place};
use super::open::read_page;
use super::store::{Entry, Scan, StoreFailure, Transaction};
use super::{Chronicle, Gap, Level};
use crate::language::{said, t};
use crate::order::by_number;
use crate::time::{Now, Timestamp};

/// Blocks that are looked at in one place. What has more is said too often to be of use.
const BLOCKS: u32 = 1_024;
/// Values in a block.
const BLOCK: usize = 4_096;
/// Places that are looked at together.
const PLACES: usize = 512;
const JOURNAL: u32 = 1_024;
const GAPS: u32 = 4_096;
/// Values of one property at one moment.
const AT_ONCE: usize = 20_000;
/// How often somebody else may come first.
const TRIES: u8 = 8;
const DAY: i64 = 86_400_000;

/// What is brought: the numbers, words and rows of properties in any order.
#[derive(Debug, Default)]
pub struct Brought {
    pub blocks: Vec<(u64, Block)>,
    pub gaps: Vec<Gap>,
    /// Until when whoever has kept it had listened, once that is known.
    pub until: Option<Timestamp>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    pub added: u64,
    /// It was there already, or what it has become when it was thinned.
    pub known: u64,
    /// Too much was said at once.
    pub crowded: u64,
}

/// What is being taken in.
#[derive(Debug)]
pub(super) struct Merging {
    groups: VecDeque<Group>,
    gaps: Vec<Gap>,
    until: Option<Timestamp>,
    /// So many of the groups are under way.
    taken: usize,
    so_far: Merged,
    /// What comes of what is under way.
    next: Merged,
    tries: u8,
}

/// What belongs in one place.
#[derive(Debug)]
struct Group {
    place: Place,
    block: Block,
}

impl Chronicle {
    /// [`Chronicle::take_merged`] tells what came of it.
    pub fn merge(&mut self, brought: Brought, now: Now) {
        let groups = brought.blocks.into_iter().flat_map(|(series, block)| grouped(series, block, now)).collect();
        let (so_far, next) = (Merged::default(), Merged::default());
        self.merging = Some(Box::new(Merging {
            groups,
            gaps: brought.gaps,
            until: brought.until,
            taken: 0,
            so_far,
            next,
            tries: 0,
        }));
        self.step(now);
    }

    pub fn take_merged(&mut self) -> Option<Result<Merged, String>> {
        self.merged.take()
    }

    /// What is older than the first is not kept here, and nothing is later than the last.
    #[must_use]
    pub fn span(&self, now: Now) -> (i64, i64) {
        let at = now.timestamp.millis();
        (at.saturating_sub(i64::from(self.settings.days.max(1)) * DAY).max(0), at.saturating_add(DAY))
    }
}

/// Looks what is there where something comes. A door of what few visits need, as are the others here.
#[inline(never)]
pub(super) fn look(chronicle: &mut Chronicle) {
    let (Some(merging), Some(house)) = (&mut chronicle.merging, chronicle.house) else { return };
    let mut scans = vec![
        Scan::first(1, keys::only(&house.head())),
        Scan::first(JOURNAL, house.journals()),
        Scan::first(GAPS, house.gaps(i64::MAX)),
    ];
    merging.taken = 0;
    let level = merging.groups.front().map(|group| group.place.level);
    for group in &merging.groups {
        if merging.taken > 0 && (scans.len() > PLACES || Some(group.place.level) != level) {
            break;
        }
        scans.extend(group.places().map(|place| Scan::first(BLOCKS, house.blocks(place, 0, i64::MAX))));
        merging.taken += 1;
    }
    chronicle.send(Step::LookToMerge, Head::default(), Transaction { scans, ..Transaction::default() });
}

/// Keeps what is new of it.
#[inline(never)]
pub(super) fn put(chronicle: &mut Chronicle, read: &[Vec<Entry>], now: Now) {
    let Some(house) = chronicle.house else { return };
    let mut pages = Vec::new();
    if chronicle.role == Role::Reads {
        if let Some((_, head)) = read.first().and_then(|head| head.first()) {
            if matches!(Head::read(head), Found::Newer) {
                return fail(chronicle, &StoreFailure::Newer);
            }
            chronicle.seen(head, now);
        }
        pages = read.get(1).into_iter().flatten().flat_map(|(_, page)| read_page(page)).collect();
    }
    let head = chronicle.head.clone().unwrap_or_default();
    if head.usage.bytes > chronicle.room() {
        let reason =
            t!("what is kept takes as much room as you allow it. Allow more in Settings, and import it once more");
        chronicle.merging = None;
        chronicle.merged = Some(Err(reason.to_owned()));
        return;
    }
    let Some(mut merging) = chronicle.merging.take() else { return };
    let mut work = Work { house, head, puts: Vec::new(), merged: Merged::default() };
    let mut rest = read.iter().skip(3);
    for group in merging.groups.iter().take(merging.taken) {
        let there: Vec<_> = rest.by_ref().take(group.places().count()).collect();
        let is_full = there.iter().any(|entries| entries.len() >= BLOCKS as usize);
        let kept = there.into_iter().flatten().filter_map(|(_, block)| Block::read(block));
        let series = group.place.series;
        let written = pages.iter().filter(|(of, _)| *of == series).map(|(_, block)| block.clone());
        let kept = Kept::of(kept.chain(written).chain(chronicle.open.blocks_of(series)));
        work.merge(group, &kept, is_full);
    }
    work.merge_gaps(&merging.gaps, read.get(2).map_or(&[], Vec::as_slice));
    if let Some(until) = merging.until {
        work.end(until.millis());
    }
    let Work { head, puts, merged, .. } = work;
    let is_new = !puts.is_empty() || chronicle.head.as_ref().is_none_or(|before| before.brought != head.brought);
    merging.next = merged;
    chronicle.merging = Some(merging);
    if !is_new {
        return go_on(chronicle);
    }
    let mut merge = chronicle.guarded(&head, house);
    merge.puts.extend(puts);
    chronicle.send(Step::Merge, head, merge);
}

/// What was under way is kept.
#[inline(never)]
pub(super) fn go_on(chronicle: &mut Chronicle) {
    let Some(merging) = &mut chronicle.merging else { return };
    let Merged { added, known, crowded } = merging.next;
    merging.so_far.added += added;
    merging.so_far.known += known;
    merging.so_far.crowded += crowded;
    merging.groups.drain(..merging.taken);
    (merging.taken, merging.next, merging.tries) = (0, Merged::default(), 0);
    merging.gaps.clear();
    merging.until = None;
    if merging.groups.is_empty() {
        chronicle.merged = Some(Ok(merging.so_far));
        chronicle.merging = None;
    }
}

/// It is tried again if somebody else came first.
#[inline(never)]
pub(super) fn fail(chronicle: &mut Chronicle, failure: &StoreFailure) {
    let Some(merging) = &mut chronicle.merging else { return };
    merging.tries += 1;
    let reason = match failure {
        StoreFailure::Otherwise(_) if merging.tries < TRIES => return,
        StoreFailure::Otherwise(_) => {
            t!("another tab keeps changing what is kept. Close it, and import it once more").to_owned()
        }
        StoreFailure::Full => t!("the disk is full").to_owned(),
        StoreFailure::Newer => said(super::writing::NEWER).to_owned(),
        StoreFailure::Absent(reason) | StoreFailure::Failed(reason) => reason.clone(),
    };
    chronicle.merging = None;
    chronicle.merged = Some(Err(reason));
}

/// What belongs together, the least thinned first.
fn grouped(series: u64, block: Block, now: Now) -> Vec<Group> {
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
    fn places(&self) -> impl Iterator<Item = Place> {
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

/// What is kept of one property around some times.
#[derive(Default)]
struct Kept {
    points: Vec<Point>,
    /// From when until when there are rows, without one over another.
    rows: Vec<(i64, i64)>,
    words: Vec<Word>,
}

impl Kept {
    fn of(blocks: impl Iterator<Item = Block>) -> Self {
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
    fn is_in_row(&self, from: i64, until: i64) -> bool {
        let next = self.rows.partition_point(|row| row.1 < from);
        self.rows.get(next).is_some_and(|row| row.0 <= until)
    }

    fn points_between(&self, from: i64, until: i64) -> &[Point] {
        let place = |at| self.points.partition_point(|point| point.at < at);
        &self.points[place(from)..place(until.saturating_add(1))]
    }

    fn has_word(&self, word: &Word) -> bool {
        const HOUR: i64 = 3_600_000;
        let first = self.words.partition_point(|kept| kept.at < word.at);
        let later = self.words[first..].iter().take_while(|kept| kept.at.div_euclid(HOUR) == word.at.div_euclid(HOUR));
        let is_it = |kept: &Word| (kept.at == word.at && kept.value == word.value) || kept.more > word.more;
        later.into_iter().any(is_it)
    }
}

struct Work {
    house: House,
    head: Head,
    puts: Vec<Entry>,
    merged: Merged,
}

impl Work {
    fn merge(&mut self, group: &Group, kept: &Kept, is_full: bool) {
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
    fn end(&mut self, until: i64) {
        if until <= self.head.brought {
            return;
        }
        let began = self.head.began;
        self.head.brought = until;
        if began > 0 && until < began {
            self.puts.push((self.house.gap(until), began.to_be_bytes().to_vec()));
        }
    }

    fn merge_gaps(&mut self, gaps: &[Gap], kept: &[Entry]) {
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
