//! What stands around every page: the way to the other pages, how the connection does, and what needs to be said.

use reactive_graph::owner::expect_context;

use super::alarm::calling;
use super::cell::{Cell, Live, live};
use super::clock::Clock;
use super::dom::{self, Element, IntoPiece, Piece, all, each, el, part};
use super::icon::icon;
use super::list::List;
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::overlay::Overlay;
use super::route::Route;
use super::session::Session;
use super::{format, text, words};
use crate::app::{Connection, Intent};
use crate::language::t;
use crate::time::Timestamp;

pub(super) fn navigation(route: Live<Route>) -> Element {
    let section = live(move || route.with(Route::section));
    // The narrow ones have the first and the last; what stands between is behind the last there.
    let links = [
        (Route::Home, "home", t!("Home"; "a page")),
        (Route::Devices, "devices", t!("Devices")),
        (Route::Alarms, "bell", t!("Alarms")),
        (Route::Activity, "pulse", t!("Activity")),
        (Route::Topics(String::new()), "tree", t!("Topics")),
        (Route::Broker, "plug", t!("Broker")),
        (Route::Settings, "gear", t!("Settings")),
        (Route::More, "more", t!("More")),
    ];
    let mirror = expect_context::<Mirror>();
    let calling = move || Some(calling(mirror)).filter(|count| *count > 0);
    let count = |count: usize| el("span").class("calls").child(count.to_string());
    let link = |(target, picture, label): (Route, &'static str, &'static str)| {
        let calls = (target == Route::Alarms).then(|| part(calling, count));
        let place = match target {
            Route::Topics(_) | Route::Broker | Route::Settings => "aside",
            Route::More => "narrow",
            _ => "always",
        };
        el("a")
            .class(place)
            .attr("href", &target.href())
            .mark("aria-current", move || (section.get() == target).then_some("page"))
            .child(icon(picture))
            .child(el("span").child(label))
            .child(calls)
    };
    el("nav").class("pages").attr("aria-label", t!("Pages")).child(all(links.map(link)))
}

/// Opens the search through everything.
pub(super) fn finder(overlay: Overlay) -> Element {
    el("button")
        .attr("type", "button")
        .class("finder")
        .attr("aria-label", t!("Search everything"))
        .mark("aria-keyshortcuts", move || overlay.has_keys().then_some("/"))
        .on("click", move |_| overlay.search())
        .child(icon("find"))
        .child(el("span").child(t!("Search")))
        .child(part(move || overlay.has_keys().then_some(()), |()| el("kbd").attr("aria-hidden", "true").child("/")))
}

/// The rooms, where there is space for them. A door of its chunk.
#[inline(never)]
pub(super) fn rooms(route: Live<Route>) -> Element {
    let mirror = expect_context::<Mirror>();
    let rooms = live(move || mirror.devices().with(List::rooms));
    let room = move |(name, count): (String, usize)| {
        let (target, label) = (Route::Room(name.clone()), text::short(&name));
        el("a")
            .attr("href", &target.href())
            .mark("aria-current", move || route.with(|route| *route == target).then_some("page"))
            .child(el("span").child(label))
            .child(el("span").class("count").child(count.to_string()))
    };
    el("nav")
        .class("rooms")
        .attr("aria-label", t!("Rooms"))
        .mark("hidden", move || rooms.with(Vec::is_empty))
        .child(el("p").attr("aria-hidden", "true").child(t!("Rooms")))
        .child(each(move || rooms.get(), room))
}

/// The one place that says how the connection does.
pub(super) fn connection_mark() -> Element {
    let (mirror, clock, session) = (expect_context::<Mirror>(), expect_context::<Clock>(), expect_context::<Session>());
    let words = live(move || {
        let login = session.login().get();
        let user = login.as_ref().map(|login| login.username.as_str()).filter(|user| !user.is_empty());
        mirror.connection().with(|connection| words::connection(connection, user, clock.now()))
    });
    el("p")
        .class("connection")
        .attr("data-testid", "connection")
        .mark("data-state", move || mirror.connection().with(state_mark))
        .child(el("span").class("dot").attr("aria-hidden", "true"))
        .child(el("span").child(words))
}

/// Whoever has started a recording may have gone elsewhere. A door of its chunk.
#[inline(never)]
pub(super) fn recording_mark() -> Piece {
    let mirror = expect_context::<Mirror>();
    let lasts = live(move || mirror.recording().with(|it| it.as_ref().filter(|it| it.is_running).map(|it| it.lasts)));
    let words = move || lasts.get().map(|lasts| t!("Recording · {time}", time = format::duration(lasts)));
    part(
        move || lasts.get().map(|_| ()),
        move |()| {
            el("a")
                .class("recording")
                .attr("href", &Route::Settings.href())
                .attr("data-testid", "records")
                .child(dom::text(words))
        },
    )
}

fn state_mark(connection: &Connection) -> &'static str {
    match connection {
        Connection::Offline => "offline",
        Connection::Connecting => "connecting",
        Connection::Live { .. } => "live",
        Connection::Waiting { .. } => "waiting",
        Connection::Refused { .. } => "refused",
        Connection::Replay { .. } => "replay",
    }
}

