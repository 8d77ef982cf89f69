//! Where several filters match a message, some brokers send it once and some once for each filter (MQTT 5, section 3.3.4): which
//! copy is for whom. What is not of the home is asked for with a mark.

use bytes::Bytes;

use crate::mqtt::{Mark, Marks, Message, topic};

/// What whoever looks at topics hears by.
pub(super) const EXPLORED: Mark = Mark::First;
/// What is done by hand hears by.
pub(super) const BY_HAND: Mark = Mark::Second;

/// What a copy of a message is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Purpose {
    /// It is for the home, if the message is of the home at all.
    pub(super) is_for_home: bool,
    /// It is for whoever looks at topics.
    pub(super) is_for_explorer: bool,
    /// Of all copies it is the one that counts.
    pub(super) counts: bool,
}

impl Purpose {
    /// There is no other.
    pub(super) const ONLY: Self = Self { is_for_home: true, is_for_explorer: true, counts: true };
    /// All of it was in another.
    const NONE: Self = Self { is_for_home: false, is_for_explorer: false, counts: false };
}

#[derive(Debug, Default)]
pub(super) struct Copies {
    marked: Vec<(String, Mark)>,
    /// Marks that came since their filters are these.
    seen: Marks,
    /// It is known that the broker sends one for each filter.
    is_one_each: bool,
    /// What came last, as long as that is not known.
    last: Option<(String, Bytes)>,
}

impl Copies {
    /// These filters are marked from now on.
    pub(super) fn mark(&mut self, marked: &[(String, Mark)]) {
        for mark in [EXPLORED, BY_HAND] {
            let of =
                |all: &[(String, Mark)]| all.iter().filter(|(_, its)| *its == mark).map(|it| it.0.clone()).collect();
            let (before, after): (Vec<String>, Vec<String>) = (of(&self.marked), of(marked));
            if before != after {
                self.seen.remove(mark);
            }
        }
        self.marked = marked.to_vec();
    }

    /// Another broker may do it otherwise.
    pub(super) fn forget(&mut self) {
        (self.seen, self.is_one_each, self.last) = (Marks::default(), false, None);
    }

    /// What a message is good for, from which it is learned as well what the broker does.
    pub(super) fn sort(&mut self, message: &Message) -> Purpose {
        if self.marked.is_empty() {
            return Purpose::ONLY;
        }
        let (marks, topic) = (message.marks(), &message.topic);
        let others = self
            .marked
            .iter()
            .filter(|(filter, mark)| self.seen.has(*mark) && !marks.has(*mark) && topic::matches(filter, topic));
        let missing = others.map(|(_, mark)| *mark).next();
        let is_new = !marks.is_among(self.seen);
        self.seen.add_all(marks);
        // What is stored comes by the filter that was asked for, whatever else matches.
        if !self.is_one_each && !message.retain {
            self.is_one_each = missing.is_some();
            let this = Some((message.topic.clone(), message.payload.clone()));
            // The copies of a message come one after the other: by the second of two at the latest it is learned.
            let is_known = (self.is_one_each || is_new) && self.last == this;
            self.last = this.filter(|_| !self.is_one_each);
            if is_known {
                return Purpose::NONE;
            }
        }
        if !self.is_one_each {
            return Purpose::ONLY;
        }
        let is_marked = |(filter, mark): &(String, Mark)| marks.has(*mark) && topic::matches(filter, topic);
        let is_first = missing.is_none_or(|missing| missing == BY_HAND && marks.has(EXPLORED));
        Purpose {
            is_for_home: message.retain || !self.marked.iter().any(is_marked),
            is_for_explorer: missing != Some(EXPLORED),
            counts: message.retain || is_first,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(topic: &str, came_by: &[Mark]) -> Message {
        let properties = came_by.iter().flat_map(|mark| [0x0B, *mark as u8]).collect();
        Message { properties, ..Message::new(topic, "1") }
    }

    fn marked() -> Copies {
        let mut copies = Copies::default();
        copies.mark(&[("#".to_owned(), EXPLORED), ("home/#".to_owned(), BY_HAND)]);
        copies
    }

    fn sorted(copies: &mut Copies, topic: &str, came_by: &[Mark]) -> [bool; 3] {
        let Purpose { is_for_home, is_for_explorer, counts } = copies.sort(&message(topic, came_by));
        [is_for_home, is_for_explorer, counts]
    }

    #[test]
    fn one_copy_for_all_filters_is_for_everybody() {
        let mut copies = marked();
        for _ in 0..2 {
            assert_eq!(sorted(&mut copies, "home/lamp", &[EXPLORED, BY_HAND]), [true; 3]);
            assert_eq!(sorted(&mut copies, "lab/lamp", &[EXPLORED]), [true; 3]);
            assert_eq!(sorted(&mut copies, "$SYS/broker/uptime", &[]), [true; 3]);
        }
    }

    #[test]
    fn of_a_copy_for_each_filter_everybody_has_their_own_and_one_counts() {
        let mut copies = marked();
        let all: [&[Mark]; 3] = [&[EXPLORED], &[], &[BY_HAND]];
        // By the second of these it is learned.
        let learned = all.map(|came_by| sorted(&mut copies, "home/lamp", came_by));
        assert_eq!(learned, [[true; 3], [false; 3], [false; 3]]);
        assert_eq!(
            all.map(|came_by| sorted(&mut copies, "home/lamp", came_by)),
            [[false, true, true], [true, false, false], [false, false, false]]
        );
        assert_eq!(sorted(&mut copies, "$SYS/broker/uptime", &[]), [true; 3], "no other comes");
        copies.mark(&[("home/#".to_owned(), BY_HAND)]);
        let [_, plain, by_hand] = all.map(|came_by| sorted(&mut copies, "home/lamp", came_by));
        assert_eq!((plain, by_hand), ([true, true, false], [false, true, true]));
        copies.mark(&[]);
        assert_eq!(all.map(|came_by| sorted(&mut copies, "home/lamp", came_by)), [[true; 3]; 3]);
    }

    #[test]
    fn the_first_message_of_all_counts_once_whichever_of_its_copies_comes_first() {
        for [first, second] in [[&[][..], &[EXPLORED]], [&[EXPLORED], &[]]] {
            let mut copies = marked();
            assert_eq!(sorted(&mut copies, "lab/lamp", first), [true; 3]);
            assert_eq!(sorted(&mut copies, "lab/lamp", second), [false; 3]);
        }
        let mut copies = marked();
        let stored = Message { retain: true, ..message("lab/lamp", &[EXPLORED]) };
        assert!(copies.sort(&stored).is_for_explorer);
        assert_eq!(sorted(&mut copies, "lab/lamp", &[]), [true, false, false], "a mark on what is stored is one");
        assert_eq!(sorted(&mut copies, "lab/lamp", &[EXPLORED]), [false, true, true]);
    }

    #[test]
    fn what_is_stored_tells_nothing_of_what_the_broker_does() {
        let mut copies = marked();
        let _ = sorted(&mut copies, "home/lamp", &[EXPLORED, BY_HAND]);
        let stored = Message { retain: true, ..message("home/lamp", &[]) };
        assert!(copies.sort(&stored).is_for_home);
        assert_eq!(sorted(&mut copies, "home/lamp", &[EXPLORED, BY_HAND]), [true; 3]);
    }
}
