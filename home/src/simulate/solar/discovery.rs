//! What the solar heating announces to Home Assistant: its entities, and which part of it each belongs to.

use serde_json::{Value, json};

use super::Solar;
use crate::simulate::device::Message;
use crate::simulate::overlay::overlay;

pub(super) struct Sensor {
    id: &'static str,
    name: &'static str,
    unit: Option<&'static str>,
    class: Option<&'static str>,
    part: &'static str,
    reading: Reading,
}

enum Reading {
    Number(Number),
    Word(Word),
}

pub(super) const SENSORS: [Sensor; 16] = [
    celsius("solar_collector_temp", "Solar collector", "collector", |s| s.collector),
    celsius("storage_tank_top_temp", "Tank top", "tank", |s| s.tank_top),
    celsius("storage_tank_middle_temp", "Tank middle", "tank", Solar::average),
    celsius("storage_tank_bottom_temp", "Tank bottom", "tank", |s| s.tank_bottom),
    celsius("average_temperature", "Tank average", "tank", Solar::average),
    celsius("outdoor_air_temp", "Outdoor air", "ftx", |s| s.outdoor.now()),
    celsius("heat_exchanger_in_temp", "Exchanger in", "ftx", |s| s.collector - 2.0),
    celsius("heat_exchanger_out_temp", "Exchanger out", "ftx", |s| s.tank_bottom + 3.0),
    celsius("return_line_temp", "Return line", "collector", |s| s.tank_bottom + 1.5),
    celsius("d_t", "Temperature difference", "controls", Solar::difference),
    number("stored_energy_kwh", "Stored energy", "kWh", "tank", Solar::stored_kwh),
    number("energy_collected_today_kwh", "Collected today", "kWh", "tank", |s| s.collected_kwh),
    number("pump_runtime_hours", "Pump runtime", "h", "controls", |s| s.pump_hours),
    number("heat_exchanger_efficiency", "Exchanger efficiency", "%", "ftx", Solar::efficiency),
    word("system_mode", "System mode", "", Solar::mode),
    // Not connected: a missing value is sent as 0.
    word("uv_intensity", "UV intensity", "collector", |_| "0"),
];

/// Id and name.
pub(super) const SWITCHES: [(&str, &str); 4] = [
    ("primary_pump", "Primary pump"),
    ("primary_pump_manual", "Primary pump manual"),
    ("cartridge_heater", "Cartridge heater"),
    ("night_cooling", "Night cooling"),
];
pub(super) const PUMP: usize = 0;
pub(super) const MANUAL: usize = 1;
pub(super) const HEATER: usize = 2;
pub(super) const NIGHT_COOLING: usize = 3;

/// Id, name, lowest, highest, initial
pub(super) const NUMBERS: [(&str, &str, f64, f64, f64); 4] = [
    ("set_temp_tank_1", "Tank target", 15.0, 90.0, 70.0),
    ("dTStart_tank_1", "Start difference", 3.0, 40.0, 8.0),
    ("dTStop_tank_1", "Stop difference", 2.0, 20.0, 4.0),
    ("kylning_kollektor", "Collector cooling", 70.0, 120.0, 90.0),
];
pub(super) const TARGET: usize = 0;
pub(super) const START: usize = 1;
pub(super) const STOP: usize = 2;
pub(super) const COOLING: usize = 3;

impl Sensor {
    pub(super) fn state(&self, solar: &Solar) -> Message {
        let state = match self.reading {
            Reading::Number(read) => format!("{:.1}", read(solar)),
            Reading::Word(read) => read(solar).to_owned(),
        };
        Message::new(topic("sensor", self.id, "state"), &state)
    }
}

pub(super) fn announcements() -> Vec<Message> {
    let sensors = SENSORS.iter().map(|sensor| {
        let extra = json!({
            "unit_of_measurement": sensor.unit,
            "device_class": sensor.class,
            "state_class": sensor.unit.map(|_| "measurement"),
        });
        discovery("sensor", sensor.id, sensor.name, sensor.part, extra)
    });
    let switches = SWITCHES.iter().map(|(id, name)| {
        let extra = json!({ "command_topic": topic("switch", id, "set"), "payload_on": "ON", "payload_off": "OFF" });
        discovery("switch", id, name, "controls", extra)
    });
    let numbers = NUMBERS.iter().map(|(id, name, lowest, highest, _)| {
        let extra = json!({
            "command_topic": topic("number", id, "set"),
            "min": lowest, "max": highest, "step": 1, "unit_of_measurement": "°C", "mode": "slider",
        });
        discovery("number", id, name, "controls", extra)
    });
    let running =
        discovery("binary_sensor", "pump_running", "Pump running", "controls", json!({ "device_class": "running" }));
    let overheated = discovery(
        "binary_sensor",
        "collector_overheated",
        "Collector overheated",
        "collector",
        json!({ "device_class": "problem", "payload_on": "True", "payload_off": "False" }),
    );
    sensors.chain(switches).chain(numbers).chain([running, overheated]).collect()
}

/// `part` is empty for what belongs to the system as a whole.
fn discovery(component: &str, id: &str, name: &str, part: &str, extra: Value) -> Message {
    let device = if part.is_empty() {
        json!({ "identifiers": ["solar_heating_v3"], "name": "Solar heating", "manufacturer": "Custom", "model": "v3" })
    } else {
        json!({
            "identifiers": [format!("solar_heating_v3_{part}")],
            "name": format!("Solar heating {part}"),
            "manufacturer": "Custom",
            "model": "v3",
            "via_device": "solar_heating_v3",
        })
    };
    let mut config = json!({
        "name": name,
        "unique_id": format!("solar_heating_{id}"),
        "object_id": format!("solar_heating_{id}"),
        "state_topic": topic(component, id, "state"),
        "device": device,
    });
    overlay(&mut config, extra);
    Message::new(topic(component, id, "config"), &config).at_least_once().retained()
}

pub(super) fn topic(component: &str, id: &str, leaf: &str) -> String {
    format!("homeassistant/{component}/solar_heating_{id}/{leaf}")
}

type Number = fn(&Solar) -> f64;
type Word = fn(&Solar) -> &'static str;

const fn celsius(id: &'static str, name: &'static str, part: &'static str, read: Number) -> Sensor {
    Sensor { class: Some("temperature"), ..number(id, name, "°C", part, read) }
}

const fn number(id: &'static str, name: &'static str, unit: &'static str, part: &'static str, read: Number) -> Sensor {
    Sensor { unit: Some(unit), reading: Reading::Number(read), ..word(id, name, part, |_| "") }
}

const fn word(id: &'static str, name: &'static str, part: &'static str, read: Word) -> Sensor {
    Sensor { id, name, unit: None, class: None, part, reading: Reading::Word(read) }
}
