//! What the broker stores, listed and tidied up: on a real Mosquitto, and what is left of it told by its own clients.

use std::{
    cell::Cell,
    process::Command,
    time::{Duration, Instant},
};

use e2e::{Browser, Keep, Stage};
use home::user::User;

const LIST: &str = "[data-testid='retained']";
const TALLY: &str = "[data-testid='retained-tally']";
const CLEARING: &str = "[data-testid='clearing']";
/// However slow the machine is.
const PATIENCE: Duration = Duration::from_mins(3);
/// Longer than the page may take until it begins to list.
const BETWEEN_LISTS: Duration = Duration::from_secs(15);

fn row(topic: &str) -> String {
    format!("{LIST} .kept-row[data-topic='{topic}']:not([hidden])")
}

/// What is stored under a filter, for somebody who may read everything.
fn stored(stage: &Stage, filter: &str) -> usize {
    let heard = Command::new("mosquitto_sub")
        .args(["-h", "127.0.0.1", "-p", &stage.broker.mqtt_port().to_string()])
        .args(["-u", User::Alicia.name(), "-P", stage.broker.password(User::Alicia)])
        .args(["-t", filter, "--retained-only", "-W", "3", "-F", "%t"])
        .output()
        .unwrap_or_else(|error| panic!("mosquitto_sub (Debian: mosquitto-clients): {error}"));
    String::from_utf8_lossy(&heard.stdout).lines().count()
}

/// So many are stored, which a busy machine may not tell in time.
#[track_caller]
fn stores(stage: &Stage, filter: &str, total: usize) {
    let mut told = 0;
    let is_right = (0..5).any(|_| {
        told = stored(stage, filter);
        told == total
    });
    assert!(is_right, "{told} are stored under {filter}, not {total}");
}

/// Lists again what came to an end too early: a busy machine is silent for longer than the page waits for the next.
#[track_caller]
fn list(browser: &Browser, filter: &str, total: usize) {
    browser.fill("Topic filter", filter);
    browser.press("List");
    let pressed = Cell::new(Instant::now());
    browser.wait_up_to(PATIENCE, &format!("{total} under {filter}"), || {
        let is_over = browser.attribute(TALLY, "data-listing").is_none();
        let counted = browser.attribute(TALLY, "data-total")?.parse() == Ok(total);
        if is_over && !counted && pressed.get().elapsed() > BETWEEN_LISTS {
            browser.press("List");
            pressed.set(Instant::now());
        }
        (is_over && counted).then_some(())
    });
}

#[track_caller]
fn is_over(browser: &Browser) -> String {
    browser.wait_up_to(PATIENCE, "the end of it", || browser.text(&format!("{CLEARING} [data-state='over']")))
}

/// The names in the list, from above.
fn names(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll(arguments[0])]
        .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
        .map(it => it.dataset.topic)";
    serde_json::from_value(browser.evaluate(script, vec![format!("{LIST} .kept-row:not([hidden])").into()]))
        .expect("names")
}

