//! What no convention could read: kept and listed with a reason, never dropped without a word.

use super::NotUnderstood;
use super::limits::UnreadLimits;
use crate::dialect;
use crate::mqtt::Message;
use crate::time::Now;

#[derive(Debug)]
pub(super) struct Unread {
    limits: UnreadLimits,
    /// The latest is last.
    entries: Vec<NotUnderstood>,
    discarded: u64,
}

impl Unread {
    pub(super) fn new(limits: UnreadLimits) -> Self {
        Self { limits, entries: Vec::new(), discarded: 0 }
    }

    pub(super) fn note(&mut self, message: &Message, reason: String, now: Now) {
        let topic = shortened(&message.topic, self.limits.topic);
        let count = match self.entries.iter().position(|entry| entry.topic == topic) {
            Some(index) => self.entries.remove(index).count + 1,
            None => 1,
        };
        if self.entries.len() >= self.limits.topics {
            self.entries.remove(0);
            self.discarded += 1;
        }
        self.entries.push(NotUnderstood {
            topic,
            reason,
            excerpt: self.excerpt(message),
            size: message.payload.len(),
            count,
            last: now.timestamp,
        });
    }

    pub(super) fn newest_first(&self) -> Vec<NotUnderstood> {
        self.entries.iter().rev().cloned().collect()
    }

    /// Why the last that was not understood on a topic was not.
    pub(super) fn reason(&self, topic: &str) -> Option<&str> {
        let topic = shortened(topic, self.limits.topic);
        self.entries.iter().find(|entry| entry.topic == topic).map(|entry| entry.reason.as_str())
    }

    /// Topics on the list.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Topics that had to make room.
    pub(super) fn discarded(&self) -> u64 {
        self.discarded
    }

    fn excerpt(&self, Message { topic, payload, .. }: &Message) -> String {
        const LONGEST_CHARACTER: usize = 4;
        let start = &payload[..payload.len().min(self.limits.excerpt * LONGEST_CHARACTER)];
        shortened(&dialect::mask_said(topic, &String::from_utf8_lossy(start)), self.limits.excerpt)
    }
}

fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(topic: &str, payload: &'static str) -> Message {
        Message::new(topic, payload)
    }

    #[test]
    fn a_topic_is_listed_once_with_its_latest_payload_and_how_often() {
        let mut unread = Unread::new(UnreadLimits::default());
        unread.note(&message("a", "first"), "no JSON".to_owned(), Now::default());
        unread.note(&message("b", "other"), "no JSON".to_owned(), Now::default());
        unread.note(&message("a", "second"), "no JSON".to_owned(), Now::default());
        let listed = unread.newest_first();
        assert_eq!(listed.len(), 2);
        assert_eq!((listed[0].topic.as_str(), listed[0].excerpt.as_str(), listed[0].count), ("a", "second", 2));
    }

    #[test]
    fn the_list_is_bounded_and_what_it_drops_is_counted() {
        let mut unread = Unread::new(UnreadLimits { topics: 2, topic: 3, excerpt: 4 });
        for topic in ["one", "two", "three"] {
            unread.note(&message(topic, "äöüäöü"), String::new(), Now::default());
        }
        let listed = unread.newest_first();
        assert_eq!(listed.iter().map(|entry| entry.topic.as_str()).collect::<Vec<_>>(), ["thr…", "two"]);
        assert_eq!(listed[0].excerpt, "äöüä…");
        assert_eq!(unread.discarded(), 1);
    }
}
