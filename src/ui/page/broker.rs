//! The connection and what passed over it.

use leptos::prelude::*;

use crate::app::{Connection, Counters, Subscription, Version};
use crate::ui::clock::Clock;
use crate::ui::heading::Heading;
use crate::ui::icon::Icon;
use crate::ui::live::{all, live, part};
use crate::ui::mirror::Mirror;
use crate::ui::session::{Login, Session};
use crate::ui::{format, text, words};

#[component]
pub(crate) fn Broker() -> impl IntoView {
    view! {
        <Heading title="Broker".to_owned()/>
        <Link/>
        <Traffic/>
        <Subscriptions/>
    }
}

#[component]
fn Link() -> impl IntoView {
    let (mirror, clock) = (expect_context::<Mirror>(), expect_context::<Clock>());
    let login = expect_context::<Session>().login();
    let state = live(move || mirror.connection().with(|connection| words::connection(connection, None, clock.now())));
    let because = live(move || mirror.connection().with(reason));
    let since = live(move || {
        mirror
            .live_since()
            .map(|since| format!("{} ({})", format::moment(since, clock.now()), format::ago(clock.now().since(since))))
    });
    let protocol = live(move || mirror.connection().with(protocol));
    let fact = move |pick: fn(&Login) -> &str| {
        live(move || {
            login.with(|login| login.as_ref().map_or_else(|| "—".to_owned(), |login| text::short(pick(login))))
        })
    };
    view! {
        <section class="group">
            <h2>"Connection"</h2>
            <dl class="panel facts">
                <dt>"Address"</dt><dd><code>{fact(|login| &login.url)}</code></dd>
                <dt>"User"</dt><dd>{fact(|login| &login.username)}</dd>
                <dt>"State"</dt><dd>{state}</dd>
                {part(move || protocol.get().map(|protocol| view! { <dt>"Protocol"</dt><dd>{protocol}</dd> }))}
                {part(move || because.get().map(|because| view! { <dt>"Reason"</dt><dd>{because}</dd> }))}
                {part(move || since.get().map(|since| view! { <dt>"Without a break since"</dt><dd>{since}</dd> }))}
            </dl>
        </section>
    }
}

/// What the page listens to, and what of it it may not.
#[component]
fn Subscriptions() -> impl IntoView {
    let subscriptions = expect_context::<Mirror>().subscriptions();
    part(move || {
        let (refused, granted): (Vec<_>, Vec<_>) = subscriptions.get().into_iter().partition(|it| it.refused.is_some());
        let is_known = !(refused.is_empty() && granted.is_empty());
        is_known.then(|| {
            view! {
                <section class="group">
                    <h2>"Topics"</h2>
                    <dl class="panel facts">
                        {all(refused.into_iter().map(refusal))}
                        <dt>"Granted"<small>"The broker may still hold back messages: its access rules have the last word."</small></dt>
                        <dd class="topics">
                            {all(granted.iter().map(|it| view! { <code>{text::short(&it.filter)}</code> }))}
                        </dd>
                    </dl>
                </section>
            }
        })
    })
}

fn refusal(subscription: Subscription) -> impl IntoView {
    let because = text::short(&subscription.refused.unwrap_or_default());
    view! {
        <dt><code>{text::short(&subscription.filter)}</code></dt>
        <dd class="bad"><Icon name="no"/>" "{because}</dd>
    }
}

fn reason(connection: &Connection) -> Option<String> {
    match connection {
        Connection::Waiting { because, .. } | Connection::Refused { because } => Some(text::short(because)),
        Connection::Offline | Connection::Connecting | Connection::Live { .. } => None,
    }
}

fn protocol(connection: &Connection) -> Option<&'static str> {
    let Connection::Live { version, .. } = connection else { return None };
    Some(match version {
        Version::Mqtt5 => "MQTT 5",
        Version::Mqtt311 => "MQTT 3.1.1, in which the broker cannot say what became of a command",
    })
}

/// A counter: its name, its meaning, and how it is told.
type Row = (&'static str, &'static str, fn(&Counters) -> String);

#[component]
fn Traffic() -> impl IntoView {
    let counters = expect_context::<Mirror>().counters();
    let rows: [Row; 6] = [
        ("Messages received", "What devices and services have said since this page was loaded.", |it| {
            format::count(it.messages_received)
        }),
        ("Bytes received", "The size of all that, as it came over the wire.", |it| format::bytes(it.bytes_received)),
        ("Messages sent", "Commands to devices.", |it| format::count(it.messages_sent)),
        ("Not understood", "Messages that no convention could read; Activity lists them.", |it| {
            format::count(it.not_understood)
        }),
        ("Connection errors", "Connections that failed or were lost.", |it| format::count(it.connection_errors)),
        ("Left out", "Devices, properties, texts and list entries beyond what this page keeps.", |it| {
            format::count(it.discarded)
        }),
    ];
    view! {
        <section class="group">
            <h2>"Since this page was loaded"</h2>
            <dl class="panel facts">
                {all(rows.map(|(name, meaning, pick)| view! {
                    <dt>{name}<small>{meaning}</small></dt>
                    <dd>{move || counters.with(pick)}</dd>
                }))}
            </dl>
        </section>
    }
}
