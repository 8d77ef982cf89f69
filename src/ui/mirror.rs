//! What the worker has told so far, as signals: one for every thing that changes by itself. Decides nothing.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;

use super::cell::{Cell, Live, Shared};
use super::list::List;
use super::timer;
use crate::alarm::{Alarm, Rule};
use crate::app::{
    Carried, Comparison, Connection, Counters, DeviceNews, Diagnostics, Errand, Format, FoundNews, GhostNews, Imported,
    News, NotUnderstood, Picture, Problem, PropertyNews, RecordingNews, ReplayNews, RequestNews, Right, Scene, Signs,
    Subscription, TopicsNews, wire,
};
use crate::device::{DeviceKey, Heard, Profile, PropertyKey, Report, Request};
use crate::history::{Answer, Keeping};
use crate::language;
use crate::time::Timestamp;

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
    pub barred: Shared<Option<String>>,
    /// The person tries nevertheless, wherever they said so.
    pub is_tried: Shared<bool>,
    /// As long as anybody looks.
    pub picture: Shared<Option<Arc<Picture>>>,
    pub request: Shared<Option<Request>>,
}

/// Takes in one batch as the worker has sent it; false if it comes from another build of this program. A door of its chunk.
#[inline(never)]
#[must_use]
pub(super) fn hear(mirror: Mirror, bytes: &[u8]) -> bool {
    let batch = wire::decode(bytes);
    batch.map(|batch| mirror.apply(batch)).is_some()
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
                News::Customized(outcome) => self.0.customized.set(Some(outcome)),
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

    #[must_use]
    pub fn connection(self) -> Live<Connection> {
        *self.0.connection
    }

    #[must_use]
    pub fn counters(self) -> Live<Counters> {
        *self.0.counters
    }

    /// Conventions of which the program lacks the part that knows them.
    #[must_use]
    pub fn incomplete(self) -> Live<Vec<String>> {
        *self.0.incomplete
    }

    /// What was asked for at the last login, and what of it was refused.
    #[must_use]
    pub fn subscriptions(self) -> Live<Vec<Subscription>> {
        *self.0.subscriptions
    }

    #[must_use]
    pub fn devices(self) -> Live<List> {
        *self.0.devices
    }

    /// Forgets what was asked for.
    pub fn forget_requests(self) {
        self.0.requests.set(Vec::new());
    }

    /// Newest first.
    #[must_use]
    pub fn requests(self) -> Live<Vec<RequestNews>> {
        *self.0.requests
    }

    /// Newest first.
    #[must_use]
    pub fn not_understood(self) -> Live<Vec<NotUnderstood>> {
        *self.0.not_understood
    }

    /// What cannot work as it was announced.
    #[must_use]
    pub fn problems(self) -> Live<Vec<Problem>> {
        *self.0.problems
    }

    /// Devices that may not exist.
    #[must_use]
    pub fn ghosts(self) -> Live<Vec<GhostNews>> {
        *self.0.ghosts
    }

    /// What was sent besides wishes to devices, the latest last.
    #[must_use]
    pub fn errands(self) -> Live<Vec<Errand>> {
        *self.0.errands
    }

    /// What was asked for and what became of it, as a text to be kept; empty before that is anything.
    #[must_use]
    pub fn record(self) -> Live<String> {
        *self.0.record
    }

    /// The browser has no room for what the person wants to keep.
    pub fn cannot_keep(self) {
        self.0.is_unkept.set(true);
    }

    /// Whether that has happened.
    #[must_use]
    pub fn is_unkept(self) -> bool {
        self.0.is_unkept.with(|is_unkept| *is_unkept)
    }

    /// Where we may publish, and where not.
    #[must_use]
    pub fn rights(self) -> Live<Vec<Right>> {
        *self.0.rights
    }

    /// The last answer about the past that has this ticket.
    #[must_use]
    pub fn past(self, ticket: u32) -> Option<Arc<Answer>> {
        self.0.pasts.with(|pasts| pasts.iter().find(|answer| answer.ticket == ticket).cloned())
    }

    /// Nobody wants to know the answer with this ticket any more.
    pub fn forget_past(self, ticket: u32) {
        self.0.pasts.update(|pasts| pasts.retain(|answer| answer.ticket != ticket));
    }

    /// How much of the past is kept; as long as the page watches it.
    #[must_use]
    pub fn keeping(self) -> Live<Keeping> {
        *self.0.keeping
    }

    /// What has become of the past on its way into a file, or out of one.
    #[must_use]
    pub fn carried(self) -> Live<Option<Carried>> {
        *self.0.carried
    }

    /// Something else is carried from now on.
    pub fn forget_carried(self) {
        self.0.carried.set(None);
    }

    /// How far what is recorded is.
    #[must_use]
    pub fn recording(self) -> Live<Option<RecordingNews>> {
        *self.0.recording
    }

    /// The last part of it that was given, and without a text what comes after the last of all.
    #[must_use]
    pub fn recorded(self) -> Live<Option<(u32, Option<String>)>> {
        *self.0.recorded
    }

    /// The recording that is played instead of what a broker says.
    #[must_use]
    pub fn replay(self) -> Live<Option<ReplayNews>> {
        *self.0.replay
    }

    /// What second it was then, where it stands.
    #[must_use]
    pub fn played(self) -> Live<Option<Timestamp>> {
        *self.0.played
    }

    /// Why the last recording that was opened cannot be played.
    #[must_use]
    pub fn unplayable(self) -> Live<Option<String>> {
        *self.0.unplayable
    }

    /// What was written out last.
    #[must_use]
    pub fn exported(self) -> Live<Option<(Format, String)>> {
        *self.0.exported
    }

    /// What the person has made of devices, as a text to be kept; empty before that is anything.
    #[must_use]
    pub fn customs(self) -> Live<String> {
        *self.0.customs
    }

    /// How the broker does, to be read with [`News::broker`].
    #[must_use]
    pub fn broker(self) -> Live<Vec<u8>> {
        *self.0.broker
    }

    /// What is in sight of the broker's topics, to be read with [`News::explorer`].
    #[must_use]
    pub fn explorer(self) -> Live<Vec<u8>> {
        *self.0.explorer
    }

    /// Whoever looks at users and rights from now on sees nothing that was told at another visit.
    pub fn forget_administered(self) {
        self.0.users.set(Vec::new());
        self.0.access.set(Vec::new());
    }

    /// What this user may do, to be read with [`News::access`].
    #[must_use]
    pub fn access(self) -> Live<Vec<u8>> {
        *self.0.access
    }

    /// The broker's users and roles, to be read with [`News::users`].
    #[must_use]
    pub fn users(self) -> Live<Vec<u8>> {
        *self.0.users
    }

    /// How far what is done by hand has come, to be read with [`News::hand`].
    #[must_use]
    pub fn hand(self) -> Live<Vec<u8>> {
        *self.0.hand
    }

    /// How what a family shares stands, to be read with [`News::family`].
    #[must_use]
    pub fn family(self) -> Live<Vec<u8>> {
        *self.0.family
    }

    /// What is to be kept of that.
    #[must_use]
    pub fn family_kept(self) -> Live<Option<String>> {
        *self.0.family_kept
    }

    /// Whether somebody has to decide what all shall share.
    #[must_use]
    pub fn needs_person(self) -> Live<bool> {
        *self.0.needs_person
    }

    /// All scenes, by name.
    #[must_use]
    pub fn scenes(self) -> Live<Vec<Scene>> {
        *self.0.scenes
    }

    /// The messages that are kept to be sent by hand, by name.
    #[must_use]
    pub fn messages(self) -> Live<Vec<u8>> {
        *self.0.messages
    }

    /// What the person wants to be warned of, by name.
    #[must_use]
    pub fn alarm_rules(self) -> Live<Vec<Rule>> {
        *self.0.alarm_rules
    }

    /// All alarms that are, and the latest of those that were; the latest is first.
    #[must_use]
    pub fn alarms(self) -> Live<Vec<Alarm>> {
        *self.0.alarms
    }

    /// The same as a text to be kept; empty before there is any.
    #[must_use]
    pub fn alarm_log(self) -> Live<String> {
        *self.0.alarm_log
    }

    /// The charts that are kept, by name.
    #[must_use]
    pub fn charts(self) -> Live<Vec<Comparison>> {
        *self.0.charts
    }

    /// Of what the last such text spoke that was read, or why it could not be read.
    #[must_use]
    pub fn customized(self) -> Live<Option<Result<Imported, String>>> {
        *self.0.customized
    }

    /// Of which devices something is not as it should be; as long as the page watches it.
    #[must_use]
    pub fn signs(self) -> Live<Signs> {
        *self.0.signs
    }

    /// As long as the page watches it.
    #[must_use]
    pub fn diagnostics(self) -> Live<Diagnostics> {
        *self.0.diagnostics
    }

    /// The topics of the device that the page watches those of; or of the one before.
    #[must_use]
    pub fn topics(self) -> Live<Option<TopicsNews>> {
        *self.0.topics
    }

    /// The properties that were found last, and with which words.
    #[must_use]
    pub fn found_properties(self) -> Live<(String, Vec<FoundNews>)> {
        *self.0.found
    }

    /// Since when the worker listens without a break, or did where a recording stands; `None` while it does not.
    #[must_use]
    pub fn live_since(self) -> Option<Timestamp> {
        self.0.connection.with(|connection| match connection {
            Connection::Live { since, .. } => Some(*since),
            Connection::Replay { since } => *since,
            _ => None,
        })
    }

    /// What the list knows of a device.
    #[must_use]
    pub fn summary(self, key: DeviceKey) -> Option<DeviceNews> {
        self.0.devices.with(|devices| devices.get(key).cloned())
    }

    /// The device with this id, once it was heard of.
    #[must_use]
    pub fn key_of(self, id: &str) -> Option<DeviceKey> {
        self.0.devices.with(|devices| {
            devices
                .iter()
                .find(|device| device.id == id || device.other_ids.iter().any(|other| other == id))
                .map(|it| it.key)
        })
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
        self.0.resting.set_value(true);
        timer::after(REST, move || {
            self.0.resting.try_set_value(false);
            self.settle();
        });
    }

    fn settle(self) {
        let arrived = self.0.arriving.try_update_value(std::mem::take).unwrap_or_default();
        if !arrived.is_empty() {
            self.0.devices.update(|devices| devices.take_in(arrived));
        }
    }
}

