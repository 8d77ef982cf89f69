//! A connection whose login was accepted.

use std::time::Duration;

use super::acknowledgement::Step;
use super::echo::{Echo, Echoes};
use super::login;
use super::memory::Memory;
use super::network::End;
use super::outbox::Outbox;
use crate::language::word;
use crate::mqtt::frames::{self, Packet, Violation};
use crate::mqtt::keepalive::{Keepalive, Verdict};
use crate::mqtt::{
    Encoded, Failure, Limits, Message, NotSent, Output, Publication, PublishKey, PublishOutcome, QoS, ServerLimits,
    Version, topic,
};
use crate::time::Instant;

#[derive(Debug)]
pub(super) struct Link {
    version: Version,
    server: ServerLimits,
    since: Instant,
    stage: Stage,
    keepalive: Keepalive,
    echoes: Echoes,
    limits: Limits,
}

#[derive(Debug)]
pub(super) enum Stage {
    /// The broker has not yet answered all our subscriptions.
    Subscribing,
    Live {
        since: Instant,
    },
}

impl Link {
    /// CONNACK let us in: resumes what is in flight, and subscribes. `unbearable`: a silence that cuts the connection.
    pub(super) fn new(
        version: Version,
        server: ServerLimits,
        unbearable: Option<Duration>,
        limits: Limits,
        memory: &mut Memory,
        outbox: &mut Outbox,
    ) -> Self {
        let mut link = Self {
            version,
            server,
            since: outbox.now,
            stage: Stage::Subscribing,
            keepalive: Keepalive::new(server.keep_alive, unbearable, outbox.now),
            echoes: Echoes::default(),
            limits,
        };
        memory.outgoing.begin(version, &link.server);
        link.proceed(memory, outbox);
        link.subscribe(memory, outbox);
        link
    }

    pub(super) const fn server(&self) -> ServerLimits {
        self.server
    }

    pub(super) const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// How long it has lasted.
    pub(super) fn age(&self, now: Instant) -> Duration {
        now.since(self.since)
    }

    pub(super) const fn keep_alive(&self) -> Duration {
        self.keepalive.interval()
    }

    pub(super) fn silence(&self, now: Instant) -> Duration {
        self.keepalive.silence(now)
    }

    pub(super) fn deadline(&self, memory: &Memory) -> Instant {
        let deadlines = memory.subscriptions.deadline().into_iter().chain(memory.outgoing.deadline());
        deadlines.fold(self.keepalive.deadline(), Instant::min)
    }

    pub(super) fn heard(&mut self, now: Instant) {
        self.keepalive.heard(now);
    }

    pub(super) fn check(&mut self, outbox: &mut Outbox) {
        if matches!(self.stage, Stage::Live { .. }) {
            self.keepalive.check(outbox.now);
            self.send(frames::pingreq(), outbox);
        }
    }

    /// Asks the broker for a sign of life, only to see how long it takes.
    pub(super) fn ping(&mut self, outbox: &mut Outbox) {
        if matches!(self.stage, Stage::Live { .. }) && self.keepalive.measure(outbox.now) {
            self.send(frames::pingreq(), outbox);
        }
    }

    pub(super) fn handle_timeout(&mut self, memory: &mut Memory, outbox: &mut Outbox) -> Result<(), End> {
        if memory.subscriptions.deadline().is_some_and(|until| until <= outbox.now) {
            return Err(End::Failed(Failure::NoSubscriptions));
        }
        self.proceed(memory, outbox);
        match self.keepalive.look(outbox.now) {
            Verdict::Alive => {}
            Verdict::Ping => self.send(frames::pingreq(), outbox),
            Verdict::Dead => return Err(End::Failed(Failure::Silent)),
        }
        Ok(())
    }

    pub(super) fn publish(
        &mut self,
        key: PublishKey,
        publication: Publication,
        deadline: Option<Instant>,
        memory: &mut Memory,
        outbox: &mut Outbox,
    ) -> Result<(), NotSent> {
        let now = outbox.now;
        if !matches!(self.stage, Stage::Live { .. }) {
            return Err(NotSent::NotConnected);
        }
        let expiry = deadline.map(|deadline| deadline.since(now));
        self.check_publication(&publication, expiry)?;
        if expiry.is_some_and(|left| left.is_zero()) {
            outbox.settle(key, PublishOutcome::Expired);
            return Ok(());
        }
        let echo = match self.version {
            Version::Mqtt5 => None,
            Version::Mqtt311 => Echo::of(&publication, memory.subscriptions.wanted(), now),
        };
        if publication.qos == QoS::AtMostOnce {
            self.send(frames::publish(self.version, 0, false, &publication, expiry), outbox);
            outbox.settle(key, PublishOutcome::Sent);
        } else if let Some(packet) = memory.outgoing.publish(key, publication, deadline, now)? {
            self.send(packet, outbox);
        }
        if let Some(echo) = echo {
            outbox.log.counters.forgotten += self.echoes.expect(echo, self.limits.echoes);
        }
        Ok(())
    }

