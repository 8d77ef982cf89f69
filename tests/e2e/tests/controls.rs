//! Controls with more to them than a switch, each from its announcement to the device's own word: a command goes out as it was
//! announced, and what was wished is not shown as a fact before the device says so.

use std::time::Duration;

use e2e::{Deed, Keep, Stage, marks};
use serde_json::{Value, json};

const SOON: Duration = Duration::from_secs(30);

/// A device that was announced, on its own page.
struct Announced {
    stage: Stage,
    css: String,
}

impl Announced {
    fn open(component: &str, announced: &Value, said: &[(&str, &str)], property: &str) -> Self {
        let stage = Stage::open();
        let config = format!("homeassistant/{component}/it/config");
        stage.publish(&config, announced.to_string().as_bytes(), Keep::Retained);
        stage.log_in();
        let device = format!("home_assistant:{component}/it");
        stage.go(&marks::device_route(&device));
        let css = marks::property(&device, property);
        stage.browser.wait_up_to(SOON, property, || stage.browser.text(&css));
        let it = Self { stage, css };
        for (topic, payload) in said {
            it.says(topic, payload);
        }
        it.wait("data-truth", "live");
        it
    }

    /// One that needs no announcement.
    fn heard(device: &str, [topic, said]: [&str; 2], property: &str) -> Self {
        let stage = Stage::open();
        stage.log_in();
        stage.publish(topic, said.as_bytes(), Keep::Passing);
        stage.go(&marks::device_route(device));
        let css = marks::property(device, property);
        stage.browser.wait_up_to(SOON, property, || stage.browser.text(&css));
        let it = Self { stage, css };
        it.wait("data-truth", "live");
        it
    }

    /// What stands together with it, in order.
    fn together(&self) -> Vec<String> {
        let script = "
            const whole = document.querySelector(arguments[0])?.closest('.ensemble[role=group]');
            return whole && [...whole.querySelectorAll('[data-property]')].map((it) => it.dataset.property);";
        let parts = self.stage.browser.evaluate(script, vec![self.css.as_str().into()]);
        parts.as_array().into_iter().flatten().filter_map(|part| part.as_str().map(str::to_owned)).collect()
    }

    fn says(&self, topic: &str, payload: &str) {
        self.stage.publish(topic, payload.as_bytes(), Keep::Passing);
    }

    #[track_caller]
    fn wait(&self, name: &str, value: &str) {
        self.stage.browser.wait_for_attribute(&self.css, name, value);
    }

    fn value(&self) -> Option<String> {
        self.stage.browser.attribute(&format!("{} [data-testid='value']", self.css), "data-value")
    }

    /// Does it, and goes on as the device would: the wish is dashed until the device has said so.
    #[track_caller]
    fn obeys(&self, deed: impl FnOnce(), [topic, order]: [&str; 2], [state, said]: [&str; 2], value: &str) {
        let orders = self.stage.overhear(topic);
        let before = self.value();
        deed();
        assert_eq!(orders.message(), order);
        self.wait("data-truth", "wanted");
        assert_eq!(self.value(), before, "a wish is no fact");
        self.says(state, said);
        self.wait("data-request", "confirmed");
        self.wait("data-truth", "live");
        assert_eq!(self.value().as_deref(), Some(value));
        self.stage.browser.assert_no_console_errors();
    }

    fn does(&self, deed: Deed) {
        self.stage.browser.does(deed, &self.css);
    }

    /// Fills in a field that browsers have a window of their own for, and sends it.
    fn fills(&self, field: &str, value: &str) {
        let css = format!("{} input[type='{field}']", self.css);
        self.stage.browser.on(&css, &format!("it.value = '{value}'; it.form.requestSubmit();"));
    }
}

#[test]
fn a_climate_is_set_on_a_dial_by_keys() {
    const RIGHT: &str = "\u{e014}";
    let announced = json!({
        "name": "Heating", "temperature_command_topic": "home/it/set", "temperature_state_topic": "home/it/target",
        "current_temperature_topic": "home/it/now", "min_temp": 7, "max_temp": 35, "temp_step": 0.5,
    });
    let said = [("home/it/now", "19.5"), ("home/it/target", "20")];
    let it = Announced::open("climate", &announced, &said, "it.target_temperature");
    let browser = &it.stage.browser;
    let arc = format!("{} .dial-fill", it.css);
    browser.wait_up_to(SOON, "the dial", || browser.attribute(&arc, "stroke-dasharray"));
    let now = || browser.text(&format!("{} .dial-told", it.css)).filter(|told| told.contains("19.5"));
    browser.wait_up_to(SOON, "what is measured", now);
    let turn = || {
        browser.on(&format!("{} input", it.css), "it.focus()");
        browser.type_keys(RIGHT);
    };
    it.obeys(turn, ["home/it/set", "20.5"], ["home/it/target", "20.5"], "20.5");
}

