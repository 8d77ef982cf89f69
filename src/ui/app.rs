//! The whole page: what all parts share, and which of them is to be seen.

use std::time::Duration;

use reactive_graph::owner::{expect_context, provide_context};
use web_sys::Event;

use super::alarm::{answer_calls, keep_alarms, may_call};
use super::cell::{Cell, Live, live};
use super::chunk::{self, Chunk, Chunks};
use super::clock::{self, Clock};
use super::config::Config;
use super::customs::keep_customs;
use super::dom::{Element, IntoPiece, Piece, document, effect, el, listen_to_window, part};
use super::guard;
use super::heading::{Visit, heading};
use super::icon::icon;
use super::keeping::tell_what_to_keep;
use super::login::login_form;
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::overlay::{Overlay, overlay};
use super::page;
use super::places;
use super::record::keep_record;
use super::recording;
use super::replay;
use super::route::{self, Route};
use super::session::{self, Session};
use super::shell::{banner, connection_mark, counters, finder, navigation, notices, recording_mark, rooms};
use super::spark::Sparks;
use super::stay::{self, Stay};
use super::text;
use super::timer;
use super::watch::Watched;
use crate::app::{Connection, Intent, RequestNews};
use crate::language::t;

/// By then what was to be seen of the home at once is on its way.
const LOOKED_AROUND: Duration = Duration::from_millis(400);

/// The page, whose home is mirrored in a mirror that `connect` feeds, and takes wishes from its outbox.
pub(super) fn app(config: Config, notices: Vec<String>, connect: impl FnOnce(Mirror, Chunks) -> Outbox) -> Piece {
    #[cfg(debug_assertions)]
    if route::is("design") {
        return super::design::design();
    }
    let is_remembered = session::is_remembered();
    let mirror = Mirror::new(if is_remembered { Connection::Connecting } else { Connection::Offline });
    let chunks = Chunks::new();
    let outbox = connect(mirror, chunks);
    chunks.want(Chunk::Home);
    let session = Session::new(config.topics.clone(), mirror, outbox);
    provide_context(mirror);
    provide_context(outbox);
    provide_context(session);
    provide_context(chunks);
    provide_context(Stay::new());
    provide_context(recording::Demo(config.demo.clone()));
    provide_context(Clock::start(mirror.played()));
    provide_context(Watched::new(mirror, outbox));
    provide_context(Sparks::new(mirror, outbox));
    provide_context(Visit::of(config.title.clone(), mirror));
    keep_customs(mirror, outbox);
    keep_record(mirror, outbox);
    keep_alarms(mirror, outbox);
    tell_what_to_keep(outbox);
    guard::tell(outbox);
    ask_before_leaving(mirror);
    recording::sign_out_for_replays(mirror, session);
    session.resume();
    session.note_when_let_in();
    tell_when_seen_again(outbox);
    fetch_what_comes_next(mirror, chunks);

    let notices = Cell::new(notices);
    // Whoever was let in stays in while the connection comes and goes.
    let is_in = Live::after(move |before: Option<&bool>| {
        mirror.connection().with(|connection| match connection {
            Connection::Live { .. } | Connection::Replay { .. } => true,
            Connection::Offline | Connection::Refused { .. } => false,
            Connection::Connecting | Connection::Waiting { .. } => before.copied().unwrap_or(is_remembered),
        })
    });
    part(
        move || Some(is_in.get()),
        move |is_in| if is_in { home(&config.title, notices) } else { Piece::default().and(door(&config, notices)) },
    )
    .and(part(move || may_call(mirror).then_some(()), |()| chunk::with(Chunk::Desk, answer_calls)))
    .and(stay::later())
}

/// Before one is in.
fn door(config: &Config, notes: Cell<Vec<String>>) -> Element {
    el("main")
        .class("door")
        .child(brand(&config.title))
        .child(heading(t!("Sign in").to_owned()))
        .child(stay::network())
        .child(notices(notes))
        .child(login_form(config.brokers.clone()))
        .child(recording::invitation())
        .child(el("footer").class("status").child(connection_mark()).child(counters()))
}

