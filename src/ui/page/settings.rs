//! How the page looks on this device, what it keeps there, and leaving it.

use reactive_graph::owner::expect_context;
use web_sys::Event;

use super::alarms::telling;
use super::app::as_an_app;
use super::family::family;
use super::keeping::history;
use super::recording::recording;
use super::yours::yours;
use super::{group, name};
use crate::app::{DeskWish, Intent, Scene, SceneWish};
use crate::language::{Language, t};
use crate::ui::cell::Cell;
use crate::ui::chunk::{self, Chunk};
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, el, field, part, window};
use crate::ui::heading::heading;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::overlay::Overlay;
use crate::ui::session::Session;
use crate::ui::shell::{act, button};
use crate::ui::theme::Theme;
use crate::ui::{text, tongue, words};

/// A door of its chunk.
#[inline(never)]
pub(crate) fn settings() -> Piece {
    let theme = Cell::new(Theme::chosen());
    heading(t!("Settings").to_owned())
        .into_piece()
        .and(appearance(theme))
        .and(languages())
        .and(keys())
        .and(chunk::with(Chunk::Stay, as_an_app))
        .and(telling())
        .and(yours(theme))
        .and(family())
        .and(scenes())
        .and(history())
        .and(recording())
        .and(account())
        .and(about())
}

fn appearance(chosen: Cell<Theme>) -> Element {
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
    el("section").class("group").child(el("h2").attr("id", "appearance").child(t!("Appearance"))).child(choices)
}

fn languages() -> Element {
    let chosen = Cell::new(tongue::chosen());
    let is_new = Cell::new(false);
    let option = |language: Language| {
        el("option").attr("value", language.tag()).attr("lang", language.tag()).child(language.name())
    };
    let choose = move |event: Event| {
        let language = Language::of(&field(&event).value());
        tongue::choose(language);
        chosen.set(language);
        is_new.set(true);
    };
    let choice = el("select")
        .class("choice")
        .attr("aria-labelledby", "language")
        .attr("data-testid", "language")
        .child(el("option").attr("value", "").child(t!("As the browser says")))
        .child(all(Language::ALL.map(option)))
        .on("change", choose)
        .value(move || Some(chosen.get().map_or("", Language::tag).to_owned()));
    let told = move |()| {
        let again = act(t!("Load it anew")).on("click", |_| reload());
        el("p").class("hint").child(t!("The page speaks it as soon as it is loaded anew. ")).child(again)
    };
    let line = el("div").class("panel line").child(choice);
    let told = el("div").attr("role", "status").child(part(move || is_new.get().then_some(()), told));
    el("section").class("group").child(el("h2").attr("id", "language").child(t!("Language"))).child(line).child(told)
}

/// Whether keys do anything, and which.
fn keys() -> Element {
    let overlay = expect_context::<Overlay>();
    let all = button(t!("All keys")).attr("aria-haspopup", "dialog").on("click", move |_| overlay.tell_keys());
    group(t!("Keys"), el("div").class("panel line").child(overlay.keys_choice()).child(all))
}

fn reload() {
    // Only pages that are gone refuse.
    let _ = window().location().reload();
}

/// What each scene wants, and a way to forget it.
fn scenes() -> Piece {
    let scenes = expect_context::<Mirror>().scenes();
    let outbox = expect_context::<Outbox>();
    let wish = |it: &SceneWish| {
        let wish = words::plain_wish(&it.value);
        format!("{} · {}: {wish}", text::short(&it.device_name), text::label(&it.label))
    };
    let scene = move |scene: &Scene| {
        let name = scene.name.clone();
        let wishes = scene.wishes.iter().map(|it| el("li").child(wish(it)));
        let forget = act(t!("Forget"))
            .attr("aria-label", &t!("Forget {name}", name = text::short(&name)))
            .on("click", move |_| outbox.send(Intent::Desk(DeskWish::ForgetScene(name.clone()))));
        let head = el("p").class("scene-row").child(el("strong").child(text::short(&scene.name))).child(forget);
        el("li").class("unread").child(el("div").child(head).child(el("ul").class("hint").child(all(wishes))))
    };
    let list =
        move |scenes: Vec<Scene>| group(t!("Scenes"), el("ol").class("panel log").child(all(scenes.iter().map(scene))));
    part(move || Some(scenes.get()).filter(|scenes| !scenes.is_empty()), list)
}

fn account() -> Element {
    let session = expect_context::<Session>();
    let user = dom::text(move || match session.login().get() {
        Some(login) => t!("As {user}", user = text::short(&login.username)),
        None => t!("Nobody").to_owned(),
    });
    let leave = button(t!("Sign out and forget the password")).on("click", move |_| session.sign_out());
    group(t!("Signed in"), el("div").class("panel line").child(el("p").child(user)).child(leave))
}

fn about() -> Element {
    let facts = [
        (t!("Version"), env!("CARGO_PKG_VERSION")),
        (t!("Licence"), t!("MIT or Apache 2.0")),
        (
            t!("Data"),
            t!(
                "This page talks to your broker and to nobody else. It keeps your theme, what you make of devices, the \
             record of what you asked for and the history of what devices report in this browser, and your login only \
             if you ask for that."
            ),
        ),
    ];
    let fact = |(title, fact)| name(title).into_piece().and(el("dd").child(fact));
    group(t!("About"), el("dl").class("panel facts").child(all(facts.map(fact))))
}
