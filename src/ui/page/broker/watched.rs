//! The broker's log: whom it refused, its last lines, and whether to warn of many refusals.

use reactive_graph::owner::expect_context;

use super::told::{lines, reload, rules};
use super::{Entry, log};
use crate::app::{LogLine, LogNews, MANY, Refusal, Refused, WITHIN};
use crate::language::t;
use crate::ui::cell::{Cell, Live, live};
use crate::ui::dom::{self, Element, IntoPiece, Piece, el, field, part};
use crate::ui::outbox::Outbox;
use crate::ui::page::group;
use crate::ui::shell::act;
use crate::ui::{format, guard, text};

const CONF: &str = "log_dest topic\nlog_type error\nlog_type warning\nlog_type notice\nlog_type information";

pub(super) fn watched(news: Live<LogNews>) -> Element {
    let is_empty = live(move || news.with(|it| it.lines.is_empty() && it.since.is_some()));
    let counts = live(move || news.with(|it| (it.counts, it.since)));
    let refusals = live(move || news.with(|it| it.refusals.clone()));
    let refused =
        move || Some(refusals.with(|all| all.iter().map(refusal).collect())).filter(|all: &Vec<_>| !all.is_empty());
    let words = move || {
        let ([logins, unclear, protocol, actions], Some(since)) = counts.get() else { return None };
        let count = |count: u64| format::count(count);
        (!is_empty.get()).then(|| {
            let refused = t!(
                "Since {time}: refused logins {logins}, left before they were let in {unclear}, not MQTT {protocol}.",
                time = format::time_of_day(since),
                logins = count(logins),
                unclear = count(unclear),
                protocol = count(protocol)
            );
            (refused, forbidden(actions))
        })
    };
    let told = |(refused, forbidden): (String, String)| {
        let refused = el("p").class("hint").attr("data-testid", "refused-counts").child(refused);
        refused.into_piece().and(el("p").class("hint").attr("data-testid", "forbidden").child(forbidden))
    };
    group(t!("The broker's log"), switch())
        .attr("data-testid", "broker-log")
        .child(part(move || is_empty.get().then_some(()), |()| missing()))
        .child(part(words, told))
        .child(part(refused, |entries| log("refused", entries)))
        .child(last_lines(news))
}

/// Mosquitto writes of these at a level that it publishes to nobody, whatever its log is told to hold (2.0.11, with `log_type all`).
/// Another broker may, or what carries a log file to a topic.
fn forbidden(count: u64) -> String {
    match count {
        0 => t!(
            "Messages that the access rules forbid are not counted: Mosquitto tells of them only in a log file or on its \
             console, with log_type debug, and never here."
        )
        .to_owned(),
        count => t!("Messages that the access rules forbid: {count}.", count = format::count(count)),
    }
}

fn switch() -> Element {
    let outbox = expect_context::<Outbox>();
    let is_on = Cell::new(guard::is_wanted());
    let field = el("input").attr("type", "checkbox").checked(move || is_on.get()).on("change", move |event| {
        is_on.set(field(&event).checked());
        guard::want(is_on.get_untracked(), outbox);
    });
    let words = t!(
        "Warn me when it refuses {count} logins within {time}, also while I do not look here",
        count = MANY.to_string(),
        time = format::duration(WITHIN)
    );
    el("div").class("panel yours").child(el("label").class("check").child(field).child(el("span").child(words)))
}

fn missing() -> Piece {
    let hint = |words: &'static str| el("p").class("hint").child(words);
    hint(t!("Nothing has come of its log so far. Mosquitto publishes it with these lines in mosquitto.conf, after a restart:"))
        .attr("data-testid", "log-missing")
        .into_piece()
        .and(lines(CONF.to_owned(), t!("Copy the settings")))
        .and(hint(t!("And its access rules must let this user read it, which tells it who connects from where:")))
        .and(rules())
        .and(hint(t!("Afterwards the broker reads them with this:")))
        .and(reload())
}

fn refusal(refusal: &Refusal) -> Entry {
    let what = match refusal.kind {
        Refused::Login => t!("Login refused"),
        Refused::Unclear => {
            t!("Left before being let in; over WebSocket, Mosquitto 2.0 says no more of a refused login")
        }
        Refused::Protocol => t!("What came was not MQTT"),
        Refused::Action => t!("Not allowed to publish"),
    };
    let who = [(t!("client"), &refusal.client), (t!("user"), &refusal.user), (t!("from"), &refusal.address)];
    let who = who.into_iter().filter_map(|(word, who)| Some(format!("{word} {}", text::short(who.as_ref()?))));
    Entry { at: refusal.at, what: what.to_owned(), raw: who.collect::<Vec<_>>().join(" · "), end: String::new() }
}

/// They change all the time: they are there only while somebody wants to see them.
fn last_lines(news: Live<LogNews>) -> Piece {
    let is_open = Cell::new(false);
    let lines = live(move || news.with(|it| it.lines.clone()));
    let toggle = move |()| {
        let words = move || if is_open.get() { t!("Hide") } else { t!("Show its last lines") };
        let toggle = act("").child(dom::text(words));
        el("p").child(toggle.on("click", move |_| is_open.update(|is_open| *is_open = !*is_open)))
    };
    let entry = |line: &LogLine| Entry {
        at: line.at,
        what: String::new(),
        raw: text::short(&line.text),
        end: text::short(&line.level),
    };
    let entries = move || is_open.get().then(|| lines.with(|lines| lines.iter().map(entry).collect::<Vec<_>>()));
    let is_there = move || lines.with(|lines| !lines.is_empty()).then_some(());
    part(is_there, toggle).and(part(entries, |entries| log("log-lines", entries)))
}
