//! The page's service worker, `src/offline.js`, which keeps the page's files: started, and asked about other versions. What it
//! offers is up to the person.

use std::time::Duration;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MessageEvent, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration};

use super::Stay;
use super::screen::has;
use crate::language::t;
use crate::ui::dom::{IntoPiece, Piece, document, el, listen_to, part, window};
use crate::ui::shell::{act, button};
use crate::ui::timer;

const SCRIPT: &str = "offline.js";

/// A page that is never closed looks so often whether there is another version.
const LOOK: Duration = Duration::from_hours(1);

/// The worker of another version takes over within this time, or the page is loaded without it.
const PATIENCE: Duration = Duration::from_secs(3);

/// What there is to say of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Update {
    None,
    Offered,
    /// The person wants it.
    Wanted,
    /// Not now.
    Declined,
}

/// Starts it, where there are such workers and this build has one.
pub(super) fn begin(stay: Stay) -> Piece {
    let (Some(container), Some(version)) = (container(), version()) else { return Piece::default() };
    let tell = move |worker: &ServiceWorker, word: &str| _ = worker.post_message(&format!("{word} {version}").into());

    let answer = tell.clone();
    listen_to(&container, "message", move |event| {
        let event: &MessageEvent = event.unchecked_ref();
        match (event.data().as_string().as_deref(), event.source()) {
            (Some("which"), Some(worker)) => answer(worker.unchecked_ref(), "here"),
            (Some("another"), _) if stay.update.get_untracked() == Update::None => stay.update.set(Update::Offered),
            _ => {}
        }
    });
    let (introduce, workers) = (tell.clone(), container.clone());
    listen_to(&container, "controllerchange", move |_| {
        if stay.update.get_untracked() == Update::Wanted {
            stay.reload();
        } else if let Some(worker) = workers.controller() {
            introduce(&worker, "here");
            introduce(&worker, "beside");
        }
    });
    if let Some(worker) = container.controller() {
        tell(&worker, "here");
    }
    let workers = container.clone();
    timer::every(LOOK, move || look(workers.clone()));
    spawn_local(async move {
        if let Ok(registration) = JsFuture::from(container.register(SCRIPT)).await {
            ask_those_that_wait(&registration.unchecked_into(), tell);
        }
    });
    let offer = part(move || (stay.update.get() == Update::Offered).then_some(()), move |()| offer(stay));
    el("div").class("update").attr("role", "status").attr("data-testid", "update").child(offer).into_piece()
}

/// Those that come, and the one that is there.
fn ask_those_that_wait(registration: &ServiceWorkerRegistration, tell: impl Fn(&ServiceWorker, &str) + 'static) {
    let waiting = registration.clone();
    let ask = Closure::<dyn Fn()>::new(move || {
        if let Some(worker) = waiting.waiting() {
            tell(&worker, "beside");
        }
    });
    let ask = ask.into_js_value();
    let (known, on_change) = (registration.clone(), ask.clone());
    let on_found = Closure::<dyn Fn()>::new(move || {
        if let Some(worker) = known.installing() {
            worker.set_onstatechange(Some(on_change.unchecked_ref()));
        }
    });
    // They live as long as the page.
    registration.set_onupdatefound(Some(on_found.into_js_value().unchecked_ref()));
    let _ = ask.unchecked_ref::<js_sys::Function>().call0(&registration.into());
    if let Some(worker) = registration.installing() {
        worker.set_onstatechange(Some(ask.unchecked_ref()));
    }
}

/// Whether the server has another version by now.
fn look(container: ServiceWorkerContainer) {
    if !window().navigator().on_line() {
        return;
    }
    spawn_local(async move {
        let Ok(registration) = JsFuture::from(container.get_registration()).await else { return };
        if let Some(registration) = registration.dyn_ref::<ServiceWorkerRegistration>()
            && let Ok(looking) = registration.update()
        {
            let _ = JsFuture::from(looking).await;
        }
    });
}

fn offer(stay: Stay) -> Piece {
    let reload = button(t!("Reload")).on("click", move |_| stay.take_over());
    let later = act(t!("Not now")).on("click", move |_| stay.update.set(Update::Declined));
    let words = el("span").child(t!("A new version is there."));
    el("p").child(words).child(reload).child(later).into_piece()
}

impl Stay {
    /// The new version's worker takes the place of the old one, and the page is loaded anew. While commands are under way, the
    /// browser asks before, as whenever one leaves.
    fn take_over(self) {
        self.update.set(Update::Wanted);
        spawn_local(async move {
            let Some(container) = container() else { return };
            let registration = JsFuture::from(container.get_registration()).await.unwrap_or_default();
            let waiting =
                registration.dyn_ref::<ServiceWorkerRegistration>().and_then(ServiceWorkerRegistration::waiting);
            match waiting {
                Some(worker) => {
                    let _ = worker.post_message(&"go".into());
                    timer::after(PATIENCE, move || self.reload());
                }
                None => self.reload(),
            }
        });
    }

    /// Once; whoever stays after all is offered it again.
    fn reload(self) {
        if self.update.get_untracked() == Update::Wanted {
            self.update.set(Update::Offered);
            let _ = window().location().reload();
        }
    }
}

/// Whether the page's files are kept in this browser.
pub(in crate::ui) fn is_kept() -> bool {
    container().is_some_and(|container| container.controller().is_some())
}

/// Why the page does not open without a network.
pub(in crate::ui) fn why_not_kept() -> Option<&'static str> {
    if !window().is_secure_context() {
        return Some(t!("Browsers keep only pages that came over https for times without a network."));
    }
    container().is_none().then(|| t!("This browser keeps no pages for times without a network."))
}

fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    has(&navigator, "serviceWorker").then(|| navigator.service_worker())
}

/// Of this build; `None` of one for development, of which nothing is kept.
fn version() -> Option<String> {
    let meta = document().query_selector("meta[name=version]").ok()??;
    meta.get_attribute("content").filter(|version| version != "no-version")
}
