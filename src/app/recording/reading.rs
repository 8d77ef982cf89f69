//! Reads a recording that comes in pieces. Total: whatever comes is a recording, or a sentence why it is none.

use std::collections::HashMap;

use bytes::Bytes;

use super::line::{self, Head, Said};
use crate::app::limits::RecordingLimits;
use crate::dialect;
use crate::language::t;
use crate::mqtt::{Message, QoS};
use crate::time::Timestamp;

/// Characters of a line that makes no sense, as it is quoted.
const QUOTED: usize = 80;
/// Bytes that a message takes beside its payload.
const AROUND_MESSAGE: usize = 64;

/// What happened, in the order in which it did.
#[derive(Debug, Default)]
pub(in crate::app) struct Recording {
    pub(in crate::app) began: Timestamp,
    pub(in crate::app) discovery_prefixes: Vec<String>,
    moments: Vec<Moment>,
    /// Each that is spoken on, once.
    topics: Vec<String>,
    /// Lines that make no sense.
    pub(in crate::app) unreadable: u64,
    /// The first of them, and why.
    pub(in crate::app) first_unreadable: Option<String>,
}

#[derive(Debug)]
struct Moment {
    /// Milliseconds after the beginning.
    at: u64,
    what: What,
}

#[derive(Debug)]
enum What {
    Message { topic: usize, payload: Bytes, qos: QoS, retain: bool },
    Link { is_live: bool },
}

#[derive(Debug)]
pub(in crate::app) struct Reading {
    limits: RecordingLimits,
    recording: Recording,
    known: HashMap<String, usize>,
    /// The line that has begun.
    line: Vec<u8>,
    lines: u64,
    has_head: bool,
    /// Of what is kept.
    bytes: usize,
    /// Why nothing more is read.
    failure: Option<String>,
}

impl Recording {
    /// Milliseconds from its beginning to the last that happened.
    pub(in crate::app) fn length(&self) -> u64 {
        self.moments.last().map_or(0, |moment| moment.at)
    }

    /// When this happened; `None` after the last.
    pub(in crate::app) fn at(&self, index: usize) -> Option<u64> {
        self.moments.get(index).map(|moment| moment.at)
    }

    /// What happened.
    pub(in crate::app) fn said(&self, index: usize) -> Option<Said> {
        Some(match &self.moments.get(index)?.what {
            What::Message { topic, payload, qos, retain } => Said::Message(Message {
                qos: *qos,
                retain: *retain,
                ..Message::new(self.topics.get(*topic)?, payload.clone())
            }),
            What::Link { is_live } => Said::Link { is_live: *is_live },
        })
    }
}

impl Reading {
    pub(in crate::app) fn new(limits: RecordingLimits) -> Self {
        Self {
            limits,
            recording: Recording::default(),
            known: HashMap::new(),
            line: Vec::new(),
            lines: 0,
            has_head: false,
            bytes: 0,
            failure: None,
        }
    }

    /// Takes in the next bytes of the file.
    pub(in crate::app) fn take(&mut self, piece: &[u8]) {
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            if self.failure.is_some() {
                self.line = Vec::new();
                return;
            }
            // One byte more than a line may have tells that it has too many.
            let room = (self.limits.line + 1).saturating_sub(self.line.len());
            self.line.extend_from_slice(&part[..part.len().min(room)]);
            if part.ends_with(b"\n") {
                self.end_line();
            }
        }
    }

    /// The file is at its end.
    pub(in crate::app) fn finish(mut self) -> Result<Recording, String> {
        self.end_line();
        match self.failure {
            Some(failure) => Err(failure),
            None if !self.has_head => Err(t!("it is empty").to_owned()),
            None if self.recording.moments.is_empty() => Err(match self.recording.first_unreadable {
                Some(line) => t!("nothing in it makes sense: {line}", line),
                None => t!("nothing was recorded in it").to_owned(),
            }),
            None => Ok(self.recording),
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.lines += 1;
        let is_too_long = line.len() > self.limits.line;
        let text = str::from_utf8(&line).map(|text| text.trim_start_matches('\u{feff}').trim());
        match text {
            Ok("") => {}
            _ if !self.has_head => match Head::read(text.unwrap_or_default()) {
                Ok(Head { began, discovery_prefixes }) => {
                    self.has_head = true;
                    (self.recording.began, self.recording.discovery_prefixes) = (began, discovery_prefixes);
                }
                Err(reason) => self.failure = Some(reason),
            },
            Ok(text) if !is_too_long => match line::read(text) {
                Ok((at, said)) => self.keep(at, said),
                Err(reason) => self.leave_out(text, &reason),
            },
            _ if is_too_long => self.leave_out(&String::from_utf8_lossy(&line), t!("it is too long")),
            _ => self.leave_out(&String::from_utf8_lossy(&line), t!("it is no text")),
        }
        // Kept for its memory, unless that is much.
        if line.capacity() <= QUOTED * QUOTED {
            self.line = line;
            self.line.clear();
        }
    }

    fn keep(&mut self, at: u64, said: Said) {
        // Whoever writes one by hand may be wrong about the order.
        let at = at.max(self.recording.length());
        let what = match said {
            Said::Link { is_live } => What::Link { is_live },
            Said::Message(Message { topic, payload, qos, retain, .. }) => {
                self.bytes += payload.len();
                let topic = self.topic(topic);
                What::Message { topic, payload, qos, retain }
            }
        };
        self.bytes += AROUND_MESSAGE;
        if self.recording.moments.len() >= self.limits.messages || self.bytes > 2 * self.limits.opened_bytes {
            self.failure = Some(t!("it is too large to be played here").to_owned());
            return;
        }
        self.recording.moments.push(Moment { at, what });
    }

    fn topic(&mut self, topic: String) -> usize {
        let next = self.recording.topics.len();
        if let Some(known) = self.known.get(&topic) {
            return *known;
        }
        self.bytes += 2 * (topic.len() + AROUND_MESSAGE);
        self.recording.topics.push(topic.clone());
        self.known.insert(topic, next);
        next
    }

    fn leave_out(&mut self, line: &str, reason: &str) {
        self.recording.unreadable += 1;
        if self.recording.first_unreadable.is_none() {
            let start: String = line.chars().take(QUOTED).collect();
            let start = dialect::mask(&start);
            let number = self.lines;
            self.recording.first_unreadable =
                Some(t!("line {number}, “{start}”: {reason}", number = number.to_string(), start, reason));
        }
    }
}