impl DeviceMirror {
    fn show(&self, property: PropertyKey, picture: Option<Picture>) {
        let known = self.properties.with_untracked(|known| known.iter().find(|it| it.key == property).cloned());
        if let Some(known) = known {
            known.picture.update(|shown| *shown = picture.map(Arc::new));
        }
    }

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

/// Called as the reader calls it, if many people know what it is called.
fn told(mut profile: Profile) -> Profile {
    if let Some(label) = language::translation(&profile.label) {
        label.clone_into(&mut profile.label);
    }
    profile
}

impl PropertyMirror {
    #[must_use]
    pub fn new(news: PropertyNews) -> Self {
        Self {
            key: news.key,
            id: news.id,
            profile: Shared::new(told(news.profile)),
            report: Shared::new(news.report),
            available: Shared::new(news.available),
            barred: Shared::new(news.barred),
            is_tried: Shared::new(false),
            picture: Shared::new(None),
            request: Shared::new(news.request),
        }
    }

    fn apply(&self, news: PropertyNews) {
        self.profile.set_if_other(told(news.profile));
        self.report.set_if_other(news.report);
        self.available.set_if_other(news.available);
        if self.barred.with_untracked(|barred| *barred != news.barred) {
            self.is_tried.set_if_other(false);
            self.barred.update(|barred| *barred = news.barred);
        }
        self.request.set_if_other(news.request);
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
