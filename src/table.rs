//! Tables by names that others choose: a look is quick, and whoever does not know the seed can choose no names that get into each
//! other's way. Knows nothing of what is in them.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

/// What is kept by its name, or by a number. Begins with [`Default`].
pub type Table<K, V> = HashMap<K, V, Seeded>;

/// Names, or numbers.
pub type Names<K> = HashSet<K, Seeded>;

/// What no two visits should have in common.
static SEED: AtomicU64 = AtomicU64::new(0x243f_6a88_85a3_08d3);

/// Mixed into every word: digits of pi, as the first seed is.
const MIX: u64 = 0x1319_8a2e_0370_7344;
const LAST: u64 = 0xa409_3822_299f_31d0;

/// Tables that begin from now on are in an order that only who knows this number can tell.
pub fn seed(random: u64) {
    SEED.store(random, Ordering::Relaxed);
}

/// Where in a table a name is.
#[derive(Clone, Copy, Debug)]
pub struct Seeded(u64);

impl Default for Seeded {
    fn default() -> Self {
        Self(SEED.load(Ordering::Relaxed))
    }
}

impl BuildHasher for Seeded {
    type Hasher = Mixer;

    fn build_hasher(&self) -> Mixer {
        Mixer(self.0)
    }
}

/// Takes a name eight bytes at a time, each of which changes all that comes after.
#[derive(Debug)]
pub struct Mixer(u64);

impl Mixer {
    fn take(&mut self, word: u64) {
        self.0 = folded(self.0 ^ word, MIX);
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.take(u64::from_le_bytes(*word));
        }
        // What is left over, and how much that is.
        let last = rest.iter().fold(rest.len() as u64, |last, byte| last << 8 | u64::from(*byte));
        self.take(last);
    }

    fn write_u8(&mut self, number: u8) {
        self.take(u64::from(number));
    }

    fn write_u16(&mut self, number: u16) {
        self.take(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.take(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.take(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.take(number as u64);
    }

    fn finish(&self) -> u64 {
        folded(self.0, LAST)
    }
}

/// Every digit of both has a say in most of the result. Two products of half the length, for browsers know no longer one.
fn folded(one: u64, other: u64) -> u64 {
    let (low, high) = (one & 0xffff_ffff, one >> 32);
    let (other_low, other_high) = (other & 0xffff_ffff, other >> 32);
    (low * other_high) ^ (high * other_low).rotate_right(32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names that differ in little, as topics do.
    fn names() -> impl Iterator<Item = String> {
        (0..100_000).map(|number| format!("home/device{}/t{}", number / 10, number % 10))
    }

    fn hashes(seed: u64) -> Vec<u64> {
        names().map(|name| Seeded(seed).hash_one(name)).collect()
    }

    #[test]
    fn names_that_differ_in_little_are_far_apart() {
        let hashes = hashes(7);
        let distinct: HashSet<_> = hashes.iter().collect();
        assert_eq!(distinct.len(), hashes.len());
        // The digits that tables look at: the last ones, and the first seven.
        for shift in [0, 8, 57] {
            let mut counts = [0_u32; 128];
            for hash in &hashes {
                counts[(hash >> shift & 127) as usize] += 1;
            }
            assert!(counts.iter().all(|count| (550..1_050).contains(count)), "{shift}: {counts:?}");
        }
    }

    #[test]
    fn names_that_are_alike_to_one_table_are_not_to_another() {
        let (one, other) = (hashes(7), hashes(8));
        let first = one[0] & 1_023;
        let alike: Vec<_> = (0..one.len()).filter(|at| one[*at] & 1_023 == first).map(|at| other[at] & 1_023).collect();
        let distinct: HashSet<_> = alike.iter().collect();
        assert!(alike.len() > 60 && distinct.len() * 10 > alike.len() * 9, "{} of {}", distinct.len(), alike.len());
    }

    #[test]
    fn a_name_is_not_one_that_is_longer_by_nothing() {
        let hash = |name: &[u8]| Seeded(7).hash_one(name);
        for (one, other) in [(&b"a"[..], &b"a\0"[..]), (b"", b"\0"), (b"12345678", b"12345678\0"), (b"\0\0", b"\0\0\0")]
        {
            assert_ne!(hash(one), hash(other));
        }
    }
}
