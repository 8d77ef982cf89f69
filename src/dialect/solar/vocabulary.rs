//! What the solar heating measures, and what of it can be set.

use super::OURS;
use crate::device::{Access, Category, Class, Kind, Numeric, Profile, Value, label_from_key};
use crate::dialect::term::{self, Term};
use crate::language::t;

/// The system itself, to which belongs whatever belongs to no part of it.
pub(super) const SYSTEM: &str = "solar_heating_v3";
const COLLECTOR: &str = "solar_heating_v3_collector";
const TANK: &str = "solar_heating_v3_tank";
const VENTILATION: &str = "solar_heating_v3_ftx";
const CONTROLS: &str = "solar_heating_v3_controls";

const SWITCHES: [(&str, &str); 4] = [
    ("primary_pump", "Primary pump"),
    ("primary_pump_manual", "Primary pump by hand"),
    ("cartridge_heater", "Cartridge heater"),
    ("night_cooling", "Night cooling"),
];

/// Temperatures, and differences of them: lowest, highest, step.
const NUMBERS: [(&str, &str, f64, f64, f64); 11] = [
    ("set_temp_tank_1", "Tank target", 15.0, 90.0, 1.0),
    ("dTStart_tank_1", "Pump starts at a difference of", 3.0, 40.0, 1.0),
    ("dTStop_tank_1", "Pump stops at a difference of", 2.0, 20.0, 1.0),
    ("kylning_kollektor", "Collector cooling above", 70.0, 120.0, 1.0),
    ("night_cooling_tank_temp", "Night cooling of the tank above", 50.0, 95.0, 1.0),
    ("temp_kok", "Boiling above", 100.0, 200.0, 5.0),
    ("temp_kok_hysteres", "Boiling hysteresis", 1.0, 50.0, 1.0),
    ("morning_peak_target", "Morning target", 70.0, 90.0, 1.0),
    ("evening_peak_target", "Evening target", 70.0, 90.0, 1.0),
    ("pellet_stove_max_temp", "Pellet stove at most", 40.0, 70.0, 1.0),
    ("heat_distribution_temp", "Heat distribution", 80.0, 95.0, 1.0),
];

/// How the objects of each part begin; the first that fits.
const PARTS: [(&str, &str); 19] = [
    ("solar_collector", COLLECTOR),
    ("collector_", COLLECTOR),
    ("return_line", COLLECTOR),
    ("temperature_change_rate", COLLECTOR),
    ("overheating_risk", COLLECTOR),
    ("boiling_temp_reached", COLLECTOR),
    ("night_cooling_active", COLLECTOR),
    ("water_heater_overheating_risk", COLLECTOR),
    ("water_heater", TANK),
    ("storage_tank", TANK),
    ("stored_energy", TANK),
    ("average_temperature", TANK),
    ("heat_exchanger", VENTILATION),
    ("outdoor_air", VENTILATION),
    ("exhaust_air", VENTILATION),
    ("supply_air", VENTILATION),
    ("return_air", VENTILATION),
    ("uteluft", VENTILATION),
    ("avluft", VENTILATION),
];

/// How the objects end that are measured in each unit; the first that fits.
const UNITS: [(&str, &str, Class); 18] = [
    ("_gradient_cm", "°C/cm", Class::Other),
    ("_stratification", "°C/cm", Class::Other),
    ("0cm", "°C", Class::Temperature),
    ("luft", "°C", Class::Temperature),
    ("_temp", "°C", Class::Temperature),
    ("_temperature", "°C", Class::Temperature),
    ("_bottom", "°C", Class::Temperature),
    ("exchanger_in", "°C", Class::Temperature),
    ("exchanger_out", "°C", Class::Temperature),
    ("collector_dt", "°C", Class::Temperature),
    ("_c_h", "°C/h", Class::Other),
    ("_kwh", "kWh", Class::Energy),
    ("_kw", "kW", Class::Power),
    ("_hours", "h", Class::Duration),
    ("_hours_realtime", "h", Class::Duration),
    ("_duration", "h", Class::Duration),
    ("_efficiency", "%", Class::Other),
    ("_risk", "%", Class::Other),
];

