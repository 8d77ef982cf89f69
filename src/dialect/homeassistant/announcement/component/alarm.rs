//! Alarm control panels.

use super::{Component, plain};
use crate::dialect::homeassistant::announcement::aspect::{Aspect, Choice, Code, Holds};
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

/// The code, and for what it is needed. Where only the device knows it, a word stands in its place that says how it is typed.
fn code(options: &Options<'_>) -> Option<Code> {
    let needs = ["code_arm_required", "code_disarm_required", "code_trigger_required"]
        .map(|key| options.flag(key).unwrap_or(true));
    let own = options.text("code")?;
    let is_needed = |state: &&str| match *state {
        "disarmed" => needs[1],
        "triggered" => needs[2],
        _ => needs[0],
    };
    let states = ASKED.iter().copied().filter(is_needed).map(str::to_owned).collect();
    Some(match own.as_str() {
        "REMOTE_CODE" => Code { is_digits: true, states, ..Code::default() },
        "REMOTE_CODE_TEXT" => Code { states, ..Code::default() },
        _ => Code { is_digits: own.bytes().all(|it| it.is_ascii_digit()), own: Some(own), states, ..Code::default() },
    })
}

/// The states that one can ask for.
const ASKED: &[&str] =
    &["disarmed", "armed_home", "armed_away", "armed_night", "armed_vacation", "armed_custom_bypass", "triggered"];

/// A panel need not have all that panels can have.
fn supported(options: &Options<'_>, aspects: &mut Vec<Aspect>) {
    let code = code(options).map(Box::new);
    for aspect in aspects.iter_mut() {
        aspect.code.clone_from(&code);
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
