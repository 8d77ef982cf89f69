//! All devices of the house: takes in what they say, and keeps track of what they were asked for.

mod identity;
mod pictures;
mod requests;

use serde::{Deserialize, Serialize};

use super::claims::Claims;
use super::request::Pending;
use super::state::Voice;
use super::{Answer, Device, Fact, Limits, Profile, Property, Request, Stage, Update, Value, Vocabulary};
use crate::table::Table;
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
    /// The device is no more. Its key may come to stand for another.
    Gone(DeviceKey),
    /// The device was heard, or said whether it is there.
    Heard(DeviceKey),
    /// The property is new, was described, or its value can be relied upon otherwise than before.
    Property(DeviceKey, PropertyKey),
    /// The property was reported.
    Reported(DeviceKey, PropertyKey),
    /// What the property is was told or guessed: for the first time, or otherwise than before.
    Described(DeviceKey, PropertyKey),
    /// The property has another picture, or none any more.
    Pictured(DeviceKey, PropertyKey),
    /// The property is no more. Its key may come to stand for another.
    Withdrawn(DeviceKey, PropertyKey),
    /// The property has a new request, or it has come further.
    Request(DeviceKey, PropertyKey),
    /// The device has answered the command with this mark, which nobody here knows.
    Overheard(DeviceKey, String, Answer),
    /// The property's request is out of sight, and this was its last word.
    RequestOver(DeviceKey, PropertyKey, Box<Request>),
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
    slots: Vec<Option<Device>>,
    /// Every id of every voice, and every other name.
    by_name: Table<String, DeviceKey>,
    pending: Vec<(DeviceKey, PropertyKey, Pending)>,
    next_request: u64,
    /// Those that have a picture, the oldest first.
    pictured: Vec<(DeviceKey, PropertyKey)>,
    discarded: Discarded,
    gaps: u64,
    /// What is told was said before anybody listened.
    recalls: Option<Recalled>,
}

/// A message, and what is known about it beside what it says.
#[expect(missing_debug_implementations, reason = "a vocabulary need not have any")]
pub struct Hearing<'a> {
    /// It was a copy that the broker kept.
    pub retained: bool,
    pub vocabulary: &'a dyn Vocabulary,
    pub now: Now,
    /// What has changed is appended.
    pub changes: &'a mut Vec<Change>,
}

/// When it was said; `None` if nobody knows.
type Recalled = Option<Timestamp>;

/// Who says something in an update, of which device, when.
#[derive(Clone, Copy)]
struct Speaker {
    device: DeviceKey,
    voice: u8,
    rank: u8,
    /// `None` if the message was a copy.
    heard: Option<Timestamp>,
    measured: Option<Timestamp>,
}

