//! What an announced aspect is, in the words of devices.

use super::announcement::{Aspect, Choice, Entity, Holds};
use super::naming;
use crate::device::{Access, Category, Class, CodeWanted, Kind, Operation, Profile, Value};

/// Components whose state is asked for by other words than it is reported in.
const OPERATED: &[&str] = &["cover", "valve", "lock", "vacuum", "lawn_mower", "alarm_control_panel"];

/// What is reported, and what one says to ask for it.
const VERBS: &[(&str, &str)] = &[
    ("open", "open"),
    ("closed", "close"),
    ("stopped", "stop"),
    ("locked", "lock"),
    ("unlocked", "unlock"),
    ("cleaning", "start"),
    ("docked", "dock"),
    ("paused", "pause"),
    ("idle", "stop"),
    ("mowing", "start"),
    ("disarmed", "disarm"),
    ("armed_home", "arm_home"),
    ("armed_away", "arm_away"),
    ("armed_night", "arm_night"),
    ("armed_vacation", "arm_vacation"),
    ("armed_custom_bypass", "arm_custom_bypass"),
    ("triggered", "trigger"),
];

pub(super) fn profile(entity: &Entity, aspect: &Aspect) -> Profile {
    let access = match (&aspect.read, &aspect.write) {
        (_, None) => Access::Read,
        (None, Some(_)) => Access::Write,
        (Some(_), Some(_)) => Access::ReadWrite,
    };
    let category =
        if entity.hidden && entity.category == Category::Primary { Category::Diagnostic } else { entity.category };
    Profile {
        access,
        category,
        class: class(entity, aspect),
        asks_first: asks_first(entity, aspect),
        is_secret: matches!(aspect.holds, Holds::Text { secret: true, .. }),
        expire_after: entity.expire_after,
        code: code(aspect).map(Box::new),
        ..Profile::read_only(&naming::label(entity, aspect.key), kind(entity.component, aspect))
    }
}

fn code(aspect: &Aspect) -> Option<CodeWanted> {
    let code = aspect.code.as_ref().filter(|_| aspect.write.is_some())?;
    let words = code.states.iter().map(|state| verb(state).to_owned()).collect();
    Some(CodeWanted { is_digits: code.is_digits, pattern: code.pattern.clone(), words })
}

/// Nothing of this happens by a slip of the finger.
fn asks_first(entity: &Entity, aspect: &Aspect) -> bool {
    let is_called_heater = || naming::label(entity, aspect.key).to_ascii_lowercase().contains("heater");
    match (entity.component, entity.device_class.as_deref()) {
        _ if aspect.key == "stop" => false,
        ("lock" | "alarm_control_panel" | "valve", _)
        | ("cover", Some("garage" | "gate" | "door"))
        | ("button", Some("restart" | "update")) => true,
        ("update", _) => aspect.key == "install",
        ("water_heater", _) => matches!(aspect.key, "power" | "mode"),
        ("switch", _) => is_called_heater(),
        _ => false,
    }
}

fn kind(component: &str, aspect: &Aspect) -> Kind {
    match &aspect.holds {
        Holds::Binary { .. } => Kind::Binary,
        Holds::Numeric { numeric, .. } => Kind::Numeric(numeric.clone()),
        Holds::Choice(choices) if aspect.key == "state" && OPERATED.contains(&component) => {
            Kind::Operated(choices.iter().filter_map(operation).collect())
        }
        Holds::Choice(choices) => {
            Kind::Choice(choices.iter().filter(|it| it.word.write.is_some()).map(|it| it.value.clone()).collect())
        }
        Holds::Colour(_) => Kind::Colour,
        Holds::Action(_) => Kind::Action,
        Holds::Moment(moment) => Kind::Moment(*moment),
        Holds::Image { .. } => Kind::Picture,
        Holds::Link => Kind::Link,
        Holds::Anything | Holds::Text { .. } | Holds::Event(_) => Kind::Text,
    }
}

fn operation(choice: &Choice) -> Option<Operation> {
    choice.word.write.as_ref()?;
    // A cover that was stopped may report where it stands instead.
    let shows = choice.word.read.is_some() && choice.value != "stopped" && choice.value != "idle";
    Some(Operation { word: verb(&choice.value).to_owned(), outcome: shows.then(|| choice.value.clone()) })
}

/// What one says to ask for a state.
fn verb(state: &str) -> &str {
    VERBS.iter().find(|(known, _)| *known == state).map_or(state, |(_, verb)| verb)
}

/// A wish as the announcement calls it: who wants it to `close` wants it `closed`.
pub(super) fn in_their_words(kind: &Kind, wanted: &Value) -> Value {
    match (kind, wanted) {
        (Kind::Operated(operations), Value::Text(word)) => {
            let operation = operations.iter().find(|operation| operation.word == *word);
            let state = operation.and_then(|operation| operation.outcome.clone());
            let verb = || VERBS.iter().find(|(_, verb)| verb == word).map(|(state, _)| (*state).to_owned());
            Value::Text(state.or_else(verb).unwrap_or_else(|| word.clone()))
        }
        _ => wanted.clone(),
    }
}

/// What it is, as far as component and device class tell.
fn class(entity: &Entity, aspect: &Aspect) -> Class {
    if matches!(aspect.key, "current_temperature" | "temperature") {
        return Class::Temperature;
    }
    if matches!(aspect.key, "current_humidity" | "humidity") {
        return Class::Humidity;
    }
    let is_binary = entity.component == "binary_sensor";
    match (entity.component, entity.device_class.as_deref()) {
        ("light", _) => Class::Light,
        ("lock", _) => Class::Lock,
        ("alarm_control_panel" | "siren", _) => Class::Alarm,
        ("cover" | "valve", _) => Class::Cover,
        ("climate" | "water_heater" | "humidifier", _) => Class::Climate,
        ("fan", _) => Class::Fan,
        ("vacuum" | "lawn_mower", _) => Class::Robot,
        ("switch", _) => Class::Switch,
        ("device_tracker", _) => Class::Presence,
        (_, Some(class)) => of_device_class(class, is_binary),
        (_, None) => Class::Other,
    }
}

fn of_device_class(class: &str, is_binary: bool) -> Class {
    match class {
        "temperature" | "heat" => Class::Temperature,
        "humidity" | "moisture" if !is_binary => Class::Humidity,
        "moisture" => Class::Moisture,
        "door" | "window" | "garage_door" | "opening" => Class::Opening,
        "lock" => Class::Lock,
        "motion" | "occupancy" | "moving" | "vibration" | "sound" => Class::Motion,
        "presence" => Class::Presence,
        "problem" | "safety" | "tamper" => Class::Problem,
        "connectivity" => Class::Connectivity,
        "battery_charging" => Class::Charging,
        "battery" => Class::Battery,
        "smoke" => Class::Fire,
        "gas" | "carbon_monoxide" => Class::Gas,
        "illuminance" | "irradiance" => Class::Illuminance,
        "pressure" | "atmospheric_pressure" => Class::Pressure,
        "aqi"
        | "carbon_dioxide"
        | "pm1"
        | "pm10"
        | "pm25"
        | "nitrogen_dioxide"
        | "ozone"
        | "volatile_organic_compounds"
        | "volatile_organic_compounds_parts" => Class::Air,
        "power" | "apparent_power" | "reactive_power" | "current" | "voltage" | "power_factor" | "frequency" => {
            Class::Power
        }
        "energy" | "energy_storage" => Class::Energy,
        "signal_strength" => Class::Signal,
        "duration" => Class::Duration,
        _ => Class::Other,
    }
}