#[test]
fn a_cover_is_closed_by_its_button_and_says_so_when_it_is() {
    let announced = json!({"name": "Blind", "command_topic": "home/it/set", "state_topic": "home/it"});
    let it = Announced::open("cover", &announced, &[("home/it", "open")], "it");
    it.obeys(|| it.does(Deed::Presses("Close")), ["home/it/set", "CLOSE"], ["home/it", "closed"], "closed");
    let pressed = format!("{} [aria-pressed='true']", it.css);
    assert_eq!(it.stage.browser.text(&pressed).as_deref(), Some("Close"));
}

#[test]
fn a_lock_asks_whether_one_means_it() {
    let announced = json!({"name": "Door", "command_topic": "home/it/set", "state_topic": "home/it"});
    let it = Announced::open("lock", &announced, &[("home/it", "LOCKED")], "it");
    let unlock = || {
        it.stage.browser.tries(Deed::Presses("Unlock"), &it.css);
        let consent = format!("{} [data-testid='consent']", it.css);
        it.stage.browser.wait_up_to(SOON, "the question", || it.stage.browser.text(&consent));
        assert_eq!(it.stage.browser.attribute(&it.css, "data-request"), None, "nothing is sent before the answer");
        it.stage.browser.click(&consent);
    };
    it.obeys(unlock, ["home/it/set", "UNLOCK"], ["home/it", "UNLOCKED"], "unlocked");
}

#[test]
fn an_alarm_panel_is_armed_for_the_night() {
    let announced = json!({"name": "House", "command_topic": "home/it/set", "state_topic": "home/it"});
    let it = Announced::open("alarm_control_panel", &announced, &[("home/it", "disarmed")], "it");
    let arm = || {
        it.stage.browser.tries(Deed::Presses("Arm night"), &it.css);
        let consent = format!("{} [data-testid='consent']", it.css);
        it.stage.browser.wait_up_to(SOON, "the question", || it.stage.browser.text(&consent));
        it.stage.browser.click(&consent);
    };
    it.obeys(arm, ["home/it/set", "ARM_NIGHT"], ["home/it", "armed_night"], "armed_night");
}

#[test]
fn a_date_is_chosen_in_a_field_for_dates() {
    let announced = json!({"name": "Holiday", "command_topic": "home/it/set", "state_topic": "home/it"});
    let it = Announced::open("date", &announced, &[("home/it", "2026-07-14")], "it");
    it.obeys(|| it.fills("date", "2026-08-01"), ["home/it/set", "2026-08-01"], ["home/it", "2026-08-01"], "2026-08-01");
}

#[test]
fn a_time_goes_out_with_the_seconds_that_devices_expect_and_in_their_zone() {
    let announced = json!({"name": "Wake", "command_topic": "home/it/set", "state_topic": "home/it"});
    let it = Announced::open("datetime", &announced, &[("home/it", "2026-07-14T08:30:00+02:00")], "it");
    let wanted = "2026-07-14T07:15:00+02:00";
    it.obeys(|| it.fills("datetime-local", "2026-07-14T07:15"), ["home/it/set", wanted], ["home/it", wanted], wanted);
}

#[test]
fn an_alarm_panel_is_disarmed_by_a_code_that_nobody_keeps() {
    const CODE: &str = "274193";
    let announced = json!({
        "name": "House", "command_topic": "home/it/set", "state_topic": "home/it", "code": "REMOTE_CODE",
        "command_template": "{{ action }} {{ code }}", "code_arm_required": false,
    });
    let it = Announced::open("alarm_control_panel", &announced, &[("home/it", "armed_away")], "it");
    let browser = &it.stage.browser;
    let disarm = || {
        browser.tries(Deed::Presses("Disarm"), &it.css);
        let field = format!("{} [data-testid='code']", it.css);
        browser.wait_up_to(SOON, "a field for the code", || browser.attribute(&field, "inputmode"));
        assert_eq!(browser.attribute(&it.css, "data-request"), None, "nothing is sent before the code is known");
        let key = |digit: char| format!("{} .keys button:nth-child({})", it.css, digit.to_digit(10).unwrap_or(0));
        CODE.chars().for_each(|digit| browser.click(&key(digit)));
        browser.click(&format!("{} [data-testid='consent']", it.css));
    };
    let order = format!("DISARM {CODE}");
    it.obeys(disarm, ["home/it/set", &order], ["home/it", "disarmed"], "disarmed");
    let everything = "
        const stores = [localStorage, sessionStorage].map((it) => JSON.stringify(it)).join();
        return stores + document.documentElement.outerHTML;";
    it.stage.browser.go("#/activity");
    it.stage.browser.wait_for_text("disarm");
    let kept = it.stage.browser.evaluate(everything, vec![]).as_str().map(str::to_owned).unwrap_or_default();
    assert!(kept.contains("disarm") && !kept.contains(CODE), "the code is nowhere");
}

