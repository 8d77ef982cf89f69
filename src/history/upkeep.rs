//! What is old is thinned, and what is too old or too much goes: a little at a time, after something was written.

use super::block::{Block, Short};
use super::chronicle::Step;
use super::head::{Head, Usage};
use super::keys::{self, House, Place};
use super::store::{Entry, Range, Scan, Transaction};
use super::{Chronicle, Column, Level, thin};
use crate::time::{Instant, Now};
use std::time::Duration;

/// Entries that are looked at at a time.
const ENTRIES: u32 = 256;
const DAY: i64 = 86_400_000;
/// Until then everything is kept as it was said.
const RAW: i64 = DAY;
/// Until then its minutes are.
const MINUTES: i64 = 31 * DAY;
/// The same where there is no room.
const FEWER_MINUTES: i64 = 2 * DAY;
/// When nothing was found to be old, it is looked for again after that.
const PAUSE: Duration = Duration::from_mins(10);
/// The wall clock has to agree with the other one for so long before anything is deleted for its age.
const STEADY: Duration = Duration::from_mins(1);
/// How far they may be apart.
const AGREE: i64 = 10_000;

#[derive(Debug, Default)]
pub(super) struct Upkeep {
    /// Since when the wall clock goes as it should, by both clocks.
    steady: Option<Now>,
    next: Option<Instant>,
    looks_for: Vec<Job>,
}

/// Something to be done with what a scan finds.
#[derive(Clone, Copy, Debug)]
enum Job {
    /// In minutes, or hours.
    Thin(Level),
    Drop(Level),
    DropGaps,
}

impl Upkeep {
    /// Other limits hold now.
    pub(super) fn hurry(&mut self) {
        self.next = None;
    }

    fn is_due(&mut self, now: Now) -> bool {
        let steady = *self.steady.get_or_insert(now);
        let passed = i64::try_from(now.instant.since(steady.instant).as_millis()).unwrap_or(i64::MAX);
        let expected = steady.timestamp.millis().saturating_add(passed);
        if now.timestamp.millis().abs_diff(expected) > AGREE.unsigned_abs() {
            self.steady = Some(now);
            return false;
        }
        now.instant.since(steady.instant) >= STEADY && self.next.is_none_or(|next| next <= now.instant)
    }
}

impl Chronicle {
    pub(super) fn look_for_old(&mut self, now: Now) {
        let (Some(house), Some(head)) = (self.house, &self.head) else { return };
        if self.is_carrying(now) || !self.upkeep.is_due(now) {
            return;
        }
        let at = now.timestamp.millis();
        let age = i64::from(self.settings.days.max(1)) * DAY;
        let older = |level: Level, age: i64| house.before(level, level.stretch_of(at.saturating_sub(age)));
        let mut jobs = vec![(Job::DropGaps, house.gaps(at.saturating_sub(age)))];
        jobs.extend(Level::ALL.map(|level| (Job::Drop(level), older(level, age))));
        jobs.push((Job::Thin(Level::Raw), older(Level::Raw, RAW)));
        jobs.push((Job::Thin(Level::Minutes), older(Level::Minutes, MINUTES)));
        if head.usage.bytes > self.room() {
            jobs.push((Job::Thin(Level::Minutes), older(Level::Minutes, FEWER_MINUTES)));
            let oldest_first = [Level::Hours, Level::Minutes, Level::Raw];
            jobs.extend(oldest_first.map(|level| (Job::Drop(level), house.all(level))));
        }
        let (jobs, ranges): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
        let scans = ranges.into_iter().map(|range| Scan::first(ENTRIES, range)).collect();
        self.upkeep.looks_for = jobs;
        self.send(Step::LookForOld, Head::default(), Transaction { scans, ..Transaction::default() });
    }

