//! Tabs that share a store, in virtual time; the store can be without room, broken, or gone.

use std::time::Duration;

use alicia_dashboard::device::Value;
use alicia_dashboard::history::{
    Answer, Chronicle, Keeping, Limits, Question, Series, Settings, Shelf, StoreFailure, Stored, Strand, Transaction,
};
use alicia_dashboard::time::{Instant, Now, Timestamp};

pub(crate) const HOUSE: &str = "ws://broker:9001/\nmobile_app";
pub(crate) const LAMP: &str = "alicia:lamp";
pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const MINUTE: Duration = Duration::from_mins(1);
pub(crate) const HOUR: Duration = Duration::from_hours(1);
pub(crate) const DAY: Duration = Duration::from_hours(24);
/// Midnight, in the middle of a stretch of nothing.
pub(crate) const START: i64 = 1_790_035_200_000;

/// What the browser keeps.
#[derive(Debug, Default)]
pub(crate) struct Store {
    pub(crate) shelf: Shelf,
    /// Why whatever would change it fails.
    pub(crate) writes_fail: Option<StoreFailure>,
    pub(crate) reads_fail: Option<StoreFailure>,
    /// It does not answer.
    pub(crate) hangs: bool,
    /// Changes that were made.
    pub(crate) writes: usize,
    pub(crate) largest: usize,
}

impl Store {
    fn perform(&mut self, transaction: Transaction) -> Option<Stored> {
        if self.hangs {
            return None;
        }
        let fault = if transaction.writes() { &self.writes_fail } else { &self.reads_fail };
        if let Some(failure) = fault.clone() {
            return Some(Stored { ticket: transaction.ticket, outcome: Err(failure) });
        }
        self.writes += usize::from(transaction.writes());
        self.largest = self.largest.max(transaction.puts.len());
        Some(self.shelf.perform(transaction))
    }

    pub(crate) fn bytes(&self) -> usize {
        self.shelf.0.iter().map(|(key, value)| key.len() + value.len()).sum()
    }
}

/// One page that is open.
#[derive(Debug)]
pub(crate) struct Tab {
    pub(crate) chronicle: Chronicle,
    pub(crate) now: Now,
}

impl Tab {
    /// Logged in, and listening.
    pub(crate) fn live(own: u64, at: i64, store: &mut Store) -> Self {
        Self::live_within(Limits::default(), own, at, store)
    }

    pub(crate) fn live_within(limits: Limits, own: u64, at: i64, store: &mut Store) -> Self {
        let now = Now { instant: Instant::from_millis(1_000.0), timestamp: Timestamp::from_millis(at) };
        let mut tab = Self { chronicle: Chronicle::new(limits, own), now };
        tab.chronicle.enter(HOUSE, now);
        tab.chronicle.live(now);
        tab.work(store);
        tab
    }

    /// Of the same house, but not listening.
    pub(crate) fn looking(own: u64, at: i64) -> Self {
        let now = Now { instant: Instant::from_millis(1_000.0), timestamp: Timestamp::from_millis(at) };
        let mut tab = Self { chronicle: Chronicle::new(Limits::default(), own), now };
        tab.chronicle.enter(HOUSE, now);
        tab
    }

    /// The same page, loaded anew after this long.
    pub(crate) fn reloaded(self, own: u64, after: Duration, store: &mut Store) -> Self {
        let at = self.at() + millis(after);
        Self::live(own, at, store)
    }

    pub(crate) fn at(&self) -> i64 {
        self.now.timestamp.millis()
    }

    /// The store does what it is asked for until nothing is left.
    pub(crate) fn work(&mut self, store: &mut Store) {
        loop {
            let requests = self.chronicle.take_requests();
            if requests.is_empty() {
                return;
            }
            for stored in requests.into_iter().filter_map(|request| store.perform(request)).collect::<Vec<_>>() {
                self.chronicle.handle_stored(stored, self.now);
            }
        }
    }

    pub(crate) fn say(&mut self, property: &str, value: impl Into<Said>) {
        self.chronicle.next_message();
        self.chronicle.note(LAMP, property, &value.into().0, None, self.now);
    }

    pub(crate) fn lost(&mut self, store: &mut Store) {
        self.chronicle.lost(self.now);
        self.work(store);
    }

    pub(crate) fn back(&mut self, store: &mut Store) {
        self.chronicle.live(self.now);
        self.work(store);
    }

    pub(crate) fn set(&mut self, settings: Settings, store: &mut Store) {
        self.chronicle.set(settings, true, self.now);
        self.work(store);
    }

    /// Time passes, and the timer fires when it is due.
    pub(crate) fn pass(&mut self, time: Duration, store: &mut Store) {
        let end = self.now.instant + time;
        while let Some(due) = self.chronicle.deadline().filter(|due| *due <= end) {
            self.wait(due.since(self.now.instant));
            self.chronicle.handle_timeout(self.now);
            self.work(store);
            assert!(self.chronicle.deadline().is_none_or(|next| next > self.now.instant), "due again at once");
        }
        self.wait(end.since(self.now.instant));
    }

    fn wait(&mut self, time: Duration) {
        self.now.instant = self.now.instant + time;
        // Clocks count milliseconds; a timer may be late.
        self.now.timestamp = Timestamp::from_millis(self.at() + millis(time));
    }

    /// Somebody sets the clock of the machine.
    pub(crate) fn jump(&mut self, to: i64) {
        self.now.timestamp = Timestamp::from_millis(to);
    }

    pub(crate) fn ask_for(&mut self, question: Question, store: &mut Store) -> Answer {
        self.chronicle.ask(question, &[], self.now);
        self.work(store);
        let mut answers = self.chronicle.take_answers();
        assert_eq!(answers.len(), 1, "one answer to one question");
        answers.remove(0)
    }

    /// All that was said of one property, from the oldest.
    pub(crate) fn ask(&mut self, property: &str, store: &mut Store) -> Answer {
        let question = question(property, None, self.at(), 1_000);
        self.ask_for(question, store)
    }

    pub(crate) fn strand(&mut self, property: &str, store: &mut Store) -> Strand {
        self.ask(property, store).strands.remove(0)
    }

    pub(crate) fn numbers(&mut self, property: &str, store: &mut Store) -> Vec<f64> {
        self.strand(property, store).columns.iter().map(|column| column.last).collect()
    }

    pub(crate) fn keeping(&self) -> Keeping {
        self.chronicle.keeping(self.now)
    }
}

pub(crate) fn question(property: &str, from: Option<i64>, until: i64, columns: u16) -> Question {
    Question {
        ticket: 1,
        series: vec![Series { device: LAMP.to_owned(), property: property.to_owned() }],
        from: from.map(Timestamp::from_millis),
        until: Timestamp::from_millis(until),
        columns,
        as_measured: false,
    }
}

pub(crate) fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).expect("a short time")
}

/// A value, from whatever stands for one.
pub(crate) struct Said(Value);

impl From<f64> for Said {
    fn from(number: f64) -> Self {
        Self(Value::Number(number))
    }
}

impl From<i32> for Said {
    fn from(number: i32) -> Self {
        Self(Value::Number(number.into()))
    }
}

impl From<bool> for Said {
    fn from(flag: bool) -> Self {
        Self(Value::Flag(flag))
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self(Value::Text(text.to_owned()))
    }
}
