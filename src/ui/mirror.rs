//! What the worker has told so far, as signals: one for every thing that changes by itself. Decides nothing.

use std::collections::HashMap;
use std::time::Duration;

use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;

use super::cell::{Cell, Live, Shared};
use super::list::List;
use super::timer;
use crate::app::{
    Connection, Counters, DeviceNews, Diagnostics, Errand, Format, GhostNews, News, NotUnderstood, Problem,
    PropertyNews, RequestNews, Subscription,
};
use crate::device::{DeviceKey, Heard, Profile, PropertyKey, Report, Request};
use crate::time::Timestamp;

/// How often at most the list of devices takes another shape while devices pour in.
const REST: Duration = Duration::from_millis(250);
/// How many requests the page remembers.
const REQUESTS: usize = 1_000;
/// How many devices that are out of sight keep their last picture, so that it is there at once when they come back.
const OUT_OF_SIGHT: usize = 512;

/// The home as the page knows it.
#[derive(Clone, Copy, Debug)]
pub struct Mirror {
    connection: Cell<Connection>,
    counters: Cell<Counters>,
    subscriptions: Cell<Vec<Subscription>>,
    devices: Cell<List>,
    requests: Cell<Vec<RequestNews>>,
    not_understood: Cell<Vec<NotUnderstood>>,
    problems: Cell<Vec<Problem>>,
    ghosts: Cell<Vec<GhostNews>>,
    errands: Cell<Vec<Errand>>,
    record: Cell<String>,
    exported: Cell<Option<(Format, String)>>,
    customs: Cell<String>,
    customized: Cell<Option<Result<usize, String>>>,
    diagnostics: Cell<Diagnostics>,
    pictures: StoredValue<HashMap<DeviceKey, DeviceMirror>>,
    arriving: StoredValue<Vec<DeviceNews>>,
    resting: StoredValue<bool>,
}

/// A device that is, or was, in sight.
#[derive(Clone, Debug, Default)]
pub struct DeviceMirror {
    pub heard: Shared<Heard>,
    /// In the order of their keys.
    pub properties: Shared<Vec<PropertyMirror>>,
}

/// A property of such a device. What it is, what it says and what it was asked for change apart from each other.
#[derive(Clone, Debug)]
pub struct PropertyMirror {
    pub key: PropertyKey,
    pub id: String,
    pub profile: Shared<Profile>,
    pub report: Shared<Option<Report>>,
    pub available: Shared<Option<bool>>,
    pub request: Shared<Option<Request>>,
}

impl Mirror {
    /// An empty home.
    #[must_use]
    pub fn new(connection: Connection) -> Self {
        Self {
            connection: Cell::new(connection),
            counters: Cell::default(),
            subscriptions: Cell::default(),
            devices: Cell::default(),
            requests: Cell::default(),
            not_understood: Cell::default(),
            problems: Cell::default(),
            ghosts: Cell::default(),
            errands: Cell::default(),
            record: Cell::default(),
            exported: Cell::default(),
            customs: Cell::default(),
            customized: Cell::default(),
            diagnostics: Cell::default(),
            pictures: StoredValue::default(),
            arriving: StoredValue::default(),
            resting: StoredValue::default(),
        }
    }

    /// Takes in one batch.
    pub fn apply(self, batch: Vec<News>) {
        for news in batch {
            match news {
                News::Connection(connection) => self.connection.set(connection),
                News::Subscriptions(subscriptions) => self.subscriptions.set(subscriptions),
                News::Cleared => self.clear(),
                News::Gone(devices) => self.leave(&devices),
                News::Devices(devices) => self.arrive(devices),
                News::Properties { device, heard, withdrawn, properties } => {
                    self.picture(device).apply(heard, &withdrawn, properties);
                }
                News::Counters(counters) => self.counters.set(counters),
                News::Request(request) => self.requests.update(|requests| remember(requests, *request)),
                News::NotUnderstood(list) => self.not_understood.set(list),
                News::Ghosts(list) => self.ghosts.set(list),
                News::Errands(list) => self.errands.set(list),
                News::Record(text) => self.record.set(text),
                News::Exported(format, text) => self.exported.set(Some((format, text))),
                News::Customs(text) => self.customs.set(text),
                News::Customized(outcome) => self.customized.set(Some(outcome)),
                News::Problems(list) => self.problems.set(list),
                News::Diagnostics(diagnostics) => self.diagnostics.set(diagnostics),
            }
        }
    }

    /// The person has just asked for a connection; the worker will say how that went.
    pub fn connecting(self) {
        self.connection.set(Connection::Connecting);
    }

    #[must_use]
    pub fn connection(self) -> Live<Connection> {
        *self.connection
    }

    #[must_use]
    pub fn counters(self) -> Live<Counters> {
        *self.counters
    }

    /// What was asked for at the last login, and what of it was refused.
    #[must_use]
    pub fn subscriptions(self) -> Live<Vec<Subscription>> {
        *self.subscriptions
    }

    #[must_use]
    pub fn devices(self) -> Live<List> {
        *self.devices
    }

    /// Forgets what was asked for.
    pub fn forget_requests(self) {
        self.requests.set(Vec::new());
    }

    /// Newest first.
    #[must_use]
    pub fn requests(self) -> Live<Vec<RequestNews>> {
        *self.requests
    }

    /// Newest first.
    #[must_use]
    pub fn not_understood(self) -> Live<Vec<NotUnderstood>> {
        *self.not_understood
    }

