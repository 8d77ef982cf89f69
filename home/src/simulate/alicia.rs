//! The Alicia system: two sensors, two bulbs, a speaker and the voice assistant.

mod speaker;
mod voice;

use fastrand::Rng;
use serde_json::json;

use super::device::{Command, Device, Message, Now};
use super::drift::{Drift, round};
use speaker::Speaker;
use voice::Voice;

pub(super) fn devices(seeds: &mut Rng) -> Vec<Box<dyn Device>> {
    vec![
        Box::new(Sensor::new("sensor_living", "living_room", 21.5, seeds.fork())),
        Box::new(Sensor::new("sensor_bedroom", "bedroom", 18.5, seeds.fork())),
        Box::new(Bulb::new("bulb_living", true, seeds.fork())),
        Box::new(Bulb::new("bulb_kitchen", false, seeds.fork())),
        Box::new(Speaker::new("kitchen", seeds.fork())),
        Box::new(Voice::new(seeds.fork())),
    ]
}

struct Sensor {
    id: &'static str,
    location: &'static str,
    rng: Rng,
    temperature: Drift,
    humidity: Drift,
    battery: f64,
}

impl Sensor {
    fn new(id: &'static str, location: &'static str, temperature: f64, rng: Rng) -> Self {
        let (temperature, humidity) = (Drift::around(temperature, 0.15, 1), Drift::around(45.0, 0.6, 1));
        Self { id, location, rng, temperature, humidity, battery: 94.0 }
    }
}

impl Device for Sensor {
    fn name(&self) -> String {
        self.id.to_owned()
    }

    fn announce(&mut self, now: Now) -> Vec<Message> {
        let payload = json!({
            "device_id": self.id,
            "device_type": "temperature_sensor",
            "temperature_celsius": self.temperature.next(&mut self.rng),
            "humidity_percent": self.humidity.next(&mut self.rng),
            "battery_level": self.battery.round(),
            "timestamp": now.iso_without_zone(),
            "location": self.location,
        });
        vec![Message::new(format!("alicia/sensors/{}", self.id), &payload).at_least_once()]
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        self.battery = if self.battery < 5.0 { 100.0 } else { self.battery - 0.002 };
        if now.every(5) { self.announce(now) } else { Vec::new() }
    }
}

struct Bulb {
    id: &'static str,
    rng: Rng,
    on: bool,
    /// Percent; kept while it is off.
    brightness: u8,
}

impl Bulb {
    fn new(id: &'static str, on: bool, rng: Rng) -> Self {
        Self { id, rng, on, brightness: 80 }
    }
}

impl Device for Bulb {
    fn name(&self) -> String {
        self.id.to_owned()
    }

    fn listens_to(&self) -> Vec<String> {
        vec![format!("alicia/commands/{}", self.id)]
    }

    fn announce(&mut self, now: Now) -> Vec<Message> {
        let shown = if self.on { self.brightness } else { 0 };
        let watts = if self.on { 0.09 * f64::from(shown) + 0.2 * self.rng.f64() } else { 0.4 };
        let payload = json!({
            "device_id": self.id,
            "device_type": "smart_bulb",
            "state": if self.on { "on" } else { "off" },
            "brightness": shown,
            "color": "warm_white",
            "power_consumption_watts": round(watts, 2),
            "timestamp": now.iso_without_zone(),
        });
        vec![Message::new(format!("alicia/devices/{}/status", self.id), &payload).at_least_once().retained()]
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        if now.every(20) { self.announce(now) } else { Vec::new() }
    }

    fn obey(&mut self, command: &Command, now: Now) -> Vec<Message> {
        let command = command.json();
        match command["command"].as_str() {
            Some("turn_on" | "set_brightness") => self.on = true,
            Some("turn_off") => self.on = false,
            _ => return Vec::new(),
        }
        match command["brightness"].as_u64().map(to_percent) {
            Some(0) => self.on = false,
            Some(brightness) => self.brightness = brightness,
            None => {}
        }
        self.announce(now)
    }
}

/// 0–255 in commands, 0–100 in status.
fn to_percent(level: u64) -> u8 {
    u8::try_from((level.min(255) * 100 + 127) / 255).expect("at most a hundred")
}
