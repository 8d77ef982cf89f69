//! Something that is asked for by words: a button for each.

use leptos::prelude::*;

use super::Control;
use crate::device::{Operation, Value, label_from_key};
use crate::ui::live::{all, mark};
use crate::ui::text;

#[component]
pub(super) fn Operated(control: Control, operations: Vec<Operation>) -> impl IntoView {
    view! {
        <span class="operations" role="group" aria-label=control.label>
            {all(operations.into_iter().map(|operation| button(control, operation.word)))}
        </span>
    }
}

fn button(control: Control, word: String) -> impl IntoView {
    let label = text::short(&label_from_key(&word));
    let wanted = Value::Text(word);
    let asked = wanted.clone();
    view! {
        <button
            type="button"
            class="button"
            data-wanted=mark(move || control.wanted.with(|it| it.as_ref() == Some(&wanted)))
            disabled=control.is_disabled
            on:click=move |_| control.ask.run(asked.clone())
        >
            {label}
        </button>
    }
}
