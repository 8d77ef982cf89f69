//! Controls: one file for each kind of property. A control shows what the device reported and, drawn as a wish, what it was
//! asked for; it never shows a wish as a fact.

mod action;
mod choice;
pub(super) mod code;
mod colour;
mod dial;
mod level;
mod moment;
mod number;
mod operated;
pub(super) mod picture;
mod playback;
pub(super) mod reading;
mod switch;
mod text;
mod wheel;

use reactive_graph::callback::Callback;
use web_sys::HtmlInputElement;

pub(super) use picture::still;
pub(super) use playback::is_playing;
pub(super) use reading::Reading;

use super::dom::{Element, IntoPiece, Piece, el};
use crate::device::{Access, Class, Kind, Numeric, Profile, Value};
use crate::ui::cell::Live;

/// What a control is called, shows and does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Control {
    pub(super) label: Live<String>,
    pub(super) reading: Reading,
    /// What the device was asked for and may still confirm.
    pub(super) wanted: Live<Option<Value>>,
    /// What is asked for is not sent by itself.
    pub(super) is_in_form: bool,
    /// Whether there is nobody to take a wish.
    pub(super) is_disabled: Live<bool>,
    pub(super) ask: Callback<Value>,
    /// What is said of it stands in `asked-` and `told-` with this number.
    pub(super) number: u32,
}

/// The control for a property of this kind, unless nobody can set it.
pub(super) fn control(kind: Kind, access: Access, control: Control) -> Option<Element> {
    if !access.can_set() {
        return None;
    }
    let element = match kind {
        Kind::Binary => switch::switch(control),
        Kind::Numeric(numeric) => match numeric.range {
            Some(range) if can_slide(range, numeric.step) && !control.is_in_form => {
                level::level(control, range, numeric.step)
            }
            range => number::number(control, range, numeric.step),
        },
        Kind::Choice(options) => choice::choice(control, options),
        Kind::Colour => colour::colour(control),
        Kind::Playback => playback::playback(control),
        Kind::Operated(operations) => operated::operated(control, operations),
        Kind::Text => text::text(control),
        Kind::Picture | Kind::Link => return None,
        Kind::Action => action::action(control),
        Kind::Moment(of) => moment::moment(control, of),
    };
    Some(element.attr("aria-describedby", &format!("asked-{0} told-{0}", control.number)))
}

/// The same with more to take hold of, where there is room for it.
pub(super) fn wide_control(profile: &Profile, control: Control) -> Option<Piece> {
    let plain = self::control(profile.kind.clone(), profile.access, control)?;
    Some(match &profile.kind {
        Kind::Numeric(Numeric { range: Some(range), unit, .. })
            if profile.class == Class::Climate && unit.starts_with('°') && !control.is_in_form =>
        {
            dial::around(plain, control, *range).into_piece()
        }
        Kind::Colour => plain.into_piece().and(wheel::beside(control)),
        _ => plain.into_piece(),
    })
}

/// Whether a finger can hit every step on a slider, or every one that matters.
fn can_slide((low, high): (f64, f64), step: Option<f64>) -> bool {
    const STEPS: f64 = 1_000.0;
    step.is_none_or(|step| high - low <= step * STEPS)
}

fn button(control: Control) -> Element {
    el("button").attr("type", "button").class("button").mark("disabled", control.is_disabled)
}

/// A field to be typed into and the button that sends what stands there.
fn set(control: Control, field: &Element, label: &str, ask: impl Fn(&HtmlInputElement) + 'static) -> Element {
    let asked = field.clone();
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        ask(asked.field());
    };
    let send = el("button").attr("type", "submit").class("button").mark("disabled", control.is_disabled).child(label);
    el("form").class("ask").on("submit", submit).child(field.clone()).child(send)
}
