//! What was asked for and what became of it; and what was said that nobody here understands.

use leptos::prelude::*;

use crate::app::{Intent, NotUnderstood, Problem, RequestNews};
use crate::device::Stage;
use crate::ui::clock::Clock;
use crate::ui::heading::Heading;
use crate::ui::icon::Icon;
use crate::ui::live::{all, live, part};
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::property::{mood, stage_mark};
use crate::ui::route::Route;
use crate::ui::{format, text, words};

#[component]
pub(crate) fn Activity() -> impl IntoView {
    let outbox = expect_context::<Outbox>();
    outbox.send(Intent::WatchNotUnderstood(true));
    on_cleanup(move || outbox.send(Intent::WatchNotUnderstood(false)));
    view! {
        <Heading title="Activity".to_owned()/>
        <Requests/>
        <Unread/>
        <Problems/>
    }
}

#[component]
fn Requests() -> impl IntoView {
    let requests = expect_context::<Mirror>().requests();
    let list = part(move || {
        Some(requests.with(|requests| {
            match requests.as_slice() {
            [] => view! {
                <p class="empty">"Nothing yet. Whatever you switch or set is listed here, with what became of it."</p>
            }
            .into_any(),
            requests => view! {
                <ol class="panel log">{all(requests.iter().map(|request| view! { <RequestRow request/> }))}</ol>
            }
            .into_any(),
        }
        }))
    });
    view! { <section class="group"><h2>"What was asked for"</h2>{list}</section> }
}

#[component]
fn RequestRow<'a>(request: &'a RequestNews) -> impl IntoView + use<> {
    let mirror = expect_context::<Mirror>();
    let stage = request.request.stage.clone();
    let device = request.device;
    let href = live(move || mirror.summary(device).map(|device| Route::Device(device.id).href()));
    let after = request.request.steps.last().filter(|(stage, _)| *stage != Stage::Sent).map(|(_, after)| *after);
    view! {
        <li data-request=stage_mark(&stage)>
            <span class="time">{format::time_of_day(request.request.asked)}</span>
            <span class="what">
                <a href=href>{text::short(&request.device_name)}</a>
                " · " {text::short(&request.label)} ": "
                {words::plain_wish(&request.request.wanted)}
                <small title=text::visible(&request.topic).into_owned()>{text::short(&request.topic)}</small>
            </span>
            <span class="words"><Icon name=mood(&stage)/><span>{words::outcome(&stage)}</span></span>
            <span class="time">{after.map(format::duration).unwrap_or_default()}</span>
        </li>
    }
}

#[component]
fn Unread() -> impl IntoView {
    let unread = expect_context::<Mirror>().not_understood();
    let list = part(move || {
        Some(unread.with(|unread| match unread.as_slice() {
            [] => view! { <p class="empty">"Nothing: every message made sense."</p> }.into_any(),
            unread => view! {
                <p class="hint">
                    "These topics belong to a convention this page knows, but what they said made no sense to it. Nothing else is affected."
                </p>
                <ol class="panel log">{all(unread.iter().map(|entry| view! { <UnreadRow entry/> }))}</ol>
            }
            .into_any(),
        }))
    });
    view! { <section class="group"><h2>"What was not understood"</h2>{list}</section> }
}

#[component]
fn UnreadRow<'a>(entry: &'a NotUnderstood) -> impl IntoView + use<> {
    let clock = expect_context::<Clock>();
    let (last, count) = (entry.last, entry.count);
    let excerpt = text::visible(&entry.excerpt).into_owned();
    let size = u64::try_from(entry.size).unwrap_or(u64::MAX);
    view! {
        <li class="unread">
            <span class="what">
                <code class="topic">{text::visible(&entry.topic).into_owned()}</code>
                <span class="reason">{text::visible(&entry.reason).into_owned()}</span>
                <code class="excerpt">{excerpt}</code>
            </span>
            <span class="time">
                {if count > 1 { format!("{count} times · ") } else { String::new() }}
                {format::bytes(size)} " · "
                {move || format::ago(clock.now().since(last))}
            </span>
        </li>
    }
}

/// What devices announce and cannot keep.
#[component]
fn Problems() -> impl IntoView {
    let problems = expect_context::<Mirror>().problems();
    part(move || {
        let rows = problems.with(|problems| all(problems.iter().map(|it| view! { <ProblemRow problem=it/> })));
        (!rows.is_empty()).then(|| view! {
            <section class="group">
                <h2>"What cannot work as announced"</h2>
                <p class="hint">
                    "These announcements were taken as far as they make sense. Whoever publishes them can mend the rest."
                </p>
                <ol class="panel log" data-testid="problems">{rows}</ol>
            </section>
        })
    })
}

#[component]
fn ProblemRow<'a>(problem: &'a Problem) -> impl IntoView + use<> {
    view! {
        <li class="unread">
            <span class="what">
                <code class="topic">{text::visible(&problem.topic).into_owned()}</code>
                <span class="reason">{text::visible(&problem.words).into_owned()}</span>
            </span>
        </li>
    }
}
