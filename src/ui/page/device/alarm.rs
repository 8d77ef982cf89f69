//! From a device to its alarms: one about each value, and those that its own settings suggest.

use std::time::Duration;

use reactive_graph::owner::expect_context;

use crate::alarm::{Condition, Rule, ready};
use crate::app::{DeskWish, Intent};
use crate::device::{Access, Kind};
use crate::language::t;
use crate::ui::dom::{Element, Piece, all, el, part};
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::property::Bound;
use crate::ui::route::Route;
use crate::ui::shell::{act, failure};
use crate::ui::subject::Subject;
use crate::ui::{cell::Cell, format, text};

/// What a device says of itself under names that end so is the same for years.
const CONSTANTS: [&str; 9] =
    ["version", "firmware", "model", "manufacturer", "serial", "mac", "address", "hostname", "ssid"];

/// The way to an alarm about a value, unless it is hardly ever another.
pub(super) fn to_alarm(subject: Subject, bound: &Bound) -> Option<Element> {
    let profile = bound.profile();
    let is_said = profile.with_untracked(|it| it.access != Access::Write && it.kind != Kind::Action && !it.is_secret);
    let (id, property) = (subject.id(), bound.id().to_owned());
    let is_called_so = CONSTANTS.iter().any(|end| property.to_ascii_lowercase().ends_with(end));
    let is_constant = is_called_so && profile.with_untracked(|it| it.kind == Kind::Text);
    let label = move || profile.with(|profile| t!("Alarm for {label}…", label = text::short(&profile.label)));
    let link = || {
        el("a")
            .class("to-alarm")
            .mark("href", move || Route::NewAlarm { device: id.get(), property: property.clone() }.href())
            .mark("aria-label", label)
            .mark("title", label)
            .child(icon("bell"))
    };
    (is_said && !is_constant).then(link)
}

/// Alarms that the device's own settings suggest and that are not there yet. A door of its chunk.
#[inline(never)]
pub(crate) fn offers() -> Piece {
    let (subject, mirror, was_asked) = (expect_context::<Subject>(), expect_context::<Mirror>(), Cell::new(false));
    let offered = move || Some(suggested(subject, mirror)).filter(|rules| !rules.is_empty());
    let list = move |rules: Vec<Rule>| {
        el("div").attr("data-testid", "offered-alarms").child(all(rules.into_iter().map(|rule| offer(rule, was_asked))))
    };
    part(offered, list).and(failure(was_asked))
}

fn offer(rule: Rule, was_asked: Cell<bool>) -> Element {
    let outbox = expect_context::<Outbox>();
    let limit = match rule.condition {
        Condition::Above { limit, .. } => format::in_unit(format::number(limit, None), &text::short(&rule.unit)),
        _ => String::new(),
    };
    let label = text::short(&rule.label);
    let words = t!("{label}: the device itself warns above {limit}.", label, limit);
    let take = act(t!("Make it an alarm")).attr("aria-label", &t!("Make it an alarm: {label}", label)).on(
        "click",
        move |_| {
            was_asked.set(true);
            outbox.send(Intent::Desk(DeskWish::SaveAlarm { rule: Box::new(rule.clone()), former: None }));
        },
    );
    el("p").class("note quiet").child(icon("bell")).child(el("span").child(words)).child(take)
}

fn suggested(subject: Subject, mirror: Mirror) -> Vec<Rule> {
    let Some(summary) = subject.summary() else { return Vec::new() };
    let said = subject.said();
    let known: Vec<_> =
        said.iter().map(|(id, _, value)| (id.as_str(), value.as_ref().and_then(format::number_in))).collect();
    let rule = |ready: crate::alarm::Ready| {
        let (property, profile, _) = said.get(ready.property)?;
        let unit = match &profile.kind {
            Kind::Numeric(numeric) => numeric.unit.clone(),
            _ => String::new(),
        };
        let limit = format::in_unit(format::number(ready.limit, None), &unit);
        Some(Rule {
            name: t!("{name} · {label} above {limit}", name = text::short(&summary.name), label = profile.label, limit),
            device: summary.id.clone(),
            property: property.clone(),
            device_name: summary.name.clone(),
            label: profile.label.clone(),
            unit,
            condition: Condition::Above { limit: ready.limit, slack: 0.0 },
            lasting: Duration::ZERO,
            is_on: true,
        })
    };
    let ids = || std::iter::once(&summary.id).chain(&summary.other_ids);
    let is_made = |rule: &Rule| {
        mirror.alarm_rules().with(|rules| {
            rules.iter().any(|it| {
                ids().any(|id| *id == it.device) && (&it.property, &it.condition) == (&rule.property, &rule.condition)
            })
        })
    };
    ready(&known).into_iter().filter_map(rule).filter(|rule| !is_made(rule)).collect()
}
