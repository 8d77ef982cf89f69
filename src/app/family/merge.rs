//! Brings two changes of the same things together, each made without knowing of the other. Decides only what cannot be wrong;
//! the rest is a conflict, which people decide.

use super::items::{Item, Items, Key};
use crate::order::sorted;

/// One thing: as it was when both were the same, as it is here, and as it is with the others. `None` is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Thing {
    pub(super) key: Key,
    pub(super) base: Option<String>,
    pub(super) mine: Option<String>,
    pub(super) theirs: Option<String>,
    pub(super) fate: Fate,
}

/// What is to be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing: both are the same, or it does not concern the others.
    Rests,
    /// It has changed there.
    Comes,
    /// It has changed here.
    Goes,
    /// It has changed on both sides. A deletion is a change like any other.
    Conflict,
}

/// Everything that is anywhere, in order.
pub(super) fn merge(base: &Items, mine: &Items, theirs: &Items) -> Vec<Thing> {
    let sides = [base, mine, theirs].into_iter().zip(0..);
    let all = sides.flat_map(|(items, side)| items.0.iter().map(move |item| (item, side)));
    let mut things: Vec<Thing> = Vec::new();
    for (item, side) in sorted(all.collect(), |(item, _): &(&Item, usize)| item.key.order()) {
        if things.last().is_none_or(|thing| thing.key != item.key) {
            let key = item.key.clone();
            things.push(Thing { key, base: None, mine: None, theirs: None, fate: Fate::Rests });
        }
        if let Some(thing) = things.last_mut() {
            let value = Some(item.value.clone());
            match side {
                0 => thing.base = value,
                1 => thing.mine = value,
                _ => thing.theirs = value,
            }
            if side == 1 && item.is_secret() {
                thing.fate = Fate::Goes;
            }
        }
    }
    for thing in &mut things {
        let is_secret = thing.fate == Fate::Goes;
        thing.fate = if is_secret || thing.mine == thing.theirs {
            Fate::Rests
        } else if thing.mine == thing.base {
            Fate::Comes
        } else if thing.theirs == thing.base {
            Fate::Goes
        } else {
            Fate::Conflict
        };
    }
    things
}

/// What is here from now on.
pub(super) fn here(things: &[Thing]) -> Items {
    gathered(things, |thing| if thing.fate == Fate::Comes { &thing.theirs } else { &thing.mine })
}

/// What all others shall have.
pub(super) fn there(things: &[Thing]) -> Items {
    gathered(things, |thing| if thing.fate == Fate::Goes { &thing.mine } else { &thing.theirs })
}

/// From where both go on. Where they are in conflict, that is where they were: until somebody decides, it stays one.
pub(super) fn common(things: &[Thing]) -> Items {
    gathered(things, |thing| if thing.fate == Fate::Conflict { &thing.base } else { &thing.theirs })
}

fn gathered(things: &[Thing], value: impl Fn(&Thing) -> &Option<String>) -> Items {
    let item = |thing: &Thing| Some(Item { key: thing.key.clone(), value: value(thing).clone()? });
    Items(things.iter().filter_map(item).collect())
}

pub(super) fn any(things: &[Thing], fate: Fate) -> bool {
    things.iter().any(|thing| thing.fate == fate)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Devices by one letter, with one letter for what they are called.
    fn items(told: &str) -> Items {
        let devices = told.split_whitespace().filter_map(|word| word.split_once('='));
        let devices: Vec<_> = devices.map(|(id, name)| format!(r#""{id}":{{"name":"{name}"}}"#)).collect();
        Items::of(&format!(r#"{{"devices":{{{}}}}}"#, devices.join(",")))
    }

    #[track_caller]
    fn check(base: &str, mine: &str, theirs: &str, here_and_there: [&str; 2], conflicts: usize) {
        let things = merge(&items(base), &items(mine), &items(theirs));
        assert_eq!([here(&things), there(&things)], here_and_there.map(items), "{base} | {mine} | {theirs}");
        let count = |things: &[Thing]| things.iter().filter(|thing| thing.fate == Fate::Conflict).count();
        assert_eq!(count(&things), conflicts);
        // Once more from where both go on, nothing comes and nothing new is in doubt.
        let again = merge(&common(&things), &here(&things), &there(&things));
        assert_eq!((count(&again), any(&again, Fate::Comes)), (conflicts, false));
    }

    #[test]
    fn what_has_changed_on_one_side_goes_to_the_other() {
        check("a=1 b=1", "a=2 b=1", "a=1 b=2", ["a=2 b=2", "a=2 b=2"], 0);
        check("a=1 b=1", "b=1", "a=1", ["", ""], 0);
        check("", "a=1", "b=1", ["a=1 b=1", "a=1 b=1"], 0);
        check("a=1", "a=2", "a=2", ["a=2", "a=2"], 0);
    }

    #[test]
    fn what_has_changed_on_both_sides_stays_on_both_as_it_is() {
        check("a=1 b=1", "a=2 b=2", "a=3 b=1", ["a=2 b=2", "a=3 b=2"], 1);
        check("a=1", "", "a=2", ["", "a=2"], 1);
        check("a=1", "a=2", "", ["a=2", ""], 1);
        check("", "a=1", "a=2", ["a=1", "a=2"], 1);
    }
}
