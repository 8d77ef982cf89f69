//! One of some words.

use leptos::prelude::*;

use super::Control;
use crate::device::Value;
use crate::ui::format;
use crate::ui::live::{all, live, mark, part};
use crate::ui::text;

#[component]
pub(super) fn Choice(control: Control, options: Vec<String>) -> impl IntoView {
    let options = StoredValue::new(options);
    let reported = live(move || control.reading.with(format::plain));
    let is_known = live(move || options.with_value(|options| options.contains(&reported.get())));
    let ask = move |event| {
        let word = event_target_value(&event);
        if !word.is_empty() {
            control.ask.run(Value::Text(word));
        }
    };
    // The wish stands in the field only while it may still come true.
    let chosen = move || {
        is_known.get();
        control.wanted.get().map_or_else(|| reported.get(), |wanted| format::plain(&wanted))
    };
    view! {
        <select
            class="choice"
            aria-label=control.label
            data-wanted=mark(move || control.wanted.with(Option::is_some))
            disabled=control.is_disabled
            prop:value=chosen
            on:change=ask
        >
            {part(move || (!is_known.get()).then(|| {
                let word = reported.get();
                let shown = if word.is_empty() { "—".to_owned() } else { text::short(&word) };
                view! { <option value=word disabled selected>{shown}</option> }
            }))}
            {all(options.get_value().into_iter().map(|option| {
                let shown = text::short(&option);
                let (value, this) = (option.clone(), option);
                view! { <option value=value selected=mark(move || chosen() == this)>{shown}</option> }
            }))}
        </select>
    }
}
