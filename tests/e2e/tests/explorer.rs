//! The broker's topics, seen by whoever wants to look under the floor.

use e2e::{Browser, Keep, Stage, Window, marks};

const TREE: &str = "[data-testid='topic-tree']";
const CHOSEN: &str = "[data-testid='chosen-topic']";
const PAYLOAD: &str = "[data-testid='payload']";
const DOWN: &str = "\u{e015}";
const RIGHT: &str = "\u{e014}";
const LEFT: &str = "\u{e012}";

fn row(topic: &str) -> String {
    format!("{TREE} .topic-row[data-topic='{topic}']:not([hidden])")
}

#[track_caller]
fn says(browser: &Browser, css: &str, words: &str) {
    browser.wait_for(words, || browser.text(css).filter(|text| text.contains(words)));
}

fn rows(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll(arguments[0])]
        .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
        .map(it => it.dataset.topic)";
    let css = format!("{TREE} .topic-row:not([hidden])");
    serde_json::from_value(browser.evaluate(script, vec![css.into()])).expect("names")
}

#[test]
fn whatever_is_said_is_seen_as_a_tree_and_each_topic_with_its_messages() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.publish("alicia/notes/strange/thing", br#"{"state":"on","level":7}"#, Keep::Retained);
    stage.publish("alicia/notes/other", b"\xff\xfe", Keep::Retained);
    stage.log_in();
    stage.go("#/topics");
    says(browser, "[data-testid='topics-tally']", "2 topics");
    for level in ["alicia", "alicia/notes", "alicia/notes/strange"] {
        browser.on(&row(level), "it.click()");
    }
    says(browser, TREE, "thing");
    assert_eq!(
        rows(browser),
        ["alicia", "alicia/notes", "alicia/notes/other", "alicia/notes/strange", "alicia/notes/strange/thing"]
    );

    browser.on(&row("alicia/notes/strange/thing"), "it.click()");
    says(browser, CHOSEN, "alicia/notes/strange/thing");
    says(browser, CHOSEN, "stored by the broker");
    says(browser, PAYLOAD, "\"level\": 7");
    stage.publish("alicia/notes/strange/thing", br#"{"state":"on","level":8}"#, Keep::Passing);
    says(browser, PAYLOAD, "\"level\": 8");
    browser.on(&format!("{CHOSEN} input[type='checkbox']"), "it.click()");
    says(browser, &format!("{PAYLOAD} ins"), "\"level\": 8");
    says(browser, &format!("{PAYLOAD} del"), "\"level\": 7");
    browser.press("Older");
    says(browser, PAYLOAD, "\"level\": 7");
    stage.publish("alicia/notes/strange/thing", b"last", Keep::Passing);
    says(browser, CHOSEN, "Kept messages: 3");
    says(browser, PAYLOAD, "\"level\": 7");
    browser.press("Latest");
    says(browser, PAYLOAD, "last");

    browser.on(&row("alicia/notes/other"), "it.click()");
    says(browser, PAYLOAD, "000000  ff fe");
    browser.assert_no_console_errors();
}

#[test]
fn the_tree_is_searched_and_gone_through_by_keys() {
    let stage = Stage::open();
    let browser = &stage.browser;
    for topic in ["home/cellar/a/temp", "home/cellar/a/rssi", "home/cellar/b/temp", "home/roof/temp"] {
        stage.publish(topic, b"1", Keep::Retained);
    }
    stage.log_in();
    stage.go("#/topics");
    says(browser, "[data-testid='topics-tally']", "4 topics");
    browser.fill("Search", "home/cellar/+/temp");
    browser.wait_for("what was found", || {
        (rows(browser)
            == ["home", "home/cellar", "home/cellar/a", "home/cellar/a/temp", "home/cellar/b", "home/cellar/b/temp"])
        .then_some(())
    });
    browser.fill("Search", "home/#/x");
    browser.wait_for_text("# must be a level of its own, and the last one");
    browser.fill("Search", " ");
    browser.fill("Leave out", "roof, rssi");
    browser.wait_for("what is left", || (rows(browser) == ["home"]).then_some(()));
    says(browser, "[data-testid='topics-tally']", "2 in sight");

    browser.on(TREE, "it.focus()");
    browser.type_keys(DOWN);
    browser.wait_for_attribute(&row("home"), "aria-selected", "true");
    browser.type_keys(RIGHT);
    browser.wait_for("what is below", || (rows(browser) == ["home", "home/cellar"]).then_some(()));
    browser.type_keys(RIGHT);
    browser.wait_for_attribute(&row("home/cellar"), "aria-selected", "true");
    browser.type_keys(RIGHT);
    browser.wait_for("what is below that", || {
        (rows(browser) == ["home", "home/cellar", "home/cellar/a", "home/cellar/b"]).then_some(())
    });
    browser.type_keys(LEFT);
    browser.type_keys(LEFT);
    browser.wait_for_attribute(&row("home"), "aria-selected", "true");
    browser.assert_no_console_errors();
}

#[test]
fn a_device_leads_to_its_topic_also_on_a_phone() {
    let stage = Stage::open();
    let browser = &stage.browser;
    browser.resize(Window::PHONE);
    let said = br#"{"device_id":"attic","device_type":"temperature_sensor","temperature_celsius":21.5}"#;
    stage.publish("alicia/sensors/attic/status", said, Keep::Retained);
    stage.log_in();
    stage.go("#/topics/alicia%2Fsensors%2Fattic%2Fstatus");
    says(browser, CHOSEN, "alicia/sensors/attic/status");
    says(browser, PAYLOAD, "\"temperature_celsius\": 21.5");
    browser.wait_for_attribute(&row("alicia/sensors/attic/status"), "aria-selected", "true");
    stage.go("#/");
    browser.wait_for("the home", || browser.text(marks::DEVICE));
    browser.assert_no_console_errors();
}

#[test]
fn of_many_topics_the_page_has_the_rows_that_one_sees() {
    let stage = Stage::open();
    let browser = &stage.browser;
    let _home = stage.simulate(1_000);
    stage.log_in();
    stage.go("#/topics");
    browser.wait_for("a thousand topics", || {
        let topics = browser.attribute("[data-testid='topics-tally']", "data-topics")?;
        topics.parse::<u32>().is_ok_and(|topics| topics >= 1_000).then_some(())
    });
    browser.fill("Search", "#");
    browser.wait_for("all of them opened", || (rows(browser).len() > 20).then_some(()));
    let first = rows(browser);
    browser.on(TREE, "it.scrollTop = it.scrollHeight");
    browser.wait_for("the last ones", || {
        let last = rows(browser);
        (last.len() > 10 && !last.iter().any(|name| first.contains(name))).then_some(())
    });
    let nodes = browser.evaluate("return document.querySelectorAll('*').length", vec![]);
    assert!(nodes.as_u64().is_some_and(|nodes| nodes < 3_000), "{nodes}");
    browser.assert_no_console_errors();
}
