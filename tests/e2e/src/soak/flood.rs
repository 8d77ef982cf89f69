//! More messages than anybody can read, for a while: whether the page still answers, what it costs, and whether it tells the
//! truth when it is over. Mosquitto drops what a slow reader does not fetch; how much arrives is told, not asserted.

pub(crate) mod publisher;
mod report;

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    memory::Gauge,
    room::{Room, Touch},
    watcher::{self, Frames, Notes, Timing},
};
use crate::{Stage, marks};
use publisher::{COUNT, DEVICES, Voice};

pub use report::Report;

/// Answers its switch. Its card is among those of the devices that talk.
const LAMP: (&str, &str) = ("smarthome:1/ESP32_001", "power");
const BETWEEN_ROWS: Duration = Duration::from_secs(5);
const BETWEEN_PRESSES: Duration = Duration::from_secs(2);
const GLANCE: Duration = Duration::from_millis(50);
const SCROLLS: u32 = 100;
const TRIES: u32 = 5;
/// How long the page may take to read what has piled up.
const PATIENCE: Duration = Duration::from_mins(2);

/// How long, and how many messages a second.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub lasts: Duration,
    pub rate: u64,
}

/// What the person looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scene {
    /// The lamp on its own page, none of the devices that talk.
    Lamp,
    /// The lamp's card among theirs.
    Cards,
}

impl Scene {
    fn name(self) -> &'static str {
        match self {
            Self::Lamp => "lamp",
            Self::Cards => "cards",
        }
    }
}

/// Some seconds of the flood.
#[derive(Debug)]
struct Row {
    scene: Scene,
    after: Duration,
    lasted: Duration,
    sent: u64,
    received: u64,
    /// How old what is shown is.
    lag: Option<Duration>,
    frames: Frames,
}

/// What has been measured so far.
#[derive(Debug)]
struct Trial {
    stage: Stage,
    room: Room,
    gauge: Gauge,
    plan: Plan,
    rows: Vec<Row>,
    pressed: usize,
    /// The switch could not be found, or not be moved.
    not_pressed: usize,
    timings: Vec<(Scene, Timing)>,
    /// When the worker has sent something.
    sent: Vec<f64>,
}

/// Floods the page, and tells how it went.
///
/// # Panics
/// If the stage breaks down, which is not the page's fault.
#[must_use]
pub fn run(plan: Plan) -> Report {
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    stage.browser.wait_for("the lamp", || stage.browser.text(&marks::device(LAMP.0)));
    let room = Room::enter(&stage);
    watcher::begin(&room);
    let gauge = Gauge::start();
    let mut trial = Trial {
        stage,
        room,
        gauge,
        plan,
        rows: Vec::new(),
        pressed: 0,
        not_pressed: 0,
        timings: Vec::new(),
        sent: Vec::new(),
    };
    trial.gauge.sample(&trial.room);
    let voice = trial.endure();
    let caught_up = trial.wait_until_read();
    trial.gauge.sample(&trial.room);
    let wrong = trial.compare(voice);
    Report::of(trial, caught_up, wrong)
}

impl Trial {
    fn endure(&mut self) -> Voice {
        let flood = publisher::Flood::begin(&self.stage.broker, self.plan).expect("the broker lets devices in");
        let began = Instant::now();
        for (quarter, scene) in (1..).zip([Scene::Lamp, Scene::Cards, Scene::Lamp, Scene::Cards]) {
            let end = self.plan.lasts / 4 * quarter;
            self.go_to(scene);
            let (mut row_began, mut sent, mut received) = (Instant::now(), flood.sent(), self.received());
            let mut next_press = Instant::now();
            while began.elapsed() < end {
                if next_press <= Instant::now() {
                    next_press = Instant::now() + BETWEEN_PRESSES;
                    self.press(scene);
                }
                if row_began.elapsed() >= BETWEEN_ROWS {
                    let notes = self.take_notes(scene);
                    let row = Row {
                        scene,
                        after: began.elapsed(),
                        lasted: row_began.elapsed(),
                        sent: flood.sent() - sent,
                        received: self.received() - received,
                        lag: self.lag(flood.sent()),
                        frames: notes.frames,
                    };
                    (row_began, sent, received) = (Instant::now(), sent + row.sent, received + row.received);
                    self.rows.push(row);
                    self.gauge.sample(&self.room);
                }
                thread::sleep(GLANCE);
            }
            self.take_notes(scene);
        }
        flood.finish().expect("the broker takes what devices say")
    }

