//! What can be done with a device without going to its page: the menu of its card.

use reactive_graph::owner::{expect_context, use_context};

use super::cell::live;
use super::dom::{Element, IntoPiece, Piece, el};
use super::icon::icon;
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::overlay::{Menu, Overlay, dialog};
use super::route::Route;
use super::subject::Subject;
use super::{focus, text};
use crate::app::{Custom, CustomChange, Intent};
use crate::language::t;

/// Opens it.
pub(super) fn opener(subject: Subject) -> Option<Element> {
    let overlay = use_context::<Overlay>()?;
    let name = subject.name();
    let button = el("button")
        .attr("type", "button")
        .class("menu")
        .attr("aria-haspopup", "dialog")
        .mark("aria-label", move || name.with(|name| t!("More about {name}", name)))
        .on("click", move |_| overlay.menu(subject.key()))
        .child(icon("more"));
    Some(button)
}

/// A door of its chunk.
#[inline(never)]
pub(crate) fn menu() -> Piece {
    let Menu(device) = expect_context::<Menu>();
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    let overlay = expect_context::<Overlay>();
    let Some(summary) = mirror.summary(device) else { return Piece::default() };
    let toggle = |picture: &str, label: &str, is: fn(&Custom) -> bool, change: fn(bool) -> CustomChange| {
        let is_so = live(move || mirror.summary(device).is_some_and(|summary| is(&summary.custom)));
        let id = summary.id.clone();
        let act = move |_| {
            outbox.send(Intent::Customize { device, change: change(!is_so.get_untracked()) });
            overlay.close();
            // It may stand elsewhere now.
            focus::go_to_card(&id, false);
        };
        el("button")
            .attr("type", "button")
            .mark("aria-pressed", move || if is_so.get() { "true" } else { "false" })
            .on("click", act)
            .child(icon(picture))
            .child(el("span").child(label))
            .child(el("span").class("tick").attr("aria-hidden", "true").child(icon("check")))
    };
    let page = el("a")
        .attr("href", &Route::Device(summary.id.clone()).href())
        .on("click", move |_| overlay.close())
        .child(icon("device"))
        .child(el("span").child(t!("All about it")));
    let name = text::short(&summary.name);
    dialog(&name)
        .class("over small")
        .child(el("h2").child(name.as_str()))
        .child(
            el("div")
                .class("menu-items")
                .child(toggle("star", t!("Favourite"), |it| it.favourite, CustomChange::Favourite))
                .child(toggle("away", t!("Hide it from the list of devices"), |it| it.hidden, CustomChange::Hidden))
                .child(page),
        )
        .into_piece()
}
