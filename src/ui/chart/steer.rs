//! How a person moves through a chart: by wheel, by fingers, by keys, and by buttons.

use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent, PointerEvent, WheelEvent};

use super::Scope;
use super::surface::scale;
use super::told;
use crate::chart::{Reach, View, within};
use crate::language::{said, t};
use crate::time::Timestamp;
use crate::ui::cell::Cell;
use crate::ui::clock::wall_time;
use crate::ui::dom::{Element, Piece, all, el, listen_to_window, part};

/// For so many milliseconds after the page has scrolled, a wheel goes on to scroll it.
const SCROLLING: i64 = 300;
/// A key or a button moves by this share of what is seen, or makes it so much shorter.
const STRIDE: f64 = 0.25;
const CLOSER: f64 = 0.5;

/// A finger, or the mouse with its button pressed.
#[derive(Clone, Copy, Debug)]
struct Finger {
    id: i32,
    x: f64,
}

/// What is held, and what was seen when it was taken hold of.
#[derive(Clone, Debug, Default)]
struct Grip {
    fingers: Vec<Finger>,
    start: Option<(Reach, Vec<Finger>)>,
}

impl Scope {
    fn go(self, view: View) {
        if self.view.get_untracked() != view {
            self.view.set(view);
        }
    }

    fn zoom(self, factor: f64, still: Timestamp) {
        self.go(self.reach().zoomed(factor, still, wall_time()));
    }

    fn walk(self, share: f64) {
        self.go(self.reach().moved(share, wall_time()));
    }

    /// The time in the middle of what is seen, or at the present if that is seen.
    fn centre(self) -> Timestamp {
        let reach = self.reach();
        if self.view.get_untracked().is_live() {
            return reach.until;
        }
        Timestamp::from_millis(reach.from.millis().saturating_add(reach.length() / 2))
    }

    fn time_at(self, x: f64) -> Option<Timestamp> {
        Some(self.surface.plot()?.time_at(x * scale()))
    }

    /// How wide time is, in the sizes of the page.
    fn width(self) -> f64 {
        self.surface.plot().map_or(1.0, |plot| f64::from(plot.width()) / scale())
    }
}

/// Which time is looked at, and buttons for what fingers and wheels do too.
pub(super) fn bar(scope: Scope) -> Element {
    let usual = |(name, view): (&'static str, View)| {
        let is_it = move || if scope.view.get() == view { "true" } else { "false" };
        el("button")
            .attr("type", "button")
            .attr("data-testid", "view")
            .mark("aria-pressed", is_it)
            .on("click", move |_| scope.go(view))
            .child(said(name))
    };
    let act = |name: &str, sign: &str, act: fn(Scope)| {
        el("button")
            .attr("type", "button")
            .attr("aria-label", name)
            .attr("title", name)
            .on("click", move |_| act(scope))
            .child(sign)
    };
    let acts = el("div")
        .class("views")
        .attr("role", "group")
        .attr("aria-label", t!("Move"))
        .child(act(t!("Earlier"), "‹", |scope| scope.walk(-STRIDE)))
        .child(act(t!("Later"), "›", |scope| scope.walk(STRIDE)))
        .child(act(t!("Shorter time"), "+", |scope| scope.zoom(CLOSER, scope.centre())))
        .child(act(t!("Longer time"), "−", |scope| scope.zoom(1.0 / CLOSER, scope.centre())));
    let views = el("div")
        .class("views")
        .attr("role", "group")
        .attr("aria-label", t!("Time shown"))
        .child(all(View::USUAL.map(usual)));
    el("div").class("chart-bar").child(views).child(whose_time(scope)).child(acts)
}

