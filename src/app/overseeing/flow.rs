//! What passes between the broker and us, and how long its answers take.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::app::diagnostics::moment;
use crate::mqtt::{Counters, Session};
use crate::time::{Instant, Now, Timestamp};

/// So often the broker is asked for a sign of life while somebody looks.
const PING: Duration = Duration::from_secs(5);
/// Seconds of a chart.
const POINTS: usize = 120;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkNews {
    pub packets_sent: u64,
    pub packets_received: u64,
    pub bytes_sent: u64,
    pub bytes_received: u64,
    /// Of each of the last seconds.
    pub sent: Vec<u32>,
    pub received: Vec<u32>,
    /// How often the broker hears from us at the least; `None` without a connection.
    pub keep_alive: Option<Duration>,
    pub pings: Vec<PingNews>,
}

/// How long the broker took for a sign of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PingNews {
    pub at: Timestamp,
    pub took: Duration,
}

#[derive(Debug)]
pub(super) struct Flow {
    pinged: Option<Instant>,
    /// What was counted at the last second.
    before: Option<Counters>,
    sent: VecDeque<u32>,
    received: VecDeque<u32>,
}

impl Flow {
    pub(super) fn new() -> Self {
        Self { pinged: None, before: None, sent: VecDeque::new(), received: VecDeque::new() }
    }

    pub(super) fn is_ping_due(&mut self, now: Instant) -> bool {
        let is_due = self.pinged.is_none_or(|pinged| now.since(pinged) >= PING);
        if is_due {
            self.pinged = Some(now);
        }
        is_due
    }

    /// Once a second.
    pub(super) fn news(&mut self, session: &Session, now: Now) -> LinkNews {
        let counters = session.counters();
        let Counters { packets_sent, packets_received, bytes_sent, bytes_received, .. } = counters;
        if let Some(before) = self.before.replace(counters) {
            note(&mut self.sent, bytes_sent - before.bytes_sent);
            note(&mut self.received, bytes_received - before.bytes_received);
        }
        let pings = session.evidence().pings().map(|ping| PingNews { at: moment(ping.at, now), took: ping.took });
        LinkNews {
            packets_sent,
            packets_received,
            bytes_sent,
            bytes_received,
            sent: self.sent.iter().copied().collect(),
            received: self.received.iter().copied().collect(),
            keep_alive: session.keep_alive(),
            pings: pings.collect(),
        }
    }
}

fn note(points: &mut VecDeque<u32>, bytes: u64) {
    if points.len() >= POINTS {
        points.pop_front();
    }
    points.push_back(u32::try_from(bytes).unwrap_or(u32::MAX));
}
