//! A number to be typed: its ends are not known, or too far apart for a slider.

use reactive_graph::callback::Callable;
use web_sys::HtmlInputElement;

use super::{Control, set};
use crate::device::Value;
use crate::ui::cell::live;
use crate::ui::dom::{self, Element, el};
use crate::ui::format;

pub(super) fn number(control: Control, range: Option<(f64, f64)>, step: Option<f64>) -> Element {
    // What is being typed stays while the device reports the same again.
    let reported = live(move || control.reading.with(format::plain));
    let drafted = live(move || control.wanted.with(|wanted| wanted.as_ref().map(format::plain)));
    let is_in_form = control.is_in_form;
    let ask = move |field: &HtmlInputElement| {
        let number = field.value_as_number();
        // The browser says at the field what is wrong with it.
        if field.report_validity() && number.is_finite() {
            control.ask.run(Value::Number(number));
        }
    };
    let field = el("input")
        .attr("type", "number")
        .flag("required")
        .attr_some("min", range.map(|(low, _)| format::digits(low)))
        .attr_some("max", range.map(|(_, high)| format::digits(high)))
        .attr("step", &step.map_or_else(|| "any".to_owned(), format::digits))
        .mark("aria-label", control.label)
        .mark("disabled", control.is_disabled)
        .mark("data-wanted", move || is_in_form && drafted.with(Option::is_some))
        .value(move || drafted.get().filter(|_| is_in_form).unwrap_or_else(|| reported.get()));
    if is_in_form {
        return field.on("change", move |event| ask(&dom::field(&event)));
    }
    set(control, &field, "Set", ask)
}
