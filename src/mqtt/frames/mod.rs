//! MQTT on the wire: bytes in, packets out, and back, in MQTT 5 and in 3.1.1. The only place that knows how a packet is
//! written. Knows no state: whether a packet is welcome now is for the session to say. Sections are those of MQTT 5 unless
//! they name 3.1.1.

use crate::language::{said, t};

mod cut;
mod properties;
mod read;
mod reader;
mod write;

pub(super) use cut::Framer;
pub(super) use read::{Acknowledgement, Packet, read};
pub(super) use reader::Reader;
pub(super) use write::{
    connect, disconnect, pingreq, puback, pubcomp, publish, pubrec, pubrel, subscribe, unsubscribe,
};

/// What a broker must not send. After it the connection is closed: whoever reads on may be reading nonsense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    #[error("{}", said(.0))]
    Malformed(&'static str),
    #[error("{}", said(.0))]
    Protocol(&'static str),
    #[error("{}", t!("more unacknowledged messages than we asked for"))]
    TooMany,
    #[error("{}", t!("a topic alias, though we offered none"))]
    TopicAlias,
    #[error("{}", t!("a packet of {bytes} bytes, though we take {limit} at most", bytes = bytes.to_string(), limit = limit.to_string()))]
    TooLarge { bytes: usize, limit: usize },
}

impl Violation {
    /// What the broker is told in DISCONNECT (section 3.14.2.1).
    pub(super) const fn code(&self) -> u8 {
        match self {
            Self::Malformed(_) => 0x81,
            Self::Protocol(_) => 0x82,
            Self::TooMany => 0x93,
            Self::TopicAlias => 0x94,
            Self::TooLarge { .. } => 0x95,
        }
    }
}

/// What a packet is, as far as a broker may send it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Connack,
    Publish,
    Puback,
    Pubrec,
    Pubrel,
    Pubcomp,
    Suback,
    Unsuback,
    Pingresp,
    Disconnect,
}