    /// What cannot work as it was announced.
    #[must_use]
    pub fn problems(self) -> Live<Vec<Problem>> {
        *self.problems
    }

    /// Devices that may not exist.
    #[must_use]
    pub fn ghosts(self) -> Live<Vec<GhostNews>> {
        *self.ghosts
    }

    /// What was sent besides wishes to devices, the latest last.
    #[must_use]
    pub fn errands(self) -> Live<Vec<Errand>> {
        *self.errands
    }

    /// What was asked for and what became of it, as a text to be kept; empty before that is anything.
    #[must_use]
    pub fn record(self) -> Live<String> {
        *self.record
    }

    /// What was written out last.
    #[must_use]
    pub fn exported(self) -> Live<Option<(Format, String)>> {
        *self.exported
    }

    /// What the person has made of devices, as a text to be kept; empty before that is anything.
    #[must_use]
    pub fn customs(self) -> Live<String> {
        *self.customs
    }

    /// Of how many devices the last such text spoke that was read, or why it could not be read.
    #[must_use]
    pub fn customized(self) -> Live<Option<Result<usize, String>>> {
        *self.customized
    }

    /// As long as the page watches it.
    #[must_use]
    pub fn diagnostics(self) -> Live<Diagnostics> {
        *self.diagnostics
    }

    /// Since when the worker listens without a break; `None` while it does not.
    #[must_use]
    pub fn live_since(self) -> Option<Timestamp> {
        self.connection.with(|connection| match connection {
            Connection::Live { since, .. } => Some(*since),
            _ => None,
        })
    }

    /// What the list knows of a device.
    #[must_use]
    pub fn summary(self, key: DeviceKey) -> Option<DeviceNews> {
        self.devices.with(|devices| devices.get(key).cloned())
    }

    /// The device with this id, once it was heard of.
    #[must_use]
    pub fn key_of(self, id: &str) -> Option<DeviceKey> {
        self.devices.with(|devices| {
            devices
                .iter()
                .find(|device| device.id == id || device.other_ids.iter().any(|other| other == id))
                .map(|it| it.key)
        })
    }

    /// The picture of a device; empty until the worker has told about it.
    #[must_use]
    pub fn picture(self, key: DeviceKey) -> DeviceMirror {
        self.pictures.try_update_value(|pictures| pictures.entry(key).or_default().clone()).unwrap_or_default()
    }

    /// Drops pictures that are out of sight, if there are too many. `in_sight` is in order.
    pub fn keep(self, in_sight: &[DeviceKey]) {
        self.pictures.update_value(|pictures| {
            if pictures.len() > in_sight.len() + OUT_OF_SIGHT {
                pictures.retain(|key, _| in_sight.binary_search(key).is_ok());
            }
        });
    }

    fn clear(self) {
        self.arriving.update_value(Vec::clear);
        self.pictures.update_value(HashMap::clear);
        self.devices.set(List::default());
        self.not_understood.set(Vec::new());
        self.problems.set(Vec::new());
        self.ghosts.set(Vec::new());
    }

    fn leave(self, gone: &[DeviceKey]) {
        let stays = |device: &DeviceNews| !gone.contains(&device.key);
        self.arriving.update_value(|arriving| arriving.retain(stays));
        self.pictures.update_value(|pictures| pictures.retain(|key, _| !gone.contains(key)));
        self.devices.update(|devices| devices.leave(gone));
    }

    /// The first arrivals are shown at once, those on their heels together.
    fn arrive(self, devices: Vec<DeviceNews>) {
        self.arriving.update_value(|arriving| arriving.extend(devices));
        if self.resting.get_value() {
            return;
        }
        self.settle();
        self.resting.set_value(true);
        timer::after(REST, move || {
            self.resting.try_set_value(false);
            self.settle();
        });
    }

    fn settle(self) {
        let arrived = self.arriving.try_update_value(std::mem::take).unwrap_or_default();
        if !arrived.is_empty() {
            self.devices.update(|devices| devices.take_in(arrived));
        }
    }
}

impl DeviceMirror {
    fn apply(&self, heard: Heard, withdrawn: &[PropertyKey], news: Vec<PropertyNews>) {
        self.heard.set_if_other(heard);
        if !withdrawn.is_empty() {
            self.properties.update(|known| known.retain(|property| !withdrawn.contains(&property.key)));
        }
        for property in news {
            let known = self.properties.with_untracked(|known| {
                known.binary_search_by_key(&property.key, |known| known.key).map(|index| known[index].clone())
            });
            match known {
                Ok(known) => known.apply(property),
                Err(index) => self.properties.update(|known| known.insert(index, PropertyMirror::new(property))),
            }
        }
    }
}

impl PropertyMirror {
    #[must_use]
    pub fn new(news: PropertyNews) -> Self {
        Self {
            key: news.key,
            id: news.id,
            profile: Shared::new(news.profile),
            report: Shared::new(news.report),
            available: Shared::new(news.available),
            request: Shared::new(news.request),
        }
    }

    fn apply(&self, news: PropertyNews) {
        self.profile.set_if_other(news.profile);
        self.report.set_if_other(news.report);
        self.available.set_if_other(news.available);
        self.request.set_if_other(news.request);
    }
}

fn remember(requests: &mut Vec<RequestNews>, news: RequestNews) {
    if let Some(request) = requests.iter_mut().find(|request| request.key == news.key) {
        *request = news;
    } else {
        let place = requests.iter().position(|known| known.request.asked <= news.request.asked);
        requests.insert(place.unwrap_or(requests.len()), news);
        requests.truncate(REQUESTS);
    }
}
