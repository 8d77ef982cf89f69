//! The program: one event and the time in, effects out. Decides; knows neither socket nor page.

mod alarms;
mod by_hand;
mod carrying;
mod commands;
mod comparisons;
mod customs;
mod desk;
mod diagnostics;
mod doctor;
mod errands;
mod event;
mod exploring;
mod family;
mod feed;
mod find;
mod intent;
mod last_known;
mod limits;
mod listening;
mod looks;
mod news;
mod past;
mod record;
mod recording;
mod replay;
mod rights;
mod scenes;
mod signs;
mod snapshot;
mod topics;
mod unread;
mod watch;
pub mod wire;

use bytes::Bytes;

use crate::device::{Change, Registry, Stage};
use crate::dialect::Interpreter;
use crate::history::Chronicle;
use crate::language::said;
use crate::mqtt::{self, Failure, Login, Message, Output, Publication, PublishKey, QoS, Session, State};
use crate::parts;
use crate::time::{Instant, Now, Timestamp};

use alarms::Alarms;
use carrying::Carrying;
use commands::Commands;
use customs::Customs;
use errands::Errands;
use exploring::Exploring;
use family::Family;
use feed::{Feed, Sources};
use last_known::LastKnown;
use listening::Listening;
use record::Record;
use recording::{Reading, Recorder};
use replay::Replay;
use rights::Rights;
use signs::SignsWatch;
use snapshot::Snapshot;
use topics::{HeardTopics, TopicsWatch};
use unread::Unread;
use watch::Watch;

#[cfg(not(feature = "engine"))]
pub use crate::dialect::run_programs_by;
pub use crate::dialect::{Haunting, Haunts};
pub use crate::mqtt::Version;
pub use alarms::AlarmWish;
pub use by_hand::ByHand;
pub use carrying::{Carried, Carry, Export, Of, Taken};
pub use comparisons::Comparison;
pub use customs::{Custom, CustomChange, Imported};
pub use desk::DeskWish;
pub use diagnostics::{BrokerLimits, Diagnostics, FailureNews, Limit, Limited, PacketNews, Start};
pub use event::{Effect, Event};
pub use exploring::{ChosenTopic, ExplorerNews, ExplorerView, ExplorerWish, Heard as HeardMessage};
pub use family::{Conflict, FamilyNews, FamilyWish, Found, Offer, SharingNews, SharingState, Written};
pub use find::FoundNews;
pub use intent::{Batch, Credentials, Intent, Stay, Surroundings, Topics, Wanted};
pub use limits::{LastKnownLimits, Limits, OPENED_BYTES, RecordingLimits, TopicLimits};
pub use news::{
    Connection, Counters, DeviceNews, Errand, GhostNews, News, NotUnderstood, Picture, Problem, PropertyNews,
    ReplayNews, RequestNews, Subscription, Task,
};
pub use record::Format;
pub use recording::{RecordingNews, RecordingWish, Replaying};
pub use rights::Right;
pub use scenes::{Scene, SceneWish};
pub use signs::Signs;
pub use topics::{AskedNews, TopicNews, TopicsNews};

/// Everything the worker knows.
#[derive(Debug)]
pub struct App {
    limits: Limits,
    session: Session,
    registry: Registry,
    interpreter: Interpreter,
    listening: Listening,
    commands: Commands,
    customs: Customs,
    family: Family,
    errands: Errands,
    record: Record,
    alarms: Alarms,
    recorder: Recorder,
    /// A recording that is being opened.
    reading: Option<Box<Reading>>,
    /// A recording that is played instead of what a broker says.
    replay: Option<Replay>,
    rights: Rights,
    unread: Unread,
    snapshot: Snapshot,
    feed: Feed,
    diagnostics_watch: Watch,
    ghosts_watch: Watch,
    signs_watch: SignsWatch,
    topics: HeardTopics,
    topics_watch: TopicsWatch,
    history: Chronicle,
    history_watch: Watch,
    /// The past on its way into a file, or out of one.
    carrying: Option<Box<Carrying>>,
    last_known: LastKnown,
    /// The broker's topics, while somebody looks at them.
    exploring: Option<Box<Exploring>>,
    credentials: Option<Credentials>,
    counters: Counters,
    /// What the page asked for and is told within the same event.
    asked_for: Vec<News>,
    // Emptied within every event; kept for their memory.
    outputs: Vec<Output>,
    changes: Vec<Change>,
}

