//! The solar heating system: retained Home Assistant discovery, bare states that are not retained, no availability.

mod discovery;

use fastrand::Rng;
use serde_json::json;

use super::device::{Command, Device, Message, Now};
use super::drift::{Drift, round};
use discovery::{
    COOLING, HEATER, MANUAL, NIGHT_COOLING, NUMBERS, PUMP, SENSORS, START, STOP, SWITCHES, TARGET, announcements, topic,
};

const HEARTBEAT_BEATS: u64 = 30;
const REASONING_BEATS: u64 = 20;
const SWITCHES_BEATS: u64 = 30;

pub(super) fn devices(seeds: &mut Rng) -> Vec<Box<dyn Device>> {
    vec![Box::new(Solar::new(seeds.fork()))]
}

struct Solar {
    rng: Rng,
    outdoor: Drift,
    collector: f64,
    tank_top: f64,
    tank_bottom: f64,
    collected_kwh: f64,
    pump_hours: f64,
    switches: [bool; SWITCHES.len()],
    numbers: [f64; NUMBERS.len()],
    turn: usize,
}

impl Solar {
    fn new(rng: Rng) -> Self {
        Self {
            rng,
            outdoor: Drift::around(17.0, 0.1, 1),
            collector: 58.0,
            tank_top: 52.0,
            tank_bottom: 41.0,
            collected_kwh: 3.2,
            pump_hours: 812.0,
            switches: [false; SWITCHES.len()],
            numbers: NUMBERS.map(|(.., initial)| initial),
            turn: 0,
        }
    }

    fn average(&self) -> f64 {
        f64::midpoint(self.tank_top, self.tank_bottom)
    }

    fn difference(&self) -> f64 {
        self.collector - self.tank_bottom
    }

    /// Of 750 litres of water above 10 °C.
    fn stored_kwh(&self) -> f64 {
        0.87 * (self.average() - 10.0)
    }

    fn efficiency(&self) -> f64 {
        if self.switches[PUMP] { 62.0 + self.difference().clamp(0.0, 30.0) } else { 0.0 }
    }

    fn overheated(&self) -> bool {
        self.collector > self.numbers[COOLING]
    }

