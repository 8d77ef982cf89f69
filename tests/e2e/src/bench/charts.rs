//! A million readings of a day on a chart, beside uPlot with the same readings in a canvas of the same size.

use std::{fs, path::Path, time::Duration};

use serde_json::Value;

use super::{
    eye::{Eye, Work},
    past::{CALM, DEVICE, MILLION, Past},
    report::{Line, Section, Wanted},
};
use crate::{Stage, marks};

const ROUNDS: usize = 30;
const ZOOMS: usize = 10;
const PATIENCE: Duration = Duration::from_mins(1);

const PAGE: &str = include_str!("uplot.html");
const SCRIPT: &str = include_str!("uplot.js");
const ZOOM: &str = include_str!("zoom.js");
/// Whatever draws on this page draws again what it shows.
const REDRAW: &str = "dispatchEvent(new Event('resize'))";
const REDRAW_PLOT: &str = "plot.redraw()";
const ZOOM_PLOT: &str = "zoom()";
const CANVAS: &str = "[data-testid='chart']";

/// What one page does with so many readings.
struct Trial {
    redraw: Work,
    /// Milliseconds until half of the time is on the screen.
    zoom: f64,
}

pub(super) fn compare(stage: &Stage, past: &Past, files: &Path) -> Section {
    serve_peer(stage, files);
    stage.browser.reload();
    stage.log_in();
    let here = [MILLION, CALM].map(|property| ours(stage, property));
    let size = stage.browser.evaluate(
        "const box = document.querySelector(arguments[0]).getBoundingClientRect(); return [box.width, box.height];",
        vec![CANVAS.into()],
    );
    let there = [MILLION, CALM].map(|property| uplot(stage, past, property, &size));
    let [million, calm] = here;
    let [their_million, their_calm] = there;
    let work = |work: Work| format!("{:.2} ms ({:.1} ms)", work.script, work.all);
    let zoom = |zoom: f64| format!("{zoom:.0} ms");
    let growth = million.redraw.script / calm.redraw.script;
    let ratio = million.redraw.script / their_million.redraw.script;
    let lines = vec![
        Line {
            what: "Redraw, 1,000,000 readings",
            here: work(million.redraw),
            beside: work(their_million.redraw),
            ratio: Some(ratio),
            wanted: Some(Wanted {
                words: "at most 0.25",
                is_met: ratio <= 0.25,
                otherwise: "Ours does not depend on the number of readings, theirs grows with it and with the machine; \
                            see the line below for what is left to save.",
            }),
        },
        Line {
            what: "Redraw, 10,000 readings",
            here: work(calm.redraw),
            beside: work(their_calm.redraw),
            ratio: Some(calm.redraw.script / their_calm.redraw.script),
            wanted: None,
        },
        Line {
            what: "Redraw, 1,000,000 against 10,000",
            here: format!("{growth:.2}"),
            beside: format!("{:.2}", their_million.redraw.script / their_calm.redraw.script),
            ratio: None,
            wanted: Some(Wanted {
                words: "at most 1.2",
                is_met: growth <= 1.2,
                otherwise: "Both are drawn from as many columns as there are pixels. Of a column with more readings least and \
                            greatest are farther apart, so that more of the picture is area; next, areas of fewer corners.",
            }),
        },
        Line {
            what: "Half of the time, 1,000,000 readings: from the key to the picture",
            here: zoom(million.zoom),
            beside: zoom(their_million.zoom),
            ratio: Some(million.zoom / their_million.zoom),
            wanted: None,
        },
        Line {
            what: "Half of the time, 10,000 readings: from the key to the picture",
            here: zoom(calm.zoom),
            beside: zoom(their_calm.zoom),
            ratio: Some(calm.zoom / their_calm.zoom),
            wanted: None,
        },
    ];
    let how = format!(
        "A day of one property, as the page's own history has written it, in the browser's store, on a canvas of {} × {} \
         pixels. Redraw is the script of the page's main thread for one picture, the median of {ROUNDS}, in brackets with \
         style, layout and paint. uPlot holds the readings on the page; here they are in the store, and the worker reads them \
         when another time is looked at; a million is about as many as it keeps at hand.",
        size[0], size[1]
    );
    Section { title: "Charts", how, beside: "uPlot", table: None, lines }
}

fn ours(stage: &Stage, property: &str) -> Trial {
    stage.go(&format!("#/chart/{}/{property}", DEVICE.replace(':', "%3A")));
    stage.browser.wait_for_attribute(CANVAS, "data-property", property);
    stage.browser.wait_up_to(PATIENCE, "the past", || {
        stage.browser.attribute(CANVAS, "data-points").filter(|points| points.len() > 3)
    });
    let eye = Eye::on(stage);
    eprintln!("{property}: {} readings", stage.browser.attribute(CANVAS, "data-points").unwrap_or_default());
    Trial { redraw: eye.work(ROUNDS, REDRAW), zoom: eye.time(ZOOMS, ZOOM) }
}

fn uplot(stage: &Stage, past: &Past, property: &str, size: &Value) -> Trial {
    let (times, values) = past.readings(property);
    let bytes: Vec<_> = times.into_iter().chain(values).flat_map(f64::to_le_bytes).collect();
    stage.serve("readings.bin", bytes);
    let page = format!("{}uplot.html?{}x{}", stage.url(), size[0], size[1]);
    stage.browser.goto(&page);
    stage.browser.wait_up_to(PATIENCE, "uPlot", || {
        (stage.browser.evaluate("return !!window.zoom", vec![]) == true).then_some(())
    });
    let eye = Eye::on(stage);
    let trial = Trial { redraw: eye.work(ROUNDS, REDRAW_PLOT), zoom: eye.time(ZOOMS, ZOOM_PLOT) };
    stage.browser.goto(&stage.url());
    stage.browser.wait_for("the page", || stage.browser.attribute(marks::CONNECTION, "data-state"));
    trial
}

fn serve_peer(stage: &Stage, files: &Path) {
    let dist = files.join("dist");
    for file in ["uPlot.iife.min.js", "uPlot.min.css"] {
        let bytes = fs::read(dist.join(file)).unwrap_or_else(|error| panic!("{}/{file}: {error}", dist.display()));
        stage.serve(file, bytes);
    }
    stage.serve("uplot.html", PAGE);
    stage.serve("uplot.js", SCRIPT);
}
