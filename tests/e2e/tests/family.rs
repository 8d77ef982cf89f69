//! What a family shares: two browsers with nothing in common but a real broker.

use std::time::Duration;

use e2e::{Browser, Keep, NO_BROKER, Stage, Theme, Window, marks};
use home::user::User;
use home::wire::Weather;

const SOON: Duration = Duration::from_secs(30);
const LAMP: &str = "alicia:bulb_hall";
const TOPIC: &str = "alicia/dashboard/home";
const FAMILY: &str = "[data-testid=family]";
const CONFLICT: &str = "[data-testid=conflict]";
const TAB: &str = "\u{e004}";

#[test]
fn a_favourite_made_in_one_browser_shows_in_the_other() {
    let stage = with_lamp();
    // Somebody else's, which is nothing to join and no device.
    stage.publish("alicia/dashboard/boiler", b"21.5", Keep::Retained);
    let (kitchen, sofa) = (&stage.browser, another(&stage));
    share(kitchen, "Kitchen");
    sofa.go("#/settings");
    sofa.wait_up_to(SOON, "what can be joined", || {
        sofa.text("[data-testid=joinable]").filter(|it| it.contains("Kitchen"))
    });
    sofa.wait_up_to(SOON, "what cannot", || sofa.page_text().contains("This cannot be joined").then_some(()));
    assert_eq!(sofa.attribute(FAMILY, "data-state").as_deref(), Some("off"), "nothing is joined by looking");
    sofa.press("Join home");
    state_is(&sofa, "in-step");

    kitchen.go(&marks::device_route(LAMP));
    kitchen.click(".star");
    kitchen.wait_for_attribute(".star", "aria-pressed", "true");
    sofa.go("#/");
    sofa.wait_up_to(SOON, "the favourite", || sofa.text(".room h2").filter(|it| it.starts_with("Favourites")));
    // Loaded anew, it still shares, and takes nothing back.
    sofa.reload();
    sign_in(&sofa, &stage, User::MobileApp);
    sofa.go(&marks::device_route(LAMP));
    call(&sofa, "Reading lamp");
    kitchen.wait_up_to(SOON, "the name", || kitchen.text("article h1").filter(|it| it == "Reading lamp"));
    sofa.go("#/settings");
    state_is(&sofa, "in-step");
    for browser in [kitchen, &sofa] {
        browser.go("#/devices");
        browser.wait_up_to(SOON, "the lamp", || (browser.count("[data-testid=device]") == 1).then_some(()));
        browser.assert_no_console_errors();
    }
}

#[test]
fn what_both_changed_while_nobody_listened_is_shown_side_by_side_until_somebody_chooses() {
    let stage = with_lamp();
    let (kitchen, sofa) = (&stage.browser, another(&stage));
    share(kitchen, "Kitchen");
    share(&sofa, "Sofa");
    stage.network.set(Weather::Cut);
    for (browser, name) in [(kitchen, "Reading lamp"), (&sofa, "Hall light")] {
        browser.go(&marks::device_route(LAMP));
        call(browser, name);
    }
    stage.network.set(Weather::Fair);
    for browser in [kitchen, &sofa] {
        browser.go("#/settings");
    }
    let both = [kitchen, &sofa];
    let asked = kitchen.wait_up_to(SOON * 2, "one to be asked", || both.iter().position(|it| it.count(CONFLICT) == 1));
    let (asked, other) = (both[asked], both[1 - asked]);
    let shown = asked.text(CONFLICT).expect("it is shown");
    assert!(shown.contains("Reading lamp") && shown.contains("Hall light"), "{shown}");
    asked.go("#/");
    asked.wait_up_to(SOON, "the way to it", || asked.page_text().contains("Decide in Settings").then_some(()));
    assert_eq!(other.count(CONFLICT), 0);
    let name = |browser: &Browser| browser.text(&format!("{} h3", marks::device(LAMP)));
    other.go("#/");
    let kept = other.wait_up_to(SOON, "the name of the other", || name(other));
    let own = name(asked).expect("the lamp is there");
    assert_ne!(own, kept, "nothing is replaced");

    asked.go("#/settings");
    asked.wait_up_to(SOON, "what is to be chosen", || (asked.count(CONFLICT) == 1).then_some(()));
    asked.click(&format!("{CONFLICT} .what button"));
    state_is(asked, "in-step");
    assert_eq!(asked.count(CONFLICT), 0);
    other.wait_up_to(SOON, "the name that was chosen", || name(other).filter(|it| *it == own));
    for browser in both {
        browser.assert_no_console_errors_but(&[NO_BROKER]);
    }
}

#[test]
fn who_may_not_write_is_told_the_line_that_is_missing() {
    let stage = Stage::open();
    sign_in(&stage.browser, &stage, User::Esp32Device);
    share_without_waiting(&stage.browser, "Board");
    state_is(&stage.browser, "trouble");
    let told = stage.browser.page_text();
    assert!(told.contains("topic readwrite alicia/dashboard/#"), "{told}");
    stage.browser.assert_no_console_errors();
}

#[test]
fn what_somebody_clears_is_shared_no_more_and_nothing_is_lost() {
    let stage = with_lamp();
    let browser = &stage.browser;
    browser.go(&marks::device_route(LAMP));
    call(browser, "Reading lamp");
    share(browser, "Kitchen");
    stage.publish(TOPIC, b"", Keep::Retained);
    state_is(browser, "off");
    browser.wait_up_to(SOON, "why", || browser.page_text().contains("Somebody has cleared").then_some(()));
    browser.go("#/");
    browser.wait_up_to(SOON, "the name", || browser.page_text().contains("Reading lamp").then_some(()));
    browser.assert_no_console_errors();
}

/// Logged in to a home with one lamp.
fn with_lamp() -> Stage {
    let stage = Stage::open();
    stage.publish("alicia/devices/bulb_hall/status", br#"{"state":"on","brightness":80}"#, Keep::Retained);
    sign_in(&stage.browser, &stage, User::MobileApp);
    stage.browser.wait_up_to(SOON, "the lamp", || stage.browser.text(&marks::device(LAMP)));
    stage
}

/// Somebody else's browser at the same home, signed in.
fn another(stage: &Stage) -> Browser {
    let browser = Browser::open(Window::PHONE, Theme::Dark);
    browser.goto(&stage.url());
    sign_in(&browser, stage, User::MobileApp);
    browser
}

fn sign_in(browser: &Browser, stage: &Stage, user: User) {
    browser.sign_in(user.name(), stage.broker.password(user));
    browser.wait_until_connection_is("live");
}

fn share(browser: &Browser, writer: &str) {
    share_without_waiting(browser, writer);
    state_is(browser, "in-step");
}

fn share_without_waiting(browser: &Browser, writer: &str) {
    browser.go("#/settings");
    browser.fill("What others call this browser", writer);
    browser.press("Share");
}

fn state_is(browser: &Browser, state: &str) {
    browser.wait_up_to(SOON, state, || browser.attribute(FAMILY, "data-state").filter(|it| it == state));
}

fn call(browser: &Browser, words: &str) {
    browser.fill("Name", words);
    browser.type_keys(TAB);
}
