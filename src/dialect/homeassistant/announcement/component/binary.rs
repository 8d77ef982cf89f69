//! What is on or off: binary sensors, switches, sirens.

use super::{Component, plain};
use crate::dialect::homeassistant::announcement::aspect::{Aspect, Holds, Scale, Source, Target};
use crate::dialect::homeassistant::announcement::options::Options;
use crate::dialect::homeassistant::announcement::row::{Kind, Row, choices, percent, target};
use crate::dialect::homeassistant::announcement::template;

const ON: (&str, &str) = ("payload_on", "ON");
const OFF: (&str, &str) = ("payload_off", "OFF");

pub(super) const BINARY_SENSOR: Component = Component::new(
    "binary_sensor",
    &["state_topic"],
    &[Row::new("state", Kind::Binary(ON, OFF)).reads("state_topic", "value_template")],
);

pub(super) const SWITCH: Component =
    Component::new("switch", &["command_topic"], &[plain("state", Kind::Binary(ON, OFF))]);

pub(super) const SIREN: Component = Component::new(
    "siren",
    &["command_topic"],
    &[Row::new("state", Kind::Binary(ON, OFF))
        .reads("state_topic", "state_value_template")
        .field_or_itself("{{ value_json.state }}")
        .writes("command_topic", "command_template")
        .called("state")
        .commands(r#"{"state":{{ value | tojson }}}"#)],
)
.and(siren);

/// Tone and volume are only ever said with `on`.
fn siren(options: &Options<'_>, aspects: &mut Vec<Aspect>) {
    let _ = (options.get("command_off_template"), options.get("support_duration"));
    let Some(Aspect { holds: Holds::Binary { on, .. }, .. }) = aspects.first() else { return };
    let on = on.write.clone().unwrap_or_default();
    let mut add = |key: &'static str, holds: Holds| {
        let word = serde_json::to_string(&on).unwrap_or_default();
        let made = || template(&format!(r#"{{"state":{word},"{key}":{{{{ {key} | tojson }}}}}}"#));
        let read = options.topic("state_topic").map(|topic| {
            Source::new(topic, options.template("state_value_template")).field(&format!("{{{{ value_json.{key} }}}}"))
        });
        let write = options.topic("command_topic").map(|topic| {
            let own = options.template("command_template");
            let constants = vec![("value", on.clone()), ("state", on.clone())];
            Box::new(Target { constants, ..target(options, topic, Some(own.unwrap_or_else(made)), key) })
        });
        aspects.push(Aspect { key, holds, optimistic: read.is_none(), read, write, code: None });
    };
    if let Some(tones) = options.words("available_tones") {
        add("tone", choices(tones));
    }
    if options.flag("support_volume_set") != Some(false) {
        let Holds::Numeric { numeric, reset, .. } = percent(0.0, 1.0) else { return };
        add("volume_level", Holds::Numeric { numeric, scale: Scale::Fraction, reset });
    }
}
