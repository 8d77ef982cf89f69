//! A value to be read.

use leptos::prelude::*;

use crate::device::{Profile, Report, Value};
use crate::ui::cell::Live;
use crate::ui::format;
use crate::ui::live::{live, mark, part};
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

#[component]
pub(crate) fn ReadingView(reading: Reading) -> impl IntoView {
    let shown = live(move || reading.shown());
    // Only what is cut needs to be told whole.
    let whole = live(move || {
        reading.with(|value| match value {
            Value::Text(text) if text.chars().count() > 24 => Some(text::visible(text).into_owned()),
            _ => None,
        })
    });
    view! {
        <span class="value" data-testid="value" data-value=mark(move || reading.with(format::plain)) title=whole>
            {move || shown.with(|shown| shown.text.clone())}
            {part(move || shown.with(|shown| {
                (!shown.unit.is_empty()).then(|| view! { <small class="unit">{format!(" {}", shown.unit)}</small> })
            }))}
        </span>
    }
}
