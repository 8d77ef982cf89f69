//! Something that is asked for by words: a button for each.

use reactive_graph::callback::Callable;

use super::{Control, button};
use crate::device::{Operation, Value, label_from_key};
use crate::ui::dom::{Element, all, el};
use crate::ui::text;

pub(super) fn operated(control: Control, operations: Vec<Operation>) -> Element {
    el("span")
        .class("operations")
        .attr("role", "group")
        .mark("aria-label", control.label)
        .child(all(operations.into_iter().map(|operation| operator(control, operation.word))))
}

fn operator(control: Control, word: String) -> Element {
    let label = text::short(&label_from_key(&word));
    let wanted = Value::Text(word);
    let asked = wanted.clone();
    button(control)
        .mark("data-wanted", move || control.wanted.with(|it| it.as_ref() == Some(&wanted)))
        .on("click", move |_| control.ask.run(asked.clone()))
        .child(label)
}
