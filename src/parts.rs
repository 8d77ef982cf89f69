//! Parts of a program that come when they are first needed; knows neither what is in them nor where they come from.

use std::cell::RefCell;

/// Brings a part; whether it is here then.
type Fetch = Box<dyn FnMut(&str) -> bool>;

#[derive(Default)]
struct Parts {
    /// `None` of a program in one piece, which lacks nothing.
    fetch: Option<Fetch>,
    /// Those that were needed, and whether they are here.
    needed: Vec<(&'static str, bool)>,
}

thread_local! {
    static PARTS: RefCell<Parts> = RefCell::default();
}

/// From now on, parts are brought by this.
pub fn fetch_by(fetch: impl FnMut(&str) -> bool + 'static) {
    PARTS.set(Parts { fetch: Some(Box::new(fetch)), needed: Vec::new() });
}

/// Whether a part is here, now that it is needed. What could not be brought once is not asked for before [`try_again`].
#[must_use]
pub fn is_here(name: &'static str) -> bool {
    PARTS.with_borrow_mut(|Parts { fetch, needed }| {
        let Some(fetch) = fetch else { return true };
        if let Some((_, is_here)) = needed.iter().find(|(known, _)| *known == name) {
            return *is_here;
        }
        let is_here = fetch(name);
        needed.push((name, is_here));
        is_here
    })
}

/// Parts that were needed and could not be brought.
#[must_use]
pub fn missing() -> Vec<&'static str> {
    PARTS.with_borrow(|parts| parts.needed.iter().filter(|(_, is_here)| !is_here).map(|(name, _)| *name).collect())
}

/// What is missing may be there by now.
pub fn try_again() {
    PARTS.with_borrow_mut(|parts| parts.needed.retain(|(_, is_here)| *is_here));
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;

    #[test]
    fn a_program_in_one_piece_lacks_nothing() {
        assert!(is_here("cellar"));
        assert_eq!(missing(), Vec::<&str>::new());
    }

    #[test]
    fn a_part_is_fetched_once_and_one_that_is_missing_when_it_may_be_there_again() {
        let (asked, can_come) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(false)));
        let (count, can) = (Rc::clone(&asked), Rc::clone(&can_come));
        fetch_by(move |_| {
            count.set(count.get() + 1);
            can.get()
        });
        assert_eq!([is_here("attic"), is_here("attic")], [false; 2]);
        assert_eq!((missing(), asked.get()), (vec!["attic"], 1));
        can_come.set(true);
        assert!(is_here("cellar") && !is_here("attic"));
        try_again();
        assert_eq!(missing(), Vec::<&str>::new());
        assert_eq!([is_here("attic"), is_here("attic"), is_here("cellar")], [true; 3]);
        assert_eq!(asked.get(), 3);
    }
}
