//! The houses whose pictures are taken: lived in, empty, with an administrator, and read by a German.

use std::{fs, thread, time::Duration};

use e2e::{Keep, Scene, Stage, Theme, Window, marks};
use home::{
    mosquitto::{ADMINISTRATOR, Guard},
    simulate::Running,
    user::User,
};
use serde_json::json;

use crate::{
    REST,
    camera::{Camera, PHONE, Place, SIZES, THEMES},
    places::{DEVICES, EMPTY, GERMAN, PAGES, TOPICS, USERS},
};

/// What a repository and a README carry lightly.
const LARGEST: u64 = 200_000;
/// Long enough that every device has spoken.
const SETTLING: Duration = Duration::from_secs(20);
const LAMP: &str = "alicia:bulb_living";
const SMALL: Window = Window { width: 320, height: 640 };

/// What the README shows: a home, and the topics of its broker.
pub(crate) fn readme(_: &Camera) {
    let folder = crate::folder("screenshots");
    let (stage, _home) = lived_in();
    stage.log_in();
    settle(&stage);
    let take = |name: &str, window, theme| {
        stage.browser.resize(window);
        stage.browser.show_in(theme);
        thread::sleep(REST);
        let file = folder.join(format!("{name}.png"));
        stage.browser.screenshot(&file);
        let bytes = fs::metadata(&file).map_or(0, |file| file.len());
        assert!(bytes <= LARGEST, "{} has {bytes} bytes", file.display());
        println!("{} {bytes} bytes", file.display());
    };
    for (size, window) in SIZES {
        for (light, theme) in THEMES {
            take(&format!("{size}-{light}"), window, theme);
        }
    }
    TOPICS.visit(&stage);
    take("topics", Window::LAPTOP, Theme::Light);
    stage.browser.assert_no_console_errors();
}

/// Every page and every kind of device, with something on it.
pub(crate) fn furnished(camera: &Camera) {
    let (stage, _home) = lived_in();
    camera.shoot(&stage.browser, "login", false, SIZES[1], &THEMES);
    stage.try_password("not it");
    stage.wait_until_connection_is("refused");
    camera.shoot(&stage.browser, "login-refused", false, SIZES[1], &THEMES);
    stage.browser.resize(PHONE);
    camera.shoot(&stage.browser, "login-refused", false, SIZES[0], &THEMES);
    stage.browser.resize(Window::LAPTOP);
    stage.log_in();
    settle(&stage);
    furnish(&stage);
    camera.take(&stage, PAGES);
    camera.take(&stage, DEVICES);
}

/// A broker that stores nothing and tells nothing of itself.
pub(crate) fn empty(camera: &Camera) {
    let stage = Stage::open();
    stage.log_in();
    camera.take(&stage, EMPTY);
}

/// The page of a broker's administrator.
pub(crate) fn administered(camera: &Camera) {
    let stage = Stage::open_as(Scene { guard: Guard::Plugin, ..Scene::default() });
    stage.browser.sign_in(ADMINISTRATOR, stage.broker.password(User::Alicia));
    stage.wait_until_connection_is("live");
    camera.take(&stage, USERS);
    // A password that was made is shown once.
    for (place, window) in SIZES {
        stage.browser.resize(window);
        USERS[0].visit(&stage);
        let form = "[data-testid='add-device']";
        let fields = format!(
            "const all = it.querySelectorAll('input'); all[0].value = 'attic-{place}'; all[1].value = 'home/attic';"
        );
        stage.browser.on(form, &format!("{fields} it.querySelector('[type=submit]').click()"));
        stage.browser.wait_for("the password", || stage.browser.text("[data-testid='made'] code"));
        camera.shoot(&stage.browser, "users-made", true, (place, window), &THEMES);
    }
}

/// Long words on a small phone.
pub(crate) fn german(camera: &Camera) {
    let (stage, _home) = lived_in();
    stage.browser.prefer_languages("de-DE,de");
    stage.browser.reload();
    stage.browser.wait_for_text("Benutzername");
    stage.browser.resize(SMALL);
    camera.shoot(&stage.browser, "login", false, ("german", SMALL), &THEMES[..1]);
    stage.browser.fill("Benutzername", User::MobileApp.name());
    stage.browser.fill("Passwort", stage.broker.password(User::MobileApp));
    stage.browser.press("Verbinden");
    stage.wait_until_connection_is("live");
    settle(&stage);
    camera.take_in(&stage, GERMAN, "german", SMALL, &THEMES[..1]);
}

/// A simulated home at a broker that tells of itself.
fn lived_in() -> (Stage, Running) {
    let stage = Stage::open_talkative();
    for (topic, payload) in [
        ("alicia/notes/shopping", r#"{"milk":2,"coffee":true}"#),
        ("alicia/notes/cellar/dehumidifier/filter", "clean it in spring"),
        ("home/house", "armed_away"),
    ] {
        stage.publish(topic, payload.as_bytes(), Keep::Retained);
    }
    let panel = json!({
        "name": "House", "command_topic": "home/house/set", "state_topic": "home/house", "code": "REMOTE_CODE",
        "command_template": "{{ action }} {{ code }}", "code_arm_required": false,
    });
    let config = "homeassistant/alarm_control_panel/house/config";
    stage.publish(config, panel.to_string().as_bytes(), Keep::Retained);
    let home = stage.simulate(0);
    (stage, home)
}

fn settle(stage: &Stage) {
    stage.browser.wait_for("the lamp", || stage.browser.text(&marks::device(LAMP)));
    thread::sleep(SETTLING);
}

/// With what a person makes of a home: a favourite, alarms, a scene and what is shared.
fn furnish(stage: &Stage) {
    let browser = &stage.browser;
    stage.go(&marks::device_route(LAMP));
    browser.click(".star");
    browser.wait_for_attribute(".star", "aria-pressed", "true");
    for (limit, name) in [("5", "Warm at last"), ("60", "Much too hot in the living room")] {
        stage.go("#/alarms/alicia%3Asensor_living/temperature_celsius");
        browser.wait_for("the rule", || browser.text("form"));
        thread::sleep(REST);
        browser.fill("Limit", limit);
        browser.fill("Name", name);
        browser.press("Keep the alarm");
        browser.wait_for_text(name);
        stage.go("#/more");
        thread::sleep(REST);
    }
    Place::window("devices", "#/devices", ".chips").visit(stage);
    browser.press("Several at once");
    for lamp in ["alicia:bulb_kitchen", LAMP] {
        browser.on(&format!("{} .pick", marks::device(lamp)), "it.click()");
    }
    browser.on(".together form input", "it.value = 'Evening'; it.form.requestSubmit()");
    stage.go("#/settings");
    browser.fill("What others call this browser", "Kitchen");
    browser.press("Share");
    browser.wait_for_attribute("[data-testid=family]", "data-state", "in-step");
}
