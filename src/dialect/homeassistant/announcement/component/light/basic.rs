//! Lights with a topic for each thing they can.

use super::{BRIGHTNESS, colour_temperature};
use crate::dialect::colour::Space;
use crate::dialect::homeassistant::announcement::aspect::{Aspect, Holds};
use crate::dialect::homeassistant::announcement::options::Options;
use crate::dialect::homeassistant::announcement::row::{Kind, Row};
use crate::language::t;

const STATE: Row = Row::new("state", Kind::Binary(("payload_on", "ON"), ("payload_off", "OFF")))
    .reads("state_topic", "state_value_template")
    .writes("command_topic", "");

const ROWS: &[Row] = &[
    Row::new(BRIGHTNESS, Kind::Percent(("", 0.0), ("brightness_scale", 255.0)))
        .reads("brightness_state_topic", "brightness_value_template")
        .writes("brightness_command_topic", "brightness_command_template"),
    Row::new("color_temp", Kind::Anything)
        .reads("color_temp_state_topic", "color_temp_value_template")
        .writes("color_temp_command_topic", "color_temp_command_template"),
    Row::new("effect", Kind::Options("effect_list", &[]))
        .reads("effect_state_topic", "effect_value_template")
        .writes("effect_command_topic", "effect_command_template"),
    Row::new("white", Kind::Percent(("", 0.0), ("white_scale", 255.0))).writes("white_command_topic", ""),
    Row::new("color_mode", Kind::Anything).reads("color_mode_state_topic", "color_mode_value_template"),
];

/// Of several ways to write a colour the first counts.
const COLOURS: &[(Space, Row)] = &[
    (Space::Rgb, colour("rgb_state_topic", "rgb_value_template", "rgb_command_topic", "rgb_command_template")),
    (Space::Hs, colour("hs_state_topic", "hs_value_template", "hs_command_topic", "hs_command_template")),
    (Space::Xy, colour("xy_state_topic", "xy_value_template", "xy_command_topic", "xy_command_template")),
    (Space::Rgbw, colour("rgbw_state_topic", "rgbw_value_template", "rgbw_command_topic", "rgbw_command_template")),
    (
        Space::Rgbww,
        colour("rgbww_state_topic", "rgbww_value_template", "rgbww_command_topic", "rgbww_command_template"),
    ),
];

const fn colour(state: &'static str, read: &'static str, command: &'static str, write: &'static str) -> Row {
    Row::new("color", Kind::Anything).reads(state, read).writes(command, write)
}

pub(super) fn read(options: &Options<'_>, aspects: &mut Vec<Aspect>) {
    let by_brightness = match options.text("on_command_type").as_deref() {
        None | Some("last" | "first") => false,
        Some("brightness") => true,
        Some(other) => {
            options.complain(t!("on_command_type should be last, first or brightness, and is “{other}”", other));
            false
        }
    };
    if let Some(state) = STATE.aspect(options) {
        let holds = match state.holds {
            Holds::Binary { on, off, .. } => Holds::Binary { on, off, by_brightness },
            other => other,
        };
        aspects.push(Aspect { holds, ..state });
    }
    aspects.extend(ROWS.iter().filter_map(|row| row.aspect(options)));
    for aspect in aspects.iter_mut().filter(|aspect| aspect.key == "color_temp") {
        aspect.holds = colour_temperature(options);
    }
    let mut colours = COLOURS
        .iter()
        .filter_map(|(space, row)| row.aspect(options).map(|aspect| Aspect { holds: Holds::Colour(*space), ..aspect }));
    aspects.extend(colours.next());
    // The others are understood, and not needed.
    colours.for_each(drop);
}
