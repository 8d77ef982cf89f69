//! The cards of devices, group by group: what home, rooms and the list of all devices have in common. Only the cards near what
//! one sees are there, unless the home is small.

use reactive_graph::graph::untrack;
use reactive_graph::owner::{StoredValue, expect_context, use_context};
use reactive_graph::prelude::*;

use super::summary::summary;
use crate::device::DeviceKey;
use crate::language::t;
use crate::ui::card::card;
use crate::ui::cell::{Cell, Live, live};
use crate::ui::clock::Clock;
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, each, el, part};
use crate::ui::icon::icon;
use crate::ui::list::{BlockKey, Group, List, Query, Section};
use crate::ui::mirror::Mirror;
use crate::ui::route::Route;
use crate::ui::selection::Selection;
use crate::ui::shell::act;
use crate::ui::watch::{Watched, in_order};
use crate::ui::window::Window;
use crate::ui::{format, text, words};

/// A home up to this size is shown whole.
const SMALL_HOME: usize = 120;
/// After so many seconds of silence the page says what it may mean.
const SILENCE_S: u64 = 5;
/// How far beyond the screen cards get ready, and the places of their blocks before them.
const MARGINS: [&str; 2] = ["100px", "1500px"];

/// The devices that are looked for, and those whose cards are there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cards {
    pub(super) found: Live<Vec<Section>>,
    pub(super) in_sight: Live<Vec<DeviceKey>>,
    is_whole: Live<bool>,
    window: Window,
    /// The same of stretches of blocks.
    stretches: Window,
}

impl Cards {
    /// Watches what is in sight for as long as the caller's owner lives.
    pub(super) fn of(query: Live<Query>) -> Self {
        let mirror = expect_context::<Mirror>();
        let [window, stretches] = MARGINS.map(Window::open);
        let found = live(move || mirror.devices().with(|devices| query.with(|query| devices.sections(query))));
        // The first cards do not wait until the browser has looked for what is in sight.
        if let Some(first) = found.with_untracked(|found| found.first().map(Section::first)) {
            window.expect(first.clone());
            stretches.expect(first);
        }
        let is_whole =
            live(move || found.with(|found| found.iter().map(|it| it.devices.len()).sum::<usize>()) <= SMALL_HOME);
        // Where nothing is expected to be near, all of them may be until the browser has looked.
        let is_open = live(move || is_whole.get() && window.near().with(Vec::is_empty));
        let seen = live(move || found.with(|found| in_sight(found, is_open.get(), window)));
        let in_sight = live(move || found.with(|found| in_sight(found, is_whole.get(), window)));
        expect_context::<Watched>().follow_seen(in_sight, seen);
        Self { found, in_sight, is_whole, window, stretches }
    }

    /// How many devices are found.
    pub(super) fn count(self) -> usize {
        self.found.with(|found| found.iter().map(|section| section.devices.len()).sum())
    }

    /// All groups, under their names if `with_names`.
    pub(super) fn groups(self, with_names: bool) -> Piece {
        let groups =
            move || self.found.with(|found| found.iter().map(|section| section.group.clone()).collect::<Vec<_>>());
        each(groups, move |group| self.group(group, with_names))
    }

    fn group(self, group: Group, with_name: bool) -> Element {
        let head = with_name.then(|| self.head(&group));
        let this = StoredValue::new(group);
        let found = self.found;
        let stretches = move || found.with(|found| of_group(found, this).map(Section::stretches).unwrap_or_default());
        el("section").class("room").child(head).child(each(stretches, move |key| self.stretch(key, this)))
    }

    /// Some blocks, or the room they take.
    fn stretch(self, key: BlockKey, group: StoredValue<Group>) -> Element {
        let (index, found) = (key.index, self.found);
        let stretch = live(move || {
            found.with(|found| of_group(found, group).map(|section| section.stretch(index)).unwrap_or_default())
        });
        let blocks = move || stretch.with(|(blocks, _)| blocks.clone());
        let count = live(move || stretch.with(|(_, devices)| *devices));
        let blocks = move |()| each(blocks, move |key| self.block(key, group));
        self.place("stretch", self.stretches, key, count, move |is_near| {
            part(move || is_near.get().then_some(()), blocks)
        })
    }

    /// What is there while it is near, and keeps its place empty otherwise.
    fn place(
        self,
        name: &'static str,
        window: Window,
        key: BlockKey,
        count: Live<usize>,
        fill: impl FnOnce(Live<bool>) -> Piece,
    ) -> Element {
        let (watched, is_whole) = (key.clone(), self.is_whole);
        let this = StoredValue::new(key);
        let is_near =
            live(move || is_whole.get() || this.with_value(|this| window.near().with(|near| near.contains(this))));
        let height = move || {
            let known = this.with_value(|this| window.height(this));
            (!is_near.get()).then(|| known.map(|height| format!("{}px", format::digits(height)))).flatten()
        };
        let element = el("div")
            .mark("class", move || if is_near.get() { name.to_owned() } else { format!("{name} far") })
            .style("--devices", move || count.get().to_string())
            .style("min-height", height)
            .child(fill(is_near));
        window.watch(&element, watched);
        element
    }

