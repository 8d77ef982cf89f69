//! What was said lately and is in no block yet. A journal holds it against a crash: every few seconds a page with all that is
//! new; now and then blocks take the place of the pages.

use super::Limits;
use super::block::{Block, Point, Word};
use super::bytes::{Reader, put};
use super::keys::Level;
use crate::device::Value;
use crate::order::by_number;
use crate::table::Table;

/// Values of one property that make a block.
const ENOUGH: usize = 128;
/// Blocks that are made at once.
const MOST_BLOCKS: usize = 8_192;
/// Where more is held than there may be, this part of all goes.
const ROOM: usize = 16;
/// Values in a block.
const BLOCK: usize = 4_096;
/// After so many milliseconds a block is made of however few.
const LONG: i64 = 2 * 3_600_000;
/// Not all properties make one at once.
const SPREAD: u64 = 3_600_000;

#[derive(Debug, Default)]
pub(super) struct Open {
    series: Table<u64, Series>,
    /// All that is held.
    count: usize,
    /// Not on a page, nor on its way to one.
    unwritten: usize,
    discarded: u64,
    /// What was said of properties for which there is no room.
    left_out: u64,
    /// Which message is being read.
    message: u64,
}

#[derive(Debug, Default)]
pub(super) struct Series {
    pub(super) points: Strip<Point>,
    pub(super) words: Strip<Word>,
    /// What it said last, if that was no number.
    last: Option<Value>,
    /// The message that said something of it last.
    message: u64,
}

/// Values in the order in which they came.
#[derive(Debug)]
pub(super) struct Strip<T> {
    pub(super) all: Vec<T>,
    /// So many of them are on a page.
    written: usize,
    /// So many will be, once the store has answered.
    sent: usize,
    /// So many are to be in blocks by then.
    sealed: usize,
}

impl<T> Default for Strip<T> {
    fn default() -> Self {
        Self { all: Vec::new(), written: 0, sent: 0, sealed: 0 }
    }
}

impl<T> Strip<T> {
    fn take(&mut self) -> Vec<T> {
        std::mem::take(self).all
    }

    fn forget_first(&mut self, count: usize) {
        self.all.drain(..count);
        self.written = self.written.saturating_sub(count);
        self.sent = self.sent.saturating_sub(count);
        self.sealed = self.sealed.saturating_sub(count);
    }
}

/// What a block is made of.
pub(super) struct Sealed {
    pub(super) series: u64,
    pub(super) at: i64,
    pub(super) values: usize,
    pub(super) bytes: Vec<u8>,
}

impl Open {
    pub(super) fn next_message(&mut self) {
        self.message = self.message.wrapping_add(1);
    }

    /// What one message says of one property counts once. Words are kept when they change.
    pub(super) fn note(&mut self, series: u64, (at, age): (i64, Option<i32>), value: &Value, limits: &Limits) {
        if self.series.len() >= limits.series && !self.series.contains_key(&series) {
            self.left_out += 1;
            return;
        }
        let message = self.message;
        let known = self.series.entry(series).or_default();
        if known.message == message {
            return;
        }
        known.message = message;
        match value {
            Value::Number(value) if value.is_finite() => {
                known.points.all.push(Point { at, value: *value, age });
                known.last = None;
            }
            value => {
                let value = match value {
                    Value::Text(text) => Value::Text(text.chars().take(limits.text).collect()),
                    Value::Flag(flag) => Value::Flag(*flag),
                    Value::Unknown | Value::Number(_) => Value::Unknown,
                };
                if known.last.as_ref() == Some(&value) {
                    return;
                }
                known.last = Some(value.clone());
                known.words.all.push(Word { at, value, more: 0, age });
            }
        }
        self.count += 1;
        self.unwritten += 1;
        if self.count > limits.values {
            self.make_room(limits.values);
        }
    }

    /// So much is held that blocks are to be made of it soon.
    pub(super) fn is_crowded(&self, limits: &Limits) -> bool {
        self.count > limits.values / 2
    }

    pub(super) fn has_unwritten(&self) -> bool {
        self.unwritten > 0
    }

    /// Values that are in no block yet.
    pub(super) fn held(&self) -> usize {
        self.count
    }

    pub(super) fn discarded(&self) -> u64 {
        self.discarded
    }

    /// Properties of which something is held, and what was said of those that there is no room for.
    pub(super) fn recorded(&self) -> (usize, u64) {
        (self.series.len(), self.left_out)
    }

