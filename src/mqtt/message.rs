//! What an application exchanges over MQTT.

use bytes::Bytes;

use super::Properties;

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
    /// What it says besides, as it came: to be read with [`Properties::read`]. Most messages say
    /// nothing besides, and carry nothing.
    pub properties: Box<[u8]>,
}

impl Message {
    /// Said just now, at most once, and nothing besides.
    #[must_use]
    pub fn new(topic: impl Into<String>, payload: impl Into<Bytes>) -> Self {
        let (topic, payload) = (topic.into(), payload.into());
        Self { topic, payload, qos: QoS::AtMostOnce, retain: false, properties: Box::default() }
    }

    /// Whether it came by the filter that is [marked](super::Session::mark_filter).
    #[must_use]
    pub fn is_marked(&self) -> bool {
        !self.properties.is_empty() && !Properties::read(&self.properties).subscriptions.is_empty()
    }
}

/// An application message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub topic: String,
    pub payload: Vec<u8>,
    pub qos: QoS,
    pub retain: bool,
    /// What is said besides, as [`Properties::written`](super::Properties::written) gives it. MQTT 3.1.1 cannot say it.
    pub properties: Box<[u8]>,
}

impl Publication {
    /// To be passed on to whoever listens now, delivered at least once, with nothing said besides.
    #[must_use]
    pub fn new(topic: impl Into<String>, payload: impl Into<Vec<u8>>) -> Self {
        let (topic, payload) = (topic.into(), payload.into());
        Self { topic, payload, qos: QoS::AtLeastOnce, retain: false, properties: Box::default() }
    }

    /// Bytes that are kept of it while it waits.
    pub(super) const fn weight(&self) -> usize {
        self.payload.len() + self.properties.len()
    }
}
