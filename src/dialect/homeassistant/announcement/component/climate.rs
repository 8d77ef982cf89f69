//! What keeps a climate: thermostats, humidifiers, water heaters.

use super::Component;
use crate::dialect::homeassistant::announcement::row::{Kind, NONE, Row, Unit};

const ON: (&str, &str) = ("payload_on", "ON");
const OFF: (&str, &str) = ("payload_off", "OFF");

const TARGET: Kind = Kind::Number(("min_temp", 7.0), ("max_temp", 35.0), ("temp_step", 1.0), Unit::Temperature);
const HUMIDITY: Kind =
    Kind::Number(("min_humidity", 30.0), ("max_humidity", 99.0), ("target_humidity_step", 1.0), Unit::Is("%"));
const MEASURED_HUMIDITY: Row = Row::new("current_humidity", Kind::Number(NONE, NONE, NONE, Unit::Is("%")))
    .reads("current_humidity_topic", "current_humidity_template");
const MEASURED_TEMPERATURE: Row = Row::new("current_temperature", Kind::Number(NONE, NONE, NONE, Unit::Temperature))
    .reads("current_temperature_topic", "current_temperature_template");
const ACTION: Row = Row::new("action", Kind::Anything).reads("action_topic", "action_template");

pub(super) const CLIMATE: Component = Component::new(
    "climate",
    &[],
    &[
        Row::new("mode", Kind::Options("modes", &["auto", "off", "cool", "heat", "dry", "fan_only"]))
            .reads("mode_state_topic", "mode_state_template")
            .writes("mode_command_topic", "mode_command_template"),
        Row::new("target_temperature", TARGET)
            .reads("temperature_state_topic", "temperature_state_template")
            .writes("temperature_command_topic", "temperature_command_template"),
        Row::new("target_temperature_low", TARGET)
            .reads("temperature_low_state_topic", "temperature_low_state_template")
            .writes("temperature_low_command_topic", "temperature_low_command_template"),
        Row::new("target_temperature_high", TARGET)
            .reads("temperature_high_state_topic", "temperature_high_state_template")
            .writes("temperature_high_command_topic", "temperature_high_command_template"),
        MEASURED_TEMPERATURE,
        Row::new("target_humidity", HUMIDITY)
            .reads("target_humidity_state_topic", "target_humidity_state_template")
            .writes("target_humidity_command_topic", "target_humidity_command_template"),
        MEASURED_HUMIDITY,
        ACTION,
        Row::new("preset_mode", Kind::Options("preset_modes", &[]))
            .reads("preset_mode_state_topic", "preset_mode_value_template")
            .writes("preset_mode_command_topic", "preset_mode_command_template"),
        Row::new("fan_mode", Kind::Options("fan_modes", &["auto", "low", "medium", "high"]))
            .reads("fan_mode_state_topic", "fan_mode_state_template")
            .writes("fan_mode_command_topic", "fan_mode_command_template"),
        Row::new("swing_mode", Kind::Options("swing_modes", &["on", "off"]))
            .reads("swing_mode_state_topic", "swing_mode_state_template")
            .writes("swing_mode_command_topic", "swing_mode_command_template"),
        Row::new("swing_horizontal_mode", Kind::Options("swing_horizontal_modes", &["on", "off"]))
            .reads("swing_horizontal_mode_state_topic", "swing_horizontal_mode_state_template")
            .writes("swing_horizontal_mode_command_topic", "swing_horizontal_mode_command_template"),
        Row::new("power", Kind::Binary(ON, OFF)).writes("power_command_topic", "power_command_template"),
    ],
)
.and(|options, aspects| {
    let _ = options.get("precision");
    // One template for all that have none.
    let Some(template) = options.template("value_template") else { return };
    for source in aspects.iter_mut().filter_map(|aspect| aspect.read.as_mut()) {
        source.template.get_or_insert_with(|| template.clone());
    }
});

pub(super) const HUMIDIFIER: Component = Component::new(
    "humidifier",
    &["command_topic", "target_humidity_command_topic"],
    &[
        Row::new("state", Kind::Binary(ON, OFF))
            .reads("state_topic", "state_value_template")
            .writes("command_topic", "command_template"),
        Row::new(
            "target_humidity",
            Kind::Number(("min_humidity", 0.0), ("max_humidity", 100.0), ("target_humidity_step", 1.0), Unit::Is("%")),
        )
        .reads("target_humidity_state_topic", "target_humidity_state_template")
        .writes("target_humidity_command_topic", "target_humidity_command_template"),
        MEASURED_HUMIDITY,
        Row::new("mode", Kind::Options("modes", &[]))
            .reads("mode_state_topic", "mode_state_template")
            .writes("mode_command_topic", "mode_command_template"),
        ACTION,
    ],
);

pub(super) const WATER_HEATER: Component = Component::new(
    "water_heater",
    &[],
    &[
        Row::new(
            "mode",
            Kind::Options("modes", &["off", "eco", "electric", "gas", "heat_pump", "high_demand", "performance"]),
        )
        .reads("mode_state_topic", "mode_state_template")
        .writes("mode_command_topic", "mode_command_template"),
        Row::new(
            "target_temperature",
            Kind::Number(("min_temp", 43.3), ("max_temp", 60.0), ("precision", 0.1), Unit::Temperature),
        )
        .reads("temperature_state_topic", "temperature_state_template")
        .writes("temperature_command_topic", "temperature_command_template"),
        MEASURED_TEMPERATURE,
        Row::new("power", Kind::Binary(ON, OFF)).writes("power_command_topic", "power_command_template"),
    ],
);
