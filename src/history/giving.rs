//! Giving out what is kept, a piece at a time: so that however much it is, no more than a piece of it is in memory.

use std::collections::VecDeque;
use std::time::Duration;

use super::block::Block;
use super::chronicle::Role;
use super::head::Head;
use super::keys::{self, House, Place};
use super::open::read_page;
use super::pen::LATEST;
use super::store::{Entry, Range, Scan, StoreFailure, Transaction};
use super::{Chronicle, Gap, Level};
use crate::language::{said, t};
use crate::time::{Instant, Now};

/// Blocks that are read at once from one place, and places that are read at once.
const BLOCKS: u32 = 8;
const PLACES: usize = 16;
/// Of more places than this, everything is looked through instead.
const MOST_PLACES: usize = 4_096;
const JOURNAL: u32 = 1_024;
const GAPS: u32 = 4_096;
/// Milliseconds after now that are given as well.
const AHEAD: i64 = 86_400_000;
/// What is old is not thinned meanwhile; whoever does not want the rest has gone after so long.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is wanted of the past of a house.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Portion {
    /// By their numbers; `None`: all that there are.
    pub series: Option<Vec<u64>>,
    /// From then on; `None`: from the oldest.
    pub from: Option<i64>,
    /// Until then; `None`: until now.
    pub until: Option<i64>,
}

/// A part of it. What nobody could read is left out and counted.
#[derive(Debug, Default)]
pub struct Piece {
    pub gaps: Vec<Gap>,
    pub blocks: Vec<(u64, Block)>,
    pub unreadable: u64,
    pub is_last: bool,
}

/// What is being given out.
#[derive(Debug)]
pub(super) struct Giving {
    portion: Portion,
    ticket: Option<u32>,
    has_begun: bool,
    /// What has to be read still.
    ranges: VecDeque<Range>,
    /// Those that are being read.
    reading: Vec<Range>,
    /// The number of the last block when it began: what became one since was given before.
    last: u64,
    wanted: Instant,
}

impl Chronicle {
    /// Begins anew; the first piece follows, and each other after [`Chronicle::give_more`].
    pub fn give(&mut self, portion: Portion, now: Now) {
        let Some(house) = self.house else { return };
        let until = now.timestamp.millis().saturating_add(AHEAD);
        let scans = vec![
            Scan::first(1, keys::only(&house.head())),
            Scan::first(JOURNAL, house.journals()),
            Scan::first(GAPS, house.gaps(until)),
        ];
        let ticket = self.request(Transaction { scans, ..Transaction::default() });
        self.giving = Some(Box::new(Giving {
            portion,
            ticket: Some(ticket),
            has_begun: false,
            ranges: VecDeque::new(),
            reading: Vec::new(),
            last: 0,
            wanted: now.instant,
        }));
        self.run_shelf(now);
    }

    pub fn give_more(&mut self, now: Now) {
        let Some(giving) = self.giving.as_mut().filter(|giving| giving.ticket.is_none()) else { return };
        giving.wanted = now.instant;
        giving.reading = giving.ranges.drain(..PLACES.min(giving.ranges.len())).collect();
        let scans = giving.reading.iter().cloned().map(|range| Scan::first(BLOCKS, range)).collect();
        let ticket = self.request(Transaction { scans, ..Transaction::default() });
        if let Some(giving) = &mut self.giving {
            giving.ticket = Some(ticket);
        }
        self.run_shelf(now);
    }

    /// Nobody wants the rest.
    pub fn stop_giving(&mut self) {
        self.giving = None;
    }

    /// A piece, or why there is none.
    pub fn take_given(&mut self) -> Option<Result<Piece, String>> {
        self.given.take()
    }

    /// Whether somebody carries something out or in just now.
    pub(super) fn is_carrying(&self, now: Now) -> bool {
        let gives = self.giving.as_ref().is_some_and(|giving| now.instant.since(giving.wanted) < PATIENCE);
        gives || self.merging.is_some()
    }

    pub(super) fn is_given(&self, ticket: u32) -> bool {
        self.giving.as_ref().is_some_and(|giving| giving.ticket == Some(ticket))
    }
}

