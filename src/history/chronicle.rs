//! The history of a house: what is recorded of it when, and by whom. Of several tabs that show a house one writes, as long as
//! it lives; the others hold what they hear until they know that it is written.

use std::time::Duration;

use super::asking::Asked;
use super::giving::{Giving, Piece};
use super::head::Head;
use super::keys::{self, House};
use super::limits::{HURRY, LATE, LEASE, PAGES, REST};
use super::merging::{Merged, Merging};
use super::open::Open;
use super::past::Past;
use super::store::{Stored, Transaction};
use super::upkeep::Upkeep;
use super::{Answer, Keeping, Limits, Settings, Shelf};
use crate::device::Value;
use crate::language::t;
use crate::time::{Instant, Now, Timestamp};

#[derive(Debug)]
pub struct Chronicle {
    pub(super) limits: Limits,
    pub(super) settings: Settings,
    /// Tells this tab from others.
    pub(super) own: u64,
    /// In the place of a store that cannot be had.
    pub(super) shelf: Option<Shelf>,
    /// Why not everything is as it should be.
    pub(super) trouble: Option<String>,
    pub(super) house: Option<House>,
    /// As it was last read or written, and its bytes.
    pub(super) head: Option<Head>,
    pub(super) head_bytes: Option<Vec<u8>>,
    pub(super) role: Role,
    /// Since when everything is heard.
    pub(super) live: Option<Timestamp>,
    pub(super) open: Open,
    pub(super) under_way: Option<UnderWay>,
    /// Nothing more is to be written after what is heard already.
    pub(super) ends: bool,
    /// Everything is to be deleted.
    pub(super) clears: bool,
    /// Pages of the journal since blocks were made.
    pub(super) pages: u32,
    pub(super) due: Option<Instant>,
    pub(super) upkeep: Upkeep,
    pub(super) asked: Vec<Asked>,
    pub(super) at_hand: Vec<Past>,
    pub(super) giving: Option<Box<Giving>>,
    pub(super) given: Option<Result<Piece, String>>,
    pub(super) merging: Option<Box<Merging>>,
    pub(super) merged: Option<Result<Merged, String>>,
    pub(super) requests: Vec<Transaction>,
    pub(super) answers: Vec<Answer>,
    pub(super) tickets: u32,
}

/// What this tab does with the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Reads,
    Writes,
}

/// A change to the store that has not been answered; there is one at a time.
#[derive(Debug)]
pub(super) struct UnderWay {
    pub(super) ticket: u32,
    pub(super) step: Step,
    /// As it will be.
    pub(super) head: Head,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To be the one who writes.
    Begin,
    Write,
    /// The last before somebody else may.
    End,
    LookForOld,
    Thin,
    /// What is there where something comes from outside.
    LookToMerge,
    Merge,
    Clear,
}

impl Chronicle {
    /// `own` is another number than that of every other tab.
    #[must_use]
    pub fn new(limits: Limits, own: u64) -> Self {
        Self {
            limits,
            settings: Settings::default(),
            own: own.max(1),
            shelf: None,
            trouble: None,
            house: None,
            head: None,
            head_bytes: None,
            role: Role::Reads,
            live: None,
            open: Open::default(),
            under_way: None,
            ends: false,
            clears: false,
            pages: 0,
            due: None,
            upkeep: Upkeep::default(),
            asked: Vec::new(),
            at_hand: Vec::new(),
            giving: None,
            given: None,
            merging: None,
            merged: None,
            requests: Vec::new(),
            answers: Vec::new(),
            tickets: 0,
        }
    }

    /// From now on this house is heard. What another one said is written first.
    pub fn enter(&mut self, name: &str, now: Now) {
        let house = Some(House::named(name));
        if self.house == house {
            return;
        }
        self.lost(now);
        if let Some(UnderWay { step, head, .. }) = self.under_way.take()
            && self.role == Role::Writes
            && matches!(step, Step::Write | Step::LookForOld | Step::Thin | Step::LookToMerge | Step::Merge)
        {
            // What came of it will not be waited for, and is likely to be good.
            if !matches!(step, Step::LookForOld | Step::LookToMerge) {
                self.head_bytes = Some(head.written());
                self.head = Some(head);
            }
            if step == Step::Write {
                self.open.sent_is_kept();
            }
            self.write(Step::End, now);
        }
        self.under_way = None;
        (self.head, self.head_bytes, self.role) = (None, None, Role::Reads);
        (self.house, self.ends, self.pages) = (house, false, 0);
        self.open.clear();
        self.at_hand.clear();
        self.asked.clear();
        self.leave_off();
        self.run_shelf(now);
    }

    /// Whatever is carried out or in belongs to the house that was.
    fn leave_off(&mut self) {
        if self.giving.take().is_some() {
            self.given = Some(Err(t!("another broker or user is signed in now").to_owned()));
        }
        if self.merging.take().is_some() {
            self.merged = Some(Err(t!("another broker or user is signed in now").to_owned()));
        }
    }

    /// From now on everything that the house says is heard.
    pub fn live(&mut self, now: Now) {
        if self.live.is_none() && self.settings.records {
            self.live = Some(now.timestamp);
            self.ends = false;
            self.open.interrupt();
            self.step(now);
        }
    }

