//! Publishes at quality of service 1 and 2 on their way: in flight until the broker has answered, before that in a queue
//! when it wants no more of them at once (MQTT 5, section 4.9). Every one leaves with exactly one outcome.
//!
//! What is in flight when the connection is lost waits to be sent again, under its identifier and in its order (section 4.4),
//! until its deadline, or until the broker's session has expired. What is past its deadline is not sent again, for a command
//! that comes late does harm. The standard wants it sent, but a broker cannot tell that from a client that has lost its
//! memory: at quality of service 1 it keeps nothing of a message it has acknowledged (section 4.3.2); at 2 it may hold the
//! identifier (section 4.3.3), which is therefore not used again while the session lives, lest a new message pass for the
//! old one.

use std::collections::VecDeque;
use std::time::Duration;

use super::outbox::Outbox;
use crate::mqtt::frames;
use crate::mqtt::{
    Bound, Encoded, Limits, NotSent, Publication, PublishKey, PublishOutcome, QoS, ServerLimits, Usage, Version,
};
use crate::time::Instant;

#[derive(Debug)]
pub(super) struct Outgoing {
    limits: Limits,
    version: Version,
    /// How many may be in flight.
    window: usize,
    /// Sent on this connection, in this order.
    in_flight: Vec<InFlight>,
    in_flight_bytes: usize,
    /// Sent on a connection before, in this order.
    to_resend: Vec<InFlight>,
    /// How long the broker keeps what is in flight.
    session_expiry: Duration,
    /// When the broker forgets what is to be sent again; `None` while connected.
    expiry: Option<Instant>,
    queue: VecDeque<Queued>,
    queued_bytes: usize,
    last_id: u16,
    /// The identifier of a SUBSCRIBE or UNSUBSCRIBE without an answer: all packets share them (section 2.2.1).
    reserved: Option<u16>,
    /// Identifiers that the broker may hold, of messages that are not sent again.
    retired: Vec<u16>,
}

#[derive(Debug)]
struct InFlight {
    id: u16,
    key: PublishKey,
    deadline: Option<Instant>,
    awaits: Awaits,
}

#[derive(Debug)]
pub(super) enum Awaits {
    Puback(Publication),
    Pubrec(Publication),
    /// PUBREC said how it went.
    Pubcomp(PublishOutcome),
}

#[derive(Debug)]
struct Queued {
    key: PublishKey,
    publication: Publication,
    /// How long the message is worth something.
    deadline: Option<Instant>,
    /// How long it may wait.
    until: Instant,
}

