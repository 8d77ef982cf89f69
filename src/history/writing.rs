//! Writing: who does, what, and what comes of it. One change to the store is under way at a time.

use std::time::Duration;

use super::block::Block;
use super::chronicle::{Chronicle, Role, Step, UnderWay};
use super::head::{Found, Head, Usage};
use super::keys::{self, House};
use super::limits::{LATER, LEASE, PAGES, REST};
use super::store::{Entry, Scan, StoreFailure, Stored, Transaction};
use super::{Level, Shelf};
use super::{giving, merging, open};
use crate::language::{said, t, word};
use crate::time::Now;

/// Pages of a journal that are read.
const JOURNAL: u32 = 1_024;

const FULL: &str = word!(
    "the disk is full. What is heard from now on is kept in memory, as far as that goes, until there is \
                    room"
);
pub(super) const NEWER: &str = word!(
    "a newer version of this page has kept the history of this browser. It is left as it is; \
                                what is heard now is kept in memory until this page is closed. Load the page anew to \
                                get its newer version"
);

impl Chronicle {
    /// Does what is next, if nothing is under way.
    pub(super) fn step(&mut self, now: Now) {
        if self.under_way.is_none() {
            if std::mem::take(&mut self.clears) {
                let clear = Transaction { deletes: vec![keys::everything()], ..Transaction::default() };
                self.send(Step::Clear, Head::default(), clear);
            } else if self.house.is_some() {
                let is_due = self.role == Role::Writes && self.due.is_some_and(|due| due <= now.instant);
                match self.role {
                    _ if self.merging.is_some() && !self.ends && !is_due => merging::look(self),
                    Role::Writes => {
                        self.due = None;
                        self.write(if self.ends { Step::End } else { Step::Write }, now);
                    }
                    Role::Reads if self.live.is_some() => self.begin(now),
                    Role::Reads => {}
                }
            }
        }
        self.run_shelf(now);
    }

    /// Tries to be the one who writes, and reads what others have left in the journal.
    fn begin(&mut self, now: Now) {
        if let Some(left) = self.lease_of_another(now) {
            let spread = Duration::from_millis(self.own % 1_000);
            self.due = self.open.has_unwritten().then(|| now.instant + left + spread + Duration::from_millis(500));
            return;
        }
        let (Some(house), Some(since)) = (self.house, self.live) else { return };
        let (since, at) = (since.millis(), now.timestamp.millis());
        let known = self.head.clone().unwrap_or_default();
        let before = known.heard;
        let mut head = Head { writer: self.own, lease: at.saturating_add(LEASE), ..known };
        // A clock that was set back tells of no gap.
        head.heard = if before > at { since } else { before.max(since) };
        // Of what was heard before, this browser may know only what was brought to it.
        let before = if head.began == 0 { head.brought } else { before };
        if head.began == 0 {
            head.began = since;
        }
        let mut begin = self.guarded(&head, house);
        if before > 0 && before < since {
            begin.puts.push((house.gap(before), since.to_be_bytes().to_vec()));
        }
        begin.scans.push(Scan::first(JOURNAL, house.journals()));
        self.send(Step::Begin, head, begin);
    }

