//! A search through devices, rooms and pages: what begins with the words comes before what only holds them. Knows no screen.

use super::list::List;
use super::route::Route;
use super::text::folded;
use crate::app::FoundNews;
use crate::language::t;
use crate::order::sorted;

/// Something that can be gone to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Found {
    pub kind: Kind,
    pub name: String,
    /// Where it is; empty for a page.
    pub place: String,
    pub route: Route,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Page,
    Room,
    Device,
    Property,
}

/// So many places are left to properties, which are many.
const PROPERTIES: usize = 6;

/// The best `most` of all that every word of `words` is found in; then some of these `properties`, which were found elsewhere.
#[must_use]
pub fn find(devices: &List, properties: &[FoundNews], words: &str, most: usize) -> Vec<Found> {
    let property = |found: &FoundNews| {
        let device = devices.get(found.device)?;
        let place =
            device.room.as_ref().map_or_else(|| device.name.clone(), |room| format!("{} · {room}", device.name));
        let route = Route::Device(device.id.clone());
        Some(Found { kind: Kind::Property, name: found.label.clone(), place, route })
    };
    let properties = properties.iter().filter_map(property);
    let mut found = by_name(devices, words, most);
    let left = most.saturating_sub(found.len()).max(PROPERTIES).min(properties.clone().count());
    found.truncate(most - left);
    found.extend(properties.take(left));
    found
}

fn by_name(devices: &List, words: &str, most: usize) -> Vec<Found> {
    let words: Vec<_> = folded(words).split_whitespace().map(str::to_owned).collect();
    let mut ranked = Vec::new();
    let mut take = |found: Found, more: &str| {
        if let Some(rank) = rank(&folded(&found.name), &folded(more), &words) {
            ranked.push((rank, found));
        }
    };
    for (route, name) in pages() {
        take(Found { kind: Kind::Page, name: name.to_owned(), place: String::new(), route }, "");
    }
    for (name, _) in devices.rooms() {
        let route = Route::Room(name.clone());
        take(Found { kind: Kind::Room, name, place: t!("Room").to_owned(), route }, "");
    }
    for device in devices.iter() {
        let (place, route) = (device.room.clone().unwrap_or_default(), Route::Device(device.id.clone()));
        let more = format!("{place} {}", device.id);
        take(Found { kind: Kind::Device, name: device.name.clone(), place, route }, &more);
    }
    sorted(ranked, |(rank, found)| [&[*rank], folded(&found.name).as_bytes()].concat())
        .into_iter()
        .take(most)
        .map(|(_, found)| found)
        .collect()
}

/// How well the words fit, least first; `None` if one of them is nowhere.
fn rank(name: &str, more: &str, words: &[String]) -> Option<u8> {
    let of_word = |word: &String| {
        if name.starts_with(word.as_str()) {
            Some(0)
        } else if name.split(' ').any(|part| part.starts_with(word.as_str())) {
            Some(1)
        } else if name.contains(word.as_str()) {
            Some(2)
        } else {
            more.contains(word.as_str()).then_some(3)
        }
    };
    words.iter().map(of_word).try_fold(0, |worst, rank| Some(rank?.max(worst)))
}

fn pages() -> [(Route, &'static str); 9] {
    [
        (Route::Home, t!("Home"; "a page")),
        (Route::Devices, t!("Devices")),
        (Route::Alarms, t!("Alarms")),
        (Route::Activity, t!("Activity")),
        (Route::Chart(Vec::new()), t!("Charts")),
        (Route::Topics(String::new()), t!("Topics")),
        (Route::Retained, t!("Retained messages")),
        (Route::Broker, t!("Broker")),
        (Route::Settings, t!("Settings")),
    ]
}
