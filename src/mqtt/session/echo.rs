//! Tells our own messages from those of others where the broker cannot leave them out: MQTT 3.1.1 has no No Local. Without
//! it, a control would take the person's wish for the device's word.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use crate::mqtt::{Message, Publication, topic};
use crate::time::Instant;

/// A message may wait for its turn, but the broker sends it on at once; what comes later was said by somebody else.
const BACK_BY: Duration = Duration::from_secs(20);

/// What we have published to topics that we listen to, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Echoes(Vec<Echo>);

#[derive(Debug)]
pub(super) struct Echo {
    of: u64,
    until: Instant,
    /// A broker may send one for each filter that matches (3.1.1, section 3.3.5).
    copies: usize,
}

impl Echo {
    /// `None` if nobody will send it back to us.
    pub(super) fn of(publication: &Publication, filters: &[String], now: Instant) -> Option<Self> {
        let copies = filters.iter().filter(|filter| topic::matches(filter, &publication.topic)).count();
        let of = fingerprint(&publication.topic, &publication.payload);
        (copies > 0).then_some(Self { of, until: now + BACK_BY, copies })
    }
}

impl Echoes {
    /// Returns how many older ones had to make room.
    pub(super) fn expect(&mut self, echo: Echo, limit: usize) -> u64 {
        self.0.push(echo);
        let excess = self.0.len().saturating_sub(limit);
        self.0.drain(..excess);
        excess as u64
    }

    /// Whether this message is one of ours. A stored copy is no news in any case, and not told apart.
    pub(super) fn is_one(&mut self, message: &Message, now: Instant) -> bool {
        self.0.retain(|echo| now < echo.until && echo.copies > 0);
        if self.0.is_empty() || message.retain {
            return false;
        }
        let of = fingerprint(&message.topic, &message.payload);
        let Some(echo) = self.0.iter_mut().find(|echo| echo.of == of) else { return false };
        echo.copies -= 1;
        true
    }
}

fn fingerprint(topic: &str, payload: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (topic, payload).hash(&mut hasher);
    hasher.finish()
}
