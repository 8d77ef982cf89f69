//! What the person sees: mirrors the worker's news, shows them, sends intents. Knows no socket and no topic, and decides
//! nothing about devices.
//!
//! | module | knows |
//! |---|---|
//! | `app` `shell` `places` `login` `page` | what stands where, and when |
//! | `card` `plan` `property` `steps` `subject` `truth` | how a device is shown, and how true that is |
//! | `widget` | one control for each kind of property |
//! | `list` `window` `watch` | which devices are in sight |
//! | `overlay` `find` `keys` | a search through all there is, and what keys do |
//! | `menu` `focus` | what can be done with a card, and the way back to it |
//! | `mirror` `outbox` `link` | what the worker said, and the way to it |
//! | `session` `config` `address` `theme` `customs` `keeping` `route` | who is here, with what, where |
//! | `alarm` | what wants the person, wherever they look |
//! | `notification` `tone` `badge` | how the browser lets them know |
//! | `words` `tongue` `format` `text` `icon` `heading` `clock` | how things are told |
//! | `cell` `dom` `timer` | what changes, what shows it, what is done later: each compiled once |
//! | `chart` `spark` `ticket` | the past of properties, as a picture and in words |
//! | `storage` `file` | what outlives the page |
//! | `recording` `replay` | recordings: opened, and how one is played |
//! | `chunk` | what of the page comes later |
//! | `design` | all of how things look, for those who build it |
//! | `stay` | what makes the page stay: kept for times without a network, installed, the screen on |
//! | `broken` | what is left when all else fails |
//!
//! State is read through [`cell`]s; no effect writes a signal; a wish leaves through the [`outbox`] alone.

pub mod address;
pub mod alarm;
mod app;
mod badge;
mod batch;
mod broken;
pub mod card;
pub mod cell;
pub mod chart;
mod chunk;
pub mod clock;
pub mod config;
mod customs;
#[cfg(debug_assertions)]
pub mod design;
pub mod dom;
mod drafts;
mod ensemble;
mod file;
pub mod find;
mod focus;
mod format;
mod guard;
mod heading;
mod icon;
mod keeping;
mod keys;
mod link;
pub mod list;
mod login;
mod menu;
pub mod mirror;
mod notification;
pub mod outbox;
mod overlay;
mod page;
mod places;
mod plan;
mod property;
mod record;
mod recording;
mod replay;
pub mod route;
mod selection;
pub mod session;
mod shell;
mod spark;
mod stay;
mod steps;
mod storage;
mod subject;
pub mod text;
mod theme;
mod ticket;
mod timer;
mod tone;
mod tongue;
mod truth;
mod watch;
mod widget;
mod window;
mod words;

use dom::document;

/// Shows the page.
pub fn start() {
    broken::watch_for_panics();
    theme::Theme::chosen().show();
    wasm_bindgen_futures::spawn_local(async {
        tongue::learn().await;
        let (config, notices) = config::load(&config::origin()).await;
        if let Some(starting) = document().get_element_by_id("starting") {
            starting.remove();
        }
        if let Some(body) = document().body() {
            // It lives as long as the page.
            std::mem::forget(dom::mount(&body, move || app::app(config, notices, link::open)));
        }
    });
}
