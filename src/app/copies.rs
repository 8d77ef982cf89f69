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
    manner: Manner,
}

/// How the broker sends a message that several filters match.
#[derive(Debug)]
enum Manner {
    /// Not known yet: this came last.
    Unknown(Option<Last>),
    OneForAll,
    OneEach,
}

#[derive(Debug)]
struct Last {
    topic: String,
    payload: Bytes,
    /// It came marked, and is of the home as well: if no copy of it follows, there is none.
    may_be_for_all: bool,
}

impl Default for Manner {
    fn default() -> Self {
        Self::Unknown(None)
    }
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
        if let Manner::Unknown(last) = &mut self.manner
            && marked.is_empty()
        {
            *last = None;
        }
    }

    /// The link is lost: until it is asked again, the broker marks nothing.
    pub(super) fn interrupt(&mut self) {
        self.seen = Marks::default();
        if let Manner::Unknown(last) = &mut self.manner {
            *last = None;
        }
    }

    /// Another broker may do it otherwise.
    pub(super) fn forget(&mut self) {
        (self.seen, self.manner) = (Marks::default(), Manner::default());
    }

    /// What a message is good for, from which it is learned as well what the broker does; if it `can_mark` at all, without which
    /// nothing tells copies apart.
    ///
    /// What a device repeats word for word at the moment in which a filter takes effect is taken for a copy, once.
    pub(super) fn sort(&mut self, message: &Message, can_mark: bool, is_of_home: impl Fn(&str) -> bool) -> Purpose {
        if self.marked.is_empty() || !can_mark {
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
        if !message.retain {
            let is_marked = marks != Marks::default();
            let may_be_for_all = || is_marked && is_of_home(topic);
            if self.manner.learn(message, missing.is_some(), is_new, may_be_for_all) {
                return Purpose::NONE;
            }
        }
        if !matches!(self.manner, Manner::OneEach) {
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

impl Manner {
    /// Says whether the message is a copy of the one before, which was good for everything. The copies of a message come one after
    /// the other: by the second of two at the latest it is learned.
    fn learn(
        &mut self,
        message: &Message,
        is_mark_missing: bool,
        is_mark_new: bool,
        may_be_for_all: impl FnOnce() -> bool,
    ) -> bool {
        let last = match self {
            Self::OneEach => return false,
            Self::OneForAll => None,
            Self::Unknown(last) => last.take(),
        };
        let is_same = |last: &Last| last.topic == message.topic && last.payload == message.payload;
        let is_copy = (is_mark_missing || is_mark_new) && last.as_ref().is_some_and(is_same);
        if is_mark_missing {
            *self = Self::OneEach;
        } else if !is_copy && last.is_some_and(|last| last.may_be_for_all) {
            *self = Self::OneForAll;
        } else if let Self::Unknown(last) = self {
            let (topic, payload) = (message.topic.clone(), message.payload.clone());
            *last = Some(Last { topic, payload, may_be_for_all: !is_copy && may_be_for_all() });
        }
        is_copy
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

    fn heard(copies: &mut Copies, message: &Message) -> Purpose {
        copies.sort(message, true, |topic| topic.starts_with("home/"))
    }

    fn keeps_anything(copies: &Copies) -> bool {
        matches!(copies.manner, Manner::Unknown(Some(_)))
    }

    fn sorted(copies: &mut Copies, topic: &str, came_by: &[Mark]) -> [bool; 3] {
        let Purpose { is_for_home, is_for_explorer, counts } = heard(copies, &message(topic, came_by));
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
        assert!(heard(&mut copies, &stored).is_for_explorer);
        assert_eq!(sorted(&mut copies, "lab/lamp", &[]), [true, false, false], "a mark on what is stored is one");
        assert_eq!(sorted(&mut copies, "lab/lamp", &[EXPLORED]), [false, true, true]);
    }

    #[test]
    fn what_is_stored_tells_nothing_of_what_the_broker_does() {
        let mut copies = marked();
        let _ = sorted(&mut copies, "home/lamp", &[EXPLORED, BY_HAND]);
        let stored = Message { retain: true, ..message("home/lamp", &[]) };
        assert!(heard(&mut copies, &stored).is_for_home);
        assert_eq!(sorted(&mut copies, "home/lamp", &[EXPLORED, BY_HAND]), [true; 3]);
    }
    #[test]
    fn what_came_last_is_kept_only_as_long_as_it_may_tell_something() {
        let mut copies = marked();
        for _ in 0..3 {
            assert_eq!(copies.sort(&message("home/lamp", &[]), false, |_| true), Purpose::ONLY);
            assert!(!keeps_anything(&copies), "nothing is ever marked");
        }
        let _ = sorted(&mut copies, "lab/lamp", &[EXPLORED]);
        assert!(keeps_anything(&copies));
        copies.mark(&[]);
        assert!(!keeps_anything(&copies), "nobody looks");
        let mut copies = marked();
        let _ = sorted(&mut copies, "home/lamp", &[EXPLORED, BY_HAND]);
        assert!(keeps_anything(&copies), "a copy may follow");
        assert_eq!(sorted(&mut copies, "home/lamp", &[EXPLORED, BY_HAND]), [true; 3]);
        assert!(!keeps_anything(&copies), "none did");
    }

    #[test]
    fn of_whoever_seemed_to_send_one_for_all_it_is_learned_by_a_copy_that_it_does_not() {
        let mut copies = marked();
        for topic in ["home/lamp", "home/door"] {
            assert_eq!(sorted(&mut copies, topic, &[EXPLORED]), [true; 3]);
        }
        assert_eq!(sorted(&mut copies, "home/bell", &[]), [true, false, false]);
        assert_eq!(sorted(&mut copies, "home/bell", &[EXPLORED]), [false, true, true]);
    }

    #[test]
    fn what_comes_before_a_broker_is_asked_again_for_marks_does_not_lack_them() {
        let mut copies = marked();
        for _ in 0..2 {
            let _ = sorted(&mut copies, "home/lamp", &[EXPLORED, BY_HAND]);
        }
        copies.interrupt();
        assert_eq!(sorted(&mut copies, "home/lamp", &[]), [true; 3]);
        assert_eq!(sorted(&mut copies, "home/lamp", &[EXPLORED, BY_HAND]), [true; 3]);
    }
}