/// Connections come and go.
impl Outgoing {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            version: Version::Mqtt5,
            window: 0,
            in_flight: Vec::new(),
            in_flight_bytes: 0,
            to_resend: Vec::new(),
            session_expiry: limits.session_expiry,
            expiry: None,
            queue: VecDeque::new(),
            queued_bytes: 0,
            last_id: 0,
            reserved: None,
            retired: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self, version: Version, server: &ServerLimits) {
        self.version = version;
        self.window = server.receive_maximum.min(self.limits.in_flight).into();
        self.session_expiry = server.session_expiry.unwrap_or(Duration::MAX).min(self.limits.session_expiry);
        self.expiry = None;
    }

    /// The connection is lost. Nothing is queued without one; what is in flight may be resumed, if it is not too late for it.
    pub(super) fn suspend(&mut self, outbox: &mut Outbox) {
        while let Some(queued) = self.queue.pop_front() {
            outbox.settle(queued.key, PublishOutcome::Dropped(Bound::InFlight(self.window)));
        }
        (self.queued_bytes, self.in_flight_bytes, self.reserved) = (0, 0, None);
        self.in_flight.append(&mut self.to_resend);
        std::mem::swap(&mut self.in_flight, &mut self.to_resend);
        self.expiry = Some(outbox.now + self.session_expiry);
        self.expire(outbox);
    }

    /// There is nothing to resume: the last words on all of them, in the order in which they were published.
    pub(super) fn forget(&mut self, outbox: &mut Outbox) {
        for unanswered in self.in_flight.drain(..).chain(self.to_resend.drain(..)) {
            outbox.settle(unanswered.key, PublishOutcome::Unknown);
        }
        self.suspend(outbox);
        *self = Self::new(self.limits);
    }

    pub(super) fn usage(&self) -> Usage {
        Usage {
            unreleased: 0,
            in_flight: self.in_flight.len() + self.to_resend.len(),
            queued: self.queue.len(),
            queued_bytes: self.queued_bytes,
        }
    }

    /// Whether the broker's session is worth something to us.
    pub(super) fn is_resumable(&self) -> bool {
        !self.to_resend.is_empty()
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let queued = self.queue.iter().map(|queued| queued.until);
        let unsent = self.to_resend.iter().filter_map(|unsent| unsent.deadline.into_iter().chain(self.expiry).min());
        queued.chain(unsent).min()
    }

    /// The last words on those whose time is over.
    pub(super) fn expire(&mut self, outbox: &mut Outbox) {
        let now = outbox.now;
        let is_over = |deadline: Option<Instant>| deadline.is_some_and(|deadline| deadline <= now);
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return;
        }
        let bytes = &mut self.queued_bytes;
        self.queue.retain(|queued| {
            let expires = is_over(Some(queued.until));
            if expires {
                *bytes -= queued.publication.weight();
                outbox.settle(queued.key, PublishOutcome::Expired);
            }
            !expires
        });
        let (expiry, retired) = (self.expiry, &mut self.retired);
        self.to_resend.retain(|unsent| {
            let expires = is_over(unsent.deadline) || is_over(expiry);
            if expires {
                if !matches!(unsent.awaits, Awaits::Puback(_)) {
                    retired.push(unsent.id);
                }
                outbox.settle(unsent.key, PublishOutcome::Unknown);
            }
            !expires
        });
    }
}

/// Packets go.
impl Outgoing {
    /// The packet to send now, or nothing yet.
    pub(super) fn publish(
        &mut self,
        key: PublishKey,
        publication: Publication,
        deadline: Option<Instant>,
        now: Instant,
    ) -> Result<Option<Encoded>, NotSent> {
        if self.queue.is_empty()
            && self.to_resend.is_empty()
            && let Some(id) = self.vacancy(publication.weight())
        {
            return Ok(Some(self.start(InFlight::new(id, key, publication, deadline), false, now)));
        }
        let queued_bytes = self.queued_bytes + publication.weight();
        if self.queue.len() >= self.limits.queued {
            return Err(NotSent::TooMany(Bound::Queued(self.limits.queued)));
        }
        if queued_bytes > self.limits.queued_bytes {
            return Err(NotSent::TooMany(Bound::QueuedBytes(self.limits.queued_bytes)));
        }
        self.queued_bytes = queued_bytes;
        let until = now + self.limits.queue_time;
        let until = deadline.map_or(until, |deadline| deadline.min(until));
        self.queue.push_back(Queued { key, publication, deadline, until });
        Ok(None)
    }

    /// Whether it has to wait for its turn.
    pub(super) fn is_queued(&self, key: PublishKey) -> bool {
        self.queue.iter().any(|queued| queued.key == key)
    }

    /// The next packet whose turn has come, and what was published with it if it has waited until now: first those to be sent
    /// again, then the queue. PUBREL needs no turn (section 4.9).
    pub(super) fn next(&mut self, now: Instant) -> Option<(Encoded, Option<PublishKey>)> {
        if !self.to_resend.is_empty() {
            let has_turn = |unsent: &InFlight| unsent.weight().is_none_or(|bytes| self.has_room(bytes));
            let index = self.to_resend.iter().position(has_turn)?;
            let unsent = self.to_resend.remove(index);
            return Some((self.start(unsent, true, now), None));
        }
        let id = self.vacancy(self.queue.front()?.publication.weight())?;
        let Queued { key, publication, deadline, .. } = self.queue.pop_front()?;
        self.queued_bytes -= publication.weight();
        Some((self.start(InFlight::new(id, key, publication, deadline), false, now), Some(key)))
    }

