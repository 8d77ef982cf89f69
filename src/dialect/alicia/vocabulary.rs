//! What the keys of the Alicia convention mean.

use crate::device::{Class, Kind, Profile, Value};
use crate::dialect::term::{self, Term};

/// What announces texts in speech, and what listens to speech.
pub(super) const TTS: &str = "tts";
pub(super) const VOICE: &str = "voice";
/// The speakers that play with one, by their names.
pub(super) const GROUP: &str = "group_members";
/// A text for a speaker to say, and one for the house to understand.
pub(super) const SAY: &str = "say";
pub(super) const COMMAND: &str = "command";

/// What a key of a device means; `None` if no document mentions it. `device` is an id with or without its convention.
pub(super) fn term(device: &str, key: &str) -> Option<Term> {
    Some(match key {
        "temperature_celsius" | "temperature" => Term::reading("Temperature", "°C", Class::Temperature),
        "humidity_percent" | "humidity" => Term::reading("Humidity", "%", Class::Humidity),
        "battery_level" => Term::reading("Battery", "%", Class::Battery).diagnostic(),
        "state" if is_named_speaker(device) => Term::playback("Playback").settable(),
        "playback_state" => Term::playback("Playback").settable(),
        "brightness" => Term::percentage("Brightness", Class::Light).settable(),
        "color" => Term::text("Colour", Class::Light),
        "power_consumption_watts" => Term::reading("Power", "W", Class::Power),
        "volume_percent" | "volume" => Term::percentage("Volume", Class::Speaker).settable(),
        SAY => Term::text("Say", Class::Speaker).write_only(),
        COMMAND if device.strip_prefix("alicia:").unwrap_or(device) == VOICE => {
            Term::text("Command", Class::Other).settable()
        }
        "current_track" => Term::text("Track", Class::Speaker),
        GROUP => Term::text("Plays together with", Class::Speaker).settable(),
        "wifi_signal_strength" => Term::reading("Wi-Fi signal", "dBm", Class::Signal).diagnostic(),
        "uptime" => Term::reading("Uptime", "s", Class::Duration).diagnostic(),
        "messages_processed" => Term::reading("Messages processed", "", Class::Other).diagnostic(),
        "errors" => Term::reading("Errors", "", Class::Other).diagnostic(),
        "device_id" => Term::text("Device id", Class::Other).diagnostic(),
        "device_type" => Term::text("Device type", Class::Other).diagnostic(),
        "status" => Term::text("Status", Class::Other),
        "timestamp" => term::OWN_TIME,
        crate::dialect::LEFT_OUT => term::LEFT_OUT,
        _ => return None,
    })
}

/// What a property is, seen for the first time with this value.
pub(super) fn profile(device: &str, property: &str, value: &Value) -> Profile {
    match term(device, property) {
        Some(term) => term.profile(),
        None if property == "state" => profile_of_state(value),
        None => term::guess(property, value),
    }
}

/// A player's state in the words that are asked for; other values as they are.
pub(super) fn in_its_words(key: &str, value: Value) -> Value {
    match (key, &value) {
        ("state" | "playback_state", Value::Text(word)) => match player_word(word) {
            Some(word) => Value::Text(word.to_owned()),
            None => value,
        },
        _ => value,
    }
}

/// A bulb is on or off, a speaker plays or does not; what says neither cannot be set.
fn profile_of_state(value: &Value) -> Profile {
    match value {
        Value::Text(word) if player_word(word).is_some() => Term::playback("Playback").settable().profile(),
        _ if value.as_flag().is_some() || *value == Value::Unknown => {
            Term::switch("State", Class::Light).settable().profile()
        }
        _ => Profile::read_only("State", Kind::Text),
    }
}

fn player_word(word: &str) -> Option<&'static str> {
    ["playing", "paused", "stopped"]
        .into_iter()
        .find(|known| word.eq_ignore_ascii_case(known))
        .or_else(|| word.eq_ignore_ascii_case("PAUSED_PLAYBACK").then_some("paused"))
}

pub(super) fn is_named_speaker(device: &str) -> bool {
    device.strip_prefix("alicia:").unwrap_or(device).starts_with("sonos/")
}