#[test]
fn a_lock_takes_only_a_code_of_its_form() {
    let announced = json!({
        "name": "Door", "command_topic": "home/it/set", "state_topic": "home/it", "code_format": "^[a-z]{6}$",
        "command_template": "{\"do\":\"{{ value }}\",\"code\":\"{{ code }}\"}",
    });
    let it = Announced::open("lock", &announced, &[("home/it", "LOCKED")], "it");
    let browser = &it.stage.browser;
    let unlock = || {
        browser.tries(Deed::Presses("Unlock"), &it.css);
        let field = format!("{} [data-testid='code']", it.css);
        browser.wait_up_to(SOON, "a field for the code", || browser.attribute(&field, "pattern"));
        browser.fill("Code", "1234");
        browser.click(&format!("{} [data-testid='consent']", it.css));
        assert_eq!(browser.attribute(&it.css, "data-request"), None, "the browser says what is wrong with it");
        browser.fill("Code", "sesame");
        browser.click(&format!("{} [data-testid='consent']", it.css));
    };
    let order = r#"{"do":"UNLOCK","code":"sesame"}"#;
    it.obeys(unlock, ["home/it/set", order], ["home/it", "UNLOCKED"], "unlocked");
}

#[test]
fn a_camera_shows_its_last_picture_and_nothing_that_is_none() {
    const PICTURE: &[u8] = include_bytes!("../../../src/ui/design/picture.png");
    let announced = json!({"name": "Yard", "topic": "home/it/picture"});
    let stage = Stage::open();
    stage.publish("homeassistant/camera/it/config", announced.to_string().as_bytes(), Keep::Retained);
    stage.log_in();
    let device = "home_assistant:camera/it";
    stage.go(&marks::device_route(device));
    let css = marks::property(device, "it");
    stage.browser.wait_up_to(SOON, "the camera", || stage.browser.text(&css));
    stage.browser.wait_for_text("No picture yet");
    let width = || {
        let script = "return document.querySelector(arguments[0])?.naturalWidth ?? 0";
        stage.browser.evaluate(script, vec![format!("{css} img").into()]).as_u64()
    };
    stage.publish("home/it/picture", PICTURE, Keep::Passing);
    stage.browser.wait_up_to(SOON, "the picture", || width().filter(|width| *width == 320));
    stage.browser.wait_for_attribute(&css, "data-truth", "live");
    let drawn = b"<svg xmlns='http://www.w3.org/2000/svg'><script>window.ran = true</script></svg>";
    stage.publish("home/it/picture", drawn, Keep::Passing);
    stage.browser.wait_for_text("What came is no picture");
    assert_eq!(stage.browser.evaluate("return window.ran ?? false", vec![]), Value::Bool(false));
    stage.browser.assert_no_console_errors();
}

#[test]
fn a_fan_is_one_control_with_a_place_for_each_of_its_speeds() {
    let announced = json!({
        "name": "Fan", "command_topic": "home/it/set", "state_topic": "home/it",
        "percentage_command_topic": "home/it/speed/set", "percentage_state_topic": "home/it/speed",
        "speed_range_min": 1, "speed_range_max": 3,
        "preset_modes": ["breeze", "night"], "preset_mode_command_topic": "home/it/mode/set",
        "preset_mode_state_topic": "home/it/mode",
        "oscillation_command_topic": "home/it/swing/set", "oscillation_state_topic": "home/it/swing",
        "direction_command_topic": "home/it/way/set", "direction_state_topic": "home/it/way",
    });
    let it = Announced::open("fan", &announced, &[("home/it", "ON"), ("home/it/speed", "1")], "it.percentage");
    let parts = ["it", "it.percentage", "it.preset_mode", "it.oscillation", "it.direction"];
    it.stage.browser.wait_until("the switch and the speed to be the foremost", || it.together() == parts);
    let faster = || it.does(Deed::Slides(66.6666));
    it.obeys(faster, ["home/it/speed/set", "2"], ["home/it/speed", "2"], "67");
    it.stage.browser.wait_for_text("67 %");
}

#[test]
fn a_player_says_what_it_plays_and_is_told_to_pause() {
    const STATUS: &str = "alicia/devices/sonos/kitchen/status";
    let playing = r#"{"state":"PLAYING","volume":40,"current_track":"Clair de lune","group_members":["bathroom"]}"#;
    let it = Announced::heard("alicia:sonos/kitchen", [STATUS, playing], "state");
    let foremost = ["current_track", "state", "volume"];
    it.stage.browser.wait_until("title, state and volume to come first", || it.together().iter().take(3).eq(foremost));
    let paused = playing.replace("PLAYING", "PAUSED_PLAYBACK");
    let order = r#"{"speaker":"kitchen","action":"pause"}"#;
    it.obeys(
        || it.does(Deed::Presses("Pause")),
        ["alicia/commands/sonos/playback", order],
        [STATUS, &paused],
        "paused",
    );
    it.stage.browser.wait_for_text("Clair de lune");
}