    fn mode(&self) -> &'static str {
        match (self.switches[MANUAL], self.overheated(), self.switches[PUMP]) {
            (true, ..) => "manual",
            (_, true, _) => "collector_cooling",
            (_, _, true) => "heating",
            _ => "standby",
        }
    }

    /// One second of weather, water and control; the sun comes and goes in a quarter of an hour.
    fn step(&mut self, now: Now) {
        let seconds = f64::from(u32::try_from(now.beat % 900).unwrap_or_default());
        let sun = 0.5 + 0.5 * (seconds / 900.0 * std::f64::consts::TAU).sin();
        let outdoor = self.outdoor.next(&mut self.rng);
        self.collector += (outdoor + 75.0 * sun - self.collector) * 0.01 + 0.1 * (self.rng.f64() - 0.5);
        if self.switches[PUMP] {
            let carried = self.difference() * 0.004;
            self.collector -= carried * 2.0;
            self.tank_bottom += carried * 0.6;
            self.tank_top += carried * 0.4;
            self.collected_kwh += (carried * 0.05).max(0.0);
            self.pump_hours += 1.0 / 3600.0;
        }
        if self.switches[HEATER] {
            self.tank_top += 0.02;
        }
        if self.switches[NIGHT_COOLING] {
            self.tank_bottom -= 0.01;
        }
        self.tank_top -= (self.tank_top - 20.0) * 0.000_05;
        self.tank_bottom -= (self.tank_bottom - 15.0) * 0.000_1;
    }

    fn control(&mut self) {
        if self.switches[MANUAL] {
            return;
        }
        let wanted = self.tank_top < self.numbers[TARGET] || self.overheated();
        if self.difference() > self.numbers[START] && wanted {
            self.switches[PUMP] = true;
        } else if self.difference() < self.numbers[STOP] || !wanted {
            self.switches[PUMP] = false;
        }
    }

    fn switch_states(&self) -> Vec<Message> {
        let binary = |on| if on { "ON" } else { "OFF" };
        let mut said: Vec<Message> = SWITCHES
            .iter()
            .zip(self.switches)
            .map(|((id, ..), on)| Message::new(topic("switch", id, "state"), binary(on)))
            .collect();
        said.push(Message::new(topic("binary_sensor", "pump_running", "state"), binary(self.switches[PUMP])));
        let word = if self.overheated() { "True" } else { "False" };
        said.push(Message::new(topic("binary_sensor", "collector_overheated", "state"), word));
        said
    }

    fn number_states(&self) -> Vec<Message> {
        NUMBERS
            .iter()
            .zip(self.numbers)
            .map(|((id, ..), value)| Message::new(topic("number", id, "state"), &value))
            .collect()
    }

    fn heartbeat(&self, now: Now) -> Message {
        let payload = json!({
            "status": "alive",
            "timestamp": now.epoch_seconds(),
            "version": "v3",
            "system_state": self.mode(),
            "primary_pump": self.switches[PUMP],
            "cartridge_heater": self.switches[HEATER],
            "temperature_count": 10,
            "last_update": now.iso_without_zone(),
        });
        Message::new("solar_heating_v3/heartbeat", &payload)
    }

    fn reasoning(&self) -> Message {
        let payload = json!({
            "current_mode": self.mode(),
            "pump_state": if self.switches[PUMP] { "ON" } else { "OFF" },
            "temperatures": { "solar_collector": round(self.collector, 1), "storage_tank": round(self.tank_bottom, 1) },
            "control_thresholds": { "dT_start": self.numbers[START], "dT_stop": self.numbers[STOP] },
            "explanation": format!(
                "The collector is {:.1} °C warmer than the tank; the pump starts above {} and stops below {}.",
                self.difference(), self.numbers[START], self.numbers[STOP],
            ),
        });
        Message::new("solar_heating/mode_reasoning", &payload)
    }
}

impl Device for Solar {
    fn name(&self) -> String {
        "solar_heating_v3".to_owned()
    }

    fn listens_to(&self) -> Vec<String> {
        vec!["homeassistant/switch/+/set".to_owned(), "homeassistant/number/+/set".to_owned()]
    }

    fn announce(&mut self, now: Now) -> Vec<Message> {
        let mut said = announcements();
        said.extend(SENSORS.iter().map(|sensor| sensor.state(self)));
        said.extend(self.switch_states());
        said.extend(self.number_states());
        said.push(self.heartbeat(now));
        said.push(self.reasoning());
        said
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        let pumped = self.switches[PUMP];
        self.step(now);
        self.control();
        let mut said = vec![SENSORS[self.turn].state(self)];
        self.turn = (self.turn + 1) % SENSORS.len();
        if pumped != self.switches[PUMP] || now.every(SWITCHES_BEATS) {
            said.extend(self.switch_states());
        }
        if now.every(REASONING_BEATS) {
            said.push(self.reasoning());
        }
        if now.every(HEARTBEAT_BEATS) {
            said.push(self.heartbeat(now));
            said.extend(self.number_states());
        }
        said
    }

    fn obey(&mut self, command: &Command, _: Now) -> Vec<Message> {
        let Some(id) = command.topic.rsplit('/').nth(1).and_then(|entity| entity.strip_prefix("solar_heating_")) else {
            return Vec::new();
        };
        if let Some(index) = SWITCHES.iter().position(|(switch, ..)| *switch == id) {
            match command.text() {
                "ON" => self.switches[index] = true,
                "OFF" => self.switches[index] = false,
                _ => {}
            }
            return self.switch_states();
        }
        let Some(index) = NUMBERS.iter().position(|(number, ..)| *number == id) else {
            return Vec::new();
        };
        let (_, _, lowest, highest, _) = NUMBERS[index];
        if let Ok(wanted) = command.text().parse::<f64>() {
            self.numbers[index] = wanted.max(lowest).min(highest);
        }
        self.number_states()
    }
}
