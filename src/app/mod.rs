//! The program: one event and the time in, effects out. Decides; knows neither socket nor page.

mod access;
mod alarms;
mod by_hand;
mod carrying;
mod commands;
mod comparisons;
mod connecting;
mod copies;
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
mod hand;
mod hearing;
mod in_sight;
mod intent;
mod intents;
mod last_known;
mod limits;
mod listening;
mod looks;
mod metrics;
mod news;
mod overseeing;
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
mod users;
mod watch;
pub mod wire;

use crate::device::{Change, Registry, Stage};
use crate::dialect::Interpreter;
use crate::history::Chronicle;
use crate::language::said;
use crate::mqtt::{self, Output, Publication, PublishKey, Session};
use crate::parts;
use crate::time::{Instant, Now};

use alarms::Alarms;
use carrying::Carrying;
use commands::Commands;
use copies::Copies;
use customs::Customs;
use errands::Errands;
use exploring::Exploring;
use family::Family;
use feed::{Feed, Sources};
use hand::Hand;
use last_known::LastKnown;
use listening::Listening;
use metrics::Metrics;
use overseeing::Overseeing;
use record::Record;
use recording::{Reading, Recorder};
use replay::Replay;
use rights::Rights;
use signs::SignsWatch;
use snapshot::Snapshot;
use topics::{HeardTopics, TopicsWatch};
use unread::Unread;
use users::Users;
use watch::Watch;

#[cfg(not(feature = "engine"))]
pub use crate::dialect::run_programs_by;
pub use crate::dialect::{Haunting, Haunts};
pub use crate::mqtt::{PACKET_BYTES, Version};
pub use access::{Access, AccessNews, Feature, Hearing, Line, Need, Verdict};
pub use alarms::AlarmWish;
pub use by_hand::ByHand;
pub use carrying::{Carried, Carry, Export, Of, Taken};
pub use comparisons::Comparison;
pub use customs::{Custom, CustomChange, Imported};
pub use desk::DeskWish;
pub use diagnostics::{BrokerLimits, Diagnostics, FailureNews, Limit, Limited, PacketNews, Start};
pub use event::{Effect, Event};
pub use exploring::{ChosenTopic, ExplorerNews, ExplorerView, ExplorerWish, Heard as HeardMessage, Meaning};
pub use family::{
    Clash, Conflict, Differing, FamilyNews, FamilyWish, Found, Offer, SharingNews, SharingState, Written,
};
pub use find::FoundNews;
pub use hand::{
    Answer, AskNews, AskStage, Attempt, ClearTally, Ended, Fate, HandNews, HandWish, KeptRow, Lines, RepeatEnd,
    RepeatNews, RetainedNews, RetainedView, Sorted,
};
pub use intent::{Batch, Credentials, Intent, Stay, Surroundings, Topics, Wanted};
pub use limits::{HandLimits, LastKnownLimits, Limits, OPENED_BYTES, RecordingLimits, TopicLimits};
pub use metrics::{MetricsNews, Passed, Spell};
pub use news::{
    Connection, Counters, DeviceNews, Errand, GhostNews, News, NotUnderstood, Picture, Problem, PropertyNews,
    ReplayNews, RequestNews, Subscription, Task,
};
pub use overseeing::{
    BrokerNews, BrokerWish, FiguresNews, KnownProblem, LinkNews, LogLine, LogNews, MANY, PingNews, Refusal, Refused,
    SilentNews, Talker, TrafficNews, WITHIN, known_problems,
};
pub use record::Format;
pub use recording::{RecordingNews, RecordingWish, Replaying};
pub use rights::Right;
pub use scenes::{Scene, SceneWish};
pub use signs::Signs;
pub use topics::{AskedNews, TopicNews, TopicsNews};
pub use users::{Sealed, UsersNews, UsersState, UsersWish};

