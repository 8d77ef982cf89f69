//! What the person has to confirm, what became of it, and passwords that are shown once.

use super::{Made, View, Wanted, words};
use crate::dynsec::Complaint;
use crate::language::t;
use crate::ui::dom::{Element, Piece, each, el, part};
use crate::ui::icon::icon;
use crate::ui::page::copy;
use crate::ui::shell::button;
use crate::ui::text;

pub(super) fn question(view: View) -> Piece {
    let ask = move |wanted: Wanted| {
        let risk =
            t!(" It may take away what lets you look after users here, and you may not be able to take it back.");
        let words = el("span").child(&*wanted.words).child(wanted.is_risky.then(|| el("strong").child(risk)));
        let go = button(t!("Do it")).on("click", move |_| view.order(wanted.clone()));
        let leave = button(t!("Leave it")).on("click", move |_| view.question.set(None));
        let note = el("div")
            .class("note asked")
            .attr("role", "alertdialog")
            .attr("aria-label", t!("Are you sure?"))
            .attr("tabindex", "-1")
            .attr("data-testid", "asked")
            .child(icon("warn"))
            .child(words)
            .child(el("span").class("acts").child(go).child(leave));
        focus_soon(&note);
        note
    };
    part(move || view.question.get(), ask)
}

pub(super) fn outcome(view: View) -> Piece {
    let tell = |(wanted, outcome): (Wanted, Result<(), Complaint>)| {
        let (picture, words) = match &outcome {
            Ok(()) => ("check", t!("Done: {what}", what = wanted.words)),
            Err(complaint) => {
                let why = words::complaint(complaint);
                ("no", t!("Not done: {what} {why}", what = wanted.words, why))
            }
        };
        el("p")
            .class("words")
            .attr("role", "status")
            .attr("data-testid", "outcome")
            .attr("data-done", if outcome.is_ok() { "true" } else { "false" })
            .child(icon(picture))
            .child(el("span").child(words))
    };
    part(move || view.outcome.get(), tell)
}

pub(super) fn made(view: View) -> Piece {
    each(
        move || view.made.with(|made| made.iter().map(|it| it.user.clone()).collect::<Vec<_>>()),
        move |user| {
            let made = view.made.with_untracked(|made| made.iter().find(|it| it.user == user).cloned())?;
            Some(shown(view, made))
        },
    )
}

/// Nobody can show it again.
fn shown(view: View, made: Made) -> Element {
    let user = text::short(&made.user);
    let password = made.password.0.clone();
    let copied = password.clone();
    let copy = copy(t!("Copy"), &t!("Copy the password of {user}", user = user.clone()), move || copied.clone());
    let away = move |_| view.made.update(|all| all.retain(|it| *it != made));
    let words = t!("The password of {user}. It is shown only now: put it where it belongs.", user = user.clone());
    el("div")
        .class("note made")
        .attr("data-testid", "made")
        .child(icon("lock"))
        .child(el("span").child(words).child(el("code").class("made-password").child(password)))
        .child(el("span").class("acts").child(copy).child(button(t!("I have it")).on("click", away)))
}

/// As soon as it is on the page.
fn focus_soon(element: &Element) {
    let element = element.clone();
    crate::ui::timer::after(std::time::Duration::ZERO, move || {
        element.node().scroll_into_view();
        element.focus();
    });
}
