//! What the page can do as an app of this device: be installed, open without a network, keep the screen on, fill it. What this
//! browser cannot is told in a sentence.

use reactive_graph::owner::expect_context;

use super::group;
use crate::language::t;
use crate::ui::dom::{self, Element, IntoPiece, Piece, el, field, part};
use crate::ui::route::Route;
use crate::ui::shell::button;
use crate::ui::stay::{self, Stay, Way};

/// A door of its chunk: part of the settings.
#[inline(never)]
pub(super) fn as_an_app() -> Piece {
    let stay = expect_context::<Stay>();
    let wall = el("a").class("button").attr("href", &Route::Wall(String::new()).href()).child(t!("One room, large"));
    let panel = el("div")
        .class("panel app")
        .child(part(move || Some(Way::of(stay)), move |way| installing(way, stay)))
        .child(line(t!("Without a network"), without_network(), None))
        .child(screen(stay))
        .child(whole_screen())
        .child(line(t!("On a wall"), t!("A page for a tablet on a wall: one room, and nothing else."), Some(wall)));
    group(t!("As an app"), panel).into_piece()
}

fn line(title: &'static str, words: impl IntoPiece, act: Option<Element>) -> Element {
    let words = el("span").class("hint").child(words);
    el("div").class("line").child(el("p").child(el("strong").child(title)).child(words)).child(act)
}

fn installing(way: Way, stay: Stay) -> Element {
    let words = match way {
        Way::Insecure => t!("Browsers install only pages that came over https."),
        Way::Installed => t!("It is installed: this is its own window."),
        Way::Asking => t!("With a window and an icon of its own."),
        Way::Sharing => t!("In Safari: Share, then Add to Home Screen."),
        Way::Menu => t!("This browser offers it in its menu, if it can; or the page is installed already."),
    };
    let install = (way == Way::Asking).then(|| button(t!("Install")).on("click", move |_| stay.install()));
    line(t!("Install"), words, install)
}

fn without_network() -> &'static str {
    match stay::why_not_kept() {
        Some(why) => why,
        None if stay::is_kept() => {
            t!("This browser keeps the page: it opens without a network, and tells that it has none.")
        }
        None => t!("The page will open without a network as soon as this browser has kept its files."),
    }
}

fn screen(stay: Stay) -> Element {
    let keeping = move || stay::keeping_on(stay);
    let words = dom::text(move || keeping().trouble.unwrap_or(t!("While this page is in sight.")));
    let tick = el("input")
        .attr("type", "checkbox")
        .attr("aria-label", t!("Keep the screen on"))
        .mark("disabled", move || !keeping().is_possible)
        .on("change", move |event| stay.keep_on(field(&event).checked()))
        .checked(move || keeping().is_wanted);
    line(t!("Keep the screen on"), words, Some(el("label").class("check").child(tick)))
}

fn whole_screen() -> Element {
    match stay::full_screen() {
        Ok(button) => line(t!("Full screen"), t!("The page alone, without the browser around it."), Some(button)),
        Err(why) => line(t!("Full screen"), why, None),
    }
}
