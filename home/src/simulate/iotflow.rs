//! An IoTFlow fleet: five devices in the three forms that are in use, each with a last will and answers to commands.

use fastrand::Rng;
use serde_json::{Value, json};

use super::device::{Command, Device, Message, Now};
use super::drift::Drift;

const HEARTBEAT_BEATS: u64 = 10;
const METRICS_BEATS: u64 = 20;
const FLEET_BEATS: u64 = 60;
const SLOWEST_SECONDS: u64 = 3600;
const GROUP: &str = "greenhouse";

pub(super) fn devices(seeds: &mut Rng) -> Vec<Box<dyn Device>> {
    [
        ("sensor_001", Form::Nested, 5, 24.0),
        ("sensor_002", Form::Nested, 7, 26.5),
        ("esp32_garage", Form::Flat, 6, 14.0),
        ("attic_sensor", Form::Bare, 5, 19.0),
        ("cellar_sensor", Form::Bare, 8, 12.5),
    ]
    .into_iter()
    .map(|(id, form, interval, temperature)| {
        let thing = Thing {
            id,
            form,
            rng: seeds.fork(),
            interval,
            temperature: Drift::around(temperature, 0.2, 1),
            humidity: Drift::around(60.0, 0.7, 1),
            pressure: Drift::around(1013.0, 0.3, 2),
            battery: 95.0,
            led: false,
        };
        Box::new(thing) as Box<dyn Device>
    })
    .collect()
}

/// How a device lays out its topics.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `iotflow/devices/{id}/telemetry/sensors`, `…/status/heartbeat`: as documented.
    Nested,
    /// `iotflow/devices/{id}/telemetry`, `…/heartbeat`: the ESP32 firmware.
    Flat,
    /// `devices/{id}/telemetry`: the fleet simulator.
    Bare,
}

struct Thing {
    id: &'static str,
    form: Form,
    rng: Rng,
    /// Beats between two telemetry messages.
    interval: u64,
    temperature: Drift,
    humidity: Drift,
    pressure: Drift,
    battery: f64,
    led: bool,
}

impl Thing {
    fn topic(&self, leaf: &str) -> String {
        let prefix = if self.form == Form::Bare { "" } else { "iotflow/" };
        format!("{prefix}devices/{}/{leaf}", self.id)
    }

    fn in_group(&self) -> bool {
        self.form == Form::Nested
    }

    fn leads_group(&self) -> bool {
        self.id == "sensor_001"
    }

    fn telemetry(&mut self, now: Now) -> Message {
        let temperature = self.temperature.next(&mut self.rng);
        let humidity = self.humidity.next(&mut self.rng);
        let pressure = self.pressure.next(&mut self.rng);
        let (leaf, payload) = match self.form {
            Form::Nested => (
                "telemetry/sensors",
                json!({
                    "temperature": temperature, "humidity": humidity, "pressure": pressure,
                    "timestamp": now.iso(), "device_id": self.id,
                }),
            ),
            Form::Flat => (
                "telemetry",
                json!({
                    "api_key": "demo-key-of-no-value",
                    "timestamp": now.uptime.as_secs().to_string(),
                    "data": {
                        "temperature": temperature, "humidity": humidity, "led": self.led,
                        "wifi_rssi": self.rng.i32(-70..=-60), "free_heap": self.rng.u32(210_000..=230_000),
                        "uptime": now.uptime.as_secs(),
                    },
                    "metadata": {
                        "device_type": "esp32", "firmware_version": "1.4.2", "location": "garage",
                    },
                }),
            ),
            Form::Bare => (
                "telemetry",
                json!({
                    "device_id": self.id, "timestamp": now.iso_without_zone(),
                    "temperature": temperature, "humidity": humidity, "battery_level": self.battery.round(),
                }),
            ),
        };
        Message::new(self.topic(leaf), &payload).at_least_once()
    }

    fn heartbeat(&mut self, now: Now) -> Message {
        let payload = json!({
            "status": "online",
            "uptime": now.uptime.as_secs(),
            "battery_level": self.battery.round(),
            "signal_strength": self.rng.i32(-65..=-45),
            "timestamp": now.iso(),
        });
        let leaf = if self.form == Form::Nested { "status/heartbeat" } else { "heartbeat" };
        Message::new(self.topic(leaf), &payload)
    }

    fn metrics(&mut self, now: Now) -> Message {
        let payload = json!({
            "cpu_load": self.rng.u32(3..=18), "free_heap": self.rng.u32(180_000..=200_000),
            "timestamp": now.iso(), "device_id": self.id,
        });
        Message::new(self.topic("telemetry/metrics"), &payload).at_least_once()
    }

