//! A week of one property, from cold: no chart was shown yet, nothing of the past is in memory.

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
            otherwise: "The part of the page with charts is here by then, unless the machine had no time for it. Next: what \
                        is asked for while the page is laid out, and fewer records to read for a week.",
        }),
        ..Line::default()
    };
    let how = format!(
        "The page is loaded anew and signed in, and looked at for a second, in which it fetches what may be wanted next. Then a \
         link to the chart is pressed, and `7 d` as soon as it is there; until the picture of all that a property has said once \
         a second for a week is on the screen. Nothing of the past is in memory; the browser's store is as a reload leaves it. \
         The median of {ROUNDS}."
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
