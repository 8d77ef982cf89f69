//! The broker's topics, seen by whoever wants to look under the floor.

use e2e::{
    Keep, Stage, Window,
    marks::{self, CHOSEN_TOPIC, TOPIC_TREE},
};

const PAYLOAD: &str = "[data-testid='payload']";
const DOWN: &str = "\u{e015}";
const RIGHT: &str = "\u{e014}";
const LEFT: &str = "\u{e012}";

#[test]
fn whatever_is_said_is_seen_as_a_tree_and_each_topic_with_its_messages() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.publish("alicia/notes/strange/thing", br#"{"state":"on","level":7}"#, Keep::Retained);
    stage.publish("alicia/notes/other", b"\xff\xfe", Keep::Retained);
    stage.log_in();
    stage.go("#/topics");
    browser.says("[data-testid='topics-tally']", "2 topics");
    for level in ["alicia", "alicia/notes", "alicia/notes/strange"] {
        browser.on(&marks::topic_row(level), "it.click()");
    }
    browser.says(TOPIC_TREE, "thing");
    browser.wait_until("all of the tree", || {
        browser.topics_in_sight()
            == ["alicia", "alicia/notes", "alicia/notes/other", "alicia/notes/strange", "alicia/notes/strange/thing"]
    });

    browser.on(&marks::topic_row("alicia/notes/strange/thing"), "it.click()");
    browser.says(CHOSEN_TOPIC, "alicia/notes/strange/thing");
    browser.says(CHOSEN_TOPIC, "stored by the broker");
    browser.says(PAYLOAD, "\"level\": 7");
    browser.on(&format!("{PAYLOAD} summary"), "it.click()");
    let is_folded = || browser.text(PAYLOAD).is_some_and(|shown| shown.starts_with('{') && !shown.contains("level"));
    browser.wait_until("a folded branch", is_folded);
    stage.publish("alicia/notes/strange/thing", br#"{"state":"on","level":8}"#, Keep::Passing);
    browser.says(CHOSEN_TOPIC, "Kept messages: 2");
    browser.wait_until("a branch that stays folded", is_folded);
    browser.on(&format!("{PAYLOAD} summary"), "it.click()");
    browser.says(PAYLOAD, "\"level\": 8");
    browser.on(&format!("{CHOSEN_TOPIC} input[type='checkbox']"), "it.click()");
    browser.says(&format!("{PAYLOAD} ins"), "\"level\": 8");
    browser.says(&format!("{PAYLOAD} del"), "\"level\": 7");
    browser.press("Older");
    browser.says(PAYLOAD, "\"level\": 7");
    stage.publish("alicia/notes/strange/thing", b"last", Keep::Passing);
    browser.says(CHOSEN_TOPIC, "Kept messages: 3");
    browser.says(PAYLOAD, "\"level\": 7");
    browser.press("Latest");
    browser.says(PAYLOAD, "last");

    browser.on(&marks::topic_row("alicia/notes/other"), "it.click()");
    browser.says(PAYLOAD, "000000  ff fe");
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
    browser.says("[data-testid='topics-tally']", "4 topics");
    browser.fill("Search", "home/cellar/+/temp");
    browser.wait_for("what was found", || {
        (browser.topics_in_sight()
            == ["home", "home/cellar", "home/cellar/a", "home/cellar/a/temp", "home/cellar/b", "home/cellar/b/temp"])
        .then_some(())
    });
    browser.fill("Search", "home/#/x");
    browser.wait_for_text("# must be a level of its own, and the last one");
    browser.fill("Search", " ");
    browser.fill("Leave out", "roof, rssi");
    browser.wait_for("what is left", || (browser.topics_in_sight() == ["home"]).then_some(()));
    browser.says("[data-testid='topics-tally']", "2 in sight");

    browser.on(TOPIC_TREE, "it.focus()");
    browser.type_keys(DOWN);
    browser.wait_for_attribute(&marks::topic_row("home"), "aria-selected", "true");
    browser.type_keys(RIGHT);
    browser.wait_for("what is below", || (browser.topics_in_sight() == ["home", "home/cellar"]).then_some(()));
    browser.type_keys(RIGHT);
    browser.wait_for_attribute(&marks::topic_row("home/cellar"), "aria-selected", "true");
    browser.type_keys(RIGHT);
    browser.wait_for("what is below that", || {
        (browser.topics_in_sight() == ["home", "home/cellar", "home/cellar/a", "home/cellar/b"]).then_some(())
    });
    browser.type_keys(LEFT);
    browser.type_keys(LEFT);
    browser.wait_for_attribute(&marks::topic_row("home"), "aria-selected", "true");
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
    let home = browser.wait_for("the sensor", || browser.attribute(marks::DEVICE, "data-device-id"));
    stage.go(&marks::device_route(&home));
    browser.wait_for("its page", || browser.text("#content h1"));
    browser.on("[data-testid='topics']", "it.open = true");
    let way = ".topic-line a[href='#/topics/alicia%2Fsensors%2Fattic%2Fstatus']";
    browser.wait_for("where it speaks", || browser.text(way));
    browser.on(way, "it.click()");
    browser.says(CHOSEN_TOPIC, "alicia/sensors/attic/status");
    browser.says(PAYLOAD, "\"temperature_celsius\": 21.5");
    browser.wait_for_attribute(&marks::topic_row("alicia/sensors/attic/status"), "aria-selected", "true");
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
    browser.wait_for("all of them opened", || (browser.topics_in_sight().len() > 20).then_some(()));
    let first = browser.topics_in_sight();
    browser.on(TOPIC_TREE, "it.scrollTop = it.scrollHeight");
    browser.wait_for("the last ones", || {
        let last = browser.topics_in_sight();
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
    browser.says(PAYLOAD, "none");
    let besides: [&[&str]; 5] = [
        &["content-type", "image/gif"],
        &["response-topic", "alicia/notes/answers"],
        &["correlation-data", "question 7"],
        &["message-expiry-interval", "7200"],
        &["user-property", "camera\u{202e}", "<script>"],
    ];
    stage.publish_saying("alicia/notes/picture", PICTURE, &besides);
    browser.wait_for_attribute(&format!("{CHOSEN_TOPIC} [data-testid='picture']"), "data-shown", "");
    let is_there = format!("return document.querySelector(`{CHOSEN_TOPIC} img`).naturalWidth");
    browser.wait_for("a picture of one point", || (browser.evaluate(&is_there, vec![]) == 1).then_some(()));
    for words in ["image/gif", "alicia/notes/answers", "question 7", "2 h", "camera⟨202E⟩", "<script>"] {
        browser.says("[data-testid='properties']", words);
    }
    stage.publish_saying("alicia/notes/picture", b"no picture at all", &besides[..1]);
    browser.says(PAYLOAD, "no picture at all");
    browser.says("[data-testid='but']", "It is said to be a picture");

    stage.publish_saying("alicia/notes/picture", b"\x82\xa1t\x15\xa2on\xc3", &besides[1..2]);
    browser.says(PAYLOAD, "{\n  \"t\": 21,\n  \"on\": true\n}");
    browser.says(CHOSEN_TOPIC, "MessagePack");
    browser.on("[data-testid='properties'] a", "it.click()");
    browser.says(CHOSEN_TOPIC, "alicia/notes/answers");
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
    browser.says("[data-testid='meaning']", "Read as");
    browser.choose(&format!("{CHOSEN_TOPIC} select:has(option[value='=temperature_celsius'])"), "=temperature_celsius");
    let plotted = "[data-testid='plotted']";
    browser.wait_for_attribute(plotted, "data-points", "0");
    browser.says(".followed", "what the broker had stored is not charted");
    for (temperature, points) in [("23.25", "1"), ("22", "2")] {
        stage.publish(attic, said(temperature).as_bytes(), Keep::Passing);
        browser.wait_for_attribute(plotted, "data-points", points);
    }
    browser.says(".followed", "latest 22, least 22, greatest 23.25");
    let path = browser.attribute(&format!("{plotted} path"), "d").expect("a line");
    assert!(path.starts_with('M') && path.contains('L'), "{path}");
    browser.says("[data-testid='meaning']", "Temperature");
    browser.press("Pin");
    browser.press("Unpin");
    browser.press("Pin");

    browser.reload();
    stage.log_in();
    browser.wait_for("the pinned topic", || browser.text(".pins").filter(|text| text.contains(attic)));
    stage.go("#/topics/alicia%2Fnotes%2Fother");
    browser.says(CHOSEN_TOPIC, "alicia/notes/other");
    browser.says("[data-testid='meaning']", "No convention listens here.");
    browser.fill("Search", "other");
    browser.wait_for("only the other", || (browser.count(&marks::topic_row(attic)) == 0).then_some(()));
    browser.on(".pins .chip", "it.click()");
    browser.wait_for_attribute(&marks::topic_row(attic), "aria-selected", "true");
    browser.on("[data-testid='meaning'] a", "it.click()");
    browser.wait_for("the page of the device", || browser.text("h1").filter(|text| text.contains("Attic")));
    browser.assert_no_console_errors();
}