    /// Takes an identifier for a SUBSCRIBE or an UNSUBSCRIBE.
    pub(super) fn reserve(&mut self) -> Option<u16> {
        self.reserved = self.free_id();
        self.reserved
    }

    pub(super) const fn release(&mut self) {
        self.reserved = None;
    }

    /// What an acknowledgement of this identifier may be for.
    pub(super) fn awaits(&self, id: u16) -> Option<&Awaits> {
        self.in_flight.iter().find(|in_flight| in_flight.id == id).map(|in_flight| &in_flight.awaits)
    }

    /// PUBREC came: what is kept from now on is how it went.
    pub(super) fn receive(&mut self, id: u16, outcome: PublishOutcome) {
        let Some(in_flight) = self.in_flight.iter_mut().find(|in_flight| in_flight.id == id) else { return };
        self.in_flight_bytes -= in_flight.weight().unwrap_or(0);
        in_flight.awaits = Awaits::Pubcomp(outcome);
    }

    /// Out of flight.
    pub(super) fn take(&mut self, id: u16) -> Option<PublishKey> {
        let index = self.in_flight.iter().position(|in_flight| in_flight.id == id)?;
        let taken = self.in_flight.remove(index);
        self.in_flight_bytes -= taken.weight().unwrap_or(0);
        Some(taken.key)
    }

    fn start(&mut self, in_flight: InFlight, again: bool, now: Instant) -> Encoded {
        let packet = match &in_flight.awaits {
            Awaits::Puback(publication) | Awaits::Pubrec(publication) => {
                let expiry = in_flight.deadline.map(|deadline| deadline.since(now));
                frames::publish(self.version, in_flight.id, again, publication, expiry)
            }
            Awaits::Pubcomp(_) => frames::pubrel(in_flight.id),
        };
        self.in_flight_bytes += in_flight.weight().unwrap_or(0);
        self.in_flight.push(in_flight);
        packet
    }

    /// An identifier, if one more may be in flight.
    fn vacancy(&mut self, bytes: usize) -> Option<u16> {
        if self.has_room(bytes) { self.free_id() } else { None }
    }

    fn has_room(&self, bytes: usize) -> bool {
        let fits = self.in_flight_bytes + bytes <= self.limits.in_flight_bytes;
        self.in_flight.len() < self.window && (fits || self.in_flight.is_empty())
    }

    /// Round robin, so that a late acknowledgement finds no new bearer of its identifier.
    fn free_id(&mut self) -> Option<u16> {
        if self.in_flight.len() + self.to_resend.len() >= u16::MAX.into() {
            return None;
        }
        let candidates = (self.last_id..u16::MAX).map(|id| id + 1).chain(1..=self.last_id);
        let free = candidates.into_iter().find(|id| !self.is_taken(*id))?;
        self.last_id = free;
        Some(free)
    }

    fn is_taken(&self, id: u16) -> bool {
        let has_it = |in_flight: &InFlight| in_flight.id == id;
        self.in_flight.iter().any(has_it)
            || self.to_resend.iter().any(has_it)
            || self.retired.contains(&id)
            || self.reserved == Some(id)
    }
}

impl InFlight {
    const fn new(id: u16, key: PublishKey, publication: Publication, deadline: Option<Instant>) -> Self {
        let awaits = match publication.qos {
            QoS::ExactlyOnce => Awaits::Pubrec(publication),
            _ => Awaits::Puback(publication),
        };
        Self { id, key, deadline, awaits }
    }

    /// How many bytes are kept to be sent again; `None` if nothing more than PUBREL is.
    const fn weight(&self) -> Option<usize> {
        match &self.awaits {
            Awaits::Puback(publication) | Awaits::Pubrec(publication) => Some(publication.weight()),
            Awaits::Pubcomp(_) => None,
        }
    }
}
