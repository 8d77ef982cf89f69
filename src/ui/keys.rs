//! What keys do, wherever the person is. They do nothing while one types.

use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::dom::document;
use super::storage::{keep, kept};

const KEY: &str = "alicia.keys";
const OFF: &str = "off";

/// Whether keys that are pressed alone do anything on this device: who speaks to a computer, or has unsteady hands, may not want
/// that.
pub(super) fn are_keys_on() -> bool {
    kept(KEY).as_deref() != Some(OFF)
}

pub(super) fn turn_keys(are_on: bool) {
    keep(KEY, if are_on { "on" } else { OFF });
}

/// Whether what is pressed now is meant for a field or a dialog.
pub(super) fn is_typing() -> bool {
    let Some(active) = document().active_element() else { return false };
    let is_field = match active.tag_name().as_str() {
        "SELECT" | "TEXTAREA" => true,
        "INPUT" => !matches!(active.get_attribute("type").as_deref(), Some("checkbox" | "radio" | "range" | "button")),
        _ => false,
    };
    is_field || active.closest("dialog, [contenteditable]").is_ok_and(|found| found.is_some())
}

/// The key that was pressed alone, while nobody types.
pub(super) fn pressed(event: &web_sys::Event) -> Option<String> {
    let event: &KeyboardEvent = event.unchecked_ref();
    let is_alone = !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !event.default_prevented();
    (is_alone && !is_typing()).then(|| event.key())
}
