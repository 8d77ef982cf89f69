//! What this browser keeps for the page between visits. Where storage is forbidden or full, nothing is kept.

use web_sys::Storage;

use super::dom::window;

#[must_use]
pub(super) fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Says whether it is kept.
pub(super) fn keep(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}
