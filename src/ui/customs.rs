//! What the person has made of devices is kept in this browser, for all its tabs. The worker writes and reads the text; the
//! page has but a place for it.

use wasm_bindgen::JsCast;
use web_sys::StorageEvent;

use super::dom::{effect, listen_to_window};
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::storage::{keep, kept};
use crate::app::{FamilyWish, Intent};

const KEY: &str = "alicia.devices";
/// What is shared of it.
const SHARED: &str = "alicia.family";
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
    let recall = move |shared| outbox.send(Intent::Family(FamilyWish::Recall(shared)));
    if let Some(shared) = kept(SHARED).filter(|shared| !shared.is_empty()) {
        recall(shared);
    }
    effect(move || {
        mirror.family_kept().with(|shared| {
            if let Some(shared) = shared
                && kept(SHARED).as_ref() != Some(shared)
                && !keep(SHARED, shared)
            {
                mirror.cannot_keep();
            }
        });
    });
    listen_to_window("storage", move |event| {
        let event: &StorageEvent = event.unchecked_ref();
        match (event.key().as_deref(), event.new_value()) {
            (Some(KEY), Some(kept)) => outbox.send(Intent::Adopt(kept)),
            (Some(SHARED), Some(shared)) => recall(shared),
            _ => {}
        }
    });
}
