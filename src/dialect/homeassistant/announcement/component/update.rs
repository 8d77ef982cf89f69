//! Updates of firmware.

use super::Component;
use crate::dialect::homeassistant::announcement::row::{Kind, NONE, Row, Unit};

pub(super) const UPDATE: Component = Component::new(
    "update",
    &[],
    &[
        Row::new("installed_version", Kind::Text)
            .reads("state_topic", "value_template")
            .field_or_itself("{{ value_json.installed_version }}"),
        Row::new("latest_version", Kind::Text).reads("latest_version_topic", "latest_version_template"),
        Row::new("latest_version", Kind::Text)
            .reads("state_topic", "value_template")
            .field("{{ value_json.latest_version }}"),
        Row::new("progress", Kind::Number(NONE, NONE, NONE, Unit::Is("%")))
            .reads("state_topic", "value_template")
            .field("{{ value_json.update_percentage }}"),
        Row::new("install", Kind::Action("payload_install", "")).writes("command_topic", "command_template"),
    ],
)
.and(|options, aspects| {
    for key in ["title", "release_summary", "release_url", "display_precision"] {
        let _ = options.get(key);
    }
    let mut has_latest = false;
    // Of two places for the newest version the one that has a topic of its own counts.
    aspects.retain(|aspect| aspect.key != "latest_version" || !std::mem::replace(&mut has_latest, true));
    if !options.has("payload_install") {
        aspects.retain(|aspect| aspect.key != "install");
    }
});
