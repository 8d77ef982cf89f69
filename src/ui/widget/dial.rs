//! A dial around the slider of a climate: the arc is what the device keeps, the dashed ring what it is asked for, the tick how
//! it is. Keys and screen readers use the slider within.

use js_sys::Math;
use reactive_graph::owner::{expect_context, provide_context, use_context};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, PointerEvent};

use super::Control;
use crate::device::{Access, Class, Kind, PropertyKey};
use crate::language::t;
use crate::ui::cell::live;
use crate::ui::chunk::{self, Chunk};
use crate::ui::dom::{Element, Piece, el, part, svg};
use crate::ui::format;
use crate::ui::subject::Subject;

/// The arc leaves a quarter open at the foot: it begins so far from the top, in degrees, and goes as far beyond it.
const REACH: f64 = 135.0;
/// Three quarters of a circle, as a path in a square of 100.
const ARC: &str = "M18.2 81.800A45 45 0 1 1 81.800 81.800";

/// What the arc shows.
#[derive(Clone, Copy, Debug)]
struct Dialled {
    control: Control,
    range: (f64, f64),
}

pub(super) fn around(slider: Element, control: Control, range: (f64, f64)) -> Element {
    provide_context(Dialled { control, range });
    el("span").class("dial").child(chunk::with(Chunk::Rich, arc)).child(slider)
}

/// The picture, which can be dragged as well.
#[inline(never)]
pub(in crate::ui) fn arc() -> Piece {
    let Dialled { control, range } = expect_context();
    let (low, high) = range;
    let share = move |value: f64| ((value - low) / (high - low)).clamp(0.0, 1.0);
    let reported = move || control.reading.with(format::number_in);
    let wanted = move || control.wanted.with(|wanted| wanted.as_ref().and_then(format::number_in));
    let now = live(measured);
    let length = |value: Option<f64>| value.map(|value| format!("{} 1", format::digits(value)));
    let turn = move || turned(now.get().map(|(number, _)| share(number)));
    let curve = |class: &str| svg("path").attr("class", class).attr("d", ARC).attr("pathLength", "1");
    let picture = svg("svg")
        .attr("viewBox", "0 0 100 100")
        .attr("aria-hidden", "true")
        .child(curve("dial-ground"))
        .child(curve("dial-fill").mark("stroke-dasharray", move || length(reported().map(share))))
        .child(
            svg("circle")
                .attr("class", "dial-wish")
                .attr("r", "6")
                .attr("cx", "50")
                .attr("cy", "5")
                .mark("transform", move || turned(wanted().map(share))),
        )
        .child(
            svg("path")
                .attr("class", "dial-now")
                .attr("d", "M50 1v9")
                .mark("transform", turn)
                .mark("hidden", move || turn().is_none()),
        )
        .on("pointerdown", move |event| drag(&event, range, true))
        .on("pointermove", move |event| drag(&event, range, false))
        .on("pointerup", |event| tell(&event, "change"));
    let is_now = move || now.get().map(|(_, words)| words);
    Piece::default().and(picture).and(part(is_now, |words| el("span").class("dial-told").child(words)))
}

/// From the top to that share of the arc.
fn turned(share: Option<f64>) -> Option<String> {
    share.map(|share| format!("rotate({} 50 50)", format::digits((share * 2.0 - 1.0) * REACH)))
}

/// What the device measures of what it keeps, in words too, if it measures one such thing.
fn measured() -> Option<(f64, String)> {
    let subject = use_context::<Subject>()?;
    let mut known = subject.profiles();
    known.retain(|(_, it)| {
        it.class == Class::Temperature && it.access == Access::Read && matches!(it.kind, Kind::Numeric(_))
    });
    let [(key, _)]: &[(PropertyKey, _)] = &known else { return None };
    let number = format::number_in(&subject.value(*key)?)?;
    let age = subject.age(*key).unwrap_or_default();
    Some((number, t!("Now {value} ° · {age}", value = format::number(number, Some(1)), age)))
}

/// The slider's handle goes where the pointer is, while it is held down.
fn drag(event: &Event, (low, high): (f64, f64), is_first: bool) {
    let pointer: &PointerEvent = event.unchecked_ref();
    let Some((place, slider)) = parts(event) else { return };
    if slider.disabled() || (!is_first && pointer.buttons() == 0) {
        return;
    }
    if is_first {
        let _ = place.set_pointer_capture(pointer.pointer_id());
    }
    let frame = place.get_bounding_client_rect();
    let across = f64::from(pointer.client_x()) - frame.left() - frame.width() / 2.0;
    let down = f64::from(pointer.client_y()) - frame.top() - frame.height() / 2.0;
    let degrees = Math::atan2(across, -down).to_degrees();
    let share = (degrees / REACH).clamp(-1.0, 1.0) / 2.0 + 0.5;
    slider.set_value_as_number(low + share * (high - low));
    tell(event, "input");
}

fn tell(event: &Event, what: &str) {
    if let (Some((_, slider)), Ok(told)) = (parts(event), Event::new(what))
        && !slider.disabled()
    {
        let _ = slider.dispatch_event(&told);
    }
}

/// The picture that an event happens to, and the slider beside it.
fn parts(event: &Event) -> Option<(web_sys::Element, HtmlInputElement)> {
    let place: web_sys::Element = event.current_target()?.dyn_into().ok()?;
    let slider = place.closest(".dial").ok()??.query_selector("input").ok()??;
    Some((place, slider.unchecked_into()))
}
