//! Questions: what has to be read for them, and their answers.

use super::age::LATE;
use super::block::Block;
use super::chronicle::Role;
use super::head::Head;
use super::keys::{self, House, Place};
use super::open::read_page;
use super::past::{Frame, Past, merged_gaps};
use super::pen::LATEST;
use super::store::{Entry, Scan, StoreFailure, Transaction};
use super::{Answer, Chronicle, Gap, Level, Question, Strand};
use crate::language::{said, t};
use crate::time::{Now, Timestamp};

/// Blocks of one property in one stretch.
const BLOCKS: u32 = 1_024;
const GAPS: u32 = 4_096;
const JOURNAL: u32 = 1_024;
/// Stretches of one level that are read, the latest.
const STRETCHES: u32 = 512;
/// Stretches before the first in which a word is looked for that still holds.
const BEFORE: u32 = 8;

/// Milliseconds after now that are looked at as well.
const AHEAD: i64 = 86_400_000;

/// A question that has no answer yet.
#[derive(Debug)]
pub(super) struct Asked {
    /// Of what is being read.
    ticket: u32,
    question: Question,
    /// Under which numbers each property is kept.
    series: Vec<Vec<u64>>,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// For what another tab has written.
    Looks,
    /// What is in no block yet, and for which of the properties how many scans are made.
    Reads { lately: Vec<(u64, Block)>, scans: Vec<usize> },
}

impl Chronicle {
    /// `devices`: for each series, the ids that its device goes by.
    pub fn ask(&mut self, mut question: Question, devices: &[Vec<String>], now: Now) {
        let possible = |time: Timestamp| Timestamp::from_millis(time.millis().clamp(0, LATEST));
        question.from = question.from.map(possible);
        question.until = possible(question.until).max(question.from.unwrap_or_default());
        self.asked.retain(|asked| asked.question.ticket != question.ticket);
        let of = |(at, series): (usize, &super::Series)| {
            let hash = |device: &str| keys::hash(&[device, &series.property]);
            let mut all = vec![hash(&series.device)];
            for other in devices.get(at).into_iter().flatten().map(|device| hash(device)) {
                if !all.contains(&other) {
                    all.push(other);
                }
            }
            all
        };
        let series: Vec<_> = question.series.iter().take(self.limits.asked).enumerate().map(of).collect();
        let asked = Asked { ticket: 0, question, series, stage: Stage::Looks };
        if self.asked.len() >= self.limits.questions {
            let oldest = self.asked.remove(0);
            self.answer(oldest, &[], Some(t!("too much was asked for at once").to_owned()), now);
        }
        self.look(asked, now);
        self.run_shelf(now);
    }

    pub(super) fn ask_again(&mut self, now: Now) {
        for asked in std::mem::take(&mut self.asked) {
            self.look(Asked { stage: Stage::Looks, ..asked }, now);
        }
    }

    fn look(&mut self, asked: Asked, now: Now) {
        let Some(house) = self.house else { return self.answer(asked, &[], None, now) };
        if self.role == Role::Writes {
            return self.read(asked, Vec::new(), house, now);
        }
        let scans = vec![Scan::first(1, keys::only(&house.head())), Scan::first(JOURNAL, house.journals())];
        let ticket = self.request(Transaction { scans, ..Transaction::default() });
        self.asked.push(Asked { ticket, ..asked });
    }

    fn read(&mut self, asked: Asked, lately: Vec<(u64, Block)>, house: House, now: Now) {
        let (from, until) = (asked.question.from.map_or(0, Timestamp::millis), asked.question.until.millis());
        let head = self.head.clone().unwrap_or_default();
        // Nothing was said later, unless by a clock that was wrong.
        let until = until.min(now.timestamp.millis().max(head.heard).saturating_add(AHEAD));
        let from = from.min(until);
        let as_measured = asked.question.as_measured;
        let mut all = vec![Scan::first(GAPS, house.gaps(until))];
        let mut counts = Vec::new();
        for series in &asked.series {
            let is_at_hand = self.at_hand.iter().any(|past| past.has(series, (from, until), as_measured));
            let before = all.len();
            // What was measured by then may have come later.
            let last = if as_measured { until.saturating_add(LATE) } else { until };
            if !is_at_hand {
                for series in series {
                    scans(house, &head, *series, (from, last), &mut all);
                }
            }
            counts.push(all.len() - before);
        }
        let ticket = self.request(Transaction { scans: all, ..Transaction::default() });
        self.asked.push(Asked { ticket, stage: Stage::Reads { lately, scans: counts }, ..asked });
    }

    pub(super) fn take_read(&mut self, ticket: u32, outcome: Result<Vec<Vec<Entry>>, StoreFailure>, now: Now) {
        let Some(at) = self.asked.iter().position(|asked| asked.ticket == ticket) else { return };
        let mut asked = self.asked.remove(at);
        let Some(house) = self.house else { return };
        let read = match outcome {
            Ok(read) => read,
            Err(StoreFailure::Newer) => {
                self.asked.push(asked);
                return self.go_on_in_memory(said(super::writing::NEWER).to_owned(), now);
            }
            Err(StoreFailure::Absent(reason)) => {
                self.asked.push(asked);
                return self.go_on_in_memory(reason, now);
            }
            Err(StoreFailure::Failed(reason)) => {
                let reason = t!("the browser could not read it: {reason}", reason);
                return self.answer(asked, &[], Some(reason), now);
            }
            Err(StoreFailure::Full | StoreFailure::Otherwise(_)) => {
                return self.answer(asked, &[], Some(t!("the browser could not read it").to_owned()), now);
            }
        };
        match std::mem::replace(&mut asked.stage, Stage::Looks) {
            Stage::Looks => {
                let mut read = read.into_iter();
                let head = read.next().unwrap_or_default();
                if let Some((_, head)) = head.first().filter(|_| self.role == Role::Reads) {
                    self.seen(head, now);
                }
                let journal = read.next().unwrap_or_default();
                let lately = if self.role == Role::Writes {
                    Vec::new()
                } else {
                    journal.iter().flat_map(|(_, page)| read_page(page)).collect()
                };
                self.read(asked, lately, house, now);
            }
            Stage::Reads { lately, scans } => {
                asked.stage = Stage::Reads { lately, scans };
                self.answer(asked, &read, None, now);
            }
        }
    }

