//! The topic that is looked at: its messages, and what each of them says.

use super::super::copy;
use super::payload::{Shown, kind, payload, tools};
use super::{Explorer, besides, follow, largest, pins};
use crate::app::{ChosenTopic, HeardMessage};
use crate::language::t;
use crate::topics::{Kept, shown};
use crate::ui::cell::{Cell, Live, live};
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, el, field, part};
use crate::ui::shell::button;
use crate::ui::{format, text};

pub(super) fn chosen(explorer: Explorer) -> Element {
    let level = live(move || explorer.view.with(|view| view.chosen));
    let chosen = live(move || explorer.chosen.with(Clone::clone).filter(|chosen| Some(chosen.level) == level.get()));
    let awaited = live(move || explorer.awaited.get());
    let is_there = live(move || chosen.with(Option::is_some) && awaited.with(Option::is_none));
    let none = move || (level.get().is_none() && awaited.with(Option::is_none)).then_some(());
    el("section")
        .class("chosen panel")
        .attr("data-testid", "chosen-topic")
        .attr("aria-label", t!("Topic"))
        .child(part(none, |()| el("p").class("empty").child(t!("Choose a topic to see what is said there."))))
        .child(part(move || awaited.get(), |topic: String| unheard(&topic)))
        .child(part(move || is_there.get().then_some(()), move |()| shown_topic(explorer, chosen)))
}

/// A topic that is waited for.
fn unheard(topic: &str) -> Piece {
    let words = t!(
        "Not heard yet. It is shown as soon as something is said there; the broker keeps to itself what is larger than {size}, \
         and what this user may not read.",
        size = largest()
    );
    el("h2")
        .child(el("code").class("topic").child(text::short(topic)))
        .into_piece()
        .and(el("p").class("hint").attr("role", "status").attr("data-testid", "unheard").child(words))
}

fn shown_topic(explorer: Explorer, chosen: Live<Option<ChosenTopic>>) -> Piece {
    let topic = move || chosen.with(|chosen| chosen.as_ref().map(|chosen| text::visible(&chosen.topic).into_owned()));
    let message = live(move || chosen.with(|chosen| chosen.as_ref().and_then(|chosen| chosen.message.clone())));
    let before = live(move || chosen.with(|chosen| chosen.as_ref().and_then(|chosen| chosen.before.clone())));
    let facts = move || match message.with(|message| message.as_ref().map(facts)) {
        Some(facts) => facts,
        None => t!("Nothing was said here yet.").to_owned(),
    };
    let form = Shown::default();
    let name = move || chosen.with_untracked(|chosen| chosen.as_ref().map(|chosen| chosen.topic.clone()));
    let payload_now = move || {
        message.with_untracked(|message| message.as_ref().map(|it| shown(&it.payload, form.form.get_untracked())))
    };
    let is_said = move || message.with(Option::is_some).then_some(());
    let copy_payload =
        move |()| copy(t!("Copy payload"), t!("Copy payload"), move || payload_now().unwrap_or_default());
    let copies = el("span")
        .class("acts")
        .child(pins::pin(explorer, chosen))
        .child(copy(t!("Copy topic"), t!("Copy topic"), move || name().unwrap_or_default()))
        .child(part(is_said, copy_payload));
    let messages = move |()| {
        steps(explorer, chosen)
            .into_piece()
            .and(tools(form, follow::choice(explorer, form, message)))
            .and(payload(form, message, before))
            .and(follow::chart(explorer, chosen))
            .and(list(explorer, chosen))
    };
    el("h2")
        .child(el("code").class("topic").child(dom::text(topic)))
        .into_piece()
        .and(copies)
        .and(besides::meaning(chosen))
        .and(el("p").class("hint").child(dom::text(facts)))
        .and(besides::properties(message))
        .and(part(is_said, messages))
}

fn facts(message: &Kept) -> String {
    let kept = u32::try_from(message.payload.len()).unwrap_or(u32::MAX);
    let mut facts = vec![
        format::time_of_day(message.at),
        format::bytes(message.size.into()),
        t!("QoS {qos}", qos = message.qos.to_string()),
    ];
    facts.extend(kind(&message.payload).map(str::to_owned));
    if message.retain {
        facts.push(t!("stored by the broker").to_owned());
    }
    if kept < message.size {
        facts.push(t!("only the first {size} are shown", size = format::bytes(kept.into())));
    }
    facts.join(" · ")
}

/// One message further, or back.
fn steps(explorer: Explorer, chosen: Live<Option<ChosenTopic>>) -> Element {
    let go = move |message: Option<u64>| explorer.view.update(|view| view.message = message);
    let step = move |label: &str, by: isize| {
        let to = live(move || chosen.with(|chosen| chosen.as_ref().and_then(|chosen| beside(chosen, by))));
        button(label).mark("disabled", move || to.get().is_none()).on("click", move |_| go(to.get_untracked()))
    };
    let is_held = move || explorer.view.with(|view| view.message.is_some());
    let latest = button(t!("Latest")).mark("disabled", move || !is_held()).on("click", move |_| go(None));
    el("span").class("acts").child(step(t!("Older"), -1)).child(step(t!("Newer"), 1)).child(latest)
}

/// The message so many steps from the one that is shown.
fn beside(chosen: &ChosenTopic, steps: isize) -> Option<u64> {
    let number = chosen.message.as_ref()?.number;
    let here = chosen.messages.iter().position(|heard| heard.number == number)?;
    chosen.messages.get(here.checked_add_signed(steps)?).map(|heard| heard.number)
}

fn list(explorer: Explorer, chosen: Live<Option<ChosenTopic>>) -> Element {
    let messages = live(move || chosen.with(|chosen| chosen.as_ref().map(|it| it.messages.clone())));
    let count = move || messages.with(|messages| messages.as_ref().map_or(0, Vec::len) as u64);
    let is_open = Cell::new(false);
    let row = move |heard: &HeardMessage| {
        let to = heard.number;
        let words = [format::time_of_day(heard.at), format::bytes(heard.size.into())].join(" · ");
        let is_shown = move || {
            let shown = chosen.with(|chosen| chosen.as_ref()?.message.as_ref().map(|message| message.number));
            (shown == Some(to)).then_some("true")
        };
        let go = button(&words).mark("aria-current", is_shown);
        el("li").child(go.on("click", move |_| explorer.view.update(|view| view.message = Some(to))))
    };
    let rows = move || messages.get().filter(|_| is_open.get());
    el("details")
        .class("messages")
        .on("toggle", move |event| is_open.set(field(&event).has_attribute("open")))
        .child(el("summary").child(dom::text(move || t!("Kept messages: {count}", count = format::count(count())))))
        .child(part(rows, move |rows: Vec<HeardMessage>| el("ol").child(all(rows.iter().rev().map(row)))))
}
