//! The tree of topics. However many there are, the page has only the rows that one sees.

use wasm_bindgen::JsCast;
use web_sys::{Element as Node, Event, KeyboardEvent};

use super::Explorer;
use crate::app::{ExplorerView, ExplorerWish};
use crate::language::t;
use crate::topics::{Row, Said};
use crate::ui::cell::{Live, live};
use crate::ui::dom::{Element, each, effect, el, part, text};
use crate::ui::icon::icon;
use crate::ui::page::beginning;
use crate::ui::{format, text as words};

/// Pixels of a row, as in `style/explorer.css`.
const ROW: f64 = 36.0;
/// Rows that are ready beyond both ends of what one sees.
const SPARE: u32 = 12;
/// Pixels by which a level stands further in than the one above it, and how many of them do.
const STEP: u16 = 14;
const STEPS: u16 = 12;

pub(super) fn tree(explorer: Explorer) -> Element {
    let slots = live(move || explorer.view.with(|view| u32::from(view.count)));
    let rows = each(move || (0..slots.get()).collect(), move |slot: u32| line(explorer, slot));
    let height = move || format!("{}px", format::digits(f64::from(explorer.tally().rows) * ROW));
    let all = el("div").class("all").attr("role", "presentation").style("block-size", height).child(rows);
    let chosen = live(move || explorer.view.with(|view| view.chosen));
    let cursor = live(move || {
        let chosen = chosen.get()?;
        let found = explorer.news.with(|news| news.as_ref()?.rows.iter().position(|row| row.level == chosen));
        found.map(|slot| format!("topic-{slot}"))
    });
    let empty = move || (explorer.tally().rows == 0).then_some(());
    let tree = el("div")
        .class("topic-tree panel")
        // A tree without anything on it is none.
        .mark("role", move || if explorer.tally().rows > 0 { "tree" } else { "group" })
        .attr("tabindex", "0")
        .attr("aria-label", t!("Topics"))
        .attr("data-testid", "topic-tree")
        .mark("aria-activedescendant", move || cursor.get())
        .on("scroll", move |event| follow(explorer, &node(&event)))
        .on("keydown", move |event| press(explorer, event.unchecked_ref()))
        .child(part(empty, move |()| {
            el("p").class("empty").child(t!("Nothing was heard yet, or nothing that is searched for."))
        }))
        .child(all);
    let this = tree.clone();
    effect(move || follow(explorer, this.node()));
    let this = tree.clone();
    effect(move || {
        // What is found is seen from its beginning.
        explorer.typed.into_iter().for_each(|typed| typed.with(|_| ()));
        this.node().set_scroll_top(0);
    });
    let this = tree.clone();
    effect(move || {
        // Whoever was led here by a link sees it.
        if let Some((_, row)) = explorer.news.with(|news| news.as_ref().and_then(|news| news.revealed)) {
            #[expect(clippy::cast_possible_truncation, reason = "pixels")]
            this.node().set_scroll_top((f64::from(row.saturating_sub(2)) * ROW) as i32);
        }
    });
    tree
}

fn node(event: &Event) -> Node {
    event.current_target().expect("what is heard happens to somebody").unchecked_into()
}

/// Asks for the rows that one sees now.
fn follow(explorer: Explorer, tree: &Node) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a row, not below none")]
    let row = |pixels: i32| (f64::from(pixels) / ROW).max(0.0) as u32;
    let (top, seen) = (row(tree.scroll_top()), row(tree.client_height()) + 1);
    let skipped = top.saturating_sub(SPARE);
    let count = u16::try_from(seen + 2 * SPARE).unwrap_or(u16::MAX);
    let is_near =
        |view: &ExplorerView| view.count == count && view.skipped <= top && view.skipped.abs_diff(skipped) < SPARE / 2;
    if !explorer.view.with_untracked(is_near) {
        explorer.view.update(|view| (view.skipped, view.count) = (skipped, count));
    }
}