    pub(super) fn write(&mut self, step: Step, now: Now) {
        let Some(house) = self.house else { return };
        let at = now.timestamp.millis();
        let mut head = self.head.clone().unwrap_or_default();
        let mut write = Transaction::default();
        self.pages += 1;
        let page = if self.pages > PAGES {
            self.pages = 0;
            head.usage = head.usage.without(head.journal);
            head.journal = Usage::default();
            write.deletes.push(house.journals());
            let is_crowded = self.open.is_crowded(&self.limits);
            let (sealed, page) = self.open.seal(at, is_crowded);
            for block in sealed {
                let stretch = Level::Raw.stretch_of(block.at);
                let place = keys::Place { level: Level::Raw, stretch, series: block.series };
                let key = house.block(place, block.at, head.next_number());
                head.note(Level::Raw, stretch);
                head.usage = head.usage.and(Usage::of(&key, &block.bytes, block.values));
                write.puts.push((key, block.bytes));
            }
            page
        } else {
            self.open.page()
        };
        if let Some((page, values)) = page {
            let key = house.journal(head.next_number());
            let usage = Usage::of(&key, &page, values);
            (head.usage, head.journal) = (head.usage.and(usage), head.journal.and(usage));
            write.puts.push((key, page));
        }
        (head.writer, head.lease) = match step {
            Step::End => (0, 0),
            _ => (self.own, at.saturating_add(LEASE)),
        };
        head.heard = at;
        let guarded = self.guarded(&head, house);
        write.guard = guarded.guard;
        write.puts.extend(guarded.puts);
        self.send(step, head, write);
    }

    /// Changes the head if it is as it was.
    pub(super) fn guarded(&self, head: &Head, house: House) -> Transaction {
        let key = house.head();
        let puts = vec![(key.clone(), head.written())];
        Transaction { guard: Some((key, self.head_bytes.clone())), puts, ..Transaction::default() }
    }

    pub(super) fn send(&mut self, step: Step, head: Head, transaction: Transaction) {
        let ticket = self.request(transaction);
        self.under_way = Some(UnderWay { ticket, step, head });
    }

    pub(super) fn request(&mut self, transaction: Transaction) -> u32 {
        self.tickets = self.tickets.wrapping_add(1);
        self.requests.push(Transaction { ticket: self.tickets, ..transaction });
        self.tickets
    }

    pub(super) fn run_shelf(&mut self, now: Now) {
        while let Some(shelf) = &mut self.shelf
            && !self.requests.is_empty()
        {
            let stored = shelf.perform(self.requests.remove(0));
            self.take(stored, now);
        }
    }

    pub(super) fn take(&mut self, stored: Stored, now: Now) {
        let Stored { ticket, outcome } = stored;
        match self.under_way.take_if(|it| it.ticket == ticket) {
            Some(UnderWay { step, head, .. }) => match outcome {
                Ok(read) => self.done(step, head, read, now),
                Err(failure) => self.failed(step, failure, now),
            },
            None if self.is_given(ticket) => giving::take(self, outcome, now),
            None => self.take_read(ticket, outcome, now),
        }
    }

    fn done(&mut self, step: Step, head: Head, read: Vec<Vec<Entry>>, now: Now) {
        let reads = matches!(step, Step::LookForOld | Step::LookToMerge);
        if self.shelf.is_none() && !reads {
            self.trouble = None;
        }
        if !reads && step != Step::Clear {
            self.head_bytes = Some(head.written());
        }
        match step {
            Step::Begin => {
                let before = self.head.replace(head).map(|before| before.heard);
                self.role = Role::Writes;
                let pages = read.into_iter().flatten().flat_map(|(_, page)| open::read_page(&page));
                let pages: Vec<(u64, Block)> = pages.collect();
                self.open.hand_over(before.filter(|before| *before <= now.timestamp.millis()).unwrap_or(i64::MIN));
                self.open.take_over(pages, &self.limits);
                self.pages = PAGES;
                self.after_step(now);
            }
            Step::Write => {
                self.head = Some(head);
                self.open.sent_is_kept();
                if self.pages == 0 {
                    // What was read before has not what is in blocks since.
                    self.at_hand.clear();
                }
                self.look_for_old(now);
                self.after_step(now);
            }
            Step::End => {
                self.head = Some(head);
                self.open.sent_is_kept();
                self.open.hand_over(i64::MIN);
                (self.role, self.ends) = (Role::Reads, false);
                self.after_step(now);
            }
            Step::LookForOld => {
                self.thin_old(&read, now);
                self.after_step(now);
            }
            Step::Thin => {
                self.head = Some(head);
                self.at_hand.clear();
                self.after_step(now);
            }
            Step::LookToMerge => {
                merging::put(self, &read, now);
                self.after_step(now);
            }
            Step::Merge => {
                self.head = Some(head);
                self.at_hand.clear();
                merging::go_on(self);
                self.after_step(now);
            }
            Step::Clear => {
                (self.head, self.head_bytes, self.role) = (None, None, Role::Reads);
                self.after_step(now);
            }
        }
    }

