//! What the keys of Shelly's components mean.

use crate::device::{Access, Category, Class, Kind, Operation, Profile, Value};
use crate::dialect::LEFT_OUT;
use crate::dialect::colour::{self, Space};
use crate::dialect::scalar::Scalar;
use crate::dialect::term::{self, Term};

/// Components that say how the device itself is doing.
const OWN: &[&str] = &["sys", "wifi", "cloud", "mqtt", "ble", "ws", "eth", "ht_ui", "knx", "matter", "modbus"];

/// Keys that say what others say as well, in another unit or as a list, or what concerns nobody.
const NOISE: &[&str] = &[
    "id",
    "source",
    "tF",
    "temperature.tF",
    "aenergy.by_minute",
    "aenergy.minute_ts",
    "ret_aenergy.by_minute",
    "ret_aenergy.minute_ts",
    "counts.by_minute",
    "counts.minute_ts",
    "timer_started_at",
    "move_started_at",
];
const OWN_NOISE: &[&str] = &["time", "unixtime", "last_sync_ts", "utc_offset", "ram_size", "ram_min_free", "fs_size"];

/// What a key means: the component it belongs to (none: whichever has it), the key, the term.
const TERMS: &[(&str, &str, Term)] = &[
    ("switch", "output", Term::switch("Switch", Class::Switch).settable()),
    ("light", "output", Term::switch("Light", Class::Light).settable()),
    ("rgb", "output", Term::switch("Light", Class::Light).settable()),
    ("rgbw", "output", Term::switch("Light", Class::Light).settable()),
    ("cct", "output", Term::switch("Light", Class::Light).settable()),
    ("", "brightness", Term::percentage("Brightness", Class::Light).settable()),
    ("", "rgb", Term::colour("Colour").settable()),
    ("", "white", Term::reading("White", "", Class::Light)),
    ("", "ct", Term::reading("Colour temperature", "K", Class::Light)),
    ("cover", "current_pos", Term::percentage("Position", Class::Cover).settable()),
    ("cover", "target_pos", Term::reading("Target position", "%", Class::Cover).diagnostic()),
    ("cover", "slat_pos", Term::percentage("Slat position", Class::Cover).settable()),
    ("cover", "pos_control", Term::switch("Knows its position", Class::Other).diagnostic()),
    ("cover", "last_direction", Term::text("Last direction", Class::Other).diagnostic()),
    ("input", "state", Term::switch("Input", Class::Other)),
    ("input", "percent", Term::reading("Input level", "%", Class::Other)),
    ("input", "xpercent", Term::reading("Input value", "", Class::Other)),
    ("input", "counts.total", Term::reading("Input count", "", Class::Other)),
    ("input", "freq", Term::reading("Input frequency", "Hz", Class::Other)),
    ("", "event", Term::text("Event", Class::Other)),
    ("temperature", "tC", Term::reading("Temperature", "°C", Class::Temperature)),
    ("humidity", "rh", Term::reading("Humidity", "%", Class::Humidity)),
    ("illuminance", "lux", Term::reading("Illuminance", "lx", Class::Illuminance)),
    ("devicepower", "battery.percent", Term::reading("Battery", "%", Class::Battery)),
    ("devicepower", "battery.V", Term::reading("Battery voltage", "V", Class::Battery).diagnostic()),
    ("devicepower", "external.present", Term::switch("External power", Class::Charging).diagnostic()),
    ("voltmeter", "voltage", Term::reading("Voltage", "V", Class::Power)),
    ("voltmeter", "xvoltage", Term::reading("Voltmeter value", "", Class::Other)),
    ("smoke", "alarm", Term::switch("Smoke", Class::Fire)),
    ("flood", "alarm", Term::switch("Water", Class::Moisture)),
    ("", "mute", Term::switch("Muted", Class::Other).diagnostic()),
    ("", "apower", Term::reading("Power", "W", Class::Power)),
    ("", "act_power", Term::reading("Power", "W", Class::Power)),
    ("", "aprt_power", Term::reading("Apparent power", "VA", Class::Power).diagnostic()),
    ("", "voltage", Term::reading("Voltage", "V", Class::Power)),
    ("", "current", Term::reading("Current", "A", Class::Power)),
    ("", "freq", Term::reading("Frequency", "Hz", Class::Power).diagnostic()),
    ("", "pf", Term::reading("Power factor", "", Class::Power).diagnostic()),
    ("", "aenergy.total", Term::reading("Energy", "Wh", Class::Energy)),
    ("", "ret_aenergy.total", Term::reading("Returned energy", "Wh", Class::Energy)),
    ("", "total_act_energy", Term::reading("Energy", "Wh", Class::Energy)),
    ("", "total_act_ret_energy", Term::reading("Returned energy", "Wh", Class::Energy)),
    ("", "total_act", Term::reading("Energy in total", "Wh", Class::Energy)),
    ("", "total_act_ret", Term::reading("Returned energy in total", "Wh", Class::Energy)),
    ("", "total_act_power", Term::reading("Power in total", "W", Class::Power)),
    ("", "total_aprt_power", Term::reading("Apparent power in total", "VA", Class::Power).diagnostic()),
    ("", "total_current", Term::reading("Current in total", "A", Class::Power)),
    ("", "temperature.tC", Term::reading("Device temperature", "°C", Class::Temperature).diagnostic()),
    ("", "errors", Term::text("Errors", Class::Problem).diagnostic()),
    ("wifi", "rssi", Term::reading("Wi-Fi signal", "dBm", Class::Signal)),
    ("wifi", "sta_ip", Term::text("Address", Class::Other)),
    ("wifi", "ssid", Term::text("Wi-Fi network", Class::Other)),
    ("wifi", "status", Term::text("Wi-Fi", Class::Connectivity)),
    ("cloud", "connected", Term::switch("Cloud", Class::Connectivity)),
    ("mqtt", "connected", Term::switch("MQTT", Class::Connectivity)),
    ("ws", "connected", Term::switch("WebSocket", Class::Connectivity)),
    ("sys", "uptime", Term::reading("Uptime", "s", Class::Duration)),
    ("sys", "ram_free", Term::reading("Free memory", "B", Class::Other)),
    ("sys", "fs_free", Term::reading("Free storage", "B", Class::Other)),
    ("sys", "restart_required", Term::switch("Restart required", Class::Problem)),
    ("sys", "wakeup_period", Term::reading("Wakes up every", "s", Class::Duration)),
    ("sys", "available_updates.stable.version", Term::text("Update to version", Class::Other)),
    ("sys", "available_updates.beta.version", Term::text("Update to beta version", Class::Other)),
];

