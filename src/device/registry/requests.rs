//! What devices were asked for, and how that goes on.

use std::time::Duration;

use super::{Change, DeviceKey, PropertyKey, Registry};
use crate::device::request::Pending;
use crate::device::{Doubt, Request, RequestKey, Stage, Value};
use crate::time::{Instant, Now};

impl Registry {
    /// Notes that the person asks for `wanted`. A report confirms it until `patience` has passed; `None` if none can. Takes
    /// the place of the property's request before; where too many are in sight, the oldest of all is no longer followed.
    pub fn ask(
        &mut self,
        device: DeviceKey,
        property: PropertyKey,
        wanted: Value,
        patience: Option<Duration>,
        now: Now,
        changes: &mut Vec<Change>,
    ) -> RequestKey {
        if let Some(index) = self.pending.iter().position(|(of, at, _)| (*of, *at) == (device, property)) {
            self.give_up(index, Doubt::Replaced, now, changes);
        } else if self.pending.len() >= self.limits.requests {
            self.give_up(0, Doubt::TooMany, now, changes);
            self.discarded.requests += 1;
        }
        let key = RequestKey(self.next_request);
        self.next_request += 1;
        let due = now.instant + patience.unwrap_or_else(|| Stage::Sent.linger());
        let pending = Pending { key, asked: now.instant, due, confirmable: patience.is_some() };
        self.pending.push((device, property, pending));
        self.property_mut(device, property).request = Some(Request::new(key, wanted, now));
        changes.push(Change::Request(device, property));
        key
    }

    /// Notes what became of a request. Nothing happens if it is over, or another has taken its place.
    pub fn settle(&mut self, key: RequestKey, stage: Stage, now: Now, changes: &mut Vec<Change>) {
        let Some(index) = self.pending.iter().position(|(_, _, pending)| pending.key == key) else { return };
        self.advance(index, stage, now, changes);
    }

    /// When [`Self::handle_timeout`] has something to do, if nothing else happens before.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.pending.iter().map(|(_, _, pending)| pending.due).min()
    }

    /// Gives up on requests whose time is over, and puts settled ones out of sight.
    pub fn handle_timeout(&mut self, now: Now, changes: &mut Vec<Change>) {
        let mut index = 0;
        while let Some(&(device, property, pending)) = self.pending.get(index) {
            if pending.due > now.instant {
                index += 1;
                continue;
            }
            let stage = self.property(device, property).request.as_ref().map(|request| &request.stage);
            let doubt = match stage {
                Some(Stage::Sent) => Some(Doubt::NoAnswer),
                Some(Stage::Acknowledged | Stage::Delivered) if pending.confirmable => Some(Doubt::Silent),
                _ => None,
            };
            if let Some(doubt) = doubt {
                self.advance(index, Stage::Unconfirmed(doubt), now, changes);
                index += 1;
            } else {
                self.put_out_of_sight(index, changes);
            }
        }
    }

    /// Another request needs the place of this one, whose fate can no longer be told if it is open.
    fn give_up(&mut self, index: usize, because: Doubt, now: Now, changes: &mut Vec<Change>) {
        self.advance(index, Stage::Unconfirmed(because), now, changes);
        self.put_out_of_sight(index, changes);
    }

    /// There is no such property any more, or no property of such a device.
    pub(super) fn give_up_on(
        &mut self,
        device: DeviceKey,
        property: Option<PropertyKey>,
        because: Doubt,
        now: Now,
        changes: &mut Vec<Change>,
    ) {
        let is_it = |of: DeviceKey, at: PropertyKey| of == device && property.is_none_or(|property| property == at);
        while let Some(index) = self.pending.iter().position(|(of, at, _)| is_it(*of, *at)) {
            self.give_up(index, because, now, changes);
        }
    }

    fn put_out_of_sight(&mut self, index: usize, changes: &mut Vec<Change>) {
        let (device, property, _) = self.pending.remove(index);
        let request = self.property_mut(device, property).request.take();
        changes.extend(request.map(|request| Change::RequestOver(device, property, request)));
    }

    /// Moves a request on, and lets it stay in sight for as long as its new stage deserves.
    fn advance(&mut self, index: usize, stage: Stage, now: Now, changes: &mut Vec<Change>) {
        let (device, property, pending) = self.pending[index];
        let Some(request) = &mut self.property_mut(device, property).request else { return };
        if !request.may_become(&stage) {
            return;
        }
        let linger = stage.linger();
        request.advance(stage, now.instant.since(pending.asked));
        if !request.is_open() {
            self.pending[index].2.due = now.instant + linger;
        }
        changes.push(Change::Request(device, property));
    }
}