impl Registry {
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Without any devices, and with keys for requests that this one has not given out.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self { limits: self.limits, next_request: self.next_request, ..Self::default() }
    }

    /// What is told from now on was said then, before anybody listened. Nothing that was heard since makes room for it, nobody is
    /// there on account of it, and it answers nothing. `None` if nobody knows when it was said.
    pub fn recall(&mut self, said: Option<Timestamp>) {
        self.recalls = Some(said);
    }

    /// What is told from now on is heard.
    pub fn listen(&mut self) {
        self.recalls = None;
    }

    /// Takes in what a message said.
    pub fn apply(&mut self, update: &mut Update, hearing: &mut Hearing<'_>) {
        let introduces =
            |fact: &Fact| !matches!(fact, Fact::Gone | Fact::Withdrawn(_) | Fact::Answers(..) | Fact::AnswersLast(..));
        let is_for_known = !update.facts.is_empty() && !update.facts.iter().any(introduces);
        if is_for_known && !self.by_name.contains_key(&update.device) {
            return;
        }
        let Some(mut speaker) = self.speaker(update, hearing) else {
            self.discarded.devices += 1;
            return;
        };
        let is_recalled = self.recalls.is_some();
        if !update.hearsay {
            let device = self.device_mut(speaker.device);
            device.has_spoken |= hearing.retained || !is_recalled;
            if !hearing.retained && !is_recalled {
                device.hear(hearing.now.timestamp);
            }
        }
        let mut has_withdrawn = false;
        for fact in update.facts.drain(..) {
            let device = speaker.device;
            match fact {
                Fact::Value(property, value) => {
                    let (property, value) = (update.words.get(property), self.shortened(value));
                    if let Some(property) = self.property_key(speaker, property, &value, hearing) {
                        self.report(speaker, property, value, hearing);
                    }
                }
                Fact::Pictured(property, bytes) => {
                    self.take_picture(speaker, update.words.get(property), bytes, hearing);
                }
                Fact::Offers(property) => {
                    self.property_key(speaker, update.words.get(property), &Value::Unknown, hearing);
                }
                Fact::Describes(property, profile) => {
                    self.describe(speaker, update.words.get(property), *profile, hearing);
                }
                Fact::Available(property, available) => {
                    if let Some(key) = self.device_mut(device).property_key(update.words.get(property)) {
                        self.property_mut(device, key).available = available;
                        hearing.changes.push(Change::Property(device, key));
                    }
                }
                Fact::Withdrawn(property) => {
                    has_withdrawn |= self.withdraw(speaker, update.words.get(property), hearing);
                }
                Fact::Answers(..) | Fact::AnswersLast(..) if is_recalled => {}
                Fact::Answers(mark, answer) => self.take_answer(device, update.words.get(mark), answer, hearing),
                Fact::AnswersLast(property, answer) => {
                    self.take_last_answer(device, update.words.get(property), answer, hearing);
                }
                Fact::Declared(present) | Fact::Claimed(present) if is_recalled => {
                    self.device_mut(device).recall_claim(present);
                }
                Fact::Declared(present) => self.device_mut(device).heard.declared = Some(present),
                Fact::Claimed(present) => self.device_mut(device).hear_claim(present, hearing.retained),
                Fact::NeverSilentFor(limit) => self.device_mut(device).heard.patience = Some(limit),
                Fact::Name(name) => self.rename(speaker, |device| &mut device.name, name, hearing),
                Fact::Room(room) => {
                    self.rename(speaker, |device| device.room.get_or_insert_default(), room, hearing);
                }
                Fact::PartOf(whole) => {
                    self.rename(speaker, |device| device.part_of.get_or_insert_default(), whole, hearing);
                }
                Fact::AlsoKnownAs(name) => {
                    (speaker.device, speaker.voice) = self.also_known_as(speaker, name, hearing);
                }
                Fact::Gone => return self.silence(speaker, hearing),
                Fact::Measured(_) => {}
            }
        }
        if has_withdrawn && self.device_mut(speaker.device).properties().next().is_none() {
            return self.silence(speaker, hearing);
        }
        hearing.changes.push(Change::Heard(speaker.device));
    }

    /// Forgets a device of which nobody knows any more.
    pub fn forget(&mut self, device: DeviceKey, now: Now, changes: &mut Vec<Change>) {
        self.take_device(device, now, changes);
    }

    /// Nobody listens from now on: the next pause between two reports says nothing about a device's rhythm, and what is
    /// stored by then may be news.
    pub fn handle_link_lost(&mut self) {
        for device in self.slots.iter_mut().flatten() {
            device.claims = Claims::default();
            device.period.interrupt();
            device.slots.iter_mut().flatten().for_each(|property| property.rhythm.interrupt());
        }
    }

    /// In the order in which they were heard of, unless one has taken the place of another.
    pub fn devices(&self) -> impl Iterator<Item = &Device> {
        self.slots.iter().flatten()
    }

    /// Of all devices.
    pub fn keys(&self) -> impl Iterator<Item = DeviceKey> {
        let filled = self.slots.iter().enumerate().filter(|(_, slot)| slot.is_some());
        filled.filter_map(|(index, _)| u32::try_from(index).ok().map(DeviceKey))
    }

    /// The key of the device that goes by this id or other name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<DeviceKey> {
        self.by_name.get(name).copied()
    }

    /// The device that goes by this id or other name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Device> {
        self.device(self.key(name)?)
    }

    /// `None` for a key that another registry gave out, or of a device that is gone.
    #[must_use]
    pub fn device(&self, key: DeviceKey) -> Option<&Device> {
        self.slots.get(key.0 as usize)?.as_ref()
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

    fn report(&mut self, speaker: Speaker, property: PropertyKey, value: Value, hearing: &mut Hearing<'_>) {
        let Speaker { device, heard, measured, .. } = speaker;
        let is_recalled = self.recalls.is_some();
        let state = self.property_mut(device, property);
        if is_recalled {
            state.recall(value, heard, measured);
            return hearing.changes.push(Change::Reported(device, property));
        }
        let taken = state.take_report(value, heard, measured);
        self.gaps += u64::from(taken.was_overdue);
        hearing.changes.push(Change::Reported(device, property));
        if taken.differs {
            hearing.changes.push(Change::Request(device, property));
        }
        if let Some(key) = taken.fulfils {
            self.settle(key, Stage::Confirmed, hearing.now, hearing.changes);
        }
    }

    /// The key of a property that is about to hold `value`; `None` if it is one too many.
    fn property_key(
        &mut self,
        speaker: Speaker,
        id: &str,
        value: &Value,
        hearing: &mut Hearing<'_>,
    ) -> Option<PropertyKey> {
        let vocabulary = hearing.vocabulary;
        if let Some(key) = self.device_mut(speaker.device).property_key(id) {
            let state = self.property_mut(speaker.device, key);
            if *value != Value::Unknown && !state.is_described && !state.is_known() {
                // The first value tells more than the name alone did.
                let profile = vocabulary.profile(&self.voice(speaker).id, id, value);
                self.property_mut(speaker.device, key).profile = profile;
                let device = speaker.device;
                hearing.changes.extend([Change::Described(device, key), Change::Property(device, key)]);
            }
            return Some(key);
        }
        let profile = vocabulary.profile(&self.voice(speaker).id, id, value);
        self.add_property(speaker, id, profile, hearing)
    }

    /// What a better voice has described stays as it is. Of what it only speaks of, a worse one may tell what it is; it
    /// listens to wishes for it as well if the better one does not.
    fn describe(&mut self, speaker: Speaker, id: &str, mut profile: Profile, hearing: &mut Hearing<'_>) {
        profile.label = self.shorten(profile.label, self.limits.name);
        let Some(key) = self.device_mut(speaker.device).property_key(id) else {
            if let Some(key) = self.add_property(speaker, id, profile, hearing) {
                self.property_mut(speaker.device, key).is_described = true;
            }
            return;
        };
        let owner = usize::from(self.property(speaker.device, key).voice);
        let owner_rank = self.device_mut(speaker.device).voices.get(owner).map_or(u8::MAX, |voice| voice.rank);
        let state = self.property_mut(speaker.device, key);
        if state.is_described && speaker.rank > owner_rank {
            return;
        }
        if speaker.rank <= owner_rank || (profile.access.can_set() && !state.profile.access.can_set()) {
            state.voice = speaker.voice;
        }
        (state.profile, state.is_described) = (profile, true);
        hearing.changes.extend([Change::Described(speaker.device, key), Change::Property(speaker.device, key)]);
    }

    fn add_property(
        &mut self,
        speaker: Speaker,
        id: &str,
        profile: Profile,
        hearing: &mut Hearing<'_>,
    ) -> Option<PropertyKey> {
        let limits = self.limits;
        let state = self.device_mut(speaker.device);
        if state.properties().count() >= limits.properties_per_device || id.chars().count() > limits.name {
            self.discarded.properties += 1;
            return None;
        }
        let key = state.add(Box::new(Property::new(id.to_owned(), profile, speaker.voice)));
        hearing.changes.extend([Change::Described(speaker.device, key), Change::Property(speaker.device, key)]);
        Some(key)
    }

    /// What a better voice has named keeps its name.
    fn rename(
        &mut self,
        speaker: Speaker,
        place: impl FnOnce(&mut Device) -> &mut String,
        name: String,
        hearing: &mut Hearing<'_>,
    ) {
        let name = self.shorten(name, self.limits.name);
        let device = self.device_mut(speaker.device);
        let is_guest = speaker.rank > device.rank();
        let place = place(device);
        if *place != name && (!is_guest || place.is_empty()) {
            *place = name;
            hearing.changes.push(Change::Device(speaker.device));
        }
    }

    fn shortened(&mut self, value: Value) -> Value {
        match value {
            Value::Text(text) => Value::Text(self.shorten(text, self.limits.text)),
            Value::Number(number) if !number.is_finite() => Value::Unknown,
            other => other,
        }
    }

    fn shorten(&mut self, mut text: String, limit: usize) -> String {
        if text.len() > limit
            && let Some((end, _)) = text.char_indices().nth(limit)
        {
            text.truncate(end);
            text.push('…');
            text.shrink_to_fit();
            self.discarded.texts += 1;
        }
        text
    }

    /// Only for keys of devices that are there.
    fn device_mut(&mut self, key: DeviceKey) -> &mut Device {
        self.slots[key.0 as usize].as_mut().expect("whoever holds the key of a device has just looked it up")
    }

    fn voice(&mut self, speaker: Speaker) -> &Voice {
        &self.device_mut(speaker.device).voices[usize::from(speaker.voice)]
    }

    fn property(&self, device: DeviceKey, property: PropertyKey) -> &Property {
        let found = self.device(device).and_then(|device| device.property(property));
        found.expect("whoever holds the key of a property has just looked it up")
    }

    fn property_mut(&mut self, device: DeviceKey, property: PropertyKey) -> &mut Property {
        let slot = self.device_mut(device).slots[usize::from(property.0)].as_deref_mut();
        slot.expect("whoever holds the key of a property has just looked it up")
    }
}
