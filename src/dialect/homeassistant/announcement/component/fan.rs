//! Fans.

use super::Component;
use crate::dialect::homeassistant::announcement::aspect::{Holds, Scale};
use crate::dialect::homeassistant::announcement::row::{Kind, Row};

pub(super) const FAN: Component = Component::new(
    "fan",
    &["command_topic"],
    &[
        Row::new("state", Kind::Binary(("payload_on", "ON"), ("payload_off", "OFF")))
            .reads("state_topic", "state_value_template")
            .writes("command_topic", "command_template"),
        Row::new("percentage", Kind::Percent(("speed_range_min", 1.0), ("speed_range_max", 100.0)))
            .reads("percentage_state_topic", "percentage_value_template")
            .writes("percentage_command_topic", "percentage_command_template"),
        Row::new("preset_mode", Kind::Options("preset_modes", &[]))
            .reads("preset_mode_state_topic", "preset_mode_value_template")
            .writes("preset_mode_command_topic", "preset_mode_command_template"),
        Row::new(
            "oscillation",
            Kind::Binary(("payload_oscillation_on", "oscillate_on"), ("payload_oscillation_off", "oscillate_off")),
        )
        .reads("oscillation_state_topic", "oscillation_value_template")
        .writes("oscillation_command_topic", "oscillation_command_template"),
        Row::new("direction", Kind::Options("", &["forward", "reverse"]))
            .reads("direction_state_topic", "direction_value_template")
            .writes("direction_command_topic", "direction_command_template"),
    ],
)
.and(|options, aspects| {
    let reset = options.word("payload_reset_percentage", "None");
    let _ = options.get("payload_reset_preset_mode");
    for aspect in aspects {
        // The lowest speed is not off: that is one below it.
        if let Holds::Numeric { scale: Scale::Percent(low, high), reset: unknown, numeric } = &mut aspect.holds {
            *low -= 1.0;
            numeric.step = Some(step(*high - *low));
            unknown.clone_from(&reset);
        }
    }
});

/// Of few speeds each has its place on a slider: so many steps reach the end of it and not beyond.
fn step(speeds: f64) -> f64 {
    if speeds > 1.0 && speeds < 100.0 { (1e6 / speeds).floor() / 1e4 } else { 1.0 }
}
