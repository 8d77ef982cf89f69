//! The hall: a light that tells each thing on a topic of its own, the front door, and the alarm.

use serde_json::json;

use super::Thing;
use super::cell::Rule;

const PICTURE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAGElEQVR42mM4sW8VVsRAQCLKRgOOBoEEAJMsaVGNGDyoAAAAAElFTkSuQmCC";

pub(super) fn things() -> Vec<Thing> {
    vec![light(), front_door(), alarm()]
}

fn light() -> Thing {
    const EFFECTS: &[&str] = &["none", "rainbow", "twinkle"];
    Thing::new("hall_light", "Hall light", "Hall", ("Workbench", "LED strip"))
        .has(
            "light",
            "light",
            json!({
                "name": null, "stat_t": "~/power", "cmd_t": "~/set",
                "bri_stat_t": "~/brightness", "bri_cmd_t": "~/brightness/set", "bri_scl": 100,
                "rgb_stat_t": "~/rgb", "rgb_cmd_t": "~/rgb/set",
                "fx_stat_t": "~/effect", "fx_cmd_t": "~/effect/set", "fx_list": EFFECTS,
            }),
        )
        .keeps("power", "OFF")
        .keeps("brightness", 60)
        .keeps("rgb", "255,214,170")
        .keeps("effect", "none")
        .hears("set", "power", Rule::OneOf(&["ON", "OFF"]))
        .hears("brightness/set", "brightness", Rule::Number(0.0, 100.0))
        .hears("rgb/set", "rgb", Rule::Text)
        .hears("effect/set", "effect", Rule::OneOf(EFFECTS))
}

fn front_door() -> Thing {
    Thing::new("front_door", "Front door", "Hall", ("Workbench", "Door station"))
        .has(
            "lock",
            "lock",
            json!({ "name": null, "state_topic": "~/lock", "command_topic": "~/lock/set", "payload_open": "OPEN" }),
        )
        .has(
            "event",
            "bell",
            json!({
                "name": "Bell", "state_topic": "~/bell", "event_types": ["press", "hold"], "device_class": "doorbell",
            }),
        )
        .has("tag", "reader", json!({ "topic": "~/tag", "value_template": "{{ value_json.UID }}" }))
        .has("camera", "camera", json!({ "name": "Camera", "topic": "~/camera", "image_encoding": "b64" }))
        .has(
            "binary_sensor",
            "contact",
            json!({ "name": "Contact", "state_topic": "~/contact", "device_class": "door" }),
        )
        .keeps("lock", "LOCKED")
        .keeps("camera", PICTURE)
        .keeps("contact", "OFF")
        .tells("bell", 55, ["press", "hold"].map(|event| json!({ "event_type": event })))
        .tells("tag", 90, [json!({ "UID": "04a1b2c3" }), json!({ "UID": "04d4e5f6" })])
        .hears(
            "lock/set",
            "lock",
            Rule::Words(&[
                ("LOCK", &["LOCKING", "LOCKED"]),
                ("UNLOCK", &["UNLOCKING", "UNLOCKED"]),
                ("OPEN", &["OPENING", "OPEN", "OPEN", "UNLOCKED"]),
            ]),
        )
}

fn alarm() -> Thing {
    const TONES: &[&str] = &["fire", "burglar", "chime"];
    Thing::new("alarm", "Alarm", "Hall", ("Workbench", "Alarm centre"))
        .has(
            "alarm_control_panel",
            "panel",
            json!({
                "name": null, "state_topic": "~/panel", "command_topic": "~/panel/set", "code_arm_required": false,
                "code_disarm_required": false, "supported_features": ["arm_home", "arm_away", "arm_night", "trigger"],
            }),
        )
        .has(
            "siren",
            "siren",
            json!({
                "name": "Siren", "state_topic": "~/siren", "command_topic": "~/siren/set", "available_tones": TONES,
                "support_duration": false, "support_volume_set": true,
            }),
        )
        .has(
            "binary_sensor",
            "smoke",
            json!({
                "name": "Smoke", "state_topic": "~/smoke", "value_template": "{{ value_json.alarm }}",
                "payload_on": true, "payload_off": false, "device_class": "smoke",
            }),
        )
        .keeps("panel", "disarmed")
        .keeps("siren", json!({ "state": "OFF", "tone": "chime", "volume_level": 0.5 }))
        .keeps("smoke", json!({ "alarm": false }))
        .hears(
            "panel/set",
            "panel",
            Rule::Words(&[
                ("DISARM", &["disarmed"]),
                ("ARM_HOME", &["arming", "armed_home"]),
                ("ARM_AWAY", &["arming", "arming", "armed_away"]),
                ("ARM_NIGHT", &["arming", "armed_night"]),
                ("TRIGGER", &["triggered"]),
            ]),
        )
        .hears("siren/set", "siren", Rule::Parts)
}
