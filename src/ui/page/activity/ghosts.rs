//! Devices that may not exist, and clearing what the broker keeps of them.

use reactive_graph::owner::{StoredValue, expect_context};
use reactive_graph::prelude::*;

use super::{group, hint, to_device};
use crate::app::{DeskWish, GhostNews, Haunts, Intent};
use crate::language::t;
use crate::ui::cell::{Cell, Live, live};
use crate::ui::dom::{Element, Piece, all, each, el, part};
use crate::ui::icon::icon;
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::shell::button;
use crate::ui::{text, words};

pub(super) fn ghosts(ghosts: Live<Vec<GhostNews>>) -> Piece {
    let list = move |()| {
        let hint = hint(t!("These devices may be gone, or asleep. What the broker stores of them can be cleared."));
        let rows = each(move || ghosts.get(), |it| ghost(&it));
        group(t!("What may not exist"), hint)
            .child(el("ol").class("panel log").attr("data-testid", "ghosts").child(rows))
    };
    part(move || (!ghosts.with(Vec::is_empty)).then_some(()), list)
}

fn ghost(ghost: &GhostNews) -> Element {
    let (mirror, device) = (expect_context::<Mirror>(), ghost.device);
    // The list of devices may be told of it later.
    let name = live(move || mirror.summary(device).map_or_else(String::new, |device| text::short(&device.name)));
    let topics = all(ghost.haunts.iter().map(topic));
    let kept: Vec<_> = ghost.haunts.iter().filter(|it| it.is_kept).map(|it| it.topic.clone()).collect();
    let what = el("span")
        .class("what")
        .child(to_device(device, name))
        .child(el("span").class("reason").child(words::haunting(ghost.haunting)))
        .child(el("ul").class("haunts").child(topics));
    el("li").class("unread").child(what).child((!kept.is_empty()).then(|| clearing(name, kept)))
}

fn topic(haunts: &Haunts) -> Element {
    let kept = haunts.is_kept.then(|| el("small").child(icon("store")).child(t!("stored by the broker")));
    el("li").child(el("code").class("topic").child(&*text::visible(&haunts.topic))).child(kept)
}

/// First shows what will be published, then publishes it.
fn clearing(name: Live<String>, topics: Vec<String>) -> Element {
    let outbox = expect_context::<Outbox>();
    let (is_open, topics) = (Cell::new(false), StoredValue::new(topics));
    let ask = move || {
        button(t!("Clear…"))
            .mark("aria-label", move || name.with(|name| t!("Clear what is stored of {name}…", name)))
            .on("click", move |_| is_open.set(true))
    };
    let clear = move |_| {
        outbox.send(Intent::Desk(DeskWish::ClearKept(topics.get_value())));
        is_open.set(false);
    };
    let confirm = move || {
        let count = topics.with_value(Vec::len);
        let (what, label) = match count {
            1 => (
                t!("an empty retained message to the topic marked as stored").to_owned(),
                t!("Clear the topic").to_owned(),
            ),
            count => (
                t!(
                    "an empty retained message to each of the {count} topics marked as stored",
                    count = count.to_string()
                ),
                t!("Clear {count} topics", count = count.to_string()),
            ),
        };
        let words = t!(
            "This publishes {what}, and the broker forgets what it stores there. A device that is only asleep is missing \
             until it speaks or announces itself again.",
            what
        );
        let go = button(&label).on("click", clear);
        let leave = button(t!("Leave it")).on("click", move |_| is_open.set(false));
        el("div")
            .class("note")
            .child(icon("warn"))
            .child(el("span").child(words))
            .child(el("span").class("acts").child(go).child(leave))
    };
    el("div").child(part(move || Some(is_open.get()), move |is_open| if is_open { confirm() } else { ask() }))
}