/// The phases of a meter, whose keys begin with one of them.
const PHASES: &[(&str, &str)] = &[("a_", "phase A"), ("b_", "phase B"), ("c_", "phase C"), ("n_", "neutral")];

pub(super) fn is_noise(component: &str, key: &str) -> bool {
    let is_revision = || key.ends_with("_rev");
    NOISE.contains(&key) || (component == "sys" && (OWN_NOISE.contains(&key) || is_revision()))
}

/// What a component reports under a key.
pub(super) fn value(component: &str, key: &str, scalar: Scalar<'_>) -> Value {
    match (key, scalar) {
        ("rgb", Scalar::Text(numbers)) => {
            let parts: Option<Vec<_>> = numbers.split(", ").map(|part| Scalar::bare(part).number("")).take(4).collect();
            let hex = parts.and_then(|parts| colour::hex(Space::Rgb, &parts));
            hex.map_or_else(|| scalar.value(), Value::Text)
        }
        _ => term(kind_of(component), key).map_or_else(|| scalar.value(), |(term, _)| term.value(scalar)),
    }
}

/// What a property is, seen for the first time with this value.
pub(super) fn profile(property: &str, value: &Value) -> Profile {
    if property == LEFT_OUT {
        return term::LEFT_OUT.profile();
    }
    let (component, key) = property.split_once('.').unwrap_or((property, ""));
    let (kind, number) = component.split_once(':').unwrap_or((component, "0"));
    let profile = match (kind, key, term(kind, key)) {
        ("cover", "state", _) => cover(),
        (_, _, Some((term, phase))) => in_phase(term.profile(), phase),
        _ => return unknown(kind, property, value),
    };
    // Most devices have one of a kind; of several, the others are numbered as the device does.
    let label = if number == "0" { profile.label } else { format!("{} {number}", profile.label) };
    let category = if OWN.contains(&kind) { Category::Diagnostic } else { profile.category };
    // A cover that does not know where it is cannot be sent anywhere.
    let is_lost = key.ends_with("_pos") && *value == Value::Unknown;
    let access = if is_lost { Access::Read } else { profile.access };
    Profile { label, access, category, ..profile }
}

/// What a component that is known says beside what is known of it is of less interest than one that is not.
fn unknown(kind: &str, property: &str, value: &Value) -> Profile {
    let profile = term::guess(&property.replace(':', " "), value);
    let is_known = OWN.contains(&kind) || TERMS.iter().any(|(whose, ..)| *whose == kind);
    if is_known { profile.with_category(Category::Diagnostic) } else { profile }
}

fn in_phase(profile: Profile, phase: Option<&str>) -> Profile {
    match phase {
        Some(phase) => Profile { label: format!("{}, {phase}", profile.label), ..profile },
        None => profile,
    }
}

fn cover() -> Profile {
    let operation =
        |word: &str, outcome: Option<&str>| Operation { word: word.to_owned(), outcome: outcome.map(str::to_owned) };
    // One that was stopped may have arrived already.
    let operations = [("open", Some("open")), ("close", Some("closed")), ("stop", None)];
    let kind = Kind::Operated(operations.map(|(word, outcome)| operation(word, outcome)).into());
    Profile::read_only("Cover", kind).with_access(Access::ReadWrite).with_class(Class::Cover)
}

/// The kind of a component: `switch` of `switch:0`.
pub(super) fn kind_of(component: &str) -> &str {
    component.split_once(':').map_or(component, |(kind, _)| kind)
}

/// What a key means, and which phase of a meter it is about.
fn term(kind: &str, key: &str) -> Option<(Term, Option<&'static str>)> {
    let known = |key: &str| {
        let of = |kind: &str| TERMS.iter().find(|(whose, name, _)| *whose == kind && *name == key);
        of(kind).or_else(|| of("")).map(|(_, _, term)| *term)
    };
    let in_phase = || PHASES.iter().find_map(|(start, phase)| Some((known(key.strip_prefix(start)?)?, Some(*phase))));
    known(key).map(|term| (term, None)).or_else(in_phase)
}
