//! Publishes at quality of service 1 and 2 on their way: in flight until the broker has answered, before that in a queue
//! when it wants no more of them at once (MQTT 5, section 4.9). Every one leaves with exactly one outcome.

use std::collections::VecDeque;

use crate::mqtt::frames::{self, Acknowledgement};
use crate::mqtt::{Limits, NotSent, Publication, PublishKey, PublishOutcome, QoS, reason};
use crate::time::Instant;

#[derive(Debug)]
pub(super) struct Outgoing {
    limits: Limits,
    /// How many may be in flight.
    window: usize,
    /// In the order in which they were sent.
    in_flight: Vec<InFlight>,
    queue: VecDeque<Queued>,
    queued_bytes: usize,
    last_id: u16,
    /// The identifier of a SUBSCRIBE without an answer: all packets share them (section 2.2.1).
    reserved: Option<u16>,
}

#[derive(Debug)]
struct InFlight {
    id: u16,
    key: PublishKey,
    awaits: Awaits,
}

#[derive(Debug)]
enum Awaits {
    Puback,
    Pubrec,
    /// PUBREC said how it went.
    Pubcomp(PublishOutcome),
}

#[derive(Debug)]
struct Queued {
    key: PublishKey,
    publication: Publication,
    until: Instant,
}

/// What follows from an acknowledgement.
#[derive(Debug)]
pub(super) enum Step {
    Settled(PublishKey, PublishOutcome),
    /// Answer with PUBREL.
    Release(u16),
    /// It acknowledges nothing we know of.
    Unexpected,
}

impl Outgoing {
    pub(super) fn new(receive_maximum: u16, limits: &Limits) -> Self {
        Self {
            limits: *limits,
            window: receive_maximum.min(limits.in_flight).into(),
            in_flight: Vec::new(),
            queue: VecDeque::new(),
            queued_bytes: 0,
            last_id: 0,
            reserved: None,
        }
    }

    /// Takes an identifier for the SUBSCRIBE of a new connection.
    pub(super) fn reserve(&mut self) -> u16 {
        let id = self.free_id().expect("a new connection has all identifiers free");
        self.reserved = Some(id);
        id
    }

    pub(super) const fn release(&mut self) {
        self.reserved = None;
    }

    /// The packet to send now, or nothing yet.
    pub(super) fn publish(
        &mut self,
        key: PublishKey,
        publication: Publication,
        now: Instant,
    ) -> Result<Option<Vec<u8>>, NotSent> {
        if self.queue.is_empty()
            && let Some(id) = self.vacancy()
        {
            return Ok(Some(self.start(id, key, publication)));
        }
        let queued_bytes = self.queued_bytes + publication.payload.len();
        if self.queue.len() >= self.limits.queued || queued_bytes > self.limits.queued_bytes {
            return Err(NotSent::TooMany(self.in_flight.len() + self.queue.len()));
        }
        self.queued_bytes = queued_bytes;
        self.queue.push_back(Queued { key, publication, until: now + self.limits.queue_time });
        Ok(None)
    }

    /// The next packet from the queue whose turn has come.
    pub(super) fn next(&mut self) -> Option<Vec<u8>> {
        if self.queue.is_empty() {
            return None;
        }
        let id = self.vacancy()?;
        let queued = self.unqueue()?;
        Some(self.start(id, queued.key, queued.publication))
    }

    /// The next one that has waited in the queue for too long.
    pub(super) fn expire(&mut self, now: Instant) -> Option<PublishKey> {
        self.queue.front().filter(|queued| queued.until <= now)?;
        self.unqueue().map(|queued| queued.key)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.queue.front().map(|queued| queued.until)
    }

    pub(super) fn puback(&mut self, ack: &Acknowledgement) -> Step {
        match self.awaits(ack.id) {
            Some(Awaits::Puback) => self.settle(ack.id, outcome(ack)),
            _ => Step::Unexpected,
        }
    }

    pub(super) fn pubrec(&mut self, ack: &Acknowledgement) -> Step {
        match self.awaits(ack.id) {
            Some(awaits @ Awaits::Pubrec) => match outcome(ack) {
                refused @ PublishOutcome::Refused(_) => self.settle(ack.id, refused),
                outcome => {
                    *awaits = Awaits::Pubcomp(outcome);
                    Step::Release(ack.id)
                }
            },
            _ => Step::Unexpected,
        }
    }

    pub(super) fn pubcomp(&mut self, ack: &Acknowledgement) -> Step {
        match self.awaits(ack.id) {
            // The broker took it and then forgot it.
            Some(Awaits::Pubcomp(_)) if ack.code >= 0x80 => self.settle(ack.id, PublishOutcome::Unknown),
            Some(Awaits::Pubcomp(outcome)) => {
                let outcome = outcome.clone();
                self.settle(ack.id, outcome)
            }
            _ => Step::Unexpected,
        }
    }

    /// The connection is lost: the last words on all of them, in the order in which they were published.
    pub(super) fn abandon(self) -> impl Iterator<Item = (PublishKey, PublishOutcome)> {
        let waiting = self.queue.into_iter().map(|queued| (queued.key, PublishOutcome::Dropped));
        self.in_flight.into_iter().map(|in_flight| (in_flight.key, PublishOutcome::Unknown)).chain(waiting)
    }

    /// What a publish in flight waits for.
    fn awaits(&mut self, id: u16) -> Option<&mut Awaits> {
        self.in_flight.iter_mut().find(|in_flight| in_flight.id == id).map(|in_flight| &mut in_flight.awaits)
    }

    fn start(&mut self, id: u16, key: PublishKey, publication: Publication) -> Vec<u8> {
        let awaits = match publication.qos {
            QoS::ExactlyOnce => Awaits::Pubrec,
            _ => Awaits::Puback,
        };
        self.in_flight.push(InFlight { id, key, awaits });
        frames::publish(id, publication)
    }

    fn settle(&mut self, id: u16, outcome: PublishOutcome) -> Step {
        match self.in_flight.iter().position(|in_flight| in_flight.id == id) {
            Some(index) => Step::Settled(self.in_flight.remove(index).key, outcome),
            None => Step::Unexpected,
        }
    }

    fn unqueue(&mut self) -> Option<Queued> {
        let queued = self.queue.pop_front()?;
        self.queued_bytes -= queued.publication.payload.len();
        Some(queued)
    }

    /// An identifier, if one more may be in flight.
    fn vacancy(&mut self) -> Option<u16> {
        if self.in_flight.len() < self.window { self.free_id() } else { None }
    }

    /// Round robin, so that a late acknowledgement finds no new bearer of its identifier.
    fn free_id(&mut self) -> Option<u16> {
        let candidates = (self.last_id..u16::MAX).map(|id| id + 1).chain(1..=self.last_id);
        let free = candidates
            .into_iter()
            .find(|id| self.reserved != Some(*id) && self.in_flight.iter().all(|in_flight| in_flight.id != *id))?;
        self.last_id = free;
        Some(free)
    }
}

/// What PUBACK and PUBREC say (sections 3.4.2.1 and 3.5.2.1).
fn outcome(ack: &Acknowledgement) -> PublishOutcome {
    match ack.code {
        0x10 => PublishOutcome::NobodyListening,
        0x80.. => PublishOutcome::Refused(reason::refused_publish(ack.code, ack.said.as_deref())),
        _ => PublishOutcome::Delivered,
    }
}
