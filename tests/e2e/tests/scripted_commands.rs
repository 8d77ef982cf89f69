//! What a broker may answer to a command, and what the page says of it.

use std::time::Duration;

use e2e::{
    Rehearsal, marks,
    scripted::{Command, Line},
};

const LAMP: &str = "alicia:bulb_hall";
const OTHER_LAMP: &str = "alicia:bulb_attic";
/// With the time that the driver and a busy machine take.
const SOON_MS: f64 = 10_000.0;

/// Receive Maximum: one message without an answer.
const ONE_AT_A_TIME: [u8; 3] = [0x21, 0x00, 0x01];
/// Maximum `QoS` 0.
const WITHOUT_ANSWERS: [u8; 2] = [0x24, 0x00];

/// A lamp that is there, and on the screen.
#[track_caller]
fn shows_lamp(rehearsal: &Rehearsal, line: &mut Line) {
    reports(line, LAMP, "off");
    rehearsal.browser.go(&marks::device_route(LAMP));
    rehearsal.browser.wait_for("the lamp", || rehearsal.browser.text(&marks::switch(LAMP, "state")));
}

fn reports(line: &mut Line, lamp: &str, state: &str) {
    let name = lamp.trim_start_matches("alicia:");
    let status = format!(r#"{{"device_id":"{name}","device_type":"smart_bulb","state":"{state}"}}"#);
    line.tells(&format!("alicia/devices/{name}/status"), &status);
}

#[track_caller]
fn switches(rehearsal: &Rehearsal, line: &mut Line) -> Command {
    rehearsal.browser.click(&marks::switch(LAMP, "state"));
    line.hears_command()
}

#[track_caller]
fn comes_to(rehearsal: &Rehearsal, stage: &str) {
    rehearsal.browser.wait_for_attribute(&marks::property(LAMP, "state"), "data-request", stage);
}

#[test]
fn a_refused_command_is_told_with_its_reason_where_it_was_clicked() {
    let rehearsal = Rehearsal::open();
    let mut line = rehearsal.enter(&[]);
    shows_lamp(&rehearsal, &mut line);
    let watch = "
        const lamp = document.querySelector(arguments[0]);
        lamp.addEventListener('click', () => window.clicked = performance.now(), true);
        const look = () => { if (lamp.dataset.request === 'refused') window.told ??= performance.now(); };
        new MutationObserver(look).observe(lamp, { attributes: true });";
    rehearsal.browser.evaluate(watch, vec![marks::property(LAMP, "state").into()]);
    let command = switches(&rehearsal, &mut line);
    line.refuses(&command, 0x87, "not your lamp");
    comes_to(&rehearsal, "refused");
    let took_ms = rehearsal.browser.evaluate("return told - clicked", vec![]);
    assert!(took_ms.as_f64().is_some_and(|took_ms| took_ms < SOON_MS), "it took {took_ms} ms");
    rehearsal.browser.wait_for_text("The broker refused: not authorised: the broker's access rules");
    rehearsal.browser.wait_for_text("(“not your lamp”)");

    rehearsal.browser.wait_for_attribute(&marks::switch(LAMP, "state"), "disabled", "");
    // The card, and the device's sheet beside it.
    let count = |css: &str| {
        rehearsal.browser.evaluate("return document.querySelectorAll(arguments[0]).length", vec![css.into()]).as_u64()
    };
    let in_both = |css: &str| count(&format!("[data-property='state'] {css}")).filter(|places| *places == 2);
    rehearsal.browser.wait_for("both places to be barred", || in_both(".switch:disabled"));
    rehearsal.browser.press("Try anyway");
    rehearsal.browser.wait_for("both places to be free", || in_both(".switch:not(:disabled)"));
    let command = switches(&rehearsal, &mut line);
    line.says(&[0x40, 0x03, 0x00, u8::try_from(command.id).expect("a small one"), 0x10]);
    comes_to(&rehearsal, "nobody");
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn acknowledgements_of_nothing_change_nothing() {
    let rehearsal = Rehearsal::open();
    let mut line = rehearsal.enter(&[]);
    shows_lamp(&rehearsal, &mut line);
    line.acknowledges(999);
    let command = switches(&rehearsal, &mut line);
    line.acknowledges(command.id + 1);
    rehearsal.browser.wait_for_text("Asked for on, sending…");
    for _ in 0..2 {
        line.takes(&command);
    }
    comes_to(&rehearsal, "delivered");
    reports(&mut line, LAMP, "on");
    comes_to(&rehearsal, "confirmed");
    line.hears_nothing_for(Duration::from_millis(300));
    rehearsal.browser.wait_until_connection_is("live");
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn a_command_cut_off_before_its_answer_is_sent_again_where_the_broker_kept_the_session() {
    let rehearsal = Rehearsal::open();
    let mut line = rehearsal.enter(&[]);
    assert!(line.login.is_clean);
    shows_lamp(&rehearsal, &mut line);
    let command = switches(&rehearsal, &mut line);
    assert!(!command.is_repeated);
    line.breaks();
    let mut line = rehearsal.broker.answers();
    assert!(!line.login.is_clean);
    line.welcomes_to(true, &[]);
    assert_eq!(line.hears_command(), Command { is_repeated: true, ..command.clone() });
    line.grants();
    line.takes(&command);
    comes_to(&rehearsal, "delivered");
    reports(&mut line, LAMP, "on");
    comes_to(&rehearsal, "confirmed");
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn a_command_cut_off_before_its_answer_is_unknown_where_the_broker_forgot_the_session() {
    let rehearsal = Rehearsal::open();
    let mut line = rehearsal.enter(&[]);
    shows_lamp(&rehearsal, &mut line);
    switches(&rehearsal, &mut line);
    line.breaks();
    let mut line = rehearsal.broker.answers();
    line.lets_in(&[]);
    comes_to(&rehearsal, "unconfirmed");
    rehearsal.browser.wait_for_text("The connection was lost before the broker answered");
    line.hears_nothing_for(Duration::from_secs(1));
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn a_broker_that_takes_one_at_a_time_gets_one_at_a_time() {
    let rehearsal = Rehearsal::open();
    let mut line = rehearsal.enter(&ONE_AT_A_TIME);
    shows_lamp(&rehearsal, &mut line);
    reports(&mut line, OTHER_LAMP, "off");
    let first = switches(&rehearsal, &mut line);
    rehearsal.browser.go("#/");
    rehearsal.browser.click(&marks::switch(OTHER_LAMP, "state"));
    line.hears_nothing_for(Duration::from_millis(500));
    line.takes(&first);
    let second = line.hears_command();
    assert_eq!(
        (first.topic.as_str(), second.topic.as_str()),
        ("alicia/commands/bulb_hall", "alicia/commands/bulb_attic")
    );
    line.takes(&second);
    rehearsal.browser.wait_for_attribute(&marks::property(OTHER_LAMP, "state"), "data-request", "delivered");
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn what_the_broker_does_not_offer_is_not_sent_and_the_page_says_so() {
    let rehearsal = Rehearsal::open();
    let mut line = rehearsal.enter(&WITHOUT_ANSWERS);
    shows_lamp(&rehearsal, &mut line);
    rehearsal.browser.click(&marks::switch(LAMP, "state"));
    comes_to(&rehearsal, "refused");
    rehearsal.browser.wait_for_text("Not sent: the broker does not offer quality of service 1");
    line.hears_nothing_for(Duration::from_millis(300));
    rehearsal.browser.assert_no_console_errors();
}

#[test]
fn a_broker_of_3_1_1_is_spoken_to_as_it_likes_and_the_page_says_what_it_cannot_know() {
    let rehearsal = Rehearsal::open();
    rehearsal.sign_in();
    let mut line = rehearsal.broker.answers();
    assert_eq!(line.login.level, 5);
    line.does_not_know_5();
    let mut line = rehearsal.broker.answers();
    assert_eq!(line.login.level, 4);
    line.lets_in(&[]);
    rehearsal.browser.wait_until_connection_is("live");
    shows_lamp(&rehearsal, &mut line);
    let command = switches(&rehearsal, &mut line);
    line.takes(&command);
    rehearsal.browser.wait_for_text("over MQTT 3.1.1 only the device can tell");
    comes_to(&rehearsal, "sent");
    reports(&mut line, LAMP, "on");
    comes_to(&rehearsal, "confirmed");
    rehearsal.browser.go("#/broker");
    rehearsal.browser.wait_for_text("MQTT 3.1.1, in which the broker cannot say what became of a command");
    rehearsal.browser.assert_no_console_errors();
}
