//! Values that wander as real ones do: in small steps, and home again; knows not what they measure.

use fastrand::Rng;

#[derive(Debug, Clone)]
pub(crate) struct Drift {
    value: f64,
    home: f64,
    step: f64,
    decimals: i32,
}

impl Drift {
    pub(crate) fn around(home: f64, step: f64, decimals: i32) -> Self {
        Self { value: home, home, step, decimals }
    }

    /// The next value; on average a twentieth of the way home.
    pub(crate) fn next(&mut self, rng: &mut Rng) -> f64 {
        self.value += (self.home - self.value) / 20.0 + self.step * (rng.f64() * 2.0 - 1.0);
        self.now()
    }

    pub(crate) fn now(&self) -> f64 {
        round(self.value, self.decimals)
    }
}

pub(crate) fn round(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale
}
