//! What drives about by itself: vacuums and lawn mowers.

use super::Component;
use crate::dialect::homeassistant::announcement::aspect::{Aspect, Choice, Holds};
use crate::dialect::homeassistant::announcement::options::Options;
use crate::dialect::homeassistant::announcement::row::{Kind, NONE, Row, Unit};

const NEVER: (&str, &str) = ("", "");

const fn state(name: &'static str) -> (&'static str, &'static str) {
    ("", name)
}

const PARTS: &str = "state_topic";

pub(super) const VACUUM: Component = Component::new(
    "vacuum",
    &[],
    &[
        Row::new(
            "state",
            Kind::Words(&[
                ("cleaning", state("cleaning"), ("payload_start", "start")),
                ("docked", state("docked"), ("payload_return_to_base", "return_to_base")),
                ("paused", state("paused"), ("payload_pause", "pause")),
                ("idle", state("idle"), ("payload_stop", "stop")),
                ("returning", state("returning"), NEVER),
                ("error", state("error"), NEVER),
            ]),
        )
        .reads(PARTS, "")
        .field("{{ value_json.state }}")
        .writes("command_topic", ""),
        Row::new("battery_level", Kind::Number(NONE, NONE, NONE, Unit::Is("%")))
            .reads(PARTS, "")
            .field("{{ value_json.battery_level }}"),
        Row::new("fan_speed", Kind::Options("fan_speed_list", &[]))
            .reads(PARTS, "")
            .field("{{ value_json.fan_speed }}")
            .writes("set_fan_speed_topic", ""),
        Row::new("clean_spot", Kind::Action("payload_clean_spot", "clean_spot")).writes("command_topic", ""),
        Row::new("locate", Kind::Action("payload_locate", "locate")).writes("command_topic", ""),
        Row::new("command", Kind::Text).writes("send_command_topic", ""),
    ],
)
.and(supported);

/// A vacuum can what it says it can; what all can, if it says nothing.
fn supported(options: &Options<'_>, aspects: &mut Vec<Aspect>) {
    let features = options.words("supported_features");
    let can = |feature: &str| match &features {
        Some(features) => features.iter().any(|known| known == feature),
        None => matches!(feature, "start" | "stop" | "return_home" | "battery" | "clean_spot"),
    };
    aspects.retain(|aspect| match aspect.key {
        "battery_level" => can("battery"),
        "fan_speed" => can("fan_speed"),
        "clean_spot" => can("clean_spot"),
        "locate" => can("locate"),
        "command" => can("send_command"),
        _ => true,
    });
    let is_supported = |choice: &Choice| match choice.value.as_str() {
        "cleaning" => can("start"),
        "docked" => can("return_home"),
        "paused" => can("pause"),
        _ => can("stop"),
    };
    for aspect in aspects {
        if let ("state", Holds::Choice(choices)) = (aspect.key, &mut aspect.holds) {
            for choice in choices {
                if !is_supported(choice) {
                    choice.word.write = None;
                }
            }
        }
    }
}

pub(super) const LAWN_MOWER: Component = Component::new(
    "lawn_mower",
    &[],
    &[
        Row::new("state", Kind::Options("", &["mowing", "paused", "docked", "returning", "error"]))
            .reads("activity_state_topic", "activity_value_template"),
        Row::new("start_mowing", Kind::Action("", "start_mowing"))
            .writes("start_mowing_command_topic", "start_mowing_command_template"),
        Row::new("pause", Kind::Action("", "pause")).writes("pause_command_topic", "pause_command_template"),
        Row::new("dock", Kind::Action("", "dock")).writes("dock_command_topic", "dock_command_template"),
    ],
);
