//! Lights that say everything in one JSON object, and are told so.

use super::{BRIGHTNESS, add, colour_temperature};
use crate::dialect::colour::Space;
use crate::dialect::homeassistant::announcement::aspect::{Aspect, Holds, Source, Word};
use crate::dialect::homeassistant::announcement::options::Options;
use crate::dialect::homeassistant::announcement::row::{choices, percent, target};
use crate::dialect::homeassistant::announcement::template;

/// How colours of each mode are read and asked for.
const COLOURS: &[(&str, Space, &str, &str)] = &[
    (
        "rgb",
        Space::Rgb,
        "{{ value_json.color.r }},{{ value_json.color.g }},{{ value_json.color.b }}",
        r#"{"r":{{ red }},"g":{{ green }},"b":{{ blue }}}"#,
    ),
    ("hs", Space::Hs, "{{ value_json.color.h }},{{ value_json.color.s }}", r#"{"h":{{ hue }},"s":{{ sat }}}"#),
    ("xy", Space::Xy, "{{ value_json.color.x }},{{ value_json.color.y }}", r#"{"x":{{ x }},"y":{{ y }}}"#),
    (
        "rgbw",
        Space::Rgbw,
        "{{ value_json.color.r }},{{ value_json.color.g }},{{ value_json.color.b }},{{ value_json.color.w }}",
        r#"{"r":{{ red }},"g":{{ green }},"b":{{ blue }},"w":{{ white }}}"#,
    ),
    (
        "rgbww",
        Space::Rgbww,
        "{{ value_json.color.r }},{{ value_json.color.g }},{{ value_json.color.b }},{{ value_json.color.c }},{{ value_json.color.w }}",
        r#"{"r":{{ red }},"g":{{ green }},"b":{{ blue }},"c":{{ cold_white }},"w":{{ warm_white }}}"#,
    ),
];

pub(super) fn read(options: &Options<'_>, aspects: &mut Vec<Aspect>) {
    let modes = options.words("supported_color_modes").unwrap_or_default();
    let has_mode = |mode: &str| modes.iter().any(|known| known == mode);
    let mut part = |key: &'static str, holds: Holds, field: &str, command: &str| {
        let topic = options.topic("state_topic");
        let read = topic.map(|topic| Source::new(topic, None).field(field));
        let write =
            options.topic("command_topic").map(|topic| target(options, topic, Some(template(command)), "value"));
        add(options, aspects, Aspect { key, holds, optimistic: false, read, write: write.map(Box::new), code: None });
    };
    let (on, off) = (Word::same("ON"), Word::same("OFF"));
    part(
        "state",
        Holds::Binary { on, off, by_brightness: false },
        "{{ value_json.state }}",
        r#"{"state":{{ value | tojson }}}"#,
    );
    if options.flag(BRIGHTNESS) == Some(true) || modes.iter().any(|mode| mode != "onoff") {
        let most = options.number("brightness_scale").filter(|scale| *scale >= 1.0).unwrap_or(255.0);
        let command = r#"{"state":"ON","brightness":{{ value }}}"#;
        part(BRIGHTNESS, percent(0.0, most), "{{ value_json.brightness }}", command);
    }
    if has_mode("color_temp") || (modes.is_empty() && options.flag("color_temp") == Some(true)) {
        let command = r#"{"state":"ON","color_temp":{{ value }}}"#;
        part("color_temp", colour_temperature(options), "{{ value_json.color_temp }}", command);
    }
    let colour =
        COLOURS.iter().find(|(mode, ..)| has_mode(mode) || (modes.is_empty() && options.flag(mode) == Some(true)));
    if let Some((_, space, field, command)) = colour {
        part("color", Holds::Colour(*space), field, &format!(r#"{{"state":"ON","color":{command}}}"#));
    }
    if has_mode("white") {
        let most = options.number("white_scale").filter(|scale| *scale >= 1.0).unwrap_or(255.0);
        part("white", percent(0.0, most), "{{ value_json.white }}", r#"{"state":"ON","white":{{ value }}}"#);
    }
    let effects = options.words("effect_list").unwrap_or_default();
    if options.flag("effect") == Some(true) && !effects.is_empty() {
        let command = r#"{"state":"ON","effect":{{ value | tojson }}}"#;
        part("effect", choices(effects), "{{ value_json.effect }}", command);
    }
    let _ = options.get("color_mode");
}
