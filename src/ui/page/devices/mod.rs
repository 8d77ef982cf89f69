//! All devices, by room or convention.

mod scenes;
mod together;

use reactive_graph::graph::untrack;
use reactive_graph::owner::{StoredValue, expect_context, provide_context};
use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::device::DeviceKey;
use crate::order::sorted;
use crate::ui::alarm::attention;
use crate::ui::card::card;
use crate::ui::cell::{Cell, Live, live};
use crate::ui::clock::Clock;
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, document, each, el, field, listen_to_window, part};
use crate::ui::heading::heading;
use crate::ui::icon::icon;
use crate::ui::list::{BlockKey, Group, List, Query, Section};
use crate::ui::mirror::Mirror;
use crate::ui::route::Route;
use crate::ui::selection::Selection;
use crate::ui::shell::act;
use crate::ui::subject::is_missing;
use crate::ui::watch::Watched;
use crate::ui::window::Window;
use crate::ui::{format, text, words};
use scenes::scenes;
use together::together;

/// A home up to this size is shown whole.
const SMALL_HOME: usize = 120;
/// After so many seconds of silence the page says what it may mean.
const SILENCE_S: u64 = 5;

pub(crate) fn devices() -> Piece {
    let mirror = expect_context::<Mirror>();
    let window = Window::open();
    let query = Cell::<Query>::default();
    let total = move || mirror.devices().with(List::len);
    let found = live(move || mirror.devices().with(|devices| query.with(|query| devices.sections(query))));
    let is_whole = live(move || total() <= SMALL_HOME);
    let in_sight = live(move || found.with(|found| in_sight(found, is_whole.get(), window)));
    let selection = Selection::new();
    provide_context(selection);
    let picked = selection.devices();
    expect_context::<Watched>().follow(live(move || {
        let both = in_sight.get().into_iter().chain(picked.get()).collect();
        let mut both = sorted(both, |key: &DeviceKey| key.0.to_be_bytes().to_vec());
        both.dedup();
        both
    }));
    let groups = move || found.with(|found| found.iter().map(|section| section.group.clone()).collect::<Vec<_>>());
    let title = live(move || match total() {
        0 => "Devices".to_owned(),
        1 => "1 device".to_owned(),
        total => format!("{} devices", format::count(total as u64)),
    });
    let nothing = part(
        move || found.with(Vec::is_empty).then(|| total() == 0),
        |is_new| {
            if is_new {
                nothing_yet()
            } else {
                el("p").class("empty").child("No device is called that, or is in a room called that.").into_piece()
            }
        },
    );
    el("div")
        .class("top")
        .child(heading(title))
        .child(search(query))
        .child(el("a").class("act").attr("href", &Route::Chart(Vec::new()).href()).child("Charts"))
        .child(several(selection))
        .into_piece()
        .and(attention())
        .and(scenes())
        .and(together(selection))
        .and(missing(in_sight))
        .and(nothing)
        .and(each(groups, move |group| group_of(group, found, is_whole, window, selection)))
        .and(hidden(query))
}

/// How many devices the person has hidden, and a way to see them.
fn hidden(query: Cell<Query>) -> Piece {
    let mirror = expect_context::<Mirror>();
    let count = move || mirror.devices().with(|devices| devices.iter().filter(|it| it.custom.hidden).count());
    let told = move || Some((count(), query.with(|query| query.with_hidden))).filter(|(count, _)| *count > 0);
    part(told, move |(count, are_shown)| {
        let words = match (count, are_shown) {
            (1, false) => "You have hidden one device.".to_owned(),
            (count, false) => format!("You have hidden {count} devices."),
            (_, true) => "Hidden devices are shown too.".to_owned(),
        };
        let toggle = act(if are_shown { "Hide them" } else { "Show" })
            .on("click", move |_| query.update(|query| query.with_hidden = !are_shown));
        el("p").class("hint hidden-devices").child(el("span").child(words)).child(toggle)
    })
}

/// The devices whose cards are there.
fn in_sight(found: &[Section], is_whole: bool, window: Window) -> Vec<DeviceKey> {
    let near = window.near();
    let blocks = found.iter().flat_map(Section::blocks);
    let keys: Vec<_> = near.with(|near| {
        blocks.filter(|(block, _)| is_whole || near.contains(block)).flat_map(|(_, devices)| devices).copied().collect()
    });
    sorted(keys, |key| key.0.to_be_bytes().to_vec())
}

fn search(query: Cell<Query>) -> Element {
    let line = el("input")
        .attr("type", "search")
        .attr("placeholder", "Search devices")
        .attr("aria-label", "Search devices")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .on("input", move |event| query.update(|query| query.words = field(&event).value()))
        .on("keydown", move |event| {
            if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
                query.update(|query| query.words.clear());
            }
        })
        .value(move || query.with(|query| query.words.clone()));
    let target = line.clone();
    listen_to_window("keydown", move |event| {
        if asks_to_search(event.unchecked_ref()) {
            event.prevent_default();
            target.focus();
        }
    });
    el("label").class("search").child(icon("find")).child(line).child(el("kbd").attr("aria-hidden", "true").child("/"))
}

