//! What the page itself sees of its connection, its controls and its frames, noted by a script that changes nothing.

use std::time::Duration;

use serde::Deserialize;

use super::room::Room;

const SCRIPT: &str = include_str!("watcher.js");

/// What was noted since it was last taken. Times are milliseconds since 1970.
#[derive(Debug, Deserialize)]
pub(super) struct Notes {
    /// Each state the connection took.
    pub(super) states: Vec<StateChange>,
    /// Each time a person moved a control that could be moved.
    pub(super) presses: Vec<Press>,
    pub(super) timings: Vec<Timing>,
    pub(super) frames: Frames,
    /// The connection as the page shows it now.
    pub(super) state: String,
    /// When the counter of messages last moved.
    pub(super) heard: Option<f64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct StateChange {
    pub(super) state: Option<String>,
    pub(super) at: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Press {
    pub(super) device: String,
    pub(super) label: String,
    /// No report can show that it was done: the broker's word is the last one.
    pub(super) leaves_no_trace: bool,
}

/// When the property said what of a press.
#[derive(Debug, Deserialize)]
pub(super) struct Timing {
    /// The mark that an earlier press had left.
    before: Option<String>,
    at: f64,
    marked: Option<f64>,
    answered: Option<f64>,
    ended: Option<f64>,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
pub(super) struct Frames {
    pub(super) count: u64,
    /// Milliseconds between two of them.
    pub(super) longest: f64,
    /// More than 100 ms after the one before.
    pub(super) late: u64,
}

/// Notes in the worker when it gives the socket a PUBLISH, in the same time as the page's.
const SENDING: &str = "(() => {
    if (self.sentAt) return;
    self.sentAt = [];
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (bytes) {
        send.call(this, bytes);
        if (bytes[0] >> 4 === 3) self.sentAt.push(performance.timeOrigin + performance.now());
    };
})()";

/// Starts to take notes.
pub(super) fn begin(room: &Room) {
    room.evaluate(SCRIPT);
    room.devtools.evaluate(&room.worker, SENDING);
}

/// When the worker has sent something since this was asked last.
pub(super) fn take_sent(room: &Room) -> Vec<f64> {
    let taken = room.devtools.evaluate(&room.worker, "self.sentAt.splice(0)");
    serde_json::from_value(taken).expect("times are numbers")
}

pub(super) fn take(room: &Room) -> Notes {
    serde_json::from_value(room.evaluate("window.soak.take()")).expect("the watcher's notes have this form")
}

impl Timing {
    /// From the press to the first word at its control, unless the word before could be mistaken for it.
    pub(super) fn to_mark(&self) -> Option<Duration> {
        self.after(self.marked)
    }

    /// … to the bytes on their way, which was at one of these times.
    pub(super) fn to_bytes(&self, sent: &[f64]) -> Option<Duration> {
        let first = sent.iter().copied().filter(|at| *at >= self.at).fold(f64::INFINITY, f64::min);
        self.after(Some(first).filter(|_| first.is_finite() && self.marked.is_some_and(|marked| first <= marked)))
    }

    /// … to the broker's answer.
    pub(super) fn to_answer(&self) -> Option<Duration> {
        self.after(self.answered)
    }

    /// … to the last word.
    pub(super) fn to_end(&self) -> Option<Duration> {
        self.after(self.ended)
    }

    fn after(&self, then: Option<f64>) -> Option<Duration> {
        let is_clear = !matches!(self.before.as_deref(), Some("queued" | "sent" | "delivered"));
        let after_ms = then.filter(|_| is_clear)? - self.at;
        Duration::try_from_secs_f64(after_ms.max(0.0) / 1e3).ok()
    }
}

impl Frames {
    pub(super) fn and(self, later: Self) -> Self {
        Self { count: self.count + later.count, longest: self.longest.max(later.longest), late: self.late + later.late }
    }
}
