//! Something that happens when asked for.

use leptos::prelude::*;

use super::Control;
use crate::device::Value;

#[component]
pub(super) fn Action(control: Control) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button"
            disabled=control.is_disabled
            on:click=move |_| control.ask.run(Value::Flag(true))
        >
            {control.label}
        </button>
    }
}
