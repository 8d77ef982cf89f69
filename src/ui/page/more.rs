//! The way to all that has no place of its own on a small screen.

use reactive_graph::owner::expect_context;

use crate::language::t;
use crate::ui::dom::{Element, IntoPiece, Piece, each, el};
use crate::ui::heading::heading;
use crate::ui::icon::icon;
use crate::ui::list::List;
use crate::ui::mirror::Mirror;
use crate::ui::route::Route;
use crate::ui::text;

#[inline(never)]
pub(crate) fn more() -> Piece {
    let mirror = expect_context::<Mirror>();
    let rooms = move || mirror.devices().with(List::rooms);
    let room = |(name, count): (String, usize)| {
        let target = Route::Room(name.clone());
        Some(way(&target, "door", &text::short(&name)).child(el("span").class("count").child(count.to_string())))
    };
    let pages = [
        (Route::Chart(Vec::new()), "pulse", t!("Charts")),
        (Route::Topics(String::new()), "tree", t!("Topics")),
        (Route::Broker, "plug", t!("Broker")),
        (Route::Settings, "gear", t!("Settings")),
    ];
    let pages = pages.map(|(target, picture, label)| way(&target, picture, label));
    heading(t!("More").to_owned())
        .into_piece()
        .and(super::group(
            t!("Pages"),
            el("nav").class("panel ways").attr("aria-label", t!("Pages")).child(crate::ui::dom::all(pages)),
        ))
        .and(
            super::group(
                t!("Rooms"),
                el("nav").class("panel ways").attr("aria-label", t!("Rooms")).child(each(rooms, room)),
            )
            .mark("hidden", move || rooms().is_empty()),
        )
}

fn way(target: &Route, picture: &str, label: &str) -> Element {
    el("a").attr("href", &target.href()).child(icon(picture)).child(el("span").child(label))
}
