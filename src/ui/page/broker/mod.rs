//! The connection, what passed over it, and how it does in detail.

mod access;
mod course;
mod evidence;
mod figures;
mod flow;
mod limits;
mod metrics;
mod rights;
mod talkers;
mod told;
mod users;
mod watched;

use reactive_graph::owner::{expect_context, on_cleanup};

use super::{group, name};
use crate::app::{
    BrokerNews, BrokerWish, Connection, Counters, Diagnostics, Intent, LinkNews, News, Subscription, Version,
};
use crate::language::t;
use crate::time::Timestamp;
use crate::ui::cell::{Cell, Live, live};
use crate::ui::chunk::{self, Chunk};
use crate::ui::clock::Clock;
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, el, part};
use crate::ui::heading::heading;
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::route::Route;
use crate::ui::session::{Login, Session};
use crate::ui::shell::{act, ask};
use crate::ui::{format, text, words};

pub(crate) use rights::rights;
pub(crate) use users::users;

/// A door of its chunk.
#[inline(never)]
pub(crate) fn broker() -> Piece {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    outbox.send(Intent::WatchDiagnostics(true));
    on_cleanup(move || outbox.send(Intent::WatchDiagnostics(false)));
    outbox.send(Intent::Broker(BrokerWish::Look));
    on_cleanup(move || outbox.send(Intent::Broker(BrokerWish::Leave)));
    let told = mirror.broker();
    // What was told at another visit is no news.
    let old = told.get_untracked();
    let news = live(move || {
        let told = told.with(|told| (*told != old).then(|| News::broker(told)).flatten());
        told.unwrap_or_default()
    });
    let flow = live(move || news.with(|news| news.link.clone()));
    let (told_figures, traffic_news) =
        (live(move || news.with(|news| news.figures.clone())), live(move || news.with(|news| news.traffic.clone())));
    let told_log = live(move || news.with(|news: &BrokerNews| news.log.clone()));
    heading(t!("Broker").to_owned())
        .into_piece()
        .and(link(mirror, flow))
        .and(flow::courses(flow))
        .and(failures(mirror.diagnostics()))
        .and(figures::figures(told_figures, mirror.subscriptions()))
        .and(watched::watched(told_log))
        .and(talkers::talkers(traffic_news))
        .and(traffic(mirror.counters()))
        .and(subscriptions(mirror.subscriptions()))
        .and(ways())
        .and(chunk::with(Chunk::Users, metrics::metrics))
        .and(limits(mirror.diagnostics()))
        .and(packets(mirror.diagnostics()))
}

fn link(mirror: Mirror, flow: Live<LinkNews>) -> Element {
    let (clock, login) = (expect_context::<Clock>(), expect_context::<Session>().login());
    let state = move || mirror.connection().with(|connection| words::connection(connection, None, clock.now()));
    let of_login = move |pick: fn(&Login) -> &str| {
        dom::text(move || {
            login.with(|login| login.as_ref().map_or_else(|| "—".to_owned(), |login| text::short(pick(login))))
        })
    };
    let since = move |since| {
        dom::text(move || {
            let now = clock.now();
            format!("{} ({})", format::moment(since, now), format::ago(now.since(since)))
        })
    };
    let facts = el("dl")
        .class("panel facts")
        .child(fact(t!("Address"), el("code").child(of_login(|login| &login.url))))
        .child(fact(t!("User"), of_login(|login| &login.username)))
        .child(fact(t!("State"), dom::text(state)))
        .child(part(move || mirror.connection().with(protocol), |protocol| fact(t!("Protocol"), protocol)))
        .child(part(move || mirror.connection().with(reason), |because| fact(t!("Reason"), because)))
        .child(part(move || mirror.live_since(), move |then| fact(t!("Without a break since"), since(then))))
        .child(flow::facts(flow));
    group(t!("Connection"), facts)
}

fn fact(title: &str, fact: impl IntoPiece) -> Piece {
    name(title).into_piece().and(el("dd").child(fact))
}

/// What the page listens to, and what of it it may not.
fn subscriptions(subscriptions: Live<Vec<Subscription>>) -> Piece {
    part(move || Some(subscriptions.get()).filter(|all| !all.is_empty()), |subscriptions| topics(&subscriptions))
}

fn topics(subscriptions: &[Subscription]) -> Element {
    let refused = subscriptions.iter().filter_map(|it| Some(refusal(&it.filter, it.refused.as_ref()?)));
    let granted = subscriptions.iter().filter(|it| it.refused.is_none());
    let granted = all(granted.map(|it| el("code").child(text::short(&it.filter))));
    let hint = t!("The broker may lose messages without a word. Asked again, it sends all that it stores once more. ");
    let facts = el("dl")
        .class("panel facts")
        .child(all(refused))
        .child(meant(
            t!("Granted"),
            t!("The broker may still hold back messages: its access rules have the last word."),
        ))
        .child(el("dd").class("topics").child(granted));
    group(t!("Topics"), el("p").class("hint").child(hint).child(ask_broker(t!("Ask again"), Intent::AskAgain)))
        .child(facts)
}

/// What has a page of its own.
fn ways() -> Element {
    let way = |target: &Route, picture: &str, label: &str| {
        el("a").attr("href", &target.href()).child(icon(picture)).child(el("span").child(label))
    };
    let ways = el("nav")
        .class("panel ways")
        .attr("aria-label", t!("Access"))
        .child(way(&Route::Rights, "lock", t!("What this user may do")))
        .child(way(&Route::Users, "person", t!("Users and roles")))
        .child(way(&Route::Retained, "store", t!("Tidy up what the broker stores")));
    group(t!("Access"), ways)
}

