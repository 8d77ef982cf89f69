//! Nothing that a broker carries stops the page.

use std::time::Duration;

use e2e::{Keep, Stage, marks};

/// Mosquitto 2.0.11 sends a large message to a WebSocket in parts, each only when something else happens.
const DELIVERED: Duration = Duration::from_secs(45);
const SOON: Duration = Duration::from_secs(30);
const HTML: &[u8] = b"<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";

#[test]
fn nonsense_is_listed_as_not_understood_and_the_page_lives_on() {
    let stage = Stage::open();
    stage.log_in();
    let browser = &stage.browser;
    let long_array = format!("[{}0]", "0,".repeat(1_000_000));
    let huge = vec![b'x'; 1_000_000];
    let nonsense: [(&str, &[u8]); 6] = [
        ("alicia/devices/bulb_not_json/status", b"{\"state\": "),
        ("alicia/devices/bulb_binary/status", &[0xff, 0xfe, 0x00, 0x80]),
        ("alicia/devices/bulb_html/status", HTML),
        ("home/é/x", HTML),
        ("alicia/devices/bulb_array/status", long_array.as_bytes()),
        ("alicia/devices/bulb_huge/status", &huge),
    ];
    for (topic, payload) in nonsense {
        stage.publish(topic, payload, Keep::Passing);
    }
    browser.wait_up_to(DELIVERED, "a device after the nonsense", || {
        stage.publish("alicia/sensors/after/temperature", b"21.5", Keep::Passing);
        browser.text(&marks::device("alicia:after"))
    });
    assert!(stage.counter(marks::MESSAGES_RECEIVED) > 6);
    assert!(stage.counter(marks::NOT_UNDERSTOOD) >= 2);
    stage.wait_until_connection_is("live");

    assert_eq!(
        browser.attribute(&marks::value("topic:home/é", "x"), "data-value").as_deref(),
        str::from_utf8(HTML).ok()
    );
    for route in ["#/activity", "#/topics", "#/"] {
        stage.go(route);
        browser.wait_for_text(if route == "#/activity" { "bulb_not_json" } else { "Alicia" });
        assert_ne!(browser.evaluate("return document.title", vec![]), "owned");
        assert_eq!(browser.count("img[src='x']"), 0, "on {route}");
    }
    browser.assert_no_console_errors();
}

#[test]
fn a_part_of_the_page_that_cannot_be_fetched_is_told_and_can_be_asked_for_again() {
    const DESK: &str = "page-desk-";
    let stage = Stage::open();
    stage.lose(DESK);
    stage.log_in();
    stage.go("#/settings");
    stage.browser.wait_for_text("This part of the page could not be fetched");
    stage.regain(DESK);
    stage.browser.press("Try again");
    stage.browser.wait_for_text("Appearance");
    stage.go("#/activity");
    stage.browser.wait_for_text("What was asked for");
    stage.browser.assert_no_console_errors_but(&["404"]);
}

#[test]
fn a_convention_whose_part_of_the_worker_cannot_be_fetched_is_named_and_can_be_asked_for_again() {
    const PART: &str = "worker-home_assistant-";
    const ATTIC: &[u8] = br#"{"name":"Attic","state_topic":"home/attic","unique_id":"attic"}"#;
    let stage = Stage::open();
    stage.lose(PART);
    stage.publish("homeassistant/sensor/attic/config", ATTIC, Keep::Retained);
    stage.log_in();
    stage.browser.wait_for_text("What speaks Home Assistant is not understood.");
    assert_eq!(stage.counter(marks::NOT_UNDERSTOOD), 1);
    stage.regain(PART);
    stage.browser.press("Try again");
    let attic = marks::device("home_assistant:sensor/attic");
    stage.browser.wait_up_to(SOON, "the device that was announced", || stage.browser.text(&attic));
    assert_eq!(stage.browser.count("[role=status] strong"), 0);
    stage.browser.assert_no_console_errors_but(&["404"]);
}
