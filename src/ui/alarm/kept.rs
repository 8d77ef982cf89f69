//! Alarms are kept in this browser, for all its tabs. The worker writes and reads the text; the page has but a place for it.

use wasm_bindgen::JsCast;
use web_sys::StorageEvent;

use crate::app::{AlarmWish, Intent};
use crate::ui::dom::{effect, listen_to_window};
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::storage::{keep, kept};

const KEY: &str = "alicia.alarms";

/// Gives the worker what was kept, and keeps what it says from now on. The rules come first: what no rule is about is over.
pub(in crate::ui) fn keep_alarms(mirror: Mirror, outbox: Outbox) {
    let recall = move |text, of_another_tab| outbox.send(Intent::Alarm(AlarmWish::Recall { text, of_another_tab }));
    if let Some(text) = kept(KEY) {
        recall(text, false);
    }
    effect(move || {
        mirror.alarm_log().with(|log| {
            if !log.is_empty() && !keep(KEY, log) {
                mirror.cannot_keep();
            }
        });
    });
    listen_to_window("storage", move |event| {
        let event: &StorageEvent = event.unchecked_ref();
        if let (Some(KEY), Some(text)) = (event.key().as_deref(), event.new_value()) {
            recall(text, true);
        }
    });
}
