//! Recording what the broker sends, and the way to open what was recorded.

use js_sys::Array;
use reactive_graph::owner::{StoredValue, expect_context};
use reactive_graph::prelude::*;
use send_wrapper::SendWrapper;

use super::group;
use crate::app::{Intent, RecordingNews, RecordingWish};
use crate::language::t;
use crate::ui::cell::live;
use crate::ui::dom::{self, Element, Piece, effect, el, part};
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::{ask, button};
use crate::ui::{file, format, recording};

/// The name of the file that is offered.
const FILE: &str = "alicia-recording.jsonl";

pub(super) fn recording() -> Element {
    let mirror = expect_context::<Mirror>();
    let words = t!(
        "What the broker sends can be recorded, to be played again without one, or to be sent to whoever looks for a \
                 mistake. A recording begins with what the broker stores. Passwords and keys in it are masked; names and \
                 values are not."
    );
    let is_replay = live(move || mirror.replay().with(Option::is_some));
    let state = live(move || mirror.recording().with(|it| it.as_ref().map(|it| it.is_running)));
    let acts = move |(is_replay, state): (bool, Option<bool>)| match state {
        Some(true) => Piece::default().and(press(t!("Stop recording"), Intent::Recording(RecordingWish::Stop))),
        Some(false) => save().and(press(t!("Discard it"), Intent::Recording(RecordingWish::Discard))),
        None if is_replay => Piece::default(),
        None => Piece::default().and(press(t!("Start recording"), Intent::Recording(RecordingWish::Record))),
    };
    let so_far = dom::text(move || mirror.recording().with(|it| it.as_ref().map(told)));
    let line = el("div")
        .class("panel line")
        .attr("data-testid", "recording")
        .child(el("p").child(words))
        .child(part(move || Some((is_replay.get(), state.get())), acts))
        .child(recording::offer());
    group(t!("Recording"), line).child(el("p").class("hint").attr("role", "status").child(so_far))
}

fn press(label: &str, intent: Intent) -> Element {
    ask(label, intent).class("button")
}

fn told(recording: &RecordingNews) -> String {
    let RecordingNews { lasts, messages, bytes, is_running, is_full, .. } = recording;
    let (lasts, messages, bytes) = (format::duration(*lasts), format::count(*messages), format::bytes(*bytes));
    let state = match (is_running, is_full) {
        (true, _) => t!("Recording"),
        (false, true) => t!("It is full, and ended here"),
        (false, false) => t!("Recorded"),
    };
    t!("{state}: {messages} messages in {lasts}, {bytes}.", state, messages, lasts, bytes)
}

/// The worker gives one part after the other.
fn save() -> Piece {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    let parts = StoredValue::new(None::<SendWrapper<Array>>);
    effect(move || {
        mirror.recorded().with(|told| {
            let (Some(all), Some((part, text))) = (parts.get_value(), told) else { return };
            match text {
                Some(text) if all.length() == *part => {
                    all.push(&text.as_str().into());
                    outbox.send(Intent::Recording(RecordingWish::Give(all.length())));
                }
                Some(_) => {}
                None => {
                    parts.set_value(None);
                    file::save_parts(FILE, &all);
                }
            }
        });
    });
    let begin = move |_| {
        parts.set_value(Some(SendWrapper::new(Array::new())));
        outbox.send(Intent::Recording(RecordingWish::Give(0)));
    };
    Piece::default().and(button(t!("Save it as a file")).class("button primary").on("click", begin))
}
