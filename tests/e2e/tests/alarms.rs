//! Alarms in a real browser: made on the page, called out, known, over; and what the browser is asked to do about them.

use std::time::Duration;

use e2e::{Browser, Keep, Stage, marks};
use serde_json::json;

const SOON: Duration = Duration::from_secs(30);
const SENSOR: &str = "iotflow:greenhouse";
const BOARD: &str = "smarthome:1/ESP32_001";
const ATTENTION: &str = "[data-testid='attention']";
const RULE: &str = "[data-testid='rule']";
const RULES: &str = "[data-testid='rules']";
const OPEN: &str = "[data-testid='open-alarms']";
const PAST: &str = "[data-testid='past-alarms']";

#[test]
fn an_alarm_made_on_the_page_stands_on_the_home_page_until_it_is_known_and_outlives_a_reload() {
    let stage = with_sensor();
    let browser = &stage.browser;
    make_rule(&stage, "30");
    stage.go("#/");
    browser.wait_up_to(SOON, "the devices", || browser.text(&marks::device(SENSOR)));
    assert_eq!(browser.count(ATTENTION), 0, "nothing is loud while all is well");
    measure(&stage, 31);
    wait_for(browser, ATTENTION, "Too hot");
    wait_for(browser, ATTENTION, "31 °C");
    browser.wait_up_to(SOON, "its number in the title", || title(browser).starts_with("(1) ").then_some(()));

    browser.reload();
    stage.log_in();
    wait_for(browser, ATTENTION, "last known");
    measure(&stage, 32);
    browser.wait_up_to(SOON, "it to be so now", || {
        browser.text(ATTENTION).filter(|words| words.contains("Too hot") && !words.contains("last known"))
    });
    browser.press("Acknowledge Too hot");
    browser.wait_up_to(SOON, "silence", || (browser.count(ATTENTION) == 0).then_some(()));
    browser.wait_until("no number in the title", || !title(browser).starts_with('('));

    stage.go("#/alarms");
    wait_for(browser, OPEN, "acknowledged");
    measure(&stage, 25);
    wait_for(browser, PAST, "Too hot");
    browser.assert_no_console_errors();
}

#[test]
fn a_rule_is_changed_switched_off_and_deleted() {
    let stage = with_sensor();
    let browser = &stage.browser;
    make_rule(&stage, "30");
    browser.press("Edit Too hot");
    browser.fill("Limit", "15");
    browser.fill("Name", "Warm");
    browser.press("Keep the alarm");
    wait_for(browser, OPEN, "Warm");
    wait_for(browser, RULE, "above 15 °C");
    assert_eq!(browser.count(RULE), 1, "it is another one in the same place");
    browser.click(&format!("{RULE} [role='switch']"));
    wait_for(browser, PAST, "Warm");
    browser.press("Delete Warm");
    browser.wait_up_to(SOON, "no rule", || (browser.count(RULE) == 0).then_some(()));
    browser.assert_no_console_errors();
}

