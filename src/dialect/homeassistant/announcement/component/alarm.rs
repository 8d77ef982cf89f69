//! Alarm control panels.

use super::{Component, plain};
use crate::dialect::homeassistant::announcement::aspect::{Aspect, Choice, Holds};
use crate::dialect::homeassistant::announcement::options::Options;
use crate::dialect::homeassistant::announcement::row::Kind;

const NEVER: (&str, &str) = ("", "");

/// States are called the same by all panels.
const fn state(name: &'static str) -> (&'static str, &'static str) {
    ("", name)
}

pub(super) const ALARM_CONTROL_PANEL: Component = Component::new(
    "alarm_control_panel",
    &["command_topic", "state_topic"],
    &[plain(
        "state",
        Kind::Words(&[
            ("disarmed", state("disarmed"), ("payload_disarm", "DISARM")),
            ("armed_home", state("armed_home"), ("payload_arm_home", "ARM_HOME")),
            ("armed_away", state("armed_away"), ("payload_arm_away", "ARM_AWAY")),
            ("armed_night", state("armed_night"), ("payload_arm_night", "ARM_NIGHT")),
            ("armed_vacation", state("armed_vacation"), ("payload_arm_vacation", "ARM_VACATION")),
            ("armed_custom_bypass", state("armed_custom_bypass"), ("payload_arm_custom_bypass", "ARM_CUSTOM_BYPASS")),
            ("triggered", state("triggered"), ("payload_trigger", "TRIGGER")),
            ("pending", state("pending"), NEVER),
            ("arming", state("arming"), NEVER),
            ("disarming", state("disarming"), NEVER),
        ]),
    )
    .called("action")],
)
.and(supported);

/// A panel need not have all that panels can have.
fn supported(options: &Options<'_>, aspects: &mut Vec<Aspect>) {
    for key in ["code", "code_disarm_required", "code_trigger_required"] {
        let _ = options.get(key);
    }
    let Some(features) = options.words("supported_features") else { return };
    let is_supported = |choice: &Choice| match choice.value.as_str() {
        "disarmed" => true,
        "triggered" => features.iter().any(|feature| feature == "trigger"),
        armed => armed
            .strip_prefix("armed_")
            .is_some_and(|way| features.iter().any(|feature| feature.strip_prefix("arm_") == Some(way))),
    };
    for aspect in aspects {
        if let Holds::Choice(choices) = &mut aspect.holds {
            for choice in choices {
                if !is_supported(choice) {
                    choice.word.write = None;
                }
            }
        }
    }
}
