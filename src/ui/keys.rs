//! What keys do, wherever the person is. They do nothing while one types.

use super::dom::document;

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
