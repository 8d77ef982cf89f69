//! The devices that the page watches, and what of each is to be told next.

use super::feed::Sources;
use super::rights::barred;
use super::{News, PropertyNews};
use crate::device::{Device, DeviceKey, Property, PropertyKey, Registry};
use crate::table::{Names, Table};

/// Of so many devices that nobody sees, a batch tells besides. However much they say, what one sees waits no longer for them; and a
/// page that takes in a batch with each frame has heard of a hundred of them within half a second, for whoever searches it or has
/// it read.
const ASIDE: usize = 4;

#[derive(Debug, Default)]
pub(super) struct InSight {
    devices: Table<DeviceKey, Changed>,
    /// Those of which something is to be told, in the order in which it came.
    due: Vec<DeviceKey>,
    /// Those that are on the page, and that nobody sees.
    aside: Names<DeviceKey>,
}

/// What of a device is to be told.
#[derive(Debug, Default)]
struct Changed {
    is_due: bool,
    /// Before all others: the page knows nothing of it yet, or somebody waits for an answer.
    is_first: bool,
    withdrawn: Vec<PropertyKey>,
    /// In the order of their keys.
    properties: Vec<(PropertyKey, Extent)>,
}

/// How much of a property is to be told: most say another value again and again, and nothing else of them changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Extent {
    Report,
    Whole,
}

impl Changed {
    fn note(&mut self, property: PropertyKey, extent: Extent) {
        match self.properties.binary_search_by_key(&property, |(key, _)| *key) {
            Ok(at) => self.properties[at].1 = extent.max(self.properties[at].1),
            Err(at) => self.properties.insert(at, (property, extent)),
        }
    }

    fn note_all(&mut self, device: &Device) {
        device.properties().for_each(|(key, _)| self.note(key, Extent::Whole));
    }
}

impl InSight {
    /// Watches these devices, however often one is named, and no others; all of those that were not watched before is to be told.
    pub(super) fn watch(&mut self, devices: Vec<DeviceKey>, registry: &Registry) {
        let mut before = std::mem::take(&mut self.devices);
        for key in devices {
            if self.devices.contains_key(&key) {
                continue;
            }
            let known = before.remove(&key);
            let is_new = known.is_none();
            self.devices.insert(key, known.unwrap_or_default());
            if is_new && let Some(device) = registry.device(key) {
                self.change(key, |changed| changed.note_all(device));
                self.hurry(key);
            }
        }
        let Self { devices, due, .. } = self;
        due.retain(|key| devices.get(key).is_some_and(|changed| changed.is_due));
    }

    /// Nobody sees these, and only these.
    pub(super) fn leave_aside(&mut self, devices: Vec<DeviceKey>) {
        self.aside = devices.into_iter().collect();
    }

    /// All of all of them is to be told.
    pub(super) fn tell_again(&mut self, registry: &Registry) {
        let watched: Vec<_> = self.devices.keys().copied().collect();
        for key in watched {
            if let Some(device) = registry.device(key) {
                self.change(key, |changed| changed.note_all(device));
            }
        }
    }

    pub(super) fn heard(&mut self, device: DeviceKey) {
        self.change(device, |_| {});
    }

    /// The property says something, and is the same.
    pub(super) fn reported(&mut self, device: DeviceKey, property: PropertyKey) {
        self.change(device, |changed| changed.note(property, Extent::Report));
    }

    pub(super) fn changed(&mut self, device: DeviceKey, property: PropertyKey) {
        self.change(device, |changed| changed.note(property, Extent::Whole));
    }

    /// What it was asked for has come further.
    pub(super) fn asked(&mut self, device: DeviceKey, property: PropertyKey) {
        self.changed(device, property);
        self.hurry(device);
    }

    pub(super) fn withdrawn(&mut self, device: DeviceKey, property: PropertyKey) {
        self.change(device, |changed| {
            changed.withdrawn.push(property);
            changed.properties.retain(|(key, _)| *key != property);
        });
    }

    pub(super) fn gone(&mut self, device: DeviceKey) {
        self.devices.remove(&device);
        self.due.retain(|key| *key != device);
    }

    /// What is to be told of those that come first and of so many devices that one sees is told; of how many of them it was, and whether there is more.
    pub(super) fn tell(&mut self, sources: &Sources<'_>, portion: usize, news: &mut Vec<News>) -> (usize, bool) {
        let (mut seen, mut aside) = (portion, ASIDE);
        let is_first = |key: &DeviceKey| self.devices.get(key).is_some_and(|changed| changed.is_first);
        let (first, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.due).into_iter().partition(is_first);
        for key in first.into_iter().chain(rest) {
            let Some(changed) = self.devices.get_mut(&key).filter(|changed| changed.is_due) else { continue };
            let left = if self.aside.contains(&key) { &mut aside } else { &mut seen };
            if *left == 0 && !changed.is_first {
                self.due.push(key);
                continue;
            }
            *left = left.saturating_sub(1);
            (changed.is_due, changed.is_first) = (false, false);
            if let Some(device) = sources.registry.device(key) {
                tell(sources, key, device, changed, news);
            }
        }
        (portion - seen, !self.due.is_empty())
    }

    fn hurry(&mut self, device: DeviceKey) {
        self.change(device, |changed| changed.is_first = true);
    }

    fn change(&mut self, device: DeviceKey, change: impl FnOnce(&mut Changed)) {
        let Some(changed) = self.devices.get_mut(&device) else { return };
        change(changed);
        if !std::mem::replace(&mut changed.is_due, true) {
            self.due.push(device);
        }
    }
}

/// That the device was heard is told with its values if there are any.
fn tell(sources: &Sources<'_>, key: DeviceKey, device: &Device, changed: &mut Changed, news: &mut Vec<News>) {
    let withdrawn = std::mem::take(&mut changed.withdrawn);
    let (mut properties, mut reports) = (Vec::new(), Vec::new());
    for (key, extent) in changed.properties.drain(..) {
        let Some(property) = device.property(key) else { continue };
        match (extent, &property.report) {
            (Extent::Report, Some(report)) => reports.push((key, report.clone())),
            _ => properties.push(property_news(sources, device, key, property)),
        }
    }
    let heard = device.heard;
    if !(properties.is_empty() && withdrawn.is_empty()) {
        news.push(News::Properties { device: key, heard, withdrawn, properties });
        if reports.is_empty() {
            return;
        }
    }
    news.push(News::Reports { device: key, heard, reports });
}

fn property_news(sources: &Sources<'_>, device: &Device, key: PropertyKey, property: &Property) -> PropertyNews {
    let Sources { rights, interpreter, .. } = sources;
    // To be asked about each property only when anything is refused at all.
    let is_barred = !rights.is_free() && property.profile.access.can_set();
    PropertyNews {
        key,
        id: property.id.clone(),
        profile: property.profile.clone(),
        report: property.report.clone(),
        available: property.available,
        barred: is_barred.then(|| barred(rights, interpreter.command_topic(device, property))).flatten(),
        request: property.request.as_deref().cloned(),
    }
}
