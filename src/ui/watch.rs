//! Which devices the worker shall tell about: those in sight.

use super::cell::Live;
use super::dom::effect;
use super::mirror::Mirror;
use super::outbox::Outbox;
use crate::app::Intent;
use crate::device::DeviceKey;

/// Tells the worker whom the page watches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watched {
    mirror: Mirror,
    outbox: Outbox,
}

impl Watched {
    pub(super) fn new(mirror: Mirror, outbox: Outbox) -> Self {
        Self { mirror, outbox }
    }

    /// Watches these devices, whoever they become, until another page says otherwise.
    pub(super) fn follow(self, devices: Live<Vec<DeviceKey>>) {
        effect(move || {
            let devices = devices.get();
            self.mirror.keep(&devices);
            self.outbox.send(Intent::Watch(devices));
        });
    }
}
