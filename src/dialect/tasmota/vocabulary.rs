//! What the keys of boards mean.

use crate::device::{Category, Class, Kind, Profile, Value, label_from_key};
use crate::dialect::scalar::Scalar;
use crate::dialect::term::{self, Term};

/// What sensors tell, by the last of its keys.
const READINGS: &[(&str, &str, Class)] = &[
    ("Temperature", "°C", Class::Temperature),
    ("DewPoint", "°C", Class::Temperature),
    ("Humidity", "%", Class::Humidity),
    ("Pressure", "hPa", Class::Pressure),
    ("SeaPressure", "hPa", Class::Pressure),
    ("Illuminance", "lx", Class::Illuminance),
    ("CarbonDioxide", "ppm", Class::Air),
    ("eCO2", "ppm", Class::Air),
    ("TVOC", "ppb", Class::Air),
    ("PM2.5", "µg/m³", Class::Air),
    ("PM10", "µg/m³", Class::Air),
    ("Distance", "cm", Class::Other),
    ("Power", "W", Class::Power),
    ("ApparentPower", "VA", Class::Power),
    ("ReactivePower", "VAr", Class::Power),
    ("Factor", "", Class::Power),
    ("Voltage", "V", Class::Power),
    ("Current", "A", Class::Power),
    ("Frequency", "Hz", Class::Power),
    ("Total", "kWh", Class::Energy),
    ("Today", "kWh", Class::Energy),
    ("Yesterday", "kWh", Class::Energy),
];

/// What is told of the board itself.
const OWN: &[(&str, &str, Class)] = &[
    ("UptimeSec", "s", Class::Duration),
    ("Heap", "kB", Class::Other),
    ("LoadAvg", "%", Class::Other),
    ("Sleep", "ms", Class::Other),
    ("MqttCount", "", Class::Other),
    ("Wifi.RSSI", "%", Class::Signal),
    ("Wifi.Signal", "dBm", Class::Signal),
    ("Wifi.LinkCount", "", Class::Other),
    ("Wifi.Channel", "", Class::Other),
    ("Wifi.AP", "", Class::Other),
];

/// What else is told of it.
const DIAGNOSTIC: &[&str] = &[
    "Uptime",
    "SleepMode",
    "Color",
    "HSBColor",
    "Channel",
    "Scheme",
    "Fade",
    "Speed",
    "LedTable",
    "TempUnit",
    "PressureUnit",
    "SpeedUnit",
    "Hostname",
    "IPAddress",
    "Module",
    "Version",
    "FallbackTopic",
    "GroupTopic",
    "WebServerMode",
    "RestartReason",
    "BootCount",
    "Command",
];

/// Whether a sensor tells this, in a unit that is known.
pub(super) fn is_reading(path: &str) -> bool {
    reading(path).is_some()
}

/// What a property is, seen for the first time with this value; `unit` is that of temperatures.
pub(super) fn profile(property: &str, value: &Value, unit: &str) -> Profile {
    let Some(term) = term(property) else {
        let profile = term::guess(property, value);
        let is_own = DIAGNOSTIC.contains(&property) || property.starts_with("Wifi.");
        return if is_own { profile.with_category(Category::Diagnostic) } else { profile };
    };
    let profile = term.profile();
    let kind = match profile.kind {
        Kind::Numeric(numeric) if numeric.unit == "°C" && unit == "F" => Kind::reading("°F"),
        kind => kind,
    };
    let label = if profile.label.is_empty() {
        label_from_key(property.strip_prefix("ENERGY.").unwrap_or(property))
    } else {
        profile.label
    };
    Profile { label, kind, ..profile }
}

pub(super) fn value(path: &str, scalar: Scalar<'_>) -> Value {
    term(path).map_or_else(|| scalar.value(), |term| term.value(scalar))
}

/// What a board is called by those who made it.
pub(super) fn make(property: &str) -> Profile {
    let label = if property == "ip" { "IP address".to_owned() } else { label_from_key(property) };
    Profile::read_only(&label, Kind::Text).with_category(Category::Diagnostic)
}

/// Terms without a label are called by their keys.
fn term(path: &str) -> Option<Term> {
    let own = || OWN.iter().find(|(key, ..)| *key == path).map(|(_, unit, class)| Term::reading("", unit, *class));
    match path {
        "Time" => Some(term::OWN_TIME),
        "Dimmer" | "White" => Some(Term::percentage("", Class::Light)),
        "CT" => Some(Term::reading("", "mired", Class::Light)),
        crate::dialect::LEFT_OUT => Some(term::LEFT_OUT),
        _ => own().map(Term::diagnostic).or_else(|| reading(path)),
    }
}

fn reading(path: &str) -> Option<Term> {
    let within = path.find('.')?;
    let found = READINGS.iter().find(|(key, ..)| path[within..].ends_with(key) && is_last(path, key));
    found.map(|(_, unit, class)| Term::reading("", unit, *class))
}

/// Whether a path ends in this key, and not in a longer one.
fn is_last(path: &str, key: &str) -> bool {
    path.strip_suffix(key).is_some_and(|before| before.ends_with('.'))
}