/// Whether readings stand at the times that devices say, where any does.
fn whose_time(scope: Scope) -> Piece {
    let is_offered = move || (scope.as_measured.get() || scope.asking.has_ages()).then_some(());
    part(is_offered, move |()| {
        let choice = |name: &str, hint: &str, as_measured: bool| {
            let is_it = move || if scope.as_measured.get() == as_measured { "true" } else { "false" };
            el("button")
                .attr("type", "button")
                .attr("title", hint)
                .attr("data-testid", "whose-time")
                .mark("aria-pressed", is_it)
                .on("click", move |_| scope.as_measured.set(as_measured))
                .child(name)
        };
        el("div")
            .class("views")
            .attr("role", "group")
            .attr("aria-label", t!("By which time"))
            .child(choice(t!("Arrival"), t!("Each reading stands where it arrived here"), false))
            .child(choice(
                t!("Device time"),
                t!("Each reading stands where the device’s own clock puts it, if it says so"),
                true,
            ))
    })
}

/// Takes hold of the picture in `room`.
pub(super) fn steered(room: Element, scope: Scope) -> Element {
    let grip = StoredValue::new(Grip::default());
    let spoken = Cell::new(String::new());
    let scrolled = StoredValue::new(0_i64);
    listen_to_window("scroll", move |_| scrolled.set_value(wall_time().millis()));
    let node = room.node().clone();
    let x_of = move |event: &Event| {
        let event: &web_sys::MouseEvent = event.unchecked_ref();
        f64::from(event.client_x()) - node.get_bounding_client_rect().left()
    };
    let (x_down, x_move, x_wheel) = (x_of.clone(), x_of.clone(), x_of);
    let target = room.node().clone();
    let down = move |event: Event| {
        let event: &PointerEvent = event.unchecked_ref();
        if event.button() != 0 {
            return;
        }
        let _ = target.set_pointer_capture(event.pointer_id());
        let finger = Finger { id: event.pointer_id(), x: x_down(event) };
        grip.update_value(|grip| grip.take(finger, scope.reach()));
    };
    let moved = move |event: Event| {
        let event: &PointerEvent = event.unchecked_ref();
        let x = x_move(event);
        let held = grip.try_update_value(|grip| grip.move_to(Finger { id: event.pointer_id(), x })).flatten();
        match held {
            Some((reach, start, now)) => scope.go(dragged(scope, reach, &start, &now)),
            None => scope.pointed.set(scope.time_at(x)),
        }
    };
    let up = move |event: Event| {
        let event: &PointerEvent = event.unchecked_ref();
        let is_touch = event.pointer_type() == "touch";
        grip.update_value(|grip| grip.let_go(event.pointer_id(), scope.reach()));
        if is_touch {
            scope.pointed.set(None);
        }
    };
    let leave = move |_| scope.pointed.set(None);
    let wheel = move |event: Event| {
        let event: &WheelEvent = event.unchecked_ref();
        let (along, across) = (event.delta_x(), event.delta_y());
        // Whoever scrolls past means the page.
        let is_past = (0..SCROLLING).contains(&(wall_time().millis() - scrolled.get_value()));
        if is_past && !event.ctrl_key() {
            return;
        }
        event.prevent_default();
        let lines = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1.0 } else { 24.0 };
        if along.abs() > across.abs() {
            scope.walk(along * lines / scope.width());
        } else if let Some(still) = scope.time_at(x_wheel(event)) {
            let speed = if event.ctrl_key() { 0.01 } else { 0.002 };
            scope.zoom(1.0 + within(across * lines * speed, -0.5, 1.0), still);
        }
    };
    let key = move |event: Event| {
        let event: &KeyboardEvent = event.unchecked_ref();
        if !event.ctrl_key() && !event.alt_key() && !event.meta_key() && press(scope, &event.key(), event.shift_key()) {
            event.prevent_default();
            spoken.set(if scope.pointed.get_untracked().is_some() { told::at_point(scope) } else { String::new() });
        }
    };
    let words = t!(
        "Arrow keys point at readings, with Shift they move; plus and minus zoom; Home shows everything, End goes to \
                 now, 0 shows the last day."
    );
    let picture = room
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", t!("Chart"))
        .attr("aria-description", words)
        .on("pointerdown", down)
        .on("pointermove", moved)
        .on("pointerup", up)
        .on("pointercancel", up)
        .on("pointerleave", leave)
        .on("wheel", wheel)
        .on("keydown", key);
    let spoken = el("p").class("unseen").attr("role", "status").child(*spoken);
    el("div").child(picture).child(spoken)
}

