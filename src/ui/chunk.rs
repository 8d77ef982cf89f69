//! Parts of the page that are fetched when they are first wanted: `cargo xtask finish` cuts them out of the page's module.
//! A build for development is in one piece, and nothing of it is ever missing.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Object, Promise, Reflect, WebAssembly};
use reactive_graph::owner::expect_context;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::Response;

use super::broken;
use super::cell::Cell;
use super::dom::{Piece, document, el, part, window};
use super::shell::button;
use crate::language::t;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chunk {
    /// What is seen of a home. Every visit needs it, while nothing is seen but that the worker starts; the others come after it.
    Home,
    /// The page of one device.
    Device,
    /// Pages that only those open who look for something.
    Desk,
    /// Charts of the past.
    Chart,
    /// Controls with more to take hold of than a slider.
    Rich,
    /// What makes the page stay: without a network, on a wall.
    Stay,
    /// What is under the floor: the broker's topics.
    Topics,
    /// Who may do what at the broker.
    Users,
    /// How the broker does.
    Broker,
}

/// How the file of each begins.
const FILES: [&str; 9] = [
    "page-home-",
    "page-device-",
    "page-desk-",
    "page-chart-",
    "page-rich-",
    "page-stay-",
    "page-topics-",
    "page-users-",
    "page-broker-",
];
/// What several of them need but for the home: it comes with the first of these.
const SHARED: &str = "page-shared-";

thread_local! {
    /// What is done when the home is here.
    static WAITING: RefCell<Vec<Box<dyn FnOnce()>>> = RefCell::default();
    static COMING: RefCell<Option<Promise>> = RefCell::default();
}

/// Which of them are here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunks([Cell<State>; FILES.len()]);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Away,
    Coming,
    Here,
    Lost,
}

impl Chunks {
    pub(super) fn new() -> Self {
        Self(FILES.map(|_| Cell::new(State::Away)))
    }

    /// Fetches it, unless it has come or is on its way.
    pub(super) fn want(self, chunk: Chunk) {
        let state = self.0[chunk as usize];
        if matches!(state.get_untracked(), State::Coming | State::Here) {
            return;
        }
        state.set(State::Coming);
        if chunk == Chunk::Home {
            self.bring(chunk);
        } else {
            self.at_home(move || self.bring(chunk));
        }
    }

    /// Fetches it before anybody wants it, unless that was tried.
    pub(super) fn prepare(self, chunk: Chunk) {
        if self.0[chunk as usize].get_untracked() == State::Away {
            self.want(chunk);
        }
    }

    /// Does this when the home is here, and what was to be done first before it.
    pub(super) fn at_home(self, act: impl FnOnce() + 'static) {
        if self.0[Chunk::Home as usize].get_untracked() == State::Here {
            act();
        } else {
            WAITING.with_borrow_mut(|waiting| waiting.push(Box::new(act)));
            self.want(Chunk::Home);
        }
    }

    fn bring(self, chunk: Chunk) {
        spawn_local(async move {
            let came = fetch(chunk).await;
            self.0[chunk as usize].set(if came.is_ok() { State::Here } else { State::Lost });
            match came {
                Ok(()) if chunk == Chunk::Home => WAITING.take().into_iter().for_each(|act| act()),
                Err(_) if chunk == Chunk::Home => {
                    broken::tell(t!("This part of the page could not be fetched from where the page was loaded from."));
                }
                _ => {}
            }
        });
    }
}

/// What `view` shows, as soon as the chunk has come that it is in.
pub(super) fn with(chunk: Chunk, view: impl Fn() -> Piece + 'static) -> Piece {
    showing(chunk, Rc::new(view))
}

