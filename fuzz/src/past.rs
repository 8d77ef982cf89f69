//! A store in which anything may stand, read by a page that asks for all of it.

use std::fmt::Debug;
use std::sync::OnceLock;
use std::time::Duration;

use alicia_dashboard::device::Value;
use alicia_dashboard::history::{Answer, Block, Chronicle, Limits, Question, Series, Shelf};
use alicia_dashboard::time::{Instant, Now, Timestamp};

use crate::clock::{self, Timed};
use crate::memory;

const HOUSE: &str = "ws://broker:9001/\nmobile_app";
const START: i64 = 1_790_035_200_000;
const DAYS: u64 = 3;
const COLUMNS: u16 = 50;

/// One block; and then pieces of which each takes the place of something that is kept, after a byte that says of what and one
/// for how long it is.
pub fn history(input: &[u8]) {
    memory::assert_taken(input.len(), || read(input));
    let mut shelf = kept().clone();
    let keys: Vec<_> = shelf.0.keys().cloned().collect();
    let mut rest = input;
    while let [which, length, more @ ..] = rest {
        let (piece, after) = more.split_at(usize::from(*length).min(more.len()));
        shelf.0.insert(keys[usize::from(*which) % keys.len()].clone(), piece.to_vec());
        rest = after;
    }
    let mut tab = Tab::open(2, START + 4 * 86_400_000, shelf);
    tab.ask();
    tab.live();
    tab.ask();
    for _ in 0..20 {
        tab.say();
        tab.pass(Duration::from_hours(8));
    }
    tab.ask();
}

fn read(input: &[u8]) {
    let _ = Block::count(input);
    match Block::read(input) {
        Some(Block::Points(points)) => assert!(points.iter().all(|point| point.value.is_finite())),
        Some(Block::Rows(rows)) => assert!(rows.iter().all(|row| row.column.mean.is_finite() && row.column.count > 0)),
        Some(Block::Words(_)) | None => {}
    }
}

/// Blocks of all kinds, a journal, a gap and a head.
fn kept() -> &'static Shelf {
    static KEPT: OnceLock<Shelf> = OnceLock::new();
    KEPT.get_or_init(|| {
        let mut tab = Tab::open(1, START, Shelf::default());
        tab.live();
        for _ in 0..DAYS * 24 * 4 {
            tab.say();
            tab.pass(Duration::from_mins(15));
        }
        tab.chronicle.lost(tab.now);
        tab.work();
        tab.pass(Duration::from_hours(1));
        tab.live();
        tab.say();
        tab.pass(Duration::from_mins(1));
        tab.shelf
    })
}

struct Tab {
    chronicle: Chronicle,
    now: Now,
    shelf: Shelf,
    said: u32,
}

impl Tab {
    fn open(own: u64, at: i64, shelf: Shelf) -> Self {
        let now = clock::start(at);
        let mut chronicle = Chronicle::new(Limits::default(), own);
        chronicle.enter(HOUSE, now);
        Self { chronicle, now, shelf, said: 0 }
    }

    fn live(&mut self) {
        self.chronicle.live(self.now);
        self.work();
    }

    fn say(&mut self) {
        self.said += 1;
        self.chronicle.next_message();
        let measured = Some(self.now.timestamp).filter(|_| !self.said.is_multiple_of(5));
        self.chronicle.note("alicia:lamp", "brightness", &Value::Number(f64::from(self.said)), None, self.now);
        self.chronicle.note("alicia:lamp", "state", &Value::Flag(self.said.is_multiple_of(3)), measured, self.now);
    }

    fn work(&mut self) {
        loop {
            let requests = self.chronicle.take_requests();
            if requests.is_empty() {
                return;
            }
            for request in requests {
                self.chronicle.handle_stored(self.shelf.perform(request), self.now);
            }
        }
    }

    fn ask(&mut self) {
        for from in [None, Some(START), Some(START + 86_400_000)] {
            let series = |property: &str| Series { device: "alicia:lamp".to_owned(), property: property.to_owned() };
            let question = Question {
                ticket: 1,
                series: vec![series("brightness"), series("state")],
                from: from.map(Timestamp::from_millis),
                until: self.now.timestamp,
                columns: COLUMNS,
                as_measured: from.is_some(),
            };
            self.chronicle.ask(question, &[], self.now);
            self.work();
            let answers = self.chronicle.take_answers();
            assert_eq!(answers.len(), 1, "a question has an answer");
            answers.iter().for_each(assert_fits);
        }
    }
}

impl Timed for Tab {
    const DUE: usize = 20_000;

    fn now(&mut self) -> &mut Now {
        &mut self.now
    }

    fn deadline(&self) -> Option<Instant> {
        self.chronicle.deadline()
    }

    fn handle_timeout(&mut self) {
        self.chronicle.handle_timeout(self.now);
        self.work();
    }

    fn picture(&self) -> &dyn Debug {
        &self.chronicle
    }
}

fn assert_fits(answer: &Answer) {
    assert!(answer.gaps.len() <= usize::from(COLUMNS) + 1);
    for strand in &answer.strands {
        assert!(strand.columns.len() <= usize::from(COLUMNS), "{} columns", strand.columns.len());
        assert!(strand.stretches.len() <= usize::from(COLUMNS), "{} stretches", strand.stretches.len());
        for column in &strand.columns {
            assert!(column.min.is_finite() && column.max.is_finite() && column.mean.is_finite(), "{column:?}");
            assert!(column.from >= answer.from && column.from <= answer.until, "{column:?}");
        }
        for stretch in &strand.stretches {
            assert!(stretch.from <= stretch.until && stretch.until <= answer.until, "{stretch:?}");
        }
    }
}
