//! A connection whose login was accepted.

use std::collections::HashSet;

use super::STEP;
use super::login;
use super::network::End;
use super::outbox::Outbox;
use super::outgoing::{Outgoing, Step};
use super::subscription;
use crate::mqtt::frames::{self, LARGEST_BODY, PINGREQ, Packet, Violation};
use crate::mqtt::keepalive::{Keepalive, Verdict};
use crate::mqtt::{
    Failure, Limits, Message, NotSent, Output, Publication, PublishKey, PublishOutcome, QoS, ServerLimits, topic,
};
use crate::time::Instant;

#[derive(Debug)]
pub(super) struct Link {
    server: ServerLimits,
    stage: Stage,
    keepalive: Keepalive,
    outgoing: Outgoing,
    /// Messages at quality of service 2 that were delivered and not yet released.
    unreleased: HashSet<u16>,
    receive_maximum: usize,
}

#[derive(Debug)]
pub(super) enum Stage {
    /// SUBSCRIBE is sent, for these filters.
    Subscribing {
        id: u16,
        filters: Vec<String>,
        until: Instant,
    },
    Live {
        since: Instant,
    },
}

impl Link {
    /// CONNACK let us in: subscribes.
    pub(super) fn new(server: ServerLimits, filters: &[String], limits: &Limits, outbox: &mut Outbox) -> Self {
        let mut link = Self {
            server,
            stage: Stage::Live { since: outbox.now },
            keepalive: Keepalive::new(server.keep_alive, outbox.now),
            outgoing: Outgoing::new(server.receive_maximum, limits),
            unreleased: HashSet::new(),
            receive_maximum: limits.receive_maximum.into(),
        };
        link.subscribe(filters, outbox);
        link
    }

    pub(super) const fn server(&self) -> ServerLimits {
        self.server
    }

    pub(super) const fn stage(&self) -> &Stage {
        &self.stage
    }

    pub(super) fn deadline(&self) -> Instant {
        let stage = match self.stage {
            Stage::Subscribing { until, .. } => Some(until),
            Stage::Live { .. } => None,
        };
        [stage, self.outgoing.deadline()].into_iter().flatten().fold(self.keepalive.deadline(), Instant::min)
    }

    pub(super) fn heard(&mut self, now: Instant) {
        self.keepalive.heard(now);
    }

    pub(super) fn check(&mut self, outbox: &mut Outbox) {
        if matches!(self.stage, Stage::Live { .. }) {
            self.keepalive.check(outbox.now);
            self.send(PINGREQ.to_vec(), outbox);
        }
    }

    pub(super) fn handle_timeout(&mut self, outbox: &mut Outbox) -> Result<(), End> {
        if matches!(self.stage, Stage::Subscribing { until, .. } if until <= outbox.now) {
            return Err(End::Failed(Failure::NoSubscriptions));
        }
        self.expire(outbox);
        match self.keepalive.look(outbox.now) {
            Verdict::Alive => {}
            Verdict::Ping => self.send(PINGREQ.to_vec(), outbox),
            Verdict::Dead => return Err(End::Failed(Failure::Silent)),
        }
        Ok(())
    }

    pub(super) fn publish(
        &mut self,
        key: PublishKey,
        publication: Publication,
        outbox: &mut Outbox,
    ) -> Result<(), NotSent> {
        if !matches!(self.stage, Stage::Live { .. }) {
            return Err(NotSent::NotConnected);
        }
        self.check_publication(&publication)?;
        if publication.qos == QoS::AtMostOnce {
            self.send_message(frames::publish(0, publication), outbox);
            outbox.push(Output::Published(key, PublishOutcome::Sent));
        } else if let Some(packet) = self.outgoing.publish(key, publication, outbox.now)? {
            self.send_message(packet, outbox);
        }
        Ok(())
    }

    pub(super) fn handle(&mut self, packet: Packet, outbox: &mut Outbox) -> Result<(), End> {
        match packet {
            Packet::Publish { id, message } => self.deliver(id, message, outbox)?,
            Packet::Puback(ack) => {
                let step = self.outgoing.puback(&ack);
                self.proceed(step, outbox);
            }
            Packet::Pubrec(ack) => {
                let step = self.outgoing.pubrec(&ack);
                self.proceed(step, outbox);
            }
            Packet::Pubcomp(ack) => {
                let step = self.outgoing.pubcomp(&ack);
                self.proceed(step, outbox);
            }
            Packet::Pubrel(ack) => {
                let known = self.unreleased.remove(&ack.id);
                self.send(frames::pubcomp(ack.id, known), outbox);
            }
            Packet::Suback { id, codes } => self.subscribed(id, &codes, outbox)?,
            Packet::Unsuback => outbox.counters.ignored_acknowledgements += 1,
            Packet::Pingresp => self.keepalive.answered(),
            Packet::Disconnect { code, said } => return Err(login::disconnected(code, said.as_deref())),
            Packet::Welcome { .. } | Packet::NotMqtt5 | Packet::Rejected { .. } => {
                return Err(Violation::Protocol("a second answer to our login").into());
            }
        }
        Ok(())
    }

