//! The first visit over a slow line: when one can log in, and how long it takes from there to the first device.

use std::{fs, io::Write, path::Path, thread, time::Duration};

use home::user::User;
use serde_json::{Value, json};

use super::{
    eye::median,
    report::{Line, Section, Wanted},
};
use crate::{Stage, devtools::Devtools, marks, stage::Keep};

const ROUNDS: usize = 3;
/// “Slow 4G”, as browsers' own tools have it: milliseconds, and bytes a second.
const LATENCY_MS: f64 = 562.5;
const DOWN: f64 = 180_000.0;
const UP: f64 = 84_375.0;
const LOGIN: f64 = 1.3;
/// So long somebody types a name and a password, at least.
const TYPING: Duration = Duration::from_secs(4);

const STOPWATCH: &str = include_str!("peers/stopwatch.js");
const FILES: [(&str, &str); 3] = [
    ("first.html", include_str!("peers/first.html")),
    ("first.js", include_str!("peers/first.js")),
    ("house.js", include_str!("peers/house.js")),
];
const LIBRARY: &str = "mqtt.esm.js";

/// Milliseconds.
struct Visit {
    painted: f64,
    form: f64,
    device: f64,
}

/// In `library` lies MQTT.js, as npm has installed it.
pub(super) fn compare(library: &Path) -> Section {
    let rounds: Vec<_> = (0..ROUNDS).map(|_| (once("", library), once("first.html", library))).collect();
    let of = |pick: fn(&Visit) -> f64| {
        let here = median(rounds.iter().map(|(here, _)| pick(here)).collect());
        let there = median(rounds.iter().map(|(_, there)| pick(there)).collect());
        (here, there)
    };
    let line = |what, (here, there): (f64, f64), wanted| Line {
        what,
        here: format!("{here:.0} ms"),
        beside: format!("{there:.0} ms"),
        ratio: Some(here / there),
        wanted,
    };
    let (form, device) = (of(|visit| visit.form), of(|visit| visit.device));
    let wanted = [
        Wanted {
            words: "no later",
            is_met: form.0 <= form.1,
            otherwise: "Next: fewer bytes before the form, see the sizes that `dist` prints.",
        },
        Wanted {
            words: "at most 1.3",
            is_met: device.0 / device.1 <= LOGIN,
            otherwise: "Socket and session take as long as there. Next: see what the worker does from the first word of the \
                        broker to the first card.",
        },
    ];
    let [form_wanted, device_wanted] = wanted;
    let lines = vec![
        line("The first paint", of(|visit| visit.painted), None),
        line("The form, and what answers it", form, Some(form_wanted)),
        line("From the login to the first device", device, Some(device_wanted)),
    ];
    let how = format!(
        "A browser that has never been here, over “Slow 4G” ({LATENCY_MS} ms, {:.0} kB a second), from nginx as a home installs \
         it, everything compressed; the worker's line is as slow as the page's. When the form is there, somebody types for {} s. \
         The broker has one message stored. The median of {ROUNDS}.",
        DOWN / 1e3,
        TYPING.as_secs()
    );
    Section { title: "The first visit", how, beside: "MQTT.js", table: None, lines }
}

fn once(page: &str, library: &Path) -> Visit {
    let stage = Stage::open();
    let browser = &stage.browser;
    browser.goto("about:blank");
    for (name, text) in FILES {
        serve(&stage, name, text.as_bytes());
    }
    let file = library.join("dist").join(LIBRARY);
    serve(&stage, LIBRARY, &fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())));
    let payload = r#"{"device_id":"first","temperature_celsius":21.5}"#;
    stage.publish("alicia/sensors/first", payload.as_bytes(), Keep::Retained);
    browser.devtools("Network.enable", &json!({}));
    browser.devtools("Network.clearBrowserCache", &json!({}));
    browser.devtools("Storage.clearDataForOrigin", &json!({ "origin": stage.url(), "storageTypes": "all" }));
    let line = json!({ "offline": false, "latency": LATENCY_MS, "downloadThroughput": DOWN, "uploadThroughput": UP });
    browser.devtools("Network.emulateNetworkConditions", &line);
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": STOPWATCH }));
    let devtools = Devtools::connect(browser.profile());
    devtools.hold_workers(&devtools.attach(browser, "page", "about:blank"));
    browser.goto(&format!("{}{page}", stage.url()));
    if page.is_empty() {
        let worker = devtools.held();
        devtools.ask_of(&worker, "Network.enable", &json!({}));
        // For a worker, browsers know this one alone.
        let rule = json!({
            "urlPattern": "", "latency": LATENCY_MS, "downloadThroughput": DOWN, "uploadThroughput": UP
        });
        let line = json!({ "offline": false, "matchedNetworkConditions": [rule] });
        devtools.ask_of(&worker, "Network.emulateNetworkConditionsByRule", &line);
        devtools.let_go(&worker);
    }
    browser.wait_for("the form", || time(&stage, "form"));
    thread::sleep(TYPING);
    browser.fill("Username", User::MobileApp.name());
    browser.fill("Password", stage.broker.password(User::MobileApp));
    browser.press("Connect");
    browser.wait_for("the first device", || browser.text(marks::DEVICE));
    let told = |name| browser.wait_for(name, || time(&stage, name));
    let paint = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null";
    let painted = browser.evaluate(paint, vec![]).as_f64().unwrap_or_default();
    Visit { painted, form: told("form"), device: told("device") - told("pressed") }
}

fn time(stage: &Stage, name: &str) -> Option<f64> {
    let time: Value = stage.browser.evaluate("return window.times?.[arguments[0]] ?? null", vec![name.into()]);
    time.as_f64()
}

/// As the build lays its own files: with a brotli copy beside.
fn serve(stage: &Stage, name: &str, bytes: &[u8]) {
    let mut packed = Vec::new();
    let mut brotli = brotli::CompressorWriter::new(&mut packed, 4_096, 11, 24);
    brotli.write_all(bytes).expect("memory takes it");
    drop(brotli);
    stage.serve(name, bytes);
    stage.serve(&format!("{name}.br"), packed);
}
