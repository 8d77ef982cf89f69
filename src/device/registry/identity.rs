//! Who a device is: one that several conventions speak of is one device, and one that none of them knows any more is gone.
//!
//! Two voices belong to one device as soon as both go by the same name. The device that was heard of first stays, and what
//! is known of the other is added to it; of properties with the same id, the one that has a value, or else the one that
//! was described. The voice with the lowest rank names the whole.

use super::{Change, DeviceKey, Fact, Hearing, Registry, Speaker};
use crate::device::state::Voice;
use crate::device::{Device, Doubt, Property, PropertyKey, Update};
use crate::time::Now;

/// Other names of one device that are remembered.
const NAMES: usize = 16;
/// Conventions that may speak of one device.
const VOICES: usize = 16;

impl Registry {
    /// Whoever says this update; `None` if there are too many devices already.
    pub(super) fn speaker(&mut self, update: &Update, hearing: &mut Hearing<'_>) -> Option<Speaker> {
        let device = match self.by_name.get(&update.device) {
            Some(key) => *key,
            None => self.add_device(&update.device, hearing)?,
        };
        let voices = &mut self.device_mut(device).voices;
        // Most devices have one voice: that it is this one need not be looked up.
        let is_it = |voice: &Voice| voice.id == update.device;
        let voice = if voices.len() == 1 { 0 } else { voices.iter().position(is_it).unwrap_or(0) };
        voices.iter_mut().skip(voice).take(1).for_each(|voice| voice.is_silent = false);
        let measured = update.facts.iter().find_map(|fact| match fact {
            Fact::Measured(at) => Some(*at),
            _ => None,
        });
        Some(Speaker {
            device,
            voice: u8::try_from(voice).unwrap_or(0),
            rank: hearing.vocabulary.rank(),
            heard: self.recalls.unwrap_or((!hearing.retained).then_some(hearing.now.timestamp)),
            measured,
        })
    }

    fn add_device(&mut self, id: &str, hearing: &mut Hearing<'_>) -> Option<DeviceKey> {
        if id.chars().count() > self.limits.name {
            return None;
        }
        let free = if self.slots.len() < self.limits.devices {
            self.slots.len()
        } else {
            self.slots.iter().position(Option::is_none)?
        };
        let key = DeviceKey(u32::try_from(free).ok()?);
        let device = Some(Device::new(id, hearing.vocabulary));
        match self.slots.get_mut(free) {
            Some(slot) => *slot = device,
            None => self.slots.push(device),
        }
        self.by_name.insert(id.to_owned(), key);
        hearing.changes.push(Change::Device(key));
        Some(key)
    }

    /// The device and the voice in it that the speaker has from now on.
    pub(super) fn also_known_as(
        &mut self,
        speaker: Speaker,
        name: String,
        hearing: &mut Hearing<'_>,
    ) -> (DeviceKey, u8) {
        match self.by_name.get(&name) {
            Some(other) if *other == speaker.device => (speaker.device, speaker.voice),
            Some(other) => self.unite(speaker, *other, hearing),
            None => {
                let limit = self.limits.name;
                let device = self.device_mut(speaker.device);
                if device.names.len() < NAMES && name.chars().count() <= limit {
                    device.names.push(name.clone());
                    self.by_name.insert(name, speaker.device);
                }
                (speaker.device, speaker.voice)
            }
        }
    }

