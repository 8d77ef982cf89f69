//! What opens and closes: covers and valves.

use super::Component;
use crate::dialect::homeassistant::announcement::aspect::Aspect;
use crate::dialect::homeassistant::announcement::options::Options;
use crate::dialect::homeassistant::announcement::row::{Kind, Row};
use crate::language::t;

const NEVER: (&str, &str) = ("", "");

pub(super) const COVER: Component = Component::new(
    "cover",
    &[],
    &[
        Row::new(
            "state",
            Kind::Words(&[
                ("open", ("state_open", "open"), ("payload_open", "OPEN")),
                ("closed", ("state_closed", "closed"), ("payload_close", "CLOSE")),
                ("stopped", ("state_stopped", "stopped"), ("payload_stop", "STOP")),
                ("opening", ("state_opening", "opening"), NEVER),
                ("closing", ("state_closing", "closing"), NEVER),
            ]),
        )
        .reads("state_topic", "value_template")
        .writes("command_topic", ""),
        Row::new("position", Kind::Percent(("position_closed", 0.0), ("position_open", 100.0)))
            .reads("position_topic", "position_template")
            .writes("set_position_topic", "set_position_template")
            .called("position"),
        Row::new("tilt", Kind::Percent(("tilt_min", 0.0), ("tilt_max", 100.0)))
            .reads("tilt_status_topic", "tilt_status_template")
            .writes("tilt_command_topic", "tilt_command_template")
            .called("tilt_position"),
    ],
)
.and(|options, aspects| {
    for key in ["tilt_closed_value", "tilt_opened_value", "tilt_optimistic", "payload_stop_tilt"] {
        let _ = options.get(key);
    }
    if aspects.is_empty() {
        options.complain(t!("command_topic is missing").to_owned());
    }
});

const VALVE_STATES: Kind = Kind::Words(&[
    ("open", ("state_open", "open"), ("payload_open", "OPEN")),
    ("closed", ("state_closed", "closed"), ("payload_close", "CLOSE")),
    ("stopped", NEVER, ("payload_stop", "")),
    ("opening", ("state_opening", "opening"), NEVER),
    ("closing", ("state_closing", "closing"), NEVER),
]);

const VALVE_STATE: Row = Row::new("state", VALVE_STATES)
    .reads("state_topic", "value_template")
    .field_or_itself("{{ value_json.state }}")
    .writes("command_topic", "command_template");

const VALVE_POSITION: Row = Row::new("position", Kind::Percent(("position_closed", 0.0), ("position_open", 100.0)))
    .reads("state_topic", "value_template")
    // A state that is no position is none.
    .field("{{ value_json.position if value_json.position is defined else value | float('') }}")
    .writes("command_topic", "command_template");

pub(super) const VALVE: Component = Component::new("valve", &[], &[VALVE_STATE]).and(valve);

/// One that reports its position is asked for positions, and says nothing but positions and that it moves.
fn valve(options: &Options<'_>, aspects: &mut Vec<Aspect>) {
    if options.flag("reports_position") != Some(true) {
        return;
    }
    aspects.clear();
    aspects.extend(VALVE_POSITION.aspect(options));
    if options.has("payload_stop") {
        let stop = Row::new("stop", Kind::Action("payload_stop", "")).writes("command_topic", "");
        aspects.extend(stop.aspect(options));
    }
}
