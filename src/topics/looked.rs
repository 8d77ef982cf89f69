//! The messages of the one topic that is looked at.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::tree::Level;
use super::{Limits, Topic, beginning};
use crate::mqtt::{Message, QoS};
use crate::time::Timestamp;

/// A message that was heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Counts the messages of the topic since it is looked at.
    pub number: u64,
    pub at: Timestamp,
    /// Of the broker's delivery to us.
    pub qos: u8,
    pub retain: bool,
    /// Bytes of the whole payload.
    pub size: u32,
    /// It, or the beginning of it.
    pub payload: Vec<u8>,
    /// What was said besides, as it came, or the beginning of it: to be read with
    /// [`Properties::read`](super::Properties::read).
    pub properties: Vec<u8>,
}

impl Kept {
    fn bytes(&self) -> usize {
        self.payload.len() + self.properties.len()
    }
}

#[derive(Debug)]
pub(super) struct Looked {
    pub(super) level: Level,
    messages: VecDeque<Kept>,
    heard: u64,
    bytes: usize,
}

impl Looked {
    pub(super) fn at(level: Level) -> Self {
        Self { level, messages: VecDeque::new(), heard: 0, bytes: 0 }
    }

    pub(super) fn messages(&self) -> impl DoubleEndedIterator<Item = &Kept> {
        self.messages.iter()
    }

    /// What was said last before anybody looked.
    pub(super) fn begin(&mut self, topic: &Topic) {
        let Topic { size, at, qos, retain, .. } = *topic;
        let (payload, properties) = (topic.payload().to_vec(), topic.properties().to_vec());
        self.keep(Kept { number: 0, at, qos: number(qos), retain, size, payload, properties });
    }

    /// The oldest make room. Of a message larger than all that may be kept there is the beginning.
    pub(super) fn hear(&mut self, message: &Message, at: Timestamp, limits: Limits) {
        let properties = beginning(&message.properties, limits.properties.min(limits.message_bytes));
        let payload = beginning(&message.payload, limits.message_bytes - properties.len());
        let bytes = payload.len() + properties.len();
        while self.messages.len() >= limits.messages.max(1) || self.bytes + bytes > limits.message_bytes {
            let Some(oldest) = self.messages.pop_front() else { break };
            self.bytes -= oldest.bytes();
        }
        self.heard += 1;
        self.keep(Kept {
            number: self.heard,
            at,
            qos: number(message.qos),
            retain: message.retain,
            size: u32::try_from(message.payload.len()).unwrap_or(u32::MAX),
            payload: payload.to_vec(),
            properties: properties.to_vec(),
        });
    }

    fn keep(&mut self, message: Kept) {
        self.bytes += message.bytes();
        self.messages.push_back(message);
    }
}

fn number(qos: QoS) -> u8 {
    match qos {
        QoS::AtMostOnce => 0,
        QoS::AtLeastOnce => 1,
        QoS::ExactlyOnce => 2,
    }
}
