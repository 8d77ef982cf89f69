//! What a person makes of devices: names, rooms, what is hidden; kept by the browser, and in a file.

use std::time::Duration;

use e2e::{Browser, Keep, Stage, marks};
use serde_json::json;

const SOON: Duration = Duration::from_secs(30);
const LAMP: &str = "alicia:bulb_hall";
const TAB: &str = "\u{e004}";
const HIDE: &str = ".yours input[type='checkbox']";

#[test]
fn names_and_rooms_outlive_the_page_and_go_from_browser_to_browser_as_a_file() {
    let stage = with_lamp();
    let browser = &stage.browser;
    stage.go(&marks::device_route(LAMP));
    call(browser, "Name", "Reading lamp");
    call(browser, "Room", "Library");
    browser
        .wait_up_to(SOON, "the name as the heading", || (browser.text("article h1")? == "Reading lamp").then_some(()));
    stage.go("#/");
    assert_is_called(browser, "Reading lamp", "Library");

    browser.reload();
    stage.log_in();
    assert_is_called(browser, "Reading lamp", "Library");
    stage.go("#/settings");
    let file = browser.saves("Save as a file");
    assert!(file.contains(LAMP) && file.contains("Reading lamp"), "{file}");

    // Another browser knows nothing of it, until it reads the file.
    browser.evaluate("localStorage.clear()", vec![]);
    browser.reload();
    stage.log_in();
    stage.go("#/");
    browser.wait_up_to(SOON, "the name that the device has", || card_name(browser).filter(|it| it == "Bulb hall"));
    stage.go("#/settings");
    browser.choose_file("input[type=file]", "devices.json", &file);
    browser.wait_up_to(SOON, "what was read", || browser.page_text().contains("made of one device").then_some(()));
    stage.go("#/");
    assert_is_called(browser, "Reading lamp", "Library");

    // What is otherwise here by now is replaced only if one says so; how the page looked comes with the rest.
    stage.go(&marks::device_route(LAMP));
    call(browser, "Name", "Night light");
    stage.go("#/settings");
    browser.choose_file("input[type=file]", "devices.json", &file.replace("\"system\"", "\"dark\""));
    let question = || browser.text("[data-testid='differs']").filter(|words| words.contains("Bulb hall: name"));
    browser.wait_up_to(SOON, "what differs", question);
    assert_eq!(browser.attribute("html", "data-theme").as_deref(), Some("system"));
    browser.press("Replace mine");
    browser.wait_for_attribute("html", "data-theme", "dark");
    // What one has chosen oneself is mine as well, and a question does not outlive its page.
    stage.go(&marks::device_route(LAMP));
    call(browser, "Name", "Night light");
    stage.go("#/settings");
    let light = file.replace("\"system\"", "\"light\"");
    browser.choose_file("input[type=file]", "devices.json", &light);
    browser.wait_up_to(SOON, "what differs", question);
    stage.go("#/more");
    browser.wait_up_to(SOON, "another page", || (browser.count("[data-testid='differs']") == 0).then_some(()));
    stage.go("#/settings");
    browser.wait_up_to(SOON, "the settings", || browser.text("#appearance"));
    assert_eq!(browser.count("[data-testid='differs']"), 0);
    browser.choose_file("input[type=file]", "devices.json", &light);
    browser.wait_up_to(SOON, "what differs", question);
    browser.press("Keep mine");
    browser.wait_up_to(SOON, "what was read", || browser.page_text().contains("Read: ").then_some(()));
    assert_eq!(browser.attribute("html", "data-theme").as_deref(), Some("dark"));
    stage.go("#/");
    assert_is_called(browser, "Night light", "Library");
    stage.go(&marks::device_route(LAMP));
    call(browser, "Name", "Reading lamp");
    stage.go("#/");
    assert_is_called(browser, "Reading lamp", "Library");
    browser.assert_no_console_errors();
}

#[test]
fn a_file_that_is_none_of_ours_is_refused_in_a_sentence_and_changes_nothing() {
    let stage = with_lamp();
    let browser = &stage.browser;
    stage.go(&marks::device_route(LAMP));
    call(browser, "Name", "Reading lamp");
    stage.go("#/settings");
    for (text, complaint) in [
        ("not json", "it is no JSON"),
        ("{}", "it is no file of this page"),
        (r#"{"alicia_dashboard":9}"#, "newer version"),
    ] {
        browser.choose_file("input[type=file]", "devices.json", text);
        browser.wait_up_to(SOON, complaint, || browser.page_text().contains(complaint).then_some(()));
    }
    browser.reload();
    stage.log_in();
    stage.go("#/");
    browser.wait_up_to(SOON, "the name that was given", || card_name(browser).filter(|it| it == "Reading lamp"));
    browser.assert_no_console_errors();
}

#[test]
fn what_the_browser_kept_and_cannot_be_read_is_set_aside() {
    let stage = with_lamp();
    let browser = &stage.browser;
    browser.evaluate("localStorage.setItem('alicia.devices', '{\"alicia_dashboard\":1,')", vec![]);
    browser.reload();
    stage.log_in();
    stage.go(&marks::device_route(LAMP));
    call(browser, "Name", "Reading lamp");
    browser.wait_up_to(SOON, "the name", || (browser.text("article h1")? == "Reading lamp").then_some(()));
    stage.go("#/settings");
    browser.wait_up_to(SOON, "it to be said", || browser.page_text().contains("is set aside").then_some(()));
    let aside = browser.evaluate("return localStorage.getItem('alicia.devices.unreadable')", vec![]);
    assert_eq!(aside, json!("{\"alicia_dashboard\":1,"));
    browser.assert_no_console_errors();
}

#[test]
fn a_hidden_device_is_off_the_list_and_can_be_shown_again() {
    let stage = with_lamp();
    let browser = &stage.browser;
    let lamp = marks::device(LAMP);
    stage.go(&marks::device_route(LAMP));
    browser.click(HIDE);
    stage.go("#/");
    browser.wait_up_to(SOON, "the hint", || browser.page_text().contains("hidden one device").then_some(()));
    assert_eq!(browser.count(&lamp), 0);
    browser.press("Show");
    browser.wait_up_to(SOON, "the lamp", || (browser.count(&lamp) == 1).then_some(()));
    stage.go(&marks::device_route(LAMP));
    browser.click(HIDE);
    stage.go("#/");
    browser.wait_up_to(SOON, "the lamp", || (browser.count(&lamp) == 1).then_some(()));
    assert!(!browser.page_text().contains("hidden"));
    browser.assert_no_console_errors();
}

/// Logged in to a home with one lamp.
fn with_lamp() -> Stage {
    let stage = Stage::open();
    stage.publish("alicia/devices/bulb_hall/status", br#"{"state":"on","brightness":80}"#, Keep::Retained);
    stage.log_in();
    stage.browser.wait_up_to(SOON, "the lamp", || stage.browser.text(&marks::device(LAMP)));
    stage
}

fn call(browser: &Browser, label: &str, words: &str) {
    browser.fill(label, words);
    browser.type_keys(TAB);
}

fn card_name(browser: &Browser) -> Option<String> {
    browser.text(&format!("{} h3", marks::device(LAMP)))
}

fn assert_is_called(browser: &Browser, name: &str, room: &str) {
    browser.wait_up_to(SOON, "the name", || card_name(browser).filter(|it| it == name));
    browser.wait_up_to(SOON, "the room", || browser.text(".room h2").filter(|it| it.starts_with(room)));
}
