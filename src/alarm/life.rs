//! One alarm, from when it is raised until it is forgotten.

use serde::{Deserialize, Serialize};

use super::Level;
use crate::device::Value;
use crate::time::Timestamp;

/// Names an alarm for as long as the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AlarmKey(pub u64);

/// Something that is, or was, not as it should be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alarm {
    pub key: AlarmKey,
    pub about: About,
    pub raised: Timestamp,
    /// It is known from a copy, or from before the page was loaded: nobody has said so while somebody listened.
    pub is_last_known: bool,
    /// When the person said that they know of it.
    pub acknowledged: Option<Timestamp>,
    pub standing: Standing,
    /// The number of the last time that it called for the person; 0 if it has not since the page was loaded.
    pub call: u64,
}

/// What is not as it should be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    pub cause: Cause,
    pub level: Level,
    /// Of the rule; or what the device calls it, or says.
    pub name: String,
    /// The id of the device, and of the property.
    pub device: String,
    pub property: String,
    /// What both were called then.
    pub device_name: String,
    pub label: String,
    /// What was said when it was raised; unknown of silence.
    pub value: Value,
    pub unit: String,
}

/// Who says that something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// A rule of the person's, as long as it is so.
    Rule,
    /// The device, as long as it does.
    Device,
    /// The device, once. It is over when the person knows of it.
    Alert,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    Open,
    /// The person does not want to see it until then.
    Snoozed(Timestamp),
    /// Since then.
    Over(Timestamp),
}

impl About {
    /// Whether both are one thing that is wrong.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        (self.cause, &self.name, &self.device, &self.property)
            == (other.cause, &other.name, &other.device, &other.property)
    }
}

impl Alarm {
    /// Whether it wants the person.
    #[must_use]
    pub fn wants_attention(&self) -> bool {
        self.standing == Standing::Open && self.acknowledged.is_none()
    }

    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.standing, Standing::Over(_))
    }
}
