//! The kitchen: a coffee machine, which announces all it has in one message.

use serde_json::json;

use super::cell::Rule;
use super::{Drift, Manner, Thing};

pub(super) fn things() -> Vec<Thing> {
    vec![coffee_machine()]
}

fn coffee_machine() -> Thing {
    const STRENGTHS: &[&str] = &["mild", "medium", "strong"];
    Thing::new("coffee_machine", "Coffee machine", "Kitchen", ("Workbench", "Espresso 2"))
        .announced(Manner::AtOnce)
        .has("switch", "power", json!({ "name": "Power", "stat_t": "~/power", "cmd_t": "~/power/set" }))
        .has(
            "select",
            "strength",
            json!({ "name": "Strength", "ops": STRENGTHS, "stat_t": "~/strength", "cmd_t": "~/strength/set" }),
        )
        .has(
            "number",
            "cups",
            json!({ "name": "Cups", "stat_t": "~/cups", "cmd_t": "~/cups/set", "min": 1, "max": 4, "mode": "slider" }),
        )
        .has("button", "brew", json!({ "name": "Brew", "cmd_t": "~/brew/set" }))
        .has(
            "sensor",
            "status",
            json!({
                "name": "Status", "stat_t": "~/status", "dev_cla": "enum",
                "ops": ["ready", "grinding", "brewing", "off"],
            }),
        )
        .has(
            "sensor",
            "boiler",
            json!({
                "name": "Boiler", "stat_t": "~/boiler", "dev_cla": "temperature", "unit_of_meas": "°C",
                "stat_cla": "measurement", "sug_dsp_prc": 0,
            }),
        )
        .has("binary_sensor", "tank", json!({ "name": "Water tank empty", "stat_t": "~/tank", "dev_cla": "problem" }))
        .keeps("power", "ON")
        .keeps("strength", "medium")
        .keeps("cups", 2)
        .keeps("status", "ready")
        .keeps("tank", "OFF")
        .measures("boiler", Drift::around(93.0, 0.6, 1))
        .hears("power/set", "power", Rule::OneOf(&["ON", "OFF"]))
        .hears("power/set", "status", Rule::Words(&[("ON", &["ready"]), ("OFF", &["off"])]))
        .hears("strength/set", "strength", Rule::OneOf(STRENGTHS))
        .hears("cups/set", "cups", Rule::Number(1.0, 4.0))
        .hears("brew/set", "status", Rule::Words(&[("PRESS", &["grinding", "brewing", "brewing", "ready"])]))
}
