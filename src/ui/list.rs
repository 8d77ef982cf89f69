//! The devices of a home, kept in an order for people: by room, or by what they speak where they are in none, then by name.
//! Knows nothing of the screen.

mod left;

use super::text::folded;
use crate::app::DeviceNews;
use crate::device::DeviceKey;
use crate::order::{Keyed, sort};
pub use left::Left;

/// Cards that come and go together. Fills whole rows of two, three and four.
const BLOCK: usize = 12;
/// Devices whose blocks come and go together: of a long list, most blocks are not even there as empty places.
const STRETCH: usize = 16 * BLOCK;

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

/// What is looked for: devices of which all of this is so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// A part of a name, a room or an id.
    pub words: String,
    /// Also those that the person has hidden.
    pub with_hidden: bool,
    /// Only what is in this room.
    pub room: Option<String>,
    /// Only what speaks so.
    pub convention: Option<String>,
    /// Only the devices of each of these lists, which are in the order of their keys.
    pub among: Vec<Vec<DeviceKey>>,
    /// Those that the person wants to have at hand come first, and are not in their rooms.
    pub with_favourites: bool,
}

/// What devices have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// What the person wants to have at hand.
    Favourites,
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

/// Names a block of cards, or a stretch of blocks: its group and its number within that.
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
        let room = query.room.as_deref().map(folded);
        let found = self.order.iter().filter_map(|(_, key)| self.get(DeviceKey(*key)));
        let mut sections: Vec<Section> = Vec::new();
        let mut favourites = Vec::new();
        for device in found.filter(|it| query.holds(it, room.as_deref()) && matches(it, &words)) {
            if query.with_favourites && device.custom.favourite {
                favourites.push(device.key);
                continue;
            }
            match sections.last_mut() {
                Some(section) if section.group.holds(device) => section.devices.push(device.key),
                _ => sections.push(Section { group: Group::of(device), devices: vec![device.key] }),
            }
        }
        if !favourites.is_empty() {
            sections.insert(0, Section { group: Group::Favourites, devices: favourites });
        }
        sections
    }

    /// The rooms there are, as people write them, and how many devices that are not hidden are in each.
    #[must_use]
    pub fn rooms(&self) -> Vec<(String, usize)> {
        let rooms = self.sections(&Query::default()).into_iter();
        let room = |section: Section| match section.group {
            Group::Room(name) => Some((name, section.devices.len())),
            Group::Favourites | Group::Convention(_) => None,
        };
        rooms.filter_map(room).collect()
    }
}

impl Query {
    /// `room` is the room that is looked for, without capitals.
    fn holds(&self, device: &DeviceNews, room: Option<&str>) -> bool {
        self.convention.as_deref().is_none_or(|it| it == convention(device))
            && self.holds_but_for_convention(device, room)
    }

    fn holds_but_for_convention(&self, device: &DeviceNews, room: Option<&str>) -> bool {
        (self.with_hidden || !device.custom.hidden)
            && room.is_none_or(|room| device.room.as_ref().is_some_and(|it| folded(it) == room))
            && self.among.iter().all(|among| among.binary_search(&device.key).is_ok())
    }
}

impl Section {
    /// The section's blocks of cards, in order.
    pub fn blocks(&self) -> impl Iterator<Item = (BlockKey, &[DeviceKey])> {
        let key = |index| BlockKey { group: self.group.clone(), index };
        self.devices.chunks(BLOCK).enumerate().map(move |(index, devices)| (key(index), devices))
    }

    /// Its first block, and its first stretch.
    #[must_use]
    pub fn first(&self) -> BlockKey {
        BlockKey { group: self.group.clone(), index: 0 }
    }

    /// The devices of the block of that number.
    #[must_use]
    pub fn block(&self, index: usize) -> &[DeviceKey] {
        self.devices.chunks(BLOCK).nth(index).unwrap_or_default()
    }

    /// The section's stretches of blocks, in order.
    #[must_use]
    pub fn stretches(&self) -> Vec<BlockKey> {
        let key = |index| BlockKey { group: self.group.clone(), index };
        (0..self.devices.len().div_ceil(STRETCH)).map(key).collect()
    }

    /// The blocks of the stretch of that number, in order, and how many devices are in them.
    #[must_use]
    pub fn stretch(&self, index: usize) -> (Vec<BlockKey>, usize) {
        let blocks = STRETCH / BLOCK;
        let keys = self.blocks().skip(index * blocks).take(blocks).map(|(key, _)| key).collect();
        (keys, self.devices.chunks(STRETCH).nth(index).unwrap_or_default().len())
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
    // Those to which the person gave a place come first.
    push_natural(&mut key, &device.custom.place.unwrap_or(u32::MAX).to_string());
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
