//! One room, large, on a wall.

use e2e::{NO_BROKER, Scene, Stage, Window, marks};

const WALL: &str = "[data-testid='wall']";

#[test]
fn a_wall_shows_one_room_the_time_and_how_the_connection_does_and_nothing_else() {
    for window in [Window::PHONE, Window::LAPTOP] {
        let mut stage = Stage::open_as(Scene { window, ..Scene::default() });
        let _home = stage.simulate(0);
        stage.log_in();
        stage.go("#/wall");
        let browser = &stage.browser;
        let choice = format!("{WALL} li:first-child a");
        let room = browser.wait_for("a room", || browser.text(&choice).filter(|room| !room.is_empty()));
        browser.click(&choice);
        let card = format!("{WALL} {}", marks::DEVICE);
        browser.wait_for("its devices", || (browser.count(&card) > 0).then_some(()));
        assert_eq!(browser.text(&format!("{WALL} h1")).as_deref(), Some(room.as_str()));
        let time = browser.text(".wall-clock").unwrap_or_default();
        assert!(time.len() >= 4 && time.contains(':'), "{time:?} is no time");

        let is_seen = |css: &str| {
            let script = "return document.querySelector(arguments[0])?.checkVisibility() ?? false";
            browser.evaluate(script, vec![css.into()]) == true
        };
        assert!(is_seen(marks::CONNECTION), "how the connection does is told everywhere");
        for other in ["nav.pages", ".brand", marks::MESSAGES_RECEIVED] {
            assert!(!is_seen(other), "{other} has no place on a wall");
        }
        let script = "return document.documentElement.scrollWidth - innerWidth";
        assert!(
            browser.evaluate(script, vec![]).as_i64().is_some_and(|over| over <= 0),
            "nothing is beside the screen"
        );
        let script = "return document.querySelector(arguments[0]).getBoundingClientRect().height";
        let tall = |css: &str| browser.evaluate(script, vec![css.into()]).as_f64().unwrap_or_default();
        let on_the_wall = tall(&format!("{WALL} .card .badge"));

        browser.evaluate("document.activeElement.blur()", vec![]);
        browser.type_keys("\u{e00c}");
        browser.wait_for("the way out", || (browser.evaluate("return location.hash", vec![]) == "#/").then_some(()));
        browser.wait_for("the home", || (browser.count(WALL) == 0 && is_seen(".card .badge")).then_some(()));
        assert!(on_the_wall > 1.1 * tall(".card .badge"), "what is on a wall is larger");

        browser.go_back();
        browser.wait_for("the wall", || (browser.count(&card) > 0).then_some(()));
        stage.broker.kill();
        stage.wait_until_connection_is("waiting");
        assert_eq!(stage.browser.count(WALL), 1);
        stage.browser.wait_for("why values stand still", || stage.browser.text("#content .note"));
        stage.browser.assert_no_console_errors_but(&[NO_BROKER]);
    }
}

#[test]
fn a_room_that_nobody_has_heard_of_is_told_and_can_be_left() {
    let stage = Stage::open();
    stage.log_in();
    stage.go("#/wall/No%20such%20room");
    stage.browser.wait_for_text("Nothing was heard from this room yet.");
    stage.browser.click(&format!("{WALL} a[href='#/']"));
    stage.browser.wait_for("the home", || (stage.browser.count(WALL) == 0).then_some(()));
    stage.browser.assert_no_console_errors();
}

#[test]
fn a_wall_fills_the_screen_when_it_is_asked_to_and_gives_it_back() {
    let stage = Stage::open();
    let _home = stage.simulate(0);
    stage.log_in();
    stage.go("#/wall/Living%20room");
    let browser = &stage.browser;
    browser.wait_until("a wall", || browser.count(&format!("{WALL} {}", marks::DEVICE)) > 0);
    // Only a person's own press may fill a screen.
    let is_full = || browser.evaluate("return document.fullscreenElement === document.documentElement", vec![]) == true;
    browser.press("Full screen");
    browser.wait_until("the whole screen", is_full);
    browser.press("Full screen");
    browser.wait_until("the window again", || !is_full());
    browser.assert_no_console_errors();
}
