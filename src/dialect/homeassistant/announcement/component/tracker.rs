//! Where people and things are.

use super::Component;
use crate::dialect::homeassistant::announcement::row::{Kind, Row};
use crate::language::t;

pub(super) const DEVICE_TRACKER: Component = Component::new(
    "device_tracker",
    &[],
    &[Row::new(
        "state",
        Kind::Words(&[
            ("home", ("payload_home", "home"), ("", "")),
            ("not_home", ("payload_not_home", "not_home"), ("", "")),
        ]),
    )
    .reads("state_topic", "value_template")],
)
.and(|options, aspects| {
    let _ = (options.get("source_type"), options.get("payload_reset"));
    if aspects.is_empty() && !options.has("json_attributes_topic") {
        options.complain(t!("state_topic is missing").to_owned());
    }
});
