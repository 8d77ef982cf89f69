//! What names of features mean.

use super::BRIDGE;
use crate::device::{Category, Class, Kind, Profile, Value};
use crate::dialect::term::{self, Term};

/// The first that fits.
const CLASSES: &[(&[&str], Class)] = &[
    (&["temperature", "local_temperature", "device_temperature", "soil_temperature"], Class::Temperature),
    (&["humidity", "soil_moisture"], Class::Humidity),
    (&["contact", "window_open", "garage_door_contact"], Class::Opening),
    (&["occupancy", "vibration", "moving", "motion"], Class::Motion),
    (&["presence"], Class::Presence),
    (&["water_leak", "rain"], Class::Moisture),
    (&["battery_low", "tamper", "trouble", "sos"], Class::Problem),
    (&["smoke"], Class::Fire),
    (&["gas", "carbon_monoxide"], Class::Gas),
    (&["battery"], Class::Battery),
    (&["illuminance", "illuminance_lux"], Class::Illuminance),
    (&["pressure"], Class::Pressure),
    (&["co2", "voc", "pm25", "pm10", "formaldehyd", "air_quality"], Class::Air),
    (&["power", "voltage", "current", "ac_frequency", "power_factor"], Class::Power),
    (&["energy", "produced_energy"], Class::Energy),
    (&["linkquality"], Class::Signal),
];

/// How a device is doing, also where an older bridge does not say that it is that.
const DIAGNOSTIC: &[&str] =
    &["linkquality", "battery", "battery_low", "device_temperature", "power_outage_count", "update_available"];

/// What a feature of this name is, as a part of `whole`.
pub(super) fn class(whole: &str, name: &str) -> Class {
    match whole {
        "light" => Class::Light,
        "switch" => Class::Switch,
        "cover" => Class::Cover,
        "lock" => Class::Lock,
        "fan" => Class::Fan,
        _ => {
            let known = CLASSES.iter().find(|(names, _)| names.contains(&name));
            known.map_or(if whole == "climate" { Class::Climate } else { Class::Other }, |(_, class)| *class)
        }
    }
}

pub(super) fn is_diagnostic(name: &str) -> bool {
    DIAGNOSTIC.contains(&name)
}

/// What is known of a property that nothing exposes, seen for the first time with this value.
pub(super) fn profile(is_bridge: bool, property: &str, value: &Value) -> Profile {
    let known = match property {
        "color_mode" => Term::text("Color mode", Class::Light),
        "last_seen" => Term::text("Last seen", Class::Other),
        "update.installed_version" => Term::text("Firmware", Class::Other),
        "update.latest_version" => Term::text("Latest firmware", Class::Other),
        "update.progress" => Term::reading("Update progress", "%", Class::Other),
        "update.remaining" => Term::reading("Update takes", "s", Class::Duration),
        "update.state" => Term::text("Update", Class::Other),
        "permit_join" => Term::switch("Lets devices join", Class::Other),
        "restart_required" => Term::switch("Has to be restarted", Class::Problem),
        "network.channel" => Term::reading("Channel", "", Class::Other),
        "coordinator.type" => Term::text("Coordinator", Class::Other),
        crate::dialect::LEFT_OUT => term::LEFT_OUT,
        _ if is_bridge => return term::guess(property, value).with_category(Category::Diagnostic),
        _ => {
            let profile = term::guess(property, value);
            let class = class("", property);
            let category = if is_diagnostic(property) { Category::Diagnostic } else { profile.category };
            return if class == Class::Other { profile } else { profile.with_class(class) }.with_category(category);
        }
    };
    known.diagnostic().profile()
}

/// What a device is called by those who made it.
pub(super) fn make(property: &str) -> Profile {
    Profile::read_only(&crate::device::label_from_key(property), Kind::Text).with_category(Category::Diagnostic)
}

/// The id of the bridge, as the id of a device.
pub(super) fn bridge() -> String {
    format!("{}:{BRIDGE}", super::CONVENTION)
}
