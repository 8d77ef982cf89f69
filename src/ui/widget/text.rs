//! A text to be typed.

use leptos::prelude::*;
use leptos::{ev, html};

use super::Control;
use crate::device::Value;

#[component]
pub(super) fn Text(control: Control) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let ask = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            control.ask.run(Value::Text(field.value()));
        }
    };
    view! {
        <form class="ask" on:submit=ask>
            <input node_ref=field type="text" aria-label=control.label disabled=control.is_disabled/>
            <button type="submit" class="button" disabled=control.is_disabled>"Send"</button>
        </form>
    }
}
