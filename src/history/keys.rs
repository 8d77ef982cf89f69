//! Under which keys history is kept: a house, how much a block is thinned, a stretch of time, and in it a property. So what is
//! oldest stands first, and what one property said in a stretch of time stands together.

use super::store::{Entry, Range};

/// How much what is kept is thinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// As it was said.
    Raw,
    Minutes,
    Hours,
}

impl Level {
    pub const ALL: [Self; 3] = [Self::Raw, Self::Minutes, Self::Hours];

    /// The milliseconds that a stretch is long. No block crosses its end.
    pub(super) fn stretch(self) -> i64 {
        match self {
            Self::Raw => 6 * 3_600_000,
            Self::Minutes => 4 * 86_400_000,
            Self::Hours => 32 * 86_400_000,
        }
    }

    /// The stretch that a time falls into.
    pub(super) fn stretch_of(self, at: i64) -> u32 {
        u32::try_from(at.max(0) / self.stretch()).unwrap_or(u32::MAX)
    }
}

const JOURNAL: u8 = 3;
const GAP: u8 = 4;
const HEAD: u8 = 5;

/// What a block is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) level: Level,
    pub(super) stretch: u32,
    pub(super) series: u64,
}

/// All that is kept of one house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct House(u32);

impl House {
    /// A house goes by its broker's address and its user.
    pub(super) fn named(name: &str) -> Self {
        let hash = hash(&[name]);
        Self(u32::try_from(hash >> 32).unwrap_or(0))
    }

    pub(super) fn head(self) -> Vec<u8> {
        self.key(HEAD).done()
    }

    pub(super) fn journal(self, number: u64) -> Vec<u8> {
        self.key(JOURNAL).and(&number.to_be_bytes()).done()
    }

    pub(super) fn journals(self) -> Range {
        Range { from: self.key(JOURNAL).done(), until: self.key(GAP).done() }
    }

    pub(super) fn gap(self, from: i64) -> Vec<u8> {
        self.key(GAP).and(&from.to_be_bytes()).done()
    }

    /// Those that began before then.
    pub(super) fn gaps(self, until: i64) -> Range {
        Range { from: self.key(GAP).done(), until: self.gap(until) }
    }

    /// From when until when an entry says that nobody listened.
    pub(super) fn gap_in((key, value): &Entry) -> Option<(i64, i64)> {
        Some((Self::gap_of(key)?, i64::from_be_bytes(value.as_slice().try_into().ok()?)))
    }

    /// When the gap with this key began.
    pub(super) fn gap_of(key: &[u8]) -> Option<i64> {
        Some(i64::from_be_bytes(key.get(5..)?.try_into().ok()?))
    }

    /// `number` tells blocks apart that begin at the same time.
    pub(super) fn block(self, Place { level, stretch, series }: Place, at: i64, number: u64) -> Vec<u8> {
        let within = u32::try_from(at.max(0) % level.stretch()).unwrap_or(u32::MAX);
        let key = self.key(level as u8).and(&stretch.to_be_bytes()).and(&series.to_be_bytes());
        key.and(&within.to_be_bytes()).and(&number.to_be_bytes()[4..]).done()
    }

    /// The blocks of one series in one stretch that begin from the one time to before the other.
    pub(super) fn blocks(self, place: Place, from: i64, until: i64) -> Range {
        let from = if Self::begin(place) >= from { self.place(place).done() } else { self.block(place, from, 0) };
        let end = Self::begin(Place { stretch: place.stretch.saturating_add(1), ..place });
        let until = if end <= until {
            self.place(Place { series: place.series.wrapping_add(1), ..place }).done()
        } else {
            self.block(place, until, 0)
        };
        Range { from, until }
    }

    /// All blocks of a level in stretches before this one.
    pub(super) fn before(self, level: Level, stretch: u32) -> Range {
        let level = level as u8;
        Range { from: self.key(level).done(), until: self.key(level).and(&stretch.to_be_bytes()).done() }
    }

    /// All blocks of a level in stretches from this one on.
    pub(super) fn since(self, level: Level, stretch: u32) -> Range {
        let level = level as u8;
        Range { from: self.key(level).and(&stretch.to_be_bytes()).done(), until: self.key(level + 1).done() }
    }

    /// Whether the block with this key was made after the one with that number.
    pub(super) fn is_after(key: &[u8], number: u64) -> bool {
        let own = key.get(21..25).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
        let since = own.unwrap_or(0).wrapping_sub(u32::try_from(number & 0xffff_ffff).unwrap_or(0));
        since > 0 && since < u32::MAX / 2
    }

    /// All blocks of a level.
    pub(super) fn all(self, level: Level) -> Range {
        Range { from: self.key(level as u8).done(), until: self.key(level as u8 + 1).done() }
    }

    /// Where the block with this key belongs.
    pub(super) fn place_of(key: &[u8]) -> Option<Place> {
        let level = *Level::ALL.get(usize::from(*key.get(4)?))?;
        let stretch = u32::from_be_bytes(key.get(5..9)?.try_into().ok()?);
        let series = u64::from_be_bytes(key.get(9..17)?.try_into().ok()?);
        Some(Place { level, stretch, series })
    }

    fn begin(place: Place) -> i64 {
        i64::from(place.stretch).saturating_mul(place.level.stretch())
    }

    fn place(self, Place { level, stretch, series }: Place) -> Key {
        self.key(level as u8).and(&stretch.to_be_bytes()).and(&series.to_be_bytes())
    }

    fn key(self, kind: u8) -> Key {
        Key(Vec::with_capacity(25)).and(&self.0.to_be_bytes()).and(&[kind])
    }
}

/// Everything there is, of all houses.
pub(super) fn everything() -> Range {
    Range { from: Vec::new(), until: vec![0xff; 32] }
}

/// This key and no other.
pub(super) fn only(key: &[u8]) -> Range {
    Range { from: key.to_vec(), until: [key, &[0]].concat() }
}

struct Key(Vec<u8>);

impl Key {
    fn and(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    fn done(self) -> Vec<u8> {
        self.0
    }
}

/// The number that a property of a device goes by.
#[must_use]
pub fn series(device: &str, property: &str) -> u64 {
    hash(&[device, property])
}

/// The same number for the same names, in every tab and at all times (FNV-1a, mixed at the end). Nobody has to be told which
/// number stands for which property.
pub(crate) fn hash(names: &[&str]) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for name in names {
        for byte in name.as_bytes() {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
        // What ends a name: 0.
        hash = hash.wrapping_mul(PRIME);
    }
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_a_stretch_stand_in_order_of_property_and_time() {
        let house = House::named("ws://broker/ user");
        let place = Place { level: Level::Raw, stretch: 81_990, series: 7 };
        let begin = House::begin(place);
        let key = house.block(place, begin + 5, 1);
        assert_eq!(House::place_of(&key), Some(place));
        for (from, until, is_in) in [(begin + 5, begin + 6, true), (begin + 6, begin + 9, false), (0, i64::MAX, true)] {
            let Range { from, until } = house.blocks(place, from, until);
            assert_eq!((from..until).contains(&key), is_in);
        }
        let next = house.blocks(Place { series: 8, ..place }, 0, i64::MAX);
        assert!(key < next.from && next.from < next.until);
    }
}
