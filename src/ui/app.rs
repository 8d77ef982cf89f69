//! The whole page: what all parts share, and which of them is to be seen.

use leptos::ev;
use leptos::prelude::*;

use super::cell::Cell;
use super::clock::{self, Clock};
use super::config::Config;
use super::heading::{Heading, Visit};
use super::icon::Icon;
use super::live::part;
use super::login::LoginForm;
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::page::{Activity, Broker, Device, Devices, Missing, Settings};
use super::route::{self, Route};
use super::session::{self, Session};
use super::shell::{Banner, ConnectionMark, CountersView, Navigation, Notices};
use super::text;
use super::watch::Watched;
use crate::app::{Connection, Intent};

/// The page, whose home is mirrored in `mirror` and takes wishes from `connect`'s outbox.
#[component]
pub fn App(
    config: Config,
    notices: Vec<String>,
    /// Starts what feeds the mirror.
    connect: impl FnOnce(Mirror) -> Outbox + 'static,
) -> impl IntoView {
    let is_remembered = session::is_remembered();
    let mirror = Mirror::new(if is_remembered { Connection::Connecting } else { Connection::Offline });
    let outbox = connect(mirror);
    let session = Session::new(config.topics.clone(), mirror, outbox);
    provide_context(mirror);
    provide_context(outbox);
    provide_context(session);
    provide_context(Clock::start());
    provide_context(Watched::new(mirror, outbox));
    provide_context(Visit::of(config.title.clone()));
    session.resume();
    tell_when_seen_again(outbox);

    let notices = Cell::new(notices);
    // Whoever was let in stays in while the connection comes and goes.
    let is_in = Memo::new(move |before: Option<&bool>| {
        mirror.connection().with(|connection| match connection {
            Connection::Live { .. } => true,
            Connection::Offline | Connection::Refused { .. } => false,
            Connection::Connecting | Connection::Waiting { .. } => before.copied().unwrap_or(is_remembered),
        })
    });
    let config = StoredValue::new(config);
    view! {
        {part(move || Some(if is_in.get() {
            view! { <Home title=config.with_value(|config| config.title.clone()) notices/> }.into_any()
        } else {
            view! { <Door config=config.get_value() notices/> }.into_any()
        }))}
    }
}

/// Before one is in.
#[component]
fn Door(config: Config, notices: Cell<Vec<String>>) -> impl IntoView {
    let name = config.title.clone();
    view! {
        <main class="door">
            <p class="brand"><Icon name="home"/><span>{name}</span></p>
            <Heading title="Sign in".to_owned()/>
            <Notices notices/>
            <LoginForm config/>
            <footer class="status"><ConnectionMark/><CountersView/></footer>
        </main>
    }
}

#[component]
fn Home(title: String, notices: Cell<Vec<String>>) -> impl IntoView {
    let route = route::current();
    view! {
        <a class="skip" href="#content" on:click=|event| skip(&event)>"Skip to content"</a>
        <div class="shell">
            <header class="side">
                <p class="brand"><Icon name="home"/><span>{title}</span></p>
                <Navigation route/>
                <ConnectionMark/>
            </header>
            <main id="content" tabindex="-1">
                <Banner/>
                <Notices notices/>
                {part(move || Some(match route.get() {
                    Route::Devices => view! { <Devices/> }.into_any(),
                    Route::Device(id) => view! { <Device id/> }.into_any(),
                    Route::Activity => view! { <Activity/> }.into_any(),
                    Route::Broker => view! { <Broker/> }.into_any(),
                    Route::Settings => view! { <Settings/> }.into_any(),
                    Route::Missing(path) => view! { <Missing path=text::short(&path)/> }.into_any(),
                }))}
            </main>
            <CountersView/>
        </div>
    }
}

/// The address behind `#` names pages, so this link may not change it.
fn skip(event: &ev::MouseEvent) {
    event.prevent_default();
    if let Some(content) = document().get_element_by_id("content") {
        content.scroll_into_view();
        let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(content).focus();
    }
}

/// A tab that slept, or a network that was away, may have lost the connection without noticing.
fn tell_when_seen_again(outbox: Outbox) {
    let check = move || {
        if !document().hidden() {
            outbox.send(Intent::CheckLink);
        }
    };
    let handles = [
        window_event_listener(ev::visibilitychange, move |_| check()),
        window_event_listener(ev::online, move |_| check()),
        window_event_listener(ev::pageshow, move |_| check()),
        window_event_listener(ev::pagehide, move |_| {
            outbox.send(Intent::Leave);
            clock::let_the_worker_finish();
        }),
    ];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
}
