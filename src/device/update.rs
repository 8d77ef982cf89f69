//! What a message says, in the words of devices.

use std::time::Duration;

use super::{Profile, Value};
use crate::time::Timestamp;

/// What one message says about one device.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// `{convention}:{native id}`
    pub device: String,
    /// Somebody else says it: that the device is there does not follow.
    pub hearsay: bool,
    pub facts: Vec<Fact>,
}

/// One thing said about a device.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    Name(String),
    Room(String),
    /// The device, or its last will, says whether it is there.
    Declared(bool),
    /// Like [`Fact::Declared`], said by one of several topics whose stored copies may contradict each other.
    Claimed(bool),
    /// The convention promises that a present device is never silent for longer.
    NeverSilentFor(Duration),
    /// The device says that it measured the values of this update then. Only believable times belong here.
    Measured(Timestamp),
    Value {
        property: String,
        value: Value,
    },
    /// The property exists, although nothing is known of its value: something to set.
    Offers {
        property: String,
    },
}

impl Update {
    #[must_use]
    pub fn new(device: String) -> Self {
        Self { device, hearsay: false, facts: Vec::new() }
    }

    pub fn push(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    pub fn value(&mut self, property: impl Into<String>, value: Value) {
        self.facts.push(Fact::Value { property: property.into(), value });
    }
}

/// What is known of devices and properties that were not heard of before. Asked once about each.
pub trait Vocabulary {
    /// What people call a device, until it says a name of its own.
    fn device_name(&self, native_id: &str) -> String;

    /// What a property is; `value` is what it holds, as far as that is known.
    fn profile(&self, device: &str, property: &str, value: &Value) -> Profile;
}
