//! The pages that are measured beside each other: ours, and those that one would write by hand with MQTT.js or without. All are
//! served from one place, talk to one broker, and are looked at by the same script.

use std::{fs, path::Path, thread, time::Duration};

use home::user::User;
use serde::Deserialize;
use serde_json::{Value, json};

use super::eye::Eye;
use crate::{
    Stage,
    browser::Window,
    devtools::{Devtools, Target},
    host::Host,
    marks,
    soak::flood::publisher::Level,
    stage::Scene,
};

const PATIENCE: Duration = Duration::from_mins(3);
const GLANCE: Duration = Duration::from_millis(100);
/// A page is done when nothing was counted for so long.
const QUIET: u32 = 20;

const FILES: [(&str, &str); 6] = [
    ("peer.html", include_str!("peers/peer.html")),
    ("peer.js", include_str!("peers/peer.js")),
    ("worker.js", include_str!("peers/worker.js")),
    ("talk.js", include_str!("peers/talk.js")),
    ("codec.js", include_str!("peers/codec.js")),
    ("house.js", include_str!("peers/house.js")),
];
const LIBRARY: &str = "mqtt.esm.js";
const SAMPLER: &str = include_str!("peers/sampler.js");
const ACKS: &str = include_str!("peers/acks.js");

/// What everybody listens to; ours finds that out by itself.
const FILTERS: [&str; 5] = ["alicia/#", "home/#", "homeassistant/#", "iotflow/#", "smarthome/#"];

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// With the cards of all devices.
    Ours,
    /// With all topics, in a tree that is open to its leaves, and what is said on one of them.
    OursWithTopics,
    /// Counts frames, and does nothing with them.
    Counting,
    /// MQTT.js on the page, which paints once a frame.
    Library,
    /// The same in a worker.
    LibraryInWorker,
    /// MQTT by hand in a worker.
    HandInWorker,
}

impl Who {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ours => "here",
            Self::OursWithTopics => "here, all topics",
            Self::Counting => "counts frames",
            Self::Library => "MQTT.js",
            Self::LibraryInWorker => "MQTT.js in a worker",
            Self::HandInWorker => "by hand in a worker",
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Ours | Self::OursWithTopics => "",
            Self::Counting => "counting",
            Self::Library => "library",
            Self::LibraryInWorker => "library-in-worker",
            Self::HandInWorker => "hand-in-worker",
        }
    }

    fn is_ours(self) -> bool {
        matches!(self, Self::Ours | Self::OursWithTopics)
    }

    /// What it speaks.
    pub(super) fn level(self) -> Level {
        match self {
            Self::Counting | Self::HandInWorker => Level::Mqtt311,
            Self::Ours | Self::OursWithTopics | Self::Library | Self::LibraryInWorker => Level::Mqtt5,
        }
    }

    fn has_worker(self) -> bool {
        !matches!(self, Self::Counting | Self::Library)
    }
}

/// Where all of them are served.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) stage: Stage,
}

/// A page that is open, logged in, and listens.
#[derive(Debug)]
pub(super) struct Visit<'a> {
    who: Who,
    ground: &'a Ground,
    pub(super) eye: Eye,
    devtools: Devtools,
    /// Where its socket lives.
    talks: Target,
}

/// What was noted of a page. Times are milliseconds.
#[derive(Debug, Default, Clone, Deserialize)]
pub(super) struct Notes {
    /// Between frames.
    pub(super) gaps: Vec<f64>,
    /// When how many messages were counted on the page.
    counts: Vec<(f64, f64)>,
    /// Since 1970.
    presses: Vec<f64>,
    /// From a press to the next picture.
    pub(super) inputs: Vec<f64>,
    /// How old a value was when it was seen on the page.
    pub(super) lags: Vec<f64>,
    /// From a press to the broker's word that it has the command.
    #[serde(skip)]
    pub(super) answers: Vec<f64>,
}

