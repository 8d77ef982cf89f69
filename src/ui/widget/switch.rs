//! On or off.

use leptos::prelude::*;

use super::Control;
use crate::device::Value;
use crate::ui::live::mark;

#[component]
pub(super) fn Switch(control: Control) -> impl IntoView {
    let reported = move || control.reading.with(Value::as_flag);
    let wanted = move || control.wanted.with(|wanted| wanted.as_ref().and_then(Value::as_flag));
    // A second click takes the first one back.
    let ask = move |_| {
        let now = untrack(|| wanted().or_else(reported)).unwrap_or(false);
        control.ask.run(Value::Flag(!now));
    };
    view! {
        <button
            type="button"
            class="switch"
            role="switch"
            aria-label=control.label
            aria-checked=mark(move || if reported() == Some(true) { "true" } else { "false" })
            data-reported=mark(move || word(reported()))
            data-wanted=mark(move || wanted().map(|wanted| word(Some(wanted))))
            disabled=control.is_disabled
            on:click=ask
        >
            <span class="knob"></span>
        </button>
    }
}

fn word(state: Option<bool>) -> &'static str {
    match state {
        Some(true) => "on",
        Some(false) => "off",
        None => "unknown",
    }
}
