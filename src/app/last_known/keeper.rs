//! Keeps what was said last on each topic, within limits, and writes to the store what has changed: much at once, seldom, and
//! only as long as nobody else has written.

use std::time::Duration;

use super::page::{self, Found, Head, Said};
use crate::app::Credentials;
use crate::app::limits::LastKnownLimits;
use crate::dialect;
use crate::history::{Entry, Range, Scan, StoreFailure, Stored, Transaction, Which, hash};
use crate::language::t;
use crate::mqtt::Message;
use crate::order::{by_number, by_text};
use crate::table::Table;
use crate::time::{Instant, Now, Timestamp};

/// What has changed is written so often.
const REST: Duration = Duration::from_secs(30);
/// The first time is sooner.
const FIRST: Duration = Duration::from_secs(10);
/// After so long something that failed is tried again.
const LATER: Duration = Duration::from_mins(1);
/// All topics are written on so many pages, one for each number of a byte, so that a change of one takes a short one with it.
const PAGES: usize = 256;
/// Bytes that a topic takes beside its own and those of what was said.
const BESIDE: usize = 32;
const DAY: i64 = 86_400_000;

const HEAD: u8 = 0;
const PAGE: u8 = 1;

/// A broker, for a user who listens to certain topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct House {
    key: u64,
    listens: u64,
}

#[derive(Debug)]
pub(super) struct Keeper {
    pub(super) limits: LastKnownLimits,
    /// Tells this tab from others.
    own: u64,
    /// `None` while nothing is kept.
    house: Option<House>,
    said: Table<String, Said>,
    /// Of all that was said.
    bytes: usize,
    discarded: u64,
    /// Which pages the store has otherwise, or not at all.
    changed: Vec<bool>,
    /// What is in the store as a head, as far as that is known.
    head: Option<Vec<u8>>,
    /// This tab has written all that is in the store.
    is_own: bool,
    under_way: Option<UnderWay>,
    tickets: u32,
    due: Option<Instant>,
    requests: Vec<Transaction>,
    trouble: Option<String>,
    /// There is no store, or it is not ours to write.
    is_stuck: bool,
}

/// Something that the store was asked for and has not answered; there is one at a time.
#[derive(Debug)]
enum UnderWay {
    Read(u32),
    /// These pages.
    Write(u32, Vec<bool>),
}

impl House {
    pub(super) fn of(Credentials { url, username, topics, .. }: &Credentials) -> Self {
        let prefixes = topics.discovery_prefixes.iter().map(String::as_str);
        let listens: Vec<_> = prefixes.chain(["#"]).chain(topics.subscribe.iter().map(String::as_str)).collect();
        Self { key: hash(&[url, username]), listens: hash(&listens) }
    }

    fn name(self, kind: &[u8]) -> Vec<u8> {
        [&self.key.to_be_bytes(), kind].concat()
    }

    fn all(self) -> Range {
        Range { from: self.name(&[]), until: self.name(&[0xff]) }
    }
}

impl Keeper {
    /// `own` is another number than that of every other tab.
    pub(super) fn new(limits: LastKnownLimits, own: u64) -> Self {
        Self {
            limits,
            own,
            house: None,
            said: Table::default(),
            bytes: 0,
            discarded: 0,
            changed: vec![false; PAGES],
            head: None,
            is_own: false,
            under_way: None,
            tickets: 0,
            due: None,
            requests: Vec::new(),
            trouble: None,
            is_stuck: false,
        }
    }

    /// From now on what this house says is kept. If it is `recalled`, the store is asked what was kept of it.
    pub(super) fn enter(&mut self, house: Option<House>, recalled: bool) {
        if self.house == house {
            return;
        }
        self.clear();
        self.house = house;
        if let Some(house) = house.filter(|_| recalled) {
            let limit = u32::try_from(PAGES + 1).unwrap_or(u32::MAX);
            let scans = vec![Scan { range: house.all(), which: Which::First(limit) }];
            let ticket = self.request(Transaction { scans, ..Transaction::default() });
            self.under_way = Some(UnderWay::Read(ticket));
        }
    }

    pub(super) fn keeps(&self) -> bool {
        self.house.is_some() && !self.is_stuck
    }

    /// Forgets what was kept of a house, here and in the store.
    pub(super) fn forget(&mut self, house: House) {
        self.clear();
        self.house = None;
        self.request(Transaction { deletes: vec![house.all()], ..Transaction::default() });
    }

    /// The same for every house; what is said from now on is kept.
    pub(super) fn forget_all(&mut self) {
        self.clear();
        let everything = Range { from: Vec::new(), until: vec![0xff; 32] };
        self.request(Transaction { deletes: vec![everything], ..Transaction::default() });
    }

