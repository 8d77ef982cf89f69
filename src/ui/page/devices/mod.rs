//! All devices: searched, sifted by what is so of them, and asked for something together.

mod sieve;
mod together;

use reactive_graph::owner::{expect_context, provide_context};

use super::cards::{Cards, hidden, nothing_yet};
use super::home::watch_signs;
use super::scenes::scenes;
use crate::language::t;
use crate::ui::cell::{Cell, live};
use crate::ui::dom::{IntoPiece, Piece, el, field, part};
use crate::ui::format;
use crate::ui::heading::heading;
use crate::ui::icon::icon;
use crate::ui::list::{List, Query};
use crate::ui::mirror::Mirror;
use crate::ui::route::Route;
use crate::ui::selection::Selection;
use crate::ui::shell::act;
use crate::ui::watch::Watched;
use sieve::{Sieve, sieve};
use together::together;

/// A door of its chunk.
#[inline(never)]
pub(crate) fn devices() -> Piece {
    let mirror = expect_context::<Mirror>();
    watch_signs();
    let query = Cell::<Query>::default();
    let chosen = Cell::<Sieve>::default();
    let selection = Selection::new();
    provide_context(selection);
    let cards = Cards::of(live(move || chosen.with(|chosen| chosen.sift(mirror, query.get()))));
    expect_context::<Watched>().follow(selection.devices());
    let total = move || mirror.devices().with(List::len);
    let title = live(move || match total() {
        0 => t!("Devices").to_owned(),
        1 => t!("1 device").to_owned(),
        total => t!("{count} devices", count = format::count(total as u64)),
    });
    let nothing = part(
        move || (cards.count() == 0 && total() > 0).then(|| query.with(|query| query.words.clone())),
        move |words| {
            let why = if words.trim().is_empty() {
                t!("No device is all of that.").to_owned()
            } else {
                t!("No device is called “{words}”, or is in a room called that, and is all that is chosen.", words)
            };
            let all = act(t!("Show all devices")).on("click", move |_| {
                query.set(Query::default());
                chosen.set(Sieve::default());
            });
            el("div").class("empty").attr("role", "status").child(el("p").child(why)).child(all)
        },
    );
    let begin = move |()| act(t!("Several at once")).on("click", move |_| selection.begin());
    el("div")
        .class("top")
        .child(heading(title))
        .child(search(query))
        .child(el("a").class("act").attr("href", &Route::Chart(Vec::new()).href()).child(t!("Charts")))
        .child(part(move || (!selection.is_open()).then_some(()), begin))
        .into_piece()
        .and(sieve(chosen, query))
        .and(scenes())
        .and(together(selection))
        .and(nothing_yet())
        .and(nothing)
        .and(cards.groups(true))
        .and(hidden(query))
}

fn search(query: Cell<Query>) -> Piece {
    let line = el("input")
        .attr("type", "search")
        .attr("placeholder", t!("Search devices"))
        .attr("aria-label", t!("Search devices"))
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .on("input", move |event| query.update(|query| query.words = field(&event).value()))
        .value(move || query.with(|query| query.words.clone()));
    el("label").class("search").child(icon("find")).child(line).into_piece()
}
