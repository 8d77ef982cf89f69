//! The page starts without its broker and shows what was last known of the home, as old as it is.

use std::time::Duration;

use e2e::{Keep, NO_BROKER, Stage, marks};
use home::user::User;
use serde_json::json;

const LAMP: &str = "alicia:bulb_living";
const SENSOR: &str = "alicia:sensor_attic";
/// Longer than the longest pause between two tries.
const BACK_AGAIN: Duration = Duration::from_secs(45);
/// After so long the broker has said what it keeps, and that has been compared.
const SETTLED: Duration = Duration::from_mins(1);
/// What changes is written within half a minute.
const WRITTEN: Duration = Duration::from_secs(90);
/// What Chromium itself reports of a server that the test took away.
const NO_SERVER: &str = "ERR_CONNECTION_REFUSED";
const STAY: &str = "input[name='keep']";

fn stay(stage: &Stage) {
    stage.browser.wait_for("the sign-in", || stage.browser.attribute(STAY, "type"));
    stage.browser.click(STAY);
    stage.browser.sign_in(User::MobileApp.name(), stage.broker.password(User::MobileApp));
    stage.wait_until_connection_is("live");
}

fn lamp_reports(stage: &Stage, brightness: u8) {
    let report = format!(r#"{{"device_id":"bulb_living","state":"on","brightness":{brightness}}}"#);
    stage.publish("alicia/devices/bulb_living/status", report.as_bytes(), Keep::Retained);
}

fn shows(stage: &Stage, device: &str, property: &str, value: &str) {
    stage.browser.wait_for_attribute(&marks::value(device, property), "data-value", value);
}

fn freshness(stage: &Stage, device: &str, property: &str) -> Option<String> {
    stage.browser.attribute(&marks::property(device, property), "data-freshness")
}

/// What the browser has stored; `None` if it has nothing to store it in.
fn kept(stage: &Stage) -> Option<Vec<String>> {
    let script = "return new Promise(done => {
        const request = indexedDB.open('alicia-last-known');
        request.onupgradeneeded = () => request.transaction.abort();
        request.onerror = () => done(null);
        request.onsuccess = () => {
            const all = request.result.transaction('topics').objectStore('topics').getAll();
            all.onsuccess = () => { request.result.close(); done(all.result.map(it => new TextDecoder().decode(it))); };
        };
    })";
    serde_json::from_value(stage.browser.evaluate(script, vec![])).ok()
}

#[track_caller]
fn is_written(stage: &Stage, words: &str) {
    let is_kept = || kept(stage)?.iter().any(|page| page.contains(words)).then_some(());
    stage.browser.wait_up_to(WRITTEN, &format!("{words} in the browser's store"), is_kept);
}

/// A lamp whose state the broker keeps, and a sensor that only speaks.
fn home() -> Stage {
    let stage = Stage::open();
    lamp_reports(&stage, 40);
    stay(&stage);
    stage.publish("alicia/sensors/sensor_attic", br#"{"temperature_celsius":20.5}"#, Keep::Passing);
    shows(&stage, LAMP, "brightness", "40");
    shows(&stage, SENSOR, "temperature_celsius", "20.5");
    is_written(&stage, "bulb_living");
    is_written(&stage, "sensor_attic");
    stage
}

#[test]
fn a_page_that_starts_without_its_broker_shows_the_home_as_it_was_and_is_live_when_the_broker_is_back() {
    let mut stage = home();
    lamp_reports(&stage, 45);
    shows(&stage, LAMP, "brightness", "45");
    stage.broker.kill();
    stage.wait_until_connection_is("waiting");
    is_written(&stage, r#""brightness":45"#);
    stage.browser.reload();
    shows(&stage, LAMP, "brightness", "45");
    shows(&stage, SENSOR, "temperature_celsius", "20.5");
    stage.wait_until_connection_is("waiting");
    stage.browser.wait_for_text("Last known");
    assert_eq!(freshness(&stage, LAMP, "brightness").as_deref(), Some("stale"));
    let switch = marks::switch(LAMP, "state");
    assert!(stage.browser.attribute(&switch, "disabled").is_some(), "nothing can be asked for");
    assert_eq!(stage.counter(marks::MESSAGES_RECEIVED), 0);

    stage.broker.restart().unwrap_or_else(|error| panic!("{error}"));
    stage.browser.wait_up_to(BACK_AGAIN, "a live connection", || {
        (stage.browser.attribute(marks::CONNECTION, "data-state")? == "live").then_some(())
    });
    lamp_reports(&stage, 50);
    shows(&stage, LAMP, "brightness", "50");
    assert_eq!(freshness(&stage, LAMP, "brightness").as_deref(), Some("live"));
    assert_eq!(freshness(&stage, SENSOR, "temperature_celsius").as_deref(), Some("stale"));
    stage.browser.assert_no_console_errors_but(&[NO_BROKER]);
}

#[test]
fn without_server_broker_or_network_the_home_is_there_as_it_was_last_known_and_one_reads_when_that_was() {
    let mut stage = home();
    let is_kept = "return !!navigator.serviceWorker?.controller";
    stage.browser.wait_until("a page that is kept", || stage.browser.evaluate(is_kept, vec![]) == true);
    stage.broker.kill();
    stage.wait_until_connection_is("waiting");
    stage.stop_serving();
    stage.browser.devtools("Network.enable", &json!({}));
    let away = json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    stage.browser.devtools("Network.emulateNetworkConditions", &away);
    stage.browser.reload();
    shows(&stage, LAMP, "brightness", "40");
    shows(&stage, SENSOR, "temperature_celsius", "20.5");
    stage.browser.wait_for_text("This device is offline");
    let told = format!("{} .told", marks::device(SENSOR));
    stage.browser.wait_for("when it said so", || {
        stage.browser.text(&told).filter(|words| words.contains("Last known") && words.contains(':'))
    });
    stage.browser.assert_no_console_errors_but(&[NO_BROKER, NO_SERVER]);
}

#[test]
fn a_device_that_was_removed_meanwhile_goes_once_the_broker_has_spoken() {
    let stage = home();
    stage.go("#/settings");
    stage.browser.goto("about:blank");
    stage.publish("alicia/devices/bulb_living/status", b"", Keep::Retained);
    stage.browser.goto(&stage.url());
    stage.wait_until_connection_is("live");
    stage.browser.wait_for(SENSOR, || stage.browser.text(&marks::device(SENSOR)));
    let gone = || stage.browser.text(&marks::device(LAMP)).is_none().then_some(());
    stage.browser.wait_up_to(SETTLED, "the lamp to go", gone);
    assert!(stage.browser.text(&marks::device(SENSOR)).is_some(), "the broker never kept what it says");
    stage.browser.assert_no_console_errors();
}

#[test]
fn whoever_signs_out_or_does_not_stay_finds_the_door_and_nothing_is_kept() {
    let mut stage = home();
    stage.go("#/settings");
    stage.browser.press("Sign out and forget the password");
    stage.browser.wait_until("an empty store", || kept(&stage).is_some_and(|pages| pages.is_empty()));
    stage.log_in();
    stage.broker.kill();
    stage.wait_until_connection_is("waiting");
    stage.browser.reload();
    stage.browser.wait_for("the sign-in", || stage.browser.attribute(STAY, "type"));
    assert_eq!(stage.browser.count(marks::DEVICE), 0);
    stage.browser.assert_no_console_errors_but(&[NO_BROKER]);
}
