//! The sensors of the station that has them all, but for its electricity meter.

use fastrand::Rng;
use serde_json::{Value, json};

use crate::simulate::drift::{Drift, round};

pub(super) struct Station {
    temperature: Drift,
    humidity: Drift,
    gas: Drift,
    distance: Drift,
    load: Drift,
    bin_level: f64,
    flame: bool,
}

impl Station {
    pub(super) fn new() -> Self {
        Self {
            temperature: Drift::around(23.5, 0.2, 1),
            humidity: Drift::around(52.0, 0.6, 1),
            gas: Drift::around(410.0, 12.0, 0),
            distance: Drift::around(15.2, 0.4, 1),
            load: Drift::around(120.5, 6.0, 1),
            bin_level: 45.2,
            flame: false,
        }
    }

    pub(super) fn sense(&mut self, rng: &mut Rng) -> Value {
        self.bin_level = if self.bin_level > 98.0 { 0.0 } else { self.bin_level + 0.1 * rng.f64() };
        // Rarely, and then briefly: someone lights a candle.
        self.flame = rng.u8(..40) == 0;
        json!({
            "temperature": self.temperature.next(rng),
            "humidity": self.humidity.next(rng),
            "gasPpm": self.gas.next(rng),
            "distanceCm": self.distance.next(rng),
            "binLevel": round(self.bin_level, 1),
            "flame": self.flame,
        })
    }

    pub(super) fn watts(&mut self, rng: &mut Rng) -> f64 {
        self.load.next(rng)
    }
}
