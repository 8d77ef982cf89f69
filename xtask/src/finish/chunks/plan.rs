//! Which function goes where, and which data: what is reached through the doors of a chunk alone is in it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::carry::{self, Load};
use super::map::{Map, Reached};
use super::read::Module;

/// A part of a program behind some of its functions.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) name: &'static str,
    /// The chunk that is there whenever this one is: what both need is in that.
    pub(super) after: Option<&'static str>,
    /// The only functions by which one comes in.
    pub(super) doors: &'static [&'static str],
}

impl Chunk {
    pub(super) const fn of(name: &'static str, doors: &'static [&'static str]) -> Self {
        Self { name, after: None, doors }
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// The chunk of each function that moves. What nobody comes to moves to one that is not among the chunks.
    pub(super) moved: BTreeMap<u32, usize>,
    /// The place in the table of each of these that is called from elsewhere: the table is the way there.
    pub(super) slots: BTreeMap<u32, u32>,
    /// The data that moves, in the order of its places.
    pub(super) loads: Vec<Load>,
}

impl Plan {
    pub(super) fn new(module: &Module<'_>, map: &Map, chunks: &[Chunk]) -> Result<Self, String> {
        let doors = doors(module, chunks)?;
        let roots = map.roots(doors.keys().copied()).into_iter();
        let mut stays = map.reached(roots, |function| doors.contains_key(&function));
        stays.data.extend(map.open_data());
        let before = before(chunks)?;
        let mut moved: BTreeMap<u32, Option<usize>> = BTreeMap::new();
        let mut carried: BTreeMap<usize, Option<usize>> = BTreeMap::new();
        for chunk in 0..chunks.len() {
            let own = doors.iter().filter(|(_, of)| **of == chunk).map(|(door, _)| *door);
            let Reached { functions, data } =
                map.reached(own, |function| doors.get(&function).is_some_and(|of| *of != chunk));
            for function in functions.difference(&stays.functions).filter(|it| **it >= module.imported) {
                moved.entry(*function).and_modify(|of| *of = shared(*of, chunk, &before)).or_insert(Some(chunk));
            }
            for piece in data.difference(&stays.data) {
                carried.entry(*piece).and_modify(|of| *of = shared(*of, chunk, &before)).or_insert(Some(chunk));
            }
        }
        for function in (module.imported..module.functions()).filter(|it| !stays.functions.contains(it)) {
            moved.entry(function).or_insert(Some(chunks.len()));
        }
        for (piece, _) in map.pieces().filter(|(piece, _)| !stays.data.contains(piece)) {
            carried.entry(piece).or_insert(Some(chunks.len()));
        }
        let moved: BTreeMap<_, _> =
            moved.into_iter().filter_map(|(function, chunk)| Some((function, chunk?))).collect();
        let slots = slots(module, &moved, chunks.len());
        let home = |(piece, at)| (at, carried.get(&piece).copied().flatten());
        let loads = carry::loads(map.pieces().map(home), &module.filled());
        let plan = Self { moved, slots, loads };
        plan.check(module, map, &doors, &before)?;
        Ok(plan)
    }

    /// Sees to it that nobody comes into a chunk but through its doors.
    pub(super) fn check(
        &self,
        module: &Module<'_>,
        map: &Map,
        doors: &BTreeMap<u32, usize>,
        before: &[Option<usize>],
    ) -> Result<(), String> {
        let name = |function: u32| module.names.get(&function).copied().unwrap_or("a function without a name");
        for function in 0..module.functions() {
            let home = self.moved.get(&function).copied();
            if home == Some(before.len()) {
                continue;
            }
            let is_there = |of: usize| home.is_some_and(|home| there_with(home, before).any(|there| there == of));
            let is_outside = |other: &u32| self.moved.get(other).is_some_and(|of| !is_there(*of));
            let Reached { functions, data } = map.beyond(function);
            if let Some(other) = functions.into_iter().filter(is_outside).find(|it| !doors.contains_key(it)) {
                return Err(format!("{} leads past the doors to {}", name(function), name(other)));
            }
            let known = map.pieces().filter(|(piece, _)| data.contains(piece)).map(|(_, at)| at);
            let is_away = |at: &Range<u32>| {
                let next = self.loads.partition_point(|(load, _)| load.end <= at.start);
                self.loads.get(next).is_some_and(|(load, of)| load.start < at.end && !is_there(*of))
            };
            if let Some(at) = known.filter(|at| !at.is_empty()).find(is_away) {
                return Err(format!("{} knows what is at {at:?}, which moves away", name(function)));
            }
        }
        Ok(())
    }
}

/// The chunk that each comes after, which stands before it.
fn before(chunks: &[Chunk]) -> Result<Vec<Option<usize>>, String> {
    let place = |(own, name): (usize, &str)| {
        let first = chunks[..own].iter().position(|chunk| chunk.name == name);
        first.ok_or_else(|| format!("there is no chunk {name} before {}", chunks[own].name))
    };
    let after = chunks.iter().enumerate().map(|(own, chunk)| chunk.after.map(|name| (own, name)));
    after.map(|after| after.map(place).transpose()).collect()
}

/// A chunk, and all that are there whenever it is, the nearest first.
fn there_with(chunk: usize, before: &[Option<usize>]) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(chunk), |chunk| before[*chunk])
}

/// Where that is which `chunk` needs as well as the one that it would be in: in the chunk that is there whenever either is.
fn shared(of: Option<usize>, chunk: usize, before: &[Option<usize>]) -> Option<usize> {
    let of = of?;
    there_with(of, before).find(|there| there_with(chunk, before).any(|other| other == *there))
}

/// The door of which chunk each function is that is one.
fn doors(module: &Module<'_>, chunks: &[Chunk]) -> Result<BTreeMap<u32, usize>, String> {
    let all = chunks.iter().enumerate().flat_map(|(index, chunk)| chunk.doors.iter().map(move |door| (index, door)));
    let found = all.map(|(chunk, path)| {
        let door = module.names.iter().find(|(_, name)| is_function(name, path));
        door.map(|(function, _)| (*function, chunk))
            .ok_or_else(|| format!("there is no function {path}: is it #[inline(never)]?"))
    });
    found.collect()
}

/// Whether this is the name of that function to the linker: `_RNvNtCs1_4page4desk4open` is `page::desk::open` (RFC 2603).
pub(super) fn is_function(name: &str, path: &str) -> bool {
    let path = path.split("::").map(|part| format!("{}{part}", part.len())).collect::<Vec<_>>().concat();
    name.strip_prefix("_RNv").and_then(|name| name.strip_suffix(&path)).is_some_and(|start| start.ends_with('_'))
}

/// A place for each function that is called from elsewhere: its own if it has one, else a new one.
fn slots(module: &Module<'_>, moved: &BTreeMap<u32, usize>, nowhere: usize) -> BTreeMap<u32, u32> {
    let home = |function: u32| moved.get(&function).copied();
    let callers = module.mentions.iter().filter(|(caller, _)| home(**caller) != Some(nowhere));
    let called = callers.flat_map(|(caller, mentions)| {
        let caller = home(*caller);
        mentions.calls.iter().copied().filter(move |callee| home(*callee) != caller)
    });
    let own: BTreeMap<u32, u32> = module.addressed.iter().map(|(place, function)| (*function, *place)).collect();
    // Chunk by chunk, so that each fills one row of places.
    let called: BTreeSet<_> = called.filter_map(|function| Some((home(function)?, function))).collect();
    let mut free = module.table_size..;
    let place = |(_, function)| Some((function, own.get(&function).copied().or_else(|| free.next())?));
    called.into_iter().filter_map(place).collect()
}
