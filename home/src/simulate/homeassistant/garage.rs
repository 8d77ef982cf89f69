//! The garage: a car that tells where it is, and a shy heater, which announces itself only when Home Assistant starts.

use serde_json::json;

use super::cell::Rule;
use super::{Drift, Manner, Thing};

pub(super) fn things() -> Vec<Thing> {
    vec![car(), heater()]
}

fn car() -> Thing {
    Thing::new("car", "Car", "Garage", ("Workbench", "Tracker"))
        .has(
            "device_tracker",
            "tracker",
            json!({
                "name": null, "state_topic": "~/place", "source_type": "gps", "json_attributes_topic": "~/position",
            }),
        )
        .has(
            "sensor",
            "battery",
            json!({
                "name": "Battery", "state_topic": "~/battery", "device_class": "battery", "unit_of_measurement": "%",
                "state_class": "measurement",
            }),
        )
        .keeps("place", "home")
        .keeps("position", json!({ "latitude": 52.52, "longitude": 13.405, "gps_accuracy": 8 }))
        .measures("battery", Drift::around(78.0, 0.2, 0))
}

fn heater() -> Thing {
    Thing::new("garage_heater", "Garage heater", "Garage", ("Workbench", "Frost guard"))
        .announced(Manner::AfterBirth)
        .has(
            "switch",
            "relay",
            json!({ "name": null, "stat_t": "~/relay", "cmd_t": "~/relay/set", "dev_cla": "outlet" }),
        )
        .has(
            "sensor",
            "temperature",
            json!({
                "name": "Temperature", "stat_t": "~/temperature", "dev_cla": "temperature", "unit_of_meas": "°C",
            }),
        )
        .keeps("relay", "OFF")
        .measures("temperature", Drift::around(7.5, 0.1, 1))
        .hears("relay/set", "relay", Rule::OneOf(&["ON", "OFF"]))
}
