//! The bathroom: a humidifier and the water heater.

use serde_json::json;

use super::cell::Rule;
use super::{Drift, Thing};

pub(super) fn things() -> Vec<Thing> {
    vec![humidifier(), water_heater()]
}

fn humidifier() -> Thing {
    const MODES: &[&str] = &["normal", "sleep", "boost"];
    Thing::new("humidifier", "Humidifier", "Bathroom", ("Workbench", "Evaporator"))
        .has(
            "humidifier",
            "humidifier",
            json!({
                "name": null, "device_class": "humidifier", "state_topic": "~/power", "command_topic": "~/set",
                "target_humidity_state_topic": "~/target", "target_humidity_command_topic": "~/target/set",
                "min_humidity": 30, "max_humidity": 80, "current_humidity_topic": "~/humidity",
                "modes": MODES, "mode_state_topic": "~/mode", "mode_command_topic": "~/mode/set",
                "action_topic": "~/action",
            }),
        )
        .keeps("power", "ON")
        .keeps("target", 50)
        .keeps("mode", "normal")
        .keeps("action", "humidifying")
        .measures("humidity", Drift::around(46.0, 0.5, 0))
        .hears("set", "power", Rule::OneOf(&["ON", "OFF"]))
        .hears("set", "action", Rule::Words(&[("ON", &["humidifying"]), ("OFF", &["off"])]))
        .hears("target/set", "target", Rule::Number(30.0, 80.0))
        .hears("mode/set", "mode", Rule::OneOf(MODES))
}

fn water_heater() -> Thing {
    const MODES: &[&str] = &["off", "eco", "electric", "performance"];
    Thing::new("water_heater", "Water heater", "Bathroom", ("Workbench", "Boiler 120 l"))
        .has(
            "water_heater",
            "water_heater",
            json!({
                "name": null, "modes": MODES, "mode_state_topic": "~/mode", "mode_command_topic": "~/mode/set",
                "temperature_state_topic": "~/target", "temperature_command_topic": "~/target/set",
                "min_temp": 40, "max_temp": 65, "temperature_unit": "C", "current_temperature_topic": "~/temperature",
            }),
        )
        .keeps("mode", "eco")
        .keeps("target", 52)
        .measures("temperature", Drift::around(51.0, 0.1, 1))
        .hears("mode/set", "mode", Rule::OneOf(MODES))
        .hears("target/set", "target", Rule::Number(40.0, 65.0))
}
