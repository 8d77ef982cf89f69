//! What only takes commands: buttons, scenes, notifications.

use super::Component;
use crate::dialect::homeassistant::announcement::row::{Kind, Row};

const COMMAND: &[&str] = &["command_topic"];

pub(super) const BUTTON: Component = Component::new(
    "button",
    COMMAND,
    &[Row::new("press", Kind::Action("payload_press", "PRESS")).writes("command_topic", "command_template")],
);

pub(super) const SCENE: Component = Component::new(
    "scene",
    COMMAND,
    &[Row::new("activate", Kind::Action("payload_on", "ON")).writes("command_topic", "command_template")],
);

pub(super) const NOTIFY: Component =
    Component::new("notify", COMMAND, &[Row::new("message", Kind::Text).writes("command_topic", "command_template")]);
