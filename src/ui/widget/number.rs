//! A number to be typed: its ends are not known, or too far apart for a slider.

use reactive_graph::callback::Callable;

use super::{Control, set};
use crate::device::Value;
use crate::ui::cell::live;
use crate::ui::dom::{Element, el};
use crate::ui::format;

pub(super) fn number(control: Control, range: Option<(f64, f64)>, step: Option<f64>) -> Element {
    // What is being typed stays while the device reports the same again.
    let reported = live(move || control.reading.with(format::plain));
    let field = el("input")
        .attr("type", "number")
        .flag("required")
        .attr_some("min", range.map(|(low, _)| format::digits(low)))
        .attr_some("max", range.map(|(_, high)| format::digits(high)))
        .attr("step", &step.map_or_else(|| "any".to_owned(), format::digits))
        .mark("aria-label", control.label)
        .mark("disabled", control.is_disabled)
        .value(reported);
    set(control, &field, "Set", move |field| {
        let number = field.value_as_number();
        if number.is_finite() {
            control.ask.run(Value::Number(number));
        }
    })
}
