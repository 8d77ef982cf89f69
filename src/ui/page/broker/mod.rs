//! The connection, what passed over it, and how it does in detail.

mod evidence;
mod limits;

use leptos::prelude::*;

use crate::app::{Connection, Counters, Intent, Subscription, Version};
use crate::time::Timestamp;
use crate::ui::cell::Cell;
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

/// A name, its meaning, and a value.
struct Fact {
    name: &'static str,
    meaning: &'static str,
    value: String,
    is_bad: bool,
}

fn fact_row(fact: Fact) -> impl IntoView {
    view! {
        <dt>{fact.name}<small>{fact.meaning}</small></dt>
        <dd class=if fact.is_bad { "bad" } else { "" }>{fact.value}</dd>
    }
}

/// Something that happened, in words and as it was seen from here.
struct Entry {
    at: Timestamp,
    what: String,
    raw: String,
    end: String,
}

fn entry_row(entry: Entry) -> impl IntoView {
    view! {
        <li>
            <span class="time">{format::time_of_day(entry.at)}</span>
            <span class="what">{entry.what}" "<code class="excerpt">{entry.raw}</code></span>
            <span class="time">{entry.end}</span>
        </li>
    }
}

#[component]
fn Failures() -> impl IntoView {
    let diagnostics = expect_context::<Mirror>().diagnostics();
    let failures = live(move || diagnostics.with(|it| it.failures.clone()));
    part(move || {
        failures.with(|failures| {
            let rows = all(failures.iter().map(evidence::failure).map(entry_row));
            (!rows.is_empty()).then(|| {
                view! {
                    <section class="group">
                        <h2>"What went wrong"</h2>
                        <ol class="panel log" data-testid="failures">{rows}</ol>
                    </section>
                }
            })
        })
    })
}

#[component]
fn Limits() -> impl IntoView {
    let diagnostics = expect_context::<Mirror>().diagnostics();
    part(move || {
        let rows = diagnostics.with(limits::facts);
        (!rows.is_empty()).then(|| {
            view! {
                <section class="group">
                    <h2>"Limits"</h2>
                    <dl class="panel facts" data-testid="limits">{all(rows.into_iter().map(fact_row))}</dl>
                </section>
            }
        })
    })
}

/// The last packets change all the time: they are there only while somebody wants to see them.
#[component]
fn Packets() -> impl IntoView {
    let (diagnostics, is_open) = (expect_context::<Mirror>().diagnostics(), Cell::new(false));
    let rows = part(move || {
        is_open.get().then(|| {
            let rows = diagnostics.with(|it| all(it.packets.iter().map(evidence::packet).map(entry_row)));
            view! { <ol class="panel log" data-testid="packets">{rows}</ol> }
        })
    });
    view! {
        <section class="group">
            <h2>"Packets"</h2>
            <p class="hint">
                "The last packets in both directions, without passwords and without what messages say. "
                <button type="button" class="act" on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)>
                    {live(move || if is_open.get() { "Hide" } else { "Show" }.to_owned())}
                </button>
            </p>
            {rows}
        </section>
    }
}
