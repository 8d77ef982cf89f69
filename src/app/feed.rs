//! What the page is told, and when: at once when little happens, at most once per frame when much does, and only about what
//! it watches.

use std::time::Duration;

use super::commands::Commands;
use super::customs::Customs;
use super::in_sight::InSight;
use super::looks::Looks;
use super::rights::Rights;
use super::unread::Unread;
use super::{Connection, Counters, DeviceNews, Effect, Imported, News, Problem, Subscription};
use crate::device::{Change, DeviceKey, PropertyKey, Registry};
use crate::dialect::{self, Interpreter};
use crate::parts;
use crate::table::Names;
use crate::time::{Instant, Now};

/// The shortest time between two batches. Not bound to animation frames, which stop in hidden tabs.
const FRAME: Duration = Duration::from_millis(16);
/// Devices in one batch: a page that hears of 10,000 at once takes in no more before it shows something.
const DEVICES: usize = 500;

/// What has changed since the page was last told.
#[derive(Debug, Default)]
pub(super) struct Feed {
    last_told: Option<Instant>,
    pending: bool,
    page: Page,
    cleared: bool,
    connection: Option<Connection>,
    /// All there are, told whenever one of them changes.
    subscriptions: Vec<Subscription>,
    subscriptions_changed: bool,
    gone: Vec<DeviceKey>,
    devices: Names<DeviceKey>,
    in_sight: InSight,
    requests: Names<(DeviceKey, PropertyKey)>,
    /// The last word on requests that are out of sight.
    over: Vec<News>,
    looks: Looks,
    unread: UnreadWatch,
    customs: Option<String>,
    customized: Option<Result<Imported, String>>,
    /// Which problems were told last.
    problems: Option<u64>,
    /// Which parts of the program were told to be missing.
    missing: Vec<&'static str>,
}

/// What the page does with the last batch. It is told no more until it has taken it in, or batches would pile up before a
/// page that is slower than the home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Listens,
    Reads,
}

/// Whether the page watches what is not understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum UnreadWatch {
    #[default]
    No,
    UpToDate,
    Changed,
}

/// Where the feed looks up what it tells.
pub(super) struct Sources<'a> {
    pub(super) registry: &'a Registry,
    pub(super) commands: &'a Commands,
    pub(super) customs: &'a Customs,
    pub(super) rights: &'a Rights,
    pub(super) unread: &'a Unread,
    pub(super) interpreter: &'a Interpreter,
    pub(super) counters: Counters,
}

impl Feed {
    pub(super) fn connection(&mut self, connection: Connection) {
        self.connection = Some(connection);
        self.pending = true;
    }

    pub(super) fn subscribed(&mut self, subscription: Subscription) {
        self.subscriptions.retain(|known| known.filter != subscription.filter);
        self.subscriptions.push(subscription);
        self.subscriptions_changed = true;
        self.pending = true;
    }

    pub(super) fn unsubscribed(&mut self, filter: &str) {
        self.subscriptions.retain(|known| known.filter != filter);
        self.subscriptions_changed = true;
        self.pending = true;
    }

    pub(super) fn forget_subscriptions(&mut self) {
        self.subscriptions.clear();
    }

    /// Something was counted.
    pub(super) fn counted(&mut self) {
        self.pending = true;
    }

    /// What the person has made of devices has changed, and is written so.
    pub(super) fn customs(&mut self, written: String) {
        self.customs = Some(written);
        self.pending = true;
    }

    pub(super) fn customized(&mut self, outcome: Result<Imported, String>) {
        self.customized = Some(outcome);
        self.pending = true;
    }

    pub(super) fn unread_changed(&mut self) {
        if self.unread != UnreadWatch::No {
            self.unread = UnreadWatch::Changed;
        }
        self.pending = true;
    }

    pub(super) fn watch_unread(&mut self, watched: bool) {
        self.unread = if watched { UnreadWatch::Changed } else { UnreadWatch::No };
        self.problems = None;
        self.pending |= watched;
    }

    /// Watches these devices and no others, and tells all about those that were not watched before.
    pub(super) fn watch(&mut self, devices: Vec<DeviceKey>, registry: &Registry) {
        self.in_sight.watch(devices, registry);
        self.pending = true;
    }

    /// What is told of all devices that are watched has changed.
    pub(super) fn tell_again(&mut self, registry: &Registry) {
        self.pending = true;
        self.in_sight.tell_again(registry);
    }

    /// Shows this property's pictures, or one time less.
    pub(super) fn look(&mut self, device: DeviceKey, property: PropertyKey, looks: bool) {
        self.looks.look(device, property, looks);
        self.pending = true;
    }