    fn answer(&mut self, asked: Asked, read: &[Vec<Entry>], trouble: Option<String>, now: Now) {
        let Asked { question, series, stage, .. } = asked;
        let Question { ticket, from: asked_from, until, columns, as_measured, .. } = question;
        let (lately, counts) = match stage {
            Stage::Looks => (Vec::new(), vec![0; series.len()]),
            Stage::Reads { lately, scans } => (lately, scans),
        };
        let range = (asked_from.map_or(0, Timestamp::millis), until.millis());
        let gaps = read.first().map(|gaps| self.gaps(gaps, range, now)).unwrap_or_default();
        let mut rest = read.iter().skip(1);
        let mut pasts = Vec::new();
        for (series, count) in series.into_iter().zip(counts) {
            let blocks: Vec<_> = rest.by_ref().take(count).flatten().collect();
            let at_hand = self.at_hand.iter().position(|past| count == 0 && past.has(&series, range, as_measured));
            let since = self.lately(&series, &lately, as_measured);
            let past = if let Some(at) = at_hand {
                self.at_hand.remove(at)
            } else {
                let blocks = blocks.into_iter().filter_map(|(_, block)| Block::read(block));
                // What is said from now on is not in blocks before those at hand are forgotten.
                let until = if range.1 >= now.timestamp.millis() { i64::MAX } else { range.1 };
                Past::new(series, (range.0, until), as_measured, blocks, self.limits.looked_at)
            };
            pasts.push((past, since));
        }
        let first = pasts.iter().flat_map(|(past, since)| [past.first(), since.first()]).flatten().min();
        let from = asked_from.map_or(first.unwrap_or(range.1), Timestamp::millis).min(range.1);
        let width = (range.1.saturating_sub(from)) / i64::from(columns.max(1));
        let gaps = merged_gaps(gaps, columns, width);
        let frame = Frame { from, until: range.1, columns, gaps: &gaps };
        let mut strands: Vec<_> = pasts.iter().map(|(past, since)| frame.strand([past, since])).collect();
        strands.resize_with(question.series.len(), Strand::default);
        let has_ages = pasts.iter().any(|(past, since)| past.has_ages || since.has_ages);
        for (past, _) in pasts {
            self.keep_at_hand(past);
        }
        let from = Timestamp::from_millis(from);
        let gaps = gaps.into_iter().filter(|gap| gap.until >= from).collect();
        let trouble = trouble.or_else(|| self.trouble.clone());
        self.answers.push(Answer { ticket, from, until, strands, gaps, has_ages, trouble });
    }

    /// What was said of a property and is in no block yet.
    fn lately(&self, series: &[u64], pages: &[(u64, Block)], as_measured: bool) -> Past {
        let here = series.iter().filter_map(|series| self.open.series(*series));
        let here = here.flat_map(|it| [Block::Points(it.points.all.clone()), Block::Words(it.words.all.clone())]);
        let written = pages.iter().filter(|(of, _)| series.contains(of)).map(|(_, block)| block.clone());
        Past::new(Vec::new(), (0, 0), as_measured, written.chain(here), self.limits.looked_at)
    }

    /// Those on record, and the one that is not over.
    pub(super) fn gaps(&self, entries: &[Entry], (from, until): (i64, i64), now: Now) -> Vec<Gap> {
        let heard = self.head.as_ref().map(|head| head.heard).filter(|heard| *heard > 0);
        let last = heard.filter(|_| self.role == Role::Reads && !self.is_elsewhere(now)).map(|heard| {
            let over = self.live.map_or(now.timestamp.millis(), Timestamp::millis);
            (heard, over)
        });
        let all = entries.iter().filter_map(House::gap_in).chain(last);
        let within = all.filter(|(begin, end)| begin < end && *end >= from && *begin < until);
        let time = Timestamp::from_millis;
        within.map(|(begin, end)| Gap { from: time(begin), until: time(end.min(until)) }).collect()
    }

    fn keep_at_hand(&mut self, past: Past) {
        if self.role != Role::Writes || past.weight() > self.limits.at_hand {
            return;
        }
        self.at_hand.push(past);
        let mut weight: usize = self.at_hand.iter().map(Past::weight).sum();
        while weight > self.limits.at_hand || self.at_hand.len() > self.limits.asked {
            weight -= self.at_hand.remove(0).weight();
        }
    }
}

/// All that has to be read of one property.
fn scans(house: House, head: &Head, series: u64, (from, until): (i64, i64), scans: &mut Vec<Scan>) {
    for level in Level::ALL {
        let place = |stretch| Place { level, stretch, series };
        let oldest = head.oldest[level as usize];
        let first = level.stretch_of(from);
        for stretch in (oldest.max(first.saturating_sub(BEFORE))..=first).filter(|_| from > 0) {
            scans.push(Scan::last(house.blocks(place(stretch), 0, from)));
        }
        let stretches = head.stretches(level, from, until);
        let (start, end) = (*stretches.start(), *stretches.end());
        for stretch in start.max(end.saturating_sub(STRETCHES))..=end {
            scans.push(Scan::first(BLOCKS, house.blocks(place(stretch), from, until.saturating_add(1))));
        }
    }
}
