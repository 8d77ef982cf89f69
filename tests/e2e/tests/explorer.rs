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

/// A picture of one point.
const PICTURE: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\
    \x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

fn chosen_by_link(topic: &str) -> String {
    format!("#/topics/{}", topic.replace('/', "%2F"))
}

#[test]
fn a_message_is_shown_with_all_that_it_says_besides_and_as_what_it_is() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.publish("alicia/notes/answers", b"none", Keep::Retained);
    stage.publish("alicia/notes/picture", b"none", Keep::Retained);
    stage.log_in();
    stage.go(&chosen_by_link("alicia/notes/picture"));
    says(browser, PAYLOAD, "none");
    let besides: [&[&str]; 5] = [
        &["content-type", "image/gif"],
        &["response-topic", "alicia/notes/answers"],
        &["correlation-data", "question 7"],
        &["message-expiry-interval", "7200"],
        &["user-property", "camera\u{202e}", "<script>"],
    ];
    stage.publish_saying("alicia/notes/picture", PICTURE, &besides);
    browser.wait_for_attribute(&format!("{CHOSEN} [data-testid='picture']"), "data-shown", "");
    let is_there = format!("return document.querySelector(`{CHOSEN} img`).naturalWidth");
    browser.wait_for("a picture of one point", || (browser.evaluate(&is_there, vec![]) == 1).then_some(()));
    for words in ["image/gif", "alicia/notes/answers", "question 7", "2 h", "camera⟨202E⟩", "<script>"] {
        says(browser, "[data-testid='properties']", words);
    }
    stage.publish_saying("alicia/notes/picture", b"no picture at all", &besides[..1]);
    says(browser, PAYLOAD, "no picture at all");
    says(browser, "[data-testid='but']", "It is said to be a picture");

    stage.publish_saying("alicia/notes/picture", b"\x82\xa1t\x15\xa2on\xc3", &besides[1..2]);
    says(browser, PAYLOAD, "{\n  \"t\": 21,\n  \"on\": true\n}");
    says(browser, CHOSEN, "MessagePack");
    browser.on("[data-testid='properties'] a", "it.click()");
    says(browser, CHOSEN, "alicia/notes/answers");
    browser.assert_no_console_errors();
}

#[test]
fn a_number_is_charted_and_a_topic_stays_pinned_and_says_what_became_of_it() {
    let stage = Stage::open();
    let browser = &stage.browser;
    let attic = "alicia/sensors/attic/status";
    let said = |temperature: &str| {
        format!(r#"{{"device_id":"attic","device_type":"temperature_sensor","temperature_celsius":{temperature}}}"#)
    };
    stage.publish(attic, said("21.5").as_bytes(), Keep::Retained);
    stage.publish("alicia/notes/other", b"1", Keep::Retained);
    stage.log_in();
    stage.go(&chosen_by_link(attic));
    says(browser, "[data-testid='meaning']", "Read as");
    browser.choose(&format!("{CHOSEN} select:has(option[value='=temperature_celsius'])"), "=temperature_celsius");
    let plotted = "[data-testid='plotted']";
    browser.wait_for_attribute(plotted, "data-points", "0");
    says(browser, ".followed", "what the broker had stored is not charted");
    for (temperature, points) in [("23.25", "1"), ("22", "2")] {
        stage.publish(attic, said(temperature).as_bytes(), Keep::Passing);
        browser.wait_for_attribute(plotted, "data-points", points);
    }
    says(browser, ".followed", "latest 22, least 22, greatest 23.25");
    let path = browser.attribute(&format!("{plotted} path"), "d").expect("a line");
    assert!(path.starts_with('M') && path.contains('L'), "{path}");
    says(browser, "[data-testid='meaning']", "Temperature");
    browser.press("Pin");
    browser.press("Unpin");
    browser.press("Pin");

    browser.reload();
    stage.log_in();
    browser.wait_for("the pinned topic", || browser.text(".pins").filter(|text| text.contains(attic)));
    stage.go("#/topics/alicia%2Fnotes%2Fother");
    says(browser, CHOSEN, "alicia/notes/other");
    says(browser, "[data-testid='meaning']", "No convention listens here.");
    browser.fill("Search", "other");
    browser.wait_for("only the other", || (browser.count(&row(attic)) == 0).then_some(()));
    browser.on(".pins .chip", "it.click()");
    browser.wait_for_attribute(&row(attic), "aria-selected", "true");
    browser.on("[data-testid='meaning'] a", "it.click()");
    browser.wait_for("the page of the device", || browser.text("h1").filter(|text| text.contains("Attic")));
    browser.assert_no_console_errors();
}

#[test]
fn a_topic_may_be_as_odd_as_a_broker_allows() {
    let stage = Stage::open();
    let browser = &stage.browser;
    let long = format!("alicia/notes/{}", "x".repeat(65_000));
    let deep = format!("alicia/notes/{}", ["y"; 150].join("/"));
    let odd = "alicia/notes/<script>alert(1)</script>\u{202e}";
    stage.publish_all([&long, &deep, odd].map(|topic| (topic.to_owned(), "<img src=x>".to_owned())));
    stage.log_in();
    stage.go("#/topics");
    says(browser, "[data-testid='topics-tally']", "3 topics");
    browser.fill("Search", "notes");
    let shown = format!("{TREE} .topic-row:not([hidden]) .name");
    browser.wait_for("rows", || (browser.count(&shown) > 10).then_some(()));
    let names = browser
        .evaluate("return [...document.querySelectorAll(arguments[0])].map(it => it.textContent)", vec![shown.into()]);
    let names: Vec<String> = serde_json::from_value(names).expect("names");
    assert!(names.iter().any(|name| name == "script>⟨202E⟩"), "{names:?}");
    assert!(names.iter().all(|name| name.chars().count() < 300), "what is long is shortened");
    browser.on(&format!("{TREE} .topic-row[data-topic*='xxxxxxxxxx']:not([hidden])"), "it.click()");
    says(browser, PAYLOAD, "<img src=x>");
    let is_wide = browser.evaluate("return document.documentElement.scrollWidth > innerWidth", vec![]);
    assert_eq!(is_wide, false);
    browser.assert_no_console_errors();
}
