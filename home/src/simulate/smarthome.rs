//! A Smart Home Backend house: three ESP32 with the sample firmware, which has no last will and never acknowledges.
//!
//! What a command did shows in later telemetry and status only. The third board is flaky on purpose.

mod station;

use std::ops::Range;
use std::time::Duration;

use fastrand::Rng;
use serde_json::{Value, json};

use super::device::{Command, Device, Message, Now};
use super::drift::{Drift, round};
use super::overlay::overlay;
use station::Station;

const HEARTBEAT_BEATS: u64 = 60;
const RESTART_BEATS: u64 = 4;
const SLOWEST_SAMPLES: u64 = 3600;
/// The flaky board is mute, and deaf, for this part of every eight minutes: long enough to be taken for gone.
const SULKING: Range<u64> = 120..330;
const SULKING_CYCLE: u64 = 480;
const VOLTS: f64 = 230.0;

pub(super) fn devices(seeds: &mut Rng) -> Vec<Box<dyn Device>> {
    let mut board = |id, sample_beats, role| {
        let board = Board {
            id,
            sample_beats,
            role,
            rng: seeds.fork(),
            booted: Duration::ZERO,
            restarted_at: None,
            energy_kwh: 2.45,
            voltage: Drift::around(VOLTS, 0.8, 1),
        };
        Box::new(board) as Box<dyn Device>
    };
    vec![
        board("ESP32_001", 3, Role::Lamp { power: true, brightness: 80, color: "#FFB347".to_owned() }),
        board("ESP32_002", 3, Role::Station(Box::new(Station::new()))),
        board("ESP32_003", 4, Role::Meter { relay: true, load: Drift::around(420.0, 25.0, 1) }),
    ]
}

struct Board {
    id: &'static str,
    role: Role,
    rng: Rng,
    /// Beats between two telemetry messages.
    sample_beats: u32,
    booted: Duration,
    /// The beat at which it speaks again.
    restarted_at: Option<u64>,
    energy_kwh: f64,
    voltage: Drift,
}

/// What is soldered to a board, and in which of the three shapes it tells so.
enum Role {
    /// Telemetry with `sensors` and `metadata`.
    Lamp { power: bool, brightness: u8, color: String },
    /// Flat telemetry; all thirteen sensors.
    Station(Box<Station>),
    /// Telemetry with `data` and `status`; flaky.
    Meter { relay: bool, load: Drift },
}

impl Board {
    fn topic(&self, leaf: &str) -> String {
        format!("smarthome/1/{}/{leaf}", self.id)
    }

    fn uptime_seconds(&self, now: Now) -> u64 {
        now.uptime.saturating_sub(self.booted).as_secs()
    }

    fn absent(&self, now: Now) -> bool {
        let sulking = matches!(self.role, Role::Meter { .. }) && SULKING.contains(&(now.beat % SULKING_CYCLE));
        sulking || self.restarted_at.is_some()
    }

    fn watts(&mut self) -> f64 {
        let watts = match &mut self.role {
            Role::Lamp { power: false, .. } => 0.3,
            Role::Lamp { brightness, .. } => 0.3 + 0.6 * f64::from(*brightness) + 0.5 * self.rng.f64(),
            Role::Station(station) => station.watts(&mut self.rng),
            Role::Meter { relay: false, .. } => 0.0,
            Role::Meter { load, .. } => load.next(&mut self.rng),
        };
        round(watts, 1)
    }

    fn telemetry(&mut self, now: Now) -> Message {
        let power = self.watts();
        let volts = self.voltage.next(&mut self.rng);
        let amps = round(power / volts, 3);
        let frequency = round(50.0 + 0.1 * (self.rng.f64() - 0.5), 2);
        let rssi = self.rng.i32(-62..=-48);
        let heap = self.rng.u32(43_000..=46_000);
        let uptime = self.uptime_seconds(now);
        self.energy_kwh += power * f64::from(self.sample_beats) / 3_600_000.0;
        let energy = round(self.energy_kwh, 4);
        let payload = match &mut self.role {
            Role::Lamp { .. } => json!({
                "timestamp": now.iso(),
                "deviceId": self.id,
                "sensors": {
                    "powerW": power, "energyKwh": energy, "voltageV": volts, "currentA": amps,
                    "frequencyHz": frequency, "powerFactor": 0.95,
                },
                "metadata": {
                    "firmwareVersion": "v2.1.0", "signalStrength": rssi, "batteryLevel": 85, "freeMemory": heap,
                },
            }),
            Role::Station(station) => {
                let mut payload = station.sense(&mut self.rng);
                let meter = json!({
                    "timestamp": now.millis(), "deviceId": self.id,
                    "current": amps, "currentA": amps, "powerW": power, "energyKwh": energy, "voltageV": volts,
                    "frequencyHz": frequency, "powerFactor": 0.97,
                });
                overlay(&mut payload, meter);
                payload
            }
            Role::Meter { .. } => json!({
                "deviceType": "ENERGY_METER",
                "data": {
                    "voltage": volts, "current": amps, "power": power, "energy": energy,
                    "frequency": frequency, "powerFactor": 0.91,
                },
                "status": { "rssi": rssi, "uptime": uptime, "freeHeap": heap },
            }),
        };
        Message::new(self.topic("telemetry"), &payload)
    }