/// The part that an object belongs to.
pub(super) fn part(object: &str) -> &'static str {
    let key = key(object);
    if setting(key).is_some() {
        return CONTROLS;
    }
    PARTS.iter().find(|(start, _)| key.starts_with(start)).map_or(SYSTEM, |(_, part)| part)
}

/// What people call a part.
pub(super) fn name(part: &str) -> &'static str {
    match part {
        COLLECTOR => t!("Solar heating collector"),
        TANK => t!("Solar heating tank"),
        VENTILATION => t!("Solar heating ventilation"),
        CONTROLS => t!("Solar heating controls"),
        _ => t!("Solar heating"),
    }
}

/// What a property is, seen for the first time with this value.
pub(super) fn profile(property: &str, value: &Value) -> Profile {
    let object = key(property);
    if let Some(profile) = setting(object).filter(|_| object != property) {
        return profile;
    }
    let is_word = value.as_flag().is_some() && !matches!(value, Value::Number(_));
    let profile = match term(property).filter(|_| !is_word) {
        Some(term) => term.profile(),
        None => term::guess(object, value),
    };
    let category = if is_channel(object) { Category::Diagnostic } else { profile.category };
    let label = if profile.label.is_empty() { label(object) } else { profile.label };
    Profile { label, category, ..profile }
}

/// What a property means, as far as its name tells; terms without a label are called what they are.
pub(super) fn term(property: &str) -> Option<Term> {
    let celsius = Term::reading("", "°C", Class::Temperature);
    if let Some(object) = property.strip_prefix(OURS) {
        if is_channel(object) {
            return Some(celsius);
        }
        let (_, unit, class) = UNITS.iter().find(|(end, ..)| object.ends_with(end))?;
        return Some(Term::reading("", unit, *class));
    }
    Some(match property {
        "explanation" => Term::text("Why", Class::Other),
        "current_mode" | "system_state" => Term::text("Mode", Class::Other).diagnostic(),
        "version" | "last_update" => Term::text("", Class::Other).diagnostic(),
        "temperature_count" => Term::reading("Temperatures read", "", Class::Other).diagnostic(),
        "timestamp" => term::OWN_TIME,
        crate::dialect::LEFT_OUT => term::LEFT_OUT,
        _ if property.starts_with("temperatures.") => celsius.diagnostic(),
        _ if property.starts_with("control_thresholds.") => celsius.config(),
        _ => return None,
    })
}

/// Whether a sensor counts something: its zero is a number, where that of others stands for a missing value.
pub(super) fn counts(object: &str) -> bool {
    object.ends_with("_count") || object.contains("_layers_")
}

/// What a switch or a number is; `None` for all that cannot be set.
fn setting(object: &str) -> Option<Profile> {
    if let Some((_, label)) = SWITCHES.iter().find(|(switch, _)| *switch == object) {
        return Some(Term::switch(label, Class::Switch).settable().profile());
    }
    let (_, label, low, high, step) = NUMBERS.iter().find(|(number, ..)| *number == object)?;
    let range = Some((*low, *high));
    let kind = Kind::Numeric(Numeric { unit: "°C".to_owned(), range, step: Some(*step), precision: None });
    let profile = Profile::read_only(label, kind).with_class(Class::Temperature);
    Some(profile.with_access(Access::ReadWrite).with_category(Category::Config))
}

/// A raw input of the controller, which appears under its own name elsewhere.
fn is_channel(object: &str) -> bool {
    ["rtd_sensor_", "megabas_sensor_"].iter().any(|start| object.starts_with(start))
}

/// What people call an object: neither what holds it nor its unit.
fn label(object: &str) -> String {
    let name = object.rsplit('.').next().unwrap_or(object);
    let name = ["_kwh", "_kw", "_c_h", "_cm"].iter().find_map(|unit| name.strip_suffix(unit)).unwrap_or(name);
    let label = label_from_key(name);
    match label.strip_suffix(" temp") {
        Some(start) => format!("{start} temperature"),
        None => label,
    }
}

fn key(property: &str) -> &str {
    property.strip_prefix(OURS).unwrap_or(property)
}
