//! The messages of the one topic that is looked at.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::Limits;
use super::tree::Level;
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
    pub(super) fn begin(&mut self, payload: &[u8], size: u32, at: Timestamp, qos: QoS, retain: bool) {
        self.bytes += payload.len();
        self.messages.push_back(Kept { number: 0, at, qos: number(qos), retain, size, payload: payload.to_vec() });
    }

    /// The oldest make room. Of a message larger than all that may be kept there is the beginning.
    pub(super) fn hear(&mut self, message: &Message, at: Timestamp, limits: Limits) {
        let payload = &message.payload[..message.payload.len().min(limits.message_bytes)];
        while self.messages.len() >= limits.messages.max(1) || self.bytes + payload.len() > limits.message_bytes {
            let Some(oldest) = self.messages.pop_front() else { break };
            self.bytes -= oldest.payload.len();
        }
        self.heard += 1;
        self.bytes += payload.len();
        self.messages.push_back(Kept {
            number: self.heard,
            at,
            qos: number(message.qos),
            retain: message.retain,
            size: u32::try_from(message.payload.len()).unwrap_or(u32::MAX),
            payload: payload.to_vec(),
        });
    }
}

fn number(qos: QoS) -> u8 {
    match qos {
        QoS::AtMostOnce => 0,
        QoS::AtLeastOnce => 1,
        QoS::ExactlyOnce => 2,
    }
}
