//! The page comes back from where browsers and networks send it.

use std::{thread, time::Duration};

use e2e::{FROZEN, Keep, NO_BROKER, Stage, marks};
use home::wire::Weather;
use serde_json::json;

/// How long a page that is looked at again may take until it is live.
const SOON: Duration = Duration::from_secs(30);
const SENSOR: &str = "alicia:sensor_attic";

fn connection(stage: &Stage) -> Option<String> {
    stage.browser.attribute(marks::CONNECTION, "data-state")
}

#[track_caller]
fn is_live_soon(stage: &Stage) {
    stage.browser.wait_up_to(SOON, "a live page", || (connection(stage)? == "live").then_some(()));
}

fn say(stage: &Stage, temperature: &str) {
    let reading = format!(r#"{{"device_id":"sensor_attic","temperature_celsius":{temperature}}}"#);
    stage.publish("alicia/sensors/sensor_attic", reading.as_bytes(), Keep::Retained);
}

#[track_caller]
fn shows(stage: &Stage, temperature: &str) {
    let value = format!("{} [data-testid='value'][data-value='{temperature}']", marks::device(SENSOR));
    stage.browser.wait_up_to(SOON, temperature, || stage.browser.text(&value));
}

#[test]
fn a_tab_that_was_frozen_while_the_broker_restarted_is_live_soon_with_one_connection() {
    let mut stage = Stage::open();
    stage.log_in();
    say(&stage, "20.5");
    shows(&stage, "20.5");
    stage.browser.devtools("Page.setWebLifecycleState", &json!({ "state": "frozen" }));
    stage.broker.restart().expect("Mosquitto starts again");
    say(&stage, "21.5");
    let before = stage.network.connections();
    stage.browser.devtools("Page.setWebLifecycleState", &json!({ "state": "active" }));
    is_live_soon(&stage);
    shows(&stage, "21.5");
    thread::sleep(Duration::from_secs(2));
    assert!(stage.network.connections() <= before + 1, "one connection and no second");
    stage.browser.assert_no_console_errors_but(&[NO_BROKER, FROZEN]);
}

#[test]
fn a_network_that_goes_away_in_silence_is_noticed_when_somebody_looks() {
    let stage = Stage::open();
    stage.log_in();
    stage.network.set(Weather::Stalled);
    // What a browser tells a page that is shown again, or that has a network again.
    stage.browser.evaluate("dispatchEvent(new Event('online'))", vec![]);
    stage
        .browser
        .wait_up_to(SOON + Duration::from_secs(1), "an honest word", || (connection(&stage)? != "live").then_some(()));
    stage.network.set(Weather::Fair);
    is_live_soon(&stage);
    stage.browser.assert_no_console_errors_but(&[NO_BROKER]);
}

#[test]
fn a_cut_is_told_at_once_and_the_last_values_are_marked_as_such() {
    let stage = Stage::open();
    stage.log_in();
    say(&stage, "20.5");
    shows(&stage, "20.5");
    stage.network.set(Weather::Cut);
    stage.wait_until_connection_is("waiting");
    stage.browser.wait_for_text("Last known");
    stage.network.set(Weather::Fair);
    stage.browser.evaluate("dispatchEvent(new Event('online'))", vec![]);
    is_live_soon(&stage);
    stage.browser.assert_no_console_errors_but(&[NO_BROKER]);
}

#[test]
fn packets_in_tiny_pieces_and_late_ones_change_nothing() {
    let stage = Stage::open();
    stage.network.set(Weather::Split(1));
    stage.log_in();
    say(&stage, "20.5");
    shows(&stage, "20.5");
    stage.network.set(Weather::Slow(Duration::from_millis(300)));
    say(&stage, "21.5");
    shows(&stage, "21.5");
    stage.browser.assert_no_console_errors();
}

#[test]
fn a_tab_that_was_thrown_away_starts_anew_and_shows_what_is_true() {
    let stage = Stage::open();
    stage.log_in();
    say(&stage, "20.5");
    shows(&stage, "20.5");
    let url = stage.browser.crash();
    say(&stage, "21.5");
    stage.browser.wait_for("the broker to miss the page", || {
        let log = stage.broker.log();
        log.lines().any(|line| line.contains("alicia-dashboard-") && line.contains("closed")).then_some(())
    });
    stage.browser.goto(&url);
    stage.log_in();
    shows(&stage, "21.5");
    stage.browser.assert_no_console_errors();
}
