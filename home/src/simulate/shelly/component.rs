//! What a Shelly switches, dims or moves, and how it is asked to.

use fastrand::Rng;
use serde_json::{Value, json};

use crate::simulate::drift::{Drift, round};
use crate::simulate::overlay::overlay;
use crate::simulate::travel::{Travel, percentage};

const VOLTS: f64 = 230.0;
const MOTOR_WATTS: f64 = 118.0;
const LAMP_WATTS: f64 = 9.5;

pub(super) struct Component {
    role: Role,
    energy_wh: f64,
    /// Who changed it last.
    source: &'static str,
}

enum Role {
    Relay { on: bool, load: Drift },
    Dimmer { on: bool, brightness: u8 },
    Cover(Travel),
}

impl Component {
    pub(super) fn relay(on: bool, load: Drift) -> Self {
        Self::new(Role::Relay { on, load })
    }

    pub(super) fn dimmer(brightness: u8) -> Self {
        Self::new(Role::Dimmer { on: true, brightness })
    }

    pub(super) fn cover(travel: Travel) -> Self {
        Self::new(Role::Cover(travel))
    }

    fn new(role: Role) -> Self {
        Self { role, energy_wh: 1_204.3, source: "init" }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self.role {
            Role::Relay { .. } => "switch",
            Role::Dimmer { .. } => "light",
            Role::Cover(_) => "cover",
        }
    }

    pub(super) fn key(&self) -> &'static str {
        match self.role {
            Role::Relay { .. } => "switch:0",
            Role::Dimmer { .. } => "light:0",
            Role::Cover(_) => "cover:0",
        }
    }

    /// What of it can change by a command.
    pub(super) fn news(&self) -> Value {
        match &self.role {
            Role::Relay { on, .. } => json!({ "id": 0, "output": on, "source": self.source }),
            Role::Dimmer { on, brightness } => {
                json!({ "id": 0, "output": on, "brightness": brightness, "source": self.source })
            }
            Role::Cover(travel) => json!({
                "id": 0, "state": travel.word("stopped"), "current_pos": travel.position(),
                "target_pos": travel.target(), "source": self.source,
            }),
        }
    }

    /// All that there is to say about it.
    pub(super) fn status(&mut self, rng: &mut Rng) -> Value {
        let mut status = self.news();
        let watts = self.watts(rng);
        self.energy_wh += watts / 240.0;
        let celsius = round(38.0 + watts / 10.0, 1);
        let meter = json!({
            "apower": watts,
            "voltage": VOLTS,
            "current": round(watts / VOLTS, 3),
            "aenergy": { "total": round(self.energy_wh, 3), "by_minute": [0.0, 0.0, 0.0], "minute_ts": 0 },
            "temperature": { "tC": celsius, "tF": round(celsius * 1.8 + 32.0, 1) },
        });
        overlay(&mut status, meter);
        if matches!(self.role, Role::Cover(_)) {
            overlay(&mut status, json!({ "pos_control": true }));
        }
        status
    }

    fn watts(&mut self, rng: &mut Rng) -> f64 {
        match &mut self.role {
            Role::Relay { on: true, load } => load.next(rng),
            Role::Dimmer { on: true, brightness } => round(LAMP_WATTS * f64::from(*brightness) / 100.0, 1),
            Role::Cover(travel) if travel.position() != travel.target() => MOTOR_WATTS,
            Role::Relay { .. } | Role::Dimmer { .. } | Role::Cover(_) => 0.0,
        }
    }

    /// Time passes; whether that changed anything.
    pub(super) fn advance(&mut self) -> bool {
        match &mut self.role {
            Role::Cover(travel) => travel.advance(),
            Role::Relay { .. } | Role::Dimmer { .. } => false,
        }
    }

    /// On its own topic; whether it knows the word.
    pub(super) fn obey_word(&mut self, word: &str) -> bool {
        let known = match (&mut self.role, word) {
            (Role::Relay { on, .. } | Role::Dimmer { on, .. }, "on") => {
                *on = true;
                true
            }
            (Role::Relay { on, .. } | Role::Dimmer { on, .. }, "off") => {
                *on = false;
                true
            }
            (Role::Relay { on, .. } | Role::Dimmer { on, .. }, "toggle") => {
                *on = !*on;
                true
            }
            (Role::Cover(travel), word) => drive(travel, word),
            _ => false,
        };
        self.obeyed("MQTT", known)
    }

    /// By a method of its own kind; whether it knows it.
    pub(super) fn obey_request(&mut self, verb: &str, params: &Value) -> bool {
        let known = match (&mut self.role, verb) {
            (Role::Relay { on, .. }, "Set") => {
                *on = params["on"].as_bool().unwrap_or(*on);
                true
            }
            (Role::Dimmer { on, brightness }, "Set") => {
                *on = params["on"].as_bool().unwrap_or(*on);
                *brightness = params["brightness"].as_f64().and_then(percentage).unwrap_or(*brightness);
                true
            }
            (Role::Relay { .. } | Role::Dimmer { .. }, "Toggle") => return self.obey_word("toggle"),
            (Role::Cover(travel), "GoToPosition") => {
                params["pos"].as_f64().and_then(percentage).map(|position| travel.go(position)).is_some()
            }
            (Role::Cover(travel), verb) => drive(travel, &verb.to_ascii_lowercase()),
            _ => false,
        };
        self.obeyed("RPC", known)
    }

    fn obeyed(&mut self, source: &'static str, known: bool) -> bool {
        if known {
            self.source = source;
        }
        known
    }
}

/// `open`, `close`, `stop`, or `pos,` and a percentage.
fn drive(travel: &mut Travel, word: &str) -> bool {
    match word {
        "open" => travel.open(),
        "close" => travel.close(),
        "stop" => travel.stop(),
        _ => {
            let position = word.strip_prefix("pos,").and_then(|number| number.parse().ok()).and_then(percentage);
            let Some(position) = position else { return false };
            travel.go(position);
        }
    }
    true
}
