//! A number without known ends, to be typed.

use reactive_graph::callback::Callable;

use super::{Control, set};
use crate::device::Value;
use crate::ui::cell::live;
use crate::ui::dom::{Element, el};
use crate::ui::format;

pub(super) fn number(control: Control, step: Option<f64>) -> Element {
    // What is being typed stays while the device reports the same again.
    let reported = live(move || control.reading.with(format::plain));
    let field = el("input")
        .attr("type", "number")
        .flag("required")
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
