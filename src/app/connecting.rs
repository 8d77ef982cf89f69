//! How the program comes to a broker and away from it, and what it listens to there.

use super::topics::HeardTopics;
use super::{App, Connection, Credentials, Interpreter, Listening, Stay, Unread, doctor, past};
use crate::mqtt::{Failure, Login, State};
use crate::parts;
use crate::time::{Now, Timestamp};

impl App {
    /// A page that left may have come back as it was; a logged-in one is live again then without being asked.
    pub(super) fn check_link(&mut self, now: Now) {
        match self.credentials.take_if(|_| self.session.state() == State::Idle) {
            Some(credentials) => self.connect_anew(credentials, now),
            None => self.session.check_link(now.instant, &mut self.outputs),
        }
    }

    /// Another broker, or another user, has other devices.
    pub(super) fn connect(&mut self, credentials: Credentials, stay: Stay, now: Now) {
        let house = |it: &Credentials| (it.url.clone(), it.username.clone(), it.topics.discovery_prefixes.clone());
        self.close_replay();
        if self.credentials.as_ref().map(house) != Some(house(&credentials)) {
            self.recorder.stop(now.instant);
            self.empty_house(&credentials.topics.discovery_prefixes);
            self.overseeing.forget(now);
            self.errands.clear();
            self.alarms.forget_devices(self.credentials.is_some(), now);
        }
        self.enter_last_known(&credentials, stay);
        self.history.enter(&past::name(&credentials), now);
        self.connect_anew(credentials, now);
    }

    pub(super) fn empty_house(&mut self, discovery_prefixes: &[String]) {
        self.registry = self.registry.emptied();
        self.interpreter = Interpreter::new(discovery_prefixes);
        self.listening = Listening::new(self.limits.announced_filters);
        self.unread = Unread::new(self.limits.unread);
        self.topics = HeardTopics::new(self.limits.topics);
        self.snapshot.begin();
        self.commands.forget_all();
        self.last_known.forget_devices();
        self.feed.clear();
        self.forget_explored();
        self.forget_hand();
    }

    pub(super) fn ask_again(&mut self, now: Now) {
        parts::try_again();
        self.snapshot.begin();
        self.feed.counted();
        self.session.subscribe_again(now.instant, &mut self.outputs);
    }

    pub(super) fn connect_anew(&mut self, credentials: Credentials, now: Now) {
        let login = Login { username: credentials.username.clone(), password: credentials.password.clone() };
        self.credentials = Some(credentials);
        self.family.begin();
        self.copies.forget();
        self.want_filters();
        self.feed.forget_subscriptions();
        self.rights.clear(now.instant);
        self.snapshot.begin();
        let filters = self.filters();
        self.session.connect(login, filters, now.instant, &mut self.outputs);
    }

    pub(super) fn want_filters(&mut self) {
        let own = self.credentials.iter().flat_map(|credentials| credentials.topics.subscribe.iter().cloned());
        let filters = self.interpreter.filters().chain(own).chain(self.family_filter()).collect();
        self.listening.want(filters);
    }

    /// What is wanted is not what it was.
    pub(super) fn follow_filters(&mut self, now: Now) {
        self.want_filters();
        self.listen(now.instant);
    }

    pub(super) fn note_state(&mut self, now: Now) {
        if self.is_replay() {
            return;
        }
        let connection = match self.session.state() {
            State::Idle => Connection::Offline,
            State::Opening | State::Connecting => {
                self.snapshot.begin();
                Connection::Connecting
            }
            State::Live { .. } => Connection::Live { since: now.timestamp, version: self.session.version() },
            State::Waiting { until, because } => {
                let wait = i64::try_from(until.since(now.instant).as_millis()).unwrap_or(i64::MAX);
                let until = Timestamp::from_millis(now.timestamp.millis().saturating_add(wait));
                Connection::Waiting { until, because: self.explain(&because) }
            }
            State::Refused(because) => Connection::Refused { because: self.explain(&because) },
        };
        if matches!(connection, Connection::Waiting { .. } | Connection::Refused { .. }) {
            self.counters.connection_errors += 1;
        }
        let is_live = matches!(connection, Connection::Live { .. });
        if is_live {
            self.history.live(now);
            self.alarms.listen(now);
            self.last_known.wait(now.instant);
        } else {
            self.registry.handle_link_lost();
            self.copies.interrupt();
            self.interrupt_hand(now);
            self.interrupt_last_known();
            self.history.lost(now);
            self.alarms.stop_listening(matches!(connection, Connection::Offline));
        }
        self.note_family_link(now);
        self.note_users_link(now);
        self.recorder.note_link(is_live, now.instant);
        self.note_metrics(&connection, now);
        self.feed.connection(connection);
    }

    pub(super) fn explain(&self, failure: &Failure) -> String {
        let known = self.credentials.as_ref();
        known.map_or_else(|| failure.to_string(), |it| doctor::explain(failure, &it.url, it.surroundings))
    }
}
