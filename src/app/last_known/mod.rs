//! What was last known of the home, from one visit to the next: the last message on each topic that anybody understood. It is kept
//! for a login that the browser keeps, and told when that goes on, before the broker says anything and while it cannot be
//! reached. It is neither news nor history, and whatever the broker does not keep any more is gone once the broker has spoken.

mod keeper;
mod page;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use bytes::Bytes;

use super::commands::tells_secrets;
use super::limits::LastKnownLimits;
use super::recording::is_secret_in;
use super::{App, Credentials, Limit, Limited, Stay};
use crate::device::{Change, DeviceKey};
use crate::history::{Stored, Transaction};
use crate::mqtt::Message;
use crate::order::{by_number, by_text};
use crate::time::{Instant, Now, Timestamp};

use keeper::{House, Keeper};
use page::Said;

/// When the broker has said nothing of what it keeps for so long, it has said all of it.
const SILENCE: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct LastKnown {
    keeper: Keeper,
    /// Whose login the browser keeps.
    house: Option<House>,
    /// The person wants nothing to be kept.
    is_off: bool,
    recalled: Recalled,
}

/// What was recalled, and nobody has said since.
#[derive(Debug, Default)]
struct Recalled {
    /// Whether the broker had kept a copy on the topic.
    topics: HashMap<String, bool>,
    /// Whether the device is known from more than what the broker had kept.
    devices: HashMap<DeviceKey, bool>,
    /// When the broker has said what it keeps, if it says nothing more.
    due: Option<Instant>,
}

impl LastKnown {
    pub(super) fn new(limits: LastKnownLimits, own: u64) -> Self {
        Self { keeper: Keeper::new(limits, own), house: None, is_off: false, recalled: Recalled::default() }
    }

    /// No device is known any more.
    pub(super) fn forget_devices(&mut self) {
        self.recalled = Recalled::default();
    }

    /// The broker is saying what it keeps.
    pub(super) fn wait(&mut self, now: Instant) {
        if !self.recalled.is_empty() {
            self.recalled.due = Some(now + SILENCE);
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.keeper.deadline().into_iter().chain(self.recalled.due).min()
    }

    pub(super) fn take_requests(&mut self) -> Vec<Transaction> {
        self.keeper.take_requests()
    }

    /// Why not everything is as it should be.
    pub(super) fn trouble(&self) -> Option<&String> {
        self.keeper.trouble()
    }

    pub(super) fn limits_in_use(&self) -> [Limit; 2] {
        let (limits, (topics, bytes, discarded)) = (self.keeper.limits, self.keeper.usage());
        let limit =
            |of, used: usize, limit: usize, discarded| Limit { of, used: used as u64, limit: limit as u64, discarded };
        [
            limit(Limited::LastKnown, topics, limits.topics, discarded),
            limit(Limited::LastKnownBytes, bytes, limits.bytes, 0),
        ]
    }
}

impl Recalled {
    fn is_empty(&self) -> bool {
        self.topics.is_empty() && self.devices.is_empty()
    }

    /// Somebody has said something on the topic, of the devices in these changes.
    fn hear(&mut self, topic: &str, changes: &[Change]) {
        self.topics.remove(topic);
        for device in changes.iter().filter_map(device) {
            self.devices.remove(&device);
        }
    }
}

impl App {
    /// Keeps what is last known of the house for as long as the login `stays`.
    pub(super) fn enter_last_known(&mut self, credentials: &Credentials, stay: Stay) {
        self.write_last_known();
        let LastKnown { keeper, house, is_off, .. } = &mut self.last_known;
        *house = (stay != Stay::ForThisPage).then(|| House::of(credentials));
        keeper.enter(house.filter(|_| !*is_off), stay == Stay::GoesOn);
    }

    /// The browser forgets the login, and with it what is last known.
    pub(super) fn forget_last_known(&mut self) {
        if let Some(credentials) = &self.credentials {
            self.last_known.house = None;
            self.last_known.keeper.forget(House::of(credentials));
            self.last_known.forget_devices();
        }
    }

    pub(super) fn forget_all_last_known(&mut self) {
        self.last_known.keeper.forget_all();
    }

    /// Whether the person wants anything to be kept.
    pub(super) fn keep_last_known(&mut self, wanted: bool) {
        let LastKnown { keeper, house, is_off, .. } = &mut self.last_known;
        if !wanted && !*is_off {
            keeper.forget_all();
        }
        *is_off = !wanted;
        keeper.enter(house.filter(|_| wanted), false);
    }

    /// A message was read, which has made these changes: all but the first so many.
    pub(super) fn note_last_known(&mut self, message: &Message, is_understood: bool, first: usize, now: Now) {
        let LastKnown { keeper, recalled, .. } = &mut self.last_known;
        let is_picture = || keeper.keeps() && self.interpreter.shows_pictures(&message.topic);
        if message.payload.is_empty() || (is_understood && !is_picture()) {
            keeper.note(message, now);
        }
        if !recalled.is_empty() {
            recalled.hear(&message.topic, self.changes.get(first..).unwrap_or_default());
        }
    }

    /// It was announced what is said on this topic, perhaps secrets, or pictures.
    pub(super) fn hide_last_known(&mut self, topic: &str, shows_pictures: bool, now: Now) {
        if self.last_known.keeper.keeps() && shows_pictures {
            self.last_known.keeper.remove(topic, now.instant);
        }
        if self.last_known.keeper.keeps() && self.interpreter.keeps_secret(topic) {
            self.last_known.keeper.change(topic, now.instant);
        }
    }

