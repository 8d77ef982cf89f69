//! The home at one glance, its rooms and all its devices, on a phone and on a laptop.

use std::time::Duration;

use e2e::{Browser, Keep, Scene, Stage, Window, marks};

const SOON: Duration = Duration::from_secs(30);
const LAMP: &str = "alicia:bulb_hall";
const SENSOR: &str = "alicia:sensor_attic";

#[test]
fn a_favourite_stands_first_on_the_home_page_and_outlives_a_reload() {
    for window in [Window::PHONE, Window::LAPTOP] {
        let stage = with_devices(window);
        let browser = &stage.browser;
        stage.go(&marks::device_route(LAMP));
        browser.wait_up_to(SOON, "its page", || browser.text(".sheet-head"));
        browser.click(".star");
        browser.wait_for_attribute(".star", "aria-pressed", "true");
        stage.go("#/");
        first_group_is(browser, "Favourites");
        browser.wait_until("the lamp once", || browser.count(&marks::device(LAMP)) == 1);
        browser.reload();
        stage.log_in();
        first_group_is(browser, "Favourites");
        browser.assert_no_console_errors();
    }
}

#[test]
fn a_room_has_a_page_on_which_its_devices_are_put_in_order() {
    for window in [Window::PHONE, Window::LAPTOP] {
        let stage = with_devices(window);
        let browser = &stage.browser;
        for device in [LAMP, SENSOR] {
            stage.go(&marks::device_route(device));
            browser.wait_up_to(SOON, "its page", || browser.text(".yours"));
            browser.fill("Room", "Library");
            browser.type_keys("\u{e004}");
        }
        stage.go("#/room/Library");
        browser.wait_up_to(SOON, "both", || (order(browser) == [LAMP, SENSOR]).then_some(()));
        browser.press("Order");
        browser.wait_up_to(SOON, "the way down", || browser.text(".order"));
        browser.press("Move Bulb hall down");
        browser.press("Done");
        browser.wait_up_to(SOON, "the other order", || (order(browser) == [SENSOR, LAMP]).then_some(()));
        stage.go("#/room/Nowhere");
        browser.wait_for_text("Nothing is in this room");
        browser.assert_no_console_errors();
    }
}

#[test]
fn devices_are_sifted_by_what_is_so_of_them() {
    let stage = with_devices(Window::LAPTOP);
    let browser = &stage.browser;
    let battery = br#"{"device_id":"sensor_attic","temperature_celsius":20.5,"battery_level":4}"#;
    stage.publish("alicia/sensors/sensor_attic", battery, Keep::Passing);
    stage.go("#/devices");
    let low = ".chip:nth-child(2)";
    browser.wait_up_to(SOON, "one whose battery is low", || browser.text(low).filter(|it| it.contains('1')));
    browser.click(low);
    browser.wait_up_to(SOON, "only that one", || (order(browser) == [SENSOR]).then_some(()));
    browser.fill("Search devices", "hall");
    browser.wait_for_text("No device is called “hall”");
    browser.press("Show all devices");
    browser.wait_up_to(SOON, "all", || (order(browser).len() >= 2).then_some(()));
    browser.assert_no_console_errors();
}

fn with_devices(window: Window) -> Stage {
    let stage = Stage::open_as(Scene { window, ..Scene::default() });
    stage.publish("alicia/devices/bulb_hall/status", br#"{"state":"on","brightness":80}"#, Keep::Retained);
    let sensor = br#"{"device_id":"sensor_attic","device_type":"temperature_sensor","temperature_celsius":20.5}"#;
    stage.publish("alicia/sensors/sensor_attic", sensor, Keep::Retained);
    stage.log_in();
    for device in [LAMP, SENSOR] {
        stage.browser.wait_up_to(SOON, device, || stage.browser.text(&marks::device(device)));
    }
    stage
}

fn first_group_is(browser: &Browser, name: &str) {
    browser.wait_up_to(SOON, name, || browser.text(".room h2").filter(|it| it.starts_with(name)));
}

/// The ids of the devices whose cards are there, from the first to the last.
fn order(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll(arguments[0])].map(card => card.dataset.deviceId)";
    serde_json::from_value(browser.evaluate(script, vec![marks::DEVICE.into()])).unwrap_or_default()
}