#[test]
fn of_what_is_stored_a_part_is_cleared_and_the_rest_stays() {
    let stage = Stage::open();
    let browser = &stage.browser;
    let old = (0..4_000).map(|number| (format!("alicia/notes/old/{number:04}"), "gone".to_owned()));
    let new = (0..50).map(|number| (format!("alicia/notes/new/{number:02}"), "here".to_owned()));
    stage.publish_all(old.chain(new));
    let said = br#"{"device_id":"attic","device_type":"temperature_sensor","temperature_celsius":21.5,"timestamp":"2026-01-02T03:04:05Z"}"#;
    stage.publish("alicia/sensors/attic/status", said, Keep::Retained);
    stage.log_in();
    stage.go("#/topics");
    browser.wait_for("the way there", || browser.text("a[href='#/retained']"));
    browser.click("a[href='#/retained']");
    list(browser, "alicia/#", 4_051);

    // Whose it is and how old, where somebody tells.
    browser.fill("Search", "attic");
    let attic = row("alicia/sensors/attic/status");
    browser.wait_for("the sensor", || browser.text(&attic).filter(|text| text.contains("ago")));
    assert_eq!(browser.attribute(&format!("{attic} small a"), "href").as_deref(), Some("#/device/alicia%3Aattic"));
    browser.fill("Search", "alicia/notes/old/+");
    browser.wait_for("what is old", || browser.text(TALLY).filter(|text| text.contains("4,000 in sight")));
    browser
        .wait_for("a row", || browser.text(&row("alicia/notes/old/0000")).filter(|text| text.contains("age unknown")));
    assert_eq!(browser.text(&format!("{} .said", row("alicia/notes/old/0000"))).as_deref(), Some("gone"));
    browser.press("Mark all that are found");
    browser.on(&format!("{} input", row("alicia/notes/old/0003")), "it.click()");
    browser.press("Clear the marked (3,999)…");

    // Each of them is shown before anything happens.
    browser.wait_for("the question", || browser.text(CLEARING).filter(|text| text.contains("3,999 topics below")));
    browser.wait_for("all but one of them", || {
        let names = names(browser);
        (names.len() > 4 && names[3] == "alicia/notes/old/0004").then_some(())
    });
    browser.on(LIST, "it.scrollTop = it.scrollHeight");
    browser.wait_for("the last", || browser.text(&row("alicia/notes/old/3999")));
    stores(&stage, "alicia/#", 4_051);
    browser.press("Clear 3,999 topics");
    assert!(is_over(browser).contains("3,999 of 3,999: 3,999 cleared"), "{:?}", browser.text(CLEARING));
    stores(&stage, "alicia/notes/old/#", 1);
    stores(&stage, "alicia/notes/new/#", 50);
    browser.press("Back to the list");
    browser.fill("Search", "old");
    browser.wait_for("what is left", || (names(browser) == ["alicia/notes/old/0003"]).then_some(()));
    browser.assert_no_console_errors();
}

#[test]
fn what_this_user_may_not_clear_is_told_with_the_line_that_would_let_it() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.publish("tele/gone/STATE", b"{}", Keep::Retained);
    stage.publish("alicia/notes/gone", b"{}", Keep::Retained);
    stage.log_in();
    stage.go("#/retained");
    list(browser, "tele/#", 1);
    browser.press("Mark all that are found");
    browser.press("Clear the marked (1)…");
    browser.press("Clear the topic");
    assert!(is_over(browser).contains("1 refused"));
    assert_eq!(browser.text("[data-testid='access-rules']").as_deref(), Some("topic write tele/gone/STATE"));
    browser.wait_for_attribute(&row("tele/gone/STATE"), "data-fate", "refused");
    stores(&stage, "tele/#", 1);

    list(browser, "private/#", 0);
    browser.wait_for_text("The broker stores nothing there, or this user may not read it");
    browser.assert_no_console_errors();
}

#[test]
fn of_a_hundred_thousand_a_part_is_cleared_and_the_page_has_the_rows_that_one_sees() {
    const ALL: usize = 100_000;
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.publish_all((0..ALL).map(|number| (format!("alicia/notes/{}/{number:06}", number % 10), "1".to_owned())));
    stage.log_in();
    stage.go("#/retained");
    let begun = Instant::now();
    list(browser, "alicia/notes/#", ALL);
    eprintln!("{ALL} listed in {:?}, with the 2 s of silence at their end", begun.elapsed());
    browser.on(LIST, "it.scrollTop = it.scrollHeight");
    browser.wait_for("the last", || browser.text(&row("alicia/notes/9/099999")));
    let nodes = browser.evaluate("return document.querySelectorAll('*').length", vec![]);
    assert!(nodes.as_u64().is_some_and(|nodes| nodes < 3_000), "{nodes}");
    browser.fill("Search", "alicia/notes/3/+");
    browser.wait_up_to(PATIENCE, "a tenth", || browser.text(TALLY).filter(|text| text.contains("10,000 in sight")));
    browser.press("Mark all that are found");
    browser.press("Clear the marked (10,000)…");
    browser.press("Clear 10,000 topics");
    let begun = Instant::now();
    assert!(is_over(browser).contains("10,000 cleared"));
    eprintln!("10,000 cleared in {:?}", begun.elapsed());
    stores(&stage, "alicia/notes/3/#", 0);
    list(browser, "alicia/notes/#", ALL - 10_000);
    browser.assert_no_console_errors();
}