    /// Writes what has changed, if this is the tab that does.
    pub(super) fn write_last_known(&mut self) {
        if !self.history.writes() || !self.last_known.keeper.has_changed() {
            return;
        }
        let mut wishes = HashSet::new();
        for device in self.registry.devices() {
            let secret = |it: &&_| tells_secrets(it);
            let settable = device.properties().map(|(_, property)| property).filter(|it| it.profile.access.can_set());
            let topics = settable.filter(secret).filter_map(|it| self.interpreter.command_topic(device, it));
            wishes.extend(topics.map(|(topic, _)| topic));
        }
        let interpreter = &self.interpreter;
        self.last_known.keeper.write(&|topic, payload| {
            is_secret_in(topic, payload) || interpreter.keeps_secret(topic) || wishes.contains(topic)
        });
    }

    /// From now on nobody listens.
    pub(super) fn interrupt_last_known(&mut self) {
        self.write_last_known();
        self.last_known.recalled.due = None;
    }

    pub(super) fn handle_last_known_timeout(&mut self, now: Now) {
        if self.last_known.recalled.due.take_if(|due| *due <= now.instant).is_some() {
            self.take_back(now);
        }
        if self.last_known.keeper.is_due(now.instant) {
            self.write_last_known();
            if self.is_live() && !self.history.writes() {
                self.last_known.keeper.look_later(now.instant);
            }
        }
    }

    /// What the store has answered.
    pub(super) fn take_last_known(&mut self, stored: Stored, now: Now) {
        let known = self.last_known.keeper.take(stored, now);
        self.recall(known, now);
        if self.last_known.keeper.is_due(now.instant) {
            self.write_last_known();
        }
    }

    /// Tells the home what was kept of it, as far as it listens to that; some it only does once it has been told of the rest. When
    /// the broker speaks already, it says itself what it keeps.
    fn recall(&mut self, known: Vec<(String, Said)>, now: Now) {
        let is_late = self.is_live();
        let (mut known, mut later) = (known, Vec::new());
        for _ in 0..2 {
            for (topic, said) in known {
                if !self.listening.covers(&topic) {
                    later.push((topic, said));
                } else if !(is_late && said.is_stored) && self.last_known.keeper.keep(&topic, &said) {
                    self.recall_this(topic, said, now);
                }
            }
            known = std::mem::take(&mut later);
        }
        if is_late {
            self.last_known.wait(now.instant);
        }
    }

    fn recall_this(&mut self, topic: String, said: Said, now: Now) {
        let Said { payload, at, is_copy, is_stored } = said;
        // What was said in the future was said by a clock that was wrong.
        let heard = Some(at).filter(|at| !is_copy && *at < now.timestamp);
        let message = Message { retain: is_copy || is_stored, ..Message::new(topic, payload) };
        let first = self.changes.len();
        self.hear_again(&message, heard, Now { timestamp: at.min(now.timestamp), ..now });
        for topic in self.interpreter.take_claims() {
            self.listening.add(topic, now.instant);
        }
        let Recalled { topics, devices, .. } = &mut self.last_known.recalled;
        let changes = self.changes.get(first..).unwrap_or_default();
        // Who turns out to be somebody else takes along what it is known from.
        let lived = changes.iter().filter_map(gone).filter_map(|device| devices.remove(&device)).any(|lives| lives);
        for device in changes.iter().filter_map(device) {
            *devices.entry(device).or_default() |= lived || !is_stored;
        }
        topics.insert(message.topic, is_stored);
        self.judge(first, now);
    }

    /// The broker has said all that it keeps: what it kept before and does not keep now is no more, nor is who was known from
    /// nothing else. What it never kept stays, as old as it is.
    fn take_back(&mut self, now: Now) {
        let Recalled { topics, devices, .. } = std::mem::take(&mut self.last_known.recalled);
        if self.snapshot.may_be_cut() {
            return;
        }
        let first = self.changes.len();
        let kept = topics.into_iter().filter(|(_, is_stored)| *is_stored).map(|(topic, _)| topic);
        for topic in by_text(kept.collect(), String::as_str) {
            self.last_known.keeper.remove(&topic, now.instant);
            let message = Message::new(topic, Bytes::new());
            self.hear_again(&message, None, now);
        }
        let gone: HashSet<_> = self.changes.iter().skip(first).filter_map(gone).collect();
        let left =
            devices.into_iter().filter(|(device, lives)| !lives && !gone.contains(device)).map(|(device, _)| device);
        for device in by_number(left.collect(), |device| i64::from(device.0)) {
            self.registry.forget(device, now, &mut self.changes);
        }
        self.judge(first, now);
    }

    /// Reads what was said then, if anybody knows when.
    fn hear_again(&mut self, message: &Message, said: Option<Timestamp>, then: Now) {
        self.registry.recall(said);
        // What makes no sense any more is nobody's.
        let _ = self.interpreter.hear(message, &mut self.registry, then, &mut self.changes);
        self.registry.listen();
    }
}

/// Of which device something was said.
fn device(change: &Change) -> Option<DeviceKey> {
    match change {
        Change::Device(device)
        | Change::Heard(device)
        | Change::Property(device, _)
        | Change::Reported(device, _)
        | Change::Described(device, _)
        | Change::Withdrawn(device, _) => Some(*device),
        _ => None,
    }
}

fn gone(change: &Change) -> Option<DeviceKey> {
    match change {
        Change::Gone(device) => Some(*device),
        _ => None,
    }
}