/// Everything the worker knows.
#[derive(Debug)]
pub struct App {
    limits: Limits,
    session: Session,
    registry: Registry,
    interpreter: Interpreter,
    listening: Listening,
    copies: Copies,
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
    /// The broker's users, while somebody looks at them.
    users: Option<Box<Users>>,
    overseeing: Overseeing,
    /// What is done by hand that takes longer than a moment.
    hand: Option<Box<Hand>>,
    credentials: Option<Credentials>,
    counters: Counters,
    metrics: Metrics,
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
            copies: Copies::default(),
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
            users: None,
            overseeing: Overseeing::default(),
            hand: None,
            credentials: None,
            counters: Counters::default(),
            metrics: Metrics::default(),
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
        if self.mind_family(now) | self.mind_users(now) | self.ping_while_seen(now) {
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
        self.tell_users(effects);
        self.tell_access(now, effects);
        self.tell_broker(now, effects);
        self.tell_hand(now, effects);
        self.tell_past(now, effects);
        effects.extend(self.last_known.take_requests().into_iter().map(Effect::Keep));
    }

    /// When [`Event::Timeout`] is due, if nothing else happens before.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        // Of all that waits for a time; asked after every message, and so in one list without any chain.
        let all = [
            self.session.deadline(),
            self.registry.deadline(),
            self.snapshot.deadline(),
            self.listening.deadline(),
            self.feed.deadline(),
            self.diagnostics_watch.deadline(),
            self.ghosts_watch.deadline(),
            self.signs_watch.deadline(),
            self.topics_watch.watch.deadline(),
            self.record.deadline(),
            self.history.deadline(),
            self.history_watch.deadline(),
            self.last_known.deadline(),
            self.recorder.deadline(),
            self.replay.as_ref().and_then(Replay::deadline),
            self.family.deadline(),
            self.alarms.deadline(),
            self.rights.deadline(),
            self.overseeing.deadline().filter(|_| self.credentials.is_some()),
            self.exploring.as_ref().and_then(|exploring| exploring.deadline()),
            self.users.as_ref().and_then(|users| users.deadline()),
            self.hand.as_ref().and_then(|hand| hand.deadline()),
        ];
        all.into_iter().flatten().min()
    }

    /// Publishes, unless there is nobody to publish to: whoever wants something is told why.
    fn publish(&mut self, publication: Publication, deadline: Option<Instant>, now: Now) -> Result<PublishKey, String> {
        if self.is_replay() {
            return Err(said(replay::NOTHING_IS_SENT).to_owned());
        }
        let sent = self.session.publish(publication, deadline, now.instant, &mut self.outputs);
        sent.inspect(|_| self.counters.messages_sent += 1).map_err(|reason| reason.to_string())
    }

    fn perform_outputs(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let mut outputs = std::mem::take(&mut self.outputs);
        while !outputs.is_empty() {
            for output in outputs.drain(..) {
                self.perform_output(output, now, effects);
            }
            // What these have led to.
            std::mem::swap(&mut self.outputs, &mut outputs);
        }
        self.outputs = outputs;
    }

    fn perform_output(&mut self, output: Output, now: Now, effects: &mut Vec<Effect>) {
        match output {
            Output::Open => {
                parts::try_again();
                if let Some(credentials) = &self.credentials {
                    effects.push(Effect::OpenSocket { url: credentials.url.clone() });
                }
            }
            Output::Send(bytes) => {
                self.metrics.sent(bytes.len());
                effects.push(Effect::Send(bytes));
            }
            Output::Close => effects.push(Effect::CloseSocket),
            Output::Message(message) => self.read(&message, now),
            Output::Left(key) => self.settle_request(key, &Stage::Sent, now),
            Output::Published(key, outcome) => {
                if !self.settle_family(key, &outcome, now) && !self.settle_users(key, &outcome, now) {
                    self.settle(key, outcome, now);
                }
            }
            Output::Subscribed { filter, granted } => {
                self.snapshot.next();
                self.last_known.wait(now.instant);
                let refused = granted.err().map(mqtt::reason_in_words);
                self.note_family_filter(&filter, refused.as_ref(), now);
                self.rights.note_filter(&filter, refused.as_ref(), now.timestamp);
                self.note_users_filter(&filter, refused.is_none(), now);
                self.note_granted(&filter, refused.as_ref(), now);
                self.feed.subscribed(Subscription { filter, refused });
            }
            Output::Unsubscribed(filter) => {
                self.give_back(&filter);
                self.rights.forget_filter(&filter);
                self.feed.unsubscribed(&filter);
            }
            Output::StateChanged => self.note_state(now),
        }
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
}
