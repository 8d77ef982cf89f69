//! A device on the list: what it is for, at one glance, and the controls one reaches for.

use reactive_graph::owner::{expect_context, use_context};

use super::cell::{Live, live};
use super::clock::Clock;
use super::dom::{self, Element, each, el, part};
use super::icon::{changing_icon, icon, of_class};
use super::places::View;
use super::plan::Plan;
use super::property::{self, Bound, Place};
use super::route::Route;
use super::selection::picker;
use super::subject::{Subject, availability_mark};
use super::{menu, spark, widget, words};
use crate::device::{Access, DeviceKey, Kind, Profile, PropertyKey, Value};
use crate::history::Series;
use crate::language::t;

pub fn card(device: DeviceKey) -> Element {
    let subject = Subject::new(device);
    let (id, name) = (subject.id(), subject.name());
    // Where its page stands beside it, that is the device.
    let is_beside = use_context::<View>().map_or_else(|| false.into(), |view| view.is_beside(id));
    let plan = live(move || Plan::of(&subject.profiles()));
    // The foremost property that was heard of speaks for the whole card.
    let lead = live(move || {
        plan.with(|plan| {
            plan.keys().find(|key| subject.with_value(*key, |_| ()).is_some()).or_else(|| plan.keys().next())
        })
    });
    let said = live(move || subject.freshness(lead.get()?));
    let is_active = move || {
        let foremost = plan.with(|plan| plan.keys().next());
        !subject.is_missing() && foremost.and_then(|key| subject.with_value(key, is_on)) == Some(true)
    };
    let class = live(move || plan.with(|plan| plan.class));
    let property = move |key: PropertyKey, place: Place| {
        let bound = subject.bound(key)?;
        let view = property::view(&bound, subject, place, said);
        let series = series(subject, &bound, place);
        Some(view.child(series.and_then(spark::line)))
    };
    let show = move |(key, place)| property(key, place);
    let link = el("a").mark("href", move || Route::Device(id.get()).href()).child(name);
    let head = el("header")
        .class("card-head")
        .child(el("span").class("badge").child(changing_icon(move || of_class(class.get()))))
        .child(el("h3").mark("title", name).child(link))
        .child(told(subject, lead))
        .child(part(move || plan.with(|plan| plan.head), move |key| property(key, Place::Head)))
        .child(picker(device, name));
    let more = live(move || plan.with(|plan| plan.more));
    let foot = el("footer")
        .class("more")
        .child(el("span").child(dom::text(move || match more.get() {
            0 => String::new(),
            more => t!("{more} more", more = more.to_string()),
        })))
        .child(menu::opener(subject));
    el("article")
        .class("card")
        .mark("data-testid", move || (!is_beside.get()).then_some("device"))
        .mark("data-device-id", id)
        .mark("data-availability", move || availability_mark(subject.availability()))
        .mark("data-active", is_active)
        .mark("data-hidden", move || subject.summary().is_some_and(|summary| summary.custom.hidden))
        .child(head)
        .child(each(move || plan.with(|plan| plan.standing(|place| place != Place::Row)), show))
        .child(
            el("div")
                .class("readings")
                .child(each(move || plan.with(|plan| plan.standing(|place| place == Place::Row)), show)),
        )
        .child(foot)
}

/// The number of which a card shows how it went.
fn series(subject: Subject, bound: &Bound, place: Place) -> Option<Series> {
    let is_reading = |profile: &Profile| matches!(profile.kind, Kind::Numeric(_)) && profile.access == Access::Read;
    let is_shown = matches!(place, Place::Figure | Place::Row) && bound.profile().with_untracked(is_reading);
    is_shown.then(|| Series { device: subject.id().get_untracked(), property: bound.id().to_owned() })
}

/// One line for the whole device: whether it is missing, and how true its foremost value is.
fn told(subject: Subject, lead: Live<Option<PropertyKey>>) -> Element {
    let clock = expect_context::<Clock>();
    let is_only_asked = move || lead.get().is_some_and(|key| subject.is_only_asked(key));
    let words = live(move || {
        let missing = words::missing(subject.availability(), clock.now());
        match (missing, lead.get().and_then(|key| subject.age(key))) {
            (Some(missing), Some(age)) => format!("{missing} · {}", words::lower_first(&age)),
            // What can only be asked for has nothing to say.
            (None, _) if is_only_asked() => String::new(),
            (missing, age) => missing.or(age).unwrap_or_else(|| t!("Not heard yet").to_owned()),
        }
    });
    let picture = move || match lead.get() {
        _ if subject.is_missing() => Some("warn"),
        _ if is_only_asked() => None,
        lead => subject.truth(lead?).picture(),
    };
    el("p").class("told").child(part(picture, icon)).child(el("span").child(words))
}

fn is_on(value: &Value) -> bool {
    match value {
        Value::Flag(_) | Value::Text(_) => value.as_flag() == Some(true) || widget::is_playing(value),
        Value::Number(_) | Value::Unknown => false,
    }
}
