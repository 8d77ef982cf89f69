//! What was said last on every topic that may be announced. An announcement may come after what it announces, and a stored
//! value comes only once: whoever claims a topic then reads this.

use std::collections::HashMap;

use crate::mqtt::{Message, QoS};
use crate::time::Now;

/// Topics that are remembered; what is said on others is lost for whoever claims them later.
const TOPICS: usize = 20_000;
/// Bytes of a message. Values are short; what is longer describes something.
const BYTES: usize = 2_048;

#[derive(Debug, Default)]
pub(super) struct LastWords {
    last: HashMap<String, Said>,
}

#[derive(Debug)]
struct Said {
    payload: Vec<u8>,
    retain: bool,
    at: Now,
}

impl LastWords {
    /// Remembers a message; unless it `is_needed`, only in the place of one that is remembered.
    pub(super) fn note(&mut self, message: &Message, now: Now, is_needed: bool) {
        if message.payload.len() > BYTES {
            self.last.remove(&message.topic);
            return;
        }
        if let Some(said) = self.last.get_mut(&message.topic) {
            said.payload.clear();
            said.payload.extend_from_slice(&message.payload);
            (said.retain, said.at) = (message.retain, now);
        } else if is_needed && self.last.len() < TOPICS {
            let said = Said { payload: message.payload.to_vec(), retain: message.retain, at: now };
            self.last.insert(message.topic.clone(), said);
        }
    }

    /// What was said last on the topic, and when.
    pub(super) fn on(&self, topic: &str) -> Option<(Message, Now)> {
        let said = self.last.get(topic)?;
        let (topic, payload) = (topic.to_owned(), said.payload.clone().into());
        Some((Message { topic, payload, qos: QoS::AtMostOnce, retain: said.retain }, said.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(topic: &str, payload: Vec<u8>) -> Message {
        Message { topic: topic.to_owned(), payload: payload.into(), qos: QoS::AtMostOnce, retain: true }
    }

    #[test]
    fn of_all_that_was_said_on_a_topic_the_last_is_known() {
        let mut words = LastWords::default();
        words.note(&message("a", b"1".to_vec()), Now::default(), true);
        words.note(&message("a", b"2".to_vec()), Now::default(), true);
        let (said, _) = words.on("a").expect("something was said");
        assert_eq!((&said.payload[..], said.retain), (&b"2"[..], true));
        words.note(&message("a", b"3".to_vec()), Now::default(), false);
        words.note(&message("b", b"3".to_vec()), Now::default(), false);
        assert_eq!(&words.on("a").expect("it is remembered").0.payload[..], b"3");
        assert!(words.on("b").is_none());
    }

    #[test]
    fn neither_many_topics_nor_long_messages_fill_memory() {
        let mut words = LastWords::default();
        words.note(&message("long", vec![0; BYTES + 1]), Now::default(), true);
        assert!(words.on("long").is_none());
        for index in 0..=TOPICS {
            words.note(&message(&index.to_string(), Vec::new()), Now::default(), true);
        }
        assert!(words.on("0").is_some());
        assert!(words.on(&TOPICS.to_string()).is_none());
    }
}
