//! Controls: one file for each kind of property. A control shows what the device reported and, drawn as a wish, what it was
//! asked for; it never shows a wish as a fact.

mod action;
mod choice;
mod colour;
mod level;
mod number;
mod operated;
mod playback;
mod reading;
mod switch;
mod text;

use leptos::prelude::*;

pub(super) use playback::is_playing;
pub(super) use reading::{Reading, ReadingView};

use crate::device::{Access, Kind, Value};
use crate::ui::cell::Live;

/// What a control is called, shows and does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Control {
    pub(super) label: Live<String>,
    pub(super) reading: Reading,
    /// What the device was asked for and may still confirm.
    pub(super) wanted: Live<Option<Value>>,
    /// Whether there is nobody to take a wish.
    pub(super) is_disabled: Live<bool>,
    pub(super) ask: Callback<Value>,
}

/// The control for a property of this kind, unless nobody can set it.
pub(super) fn control(kind: &Kind, access: Access, control: Control) -> Option<AnyView> {
    if !access.can_set() {
        return None;
    }
    Some(match kind {
        Kind::Binary => view! { <switch::Switch control/> }.into_any(),
        Kind::Numeric(numeric) => match numeric.range {
            Some(range) => view! { <level::Level control range step=numeric.step/> }.into_any(),
            None => view! { <number::Number control step=numeric.step/> }.into_any(),
        },
        Kind::Choice(options) => view! { <choice::Choice control options=options.clone()/> }.into_any(),
        Kind::Colour => view! { <colour::Colour control/> }.into_any(),
        Kind::Playback => view! { <playback::Playback control/> }.into_any(),
        Kind::Operated(operations) => view! { <operated::Operated control operations=operations.clone()/> }.into_any(),
        Kind::Text => view! { <text::Text control/> }.into_any(),
        Kind::Action => view! { <action::Action control/> }.into_any(),
    })
}
