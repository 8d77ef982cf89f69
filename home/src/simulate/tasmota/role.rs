//! What a board is wired to, and what its commands do there.

use fastrand::Rng;
use serde_json::{Value, json};

use crate::simulate::drift::{Drift, round};
use crate::simulate::travel::{Motion, Travel, percentage};

const VOLTS: f64 = 230.0;
const TELEMETRY_HOURS: f64 = 10.0 / 3600.0;
const MIREDS: std::ops::RangeInclusive<u16> = 153..=500;

pub(super) enum Role {
    Plug(Plug),
    Light(Light),
    Shutter(Travel),
}

pub(super) struct Plug {
    pub(super) on: bool,
    pub(super) load: Drift,
    pub(super) today_kwh: f64,
    pub(super) total_kwh: f64,
}

pub(super) struct Light {
    pub(super) on: bool,
    pub(super) dimmer: u8,
    /// As bright as can be.
    pub(super) rgb: [u8; 3],
    pub(super) mireds: u16,
    /// Otherwise it shines white.
    pub(super) is_coloured: bool,
}

impl Role {
    /// What a command, its name in small letters, does; whether there is such a command.
    pub(super) fn obey(&mut self, command: &str, payload: &str) -> bool {
        match self {
            Self::Plug(plug) => is_power(command) && switch(&mut plug.on, payload),
            Self::Light(light) if is_power(command) => switch(&mut light.on, payload),
            Self::Light(light) => light.obey(command, payload).is_some(),
            Self::Shutter(travel) => drive(travel, command, payload),
        }
    }

    /// The part of it that `STATE` and `RESULT` tell.
    pub(super) fn state(&self) -> Value {
        match self {
            Self::Plug(plug) => json!({ "POWER": power(plug.on) }),
            Self::Light(light) => light.state(),
            Self::Shutter(travel) => shutter(travel),
        }
    }

    /// What `SENSOR` tells.
    pub(super) fn readings(&mut self, rng: &mut Rng) -> Option<Value> {
        match self {
            Self::Plug(plug) => Some(plug.energy(rng)),
            Self::Light(_) => None,
            Self::Shutter(travel) => Some(shutter(travel)),
        }
    }
}

impl Plug {
    fn energy(&mut self, rng: &mut Rng) -> Value {
        let watts = if self.on { self.load.next(rng) } else { 0.0 };
        let kwh = watts / 1000.0 * TELEMETRY_HOURS;
        self.today_kwh += kwh;
        self.total_kwh += kwh;
        json!({
            "ENERGY": {
                "TotalStartTime": "2025-01-01T00:00:00",
                "Total": round(self.total_kwh, 3),
                "Yesterday": 0.812,
                "Today": round(self.today_kwh, 3),
                "Power": watts,
                "ApparentPower": round(watts / 0.92, 0),
                "ReactivePower": round(watts * 0.43, 0),
                "Factor": if self.on { 0.92 } else { 0.0 },
                "Voltage": VOLTS,
                "Current": round(watts / 0.92 / VOLTS, 3),
            },
        })
    }
}

impl Light {
    fn obey(&mut self, command: &str, payload: &str) -> Option<()> {
        match command {
            "dimmer" => self.dimmer = percentage(payload.parse().ok()?)?,
            "ct" => {
                self.mireds = payload.parse().ok().filter(|mireds| MIREDS.contains(mireds))?;
                self.is_coloured = false;
            }
            // `Color` sets how bright it is as well; `Color2` leaves that as it is.
            "color" | "color2" => {
                let (rgb, dimmer) = colour(payload)?;
                self.rgb = rgb;
                self.is_coloured = true;
                self.dimmer = if command == "color" { dimmer } else { self.dimmer };
            }
            _ => return None,
        }
        self.on = true;
        Some(())
    }

    fn state(&self) -> Value {
        let dimmed = |part: u8| u16::from(part) * u16::from(self.dimmer) / 100;
        let cold =
            u16::try_from(255 * u32::from(MIREDS.end() - self.mireds) / u32::from(MIREDS.end() - MIREDS.start()));
        let cold = u8::try_from(cold.expect("at most 255")).expect("at most 255");
        let channels =
            if self.is_coloured { [self.rgb[0], self.rgb[1], self.rgb[2], 0, 0] } else { [0, 0, 0, cold, 255 - cold] };
        let channels = channels.map(dimmed);
        json!({
            "POWER": power(self.on),
            "Dimmer": self.dimmer,
            "Color": channels.map(|channel| format!("{channel:02X}")).concat(),
            "White": if self.is_coloured { 0 } else { self.dimmer },
            "CT": self.mireds,
            "Channel": channels.map(|channel| channel * 100 / 255),
            "Fade": "OFF",
            "Speed": 1,
        })
    }
}

fn is_power(command: &str) -> bool {
    matches!(command, "power" | "power1")
}

fn switch(on: &mut bool, word: &str) -> bool {
    *on = match word.to_ascii_lowercase().as_str() {
        "on" | "1" => true,
        "off" | "0" => false,
        "toggle" | "2" => !*on,
        // Without a word it only tells.
        _ => *on,
    };
    true
}

fn power(on: bool) -> &'static str {
    if on { "ON" } else { "OFF" }
}

fn drive(travel: &mut Travel, command: &str, payload: &str) -> bool {
    match command {
        "shutteropen1" => travel.open(),
        "shutterclose1" => travel.close(),
        "shutterstop1" => travel.stop(),
        "shutterposition1" => match payload.parse().ok().and_then(percentage) {
            Some(position) => travel.go(position),
            None => return false,
        },
        _ => return false,
    }
    true
}

fn shutter(travel: &Travel) -> Value {
    let direction = match travel.motion() {
        Motion::Still => 0,
        Motion::Opening => 1,
        Motion::Closing => -1,
    };
    json!({
        "Shutter1": {
            "Position": travel.position(), "Direction": direction, "Target": travel.target(), "Tilt": 0,
        },
    })
}

/// A colour written `#rrggbb`, as bright as can be, and how bright it was.
fn colour(text: &str) -> Option<([u8; 3], u8)> {
    let number = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let [_, rgb @ ..] = u32::from_str_radix(number, 16).ok()?.to_be_bytes();
    let most = rgb.into_iter().max().filter(|most| *most > 0)?;
    let brightest = rgb.map(|part| u8::try_from(u16::from(part) * 255 / u16::from(most)).expect("at most 255"));
    Some((brightest, u8::try_from(u16::from(most) * 100 / 255).expect("at most 100")))
}
