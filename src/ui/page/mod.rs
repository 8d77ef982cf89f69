//! The pages, one file each.

mod activity;
mod alarms;
mod app;
mod broker;
mod by_hand;
mod cards;
mod carrying;
mod chart;
mod device;
mod devices;
mod family;
mod home;
mod keeping;
mod missing;
mod more;
mod recording;
mod retained;
mod room;
mod scenes;
mod settings;
mod summary;
mod topics;
mod wall;
mod yours;

pub(super) use activity::activity;
pub(super) use alarms::alarms;
pub(super) use broker::{broker, rights, users};
pub(super) use by_hand::{Addressed, InSight, by_hand};
pub(super) use carrying::saving;
pub(super) use chart::{Compared, chart};
pub(super) use device::{device, sheet_of};
pub(super) use devices::devices;
pub(super) use home::home;
pub(super) use missing::missing;
pub(super) use more::more;
pub(super) use retained::retained;
pub(super) use room::{Shown, room};
pub(super) use settings::settings;
pub(super) use topics::{Opened, topics};
pub(super) use wall::{OnTheWall, wall};

use super::cell::Cell;
use super::chart::clipboard;
use super::dom::{self, Element, IntoPiece, el};
use super::shell::act;
use super::{format, text};
use crate::language::t;

/// A part of a page with a name.
fn group(title: &str, content: impl IntoPiece) -> Element {
    el("section").class("group").child(el("h2").child(title)).child(content)
}

/// A line of a list of facts, to be followed by the fact itself.
fn name(name: &str) -> Element {
    el("dt").child(name)
}

/// What a payload of this size begins with, in a line.
fn beginning(bytes: &[u8], size: u32) -> String {
    match std::str::from_utf8(bytes) {
        _ if size == 0 => t!("(empty)").to_owned(),
        Ok(words) => text::short(words),
        // It may have been cut within a letter.
        Err(error) if error.error_len().is_none() => {
            text::short(&String::from_utf8_lossy(&bytes[..error.valid_up_to()]))
        }
        Err(_) => t!("{size} of bytes", size = format::bytes(size.into())),
    }
}

/// A button with these words, and a name that tells it from others like it, where the browser lets pages put something on the clipboard.
fn copy(words: &'static str, label: &str, what: impl Fn() -> String + 'static) -> Option<Element> {
    let clipboard = clipboard()?;
    let is_copied = Cell::new(false);
    let words = dom::text(move || if is_copied.get() { t!("Copied") } else { words });
    let button = act("").attr("aria-label", label).child(words).on("click", move |_| {
        let _ = clipboard.write_text(&what());
        is_copied.set(true);
    });
    Some(button)
}
