//! A device on the list: what it is for, at one glance, and the controls one reaches for.

use leptos::prelude::*;

use super::cell::Live;
use super::clock::Clock;
use super::icon::{Icon, of_class};
use super::live::{each, live, mark, maybe, part};
use super::plan::Plan;
use super::property::{Place, PropertyView, freshness_icon};
use super::route::Route;
use super::subject::{Subject, availability_mark};
use super::{widget, words};
use crate::device::{DeviceKey, PropertyKey, Value};

#[component]
pub fn Card(device: DeviceKey) -> impl IntoView {
    let subject = Subject::new(device);
    let (id, name) = (subject.id(), subject.name());
    let plan = live(move || Plan::of(&subject.profiles()));
    // The foremost property that was heard of speaks for the whole card.
    let lead = live(move || {
        plan.with(|plan| plan.keys().find(|key| subject.value(*key).is_some()).or_else(|| plan.keys().next()))
    });
    let said = live(move || subject.freshness(lead.get()?));
    let is_active = move || {
        let foremost = plan.with(|plan| plan.keys().next());
        !subject.is_missing() && foremost.and_then(|key| subject.value(key)).is_some_and(|value| is_on(&value))
    };
    let class = live(move || plan.with(|plan| plan.class));
    let property = move |key: PropertyKey, place: Place| {
        Some(view! { <PropertyView bound=subject.bound(key)? place said subject/> })
    };
    view! {
        <article
            class="card"
            data-testid="device"
            data-device-id=id
            data-availability=mark(move || availability_mark(subject.availability()))
            data-active=mark(is_active)
        >
            <header class="card-head">
                <span class="badge">{part(move || Some(view! { <Icon name=of_class(class.get())/> }))}</span>
                <h3 title=name><a href=mark(move || Route::Device(id.get()).href())>{name}</a></h3>
                <Told subject lead/>
                {part(move || property(plan.with(|plan| plan.head)?, Place::Head))}
            </header>
            {each(move || plan.with(|plan| plan.body.clone()), move |(key, place)| maybe(property(key, place)))}
            {part(move || {
                let more = plan.with(|plan| plan.more);
                (more > 0).then(|| view! { <p class="more">{format!("{more} more")}</p> })
            })}
        </article>
    }
}

/// One line for the whole device: whether it is missing, and how true its foremost value is.
#[component]
fn Told(subject: Subject, lead: Live<Option<PropertyKey>>) -> impl IntoView {
    let clock = expect_context::<Clock>();
    let words = live(move || {
        let missing = words::missing(subject.availability(), clock.now());
        match (missing, lead.get().and_then(|key| subject.age(key))) {
            (Some(missing), Some(age)) => format!("{missing} · {}", words::lower_first(&age)),
            (missing, age) => missing.or(age).unwrap_or_else(|| "Not heard yet".to_owned()),
        }
    });
    let icon = live(move || match subject.freshness(lead.get()?) {
        _ if subject.is_missing() => Some("warn"),
        freshness => freshness.and_then(freshness_icon),
    });
    view! {
        <p class="told">
            {part(move || icon.get().map(|name| view! { <Icon name/> }))}
            <span>{words}</span>
        </p>
    }
}

fn is_on(value: &Value) -> bool {
    match value {
        Value::Flag(_) | Value::Text(_) => value.as_flag() == Some(true) || widget::is_playing(value),
        Value::Number(_) | Value::Unknown => false,
    }
}
