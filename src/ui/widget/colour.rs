//! A colour.

use leptos::prelude::*;

use super::Control;
use crate::device::Value;
use crate::ui::format;
use crate::ui::live::mark;

#[component]
pub(super) fn Colour(control: Control) -> impl IntoView {
    let colour = move || {
        let wanted = control.wanted.get().map(|wanted| format::plain(&wanted));
        let colour = wanted.unwrap_or_else(|| control.reading.with(format::plain));
        // The field knows no other notation.
        if is_colour(&colour) { colour } else { "#000000".to_owned() }
    };
    let is_known = move || control.reading.with(|value| is_colour(&format::plain(value)));
    view! {
        <input
            type="color"
            class="colour"
            aria-label=control.label
            data-reported=mark(move || if is_known() { "known" } else { "unknown" })
            data-wanted=mark(move || control.wanted.with(Option::is_some))
            prop:value=colour
            disabled=control.is_disabled
            on:change=move |event| control.ask.run(Value::Text(event_target_value(&event)))
        />
    }
}

fn is_colour(word: &str) -> bool {
    word.len() == 7 && word.starts_with('#') && word.bytes().skip(1).all(|digit| digit.is_ascii_hexdigit())
}
