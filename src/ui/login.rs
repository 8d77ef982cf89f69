//! The way in: which broker, who, and the password.

use std::rc::Rc;

use reactive_graph::owner::expect_context;
use web_sys::Event;

use super::address::what_is_wrong;
use super::cell::Cell;
use super::clock::Clock;
use super::config::Broker;
use super::dom::{self, Element, IntoPiece, Piece, all, el, field, part};
use super::icon::icon;
use super::mirror::Mirror;
use super::session::{Keep, Login, Session};
use super::shell::{ask, labelled};
use super::{text, words};
use crate::app::{Connection, Intent};
use crate::language::t;
use crate::time::Timestamp;

/// `brokers` are those to choose from; the first one is proposed.
pub(super) fn login_form(brokers: Vec<Broker>) -> Element {
    let (session, mirror) = (expect_context::<Session>(), expect_context::<Mirror>());
    let last = session.login().get_untracked();
    let start = |pick: fn(&Broker) -> &String, typed: fn(&Login) -> &String| {
        last.as_ref().map(typed).or(brokers.first().map(pick)).cloned().unwrap_or_default()
    };
    let address = Cell::new(start(|broker| &broker.url, |login| &login.url));
    let username = Cell::new(start(|broker| &broker.username, |login| &login.username));
    let complaint = Cell::new(None::<&'static str>);
    let address_field = line("url", "address", address)
        .flag("required")
        .attr("inputmode", "url")
        .attr("aria-describedby", "complaint")
        .mark("aria-invalid", move || complaint.get().is_some().then_some("true"));
    let password =
        el("input").attr("type", "password").attr("name", "password").attr("autocomplete", "current-password");
    let keep = el("input").attr("type", "checkbox").attr("name", "keep");
    let (typed, ticked) = (password.clone(), keep.clone());
    let submit = move |event: Event| {
        event.prevent_default();
        let url = address.get_untracked().trim().to_owned();
        let wrong = what_is_wrong(&url);
        complaint.set(wrong);
        if wrong.is_none() {
            let login = Login { url, username: username.get_untracked() };
            let keep = if ticked.field().checked() { Keep::ForThisTab } else { Keep::ForThisPage };
            session.connect(login, typed.field().value(), keep);
        }
    };
    let is_busy = move || mirror.connection().with(|connection| *connection == Connection::Connecting);
    let complaint = el("p")
        .attr("id", "complaint")
        .class("complaint")
        .attr("role", "alert")
        .child(dom::text(move || complaint.get()));
    let stay =
        el("label").class("check").child(keep).child(el("span").child(t!("Stay signed in until this tab is closed")));
    let connect = el("button")
        .attr("type", "submit")
        .class("button primary")
        .mark("aria-busy", move || is_busy().then_some("true"))
        .child(t!("Connect"));
    el("form")
        .class("login panel")
        .on("submit", submit)
        .child((brokers.len() > 1).then(|| broker_choice(brokers, address, username)))
        .child(labelled(t!("Broker address"), address_field))
        .child(complaint)
        .child(labelled(t!("Username"), line("username", "username", username)))
        .child(labelled(t!("Password"), password))
        .child(stay)
        .child(outcome())
        .child(connect)
}

/// A line to be typed, neither corrected nor begun with a capital.
fn line(autocomplete: &str, name: &str, content: Cell<String>) -> Element {
    el("input")
        .attr("type", "text")
        .attr("name", name)
        .attr("autocomplete", autocomplete)
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .on("input", move |event| content.set(field(&event).value()))
        .value(move || content.get())
}

fn broker_choice(brokers: Vec<Broker>, address: Cell<String>, username: Cell<String>) -> Element {
    let brokers = Rc::new(brokers);
    let option = |(index, broker): (usize, &Broker)| {
        let url = broker.url.clone();
        el("option")
            .attr("value", &index.to_string())
            .mark("selected", move || address.with(|address| *address == url))
            .child(text::short(&broker.name))
    };
    let options = all(brokers.iter().enumerate().map(option));
    let choose = move |event: Event| {
        let index = field(&event).value().parse::<usize>().ok();
        if let Some(broker) = index.and_then(|index| brokers.get(index)) {
            address.set(broker.url.clone());
            username.set(broker.username.clone());
        }
    };
    labelled(t!("Broker"), el("select").on("change", choose).child(options))
}

/// What became of the last try.
fn outcome() -> Piece {
    let mirror = expect_context::<Mirror>();
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
    let told = |mood: &str, picture: &str, because: String| {
        el("p").class(mood).child(icon(picture)).child(el("span").child(because))
    };
    let bad = part(refused, move |because| told("bad", "no", because));
    let warn = part(waiting, move |(until, because)| {
        told("warn", "warn", because).attr("role", "status").into_piece().and(retry(until))
    });
    all([el("div").class("outcome").attr("role", "alert").child(bad), el("div").class("outcome").child(warn)])
}

fn retry(until: Timestamp) -> Element {
    let clock = expect_context::<Clock>();
    el("p")
        .class("retry")
        .child(el("span").child(dom::text(move || words::next_try(until, clock.now()))))
        .child(ask(t!("Try now"), Intent::RetryNow).class("button"))
}