    /// The name of a group, which leads to the room if it is one, and what there is to say of it.
    fn head(self, group: &Group) -> Element {
        let name = match group {
            Group::Favourites => t!("Favourites").to_owned(),
            Group::Room(room) => text::short(room),
            Group::Convention(convention) => words::convention(convention),
        };
        let link = match group {
            Group::Room(room) => {
                el("a").attr("href", &Route::Room(room.clone()).href()).child(name.as_str()).child(icon("next-page"))
            }
            Group::Favourites | Group::Convention(_) => el("span").child(name.as_str()),
        };
        let this = StoredValue::new(group.clone());
        let found = self.found;
        let members =
            live(move || found.with(|found| of_group(found, this).map(|it| it.devices.clone()).unwrap_or_default()));
        let told = matches!(group, Group::Room(_)).then(|| summary(members, self.in_sight));
        let pick_all = use_context::<Selection>().map(|selection| pick_all(selection, name, members));
        let count = el("span").class("count").child(dom::text(move || members.with(Vec::len).to_string()));
        el("h2").child(link).child(count).child(told).child(pick_all)
    }

    fn block(self, key: BlockKey, group: StoredValue<Group>) -> Element {
        let (index, found) = (key.index, self.found);
        let devices = live(move || {
            found.with(|found| of_group(found, group).map(|section| section.block(index).to_vec()).unwrap_or_default())
        });
        let count = live(move || devices.with(Vec::len));
        let cards = move |()| each(move || devices.get(), card);
        self.place("block", self.window, key, count, move |is_near| part(move || is_near.get().then_some(()), cards))
    }
}

fn of_group(found: &[Section], group: StoredValue<Group>) -> Option<&Section> {
    group.with_value(|group| found.iter().find(|section| section.group == *group))
}

/// The devices whose cards are there, or those near what one sees.
fn in_sight(found: &[Section], is_whole: bool, window: Window) -> Vec<DeviceKey> {
    let near = window.near();
    let blocks = found.iter().flat_map(Section::blocks);
    let keys = near.with(|near| {
        blocks.filter(|(block, _)| is_whole || near.contains(block)).flat_map(|(_, devices)| devices).copied().collect()
    });
    in_order(keys)
}

/// Picks all of a group, while the person picks some.
fn pick_all(selection: Selection, called: String, members: Live<Vec<DeviceKey>>) -> Piece {
    let picks = move |()| {
        let label = t!("Pick all in {called}", called = called.as_str());
        act(t!("Pick all")).attr("aria-label", &label).on("click", move |_| {
            let devices = members.get_untracked();
            let are_picked = untrack(|| devices.iter().all(|device| selection.holds(*device)));
            selection.pick(&devices, !are_picked);
        })
    };
    part(move || selection.is_open().then_some(()), picks)
}

/// How many devices the person has hidden, and a way to see them.
pub(super) fn hidden(query: Cell<Query>) -> Piece {
    let mirror = expect_context::<Mirror>();
    let count = move || mirror.devices().with(|devices| devices.iter().filter(|it| it.custom.hidden).count());
    let told = move || Some((count(), query.with(|query| query.with_hidden))).filter(|(count, _)| *count > 0);
    part(told, move |(count, are_shown)| {
        let words = match (count, are_shown) {
            (1, false) => t!("You have hidden one device.").to_owned(),
            (count, false) => t!("You have hidden {count} devices.", count = count.to_string()),
            (_, true) => t!("Hidden devices are shown too.").to_owned(),
        };
        let toggle = act(if are_shown { t!("Hide them") } else { t!("Show") })
            .on("click", move |_| query.update(|query| query.with_hidden = !are_shown));
        el("p").class("hint hidden-devices").child(el("span").child(words)).child(toggle)
    })
}

/// Nothing is known of any device: at first a picture of what will come, then words.
pub(super) fn nothing_yet() -> Piece {
    let (mirror, clock) = (expect_context::<Mirror>(), expect_context::<Clock>());
    let is_silent = move || mirror.live_since().is_some_and(|since| clock.now().since(since).as_secs() >= SILENCE_S);
    let ghosts = || all((0..6).map(|_| el("div").class("card ghost")));
    let view = move |is_silent| {
        if is_silent { silence(mirror) } else { el("div").class("block").attr("aria-hidden", "true").child(ghosts()) }
    };
    part(
        move || mirror.devices().with(List::is_empty).then_some(()),
        move |()| part(move || Some(is_silent()), view).into_piece(),
    )
}

fn silence(mirror: Mirror) -> Element {
    let filters = dom::text(move || {
        mirror
            .subscriptions()
            .with(|subscriptions| subscriptions.iter().map(|it| text::short(&it.filter)).collect::<Vec<_>>().join("  "))
    });
    let broker = el("a").attr("href", &Route::Broker.href()).child(t!("What the broker allows this user"));
    el("div")
        .class("empty")
        .child(el("p").child(el("strong").child(t!("Connected, but nothing was heard yet."))))
        .child(
            el("details")
                .child(el("summary").child(t!(
                    "A device appears here as soon as it says something on a topic that this page listens to:"
                )))
                .child(el("p").child(el("code").child(filters))),
        )
        .child(el("p").child(t!("If it stays empty, this user may not be allowed to read those topics.")))
        .child(el("p").child(broker))
}
