//! Things that follow no convention and announce nothing: a pellet stove and a rain gauge; they obey nobody.

use fastrand::Rng;
use serde_json::json;

use super::device::{Device, Message, Now};
use super::drift::Drift;

pub(super) fn devices(seeds: &mut Rng) -> Vec<Box<dyn Device>> {
    vec![Box::new(PelletStove::new(seeds.fork())), Box::new(RainGauge { rng: seeds.fork(), millimetres: 0.0 })]
}

/// Uses Home Assistant's topics without ever sending a discovery config.
struct PelletStove {
    rng: Rng,
    temperature: Drift,
    pellets: f64,
}

impl PelletStove {
    fn new(rng: Rng) -> Self {
        Self { rng, temperature: Drift::around(185.0, 3.0, 1), pellets: 80.0 }
    }
}

impl Device for PelletStove {
    fn name(&self) -> String {
        "pellet_stove".to_owned()
    }

    fn announce(&mut self, _: Now) -> Vec<Message> {
        vec![
            Message::new("homeassistant/sensor/pellet_stove/state", &self.temperature.now()),
            Message::new("homeassistant/sensor/pellet_stove_pellets/state", &self.pellets.round()),
            Message::new("homeassistant/binary_sensor/pellet_stove_burning/state", "True"),
        ]
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        self.pellets = if self.pellets < 5.0 { 100.0 } else { self.pellets - 0.02 };
        self.temperature.next(&mut self.rng);
        if now.every(8) { self.announce(now) } else { Vec::new() }
    }
}

struct RainGauge {
    rng: Rng,
    millimetres: f64,
}

impl Device for RainGauge {
    fn name(&self) -> String {
        "rain_gauge".to_owned()
    }

    fn announce(&mut self, now: Now) -> Vec<Message> {
        let payload = json!({ "rain_mm": super::drift::round(self.millimetres, 1), "measured": now.epoch_seconds() });
        vec![Message::new("home/garden/rain_gauge", &payload).retained()]
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        if !now.every(30) {
            return Vec::new();
        }
        self.millimetres += 0.3 * self.rng.f64();
        self.announce(now)
    }
}
