//! Where the consequences of one call go.

use crate::mqtt::{Counters, Encoded, Output, PublishKey, PublishOutcome};
use crate::time::Instant;

pub(super) struct Outbox<'a> {
    pub(super) now: Instant,
    pub(super) counters: &'a mut Counters,
    out: &'a mut Vec<Output>,
}

impl<'a> Outbox<'a> {
    pub(super) const fn new(now: Instant, counters: &'a mut Counters, out: &'a mut Vec<Output>) -> Self {
        Self { now, counters, out }
    }

    pub(super) fn push(&mut self, output: Output) {
        self.out.push(output);
    }

    pub(super) fn settle(&mut self, key: PublishKey, outcome: PublishOutcome) {
        self.push(Output::Published(key, outcome));
    }

    pub(super) fn send(&mut self, packet: Encoded) {
        const PUBLISH: u8 = 3;
        self.counters.packets_sent += 1;
        self.counters.bytes_sent += packet.len() as u64;
        self.counters.messages_sent += u64::from(packet[0] >> 4 == PUBLISH);
        self.push(Output::Send(packet));
    }
}
