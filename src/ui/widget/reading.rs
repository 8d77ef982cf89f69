//! A value to be read.

use crate::device::{Profile, Report, Value};
use crate::ui::cell::{Live, live};
use crate::ui::dom::{self, Element, el, part};
use crate::ui::format;
use crate::ui::text;
use crate::ui::words::{self, Shown};

/// A value, and how it is to be shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) profile: Live<Profile>,
    pub(crate) report: Live<Option<Report>>,
}

impl Reading {
    /// What `see` sees in the value that the device reported; in [`Value::Unknown`] if it has not.
    pub(crate) fn with<T>(self, see: impl FnOnce(&Value) -> T) -> T {
        self.report.with(|report| see(report.as_ref().map_or(&Value::Unknown, |report| &report.value)))
    }

    pub(crate) fn shown(self) -> Shown {
        self.profile.with(|profile| self.with(|value| words::shown(profile, value)))
    }
}

pub(crate) fn view(reading: Reading) -> Element {
    let shown = live(move || reading.shown());
    // Only what is cut needs to be told whole.
    let whole = live(move || {
        reading.with(|value| match value {
            Value::Text(text) if text.chars().count() > 24 => Some(text::visible(text).into_owned()),
            _ => None,
        })
    });
    let unit = move || shown.with(|shown| (!shown.unit.is_empty()).then(|| format!(" {}", shown.unit)));
    el("span")
        .class("value")
        .attr("data-testid", "value")
        .mark("data-value", move || reading.with(format::plain))
        .mark("title", whole)
        .child(dom::text(move || shown.with(|shown| shown.text.clone())))
        .child(part(unit, |unit| el("small").class("unit").child(unit)))
}
