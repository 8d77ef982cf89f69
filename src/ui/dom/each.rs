//! A list whose entries stay when others come and go, with as few moves as there can be: what is moved loses the focus.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use reactive_graph::graph::untrack;
use reactive_graph::owner::Owner;
use web_sys::Node;

use super::element::Element;
use super::piece::{Piece, anchor};
use super::reaction::{Progress, follow_in_parts};
use super::turn;

/// An element for each of these, or none, as long as it is one of them, and under an owner of its own.
///
/// Of an entry that goes, its place in the family of owners stays until the list itself ends: what is another one with every
/// message is better a [`part`](super::part).
pub fn each<T, E>(entries: impl Fn() -> Vec<T> + 'static, view: impl Fn(T) -> E + 'static) -> Piece
where
    T: Hash + Clone + 'static,
    E: Into<Option<Element>>,
{
    let known = Rc::new(RefCell::new(Vec::new()));
    let shown = Rc::clone(&known);
    let keys = move || {
        known.replace(entries());
        known.borrow().iter().map(key).collect()
    };
    let make = move |index: usize| {
        let entry = shown.borrow()[index].clone();
        view(entry).into()
    };
    keyed(Box::new(keys), Box::new(make))
}

fn key<T: Hash>(entry: &T) -> u64 {
    let mut key = DefaultHasher::new();
    entry.hash(&mut key);
    key.finish()
}

/// An entry on the page.
struct Entry {
    key: u64,
    element: Option<Element>,
    owner: Owner,
}

/// Makes the element of the entry of that number.
type Make = Box<dyn Fn(usize) -> Option<Element>>;

fn keyed(keys: Box<dyn Fn() -> Vec<u64>>, make: Make) -> Piece {
    let (end, owner) = (anchor(), Owner::new());
    let piece = Piece::around(&[&end]);
    let mut entries = Vec::new();
    follow_in_parts(Box::new(move || {
        let keys = keys();
        untrack(|| entries = changed(std::mem::take(&mut entries), &keys, &make, &owner, &end));
        if entries.len() < keys.len() { Progress::Part } else { Progress::Whole }
    }));
    piece
}

/// What becomes of these entries if there shall be one for each key, before `end`. Those for which there is no time are left
/// out, but one comes each time.
fn changed(before: Vec<Entry>, keys: &[u64], make: &Make, owner: &Owner, end: &Node) -> Vec<Entry> {
    let places = places(&before, keys);
    let stays = longest_rise(&places);
    let mut before: Vec<_> = before.into_iter().map(Some).collect();
    let mut entries: Vec<_> = places.iter().map(|place| before[(*place)?].take()).collect();
    before.into_iter().flatten().for_each(Entry::end);
    for (index, entry) in entries.iter_mut().enumerate().filter(|(_, entry)| entry.is_none()) {
        *entry = Some(Entry::new(keys[index], owner.child(), &|| make(index)));
        if turn::is_over() {
            break;
        }
    }
    let mut next = end.clone();
    for (entry, stays) in entries.iter().zip(stays).rev() {
        let Some(Entry { element: Some(element), .. }) = entry else { continue };
        if let (false, Some(parent)) = (stays, end.parent_node()) {
            let _ = parent.insert_before(element.node(), Some(&next));
        }
        next.clone_from(element.node());
    }
    entries.into_iter().flatten().collect()
}

impl Entry {
    fn new(key: u64, owner: Owner, make: &dyn Fn() -> Option<Element>) -> Self {
        Self { key, element: owner.with(make), owner }
    }

    fn end(self) {
        self.owner.cleanup();
        if let Some(element) = self.element {
            element.node().remove();
        }
    }
}

/// Where the entry of each key stood. Of equal entries, each has its own.
fn places(before: &[Entry], keys: &[u64]) -> Vec<Option<usize>> {
    let mut is_free = vec![true; before.len()];
    // Most stand where they stood.
    let mut next = 0;
    let place = |key: &u64| {
        let mut places = (next..before.len()).chain(0..next);
        let place = places.find(|place| is_free[*place] && before[*place].key == *key)?;
        is_free[place] = false;
        next = place + 1;
        Some(place)
    };
    keys.iter().map(place).collect()
}

/// Which of them are in order already, as many as possible: those need not move.
fn longest_rise(places: &[Option<usize>]) -> Vec<bool> {
    let mut is_in = vec![false; places.len()];
    // For each length, the rise that ends lowest: its end, and for every end, what stands before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous = vec![None; places.len()];
    for (index, place) in places.iter().enumerate() {
        if place.is_some() {
            let length = ends.partition_point(|end| places[*end] < *place);
            previous[index] = length.checked_sub(1).map(|shorter| ends[shorter]);
            if length == ends.len() { ends.push(index) } else { ends[length] = index }
        }
    }
    let mut last = ends.last().copied();
    while let Some(index) = last {
        is_in[index] = true;
        last = previous[index];
    }
    is_in
}