    /// Every device is gone, and nobody watches one until asked again.
    pub(super) fn clear(&mut self) {
        *self = Self {
            last_told: self.last_told,
            page: self.page,
            cleared: true,
            unread: self.unread,
            missing: std::mem::take(&mut self.missing),
            customs: self.customs.take(),
            customized: self.customized.take(),
            subscriptions_changed: true,
            ..Self::default()
        };
        self.unread_changed();
    }

    pub(super) fn change(&mut self, change: Change, commands: &Commands) {
        self.pending = true;
        match change {
            Change::Device(device) => {
                self.devices.insert(device);
            }
            Change::Gone(device) => {
                self.gone.push(device);
                self.devices.remove(&device);
                self.in_sight.gone(device);
                self.looks.forget(device);
            }
            Change::Pictured(device, property) => self.looks.change(device, property),
            Change::Withdrawn(device, property) => self.in_sight.withdrawn(device, property),
            Change::Heard(device) => self.in_sight.heard(device),
            Change::Reported(device, property) => self.in_sight.reported(device, property),
            Change::Property(device, property) => self.in_sight.changed(device, property),
            Change::RequestOver(device, property, request) => {
                self.over.extend(commands.news(*request).map(|news| News::Request(Box::new(news))));
                self.in_sight.asked(device, property);
            }
            Change::Request(device, property) => {
                self.requests.insert((device, property));
                self.in_sight.changed(device, property);
            }
            Change::Described(..) | Change::Overheard(..) => {}
        }
    }

    /// The page has taken in what it was told.
    pub(super) fn taken(&mut self) {
        self.page = Page::Listens;
    }

    /// When there is something to tell, and it is not too soon.
    pub(super) fn deadline(&self) -> Option<Instant> {
        (self.pending && self.page == Page::Listens).then(|| self.last_told.unwrap_or_default() + FRAME)
    }

    pub(super) fn tell(&mut self, sources: &Sources<'_>, now: Now, effects: &mut Vec<Effect>) {
        if self.deadline().is_none_or(|due| due > now.instant) {
            return;
        }
        self.last_told = Some(now.instant);
        self.pending = false;
        self.page = Page::Reads;
        effects.push(Effect::Tell(self.news(sources)));
    }

    fn news(&mut self, sources: &Sources<'_>) -> Vec<News> {
        let registry = sources.registry;
        let mut news = Vec::new();
        if std::mem::take(&mut self.cleared) {
            news.push(News::Cleared);
        }
        news.extend(self.connection.take().map(News::Connection));
        if std::mem::take(&mut self.subscriptions_changed) {
            news.push(News::Subscriptions(self.subscriptions.clone()));
        }
        if !self.gone.is_empty() {
            news.push(News::Gone(std::mem::take(&mut self.gone)));
        }
        if !self.devices.is_empty() {
            let mut devices: Vec<_> = std::mem::take(&mut self.devices).into_iter().collect();
            self.devices.extend(devices.drain(devices.len().min(DEVICES)..));
            self.pending = !self.devices.is_empty();
            news.push(News::Devices(
                devices.into_iter().filter_map(|key| device_news(registry, sources.customs, key)).collect(),
            ));
        }
        self.in_sight.tell(sources, &mut news);
        news.extend(self.looks.news(registry));
        news.extend(self.customs.take().map(News::Customs));
        news.extend(self.customized.take().map(News::Customized));
        news.append(&mut self.over);
        for (device, property) in std::mem::take(&mut self.requests) {
            let request =
                registry.device(device).and_then(|device| device.property(property)?.request.as_deref().cloned());
            news.extend(request.and_then(|it| sources.commands.news(it)).map(|news| News::Request(Box::new(news))));
        }
        if self.unread == UnreadWatch::Changed {
            self.unread = UnreadWatch::UpToDate;
            news.push(News::NotUnderstood(sources.unread.newest_first()));
        }
        let revision = Some(sources.interpreter.problems_revision());
        if self.unread != UnreadWatch::No && self.problems != revision {
            self.problems = revision;
            let told =
                |problem: &dialect::Problem| Problem { topic: problem.topic.clone(), words: problem.words.clone() };
            news.push(News::Problems(sources.interpreter.problems().map(told).collect()));
        }
        let missing = parts::missing();
        if self.missing != missing {
            news.push(News::Incomplete(missing.iter().map(|&name| name.to_owned()).collect()));
            self.missing = missing;
        }
        news.push(News::Counters(sources.counters));
        news
    }
}

fn device_news(registry: &Registry, customs: &Customs, key: DeviceKey) -> Option<DeviceNews> {
    let device = registry.device(key)?;
    let custom = customs.of(device).cloned().unwrap_or_default();
    Some(DeviceNews {
        key,
        id: device.id.clone(),
        other_ids: device.ids().filter(|id| *id != device.id).map(str::to_owned).collect(),
        name: custom.name.clone().unwrap_or_else(|| device.name.clone()),
        room: custom.room.clone().or_else(|| device.room.clone()),
        part_of: device.part_of.clone(),
        custom,
    })
}
