//! A colour.

use reactive_graph::callback::Callable;

use super::Control;
use crate::device::Value;
use crate::ui::dom::{Element, el, field};
use crate::ui::format;

pub(super) fn colour(control: Control) -> Element {
    let colour = move || {
        let wanted = control.wanted.get().map(|wanted| format::plain(&wanted));
        let colour = wanted.unwrap_or_else(|| control.reading.with(format::plain));
        // The field knows no other notation.
        if is_colour(&colour) { colour } else { "#000000".to_owned() }
    };
    let is_known = move || control.reading.with(|value| is_colour(&format::plain(value)));
    el("input")
        .attr("type", "color")
        .class("colour")
        .mark("aria-label", control.label)
        .mark("data-reported", move || if is_known() { "known" } else { "unknown" })
        .mark("data-wanted", move || control.wanted.with(Option::is_some))
        .mark("disabled", control.is_disabled)
        .on("change", move |event| control.ask.run(Value::Text(field(&event).value())))
        .value(colour)
}

fn is_colour(word: &str) -> bool {
    word.len() == 7 && word.starts_with('#') && word.bytes().skip(1).all(|digit| digit.is_ascii_hexdigit())
}
