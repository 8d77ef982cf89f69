//! The retained messages that were listed: which there are, in which order they are seen, and which are marked.

use super::super::limits::HandLimits;
use super::news::{Fate, Lines, RetainedView, Sorted};
use crate::order::{self, Keyed};
use crate::time::Timestamp;
use crate::topics::Pattern;

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) topic: Box<str>,
    pub(super) size: u32,
    /// What the payload begins with.
    pub(super) excerpt: Box<[u8]>,
    pub(super) told: Option<Timestamp>,
    pub(super) is_marked: bool,
    pub(super) fate: Option<Fate>,
}

#[derive(Debug, Default)]
pub(super) struct Listing {
    entries: Vec<Entry>,
    /// Bytes of all topics, and of what is kept of payloads.
    names: usize,
    excerpts: usize,
    pub(super) bytes: u64,
    pub(super) discarded: u64,
    /// The numbers of those that are seen, in their order.
    seen: Vec<u32>,
    /// How many have been looked at for that; `None` if all of it is to be done again.
    looked: Option<usize>,
}

impl Listing {
    /// Says whether there was room for it.
    pub(super) fn add(&mut self, topic: &str, payload: &[u8], limits: &HandLimits) -> bool {
        if self.entries.len() >= limits.retained || self.names + topic.len() > limits.retained_names {
            self.discarded += 1;
            return false;
        }
        self.names += topic.len();
        self.bytes += payload.len() as u64;
        let size = u32::try_from(payload.len()).unwrap_or(u32::MAX);
        let room = limits.retained_excerpt.min(limits.retained_excerpts - self.excerpts);
        let excerpt: Box<[u8]> = payload[..payload.len().min(room)].into();
        self.excerpts += excerpt.len();
        self.entries.push(Entry { topic: topic.into(), size, excerpt, told: None, is_marked: false, fate: None });
        true
    }

    /// What the last one says of its own age.
    pub(super) fn date(&mut self, topic: &str, told: Timestamp) {
        if let Some(last) = self.entries.last_mut().filter(|last| &*last.topic == topic) {
            last.told = Some(told);
        }
    }

    /// In the order of their topics from now on. Of what came twice the later counts.
    pub(super) fn finish(&mut self) {
        let mut entries = order::by_text(std::mem::take(&mut self.entries), |entry| &entry.topic);
        entries.reverse();
        entries.dedup_by(|one, other| one.topic == other.topic);
        entries.reverse();
        self.bytes = entries.iter().map(|entry| u64::from(entry.size)).sum();
        (self.entries, self.looked) = (entries, None);
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn get(&self, number: u32) -> Option<&Entry> {
        self.entries.get(number as usize)
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut Entry> {
        self.entries.get_mut(number as usize)
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn mark(&mut self, number: u32, is_marked: bool) {
        if let Some(entry) = self.get_mut(number).filter(|entry| entry.fate != Some(Fate::Cleared)) {
            (entry.is_marked, entry.fate) = (is_marked, None);
        }
    }

    /// Forgets what was cleared; what could not be cleared may be marked again.
    pub(super) fn sweep(&mut self) {
        self.entries.retain(|entry| entry.fate != Some(Fate::Cleared));
        for entry in self.entries.iter_mut().filter(|entry| entry.fate.is_some()) {
            entry.is_marked = false;
        }
        self.bytes = self.entries.iter().map(|entry| u64::from(entry.size)).sum();
        self.look_anew();
    }

    /// What is seen is another thing than before.
    pub(super) fn look_anew(&mut self) {
        self.looked = None;
    }

    /// The numbers of what is seen.
    pub(super) fn seen(
        &mut self,
        view: &RetainedView,
        search: Option<&Pattern>,
        owner: impl Fn(&str) -> String,
    ) -> &[u32] {
        let start = self.looked.unwrap_or_else(|| {
            self.seen.clear();
            0
        });
        if start == self.entries.len() {
            self.looked = Some(start);
            return &self.seen;
        }
        let is_seen = |entry: &Entry| match view.lines {
            Lines::Found => search.is_none_or(|search| search.matches(&entry.topic)),
            Lines::Marked => entry.is_marked,
        };
        let new = (0..).zip(&self.entries).skip(start).filter(|(_, entry)| is_seen(entry)).map(|(number, _)| number);
        self.seen.extend(new);
        self.looked = Some(self.entries.len());
        let key = |entry: &Entry| match view.sorted {
            Sorted::ByTopic => Vec::new(),
            Sorted::ByAge => {
                entry.told.map_or(u64::MAX, |told| told.millis().max(0).unsigned_abs()).to_be_bytes().to_vec()
            }
            Sorted::BySize => (!entry.size).to_be_bytes().to_vec(),
            Sorted::ByOwner => owner(&entry.topic).into_bytes(),
        };
        if view.sorted != Sorted::ByTopic {
            let entries = &self.entries;
            let keyed = |number: &u32| Some((key(entries.get(*number as usize)?), *number));
            let mut keyed: Vec<Keyed> = self.seen.iter().filter_map(keyed).collect();
            order::sort(&mut keyed);
            self.seen = keyed.into_iter().map(|(_, number)| number).collect();
        }
        &self.seen
    }
}
