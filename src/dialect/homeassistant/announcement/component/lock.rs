//! Locks.

use super::{Component, plain};
use crate::dialect::homeassistant::announcement::row::Kind;

const NEVER: (&str, &str) = ("", "");

pub(super) const LOCK: Component = Component::new(
    "lock",
    &["command_topic"],
    &[plain(
        "state",
        Kind::Words(&[
            ("locked", ("state_locked", "LOCKED"), ("payload_lock", "LOCK")),
            ("unlocked", ("state_unlocked", "UNLOCKED"), ("payload_unlock", "UNLOCK")),
            ("open", ("state_open", "OPEN"), ("payload_open", "")),
            ("locking", ("state_locking", "LOCKING"), NEVER),
            ("unlocking", ("state_unlocking", "UNLOCKING"), NEVER),
            ("opening", ("state_opening", "OPENING"), NEVER),
            ("jammed", ("state_jammed", "JAMMED"), NEVER),
        ]),
    )],
)
.and(|options, _| {
    let _ = (options.get("payload_reset"), options.get("code_format"));
});
