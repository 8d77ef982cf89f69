//! The last packets and the last failures, for people and bug reports. Keeps no login, and never more than its limits say.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Failure, Limits};
use crate::time::Instant;

/// What went over the wire, and what went wrong. A flood in one direction does not wash away the other.
#[derive(Debug)]
pub struct Evidence {
    limits: Limits,
    sent: VecDeque<PacketRecord>,
    received: VecDeque<PacketRecord>,
    failures: Vec<FailureRecord>,
    pings: VecDeque<PingRecord>,
    /// The packet that is about to be a failure's cause.
    suspect: Vec<u8>,
    forgotten: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacketRecord {
    pub at: Instant,
    /// In bytes. Zero for CONNECT: it would tell how long the password is.
    pub size: usize,
    /// Its first bytes; none of CONNECT.
    pub start: Vec<u8>,
    first: u8,
}

/// A sign of life that the broker was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PingRecord {
    /// When it came.
    pub at: Instant,
    pub took: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureRecord {
    pub at: Instant,
    pub failure: Failure,
    /// The code and the reason that the WebSocket was closed with, if it was closed from outside.
    pub closed: Option<(u16, String)>,
    /// The first bytes of the packet that was the cause, if one was.
    pub packet: Vec<u8>,
}

/// Oldest first.
impl Evidence {
    #[must_use]
    pub fn sent(&self) -> impl DoubleEndedIterator<Item = &PacketRecord> {
        self.sent.iter()
    }

    #[must_use]
    pub fn received(&self) -> impl DoubleEndedIterator<Item = &PacketRecord> {
        self.received.iter()
    }

    pub fn failures(&self) -> impl Iterator<Item = &FailureRecord> {
        self.failures.iter()
    }

    pub fn pings(&self) -> impl Iterator<Item = &PingRecord> {
        self.pings.iter()
    }
}

impl PacketRecord {
    /// What the standard calls it: `PUBLISH`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        const KINDS: [&str; 16] = [
            "0",
            "CONNECT",
            "CONNACK",
            "PUBLISH",
            "PUBACK",
            "PUBREC",
            "PUBREL",
            "PUBCOMP",
            "SUBSCRIBE",
            "SUBACK",
            "UNSUBSCRIBE",
            "UNSUBACK",
            "PINGREQ",
            "PINGRESP",
            "DISCONNECT",
            "AUTH",
        ];
        KINDS[usize::from(self.first >> 4)]
    }

    /// The topic of a message, or what is on record of it.
    #[must_use]
    pub fn topic(&self) -> Option<String> {
        const PUBLISH: u8 = 3;
        if self.first >> 4 != PUBLISH {
            return None;
        }
        let length_bytes = self.start.iter().skip(1).take_while(|byte| **byte & 0x80 != 0).count() + 1;
        let body = self.start.get(1 + length_bytes..).unwrap_or_default();
        let Some((length, topic)) = body.split_first_chunk() else { return Some(String::new()) };
        let length = usize::from(u16::from_be_bytes(*length));
        Some(match topic.get(..length) {
            Some(topic) => String::from_utf8_lossy(topic).into_owned(),
            None => format!("{}…", String::from_utf8_lossy(topic)),
        })
    }
}

impl Evidence {
    pub(super) const fn new(limits: Limits) -> Self {
        Self {
            limits,
            sent: VecDeque::new(),
            received: VecDeque::new(),
            failures: Vec::new(),
            pings: VecDeque::new(),
            suspect: Vec::new(),
            forgotten: 0,
        }
    }

    pub(super) const fn forgotten(&self) -> u64 {
        self.forgotten
    }

    pub(super) fn note_sent(&mut self, packet: &[u8], now: Instant) {
        self.forgotten += note(&mut self.sent, self.limits, packet, now);
    }

    pub(super) fn note_received(&mut self, packet: &[u8], now: Instant) {
        self.forgotten += note(&mut self.received, self.limits, packet, now);
    }

    pub(super) fn note_ping(&mut self, took: Duration, now: Instant) {
        self.pings.push_back(PingRecord { at: now, took });
        if self.pings.len() > self.limits.recorded_pings {
            self.pings.pop_front();
        }
    }

    /// What comes next cannot be read on account of these bytes.
    pub(super) fn suspect(&mut self, bytes: &[u8]) {
        self.suspect = bytes[..bytes.len().min(self.limits.recorded_violation_bytes)].to_vec();
    }

    pub(super) fn note_failure(&mut self, failure: Failure, closed: Option<(u16, String)>, now: Instant) {
        let packet = std::mem::take(&mut self.suspect);
        self.failures.push(FailureRecord { at: now, failure, closed, packet });
        if self.failures.len() > self.limits.recorded_failures {
            self.failures.remove(0);
            self.forgotten += 1;
        }
    }
}

/// Notes a packet in the place of the oldest, if there is no other; returns how many had to go.
fn note(list: &mut VecDeque<PacketRecord>, limits: Limits, packet: &[u8], now: Instant) -> u64 {
    const CONNECT: u8 = 1;
    let is_full = list.len() >= limits.recorded_packets;
    // A flood allocates nothing.
    let oldest = if is_full { list.pop_front() } else { None };
    let mut start = oldest.map(|oldest| oldest.start).unwrap_or_default();
    start.clear();
    let first = packet.first().copied().unwrap_or_default();
    let shown = if first >> 4 == CONNECT { &[] } else { packet };
    start.extend_from_slice(&shown[..shown.len().min(limits.recorded_bytes)]);
    if limits.recorded_packets > 0 {
        list.push_back(PacketRecord { at: now, size: shown.len(), start, first });
    }
    u64::from(is_full)
}
