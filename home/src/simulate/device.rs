//! What every device is: someone who speaks at a pace and obeys; knows no socket and no clock.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::user::User;

pub use mqtt5::QoS;

/// One message, as it goes to the broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub topic: String,
    pub payload: String,
    pub qos: QoS,
    pub retain: bool,
}

/// A message that reached a device.
#[derive(Debug, Clone)]
pub(crate) struct Command {
    pub(crate) topic: String,
    pub(crate) payload: Vec<u8>,
}

/// When something happens, in the ways devices tell the time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Now {
    /// How often the device has had the chance to speak.
    pub(crate) beat: u64,
    /// Since the home was switched on.
    pub(crate) uptime: Duration,
    pub(crate) wall: SystemTime,
}

pub(crate) trait Device: Send + Sync {
    /// The client id, one of a kind in the home.
    fn name(&self) -> String;

    fn user(&self) -> User {
        User::Esp32Device
    }

    /// How often the device has the chance to speak.
    fn pace(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn will(&self) -> Option<Message> {
        None
    }

    fn listens_to(&self) -> Vec<String> {
        Vec::new()
    }

    /// What it says whenever it has connected.
    fn announce(&mut self, now: Now) -> Vec<Message>;

    /// What it says of its own accord, asked once a beat.
    fn speak(&mut self, now: Now) -> Vec<Message>;

    /// What a command makes it say, after the time it takes to obey. No command, however odd, may stop a device.
    fn obey(&mut self, _: &Command, _: Now) -> Vec<Message> {
        Vec::new()
    }
}

impl Message {
    pub(crate) fn new(topic: impl Into<String>, payload: &(impl ToString + ?Sized)) -> Self {
        Self { topic: topic.into(), payload: payload.to_string(), qos: QoS::AtMostOnce, retain: false }
    }

    pub(crate) fn at_least_once(self) -> Self {
        Self { qos: QoS::AtLeastOnce, ..self }
    }

    pub(crate) fn retained(self) -> Self {
        Self { retain: true, ..self }
    }
}

impl Command {
    /// Null if it is not JSON; devices then find nothing in it to obey.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.payload).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.payload).unwrap_or_default().trim()
    }

    /// The last level of its topic.
    pub(crate) fn verb(&self) -> &str {
        self.topic.rsplit('/').next().unwrap_or_default()
    }
}

impl Now {
    pub(crate) fn every(self, beats: u64) -> bool {
        self.beat.is_multiple_of(beats.max(1))
    }

    pub(crate) fn iso(self) -> String {
        humantime::format_rfc3339_millis(self.wall).to_string()
    }

    /// As Python's `isoformat` writes it: without a zone.
    pub(crate) fn iso_without_zone(self) -> String {
        humantime::format_rfc3339_seconds(self.wall).to_string().trim_end_matches('Z').to_owned()
    }

    /// What firmware sends that does not know the time: `millis()`, as text.
    pub(crate) fn millis(self) -> String {
        self.uptime.as_millis().to_string()
    }

    pub(crate) fn epoch_seconds(self) -> u64 {
        self.wall.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
    }
}