impl App {
    /// `seed` makes client id and waiting times differ from those of every other page.
    #[must_use]
    pub fn new(limits: Limits, seed: u64) -> Self {
        Self {
            limits,
            session: Session::new(limits.mqtt, seed),
            registry: Registry::new(limits.device),
            interpreter: Interpreter::default(),
            listening: Listening::new(limits.announced_filters),
            commands: Commands::new(seed),
            customs: Customs::default(),
            family: Family::default(),
            errands: Errands::default(),
            record: Record::default(),
            alarms: Alarms::default(),
            recorder: Recorder::default(),
            reading: None,
            replay: None,
            rights: Rights::default(),
            unread: Unread::new(limits.unread),
            snapshot: Snapshot::default(),
            feed: Feed::default(),
            diagnostics_watch: Watch::default(),
            ghosts_watch: Watch::default(),
            signs_watch: SignsWatch::default(),
            topics: HeardTopics::new(limits.topics),
            topics_watch: TopicsWatch::default(),
            history: Chronicle::new(limits.history, seed),
            history_watch: Watch::default(),
            carrying: None,
            last_known: LastKnown::new(limits.last_known, seed),
            exploring: None,
            credentials: None,
            counters: Counters::default(),
            asked_for: Vec::new(),
            outputs: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// Takes in what happened, and appends what is to be done about it. Total: no event makes it fail.
    pub fn handle(&mut self, event: Event<'_>, now: Now, effects: &mut Vec<Effect>) {
        let now = self.as_played(now);
        let out = &mut self.outputs;
        let is_timeout = matches!(event, Event::Timeout);
        match event {
            Event::Intent(intent) => self.handle_intent(intent, now),
            Event::Opened => self.session.handle_opened(now.instant, out),
            Event::Frame(bytes) => {
                self.counters.bytes_received += bytes.len() as u64;
                self.session.handle_frame(bytes, now.instant, out);
            }
            Event::TextFrame => self.session.handle_text(now.instant, out),
            Event::Closed { code, reason } => self.session.handle_closed(code, &reason, now.instant, out),
            Event::OpenFailed { why, permanent } => {
                self.session.handle_open_failed(&why, permanent, now.instant, out);
            }
            Event::Stored(stored) => self.history.handle_stored(stored, now),
            Event::Kept(stored) => self.take_last_known(stored, now),
            Event::Timeout => self.session.handle_timeout(now.instant, out),
        }
        self.perform_outputs(now, effects);
        if is_timeout {
            // After the session, which knows of some requests why no answer came.
            self.registry.handle_timeout(now, &mut self.changes);
            self.handle_alarm_timeout(now);
            self.history.handle_timeout(now);
            self.handle_last_known_timeout(now);
            if self.snapshot.handle_timeout(now.instant) {
                self.feed.counted();
            }
            if self.listening.is_due(now.instant) {
                self.listen(now.instant);
                self.perform_outputs(now, effects);
            }
        }
        if self.mind_family(now) {
            self.perform_outputs(now, effects);
        }
        self.go_on(now);
        self.note_changes(now);
        self.tell_rights(now);
        let counters = self.counters();
        let Self { registry, commands, customs, rights, unread, interpreter, .. } = self;
        self.feed.tell(&Sources { registry, commands, customs, rights, unread, interpreter, counters }, now, effects);
        effects.extend(self.errands.news().map(|news| Effect::Tell(vec![news])));
        effects.extend(self.alarms.take_news(now.instant).map(Effect::Tell));
        effects.extend(self.record.take_text(now.instant).map(|text| Effect::Tell(vec![News::Record(text)])));
        self.asked_for.extend(self.recorder.take_news(now.instant));
        if !self.asked_for.is_empty() {
            effects.push(Effect::Tell(std::mem::take(&mut self.asked_for)));
        }
        self.tell_at_desk(now, effects);
        self.tell_signs(now, effects);
        self.tell_explorer(now, effects);
        self.tell_past(now, effects);
        effects.extend(self.last_known.take_requests().into_iter().map(Effect::Keep));
    }

    /// When [`Event::Timeout`] is due, if nothing else happens before.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        let of_devices = [self.registry.deadline(), self.snapshot.deadline(), self.listening.deadline()];
        let of_page = [self.feed.deadline(), self.diagnostics_watch.deadline(), self.ghosts_watch.deadline()];
        let of_past = [self.record.deadline(), self.history.deadline(), self.history_watch.deadline()];
        let of_recordings = [self.recorder.deadline(), self.replay.as_ref().and_then(Replay::deadline)];
        let explored = self.exploring.as_ref().and_then(|exploring| exploring.deadline());
        let of_watches = [self.signs_watch.deadline(), self.topics_watch.watch.deadline(), explored];
        let of_kept = [self.last_known.deadline(), self.family.deadline()];
        let others = [self.alarms.deadline(), self.rights.deadline(), self.session.deadline()];
        let of_home = of_devices.into_iter().chain(of_page).chain(of_past).chain(of_recordings);
        of_home.chain(of_watches).chain(of_kept).chain(others).flatten().min()
    }

    fn handle_intent(&mut self, intent: Intent, now: Now) {
        if self.is_replay() && intent.keeps() {
            self.feed.customized(Err(said(replay::NOTHING_IS_KEPT).to_owned()));
            return;
        }
        let out = &mut self.outputs;
        match intent {
            Intent::Connect(credentials, stay) => self.connect(credentials, stay, now),
            Intent::Disconnect => {
                self.forget_last_known();
                self.credentials = None;
                self.hush_explorer();
                self.session.disconnect(now.instant, &mut self.outputs);
                self.recorder.stop(now.instant);
                self.close_replay();
            }
            Intent::Leave => {
                self.write_last_known();
                self.session.disconnect(now.instant, &mut self.outputs);
                self.record.hurry(now.instant);
                self.alarms.hurry();
            }
            Intent::Adopt(text) => self.adopt(&text, now),
            Intent::Family(wish) => self.handle_family_wish(wish, now),
            Intent::Remember { text, of_another_tab } => self.remember(&text, of_another_tab),
            Intent::RunScene { name, partly, batch } => self.run_scene(&name, partly, &batch, now),
            Intent::Desk(wish) => self.handle_at_desk(wish, now),
            Intent::Alarm(wish) => self.handle_alarm_wish(wish, now),
            Intent::Repeat(request) => self.repeat(request, now),
            Intent::RetryNow => self.session.retry_now(now.instant, out),
            Intent::CheckLink => self.check_link(now),
            Intent::Set { device, property, value } => {
                self.set_all(vec![Wanted { device, property, value }], None, now);
            }
            Intent::SetByCode(wanted, code) => self.set_by_code(wanted, &code, now),
            Intent::SetAll { batch, wanted } => self.set_all(wanted, Some(&batch), now),
            Intent::Watch(devices) => self.feed.watch(devices, &self.registry),
            Intent::Look(device, property, looks) => self.feed.look(device, property, looks),
            Intent::Taken => self.feed.taken(),
            Intent::WatchNotUnderstood(watched) => {
                self.feed.watch_unread(watched);
                self.ghosts_watch.set(watched, now.instant);
            }
            Intent::WatchSigns(watched) => self.signs_watch.set(watched, now.instant),
            Intent::WatchTopics(device) => self.topics_watch.set(device, now.instant),
            Intent::Customize { device, change } => self.customize(device, change),
            Intent::Import(text) => self.import(&text, now),
            Intent::AskPast(question) => self.ask_past(question, now),
            Intent::KeepPast(settings) => {
                self.history.set(settings, self.is_live(), now);
                self.keep_last_known(settings.records);
            }
            Intent::Carry(wish) => self.carry(wish, now),
            Intent::DeletePast => {
                self.history.delete_all(now);
                self.forget_all_last_known();
            }
            Intent::WatchPast(watched) => self.history_watch.set(watched, now.instant),
            Intent::WatchDiagnostics(watched) => self.diagnostics_watch.set(watched, now.instant),
            Intent::AskAgain => self.ask_again(now),
            Intent::Explorer(wish) => self.handle_explorer_wish(wish, now),
            Intent::Recording(wish) => self.handle_recording(wish, now),
        }
    }

    /// A page that left may have come back as it was; a logged-in one is live again then without being asked.
    fn check_link(&mut self, now: Now) {
        match self.credentials.take_if(|_| self.session.state() == State::Idle) {
            Some(credentials) => self.connect_anew(credentials, now),
            None => self.session.check_link(now.instant, &mut self.outputs),
        }
    }

    /// Another broker, or another user, has other devices.
    fn connect(&mut self, credentials: Credentials, stay: Stay, now: Now) {
        let house = |it: &Credentials| (it.url.clone(), it.username.clone(), it.topics.discovery_prefixes.clone());
        self.close_replay();
        if self.credentials.as_ref().map(house) != Some(house(&credentials)) {
            self.recorder.stop(now.instant);
            self.empty_house(&credentials.topics.discovery_prefixes);
            self.errands.clear();
            self.alarms.forget_devices(self.credentials.is_some(), now);
        }
        self.enter_last_known(&credentials, stay);
        self.history.enter(&past::name(&credentials), now);
        self.connect_anew(credentials, now);
    }

    fn empty_house(&mut self, discovery_prefixes: &[String]) {
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
    }

    fn ask_again(&mut self, now: Now) {
        parts::try_again();
        self.snapshot.begin();
        self.feed.counted();
        self.session.subscribe_again(now.instant, &mut self.outputs);
    }

    /// Publishes, unless there is nobody to publish to: whoever wants something is told why.
    fn publish(&mut self, publication: Publication, deadline: Option<Instant>, now: Now) -> Result<PublishKey, String> {
        if self.is_replay() {
            return Err(said(replay::NOTHING_IS_SENT).to_owned());
        }
        let sent = self.session.publish(publication, deadline, now.instant, &mut self.outputs);
        sent.inspect(|_| self.counters.messages_sent += 1).map_err(|reason| reason.to_string())
    }

    fn connect_anew(&mut self, credentials: Credentials, now: Now) {
        let login = Login { username: credentials.username.clone(), password: credentials.password.clone() };
        self.credentials = Some(credentials);
        self.family.begin();
        self.want_filters();
        self.feed.forget_subscriptions();
        self.rights.clear(now.instant);
        self.snapshot.begin();
        self.session.connect(login, self.filters(), now.instant, &mut self.outputs);
    }

    fn want_filters(&mut self) {
        let own = self.credentials.iter().flat_map(|credentials| credentials.topics.subscribe.iter().cloned());
        let filters = self.interpreter.filters().chain(own).chain(self.family_filter()).collect();
        self.listening.want(filters);
    }

    /// What is wanted is not what it was.
    fn follow_filters(&mut self, now: Now) {
        self.want_filters();
        self.listen(now.instant);
    }

    fn perform_outputs(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let mut outputs = std::mem::take(&mut self.outputs);
        for output in outputs.drain(..) {
            match output {
                Output::Open => {
                    parts::try_again();
                    if let Some(credentials) = &self.credentials {
                        effects.push(Effect::OpenSocket { url: credentials.url.clone() });
                    }
                }
                Output::Send(bytes) => effects.push(Effect::Send(bytes)),
                Output::Close => effects.push(Effect::CloseSocket),
                Output::Message(message) => self.read(&message, now),
                Output::Left(key) => self.settle_request(key, &Stage::Sent, now),
                Output::Published(key, outcome) => {
                    if !self.settle_family(key, &outcome, now) {
                        self.settle(key, outcome, now);
                    }
                }
                Output::Subscribed { filter, granted } => {
                    self.snapshot.next();
                    self.last_known.wait(now.instant);
                    let refused = granted.err().map(mqtt::reason_in_words);
                    self.note_family_filter(&filter, refused.as_ref(), now);
                    self.feed.subscribed(Subscription { filter, refused });
                }
                Output::Unsubscribed(filter) => self.feed.unsubscribed(&filter),
                Output::StateChanged => self.note_state(now),
            }
        }
        self.outputs = outputs;
    }

    fn note_state(&mut self, now: Now) {
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
            self.interrupt_last_known();
            self.history.lost(now);
            self.alarms.stop_listening(matches!(connection, Connection::Offline));
        }
        self.note_family_link(now);
        self.recorder.note_link(is_live, now.instant);
        self.feed.connection(connection);
    }

