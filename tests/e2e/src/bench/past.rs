//! The past that charts are measured with: a week of one property, and a day of two that say much more.

use std::{fs, path::Path, time::Duration};

use alicia_dashboard::history::Shelf;

use crate::{
    Stage,
    past::{House, Wander, house_name, lay, now},
};

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
        times.map(|millis| (Duration::from_millis(millis.unsigned_abs()).as_secs_f64(), values.step())).unzip()
    }

    /// Puts all of it where the worker of this page would have put it.
    pub(super) fn lay_into(&self, stage: &Stage) {
        let records = self.written(&house_name(stage));
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
            house.say(DEVICE, WEEK, week.step());
            for (name, times, values) in &mut days {
                while let Some(time) = times.next_if(|time| *time < second + SECOND) {
                    house.say_at(time, DEVICE, name, values.step());
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
