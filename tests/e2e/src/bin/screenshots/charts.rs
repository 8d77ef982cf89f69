//! Every kind of chart, of a past that is brought in as a file: so hours of it are there at once.

use std::{fmt::Write, thread};

use e2e::{Keep, Stage};

use crate::{
    REST,
    camera::{Camera, SIZES, THEMES},
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// Devices whose past it is, as links name them.
const ATTIC: &str = "alicia%3Asensor_attic";
const CELLAR: &str = "alicia%3Asensor_cellar";
const METER: &str = "smarthome%3A1%2FESP32_METER";
const LAMP: &str = "alicia%3Abulb_gallery";
const ROUTER: &str = "topic%3Agallery";

/// Takes them on a laptop and a phone, light and dark.
pub(crate) fn take(camera: &Camera) {
    let stage = Stage::open();
    stage.log_in();
    introduce(&stage);
    bring_in(&stage);
    warn_above(&stage, "25");
    for (size, window) in SIZES {
        for (name, route, press) in kinds() {
            stage.browser.resize(window);
            stage.go("#/more");
            stage.go(&format!("#/chart/{route}"));
            stage.browser.wait_for("the chart", || stage.browser.text(".legend"));
            thread::sleep(REST);
            for button in press {
                stage.browser.press(button);
                thread::sleep(REST);
            }
            stage.browser.on(".chart", "it.scrollIntoView({ block: 'start', behavior: 'instant' })");
            thread::sleep(REST);
            camera.shoot(&stage.browser, &format!("chart-{name}"), false, (size, window), &THEMES);
        }
    }
    stage.browser.assert_no_console_errors();
}

/// A name, whose past, and what is pressed before it is looked at.
fn kinds() -> Vec<(&'static str, String, &'static [&'static str])> {
    let temperature = format!("{ATTIC}/temperature_celsius");
    let humidity = format!("{ATTIC}/humidity_percent");
    let below = format!("{CELLAR}/temperature_celsius");
    let power = format!("{METER}/powerW");
    let lamp = format!("{LAMP}/state");
    let words = format!("{ROUTER}/router.mode");
    vec![
        ("line", temperature.clone(), &[]),
        ("close", temperature.clone(), &["1 h"]),
        ("envelope", power.clone(), &["7 d"]),
        ("axes", format!("{temperature}/{humidity}"), &[]),
        ("devices", format!("{temperature}/{below}"), &[]),
        ("band", lamp.clone(), &[]),
        ("strip", words.clone(), &[]),
        ("panels", format!("{temperature}/{humidity}/{power}/{lamp}/{words}"), &[]),
        ("spike", format!("{CELLAR}/battery_level"), &[]),
        ("empty", format!("{ROUTER}/router.uptime"), &["All"]),
        ("measured", format!("{CELLAR}/temperature_celsius"), &["Device time"]),
    ]
}

/// Whose past it is, so that it has names and units.
fn introduce(stage: &Stage) {
    for (topic, payload) in [
        (
            "alicia/sensors/sensor_attic",
            r#"{"device_type":"temperature_sensor","temperature_celsius":21.5,"humidity_percent":48}"#,
        ),
        (
            "alicia/sensors/sensor_cellar",
            r#"{"device_type":"temperature_sensor","temperature_celsius":12.5,"battery_level":80}"#,
        ),
        ("smarthome/1/ESP32_METER/telemetry", r#"{"deviceId":"ESP32_METER","powerW":420}"#),
        ("alicia/devices/bulb_gallery/state", r#"{"state":"on","brightness":40}"#),
        ("gallery/router", r#"{"mode":"heat","uptime":5}"#),
    ] {
        stage.publish(topic, payload.as_bytes(), Keep::Passing);
    }
    thread::sleep(REST);
}

/// A day and more, with a gap; before it, a week of the meter.
fn bring_in(stage: &Stage) {
    let now = stage.browser.evaluate("return Date.now()", vec![]).as_i64().expect("a time");
    let mut file = "time,until,device,property,value,kind,measured\n".to_owned();
    let iso = |at: i64| alicia_dashboard::time::Timestamp::from_millis(at).to_iso8601();
    let mut line = |at: i64, of: &str, value: &str, measured: String| {
        writeln!(file, "{},,{of},{value},,{measured}", iso(at)).expect("a text takes whatever is written");
    };
    let wave = |at: i64, length: i64| {
        let share = f64::from(i32::try_from((at % length) * 1_000 / length).expect("a thousand at most")) / 1_000.0;
        (share * std::f64::consts::TAU).sin()
    };
    let is_gap = |at: i64| (now - 9 * HOUR..now - 7 * HOUR).contains(&at);
    for step in 0..25 * 30 {
        let at = now - 25 * HOUR + step * 2 * MINUTE;
        if is_gap(at) {
            continue;
        }
        let noise = wave(at, 37 * MINUTE) * 0.3;
        let attic = 22.0 + 4.0 * wave(at, 24 * HOUR) + noise;
        line(at, "alicia:sensor_attic,temperature_celsius", &format!("{attic:.1}"), String::new());
        line(
            at,
            "alicia:sensor_attic,humidity_percent",
            &format!("{:.0}", 50.0 - 9.0 * wave(at, 11 * HOUR)),
            String::new(),
        );
        let late = if step % 50 < 10 { (10 - step % 50) * 4 * MINUTE } else { 2_000 };
        line(
            at,
            "alicia:sensor_cellar,temperature_celsius",
            &format!("{:.1}", 12.5 + wave(at, 15 * HOUR)),
            iso(at - late),
        );
    }
    for step in 0..7 * 24 * 60 {
        let at = now - 7 * 24 * HOUR + step * MINUTE;
        let noise = f64::from(i32::try_from(step * 7_919 % 97).expect("few"));
        line(
            at,
            "smarthome:1/ESP32_METER,powerW",
            &format!("{:.0}", 420.0 + 250.0 * wave(at, 24 * HOUR) + noise * 3.0),
            String::new(),
        );
    }
    for (hours, state, mode) in
        [(22, "off", "heat"), (17, "on", "cool"), (12, "off", "heat"), (5, "on", "fan only"), (2, "off", "auto")]
    {
        line(now - hours * HOUR, "alicia:bulb_gallery,state", state, String::new());
        line(now - hours * HOUR, "topic:gallery,router.mode", mode, String::new());
    }
    line(now - 8 * HOUR, "alicia:sensor_cellar,battery_level", "12", String::new());
    writeln!(file, "{},{},,,,gap,", iso(now - 9 * HOUR), iso(now - 7 * HOUR))
        .expect("a text takes whatever is written");
    stage.go("#/settings");
    let field = "[data-testid='carrying'] input[type='file']";
    stage.browser.wait_for("the field", || (stage.browser.count(field) == 1).then_some(()));
    stage.browser.choose_file(field, "history.csv", &file);
    stage.browser.wait_for_text("does not say of which home it is");
    stage.browser.press("Import it");
    let is_done = || {
        stage
            .browser
            .attribute("[data-testid='carried'] [data-state], [data-testid='carried'][data-state]", "data-state")
    };
    stage.browser.wait_for("the end of it", || is_done().filter(|state| state == "done"));
}

/// Draws a line where the person wants to be warned.
fn warn_above(stage: &Stage, limit: &str) {
    stage.go(&format!("#/alarms/{ATTIC}/temperature_celsius"));
    stage.browser.wait_for("the rule", || stage.browser.text("h1"));
    thread::sleep(REST);
    stage.browser.fill("Limit", limit);
    stage.browser.fill("Name", "Too hot");
    stage.browser.press("Keep the alarm");
    thread::sleep(REST);
}