impl Ground {
    /// In `library` lies MQTT.js, as npm has installed it.
    pub(super) fn lay_out(library: &Path) -> Self {
        let scene = Scene { host: Host::Python, ..Scene::default() };
        let stage = Stage::open_as(scene);
        for (name, text) in FILES {
            stage.serve(name, text);
        }
        let file = library.join("dist").join(LIBRARY);
        stage.serve(LIBRARY, fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())));
        Self { stage }
    }

    /// Opens a page that listens to the broker at this address, nothing between them.
    pub(super) fn visit(&self, who: Who, broker: &str) -> Visit<'_> {
        let Self { stage } = self;
        let browser = &stage.browser;
        let password = stage.broker.password(User::MobileApp);
        browser.start_over(Window::LAPTOP);
        if who.is_ours() {
            let home = json!({ "name": "Home", "url": broker, "username": User::MobileApp.name() });
            stage.serve("config.json", json!({ "brokers": [home] }).to_string());
            let route = if who == Who::OursWithTopics { "#/topics" } else { "#/devices" };
            browser.goto(&format!("{}{route}", stage.url()));
            stage.log_in();
        } else {
            let login = json!({
                "url": broker, "username": User::MobileApp.name(), "password": password, "filters": FILTERS,
            });
            let told = json!({ "kind": who.kind(), "login": login }).to_string();
            let told: String = url::form_urlencoded::byte_serialize(told.as_bytes()).collect();
            browser.goto(&format!("{}peer.html#{}", stage.url(), told.replace('+', "%20")));
            browser.wait_for_attribute("body", "data-state", "live");
        }
        let devtools = Devtools::connect(browser.profile());
        let talks = devtools.attach(browser, if who.has_worker() { "worker" } else { "page" }, &stage.url());
        Visit { who, ground: self, eye: Eye::on(stage), devtools, talks }
    }
}

impl Visit<'_> {
    pub(super) fn count(&self) -> u64 {
        self.ground.stage.counter(marks::MESSAGES_RECEIVED)
    }

    /// Until so many messages are counted, or no more come. Returns how many there are.
    pub(super) fn wait_for(&self, wanted: u64) -> u64 {
        let (mut count, mut quiet) = (self.count(), 0);
        for _ in 0..PATIENCE.as_millis() / GLANCE.as_millis() {
            if count >= wanted || quiet > QUIET {
                break;
            }
            thread::sleep(GLANCE);
            let now = self.count();
            quiet = if now == count { quiet + 1 } else { 0 };
            count = now;
        }
        count
    }

    /// From now on notes are taken.
    pub(super) fn begin(&self) {
        self.eye.evaluate(SAMPLER);
        self.devtools.evaluate(&self.talks, ACKS);
    }

    /// Whoever looks at topics opens all of them, and chooses one.
    pub(super) fn open_topics(&self) {
        let browser = &self.ground.stage.browser;
        if self.who == Who::OursWithTopics {
            browser.fill("Search", "#");
            browser.wait_for("topics", || (browser.topics_in_sight().len() > 10).then_some(()));
            self.press(self.switch());
            browser.wait_for("a topic", || browser.text(marks::CHOSEN_TOPIC));
        }
    }

    /// Presses the first of these that is in sight with the mouse, where it is.
    pub(super) fn press(&self, css: &str) {
        let place = format!(
            "(() => {{
                for (const it of document.querySelectorAll({})) {{
                    const box = it.getBoundingClientRect();
                    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
                    if (it.contains(document.elementFromPoint(x, y))) return [x, y];
                }}
                return null;
            }})()",
            json!(css)
        );
        let is_there = || Some(self.eye.evaluate(&place)).filter(Value::is_array);
        let place = self.ground.stage.browser.wait_for(css, is_there);
        for (kind, button, clicks) in
            [("mouseMoved", "none", 0), ("mousePressed", "left", 1), ("mouseReleased", "left", 1)]
        {
            let event = json!({ "type": kind, "x": place[0], "y": place[1], "button": button, "clickCount": clicks });
            self.ground.stage.browser.devtools("Input.dispatchMouseEvent", &event);
        }
    }

    /// The switch of a lamp that does not answer; where there is none, another topic, or something to press.
    pub(super) fn switch(&self) -> &'static str {
        match self.who {
            Who::Ours => "[data-device-id*='a_lamp'] [role='switch']",
            Who::OursWithTopics => "[data-testid='topic-tree'] .topic-row:not([hidden], [aria-selected='true'])",
            _ => "button",
        }
    }

    pub(super) fn notes(&self) -> Notes {
        let mut notes: Notes = serde_json::from_value(self.eye.evaluate("bench")).expect("notes have this form");
        let acks: Value = self.devtools.evaluate(&self.talks, "acks");
        let acks: Vec<f64> = serde_json::from_value(acks).expect("times are numbers");
        let answered = notes.presses.iter().filter_map(|pressed| {
            let ack = acks.iter().copied().find(|ack| ack >= pressed)?;
            Some(ack - pressed)
        });
        notes.answers = answered.collect();
        notes
    }
}

impl Notes {
    /// Messages a second, from the first frame in which more were counted to the last.
    pub(super) fn rate(&self) -> f64 {
        let (Some(first), Some(last)) = (self.counts.get(1), self.counts.last()) else { return 0.0 };
        (last.1 - first.1) / ((last.0 - first.0) / 1e3)
    }

    /// Takes in what was noted at another time.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.gaps.extend(other.gaps);
        self.inputs.extend(other.inputs);
        self.lags.extend(other.lags);
        self.answers.extend(other.answers);
        self
    }
}
