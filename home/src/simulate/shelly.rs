//! Shelly devices from the second generation on: a relay that measures, a dimmer, a cover, a sensor that sleeps.
//!
//! Nobody gets an answer to a request: it would go to `{src}/rpc`, where no device may write, lest one command another.

mod component;

use std::time::SystemTime;

use fastrand::Rng;
use serde_json::{Value, json};

use super::device::{Command, Device, Message, Now};
use super::drift::{Drift, round};
use super::travel::Travel;
use component::Component;

const STATUS_BEATS: u64 = 15;
const WAKE_BEATS: u64 = 60;

pub(super) fn devices(seeds: &mut Rng) -> Vec<Box<dyn Device>> {
    let mut awake = |id, component| {
        let shelly = Shelly { id, component, rng: seeds.fork() };
        Box::new(shelly) as Box<dyn Device>
    };
    let mut devices = vec![
        awake("shellyplus1pm-a8032abe54dc", Component::relay(true, Drift::around(38.0, 2.0, 1))),
        awake("shellydimmerg3-e4b063d5f0a8", Component::dimmer(60)),
        awake("shellyplus2pm-5443b23d81f8", Component::cover(Travel::at(100))),
    ];
    devices.push(Box::new(Sleeper::new("shellyplusht-b8d61a8b17cc", seeds.fork())));
    devices
}

/// A device that is always there.
struct Shelly {
    id: &'static str,
    component: Component,
    rng: Rng,
}

impl Shelly {
    fn status(&mut self) -> Message {
        let status = self.component.status(&mut self.rng);
        Message::new(format!("{}/status/{}", self.id, self.component.key()), &status)
    }

    /// What a command or time has changed: the whole of it, and what is new in it.
    fn changed(&mut self, now: Now) -> Vec<Message> {
        let news = json!({ "ts": timestamp(now), self.component.key(): self.component.news() });
        vec![self.status(), notification(self.id, "NotifyStatus", &news)]
    }

    fn take_request(&mut self, request: &Value) -> bool {
        let method = request["method"].as_str().unwrap_or_default();
        let (kind, verb) = method.split_once('.').unwrap_or_default();
        let params = &request["params"];
        let is_addressed = kind.eq_ignore_ascii_case(self.component.kind()) && params["id"] == 0;
        is_addressed && self.component.obey_request(verb, params)
    }
}

impl Device for Shelly {
    fn name(&self) -> String {
        self.id.to_owned()
    }

    fn will(&self) -> Option<Message> {
        Some(online(self.id, false))
    }

    fn listens_to(&self) -> Vec<String> {
        vec![format!("{}/command/{}", self.id, self.component.key()), format!("{}/rpc", self.id)]
    }

    fn announce(&mut self, now: Now) -> Vec<Message> {
        let mut said = vec![online(self.id, true), self.status()];
        let own = own_status(self.id, 1_200, &mut self.rng, now);
        said.extend(own.into_iter().map(|(key, status)| Message::new(format!("{}/status/{key}", self.id), &status)));
        said
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        if self.component.advance() {
            return self.changed(now);
        }
        if now.every(STATUS_BEATS) { vec![self.status()] } else { Vec::new() }
    }

    fn obey(&mut self, command: &Command, now: Now) -> Vec<Message> {
        let obeyed = match command.verb() {
            "rpc" => self.take_request(&command.json()),
            _ => self.component.obey_word(command.text()),
        };
        if obeyed { self.changed(now) } else { Vec::new() }
    }
}

/// A sensor that wakes up, tells everything at once, and is gone again.
struct Sleeper {
    id: &'static str,
    rng: Rng,
    temperature: Drift,
    humidity: Drift,
    battery: f64,
}

impl Sleeper {
    fn new(id: &'static str, rng: Rng) -> Self {
        let (temperature, humidity) = (Drift::around(6.5, 0.3, 1), Drift::around(71.0, 1.0, 1));
        Self { id, rng, temperature, humidity, battery: 87.0 }
    }
}

impl Device for Sleeper {
    fn name(&self) -> String {
        self.id.to_owned()
    }

    fn will(&self) -> Option<Message> {
        Some(online(self.id, false))
    }

    fn announce(&mut self, now: Now) -> Vec<Message> {
        let celsius = self.temperature.next(&mut self.rng);
        let mut status = json!({
            "ts": timestamp(now),
            "devicepower:0": {
                "id": 0,
                "battery": { "V": round(4.5 + self.battery / 50.0, 2), "percent": self.battery.round() },
                "external": { "present": false },
            },
            "humidity:0": { "id": 0, "rh": self.humidity.next(&mut self.rng) },
            "temperature:0": { "id": 0, "tC": celsius, "tF": round(celsius * 1.8 + 32.0, 1) },
        });
        for (key, own) in own_status(self.id, WAKE_BEATS, &mut self.rng, now) {
            status[key] = own;
        }
        vec![online(self.id, true), notification(self.id, "NotifyFullStatus", &status), online(self.id, false)]
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        self.battery = if self.battery < 5.0 { 100.0 } else { self.battery - 0.002 };
        if now.every(WAKE_BEATS) { self.announce(now) } else { Vec::new() }
    }
}

fn online(id: &str, present: bool) -> Message {
    Message::new(format!("{id}/online"), &present).at_least_once().retained()
}

fn notification(id: &str, method: &str, params: &Value) -> Message {
    let payload = json!({ "src": id, "dst": format!("{id}/events"), "method": method, "params": params });
    Message::new(format!("{id}/events/rpc"), &payload)
}

/// How the device itself is doing; the address is in its id.
fn own_status(id: &str, awake_seconds: u64, rng: &mut Rng, now: Now) -> [(&'static str, Value); 3] {
    let address = id.rsplit('-').next().unwrap_or_default().to_ascii_uppercase();
    let uptime = now.uptime.as_secs() % awake_seconds + 3;
    [
        (
            "sys",
            json!({ "mac": address, "restart_required": false, "uptime": uptime, "ram_free": 140_176, "cfg_rev": 12 }),
        ),
        ("wifi", json!({ "sta_ip": "192.168.1.84", "status": "got ip", "ssid": "home", "rssi": rng.i32(-66..=-52) })),
        ("mqtt", json!({ "connected": true })),
    ]
}

fn timestamp(now: Now) -> f64 {
    now.wall.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}
