//! What the connection holds and what went wrong with it, in detail: for the page that shows it, while it is watched.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{App, customs};
use crate::mqtt::{Evidence, FailureRecord, PacketRecord};
use crate::time::{Instant, Now, Timestamp};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostics {
    /// Under which name the broker knows this page.
    pub client_id: String,
    /// `None` without a connection.
    pub broker: Option<BrokerLimits>,
    pub limits: Vec<Limit>,
    /// Newest first.
    pub failures: Vec<FailureNews>,
    /// In both directions, newest first.
    pub packets: Vec<PacketNews>,
}

/// What the broker allows (MQTT 5, section 3.2.2.3); what it does not say is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokerLimits {
    pub receive_maximum: u16,
    pub maximum_qos: u8,
    pub retain_available: bool,
    pub packet_bytes: Option<u32>,
    /// How often it wants to hear from us.
    pub keep_alive: Option<Duration>,
}

/// Something that would grow without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub of: Limited,
    pub used: u64,
    pub limit: u64,
    /// What it has kept out so far.
    pub discarded: u64,
}

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Limited {
    /// The size of a packet that the broker sends.
    PacketBytes,
    /// Messages from the broker that have not been acknowledged.
    FromBroker,
    /// Messages to the broker that it has not acknowledged.
    ToBroker,
    /// Messages that wait for one of those to be acknowledged.
    Queued,
    QueuedBytes,
    Devices,
    /// Of the device that has most of them.
    Properties,
    /// The length of a text.
    Text,
    /// Wishes in sight.
    Requests,
    NotUnderstood,
    /// Topics that were announced outside of those that are listened to anyway.
    AnnouncedTopics,
    /// Packets and failures on record, and messages of ours to be told apart from what others say.
    Records,
    /// Topics of which the last message is kept for the next visit.
    LastKnown,
    LastKnownBytes,
    /// Topics of which it is noted which device speaks there.
    DeviceTopics,
    Alarms,
    /// Topics in the tree of all of them.
    ExploredTopics,
    /// Bytes of a recording.
    Recording,
    /// Properties whose values are on their way into the browser's store.
    Recorded,
    /// Values that are not yet in the browser's store.
    Values,
    /// Devices that have a name, a room or a place of the person's own, or are hidden.
    Customs,
    /// Lines and refusals of the broker's log.
    BrokerLog,
    /// What the broker tells of itself.
    Figures,
    /// Topics of which messages are counted.
    Traffic,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureNews {
    pub at: Timestamp,
    /// The likely cause and the next step.
    pub because: String,
    /// The code and the reason that the WebSocket was closed with, if it was closed from outside.
    pub closed: Option<(u16, String)>,
    /// The first bytes of the packet that was the cause, if one was.
    pub packet: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacketNews {
    pub at: Timestamp,
    pub sent: bool,
    /// What the standard calls it: `PUBLISH`.
    pub kind: String,
    pub size: u64,
    /// Its first bytes, or the start of its topic if it is a message: what a message says is nobody's business here.
    pub start: Start,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Start {
    Bytes(Vec<u8>),
    Topic(String),
}

impl App {
    pub(super) fn diagnostics(&self, now: Now) -> Diagnostics {
        let evidence = self.session.evidence();
        let failures = evidence.failures().map(|failure| self.failure_news(failure, now));
        let mut failures: Vec<_> = failures.collect();
        failures.reverse();
        Diagnostics {
            client_id: self.session.client_id().to_owned(),
            broker: self.session.server_limits().map(|server| BrokerLimits {
                receive_maximum: server.receive_maximum,
                maximum_qos: server.maximum_qos as u8,
                retain_available: server.retain_available,
                packet_bytes: server.packet_bytes,
                keep_alive: server.keep_alive,
            }),
            limits: self.limits_in_use(),
            failures,
            packets: newest_first(evidence, now),
        }
    }

    fn limits_in_use(&self) -> Vec<Limit> {
        let (usage, counted, discarded) = (self.session.usage(), self.session.counters(), self.registry.discarded());
        let (mqtt, device) = (self.limits.mqtt, self.limits.device);
        let devices = self.registry.devices().count();
        let properties = self.registry.devices().map(|device| device.properties().count()).max().unwrap_or(0);
        let window = self.session.server_limits().map_or(mqtt.in_flight, |it| it.receive_maximum.min(mqtt.in_flight));
        let evidence = self.session.evidence();
        let records = evidence.sent().count() + evidence.received().count() + evidence.failures().count();
        let limit =
            |of, used: usize, limit: usize, discarded| Limit { of, used: used as u64, limit: limit as u64, discarded };
        let mut limits = vec![
            limit(Limited::PacketBytes, 0, mqtt.packet_bytes as usize, counted.too_large),
            limit(Limited::FromBroker, usage.unreleased, mqtt.receive_maximum.into(), 0),
            limit(Limited::ToBroker, usage.in_flight, window.into(), 0),
            limit(Limited::Queued, usage.queued, mqtt.queued, counted.held_back),
            limit(Limited::QueuedBytes, usage.queued_bytes, mqtt.queued_bytes, 0),
            limit(Limited::Devices, devices, device.devices, discarded.devices),
            limit(Limited::Properties, properties, device.properties_per_device, discarded.properties),
            limit(Limited::Text, 0, device.text, discarded.texts),
            limit(Limited::Requests, self.registry.requests(), device.requests, discarded.requests),
            limit(Limited::NotUnderstood, self.unread.len(), self.limits.unread.topics, self.unread.discarded()),
            limit(
                Limited::AnnouncedTopics,
                self.listening.added(),
                self.limits.announced_filters,
                self.listening.discarded(),
            ),
            limit(Limited::Records, records, 2 * mqtt.recorded_packets + mqtt.recorded_failures, counted.forgotten),
        ];
        limits.extend(self.last_known.limits_in_use());
        let (noted, unnoted) = self.topics.noted();
        limits.push(limit(Limited::DeviceTopics, noted, self.limits.topics.topics, unnoted));
        let (alarms, most) = self.alarms.kept();
        limits.push(limit(Limited::Alarms, alarms, most, self.alarms.discarded()));
        let (recorded, left_out) = self.history.recorded();
        limits.push(limit(Limited::Recorded, recorded, self.limits.history.series, left_out));
        limits.push(limit(Limited::Customs, self.customs.count(), customs::DEVICES, 0));
        let (values, lost) = self.history.held();
        limits.push(limit(Limited::Values, values, self.limits.history.values, lost));
        if let Some(tally) = self.exploring.as_ref().map(|exploring| exploring.tally()) {
            let (topics, most) = (tally.topics as usize, self.limits.explorer.levels);
            limits.push(limit(Limited::ExploredTopics, topics, most, tally.discarded));
        }
        if let Some(bytes) = self.recorder.bytes() {
            limits.push(limit(Limited::Recording, bytes, self.limits.recording.bytes, 0));
        }
        limits.extend(self.overseeing.limits_in_use(self.limits.traffic_topics));
        limits
    }

    fn failure_news(&self, record: &FailureRecord, now: Now) -> FailureNews {
        FailureNews {
            at: moment(record.at, now),
            because: self.explain(&record.failure),
            closed: record.closed.clone(),
            packet: record.packet.clone(),
        }
    }
}

/// Those sent and those received, each of which are in their order.
fn newest_first(evidence: &Evidence, now: Now) -> Vec<PacketNews> {
    let (mut sent, mut received) = (evidence.sent().rev().peekable(), evidence.received().rev().peekable());
    let mut packets = Vec::new();
    loop {
        let is_sent = match (sent.peek(), received.peek()) {
            (Some(sent), Some(received)) => sent.at > received.at,
            (sent, _) => sent.is_some(),
        };
        let next = if is_sent { sent.next() } else { received.next() };
        let Some(record) = next else { return packets };
        packets.push(packet_news(record, is_sent, now));
    }
}

fn packet_news(record: &PacketRecord, sent: bool, now: Now) -> PacketNews {
    let start = match record.topic() {
        Some(topic) => Start::Topic(topic),
        None => Start::Bytes(record.start.clone()),
    };
    PacketNews { at: moment(record.at, now), sent, kind: record.kind().to_owned(), size: record.size as u64, start }
}

/// The wall time of something that is over.
pub(super) fn moment(at: Instant, now: Now) -> Timestamp {
    let age = i64::try_from(now.instant.since(at).as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(now.timestamp.millis().saturating_sub(age))
}
