//! Tells a silent connection from a dead one, by elapsed time alone.

use std::time::Duration;

use crate::time::Instant;

/// How often the broker hears from us if it does not say otherwise. Less than the minute of silence after which nginx, and
/// other proxies with it, cut a connection unless they are told to wait longer.
pub(super) const KEEP_ALIVE: Duration = Duration::from_secs(50);
const LONGEST_GRACE: Duration = Duration::from_secs(10);
/// A person is waiting and looks at the page: with the first wait of a second at most, five seconds later another connection
/// is on its way.
const CHECK_GRACE: Duration = Duration::from_secs(4);
/// A timer so late means that we slept; the answer may have come meanwhile, and stand in line behind the timer.
const LATE: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Keepalive {
    interval: Duration,
    sent: Instant,
    heard: Instant,
    ping: Option<Ping>,
    /// When a PINGREQ was sent whose answer tells how long the way is.
    asked: Option<Instant>,
}

/// A PINGREQ without its answer.
#[derive(Debug)]
struct Ping {
    grace: Duration,
    answer_by: Instant,
    second: bool,
}

/// What is to be done now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Alive,
    Ping,
    Dead,
}

impl Keepalive {
    /// The broker's wish counts if it wants to hear from us more often; never less often, for we want to know as well.
    /// `unbearable`: a silence after which somebody in between cuts the connection.
    pub(super) fn new(server: Option<Duration>, unbearable: Option<Duration>, now: Instant) -> Self {
        let server = server.filter(|wish| !wish.is_zero());
        let wishes = server.into_iter().chain(unbearable.map(|silence| silence / 2));
        Self { interval: wishes.fold(KEEP_ALIVE, Duration::min), sent: now, heard: now, ping: None, asked: None }
    }

    /// How often the broker hears from us at the least.
    pub(super) const fn interval(&self) -> Duration {
        self.interval
    }

    /// How long ago the broker was heard.
    pub(super) fn silence(&self, now: Instant) -> Duration {
        now.since(self.heard)
    }

    pub(super) fn deadline(&self) -> Instant {
        self.ping.as_ref().map_or_else(|| self.ping_due(), |ping| ping.answer_by)
    }

    /// A packet was sent, whichever.
    pub(super) const fn sent(&mut self, now: Instant) {
        self.sent = now;
    }

    /// Bytes came. They may have been under way since before a sleep: they buy time, but only an answer ends the doubt.
    pub(super) fn heard(&mut self, now: Instant) {
        self.heard = now;
        if let Some(ping) = &mut self.ping {
            ping.answer_by = ping.answer_by.max(now + ping.grace);
        }
    }

    /// PINGRESP came. Says how long that took; nothing of one that nobody asked for, or that a sleep came before.
    pub(super) fn answered(&mut self, now: Instant) -> Option<Duration> {
        self.ping = None;
        self.asked.take().map(|asked| now.since(asked))
    }

    /// Somebody wants to know how long the way is. Says whether to ask: not while an answer is awaited.
    pub(super) fn measure(&mut self, now: Instant) -> bool {
        let is_free = self.ping.is_none();
        if is_free {
            self.ask(now, self.grace(), false);
        }
        is_free
    }

    /// Somebody wants to know now. Asking again and again does not put the answer off.
    pub(super) fn check(&mut self, now: Instant) {
        let asked = self.ping.take().map(|ping| ping.answer_by).filter(|answer_by| now < *answer_by);
        let answer_by = asked.map_or(now + CHECK_GRACE, |answer_by| answer_by.min(now + CHECK_GRACE));
        self.ping = Some(Ping { grace: CHECK_GRACE, answer_by, second: false });
        self.asked.get_or_insert(now);
    }

    pub(super) fn look(&mut self, now: Instant) -> Verdict {
        if now < self.deadline() {
            return Verdict::Alive;
        }
        let second = match &self.ping {
            None => false,
            Some(ping) if !ping.second && now.since(ping.answer_by) > LATE => true,
            Some(_) => return Verdict::Dead,
        };
        self.ask(now, self.grace(), second);
        Verdict::Ping
    }

    fn ask(&mut self, now: Instant, grace: Duration, second: bool) {
        self.ping = Some(Ping { grace, answer_by: now + grace, second });
        self.asked = (!second).then_some(now);
    }

    /// The broker wants to hear from us, and we from the broker: a half-open connection swallows all we send.
    fn ping_due(&self) -> Instant {
        self.sent.min(self.heard) + self.interval
    }

    /// With it, a dead connection is found within one and a half intervals.
    fn grace(&self) -> Duration {
        LONGEST_GRACE.min(self.interval / 2)
    }
}