#[test]
fn what_the_board_itself_warns_above_is_an_alarm_after_one_press() {
    let stage = Stage::open();
    let browser = &stage.browser;
    let config = br#"{"config":{"alertThresholds":{"gas":800}}}"#;
    stage.publish("smarthome/1/ESP32_001/config", config, Keep::Retained);
    stage.log_in();
    let gas = |ppm: u32| {
        let payload = format!(r#"{{"gasPpm":{ppm}}}"#);
        stage.publish("smarthome/1/ESP32_001/telemetry", payload.as_bytes(), Keep::Passing);
    };
    gas(400);
    browser.wait_up_to(SOON, "the board", || browser.text(&marks::device(BOARD)));
    stage.go(&marks::device_route(BOARD));
    wait_for(browser, "[data-testid='offered-alarms']", "above 800 ppm");
    browser.press("Make it an alarm: Gas");
    browser
        .wait_up_to(SOON, "no offer any more", || (browser.count("[data-testid='offered-alarms']") == 0).then_some(()));
    gas(900);
    stage.go("#/");
    wait_for(browser, ATTENTION, "900 ppm");
    browser.assert_no_console_errors();
}

#[test]
fn who_agreed_is_told_by_notification_tone_and_badge_also_in_a_hidden_tab() {
    let stage = with_sensor();
    let browser = &stage.browser;
    browser.devtools("Browser.grantPermissions", &json!({ "permissions": ["notifications"] }));
    let spy = "
        window.told = { notifications: [], badges: [], notes: 0 };
        window.Notification = new Proxy(Notification, {
            construct(real, [title, options]) {
                told.notifications.push(`${title}: ${options.body}`);
                return Reflect.construct(real, [title, options]);
            },
        });
        navigator.setAppBadge = async count => void told.badges.push(count);
        navigator.clearAppBadge = async () => void told.badges.push(0);
        const make = AudioContext.prototype.createOscillator;
        AudioContext.prototype.createOscillator = function () { told.notes += 1; return make.call(this); };";
    browser.evaluate(spy, vec![]);
    make_rule(&stage, "30");
    measure(&stage, 31);
    browser.wait_up_to(SOON, "a badge", || badge(browser).filter(|count| *count == 1));
    assert_eq!(told(browser, "notifications"), Some(json!([])), "nobody agreed");
    browser.press("Acknowledge Too hot");
    browser.wait_up_to(SOON, "no badge", || badge(browser).filter(|count| *count == 0));

    stage.go("#/settings");
    for nth in [1, 2] {
        browser.click(&format!(".telling label:nth-of-type({nth}) input"));
    }
    measure(&stage, 20);
    stage.go(&marks::device_route(SENSOR));
    // Within a minute it would be the same alarm, which is known.
    make_rule_called(&stage, "Very hot", "40");
    browser.hide();
    measure(&stage, 41);
    browser.wait_up_to(SOON, "a notification", || {
        let told = told(browser, "notifications")?;
        told.get(0)?
            .as_str()
            .filter(|words| words.starts_with("Very hot: ") && words.contains("41\u{a0}°C"))
            .map(str::to_owned)
    });
    browser.wait_until("one tone of two notes", || told(browser, "notes") == Some(json!(2)));
    browser.assert_no_console_errors();
}

#[test]
fn a_browser_that_shows_no_notifications_is_done_without_and_the_reason_said() {
    let stage = with_sensor();
    let browser = &stage.browser;
    browser
        .devtools("Browser.setPermission", &json!({ "permission": { "name": "notifications" }, "setting": "denied" }));
    stage.go("#/settings");
    wait_for(browser, ".telling", "its settings for this page can change that");
    assert_eq!(browser.count(".telling input:disabled"), 1);
    browser.assert_no_console_errors();
}

#[test]
fn what_is_always_the_same_has_no_bell() {
    let stage = Stage::open();
    let browser = &stage.browser;
    for (object, unit, said) in [("heat", Some("°C"), "21"), ("version", None, "1.4.2")] {
        let mut announced = json!({
            "name": object, "unique_id": object, "state_topic": format!("homeassistant/sensor/{object}/state"),
            "entity_category": "diagnostic", "device": {"identifiers": ["pump"], "name": "Pump"},
        });
        if let Some(unit) = unit {
            announced["unit_of_measurement"] = json!(unit);
        }
        stage.publish(
            &format!("homeassistant/sensor/{object}/config"),
            announced.to_string().as_bytes(),
            Keep::Retained,
        );
        stage.publish(&format!("homeassistant/sensor/{object}/state"), said.as_bytes(), Keep::Retained);
    }
    stage.log_in();
    stage.go(&marks::device_route("home_assistant:pump"));
    for said in ["21", "1.4.2"] {
        wait_for(browser, "#content", said);
    }
    browser.wait_up_to(SOON, "a bell", || (browser.count(".to-alarm") > 0).then_some(()));
    assert_eq!(browser.count(".to-alarm"), 1, "beside what may be another");
    browser.assert_no_console_errors();
}

/// Logged in to a home with one sensor.
fn with_sensor() -> Stage {
    let stage = Stage::open();
    stage.log_in();
    measure(&stage, 20);
    stage.browser.wait_up_to(SOON, "the sensor", || stage.browser.text(&marks::device(SENSOR)));
    stage
}

fn measure(stage: &Stage, celsius: i32) {
    let payload = format!(r#"{{"temperature":{celsius}}}"#);
    stage.publish("iotflow/devices/greenhouse/telemetry/sensors", payload.as_bytes(), Keep::Passing);
}

fn make_rule(stage: &Stage, limit: &str) {
    make_rule_called(stage, "Too hot", limit);
}

fn make_rule_called(stage: &Stage, name: &str, limit: &str) {
    let browser = &stage.browser;
    stage.go(&marks::device_route(SENSOR));
    browser.click(".entry:has([data-property='temperature']) .to-alarm");
    browser.fill("Limit", limit);
    browser.fill("Over again below by", "2");
    browser.fill("Name", name);
    browser.press("Keep the alarm");
    wait_for(browser, RULES, &format!("above {limit} °C"));
}

fn wait_for(browser: &Browser, css: &str, words: &str) {
    browser.wait_up_to(SOON, words, || browser.text(css).filter(|text| text.contains(words)));
}

fn title(browser: &Browser) -> String {
    browser.evaluate("return document.title", vec![]).as_str().unwrap_or_default().to_owned()
}

fn told(browser: &Browser, what: &str) -> Option<serde_json::Value> {
    browser.evaluate("return window.told[arguments[0]]", vec![what.into()]).into()
}

/// The number that the page's icon has now, if it was given one.
fn badge(browser: &Browser) -> Option<u64> {
    told(browser, "badges")?.as_array()?.last()?.as_u64()
}
