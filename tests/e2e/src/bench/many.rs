//! Ten thousand devices: how long until the first of them is seen, what the page holds, and whether scrolling through them ever
//! keeps the page from answering.

use std::{thread, time::Duration};

use serde::Deserialize;

use super::{
    eye::{Eye, part},
    report::{Line, Section, Wanted},
};
use crate::{Stage, marks};

const DEVICES: u32 = 10_000;
/// So many of them are in one room, and speak no more.
const IN_HALL: u32 = 1_000;
/// A page with more elements is slow to lay out.
const NODES: u64 = 3_000;
/// What keeps the page busy for longer is a long task.
const LONG_MS: f64 = 50.0;
/// Until what was asked for is there.
const SETTLING: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_mins(5);

/// Its link in the list of rooms.
const LARGEST_ROOM: &str = "
    const devices = room => Number(room.querySelector('.count').textContent.replace(/\\D/g, ''));
    const rooms = [...document.querySelectorAll('.rooms a')].sort((one, other) => devices(other) - devices(one));
    return rooms[0]?.getAttribute('href') ?? null;";

const STOPWATCH: &str = include_str!("peers/stopwatch.js");
/// As the stopwatch has them.
const FIRST: &str = "const { pressed, device } = window.times; return device === undefined ? null : device - pressed;";
pub(super) const SCROLL: &str = include_str!("scroll.js");

/// What was seen while a page was scrolled from its beginning for some seconds.
#[derive(Debug, Deserialize)]
struct Scrolled {
    /// Milliseconds of each task that kept the page busy for long.
    tasks: Vec<f64>,
    /// Milliseconds between frames.
    gaps: Vec<f64>,
    /// The most elements that there were.
    nodes: u64,
    pixels: f64,
}

pub(super) fn scroll() -> Section {
    let stage = Stage::open();
    stage.publish_all((0..IN_HALL).map(in_hall));
    let _home = stage.simulate(DEVICES - IN_HALL);
    // Everybody has said something that the broker stores.
    thread::sleep(Duration::from_secs(20));
    stage.browser.evaluate(STOPWATCH, vec![]);
    stage.log_in();
    let first = || stage.browser.evaluate(FIRST, vec![]).as_f64();
    let first = stage.browser.wait_up_to(PATIENCE, "the first device", first);
    stage.go("#/devices");
    let all = || stage.browser.text("main h1").filter(|it| it.starts_with("10,0"));
    stage.browser.wait_up_to(PATIENCE, "all devices", all);
    let room = stage.browser.evaluate(LARGEST_ROOM, vec![]);
    let room = room.as_str().expect("the home has rooms").to_owned();
    let pages = [("home", "#/"), ("devices", "#/devices"), ("a room", room.as_str())];
    let mut lines =
        vec![Line { what: "From the login to the first device", here: format!("{first:.0} ms"), ..Line::default() }];
    let eye = Eye::on(&stage);
    for (name, route) in pages {
        stage.go(route);
        stage.browser.wait_up_to(PATIENCE, "cards", || stage.browser.text(marks::DEVICE));
        thread::sleep(SETTLING);
        let seen = serde_json::from_value(eye.evaluate(SCROLL)).expect("it is told as it is read here");
        lines.extend(told(name, seen));
    }
    let how = format!(
        "{DEVICES} devices beside a simulated home. {IN_HALL} of them are in one room, and the broker has stored what they said; \
         each of the others speaks every ten seconds: {} messages a second, while each page is scrolled by 40 pixels a frame \
         for ten seconds.",
        (DEVICES - IN_HALL) / 10
    );
    Section { title: "10,000 devices", how, beside: "", table: None, lines }
}

fn in_hall(number: u32) -> (String, String) {
    let payload = format!(r#"{{"device_id":"hall_{number}","temperature_celsius":21.5,"location":"Hall"}}"#);
    (format!("alicia/sensors/hall_{number}"), payload)
}

fn told(page: &str, mut seen: Scrolled) -> [Line; 2] {
    seen.gaps.sort_by(f64::total_cmp);
    let longest = seen.tasks.iter().copied().fold(0.0, f64::max);
    let (what, nodes) = match page {
        "home" => ("Scrolling the home: the longest task", "The home: most elements"),
        "devices" => ("Scrolling all devices: the longest task", "All devices: most elements"),
        _ => ("Scrolling a room: the longest task", "A room: most elements"),
    };
    let task = if seen.tasks.is_empty() { "none".to_owned() } else { format!("{longest:.0} ms") };
    let (count, pixels) = (seen.tasks.len(), seen.pixels);
    let frames = if seen.gaps.is_empty() { 0.0 } else { part(&seen.gaps, 95) };
    [
        Line {
            what,
            here: format!("{task} ({count} over 50 ms in {pixels:.0} pixels; frames {frames:.0} ms apart, 95 of 100)"),
            wanted: Some(Wanted {
                words: "no long task",
                is_met: longest <= LONG_MS,
                otherwise: "Broker, home, browser and this program share the cores of this machine. Next: fewer cards come at \
                            once, or a block is made in several turns.",
            }),
            ..Line::default()
        },
        Line {
            what: nodes,
            here: seen.nodes.to_string(),
            wanted: Some(Wanted {
                words: "below 3,000",
                is_met: seen.nodes < NODES,
                otherwise: "Next: blocks of fewer cards, and fewer of them out of sight.",
            }),
            ..Line::default()
        },
    ]
}
