//! What happens: events, triggers of automations, tags.

use super::Component;
use crate::dialect::homeassistant::announcement::aspect::{Aspect, Holds};
use crate::dialect::homeassistant::announcement::options::Options;
use crate::dialect::homeassistant::announcement::row::{Kind, Row};
use crate::language::t;

pub(super) const EVENT: Component = Component::new(
    "event",
    &["state_topic", "event_types"],
    &[Row::new("event", Kind::Anything).reads("state_topic", "value_template").field("{{ value_json.event_type }}")],
)
.and(|options, aspects| {
    let types = options.words("event_types").unwrap_or_default();
    for aspect in aspects {
        aspect.holds = Holds::Event(types.clone());
    }
});

pub(super) const DEVICE_AUTOMATION: Component = Component::new(
    "device_automation",
    &["topic", "type", "subtype"],
    &[Row::new("trigger", Kind::Anything).reads("topic", "value_template")],
)
.and(|options, aspects| trigger(options, aspects));

/// It happens when the message is this one; whenever there is a message, if none is given.
fn trigger(options: &Options<'_>, aspects: &mut [Aspect]) {
    if options.text("automation_type").is_some_and(|kind| kind != "trigger") {
        options.complain(t!("automation_type should be trigger").to_owned());
    }
    let payload: Vec<_> = options.text("payload").into_iter().collect();
    for aspect in aspects {
        aspect.holds = Holds::Event(payload.clone());
    }
}

pub(super) const TAG: Component =
    Component::new("tag", &["topic"], &[Row::new("tag", Kind::Text).reads("topic", "value_template")]);