/// Totals since the page was loaded.
pub(super) fn counters() -> Element {
    let counters = expect_context::<Mirror>().counters();
    let received = dom::text(move || counters.with(|counters| counters.messages_received.to_string()));
    let not_understood = dom::text(move || counters.with(|counters| counters.not_understood.to_string()));
    let is_one = live(move || counters.with(|counters| counters.messages_received == 1));
    let messages = dom::text(move || if is_one.get() { t!(" message") } else { t!(" messages") });
    let number = |mark: &str, number: Piece| el("span").attr("data-testid", mark).child(number);
    el("p").class("counters").child(el("span").child(number("messages-received", received)).child(messages)).child(
        el("a")
            .attr("href", &Route::Activity.href())
            .child(number("not-understood", not_understood))
            .child(t!(" not understood")),
    )
}

/// Says why values stand still. A door of its chunk.
#[inline(never)]
pub(crate) fn banner() -> Piece {
    let mirror = expect_context::<Mirror>();
    let said = live(move || {
        mirror.connection().with(|connection| match connection {
            Connection::Connecting => Some((t!("Connecting to the broker…").to_owned(), None)),
            Connection::Waiting { until, because } => Some((text::short(because), Some(*until))),
            Connection::Replay { since: None } => Some((
                t!("The connection was lost here when this was recorded. Values are the last known ones.").to_owned(),
                None,
            )),
            Connection::Live { .. }
            | Connection::Offline
            | Connection::Refused { .. }
            | Connection::Replay { since: Some(_) } => None,
        })
    });
    let may_be_cut = move || mirror.counters().with(|counters| counters.may_be_cut);
    el("div")
        .attr("role", "status")
        .child(part(move || may_be_cut().then_some(()), |()| cut()))
        .child(part(
            move || Some(mirror.incomplete().get()).filter(|missing| !missing.is_empty()),
            |missing| incomplete(&missing),
        ))
        .child(part(move || mirror.needs_person().get().then_some(()), |()| undecided()))
        .child(part(move || mirror.is_unkept().then_some(()), |()| unkept()))
        .child(part(move || said.get(), |(words, until)| standing_still(&words, until)))
        .into_piece()
}

fn incomplete(missing: &[String]) -> Element {
    let names: Vec<_> = missing.iter().filter_map(|name| words::known_convention(name)).collect();
    let what = match &*names.join(", ") {
        "" => t!("Something that was wanted cannot be done.").to_owned(),
        names => t!("What speaks {names} is not understood.", names),
    };
    let words = el("span")
        .child(el("strong").child(what))
        .child(t!(" The part of this page that knows it could not be fetched from where the page was loaded from."));
    el("div").class("note").child(icon("warn")).child(words).child(ask(t!("Try again"), Intent::AskAgain))
}

/// What is made here is lost when the page goes.
fn unkept() -> Element {
    let words = t!(
        "This browser has no room for what you name, keep and ask for, or is not allowed to keep it: it is gone when \
                 you close the page. Settings can save names, scenes and messages as a file."
    );
    el("div").class("note").child(icon("warn")).child(el("span").child(words))
}

/// Two have changed the same.
fn undecided() -> Element {
    let words = el("span").child(t!("Something that you share is not the same here and with the others. "));
    let link = el("a").attr("href", &Route::Settings.href()).child(t!("Decide in Settings"));
    el("div").class("note").child(icon("warn")).child(words.child(link))
}

fn cut() -> Element {
    let words = el("span").child(el("strong").child(t!("The broker may not have sent everything that it stores."))).child(
        t!(" It stopped at about 1,000 values, where Mosquitto stops unless max_queued_messages in mosquitto.conf allows \
             more."),
    );
    el("div").class("note").child(icon("warn")).child(words).child(ask(t!("Ask again"), Intent::AskAgain))
}

fn standing_still(words: &str, until: Option<Timestamp>) -> Element {
    let clock = expect_context::<Clock>();
    let hint = |until| {
        let words = move || t!(" Values are the last known ones; {when}.", when = words::next_try(until, clock.now()));
        el("span").attr("aria-hidden", "true").child(dom::text(words))
    };
    el("div")
        .class("note")
        .child(icon(if until.is_some() { "warn" } else { "clock" }))
        .child(el("span").child(el("strong").child(words)).child(until.map(hint)))
        .child(until.map(|_| ask(t!("Try now"), Intent::RetryNow)))
}

/// A button that asks the worker for this.
pub(super) fn ask(label: &str, intent: Intent) -> Element {
    let outbox = expect_context::<Outbox>();
    act(label).on("click", move |_| outbox.send(intent.clone()))
}

pub(super) fn button(label: &str) -> Element {
    el("button").attr("type", "button").class("button").child(label)
}

/// A field with its name above it.
pub(super) fn labelled(label: &str, field: Element) -> Element {
    el("label").class("field").child(el("span").child(label)).child(field)
}

/// Why the last thing the person wanted to keep was not, once something here `was_asked`.
pub(super) fn failure(was_asked: Cell<bool>) -> Piece {
    let mirror = expect_context::<Mirror>();
    let reason = move || {
        let outcome = mirror.customized().get().filter(|_| was_asked.get())?;
        outcome.err()
    };
    part(reason, |reason| {
        el("p").class("hint bad").attr("role", "alert").child(t!("Not kept: {reason}.", reason = text::short(&reason)))
    })
}

/// A button within words.
pub(super) fn act(label: &str) -> Element {
    el("button").attr("type", "button").class("act").child(label)
}

/// What the person should know once.
pub(super) fn notices(notices: Cell<Vec<String>>) -> Piece {
    each(
        move || notices.get(),
        move |notice| {
            let words = el("span").child(notice.as_str());
            let dismiss = move |_| notices.update(|notices| notices.retain(|other| *other != notice));
            el("div")
                .class("note quiet")
                .attr("role", "status")
                .child(words)
                .child(act(t!("Dismiss")).on("click", dismiss))
        },
    )
}
