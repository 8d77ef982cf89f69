//! Templates that are programs: their engine comes when a home needs it, and a home that cannot have it shows what was said.

use std::time::Duration;

use e2e::{Keep, Stage, marks};
use serde_json::json;

const SOON: Duration = Duration::from_secs(30);
const ENGINE: &str = "engine-";
const NOT_FOUND: &str = "Failed to load resource: the server responded with a status of 404";
const ATTIC: &str = "home_assistant:attic";

#[test]
fn a_program_says_what_the_message_means() {
    let stage = announced();
    stage.publish("home/attic", br#"{"c":[20,21.5]}"#, Keep::Passing);
    assert_value(&stage, "fahrenheit", "69.4");
    assert_value(&stage, "celsius", "21.5");
    stage.browser.assert_no_console_errors();
}

#[test]
fn where_the_engine_is_not_to_be_had_what_was_said_is_shown_as_it_is_with_the_reason() {
    let stage = announced_after(|stage| stage.lose(ENGINE));
    stage.publish("home/attic", br#"{"c":[20,21.5]}"#, Keep::Passing);
    assert_value(&stage, "celsius", "21.5");
    assert_value(&stage, "fahrenheit", r#"{"c":[20,21.5]}"#);
    stage.go("#/activity");
    stage
        .browser
        .wait_up_to(SOON, "the reason", || stage.browser.page_text().contains("could not be loaded").then_some(()));
    stage.browser.assert_no_console_errors_but(&[NOT_FOUND]);
}

/// Logged in to a home with a sensor, one of whose templates is a program.
fn announced() -> Stage {
    announced_after(|_| ())
}

fn announced_after(prepare: impl FnOnce(&Stage)) -> Stage {
    let stage = Stage::open();
    prepare(&stage);
    let program = "{% set warm = value_json.c | max %}{{ (warm * 9 / 5 + 32 - 1.3) | round(1) }}";
    for (key, template) in [("fahrenheit", program), ("celsius", "{{ value_json.c[1] }}")] {
        let announcement = json!({
            "name": key, "state_topic": "home/attic", "value_template": template, "unique_id": key,
            "device": { "identifiers": ["attic"], "name": "Attic" },
        });
        let topic = format!("homeassistant/sensor/attic/{key}/config");
        stage.publish(&topic, announcement.to_string().as_bytes(), Keep::Retained);
    }
    stage.log_in();
    stage.go(&marks::device_route(ATTIC));
    stage.browser.wait_up_to(SOON, "the device", || stage.browser.text(&marks::property(ATTIC, "celsius")));
    stage
}

fn assert_value(stage: &Stage, property: &str, expected: &str) {
    let value = marks::value(ATTIC, property);
    let is_shown = || (stage.browser.attribute(&value, "data-value")? == expected).then_some(());
    stage.browser.wait_up_to(SOON, &format!("{property} to be {expected}"), is_shown);
}
