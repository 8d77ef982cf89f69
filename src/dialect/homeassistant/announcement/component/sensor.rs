//! Sensors.

use super::{Component, plain};
use crate::device::{Moment, Numeric};
use crate::dialect::homeassistant::announcement::aspect::{Aspect, Holds, Scale};
use crate::dialect::homeassistant::announcement::options::Options;
use crate::dialect::homeassistant::announcement::row::{Kind, choices};

pub(super) const SENSOR: Component =
    Component::new("sensor", &["state_topic"], &[plain("state", Kind::Anything)]).and(|options, aspects| {
        let holds = holds(options);
        for Aspect { holds: anything, write, .. } in aspects {
            *write = None;
            *anything = holds.clone();
        }
    });

/// What it measures is a number as soon as anything says so: a unit, a class, a precision.
fn holds(options: &Options<'_>) -> Holds {
    let unit = options.text("unit_of_measurement").unwrap_or_default();
    let precision = options.number("suggested_display_precision").or_else(|| options.number("display_precision"));
    let words = options.words("options");
    match options.text("device_class").as_deref() {
        Some("timestamp") => return Holds::Moment(Moment::DateTime),
        Some("date") => return Holds::Moment(Moment::Date),
        Some("enum") => return words.map_or(Holds::Anything, choices),
        None if unit.is_empty() && precision.is_none() && !options.has("state_class") => {
            return words.map_or(Holds::Anything, choices);
        }
        _ => {}
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 15")]
    let precision = precision.map(|digits| digits.clamp(0.0, 15.0) as u8);
    Holds::Numeric { numeric: Numeric { unit, precision, ..Numeric::default() }, scale: Scale::Same, reset: None }
}
