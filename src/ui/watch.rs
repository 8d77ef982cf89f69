//! Which devices the worker shall tell about: those in sight.

use reactive_graph::owner::on_cleanup;

use super::cell::{Cell, Live};
use super::dom::effect;
use super::mirror::Mirror;
use super::outbox::Outbox;
use crate::app::Intent;
use crate::device::DeviceKey;
use crate::order::sorted;

/// Tells the worker whom the page watches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watched {
    /// What each part of the page has in sight; `None` where one has gone.
    sights: Cell<Vec<Option<Live<Vec<DeviceKey>>>>>,
}

impl Watched {
    pub(super) fn new(mirror: Mirror, outbox: Outbox) -> Self {
        let sights = Cell::new(Vec::<Option<Live<Vec<DeviceKey>>>>::new());
        effect(move || {
            let devices =
                in_order(sights.with(|sights| sights.iter().flatten().flat_map(|devices| devices.get()).collect()));
            mirror.keep(&devices);
            outbox.send(Intent::Watch(devices));
        });
        Self { sights }
    }

    /// Watches these devices, whoever they become, for as long as the caller's owner lives.
    pub(super) fn follow(self, devices: Live<Vec<DeviceKey>>) {
        let mut place = 0;
        self.sights.update(|sights| {
            place = sights.iter().position(Option::is_none).unwrap_or(sights.len());
            sights.resize(sights.len().max(place + 1), None);
            sights[place] = Some(devices);
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
