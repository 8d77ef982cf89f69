//! One room, large, for a tablet on a wall: its devices, the time, how the connection does, and nothing else.

use reactive_graph::owner::{StoredValue, expect_context, provide_context};
use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::chart::Grain;
use crate::device::DeviceKey;
use crate::language::t;
use crate::order::sorted;
use crate::ui::card::card;
use crate::ui::cell::live;
use crate::ui::clock::Clock;
use crate::ui::dom::{self, Element, IntoPiece, Piece, document, each, el, listen_to_window, part, window};
use crate::ui::format;
use crate::ui::heading::heading;
use crate::ui::list::{Group, List, Query, Section};
use crate::ui::mirror::Mirror;
use crate::ui::route::Route;
use crate::ui::selection::Selection;
use crate::ui::shell::button;
use crate::ui::stay::{self, Stay};
use crate::ui::text;
use crate::ui::watch::Watched;

/// More than anybody sees from across the room; the rest is on the home page.
const ON_A_WALL: usize = 24;

/// The room that is shown; empty while it is to be chosen.
#[derive(Clone, Debug)]
pub(in crate::ui) struct OnTheWall(pub(in crate::ui) String);

/// A door of its chunk.
#[inline(never)]
pub(crate) fn wall() -> Piece {
    let OnTheWall(room) = expect_context::<OnTheWall>();
    // Nothing is picked here, whatever was on the home page.
    provide_context(Selection::new());
    leave_by_escape();
    let clock = expect_context::<Clock>();
    let time = dom::text(move || format::grain(clock.now(), Grain::Minute));
    let title = if room.is_empty() { t!("Which room?").to_owned() } else { text::short(&room) };
    let head = el("div").class("wall-head").child(heading(title)).child(el("p").class("wall-clock").child(time));
    let content = if room.is_empty() { choice() } else { devices(&room) };
    el("div").class("wall").attr("data-testid", "wall").child(head).child(content).child(foot()).into_piece()
}

/// The rooms there are.
fn choice() -> Piece {
    let mirror = expect_context::<Mirror>();
    let rooms =
        live(move || mirror.devices().with(|list| list.sections(&Query::default()).iter().filter_map(room).collect()));
    let link = |room: String| {
        let label = text::short(&room);
        el("li").child(el("a").class("button").attr("href", &Route::Wall(room).href()).child(label))
    };
    let nothing = move || rooms.with(Vec::is_empty).then_some(());
    let words = t!("No device is in a room yet. Each has one to choose on its own page.");
    el("ul")
        .class("wall-rooms")
        .child(each(move || rooms.get(), link))
        .into_piece()
        .and(part(nothing, move |()| el("p").class("empty").child(words)))
}

fn room(section: &Section) -> Option<String> {
    match &section.group {
        Group::Room(room) => Some(room.clone()),
        Group::Favourites | Group::Convention(_) => None,
    }
}

fn devices(room: &str) -> Piece {
    let (mirror, room) = (expect_context::<Mirror>(), StoredValue::new(text::folded(room)));
    let found = live(move || mirror.devices().with(|list| room.with_value(|room| within(list, room))));
    let shown = live(move || found.with(|found| found.iter().take(ON_A_WALL).copied().collect::<Vec<_>>()));
    expect_context::<Watched>().follow(live(move || sorted(shown.get(), |key| key.0.to_be_bytes().to_vec())));
    let rest = move || Some(found.with(Vec::len).saturating_sub(ON_A_WALL)).filter(|rest| *rest > 0);
    let more = |rest: usize| {
        let words = match rest {
            1 => t!("one more on the home page").to_owned(),
            _ => t!("{count} more on the home page", count = format::count(rest as u64)),
        };
        el("p").class("more").child(words)
    };
    let nothing = move || found.with(Vec::is_empty).then_some(());
    el("div")
        .class("wall-cards")
        .child(each(move || shown.get(), card))
        .into_piece()
        .and(part(rest, more))
        .and(part(nothing, |()| el("p").class("empty").child(t!("Nothing was heard from this room yet."))))
}

/// The devices of a room, of which the name comes [folded](text::folded).
fn within(list: &List, name: &str) -> Vec<DeviceKey> {
    let sections = list.sections(&Query::default());
    let is_it = |section: &Section| room(section).is_some_and(|room| text::folded(&room) == name);
    sections.into_iter().find(is_it).map(|section| section.devices).unwrap_or_default()
}

/// What a wall needs besides, and the way out.
fn foot() -> Element {
    let stay = expect_context::<Stay>();
    let keeping = move || stay::keeping_on(stay);
    let screen = button(t!("Keep the screen on"))
        .mark("hidden", move || !keeping().is_possible)
        .mark("aria-pressed", move || if keeping().is_wanted { "true" } else { "false" })
        .on("click", move |_| stay.keep_on(!keeping().is_wanted));
    let trouble = part(move || keeping().trouble, |trouble| el("span").class("hint").child(trouble));
    let leave = el("a").class("button").attr("href", &Route::Home.href()).child(t!("Leave"));
    el("p").class("wall-foot").child(trouble).child(screen).child(stay::full_screen().ok()).child(leave)
}

/// Where nothing else is meant by it.
fn leave_by_escape() {
    listen_to_window("keydown", |event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        let is_in_field = document().active_element().is_some_and(|it| ["INPUT", "SELECT"].contains(&&*it.tag_name()));
        if event.key() == "Escape" && !event.default_prevented() && !is_in_field {
            let _ = window().location().set_hash(&Route::Home.href());
        }
    });
}