    fn explain(&self, failure: &Failure) -> String {
        let known = self.credentials.as_ref();
        known.map_or_else(|| failure.to_string(), |it| doctor::explain(failure, &it.url, it.surroundings))
    }

    fn note_changes(&mut self, now: Now) {
        let mut changes = std::mem::take(&mut self.changes);
        for change in changes.drain(..) {
            match &change {
                Change::Overheard(device, mark, answer) => self.note_overheard(*device, mark, answer, now),
                Change::Property(device, property) => self.hide_wishes_on_tape(*device, *property, now),
                Change::Gone(device) => self.topics.forget(*device),
                _ => {}
            }
            let request = match &change {
                Change::RequestOver(_, _, request) => Some(request),
                Change::Request(device, property) => {
                    let property = self.registry.device(*device).and_then(|device| device.property(*property));
                    property.and_then(|property| property.request.as_ref())
                }
                _ => None,
            };
            if let Some(news) = request.and_then(|request| self.commands.news(request.clone())) {
                self.keep_in_record(news, now);
            }
            let over = match &change {
                Change::RequestOver(_, _, request) => Some(request.key),
                _ => None,
            };
            self.feed.change(change, &self.commands);
            if let Some(request) = over {
                self.commands.forget(request);
            }
        }
        // Kept for its memory.
        self.changes = changes;
    }

