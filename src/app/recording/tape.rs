//! Keeps what the broker sends, as lines of a recording, within limits.

use std::collections::HashSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::line::{self, Head, Said};
use crate::app::News;
use crate::app::limits::RecordingLimits;
use crate::mqtt::Message;
use crate::time::{Instant, Now, Timestamp};

/// Bytes of a part that the page is given at once; more if a single line has more.
const PART: usize = 256 * 1024;
/// The page is told no more often how far it is.
const REST: Duration = Duration::from_secs(1);

/// How far a recording is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingNews {
    pub began: Timestamp,
    /// From its beginning until it ended, or until now.
    pub lasts: Duration,
    pub messages: u64,
    pub bytes: u64,
    pub is_running: bool,
    /// It ended because it may not be any larger.
    pub is_full: bool,
}

/// Has at most one recording.
#[derive(Debug, Default)]
pub(in crate::app) struct Recorder {
    tape: Option<Tape>,
    /// What the page does not know yet is told then.
    due: Option<Instant>,
    told: Option<Instant>,
}

#[derive(Debug)]
struct Tape {
    limits: RecordingLimits,
    began: Now,
    ended: Option<Instant>,
    is_full: bool,
    is_live: bool,
    /// Its lines.
    parts: Vec<String>,
    bytes: usize,
    messages: usize,
    /// Topics of which it became known later that secrets are said there.
    secret: HashSet<String>,
}

impl Recorder {
    /// Begins another one in the place of the last.
    pub(super) fn start(&mut self, limits: RecordingLimits, prefixes: &[String], is_live: bool, now: Now) {
        let head = Head { began: now.timestamp, discovery_prefixes: prefixes.to_vec() }.written();
        let mut tape = Tape {
            limits,
            began: now,
            ended: None,
            is_full: false,
            is_live: true,
            bytes: head.len(),
            parts: vec![head],
            messages: 0,
            secret: HashSet::new(),
        };
        tape.note_link(is_live, now.instant);
        self.tape = Some(tape);
        self.due = Some(now.instant);
    }

    /// Of the recording that is being made.
    pub(in crate::app) fn bytes(&self) -> Option<usize> {
        self.tape.as_ref().filter(|tape| tape.ended.is_none()).map(|tape| tape.bytes)
    }

    pub(in crate::app) fn is_running(&self) -> bool {
        self.tape.as_ref().is_some_and(|tape| tape.ended.is_none())
    }

    pub(super) fn note(&mut self, message: &Message, is_secret: bool, now: Now) {
        self.with_running(now.instant, |tape| {
            let is_secret = is_secret || tape.secret.contains(&message.topic);
            let line = line::message(tape.at(now.instant), message, is_secret);
            tape.push(&line, now.instant);
            tape.messages += usize::from(tape.ended.is_none());
        });
    }

    /// The connection is live, or it is not.
    pub(in crate::app) fn note_link(&mut self, is_live: bool, now: Instant) {
        self.with_running(now, |tape| tape.note_link(is_live, now));
    }

    /// What is said on this topic is a secret, and was one before that was known.
    pub(in crate::app) fn hide(&mut self, topic: String, now: Instant) {
        self.with_running(now, |tape| {
            if tape.secret.len() < tape.limits.secret_topics {
                tape.secret.insert(topic);
            } else {
                // Rather too little is kept than a secret.
                tape.end(now);
            }
        });
    }

    pub(in crate::app) fn stop(&mut self, now: Instant) {
        self.with_running(now, |tape| tape.end(now));
    }

    pub(in crate::app) fn discard(&mut self, now: Instant) {
        self.tape = None;
        self.due = Some(now);
    }

    /// `None` after the last one, and as long as it is not finished.
    pub(super) fn part(&self, index: u32) -> Option<String> {
        let tape = self.tape.as_ref().filter(|tape| tape.ended.is_some())?;
        let part = tape.parts.get(index as usize)?;
        Some(if tape.secret.is_empty() { part.clone() } else { tape.without_secrets(part) })
    }

    pub(in crate::app) fn deadline(&self) -> Option<Instant> {
        self.due
    }

    /// How far it is, if it is time to tell.
    pub(in crate::app) fn take_news(&mut self, now: Instant) -> Option<News> {
        self.due.take_if(|due| *due <= now)?;
        self.told = Some(now);
        Some(News::Recording(self.tape.as_ref().map(|tape| tape.news(now))))
    }

    fn with_running(&mut self, now: Instant, change: impl FnOnce(&mut Tape)) {
        let Some(tape) = self.tape.as_mut().filter(|tape| tape.ended.is_none()) else { return };
        change(tape);
        let due = if tape.ended.is_some() { now } else { self.told.map_or(now, |told| now.max(told + REST)) };
        self.due = Some(self.due.map_or(due, |known| known.min(due)));
    }
}

impl Tape {
    fn at(&self, now: Instant) -> u64 {
        u64::try_from(now.since(self.began.instant).as_millis()).unwrap_or(u64::MAX)
    }

    fn note_link(&mut self, is_live: bool, now: Instant) {
        if self.is_live != is_live {
            self.is_live = is_live;
            self.push(&line::link(self.at(now), is_live), now);
        }
    }

    /// Keeps the line, or ends if there is no room for it.
    fn push(&mut self, line: &str, now: Instant) {
        if self.bytes + line.len() > self.limits.bytes || self.messages >= self.limits.messages {
            self.is_full = true;
            self.end(now);
            return;
        }
        self.bytes += line.len();
        match self.parts.last_mut().filter(|part| part.len() + line.len() <= PART) {
            Some(part) => part.push_str(line),
            None => self.parts.push(line.to_owned()),
        }
    }

    fn end(&mut self, now: Instant) {
        self.ended.get_or_insert(now);
    }

    fn news(&self, now: Instant) -> RecordingNews {
        RecordingNews {
            began: self.began.timestamp,
            lasts: self.ended.unwrap_or(now).since(self.began.instant),
            messages: self.messages as u64,
            bytes: self.bytes as u64,
            is_running: self.ended.is_none(),
            is_full: self.is_full,
        }
    }

    /// A part whose lines may have been written before it was known what is a secret.
    fn without_secrets(&self, part: &str) -> String {
        let mut out = String::with_capacity(part.len());
        for line in part.split_inclusive('\n') {
            match line::read(line) {
                Ok((at, Said::Message(message))) if self.secret.contains(&message.topic) => {
                    out.push_str(&line::message(at, &message, true));
                }
                _ => out.push_str(line),
            }
        }
        out
    }
}
