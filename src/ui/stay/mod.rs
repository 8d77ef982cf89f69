//! What makes the page stay: its files are kept for times without a network, a new version is offered, the browser may install
//! it, and the screen stays on. Each where the browser can, and told where it cannot. Comes in a chunk, some seconds after the
//! page.

mod awake;
mod install;
mod offline;
mod screen;

use std::time::Duration;

use reactive_graph::owner::expect_context;

use super::cell::Cell;
use super::chunk::{self, Chunk};
use super::dom::{Element, Piece, el, listen_to_window, part, window};
use super::icon::icon;
use super::timer;
use crate::language::t;
use awake::Awake;
use install::Invitation;
use offline::Update;

pub(super) use awake::keeping_on;
pub(super) use install::Way;
pub(super) use offline::{is_kept, why_not_kept};
pub(super) use screen::full_screen;

/// What there is to fetch besides comes when the page has what it needs.
const LATER: Duration = Duration::from_secs(3);

/// What parts of the page have to know of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    invitation: Cell<Option<Invitation>>,
    update: Cell<Update>,
    awake: Cell<Awake>,
}

impl Stay {
    /// To be made before the browser has anything to say about it.
    pub(super) fn new() -> Self {
        let stay = Self { invitation: Cell::default(), update: Cell::new(Update::None), awake: Cell::new(Awake::Off) };
        listen_to_window("beforeinstallprompt", move |event| {
            // Settings ask instead, when the person looks for it.
            event.prevent_default();
            stay.invitation.set(Some(Invitation::new(event)));
        });
        listen_to_window("appinstalled", move |_| stay.invitation.set(None));
        stay
    }
}

/// Where a new version is offered, some seconds from now at the earliest.
pub(super) fn later() -> Piece {
    let is_time = Cell::new(false);
    timer::after(LATER, move || is_time.set(true));
    part(move || is_time.get().then_some(()), |()| chunk::quietly(Chunk::Stay, begin))
}

/// Says so where the device itself has no network: nothing will get better by trying again.
pub(super) fn network() -> Element {
    let is_away = Cell::new(!window().navigator().on_line());
    for event in ["online", "offline"] {
        listen_to_window(event, move |_| is_away.set(!window().navigator().on_line()));
    }
    let words = |()| {
        let words = t!("This device is offline: there is no way to the broker.");
        el("p").class("note").child(icon("warn")).child(el("span").child(words))
    };
    el("div").attr("role", "status").child(part(move || is_away.get().then_some(()), words))
}

/// A door of its chunk.
#[inline(never)]
fn begin() -> Piece {
    let stay = expect_context::<Stay>();
    awake::go_on(stay);
    offline::begin(stay)
}
