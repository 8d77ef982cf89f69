//! How much of the past a person wants to keep, which this browser keeps for all its tabs.

use wasm_bindgen::JsCast;
use web_sys::StorageEvent;

use super::dom::listen_to_window;
use super::outbox::Outbox;
use super::storage::{keep, kept};
use crate::app::Intent;
use crate::history::Settings;

const KEY: &str = "alicia.history";

/// Tells the worker what was wanted, and what is wanted in another tab from now on.
pub(super) fn tell_what_to_keep(outbox: Outbox) {
    if let Some(settings) = kept(KEY).as_deref().and_then(read) {
        outbox.send(Intent::KeepPast(settings));
    }
    listen_to_window("storage", move |event| {
        let event: &StorageEvent = event.unchecked_ref();
        if let (Some(KEY), Some(text)) = (event.key().as_deref(), event.new_value())
            && let Some(settings) = read(&text)
        {
            outbox.send(Intent::KeepPast(settings));
        }
    });
}

/// What is wanted.
pub(super) fn wanted() -> Settings {
    kept(KEY).as_deref().and_then(read).unwrap_or_default()
}

pub(super) fn want(settings: Settings, outbox: Outbox) {
    let Settings { records, days, megabytes } = settings;
    let word = if records { "on" } else { "off" };
    // Where nothing can be kept, it holds until the page is closed.
    keep(KEY, &format!("{word} {days} {megabytes}"));
    outbox.send(Intent::KeepPast(settings));
}

/// `on 365 200`
fn read(text: &str) -> Option<Settings> {
    let mut words = text.split(' ');
    let records = words.next()? == "on";
    Some(Settings { records, days: words.next()?.parse().ok()?, megabytes: words.next()?.parse().ok()? })
}
