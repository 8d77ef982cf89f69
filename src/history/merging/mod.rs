//! Taking in what was given out, here or elsewhere: nothing twice, and nothing that is kept is changed.

mod group;
mod kept;
mod work;

use std::collections::VecDeque;

use super::block::Block;
use super::chronicle::{Role, Step};
use super::head::{Found, Head};
use super::keys;
use super::open::read_page;
use super::store::{Entry, Scan, StoreFailure, Transaction};
use super::{Chronicle, Gap};
use crate::language::{said, t};
use crate::time::{Now, Timestamp};

use group::{Group, grouped};
use kept::Kept;
use work::Work;

/// Blocks that are looked at in one place. What has more is said too often to be of use.
const BLOCKS: u32 = 1_024;
/// Places that are looked at together.
const PLACES: usize = 512;
const JOURNAL: u32 = 1_024;
const GAPS: u32 = 4_096;
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
