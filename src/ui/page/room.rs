//! One room: its devices, in the order that the person gives them.

use reactive_graph::graph::untrack;
use reactive_graph::owner::expect_context;

use super::cards::{Cards, hidden};
use super::summary::summary;
use crate::app::{CustomChange, Intent};
use crate::device::DeviceKey;
use crate::language::t;
use crate::ui::cell::{Cell, live};
use crate::ui::dom::{Element, IntoPiece, Piece, each, el, part};
use crate::ui::heading::heading;
use crate::ui::icon::icon;
use crate::ui::list::Query;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::route::Route;
use crate::ui::shell::act;
use crate::ui::text;

/// Which room, for whoever shows it.
#[derive(Clone, Debug)]
pub(crate) struct Shown(pub(crate) String);

#[inline(never)]
pub(crate) fn room() -> Piece {
    let Shown(name) = expect_context::<Shown>();
    let query = Cell::new(Query { room: Some(name.clone()), ..Query::default() });
    let cards = Cards::of(*query);
    let devices =
        live(move || cards.found.with(|found| found.iter().flat_map(|it| it.devices.iter().copied()).collect()));
    let is_ordered = Cell::new(false);
    let order = act("")
        .mark("aria-pressed", move || if is_ordered.with(|is| *is) { "true" } else { "false" })
        .on("click", move |_| is_ordered.update(|is| *is = !*is))
        .child(crate::ui::dom::text(move || if is_ordered.with(|is| *is) { t!("Done") } else { t!("Order") }));
    let empty = part(
        move || (cards.count() == 0).then_some(()),
        |()| {
            let all = el("a").attr("href", &Route::Devices.href()).child(t!("All devices"));
            el("div")
                .class("empty")
                .child(el("p").child(t!("Nothing is in this room. A device is put into a room on its own page.")))
                .child(el("p").child(all))
        },
    );
    let content = part(
        move || Some(is_ordered.get()),
        move |is_ordered| {
            if is_ordered {
                let rows =
                    el("ol").class("panel order").child(each(move || devices.get(), move |key| row(key, devices)));
                rows.into_piece()
            } else {
                cards.groups(false)
            }
        },
    );
    let wall = el("a").class("act").attr("href", &Route::Wall(name.clone()).href()).child(t!("For a wall"));
    el("div")
        .class("top")
        .child(heading(text::short(&name)))
        .child(summary(devices, cards.in_sight))
        .child(wall)
        .child(order)
        .into_piece()
        .and(empty)
        .and(content)
        .and(hidden(query))
}

/// A device that can be moved up and down, also by the arrow keys on its buttons.
fn row(key: DeviceKey, devices: crate::ui::cell::Live<Vec<DeviceKey>>) -> Element {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    let name = mirror.devices().with_untracked(|all| all.get(key).map(|it| text::short(&it.name)).unwrap_or_default());
    let shift = move |by: isize| {
        let mut order = untrack(|| devices.get());
        let Some(from) = order.iter().position(|it| *it == key) else { return };
        let Some(to) = from.checked_add_signed(by).filter(|to| *to < order.len()) else { return };
        order.swap(from, to);
        for (place, device) in (0..).zip(order) {
            let known = mirror.summary(device).and_then(|summary| summary.custom.place);
            if known != Some(place) {
                outbox.send(Intent::Customize { device, change: CustomChange::Place(Some(place)) });
            }
        }
    };
    let place = move || devices.with(|devices| devices.iter().position(|it| *it == key).unwrap_or(0));
    let mover = |picture: &str, label: String, by: isize, is_last: Box<dyn Fn() -> bool>| {
        el("button")
            .attr("type", "button")
            .class("button mover")
            .attr("aria-label", &label)
            .mark("aria-disabled", move || is_last().then_some("true"))
            .on("click", move |_| shift(by))
            .child(icon(picture))
    };
    let up = mover("up", t!("Move {name} up", name = name.as_str()), -1, Box::new(move || place() == 0));
    let is_lowest = move || place() + 1 >= devices.with(Vec::len);
    let down = mover("down", t!("Move {name} down", name = name.as_str()), 1, Box::new(is_lowest));
    el("li").class("line").child(el("p").child(name)).child(up).child(down)
}
