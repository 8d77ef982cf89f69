//! A past that nobody has to wait for: the page's own history writes it, in virtual time, into memory. The records are then
//! put where the worker would have put them.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use alicia_dashboard::{
    device::Value,
    history::{Chronicle, Limits, Settings, Shelf},
    time::{Instant, Now, Timestamp},
};
use home::user::User;

use super::eye::Eye;
use crate::Stage;

pub(super) const DEVICE: &str = "alicia:meter";
/// Said a million times during the last day.
pub(super) const MILLION: &str = "million";
/// Said ten thousand times during the last day.
pub(super) const CALM: &str = "calm";
/// Said once a second for a week.
pub(super) const WEEK: &str = "week";

pub(super) const DAY: i64 = 86_400_000;
const SECOND: i64 = 1_000;
/// Microseconds from one reading to the next, and how many the value has wandered on meanwhile: both have the same shape.
const BETWEEN: [(&str, i64, u32); 2] = [(MILLION, 86_400, 1), (CALM, 8_640_000, 100)];

const LAY: &str = include_str!("lay.js");

/// The history of a house in which time passes as fast as the machine lets it.
#[derive(Debug)]
pub(super) struct House {
    chronicle: Chronicle,
    shelf: Shelf,
    began: i64,
    now: i64,
}

impl House {
    /// Since then, in milliseconds since 1970, everything is heard.
    pub(super) fn live(name: &str, since: i64) -> Self {
        let chronicle = Chronicle::new(Limits::default(), 7);
        let mut house = Self { chronicle, shelf: Shelf::default(), began: since, now: since };
        house.chronicle.set(Settings { megabytes: 10_000, ..Settings::default() }, false, house.time());
        house.chronicle.enter(name, house.time());
        house.chronicle.live(house.time());
        house.work();
        house
    }

    /// It is later now.
    pub(super) fn pass_until(&mut self, millis: i64) {
        self.now = millis;
        self.chronicle.handle_timeout(self.time());
        self.work();
    }

    pub(super) fn say(&mut self, device: &str, property: &str, value: f64) {
        self.chronicle.next_message();
        self.chronicle.note(device, property, &Value::Number(value), None, self.time());
    }

    /// The page is closed; what it has kept.
    pub(super) fn close(mut self) -> Shelf {
        self.chronicle.lost(self.time());
        self.work();
        self.shelf
    }

    fn time(&self) -> Now {
        let since = Duration::from_millis(u64::try_from(self.now - self.began).expect("time passes"));
        let instant = Instant::from_millis(1.0) + since;
        Now { instant, timestamp: Timestamp::from_millis(self.now) }
    }

    fn work(&mut self) {
        loop {
            let requests = self.chronicle.take_requests();
            if requests.is_empty() {
                return;
            }
            for request in requests {
                let now = self.time();
                self.chronicle.handle_stored(self.shelf.perform(request), now);
            }
        }
    }
}

/// Values as a sensor has them, in tenths: each is a little more or less than the one before.
#[derive(Debug)]
pub(super) struct Wander {
    chance: fastrand::Rng,
    tenths: i32,
    steps: u32,
}

impl Wander {
    pub(super) fn of(seed: u64) -> Self {
        Self::with_steps(seed, 1)
    }

    /// So many steps from one value to the next.
    fn with_steps(seed: u64, steps: u32) -> Self {
        Self { chance: fastrand::Rng::with_seed(seed), tenths: 200, steps }
    }

    pub(super) fn next(&mut self) -> f64 {
        for _ in 0..self.steps {
            self.tenths = (self.tenths + self.chance.i32(-3..=3)).clamp(-200, 900);
        }
        f64::from(self.tenths) / 10.0
    }
}

/// A week of one property, and a day of two more.
#[derive(Debug)]
pub(super) struct Past {
    until: i64,
}

impl Past {
    /// It ends now.
    pub(super) fn live_through() -> Self {
        Self { until: now() }
    }

    /// Seconds since 1970 and values of one of the properties of a day.
    pub(super) fn readings(&self, property: &str) -> (Vec<f64>, Vec<f64>) {
        let times = self.times(property);
        let mut values = of_a_day(property).1;
        times.map(|millis| (Duration::from_millis(millis.unsigned_abs()).as_secs_f64(), values.next())).unzip()
    }

    /// Puts all of it where the worker of this page would have put it.
    pub(super) fn lay_into(&self, stage: &Stage) {
        let address = stage.url().replacen("http", "ws", 1);
        let records = self.written(&format!("{address}mqtt\n{}", User::MobileApp.name()));
        lay(stage, &records);
    }

    fn times(&self, property: &str) -> impl Iterator<Item = i64> + use<> {
        let between = of_a_day(property).0;
        let from = self.until - DAY;
        (0..DAY * 1_000 / between).map(move |number| from + number * between / 1_000)
    }

    fn written(&self, name: &str) -> Shelf {
        let mut house = House::live(name, self.until - 7 * DAY);
        let mut days = BETWEEN.map(|(name, ..)| (name, self.times(name).peekable(), of_a_day(name).1));
        let mut week = Wander::of(2);
        for second in (self.until - 7 * DAY..self.until).step_by(1_000) {
            house.pass_until(second);
            house.say(DEVICE, WEEK, week.next());
            for (name, times, values) in &mut days {
                while let Some(time) = times.next_if(|time| *time < second + SECOND) {
                    house.now = time;
                    house.say(DEVICE, name, values.next());
                }
            }
        }
        house.close()
    }
}

/// Microseconds between the readings of this property, and their values.
fn of_a_day(property: &str) -> (i64, Wander) {
    let (_, between, steps) = BETWEEN.iter().find(|(name, ..)| *name == property).expect("one of two");
    (*between, Wander::with_steps(1, *steps))
}

/// Puts these records into the browser's store, as the worker would.
pub(super) fn lay(stage: &Stage, shelf: &Shelf) {
    let mut file = Vec::new();
    for (key, value) in &shelf.0 {
        for bytes in [key, value] {
            file.extend(u32::try_from(bytes.len()).expect("a record is small").to_le_bytes());
            file.extend(bytes);
        }
    }
    stage.serve("past.bin", file);
    let laid = Eye::on(stage).evaluate(LAY);
    assert_eq!(laid, shelf.0.len(), "every record is put");
}

/// Bytes of all records.
pub(super) fn bytes(shelf: &Shelf) -> usize {
    shelf.0.iter().map(|(key, value)| key.len() + value.len()).sum()
}

/// Bytes that the browser's store takes on disk, as far as there is one yet.
pub(super) fn on_disk(stage: &Stage) -> u64 {
    size(&stage.browser.profile().join("Default/IndexedDB"))
}

fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let of = |entry: fs::DirEntry| match entry.metadata() {
        Ok(known) if known.is_dir() => size(&entry.path()),
        Ok(known) => known.len(),
        // The browser takes files away as it likes.
        Err(_) => 0,
    };
    entries.map(of).sum()
}

pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970");
    i64::try_from(since.as_millis()).expect("it is not that late")
}