    pub(super) fn unwritten(&self) -> usize {
        self.unwritten
    }

    /// Nobody listened for a while: what was said before need not hold any more.
    pub(super) fn interrupt(&mut self) {
        self.series.values_mut().for_each(|series| series.last = None);
    }

    pub(super) fn clear(&mut self) {
        *self = Self { message: self.message, discarded: self.discarded, left_out: self.left_out, ..Self::default() };
    }

    pub(super) fn series(&self, key: u64) -> Option<&Series> {
        self.series.get(&key)
    }

    /// All that is held of a property.
    pub(super) fn blocks_of(&self, key: u64) -> impl Iterator<Item = Block> {
        let held = |it: &Series| [Block::Points(it.points.all.clone()), Block::Words(it.words.all.clone())];
        self.series.get(&key).into_iter().flat_map(held)
    }

    /// All that is held.
    pub(super) fn blocks(&self) -> Vec<(u64, Block)> {
        self.series.keys().flat_map(|key| self.blocks_of(*key).map(|block| (*key, block))).collect()
    }

    /// A page with all that is new; `None` if nothing is.
    pub(super) fn page(&mut self) -> Option<(Vec<u8>, usize)> {
        self.page_from(|written| written)
    }

    /// Blocks of those that have said enough, or nothing for long; and a page with all the rest. Where it is crowded, what the
    /// others have said is enough.
    pub(super) fn seal(&mut self, now: i64, is_crowded: bool) -> (Vec<Sealed>, Option<(Vec<u8>, usize)>) {
        let usual = self.count / self.series.len().max(1);
        let enough = if is_crowded { ENOUGH.min(usual / 2 + 1) } else { ENOUGH };
        let mut sealed = Vec::new();
        for (key, series) in &mut self.series {
            if sealed.len() >= MOST_BLOCKS {
                break;
            }
            let late = LONG + i64::try_from(key % SPREAD).unwrap_or(0);
            let is_due = |count: usize, first: Option<i64>| {
                count >= enough || first.is_some_and(|first| now.saturating_sub(first) > late || first > now)
            };
            if is_due(series.points.all.len(), series.points.all.first().map(|first| first.at)) {
                series.points.sealed = series.points.all.len();
                sealed.extend(runs(&series.points.all, |point| point.at).map(|run| Sealed {
                    series: *key,
                    at: run[0].at,
                    values: run.len(),
                    bytes: Block::of_points(run),
                }));
            }
            if is_due(series.words.all.len(), series.words.all.first().map(|first| first.at)) {
                series.words.sealed = series.words.all.len();
                sealed.extend(runs(&series.words.all, |word| word.at).map(|run| Sealed {
                    series: *key,
                    at: run[0].at,
                    values: run.len(),
                    bytes: Block::of_words(run),
                }));
            }
        }
        (sealed, self.page_from(|_| 0))
    }

    fn page_from(&mut self, from: impl Fn(usize) -> usize) -> Option<(Vec<u8>, usize)> {
        let (mut page, mut count) = (Vec::new(), 0);
        let mut add = |key: &u64, block: &[u8]| {
            page.extend_from_slice(&key.to_be_bytes());
            put(&mut page, block.len() as u64);
            page.extend_from_slice(block);
        };
        for (key, series) in &mut self.series {
            let (points, words) = (&mut series.points, &mut series.words);
            let new = &points.all[from(points.written).max(points.sealed)..];
            runs(new, |point| point.at).for_each(|run| add(key, &Block::of_points(run)));
            count += new.len();
            let new = &words.all[from(words.written).max(words.sealed)..];
            runs(new, |word| word.at).for_each(|run| add(key, &Block::of_words(run)));
            count += new.len();
            (points.sent, words.sent) = (points.all.len(), words.all.len());
        }
        self.unwritten = 0;
        (count > 0).then_some((page, count))
    }

    /// The store has what was sent.
    pub(super) fn sent_is_kept(&mut self) {
        for series in self.series.values_mut() {
            series.points.written = series.points.sent;
            series.words.written = series.words.sent;
            self.count -= series.points.sealed + series.words.sealed;
            series.points.forget_first(series.points.sealed);
            series.words.forget_first(series.words.sealed);
        }
        // What says nothing any more needs no place; a word that holds is to be known.
        self.series.retain(|_, it| !it.points.all.is_empty() || !it.words.all.is_empty() || it.last.is_some());
    }

