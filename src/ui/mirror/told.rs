//! What of it all can be looked at: each is a signal that changes when the worker has told something else.

use std::sync::Arc;

use super::Mirror;
use crate::alarm::{Alarm, Rule};
use crate::app::{
    Carried, Comparison, Connection, Counters, DeviceNews, Diagnostics, Differing, Errand, Format, FoundNews,
    GhostNews, Imported, NotUnderstood, Problem, RecordingNews, ReplayNews, RequestNews, Right, Scene, Signs,
    Subscription, TopicsNews,
};
use crate::device::DeviceKey;
use crate::history::{Answer, Keeping};
use crate::time::Timestamp;
use crate::ui::cell::Live;
use crate::ui::list::List;

impl Mirror {
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

    /// What is otherwise here than in a file that waits to be read.
    #[must_use]
    pub fn differing(self) -> Live<Option<Differing>> {
        *self.0.differing
    }

    /// The file is not read.
    pub fn leave_file(self) {
        self.0.differing.set(None);
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
}
