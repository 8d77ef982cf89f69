//! Which devices the worker shall tell about: those on the page, and first of all those that one sees.

use reactive_graph::owner::on_cleanup;

use super::cell::{Cell, Live, live};
use super::dom::effect;
use super::mirror::Mirror;
use super::outbox::Outbox;
use crate::app::Intent;
use crate::device::DeviceKey;
use crate::order::sorted;

/// Tells the worker whom the page watches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watched {
    /// What each part of the page has; `None` where one has gone.
    sights: Cell<Vec<Option<Sight>>>,
}

/// The devices that a part of the page has, and which of them one sees.
#[derive(Clone, Copy, Debug)]
struct Sight {
    shown: Live<Vec<DeviceKey>>,
    seen: Live<Vec<DeviceKey>>,
}

impl Watched {
    pub(super) fn new(mirror: Mirror, outbox: Outbox) -> Self {
        let sights = Cell::new(Vec::<Option<Sight>>::new());
        let all = move |of: fn(&Sight) -> Live<Vec<DeviceKey>>| {
            in_order(sights.with(|sights| sights.iter().flatten().flat_map(|sight| of(sight).get()).collect()))
        };
        let aside = live(move || {
            let (mut shown, seen) = (all(|sight| sight.shown), all(|sight| sight.seen));
            shown.retain(|key| seen.binary_search(key).is_err());
            shown
        });
        effect(move || outbox.send(Intent::Aside(aside.get())));
        effect(move || {
            let devices = all(|sight| sight.shown);
            mirror.keep(&devices);
            outbox.send(Intent::Watch(devices));
        });
        Self { sights }
    }

    /// Watches these devices, whoever they become, for as long as the caller's owner lives.
    pub(super) fn follow(self, devices: Live<Vec<DeviceKey>>) {
        self.follow_seen(devices, devices);
    }

    /// The same, of which one sees only some.
    pub(super) fn follow_seen(self, shown: Live<Vec<DeviceKey>>, seen: Live<Vec<DeviceKey>>) {
        let mut place = 0;
        self.sights.update(|sights| {
            place = sights.iter().position(Option::is_none).unwrap_or(sights.len());
            sights.resize(sights.len().max(place + 1), None);
            sights[place] = Some(Sight { shown, seen });
        });
        on_cleanup(move || self.sights.update(|sights| sights[place] = None));
    }
}

/// Each once.
pub(super) fn in_order(devices: Vec<DeviceKey>) -> Vec<DeviceKey> {
    let mut devices = sorted(devices, |key| key.0.to_be_bytes().to_vec());
    devices.dedup();
    devices
}
