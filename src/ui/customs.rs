//! What the person has made of devices is kept in this browser, for all its tabs. The worker writes and reads the text; the
//! page has but a place for it.

use wasm_bindgen::JsCast;
use web_sys::StorageEvent;

use super::dom::{effect, listen_to_window};
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::storage::{keep, kept};
use crate::app::Intent;

const KEY: &str = "alicia.devices";
/// Where a text goes that cannot be read, instead of being lost when the next one is kept.
const UNREADABLE: &str = "alicia.devices.unreadable";

/// What was kept and could not be read.
pub(super) fn unreadable() -> Option<String> {
    kept(UNREADABLE)
}

/// Gives the worker what was kept, and keeps what it says from now on.
pub(super) fn keep_customs(mirror: Mirror, outbox: Outbox) {
    let mut unproven = kept(KEY);
    if let Some(kept) = &unproven {
        outbox.send(Intent::Import(kept.clone()));
    }
    effect(move || {
        let Some(has_failed) = mirror.customized().with(|outcome| outcome.as_ref().map(Result::is_err)) else { return };
        if let Some(text) = unproven.take().filter(|_| has_failed) {
            keep(UNREADABLE, &text);
        }
    });
    effect(move || {
        mirror.customs().with(|customs| {
            if !customs.is_empty() && kept(KEY).as_ref() != Some(customs) && !keep(KEY, customs) {
                mirror.cannot_keep();
            }
        });
    });
    listen_to_window("storage", move |event| {
        let event: &StorageEvent = event.unchecked_ref();
        if let (Some(KEY), Some(kept)) = (event.key().as_deref(), event.new_value()) {
            outbox.send(Intent::Adopt(kept));
        }
    });
}
