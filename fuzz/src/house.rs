//! Devices that may say anything, and every convention that listens. A new convention is in the list that it takes from
//! `dialect::all`, and a new recording is among its seeds.

use std::time::Duration;

use alicia_dashboard::device::{Change, Device, Property, Registry, Value};
use alicia_dashboard::dialect::{self, Dialect, Interpreter, Mark};
use alicia_dashboard::mqtt::Message;
use alicia_dashboard::time::Now;

use crate::clock;
use crate::limits;
use crate::memory;
use crate::recording::{self, Line};

/// Small limits allow a house of some hundred texts of some hundred bytes.
const HELD: i64 = 256 * 1024;

/// What a recording says, as the program hears it; and as each convention does that is alone in the world.
pub fn dialects(input: &[u8]) {
    let lines = recording::lines(input);
    let all = || dialect::all(&[dialect::DISCOVERY_PREFIX.to_owned()]);
    House::check(all, &lines);
    for index in 0..all().len() {
        House::check(|| all().drain(index..=index).collect(), &lines);
    }
}

struct House {
    interpreter: Interpreter,
    registry: Registry,
    /// Hears the same, and must say the same.
    twin: (Interpreter, Registry),
    now: Now,
}

impl House {
    fn check(dialects: impl Fn() -> Vec<Box<dyn Dialect>>, lines: &[Line<'_>]) {
        let listeners = || (Interpreter::of(dialects()), Registry::new(limits::small().device));
        let (interpreter, registry) = listeners();
        let mut house = Self { interpreter, registry, twin: listeners(), now: clock::of_recordings() };
        for line in lines {
            house.play(line);
            limits::assert_kept(&house.registry, limits::small().device);
        }
        house.wish_everything();
        memory::assert_held((house.registry, house.interpreter), HELD, "the house");
    }

    fn play(&mut self, line: &Line<'_>) {
        match line {
            Line::Message(message) => self.hear(message),
            Line::Wish { device, property, wanted } => {
                let device = self.registry.find(device);
                let found = device.and_then(|device| Some((device, device.property(device.property_key(property)?)?)));
                if let Some((device, property)) = found {
                    self.wish(device, property, wanted);
                }
            }
            Line::Pause(time) => self.pass(*time),
            Line::Bytes(_) | Line::Happens(_) => {}
        }
        self.pass(Duration::from_secs(1));
    }

    fn hear(&mut self, message: &Message) {
        let size = message.topic.len() + message.payload.len();
        let (mut changes, mut twins_changes) = (Vec::new(), Vec::new());
        let heard =
            memory::assert_taken(size, || self.interpreter.hear(message, &mut self.registry, self.now, &mut changes));
        let (twin, twins_registry) = &mut self.twin;
        let twins = twin.hear(message, twins_registry, self.now, &mut twins_changes);
        assert_eq!((heard, &changes), (twins, &twins_changes), "the same message says the same");
        for (at, change) in changes.iter().enumerate() {
            if let Change::Property(device, property) | Change::Reported(device, property) = *change {
                let found = self.registry.device(device).and_then(|device| device.property(property));
                // Announced a second time, and known better.
                let left = [Change::Withdrawn(device, property), Change::Gone(device)];
                let has_left = changes[at..].iter().any(|later| left.contains(later));
                assert!(found.is_some() || has_left, "what has changed is there");
            }
        }
    }

    /// The registry's timers are the program's business; conventions and values know the time of day alone.
    fn pass(&mut self, time: Duration) {
        let then = self.now.instant + time;
        clock::wait_until(&mut self.now, then);
    }

    /// Wishes for whatever can be set what it is already, and some more.
    fn wish_everything(&self) {
        let more = [Value::Unknown, Value::Flag(true), Value::Number(1e300), Value::Text("play".to_owned())];
        for device in self.registry.devices() {
            for (_, property) in device.properties().filter(|(_, property)| property.profile.access.can_set()) {
                let reported = property.report.iter().map(|report| &report.value);
                for wanted in reported.chain(&more) {
                    self.wish(device, property, wanted);
                }
            }
        }
    }

    fn wish(&self, device: &Device, property: &Property, wanted: &Value) {
        let mark = Mark { id: "wish-1".to_owned(), at: self.now.timestamp };
        let write = || self.interpreter.write(device, &[(property, wanted)], &mark);
        assert_eq!(write(), write(), "the same wish is written the same");
    }
}
