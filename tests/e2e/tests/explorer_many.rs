//! A hundred thousand topics, seen by whoever wants to look under the floor.

use std::time::Duration;

use e2e::{
    Browser, Stage,
    marks::{self, CHOSEN_TOPIC, TOPIC_TREE},
    soak::memory,
};

const TALLY: &str = "[data-testid='topics-tally']";
/// However slow the machine is.
const PATIENCE: Duration = Duration::from_mins(2);
const TOPICS: usize = 100_000;
/// Bytes of the worker's memory that they may take.
const MOST: u64 = 40_000_000;

/// `alicia/notes/site3/floor2/room13/device4/temperature`
fn topic(number: usize) -> String {
    const QUANTITIES: [&str; 5] = ["temperature", "humidity", "power", "battery", "state"];
    let (quantity, device) = (QUANTITIES[number % 5], number / 5 % 10);
    let (room, floor, site) = (number / 50 % 20, number / 1_000 % 10, number / 10_000);
    format!("alicia/notes/site{site}/floor{floor}/room{room}/device{device}/{quantity}")
}

fn payload(number: usize) -> String {
    format!(r#"{{"value":{}.5,"unit":"°C","battery":{}}}"#, number % 40, number % 100)
}

fn tells(browser: &Browser, words: &str) {
    browser.wait_up_to(PATIENCE, words, || browser.text(TALLY).filter(|text| text.contains(words)));
}

#[test]
fn a_hundred_thousand_topics_are_opened_scrolled_through_searched_and_chosen() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.publish_all((0..TOPICS).map(|number| (topic(number), payload(number))));
    stage.log_in();
    browser.wait_for("the home", || browser.text(marks::CONNECTION));
    let before = memory::of_worker(&stage);
    stage.go("#/topics");
    browser.wait_up_to(PATIENCE, "all of them", || {
        let topics = browser.attribute(TALLY, "data-topics")?;
        (topics.parse() == Ok(TOPICS)).then_some(())
    });
    let taken = memory::of_worker(&stage) - before;
    eprintln!("{TOPICS} topics take {taken} bytes of the worker");
    assert!(taken < MOST, "{taken}");

    // Searched for, everything is open.
    browser.fill("Search", "alicia/#");
    browser.wait_up_to(PATIENCE, "all of them opened", || (browser.topics_in_sight().len() > 10).then_some(()));
    tells(browser, "100,000 in sight");
    let (first, mut seen) = (browser.topics_in_sight(), Vec::new());
    for part in ["0.5", "1"] {
        browser.on(TOPIC_TREE, &format!("it.scrollTop = it.scrollHeight * {part}"));
        let here = browser.wait_for("what is there", || {
            let here = browser.topics_in_sight();
            (here.len() > 10 && !here.iter().any(|name| first.contains(name) || seen.contains(name))).then_some(here)
        });
        seen.extend(here);
    }
    assert_eq!(seen.last().map(String::as_str), Some("alicia/notes/site9/floor9/room9/device9/temperature"));
    let nodes = browser.evaluate("return document.querySelectorAll('*').length", vec![]);
    assert!(nodes.as_u64().is_some_and(|nodes| nodes < 3_000), "{nodes}");

    browser.fill("Search", "room13 humidity");
    tells(browser, "1,000 in sight");
    browser.fill("Search", "alicia/notes/site3/+/room7/+/power");
    tells(browser, "100 in sight");
    let sought = "alicia/notes/site3/floor0/room7/device0/power";
    let row = marks::topic_row(sought);
    browser.wait_for("the first that was found", || (browser.count(&row) > 0).then_some(()));
    browser.on(&row, "it.click()");
    browser
        .wait_for("what is said there", || browser.text(CHOSEN_TOPIC).filter(|text| text.contains("\"unit\": \"°C\"")));
    browser.wait_for("its name", || browser.text(CHOSEN_TOPIC).filter(|text| text.contains(sought)));
    browser.assert_no_console_errors();
}
