//! What a person wants of the simulated home, one thing after the other. The same seed gives the same.

use fastrand::Rng;

use crate::marks;

/// What can be moved in the simulated home, by what one sees.
#[derive(Debug, Clone, Copy)]
enum Control {
    Switch(&'static str, &'static str),
    Level(&'static str, &'static str),
    /// One of the three buttons of a player.
    Player(&'static str, &'static str, u8),
}

const CONTROLS: [Control; 13] = [
    Control::Switch("alicia:bulb_living", "state"),
    Control::Level("alicia:bulb_living", "brightness"),
    Control::Switch("alicia:bulb_kitchen", "state"),
    Control::Level("alicia:bulb_kitchen", "brightness"),
    Control::Player("alicia:sonos/kitchen", "state", 1),
    Control::Player("alicia:sonos/kitchen", "state", 2),
    Control::Player("alicia:sonos/kitchen", "state", 3),
    Control::Level("alicia:sonos/kitchen", "volume"),
    Control::Switch("smarthome:1/ESP32_001", "power"),
    Control::Level("smarthome:1/ESP32_001", "brightness"),
    // Does not know what it is told.
    Control::Switch("smarthome:1/ESP32_002", "power"),
    // Does not always listen.
    Control::Switch("smarthome:1/ESP32_003", "power"),
    Control::Switch("smarthome:1/ESP32_003", "power"),
];

/// A control, and where on it to press.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wish {
    /// The page's page to go to.
    pub(super) route: String,
    pub(super) control: String,
    pub(super) part: f64,
}

/// Wishes without end.
#[derive(Debug)]
pub(super) struct Wishes(Rng);

impl Wishes {
    pub(super) fn of(seed: u64) -> Self {
        // Not the dice of the weather, which are thrown more or less often.
        Self(Rng::with_seed(!seed))
    }
}

impl Iterator for Wishes {
    type Item = Wish;

    fn next(&mut self) -> Option<Wish> {
        let control = CONTROLS[self.0.usize(..CONTROLS.len())];
        let part = 0.02 + 0.96 * self.0.f64();
        let is_close = self.0.u8(..4) == 0;
        let (device, control, part) = match control {
            Control::Switch(device, name) => (device, marks::switch(device, name), 0.5),
            Control::Level(device, name) => (device, format!("{} input", marks::property(device, name)), part),
            Control::Player(device, name, button) => {
                (device, format!("{} button:nth-of-type({button})", marks::property(device, name)), 0.5)
            }
        };
        let route = if is_close { marks::device_route(device) } else { "#/".to_owned() };
        Some(Wish { route, control, part })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_wishes() {
        let wishes = |seed| Wishes::of(seed).take(50).collect::<Vec<_>>();
        assert_eq!(wishes(7), wishes(7));
        assert_ne!(wishes(7), wishes(8));
    }
}