    /// Keeps what somebody has understood; nothing where nothing is said any more.
    pub(super) fn note(&mut self, message: &Message, now: Now) {
        if !self.keeps() {
            return;
        }
        let is_full = self.said.len() >= self.limits.topics;
        let known = self.said.get_mut(&message.topic);
        let before = known.as_ref().map_or(0, |said| size(&message.topic, said));
        let after = message.topic.len() + message.payload.len() + BESIDE;
        let is_too_much =
            message.payload.len() > self.limits.message || self.bytes - before + after > self.limits.bytes;
        if message.payload.is_empty() {
            self.remove(&message.topic, now.instant);
        } else if is_too_much || (before == 0 && is_full) {
            self.discarded += 1;
            self.remove(&message.topic, now.instant);
        } else {
            self.bytes = self.bytes - before + after;
            let at = now.timestamp;
            if let Some(said) = known {
                said.payload.clear();
                said.payload.extend_from_slice(&message.payload);
                (said.at, said.is_copy, said.is_stored) = (at, message.retain, said.is_stored || message.retain);
            } else {
                let (payload, is_copy) = (message.payload.to_vec(), message.retain);
                self.said.insert(message.topic.clone(), Said { payload, at, is_copy, is_stored: is_copy });
            }
            self.change(&message.topic, now.instant);
        }
    }

    /// Keeps what was kept before, unless something was said there since. Says whether it does.
    pub(super) fn keep(&mut self, topic: &str, said: &Said) -> bool {
        let after = self.bytes + size(topic, said);
        if self.said.contains_key(topic) || after > self.limits.bytes || self.said.len() >= self.limits.topics {
            return false;
        }
        self.bytes = after;
        self.said.insert(topic.to_owned(), said.clone());
        true
    }

    pub(super) fn remove(&mut self, topic: &str, now: Instant) {
        if let Some(said) = self.said.remove(topic) {
            self.bytes -= size(topic, &said);
            self.change(topic, now);
        }
    }

