//! Which pictures the page looks at: only those cross to it.

use std::collections::{HashMap, HashSet};

use super::{News, Picture};
use crate::device::{DeviceKey, PictureFormat, PropertyKey, Registry};

type Of = (DeviceKey, PropertyKey);

#[derive(Debug, Default)]
pub(super) struct Looks {
    /// How often each is on the screen.
    at: HashMap<Of, u32>,
    changed: HashSet<Of>,
}

impl Looks {
    pub(super) fn look(&mut self, device: DeviceKey, property: PropertyKey, looks: bool) {
        let times = self.at.remove(&(device, property)).unwrap_or_default();
        let times = if looks { times.saturating_add(1) } else { times.saturating_sub(1) };
        if times > 0 {
            self.at.insert((device, property), times);
        }
        if looks {
            self.changed.insert((device, property));
        }
    }

    pub(super) fn change(&mut self, device: DeviceKey, property: PropertyKey) {
        if self.at.contains_key(&(device, property)) {
            self.changed.insert((device, property));
        }
    }

    pub(super) fn forget(&mut self, device: DeviceKey) {
        self.at.retain(|(of, _), _| *of != device);
        self.changed.retain(|(of, _)| *of != device);
    }

    /// Of what has changed since this was last asked.
    pub(super) fn news(&mut self, registry: &Registry) -> Vec<News> {
        let changed = std::mem::take(&mut self.changed).into_iter().filter(|of| self.at.contains_key(of));
        let news = |(device, property)| {
            let bytes = registry.picture(device, property);
            let picture =
                bytes.and_then(|bytes| Some(Picture { format: PictureFormat::of(bytes)?, bytes: bytes.to_vec() }));
            News::Picture(device, property, picture)
        };
        changed.map(news).collect()
    }
}
