//! The way in: which broker, who, and the password.

use leptos::prelude::*;
use leptos::{ev, html};

use super::address::what_is_wrong;
use super::cell::Cell;
use super::clock::Clock;
use super::config::{Broker, Config};
use super::icon::Icon;
use super::live::{all, mark, maybe, part};
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::session::{Keep, Login, Session};
use super::{text, words};
use crate::app::{Connection, Intent};

#[component]
pub(super) fn LoginForm(config: Config) -> impl IntoView {
    let (session, mirror) = (expect_context::<Session>(), expect_context::<Mirror>());
    let brokers = StoredValue::new(config.brokers);
    let first = brokers.with_value(|brokers| brokers.first().cloned());
    let last = session.login().get_untracked();
    let start = |pick: fn(&Broker) -> &String, typed: fn(&Login) -> &String| {
        last.as_ref().map(typed).or(first.as_ref().map(pick)).cloned().unwrap_or_default()
    };
    let address = Cell::new(start(|broker| &broker.url, |login| &login.url));
    let username = Cell::new(start(|broker| &broker.username, |login| &login.username));
    let complaint = Cell::new(None::<&'static str>);
    let (password, keep) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let is_busy = move || mirror.connection().with(|connection| *connection == Connection::Connecting);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let url = address.get_untracked().trim().to_owned();
        let wrong = what_is_wrong(&url);
        complaint.set(wrong);
        if wrong.is_none() {
            let login = Login { url, username: username.get_untracked() };
            let keep = keep.get_untracked().is_some_and(|keep| keep.checked());
            let password = password.get_untracked().map(|password| password.value()).unwrap_or_default();
            session.connect(login, password, if keep { Keep::ForThisTab } else { Keep::ForThisPage });
        }
    };
    view! {
        <form class="login panel" on:submit=submit>
            <BrokerChoice brokers address username/>
            <label class="field">
                <span>"Broker address"</span>
                <input
                    type="text"
                    inputmode="url"
                    name="address"
                    required
                    autocomplete="url"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby="complaint"
                    aria-invalid=mark(move || complaint.get().is_some().then_some("true"))
                    prop:value=move || address.get()
                    on:input=move |event| address.set(event_target_value(&event))
                />
            </label>
            <p id="complaint" class="complaint" role="alert">{move || complaint.get().unwrap_or_default().to_owned()}</p>
            <label class="field">
                <span>"Username"</span>
                <input
                    type="text"
                    name="username"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    prop:value=move || username.get()
                    on:input=move |event| username.set(event_target_value(&event))
                />
            </label>
            <label class="field">
                <span>"Password"</span>
                <input node_ref=password type="password" name="password" autocomplete="current-password"/>
            </label>
            <label class="check">
                <input node_ref=keep type="checkbox" name="keep"/>
                <span>"Stay signed in until this tab is closed"</span>
            </label>
            <Outcome/>
            <button type="submit" class="button primary" aria-busy=mark(move || is_busy().then_some("true"))>"Connect"</button>
        </form>
    }
}

/// Only where there is a choice.
#[component]
fn BrokerChoice(brokers: StoredValue<Vec<Broker>>, address: Cell<String>, username: Cell<String>) -> impl IntoView {
    let choose = move |event| {
        let index = event_target_value(&event).parse::<usize>().ok();
        let broker = index.and_then(|index| brokers.with_value(|brokers| brokers.get(index).cloned()));
        if let Some(broker) = broker {
            address.set(broker.url);
            username.set(broker.username);
        }
    };
    brokers.with_value(|brokers| {
        maybe((brokers.len() > 1).then(|| {
            let options = all(brokers.iter().enumerate().map(|(index, broker)| {
                let url = broker.url.clone();
                view! {
                    <option value=index.to_string() selected=mark(move || address.with(|address| *address == url))>
                        {text::short(&broker.name)}
                    </option>
                }
            }));
            view! {
                <label class="field">
                    <span>"Broker"</span>
                    <select on:change=choose>{options}</select>
                </label>
            }
        }))
    })
}

/// What became of the last try.
#[component]
fn Outcome() -> impl IntoView {
    let (mirror, clock, outbox) = (expect_context::<Mirror>(), expect_context::<Clock>(), expect_context::<Outbox>());
    let refused = move || {
        mirror.connection().with(|connection| match connection {
            Connection::Refused { because } => Some(text::short(because)),
            _ => None,
        })
    };
    let waiting = move || {
        mirror.connection().with(|connection| match connection {
            Connection::Waiting { until, because } => Some((*until, text::short(because))),
            _ => None,
        })
    };
    view! {
        <div class="outcome" role="alert">
            {part(move || refused().map(|because| view! { <p class="bad"><Icon name="no"/><span>{because}</span></p> }))}
        </div>
        <div class="outcome">
            {part(move || waiting().map(|(until, because)| view! {
                <p class="warn" role="status"><Icon name="warn"/><span>{because}</span></p>
                <p class="retry">
                    <span>{move || words::next_try(until, clock.now())}</span>
                    <button type="button" class="button" on:click=move |_| outbox.send(Intent::RetryNow)>"Try now"</button>
                </p>
            }))}
        </div>
    }
}
