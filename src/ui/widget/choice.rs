//! One of some words.

use reactive_graph::callback::Callable;

use super::Control;
use crate::device::Value;
use crate::ui::cell::live;
use crate::ui::dom::{Element, all, el, field, part};
use crate::ui::format;
use crate::ui::text;

pub(super) fn choice(control: Control, options: Vec<String>) -> Element {
    let words = all(options.iter().map(|option| el("option").attr("value", option).child(text::label(option))));
    let reported = live(move || control.reading.with(format::plain));
    let is_known = live(move || options.contains(&reported.get()));
    let ask = move |word: String| {
        if !word.is_empty() {
            control.ask.run(Value::Text(word));
        }
    };
    // The wish stands in the field only while it may still come true.
    let chosen = move || {
        is_known.get();
        control.wanted.get().map_or_else(|| reported.get(), |wanted| format::plain(&wanted))
    };
    el("select")
        .class("choice")
        .mark("aria-label", control.label)
        .mark("data-wanted", move || control.wanted.with(Option::is_some))
        .mark("disabled", control.is_disabled)
        .on("change", move |event| ask(field(&event).value()))
        .child(part(move || (!is_known.get()).then(|| reported.get()), |word| unknown(&word)))
        .child(words)
        .value(chosen)
}

/// What the device reports although it cannot be asked for.
fn unknown(word: &str) -> Element {
    let shown = if word.is_empty() { "—".to_owned() } else { text::label(word) };
    el("option").attr("value", word).flag("disabled").flag("selected").child(shown)
}