    fn counters(&self) -> Counters {
        let discarded = self.registry.discarded();
        let of_devices = discarded.devices + discarded.properties + discarded.texts + discarded.requests;
        Counters {
            discarded: of_devices + self.unread.discarded() + self.alarms.discarded(),
            gaps: self.registry.gaps(),
            may_be_cut: self.snapshot.may_be_cut(),
            ..self.counters
        }
    }

    fn read(&mut self, message: &Message, now: Now) {
        self.counters.messages_received += 1;
        if message.retain {
            self.snapshot.note(now.instant);
            self.family.note_kept(now.instant);
            self.last_known.wait(now.instant);
        }
        self.feed.counted();
        if message.payload.is_empty() && !message.retain {
            self.errands.note_cleared(&message.topic);
        }
        if self.explore(message, now) {
            self.hear(message, now);
        }
    }

    /// What the broker kept on this topic is no more. It does not send us the message that said so, for it was ours.
    fn forget_kept(&mut self, topic: String, now: Now) {
        let message = Message { topic, payload: Bytes::new(), qos: QoS::AtLeastOnce, retain: false };
        if self.explore(&message, now) {
            self.hear(&message, now);
        }
    }

    fn hear(&mut self, message: &Message, now: Now) {
        if self.hears_family(message, now) {
            return;
        }
        let before = self.changes.len();
        self.note_on_tape(message, now);
        let heard = self.interpreter.hear(message, &mut self.registry, now, &mut self.changes);
        let is_understood = heard.unwrap_or_else(|reason| {
            self.counters.not_understood += 1;
            self.unread.note(message, reason, now);
            self.feed.unread_changed();
            false
        });
        self.topics.note(message, self.changes.get(before..).unwrap_or_default(), now.timestamp);
        let claims = self.interpreter.take_claims();
        if self.is_replay() {
            return;
        }
        for topic in claims {
            self.hide_on_tape(&topic, now);
            self.hide_last_known(&topic, now);
            if self.interpreter.shows_pictures(&topic) {
                self.listening.ask_for(topic, now.instant);
            } else {
                self.listening.add(topic, now.instant);
            }
        }
        self.note_last_known(message, is_understood, before, now);
        self.record_changes(before, now);
        self.judge(before, now);
    }
}
