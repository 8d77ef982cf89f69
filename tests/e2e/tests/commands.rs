//! Commands on a real Mosquitto with the access rules that are shipped: what they come to, one by one and together.

use std::time::Duration;

use e2e::{Browser, Deed, Keep, Stage, marks};
use serde_json::{Value, json};

const SOON: Duration = Duration::from_secs(30);
const TAB: &str = "\u{e004}";

fn request(browser: &Browser, css: &str) -> Option<String> {
    browser.attribute(css, "data-request")
}

/// Clicks the button of this name, wherever it is on the page.
#[track_caller]
fn press(browser: &Browser, name: &str) {
    browser.press_in("body", name);
}

#[test]
fn of_a_fleet_of_fifty_three_are_silent_and_two_fail() {
    const FLEET: &str = "iotflow:fleet/greenhouse";
    let stage = Stage::open();
    stage.publish("iotflow/fleet/status/greenhouse", br#"{"group":"greenhouse","devices":50}"#, Keep::Retained);
    stage.log_in();
    stage.go(&marks::device_route(FLEET));
    let (browser, led) = (&stage.browser, marks::property(FLEET, "led"));
    let order = stage.overhear("iotflow/fleet/commands/greenhouse");
    browser.wait_up_to(SOON, "the fleet", || browser.text(&led));
    browser.does(Deed::Presses("On"), &led);
    let order: Value = serde_json::from_str(&order.message()).expect("orders are JSON");
    assert_eq!(order["command"], "led_on");
    for member in 1..=47 {
        let outcome = if member % 20 == 0 { r#""error","message":"no LED""# } else { r#""success""# };
        let answer = format!(r#"{{"command_id":{},"device_id":{member},"status":{outcome}}}"#, order["command_id"]);
        stage.publish(&format!("iotflow/devices/{member}/telemetry/events"), answer.as_bytes(), Keep::Passing);
    }
    browser.says(&led, "45 of 50 confirmed, 2 failed, 3 silent");
    assert_eq!(request(browser, &led).as_deref(), Some("unconfirmed"));
    browser.says(".steps", "40: no LED");
    browser.assert_no_console_errors();
}

#[test]
fn what_this_user_may_not_is_refused_at_once_and_said_before_one_tries_again() {
    const PUMP: &str = "home_assistant:switch/pump";
    let announced = br#"{"name":"Pump","command_topic":"private/pump/set","state_topic":"home/pump"}"#;
    let stage = Stage::open();
    stage.publish("homeassistant/switch/pump/config", announced, Keep::Retained);
    stage.publish("home/pump", b"OFF", Keep::Retained);
    stage.log_in();
    stage.go(&marks::device_route(PUMP));
    let (browser, pump, switch) = (&stage.browser, marks::property(PUMP, "pump"), marks::switch(PUMP, "pump"));
    browser.wait_up_to(SOON, "the pump", || browser.text(&pump));
    browser.click(&switch);
    let is_refused = || request(browser, &pump).filter(|stage| stage == "refused");
    browser.wait_for("the refusal", is_refused);
    browser.says(&pump, "the broker's access rules do not let this user publish to this topic");
    browser.says(&format!("{pump} [data-testid='barred']"), "does not let this user publish to private/pump/set");
    assert!(browser.attribute(&switch, "disabled").is_some(), "greyed");
    stage.go("#/broker/rights");
    browser.says("[data-testid='rights']", "May not publish");

    stage.go(&marks::device_route(PUMP));
    press(browser, "Try anyway");
    browser.wait_up_to(SOON, "the switch", || browser.attribute(&switch, "disabled").is_none().then_some(()));
    browser.assert_no_console_errors();
}

#[test]
fn several_devices_are_asked_at_once_made_a_scene_of_and_all_of_it_outlives_the_page() {
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    let browser = &stage.browser;
    let lamps = ["alicia:bulb_kitchen", "alicia:bulb_living", "iotflow:esp32_garage"];
    for lamp in lamps {
        browser.wait_up_to(SOON, lamp, || browser.text(&marks::device(lamp)));
    }
    stage.go("#/devices");
    browser.wait_up_to(SOON, "the devices", || browser.text(".chips"));
    press(browser, "Several at once");
    for lamp in lamps {
        browser.on(&format!("{} .pick", marks::device(lamp)), "it.click()");
    }
    browser.says("[data-testid='together']", "3 devices picked");
    let together = "[data-testid='together']";
    browser.wait_up_to(SOON, "all to be known", || browser.text(together).filter(|it| !it.contains("On or off (")));
    browser.press_in(together, "On");
    browser.says(&format!("{together} [data-testid='tally']"), "3 of 3 confirmed");
    browser.on(".together form input", "it.value = 'Evening'; it.form.requestSubmit()");
    browser
        .wait_up_to(SOON, "the scene", || browser.text("[data-testid='scenes']").filter(|it| it.contains("Evening")));
    browser.press_in(together, "Off");
    browser.says(together, "On or off: off");
    browser.says(&format!("{together} [data-testid='tally']"), "3 of 3 confirmed");

    let kept = || {
        let record = browser.evaluate("return localStorage['alicia.record'] ?? ''", vec![]);
        (record.as_str()?.matches("\"confirmed\"").count() >= 6).then_some(())
    };
    browser.wait_up_to(SOON, "all of it to be kept", kept);
    browser.reload();
    stage.log_in();
    // Of what is not known yet, nothing would be sent.
    let switches = [marks::switch(lamps[0], "state"), marks::switch(lamps[1], "state"), marks::switch(lamps[2], "led")];
    for switch in &switches {
        browser.wait_up_to(SOON, switch, || browser.attribute(switch, "role"));
    }
    press(browser, "Evening");
    browser.wait_up_to(SOON, "the scene to be confirmed", || {
        let told = browser.text("[data-testid='scenes'] [data-testid='tally']")?;
        let (done, rest) = told.split_once(" of ")?;
        rest.strip_suffix(" confirmed").is_some_and(|all| all == done).then_some(())
    });

    stage.go("#/activity");
    browser.says("[data-testid='record']", "Evening");
    let rows = || browser.count("[data-testid='record'] [data-request='confirmed']");
    browser.wait_up_to(SOON, "on, off, and the scene", || (rows() >= 9).then_some(()));
    browser.choose(".tools select", "refused");
    browser.wait_for_text("Nothing of that kind.");
    browser.assert_no_console_errors();
}

#[test]
fn settings_are_looked_at_together_and_sent_in_one_message() {
    const BOARD: &str = "smarthome:1/ESP32_001";
    let config = br#"{"config":{"sampleRate":30,"alertThresholds":{"gas":800},"powerSaving":true,"wifiConfig":{"ssid":"x","password":"hunter2"}}}"#;
    let stage = Stage::open();
    stage.publish("smarthome/1/ESP32_001/config", config, Keep::Retained);
    stage.log_in();
    stage.go(&marks::device_route(BOARD));
    let browser = &stage.browser;
    let field = |id: &str| format!("{} input", marks::property(BOARD, id));
    browser.wait_up_to(SOON, "the settings", || browser.text(&marks::property(BOARD, "sampleRate")));

    let type_into = |id: &str, digits: &str| {
        browser.on(&field(id), "it.select()");
        browser.click(&field(id));
        browser.on(&field(id), "it.select()");
        browser.type_keys(&format!("{digits}{TAB}"));
    };
    type_into("sampleRate", "0");
    let complaint = || {
        let script = "return document.querySelector(arguments[0]).validationMessage";
        browser
            .evaluate(script, vec![field("sampleRate").into()])
            .as_str()
            .map(str::to_owned)
            .filter(|it| !it.is_empty())
    };
    browser.wait_up_to(SOON, "a sentence at the field", complaint);
    assert_eq!(browser.count("[data-testid='review']"), 0, "what is out of range is not taken");

    type_into("sampleRate", "60");
    type_into("alertThresholds.gas", "900");
    browser.click(&marks::switch(BOARD, "powerSaving"));
    browser.says("[data-testid='review']", "3 settings changed, not sent");
    let review = browser.text("[data-testid='review']").unwrap_or_default();
    for difference in ["30 s → 60 s", "800 ppm → 900 ppm", "On → Off"] {
        assert!(review.contains(difference), "{review} tells {difference}");
    }
    let order = stage.overhear("smarthome/1/ESP32_001/config");
    browser.click("[data-testid='send-settings']");
    let order: Value = serde_json::from_str(&order.message()).expect("orders are JSON");
    let changes = json!({"sampleRate": 60, "alertThresholds": {"gas": 900}, "powerSaving": false});
    assert_eq!((&order["config"], &order["type"]), (&changes, &json!("SET_CONFIG")));
    browser.says("[data-testid='batch']", "3 settings");
    browser.wait_up_to(SOON, "the review to go", || (browser.count("[data-testid='review']") == 0).then_some(()));
    browser.wait_for_attribute(&marks::property(BOARD, "sampleRate"), "data-request", "delivered");
    assert!(!browser.page_text().contains("hunter2"));
    browser.assert_no_console_errors();
}

#[test]
fn a_message_by_hand_is_checked_before_it_leaves_and_has_a_result() {
    let stage = Stage::open();
    stage.log_in();
    stage.go("#/activity");
    let browser = &stage.browser;
    let form = "[data-testid='by-hand']";
    browser.fill("Topic", "home/+/x");
    browser.fill("Payload", "{\"at\":\"{now}\",\"id\":\"{uuid}\"");
    press(browser, "Publish");
    browser.says(&format!("{form} [role='alert']"), "is not a topic to publish to");
    browser.fill("Topic", "home/by/hand");
    press(browser, "Publish");
    browser.says(&format!("{form} [role='alert']"), "The payload is no JSON");

    browser.fill("Payload", "{\"at\":\"{now}\",\"id\":\"{uuid}\"}");
    let heard = stage.overhear("home/by/hand");
    press(browser, "Publish");
    let message: Value = serde_json::from_str(&heard.message()).expect("it is JSON");
    assert!(message["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{message}");
    assert_eq!(message["id"].as_str().map(str::len), Some(36), "{message}");
    browser.says("[data-testid='errands']", "The broker took it");

    browser.fill("Topic", "private/thing");
    press(browser, "Publish");
    browser.says("[data-testid='errands']", "The broker refused");

    // Kept under a name, it is there again after a reload.
    browser.fill("Topic", "home/{value}/lamp");
    browser.fill("Payload", "on");
    browser.on("[aria-label='Name of the message']", "it.value = 'Lamp on'");
    browser.press_in(form, "Keep");
    browser.says(form, "Lamp on");
    browser.reload();
    stage.log_in();
    browser.press_in(form, "Lamp on");
    browser.wait_up_to(SOON, "its topic", || (browser.filled("Topic") == "home/{value}/lamp").then_some(()));
    browser.fill("Value for {value}", "hall");
    let heard = stage.overhear("home/hall/lamp");
    press(browser, "Publish");
    assert_eq!(heard.message(), "on");
    browser.assert_no_console_errors();
}

#[test]
fn what_opens_the_house_or_heats_asks_before_anything_is_sent() {
    let stage = Stage::open();
    let announce = |id: &str, announced: Value| {
        let topic = format!("homeassistant/{id}/config");
        stage.publish(&topic, announced.to_string().as_bytes(), Keep::Retained);
    };
    announce("cover/garage", json!({"name": "Garage", "command_topic": "home/garage", "device_class": "garage"}));
    announce("valve/garden", json!({"name": "Garden", "command_topic": "home/garden"}));
    announce("switch/boiler", json!({"name": "Heater", "command_topic": "home/boiler"}));
    stage.log_in();
    let browser = &stage.browser;
    for (id, property, deed, topic, order) in [
        ("cover/garage", "garage", Deed::Presses("Open"), "home/garage", "OPEN"),
        ("valve/garden", "garden", Deed::Presses("Open"), "home/garden", "OPEN"),
        ("switch/boiler", "boiler", Deed::Switches, "home/boiler", "ON"),
    ] {
        let device = format!("home_assistant:{id}");
        stage.go(&marks::device_route(&device));
        let place = marks::property(&device, property);
        let consent = format!("{place} [data-testid='consent']");
        browser.wait_up_to(SOON, property, || browser.text(&place));
        let orders = stage.overhear(topic);
        let is_asked = |times| (browser.count(&consent) == times).then_some(());
        browser.tries(deed, &place);
        browser.wait_up_to(SOON, "the question", || is_asked(1));
        browser.press_in(&place, "No");
        browser.wait_up_to(SOON, "the question to go", || is_asked(0));
        browser.tries(deed, &place);
        browser.wait_up_to(SOON, "the question", || is_asked(1));
        assert_eq!(request(browser, &place), None, "{id}: nothing is sent before it is answered");
        browser.click(&consent);
        assert_eq!(orders.message(), order, "{id}");
    }
    browser.assert_no_console_errors();
}

#[test]
fn a_room_is_asked_as_one_and_its_record_is_looked_through_and_taken_along() {
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    let browser = &stage.browser;
    let lamps = ["alicia:bulb_kitchen", "alicia:bulb_living"];
    for lamp in lamps {
        browser.wait_up_to(SOON, lamp, || browser.text(&marks::device(lamp)));
    }
    let all = || browser.page_text().contains("Alicia\n5").then_some(());
    browser.wait_up_to(SOON, "the speakers as well", all);
    stage.go("#/devices");
    browser.wait_up_to(SOON, "the devices", || browser.text(".chips"));
    press(browser, "Several at once");
    browser.on("[aria-label='Pick all in Alicia']", "it.click()");
    let together = "[data-testid='together']";
    browser.says(together, "devices picked");
    browser.says(together, "On or off (2 of 5)");
    browser.press_in(together, "On");
    browser.says(&format!("{together} [data-testid='tally']"), "2 of 2 confirmed");

    stage.go("#/activity");
    let of = |lamp: &str| browser.count(&format!("[data-testid='record'] [data-device-id='{lamp}']"));
    browser.wait_up_to(SOON, "both", || (of(lamps[0]) == 1 && of(lamps[1]) == 1).then_some(()));
    browser.on(".tools input", "it.focus()");
    browser.type_keys("bulb_living");
    browser.wait_up_to(SOON, "one device alone", || (of(lamps[0]) == 0 && of(lamps[1]) == 1).then_some(()));

    let table = browser.saves("Save as CSV");
    let (head, lines) = table.split_once("\r\n").expect("a head and lines");
    assert!(head.contains("device") && lines.contains("bulb_kitchen"), "{table}");
    let list: Value = serde_json::from_str(&browser.saves("Save as JSON")).expect("it is JSON");
    let is_of = |it: &Value| it.to_string().contains("bulb_living");
    assert!(list["commands"].as_array().is_some_and(|all| all.iter().any(is_of)), "{list}");
    browser.assert_no_console_errors();
}

#[test]
fn a_device_that_answers_late_twice_with_another_value_or_an_error_is_quoted() {
    const LAMP: &str = "alicia:bulb_hall";
    const BOARD: &str = "iotflow:7";
    let stage = Stage::open();
    let lamp_says = |brightness: u8| {
        let status = format!(r#"{{"state":"on","brightness":{brightness}}}"#);
        stage.publish("alicia/devices/bulb_hall/status", status.as_bytes(), Keep::Passing);
    };
    stage.log_in();
    let _listener = stage.listen("alicia/commands/#");
    lamp_says(40);
    stage.go(&marks::device_route(LAMP));
    let (browser, brightness) = (&stage.browser, marks::property(LAMP, "brightness"));
    browser.wait_up_to(SOON, "the lamp", || browser.text(&brightness));
    browser.does(Deed::Slides(80.0), &brightness);
    browser.wait_for_attribute(&brightness, "data-request", "delivered");
    lamp_says(78);
    browser.says(&brightness, "Asked for 80 %, but the device reports 78 %");
    assert_eq!(request(browser, &brightness).as_deref(), Some("unconfirmed"));
    for _ in 0..2 {
        lamp_says(80);
        browser.wait_for_attribute(&brightness, "data-request", "confirmed");
    }

    let metadata = br#"{"data":{"temperature":22},"metadata":{"device_type":"ESP32"}}"#;
    stage.publish("iotflow/devices/7/telemetry/sensors", metadata, Keep::Passing);
    stage.go(&marks::device_route(BOARD));
    let (led, order) = (marks::property(BOARD, "led"), stage.overhear("iotflow/devices/7/commands/#"));
    browser.wait_up_to(SOON, "the LED", || browser.text(&led));
    browser.does(Deed::Switches, &led);
    let order: Value = serde_json::from_str(&order.message()).expect("orders are JSON");
    let error = format!(r#"{{"command_id":{},"status":"error","message":"LED is broken"}}"#, order["command_id"]);
    stage.publish("iotflow/devices/7/telemetry/events", error.as_bytes(), Keep::Passing);
    browser.says(&led, "The device did not do it: LED is broken");
    browser.assert_no_console_errors();
}

#[test]
fn leaving_with_a_command_under_way_is_asked_about() {
    const LAMP: &str = "alicia:bulb_hall";
    let stage = Stage::open();
    stage.publish("alicia/devices/bulb_hall/status", br#"{"state":"on","brightness":40}"#, Keep::Retained);
    let _listener = stage.listen("alicia/commands/#");
    stage.log_in();
    stage.go(&marks::device_route(LAMP));
    let (browser, lamp) = (&stage.browser, marks::property(LAMP, "state"));
    browser.wait_up_to(SOON, "the lamp", || browser.text(&lamp));
    let is_asked = || {
        let script = "
            const event = new Event('beforeunload', { cancelable: true });
            window.dispatchEvent(event);
            return event.defaultPrevented;";
        browser.evaluate(script, vec![]) == json!(true)
    };
    assert!(!is_asked(), "nothing is under way");
    browser.click(&marks::switch(LAMP, "state"));
    browser.wait_for_attribute(&lamp, "data-request", "delivered");
    assert!(is_asked());
    browser.wait_for_attribute(&lamp, "data-request", "unconfirmed");
    browser.wait_until("its end to be known", || !is_asked());
    browser.assert_no_console_errors();
}
