//! One connection to a broker, kept for as long as somebody wants it. Performs nothing: what is to be done and what has
//! happened is appended to `out`.

mod acknowledgement;
mod course;
mod echo;
mod link;
mod login;
mod memory;
mod negotiation;
mod network;
mod outbox;
mod outgoing;
mod spells;
mod subscription;

use std::time::Duration;

use super::frames::Framer;
use super::reconnect::{Backoff, Dice};
use super::{
    Counters, Evidence, Failure, Limits, Login, Mark, NotSent, Output, Publication, PublishKey, ServerLimits, State,
    Usage, Version,
};
use crate::time::Instant;
use link::{Link, Stage};
use memory::Memory;
use negotiation::Negotiation;
use outbox::{Log, Outbox};
use spells::Spells;

/// How long the broker may take for each step of a login: socket, CONNACK, SUBACK.
const STEP: Duration = Duration::from_secs(10);

/// An MQTT client. Speaks 5, and 3.1.1 to a broker that does not.
///
/// There are verbs (what the user wants), `handle_*` (what the network did), and getters. Whoever performs the outputs
/// calls [`handle_timeout`](Self::handle_timeout) when [`deadline`](Self::deadline) has come, which any call may move.
/// What the network did to a socket that was closed is not to be told, and ignored if it is.
#[derive(Debug)]
pub struct Session {
    limits: Limits,
    dice: Dice,
    client_id: String,
    /// What the user asked for, until it is taken back or refused.
    login: Option<Login>,
    phase: Phase,
    framer: Framer,
    backoff: Backoff,
    negotiation: Negotiation,
    spells: Spells,
    memory: Memory,
    published: u64,
    log: Log,
}

#[derive(Debug)]
enum Phase {
    Idle,
    Opening {
        until: Instant,
    },
    /// CONNECT is sent.
    LoggingIn {
        until: Instant,
        /// Without what came before (section 3.1.2.4).
        clean: bool,
    },
    /// CONNACK let us in.
    Linked(Box<Link>),
    Waiting {
        until: Instant,
        because: Failure,
    },
    Refused(Failure),
}

/// Verbs.
impl Session {
    /// `seed` must differ from page to page: the client identifier comes from it, and two clients of the same name throw
    /// each other out for ever.
    #[must_use]
    pub fn new(limits: Limits, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        Self {
            limits,
            client_id: login::client_id(&mut dice),
            dice,
            login: None,
            phase: Phase::Idle,
            framer: Framer::new(0),
            backoff: Backoff::default(),
            negotiation: Negotiation::new(),
            spells: Spells::default(),
            memory: Memory::new(limits),
            published: 0,
            log: Log { counters: Counters::default(), evidence: Evidence::new(limits) },
        }
    }

    /// Connects, subscribes to `filters`, and does so again whenever the connection is lost, until told otherwise or
    /// refused. Replaces a connection that is there.
    pub fn connect(&mut self, login: Login, filters: Vec<String>, now: Instant, out: &mut Vec<Output>) {
        self.leave(now, out);
        self.backoff = Backoff::default();
        self.negotiation = Negotiation::new();
        self.spells = Spells::default();
        if login::is_unspeakable(&login) {
            return self.refuse(Failure::UnspeakableLogin, now, out);
        }
        self.memory.subscriptions.want(filters);
        self.login = Some(login);
        self.open(now, out);
    }

    /// Says goodbye, closes, and forgets the login. Nothing happens any more until [`connect`](Self::connect).
    pub fn disconnect(&mut self, now: Instant, out: &mut Vec<Output>) {
        self.login = None;
        if !matches!(self.phase, Phase::Idle) {
            self.leave(now, out);
            out.push(Output::StateChanged);
        }
    }

    /// Does not wait any longer for the next try.
    pub fn retry_now(&mut self, now: Instant, out: &mut Vec<Output>) {
        if matches!(self.phase, Phase::Waiting { .. }) {
            self.open(now, out);
        }
    }

    /// Somebody looks at the page again, or the network is back: makes sure within seconds that the connection lives.
    pub fn check_link(&mut self, now: Instant, out: &mut Vec<Output>) {
        // A socket that died while the page slept says so only after this, and what failed before counts no more.
        self.backoff = Backoff::default();
        match &mut self.phase {
            Phase::Linked(link) => link.check(&mut Outbox::new(now, &mut self.log, out)),
            Phase::Waiting { .. } => self.open(now, out),
            _ => {}
        }
    }

    /// Asks the broker for a sign of life, to see how long it takes: [`Evidence::pings`] tells. Nothing while one is awaited.
    pub fn ping(&mut self, now: Instant, out: &mut Vec<Output>) {
        if let Phase::Linked(link) = &mut self.phase {
            link.ping(&mut Outbox::new(now, &mut self.log, out));
        }
    }

