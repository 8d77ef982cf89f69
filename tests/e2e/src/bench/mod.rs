//! What the built page costs, in figures that carry over to other machines: beside another page that does the same, in one run,
//! in one browser, from one server. Nothing in the page is there for this alone.
//!
//! | module | knows |
//! |---|---|
//! | `past` | the past that charts are measured with |
//! | `eye` | how long the page's script takes, and how far its frames are apart |
//! | `charts` | redrawing and zooming a million readings, beside uPlot |
//! | `week` | a week of one property, from cold |
//! | `writing` | a thousand messages a second, and what they take on disk |
//! | `mix` | messages of all conventions, made before |
//! | `peer` | the pages beside ours, and how all of them are opened and looked at |
//! | `flood` | a hundred thousand messages as fast as a broker gives them |
//! | `replay`, `large` | a server that puts many packets into a frame, and how many of them a second each page takes |
//! | `pace` | messages at a steady pace, while somebody presses a switch |
//! | `load` | the first visit over a slow line |
//! | `memory` | what a million messages leave in memory |
//! | `many_properties` | a hundred thousand properties that are announced one by one |
//! | `many` | ten thousand devices: the first of them, and scrolling through them |
//! | `report` | what is told of all that, as a file for people |
//!
//! A trial is a file with a function that makes a [`report::Section`].

mod charts;
pub(crate) mod eye;
mod flood;
mod large;
mod load;
mod many;
mod many_properties;
mod memory;
mod mix;
mod pace;
mod past;
mod peer;
mod replay;
mod report;
mod week;
mod writing;

use std::path::PathBuf;

use serde_json::json;

use crate::Stage;
use past::Past;
use peer::Ground;
pub use report::Report;
use report::Section;

/// The pages that ours is measured beside, as npm has installed them.
#[derive(Debug)]
pub struct Peers {
    pub uplot: PathBuf,
    pub mqtt: PathBuf,
}

const TRIALS: [&str; 9] = ["charts", "writing", "many", "flood", "large", "pace", "memory", "properties", "load"];

/// Runs these trials, or all of them if there are none. What is known so far is told after each.
///
/// # Panics
/// If there is no trial of that name, or the stage breaks down, which is not the page's fault.
pub fn run(peers: &Peers, only: &[String], tell: impl Fn(&Report)) {
    for name in only {
        assert!(TRIALS.contains(&name.as_str()), "there is no trial '{name}'; there are {}", TRIALS.join(", "));
    }
    let is_wanted = |name: &str| only.is_empty() || only.iter().any(|only| name == only);
    let stage = Stage::open();
    let mut report = Report::of(&version(&stage));
    let mut add = |section| {
        report.add(section);
        tell(&report);
    };
    if is_wanted("charts") {
        eprintln!("a week, and a million readings, in virtual time");
        let past = Past::live_through();
        past.lay_into(&stage);
        add(charts::compare(&stage, &past, &peers.uplot));
        add(week::open(&stage));
    }
    drop(stage);
    if is_wanted("writing") {
        add(writing::keep_up());
    }
    if is_wanted("many") {
        add(many::scroll());
    }
    if is_wanted("load") {
        add(load::compare(&peers.mqtt));
    }
    let mut beside = |name, compare: fn(&Ground) -> Section| {
        if is_wanted(name) {
            add(compare(&Ground::lay_out(&peers.mqtt)));
        }
    };
    beside("large", large::compare);
    beside("properties", many_properties::announce);
    beside("flood", flood::compare);
    beside("pace", pace::compare);
    beside("memory", memory::fill);
}

fn version(stage: &Stage) -> String {
    let version = stage.browser.devtools("Browser.getVersion", &json!({}));
    version["product"].as_str().unwrap_or("a browser").to_owned()
}