    pub(super) fn thin_old(&mut self, found: &[Vec<Entry>], now: Now) {
        let (Some(house), Some(head)) = (self.house, self.head.clone()) else { return };
        let jobs = std::mem::take(&mut self.upkeep.looks_for);
        let Some((job, entries)) = jobs.into_iter().zip(found).find(|(_, entries)| !entries.is_empty()) else {
            self.upkeep.next = Some(now.instant + PAUSE);
            return;
        };
        let mut work = Work { house, head, deletes: Vec::new(), puts: Vec::new() };
        match job {
            Job::Thin(level) => work.thin(level, entries),
            Job::Drop(level) => work.drop(level, entries),
            Job::DropGaps => work.delete(entries),
        }
        let Work { head, deletes, puts, .. } = work;
        let mut thin = self.guarded(&head, house);
        thin.deletes = deletes;
        thin.puts.extend(puts);
        self.send(Step::Thin, head, thin);
    }
}

struct Work {
    house: House,
    head: Head,
    deletes: Vec<Range>,
    puts: Vec<Entry>,
}

impl Work {
    fn thin(&mut self, level: Level, entries: &[Entry]) {
        let place = |entry: &Entry| House::place_of(&entry.0);
        let mut groups: Vec<_> = entries.chunk_by(|one, other| place(one) == place(other)).collect();
        // The last may not be whole.
        if entries.len() >= ENTRIES as usize && groups.len() > 1 {
            groups.pop();
        }
        for group in groups {
            if let Some(place) = group.first().and_then(place) {
                self.thin_group(place, group);
            }
            self.delete(group);
        }
        self.next_is_after(level, entries);
    }

    fn thin_group(&mut self, place: Place, group: &[Entry]) {
        let (level, minutes) = match place.level {
            Level::Raw => (Level::Minutes, 60_000),
            Level::Minutes | Level::Hours => (Level::Hours, 3_600_000),
        };
        let (mut rows, mut words) = (Vec::new(), Vec::new());
        // What cannot be read is of no use to anybody.
        for block in group.iter().filter_map(|(_, block)| Block::read(block)) {
            match block {
                Block::Points(points) => {
                    rows.extend(points.into_iter().map(|point| Short { column: Column::of(point), age: point.age }));
                }
                Block::Rows(more) => rows.extend(more),
                Block::Words(more) => words.extend(more),
            }
        }
        let rows = thin::rows(rows, minutes);
        if let Some(first) = rows.first() {
            self.keep(level, place.series, first.column.from.millis(), &Block::of_rows(&rows), rows.len());
        }
        let words = thin::words(words, minutes);
        if let Some(first) = words.first() {
            self.keep(level, place.series, first.at, &Block::of_words(&words), words.len());
        }
    }

    fn keep(&mut self, level: Level, series: u64, at: i64, block: &[u8], values: usize) {
        let stretch = level.stretch_of(at);
        let key = self.house.block(keys::Place { level, stretch, series }, at, self.head.next_number());
        self.head.note(level, stretch);
        self.head.usage = self.head.usage.and(Usage::of(&key, block, values));
        self.puts.push((key, block.to_vec()));
    }

    fn drop(&mut self, level: Level, entries: &[Entry]) {
        self.delete(entries);
        self.next_is_after(level, entries);
    }

    /// The entries follow each other.
    fn delete(&mut self, entries: &[Entry]) {
        let (Some((first, _)), Some((last, _))) = (entries.first(), entries.last()) else { return };
        self.deletes.push(Range { from: first.clone(), until: keys::only(last).until });
        for (key, value) in entries {
            let values = House::place_of(key).map_or(0, |_| Block::count(value) as usize);
            self.head.usage = self.head.usage.without(Usage::of(key, value, values));
        }
    }

    fn next_is_after(&mut self, level: Level, entries: &[Entry]) {
        if let Some(last) = entries.last().and_then(|(key, _)| House::place_of(key)) {
            self.head.oldest[level as usize] = last.stretch;
        }
    }
}
