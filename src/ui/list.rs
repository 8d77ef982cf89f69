//! The devices of a home, kept in an order for people: by room, or by what they speak where they are in none, then by name.
//! Knows nothing of the screen.

use super::text::folded;
use crate::app::DeviceNews;
use crate::device::DeviceKey;
use crate::order::{Keyed, sort};

/// Cards that come and go together. Fills whole rows of two, three and four.
const BLOCK: usize = 24;

/// All devices that were heard of.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// In the order of their keys, which is the order in which they were heard of.
    devices: Vec<Entry>,
    /// The keys of all devices, behind what puts them in order.
    order: Vec<Keyed>,
}

#[derive(Clone, Debug)]
struct Entry {
    device: DeviceNews,
    /// Whether it stands in the order where it belongs.
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Right,
    Wrong,
    None,
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// A part of a name, a room or an id.
    pub words: String,
    /// Also those that the person has hidden.
    pub with_hidden: bool,
}

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

impl List {
    /// Takes in devices that are new, or are called otherwise now.
    pub fn take_in(&mut self, news: Vec<DeviceNews>) {
        for device in news {
            let place = Place::Wrong;
            match self.index_of(device.key) {
                Ok(index) => self.devices[index] = Entry { device, place },
                Err(index) => self.devices.insert(index, Entry { device, place }),
            }
        }
        self.put_in_order();
    }

    /// Strikes devices off.
    pub fn leave(&mut self, gone: &[DeviceKey]) {
        for key in gone {
            if let Ok(index) = self.index_of(*key) {
                self.devices[index].place = Place::None;
            }
        }
        self.devices.retain(|entry| entry.place != Place::None);
        self.put_in_order();
    }

    fn put_in_order(&mut self) {
        let Self { devices, order } = self;
        let is_right = |(_, key): &Keyed| {
            let found = devices.binary_search_by_key(key, |entry| entry.device.key.0);
            found.is_ok_and(|index| devices[index].place == Place::Right)
        };
        order.retain(is_right);
        for entry in devices.iter_mut().filter(|entry| entry.place == Place::Wrong) {
            order.push((order_key(&entry.device), entry.device.key.0));
            entry.place = Place::Right;
        }
        sort(order);
    }

    fn index_of(&self, key: DeviceKey) -> Result<usize, usize> {
        self.devices.binary_search_by_key(&key, |entry| entry.device.key)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.devices.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.devices.is_empty()
    }

    #[must_use]
    pub fn get(&self, key: DeviceKey) -> Option<&DeviceNews> {
        self.index_of(key).ok().map(|index| &self.devices[index].device)
    }

    /// In the order in which they were heard of.
    pub fn iter(&self) -> impl Iterator<Item = &DeviceNews> {
        self.devices.iter().map(|entry| &entry.device)
    }

    /// The devices that are looked for, by group; rooms come first.
    #[must_use]
    pub fn sections(&self, query: &Query) -> Vec<Section> {
        let words = folded(query.words.trim());
        let found = self.order.iter().filter_map(|(_, key)| self.get(DeviceKey(*key)));
        let mut sections: Vec<Section> = Vec::new();
        for device in found.filter(|it| (query.with_hidden || !it.custom.hidden) && matches(it, &words)) {
            match sections.last_mut() {
                Some(section) if section.group.holds(device) => section.devices.push(device.key),
                _ => sections.push(Section { group: Group::of(device), devices: vec![device.key] }),
            }
        }
        sections
    }
}

impl Section {
    /// The section's blocks of cards, in order.
    pub fn blocks(&self) -> impl Iterator<Item = (BlockKey, &[DeviceKey])> {
        self.devices
            .chunks(BLOCK)
            .enumerate()
            .map(|(index, devices)| (BlockKey { group: self.group.clone(), index }, devices))
    }

    /// The devices of the block of that number.
    #[must_use]
    pub fn block(&self, index: usize) -> &[DeviceKey] {
        self.devices.chunks(BLOCK).nth(index).unwrap_or_default()
    }
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
fn order_key(device: &DeviceNews) -> Vec<u8> {
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
    key.into_bytes()
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
