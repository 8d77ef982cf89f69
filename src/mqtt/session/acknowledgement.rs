//! What the broker's answers to our publishes mean (MQTT 5, sections 4.3.2 and 4.3.3).

use super::outgoing::{Awaits, Outgoing};
use crate::mqtt::frames::Acknowledgement;
use crate::mqtt::{PublishKey, PublishOutcome, reason};

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
    pub(super) fn puback(&mut self, ack: &Acknowledgement) -> Step {
        match self.awaits(ack.id) {
            Some(Awaits::Puback(_)) => self.settle(ack.id, outcome(ack)),
            _ => Step::Unexpected,
        }
    }

    /// One with a reason of failure ends the exchange: no PUBREL follows, and the identifier is free.
    pub(super) fn pubrec(&mut self, ack: &Acknowledgement) -> Step {
        let Some(Awaits::Pubrec(_)) = self.awaits(ack.id) else { return Step::Unexpected };
        match outcome(ack) {
            refused @ PublishOutcome::Refused { .. } => self.settle(ack.id, refused),
            outcome => {
                self.receive(ack.id, outcome);
                Step::Release(ack.id)
            }
        }
    }

    pub(super) fn pubcomp(&mut self, ack: &Acknowledgement) -> Step {
        let Some(Awaits::Pubcomp(outcome)) = self.awaits(ack.id) else { return Step::Unexpected };
        // The broker took it and then forgot it.
        let is_forgotten = ack.code.is_some_and(|code| code >= 0x80);
        let outcome = if is_forgotten { PublishOutcome::Unknown } else { outcome.clone() };
        self.settle(ack.id, outcome)
    }

    fn settle(&mut self, id: u16, outcome: PublishOutcome) -> Step {
        self.take(id).map_or(Step::Unexpected, |key| Step::Settled(key, outcome))
    }
}

/// What PUBACK and PUBREC say (sections 3.4.2.1 and 3.5.2.1).
fn outcome(ack: &Acknowledgement) -> PublishOutcome {
    match ack.code {
        None => PublishOutcome::Acknowledged,
        Some(0x10) => PublishOutcome::NobodyListening,
        Some(code @ 0x80..) => {
            PublishOutcome::Refused { code, why: reason::refused_publish(code, ack.said.as_deref()) }
        }
        Some(_) => PublishOutcome::Delivered,
    }
}
