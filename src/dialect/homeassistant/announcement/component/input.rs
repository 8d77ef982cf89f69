//! What a person fills in: numbers, choices, texts, dates and times.

use super::{Component, plain};
use crate::device::Moment;
use crate::dialect::homeassistant::announcement::aspect::Holds;
use crate::dialect::homeassistant::announcement::row::{Kind, Unit};

const COMMAND: &[&str] = &["command_topic"];

pub(super) const NUMBER: Component = Component::new(
    "number",
    COMMAND,
    &[plain("state", Kind::Number(("min", 1.0), ("max", 100.0), ("step", 1.0), Unit::Option("unit_of_measurement")))],
)
.and(|options, aspects| {
    let _ = options.get("mode");
    for aspect in aspects {
        if let Holds::Numeric { reset, .. } = &mut aspect.holds {
            *reset = options.word("payload_reset", "None");
        }
    }
});

pub(super) const SELECT: Component =
    Component::new("select", &["command_topic", "options"], &[plain("state", Kind::Options("options", &[]))]);

pub(super) const TEXT: Component =
    Component::new("text", COMMAND, &[plain("state", Kind::Text)]).and(|options, aspects| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
        let letters = |key, otherwise| options.number(key).unwrap_or(otherwise).clamp(0.0, 255.0) as usize;
        let holds = Holds::Text {
            min: letters("min", 0.0),
            max: letters("max", 255.0),
            pattern: options.text("pattern"),
            secret: options.text("mode").as_deref() == Some("password"),
        };
        for aspect in aspects {
            aspect.holds = holds.clone();
        }
    });

pub(super) const DATE: Component = Component::new("date", COMMAND, &[plain("state", Kind::Moment(Moment::Date))]);
pub(super) const TIME: Component = Component::new("time", COMMAND, &[plain("state", Kind::Moment(Moment::Time))]);
pub(super) const DATETIME: Component =
    Component::new("datetime", COMMAND, &[plain("state", Kind::Moment(Moment::DateTime))]).and(|options, _| {
        let _ = options.get("timezone");
    });