/// Whether this key means anything here.
fn press(scope: Scope, key: &str, is_shifted: bool) -> bool {
    match key {
        "ArrowLeft" if is_shifted => scope.walk(-STRIDE),
        "ArrowRight" if is_shifted => scope.walk(STRIDE),
        "PageUp" => scope.walk(-1.0),
        "PageDown" => scope.walk(1.0),
        "ArrowLeft" => point(scope, -1),
        "ArrowRight" => point(scope, 1),
        "+" | "=" => scope.zoom(CLOSER, scope.pointed.get_untracked().unwrap_or_else(|| scope.centre())),
        "-" => scope.zoom(1.0 / CLOSER, scope.pointed.get_untracked().unwrap_or_else(|| scope.centre())),
        "Home" => scope.go(View::All),
        "End" => scope.go(View::Last(scope.reach().length())),
        "0" => scope.go(View::Last(86_400_000)),
        "Escape" if scope.pointed.get_untracked().is_some() => scope.pointed.set(None),
        _ => return false,
    }
    true
}

/// Points at the next place of the picture, some pixels on; at its edge the picture moves.
fn point(scope: Scope, step: i64) {
    const STEPS: i64 = 100;
    let reach = scope.reach();
    let stride = (reach.length() / STEPS).max(1);
    let before = scope.pointed.get_untracked().map_or(if step < 0 { reach.until } else { reach.from }, |time| time);
    let next = before.millis().saturating_add(step * stride);
    if next < reach.from.millis() || next > reach.until.millis() {
        scope.walk(if step < 0 { -STRIDE } else { STRIDE });
    }
    let reach = scope.reach();
    let next = next.clamp(reach.from.millis(), reach.until.millis());
    scope.pointed.set(Some(Timestamp::from_millis(next)));
}

/// What is seen once these fingers have gone from there to here: what lay under them lies under them still.
fn dragged(scope: Scope, reach: Reach, start: &[Finger], now: &[Finger]) -> View {
    let (width, now_time) = (scope.width(), wall_time());
    let centre = |fingers: &[Finger]| fingers.iter().map(|finger| finger.x).sum::<f64>() / count(fingers);
    let spread = |fingers: &[Finger]| {
        let xs = || fingers.iter().map(|finger| finger.x);
        (xs().fold(f64::MIN, f64::max) - xs().fold(f64::MAX, f64::min)).max(24.0)
    };
    let moved = (centre(start) - centre(now)) / width;
    let view = reach.moved(moved, now_time);
    if start.len() < 2 {
        return view;
    }
    let reach = view.reach(now_time, scope.asking.oldest());
    match scope.time_at(centre(now)) {
        Some(still) => reach.zoomed(spread(start) / spread(now), still, now_time),
        None => view,
    }
}

fn count(fingers: &[Finger]) -> f64 {
    f64::from(u8::try_from(fingers.len()).unwrap_or(u8::MAX)).max(1.0)
}

impl Grip {
    fn take(&mut self, finger: Finger, reach: Reach) {
        self.fingers.retain(|known| known.id != finger.id);
        if self.fingers.len() < 2 {
            self.fingers.push(finger);
        }
        self.start = Some((reach, self.fingers.clone()));
    }

    /// What was seen when it was taken hold of, where the fingers were then, and where they are now.
    fn move_to(&mut self, finger: Finger) -> Option<(Reach, Vec<Finger>, Vec<Finger>)> {
        let known = self.fingers.iter_mut().find(|known| known.id == finger.id)?;
        *known = finger;
        let (reach, start) = self.start.clone()?;
        Some((reach, start, self.fingers.clone()))
    }

    fn let_go(&mut self, id: i32, reach: Reach) {
        self.fingers.retain(|known| known.id != id);
        self.start = (!self.fingers.is_empty()).then(|| (reach, self.fingers.clone()));
    }
}
