//! Devices that the person has picked, to ask them all for something at once.

use reactive_graph::owner::use_context;

use super::cell::{Cell, Live, live};
use super::dom::{Piece, el, field, part};
use crate::device::DeviceKey;
use crate::language::t;

/// So many can be picked: each is watched, and each is asked.
pub(super) const MOST: usize = 500;

/// The devices that are picked, in the order of their keys; `None` while the person picks none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Selection(Cell<Option<Vec<DeviceKey>>>);

impl Selection {
    pub(super) fn new() -> Self {
        Self(Cell::new(None))
    }

    pub(super) fn begin(self) {
        self.0.set(Some(Vec::new()));
    }

    pub(super) fn end(self) {
        self.0.set(None);
    }

    pub(super) fn is_open(self) -> bool {
        self.0.with(Option::is_some)
    }

    pub(super) fn devices(self) -> Live<Vec<DeviceKey>> {
        live(move || self.0.with(|picked| picked.clone().unwrap_or_default()))
    }

    pub(super) fn holds(self, device: DeviceKey) -> bool {
        self.0.with(|picked| picked.as_ref().is_some_and(|picked| picked.binary_search(&device).is_ok()))
    }

    /// Picks these, or none of them.
    pub(super) fn pick(self, devices: &[DeviceKey], is_picked: bool) {
        self.0.update(|picked| {
            let Some(picked) = picked else { return };
            for device in devices {
                match (picked.binary_search(device), is_picked) {
                    (Err(place), true) if picked.len() < MOST => picked.insert(place, *device),
                    (Ok(place), false) => _ = picked.remove(place),
                    _ => {}
                }
            }
        });
    }
}

/// A box that picks a device, while the person picks some.
pub(super) fn picker(device: DeviceKey, name: Live<String>) -> Option<Piece> {
    let selection = use_context::<Selection>()?;
    let picker = move |()| {
        el("input")
            .attr("type", "checkbox")
            .class("pick")
            .mark("aria-label", move || name.with(|name| t!("Pick {name}", name)))
            .on("change", move |event| selection.pick(&[device], field(&event).checked()))
            .checked(move || selection.holds(device))
    };
    Some(part(move || selection.is_open().then_some(()), picker))
}
