//! The rows of the list. However many there are, the page has only those that one sees.

use reactive_graph::owner::expect_context;
use wasm_bindgen::JsCast;
use web_sys::{Element as Node, Event};

use super::List;
use crate::app::{Fate, HandWish, KeptRow, RetainedView};
use crate::language::t;
use crate::ui::cell::{Live, live};
use crate::ui::clock::Clock;
use crate::ui::dom::{Element, each, effect, el, field, part, text};
use crate::ui::mirror::Mirror;
use crate::ui::page::beginning;
use crate::ui::route::Route;
use crate::ui::{format, text as words};

/// Pixels of a row, as in `style/hand.css`.
const ROW: f64 = 76.0;
/// Rows that are ready beyond both ends of what one sees.
const SPARE: u32 = 8;

pub(super) fn rows(list: List) -> Element {
    let slots = live(move || list.view.with(|view| u32::from(view.count)));
    let rows = each(move || (0..slots.get()).collect(), move |slot: u32| line(list, slot));
    let in_sight = list.told(|news| news.in_sight);
    let height = move || format!("{}px", format::digits(f64::from(in_sight.get().unwrap_or_default()) * ROW));
    let all = el("div").class("all").style("block-size", height).child(rows);
    let seen = el("div")
        .class("kept-list panel")
        .attr("role", "group")
        .attr("tabindex", "0")
        .attr("aria-label", t!("Retained messages"))
        .attr("data-testid", "retained")
        .on("scroll", move |event| follow(list, &node(&event)))
        .child(part(
            move || (in_sight.get() == Some(0)).then_some(()),
            |()| el("p").class("empty").child(t!("Nothing is there, or nothing that is searched for.")),
        ))
        .child(all);
    let this = seen.clone();
    let lines = live(move || list.view.with(|view| (view.lines, view.sorted, view.search.clone())));
    effect(move || {
        // Whatever else is seen is seen from its beginning.
        lines.with(|_| this.node().set_scroll_top(0));
        follow(list, this.node());
    });
    seen
}

fn node(event: &Event) -> Node {
    event.current_target().expect("what is heard happens to somebody").unchecked_into()
}

/// Asks for the rows that one sees now.
fn follow(list: List, seen: &Node) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a row, not below none")]
    let row = |pixels: i32| (f64::from(pixels) / ROW).max(0.0) as u32;
    let (top, height) = (row(seen.scroll_top()), row(seen.client_height()) + 1);
    let skipped = top.saturating_sub(SPARE);
    let count = u16::try_from(height + 2 * SPARE).unwrap_or(u16::MAX);
    let is_near =
        |view: &RetainedView| view.count == count && view.skipped <= top && view.skipped.abs_diff(skipped) < SPARE / 2;
    if !list.view.with_untracked(is_near) {
        list.view.update(|view| (view.skipped, view.count) = (skipped, count));
    }
}

/// A row of the page, which shows whatever is there now.
fn line(list: List, slot: u32) -> Element {
    let row: Live<Option<KeptRow>> =
        live(move || list.news.with(|news| news.as_ref()?.rows.get(slot as usize).cloned()));
    let of = move |see: fn(&KeptRow) -> String| row.with(|row| row.as_ref().map(see));
    let top = move || {
        let skipped = list.news.with(|news| news.as_ref().map(|news| news.skipped)).unwrap_or_default();
        format!("{}px", format::digits(f64::from(skipped + slot) * ROW))
    };
    let can_mark = live(move || {
        let is_idle = list.news.with(|news| news.as_ref().is_some_and(|news| !List::is_busy(news)));
        is_idle && !list.is_marked_shown()
    });
    let mark = el("input")
        .attr("type", "checkbox")
        .mark("hidden", move || list.is_marked_shown())
        .mark("disabled", move || !can_mark.get())
        .mark("aria-label", move || of(|row| t!("Mark {topic}", topic = words::short(&row.topic))))
        .checked(move || row.with(|row| row.as_ref().is_some_and(|row| row.is_marked)))
        .on("change", move |event| {
            if let Some(number) = row.with_untracked(|row| row.as_ref().map(|row| row.number)) {
                list.send(&HandWish::Mark(number, field(&event).checked()));
            }
        });
    let topic = el("a")
        .class("topic")
        .mark("href", move || of(|row| Route::Topics(row.topic.clone()).href()))
        .child(el("code").child(text(move || of(|row| words::visible(&row.topic).into_owned()))));
    let payload = el("code").class("said").child(text(move || of(|row| beginning(&row.excerpt, row.size))));
    el("div")
        .class("kept-row")
        .mark("hidden", move || row.with(Option::is_none))
        .mark("data-topic", move || of(|row| row.topic.clone()))
        .mark("data-fate", move || row.with(|row| row.as_ref()?.fate.as_ref().map(fate_mark)))
        .mark("data-ghost", move || row.with(|row| row.as_ref().is_some_and(|row| row.is_ghost)))
        .style("inset-block-start", top)
        .child(mark)
        .child(el("span").class("what").child(topic).child(payload).child(facts(row)))
}

/// Whose it is, how old and how large, and what became of it.
fn facts(row: Live<Option<KeptRow>>) -> Element {
    let (mirror, clock) = (expect_context::<Mirror>(), expect_context::<Clock>());
    let owner = live(move || {
        let device = mirror.summary(row.with(|row| row.as_ref()?.owner)?)?;
        Some((Route::Device(device.id.clone()).href(), words::short(&device.name)))
    });
    let rest = move || {
        row.with(|row| {
            let row = row.as_ref()?;
            let age = match row.told {
                Some(told) => format::ago(clock.now().since(told)),
                None => t!("age unknown").to_owned(),
            };
            let mut facts = vec![format::bytes(row.size.into()), age];
            if row.owner.is_none() {
                facts.insert(0, t!("no device known").to_owned());
            }
            if row.is_ghost {
                facts.push(t!("may not exist").to_owned());
            }
            facts.extend(row.fate.as_ref().map(fate));
            Some(facts.join(" · "))
        })
    };
    let link = |(href, name): (String, String)| el("a").attr("href", &href).child(name);
    el("small").child(part(move || owner.get(), link)).child(el("span").child(text(rest)))
}

fn fate(fate: &Fate) -> String {
    match fate {
        Fate::Waiting => t!("waits for its turn").to_owned(),
        Fate::Sent => t!("Sending…").to_owned(),
        Fate::Cleared => t!("cleared").to_owned(),
        Fate::Unsaid => t!("answered").to_owned(),
        Fate::Refused(why) => t!("refused: {why}", why = words::short(why)),
        Fate::Unanswered => t!("not answered").to_owned(),
        Fate::NotSent(why) => t!("not sent: {why}", why = words::short(why)),
    }
}

fn fate_mark(fate: &Fate) -> &'static str {
    match fate {
        Fate::Waiting => "waiting",
        Fate::Sent => "sent",
        Fate::Cleared => "cleared",
        Fate::Unsaid => "unsaid",
        Fate::Refused(_) => "refused",
        Fate::Unanswered => "unanswered",
        Fate::NotSent(_) => "not-sent",
    }
}
