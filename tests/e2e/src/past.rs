//! A past that nobody has to wait for: the page's own history writes it, in virtual time, into memory. The records are then
//! put where the worker would have put them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use alicia_dashboard::{
    device::Value,
    history::{Chronicle, Limits, Settings, Shelf},
    time::{Instant, Now, Timestamp},
};
use home::user::User;

use crate::{Stage, bench::eye::Eye};

const DAY: i64 = 86_400_000;
const MINUTE: usize = 60_000;
const LAY: &str = include_str!("lay.js");

/// Puts a week of this property into the browser, as if the page of this stage had heard it say something every minute until
/// now. Returns how often that was.
#[must_use]
pub fn lay_week(stage: &Stage, device: &str, property: &str) -> usize {
    let until = now();
    let mut house = House::live(&house_name(stage), until - 7 * DAY);
    let mut values = Wander::of(2);
    let minutes = (until - 7 * DAY..until).step_by(MINUTE);
    let count = minutes.clone().count();
    for minute in minutes {
        house.pass_until(minute);
        house.say(device, property, values.step());
    }
    lay(stage, &house.close());
    count
}

/// What the page of this stage calls the house that it is signed in to.
pub(crate) fn house_name(stage: &Stage) -> String {
    let address = stage.url().replacen("http", "ws", 1);
    format!("{address}mqtt\n{}", User::MobileApp.name())
}

/// The history of a house in which time passes as fast as the machine lets it.
#[derive(Debug)]
pub struct House {
    chronicle: Chronicle,
    shelf: Shelf,
    began: i64,
    now: i64,
}

impl House {
    /// Since then, in milliseconds since 1970, everything is heard.
    #[must_use]
    pub fn live(name: &str, since: i64) -> Self {
        let chronicle = Chronicle::new(Limits::default(), 7);
        let mut house = Self { chronicle, shelf: Shelf::default(), began: since, now: since };
        house.chronicle.set(Settings { megabytes: 10_000, ..Settings::default() }, false, house.time());
        house.chronicle.enter(name, house.time());
        house.chronicle.live(house.time());
        house.work();
        house
    }

    /// It is later now.
    pub fn pass_until(&mut self, millis: i64) {
        self.now = millis;
        self.chronicle.handle_timeout(self.time());
        self.work();
    }

    pub fn say(&mut self, device: &str, property: &str, value: f64) {
        self.chronicle.next_message();
        self.chronicle.note(device, property, &Value::Number(value), None, self.time());
    }

    /// The same between two seconds.
    pub fn say_at(&mut self, millis: i64, device: &str, property: &str, value: f64) {
        self.now = millis;
        self.say(device, property, value);
    }

    /// The page is closed; what it has kept.
    #[must_use]
    pub fn close(mut self) -> Shelf {
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
pub struct Wander {
    chance: fastrand::Rng,
    tenths: i32,
    steps: u32,
}

impl Wander {
    #[must_use]
    pub fn of(seed: u64) -> Self {
        Self::with_steps(seed, 1)
    }

    /// So many steps from one value to the next.
    #[must_use]
    pub fn with_steps(seed: u64, steps: u32) -> Self {
        Self { chance: fastrand::Rng::with_seed(seed), tenths: 200, steps }
    }

    pub fn step(&mut self) -> f64 {
        for _ in 0..self.steps {
            self.tenths = (self.tenths + self.chance.i32(-3..=3)).clamp(-200, 900);
        }
        f64::from(self.tenths) / 10.0
    }
}

/// Puts these records into the browser's store, as the worker would.
pub fn lay(stage: &Stage, shelf: &Shelf) {
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

pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970");
    i64::try_from(since.as_millis()).expect("it is not that late")
}
