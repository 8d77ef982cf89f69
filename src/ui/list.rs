//! The devices of a home in an order for people: by room, or by what they speak where they are in none, then by name, and
//! only those that are looked for. Knows nothing of the screen.

use super::order::sorted;
use super::text::folded;
use crate::app::DeviceNews;
use crate::device::DeviceKey;

/// Cards that come and go together. Fills whole rows of two, three and four.
const BLOCK: usize = 24;

/// What devices have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    Room(String),
    /// In no room, and of this convention.
    Convention(String),
}

/// A group and its devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub group: Group,
    pub devices: Vec<DeviceKey>,
}

/// Names a block of cards: its group and its number within that.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockKey {
    pub group: Group,
    pub index: usize,
}

impl Section {
    /// The section's blocks of cards, in order.
    pub fn blocks(&self) -> impl Iterator<Item = (BlockKey, &[DeviceKey])> {
        self.devices
            .chunks(BLOCK)
            .enumerate()
            .map(|(index, devices)| (BlockKey { group: self.group.clone(), index }, devices))
    }
}

/// The devices that match `query`, by group; rooms come first.
#[must_use]
pub fn sections(devices: &[DeviceNews], query: &str) -> Vec<Section> {
    let query = folded(query.trim());
    let found: Vec<&DeviceNews> = devices.iter().filter(|device| matches(device, &query)).collect();
    let mut sections: Vec<Section> = Vec::new();
    for device in sorted(found, |device| order(device).into_bytes()) {
        match sections.last_mut() {
            Some(section) if section.group.holds(device) => section.devices.push(device.key),
            _ => sections.push(Section { group: Group::of(device), devices: vec![device.key] }),
        }
    }
    sections
}

impl Group {
    fn of(device: &DeviceNews) -> Self {
        match &device.room {
            Some(room) => Self::Room(room.clone()),
            None => Self::Convention(convention(device).to_owned()),
        }
    }

    /// Rooms written in capitals or not are the same room.
    fn holds(&self, device: &DeviceNews) -> bool {
        match (self, &device.room) {
            (Self::Room(one), Some(other)) => one == other || folded(one) == folded(other),
            (Self::Convention(one), None) => one == convention(device),
            _ => false,
        }
    }
}

fn convention(device: &DeviceNews) -> &str {
    device.id.split_once(':').map_or("", |(convention, _)| convention)
}

fn matches(device: &DeviceNews, query: &str) -> bool {
    query.is_empty()
        || [Some(&device.name), device.room.as_ref(), Some(&device.id)]
            .into_iter()
            .flatten()
            .any(|text| holds(&folded(text), query))
}

/// Letter by letter: the quicker ways are for longer texts, and long themselves.
fn holds(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len()).any(|here| here == part.as_bytes())
}

/// A key that sorts by group, then by name, then by id.
fn order(device: &DeviceNews) -> String {
    let mut key = String::with_capacity(64);
    if let Some(room) = &device.room {
        key.push_str(&folded(room));
    } else {
        key.push(char::MAX);
        key.push_str(convention(device));
    }
    key.push('\0');
    push_natural(&mut key, &folded(&device.name));
    key.push('\0');
    key.push_str(&device.id);
    key
}

/// Makes “Bulb 2” come before “Bulb 10”: every number is led by the count of its digits.
fn push_natural(key: &mut String, name: &str) {
    let mut rest = name;
    while let Some(letter) = rest.chars().next() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let number = rest[..digits].trim_start_matches('0');
            key.extend(u8::try_from(number.len()).map(char::from));
            key.push_str(number);
            rest = &rest[digits..];
        } else {
            key.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
}
