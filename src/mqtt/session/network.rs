//! What the network did.

use super::link::Link;
use super::outbox::Outbox;
use super::{Phase, STEP, Session, login};
use crate::language::word;
use crate::mqtt::frames::{self, Packet, Violation};
use crate::mqtt::keepalive::KEEP_ALIVE;
use crate::mqtt::{Failure, Output, Version};
use crate::time::Instant;

/// How a connection ends from our side.
#[derive(Debug)]
pub(super) enum End {
    /// Tell the broker what it did wrong, and try again later.
    Violated(Violation),
    Failed(Failure),
    /// Try again later under another name.
    Renamed(Failure),
    /// Try again at once in the other version, if that has not been tried.
    OtherVersion,
    Refused(Failure),
}

impl From<Violation> for End {
    fn from(violation: Violation) -> Self {
        Self::Violated(violation)
    }
}

impl Session {
    /// The socket is open.
    pub fn handle_opened(&mut self, now: Instant, out: &mut Vec<Output>) {
        let (Phase::Opening { .. }, Some(login)) = (&self.phase, &self.login) else {
            return;
        };
        let version = self.negotiation.version();
        let mut outbox = Outbox::new(now, &mut self.log, out);
        self.memory.outgoing.expire(&mut outbox);
        let clean = version == Version::Mqtt311 || !self.memory.outgoing.is_resumable();
        if clean {
            self.memory.forget(&mut outbox);
        }
        outbox.send(frames::connect(version, clean, &self.client_id, login, KEEP_ALIVE, &self.limits));
        self.phase = Phase::LoggingIn { until: now + STEP, clean };
        out.push(Output::StateChanged);
    }

    /// A binary message came, which may hold any part of the stream.
    pub fn handle_frame(&mut self, bytes: &[u8], now: Instant, out: &mut Vec<Output>) {
        match &mut self.phase {
            Phase::LoggingIn { .. } => self.negotiation.answered(),
            Phase::Linked(link) => link.heard(now),
            _ => return,
        }
        self.log.counters.bytes_received += bytes.len() as u64;
        match self.read(bytes, now, out) {
            Ok(()) => self.handle_timeout(now, out),
            Err(end) => self.end(end, now, out),
        }
    }

    /// A text message came. MQTT is spoken in binary ones (section 6).
    pub fn handle_text(&mut self, now: Instant, out: &mut Vec<Output>) {
        if matches!(self.phase, Phase::LoggingIn { .. } | Phase::Linked(_)) {
            self.end(End::Violated(Violation::Protocol(word!("a text message"))), now, out);
        }
    }

    /// The socket was closed by the broker or the network, or could not be opened.
    pub fn handle_closed(&mut self, code: u16, reason: &str, now: Instant, out: &mut Vec<Output>) {
        let words = reason.to_owned();
        let because = match &self.phase {
            Phase::Opening { .. } => Failure::NoAnswer,
            Phase::LoggingIn { .. } if self.negotiation.hung_up() => return self.open(now, out),
            Phase::LoggingIn { .. } => Failure::ClosedAtLogin { code, reason: words },
            Phase::Linked(link) => {
                let pattern = self.spells.lost(link.age(now), link.silence(now));
                pattern.unwrap_or(Failure::Lost { code, reason: words })
            }
            Phase::Idle | Phase::Waiting { .. } | Phase::Refused(_) => return,
        };
        let is_taken = because == Failure::Flapping;
        self.fail(because, Some((code, reason.to_owned())), now, out);
        if is_taken {
            self.rename(now, out);
        }
    }

    /// The browser would not even try to open the socket. `permanent`: it never will, at this address.
    pub fn handle_open_failed(&mut self, why: &str, permanent: bool, now: Instant, out: &mut Vec<Output>) {
        if !matches!(self.phase, Phase::Opening { .. }) {
            return;
        }
        let failure = Failure::CannotOpen(why.to_owned());
        if permanent {
            self.refuse(failure, now, out);
        } else {
            self.fail(failure, None, now, out);
        }
    }

