//! What the keys of an IoTFlow fleet mean.

use super::FLEET;
use crate::device::{Access, Category, Class, Kind, Operation, Profile, Value};
use crate::dialect::term::{self, Term};

/// The light on every ESP32 of the fleet.
pub(super) const LED: &str = "led";
/// Asks for everything that a device has to say.
pub(super) const GET_STATUS: &str = "get_status";
/// Replaces what the device runs.
pub(super) const FIRMWARE: &str = "firmware_update";
/// How often the devices of a group tell what they measure.
pub(super) const INTERVAL: &str = "interval_seconds";
/// Where a device takes commands, if not where the document says.
pub(super) const COMMANDS: &str = "commands";

/// What a property is, seen for the first time with this value.
pub(super) fn profile(device: &str, property: &str, value: &Value) -> Profile {
    let id = device.strip_prefix("iotflow:").unwrap_or(device);
    if let Some(order) = id.strip_prefix(FLEET).and_then(|_| order(property)) {
        return order;
    }
    if let Some(term) = term(property, id.starts_with(FLEET)) {
        return term.profile();
    }
    let profile = term::guess(property, value);
    let is_primary = profile.category == Category::Primary;
    let is_talk = ["answer.", "registration."].iter().any(|talk| property.starts_with(talk));
    if is_primary && is_talk { profile.with_category(Category::Diagnostic) } else { profile }
}

/// What can be asked of all members of a group at once. They answer, the group says nothing of it; what they are asked for is
/// stored, so that those that are asleep hear of it, and is repeated to all whenever they connect.
fn order(property: &str) -> Option<Profile> {
    let word = |word: &str| Operation { word: word.to_owned(), outcome: None };
    let profile = match property {
        LED => Profile::read_only("LED of all", Kind::Operated(vec![word("on"), word("off")])).with_class(Class::Light),
        GET_STATUS => Profile::read_only("Ask all for their status", Kind::Action),
        INTERVAL => {
            let interval = Term::setting("Telemetry interval of all", "s", 1, 86_400, Class::Duration);
            interval.profile().with_category(Category::Config)
        }
        _ => return None,
    };
    Some(profile.with_access(Access::Write).asking_first().stored())
}

/// What a key means; `None` if no document mentions it.
pub(super) fn term(key: &str, in_fleet: bool) -> Option<Term> {
    let of_group = if in_fleet { fleet(key) } else { None };
    of_group.or_else(|| reading(key)).or_else(|| metadata(key)).or_else(|| config(key))
}

/// The property that a key speaks of: firmware calls its light otherwise when asked for its status.
pub(super) fn property(key: &str) -> &str {
    match key {
        "led_state" | "led_status" => LED,
        _ => key,
    }
}

fn reading(key: &str) -> Option<Term> {
    Some(match key {
        "temperature" => Term::reading("Temperature", "°C", Class::Temperature),
        "humidity" => Term::reading("Humidity", "%", Class::Humidity),
        "pressure" => Term::reading("Pressure", "hPa", Class::Other),
        LED => Term::switch("LED", Class::Light).settable(),
        _ => return None,
    })
}

fn metadata(key: &str) -> Option<Term> {
    let term = match key {
        "battery_level" => Term::reading("Battery", "%", Class::Battery),
        "signal_strength" | "wifi_rssi" | "rssi" => Term::reading("Wi-Fi signal", "dBm", Class::Signal),
        "uptime" => Term::reading("Uptime", "s", Class::Duration),
        "free_heap" => Term::reading("Free memory", "B", Class::Other),
        "cpu_load" | "cpu_usage" => Term::reading("Processor load", "%", Class::Other),
        "memory_usage" => Term::reading("Memory used", "%", Class::Other),
        "message_count" => Term::reading("Messages sent", "", Class::Other),
        "status" => Term::text("Status", Class::Other),
        "device_id" => Term::text("Device id", Class::Other),
        "device_type" => Term::text("Device type", Class::Other),
        "firmware_version" => Term::text("Firmware", Class::Other),
        "hardware_version" => Term::text("Hardware", Class::Other),
        "capabilities" => Term::text("Capabilities", Class::Other),
        "registration.status" | "registration" => Term::text("Registration", Class::Other),
        "answer.command" => Term::text("Last command answered", Class::Other),
        "answer.command_id" => Term::text("Id of that command", Class::Other),
        "answer.status" => Term::text("Answer", Class::Other),
        "answer.message" => Term::text("Answer in words", Class::Other),
        COMMANDS => Term::text("Takes commands on", Class::Other),
        GET_STATUS => Term::action("Ask for its status"),
        "timestamp" => term::OWN_TIME,
        crate::dialect::LEFT_OUT => term::LEFT_OUT,
        _ => return None,
    };
    Some(term.diagnostic())
}

fn config(key: &str) -> Option<Term> {
    let term = match key {
        "interval_seconds" | "telemetry_interval" | "interval" => {
            Term::setting("Telemetry interval", "s", 1, 31_536_000, Class::Duration).stored()
        }
        "heartbeat_interval" => Term::reading("Heartbeat interval", "s", Class::Duration),
        FIRMWARE => Term::text("Update to version", Class::Other).write_only().asking_first().stored(),
        _ => return None,
    };
    Some(term.config())
}

fn fleet(key: &str) -> Option<Term> {
    Some(match key {
        "devices" | "total" | "total_devices" | "device_count" => Term::reading("Devices", "", Class::Other),
        "online" | "online_devices" | "devices_online" => Term::reading("Online", "", Class::Other),
        "offline" | "offline_devices" | "devices_offline" => Term::reading("Offline", "", Class::Other),
        "members" => Term::text("Members", Class::Other),
        _ => return None,
    })
}
