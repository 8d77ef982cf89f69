//! What the person makes of a device: a name, a room, whether it is hidden.

use reactive_graph::owner::expect_context;
use web_sys::HtmlInputElement;

use super::super::group;
use crate::app::{CustomChange, Intent};
use crate::language::t;
use crate::order::sorted;
use crate::ui::cell::live;
use crate::ui::dom::{Element, Piece, all, el, field, part};
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::labelled;
use crate::ui::subject::Subject;

/// Leads from the field of the room to the rooms there are.
const ROOMS: &str = "rooms";

pub(super) fn custom(subject: Subject) -> Element {
    let outbox = expect_context::<Outbox>();
    let known = live(move || subject.summary().map(|summary| summary.custom).unwrap_or_default());
    // Apart from each other: what is being typed stays when another field changes.
    let (named, placed) = (
        live(move || known.with(|custom| custom.name.clone())),
        live(move || known.with(|custom| custom.room.clone())),
    );
    let change = move |change| outbox.send(Intent::Customize { device: subject.key(), change });
    let name = line().on("change", move |event| change(CustomChange::Name(typed(&field(&event))))).value(named);
    let room = line()
        .attr("list", ROOMS)
        .on("change", move |event| change(CustomChange::Room(typed(&field(&event)))))
        .value(placed);
    let hidden = el("input")
        .attr("type", "checkbox")
        .on("change", move |event| change(CustomChange::Hidden(field(&event).checked())))
        .checked(move || known.with(|custom| custom.hidden));
    let fields = el("div")
        .class("panel yours")
        .child(labelled(t!("Name"), name))
        .child(labelled(t!("Room"), room))
        .child(el("label").class("check").child(hidden).child(el("span").child(t!("Hide it from the list of devices"))))
        .child(rooms());
    group(t!("As you call it"), fields)
}

/// Says whether the device is at hand on the home page.
pub(super) fn star(subject: Subject) -> Element {
    let outbox = expect_context::<Outbox>();
    let is_favourite = live(move || subject.summary().is_some_and(|summary| summary.custom.favourite));
    el("button")
        .attr("type", "button")
        .class("star")
        .attr("aria-label", t!("Favourite"))
        .mark("aria-pressed", move || if is_favourite.get() { "true" } else { "false" })
        .on("click", move |_| {
            let change = CustomChange::Favourite(!is_favourite.get_untracked());
            outbox.send(Intent::Customize { device: subject.key(), change });
        })
        .child(icon("star"))
}

fn line() -> Element {
    el("input").attr("type", "text").attr("autocomplete", "off").attr("placeholder", t!("As the device says"))
}

/// Nothing typed is nothing wanted.
fn typed(field: &HtmlInputElement) -> Option<String> {
    Some(field.value()).filter(|typed| !typed.trim().is_empty())
}

/// The rooms to choose from.
fn rooms() -> Piece {
    let mirror = expect_context::<Mirror>();
    let rooms = move || {
        let rooms = mirror.devices().with(|devices| devices.iter().filter_map(|it| it.room.clone()).collect());
        let mut rooms = sorted(rooms, |room| room.clone().into_bytes());
        rooms.dedup();
        Some(rooms)
    };
    let option = |room: String| el("option").attr("value", &room);
    part(rooms, move |rooms| el("datalist").attr("id", ROOMS).child(all(rooms.into_iter().map(option))))
}
