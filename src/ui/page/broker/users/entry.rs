//! One entry of a list: a name that opens, what belongs to it, and a line to add to that.

use super::{Kind, View};
use crate::language::t;
use crate::ui::dom::{Element, IntoPiece, Piece, all, el, part};
use crate::ui::shell::{act, button, labelled};
use crate::ui::text;

/// A row that shows more of itself while it is open.
pub(super) fn entry<P: IntoPiece>(
    view: View,
    kind: Kind,
    name: &str,
    beside: Piece,
    more: impl Fn() -> P + 'static,
) -> Element {
    let (turned, opened, shown) = (name.to_owned(), name.to_owned(), name.to_owned());
    let turn = el("button")
        .attr("type", "button")
        .class("act name")
        .mark("aria-expanded", move || if view.is_open(kind, &opened) { "true" } else { "false" })
        .on("click", move |_| view.turn(kind, &turned))
        .child(text::short(name));
    let mark = match kind {
        Kind::User => "user",
        Kind::Group => "group",
        Kind::Role => "role",
    };
    el("li")
        .class("administered")
        .attr("data-testid", mark)
        .attr("data-name", name)
        .child(el("div").class("head").child(turn).child(beside))
        .child(part(
            move || view.is_open(kind, &shown).then_some(()),
            move |()| el("div").class("opened").child(more()),
        ))
}

/// What belongs to it, each with a way to take it away.
pub(super) fn belongings(title: &str, none: &str, rows: Vec<Element>) -> Element {
    let list =
        if rows.is_empty() { el("p").class("hint").child(none) } else { el("ul").class("belongings").child(all(rows)) };
    el("section").child(el("h3").child(title)).child(list)
}

pub(super) fn belonging(words: String, remove: &str, take: impl Fn() + 'static) -> Element {
    let label = format!("{remove}: {words}");
    let remove = act(remove).attr("aria-label", &label).on("click", move |_| take());
    el("li").child(el("span").child(words)).child(remove)
}

/// A line to type a name into, and a button that does something with it.
pub(super) fn adding(label: &str, words: &str, add: impl Fn(String) + 'static) -> Element {
    let line = line();
    let typed = line.clone();
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        let name = typed.field().value();
        if !name.trim().is_empty() {
            typed.field().set_value("");
            add(name.trim().to_owned());
        }
    };
    let send = el("button").attr("type", "submit").class("button").child(words);
    el("form")
        .class("ask")
        .on("submit", submit)
        .child(line.attr("aria-label", label).attr("placeholder", label))
        .child(send)
}

pub(super) fn line() -> Element {
    el("input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
}

/// A form of some lines, whose texts a button hands over.
pub(super) fn form(
    mark: &str,
    labels: &[&'static str],
    words: &str,
    make: impl Fn(Vec<String>) -> bool + 'static,
) -> Element {
    let lines: Vec<_> = labels.iter().map(|_| line()).collect();
    let typed = lines.clone();
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        if make(typed.iter().map(|line| line.field().value().trim().to_owned()).collect()) {
            for line in &typed {
                line.field().set_value("");
            }
        }
    };
    let fields = labels.iter().zip(lines).map(|(label, line)| labelled(label, line));
    el("form")
        .class("panel yours")
        .attr("data-testid", mark)
        .attr("novalidate", "")
        .on("submit", submit)
        .child(all(fields))
        .child(el("span").class("acts").child(el("button").attr("type", "submit").class("button").child(words)))
}

pub(super) fn delete(act: impl Fn() + 'static) -> Element {
    button(t!("Delete…")).on("click", move |_| act())
}