    /// The store has not: it will be sent once more.
    pub(super) fn sent_is_lost(&mut self) {
        self.unwritten = 0;
        for series in self.series.values_mut() {
            (series.points.sent, series.points.sealed) = (series.points.written, 0);
            (series.words.sent, series.words.sealed) = (series.words.written, 0);
            self.unwritten += series.points.all.len() - series.points.written;
            self.unwritten += series.words.all.len() - series.words.written;
        }
    }

    /// Somebody else looks after the pages from now on, who has kept everything before that time.
    pub(super) fn hand_over(&mut self, heard: i64) {
        self.count = 0;
        for series in self.series.values_mut() {
            let (points, words) = (&mut series.points, &mut series.words);
            points.forget_first(points.written);
            words.forget_first(words.written);
            points.all.retain(|point| point.at >= heard);
            words.all.retain(|word| word.at >= heard);
            (points.written, points.sent, points.sealed) = (0, 0, 0);
            (words.written, words.sent, words.sealed) = (0, 0, 0);
            self.count += points.all.len() + words.all.len();
        }
        self.unwritten = self.count;
    }

    /// The pages are out of reach: all is to be written once more.
    pub(super) fn disown(&mut self) {
        for series in self.series.values_mut() {
            (series.points.written, series.points.sent, series.points.sealed) = (0, 0, 0);
            (series.words.written, series.words.sent, series.words.sealed) = (0, 0, 0);
        }
        self.unwritten = self.count;
    }

    /// Takes over what stands on pages, before all that was heard since.
    pub(super) fn take_over(&mut self, pages: Vec<(u64, Block)>, limits: &Limits) {
        let since: Vec<_> = self.series.iter_mut().map(|(key, it)| (*key, it.points.take(), it.words.take())).collect();
        for (key, block) in pages {
            let count = match &block {
                Block::Points(points) => points.len(),
                Block::Words(words) => words.len(),
                Block::Rows(_) => 0,
            };
            if self.count + count > limits.values {
                continue;
            }
            self.count += count;
            let series = self.series.entry(key).or_default();
            match block {
                Block::Points(points) => series.points.all.extend(points),
                Block::Words(words) => series.words.all.extend(words),
                Block::Rows(_) => {}
            }
        }
        for series in self.series.values_mut() {
            (series.points.written, series.points.sent) = (series.points.all.len(), series.points.all.len());
            (series.words.written, series.words.sent) = (series.words.all.len(), series.words.all.len());
        }
        for (key, points, words) in since {
            let series = self.series.entry(key).or_default();
            series.points.all.extend(points);
            series.words.all.extend(words);
        }
    }

    /// Those who have most lose half, until there is room for a while.
    fn make_room(&mut self, most: usize) {
        let enough = most - most / ROOM;
        let count = |it: &Series| i64::try_from(it.points.all.len() + it.words.all.len()).unwrap_or(i64::MAX);
        let held = self.series.iter().map(|(key, it)| (count(it), *key));
        for (_, key) in by_number(held.collect(), |(held, _)| -held) {
            if self.count <= enough {
                break;
            }
            let Some(series) = self.series.get_mut(&key) else { continue };
            let (points, words) = (series.points.all.len().div_ceil(2), series.words.all.len().div_ceil(2));
            series.points.forget_first(points);
            series.words.forget_first(words);
            self.count -= points + words;
            self.discarded += (points + words) as u64;
        }
        self.unwritten = self.unwritten.min(self.count);
    }
}

/// What stands on a page; what cannot be read is left out.
pub(super) fn read_page(page: &[u8]) -> Vec<(u64, Block)> {
    let mut from = Reader(page);
    let mut blocks = Vec::new();
    let mut next = || {
        let key = u64::from_be_bytes(from.bytes(8)?.try_into().ok()?);
        let length = from.number()?;
        Some((key, from.bytes(length)?))
    };
    while let Some((key, block)) = next() {
        blocks.extend(Block::read(block).map(|block| (key, block)));
    }
    blocks
}

/// Pieces that make a block each: in order of time, within a stretch, and not too long.
fn runs<T>(all: &[T], at: impl Fn(&T) -> i64 + Copy) -> impl Iterator<Item = &[T]> {
    let belongs = move |one: &T, next: &T| {
        at(one) <= at(next) && Level::Raw.stretch_of(at(one)) == Level::Raw.stretch_of(at(next))
    };
    all.chunk_by(belongs).flat_map(|run| run.chunks(BLOCK))
}
