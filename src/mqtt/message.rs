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

    /// By which of the filters it came that are [marked](super::Session::mark_filters).
    #[must_use]
    pub fn marks(&self) -> Marks {
        if self.properties.is_empty() {
            return Marks::default();
        }
        let mut marks = Marks::default();
        let told = Properties::read(&self.properties).subscriptions;
        told.into_iter().filter_map(Mark::of).for_each(|mark| marks.add(mark));
        marks
    }
}

/// What a message says that came by a filter which has it: a subscription identifier (MQTT 5, section 3.8.2.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    First = 2,
    Second = 3,
}

impl Mark {
    pub(super) fn of(id: u32) -> Option<Self> {
        [Self::First, Self::Second].into_iter().find(|mark| *mark as u32 == id)
    }
}

/// Some marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(u8);

impl Marks {
    #[must_use]
    pub fn has(self, mark: Mark) -> bool {
        self.0 & (1 << mark as u8) != 0
    }

    /// Whether all of them are among the others.
    #[must_use]
    pub fn is_among(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    pub fn add(&mut self, mark: Mark) {
        self.0 |= 1 << mark as u8;
    }

    pub fn add_all(&mut self, others: Self) {
        self.0 |= others.0;
    }

    pub fn remove(&mut self, mark: Mark) {
        self.0 &= !(1 << mark as u8);
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
