//! One connection to a broker, kept for as long as somebody wants it. Performs nothing: what is to be done and what has
//! happened is appended to `out`.

mod link;
mod login;
mod network;
mod outbox;
mod outgoing;
mod subscription;

use std::collections::HashSet;
use std::time::Duration;

use self::link::{Link, Stage};
use super::frames::{self, Framer};
use super::reconnect::{Backoff, Dice};
use super::{Counters, Failure, Limits, Login, NotSent, Output, Publication, PublishKey, ServerLimits, State};
use crate::time::Instant;
use outbox::Outbox;

/// How long the broker may take for each step of a login: socket, CONNACK, SUBACK.
const STEP: Duration = Duration::from_secs(10);
/// A connection that held for so long was a good one; the next failure is the first of a new series.
const STEADY: Duration = Duration::from_secs(30);

/// An MQTT 5 client.
///
/// There are verbs (what the user wants), `handle_*` (what the network did), and getters. Whoever performs the outputs
/// calls [`handle_timeout`](Self::handle_timeout) when [`deadline`](Self::deadline) has come, which any call may move.
/// What the network did to a socket that was closed is not to be told, and ignored if it is.
#[derive(Debug)]
pub struct Session {
    limits: Limits,
    dice: Dice,
    client_id: String,
    wish: Option<Wish>,
    phase: Phase,
    framer: Framer,
    backoff: Backoff,
    published: u64,
    counters: Counters,
}

/// What the user asked for, until it is taken back or refused.
#[derive(Debug)]
struct Wish {
    login: Login,
    filters: Vec<String>,
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
            wish: None,
            phase: Phase::Idle,
            framer: Framer::new(0),
            backoff: Backoff::default(),
            published: 0,
            counters: Counters::default(),
        }
    }

    /// Connects, subscribes to `filters`, and does so again whenever the connection is lost, until told otherwise or
    /// refused. Replaces a connection that is there.
    pub fn connect(&mut self, login: Login, mut filters: Vec<String>, now: Instant, out: &mut Vec<Output>) {
        self.leave(out);
        self.backoff = Backoff::default();
        if login::is_unspeakable(&login) {
            return self.refuse(Failure::UnspeakableLogin, out);
        }
        let mut known = HashSet::new();
        filters.retain(|filter| known.insert(filter.clone()));
        self.wish = Some(Wish { login, filters });
        self.open(now, out);
    }

    /// Says goodbye, closes, and forgets the login. Nothing happens any more until [`connect`](Self::connect).
    pub fn disconnect(&mut self, out: &mut Vec<Output>) {
        self.wish = None;
        if !matches!(self.phase, Phase::Idle) {
            self.leave(out);
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
        match &mut self.phase {
            Phase::Linked(link) => link.check(&mut Outbox::new(now, &mut self.counters, out)),
            Phase::Waiting { .. } => self.open(now, out),
            _ => {}
        }
    }

    /// Publishes, now or when the broker has answered others. The outcome comes once, as [`Output::Published`].
    pub fn publish(
        &mut self,
        publication: Publication,
        now: Instant,
        out: &mut Vec<Output>,
    ) -> Result<PublishKey, NotSent> {
        let Phase::Linked(link) = &mut self.phase else {
            return Err(NotSent::NotConnected);
        };
        let key = PublishKey(self.published);
        link.publish(key, publication, &mut Outbox::new(now, &mut self.counters, out))?;
        self.published += 1;
        Ok(key)
    }
}

/// Getters.
impl Session {
    #[must_use]
    pub fn state(&self) -> State {
        match &self.phase {
            Phase::Idle => State::Idle,
            Phase::Opening { .. } => State::Opening,
            Phase::LoggingIn { .. } => State::Connecting,
            Phase::Linked(link) => match link.stage() {
                Stage::Subscribing { .. } => State::Connecting,
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
            Phase::Opening { until } | Phase::LoggingIn { until } | Phase::Waiting { until, .. } => Some(*until),
            Phase::Linked(link) => Some(link.deadline()),
        }
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

    #[must_use]
    pub const fn counters(&self) -> Counters {
        self.counters
    }
}

/// From phase to phase.
impl Session {
    fn open(&mut self, now: Instant, out: &mut Vec<Output>) {
        self.framer = Framer::new(self.limits.packet_bytes as usize);
        self.phase = Phase::Opening { until: now + STEP };
        out.extend([Output::Open, Output::StateChanged]);
    }

    /// Out of whatever connection there is, politely.
    fn leave(&mut self, out: &mut Vec<Output>) {
        let left = std::mem::replace(&mut self.phase, Phase::Idle);
        if matches!(left, Phase::LoggingIn { .. } | Phase::Linked(_)) {
            self.counters.send(frames::disconnect(0), out);
        }
        if matches!(left, Phase::Opening { .. } | Phase::LoggingIn { .. } | Phase::Linked(_)) {
            out.push(Output::Close);
        }
        if let Phase::Linked(link) = left {
            link.abandon(out);
        }
    }

    /// There is no connection any more; there shall be one.
    fn fail(&mut self, because: Failure, now: Instant, out: &mut Vec<Output>) {
        self.counters.failures += 1;
        if let Phase::Linked(link) = std::mem::replace(&mut self.phase, Phase::Idle) {
            if matches!(link.stage(), Stage::Live { since } if now.since(*since) >= STEADY) {
                self.backoff = Backoff::default();
            }
            link.abandon(out);
        }
        let until = now + self.backoff.next(&mut self.dice);
        self.phase = Phase::Waiting { until, because };
        out.push(Output::StateChanged);
    }

    /// There is no connection, and asking again would not help. The login is forgotten.
    fn refuse(&mut self, failure: Failure, out: &mut Vec<Output>) {
        self.counters.failures += 1;
        self.wish = None;
        self.phase = Phase::Refused(failure);
        out.push(Output::StateChanged);
    }
}
