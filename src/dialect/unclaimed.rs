//! What was said last on every topic that no convention claims yet. An announcement may come after what it announces, and a
//! stored value comes only once: whoever claims a topic then reads this.

use std::collections::HashMap;

use crate::mqtt::{Message, QoS};
use crate::time::Now;

/// Topics that are remembered; what is said on others is lost for whoever claims them later.
const TOPICS: usize = 20_000;
/// Bytes of a message. Values are short; what is longer describes something.
const BYTES: usize = 2_048;

#[derive(Debug, Default)]
pub(super) struct Unclaimed {
    last: HashMap<String, Said>,
}

#[derive(Debug)]
struct Said {
    payload: Vec<u8>,
    retain: bool,
    at: Now,
}

impl Unclaimed {
    pub(super) fn note(&mut self, message: &Message, now: Now) {
        if message.payload.len() > BYTES {
            return;
        }
        if let Some(said) = self.last.get_mut(&message.topic) {
            said.payload.clear();
            said.payload.extend_from_slice(&message.payload);
            (said.retain, said.at) = (message.retain, now);
        } else if self.last.len() < TOPICS {
            let said = Said { payload: message.payload.to_vec(), retain: message.retain, at: now };
            self.last.insert(message.topic.clone(), said);
        }
    }

    /// What was said last on the topic, and when.
    pub(super) fn take(&mut self, topic: &str) -> Option<(Message, Now)> {
        let (topic, said) = self.last.remove_entry(topic)?;
        let message = Message { topic, payload: said.payload.into(), qos: QoS::AtMostOnce, retain: said.retain };
        Some((message, said.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(topic: &str, payload: Vec<u8>) -> Message {
        Message { topic: topic.to_owned(), payload: payload.into(), qos: QoS::AtMostOnce, retain: true }
    }

    #[test]
    fn the_last_word_on_a_topic_is_given_out_once() {
        let mut unclaimed = Unclaimed::default();
        unclaimed.note(&message("a", b"1".to_vec()), Now::default());
        unclaimed.note(&message("a", b"2".to_vec()), Now::default());
        let (said, _) = unclaimed.take("a").expect("something was said");
        assert_eq!((&said.payload[..], said.retain), (&b"2"[..], true));
        assert!(unclaimed.take("a").is_none());
    }

    #[test]
    fn neither_many_topics_nor_long_messages_fill_memory() {
        let mut unclaimed = Unclaimed::default();
        unclaimed.note(&message("long", vec![0; BYTES + 1]), Now::default());
        assert!(unclaimed.take("long").is_none());
        for index in 0..=TOPICS {
            unclaimed.note(&message(&index.to_string(), Vec::new()), Now::default());
        }
        assert!(unclaimed.take("0").is_some());
        assert!(unclaimed.take(&TOPICS.to_string()).is_none());
    }
}