/// A row of the page, which shows whatever level is there now.
fn line(explorer: Explorer, slot: u32) -> Element {
    let row: Live<Option<Row>> =
        live(move || explorer.news.with(|news| news.as_ref()?.rows.get(slot as usize).cloned()));
    let of = move |see: fn(&Row) -> String| row.with(|row| row.as_ref().map(see));
    let top = move || {
        let skipped = explorer.news.with(|news| news.as_ref().map(|news| news.skipped)).unwrap_or_default();
        format!("{}px", format::digits(f64::from(skipped + slot) * ROW))
    };
    let is_chosen = live(move || {
        let level = row.with(|row| row.as_ref().map(|row| row.level));
        level.is_some() && explorer.view.with(|view| view.chosen == level)
    });
    let turn = move |event: Event| {
        event.stop_propagation();
        if let Some(level) = row.with_untracked(|row| row.as_ref().map(|row| row.level)) {
            explorer.send(ExplorerWish::Turn(level));
        }
    };
    let choose = move |_| {
        let Some((level, is_topic)) = row.with_untracked(|row| row.as_ref().map(|it| (it.level, it.said.is_some())))
        else {
            return;
        };
        explorer.choose(level);
        if !is_topic {
            explorer.send(ExplorerWish::Turn(level));
        }
    };
    el("div")
        .class("topic-row")
        .attr("role", "treeitem")
        .attr("id", &format!("topic-{slot}"))
        .mark("hidden", move || row.with(Option::is_none))
        .mark("aria-level", move || of(|row| (row.depth + 1).to_string()))
        .mark("aria-expanded", move || {
            row.with(|row| row.as_ref()?.is_open.map(|is_open| if is_open { "true" } else { "false" }))
        })
        .mark("aria-selected", move || if is_chosen.get() { "true" } else { "false" })
        .mark("data-topic", move || of(|row| row.topic.clone()))
        .mark("data-retained", move || {
            row.with(|row| row.as_ref().and_then(|row| row.said.as_ref()).is_some_and(|it| it.retain))
        })
        .style("inset-block-start", top)
        .style("padding-inline-start", move || of(|row| format!("{}px", row.depth.min(STEPS) * STEP)))
        .on("click", choose)
        .child(el("span").class("turn").attr("aria-hidden", "true").on("click", turn).child(icon("next-page")))
        .child(el("code").class("name").child(text(move || of(|row| name(&row.name)))))
        .child(el("code").class("said").child(text(move || of(|row| row.said.as_ref().map_or_else(String::new, said)))))
        .child(el("span").class("many").child(text(move || of(many))))
}

/// A level may have no name: `/home` begins with one.
fn name(name: &str) -> String {
    if name.is_empty() { t!("(no name)").to_owned() } else { words::short(name) }
}

fn said(said: &Said) -> String {
    beginning(&said.excerpt, said.size)
}

pub(super) fn topics(topics: u32) -> String {
    match topics {
        1 => t!("one topic").to_owned(),
        _ => t!("{count} topics", count = format::count(topics.into())),
    }
}

/// How much is said there: how often, or how many topics there are below.
fn many(row: &Row) -> String {
    let rate = row.rate.filter(|rate| *rate >= 0.05);
    let rate = rate.map(|rate| t!("{count}/s", count = format::number(rate.into(), Some(u8::from(rate < 10.0)))));
    let topics = row.is_open.map(|_| topics(row.topics));
    topics.into_iter().chain(rate).collect::<Vec<_>>().join(" · ")
}

/// As in any tree: up and down, into it and out of it.
fn press(explorer: Explorer, event: &KeyboardEvent) {
    let chosen = explorer.view.with_untracked(|view| view.chosen);
    let step = explorer.news.with_untracked(|news| {
        let rows = &news.as_ref()?.rows;
        let here = rows.iter().position(|row| Some(row.level) == chosen);
        let Some(here) = here else { return rows.first().map(|row| (row.level, false)) };
        let at = |place: Option<usize>| rows.get(place?).map(|row| (row.level, false));
        let turn = |is_open: bool| (rows[here].is_open == Some(is_open)).then_some((rows[here].level, true));
        let above = || rows[..here].iter().rposition(|row| row.depth < rows[here].depth);
        match &*event.key() {
            "ArrowDown" => at(Some(here + 1)),
            "ArrowUp" => at(here.checked_sub(1)),
            "ArrowRight" => turn(false).or_else(|| at(rows[here].is_open.map(|_| here + 1))),
            "ArrowLeft" => turn(true).or_else(|| at(above())),
            "Enter" | " " => rows[here].is_open.map(|_| (rows[here].level, true)),
            _ => None,
        }
    });
    let is_ours = ["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "Enter", " "].contains(&&*event.key());
    if is_ours && !event.ctrl_key() && !event.alt_key() && !event.meta_key() {
        event.prevent_default();
        match step {
            Some((level, true)) => explorer.send(ExplorerWish::Turn(level)),
            Some((level, false)) => {
                explorer.choose(level);
                keep_in_sight(explorer, &node(event));
            }
            None => {}
        }
    }
}

/// Scrolls as little as it takes to see the chosen row.
fn keep_in_sight(explorer: Explorer, tree: &Node) {
    let chosen = explorer.view.with_untracked(|view| view.chosen);
    let place = explorer.news.with_untracked(|news| {
        let news = news.as_ref()?;
        let slot = news.rows.iter().position(|row| Some(row.level) == chosen)?;
        Some(f64::from(news.skipped + u32::try_from(slot).ok()?) * ROW)
    });
    let Some(top) = place else { return };
    let (above, below) = (f64::from(tree.scroll_top()), f64::from(tree.scroll_top() + tree.client_height()));
    let scroll = if top < above {
        top
    } else if top + ROW > below {
        top + ROW - (below - above)
    } else {
        return;
    };
    #[expect(clippy::cast_possible_truncation, reason = "pixels")]
    tree.set_scroll_top(scroll.ceil() as i32);
}