    fn go_to(&self, scene: Scene) {
        match scene {
            Scene::Lamp => self.room.go(&marks::device_route(LAMP.0)),
            Scene::Cards => self.room.go("#/"),
        }
        thread::sleep(GLANCE);
    }

    fn take_notes(&mut self, scene: Scene) -> Notes {
        let mut notes = watcher::take(&self.room);
        self.sent.extend(watcher::take_sent(&self.room));
        self.timings.extend(std::mem::take(&mut notes.timings).into_iter().map(|timing| (scene, timing)));
        notes
    }

    /// Presses the lamp's switch, unless more is expected to happen to the press before.
    fn press(&mut self, scene: Scene) {
        let is_open = "css => ['queued', 'sent', 'delivered'].includes(document.querySelector(css)?.dataset.request)";
        if self.room.call(is_open, &json!(marks::property(LAMP.0, LAMP.1))) == true {
            return;
        }
        // Blocks of cards come and go while the list takes shape.
        let touch = || {
            if scene == Scene::Cards {
                self.find_card();
            }
            self.room.touch(&marks::switch(LAMP.0, LAMP.1), 0.5)
        };
        match (0..TRIES).map(|_| touch()).find(|touch| *touch == Touch::Pressed) {
            Some(_) => self.pressed += 1,
            None => self.not_pressed += 1,
        }
    }

    /// A long list has cards only for what is near; so one has to scroll.
    fn find_card(&self) {
        let scroll = "([lamp, devices]) => {
            if (document.querySelector(lamp)) return true;
            [...document.querySelectorAll(devices)].at(-1)?.scrollIntoView({ behavior: 'instant', block: 'start' });
            return false;
        }";
        for _ in 0..SCROLLS {
            if self.room.call(scroll, &json!([marks::device(LAMP.0), marks::DEVICE])) == true {
                return;
            }
            thread::sleep(GLANCE);
        }
    }

    fn received(&self) -> u64 {
        self.number(marks::MESSAGES_RECEIVED, "textContent").unwrap_or_default()
    }

    /// By the count that the device nearest to the lamp shows.
    fn lag(&self, sent: u64) -> Option<Duration> {
        let shown = self.number(&marks::value(&publisher::device(DEVICES - 1), COUNT), "dataset.value")?;
        let late = (sent / DEVICES).saturating_sub(shown) * DEVICES;
        Some(Duration::from_micros(late * 1_000_000 / self.plan.rate.max(1)))
    }

    fn number(&self, css: &str, what: &str) -> Option<u64> {
        let text = self.room.call(&format!("css => document.querySelector(css)?.{what}"), &json!(css));
        text.as_str()?.parse().ok()
    }

    /// How long it took, once nothing more came.
    fn wait_until_read(&mut self) -> Option<Duration> {
        let began = Instant::now();
        let mut received = self.received();
        while began.elapsed() < PATIENCE {
            thread::sleep(BETWEEN_PRESSES / 2);
            let now = self.received();
            // The home itself goes on talking.
            if now - received < DEVICES / 2 {
                self.take_notes(Scene::Cards);
                return Some(began.elapsed());
            }
            received = now;
        }
        None
    }

    /// What is shown of devices that have had their last word, and is not that.
    fn compare(&self, mut voice: Voice) -> Vec<String> {
        let turn = voice.last_words().expect("the broker takes what devices say").to_string();
        let shows = |device: &str| {
            let values = self.room.values(device);
            values.into_iter().find(|[property, ..]| property == COUNT).map(|[_, value, _]| value)
        };
        let wrong = (0..DEVICES).map(publisher::device).filter_map(|device| {
            let deadline = Instant::now() + BETWEEN_ROWS;
            while Instant::now() < deadline {
                if shows(&device).as_ref() == Some(&turn) {
                    return None;
                }
                thread::sleep(GLANCE);
            }
            Some(format!("{device} said {turn} and shows {:?}", shows(&device)))
        });
        wrong.collect()
    }
}
