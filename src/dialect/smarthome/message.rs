//! What one message of an ESP32 home says about its device.

use std::time::Duration;

use super::Part;
use super::vocabulary::{POWER, POWER_DRAW, RESET, term};
use crate::device::{Fact, Update, Value};
use crate::dialect::clock::believable;
use crate::dialect::scalar::{self, Scalar};
use crate::dialect::{address, answer, json, note_left_out};
use crate::time::Now;

/// Keys that only hold others together. `data` does too, but what is in it is called otherwise: see [`Reading::take`].
const CONTAINERS: &[&str] = &["sensors", "metadata", "status", "state", "config"];

/// A heartbeat comes every 60 s: two may be lost.
const PATIENCE: Duration = Duration::from_mins(3);

/// Completes what a message says about its device, or says why it makes no sense.
pub(super) fn read(mut update: Update, part: Part, payload: &[u8], now: Now) -> Result<Update, String> {
    let text = scalar::text(payload)?;
    // A configuration comes from the backend, whoever confirms it.
    update.hearsay = part == Part::Config;
    let mut reading = Reading { part, now, update, has_power: false, mark: None, outcome: None, reason: None };
    match (part, Scalar::bare(text)) {
        (Part::Ota, progress @ Scalar::Number(_)) => reading.value("ota.progress", progress),
        (Part::Ota, status @ Scalar::Text(_)) if !text.trim_start().starts_with(['{', '[', '<']) => {
            reading.value("ota.status", status);
        }
        _ => {
            let left_out = json::read_object(text, CONTAINERS, &mut |path, scalar| reading.take(path, scalar))?;
            note_left_out(&mut reading.update, left_out);
        }
    }
    Ok(reading.finish())
}

struct Reading {
    part: Part,
    now: Now,
    update: Update,
    has_power: bool,
    /// Of the command that this is an answer to, what became of it, and why. The firmware in use answers nothing; the
    /// backend's document leaves room for those that do.
    mark: Option<Value>,
    outcome: Option<Value>,
    reason: Option<Value>,
}

impl Reading {
    fn take(&mut self, path: &str, scalar: Scalar<'_>) {
        let (key, within_data) = match path.strip_prefix("data.") {
            Some(key) => (key, true),
            None => (path, false),
        };
        self.note_answer(key, scalar);
        match (self.part, key) {
            (_, "deviceId") => self.take_name(scalar),
            (Part::Config, "timestamp") => {}
            (_, "timestamp") => self.take_time(scalar),
            (Part::State, "online") => self.take_online(scalar),
            (Part::State, "power") => self.take_power(within_data, scalar),
            (Part::Ota, _) => self.value(&format!("ota.{key}"), scalar),
            _ => self.value(key, scalar),
        }
    }

    fn note_answer(&mut self, key: &str, scalar: Scalar<'_>) {
        let part_of_it = match key {
            "commandId" | "correlationId" => &mut self.mark,
            "result" | "success" | "status" => &mut self.outcome,
            "message" | "error" => &mut self.reason,
            _ => return,
        };
        *part_of_it = Some(scalar.value());
    }

    /// The device in the topic may be a number of the backend's, and its name or address is here; whoever speaks under that
    /// name in the same home is the same device.
    fn take_name(&mut self, scalar: Scalar<'_>) {
        let Scalar::Text(name) = scalar else { return };
        let Some((home, own)) = self.update.device.rsplit_once('/') else { return };
        if scalar.is_missing() || name == own {
            return;
        }
        let same = format!("{home}/{name}");
        self.update.push(Fact::AlsoKnownAs(same));
        self.update.push_some(address::of_card(name).map(Fact::AlsoKnownAs));
        self.update.push(Fact::Name(name.to_owned()));
    }

    fn take_time(&mut self, scalar: Scalar<'_>) {
        match believable(scalar, self.now) {
            Some(moment) => self.update.push(Fact::Measured(moment)),
            None => self.value("timestamp", scalar),
        }
    }

    fn take_online(&mut self, scalar: Scalar<'_>) {
        match scalar.presence().or_else(|| scalar.flag()) {
            Some(present) => self.update.push(Fact::Declared(present)),
            None => self.value("online", scalar),
        }
    }

    /// `power` is a switch, except that power meters call watts so too, within `data` or by saying more than 0 or 1.
    fn take_power(&mut self, within_data: bool, scalar: Scalar<'_>) {
        let is_number = scalar.number("W").is_some();
        if is_number && (within_data || scalar.flag().is_none()) {
            return self.value(POWER_DRAW, scalar);
        }
        self.has_power = true;
        self.value(POWER, scalar);
    }

    fn value(&mut self, key: &str, scalar: Scalar<'_>) {
        let value = term(key).map_or_else(|| scalar.value(), |term| term.value(scalar));
        self.update.value(key, value);
    }

    /// Every device takes commands for its power, also one that never reports it, and is silent only when it is gone.
    fn finish(mut self) -> Update {
        if self.part != Part::Config {
            self.update.push(Fact::NeverSilentFor(PATIENCE));
        }
        if self.part == Part::State && !self.has_power {
            self.update.offer(POWER);
        }
        if self.part == Part::State {
            self.update.offer(RESET);
        }
        let answer = self.outcome.and_then(|outcome| answer::read(&outcome, self.reason.as_ref()));
        if let (Some(mark), Some(answer)) = (self.mark, answer) {
            self.update.answer(&mark.plain(), answer);
        }
        self.update
    }
}