    /// What is written of this topic is to be written anew.
    pub(super) fn change(&mut self, topic: &str, now: Instant) {
        if self.keeps() {
            self.changed[page_of(topic)] = true;
            self.due.get_or_insert(now + if self.is_own { REST } else { FIRST });
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.due.filter(|_| self.under_way.is_none())
    }

    pub(super) fn is_due(&mut self, now: Instant) -> bool {
        self.deadline().is_some_and(|due| due <= now) && self.due.take().is_some()
    }

    /// Another tab writes; this one looks again whether it still does.
    pub(super) fn look_later(&mut self, now: Instant) {
        self.due = Some(now + REST);
    }

    /// Whether anything is to be written, and can be.
    pub(super) fn has_changed(&self) -> bool {
        self.keeps() && self.under_way.is_none() && self.changed.contains(&true)
    }

    /// Writes what has changed, but for what is said on topics that are `secret`; everything if somebody else has written.
    pub(super) fn write(&mut self, secret: &dyn Fn(&str, &[u8]) -> bool) {
        let Some(house) = self.house.filter(|_| self.has_changed()) else { return };
        self.due = None;
        let mut write = Transaction::default();
        if !self.is_own {
            self.changed.fill(true);
            write.deletes.push(house.all());
        }
        let mut pages = vec![Vec::new(); PAGES];
        for (topic, said) in &self.said {
            let number = page_of(topic);
            // What is no text nobody understands.
            if let Ok(text) = str::from_utf8(&said.payload)
                && self.changed[number]
                && !secret(topic, &said.payload)
            {
                page::write(&mut pages[number], topic, said, dialect::mask_said(topic, text).as_bytes());
            }
        }
        for ((number, page), _) in (0..=u8::MAX).zip(pages).zip(&self.changed).filter(|(_, changed)| **changed) {
            let key = house.name(&[PAGE, number]);
            if !page.is_empty() {
                write.puts.push((key, page));
            } else if self.is_own {
                write.deletes.push(Range { until: [&*key, &[0]].concat(), from: key });
            }
        }
        let head = Head { writer: self.own, listens: house.listens }.written();
        write.guard = Some((house.name(&[HEAD]), self.head.clone()));
        write.puts.push((house.name(&[HEAD]), head));
        let ticket = self.request(write);
        self.under_way = Some(UnderWay::Write(ticket, std::mem::replace(&mut self.changed, vec![false; PAGES])));
    }

    pub(super) fn take_requests(&mut self) -> Vec<Transaction> {
        std::mem::take(&mut self.requests)
    }

    /// What the store has answered. Returns what it had kept, if that was asked for, from the oldest.
    pub(super) fn take(&mut self, Stored { ticket, outcome }: Stored, now: Now) -> Vec<(String, Said)> {
        let is_it = |it: &mut UnderWay| match it {
            UnderWay::Read(asked) | UnderWay::Write(asked, _) => *asked == ticket,
        };
        match (self.under_way.take_if(is_it), outcome) {
            (Some(UnderWay::Read(_)), Ok(read)) => {
                return self.read(read.into_iter().flatten().collect(), now.timestamp);
            }
            (Some(UnderWay::Write(..)), Ok(_)) => {
                let house = self.house.map(|house| Head { writer: self.own, listens: house.listens }.written());
                (self.head, self.is_own, self.trouble) = (house, true, None);
            }
            (Some(under_way), Err(failure)) => {
                if let UnderWay::Write(_, pages) = under_way {
                    self.changed.iter_mut().zip(pages).for_each(|(changed, sent)| *changed |= sent);
                }
                self.fail(failure, now.instant);
            }
            (None, _) => {}
        }
        Vec::new()
    }

    /// How much is kept: topics and bytes, and what was kept out.
    pub(super) fn usage(&self) -> (usize, usize, u64) {
        (self.said.len(), self.bytes, self.discarded)
    }

    pub(super) fn trouble(&self) -> Option<&String> {
        self.trouble.as_ref()
    }

    fn read(&mut self, entries: Vec<Entry>, now: Timestamp) -> Vec<(String, Said)> {
        let Some(house) = self.house else { return Vec::new() };
        let mut entries = entries.into_iter();
        let Some((key, head)) = entries.next() else { return Vec::new() };
        let is_head = key == house.name(&[HEAD]);
        let found = if is_head { Head::read(&head) } else { Found::Nonsense };
        self.head = is_head.then_some(head);
        match found {
            Found::Head(head) if head.listens == house.listens => {}
            Found::Head(_) => return Vec::new(),
            Found::Newer => {
                self.stop(Some(t!("a newer version of this page has kept what was last known").to_owned()));
                return Vec::new();
            }
            Found::Nonsense => {
                self.trouble = Some(t!("what was last known cannot be read, and is kept anew").to_owned());
                return Vec::new();
            }
        }
        let (mut all, mut makes_sense) = (Vec::new(), true);
        for (_, page) in entries {
            let (said, is_whole) = page::read(&page);
            all.extend(said);
            makes_sense &= is_whole;
        }
        if !makes_sense {
            self.trouble = Some(t!("some of what was last known cannot be read, and is kept anew").to_owned());
        }
        let oldest = now.millis().saturating_sub(i64::from(self.limits.days) * DAY);
        all.retain(|(_, said)| said.at.millis() >= oldest && said.payload.len() <= self.limits.message);
        by_number(by_text(all, |(topic, _)| topic), |(_, said)| said.at.millis())
    }

    fn fail(&mut self, failure: StoreFailure, now: Instant) {
        match failure {
            StoreFailure::Otherwise(found) => {
                let newer = found.as_deref().is_some_and(|found| Head::read(found) == Found::Newer);
                if newer {
                    return self.stop(Some(t!("a newer version of this page has kept what was last known").to_owned()));
                }
                if found.is_none() && self.is_own {
                    // Whoever deletes everything means this as well.
                    self.clear();
                } else {
                    // Who has written before us is let alone for a while, unless that was before this visit.
                    self.due = Some(if self.is_own { now + REST } else { now });
                }
                (self.head, self.is_own) = (found, false);
            }
            StoreFailure::Full => self.fail_for_now(t!("the disk is full"), now),
            StoreFailure::Failed(reason) => self.fail_for_now(&reason, now),
            StoreFailure::Newer => {
                self.stop(Some(t!("a newer version of this page has kept what was last known").to_owned()));
            }
            // Whoever looks is told so of the past.
            StoreFailure::Absent(_) => self.stop(None),
        }
    }

    fn fail_for_now(&mut self, reason: &str, now: Instant) {
        self.trouble = Some(t!("the browser could not keep what was last known: {reason}", reason));
        self.due = self.changed.contains(&true).then(|| now + LATER);
    }

    /// Nothing more is kept.
    fn stop(&mut self, trouble: Option<String>) {
        self.clear();
        (self.is_stuck, self.trouble) = (true, trouble);
    }

    fn clear(&mut self) {
        self.said = Table::default();
        self.changed.fill(false);
        (self.bytes, self.head, self.is_own, self.under_way, self.due) = (0, None, false, None, None);
    }

    fn request(&mut self, transaction: Transaction) -> u32 {
        self.tickets = self.tickets.wrapping_add(1);
        self.requests.push(Transaction { ticket: self.tickets, ..transaction });
        self.tickets
    }
}

fn size(topic: &str, said: &Said) -> usize {
    topic.len() + said.payload.len() + BESIDE
}

fn page_of(topic: &str) -> usize {
    usize::from(hash(&[topic]).to_le_bytes()[0])
}