fn showing(chunk: Chunk, view: Rc<dyn Fn() -> Piece>) -> Piece {
    let chunks = expect_context::<Chunks>();
    chunks.want(chunk);
    let show = move |state| match state {
        State::Away | State::Coming => Piece::default(),
        State::Here => view(),
        State::Lost => {
            let words = t!("This part of the page could not be fetched from where the page was loaded from.");
            let again = button(t!("Try again")).on("click", move |_| chunks.want(chunk));
            Piece::default().and(el("p").class("empty").attr("role", "alert").child(words)).and(again)
        }
    };
    part(move || Some(chunks.0[chunk as usize].get()), show)
}

/// The same where nobody waits for it: of a chunk that does not come, nothing is said.
pub(super) fn quietly(chunk: Chunk, view: fn() -> Piece) -> Piece {
    let chunks = expect_context::<Chunks>();
    chunks.want(chunk);
    part(move || (chunks.0[chunk as usize].get() == State::Here).then_some(()), move |()| view())
}

async fn fetch(chunk: Chunk) -> Result<(), JsValue> {
    let Some(names) = names() else { return Ok(()) };
    let first = (chunk != Chunk::Home).then(shared);
    let sheet = sheet_of(chunk).and_then(|sheet| names.split(',').find(|name| name.starts_with(sheet)));
    let styled = sheet.map(style);
    let module = module(FILES[chunk as usize], &names).await?;
    for first in first.into_iter().chain(styled) {
        JsFuture::from(first).await?;
    }
    join(module).await
}

/// Is kept when that is here which several chunks need.
fn shared() -> Promise {
    let bring = async {
        let names = names().unwrap_or_default();
        let came = match module(SHARED, &names).await {
            Ok(module) => join(module).await,
            Err(error) => Err(error),
        };
        if came.is_err() {
            // Whoever wants a chunk again, tries again.
            COMING.take();
        }
        came.map(|()| JsValue::UNDEFINED)
    };
    COMING.with_borrow_mut(|coming| coming.get_or_insert_with(|| future_to_promise(bring)).clone())
}

/// Fetches the file whose name begins so.
async fn module(begins: &str, names: &str) -> Result<JsValue, JsValue> {
    let file = names.split(',').find(|name| name.starts_with(begins)).ok_or(JsValue::UNDEFINED)?;
    let answer: Response = JsFuture::from(window().fetch_with_str(file)).await?.dyn_into()?;
    if !answer.ok() {
        return Err(JsValue::UNDEFINED);
    }
    let bytes = JsFuture::from(answer.array_buffer()?).await?;
    JsFuture::from(WebAssembly::compile(&bytes)).await
}

/// Whatever it has for the page, it puts into the page's table of functions.
async fn join(module: JsValue) -> Result<(), JsValue> {
    let imports = Object::new();
    Reflect::set(&imports, &"main".into(), &wasm_bindgen::exports())?;
    JsFuture::from(WebAssembly::instantiate_module(module.unchecked_ref(), &imports)).await?;
    Ok(())
}

/// How the style sheet begins that is for what is in a chunk alone.
fn sheet_of(chunk: Chunk) -> Option<&'static str> {
    match chunk {
        Chunk::Topics | Chunk::Broker => Some("late-explorer-"),
        Chunk::Users => Some("late-users-"),
        Chunk::Desk => Some("late-hand-"),
        Chunk::Chart => Some("late-chart-"),
        Chunk::Stay => Some("late-stay-"),
        Chunk::Home | Chunk::Device | Chunk::Rich => None,
    }
}

/// Links a style sheet, which is there when the promise is kept.
fn style(name: &str) -> Promise {
    let link = el("link").attr("rel", "stylesheet").attr("href", name);
    if let Some(head) = document().query_selector("head").ok().flatten() {
        let _ = head.append_child(link.node());
    }
    Promise::new(&mut |come, lost| {
        for (event, tell) in [("load", &come), ("error", &lost)] {
            let _ = link.node().add_event_listener_with_callback(event, tell);
        }
    })
}

/// What `<meta name="chunks">` names; `None` of a page in one piece.
fn names() -> Option<String> {
    let meta = document().query_selector("meta[name=chunks]").ok()??;
    meta.get_attribute("content").filter(|names| names != "no-chunks")
}