    /// Nobody listens any more.
    pub fn lost(&mut self, now: Now) {
        if self.live.take().is_some() {
            self.due = None;
            self.ends = self.role == Role::Writes;
            self.step(now);
        }
    }

    /// Another message is read.
    pub fn next_message(&mut self) {
        self.open.next_message();
    }

    /// A property said this just now. `measured`: when that was, if the device says so.
    pub fn note(&mut self, device: &str, property: &str, value: &Value, measured: Option<Timestamp>, now: Now) {
        if self.live.is_none() || self.house.is_none() {
            return;
        }
        let at = now.timestamp.millis().clamp(0, super::pen::LATEST);
        let age = super::age(measured.map(Timestamp::millis), at);
        self.open.note(keys::hash(&[device, property]), (at, age), value, &self.limits);
        if self.open.has_unwritten() && self.due.is_none() {
            self.due = Some(now.instant + REST);
        }
        if self.open.is_crowded(&self.limits) {
            self.hurry(now);
        }
    }

    /// Makes blocks of what is held soon, if there is somewhere to put them.
    fn hurry(&mut self, now: Now) {
        let soon = now.instant + HURRY;
        let has_place = self.shelf.is_some() || self.trouble.is_none();
        if self.role == Role::Writes && has_place && self.due.is_none_or(|due| due > soon) {
            (self.pages, self.due) = (PAGES, Some(soon));
        }
    }

    pub fn set(&mut self, settings: Settings, is_live: bool, now: Now) {
        self.settings = settings;
        self.upkeep.hurry();
        match (settings.records, is_live) {
            (true, true) => self.live(now),
            (false, _) => self.lost(now),
            (true, false) => {}
        }
    }

    /// Deletes all that is kept of this house and others.
    pub fn delete_all(&mut self, now: Now) {
        self.clears = true;
        self.begin_anew(now);
        self.at_hand.clear();
        self.step(now);
    }

    /// What was kept is gone, and what was heard of it.
    pub(super) fn begin_anew(&mut self, now: Now) {
        self.open.clear();
        self.live = self.live.map(|_| now.timestamp);
    }

    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.due.filter(|_| self.under_way.is_none())
    }

    pub fn handle_timeout(&mut self, now: Now) {
        if self.deadline().is_some_and(|due| due <= now.instant) {
            self.due = None;
            self.step(now);
        }
    }

    /// Whether this is the tab that writes.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.role == Role::Writes
    }

    /// What the store is asked for, in this order.
    pub fn take_requests(&mut self) -> Vec<Transaction> {
        std::mem::take(&mut self.requests)
    }

    pub fn take_answers(&mut self) -> Vec<Answer> {
        std::mem::take(&mut self.answers)
    }

    /// What the store has answered.
    pub fn handle_stored(&mut self, stored: Stored, now: Now) {
        self.take(stored, now);
        self.run_shelf(now);
    }

    /// Values that are in no block yet, and those that there was no room for.
    #[must_use]
    pub fn held(&self) -> (usize, u64) {
        (self.open.held(), self.open.discarded())
    }

    /// Properties of which something is held, and values of those that there is no room for.
    #[must_use]
    pub fn recorded(&self) -> (usize, u64) {
        self.open.recorded()
    }

    /// How much is kept, and whether it is.
    #[must_use]
    pub fn keeping(&self, now: Now) -> Keeping {
        let head = self.head.as_ref();
        let usage = head.map(|head| head.usage).unwrap_or_default();
        Keeping {
            bytes: usage.bytes,
            values: usage.values,
            oldest: head.and_then(Head::begin).map(Timestamp::from_millis),
            held: self.open.unwritten() as u64,
            lost: self.open.discarded() + self.open.recorded().1,
            is_elsewhere: self.is_elsewhere(now),
            in_memory: self.shelf.is_some(),
            trouble: self.trouble.clone(),
        }
    }

    /// Whether another tab writes.
    pub(super) fn is_elsewhere(&self, now: Now) -> bool {
        // Whether it still does is seen only after its time is over.
        let left = self.left_to_another(now);
        self.role == Role::Reads && left.is_some_and(|left| (-LATE..=LEASE).contains(&left))
    }

    /// For how long another tab writes still.
    pub(super) fn lease_of_another(&self, now: Now) -> Option<Duration> {
        // A lease that is too long was given by a clock that was wrong.
        let left = self.left_to_another(now).filter(|left| (1..=LEASE).contains(left))?;
        Some(Duration::from_millis(left.unsigned_abs()))
    }

    fn left_to_another(&self, now: Now) -> Option<i64> {
        let head = self.head.as_ref().filter(|head| head.writer != self.own && head.writer != 0)?;
        Some(head.lease.saturating_sub(now.timestamp.millis()))
    }

    /// Bytes that may be kept.
    pub(super) fn room(&self) -> u64 {
        let wanted = u64::from(self.settings.megabytes) * 1_000_000;
        if self.shelf.is_some() { wanted.min(self.limits.in_memory) } else { wanted }
    }
}
