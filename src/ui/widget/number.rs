//! A number without known ends, to be typed.

use leptos::prelude::*;
use leptos::{ev, html};

use super::Control;
use crate::device::Value;
use crate::ui::format;

#[component]
pub(super) fn Number(control: Control, step: Option<f64>) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let ask = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let typed = field.get_untracked().map(|field| field.value_as_number()).filter(|number| number.is_finite());
        if let Some(number) = typed {
            control.ask.run(Value::Number(number));
        }
    };
    view! {
        <form class="ask" on:submit=ask>
            <input
                node_ref=field
                type="number"
                required
                step=step.map_or_else(|| "any".to_owned(), format::digits)
                aria-label=control.label
                prop:value=move || control.reading.with(format::plain)
                disabled=control.is_disabled
            />
            <button type="submit" class="button" disabled=control.is_disabled>"Set"</button>
        </form>
    }
}
