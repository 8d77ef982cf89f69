//! Devices that may say anything, and every convention that listens. A new convention is in the list that it takes from
//! `dialect::all`, and a new recording is among its seeds.

use std::time::Duration;

use alicia_dashboard::device::{Change, Device, Registry, Value};
use alicia_dashboard::dialect::{self, Dialect, Mark, Read};
use alicia_dashboard::mqtt::Message;
use alicia_dashboard::time::{Instant, Now, Timestamp};

use crate::limits;
use crate::memory;
use crate::recording::{self, Line};

/// Small limits allow a house of some hundred texts of some hundred bytes.
const HELD: i64 = 256 * 1024;

/// What a recording says, as the program hears it; and as each convention does that is alone in the world.
pub fn dialects(input: &[u8]) {
    let lines = recording::lines(input);
    House::check(dialect::all, &lines);
    for index in 0..dialect::all().len() {
        House::check(|| dialect::all().drain(index..=index).collect(), &lines);
    }
}

struct House {
    dialects: Vec<Box<dyn Dialect>>,
    /// Hear the same, and must say the same.
    twins: Vec<Box<dyn Dialect>>,
    registry: Registry,
    now: Now,
    changes: Vec<Change>,
}

impl House {
    fn check(dialects: impl Fn() -> Vec<Box<dyn Dialect>>, lines: &[Line<'_>]) {
        // 2026-02-13T12:00:30Z, when the recordings were made.
        let now = Now { instant: Instant::from_millis(1_000.0), timestamp: Timestamp::from_millis(1_770_984_030_000) };
        let mut house = Self {
            dialects: dialects(),
            twins: dialects(),
            registry: Registry::new(limits::small().device),
            now,
            changes: Vec::new(),
        };
        for line in lines {
            house.play(line);
            limits::assert_kept(&house.registry, limits::small().device);
        }
        house.wish_everything();
        memory::assert_held((house.registry, house.dialects), HELD, "the house");
    }

    fn play(&mut self, line: &Line<'_>) {
        match line {
            Line::Message(message) => self.hear(message),
            Line::Wish { device, property, wanted } => {
                if let Some(device) = self.registry.devices().iter().find(|known| known.id == *device) {
                    self.wish(device, property, wanted);
                }
            }
            Line::Pause(time) => self.pass(*time),
            Line::Bytes(_) | Line::Happens(_) => {}
        }
        self.pass(Duration::from_secs(1));
    }

    fn hear(&mut self, message: &Message) {
        for (dialect, twin) in self.dialects.iter_mut().zip(&mut self.twins) {
            let size = message.topic.len() + message.payload.len();
            let read = memory::assert_taken(size, || dialect.read(message, self.now));
            assert_eq!(read, twin.read(message, self.now), "the same message says the same");
            let updates = match read {
                Read::NotMine => continue,
                Read::Updates(updates) => updates,
                Read::NotUnderstood(_) => return,
            };
            for update in updates {
                let convention = update.device.split_once(':').map(|(convention, _)| convention);
                assert_eq!(convention, Some(dialect.name()), "a device is named for its convention: {}", update.device);
                self.registry.apply(update, message.retain, dialect.as_ref(), self.now, &mut self.changes);
            }
            for change in self.changes.drain(..) {
                if let Change::Property(device, property) = change {
                    let found = self.registry.device(device).and_then(|device| device.property(property));
                    assert!(found.is_some(), "what has changed is there");
                }
            }
            return;
        }
    }

    /// The registry's timers are the program's business; conventions and values know the time of day alone.
    fn pass(&mut self, time: Duration) {
        let millis = i64::try_from(time.as_millis()).unwrap_or_default();
        let timestamp = Timestamp::from_millis(self.now.timestamp.millis() + millis);
        self.now = Now { instant: self.now.instant + time, timestamp };
    }

    /// Wishes for whatever can be set what it is already, and some more.
    fn wish_everything(&self) {
        let more = [Value::Unknown, Value::Flag(true), Value::Number(1e300), Value::Text("play".to_owned())];
        for device in self.registry.devices() {
            for property in device.properties.iter().filter(|property| property.profile.access.can_set()) {
                let reported = property.report.iter().map(|report| &report.value);
                for wanted in reported.chain(&more) {
                    self.wish(device, &property.id, wanted);
                }
            }
        }
    }

    fn wish(&self, device: &Device, property: &str, wanted: &Value) {
        let mark = Mark { id: "wish-1".to_owned(), at: self.now.timestamp };
        for dialect in self.dialects.iter().filter(|dialect| dialect.name() == device.convention()) {
            let written = dialect.write(device, property, wanted, &mark);
            assert_eq!(written, dialect.write(device, property, wanted, &mark), "the same wish is written the same");
        }
    }
}
