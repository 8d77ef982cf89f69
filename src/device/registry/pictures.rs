//! The last picture of each property that has any, within limits.

use bytes::Bytes;

use super::{Change, DeviceKey, Hearing, PropertyKey, Registry, Speaker};
use crate::device::Value;
use crate::device::picture::{Format, NO_PICTURE, TOO_LARGE};

impl Registry {
    /// The last picture of a property, unless others have taken its place.
    #[must_use]
    pub fn picture(&self, device: DeviceKey, property: PropertyKey) -> Option<&Bytes> {
        self.device(device)?.property(property)?.picture.as_ref()
    }

    /// Takes in what somebody says is a picture.
    pub(super) fn take_picture(&mut self, speaker: Speaker, id: &str, bytes: Bytes, hearing: &mut Hearing<'_>) {
        let format = Format::of(&bytes);
        let word = match format {
            _ if bytes.len() > self.limits.picture => TOO_LARGE,
            Some(format) => format.media_type(),
            None => NO_PICTURE,
        };
        let value = Value::Text(word.to_owned());
        let Some(property) = self.property_key(speaker, id, &value, hearing) else { return };
        let picture = Some(bytes).filter(|bytes| bytes.len() <= self.limits.picture && format.is_some());
        let device = speaker.device;
        self.pictured.retain(|known| *known != (device, property));
        if picture.is_some() {
            self.pictured.push((device, property));
        }
        self.property_mut(device, property).picture = picture;
        self.forget_oldest_pictures();
        self.report(speaker, property, value, hearing);
        hearing.changes.push(Change::Pictured(device, property));
    }

    fn forget_oldest_pictures(&mut self) {
        let size = |registry: &Self, (device, property): &(DeviceKey, PropertyKey)| {
            registry.picture(*device, *property).map_or(0, Bytes::len)
        };
        let mut pictured = std::mem::take(&mut self.pictured);
        // Of those that are gone, nothing is left but the key.
        pictured.retain(|known| size(self, known) > 0);
        let mut bytes: usize = pictured.iter().map(|known| size(self, known)).sum();
        let mut oldest = 0;
        while bytes > self.limits.pictures && oldest < pictured.len() {
            let (device, property) = pictured[oldest];
            bytes -= size(self, &pictured[oldest]);
            self.property_mut(device, property).picture = None;
            oldest += 1;
        }
        pictured.drain(..oldest);
        self.pictured = pictured;
    }
}