    /// The deadline has come, or not yet.
    pub fn handle_timeout(&mut self, now: Instant, out: &mut Vec<Output>) {
        let mut outbox = Outbox::new(now, &mut self.log, out);
        let end = match &mut self.phase {
            Phase::Linked(link) => match link.handle_timeout(&mut self.memory, &mut outbox) {
                Ok(()) => return,
                Err(end) => end,
            },
            phase => {
                self.memory.outgoing.expire(&mut outbox);
                match phase {
                    Phase::Opening { until } if *until <= now => End::Failed(Failure::NoAnswer),
                    Phase::LoggingIn { until, .. } if *until <= now => End::Failed(Failure::NoWelcome),
                    Phase::Waiting { until, .. } if *until <= now => return self.open(now, out),
                    _ => return,
                }
            }
        };
        self.end(end, now, out);
    }

    fn read(&mut self, mut bytes: &[u8], now: Instant, out: &mut Vec<Output>) -> Result<(), End> {
        loop {
            let rest = bytes;
            let frame = self.framer.next(&mut bytes).inspect_err(|_| self.log.evidence.suspect(rest))?;
            let Some(frame) = frame else { return Ok(()) };
            self.log.evidence.note_received(frame.bytes(), now);
            let packet = frames::read(&frame, self.negotiation.version())
                .inspect_err(|_| self.log.evidence.suspect(frame.bytes()))?;
            self.log.counters.packets_received += 1;
            match &mut self.phase {
                Phase::Linked(link) => {
                    link.handle(packet, &mut self.memory, &mut Outbox::new(now, &mut self.log, out))?;
                }
                Phase::LoggingIn { clean, .. } => {
                    let clean = *clean;
                    self.enter(packet, clean, now, out)?;
                }
                _ => return Ok(()),
            }
        }
    }

    /// The first packet decides about the login. `clean`: no old session may be there.
    fn enter(&mut self, packet: Packet, clean: bool, now: Instant, out: &mut Vec<Output>) -> Result<(), End> {
        match packet {
            Packet::Welcome { session_present: true, .. } if clean => {
                Err(Violation::Protocol(word!("an old session, though we asked for a new one")).into())
            }
            Packet::Welcome { session_present, server } => {
                self.negotiation.welcomed();
                let mut outbox = Outbox::new(now, &mut self.log, out);
                if !session_present {
                    self.memory.forget(&mut outbox);
                }
                let version = self.negotiation.version();
                let unbearable = self.spells.unbearable;
                let link = Link::new(version, server, unbearable, self.limits, &mut self.memory, &mut outbox);
                self.phase = Phase::Linked(Box::new(link));
                Ok(())
            }
            Packet::Rejected { code, said } => Err(login::rejected(code, said.as_deref())),
            Packet::Disconnect { code, said } => Err(login::disconnected(code, said.as_deref())),
            _ => Err(Violation::Protocol(word!("something else before the answer to our login")).into()),
        }
    }

    fn end(&mut self, end: End, now: Instant, out: &mut Vec<Output>) {
        self.log.counters.too_large += u64::from(matches!(end, End::Violated(Violation::TooLarge { .. })));
        if let End::Violated(violation) = &end
            && let Some(goodbye) = frames::disconnect(self.negotiation.version(), violation.code())
        {
            Outbox::new(now, &mut self.log, out).send(goodbye);
        }
        out.push(Output::Close);
        match end {
            End::Violated(violation) => self.fail(Failure::Violation(violation), None, now, out),
            End::Failed(failure) => self.fail(failure, None, now, out),
            End::Renamed(failure) => {
                self.fail(failure, None, now, out);
                self.rename(now, out);
            }
            End::OtherVersion if self.negotiation.refused() => self.open(now, out),
            End::OtherVersion => self.refuse(Failure::NoCommonVersion, now, out),
            End::Refused(failure) => self.refuse(failure, now, out),
        }
    }
}
