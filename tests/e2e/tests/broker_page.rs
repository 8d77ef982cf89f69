//! The page about the broker: what went wrong, with the evidence, and what can be done about it.

use std::time::Duration;

use e2e::{Keep, NO_BROKER, Stage, marks};
use home::wire::Weather;

const SOON: Duration = Duration::from_secs(30);
const FAILURES: &str = "[data-testid='failures']";
const PACKETS: &str = "[data-testid='packets']";
const LIMITS: &str = "[data-testid='limits']";
const LAMP: &str = "alicia:bulb_hall";

#[test]
fn a_lost_connection_is_listed_with_its_code_and_the_last_packets() {
    let stage = Stage::open();
    stage.log_in();
    stage.go("#/broker");
    assert_eq!(stage.browser.text(FAILURES), None, "nothing went wrong so far");
    stage.network.set(Weather::Cut);
    stage.wait_until_connection_is("waiting");
    stage.network.set(Weather::Fair);
    stage.wait_until_connection_is("live");
    let failures = stage.browser.wait_up_to(SOON, "the failure", || stage.browser.text(FAILURES));
    assert!(failures.contains("WebSocket closed with 1006"), "{failures}");
    let limits = stage.browser.wait_up_to(SOON, "the limits", || stage.browser.text(LIMITS));
    assert!(limits.contains("of 20,000"), "{limits}");
    stage.browser.press("Show");
    let packets = stage.browser.wait_up_to(SOON, "the packets", || stage.browser.text(PACKETS));
    for kind in ["sent CONNECT", "received CONNACK", "sent SUBSCRIBE", "received SUBACK"] {
        assert!(packets.contains(kind), "{kind} is missing in {packets}");
    }
    stage.browser.assert_no_console_errors_but(&[NO_BROKER]);
}

#[test]
fn asked_again_the_broker_sends_all_that_it_stores() {
    let stage = Stage::open();
    stage.publish("alicia/devices/bulb_hall/status", br#"{"state":"on","brightness":80}"#, Keep::Retained);
    stage.log_in();
    let lamp = marks::device(LAMP);
    stage.browser.wait_up_to(SOON, "the lamp", || stage.browser.text(&lamp));
    assert_eq!(stage.counter(marks::MESSAGES_RECEIVED), 1);
    stage.go("#/broker");
    stage.browser.press("Ask again");
    let counted = || (stage.counter(marks::MESSAGES_RECEIVED) == 2).then_some(());
    stage.browser.wait_up_to(SOON, "the same message once more", counted);
    stage.browser.assert_no_console_errors_but(&[]);
}
