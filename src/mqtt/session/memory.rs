//! What outlives a connection: a session's state on our side (MQTT 5, section 4.1).

use super::outbox::Outbox;
use super::outgoing::Outgoing;
use super::subscription::Subscriptions;
use crate::mqtt::Limits;

#[derive(Debug)]
pub(super) struct Memory {
    pub(super) outgoing: Outgoing,
    /// Messages at quality of service 2 that were delivered and not yet released.
    pub(super) unreleased: Vec<u16>,
    pub(super) subscriptions: Subscriptions,
}

impl Memory {
    pub(super) fn new(limits: Limits) -> Self {
        Self { outgoing: Outgoing::new(limits), unreleased: Vec::new(), subscriptions: Subscriptions::default() }
    }

    /// The connection is lost; the broker keeps what it knows for a while.
    pub(super) fn suspend(&mut self, outbox: &mut Outbox) {
        self.outgoing.suspend(outbox);
        self.subscriptions.suspend();
    }

    /// The broker keeps nothing, or not for us.
    pub(super) fn forget(&mut self, outbox: &mut Outbox) {
        self.outgoing.forget(outbox);
        self.unreleased.clear();
        self.subscriptions.forget();
    }
}