    fn online(&self, now: Now) -> Message {
        let leaf = if self.form == Form::Nested { "status/online" } else { "status" };
        let payload = json!({ "status": "online", "device_id": self.id, "timestamp": now.iso() });
        Message::new(self.topic(leaf), &payload).at_least_once().retained()
    }

    fn config(&self) -> Message {
        let payload = json!({ "interval_seconds": self.interval, "firmware_version": "1.4.2" });
        Message::new(self.topic("config"), &payload).at_least_once().retained()
    }

    fn answer(&self, order: &Value, name: &str, outcome: Result<&str, &str>, now: Now) -> Message {
        let (status, message) = match outcome {
            Ok(message) => ("success", message),
            Err(message) => ("error", message),
        };
        let id = order.get("command_id").or_else(|| order.get("id")).unwrap_or(&Value::Null);
        let mut payload = json!({
            "command_id": id, "device_id": self.id, "timestamp": now.iso(), "status": status, "message": message,
        });
        if self.form == Form::Bare {
            return Message::new(self.topic("status"), &payload).at_least_once();
        }
        payload["command"] = json!(name);
        Message::new(self.topic("telemetry/events"), &payload).at_least_once()
    }

    fn set_interval(&mut self, seconds: &Value) -> Result<&'static str, &'static str> {
        match seconds.as_u64() {
            Some(seconds) if (1..=SLOWEST_SECONDS).contains(&seconds) => {
                self.interval = seconds;
                Ok("interval updated")
            }
            _ => Err("an interval is a number of seconds from 1 to 3600"),
        }
    }

    /// The fleet simulator's own way to be configured.
    fn apply_config(&mut self, config: &Value, now: Now) -> Vec<Message> {
        if config.get("interval").is_none() || self.set_interval(&config["interval"]).is_err() {
            return Vec::new();
        }
        let payload = json!({
            "type": "config_ack", "device_id": self.id, "timestamp": now.iso(),
            "applied_config": { "interval": self.interval },
        });
        vec![Message::new(self.topic("status"), &payload).at_least_once()]
    }
}

impl Device for Thing {
    fn name(&self) -> String {
        self.id.to_owned()
    }

    fn will(&self) -> Option<Message> {
        Some(Message::new(format!("lwt/devices/{}", self.id), "offline").at_least_once().retained())
    }

    fn listens_to(&self) -> Vec<String> {
        let mut filters = vec![self.topic("commands/#")];
        if self.in_group() {
            filters.push(format!("iotflow/fleet/commands/{GROUP}"));
        }
        if self.form == Form::Bare {
            filters.push(self.topic("config"));
        }
        filters
    }

    fn announce(&mut self, now: Now) -> Vec<Message> {
        let mut said = vec![self.online(now), self.heartbeat(now), self.telemetry(now)];
        if self.form != Form::Bare {
            said.push(self.config());
        }
        if self.leads_group() {
            said.push(fleet(now));
        }
        said
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        self.battery = if self.battery < 5.0 { 100.0 } else { self.battery - 0.002 };
        let mut said = Vec::new();
        if now.every(self.interval) {
            said.push(self.telemetry(now));
        }
        if now.every(HEARTBEAT_BEATS) {
            said.push(self.heartbeat(now));
        }
        if self.form == Form::Nested && now.every(METRICS_BEATS) {
            said.push(self.metrics(now));
        }
        if self.leads_group() && now.every(FLEET_BEATS) {
            said.push(fleet(now));
        }
        said
    }

    fn obey(&mut self, command: &Command, now: Now) -> Vec<Message> {
        // An empty payload deletes a retained command; it is none.
        if command.payload.is_empty() {
            return Vec::new();
        }
        let order = command.json();
        if command.verb() == "config" && self.form == Form::Bare {
            return self.apply_config(&order, now);
        }
        let name = order["command"].as_str().or_else(|| order["type"].as_str()).unwrap_or_default();
        let mut said = Vec::new();
        let outcome = match name {
            "update_interval" => {
                let flat = &order["interval"];
                let seconds = order["parameters"].get("interval_seconds").unwrap_or(flat);
                let outcome = self.set_interval(seconds);
                said.push(self.config());
                outcome
            }
            "led_on" | "led_off" => {
                self.led = name == "led_on";
                said.push(self.telemetry(now));
                Ok("led switched")
            }
            "get_status" => {
                said.push(self.heartbeat(now));
                Ok("status sent")
            }
            "restart" => {
                said.extend(self.announce(now));
                Ok("restarted")
            }
            "calibrate" => Ok("calibrated"),
            _ => Err("unknown command"),
        };
        said.insert(0, self.answer(&order, name, outcome, now));
        said
    }
}

fn fleet(now: Now) -> Message {
    let payload = json!({ "group": GROUP, "devices": 2, "online": 2, "timestamp": now.iso() });
    Message::new(format!("iotflow/fleet/status/{GROUP}"), &payload).at_least_once().retained()
}