fn asks_to_search(event: &KeyboardEvent) -> bool {
    let is_typing = document()
        .active_element()
        .is_some_and(|active| matches!(active.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA"));
    event.key() == "/" && !is_typing && !event.ctrl_key() && !event.meta_key() && !event.alt_key()
}

/// The other thing on this page that may be loud: who is away.
fn missing(in_sight: Live<Vec<DeviceKey>>) -> Piece {
    let (mirror, clock) = (expect_context::<Mirror>(), expect_context::<Clock>());
    let missing = move || {
        let (now, live_since) = (clock.now(), mirror.live_since()?);
        in_sight.with(|keys| {
            let is_away = |key: &&DeviceKey| {
                is_missing(
                    mirror.picture(**key).heard.with_untracked(|heard| heard.availability(now, Some(live_since))),
                )
            };
            let mut away = keys.iter().filter(is_away);
            let first = mirror.summary(*away.next()?)?;
            Some((first.id, text::short(&first.name), away.count()))
        })
    };
    part(missing, |(id, name, others)| {
        let rest = match others {
            0 => " is offline or silent".to_owned(),
            1 => " and one other device are offline or silent".to_owned(),
            others => format!(" and {others} other devices are offline or silent"),
        };
        el("p")
            .class("note")
            .child(icon("warn"))
            .child(el("span").child(el("strong").child(name)).child(rest))
            .child(el("a").class("act").attr("href", &Route::Device(id).href()).child("Show"))
    })
}

/// Begins to pick devices.
fn several(selection: Selection) -> Piece {
    let begin = move |()| act("Several at once").on("click", move |_| selection.begin());
    part(move || (!selection.is_open()).then_some(()), begin)
}

fn group_of(
    group: Group,
    found: Live<Vec<Section>>,
    is_whole: Live<bool>,
    window: Window,
    selection: Selection,
) -> Element {
    let name = match &group {
        Group::Room(room) => text::short(room),
        Group::Convention(convention) => words::convention(convention),
    };
    let this = StoredValue::new(group);
    let count = dom::text(move || {
        found.with(|found| of_group(found, this).map_or(0, |section| section.devices.len()).to_string())
    });
    let called = name.clone();
    let picks = move |()| {
        let devices =
            move || found.with_untracked(|found| of_group(found, this).map(|section| section.devices.clone()));
        act("Pick all").attr("aria-label", &format!("Pick all in {called}")).on("click", move |_| {
            let devices = devices().unwrap_or_default();
            let are_picked = untrack(|| devices.iter().all(|device| selection.holds(*device)));
            selection.pick(&devices, !are_picked);
        })
    };
    let pick_all = part(move || selection.is_open().then_some(()), picks);
    let blocks = move || {
        found
            .with(|found| of_group(found, this).into_iter().flat_map(Section::blocks).map(|(block, _)| block).collect())
    };
    el("section")
        .class("room")
        .child(el("h2").child(name.as_str()).child(el("span").class("count").child(count)).child(pick_all))
        .child(each(blocks, move |key| block(key, this, found, is_whole, window)))
}

fn of_group(found: &[Section], group: StoredValue<Group>) -> Option<&Section> {
    group.with_value(|group| found.iter().find(|section| section.group == *group))
}

fn block(
    block: BlockKey,
    group: StoredValue<Group>,
    found: Live<Vec<Section>>,
    is_whole: Live<bool>,
    window: Window,
) -> Element {
    let (index, watched) = (block.index, block.clone());
    let this = StoredValue::new(block);
    let devices = live(move || {
        found.with(|found| of_group(found, group).map(|section| section.block(index).to_vec()).unwrap_or_default())
    });
    let is_near =
        live(move || is_whole.get() || this.with_value(|this| window.near().with(|near| near.contains(this))));
    let height = move || {
        let known = this.with_value(|this| window.height(this));
        (!is_near.get()).then(|| known.map(|height| format!("{}px", format::digits(height)))).flatten()
    };
    let cards = move |()| each(move || devices.get(), card);
    let element = el("div")
        .mark("class", move || if is_near.get() { "block" } else { "block far" })
        .style("--devices", move || devices.with(Vec::len).to_string())
        .style("min-height", height)
        .child(part(move || is_near.get().then_some(()), cards));
    window.watch(&element, watched);
    element
}

/// Connected, and no device known: at first a picture of what will come, then words.
fn nothing_yet() -> Piece {
    let (mirror, clock) = (expect_context::<Mirror>(), expect_context::<Clock>());
    let is_silent = move || mirror.live_since().is_some_and(|since| clock.now().since(since).as_secs() >= SILENCE_S);
    let ghosts = || all((0..6).map(|_| el("div").class("card ghost")));
    part(
        move || Some(is_silent()),
        move |is_silent| {
            if is_silent {
                silence(mirror)
            } else {
                el("div").class("block").attr("aria-hidden", "true").child(ghosts())
            }
        },
    )
}

fn silence(mirror: Mirror) -> Element {
    let filters = dom::text(move || {
        mirror
            .subscriptions()
            .with(|subscriptions| subscriptions.iter().map(|it| text::short(&it.filter)).collect::<Vec<_>>().join("  "))
    });
    let broker = el("a").attr("href", &Route::Broker.href()).child("broker");
    let advice = el("p")
        .child("If it stays empty, this user may not be allowed to read those topics: see the ")
        .child(broker)
        .child(" page and the broker's access rules.");
    el("div")
        .class("empty")
        .child(el("p").child(el("strong").child("Connected, but nothing was heard yet.")))
        .child(
            el("p").child("A device appears here as soon as it says something on a topic that this page listens to:"),
        )
        .child(el("p").child(el("code").child(filters)))
        .child(advice)
}
