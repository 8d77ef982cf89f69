//! Lights. Three schemas have little in common but what a light can do.

mod basic;
mod json;
mod template;

use super::Component;
use crate::device::Numeric;
use crate::dialect::homeassistant::announcement::aspect::{Aspect, Holds, Scale};
use crate::dialect::homeassistant::announcement::options::Options;
use crate::language::t;

pub(super) const LIGHT: Component =
    Component::new("light", &["command_topic"], &[]).and(|options, aspects| match options.text("schema").as_deref() {
        None | Some("basic" | "default") => basic::read(options, aspects),
        Some("json") => json::read(options, aspects),
        Some("template") => template::read(options, aspects),
        Some(other) => options.complain(t!("schema should be basic, json or template, and is “{other}”", other)),
    });

const BRIGHTNESS: &str = "brightness";

/// A colour temperature in kelvin, whatever is on the wire.
fn colour_temperature(options: &Options<'_>) -> Holds {
    let is_kelvin = options.flag("color_temp_kelvin") == Some(true);
    let of_mireds = |key| options.number(key).filter(|mireds| *mireds > 0.0).map(|mireds| (1e6 / mireds).round());
    let low = options.number("min_kelvin").or_else(|| of_mireds("max_mireds")).unwrap_or(2_000.0);
    let high = options.number("max_kelvin").or_else(|| of_mireds("min_mireds")).unwrap_or(6_535.0);
    let range = (low < high).then_some((low, high));
    if range.is_none() {
        options.complain(t!("the coldest colour temperature should be above the warmest").to_owned());
    }
    Holds::Numeric {
        numeric: Numeric { unit: "K".to_owned(), range, step: Some(50.0), precision: Some(0) },
        scale: if is_kelvin { Scale::Same } else { Scale::Mired },
        reset: None,
    }
}

/// A light without a topic for its state never tells.
fn never_tells(options: &Options<'_>) -> bool {
    options.flag("optimistic").unwrap_or(false) || !options.has("state_topic")
}

fn add(options: &Options<'_>, aspects: &mut Vec<Aspect>, aspect: Aspect) {
    let optimistic = aspect.write.is_some() && (never_tells(options) || aspect.read.is_none());
    aspects.push(Aspect { optimistic, ..aspect });
}