    pub(super) fn handle(&mut self, packet: Packet, memory: &mut Memory, outbox: &mut Outbox) -> Result<(), End> {
        match packet {
            Packet::Publish { id, message } => self.deliver(id, message, memory, outbox)?,
            Packet::Puback(ack) => {
                let step = memory.outgoing.puback(&ack);
                self.take(step, memory, outbox);
            }
            Packet::Pubrec(ack) => {
                let step = memory.outgoing.pubrec(&ack);
                self.take(step, memory, outbox);
            }
            Packet::Pubcomp(ack) => {
                let step = memory.outgoing.pubcomp(&ack);
                self.take(step, memory, outbox);
            }
            Packet::Pubrel(ack) => {
                let position = memory.unreleased.iter().position(|id| *id == ack.id);
                let known = position.map(|position| memory.unreleased.swap_remove(position)).is_some();
                self.send(frames::pubcomp(self.version, ack.id, known), outbox);
            }
            Packet::Suback { id, codes } => {
                memory.subscriptions.subscribed(id, &codes, &mut memory.outgoing, outbox)?;
                self.subscribe(memory, outbox);
            }
            Packet::Unsuback { id, codes } => {
                memory.subscriptions.unsubscribed(id, codes.as_deref(), &mut memory.outgoing, outbox)?;
                self.subscribe(memory, outbox);
            }
            Packet::Pingresp => {
                if let Some(took) = self.keepalive.answered(outbox.now) {
                    outbox.log.evidence.note_ping(took, outbox.now);
                }
            }
            Packet::Disconnect { code, said } => return Err(login::disconnected(code, said.as_deref())),
            Packet::Welcome { .. } | Packet::Rejected { .. } => {
                return Err(Violation::Protocol(word!("a second answer to our login")).into());
            }
        }
        Ok(())
    }

    /// Asks for what is wanted and gives up what is not, as far as that can be asked now. Live is who has been answered.
    pub(super) fn subscribe(&mut self, memory: &mut Memory, outbox: &mut Outbox) {
        let Memory { outgoing, subscriptions, .. } = memory;
        if let Some(packet) = subscriptions.ask(outgoing, self.version, &self.server, outbox) {
            self.send(packet, outbox);
        }
        if matches!(self.stage, Stage::Subscribing) && subscriptions.are_answered() {
            self.stage = Stage::Live { since: outbox.now };
            outbox.push(Output::StateChanged);
        }
    }

    fn deliver(
        &mut self,
        id: Option<u16>,
        message: Message,
        memory: &mut Memory,
        outbox: &mut Outbox,
    ) -> Result<(), Violation> {
        let answer = match (message.qos, id) {
            (QoS::AtLeastOnce, Some(id)) => Some(frames::puback(id)),
            (QoS::ExactlyOnce, Some(id)) => {
                if memory.unreleased.contains(&id) {
                    outbox.log.counters.duplicates += 1;
                    self.send(frames::pubrec(id), outbox);
                    return Ok(());
                }
                if memory.unreleased.len() >= self.limits.receive_maximum.into() {
                    return Err(Violation::TooMany);
                }
                memory.unreleased.push(id);
                Some(frames::pubrec(id))
            }
            _ => None,
        };
        if self.echoes.is_one(&message, outbox.now) {
            outbox.log.counters.echoes += 1;
        } else {
            outbox.log.counters.messages_received += 1;
            outbox.push(Output::Message(message));
        }
        if let Some(answer) = answer {
            self.send(answer, outbox);
        }
        Ok(())
    }

    fn take(&mut self, step: Step, memory: &mut Memory, outbox: &mut Outbox) {
        match step {
            Step::Settled(key, outcome) => {
                outbox.settle(key, outcome);
                self.proceed(memory, outbox);
                // It may have waited for an identifier.
                self.subscribe(memory, outbox);
            }
            Step::Release(id) => self.send(frames::pubrel(id), outbox),
            Step::Unexpected => outbox.log.counters.ignored_acknowledgements += 1,
        }
    }

    /// Gives up those whose time is over, and sends those whose turn has come.
    fn proceed(&mut self, memory: &mut Memory, outbox: &mut Outbox) {
        memory.outgoing.expire(outbox);
        while let Some((packet, key)) = memory.outgoing.next(outbox.now) {
            self.send(packet, outbox);
            if let Some(key) = key {
                outbox.push(Output::Left(key));
            }
        }
    }

    /// What the broker would answer by ending the connection is not sent.
    fn check_publication(&self, publication: &Publication, expiry: Option<Duration>) -> Result<(), NotSent> {
        if let Err(why) = topic::check_name(&publication.topic) {
            return Err(NotSent::InvalidTopic { topic: publication.topic.clone(), why });
        }
        if publication.qos > self.server.maximum_qos {
            return Err(NotSent::QoSNotOffered(publication.qos));
        }
        if publication.retain && !self.server.retain_available {
            return Err(NotSent::RetainNotOffered);
        }
        let bytes = frames::publish(self.version, 0, false, publication, expiry).len();
        let limit = self.server.largest_packet();
        if bytes > limit { Err(NotSent::TooLarge { bytes, limit }) } else { Ok(()) }
    }

    fn send(&mut self, packet: Encoded, outbox: &mut Outbox) {
        self.keepalive.sent(outbox.now);
        outbox.send(packet);
    }
}
