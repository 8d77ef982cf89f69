//! How a recording is played: where it stands, on or not, how fast, and away with it.

use std::time::Duration;

use reactive_graph::owner::expect_context;
use web_sys::Event;

use super::cell::{Cell, Live, live};
use super::dom::{self, Element, IntoPiece, Piece, all, el, field, part};
use super::icon::icon;
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::shell::button;
use super::{format, text};
use crate::app::{Intent, RecordingWish, ReplayNews, Replaying};
use crate::language::t;

const SPEEDS: [u16; 3] = [1, 10, 100];
const SECOND: u64 = 1_000;

/// A door of its chunk.
#[inline(never)]
pub(super) fn replay_bar() -> Piece {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    let replay = mirror.replay();
    let say = move |how| outbox.send(Intent::Recording(RecordingWish::Replay(how)));
    let is_playing = live(move || replay.with(|it| it.as_ref().is_some_and(|it| it.is_playing)));
    let words = move || if is_playing.get() { t!("Pause") } else { t!("Play") };
    let play = el("button")
        .attr("type", "button")
        .class("button")
        .on("click", move |_| say(if is_playing.get_untracked() { Replaying::Pause } else { Replaying::Play }))
        .child(part(move || Some(is_playing.get()), |plays| icon(if plays { "pause" } else { "play" })))
        .child(dom::text(words));
    let close = button(t!("Close the recording")).on("click", move |_| say(Replaying::Close));
    let bar = el("section")
        .class("panel line replay")
        .attr("aria-label", t!("Recording"))
        .attr("data-testid", "replay")
        .mark("data-state", move || if is_playing.get() { "playing" } else { "paused" })
        .mark("data-position", move || replay.with(|it| it.as_ref().map(|it| position(it).to_string())))
        .mark("data-length", move || replay.with(|it| it.as_ref().map(|it| it.length_ms.to_string())))
        .child(play)
        .child(slider(replay, say))
        .child(speed(replay, say))
        .child(close);
    let unreadable = live(move || replay.with(|it| it.as_ref().and_then(unreadable)));
    let note = part(
        move || unreadable.get(),
        |words| el("div").class("note").attr("role", "status").child(icon("warn")).child(el("span").child(words)),
    );
    bar.into_piece().and(note)
}

/// Moves on its own unless somebody holds it.
fn slider(replay: Live<Option<ReplayNews>>, say: impl Fn(Replaying) + Copy + 'static) -> Piece {
    let held = Cell::new(None::<u64>);
    let seconds = move |event: &Event| field(event).value().parse::<u64>().unwrap_or(0);
    let at = live(move || held.get().or_else(|| replay.with(|it| it.as_ref().map(|it| position(it) / SECOND))));
    let length = live(move || replay.with(|it| it.as_ref().map_or(0, |it| it.length_ms.div_ceil(SECOND))));
    let told = move || {
        let began = replay.with(|it| it.as_ref().map(|it| it.began))?;
        let millis = i64::try_from(at.get()? * SECOND).ok()?;
        let then = crate::time::Timestamp::from_millis(began.millis().saturating_add(millis));
        let (then, at, length) = (format::time_of_day(then), clock(at.get()?), clock(length.get()));
        Some(t!("{then} · {at} of {length}", then, at, length))
    };
    let told = live(told);
    let slider = el("input")
        .attr("type", "range")
        .attr("min", "0")
        .mark("max", move || length.get().to_string())
        .attr("step", "1")
        .attr("aria-label", t!("Position in the recording"))
        .mark("aria-valuetext", move || told.get())
        .on("input", move |event| held.set(Some(seconds(&event))))
        .on("change", move |event| {
            say(Replaying::Seek(seconds(&event) * SECOND));
            held.set(None);
        })
        .value(move || at.get().map(|at| at.to_string()));
    slider.into_piece().and(el("span").class("played").attr("aria-hidden", "true").child(dom::text(move || told.get())))
}

fn speed(replay: Live<Option<ReplayNews>>, say: impl Fn(Replaying) + Copy + 'static) -> Element {
    let chosen = live(move || replay.with(|it| it.as_ref().map(|it| it.speed)));
    let choice = move |speed: u16| {
        let field = el("input")
            .attr("type", "radio")
            .attr("name", "speed")
            .on("change", move |_| say(Replaying::Speed(speed)))
            .checked(move || chosen.get() == Some(speed));
        el("label").child(field).child(el("span").child(format!("{speed}×")))
    };
    el("div")
        .class("segments")
        .attr("role", "radiogroup")
        .attr("aria-label", t!("Speed"))
        .child(all(SPEEDS.map(choice)))
}

fn position(replay: &ReplayNews) -> u64 {
    let millis = replay.now.since(replay.began).as_millis();
    u64::try_from(millis).unwrap_or(u64::MAX)
}

fn unreadable(replay: &ReplayNews) -> Option<String> {
    let first = replay.first_unreadable.as_deref()?;
    let first = text::visible(first);
    Some(match replay.unreadable {
        1 => t!("One line of this recording makes no sense. The first is {first}.", first),
        count => {
            t!(
                "{count} lines of this recording make no sense. The first is {first}.",
                count = format::count(count),
                first
            )
        }
    })
}

/// `1:02:03`
fn clock(seconds: u64) -> String {
    let length = Duration::from_secs(seconds);
    let (minutes, seconds) = (length.as_secs() / 60, length.as_secs() % 60);
    match minutes / 60 {
        0 => format!("{minutes}:{seconds:02}"),
        hours => format!("{hours}:{:02}:{seconds:02}", minutes % 60),
    }
}
