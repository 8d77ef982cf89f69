//! A thousand devices at once.

use std::{collections::BTreeSet, thread, time::Duration};

use e2e::{Stage, marks};

const DEVICES: u32 = 1000;
const LAMP: &str = "alicia:bulb_living";
/// What a person still takes for an immediate answer.
const IMMEDIATE: Duration = Duration::from_secs(1);

#[test]
fn a_thousand_devices_appear_and_the_page_still_answers_a_click() {
    let stage = Stage::open();
    let _home = stage.simulate(DEVICES);
    stage.log_in();
    let browser = &stage.browser;
    let mut seen = BTreeSet::new();
    for _ in 0..400 {
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
    browser.wait_up_to(IMMEDIATE, "an answer to the click", || browser.attribute(&property, "data-request"));
    browser.wait_for_attribute(&property, "data-request", "confirmed");
    browser.assert_no_console_errors();
}
