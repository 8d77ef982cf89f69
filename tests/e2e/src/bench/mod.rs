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
//! | `many` | ten thousand devices: the first of them, and scrolling through them |
//! | `report` | what is told of all that, as a file for people |
//!
//! A trial is a file with a function that makes a [`report::Section`].

mod charts;
pub(crate) mod eye;
mod many;
mod past;
mod report;
mod week;
mod writing;

use std::path::Path;

use serde_json::json;

use crate::Stage;
use past::Past;
pub use report::Report;

/// Measures everything. In `uplot` lies uPlot, as npm has installed it.
///
/// # Panics
/// If the stage breaks down, which is not the page's fault.
#[must_use]
pub fn run(uplot: &Path) -> Report {
    let stage = Stage::open();
    let mut report = Report::of(&version(&stage));
    eprintln!("a week, and a million readings, in virtual time");
    let past = Past::live_through();
    past.lay_into(&stage);
    report.add(charts::compare(&stage, &past, uplot));
    report.add(week::open(&stage));
    drop(stage);
    report.add(writing::keep_up());
    report.add(many::scroll());
    report
}

fn version(stage: &Stage) -> String {
    let version = stage.browser.devtools("Browser.getVersion", &json!({}));
    version["product"].as_str().unwrap_or("a browser").to_owned()
}
