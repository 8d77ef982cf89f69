//! Something that is asked for by words: a button for each. That which the device reports is filled, the wanted one dashed.

use reactive_graph::callback::Callable;

use super::{Control, button};
use crate::device::{Operation, Value, label_from_key};
use crate::language;
use crate::ui::dom::{Element, all, el};
use crate::ui::icon::icon;
use crate::ui::text;

pub(super) fn operated(control: Control, operations: Vec<Operation>) -> Element {
    el("span")
        .class("operations")
        .attr("role", "group")
        .mark("aria-label", control.label)
        .child(all(operations.into_iter().map(|operation| operator(control, operation))))
}

fn operator(control: Control, operation: Operation) -> Element {
    let label = called(&operation.word);
    let picture = picture(&operation.word).map(icon);
    let outcome = operation.outcome.map(Value::Text);
    let is_so = move || {
        let outcome = outcome.as_ref()?;
        Some(if control.reading.with(|reported| reported.satisfies(outcome, 0.0)) { "true" } else { "false" })
    };
    let wanted = Value::Text(operation.word);
    let asked = wanted.clone();
    button(control)
        .attr("title", &label)
        .mark("aria-pressed", is_so)
        .mark("data-wanted", move || control.wanted.with(|it| it.as_ref() == Some(&wanted)))
        .on("click", move |_| control.ask.run(asked.clone()))
        .child(picture)
        .child(el("span").child(label))
}

/// What is asked for by a word, as the reader says it, if many people know it.
fn called(word: &str) -> String {
    let label = label_from_key(word);
    match language::translation(&format!("{label}|to be done")) {
        Some(known) => known.to_owned(),
        None => text::short(&label),
    }
}

/// What many devices can do has a picture beside its word.
fn picture(word: &str) -> Option<&'static str> {
    match word {
        "open" => Some("up"),
        "close" => Some("down"),
        "stop" => Some("stop"),
        "lock" => Some("lock"),
        "unlock" | "disarm" => Some("unlock"),
        _ => None,
    }
}
