//! The chips above the devices: what is so of them, how they speak, and where they are. All that are chosen hold together.

use reactive_graph::owner::expect_context;

use crate::app::Signs;
use crate::device::DeviceKey;
use crate::language::t;
use crate::ui::cell::{Cell, live};
use crate::ui::dom::{self, Element, IntoPiece, Piece, all, each, el, field, part};
use crate::ui::list::{List, Query};
use crate::ui::mirror::Mirror;
use crate::ui::{text, words};

/// What is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sieve {
    states: Vec<State>,
    convention: Option<String>,
    room: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum State {
    Away,
    LowBattery,
    Stale,
}

impl State {
    const ALL: [Self; 3] = [Self::Away, Self::LowBattery, Self::Stale];

    fn label(self) -> &'static str {
        match self {
            Self::Away => t!("Offline"),
            Self::LowBattery => t!("Battery low"),
            Self::Stale => t!("Stale"),
        }
    }

    fn devices(self, signs: &Signs) -> &[DeviceKey] {
        match self {
            Self::Away => &signs.away,
            Self::LowBattery => &signs.low_battery,
            Self::Stale => &signs.stale,
        }
    }
}

impl Sieve {
    /// What is looked for, and is all that is chosen.
    pub(super) fn sift(&self, mirror: Mirror, query: Query) -> Query {
        let among = mirror.signs().with(|signs| self.states.iter().map(|it| it.devices(signs).to_vec()).collect());
        Query { room: self.room.clone(), convention: self.convention.clone(), among, ..query }
    }

    fn with(&self, state: State) -> Self {
        let mut other = self.clone();
        if other.states.contains(&state) {
            other.states.retain(|it| *it != state);
        } else {
            other.states.push(state);
        }
        other
    }

    fn speaking(&self, convention: &str) -> Self {
        let is_chosen = self.convention.as_deref() == Some(convention);
        Self { convention: (!is_chosen).then(|| convention.to_owned()), ..self.clone() }
    }
}

/// Each chip tells how many devices would be left with it.
pub(super) fn sieve(chosen: Cell<Sieve>, query: Cell<Query>) -> Element {
    let mirror = expect_context::<Mirror>();
    let left = live(move || {
        let query = chosen.with(|chosen| chosen.sift(mirror, query.get()));
        let lists = |signs: &Signs, list: &List| list.left(&query, &State::ALL.map(|it| it.devices(signs)));
        mirror.devices().with(|list| mirror.signs().with(|signs| lists(signs, list)))
    });
    let state = move |(place, state): (usize, State)| {
        let is_chosen = move || chosen.with(|chosen| chosen.states.contains(&state));
        chip(state.label(), is_chosen, move || left.with(|left| left.among.get(place).copied().unwrap_or(0)))
            .on("click", move |_| chosen.update(|chosen| *chosen = chosen.with(state)))
    };
    let conventions =
        live(move || left.with(|left| left.conventions.iter().map(|it| it.0.clone()).collect::<Vec<_>>()));
    let convention = move |name: String| {
        let (this, pressed, label) = (name.clone(), name.clone(), words::convention(&name));
        let is_chosen = move || chosen.with(|chosen| chosen.convention.as_deref() == Some(pressed.as_str()));
        let count = move || {
            left.with(|left| left.conventions.iter().find(|(known, _)| *known == this).map_or(0, |(_, count)| *count))
        };
        chip(&label, is_chosen, count).on("click", move |_| chosen.update(|chosen| *chosen = chosen.speaking(&name)))
    };
    let several = move || conventions.with(|all| all.len() > 1).then_some(());
    let by_convention = part(several, move |()| each(move || conventions.get(), convention).into_piece());
    el("div")
        .class("chips")
        .attr("role", "group")
        .attr("aria-label", t!("Only devices of which this is so"))
        .child(all(State::ALL.into_iter().enumerate().map(state)))
        .child(rooms(chosen))
        .child(by_convention)
}

fn chip(label: &str, is_chosen: impl Fn() -> bool + 'static, left: impl Fn() -> usize + 'static) -> Element {
    el("button")
        .attr("type", "button")
        .class("chip")
        .mark("aria-pressed", move || if is_chosen() { "true" } else { "false" })
        .child(el("span").child(label))
        .child(el("span").class("count").child(dom::text(move || left().to_string())))
}

/// A choice of rooms, where there is any.
fn rooms(chosen: Cell<Sieve>) -> Piece {
    let mirror = expect_context::<Mirror>();
    let rooms = move || Some(mirror.devices().with(List::rooms)).filter(|rooms| rooms.len() > 1);
    part(rooms, move |rooms| {
        let option = |(name, count): (String, usize)| {
            el("option").attr("value", &name).child(format!("{} ({count})", text::short(&name)))
        };
        el("select")
            .class("chip")
            .attr("aria-label", t!("Room"))
            .on("change", move |event| {
                let room = Some(field(&event).value()).filter(|room| !room.is_empty());
                chosen.update(|chosen| chosen.room = room);
            })
            .child(el("option").attr("value", "").child(t!("Every room")))
            .child(all(rooms.into_iter().map(option)))
            .value(move || chosen.with(|chosen| chosen.room.clone().unwrap_or_default()))
    })
}
