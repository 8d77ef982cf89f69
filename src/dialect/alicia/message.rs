//! What one Alicia message says about its device.

use super::vocabulary::{self, COMMAND, SAY, TTS, VOICE, term};
use crate::device::{Answer, Fact, Update, Value, label_from_key};
use crate::dialect::clock::believable;
use crate::dialect::scalar::Scalar;
use crate::dialect::{answer, note_left_out};
use crate::language::t;
use crate::time::{Now, Timestamp};

/// Keys that only hold others together.
pub(super) const CONTAINERS: &[&str] = &["sensors", "data", "status", "metadata"];

/// Builds the update of one message.
pub(super) struct Reading<'a> {
    id: &'a str,
    /// What the message is about, where its topic says so; its values are named for it.
    part: Option<&'a str>,
    now: Now,
    update: Update,
    /// How many envelopes have been opened so far.
    envelopes: usize,
    measured: Option<Timestamp>,
    /// What became of what was to be said, why, and by whom.
    outcome: Option<Value>,
    reason: Option<Value>,
    speaker: Option<String>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(update: Update, id: &'a str, part: Option<&'a str>, now: Now) -> Self {
        Self { id, part, now, update, envelopes: 0, measured: None, outcome: None, reason: None, speaker: None }
    }

    /// Takes one value of a document. An envelope is whatever lies beside an object called `payload`, which may hold
    /// another one; nothing of it but its time says anything about the device.
    pub(super) fn take(&mut self, path: &str, scalar: Scalar<'_>) {
        let (envelopes, path) = unwrap(path);
        if envelopes > self.envelopes {
            self.envelopes = envelopes;
            self.update.forget();
        }
        if path == "timestamp"
            && let Some(moment) = believable(scalar, self.now)
        {
            self.measured = Some(moment);
        } else if envelopes == self.envelopes {
            self.take_inner(path, scalar);
        }
    }

    /// Takes a payload that is no document.
    pub(super) fn take_bare(&mut self, scalar: Scalar<'_>) -> Result<(), String> {
        let part = self.part.unwrap_or("value");
        if let Some(present) = presence(part, scalar) {
            self.update.push(Fact::Declared(present));
            return Ok(());
        }
        if part == "availability" && !scalar.is_missing() {
            return Err(t!("expected a word such as online or offline").to_owned());
        }
        if term(self.id, part).is_some_and(|term| !term.fits(scalar)) {
            return Err(t!("expected a number for {part}", part));
        }
        self.value(part, scalar.under(part));
        Ok(())
    }

    /// `left_out`: how many of the document's values were one too many. What became of what a certain speaker was to say is
    /// told beside it.
    pub(super) fn finish(mut self, left_out: u32) -> (Update, Option<(String, Answer)>) {
        if let Some(measured) = self.measured {
            self.update.push(Fact::Measured(measured));
        }
        note_left_out(&mut self.update, left_out);
        if self.id == TTS || vocabulary::is_named_speaker(self.id) {
            self.update.offer(SAY);
        }
        if self.id == VOICE {
            self.update.offer(COMMAND);
        }
        if let Some(answer) = self.outcome.as_ref().and_then(|outcome| answer::read(outcome, self.reason.as_ref())) {
            self.update.answer_last(SAY, answer.clone());
            return (self.update, self.speaker.map(|speaker| (speaker, answer)));
        }
        (self.update, None)
    }

    /// A status speaks of the whole device; any other part of that part alone.
    fn take_inner(&mut self, path: &str, scalar: Scalar<'_>) {
        match self.part {
            None | Some("status") => self.take_own(if path.is_empty() { "value" } else { path }, scalar),
            Some("availability") => match presence("availability", scalar) {
                Some(present) => self.update.push(Fact::Declared(present)),
                None => self.value(&format!("availability.{path}"), scalar),
            },
            Some(part) if matches!(path, "" | "text" | "value") || path == part => self.value(part, scalar),
            Some(part) => self.value(&format!("{part}.{path}"), scalar),
        }
    }

    fn take_own(&mut self, key: &str, scalar: Scalar<'_>) {
        match key {
            _ if self.id != TTS => {}
            "status" => self.outcome = Some(scalar.value()),
            "message" | "error" => self.reason = Some(scalar.value()),
            "speaker" => self.speaker = Some(scalar.value().plain()),
            _ => {}
        }
        if let Some(present) = presence(key, scalar) {
            return self.update.push(Fact::Declared(present));
        }
        match (key, scalar) {
            ("device_id" | "service_name", Scalar::Text(text)) if self.is_own_id(text) => {}
            ("location" | "room", Scalar::Text(text)) if !scalar.is_missing() => {
                self.update.push(Fact::Room(label_from_key(text)));
            }
            ("service_name", Scalar::Text(text)) if !scalar.is_missing() => {
                self.update.push(Fact::Name(label_from_key(text)));
            }
            _ => self.value(key, scalar),
        }
    }

    fn is_own_id(&self, text: &str) -> bool {
        text == self.id || self.id.strip_prefix("sonos/") == Some(text)
    }

    fn value(&mut self, key: &str, scalar: Scalar<'_>) {
        let value = term(self.id, key).map_or_else(|| scalar.value(), |term| term.value(scalar));
        self.update.value(key, vocabulary::in_its_words(key, value));
    }
}

/// Whether the device is there, if `key` is one that may say so and does.
fn presence(key: &str, scalar: Scalar<'_>) -> Option<bool> {
    match key {
        "availability" | "online" => scalar.presence().or_else(|| scalar.flag()),
        "status" => scalar.presence(),
        _ => None,
    }
}

/// How many envelopes are around a value, and its path within the innermost.
fn unwrap(path: &str) -> (usize, &str) {
    let (mut envelopes, mut inner) = (0, path);
    while let Some(rest) = inner.strip_prefix("payload") {
        inner = match rest.strip_prefix('.') {
            Some(rest) => rest,
            None if rest.is_empty() => rest,
            None => break,
        };
        envelopes += 1;
    }
    (envelopes, inner)
}
