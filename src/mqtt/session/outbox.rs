//! Where the consequences of one call go, and what is noted of them.

use crate::mqtt::{Counters, Encoded, Evidence, Output, PublishKey, PublishOutcome};
use crate::time::Instant;

/// What a session notes of all that passes.
#[derive(Debug)]
pub(super) struct Log {
    pub(super) counters: Counters,
    pub(super) evidence: Evidence,
}

pub(super) struct Outbox<'a> {
    pub(super) now: Instant,
    pub(super) log: &'a mut Log,
    out: &'a mut Vec<Output>,
}

impl<'a> Outbox<'a> {
    pub(super) const fn new(now: Instant, log: &'a mut Log, out: &'a mut Vec<Output>) -> Self {
        Self { now, log, out }
    }

    pub(super) fn push(&mut self, output: Output) {
        self.out.push(output);
    }

    pub(super) fn settle(&mut self, key: PublishKey, outcome: PublishOutcome) {
        let is_held_back = matches!(outcome, PublishOutcome::Expired | PublishOutcome::Dropped(_));
        self.log.counters.held_back += u64::from(is_held_back);
        self.push(Output::Published(key, outcome));
    }

    pub(super) fn send(&mut self, packet: Encoded) {
        const PUBLISH: u8 = 3;
        self.log.counters.packets_sent += 1;
        self.log.counters.bytes_sent += packet.len() as u64;
        self.log.counters.messages_sent += u64::from(packet[0] >> 4 == PUBLISH);
        self.log.evidence.note_sent(&packet, self.now);
        self.push(Output::Send(packet));
    }
}
