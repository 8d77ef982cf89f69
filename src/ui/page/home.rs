//! The home at one glance: what needs attention, what one likes to have at hand, and every room.

use reactive_graph::owner::{expect_context, on_cleanup};

use super::cards::{Cards, hidden, nothing_yet};
use super::scenes::scenes;
use crate::alarm::Alarm;
use crate::app::Intent;
use crate::device::DeviceKey;
use crate::language::t;
use crate::ui::alarm::attention;
use crate::ui::cell::{Cell, live};
use crate::ui::clock::Clock;
use crate::ui::dom::{Element, IntoPiece, Piece, el, part};
use crate::ui::heading::heading;
use crate::ui::icon::icon;
use crate::ui::list::{List, Query};
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::route::Route;
use crate::ui::{format, text};

/// A door of its chunk.
#[inline(never)]
pub(crate) fn home() -> Piece {
    let clock = expect_context::<Clock>();
    let query = Cell::new(Query { with_favourites: true, ..Query::default() });
    let cards = Cards::of(*query);
    watch_signs();
    let greeting = live(move || greeting(format::hour(clock.now())).to_owned());
    el("div")
        .class("top")
        .child(heading(greeting))
        .child(calm())
        .into_piece()
        .and(attention())
        .and(wants())
        .and(scenes())
        .and(nothing_yet())
        .and(cards.groups(true))
        .and(hidden(query))
}

/// Asks who is away, low or overdue, for as long as the caller's owner lives.
pub(super) fn watch_signs() {
    let outbox = expect_context::<Outbox>();
    outbox.send(Intent::WatchSigns(true));
    on_cleanup(move || outbox.send(Intent::WatchSigns(false)));
}

fn greeting(hour: u32) -> &'static str {
    match hour {
        5..=10 => t!("Good morning"),
        11..=16 => t!("Good day"),
        17..=22 => t!("Good evening"),
        _ => t!("Good night"),
    }
}

/// Of devices that are not hidden: the first that is so, and how many others are.
fn some_of(mirror: Mirror, keys: &[DeviceKey]) -> Option<(String, String, usize)> {
    mirror.devices().with(|devices| {
        let mut shown = keys.iter().filter_map(|key| devices.get(*key)).filter(|device| !device.custom.hidden);
        let first = shown.next()?;
        Some((first.id.clone(), text::short(&first.name), shown.count()))
    })
}

/// How many of these devices, or of all, are not hidden.
fn count(mirror: Mirror, keys: Option<&[DeviceKey]>) -> usize {
    mirror.devices().with(|devices| match keys {
        Some(keys) => keys.iter().filter_map(|key| devices.get(*key)).filter(|it| !it.custom.hidden).count(),
        None => devices.iter().filter(|it| !it.custom.hidden).count(),
    })
}

/// One quiet sentence while all is well.
fn calm() -> Piece {
    let mirror = expect_context::<Mirror>();
    let is_calm = move || {
        let are_well = mirror
            .signs()
            .with(|signs| some_of(mirror, &signs.away).is_none() && some_of(mirror, &signs.low_battery).is_none());
        let is_quiet = mirror.alarms().with(|alarms| !alarms.iter().any(Alarm::wants_attention));
        let count = mirror.devices().with(List::len);
        (are_well && is_quiet && count > 0 && mirror.live_since().is_some()).then_some(count)
    };
    part(is_calm, |count| {
        let words = match count {
            1 => t!("All is well. One device is here.").to_owned(),
            _ => t!("All is well with {count} devices.", count = format::count(count as u64)),
        };
        el("p").class("calm").child(icon("check")).child(el("span").child(words))
    })
}

/// Who is away, and whose battery is low: a line each, and nothing if nobody is.
fn wants() -> Piece {
    let mirror = expect_context::<Mirror>();
    let are_all_away = live(move || {
        let away = mirror.signs().with(|signs| count(mirror, Some(&signs.away)));
        Some(away).filter(|away| *away > 1 && *away == count(mirror, None))
    });
    let all_away = part(
        move || are_all_away.get(),
        |count| {
            let words = t!("All {count} devices are offline or silent.", count = format::count(count as u64));
            let why = t!(" What brings them to the broker may be down: a bridge, a gateway, the Wi-Fi.");
            el("p")
                .class("note want")
                .child(icon("warn"))
                .child(el("span").child(el("strong").child(words)).child(why))
                .child(el("a").class("act").attr("href", &Route::Devices.href()).child(t!("Show")))
        },
    );
    let away = part(
        move || mirror.signs().with(|signs| some_of(mirror, &signs.away)).filter(|_| are_all_away.get().is_none()),
        |(id, name, others)| {
            let rest = match others {
                0 => t!("is offline or silent").to_owned(),
                1 => t!("and one other device are offline or silent").to_owned(),
                _ => t!("and {others} other devices are offline or silent", others = others.to_string()),
            };
            want("warn", &id, &name, &rest, others)
        },
    );
    let low = part(
        move || mirror.signs().with(|signs| some_of(mirror, &signs.low_battery)),
        |(id, name, others)| {
            let rest = match others {
                0 => t!("has a low battery").to_owned(),
                1 => t!("and one other device have a low battery").to_owned(),
                _ => t!("and {others} other devices have a low battery", others = others.to_string()),
            };
            want("battery", &id, &name, &rest, others)
        },
    );
    all_away.and(away).and(low)
}

fn want(picture: &str, id: &str, name: &str, rest: &str, others: usize) -> Element {
    let target = if others == 0 { Route::Device(id.to_owned()) } else { Route::Devices };
    el("p")
        .class("note want")
        .child(icon(picture))
        .child(el("span").child(el("strong").child(name)).child(" ").child(rest))
        .child(el("a").class("act").attr("href", &target.href()).child(t!("Show")))
}
