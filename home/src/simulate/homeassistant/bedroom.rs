//! The bedroom: a blind whose slats tilt, and a fan under the ceiling.

use serde_json::json;

use super::Thing;
use super::cell::Rule;

pub(super) fn things() -> Vec<Thing> {
    vec![blind(), fan()]
}

fn blind() -> Thing {
    Thing::new("bedroom_blind", "Bedroom blind", "Bedroom", ("Workbench", "Venetian blind"))
        .has(
            "cover",
            "blind",
            json!({
                "name": null, "dev_cla": "blind", "cmd_t": "~/set",
                "stat_t": "~/state", "val_tpl": "{{ value_json.state }}",
                "pos_t": "~/state", "pos_tpl": "{{ value_json.position }}", "set_pos_t": "~/position/set",
                "tilt_status_t": "~/tilt", "tilt_cmd_t": "~/tilt/set",
            }),
        )
        .moves("state", 100)
        .keeps("tilt", 40)
        .hears("set", "state", Rule::Drive)
        .hears("position/set", "state", Rule::Drive)
        .hears("tilt/set", "tilt", Rule::Number(0.0, 100.0))
}

fn fan() -> Thing {
    const PRESETS: &[&str] = &["auto", "breeze", "sleep"];
    const WAYS: &[&str] = &["forward", "reverse"];
    Thing::new("ceiling_fan", "Ceiling fan", "Bedroom", ("Workbench", "DC fan"))
        .has(
            "fan",
            "fan",
            json!({
                "name": null, "state_topic": "~/power", "command_topic": "~/set",
                "percentage_state_topic": "~/speed", "percentage_command_topic": "~/speed/set",
                "preset_modes": PRESETS, "preset_mode_state_topic": "~/preset",
                "preset_mode_command_topic": "~/preset/set",
                "oscillation_state_topic": "~/oscillation", "oscillation_command_topic": "~/oscillation/set",
                "direction_state_topic": "~/direction", "direction_command_topic": "~/direction/set",
            }),
        )
        .keeps("power", "OFF")
        .keeps("speed", 33)
        .keeps("preset", "auto")
        .keeps("oscillation", "oscillate_off")
        .keeps("direction", "forward")
        .hears("set", "power", Rule::OneOf(&["ON", "OFF"]))
        .hears("speed/set", "speed", Rule::Number(0.0, 100.0))
        .hears("preset/set", "preset", Rule::OneOf(PRESETS))
        .hears("oscillation/set", "oscillation", Rule::OneOf(&["oscillate_on", "oscillate_off"]))
        .hears("direction/set", "direction", Rule::OneOf(WAYS))
}
