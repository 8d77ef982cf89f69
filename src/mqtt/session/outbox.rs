//! Where the consequences of one call go.

use crate::mqtt::{Counters, Output};
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

    pub(super) fn send(&mut self, packet: Vec<u8>) {
        self.counters.send(packet, self.out);
    }
}

impl Counters {
    pub(super) fn send(&mut self, packet: Vec<u8>, out: &mut Vec<Output>) {
        self.packets_sent += 1;
        self.bytes_sent += packet.len() as u64;
        out.push(Output::Send(packet));
    }
}