/// Takes in what was read. A door of what few visits need.
#[inline(never)]
pub(super) fn take(chronicle: &mut Chronicle, outcome: Result<Vec<Vec<Entry>>, StoreFailure>, now: Now) {
    let (Some(mut giving), Some(house)) = (chronicle.giving.take(), chronicle.house) else { return };
    giving.ticket = None;
    let read = match outcome {
        Ok(read) => read,
        Err(failure) => {
            let reason = match failure {
                StoreFailure::Failed(reason) | StoreFailure::Absent(reason) => reason,
                StoreFailure::Newer => said(super::writing::NEWER).to_owned(),
                StoreFailure::Full | StoreFailure::Otherwise(_) => String::new(),
            };
            chronicle.given = Some(Err(t!("the browser could not read it: {reason}", reason)));
            return;
        }
    };
    let mut piece = Piece::default();
    if giving.has_begun {
        giving.go_on(&read, &mut piece);
    } else {
        chronicle.begin_to_give(&mut giving, &read, house, &mut piece, now);
    }
    let portion = &giving.portion;
    piece.blocks.retain_mut(|(series, block)| {
        let is_wanted = portion.series.as_ref().is_none_or(|wanted| wanted.contains(series));
        is_wanted && cut(block, portion.from.unwrap_or(0), portion.until.unwrap_or(LATEST))
    });
    piece.is_last = giving.ranges.is_empty();
    if !piece.is_last {
        chronicle.giving = Some(giving);
    }
    chronicle.given = Some(Ok(piece));
}

impl Chronicle {
    /// What is in no block yet comes first: whatever becomes one later has another number.
    fn begin_to_give(&mut self, giving: &mut Giving, read: &[Vec<Entry>], house: House, piece: &mut Piece, now: Now) {
        giving.has_begun = true;
        if self.role == Role::Reads {
            if let Some((_, head)) = read.first().and_then(|head| head.first()) {
                self.seen(head, now);
            }
            piece.blocks.extend(read.get(1).into_iter().flatten().flat_map(|(_, page)| read_page(page)));
        }
        piece.blocks.extend(self.open.blocks());
        let until = now.timestamp.millis().saturating_add(AHEAD).min(giving.portion.until.unwrap_or(LATEST));
        let from = giving.portion.from.unwrap_or(0).min(until);
        piece.gaps = read.get(2).map(|gaps| self.gaps(gaps, (from, until), now)).unwrap_or_default();
        let head = self.head.clone().unwrap_or_default();
        giving.last = head.number;
        giving.ranges = ranges(house, &head, &giving.portion, until.min(LATEST));
    }
}

impl Giving {
    fn go_on(&mut self, read: &[Vec<Entry>], piece: &mut Piece) {
        for (range, entries) in std::mem::take(&mut self.reading).into_iter().zip(read) {
            if let Some((last, _)) = entries.last().filter(|_| entries.len() >= BLOCKS as usize) {
                self.ranges.push_front(Range { from: keys::only(last).until, until: range.until });
            }
            for (key, block) in entries {
                let Some(place) = House::place_of(key) else { continue };
                if place.level == Level::Raw && House::is_after(key, self.last) {
                    continue;
                }
                match Block::read(block) {
                    Some(block) => piece.blocks.push((place.series, block)),
                    None => piece.unreadable += 1,
                }
            }
        }
    }
}

/// Where it is, by time: the least thinned first, so that what is thinned meanwhile is given twice rather than not at all.
fn ranges(house: House, head: &Head, portion: &Portion, until: i64) -> VecDeque<Range> {
    let from = portion.from.unwrap_or(0);
    if let Some(series) = &portion.series {
        let place = |level, stretch| series.iter().map(move |series| Place { level, stretch, series: *series });
        let places = Level::ALL
            .into_iter()
            .flat_map(|level| head.stretches(level, from, until).flat_map(move |stretch| place(level, stretch)));
        let ranges: VecDeque<_> = places.take(MOST_PLACES + 1).map(|place| house.blocks(place, 0, i64::MAX)).collect();
        if ranges.len() <= MOST_PLACES {
            return ranges;
        }
    }
    Level::ALL.into_iter().map(|level| house.since(level, level.stretch_of(from))).collect()
}

/// Leaves what was said from then until then; whether that is anything.
fn cut(block: &mut Block, from: i64, until: i64) -> bool {
    match block {
        Block::Points(points) => {
            points.retain(|point| (from..=until).contains(&point.at));
            !points.is_empty()
        }
        Block::Rows(rows) => {
            rows.retain(|row| row.column.until.millis() >= from && row.column.from.millis() <= until);
            !rows.is_empty()
        }
        Block::Words(words) => {
            words.retain(|word| (from..=until).contains(&word.at));
            !words.is_empty()
        }
    }
}
