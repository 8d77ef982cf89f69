//! A date, a time, or both.

use reactive_graph::callback::Callable;
use web_sys::HtmlInputElement;

use super::{Control, set};
use crate::device::{Moment, Value};
use crate::language::t;
use crate::ui::cell::live;
use crate::ui::dom::{Element, el};
use crate::ui::format;

/// As long as a field's date and time are, with the letter between them and with seconds.
const WHOLE: usize = "2026-07-14T08:30:00".len();

pub(super) fn moment(control: Control, moment: Moment) -> Element {
    // What is being typed stays while the device reports the same again.
    let reported = live(move || control.reading.with(format::plain));
    let ask = move |field: &HtmlInputElement| {
        if field.report_validity() {
            let zone = reported.with_untracked(|reported| parts(moment, reported).1.to_owned());
            control.ask.run(Value::Text(with_seconds(moment, field.value()) + &zone));
        }
    };
    let field = el("input")
        .attr("type", field_type(moment))
        .attr_some("step", (moment != Moment::Date).then(|| "1".to_owned()))
        .flag("required")
        .mark("aria-label", control.label)
        .mark("disabled", control.is_disabled)
        .mark("data-wanted", move || control.wanted.with(Option::is_some))
        .value(move || reported.with(|reported| parts(moment, reported).0.replacen(' ', "T", 1)));
    set(control, &field, t!("Set"), ask)
}

fn field_type(moment: Moment) -> &'static str {
    match moment {
        Moment::Date => "date",
        Moment::Time => "time",
        Moment::DateTime => "datetime-local",
    }
}

/// What a field can hold of it, and the device's own way to name its time zone.
fn parts(moment: Moment, reported: &str) -> (&str, &str) {
    match moment {
        Moment::Date | Moment::Time => (reported, ""),
        Moment::DateTime => reported.split_at_checked(WHOLE).unwrap_or((reported, "")),
    }
}

/// Browsers leave out seconds that are none; devices expect them.
fn with_seconds(moment: Moment, value: String) -> String {
    match moment {
        Moment::Time if value.len() == "08:30".len() => value + ":00",
        Moment::DateTime if value.len() + ":00".len() == WHOLE => value + ":00",
        Moment::Date | Moment::Time | Moment::DateTime => value,
    }
}
