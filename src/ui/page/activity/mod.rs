//! What was asked for and what became of it; what was said that nobody here understands; what may be wrong in the home.

mod errands;
mod ghosts;

use reactive_graph::owner::{expect_context, on_cleanup};

use super::group;
use crate::app::{Intent, NotUnderstood, Problem, RequestNews};
use crate::device::{DeviceKey, RequestKey, Stage};
use crate::ui::cell::Live;
use crate::ui::clock::Clock;
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, each, el, part};
use crate::ui::heading::heading;
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::property::{mood, stage_mark};
use crate::ui::route::Route;
use crate::ui::{format, text, words};
use errands::errands;
use ghosts::ghosts;

pub(crate) fn activity() -> Piece {
    let (mirror, outbox) = (expect_context::<Mirror>(), expect_context::<Outbox>());
    outbox.send(Intent::WatchNotUnderstood(true));
    on_cleanup(move || outbox.send(Intent::WatchNotUnderstood(false)));
    heading("Activity".to_owned())
        .into_piece()
        .and(requests(mirror.requests()))
        .and(unread(mirror.not_understood()))
        .and(problems(mirror.problems()))
        .and(ghosts(mirror.ghosts()))
        .and(errands(mirror.errands()))
}

fn requests(requests: Live<Vec<RequestNews>>) -> Element {
    // A row is another one as soon as something else has become of its request.
    let rows = move || {
        requests.with(|requests| requests.iter().map(|it| (it.key, words::outcome(&it.request))).collect::<Vec<_>>())
    };
    let row = move |(key, _): (RequestKey, String)| {
        requests.with_untracked(|requests| requests.iter().find(|it| it.key == key).map(request))
    };
    let list = move |is_empty| {
        if is_empty {
            let words = "Nothing yet. Whatever you switch or set is listed here, with what became of it.";
            el("p").class("empty").child(words)
        } else {
            el("ol").class("panel log").child(each(rows, row))
        }
    };
    group("What was asked for", part(move || Some(requests.with(Vec::is_empty)), list))
}

fn request(news: &RequestNews) -> Element {
    let request = &news.request;
    let after = request.steps.last().filter(|(stage, _)| *stage != Stage::Sent).map(|(_, after)| *after);
    let what = el("span")
        .class("what")
        .child(to_device(news.device, text::short(&news.device_name)))
        .child(format!(" · {}: {}", text::short(&news.label), words::plain_wish(&request.wanted)))
        .child(el("small").attr("title", &text::visible(&news.topic)).child(text::short(&news.topic)));
    let outcome =
        el("span").class("words").child(icon(mood(&request.stage))).child(el("span").child(words::outcome(request)));
    el("li")
        .attr("data-request", stage_mark(&request.stage))
        .child(time(format::time_of_day(request.asked)))
        .child(what)
        .child(outcome)
        .child(time(after.map(format::duration).unwrap_or_default()))
}

fn unread(unread: Live<Vec<NotUnderstood>>) -> Element {
    let list = |unread: Vec<NotUnderstood>| {
        if unread.is_empty() {
            return el("p").class("empty").child("Nothing: every message made sense.").into_piece();
        }
        hint(
            "These topics belong to a convention this page knows, but what they said made no sense to it. Nothing else is \
             affected.",
        )
        .into_piece()
        .and(el("ol").class("panel log").child(all(unread.iter().map(message))))
    };
    group("What was not understood", part(move || Some(unread.get()), list))
}

fn message(entry: &NotUnderstood) -> Element {
    let (clock, last) = (expect_context::<Clock>(), entry.last);
    let count = if entry.count > 1 { format!("{} times · ", entry.count) } else { String::new() };
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
        let hint =
            hint("These announcements were taken as far as they make sense. Whoever publishes them can mend the rest.");
        group("What cannot work as announced", hint)
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
