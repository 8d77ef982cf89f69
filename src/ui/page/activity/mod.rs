//! What was asked for and what became of it; what was said that nobody here understands; what may be wrong in the home.

mod errands;
mod ghosts;
mod requests;

use reactive_graph::owner::{expect_context, on_cleanup};

use super::group;
use crate::app::{Intent, NotUnderstood, Problem};
use crate::device::DeviceKey;
use crate::language::t;
use crate::ui::cell::Live;
use crate::ui::clock::Clock;
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, el, part};
use crate::ui::heading::heading;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::route::Route;
use crate::ui::{format, text};
use errands::errands;
use ghosts::ghosts;
use requests::requests;

/// A door of its chunk.
#[inline(never)]
pub(crate) fn activity() -> Piece {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    outbox.send(Intent::WatchNotUnderstood(true));
    on_cleanup(move || outbox.send(Intent::WatchNotUnderstood(false)));
    heading(t!("Activity").to_owned())
        .into_piece()
        .and(requests())
        .and(unread(mirror.not_understood()))
        .and(problems(mirror.problems()))
        .and(ghosts(mirror.ghosts()))
        .and(super::by_hand(None))
        .and(errands(mirror.errands()))
}

fn unread(unread: Live<Vec<NotUnderstood>>) -> Element {
    let list = |unread: Vec<NotUnderstood>| {
        if unread.is_empty() {
            return el("p").class("empty").child(t!("Nothing: every message made sense.")).into_piece();
        }
        hint(
            t!("These topics belong to a convention this page knows, but what they said made no sense to it. Nothing else is \
             affected."),
        )
        .into_piece()
        .and(el("ol").class("panel log").child(all(unread.iter().map(message))))
    };
    group(t!("What was not understood"), part(move || Some(unread.get()), list))
}

fn message(entry: &NotUnderstood) -> Element {
    let (clock, last) = (expect_context::<Clock>(), entry.last);
    let count =
        if entry.count > 1 { t!("{count} times · ", count = format::count(entry.count)) } else { String::new() };
    let size = u64::try_from(entry.size).unwrap_or(u64::MAX);
    let what = topic_and_reason(&entry.topic, &entry.reason)
        .child(el("code").class("excerpt").child(&*text::visible(&entry.excerpt)));
    let time = time(format!("{count}{} · ", format::bytes(size)))
        .child(dom::text(move || format::ago(clock.now().since(last))));
    el("li").class("unread").child(what).child(time)
}

/// What devices announce and cannot keep.
fn problems(problems: Live<Vec<Problem>>) -> Piece {
    let list = |problems: Vec<Problem>| {
        let rows = problems.iter().map(|it| el("li").class("unread").child(topic_and_reason(&it.topic, &it.words)));
        let hint = hint(t!(
            "These announcements were taken as far as they make sense. Whoever publishes them can mend the rest."
        ));
        group(t!("What cannot work as announced"), hint)
            .child(el("ol").class("panel log").attr("data-testid", "problems").child(all(rows)))
    };
    part(move || Some(problems.get()).filter(|problems| !problems.is_empty()), list)
}

/// The name of a device, as a link to its page while there is one.
fn to_device(device: DeviceKey, name: impl IntoPiece) -> Element {
    let mirror = expect_context::<Mirror>();
    el("a").mark("href", move || mirror.summary(device).map(|device| Route::Device(device.id).href())).child(name)
}

fn topic_and_reason(topic: &str, reason: &str) -> Element {
    el("span")
        .class("what")
        .child(el("code").class("topic").child(&*text::visible(topic)))
        .child(el("span").class("reason").child(&*text::visible(reason)))
}

fn hint(words: &str) -> Element {
    el("p").class("hint").child(words)
}

fn time(words: String) -> Element {
    el("span").class("time").child(words)
}
