//! Any number of sensor stations in a second house, few words each, over few connections; obeys nobody.

use std::time::Duration;

use fastrand::Rng;
use serde_json::json;

use super::device::{Device, Message, Now};
use super::drift::Drift;

const PER_CONNECTION: u32 = 250;
const PACE: Duration = Duration::from_millis(50);
/// How often each speaks if no rate was chosen.
const SECONDS_BETWEEN: f64 = 10.0;

pub(super) fn devices(count: u32, rate: Option<f64>, seeds: &mut Rng) -> Vec<Box<dyn Device>> {
    let each = rate.map_or(1.0 / SECONDS_BETWEEN, |rate| rate / f64::from(count.max(1)));
    (0..count)
        .step_by(PER_CONNECTION as usize)
        .map(|first| {
            let members = PER_CONNECTION.min(count - first);
            let crowd = Crowd::new(first + 1, members, each * f64::from(members), seeds.fork());
            Box::new(crowd) as Box<dyn Device>
        })
        .collect()
}

struct Crowd {
    first: u32,
    stations: Vec<Station>,
    rng: Rng,
    /// Messages a beat.
    rate: f64,
    /// The part of a message that a beat was not long enough for.
    owed: f64,
    turn: usize,
}

struct Station {
    name: String,
    temperature: Drift,
    humidity: Drift,
    gas: Drift,
    power: Drift,
}

impl Crowd {
    fn new(first: u32, members: u32, per_second: f64, mut rng: Rng) -> Self {
        let stations = (first..first + members).map(|number| Station::new(number, &mut rng)).collect();
        let rate = per_second.max(0.0) * PACE.as_secs_f64();
        Self { first, stations, rng, rate, owed: 0.0, turn: 0 }
    }
}

impl Device for Crowd {
    fn name(&self) -> String {
        format!("smarthome-2-from-{:04}", self.first)
    }

    fn pace(&self) -> Duration {
        PACE
    }

    fn announce(&mut self, now: Now) -> Vec<Message> {
        self.stations.iter().map(|station| station.status(now)).collect()
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        self.owed += self.rate;
        let mut said = Vec::new();
        while self.owed >= 1.0 {
            self.owed -= 1.0;
            said.push(self.stations[self.turn].telemetry(now, &mut self.rng));
            self.turn = (self.turn + 1) % self.stations.len();
        }
        said
    }
}

impl Station {
    fn new(number: u32, rng: &mut Rng) -> Self {
        Self {
            name: format!("dev{number:04}"),
            temperature: Drift::around(15.0 + 10.0 * rng.f64(), 0.2, 1),
            humidity: Drift::around(35.0 + 30.0 * rng.f64(), 0.5, 1),
            gas: Drift::around(300.0 + 200.0 * rng.f64(), 10.0, 0),
            power: Drift::around(150.0 * rng.f64(), 4.0, 1),
        }
    }

    fn telemetry(&mut self, now: Now, rng: &mut Rng) -> Message {
        let payload = json!({
            "timestamp": now.iso(),
            "deviceId": self.name,
            "sensors": {
                "temperature": self.temperature.next(rng),
                "humidity": self.humidity.next(rng),
                "gasPpm": self.gas.next(rng),
                "powerW": self.power.next(rng),
            },
        });
        Message::new(format!("smarthome/2/{}/telemetry", self.name), &payload)
    }

    /// Retained, so that the whole crowd is there at once.
    fn status(&self, now: Now) -> Message {
        let payload = json!({ "timestamp": now.iso(), "deviceId": self.name, "online": true, "errors": [] });
        Message::new(format!("smarthome/2/{}/status", self.name), &payload).retained()
    }
}
