//! Which function goes where: what is reached through the doors of a chunk alone is in it.
//!
//! A function is reached by a call, or by its address, which stands in code or in data: in a table of methods, say. What looks
//! like an address is taken for one, so that a function may stay though nobody calls it, and none goes that somebody calls.

use std::collections::{BTreeMap, BTreeSet};

use super::read::Module;

/// A part of a program behind some of its functions.
pub(super) struct Chunk {
    pub(super) name: &'static str,
    /// The only functions by which one comes in.
    pub(super) doors: &'static [&'static str],
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// The chunk of each function that moves.
    pub(super) moved: BTreeMap<u32, usize>,
    /// The place in the table of each of these that is called from elsewhere: the table is the way there.
    pub(super) slots: BTreeMap<u32, u32>,
}

impl Plan {
    pub(super) fn new(module: &Module<'_>, chunks: &[Chunk]) -> Result<Self, String> {
        let map = Map::of(module);
        let mut doors = BTreeMap::new();
        for (chunk, name) in
            chunks.iter().enumerate().flat_map(|(index, chunk)| chunk.doors.iter().map(move |name| (index, name)))
        {
            let door = module.names.iter().find(|(_, known)| known == name);
            let (door, _) = door.ok_or_else(|| format!("there is no function {name}: is it #[inline(never)]?"))?;
            doors.insert(*door, chunk);
        }
        let stays = map.reached(module.roots(), &doors);
        let mut moved: BTreeMap<u32, Option<usize>> = BTreeMap::new();
        for chunk in 0..chunks.len() {
            let own = doors.iter().filter(|(_, of)| **of == chunk).map(|(door, _)| *door);
            let others: BTreeMap<_, _> =
                doors.iter().filter(|(_, of)| **of != chunk).map(|(door, of)| (*door, *of)).collect();
            for function in map.reached(own, &others) {
                if function >= module.imported && !stays.contains(&function) {
                    moved.entry(function).and_modify(|of| *of = None).or_insert(Some(chunk));
                }
            }
        }
        // What two chunks need is in neither.
        let moved: BTreeMap<_, _> =
            moved.into_iter().filter_map(|(function, chunk)| Some((function, chunk?))).collect();

        let home = |function: u32| moved.get(&function).copied();
        let called = module.mentions.iter().flat_map(|(caller, mentions)| {
            let caller = home(*caller);
            mentions.calls.iter().copied().filter(move |callee| home(*callee) != caller)
        });
        let called = called.chain(module.addressed.values().copied());
        // Chunk by chunk, so that each fills one row of places.
        let called: BTreeSet<_> = called.filter_map(|function| Some((home(function)?, function))).collect();
        let slots = called.into_iter().map(|(_, function)| function).zip(module.table_size..).collect();
        Ok(Self { moved, slots })
    }
}

/// What leads where.
struct Map<'a> {
    module: &'a Module<'a>,
    /// What begins at an address that is mentioned anywhere, up to the next one, and the numbers in it.
    objects: BTreeMap<u32, BTreeSet<u32>>,
}

impl<'a> Map<'a> {
    fn of(module: &'a Module<'a>) -> Self {
        let in_code = module.mentions.values().flat_map(|mentions| mentions.numbers.iter().copied());
        let in_data = module.data.iter().flat_map(|(start, bytes)| words(*start, bytes)).map(|(_, word)| word);
        let is_address =
            |number: &u32| module.data.iter().any(|(start, bytes)| (*start..=*start + size(bytes)).contains(number));
        let starts = module.data.iter().map(|(start, _)| *start);
        let mut objects: BTreeMap<u32, BTreeSet<u32>> =
            in_code.chain(in_data).filter(is_address).chain(starts).map(|start| (start, BTreeSet::new())).collect();
        for (start, bytes) in &module.data {
            let words: BTreeMap<u32, u32> = words(*start, bytes).collect();
            for (place, word) in &words {
                // Where a number only looks like an address, what begins there is a part of what was before.
                for (start, object) in objects.range_mut(..=*place).rev() {
                    object.insert(*word);
                    if !module.addressed.contains_key(word) || is_method_table(module, &words, *start) {
                        break;
                    }
                }
            }
        }
        Self { module, objects }
    }

    /// Every function that one comes to from there, short of what is closed.
    fn reached(&self, from: impl Iterator<Item = u32>, closed: &BTreeMap<u32, usize>) -> BTreeSet<u32> {
        let mut functions = BTreeSet::new();
        let mut objects = BTreeSet::new();
        let mut next: Vec<u32> = from.collect();
        let mut numbers = Vec::new();
        while let Some(function) = next.pop() {
            if closed.contains_key(&function) || !functions.insert(function) {
                continue;
            }
            let Some(mentions) = self.module.mentions.get(&function) else { continue };
            next.extend(&mentions.calls);
            numbers.extend(&mentions.numbers);
            while let Some(number) = numbers.pop() {
                next.extend(self.module.addressed.get(&number));
                if let Some(object) = self.objects.get(&number)
                    && objects.insert(number)
                {
                    numbers.extend(object);
                }
            }
        }
        functions
    }
}

/// Whether a table of methods begins there, as Rust lays it out: how to drop a value, if that needs anything, its size, its
/// alignment, and a method. From within such a table, none looks like that.
fn is_method_table(module: &Module<'_>, words: &BTreeMap<u32, u32>, start: u32) -> bool {
    let is_function = |word: u32| module.addressed.contains_key(&word);
    let [drop, size, alignment, method] = [0, 4, 8, 12].map(|place| words.get(&(start + place)).copied().unwrap_or(1));
    (drop == 0 || is_function(drop))
        && (!is_function(size) && alignment.is_power_of_two() && alignment <= 16 && size % alignment == 0)
        && is_function(method)
}

/// The numbers in some bytes, where the compiler would put one, with their places.
fn words(start: u32, bytes: &[u8]) -> impl Iterator<Item = (u32, u32)> {
    let skipped = start.next_multiple_of(4) - start;
    let (_, bytes) = bytes.split_at_checked(skipped as usize).unwrap_or_default();
    let words = bytes.chunks_exact(4).map(|word| u32::from_le_bytes(word.try_into().unwrap_or_default()));
    (start + skipped..).step_by(4).zip(words)
}

fn size(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}
