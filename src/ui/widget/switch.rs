//! On or off.

use reactive_graph::callback::Callable;
use reactive_graph::graph::untrack;

use super::Control;
use crate::device::Value;
use crate::ui::dom::{Element, el};

pub(super) fn switch(control: Control) -> Element {
    let reported = move || control.reading.with(Value::as_flag);
    let wanted = move || control.wanted.with(|wanted| wanted.as_ref().and_then(Value::as_flag));
    // A second click takes the first one back.
    let ask = move || {
        let now = untrack(|| wanted().or_else(reported)).unwrap_or(false);
        control.ask.run(Value::Flag(!now));
    };
    el("button")
        .attr("type", "button")
        .class("switch")
        .attr("role", "switch")
        .mark("aria-label", control.label)
        .mark("aria-checked", move || if reported() == Some(true) { "true" } else { "false" })
        .mark("data-reported", move || word(reported()))
        .mark("data-wanted", move || wanted().map(|wanted| word(Some(wanted))))
        .mark("disabled", control.is_disabled)
        .on("click", move |_| ask())
        .child(el("span").class("knob"))
}

fn word(state: Option<bool>) -> &'static str {
    match state {
        Some(true) => "on",
        Some(false) => "off",
        None => "unknown",
    }
}
