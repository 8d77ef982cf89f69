//! The page for a long time in bad weather: while the broker dies, the network fails and the tab is out of sight, a person goes
//! on using it. What must hold at the end is asserted, the rest is told.
//!
//! | module | knows |
//! |---|---|
//! | `sky` | what goes wrong and for how long: the same for the same seed |
//! | `wishes` | which control a person moves next: the same for the same seed |
//! | `room` | a person before the page, and how a mouse moves a control |
//! | `watcher` | what the page itself sees of its connection, controls and frames |
//! | `weather` | how trouble comes and goes, and how long it takes until the page is live again |
//! | `ledger` | what was asked for, and the page's words for what became of it |
//! | `truth` | whether the page shows what the home last said |
//! | `memory` | how much memory page and worker take |
//! | `report` | what is told at the end, and what did not hold |
//!
//! Two more trials use the same: `flood`, with more messages than anybody can read, and `wander`, to and fro between pages.

pub mod flood;
mod ledger;
pub mod memory;
mod report;
pub(crate) mod room;
mod sky;
mod truth;
pub mod wander;
mod watcher;
mod weather;
mod wishes;

use std::{
    process::ExitCode,
    thread,
    time::{Duration, Instant, UNIX_EPOCH},
};

use crate::{Stage, marks};
use ledger::Ledger;
use memory::Gauge;
use report::Touches;
use room::{Room, Touch};
use sky::Sky;
use watcher::{Frames, Notes};
use wishes::Wishes;

pub use report::Report;

const BETWEEN_WISHES: Duration = Duration::from_secs(1);
const BETWEEN_SAMPLES: Duration = Duration::from_secs(5);
/// In good weather, until most devices have spoken again.
const CLEARING_UP: Duration = Duration::from_secs(12);
const GLANCE: Duration = Duration::from_millis(50);
/// So often a control is looked for before the page has none.
const TRIES: u32 = 10;
/// The last device of the simulated home to be heard of.
const LAST_DEVICE: &str = "smarthome:1/ESP32_003";

/// How long, and in which weather.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub lasts: Duration,
    /// The same seed gives the same weather and wishes.
    pub seed: u64,
}

/// The page, a person before it, and everything noted so far.
#[derive(Debug)]
struct Soak {
    stage: Stage,
    room: Room,
    gauge: Gauge,
    wishes: Wishes,
    next_wish: Instant,
    next_sample: Instant,
    ledger: Ledger,
    touches: Touches,
    /// From a press to the first word at its control.
    answers: Vec<Duration>,
    frames: Frames,
    /// When the page became live, each time.
    lives: Vec<f64>,
}

/// Soaks the page, and tells how it went.
#[must_use]
pub fn run(plan: Plan) -> Report {
    let stage = Stage::open();
    let home = stage.simulate(0);
    stage.log_in();
    stage.browser.wait_for("the devices", || stage.browser.text(&marks::device(LAST_DEVICE)));
    let started = Instant::now();
    let mut soak = Soak::of(stage, plan.seed);
    let (mut spells, mut recoveries) = (Sky::of(plan.seed), Vec::new());
    while let Some(spell) = spells.next().filter(|_| started.elapsed() < plan.lasts) {
        soak.use_page(spell.calm);
        let recovery = soak.endure(spell);
        eprintln!("{:>5} s  {recovery}", started.elapsed().as_secs());
        recoveries.push(recovery);
    }
    soak.clear_up();
    soak.sample();
    soak.ledger.finish(&soak.room);
    let live_since = soak.lives.last().map_or(UNIX_EPOCH, |at| UNIX_EPOCH + Duration::from_secs_f64(at / 1e3));
    let truth = truth::compare(&soak.room, &home, live_since);
    soak.take_notes();
    Report::of(plan, started.elapsed(), soak, recoveries, truth)
}

/// The end of a program that made a report.
#[must_use]
pub fn conclude(broken: &[String]) -> ExitCode {
    for sentence in broken {
        eprintln!("Broken: {sentence}.");
    }
    if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Soak {
    fn of(stage: Stage, seed: u64) -> Self {
        let room = Room::enter(&stage);
        watcher::begin(&room);
        let now = Instant::now();
        Self {
            stage,
            gauge: Gauge::start(),
            room,
            wishes: Wishes::of(seed),
            next_wish: now,
            next_sample: now,
            ledger: Ledger::default(),
            touches: Touches::default(),
            answers: Vec::new(),
            frames: Frames::default(),
            lives: Vec::new(),
        }
    }

    /// A person uses the page for so long, as far as it lets itself be used.
    fn use_page(&mut self, lasts: Duration) {
        let end = Instant::now() + lasts;
        while Instant::now() < end {
            if self.next_wish <= Instant::now() {
                self.next_wish = Instant::now() + BETWEEN_WISHES;
                self.wish();
            }
            if self.next_sample <= Instant::now() {
                self.next_sample = Instant::now() + BETWEEN_SAMPLES;
                self.sample();
            }
            self.take_notes();
            if self.ledger.is_full() {
                self.ledger.compare(&self.room);
            }
            thread::sleep(GLANCE);
        }
    }

    /// Always of the same page, or they could not be compared.
    fn sample(&mut self) {
        self.room.go("#/");
        thread::sleep(GLANCE * 4);
        self.gauge.sample(&self.room);
    }

    fn wish(&mut self) {
        let Some(wish) = self.wishes.next() else { return };
        self.room.go(&wish.route);
        let mut touches = (0..TRIES).map(|_| self.room.touch(&wish.control, wish.part));
        match touches.find(|touch| *touch != Touch::Absent).unwrap_or(Touch::Absent) {
            Touch::Pressed => {
                self.touches.pressed += 1;
                let before = self.ledger.len();
                self.take_notes();
                if self.ledger.len() == before {
                    self.touches.unheard.push(wish.control);
                }
            }
            Touch::Disabled => self.touches.disabled += 1,
            Touch::Absent => self.touches.absent.push(wish.control),
        }
    }

    fn take_notes(&mut self) -> Notes {
        let mut notes = watcher::take(&self.room);
        self.ledger.note(std::mem::take(&mut notes.presses));
        self.answers.extend(notes.timings.iter().filter_map(watcher::Timing::to_mark));
        self.frames = self.frames.and(notes.frames);
        let lives = notes.states.iter().filter(|change| change.state.as_deref() == Some("live"));
        self.lives.extend(lives.map(|change| change.at));
        notes
    }

    fn clear_up(&mut self) {
        let end = Instant::now() + CLEARING_UP;
        while Instant::now() < end {
            self.take_notes();
            thread::sleep(GLANCE);
        }
    }
}
