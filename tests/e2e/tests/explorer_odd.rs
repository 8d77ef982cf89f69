//! Topics and messages of which nobody would think, seen by whoever looks under the floor: shown safely and shortened, or their
//! absence explained.

use std::time::Duration;

use e2e::{
    Keep, Rehearsal, Stage,
    marks::{self, CHOSEN_TOPIC, TOPIC_ROW},
    soak::memory,
};

const PAYLOAD: &str = "[data-testid='payload']";
const UNHEARD: &str = "[data-testid='unheard']";
/// Mosquitto 2.0.11 sends a large message to a WebSocket in parts, each only when something else happens.
const DELIVERED: Duration = Duration::from_secs(45);
const BULB: &str = "alicia/devices/bulb_hall/status";
/// Bytes of the worker's memory that a message may take which is larger than what is kept of it.
const MOST: u64 = 16_000_000;

#[test]
fn a_message_of_ten_megabytes_is_missed_and_one_of_two_is_shortened_and_the_home_goes_on() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.publish(BULB, br#"{"state":"off"}"#, Keep::Retained);
    stage.log_in();
    stage.go("#/topics/alicia%2Fnotes%2Fhuge");
    browser.says(UNHEARD, "the broker keeps to itself what is larger than");
    browser.says("[data-testid='topics-tally']", "without messages over");
    let before = memory::of_worker(&stage);

    stage.publish("alicia/notes/huge", &vec![b'x'; 10_000_000], Keep::Retained);
    stage.publish("alicia/notes/large", &vec![b'y'; 2_000_000], Keep::Retained);
    browser.wait_up_to(DELIVERED, "what came after it", || {
        stage.publish(BULB, br#"{"state":"on"}"#, Keep::Passing);
        browser.text("[data-testid='topics-tally']").filter(|text| text.contains("2 topics"))
    });
    browser.says(UNHEARD, "Not heard yet");
    browser.fill("Search", "large");
    browser.wait_for("its row", || browser.text(&marks::topic_row("alicia/notes/large")));
    browser.on(&marks::topic_row("alicia/notes/large"), "it.click()");
    browser.says(CHOSEN_TOPIC, "only the first");
    let shown = browser.wait_for("its beginning", || browser.text(PAYLOAD));
    assert!(shown.starts_with("yyyy") && shown.chars().count() < 30_000, "{}", shown.len());
    assert_eq!(browser.count(UNHEARD), 0, "it is another one that is looked at now");
    let taken = memory::of_worker(&stage).saturating_sub(before);
    assert!(taken < MOST, "{taken}");

    stage.wait_until_connection_is("live");
    stage.go(&marks::device_route("alicia:bulb_hall"));
    browser.wait_for_attribute(&marks::value("alicia:bulb_hall", "state"), "data-value", "on");
    browser.assert_no_console_errors();
}

#[test]
fn a_pin_of_what_was_never_heard_says_so_until_it_is() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.publish("alicia/notes/one", b"1", Keep::Passing);
    browser.evaluate("localStorage.setItem('alicia.topics.pinned', 'alicia/notes/one\\0alicia/notes')", vec![]);
    browser.reload();
    stage.log_in();
    stage.go("#/topics");
    let chips = || browser.text(".pins").unwrap_or_default().matches("not heard yet").count();
    browser.wait_for("both unheard", || (chips() == 2).then_some(()));
    browser.on(".pins .chip", "it.click()");
    browser.says(CHOSEN_TOPIC, "alicia/notes/one");
    browser.says(UNHEARD, "Not heard yet");
    stage.publish("alicia/notes/two", b"2", Keep::Passing);
    browser.wait_for("the subtree to be heard", || (chips() == 1).then_some(()));
    stage.publish("alicia/notes/one", b"17", Keep::Passing);
    browser.says(PAYLOAD, "17");
    browser.wait_for_attribute(&marks::topic_row("alicia/notes/one"), "aria-selected", "true");
    assert_eq!((chips(), browser.count(UNHEARD)), (0, 0));
    browser.assert_no_console_errors();
}

#[test]
fn what_claims_to_be_a_picture_and_is_none_is_said_to_be_none() {
    let stage = Stage::open();
    let browser = &stage.browser;
    let claim: &[&[&str]] = &[&["content-type", "image/png"]];
    stage.publish("alicia/notes/other", b"1", Keep::Retained);
    stage.log_in();
    stage.go("#/topics/alicia%2Fnotes%2Fpicture");
    browser.says("[data-testid='topics-tally']", "one topic");
    browser.says(UNHEARD, "Not heard yet");
    stage.publish_saying("alicia/notes/picture", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", claim);
    browser.says("[data-testid='picture']", "The browser cannot show this picture");
    stage.publish_saying("alicia/notes/picture", b"<svg onload=alert(1)>", claim);
    browser.says("[data-testid='but']", "It is said to be a picture");
    browser.says(PAYLOAD, "<svg onload=alert(1)>");
    assert_eq!(browser.count(&format!("{PAYLOAD} svg")), 0);
    browser.assert_no_console_errors();
}

/// Mosquitto lets no such topic through, other brokers do.
#[test]
fn a_topic_may_be_as_long_as_deep_and_as_odd_as_mqtt_allows() {
    let rehearsal = Rehearsal::open();
    let browser = &rehearsal.browser;
    let mut line = rehearsal.enter(&[]);
    browser.go("#/topics");
    line.grants();
    let long = format!("notes/{}", "x".repeat(65_529));
    let deep = format!("notes/{}", ["y"; 999].join("/"));
    let odd = "notes/<script>alert(1)</script>\u{202e}\u{1}\u{7f}\n";
    for topic in [&long, &deep, odd] {
        line.tells(topic, "<img src=x onerror=alert(1)>");
    }
    browser.says("[data-testid='topics-tally']", "3 topics");
    browser.fill("Search", "notes");
    let shown = format!("{TOPIC_ROW} .name");
    browser.wait_for("rows", || (browser.count(&shown) > 10).then_some(()));
    let names = browser
        .evaluate("return [...document.querySelectorAll(arguments[0])].map(it => it.textContent)", vec![shown.into()]);
    let names: Vec<String> = serde_json::from_value(names).expect("names");
    assert!(names.iter().any(|name| name.ends_with("⟨202E⟩␁␡␊")), "{names:?}");
    assert!(names.iter().all(|name| name.chars().count() < 300), "what is long is shortened");
    browser.on(&format!("{TOPIC_ROW}[data-topic*='xxxxxxxxxx']"), "it.click()");
    browser.says(PAYLOAD, "<img src=x onerror=alert(1)>");
    assert_eq!(browser.count("img[src='x']"), 0);
    let is_wide = browser.evaluate("return document.documentElement.scrollWidth > innerWidth", vec![]);
    assert_eq!(is_wide, false);
    browser.assert_no_console_errors();
}
