//! What was asked for is kept in this browser, for all its tabs. The worker writes and reads the text; the page has but a place
//! for it.

use wasm_bindgen::JsCast;
use web_sys::StorageEvent;

use super::dom::{effect, listen_to_window};
use super::file;
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::storage::{keep, kept};
use crate::app::{DeskWish, Format, Intent};

const KEY: &str = "alicia.record";

/// Gives the worker what was kept, and keeps what it says from now on; saves as a file what the person wants to have.
pub(super) fn keep_record(mirror: Mirror, outbox: Outbox) {
    if let Some(kept) = kept(KEY) {
        outbox.send(Intent::Remember { text: kept, of_another_tab: false });
    }
    effect(move || {
        mirror.record().with(|record| {
            if !record.is_empty() && !keep(KEY, record) {
                mirror.cannot_keep();
            }
        });
    });
    listen_to_window("storage", move |event| {
        let event: &StorageEvent = event.unchecked_ref();
        if let (Some(KEY), Some(kept)) = (event.key().as_deref(), event.new_value()) {
            if kept.contains("\"at\":") {
                outbox.send(Intent::Remember { text: kept, of_another_tab: true });
            } else {
                mirror.forget_requests();
                outbox.send(Intent::Desk(DeskWish::ForgetRecord));
            }
        }
    });
    effect(move || {
        mirror.exported().with(|exported| match exported {
            Some((Format::Csv, text)) => file::save("alicia-commands.csv", text),
            Some((Format::Json, text)) => file::save("alicia-commands.json", text),
            None => {}
        });
    });
}
