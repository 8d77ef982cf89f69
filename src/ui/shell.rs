//! What stands around every page: the way to the other pages, how the connection does, and what needs to be said.

use leptos::prelude::*;

use super::cell::{Cell, Live};
use super::clock::Clock;
use super::icon::Icon;
use super::live::{all, each, live, mark, maybe, part};
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::route::Route;
use super::session::Session;
use super::{text, words};
use crate::app::{Connection, Intent};

#[component]
pub(super) fn Navigation(route: Live<Route>) -> impl IntoView {
    let section = live(move || route.with(Route::section));
    let links = [
        (Route::Devices, "home", "Devices"),
        (Route::Activity, "pulse", "Activity"),
        (Route::Broker, "plug", "Broker"),
        (Route::Settings, "gear", "Settings"),
    ];
    view! {
        <nav class="pages" aria-label="Pages">
            {all(links.map(|(target, icon, label)| {
                let href = target.href();
                view! {
                    <a href=href aria-current=mark(move || (section.get() == target).then_some("page"))>
                        <Icon name=icon/>
                        <span>{label}</span>
                    </a>
                }
            }))}
        </nav>
    }
}

/// The one place that says how the connection does.
#[component]
pub(super) fn ConnectionMark() -> impl IntoView {
    let (mirror, clock, session) = (expect_context::<Mirror>(), expect_context::<Clock>(), expect_context::<Session>());
    let state = live(move || mirror.connection().with(state_mark));
    let words = live(move || {
        let login = session.login().get();
        let user = login.as_ref().map(|login| login.username.as_str()).filter(|user| !user.is_empty());
        mirror.connection().with(|connection| words::connection(connection, user, clock.now()))
    });
    view! {
        <p class="connection" data-testid="connection" data-state=state>
            <span class="dot" aria-hidden="true"></span>
            <span>{words}</span>
        </p>
    }
}

fn state_mark(connection: &Connection) -> &'static str {
    match connection {
        Connection::Offline => "offline",
        Connection::Connecting => "connecting",
        Connection::Live { .. } => "live",
        Connection::Waiting { .. } => "waiting",
        Connection::Refused { .. } => "refused",
    }
}

/// Totals since the page was loaded.
#[component]
pub(super) fn CountersView() -> impl IntoView {
    let counters = expect_context::<Mirror>().counters();
    let received = live(move || counters.with(|counters| counters.messages_received.to_string()));
    let not_understood = live(move || counters.with(|counters| counters.not_understood.to_string()));
    view! {
        <p class="counters">
            <span><span data-testid="messages-received">{received}</span>" messages"</span>
            <a href=Route::Activity.href()><span data-testid="not-understood">{not_understood}</span>" not understood"</a>
        </p>
    }
}

/// Says why values stand still.
#[component]
pub(super) fn Banner() -> impl IntoView {
    let (mirror, clock, outbox) = (expect_context::<Mirror>(), expect_context::<Clock>(), expect_context::<Outbox>());
    let said = live(move || {
        mirror.connection().with(|connection| match connection {
            Connection::Connecting => Some(("Connecting to the broker…".to_owned(), None)),
            Connection::Waiting { until, because } => Some((text::short(because), Some(*until))),
            Connection::Live { .. } | Connection::Offline | Connection::Refused { .. } => None,
        })
    });
    let may_be_cut = live(move || mirror.counters().with(|counters| counters.may_be_cut));
    view! {
        <div role="status">
            {part(move || may_be_cut.get().then(|| view! {
                <div class="note">
                    <Icon name="warn"/>
                    <span>
                        <strong>"The broker may not have sent everything that it stores."</strong>
                        " It stopped at about 1,000 values, where Mosquitto stops unless max_queued_messages in \
                         mosquitto.conf allows more."
                    </span>
                    <button type="button" class="act" on:click=move |_| outbox.send(Intent::AskAgain)>"Ask again"</button>
                </div>
            }))}
            {part(move || said.get().map(|(words, until)| view! {
                <div class="note">
                    <Icon name=if until.is_some() { "warn" } else { "clock" }/>
                    <span>
                        <strong>{words}</strong>
                        {maybe(until.map(|until| view! {
                            <span aria-hidden="true">
                                {move || format!(" Values are the last known ones; {}.", words::next_try(until, clock.now()))}
                            </span>
                        }))}
                    </span>
                    {maybe(until.map(|_| view! {
                        <button type="button" class="act" on:click=move |_| outbox.send(Intent::RetryNow)>"Try now"</button>
                    }))}
                </div>
            }))}
        </div>
    }
}

/// What the person should know once.
#[component]
pub(super) fn Notices(notices: Cell<Vec<String>>) -> impl IntoView {
    let dismiss = move |notice: &str| notices.update(|notices| notices.retain(|other| other != notice));
    view! {
        {each(move || notices.get(), move |notice| {
            let this = notice.clone();
            view! {
                <div class="note quiet" role="status">
                    <span>{notice}</span>
                    <button type="button" class="act" on:click=move |_| dismiss(&this)>"Dismiss"</button>
                </div>
            }
        })}
    }
}
