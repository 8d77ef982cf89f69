//! What an application exchanges over MQTT.

use bytes::Bytes;

/// Quality of service (MQTT 5, section 4.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum QoS {
    #[default]
    AtMostOnce,
    AtLeastOnce,
    ExactlyOnce,
}

/// An application message that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// A valid topic name: not empty, without wildcards and NUL.
    pub topic: String,
    pub payload: Bytes,
    pub qos: QoS,
    /// A copy that the broker kept, not something said just now (section 3.3.1.3).
    pub retain: bool,
}

/// An application message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub topic: String,
    pub payload: Vec<u8>,
    pub qos: QoS,
    pub retain: bool,
}
