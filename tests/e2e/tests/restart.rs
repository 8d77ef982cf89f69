//! The broker goes and comes back.

use std::time::Duration;

use e2e::{Keep, NO_BROKER, Stage, marks};

const LAMP: &str = "alicia:bulb_living";
/// Longer than the longest pause between two tries.
const BACK_AGAIN: Duration = Duration::from_secs(45);

#[test]
fn the_page_comes_back_by_itself_and_shows_what_changed_meanwhile() {
    let mut stage = before_a_lamp();
    stage.broker.kill();
    stage.wait_until_connection_is("waiting");
    stage.broker.restart().unwrap_or_else(|error| panic!("{error}"));
    lamp_reports(&stage, 30);

    stage.browser.wait_up_to(BACK_AGAIN, "a live connection", || {
        let connection = stage.browser.attribute(marks::CONNECTION, "data-state")?;
        (connection == "live").then_some(())
    });
    shows_brightness(&stage, "30");
    stage.browser.assert_no_console_errors_but(&[NO_BROKER]);
}

/// The broker is killed after the command is on its way and before it has said anything.
#[test]
fn a_command_that_the_broker_dies_over_is_neither_called_done_nor_sent_again() {
    let mut stage = before_a_lamp();
    let lamp = marks::property(LAMP, "state");
    stage.broker.freeze();
    stage.browser.click(&marks::switch(LAMP, "state"));
    stage.browser.wait_for_attribute(&lamp, "data-request", "sent");
    stage.broker.kill();
    stage.wait_until_connection_is("waiting");
    stage.broker.restart().unwrap_or_else(|error| panic!("{error}"));
    let orders = stage.overhear("alicia/commands/#");

    stage.browser.wait_up_to(BACK_AGAIN, "the command to be in doubt", || {
        (stage.browser.attribute(&lamp, "data-request")? == "unconfirmed").then_some(())
    });
    stage.browser.wait_for_text("The connection was lost before the broker answered");
    stage.browser.wait_up_to(BACK_AGAIN, "a live connection", || {
        (stage.browser.attribute(marks::CONNECTION, "data-state")? == "live").then_some(())
    });
    stage.publish("alicia/commands/later", b"{}", Keep::Passing);
    assert_eq!(orders.message(), "{}", "the first that is heard is ours: the page has sent nothing");
    stage.browser.assert_no_console_errors_but(&[NO_BROKER]);
}

/// Somebody looks at a lamp that has said how bright it is.
#[track_caller]
fn before_a_lamp() -> Stage {
    let stage = Stage::open();
    lamp_reports(&stage, 80);
    stage.log_in();
    stage.go(&marks::device_route(LAMP));
    shows_brightness(&stage, "80");
    stage
}

fn lamp_reports(stage: &Stage, brightness: u8) {
    let status =
        format!(r#"{{"device_id":"bulb_living","device_type":"smart_bulb","state":"on","brightness":{brightness}}}"#);
    stage.publish("alicia/devices/bulb_living/status", status.as_bytes(), Keep::Retained);
}

#[track_caller]
fn shows_brightness(stage: &Stage, percent: &str) {
    stage.browser.wait_for_attribute(&marks::value(LAMP, "brightness"), "data-value", percent);
}
