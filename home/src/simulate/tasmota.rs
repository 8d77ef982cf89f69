//! Tasmota boards: a plug that measures, a coloured light, a shutter.

mod discovery;
mod role;

use fastrand::Rng;
use serde_json::{Value, json};

use super::device::{Command, Device, Message, Now};
use super::drift::Drift;
use super::overlay::overlay;
use super::travel::Travel;
use role::{Light, Plug, Role};

const TELEMETRY_BEATS: u64 = 10;

pub(super) fn devices(seeds: &mut Rng) -> Vec<Box<dyn Device>> {
    let mut board = |address, topic, name, model, role| {
        let board = Board { address, topic, name, model, role, rng: seeds.fork() };
        Box::new(board) as Box<dyn Device>
    };
    let plug = Plug { on: true, load: Drift::around(74.0, 6.0, 0), today_kwh: 0.4, total_kwh: 212.7 };
    let light = Light { on: false, dimmer: 70, rgb: [255, 120, 0], mireds: 327, is_coloured: true };
    vec![
        board("E8DB8494B051", "washing_machine", "Washing machine", "Nous A1T", Role::Plug(plug)),
        board("C8C9A3C2D1E0", "shelf_light", "Shelf light", "Arilux LC01", Role::Light(light)),
        board("4022D8F1A6B3", "terrace_awning", "Terrace awning", "Sonoff Dual R3", Role::Shutter(Travel::at(0))),
    ]
}

struct Board {
    address: &'static str,
    topic: &'static str,
    name: &'static str,
    model: &'static str,
    role: Role,
    rng: Rng,
}

impl Board {
    fn says(&self, prefix: &str, leaf: &str, payload: &(impl ToString + ?Sized)) -> Message {
        Message::new(format!("{prefix}/{}/{leaf}", self.topic), payload)
    }

    fn presence(&self, word: &str) -> Message {
        self.says("tele", "LWT", word).at_least_once().retained()
    }

    fn result(&self, result: &Value) -> Message {
        self.says("stat", "RESULT", result)
    }

    fn telemetry(&mut self, now: Now) -> Vec<Message> {
        let uptime = now.uptime.as_secs();
        let mut state = json!({
            "Time": now.iso_without_zone(),
            "Uptime": format!("0T{:02}:{:02}:{:02}", uptime / 3600 % 24, uptime / 60 % 60, uptime % 60),
            "UptimeSec": uptime,
            "Heap": self.rng.u32(24..=27),
            "SleepMode": "Dynamic",
            "Sleep": 50,
            "LoadAvg": 19,
            "MqttCount": 1,
            "Wifi": {
                "AP": 1, "SSId": "home", "BSSId": "AA:BB:CC:DD:EE:FF", "Channel": 6, "Mode": "11n",
                "RSSI": self.rng.u32(70..=82), "Signal": self.rng.i32(-65..=-59), "LinkCount": 1,
            },
        });
        overlay(&mut state, self.role.state());
        let mut said = vec![self.says("tele", "STATE", &state)];
        if let Some(readings) = self.role.readings(&mut self.rng) {
            let mut sensor = json!({ "Time": now.iso_without_zone() });
            overlay(&mut sensor, readings);
            said.push(self.says("tele", "SENSOR", &sensor));
        }
        said
    }
}

impl Device for Board {
    fn name(&self) -> String {
        format!("DVES_{}", &self.address[6..])
    }

    fn will(&self) -> Option<Message> {
        Some(self.presence("Offline"))
    }

    fn listens_to(&self) -> Vec<String> {
        vec![format!("cmnd/{}/#", self.topic)]
    }

    fn announce(&mut self, now: Now) -> Vec<Message> {
        let mut said = vec![self.presence("Online")];
        said.extend(self.discovery());
        said.extend(self.telemetry(now));
        said
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        if let Role::Shutter(travel) = &mut self.role
            && travel.advance()
        {
            return vec![self.result(&self.role.state())];
        }
        if now.every(TELEMETRY_BEATS) { self.telemetry(now) } else { Vec::new() }
    }

    fn obey(&mut self, command: &Command, _: Now) -> Vec<Message> {
        if !self.role.obey(&command.verb().to_ascii_lowercase(), command.text()) {
            return vec![self.result(&json!({ "Command": "Unknown" }))];
        }
        let state = self.role.state();
        let mut said = vec![self.result(&state)];
        if let Some(power) = state["POWER"].as_str() {
            said.push(self.says("stat", "POWER", power));
        }
        said
    }
}