    /// The connection is lost, or given up.
    pub(super) fn abandon(self, out: &mut Vec<Output>) {
        out.extend(self.outgoing.abandon().map(|(key, outcome)| Output::Published(key, outcome)));
    }

    /// Asks for all filters that the broker can be asked for, in one packet. With none we are live at once.
    fn subscribe(&mut self, filters: &[String], outbox: &mut Outbox) {
        let (asked, left_out) = subscription::sort(filters, &self.server, self.largest_packet());
        for (filter, code) in left_out {
            outbox.push(Output::Subscribed { filter, granted: Err(code) });
        }
        if asked.is_empty() {
            return self.go_live(outbox);
        }
        let id = self.outgoing.reserve();
        self.send(frames::subscribe(id, &asked), outbox);
        self.stage = Stage::Subscribing { id, filters: asked, until: outbox.now + STEP };
    }

    fn subscribed(&mut self, acknowledged: u16, codes: &[u8], outbox: &mut Outbox) -> Result<(), Violation> {
        let filters = match &mut self.stage {
            Stage::Subscribing { id, filters, .. } if *id == acknowledged => std::mem::take(filters),
            _ => {
                outbox.counters.ignored_acknowledgements += 1;
                return Ok(());
            }
        };
        if filters.len() != codes.len() {
            return Err(Violation::Protocol("an answer to more or fewer subscriptions than we asked for"));
        }
        for (filter, code) in filters.into_iter().zip(codes) {
            let granted = subscription::granted(*code);
            outbox.push(Output::Subscribed { filter, granted });
        }
        self.go_live(outbox);
        Ok(())
    }

    fn go_live(&mut self, outbox: &mut Outbox) {
        self.outgoing.release();
        self.stage = Stage::Live { since: outbox.now };
        outbox.push(Output::StateChanged);
    }

    fn deliver(&mut self, id: Option<u16>, message: Message, outbox: &mut Outbox) -> Result<(), Violation> {
        let qos = message.qos;
        if let (QoS::ExactlyOnce, Some(id)) = (qos, id) {
            if self.unreleased.contains(&id) {
                outbox.counters.duplicates += 1;
                self.send(frames::pubrec(id), outbox);
                return Ok(());
            }
            if self.unreleased.len() >= self.receive_maximum {
                return Err(Violation::TooMany);
            }
            self.unreleased.insert(id);
        }
        outbox.counters.messages_received += 1;
        outbox.push(Output::Message(message));
        match (qos, id) {
            (QoS::AtLeastOnce, Some(id)) => self.send(frames::puback(id), outbox),
            (QoS::ExactlyOnce, Some(id)) => self.send(frames::pubrec(id), outbox),
            _ => {}
        }
        Ok(())
    }

    fn proceed(&mut self, step: Step, outbox: &mut Outbox) {
        match step {
            Step::Settled(key, outcome) => {
                outbox.push(Output::Published(key, outcome));
                self.expire(outbox);
                while let Some(packet) = self.outgoing.next() {
                    self.send_message(packet, outbox);
                }
            }
            Step::Release(id) => self.send(frames::pubrel(id), outbox),
            Step::Unexpected => outbox.counters.ignored_acknowledgements += 1,
        }
    }

    fn expire(&mut self, outbox: &mut Outbox) {
        while let Some(key) = self.outgoing.expire(outbox.now) {
            outbox.push(Output::Published(key, PublishOutcome::Expired));
        }
    }

    /// What the broker would answer by ending the connection is not sent.
    fn check_publication(&self, publication: &Publication) -> Result<(), NotSent> {
        if let Err(why) = topic::check_name(&publication.topic) {
            return Err(NotSent::InvalidTopic { topic: publication.topic.clone(), why });
        }
        if publication.qos > self.server.maximum_qos {
            return Err(NotSent::QoSNotOffered(publication.qos));
        }
        if publication.retain && !self.server.retain_available {
            return Err(NotSent::RetainNotOffered);
        }
        let (bytes, limit) = (frames::publish_size(publication), self.largest_packet());
        if bytes > limit { Err(NotSent::TooLarge { bytes, limit }) } else { Ok(()) }
    }

    fn largest_packet(&self) -> usize {
        self.server.packet_bytes.map_or(LARGEST_BODY, |bytes| LARGEST_BODY.min(bytes as usize))
    }

    fn send(&mut self, packet: Vec<u8>, outbox: &mut Outbox) {
        self.keepalive.sent(outbox.now);
        outbox.send(packet);
    }

    fn send_message(&mut self, packet: Vec<u8>, outbox: &mut Outbox) {
        outbox.counters.messages_sent += 1;
        self.send(packet, outbox);
    }
}
