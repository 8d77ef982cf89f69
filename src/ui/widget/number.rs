//! A number to be typed, or changed step by step: its ends are not known, or too far apart for a slider.

use reactive_graph::callback::Callable;
use reactive_graph::graph::untrack;
use web_sys::HtmlInputElement;

use super::{Control, button, set};
use crate::device::Value;
use crate::language::t;
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
        .mark("data-wanted", move || drafted.with(Option::is_some))
        .value(move || drafted.get().filter(|_| is_in_form).unwrap_or_else(|| reported.get()));
    if is_in_form {
        return field.on("change", move |event| ask(&dom::field(&event)));
    }
    let by = |steps: f64| step.map(|step| stepper(control, range, steps * step));
    set(control, &field, t!("Set"), ask).child(by(-1.0)).child(by(1.0))
}

/// A button for a little less or more than what was asked for, or is.
fn stepper(control: Control, range: Option<(f64, f64)>, by: f64) -> Element {
    let change = move |_| {
        let wanted = untrack(|| control.wanted.with(|wanted| wanted.as_ref().and_then(format::number_in)));
        let Some(number) = wanted.or_else(|| untrack(|| control.reading.with(format::number_in))) else { return };
        let (low, high) = range.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        // Sums of tenths have more digits than anybody typed.
        let number = ((number + by) / by).round() * by;
        control.ask.run(Value::Number(number.max(low).min(high)));
    };
    let is_less = by < 0.0;
    let label = move || {
        control.label.with(|label| if is_less { t!("{label}: less", label) } else { t!("{label}: more", label) })
    };
    button(control).class("button step").mark("aria-label", label).on("click", change).child(if is_less {
        "−"
    } else {
        "+"
    })
}