    fn status(&mut self, now: Now) -> Message {
        let mut status = json!({
            "uptime": self.uptime_seconds(now),
            "freeMemory": self.rng.u32(43_000..=46_000),
            "wifiSignal": self.rng.i32(-62..=-48),
            "firmwareVersion": "v2.1.0",
        });
        match &self.role {
            Role::Lamp { power, brightness, color } => {
                overlay(&mut status, json!({ "power": power, "brightness": brightness, "color": color }));
            }
            Role::Station(_) => overlay(&mut status, json!({ "batteryLevel": 85 })),
            Role::Meter { relay, .. } => overlay(&mut status, json!({ "power": relay })),
        }
        let payload =
            json!({ "timestamp": now.iso(), "deviceId": self.id, "online": true, "status": status, "errors": [] });
        Message::new(self.topic("status"), &payload)
    }

    fn heartbeat(&mut self, now: Now) -> Message {
        let payload = json!({
            "timestamp": now.millis(),
            "deviceId": self.id,
            "uptime": self.uptime_seconds(now),
            "freeMemory": self.rng.u32(43_000..=46_000),
            "wifiSignal": self.rng.i32(-62..=-48),
        });
        Message::new(self.topic("heartbeat"), &payload)
    }

    fn switch(&mut self, wanted: &Value) {
        match &mut self.role {
            Role::Lamp { power, brightness, color } => {
                *power = wanted["power"].as_bool().unwrap_or(*power);
                *brightness = percentage(&wanted["brightness"]).unwrap_or(*brightness);
                if let Some(wanted) = wanted["color"].as_str().filter(|color| is_color(color)) {
                    wanted.clone_into(color);
                }
            }
            Role::Meter { relay, .. } => *relay = wanted["power"].as_bool().unwrap_or(*relay),
            Role::Station(_) => {}
        }
    }

    fn configure(&mut self, config: &Value) {
        if let Some(seconds) = config["sampleRate"].as_u64() {
            self.sample_beats = u32::try_from(seconds.clamp(1, SLOWEST_SAMPLES)).expect("at most an hour");
        }
    }

    fn restart(&mut self, now: Now) {
        self.booted = now.uptime;
        self.restarted_at = Some(now.beat + RESTART_BEATS);
    }
}

impl Device for Board {
    fn name(&self) -> String {
        self.id.to_owned()
    }

    fn listens_to(&self) -> Vec<String> {
        vec![self.topic("commands"), self.topic("config")]
    }

    fn announce(&mut self, now: Now) -> Vec<Message> {
        vec![self.status(now), self.telemetry(now)]
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        if self.restarted_at.is_some_and(|beat| beat <= now.beat) {
            self.restarted_at = None;
            return self.announce(now);
        }
        if self.absent(now) {
            return Vec::new();
        }
        let mut said = Vec::new();
        if now.every(self.sample_beats.into()) {
            said.push(self.telemetry(now));
            said.push(self.status(now));
        }
        if now.every(HEARTBEAT_BEATS) {
            said.push(self.heartbeat(now));
        }
        said
    }

    fn obey(&mut self, command: &Command, now: Now) -> Vec<Message> {
        let order = command.json();
        let distracted = matches!(self.role, Role::Meter { .. }) && self.rng.u8(..3) == 0;
        if self.absent(now) || distracted {
            return Vec::new();
        }
        if command.verb() == "config" {
            self.configure(&order["config"]);
        } else {
            match order["type"].as_str() {
                Some("SET_POWER") => self.switch(&order["payload"]),
                Some("SET_CONFIG") => self.configure(&order["payload"]),
                Some("RESET") => self.restart(now),
                _ => {}
            }
        }
        Vec::new()
    }
}

fn percentage(value: &Value) -> Option<u8> {
    u8::try_from(value.as_u64()?.min(100)).ok()
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|digit| digit.is_ascii_hexdigit()))
}