    fn unite(&mut self, speaker: Speaker, other: DeviceKey, hearing: &mut Hearing<'_>) -> (DeviceKey, u8) {
        let (into, from) = (speaker.device.min(other), speaker.device.max(other));
        let voices = |registry: &Self, key| registry.device(key).map_or(0, |device: &Device| device.voices.len());
        let before = voices(self, into);
        if before + voices(self, from) > VOICES {
            return (speaker.device, speaker.voice);
        }
        let Some(guest) = self.take_device(from, hearing.now, hearing.changes) else {
            return (speaker.device, speaker.voice);
        };
        for name in guest.ids().chain(guest.names.iter().map(String::as_str)) {
            self.by_name.insert(name.to_owned(), into);
        }
        let moved = u8::try_from(before).unwrap_or(u8::MAX);
        let Device { id, name, room, part_of, heard, has_spoken, voices, names, slots, .. } = guest;
        let host = self.device_mut(into);
        let is_better = voices.iter().map(|voice| voice.rank).min() < Some(host.rank());
        host.voices.extend(voices);
        host.names.extend(names);
        host.names.truncate(NAMES * VOICES);
        if is_better {
            (host.id, host.name) = (id, name);
            host.room = room.or_else(|| host.room.take());
            host.part_of = part_of.or_else(|| host.part_of.take());
        } else {
            host.room = host.room.take().or(room);
            host.part_of = host.part_of.take().or(part_of);
        }
        host.heard.join(heard);
        host.has_spoken |= has_spoken;
        for mut property in slots.into_iter().flatten() {
            property.voice = property.voice.saturating_add(moved);
            self.adopt(into, property, hearing);
        }
        hearing.changes.push(Change::Device(into));
        (into, if speaker.device == into { speaker.voice } else { speaker.voice.saturating_add(moved) })
    }

    /// Adds a property of another device, unless a better one of the same id is there.
    fn adopt(&mut self, device: DeviceKey, property: Box<Property>, hearing: &mut Hearing<'_>) {
        let worth = |property: &Property| (property.report.is_some(), property.is_described);
        let limit = self.limits.properties_per_device;
        let host = self.device_mut(device);
        let key = match host.property_key(&property.id) {
            Some(key) => {
                if host.property(key).is_some_and(|known| worth(known) >= worth(&property)) {
                    return;
                }
                self.withdraw_this(device, key, hearing);
                self.device_mut(device).add(property)
            }
            None if host.properties().count() < limit => host.add(property),
            None => {
                self.discarded.properties += 1;
                return;
            }
        };
        hearing.changes.extend([Change::Described(device, key), Change::Property(device, key)]);
    }

    /// The voice that speaks knows the property no more, nor what is a part of it; what another knows stays. Says whether
    /// there was such a property.
    pub(super) fn withdraw(&mut self, speaker: Speaker, id: &str, hearing: &mut Hearing<'_>) -> bool {
        let is_it = |property: &Property| {
            let part = property.id.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            part && property.voice == speaker.voice
        };
        let device = self.device_mut(speaker.device);
        let withdrawn: Vec<_> = device.properties().filter(|(_, it)| is_it(it)).map(|(key, _)| key).collect();
        for key in &withdrawn {
            self.withdraw_this(speaker.device, *key, hearing);
        }
        !withdrawn.is_empty()
    }

    fn withdraw_this(&mut self, device: DeviceKey, key: PropertyKey, hearing: &mut Hearing<'_>) {
        self.give_up_on(device, Some(key), Doubt::Withdrawn, hearing.now, hearing.changes);
        self.device_mut(device).remove(key);
        hearing.changes.push(Change::Withdrawn(device, key));
    }

    /// The voice that speaks knows the device no more: what it said is gone, and so is the device if no other voice is left.
    pub(super) fn silence(&mut self, speaker: Speaker, hearing: &mut Hearing<'_>) {
        let device = self.device_mut(speaker.device);
        if let Some(voice) = device.voices.get_mut(usize::from(speaker.voice)) {
            voice.is_silent = true;
        }
        if device.voices.iter().all(|voice| voice.is_silent) {
            self.take_device(speaker.device, hearing.now, hearing.changes);
            return;
        }
        let said: Vec<_> =
            device.properties().filter(|(_, it)| it.voice == speaker.voice).map(|(key, _)| key).collect();
        for key in said {
            self.withdraw_this(speaker.device, key, hearing);
        }
    }

    /// Takes a device out of the house, and its names with it.
    pub(super) fn take_device(&mut self, key: DeviceKey, now: Now, changes: &mut Vec<Change>) -> Option<Device> {
        self.give_up_on(key, None, Doubt::Withdrawn, now, changes);
        let device = self.slots.get_mut(key.0 as usize)?.take()?;
        for name in device.ids().chain(device.names.iter().map(String::as_str)) {
            self.by_name.remove(name);
        }
        changes.push(Change::Gone(key));
        Some(device)
    }
}
