//! The page about the broker: what went wrong, with the evidence, and what can be done about it.

use std::time::Duration;

use e2e::{Keep, NO_BROKER, Stage, marks};
use home::wire::Weather;

const SOON: Duration = Duration::from_secs(30);
const FAILURES: &str = "[data-testid='failures']";
const PACKETS: &str = "[data-testid='packets']";
const LIMITS: &str = "[data-testid='limits']";
const FIGURES: &str = "[data-testid='figures']";
const ALARM: &str = "[data-testid='alarm']";
const MAY_READ: &str = "topic read $SYS/broker/#";
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

#[test]
fn what_the_broker_tells_of_itself_is_shown_while_one_looks() {
    let stage = Stage::open_talkative();
    stage.log_in();
    stage.go("#/broker");
    let is_there = |css: &str, what: &str| {
        let found = || stage.browser.text(css).filter(|text| text.contains(what));
        stage.browser.wait_up_to(SOON, what, found)
    };
    let figures = is_there(FIGURES, "mosquitto version");
    for what in ["Clients connected", "Retained messages", "Memory", "over 1, 5 and 15 min"] {
        is_there(FIGURES, what);
    }
    is_there("[data-testid='figure-courses']", "Clients connected");
    is_there("[data-testid='pings']", "Time to the broker and back");
    assert_eq!(stage.browser.text("[data-testid='sys-missing']"), None);
    let has_flaws = figures.contains("2.0.11");
    let flaws = stage.browser.text("[data-testid='known-problems']").unwrap_or_default();
    assert_eq!(flaws.contains("CVE-2024-8376"), has_flaws, "{figures}: {flaws}");
    stage.publish("alicia/devices/bulb_hall/status", br#"{"state":"on"}"#, Keep::Passing);
    is_there("[data-testid='by-topic']", "alicia/devices/bulb_hall/status");
    assert_eq!(stage.browser.count("[data-device-id]"), 0, "nothing of it is a device");
    stage.browser.assert_no_console_errors_but(&[NO_BROKER]);
}

#[test]
fn a_broker_that_hides_its_figures_and_its_log_is_told_how_to_show_them() {
    let stage = Stage::open();
    stage.log_in();
    stage.go("#/broker");
    let missing =
        stage.browser.wait_up_to(SOON, "what is missing", || stage.browser.text("[data-testid='sys-missing']"));
    assert!(missing.contains("access rules"), "{missing}");
    let page = stage.browser.page_text();
    for line in ["user mobile_app", MAY_READ, "log_dest topic", "sudo systemctl reload mosquitto"] {
        assert!(page.contains(line), "{line} is missing in {page}");
    }
    assert_eq!(stage.browser.text(FIGURES), None);
    stage.browser.assert_no_console_errors_but(&[]);
}

#[test]
fn wrong_passwords_are_listed_and_many_of_them_are_an_alarm_also_while_one_looks_elsewhere() {
    let stage = Stage::open_talkative();
    stage.log_in();
    stage.go("#/broker");
    // What is logged before the broker has granted it is lost.
    stage.browser.wait_up_to(SOON, "the figures", || stage.browser.text(FIGURES));
    stage.guess_password();
    let refused = || stage.browser.text("[data-testid='refused']").filter(|text| text.contains("Login refused"));
    let listed = stage.browser.wait_up_to(SOON, "the refused login", refused);
    assert!(listed.contains("from 127.0.0.1:"), "{listed}");
    let forbidden = stage.browser.text("[data-testid='forbidden']").expect("what the log does not tell");
    assert!(forbidden.contains("are not counted"), "{forbidden}");
    stage.browser.click("[data-testid='broker-log'] input");
    stage.go("#/");
    let is_closed = || (stage.browser.count("[data-testid='broker-log']") == 0).then_some(());
    stage.browser.wait_up_to(SOON, "another page", is_closed);
    for _ in 0..5 {
        stage.guess_password();
    }
    let alarm = stage.browser.wait_up_to(SOON, "the alarm", || stage.browser.text(ALARM));
    assert!(alarm.contains("Many refused logins") && alarm.contains("Broker"), "{alarm}");
    stage.browser.click("[data-testid='alarm'] a");
    let counts =
        || stage.browser.text("[data-testid='refused-counts']").filter(|text| text.contains("refused logins 6"));
    stage.browser.wait_up_to(SOON, "all six of them", counts);
    stage.browser.reload();
    stage.log_in();
    let is_on = || {
        stage.browser.evaluate("return document.querySelector(\"[data-testid='broker-log'] input\")?.checked", vec![])
    };
    stage.browser.wait_up_to(SOON, "the watch, still on", || is_on().as_bool().filter(|is_on| *is_on));
    stage.browser.assert_no_console_errors_but(&[NO_BROKER]);
}
