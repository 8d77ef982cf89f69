//! From one connection to the next.

use std::time::Duration;

use super::link::Stage;
use super::outbox::Outbox;
use super::{Phase, STEP, Session, login};
use crate::mqtt::frames::{self, Framer};
use crate::mqtt::reconnect::Backoff;
use crate::mqtt::{Failure, Output, Version};
use crate::time::Instant;

/// A connection that held for so long was a good one; the next failure is the first of a new series.
const STEADY: Duration = Duration::from_secs(30);

impl Session {
    pub(super) fn open(&mut self, now: Instant, out: &mut Vec<Output>) {
        self.framer = Framer::new(self.limits.packet_bytes as usize);
        self.phase = Phase::Opening { until: now + STEP };
        out.extend([Output::Open, Output::StateChanged]);
    }

    /// Out of whatever connection there is, politely.
    pub(super) fn leave(&mut self, now: Instant, out: &mut Vec<Output>) {
        let left = std::mem::replace(&mut self.phase, Phase::Idle);
        let mut outbox = Outbox::new(now, &mut self.log, out);
        if matches!(left, Phase::LoggingIn { .. } | Phase::Linked(_))
            && let Some(goodbye) = frames::disconnect(self.negotiation.version(), 0)
        {
            outbox.send(goodbye);
        }
        if matches!(left, Phase::Opening { .. } | Phase::LoggingIn { .. } | Phase::Linked(_)) {
            outbox.push(Output::Close);
        }
        self.memory.forget(&mut outbox);
    }

    /// There is no connection any more; there shall be one. `closed`: what the WebSocket said.
    pub(super) fn fail(
        &mut self,
        because: Failure,
        closed: Option<(u16, String)>,
        now: Instant,
        out: &mut Vec<Output>,
    ) {
        self.note(&because, closed, now);
        if let Phase::Linked(link) = std::mem::replace(&mut self.phase, Phase::Idle) {
            if matches!(link.stage(), Stage::Live { since } if now.since(*since) >= STEADY) {
                self.backoff = Backoff::default();
            }
            let mut outbox = Outbox::new(now, &mut self.log, out);
            match self.negotiation.version() {
                Version::Mqtt5 => self.memory.suspend(&mut outbox),
                Version::Mqtt311 => self.memory.forget(&mut outbox),
            }
        }
        let until = now + self.backoff.next(&mut self.dice);
        self.phase = Phase::Waiting { until, because };
        out.push(Output::StateChanged);
    }

    /// There is no connection, and asking again would not help. The login is forgotten.
    pub(super) fn refuse(&mut self, failure: Failure, now: Instant, out: &mut Vec<Output>) {
        self.note(&failure, None, now);
        self.memory.forget(&mut Outbox::new(now, &mut self.log, out));
        self.login = None;
        self.phase = Phase::Refused(failure);
        out.push(Output::StateChanged);
    }

    /// What the broker keeps under the old name is lost.
    pub(super) fn rename(&mut self, now: Instant, out: &mut Vec<Output>) {
        self.memory.forget(&mut Outbox::new(now, &mut self.log, out));
        self.client_id = login::client_id(&mut self.dice);
    }

    fn note(&mut self, failure: &Failure, closed: Option<(u16, String)>, now: Instant) {
        self.log.counters.failures += 1;
        self.log.evidence.note_failure(failure.clone(), closed, now);
    }
}
