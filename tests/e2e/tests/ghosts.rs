//! Devices that may not exist: named with their topics, and cleared if the broker lets us.

use std::time::Duration;

use e2e::{Browser, Keep, Stage};
use home::user::User;

const SOON: Duration = Duration::from_secs(30);
const GHOSTS: &str = "[data-testid='ghosts']";
const ERRANDS: &str = "[data-testid='errands']";
const STOVE: &str = "homeassistant/sensor/stove/state";

#[test]
fn a_retained_ghost_is_cleared_after_it_was_shown_what_will_be_published() {
    let stage = haunted();
    stage.browser.sign_in(User::Alicia.name(), stage.broker.password(User::Alicia));
    stage.wait_until_connection_is("live");
    let browser = &stage.browser;
    stage.go("#/activity");
    let ghosts = browser.wait_up_to(SOON, "the ghost", || browser.text(GHOSTS).filter(|it| it.contains(STOVE)));
    assert!(ghosts.contains("nobody has announced it") && ghosts.contains("stored by the broker"), "{ghosts}");
    let sent = errands(browser);
    browser.press("Clear what is stored of Stove…");
    browser.wait_up_to(SOON, "what will be published", || {
        browser.text(GHOSTS).filter(|it| it.contains("an empty retained message"))
    });
    assert_eq!(errands(browser), sent, "nothing was published yet");
    browser.press("Clear the topic");
    browser.wait_up_to(SOON, "its end", || errands(browser).filter(|it| it.contains("stores nothing there any more")));
    browser.wait_up_to(SOON, "the ghost to go", || browser.text(GHOSTS).is_none().then_some(()));

    browser.reload();
    stage.browser.sign_in(User::Alicia.name(), stage.broker.password(User::Alicia));
    stage.wait_until_connection_is("live");
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(browser.count("[data-testid='device']"), 0, "the broker has forgotten it");
    browser.assert_no_console_errors();
}

#[test]
fn what_our_rights_do_not_let_us_clear_is_said_and_stays() {
    let stage = haunted();
    stage.log_in();
    let browser = &stage.browser;
    stage.go("#/activity");
    browser.wait_up_to(SOON, "the ghost", || browser.text(GHOSTS).filter(|it| it.contains(STOVE)));
    browser.press("Clear what is stored of Stove…");
    browser.press("Clear the topic");
    let said = browser.wait_up_to(SOON, "its end", || errands(browser).filter(|it| it.contains("refused")));
    assert!(said.contains(STOVE) && !said.contains("Cleared"), "{said}");
    assert!(browser.text(GHOSTS).is_some_and(|it| it.contains(STOVE)), "it is still there");
    browser.assert_no_console_errors();
}

#[test]
fn a_ghost_that_is_told_of_before_its_device_gets_its_name_later() {
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    stage.go("#/activity");
    let browser = &stage.browser;
    for number in 0..3 {
        stage.publish(&format!("homeassistant/sensor/old_{number}/state"), b"61", Keep::Passing);
    }
    let names = || browser.text(GHOSTS).filter(|it| (0..3).all(|number| it.contains(&format!("Old {number}"))));
    browser.wait_up_to(SOON, "all of their names", names);
    browser.assert_no_console_errors();
}

#[test]
fn devices_that_wait_to_be_asked_announce_themselves() {
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    let browser = &stage.browser;
    stage.go("#/activity");
    browser.press("Ask devices to announce themselves");
    browser.wait_up_to(SOON, "its end", || errands(browser).filter(|it| it.contains("The broker took it")));
    stage.go("#/device/home_assistant%3Amower");
    browser.wait_up_to(SOON, "one that only announces itself when asked", || {
        browser.text("h1").filter(|name| name.contains("Mower") || name.contains("mower"))
    });
    browser.assert_no_console_errors();
}

/// A home in which somebody left a reading behind.
fn haunted() -> Stage {
    let stage = Stage::open();
    stage.publish(STOVE, b"61", Keep::Retained);
    stage
}

fn errands(browser: &Browser) -> Option<String> {
    browser.text(ERRANDS)
}
