//! The garden: a valve, a mower, and a weather station, which announces all it has in one message.

use serde_json::{Value, json};

use super::cell::Rule;
use super::{Drift, Manner, Thing};

pub(super) fn things() -> Vec<Thing> {
    vec![irrigation(), mower(), weather_station()]
}

fn irrigation() -> Thing {
    Thing::new("irrigation", "Irrigation", "Garden", ("Workbench", "Two valves"))
        .has(
            "valve",
            "lawn",
            json!({ "name": "Lawn", "device_class": "water", "state_topic": "~/lawn", "command_topic": "~/lawn/set" }),
        )
        .has(
            "valve",
            "beds",
            json!({
                "name": "Beds", "device_class": "water", "reports_position": true, "state_topic": "~/beds",
                "command_topic": "~/beds/set",
            }),
        )
        .keeps("lawn", "closed")
        .moves("beds", 0)
        .hears("lawn/set", "lawn", Rule::Words(&[("OPEN", &["opening", "open"]), ("CLOSE", &["closing", "closed"])]))
        .hears("beds/set", "beds", Rule::Drive)
}

fn mower() -> Thing {
    Thing::new("mower", "Mower", "Garden", ("Workbench", "Robot mower"))
        .has(
            "lawn_mower",
            "mower",
            json!({
                "name": null, "activity_state_topic": "~/activity", "start_mowing_command_topic": "~/start/set",
                "pause_command_topic": "~/pause/set", "dock_command_topic": "~/dock/set",
            }),
        )
        .has("sensor", "battery", battery())
        .keeps("activity", "mowing")
        .measures("battery", Drift::around(68.0, 0.4, 0))
        .hears("start/set", "activity", Rule::Words(&[("start_mowing", &["mowing"])]))
        .hears("pause/set", "activity", Rule::Words(&[("pause", &["paused"])]))
        .hears("dock/set", "activity", Rule::Words(&[("dock", &["returning", "returning", "docked"])]))
}

fn weather_station() -> Thing {
    let reading = |name: &str, topic: &str, class: &str, unit: &str| {
        json!({
            "name": name, "stat_t": format!("~/{topic}"), "dev_cla": class, "unit_of_meas": unit,
            "stat_cla": "measurement", "exp_aft": 300,
        })
    };
    Thing::new("weather_station", "Weather station", "Garden", ("Workbench", "Meteo 5"))
        .announced(Manner::AtOnce)
        .has("sensor", "temperature", reading("Temperature", "temperature", "temperature", "°C"))
        .has("sensor", "humidity", reading("Humidity", "humidity", "humidity", "%"))
        .has("sensor", "pressure", reading("Pressure", "pressure", "atmospheric_pressure", "hPa"))
        .has("sensor", "wind", reading("Wind", "wind", "wind_speed", "km/h"))
        .has("sensor", "light", reading("Light", "light", "illuminance", "lx"))
        .has("binary_sensor", "rain", json!({ "name": "Rain", "stat_t": "~/rain", "dev_cla": "moisture" }))
        .has(
            "update",
            "firmware",
            json!({
                "name": "Firmware", "stat_t": "~/firmware", "cmd_t": "~/firmware/set", "pl_inst": "install",
                "dev_cla": "firmware", "ent_cat": "config", "tit": "Meteo 5",
            }),
        )
        .measures("temperature", Drift::around(11.4, 0.1, 1))
        .measures("humidity", Drift::around(63.0, 0.5, 0))
        .measures("pressure", Drift::around(1014.2, 0.1, 1))
        .measures("wind", Drift::around(12.0, 1.5, 1))
        .measures("light", Drift::around(8_300.0, 200.0, 0))
        .keeps("rain", "OFF")
        .keeps("firmware", json!({ "installed_version": "1.4.1", "latest_version": "1.4.2" }))
        .hears("firmware/set", "firmware.installed_version", Rule::Words(&[("install", &["1.4.1", "1.4.1", "1.4.2"])]))
}

fn battery() -> Value {
    json!({
        "state_topic": "~/battery", "device_class": "battery", "unit_of_measurement": "%",
        "entity_category": "diagnostic",
    })
}
