//! What the page is told, and when: at once when little happens, at most once per frame when much does, only about what it
//! watches, and of what one sees first.

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
/// New devices in one batch: a page that hears of 10,000 at once takes in no more before it shows something.
const DEVICES: usize = 500;

/// What has changed since the page was last told.
#[derive(Debug, Default)]
pub(super) struct Feed {
    last_told: Option<Instant>,
    pending: bool,
    page: Page,
    portion: Portion,
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

/// Of how many devices that one sees a batch tells at most, besides those that come first: as many as the page takes in without being late for its next frame.
/// What is left waits for the next batch, and is told as it is then.
#[derive(Clone, Copy, Debug)]
struct Portion {
    most: usize,
    /// Of how many the last batch told.
    told: usize,
}

impl Portion {
    const LEAST: usize = 8;
    const MOST: usize = 512;
    /// Half of a frame. The browser needs the other half.
    const SOON: Duration = Duration::from_millis(8);

    /// The worker heard after so long that the last batch was taken in. Where either of them is late there is too much to do for
    /// this machine. Of a batch that told of few it says nothing.
    fn taken_after(&mut self, time: Duration) {
        let told = std::mem::take(&mut self.told);
        if time > Self::SOON && told * 2 >= self.most {
            self.most /= 2;
        } else if time <= Self::SOON && told >= self.most {
            self.most += 4;
        }
        self.most = self.most.clamp(Self::LEAST, Self::MOST);
    }
}

impl Default for Portion {
    fn default() -> Self {
        Self { most: 64, told: 0 }
    }
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

    /// Of those, these are told about a few at a time.
    pub(super) fn leave_aside(&mut self, devices: Vec<DeviceKey>) {
        self.in_sight.leave_aside(devices);
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
            portion: self.portion,
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
                self.in_sight.asked(device, property);
            }
            Change::Described(..) | Change::Overheard(..) => {}
        }
    }

    /// The page has taken in what it was told.
    pub(super) fn taken(&mut self, now: Instant) {
        if let (Page::Reads, Some(told)) = (self.page, self.last_told) {
            self.portion.taken_after(now.since(told));
        }
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
        let (told, is_more) = self.in_sight.tell(sources, self.portion.most, &mut news);
        self.portion.told = told;
        self.pending |= is_more;
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
