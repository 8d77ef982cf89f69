//! What one does with a device without a control: makes it a favourite from its card, looks at its topics, finds what it
//! measures, and comes back to where one was.

use std::time::Duration;

use e2e::{Browser, Keep, Scene, Stage, Window, marks};

const SOON: Duration = Duration::from_secs(30);
const LAMP: &str = "alicia:bulb_hall";
const STATUS: &str = "alicia/devices/bulb_hall/status";
const ESCAPE: &str = "\u{e00c}";
const ENTER: &str = "\u{e007}";

/// Logged in to a home with a lamp and a sensor, in rooms.
fn with_lamp(window: Window) -> Stage {
    let stage = Stage::open_as(Scene { window, ..Scene::default() });
    stage.publish(STATUS, br#"{"state":"on","brightness":80,"wifi_password":"hunter2"}"#, Keep::Retained);
    stage.publish("alicia/sensors/sensor_kitchen", br#"{"temperature_celsius":20.5}"#, Keep::Retained);
    stage.log_in();
    stage.browser.wait_up_to(SOON, "the lamp", || stage.browser.text(&marks::device(LAMP)));
    stage
}

fn has_focus(browser: &Browser, css: &str) -> Option<()> {
    (browser.evaluate("return document.activeElement?.matches(arguments[0])", vec![css.into()]) == true).then_some(())
}

#[test]
fn a_device_becomes_a_favourite_from_the_menu_of_its_card_by_keys_alone() {
    for window in [Window::LAPTOP, Window::PHONE] {
        let stage = with_lamp(window);
        let browser = &stage.browser;
        let opener = format!("{} .menu", marks::device(LAMP));
        browser.evaluate("document.querySelector(arguments[0]).focus()", vec![opener.as_str().into()]);
        browser.type_keys(ENTER);
        browser.wait_up_to(SOON, "the menu", || browser.text("dialog[open] .menu-items"));
        browser.type_keys(ESCAPE);
        browser.wait_up_to(SOON, "the focus back at what opened it", || has_focus(browser, &opener));
        browser.click(&opener);
        browser.wait_up_to(SOON, "the menu", || browser.text("dialog[open] .menu-items"));
        browser.press("Favourite");
        let favourites = || browser.text(".room h2").filter(|it| it.starts_with("Favourites"));
        browser.wait_up_to(SOON, "the favourites", favourites);
        browser.wait_until("the menu to go", || browser.count("dialog") == 0);
        let card = format!("{} h3 a", marks::device(LAMP));
        browser.wait_up_to(SOON, "the focus on the card", || has_focus(browser, &card));
        browser.assert_no_console_errors();
    }
}

#[test]
fn what_came_over_a_page_is_gone_on_the_page_before() {
    let stage = with_lamp(Window::PHONE);
    let browser = &stage.browser;
    stage.go("#/devices");
    let opener = format!("{} .menu", marks::device(LAMP));
    browser.wait_up_to(SOON, "the list", || browser.text(".chips"));
    browser.on(&opener, "it.click()");
    browser.wait_up_to(SOON, "the menu", || browser.text("dialog[open] .menu-items"));
    browser.go_back();
    browser.wait_up_to(SOON, "the home alone", || {
        let is_home = browser.evaluate("return location.hash", vec![]) != "#/devices";
        (is_home && browser.count("dialog") == 0).then_some(())
    });
    browser.assert_no_console_errors();
}

#[test]
fn the_topics_of_a_device_are_told_with_what_was_said_and_without_secrets() {
    let stage = with_lamp(Window::LAPTOP);
    let browser = &stage.browser;
    stage.go(&marks::device_route(LAMP));
    browser.wait_up_to(SOON, "the sheet", || browser.text(".sheet h1"));
    browser.click("[data-testid='topics'] summary");
    let topics = || browser.text("[data-testid='topics']");
    let told = browser.wait_up_to(SOON, "its topic", || topics().filter(|it| it.contains(STATUS)));
    assert!(told.contains("\"brightness\":80") && !told.contains("hunter2"), "{told}");
    assert!(told.contains("stored by the broker") && told.contains("Asked on"), "{told}");
    stage.publish(STATUS, br#"{"state":"off","brightness":7}"#, Keep::Retained);
    browser.wait_up_to(SOON, "the next message", || topics().filter(|it| it.contains("\"brightness\":7")));
    browser.click("[data-testid='topics'] a[href='#/activity']");
    browser.wait_up_to(SOON, "the page to send by hand", || browser.text("[data-testid='by-hand']"));
    assert!(browser.filled("Topic").contains("bulb_hall"), "{}", browser.filled("Topic"));
    browser.assert_no_console_errors();
}

#[test]
fn a_property_is_found_by_its_name_and_its_place_and_leads_to_its_device() {
    let stage = with_lamp(Window::PHONE);
    let browser = &stage.browser;
    browser.type_keys("/");
    browser.wait_up_to(SOON, "the search", || browser.text("dialog[open] [role='listbox']"));
    browser.type_keys("temperature kitchen");
    let first = "dialog [role='option'][aria-selected='true']";
    browser.wait_up_to(SOON, "the property", || browser.text(first).filter(|it| it.contains("Temperature")));
    browser.type_keys(ENTER);
    browser.wait_up_to(SOON, "the page of its device", || browser.text(&marks::device("alicia:sensor_kitchen")));
    browser.assert_no_console_errors();
}

#[test]
fn keys_can_be_switched_off_and_stay_so() {
    let stage = with_lamp(Window::LAPTOP);
    let browser = &stage.browser;
    stage.go("#/settings");
    browser.wait_up_to(SOON, "the settings", || browser.text("main h1").filter(|it| it == "Settings"));
    browser.press("All keys");
    browser.wait_up_to(SOON, "the list of keys", || browser.text("dialog[open] .keys"));
    browser.click("dialog .check input");
    browser.type_keys(ESCAPE);
    for again in [false, true] {
        browser.wait_up_to(SOON, "the page alone", || (browser.count("dialog") == 0).then_some(()));
        if again {
            browser.reload();
            stage.log_in();
            stage.go("#/settings");
            browser.wait_up_to(SOON, "the settings", || browser.text("main h1").filter(|it| it == "Settings"));
        }
        browser.evaluate("document.activeElement.blur()", vec![]);
        browser.type_keys("/?hd");
        let hash = browser.evaluate("return location.hash", vec![]);
        assert_eq!((hash.as_str(), browser.count("dialog")), (Some("#/settings"), 0), "again: {again}");
        browser.wait_until("no key to be named", || browser.count("[aria-keyshortcuts], .finder kbd") == 0);
    }
    browser.assert_no_console_errors();
}

#[test]
fn whoever_leaves_a_device_is_back_at_its_card() {
    let card = format!(".card[data-device-id='{LAMP}'] h3 a");
    let stage = with_lamp(Window::LAPTOP);
    let browser = &stage.browser;
    browser.click(&card);
    browser.wait_up_to(SOON, "the sheet", || browser.text(".beside h1"));
    browser.type_keys(ESCAPE);
    browser.wait_up_to(SOON, "the focus on the card", || has_focus(browser, &card));

    browser.resize(Window::PHONE);
    browser.click(&card);
    browser.wait_up_to(SOON, "its page", || browser.text("#content .sheet h1"));
    browser.go_back();
    browser.wait_up_to(SOON, "the focus on the card", || has_focus(browser, &card));
    browser.assert_no_console_errors();
}

#[test]
fn that_all_are_away_is_one_sentence_of_its_own() {
    let stage = Stage::open();
    let there = |name: &str, word: &str| {
        stage.publish(&format!("alicia/devices/{name}/availability"), word.as_bytes(), Keep::Retained);
    };
    for name in ["plug_one", "plug_two"] {
        stage.publish(&format!("alicia/devices/{name}/status"), br#"{"state":"on"}"#, Keep::Retained);
        there(name, "offline");
    }
    stage.log_in();
    let browser = &stage.browser;
    let sentence = || browser.text(".want").filter(|it| it.contains("All 2 devices are offline or silent."));
    browser.wait_up_to(SOON, "the sentence", sentence);
    assert_eq!(browser.count(".want"), 1, "nothing is said twice");
    there("plug_one", "online");
    let one = || browser.text(".want").filter(|it| it.contains("Plug two") && !it.contains("All"));
    browser.wait_up_to(SOON, "the one that is still away", one);
    browser.assert_no_console_errors();
}

#[test]
fn a_room_leads_to_the_same_room_on_a_wall() {
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    let browser = &stage.browser;
    stage.go("#/room/Bedroom");
    browser.wait_up_to(SOON, "the room", || browser.text("#content .card"));
    browser.click("a[href='#/wall/Bedroom']");
    browser.wait_up_to(SOON, "the wall", || browser.text("[data-testid='wall'] .card"));
    browser.assert_no_console_errors();
}
