//! A number between two others, as a slider: the bar is what the device reported, the handle what it is asked for.

use reactive_graph::callback::Callable;
use reactive_graph::graph::untrack;
use reactive_graph::owner::expect_context;

use super::Control;
use crate::device::{Kind, Value};
use crate::language::t;
use crate::time::Timestamp;
use crate::ui::cell::{Cell, live};
use crate::ui::clock::{Clock, wall_time};
use crate::ui::dom::{Element, el, field};
use crate::ui::format;

/// While the handle is dragged, at most five wishes a second.
const PAUSE_MS: i64 = 200;
/// How long a released handle waits for its request to be noted before it shows what the home says.
const PATIENCE_MS: i64 = 1_500;

/// What the person does with the handle.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Hand {
    Away,
    Holds(f64),
    /// Let go of it, here and at that tick.
    Left(f64, Timestamp),
}

pub(super) fn level(control: Control, range: (f64, f64), step: Option<f64>) -> Element {
    let clock = expect_context::<Clock>();
    let (low, high) = range;
    let hand = Cell::new(Hand::Away);
    let asked = Cell::new(None::<(f64, Timestamp)>);
    let reported = move || control.reading.with(format::number_in);
    let wanted = move || control.wanted.with(|wanted| wanted.as_ref().and_then(format::number_in));
    let wish = move || match hand.get() {
        Hand::Holds(value) => Some(value),
        Hand::Left(value, then) if clock.now().millis() - then.millis() < PATIENCE_MS => Some(value),
        Hand::Left(..) | Hand::Away => wanted(),
    };
    let handle = move || wish().or_else(reported).unwrap_or(low);
    let share = move |value: f64| {
        if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 }
    };
    let ask = move |value: f64, is_last: bool| {
        let now = wall_time();
        let is_due = match asked.get_untracked() {
            Some((before, then)) if now.millis() - then.millis() < PAUSE_MS => is_last && !is_same(before, value),
            Some((before, then)) => !is_same(before, value) || now.millis() - then.millis() > PATIENCE_MS,
            None => true,
        };
        if is_due {
            asked.set(Some((value, now)));
            control.ask.run(Value::Number(value));
        }
    };
    let hold = move |value: f64| {
        hand.set(Hand::Holds(value));
        ask(value, false);
    };
    let leave = move |value: f64| {
        hand.set(Hand::Left(value, untrack(|| clock.now())));
        ask(value, true);
    };
    let spoken = live(move || {
        let reported = control.reading.shown().whole();
        match wish() {
            Some(wish) => t!("{reported}, asked for {wish}", reported, wish = format::number(wish, precision(control))),
            None => reported,
        }
    });
    let slider = el("input")
        .attr("type", "range")
        .attr("min", &format::digits(low))
        .attr("max", &format::digits(high))
        .attr("step", &step.map_or_else(|| "any".to_owned(), format::digits))
        .mark("aria-label", control.label)
        .mark("aria-valuetext", spoken)
        .mark("disabled", control.is_disabled)
        .on("input", move |event| hold(field(&event).value_as_number()))
        .on("change", move |event| leave(field(&event).value_as_number()))
        .value(move || format::digits(handle()));
    el("span")
        .class("level")
        .mark("data-reported", move || if reported().is_some() { "known" } else { "unknown" })
        .mark("data-wanted", move || wish().is_some())
        .style("--reported", move || format::digits(reported().map_or(0.0, share)))
        .style("--wanted", move || format::digits(share(handle())))
        .child(el("span").class("level-bar").child(el("span").class("level-fill")))
        .child(slider)
}

/// Digits after the point, if that is known.
fn precision(control: Control) -> Option<u8> {
    control.reading.profile.with(|profile| match &profile.kind {
        Kind::Numeric(numeric) => numeric.precision,
        _ => None,
    })
}

/// Both were typed or dragged, not calculated: the same wish has the same digits.
fn is_same(one: f64, other: f64) -> bool {
    one.total_cmp(&other).is_eq()
}
