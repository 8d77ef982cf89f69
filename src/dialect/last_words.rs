//! What was said last on every topic that may be announced. An announcement may come after what it announces, and a stored
//! value comes only once: whoever claims a topic then reads this.

use std::collections::HashMap;

use crate::mqtt::Message;
use crate::table::Table;
use crate::time::Now;

/// Topics that are remembered; what is said on others is lost for whoever claims them later.
const TOPICS: usize = 20_000;
/// Bytes of all of them.
const ALL_BYTES: usize = 8 * 1_024 * 1_024;
/// Bytes of a message. Values are short; what is longer describes something.
const BYTES: usize = 2_048;

#[derive(Debug, Default)]
pub(super) struct LastWords {
    last: Table<String, Said>,
    /// Of the messages that are remembered.
    bytes: usize,
}

#[derive(Debug)]
struct Said {
    /// The id of the device that it is about.
    device: String,
    payload: Vec<u8>,
    retain: bool,
    at: Now,
}

impl LastWords {
    /// Remembers what was said of `device`; unless it `is_needed`, only in the place of what is remembered.
    pub(super) fn note(&mut self, message: &Message, device: &str, now: Now, is_needed: bool) {
        let length = message.payload.len();
        if length == 0 || length > BYTES {
            self.take(&message.topic);
        } else if let Some(said) = self.last.get_mut(&message.topic) {
            self.bytes = self.bytes - said.payload.len() + length;
            said.payload.clear();
            said.payload.extend_from_slice(&message.payload);
            (said.retain, said.at) = (message.retain, now);
        } else if is_needed && self.last.len() < TOPICS && self.bytes + length <= ALL_BYTES {
            self.bytes += length;
            let device = device.to_owned();
            let said = Said { device, payload: message.payload.to_vec(), retain: message.retain, at: now };
            self.last.insert(message.topic.clone(), said);
        }
    }

    /// What was said last on the topic, and when.
    pub(super) fn on(&self, topic: &str) -> Option<(Message, Now)> {
        let said = self.last.get(topic)?;
        Some((Message { retain: said.retain, ..Message::new(topic, said.payload.clone()) }, said.at))
    }
}

impl LastWords {
    /// The broker keeps nothing on this topic any more. Returns the device that was known from the copy.
    pub(super) fn forget_copy(&mut self, topic: &str) -> Option<String> {
        self.last.get(topic).filter(|said| said.retain)?;
        self.take(topic).map(|said| said.device)
    }

    /// Whether anything is remembered of this device.
    pub(super) fn know(&self, device: &str) -> bool {
        self.last.values().any(|said| said.device == device)
    }

    fn take(&mut self, topic: &str) -> Option<Said> {
        let said = self.last.remove(topic)?;
        self.bytes -= said.payload.len();
        Some(said)
    }

    /// Topics by the ids of the devices that were spoken of, and whether only a copy was heard that the broker keeps.
    pub(super) fn by_device(&self) -> HashMap<&str, Vec<(&str, bool)>> {
        let mut by_device: HashMap<_, Vec<_>> = HashMap::new();
        for (topic, said) in &self.last {
            by_device.entry(said.device.as_str()).or_default().push((topic.as_str(), said.retain));
        }
        by_device
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(topic: &str, payload: Vec<u8>) -> Message {
        Message { retain: true, ..Message::new(topic, payload) }
    }

    #[test]
    fn of_all_that_was_said_on_a_topic_the_last_is_known() {
        let mut words = LastWords::default();
        words.note(&message("a", b"1".to_vec()), "d", Now::default(), true);
        words.note(&message("a", b"2".to_vec()), "d", Now::default(), true);
        let (said, _) = words.on("a").expect("something was said");
        assert_eq!((&said.payload[..], said.retain), (&b"2"[..], true));
        words.note(&message("a", b"3".to_vec()), "d", Now::default(), false);
        words.note(&message("b", b"3".to_vec()), "d", Now::default(), false);
        assert_eq!(&words.on("a").expect("it is remembered").0.payload[..], b"3");
        assert!(words.on("b").is_none());
    }

    #[test]
    fn neither_many_topics_nor_long_messages_fill_memory() {
        let mut words = LastWords::default();
        words.note(&message("long", vec![0; BYTES + 1]), "d", Now::default(), true);
        assert!(words.on("long").is_none());
        for index in 0..=TOPICS {
            words.note(&message(&index.to_string(), vec![0]), "d", Now::default(), true);
        }
        assert!(words.on("0").is_some());
        assert!(words.on(&TOPICS.to_string()).is_none());
    }
}
