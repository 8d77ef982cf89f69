//! The search through everything, and the list of keys.

use std::time::Duration;

use e2e::{Scene, Stage, Window, marks};

const SOON: Duration = Duration::from_secs(30);
const LAMP: &str = "alicia:bulb_living";

#[test]
fn a_device_is_found_and_opened_by_keys_alone_from_any_page() {
    for window in [Window::PHONE, Window::LAPTOP] {
        let stage = Stage::open_as(Scene { window, ..Scene::default() });
        let _home = stage.simulate(0);
        stage.log_in();
        let browser = &stage.browser;
        browser.wait_up_to(SOON, "the lamp", || browser.text(&marks::device(LAMP)));
        stage.go("#/broker");
        browser.wait_up_to(SOON, "another page", || browser.text("h1").filter(|it| it.contains("Broker")));
        browser.type_keys("/");
        browser.wait_up_to(SOON, "the search", || browser.text("dialog[open] [role='listbox']"));
        browser.type_keys("bulb_living");
        let first = "dialog [role='option'][aria-selected='true']";
        browser.wait_up_to(SOON, "the lamp to be found", || browser.text(first).filter(|it| it.contains("iving")));
        browser.type_keys("\u{e007}");
        browser.wait_up_to(SOON, "its page", || browser.text(&format!("{} h1", marks::device(LAMP))));
        assert_eq!(browser.count("dialog"), 0);
        browser.assert_no_console_errors();
    }
}

#[test]
fn every_key_of_the_list_leads_where_it_says_and_m_to_what_can_be_done_with_a_device() {
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    let browser = &stage.browser;
    browser.wait_up_to(SOON, "the lamp", || browser.text(&marks::device(LAMP)));
    for (key, address) in [
        ("d", "#/devices"),
        ("a", "#/alarms"),
        ("y", "#/activity"),
        ("t", "#/topics"),
        ("r", "#/retained"),
        ("b", "#/broker"),
        ("p", "#/broker/rights"),
        ("u", "#/broker/users"),
        ("w", "#/wall"),
        ("s", "#/settings"),
        ("h", "#/"),
    ] {
        browser.type_keys(key);
        let is_there = || (browser.evaluate("return location.hash", vec![]) == address).then_some(());
        browser.wait_up_to(SOON, address, is_there);
    }
    stage.go(&marks::device_route(LAMP));
    browser.wait_up_to(SOON, "its page", || browser.text(&format!("{} h1", marks::device(LAMP))));
    browser.type_keys("m");
    browser.wait_up_to(SOON, "its menu", || browser.text("dialog[open]").filter(|it| it.contains("Favourite")));
    browser.type_keys("\u{e00c}");
    browser.wait_up_to(SOON, "the page alone", || (browser.count("dialog") == 0).then_some(()));
    stage.go("#/");
    browser.wait_up_to(SOON, "the lamp", || browser.text(&marks::device(LAMP)));
    browser.on(&format!("{} h3 a", marks::device(LAMP)), "it.focus()");
    browser.type_keys("m");
    browser.wait_up_to(SOON, "its menu", || browser.text("dialog[open]").filter(|it| it.contains("Favourite")));
    browser.assert_no_console_errors();
}

#[test]
fn the_keys_are_told_and_do_nothing_while_one_types() {
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    let browser = &stage.browser;
    browser.wait_up_to(SOON, "the lamp", || browser.text(&marks::device(LAMP)));
    browser.type_keys("?");
    browser.wait_up_to(SOON, "the list", || browser.text("dialog[open] .keys"));
    browser.type_keys("\u{e00c}");
    browser.wait_up_to(SOON, "the page alone", || (browser.count("dialog") == 0).then_some(()));
    browser.type_keys("d");
    browser.wait_up_to(SOON, "the devices", || browser.text(".chips"));
    browser.fill("Search devices", "bsh/?");
    let hash = browser.evaluate("return location.hash", vec![]);
    assert_eq!((hash.as_str(), browser.count("dialog")), (Some("#/devices"), 0));
    browser.assert_no_console_errors();
}
