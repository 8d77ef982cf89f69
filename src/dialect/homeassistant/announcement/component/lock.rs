//! Locks.

use super::{Component, plain};
use crate::dialect::homeassistant::announcement::aspect::Code;
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
.and(|options, aspects| {
    let _ = options.get("payload_reset");
    let Some(pattern) = options.text("code_format").filter(|pattern| !pattern.is_empty()) else { return };
    let states = ["locked", "unlocked", "open"].map(str::to_owned).to_vec();
    let code = Box::new(Code { is_digits: is_of_digits(&pattern), pattern: Some(pattern), states, own: None });
    for aspect in aspects.iter_mut() {
        aspect.code = Some(code.clone());
    }
});

/// Whether a regular expression allows nothing but digits, as far as that is plain to see.
fn is_of_digits(pattern: &str) -> bool {
    let rest = pattern.replace("\\d", "").replace("[0-9]", "");
    rest.len() < pattern.len() && rest.bytes().all(|it| it.is_ascii_digit() || b"^$(){},?*+|".contains(&it))
}
