//! What leads where in a program: functions to others that they call or whose addresses they know, and to data; data to both.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::linked::{Linked, Mentions};
use super::read::Module;

#[derive(Debug)]
pub(super) struct Map {
    functions: BTreeMap<u32, Leads>,
    /// In the order of their places.
    data: Vec<Piece>,
    /// What is there for whoever has the program.
    open: Leads,
    /// Functions that came later than the linker.
    unknown: BTreeSet<u32>,
}

#[derive(Debug)]
struct Piece {
    at: Range<u32>,
    leads: Leads,
}

/// What one comes to.
#[derive(Debug, Default)]
pub(super) struct Reached {
    pub(super) functions: BTreeSet<u32>,
    /// By their numbers.
    pub(super) data: BTreeSet<usize>,
}

#[derive(Debug, Default)]
struct Leads {
    functions: BTreeSet<u32>,
    data: BTreeSet<usize>,
}

impl Map {
    /// Of a module that was made of what the linker made.
    pub(super) fn of(module: &Module<'_>, linked: &Linked<'_>) -> Self {
        let mut by_name: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        let named = module.names.iter().map(|(function, name)| (*name, *function));
        // Who has another name by now is known by the place.
        let placed = linked.addressed.iter().filter_map(|(place, name)| Some((*name, *module.addressed.get(place)?)));
        for (name, function) in named.chain(placed) {
            by_name.entry(name).or_default().insert(function);
        }
        let leads = |mentions: &Mentions<'_>| Leads {
            functions: mentions.functions.iter().filter_map(|name| by_name.get(name)).flatten().copied().collect(),
            data: mentions.data.clone(),
        };
        let mut open = leads(&linked.elsewhere);
        open.functions.extend(module.roots());
        let functions = module.mentions.iter().map(|(function, own)| {
            let known = module.names.get(function).and_then(|name| linked.functions.get(name));
            // Of what came later, any number may be an address.
            let mut leads = known.map_or_else(|| guessed(&own.numbers, module, linked), leads);
            leads.functions.extend(&own.calls);
            (*function, leads)
        });
        let is_unknown =
            |function: &u32| !module.names.get(function).is_some_and(|it| linked.functions.contains_key(it));
        Self {
            functions: functions.collect(),
            unknown: module.mentions.keys().copied().filter(is_unknown).collect(),
            data: linked.data.iter().map(|it| Piece { at: it.at.clone(), leads: leads(&it.mentions) }).collect(),
            open,
        }
    }

    /// Everything that one comes to from there, short of what is closed.
    pub(super) fn reached(&self, from: impl Iterator<Item = u32>, is_closed: impl Fn(u32) -> bool) -> Reached {
        let Reached { mut functions, mut data } = Reached::default();
        let mut next: Vec<u32> = from.collect();
        while let Some(function) = next.pop() {
            if !is_closed(function) && functions.insert(function) {
                next.extend(self.functions.get(&function).into_iter().flat_map(|leads| self.next(leads, &mut data)));
            }
        }
        Reached { functions, data }
    }

    /// The pieces of data that whoever has the program may read.
    pub(super) fn open_data(&self) -> BTreeSet<usize> {
        let mut data = BTreeSet::new();
        self.next(&self.open, &mut data);
        data
    }

    /// Where each piece of data is, in the order of their places, with its number.
    pub(super) fn pieces(&self) -> impl Iterator<Item = (usize, Range<u32>)> {
        self.data.iter().enumerate().map(|(piece, it)| (piece, it.at.clone()))
    }

    /// Where whoever has the program can begin: also with what the linker does not know, and nobody is seen to come to.
    pub(super) fn roots(&self, doors: impl Iterator<Item = u32>) -> BTreeSet<u32> {
        let open = self.next(&self.open, &mut BTreeSet::new());
        let seen = self.reached(open.iter().copied().chain(doors), |_| false).functions;
        self.unknown.difference(&seen).copied().chain(open).collect()
    }

    /// The functions to which one function leads, by itself and by data, and that data.
    pub(super) fn beyond(&self, function: u32) -> Reached {
        let mut data = BTreeSet::new();
        let functions = self.functions.get(&function).map(|leads| self.next(leads, &mut data)).unwrap_or_default();
        Reached { functions, data }
    }

    /// Not through data that was seen before.
    fn next(&self, leads: &Leads, seen: &mut BTreeSet<usize>) -> BTreeSet<u32> {
        let mut functions = leads.functions.clone();
        let mut next: Vec<usize> = leads.data.iter().copied().collect();
        while let Some(piece) = next.pop() {
            if seen.insert(piece) {
                functions.extend(&self.data[piece].leads.functions);
                next.extend(&self.data[piece].leads.data);
            }
        }
        functions
    }
}

fn guessed(numbers: &BTreeSet<u32>, module: &Module<'_>, linked: &Linked<'_>) -> Leads {
    let is_within = |at: &Range<u32>| numbers.range(at.start..=at.end).next().is_some();
    let data = linked.data.iter().enumerate().filter(|(_, piece)| is_within(&piece.at));
    Leads {
        functions: numbers.iter().filter_map(|number| module.addressed.get(number)).copied().collect(),
        data: data.map(|(piece, _)| piece).collect(),
    }
}
