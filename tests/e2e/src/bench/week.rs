//! A week of one property, from cold: nothing of charts is on the page yet, nothing of the past in memory.

use super::{
    eye::{Eye, median},
    past::{DEVICE, WEEK},
    report::{Line, Section, Wanted},
};
use crate::Stage;

const ROUNDS: usize = 7;
const OPEN: &str = include_str!("week.js");
const WANTED_MS: f64 = 100.0;

pub(super) fn open(stage: &Stage) -> Section {
    let times: Vec<_> = (0..ROUNDS).map(|_| once(stage)).collect();
    let (slowest, median) = (times.iter().copied().fold(0.0, f64::max), median(times));
    let line = Line {
        what: "From the press on a link to the picture of a week",
        here: format!("{median:.0} ms (slowest {slowest:.0} ms)"),
        wanted: Some(Wanted {
            words: "below 100 ms",
            is_met: median < WANTED_MS,
            otherwise: "One after the other: the part of the page with charts is fetched, a day is asked for and answered, \
                        then the week. Next: the part comes as soon as a page with a link to a chart is open, and another time \
                        than the one that was asked for is asked for at once.",
        }),
        ..Line::default()
    };
    let how = format!(
        "The page is loaded anew and signed in. Then a link to the chart is pressed, and `7 d` as soon as it is there; until \
         the picture of all that a property has said once a second for a week is on the screen. What the page fetches for \
         charts is part of it; its own page and the browser's store are as a reload leaves them. The median of {ROUNDS}."
    );
    Section { title: "A week from cold", how, beside: "", table: None, lines: vec![line] }
}

fn once(stage: &Stage) -> f64 {
    stage.go("#/");
    stage.browser.reload();
    stage.log_in();
    let link = format!("#/chart/{}/{WEEK}", DEVICE.replace(':', "%3A"));
    // More than the last day has.
    let script = format!("({OPEN})({link:?}, 100000)");
    Eye::on(stage).evaluate(&script).as_f64().expect("a number of milliseconds")
}
