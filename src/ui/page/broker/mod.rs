//! The connection, what passed over it, and how it does in detail.

mod evidence;
mod limits;

use leptos::prelude::*;

use evidence::{Failures, Packets};
use limits::Limits;

use crate::app::{BrokerLimits, Connection, Counters, Intent, Subscription, Version};
use crate::ui::clock::Clock;
use crate::ui::heading::Heading;
use crate::ui::icon::Icon;
use crate::ui::live::{all, live, part};
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::session::{Login, Session};
use crate::ui::{format, text, words};

#[component]
pub(crate) fn Broker() -> impl IntoView {
    let outbox = expect_context::<Outbox>();
    outbox.send(Intent::WatchDiagnostics(true));
    on_cleanup(move || outbox.send(Intent::WatchDiagnostics(false)));
    view! {
        <Heading title="Broker".to_owned()/>
        <Link/>
        <Failures/>
        <Traffic/>
        <Subscriptions/>
        <Limits/>
        <Packets/>
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
    let client_id = live(move || mirror.diagnostics().with(|it| it.client_id.clone()));
    let allows = live(move || mirror.diagnostics().with(|it| it.broker.as_ref().map(allowed)));
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
                {part(move || (!client_id.with(String::is_empty)).then(|| view! {
                    <dt>"Client id"<small>"Under which the broker knows this page."</small></dt>
                    <dd><code>{client_id}</code></dd>
                }))}
                {part(move || allows.get().map(|allows| view! { <dt>"The broker allows"</dt><dd>{allows}</dd> }))}
                {part(move || because.get().map(|because| view! { <dt>"Reason"</dt><dd>{because}</dd> }))}
                {part(move || since.get().map(|since| view! { <dt>"Without a break since"</dt><dd>{since}</dd> }))}
            </dl>
        </section>
    }
}

/// What the page listens to, and what of it it may not.
#[component]
fn Subscriptions() -> impl IntoView {
    let (subscriptions, outbox) = (expect_context::<Mirror>().subscriptions(), expect_context::<Outbox>());
    part(move || {
        let (refused, granted): (Vec<_>, Vec<_>) = subscriptions.get().into_iter().partition(|it| it.refused.is_some());
        let is_known = !(refused.is_empty() && granted.is_empty());
        is_known.then(|| {
            view! {
                <section class="group">
                    <h2>"Topics"</h2>
                    <p class="hint">
                        "The broker may lose messages without a word. Asked again, it sends all that it stores once more. "
                        <button type="button" class="act" on:click=move |_| outbox.send(Intent::AskAgain)>"Ask again"</button>
                    </p>
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

/// What the broker allows, as far as it has said so.
fn allowed(limits: &BrokerLimits) -> String {
    let mut words = vec![
        format!("quality of service up to {}", limits.maximum_qos),
        format!("{} messages without an answer", limits.receive_maximum),
    ];
    if let Some(bytes) = limits.packet_bytes {
        words.push(format!("packets up to {}", format::bytes(bytes.into())));
    }
    if let Some(time) = limits.keep_alive {
        words.push(format!("{} of silence", format::duration(time)));
    }
    if !limits.retain_available {
        words.push("no retained messages".to_owned());
    }
    words.join(", ")
}

/// A counter: its name, its meaning, and how it is told.
type Row = (&'static str, &'static str, fn(&Counters) -> String);

#[component]
fn Traffic() -> impl IntoView {
    let counters = expect_context::<Mirror>().counters();
    let rows: [Row; 7] = [
        ("Messages received", "What devices and services have said since this page was loaded.", |it| {
            format::count(it.messages_received)
        }),
        ("Bytes received", "The size of all that, as it came over the wire.", |it| format::bytes(it.bytes_received)),
        ("Messages sent", "Commands to devices.", |it| format::count(it.messages_sent)),
        ("Not understood", "Messages that no convention could read; Activity lists them.", |it| {
            format::count(it.not_understood)
        }),
        ("Connection errors", "Connections that failed or were lost.", |it| format::count(it.connection_errors)),
        ("Gaps", "Readings that came long after they were due: the device or the broker has lost some before.", |it| {
            format::count(it.gaps)
        }),
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
