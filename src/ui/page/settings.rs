//! How the page looks on this device, and leaving it.

use reactive_graph::owner::expect_context;

use super::{group, name};
use crate::ui::cell::Cell;
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, el};
use crate::ui::heading::heading;
use crate::ui::session::Session;
use crate::ui::text;
use crate::ui::theme::Theme;

pub(crate) fn settings() -> Piece {
    heading("Settings".to_owned()).into_piece().and(appearance()).and(account()).and(about())
}

fn appearance() -> Element {
    let chosen = Cell::new(Theme::chosen());
    let choice = |theme: Theme| {
        let choose = move |_| {
            theme.choose();
            chosen.set(theme);
        };
        let field = el("input")
            .attr("type", "radio")
            .attr("name", "theme")
            .on("change", choose)
            .checked(move || chosen.get() == theme);
        el("label").child(field).child(el("span").child(theme.label()))
    };
    let choices = el("div")
        .class("segments")
        .attr("role", "radiogroup")
        .attr("aria-labelledby", "appearance")
        .child(all(Theme::ALL.map(choice)));
    el("section").class("group").child(el("h2").attr("id", "appearance").child("Appearance")).child(choices)
}

fn account() -> Element {
    let session = expect_context::<Session>();
    let user = dom::text(move || match session.login().get() {
        Some(login) => format!("As {}", text::short(&login.username)),
        None => "Nobody".to_owned(),
    });
    let leave = el("button")
        .attr("type", "button")
        .class("button")
        .on("click", move |_| session.sign_out())
        .child("Sign out and forget the password");
    group("Signed in", el("div").class("panel line").child(el("p").child(user)).child(leave))
}

fn about() -> Element {
    let facts = [
        ("Version", env!("CARGO_PKG_VERSION")),
        ("Licence", "MIT or Apache 2.0"),
        (
            "Data",
            "This page talks to your broker and to nobody else. It keeps your theme on this device, and your login only if \
             you ask for that.",
        ),
    ];
    let fact = |(title, fact)| name(title).into_piece().and(el("dd").child(fact));
    group("About", el("dl").class("panel facts").child(all(facts.map(fact))))
}
