//! What the past costs: a number to be recorded, a block to be written and read, a million numbers to be drawn.

use std::hint::black_box;
use std::time::Duration;

use alicia_dashboard::device::Value;
use alicia_dashboard::history::{Answer, Block, Chronicle, Limits, Point, Question, Series, Shelf};
use alicia_dashboard::time::{Instant, Now, Timestamp};
use criterion::{BenchmarkId, Criterion, Throughput};

const START: i64 = 1_790_035_200_000;
const POINTS: usize = 1_024;
const PROPERTIES: usize = 1_000;
const MILLION: u32 = 1_000_000;

pub(crate) fn blocks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a block of the past");
    group.throughput(Throughput::Elements(POINTS as u64));
    for (what, decimals) in [("a tenth", 10.0), ("a third", 3.0)] {
        let points: Vec<_> = (0..POINTS).map(|at| point(at, decimals)).collect();
        let bytes = Block::of_points(&points);
        println!("{what}: {} hundredths of a byte for a number", 100 * bytes.len() / POINTS);
        group.bench_function(BenchmarkId::new("written", what), |bencher| {
            bencher.iter(|| Block::of_points(black_box(&points)));
        });
        group.bench_function(BenchmarkId::new("read", what), |bencher| {
            bencher.iter(|| Block::read(black_box(&bytes)));
        });
    }
    group.finish();
}

/// A number a second, a little late, that wanders.
fn point(at: usize, steps: f64) -> Point {
    let chance = u32::try_from(at * 7_919 % 101).expect("a small number");
    let late = i64::from(chance % 37);
    Point {
        at: START + i64::try_from(at).expect("few") * 1_000 + late,
        value: 20.0 + f64::from(chance % 11) / steps,
        age: None,
    }
}

/// A second of a house in which a thousand properties speak once, and the journal and the blocks that this takes.
pub(crate) fn recording(criterion: &mut Criterion) {
    let names: Vec<_> = (0..PROPERTIES).map(|number| format!("property_{number}")).collect();
    let mut tab = Tab::live();
    let mut second = 0;
    let mut speak = || {
        second += 1;
        for (number, name) in names.iter().enumerate() {
            let value = point(second * 31 + number, 10.0).value;
            tab.say(name, value);
        }
        tab.pass(Duration::from_secs(1));
    };
    let mut group = criterion.benchmark_group("recording");
    group.throughput(Throughput::Elements(PROPERTIES as u64));
    group.bench_function(BenchmarkId::new("properties", PROPERTIES), |bencher| bencher.iter(&mut speak));
    group.finish();
}

/// As a chart asks for it, from the store and once more at once.
pub(crate) fn pictures(criterion: &mut Criterion) {
    let mut tab = Tab::live();
    for number in 0..MILLION {
        tab.say("power", f64::from(number * 7_919 % 4_001) / 10.0);
        tab.pass(Duration::from_millis(80));
    }
    let mut group = criterion.benchmark_group("a million numbers in 1,000 columns");
    let mut at_hand = tab.clone_store();
    assert_eq!(at_hand.draw().strands[0].summary.map(|summary| summary.count), Some(MILLION.into()));
    group.bench_function("at hand", |bencher| bencher.iter(|| at_hand.draw()));
    group.sample_size(10);
    group.bench_function("from the store", |bencher| {
        bencher.iter_batched(|| tab.clone_store(), |mut tab| tab.draw(), criterion::BatchSize::PerIteration);
    });
    group.finish();
}

struct Tab {
    chronicle: Chronicle,
    now: Now,
    shelf: Shelf,
}

impl Tab {
    fn live() -> Self {
        let now = Now { instant: Instant::from_millis(1.0), timestamp: Timestamp::from_millis(START) };
        Self::on(Shelf::default(), now)
    }

    /// The same page, loaded anew.
    fn clone_store(&mut self) -> Self {
        self.chronicle.lost(self.now);
        self.work();
        Self::on(self.shelf.clone(), self.now)
    }

    fn on(shelf: Shelf, now: Now) -> Self {
        let limits = Limits { at_hand: 2_000_000, ..Limits::default() };
        let mut tab = Self { chronicle: Chronicle::new(limits, 1), now, shelf };
        tab.chronicle.enter("ws://broker/", now);
        tab.chronicle.live(now);
        tab.work();
        tab
    }

    fn say(&mut self, property: &str, value: f64) {
        self.chronicle.next_message();
        self.chronicle.note("alicia:meter", property, &Value::Number(value), None, self.now);
    }

    fn pass(&mut self, time: Duration) {
        let millis = i64::try_from(time.as_millis()).expect("a short time");
        let timestamp = Timestamp::from_millis(self.now.timestamp.millis() + millis);
        self.now = Now { instant: self.now.instant + time, timestamp };
        self.chronicle.handle_timeout(self.now);
        self.work();
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

    fn draw(&mut self) -> Answer {
        let series = vec![Series { device: "alicia:meter".to_owned(), property: "power".to_owned() }];
        let until = self.now.timestamp;
        let question = Question {
            ticket: 1,
            series,
            from: Some(Timestamp::from_millis(START)),
            until,
            columns: 1_000,
            as_measured: false,
        };
        self.chronicle.ask(question, &[], self.now);
        self.work();
        self.chronicle.take_answers().remove(0)
    }
}
