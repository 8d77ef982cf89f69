//! What this user may do, as the page has learned it from a broker with the rules of `deploy`, and what passed over connections.

use std::time::Duration;

use e2e::{Browser, NO_BROKER, Stage, marks};
use home::wire::Weather;

const SOON: Duration = Duration::from_secs(30);
const CONNECTIONS: &str = "[data-testid='connections'] > li";

#[track_caller]
fn is(browser: &Browser, css: &str) {
    browser.wait_up_to(SOON, css, || (browser.count(css) > 0).then_some(()));
}

#[test]
fn what_may_be_read_and_written_is_learned_topic_by_topic() {
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    let browser = &stage.browser;
    for device in ["alicia:bulb_kitchen", "iotflow:sensor_001", "smarthome:1/ESP32_001"] {
        browser.wait_up_to(SOON, device, || browser.text(&marks::device(device)));
    }
    stage.go("#/broker/rights");
    is(browser, "[data-prefix='alicia/devices'][data-read='yes'][data-write='unknown']");
    is(browser, "[data-feature='commands'][data-verdict='unknown']");
    is(browser, "[data-feature='figures'][data-verdict='unknown']");
    browser.press("Find out");
    is(browser, "[data-prefix='alicia/commands'][data-write='yes']");
    is(browser, "[data-feature='commands'][data-verdict='yes']");
    for known in ["alicia/commands/+", "iotflow/devices/+/commands/control", "smarthome/1/+/commands"] {
        browser.says("[data-testid='rights']", known);
    }
    let told = browser.text("[data-testid='rights']").unwrap_or_default();
    assert!(!told.contains("May not"), "the shipped rules allow all: {told}");
    let family = browser.text("[data-feature='family']").unwrap_or_default();
    assert!(family.contains("topic readwrite alicia/dashboard/#"), "{family}");

    // Nobody but administrators may ask the plugin, which is not there either.
    stage.go("#/broker/users");
    is(browser, "[data-testid='no-users']");
    stage.go("#/broker/rights");
    is(browser, "[data-feature='users'][data-verdict='no']");
    is(browser, "[data-prefix='$CONTROL/dynamic-security/v1'][data-write='no']");
    browser.assert_no_console_errors();
}

#[test]
fn each_connection_is_told_with_what_passed_over_it_and_saved_as_a_file() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.log_in();
    stage.go("#/broker");
    is(browser, &format!("{CONNECTIONS}[data-live='true']"));
    stage.network.set(Weather::Cut);
    stage.wait_until_connection_is("waiting");
    stage.network.set(Weather::Fair);
    stage.wait_until_connection_is("live");
    browser.wait_up_to(SOON, "both connections", || {
        let ended = browser.count(&format!("{CONNECTIONS}[data-live='false']"));
        (ended >= 1 && browser.count(&format!("{CONNECTIONS}[data-live='true']")) == 1).then_some(())
    });
    let told = browser.text("[data-testid='connections']").unwrap_or_default();
    assert!(told.contains("MQTT 5") && told.contains("messages received: 0"), "{told}");

    // What the browser is given to save.
    browser.evaluate(
        "window.saved = []; const make = URL.createObjectURL;
         URL.createObjectURL = blob => { blob.text().then(text => saved.push(text)); return make.call(URL, blob); }",
        vec![],
    );
    let saved = |number: usize| {
        browser.wait_up_to(SOON, "the file", || {
            browser.evaluate(&format!("return window.saved[{number}] ?? null"), vec![]).as_str().map(str::to_owned)
        })
    };
    browser.press("Save as JSON");
    let json: serde_json::Value = serde_json::from_str(&saved(0)).expect("it is JSON");
    assert_eq!((&json["messagesReceived"], &json["messagesSent"]), (&0.into(), &0.into()), "{json}");
    assert!(json["connectionErrors"].as_u64().is_some_and(|errors| errors >= 1), "{json}");
    assert!(json["connections"].as_array().is_some_and(|all| all.len() >= 2), "{json}");
    browser.press("Save as CSV");
    assert!(saved(1).starts_with("since,live,until,version,reason,user,messagesReceived,"));
    browser.assert_no_console_errors_but(&[NO_BROKER]);
}
