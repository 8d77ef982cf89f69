//! Opening a recording: from a file of the person, or the one that is kept beside the page. The worker reads it, piece by piece.

use js_sys::Uint8Array;
use reactive_graph::owner::{StoredValue, expect_context};
use reactive_graph::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, Event, Response};

use super::cell::Cell;
use super::chunk::{self, Chunk};
use super::dom::{Element, Piece, effect, el, field, part, window};
use super::file;
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::session::Session;
use super::shell::{act, button};
use super::text;
use crate::app::{Intent, OPENED_BYTES, RecordingWish};
use crate::language::t;

/// Bytes that are read at once.
const PIECE: f64 = 262_144.0;
/// No larger file is read.
#[expect(clippy::cast_precision_loss, reason = "some megabytes")]
const LARGEST: f64 = OPENED_BYTES as f64;

/// Where a recording is kept beside the page, for everybody to look at.
#[derive(Clone)]
pub(super) struct Demo(pub(super) Option<String>);

/// One place where recordings are opened.
#[derive(Clone, Copy)]
struct Opening {
    /// Something was opened here.
    was_asked: Cell<bool>,
    /// Why the page could not read it.
    failure: Cell<Option<&'static str>>,
    outbox: Outbox,
}

enum Source {
    File(Blob),
    BesideThePage(String),
}

/// For whoever is not in.
pub(super) fn invitation() -> Element {
    let is_wanted = Cell::new(expect_context::<Demo>().0.is_some());
    let wish = move |()| act(t!("Open a recording")).on("click", move |_| is_wanted.set(true));
    el("div")
        .class("acts")
        .child(part(move || (!is_wanted.get()).then_some(()), wish))
        .child(part(move || is_wanted.get().then_some(()), |()| chunk::with(Chunk::Desk, offer)))
}

/// A way to open a recording. Whoever is in is asked whether to leave. A door of its chunk.
#[inline(never)]
pub(super) fn offer() -> Piece {
    let (opening, session) = (Opening::here(), expect_context::<Session>());
    let is_in = move || session.login().with_untracked(Option::is_some);
    let (is_held, held) = (Cell::new(false), StoredValue::new(None::<SendWrapper<Blob>>));
    let look = expect_context::<Demo>().0.filter(|_| !is_in()).map(|path| {
        let look = move |_| opening.open(Source::BesideThePage(path.clone()));
        button(t!("Look at a recorded home")).on("click", look)
    });
    let choose = move |event: Event| {
        let Some(file) = file::chosen(&field(&event)) else { return };
        if is_in() {
            held.set_value(Some(SendWrapper::new(file.into())));
            is_held.set(true);
        } else {
            opening.open(Source::File(file.into()));
        }
    };
    let leave = move |()| {
        let words = t!("While a recording is played, this page is not connected to your broker: you are signed out.");
        let stay = button(t!("Stay")).on("click", move |_| is_held.set(false));
        let open = button(t!("Sign out and open it")).class("button primary").on("click", move |_| {
            is_held.set(false);
            if let Some(file) = held.try_update_value(Option::take).flatten() {
                opening.open(Source::File(file.take()));
            }
        });
        el("div").class("panel line").attr("role", "alert").child(el("p").child(words)).child(stay).child(open)
    };
    let picker = el("input").attr("type", "file").attr("accept", ".jsonl,.json,.txt,.ndjson").on("change", choose);
    Piece::default()
        .and(look)
        .and(el("label").class("button").child(t!("Open a recording")).child(picker))
        .and(part(move || is_held.get().then_some(()), leave))
        .and(opening.outcome())
}

/// A login is not used any more once a recording is played.
pub(super) fn sign_out_for_replays(mirror: Mirror, session: Session) {
    effect(move || {
        if mirror.played().with(Option::is_some) && session.login().with_untracked(Option::is_some) {
            session.leave();
        }
    });
}

impl Opening {
    fn here() -> Self {
        Self { was_asked: Cell::new(false), failure: Cell::new(None), outbox: expect_context::<Outbox>() }
    }

    fn open(self, source: Source) {
        self.was_asked.set(true);
        self.failure.set(None);
        spawn_local(async move {
            if let Err(reason) = self.read(source).await {
                self.failure.set(Some(reason));
            }
        });
    }

    async fn read(self, source: Source) -> Result<(), &'static str> {
        let recording = match source {
            Source::File(file) => file,
            Source::BesideThePage(path) => fetch(&path).await.map_err(|_| t!("there is nothing where it should be"))?,
        };
        if recording.size() > LARGEST {
            return Err(t!("it is larger than 64 MB, which is more than is played here"));
        }
        self.outbox.send(Intent::Recording(RecordingWish::Open));
        let mut at = 0.0;
        while at < recording.size() {
            let bytes = piece(&recording, at).await.map_err(|_| t!("the browser could not read it"))?;
            self.outbox.send(Intent::Recording(RecordingWish::Part(bytes.to_vec())));
            at += PIECE;
        }
        self.outbox.send(Intent::Recording(RecordingWish::Play));
        Ok(())
    }

    /// Why nothing came of it.
    fn outcome(self) -> Piece {
        let mirror = expect_context::<Mirror>();
        let reason = move || match self.failure.get() {
            Some(reason) => Some(reason.to_owned()),
            None => mirror.unplayable().get().filter(|_| self.was_asked.get()),
        };
        part(reason, |reason| {
            let words = t!("The recording is not played: {reason}.", reason = text::visible(&reason));
            el("p").class("hint bad").attr("role", "alert").child(words)
        })
    }
}

async fn piece(recording: &Blob, at: f64) -> Result<Uint8Array, JsValue> {
    let piece = recording.slice_with_f64_and_f64(at, at + PIECE)?;
    Ok(Uint8Array::new(&JsFuture::from(piece.array_buffer()).await?))
}

async fn fetch(path: &str) -> Result<Blob, JsValue> {
    let answer: Response = JsFuture::from(window().fetch_with_str(path)).await?.dyn_into()?;
    if !answer.ok() {
        return Err(JsValue::UNDEFINED);
    }
    JsFuture::from(answer.blob()?).await?.dyn_into()
}
