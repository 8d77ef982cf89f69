//! All devices of the house: takes in what they say, and keeps track of what they were asked for.

mod requests;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::claims::Claims;
use super::request::Pending;
use super::{Device, Fact, Limits, Property, Request, Stage, Update, Value, Vocabulary};
use crate::time::{Now, Timestamp};

/// A device, for as long as the program runs. Dense: the first is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeviceKey(pub u32);

/// A property within its device. Dense: the first is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PropertyKey(pub u16);

impl PropertyKey {
    pub(crate) fn from_index(index: usize) -> Self {
        Self(u16::try_from(index).expect("limits allow fewer than 65,536 properties"))
    }
}

/// Something that is not as it was.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// The device is new, or is called otherwise.
    Device(DeviceKey),
    /// The device was heard, or said whether it is there.
    Heard(DeviceKey),
    /// The property is new or was reported.
    Property(DeviceKey, PropertyKey),
    /// The property has a new request, or it has come further.
    Request(DeviceKey, PropertyKey),
    /// The property's request is out of sight, and this was its last word.
    RequestOver(DeviceKey, PropertyKey, Request),
}

/// What the limits have kept out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Discarded {
    /// Updates of devices that were one too many.
    pub devices: u64,
    /// Values of properties that were one too many.
    pub properties: u64,
    /// Texts that were shortened.
    pub texts: u64,
    /// Requests that were no longer followed because there were newer ones.
    pub requests: u64,
}

/// All devices of the house.
#[derive(Debug, Default)]
pub struct Registry {
    limits: Limits,
    devices: Vec<Device>,
    by_id: HashMap<String, DeviceKey>,
    pending: Vec<(DeviceKey, PropertyKey, Pending)>,
    next_request: u64,
    discarded: Discarded,
    gaps: u64,
}

impl Registry {
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Takes in what a message said. `retained`: the message was a copy the broker kept.
    pub fn apply(
        &mut self,
        update: &mut Update,
        retained: bool,
        vocabulary: &dyn Vocabulary,
        now: Now,
        changes: &mut Vec<Change>,
    ) {
        let Some(key) = self.device_key(&update.device, vocabulary, changes) else {
            self.discarded.devices += 1;
            return;
        };
        let heard = (!retained).then_some(now.timestamp);
        let measured = update.facts.iter().find_map(|fact| match fact {
            Fact::Measured(at) => Some(*at),
            _ => None,
        });
        if !retained && !update.hearsay {
            self.device_mut(key).hear(now.timestamp);
        }
        for fact in update.facts.drain(..) {
            match fact {
                Fact::Value(property, value) => {
                    let (property, value) = (update.words.get(property), self.shortened(value));
                    if let Some(property) = self.property_key(key, property, &value, vocabulary, changes) {
                        self.report(key, property, value, heard, measured, now, changes);
                    }
                }
                Fact::Offers(property) => {
                    let property = update.words.get(property);
                    self.property_key(key, property, &Value::Unknown, vocabulary, changes);
                }
                Fact::Declared(present) => self.device_mut(key).heard.declared = Some(present),
                Fact::Claimed(present) => self.device_mut(key).hear_claim(present, retained),
                Fact::NeverSilentFor(limit) => self.device_mut(key).heard.patience = Some(limit),
                Fact::Name(name) => self.rename(key, |device| &mut device.name, name, changes),
                Fact::Room(room) => {
                    self.rename(key, |device| device.room.get_or_insert_default(), room, changes);
                }
                Fact::Measured(_) => {}
            }
        }
        changes.push(Change::Heard(key));
    }

    /// Nobody listens from now on: the next pause between two reports says nothing about a device's rhythm, and what is
    /// stored by then may be news.
    pub fn handle_link_lost(&mut self) {
        for device in &mut self.devices {
            device.claims = Claims::default();
            device.properties.iter_mut().for_each(|property| property.rhythm.interrupt());
        }
    }

    #[must_use]
    pub fn devices(&self) -> &[Device] {
        &self.devices
    }

    /// `None` for a key that another registry gave out.
    #[must_use]
    pub fn device(&self, key: DeviceKey) -> Option<&Device> {
        self.devices.get(key.0 as usize)
    }