/// A button within words, of no use while a recording stands for the broker.
fn ask_broker(label: &str, intent: Intent) -> Element {
    let replay = expect_context::<Mirror>().replay();
    ask(label, intent).mark("disabled", move || replay.with(Option::is_some))
}

fn refusal(filter: &str, because: &str) -> Piece {
    let because =
        el("dd").class("bad").child(icon("no")).child(format!(" {}", words::upper_first(&text::short(because))));
    el("dt").child(el("code").child(text::short(filter))).into_piece().and(because)
}

/// A name and its meaning.
fn meant(title: &str, meaning: &str) -> Element {
    name(title).child(el("small").child(meaning))
}

fn reason(connection: &Connection) -> Option<String> {
    match connection {
        Connection::Waiting { because, .. } | Connection::Refused { because } => Some(text::short(because)),
        Connection::Offline | Connection::Connecting | Connection::Live { .. } | Connection::Replay { .. } => None,
    }
}

fn protocol(connection: &Connection) -> Option<&'static str> {
    let Connection::Live { version, .. } = connection else { return None };
    Some(match version {
        Version::Mqtt5 => "MQTT 5",
        Version::Mqtt311 => t!("MQTT 3.1.1, in which the broker cannot say what became of a command"),
    })
}

/// A counter: its name, its meaning, and how it is told.
type Row = (&'static str, &'static str, fn(&Counters) -> String);

fn traffic(counters: Live<Counters>) -> Element {
    let rows: [Row; 7] = [
        (t!("Messages received"), t!("What devices and services have said since this page was loaded."), |it| {
            format::count(it.messages_received)
        }),
        (t!("Bytes received"), t!("The size of all that, as it came over the wire."), |it| {
            format::bytes(it.bytes_received)
        }),
        (t!("Messages sent"), t!("Commands to devices."), |it| format::count(it.messages_sent)),
        (t!("Not understood"), t!("Messages that no convention could read; Activity lists them."), |it| {
            format::count(it.not_understood)
        }),
        (t!("Connection errors"), t!("Connections that failed or were lost."), |it| {
            format::count(it.connection_errors)
        }),
        (
            t!("Gaps"),
            t!("Readings that came long after they were due: the device or the broker has lost some before."),
            |it| format::count(it.gaps),
        ),
        (t!("Left out"), t!("Devices, properties, texts and list entries beyond what this page keeps."), |it| {
            format::count(it.discarded)
        }),
    ];
    let row = |(name, meaning, pick): Row| {
        meant(name, meaning).into_piece().and(el("dd").child(dom::text(move || counters.with(pick))))
    };
    group(t!("Since this page was loaded"), el("dl").class("panel facts").child(all(rows.map(row))))
}

/// A name, its meaning, and a value.
#[derive(Clone, PartialEq)]
struct Fact {
    name: &'static str,
    meaning: &'static str,
    value: String,
    is_bad: bool,
}

fn limits(diagnostics: Live<Diagnostics>) -> Piece {
    let row = |fact: Fact| {
        let value = el("dd").class(if fact.is_bad { "bad" } else { "" }).child(fact.value);
        meant(fact.name, fact.meaning).into_piece().and(value)
    };
    let list = move |facts: Vec<Fact>| {
        let rows = all(facts.into_iter().map(row));
        group(t!("Limits"), el("dl").class("panel facts").attr("data-testid", "limits").child(rows))
    };
    part(move || Some(diagnostics.with(limits::facts)).filter(|facts| !facts.is_empty()), list)
}

/// Something that happened, in words and as it was seen from here.
#[derive(Clone, PartialEq)]
struct Entry {
    at: Timestamp,
    what: String,
    raw: String,
    end: String,
}

fn log(mark: &str, entries: Vec<Entry>) -> Element {
    let row = |entry: Entry| {
        let what = el("span")
            .class("what")
            .child(format!("{} ", entry.what))
            .child(el("code").class("excerpt").child(entry.raw));
        el("li")
            .child(el("span").class("time").child(format::time_of_day(entry.at)))
            .child(what)
            .child(el("span").class("time").child(entry.end))
    };
    el("ol").class("panel log").attr("data-testid", mark).child(all(entries.into_iter().map(row)))
}

fn failures(diagnostics: Live<Diagnostics>) -> Piece {
    let entries = move || diagnostics.with(|it| it.failures.iter().map(evidence::failure).collect::<Vec<_>>());
    part(
        move || Some(entries()).filter(|entries| !entries.is_empty()),
        |entries| group(t!("What went wrong"), log("failures", entries)),
    )
}

/// The last packets change all the time: they are there only while somebody wants to see them.
fn packets(diagnostics: Live<Diagnostics>) -> Element {
    let is_open = Cell::new(false);
    let entries = move || diagnostics.with(|it| it.packets.iter().map(evidence::packet).collect::<Vec<_>>());
    let toggle = act("")
        .on("click", move |_| is_open.update(|is_open| *is_open = !*is_open))
        .child(dom::text(move || if is_open.get() { t!("Hide") } else { t!("Show") }));
    let hint = t!("The last packets in both directions, without passwords and without what messages say. ");
    group(t!("Packets"), el("p").class("hint").child(hint).child(toggle))
        .child(part(move || is_open.get().then(entries), |entries| log("packets", entries)))
}