    /// What comes next has waited for this.
    fn after_step(&mut self, now: Now) {
        if self.under_way.is_some() {
            return;
        }
        if self.ends || self.clears || self.merging.is_some() || (self.role == Role::Reads && self.live.is_some()) {
            return self.step(now);
        }
        let due = self.due.unwrap_or(now.instant + REST);
        self.due = (self.live.is_some() && self.open.has_unwritten()).then_some(due);
    }

    fn failed(&mut self, step: Step, failure: StoreFailure, now: Now) {
        if matches!(step, Step::Write | Step::End) {
            self.open.sent_is_lost();
        }
        if step == Step::Begin || step == Step::End {
            (self.role, self.ends) = (Role::Reads, false);
        }
        if matches!(step, Step::LookToMerge | Step::Merge) {
            merging::fail(self, &failure);
        }
        let wait = match failure {
            StoreFailure::Otherwise(found) => {
                let is_first = self.head_bytes.is_none();
                self.learn(found, now);
                if is_first { Duration::ZERO } else { Duration::from_secs(1) }
            }
            StoreFailure::Full => {
                self.trouble = Some(said(FULL).to_owned());
                LATER
            }
            StoreFailure::Failed(reason) => {
                self.trouble = Some(t!("the browser could not keep it: {reason}", reason));
                LATER
            }
            StoreFailure::Newer => return self.go_on_in_memory(said(NEWER).to_owned(), now),
            StoreFailure::Absent(reason) => return self.go_on_in_memory(reason, now),
        };
        if self.clears || self.merging.is_some() || (wait.is_zero() && self.live.is_some()) {
            return self.step(now);
        }
        self.due = self.live.is_some().then(|| now.instant + wait);
    }

    /// Somebody else has written since.
    fn learn(&mut self, found: Option<Vec<u8>>, now: Now) {
        let was_deleted = found.is_none();
        self.role = Role::Reads;
        self.ends = false;
        self.at_hand.clear();
        self.head = match found.as_deref().map(Head::read) {
            Some(Found::Head(head)) => Some(head),
            Some(Found::Newer) => return self.go_on_in_memory(said(NEWER).to_owned(), now),
            Some(Found::Nonsense) | None => None,
        };
        self.head_bytes = found;
        if was_deleted {
            // Whoever deletes everything means this as well.
            self.begin_anew(now);
        } else {
            self.leave_to_another(now);
        }
    }

    pub(super) fn go_on_in_memory(&mut self, reason: String, now: Now) {
        self.trouble = Some(reason);
        if self.shelf.is_none() {
            self.shelf = Some(Shelf::default());
            self.requests.clear();
            (self.head, self.head_bytes, self.role) = (None, None, Role::Reads);
            (self.under_way, self.ends) = (None, false);
            self.open.disown();
            self.ask_again(now);
            self.step(now);
        }
    }

    /// What another tab has written; to be the one who writes, its very bytes have to be known.
    pub(super) fn seen(&mut self, bytes: &[u8], now: Now) {
        let Found::Head(head) = Head::read(bytes) else { return };
        self.head_bytes = Some(bytes.to_vec());
        self.head = Some(head);
        self.leave_to_another(now);
    }

    /// What another tab has written need not be held here.
    fn leave_to_another(&mut self, now: Now) {
        let known = self.head.as_ref().filter(|head| head.heard <= now.timestamp.millis());
        let of_another = known.filter(|head| head.writer != self.own && head.writer != 0);
        self.open.hand_over(of_another.map_or(i64::MIN, |head| head.heard));
    }
}