    /// Publishes, now or when the broker has answered others. The outcome comes once, as [`Output::Published`]. After its
    /// `deadline` it is worth nothing: it is not sent, not sent again, and in MQTT 5 not even passed on by the broker.
    pub fn publish(
        &mut self,
        publication: Publication,
        deadline: Option<Instant>,
        now: Instant,
        out: &mut Vec<Output>,
    ) -> Result<PublishKey, NotSent> {
        let Phase::Linked(link) = &mut self.phase else {
            return Err(NotSent::NotConnected);
        };
        let key = PublishKey(self.published);
        let mut outbox = Outbox::new(now, &mut self.log, out);
        link.publish(key, publication, deadline, &mut self.memory, &mut outbox)
            .inspect_err(|why| outbox.log.counters.held_back += u64::from(matches!(why, NotSent::TooMany(_))))?;
        self.published += 1;
        Ok(key)
    }

    /// Asks for the same filters again, so that the broker sends again what it retains; one after the other, since some
    /// brokers send only so much at once. Without a connection there is nothing to do: the next one asks anyway.
    pub fn subscribe_again(&mut self, now: Instant, out: &mut Vec<Output>) {
        self.memory.subscriptions.ask_again();
        self.subscribe(now, out);
    }

    /// Asks for this filter, one of those that are listened to, also if the broker has it: it sends again what it retains
    /// there.
    pub fn subscribe_again_to(&mut self, filter: &str, now: Instant, out: &mut Vec<Output>) {
        self.memory.subscriptions.ask_again_for(filter);
        self.subscribe(now, out);
    }

    /// Listens to these filters from now on, and to no others.
    pub fn set_filters(&mut self, filters: Vec<String>, now: Instant, out: &mut Vec<Output>) {
        self.memory.subscriptions.want(filters);
        self.subscribe(now, out);
    }

    /// From the next time that the broker is asked, what comes by these filters [says so](crate::mqtt::Message::marks), where it
    /// can.
    pub fn mark_filters(&mut self, marked: Vec<(String, Mark)>) {
        self.memory.subscriptions.mark(marked);
    }

    fn subscribe(&mut self, now: Instant, out: &mut Vec<Output>) {
        if let Phase::Linked(link) = &mut self.phase {
            link.subscribe(&mut self.memory, &mut Outbox::new(now, &mut self.log, out));
        }
    }
}

/// Getters.
impl Session {
    /// Whether this publish waits for its turn; when it has left, [`Output::Left`] says so.
    #[must_use]
    pub fn is_queued(&self, key: PublishKey) -> bool {
        self.memory.outgoing.is_queued(key)
    }

    #[must_use]
    pub fn state(&self) -> State {
        match &self.phase {
            Phase::Idle => State::Idle,
            Phase::Opening { .. } => State::Opening,
            Phase::LoggingIn { .. } => State::Connecting,
            Phase::Linked(link) => match link.stage() {
                Stage::Subscribing => State::Connecting,
                Stage::Live { since } => State::Live { since: *since },
            },
            Phase::Waiting { until, because } => State::Waiting { until: *until, because: because.clone() },
            Phase::Refused(failure) => State::Refused(failure.clone()),
        }
    }

    /// When to call [`handle_timeout`](Self::handle_timeout). Earlier does nothing, later does no harm.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        match &self.phase {
            Phase::Idle | Phase::Refused(_) => None,
            Phase::Opening { until } | Phase::LoggingIn { until, .. } | Phase::Waiting { until, .. } => {
                self.memory.outgoing.deadline().into_iter().chain([*until]).min()
            }
            Phase::Linked(link) => Some(link.deadline(&self.memory)),
        }
    }

    /// What is spoken now, or with the next try.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.negotiation.version()
    }

    /// Another one when a broker does not take it, or somebody else has it.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// What the broker allows; `None` while there is no connection.
    #[must_use]
    pub fn server_limits(&self) -> Option<ServerLimits> {
        match &self.phase {
            Phase::Linked(link) => Some(link.server()),
            _ => None,
        }
    }

    /// Whether the broker can say by which filters a message comes.
    #[must_use]
    pub fn can_mark(&self) -> bool {
        matches!(&self.phase, Phase::Linked(link) if link.server().subscription_ids_available)
    }

    /// How often the broker hears from us at the least; `None` while there is no connection.
    #[must_use]
    pub fn keep_alive(&self) -> Option<Duration> {
        match &self.phase {
            Phase::Linked(link) => Some(link.keep_alive()),
            _ => None,
        }
    }

    #[must_use]
    pub const fn counters(&self) -> Counters {
        let forgotten = self.log.counters.forgotten + self.log.evidence.forgotten();
        Counters { forgotten, ..self.log.counters }
    }

    #[must_use]
    pub fn usage(&self) -> Usage {
        let outgoing = self.memory.outgoing.usage();
        Usage { unreleased: self.memory.unreleased.len(), ..outgoing }
    }

    /// The last packets and failures.
    #[must_use]
    pub const fn evidence(&self) -> &Evidence {
        &self.log.evidence
    }
}
