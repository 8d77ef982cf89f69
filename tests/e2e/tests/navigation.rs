//! The ways through the page, on a phone and on a laptop.

use std::time::Duration;

use e2e::{Browser, Scene, Stage, Window, marks};

const SOON: Duration = Duration::from_secs(30);
const LAMP: &str = "alicia:bulb_living";

#[test]
fn on_a_laptop_a_device_stands_beside_its_list_until_escape() {
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    let browser = &stage.browser;
    let list = || (browser.count("#content .card") > 10 && browser.count(&marks::device(LAMP)) > 0).then_some(());
    browser.wait_up_to(SOON, "the list", list);
    stage.go(&marks::device_route(LAMP));
    browser.wait_up_to(SOON, "its sheet", || browser.text(".beside h1"));
    browser.wait_until("the list, still there", || browser.count("#content .card") > 10);
    let is_once = || browser.count(&marks::device(LAMP)) == 1;
    browser.wait_until("the sheet to be the device now", is_once);
    browser.type_keys("\u{e00c}");
    browser.wait_up_to(SOON, "the list alone", || (browser.count(".beside") == 0).then_some(()));
    browser.wait_until("the card to be the device again", is_once);
    browser.go_back();
    browser.wait_up_to(SOON, "its sheet again", || browser.text(".beside h1"));
    browser.assert_no_console_errors();
}

#[test]
fn on_a_phone_a_device_is_a_page_and_what_has_no_place_in_the_bar_is_behind_more() {
    let stage = Stage::open_as(Scene { window: Window::PHONE, ..Scene::default() });
    let _home = stage.simulate(0);
    stage.log_in();
    let browser = &stage.browser;
    browser.wait_up_to(SOON, "the lamp", || browser.text(&marks::device(LAMP)));
    stage.go(&marks::device_route(LAMP));
    browser.wait_up_to(SOON, "its page", || browser.text(".sheet h1"));
    browser.wait_until("the page alone", || browser.count(".beside") + browser.count(".card") == 0);
    browser.go_back();
    browser.wait_up_to(SOON, "the home", || browser.text(".card"));
    browser.click(".pages a[href='#/more']");
    browser.wait_up_to(SOON, "the other pages", || browser.text(".ways"));
    for target in ["#/settings", "#/broker"] {
        assert_eq!(browser.count(&format!(".ways a[href='{target}']")), 1, "{target}");
    }
    browser.assert_no_console_errors();
}

/// Where the ways to the pages are: `[left, top, right, bottom]` in parts of the window.
fn ways(browser: &Browser) -> [f64; 4] {
    let script = "const it = document.querySelector('nav.pages').getBoundingClientRect();
        return [it.left / innerWidth, it.top / innerHeight, it.right / innerWidth, it.bottom / innerHeight]";
    serde_json::from_value(browser.evaluate(script, vec![])).expect("four numbers")
}

#[test]
fn the_ways_to_pages_are_a_bar_at_the_foot_then_a_rail_and_then_a_side_with_words() {
    let stage = Stage::open();
    stage.log_in();
    let browser = &stage.browser;
    let has_words = || {
        let script = "const it = document.querySelector('nav.pages a span'); return it.getBoundingClientRect().left
            > document.querySelector('nav.pages a .icon').getBoundingClientRect().right";
        browser.evaluate(script, vec![]) == true
    };
    browser.resize(Window::PHONE);
    browser.wait_until("a bar at the foot", || {
        let [left, top, right, bottom] = ways(browser);
        left < 0.05 && right > 0.95 && top > 0.8 && bottom > 0.99
    });
    browser.resize(Window { width: 820, height: 1180 });
    browser.wait_until("a rail", || {
        let [left, top, right, _] = ways(browser);
        left < 0.05 && right < 0.15 && top < 0.5 && !has_words()
    });
    browser.resize(Window::LAPTOP);
    browser.wait_until("a side with words beside its pictures", || {
        let [left, _, right, _] = ways(browser);
        left < 0.05 && right < 0.25 && has_words()
    });
    browser.assert_no_console_errors();
}