fn home(title: &str, notes: Cell<Vec<String>>) -> Piece {
    let route = route::current();
    let view = places::seen(route);
    provide_context(view);
    let over = Overlay::closed();
    provide_context(over);
    provide_context(page::Addressed(Cell::new(String::new())));
    let side = el("header")
        .class("side")
        .child(brand(title))
        .child(finder(over))
        .child(navigation(route))
        .child(chunk::with(Chunk::Home, move || rooms(route).into_piece()))
        .child(chunk::with(Chunk::Home, recording_mark))
        .child(connection_mark());
    let content = el("main")
        .attr("id", "content")
        .attr("tabindex", "-1")
        .child(replay_bar())
        .child(stay::network())
        .child(chunk::with(Chunk::Home, banner))
        .child(notices(notes))
        .child(part(move || Some(view.list()), page));
    let sheet = part(
        move || view.sheet(),
        |(id, list)| chunk::with(Chunk::Device, move || page::sheet_of(&id, &list).into_piece()),
    );
    let target = content.clone();
    let skip = el("a")
        .class("skip")
        .attr("href", "#content")
        .on("click", move |event| skip_to(&target, &event))
        .child(t!("Skip to content"));
    let is_wall = move || route.with(|route| matches!(route, Route::Wall(_)));
    let shell = el("div").class("shell").mark("data-wall", is_wall);
    Piece::default()
        .and(skip)
        .and(shell.child(side).child(content).child(sheet).child(counters()))
        .and(chunk::quietly(Chunk::Home, overlay))
}

fn replay_bar() -> Piece {
    let mirror = expect_context::<Mirror>();
    let is_replay = live(move || mirror.replay().with(Option::is_some));
    part(move || is_replay.get().then_some(()), |()| chunk::with(Chunk::Desk, replay::replay_bar))
}

fn page(route: Route) -> Piece {
    match route {
        Route::Home => chunk::with(Chunk::Home, page::home),
        Route::Room(name) => {
            provide_context(page::Shown(name));
            chunk::with(Chunk::Desk, page::room)
        }
        Route::Devices => chunk::with(Chunk::Desk, page::devices),
        Route::Device(id) => chunk::with(Chunk::Device, move || page::device(id.clone())),
        Route::Chart(series) => {
            provide_context(page::Compared(series));
            chunk::with(Chunk::Chart, page::chart)
        }
        Route::Activity => chunk::with(Chunk::Desk, page::activity),
        Route::Topics(topic) => {
            provide_context(page::Opened(topic));
            chunk::with(Chunk::Topics, page::topics)
        }
        Route::Retained => chunk::with(Chunk::Desk, page::retained),
        Route::Alarms | Route::NewAlarm { .. } => chunk::with(Chunk::Desk, page::alarms),
        Route::Users => chunk::with(Chunk::Users, page::users),
        Route::Rights => chunk::with(Chunk::Users, page::rights),
        Route::Broker => chunk::with(Chunk::Broker, page::broker),
        Route::Settings => chunk::with(Chunk::Desk, page::settings),
        Route::More => chunk::with(Chunk::Desk, page::more),
        Route::Wall(room) => {
            provide_context(page::OnTheWall(room));
            chunk::with(Chunk::Stay, page::wall)
        }
        Route::Missing(path) => page::missing(&text::short(&path)),
    }
}

fn brand(title: &str) -> Element {
    el("p").class("brand").child(icon("home")).child(el("span").child(title))
}

/// The address behind `#` names pages, so this link may not change it.
fn skip_to(content: &Element, event: &Event) {
    event.prevent_default();
    content.node().scroll_into_view();
    content.focus();
}

/// Nobody waits for a page that was fetched while the home was looked at.
fn fetch_what_comes_next(mirror: Mirror, chunks: Chunks) {
    let is_live = live(move || mirror.live_since().is_some());
    let mut is_begun = false;
    effect(move || {
        if is_live.get() && !is_begun {
            is_begun = true;
            timer::after(LOOKED_AROUND, move || {
                for chunk in [Chunk::Chart, Chunk::Device, Chunk::Desk] {
                    chunks.prepare(chunk);
                }
            });
        }
    });
}

/// Whoever closes the page while commands are under way never hears what becomes of them.
fn ask_before_leaving(mirror: Mirror) {
    listen_to_window("beforeunload", move |event| {
        let is_open = |news: &RequestNews| news.request.is_open() && news.request.patience.is_some();
        if mirror.requests().with_untracked(|requests| requests.iter().any(is_open)) {
            event.prevent_default();
        }
    });
}

/// A tab that slept, or a network that was away, may have lost the connection without noticing.
fn tell_when_seen_again(outbox: Outbox) {
    for event in ["visibilitychange", "online", "pageshow"] {
        listen_to_window(event, move |_| {
            if !document().hidden() {
                outbox.send(Intent::CheckLink);
            }
        });
    }
    listen_to_window("pagehide", move |_| {
        outbox.send(Intent::Leave);
        clock::let_the_worker_finish();
    });
}
