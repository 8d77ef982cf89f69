//! A thousand devices at once, and ten thousand.

use std::{
    collections::BTreeSet,
    thread,
    time::{Duration, Instant},
};

use e2e::{Stage, marks};

const DEVICES: u32 = 1000;
const LAMP: &str = "alicia:bulb_living";

#[test]
fn a_thousand_devices_appear_and_the_page_still_answers_a_click() {
    let stage = Stage::open();
    let _home = stage.simulate(DEVICES);
    stage.log_in();
    let browser = &stage.browser;
    let mut seen = BTreeSet::new();
    let deadline = Instant::now() + Duration::from_mins(2);
    while Instant::now() < deadline {
        seen.extend(browser.devices_in_passing().into_iter().map(|(id, _)| id));
        if seen.len() >= DEVICES as usize {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    assert!(seen.len() >= DEVICES as usize, "only {} devices appeared", seen.len());

    stage.go(&marks::device_route(LAMP));
    let property = marks::property(LAMP, "state");
    browser.wait_for("the lamp", || browser.text(&property));
    browser.click(&marks::switch(LAMP, "state"));
    browser.wait_for("an answer to the click", || browser.attribute(&property, "data-request"));
    browser.wait_for_attribute(&property, "data-request", "confirmed");
    browser.assert_no_console_errors();
}

/// A page with more elements is slow to lay out; what is out of sight is not there.
const NODES: u64 = 3_000;

#[test]
fn of_ten_thousand_devices_no_page_holds_more_than_what_is_near() {
    let stage = Stage::open();
    let _home = stage.simulate(10_000);
    stage.log_in();
    let browser = &stage.browser;
    stage.go("#/devices");
    let all = || browser.text("main h1").filter(|it| it.starts_with("10,0"));
    browser.wait_up_to(Duration::from_secs(90), "all devices", all);
    let largest = "const rooms = [...document.querySelectorAll('.rooms a')].map(it => [Number(it.querySelector('.count').innerText), it.hash]);
        return rooms.sort(([one], [other]) => other - one)[0][1]";
    let room = browser.evaluate(largest, vec![]).as_str().unwrap_or("#/").to_owned();
    for route in ["#/", "#/devices", &room] {
        stage.go(route);
        browser.wait_for("cards", || browser.text("#content .card"));
        for place in [0.0, 0.3, 0.7, 1.0] {
            browser.evaluate("scrollTo(0, arguments[0] * document.documentElement.scrollHeight)", vec![place.into()]);
            let in_sight = "const at = document.elementFromPoint(innerWidth / 2, innerHeight / 2); return !!at?.closest('.card, .block, .room, #content')";
            browser.wait_for("what is there", || (browser.evaluate(in_sight, vec![]) == true).then_some(()));
            thread::sleep(Duration::from_millis(300));
            // Cards grow with what is told of their devices, and those that are pushed away go.
            browser.wait_for(&format!("fewer elements at {place} of {route}"), || {
                (browser.count("*") < NODES).then_some(())
            });
            assert!(browser.count("#content .card") > 0, "nothing is seen at {place} of {route}");
        }
    }
    browser.type_keys("/");
    browser.wait_for("the search", || browser.text("dialog[open] [role='listbox']"));
    browser.type_keys("temperature");
    browser.wait_for("what is found", || browser.text("dialog [role='option']"));
    assert!(browser.count("*") < NODES, "{} elements with the search", browser.count("*"));
    browser.assert_no_console_errors();
}