    #[must_use]
    pub fn discarded(&self) -> Discarded {
        self.discarded
    }

    /// Reports that came long after they were due though somebody listened: the device or the broker has lost some.
    #[must_use]
    pub fn gaps(&self) -> u64 {
        self.gaps
    }

    /// Requests in sight.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.pending.len()
    }

    #[expect(clippy::too_many_arguments, reason = "each is one fact about one report; a struct would only rename them")]
    fn report(
        &mut self,
        device: DeviceKey,
        property: PropertyKey,
        value: Value,
        heard: Option<Timestamp>,
        measured: Option<Timestamp>,
        now: Now,
        changes: &mut Vec<Change>,
    ) {
        let state = self.property_mut(device, property);
        let (asked, was_overdue) = state.take_report(value, heard, measured);
        self.gaps += u64::from(was_overdue);
        changes.push(Change::Property(device, property));
        let Some(key) = asked.filter(|_| heard.is_some()) else { return };
        self.settle(key, Stage::Confirmed, now, changes);
    }

    fn device_key(&mut self, id: &str, vocabulary: &dyn Vocabulary, changes: &mut Vec<Change>) -> Option<DeviceKey> {
        if let Some(key) = self.by_id.get(id) {
            return Some(*key);
        }
        if self.devices.len() >= self.limits.devices || id.chars().count() > self.limits.name {
            return None;
        }
        let key = DeviceKey(u32::try_from(self.devices.len()).ok()?);
        self.devices.push(Device::new(id, vocabulary));
        self.by_id.insert(id.to_owned(), key);
        changes.push(Change::Device(key));
        Some(key)
    }

    /// The key of a property that is about to hold `value`; `None` if it is one too many.
    fn property_key(
        &mut self,
        device: DeviceKey,
        id: &str,
        value: &Value,
        vocabulary: &dyn Vocabulary,
        changes: &mut Vec<Change>,
    ) -> Option<PropertyKey> {
        let limits = self.limits;
        let state = self.device_mut(device);
        if let Some(key) = state.property_key(id) {
            if *value != Value::Unknown && !state.properties[usize::from(key.0)].is_known() {
                // The first value tells more than the name alone did.
                let profile = vocabulary.profile(&state.id, id, value);
                state.properties[usize::from(key.0)].profile = profile;
            }
            return Some(key);
        }
        if state.properties.len() >= limits.properties_per_device || id.chars().count() > limits.name {
            self.discarded.properties += 1;
            return None;
        }
        let profile = vocabulary.profile(&state.id, id, value);
        let key = state.add_property(id.to_owned(), profile);
        changes.push(Change::Property(device, key));
        Some(key)
    }

    fn rename(
        &mut self,
        key: DeviceKey,
        place: impl FnOnce(&mut Device) -> &mut String,
        name: String,
        changes: &mut Vec<Change>,
    ) {
        let Value::Text(name) = self.shorten(name, self.limits.name) else { return };
        let place = place(self.device_mut(key));
        if *place != name {
            *place = name;
            changes.push(Change::Device(key));
        }
    }

    fn shortened(&mut self, value: Value) -> Value {
        match value {
            Value::Text(text) => self.shorten(text, self.limits.text),
            Value::Number(number) if !number.is_finite() => Value::Unknown,
            other => other,
        }
    }

    fn shorten(&mut self, mut text: String, limit: usize) -> Value {
        if text.len() > limit
            && let Some((end, _)) = text.char_indices().nth(limit)
        {
            text.truncate(end);
            text.push('…');
            text.shrink_to_fit();
            self.discarded.texts += 1;
        }
        Value::Text(text)
    }

    fn device_mut(&mut self, key: DeviceKey) -> &mut Device {
        &mut self.devices[key.0 as usize]
    }

    fn property(&self, device: DeviceKey, property: PropertyKey) -> &Property {
        &self.devices[device.0 as usize].properties[usize::from(property.0)]
    }

    fn property_mut(&mut self, device: DeviceKey, property: PropertyKey) -> &mut Property {
        &mut self.devices[device.0 as usize].properties[usize::from(property.0)]
    }
}
