//! The living room: a lamp of many colours, a thermostat, a display on the wall, a vacuum.

use serde_json::json;

use super::cell::Rule;
use super::{Drift, Thing};

const PICTURE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAGElEQVR42mOoWPUMK2KgooRbhQ1WREUJACdcYEHO9kACAAAAAElFTkSuQmCC";

pub(super) fn things() -> Vec<Thing> {
    vec![lamp(), heating(), display(), vacuum()]
}

fn lamp() -> Thing {
    Thing::new("living_room_lamp", "Living room lamp", "Living room", ("Workbench", "RGBCCT lamp"))
        .has(
            "light",
            "light",
            json!({
                "name": null, "schema": "json", "state_topic": "~/state", "command_topic": "~/set",
                "brightness": true, "supported_color_modes": ["color_temp", "rgb"],
                "min_mireds": 153, "max_mireds": 500,
                "effect": true, "effect_list": ["none", "candle", "sunset", "party"],
            }),
        )
        .keeps(
            "state",
            json!({
                "state": "ON", "brightness": 140, "color_mode": "color_temp", "color_temp": 300,
                "color": { "r": 255, "g": 180, "b": 107 }, "effect": "none",
            }),
        )
        .hears("set", "state", Rule::Parts)
}

fn heating() -> Thing {
    const MODES: &[&str] = &["off", "heat", "cool", "auto"];
    const FANS: &[&str] = &["auto", "low", "medium", "high"];
    const PRESETS: &[&str] = &["eco", "comfort", "away"];
    Thing::new("living_room_climate", "Living room climate", "Living room", ("Workbench", "Split unit"))
        .has(
            "climate",
            "climate",
            json!({
                "name": null, "modes": MODES, "mode_stat_t": "~/mode", "mode_cmd_t": "~/mode/set",
                "temp_stat_t": "~/target", "temp_cmd_t": "~/target/set",
                "min_temp": 10, "max_temp": 30, "temp_step": 0.5, "temp_unit": "C",
                "curr_temp_t": "~/temperature", "act_t": "~/action",
                "fan_modes": FANS, "fan_mode_stat_t": "~/fan", "fan_mode_cmd_t": "~/fan/set",
                "pr_modes": PRESETS, "pr_mode_stat_t": "~/preset", "pr_mode_cmd_t": "~/preset/set",
            }),
        )
        .keeps("mode", "heat")
        .keeps("target", 21.5)
        .keeps("fan", "auto")
        .keeps("preset", "comfort")
        .keeps("action", "heating")
        .measures("temperature", Drift::around(21.1, 0.1, 1))
        .hears("mode/set", "mode", Rule::OneOf(MODES))
        .hears(
            "mode/set",
            "action",
            Rule::Words(&[("off", &["off"]), ("heat", &["heating"]), ("cool", &["cooling"]), ("auto", &["idle"])]),
        )
        .hears("target/set", "target", Rule::Number(10.0, 30.0))
        .hears("fan/set", "fan", Rule::OneOf(FANS))
        .hears("preset/set", "preset", Rule::OneOf(PRESETS))
}

fn display() -> Thing {
    const PAGES: &[&str] = &["clock", "weather", "photos", "calendar"];
    Thing::new("wall_display", "Wall display", "Living room", ("Workbench", "10-inch display"))
        .has("notify", "message", json!({ "name": "Message", "command_topic": "~/message/set" }))
        .has(
            "text",
            "title",
            json!({ "name": "Title", "state_topic": "~/title", "command_topic": "~/title/set", "max": 40 }),
        )
        .has("select", "page", json!({ "name": "Page", "options": PAGES, "stat_t": "~/page", "cmd_t": "~/page/set" }))
        .has(
            "number",
            "contrast",
            json!({
                "name": "Contrast", "stat_t": "~/contrast", "cmd_t": "~/contrast/set", "min": 0, "max": 10, "step": 0.5,
                "entity_category": "config",
            }),
        )
        .has("date", "countdown", json!({ "name": "Countdown", "stat_t": "~/countdown", "cmd_t": "~/countdown/set" }))
        .has("time", "wake_up", json!({ "name": "Wake up", "stat_t": "~/wake_up", "cmd_t": "~/wake_up/set" }))
        .has("datetime", "reminder", json!({ "name": "Reminder", "stat_t": "~/reminder", "cmd_t": "~/reminder/set" }))
        .has("image", "photo", json!({ "name": "Photo", "img_t": "~/photo", "img_e": "b64", "cont_type": "image/png" }))
        .has(
            "scene",
            "movie_night",
            json!({ "name": "Movie night", "command_topic": "~/scene/set", "payload_on": "movie_night" }),
        )
        .has(
            "button",
            "restart",
            json!({
                "name": "Restart", "command_topic": "~/restart/set", "device_class": "restart",
                "entity_category": "config",
            }),
        )
        .has("sensor", "shown", json!({ "name": "Shown", "state_topic": "~/shown", "entity_category": "diagnostic" }))
        .keeps("title", "Home")
        .keeps("page", "clock")
        .keeps("contrast", 6.5)
        .keeps("countdown", "2026-12-24")
        .keeps("wake_up", "06:45:00")
        .keeps("reminder", "2026-03-01T18:30:00+00:00")
        .keeps("photo", PICTURE)
        .keeps("shown", "clock")
        .hears("message/set", "shown", Rule::Text)
        .hears("title/set", "title", Rule::Text)
        .hears("page/set", "page", Rule::OneOf(PAGES))
        .hears("page/set", "shown", Rule::OneOf(PAGES))
        .hears("contrast/set", "contrast", Rule::Number(0.0, 10.0))
        .hears("countdown/set", "countdown", Rule::Text)
        .hears("wake_up/set", "wake_up", Rule::Text)
        .hears("reminder/set", "reminder", Rule::Text)
        .hears("scene/set", "shown", Rule::Words(&[("movie_night", &["movie night"])]))
        .hears("restart/set", "shown", Rule::Words(&[("PRESS", &["restarting", "restarting", "clock"])]))
}

fn vacuum() -> Thing {
    const SPEEDS: &[&str] = &["quiet", "standard", "max"];
    Thing::new("vacuum", "Vacuum", "Living room", ("Workbench", "Robot vacuum"))
        .has(
            "vacuum",
            "vacuum",
            json!({
                "name": null, "state_topic": "~/state", "command_topic": "~/set", "fan_speed_list": SPEEDS,
                "set_fan_speed_topic": "~/fan_speed/set", "send_command_topic": "~/command/set",
                "supported_features": [
                    "start", "pause", "stop", "return_home", "battery", "status", "locate", "clean_spot", "fan_speed",
                    "send_command",
                ],
            }),
        )
        .keeps("state", json!({ "state": "docked", "battery_level": 92, "fan_speed": "standard" }))
        .hears(
            "set",
            "state.state",
            Rule::Words(&[
                ("start", &["cleaning"]),
                ("clean_spot", &["cleaning"]),
                ("pause", &["paused"]),
                ("stop", &["idle"]),
                ("return_to_base", &["returning", "returning", "docked"]),
            ]),
        )
        .hears("fan_speed/set", "state.fan_speed", Rule::OneOf(SPEEDS))
}
