//! What the worker has told so far, as signals: one for every thing that changes by itself. Decides nothing.

mod device;
mod told;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;

use super::cell::Cell;
use super::dom::is_settled;
use super::list::List;
use super::timer;
use crate::alarm::{Alarm, Rule};
use crate::app::{
    Carried, Comparison, Connection, Counters, DeviceNews, Diagnostics, Differing, Errand, Format, FoundNews,
    GhostNews, Imported, News, NotUnderstood, Problem, RecordingNews, ReplayNews, RequestNews, Right, Scene, Signs,
    Subscription, TopicsNews, wire,
};
use crate::device::DeviceKey;
use crate::history::{Answer, Keeping};
use crate::time::Timestamp;

pub use device::{DeviceMirror, PropertyMirror};

/// How often at most the list of devices takes another shape while devices pour in.
const REST: Duration = Duration::from_millis(250);
/// How many requests the page remembers.
const REQUESTS: usize = 500;
/// How many answers about the past the page remembers: one for each chart, and for each block of cards.
const PASTS: usize = 64;
/// How many devices that are out of sight keep their last picture, so that it is there at once when they come back.
const OUT_OF_SIGHT: usize = 512;

/// The home as the page knows it. There is one for as long as the page lives.
#[derive(Clone, Copy, Debug)]
pub struct Mirror(&'static Signals);

#[derive(Debug)]
struct Signals {
    connection: Cell<Connection>,
    counters: Cell<Counters>,
    incomplete: Cell<Vec<String>>,
    subscriptions: Cell<Vec<Subscription>>,
    devices: Cell<List>,
    requests: Cell<Vec<RequestNews>>,
    not_understood: Cell<Vec<NotUnderstood>>,
    problems: Cell<Vec<Problem>>,
    ghosts: Cell<Vec<GhostNews>>,
    errands: Cell<Vec<Errand>>,
    record: Cell<String>,
    exported: Cell<Option<(Format, String)>>,
    pasts: Cell<Vec<Arc<Answer>>>,
    keeping: Cell<Keeping>,
    carried: Cell<Option<Carried>>,
    recording: Cell<Option<RecordingNews>>,
    recorded: Cell<Option<(u32, Option<String>)>>,
    replay: Cell<Option<ReplayNews>>,
    played: Cell<Option<Timestamp>>,
    unplayable: Cell<Option<String>>,
    rights: Cell<Vec<Right>>,
    is_unkept: Cell<bool>,
    customs: Cell<String>,
    customized: Cell<Option<Result<Imported, String>>>,
    differing: Cell<Option<Differing>>,
    explorer: Cell<Vec<u8>>,
    users: Cell<Vec<u8>>,
    access: Cell<Vec<u8>>,
    broker: Cell<Vec<u8>>,
    hand: Cell<Vec<u8>>,
    family: Cell<Vec<u8>>,
    family_kept: Cell<Option<String>>,
    needs_person: Cell<bool>,
    scenes: Cell<Vec<Scene>>,
    messages: Cell<Vec<u8>>,
    alarm_rules: Cell<Vec<Rule>>,
    alarms: Cell<Vec<Alarm>>,
    alarm_log: Cell<String>,
    charts: Cell<Vec<Comparison>>,
    diagnostics: Cell<Diagnostics>,
    topics: Cell<Option<TopicsNews>>,
    found: Cell<(String, Vec<FoundNews>)>,
    signs: Cell<Signs>,
    pictures: StoredValue<HashMap<DeviceKey, DeviceMirror>>,
    arriving: StoredValue<Vec<DeviceNews>>,
    /// The list of devices is left as it is for a while.
    resting: StoredValue<bool>,
    /// Nothing is there any more, and not everybody has seen that.
    emptied: StoredValue<bool>,
}

/// Takes in news as the worker has sent them, and says whether they are a batch that it wants to hear of; `None` if they come from
/// another build of this program. A door of its chunk.
#[inline(never)]
#[must_use]
pub(super) fn hear(mirror: Mirror, bytes: &[u8]) -> Option<bool> {
    let news: Vec<News> = wire::decode(bytes)?;
    let is_batch = News::are_batch(&news);
    mirror.apply(news);
    Some(is_batch)
}

impl Mirror {
    /// An empty home.
    #[must_use]
    pub fn new(connection: Connection) -> Self {
        Self(Box::leak(Box::new(Signals {
            connection: Cell::new(connection),
            counters: Cell::default(),
            incomplete: Cell::default(),
            subscriptions: Cell::default(),
            devices: Cell::default(),
            requests: Cell::default(),
            not_understood: Cell::default(),
            problems: Cell::default(),
            ghosts: Cell::default(),
            errands: Cell::default(),
            record: Cell::default(),
            exported: Cell::default(),
            pasts: Cell::default(),
            keeping: Cell::default(),
            carried: Cell::default(),
            recording: Cell::default(),
            recorded: Cell::default(),
            replay: Cell::default(),
            played: Cell::default(),
            unplayable: Cell::default(),
            rights: Cell::default(),
            is_unkept: Cell::default(),
            customs: Cell::default(),
            customized: Cell::default(),
            differing: Cell::default(),
            explorer: Cell::default(),
            users: Cell::default(),
            access: Cell::default(),
            broker: Cell::default(),
            hand: Cell::default(),
            family: Cell::default(),
            family_kept: Cell::default(),
            needs_person: Cell::default(),
            scenes: Cell::default(),
            messages: Cell::default(),
            alarm_rules: Cell::default(),
            alarms: Cell::default(),
            alarm_log: Cell::default(),
            charts: Cell::default(),
            diagnostics: Cell::default(),
            topics: Cell::default(),
            found: Cell::default(),
            signs: Cell::default(),
            pictures: StoredValue::default(),
            arriving: StoredValue::default(),
            resting: StoredValue::default(),
            emptied: StoredValue::default(),
        })))
    }

    /// Takes in one batch.
    pub fn apply(self, batch: Vec<News>) {
        for news in batch {
            match news {
                News::Connection(connection) => self.0.connection.set(connection),
                News::Subscriptions(subscriptions) => self.0.subscriptions.set(subscriptions),
                News::Cleared => self.clear(),
                News::Gone(devices) => self.leave(&devices),
                News::Devices(devices) => self.arrive(devices),
                News::Properties { device, heard, withdrawn, properties } => {
                    self.picture(device).apply(heard, &withdrawn, properties);
                }
                News::Reports { device, heard, reports } => self.picture(device).report(heard, reports),
                News::Picture(device, property, picture) => self.picture(device).show(property, picture),
                News::Counters(counters) => self.0.counters.set(counters),
                News::Incomplete(conventions) => self.0.incomplete.set(conventions),
                News::Request(request) => self.0.requests.update(|requests| remember(requests, *request)),
                News::NotUnderstood(list) => self.0.not_understood.set(list),
                News::Ghosts(list) => self.0.ghosts.set(list),
                News::Errands(list) => self.0.errands.set(list),
                News::Record(text) => self.0.record.set(text),
                News::Past(answer) => self.0.pasts.update(|pasts| take_answer(pasts, answer)),
                News::Keeping(keeping) => self.0.keeping.set(keeping),
                News::Carried(carried) => self.0.carried.set(Some(carried)),
                News::Recording(recording) => self.0.recording.set(recording),
                News::Recorded(part, text) => self.0.recorded.set(Some((part, text))),
                News::Replay(replay) => self.play(replay.map(|replay| *replay)),
                News::Unplayable(reason) => self.0.unplayable.set(Some(reason)),
                News::Rights(rights) => self.0.rights.set(rights),
                News::Exported(format, text) => self.0.exported.set(Some((format, text))),
                News::Customs(text) => self.0.customs.set(text),
                News::Family { needs_person, told } => {
                    self.0.needs_person.set(needs_person);
                    self.0.family.set(told);
                }
                News::Explorer(told) => self.0.explorer.set(told),
                News::Users(told) => self.0.users.set(told),
                News::Access(told) => self.0.access.set(told),
                News::Broker(told) => self.0.broker.set(told),
                News::Hand(told) => self.0.hand.set(told),
                News::FamilyKept(text) => self.0.family_kept.set(Some(text)),
                News::Scenes(scenes) => self.0.scenes.set(scenes),
                News::AlarmRules(rules) => self.0.alarm_rules.set(rules),
                News::Alarms(alarms) => self.0.alarms.set(alarms),
                News::AlarmLog(text) => self.0.alarm_log.set(text),
                News::Messages(messages) => self.0.messages.set(messages),
                News::Charts(charts) => self.0.charts.set(charts),
                News::Customized(outcome) => {
                    self.0.differing.set(None);
                    self.0.customized.set(Some(outcome));
                }
                News::Differs(differing) => self.0.differing.set(Some(differing)),
                News::Problems(list) => self.0.problems.set(list),
                News::Signs(signs) => self.0.signs.set(signs),
                News::Diagnostics(diagnostics) => self.0.diagnostics.set(diagnostics),
                News::Topics(topics) => self.0.topics.set(Some(topics)),
                News::Found { words, found } => self.0.found.set((words, found)),
            }
        }
    }

    /// The person has just asked for a connection; the worker will say how that went.
    pub fn connecting(self) {
        self.0.connection.set(Connection::Connecting);
    }

    /// The picture of a device; empty until the worker has told about it.
    #[must_use]
    pub fn picture(self, key: DeviceKey) -> DeviceMirror {
        self.0.pictures.try_update_value(|pictures| pictures.entry(key).or_default().clone()).unwrap_or_default()
    }

    /// Drops pictures that are out of sight, if there are too many. `in_sight` is in order.
    pub fn keep(self, in_sight: &[DeviceKey]) {
        self.0.pictures.update_value(|pictures| {
            if pictures.len() > in_sight.len() + OUT_OF_SIGHT {
                pictures.retain(|key, _| in_sight.binary_search(key).is_ok());
            }
        });
    }

    fn play(self, replay: Option<ReplayNews>) {
        let second = |replay: &ReplayNews| Timestamp::from_millis(replay.now.millis().div_euclid(1_000) * 1_000);
        let played = replay.as_ref().map(second);
        if self.0.played.get_untracked() != played {
            self.0.played.set(played);
        }
        self.0.replay.set(replay);
    }

    fn clear(self) {
        self.0.arriving.update_value(Vec::clear);
        self.0.pictures.update_value(HashMap::clear);
        self.0.devices.set(List::default());
        self.0.not_understood.set(Vec::new());
        self.0.problems.set(Vec::new());
        self.0.ghosts.set(Vec::new());
        self.0.signs.set(Signs::default());
        // Whatever comes with the same news waits until everybody has seen that nothing is there: the same devices under the same
        // keys would be taken for those that they knew.
        self.0.emptied.set_value(true);
        self.rest(Duration::ZERO);
    }

    fn leave(self, gone: &[DeviceKey]) {
        let stays = |device: &DeviceNews| !gone.contains(&device.key);
        self.0.arriving.update_value(|arriving| arriving.retain(stays));
        self.0.pictures.update_value(|pictures| pictures.retain(|key, _| !gone.contains(key)));
        self.0.devices.update(|devices| devices.leave(gone));
    }

    /// The first arrivals are shown at once, those on their heels together.
    fn arrive(self, devices: Vec<DeviceNews>) {
        self.0.arriving.update_value(|arriving| arriving.extend(devices));
        if self.0.resting.get_value() {
            return;
        }
        self.settle();
        self.rest(REST);
    }

    /// Lets the list of devices be as it is for so long, unless it is left alone already.
    fn rest(self, time: Duration) {
        if self.0.resting.try_update_value(|resting| std::mem::replace(resting, true)) != Some(false) {
            return;
        }
        timer::after(time, move || self.wake());
    }

    fn wake(self) {
        if self.0.emptied.try_get_value() == Some(true) && !is_settled() {
            timer::after(Duration::ZERO, move || self.wake());
            return;
        }
        self.0.emptied.try_set_value(false);
        self.0.resting.try_set_value(false);
        self.settle();
    }

    fn settle(self) {
        let arrived = self.0.arriving.try_update_value(std::mem::take).unwrap_or_default();
        if !arrived.is_empty() {
            self.0.devices.update(|devices| devices.take_in(arrived));
        }
    }
}

fn take_answer(pasts: &mut Vec<Arc<Answer>>, answer: Answer) {
    pasts.retain(|known| known.ticket != answer.ticket);
    if pasts.len() >= PASTS {
        pasts.remove(0);
    }
    pasts.push(Arc::new(answer));
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
