//! What one message of an IoTFlow fleet says.

use std::borrow::Cow;
use std::time::Duration;

use super::topic::{About, Form, Role, Topic};
use super::vocabulary::{COMMANDS, FIRMWARE, GET_STATUS, INTERVAL, LED, property, term};
use super::{FLEET, SERVER};
use crate::device::{Answer, Fact, Update, Value, label_from_key, number_from_text};
use crate::dialect::clock::believable;
use crate::dialect::scalar::{self, Scalar};
use crate::dialect::{answer, json, note_left_out};
use crate::language::t;
use crate::time::Now;

/// Keys that only hold others together.
const CONTAINERS: &[&str] =
    &["data", "metadata", "sensors", "metrics", "measurements", "status", "config", "applied_config"];

/// The slowest heartbeats in use come every ten minutes: two may be lost.
const PATIENCE: Duration = Duration::from_mins(30);

/// Completes what a message says, or says why it makes no sense.
pub(super) fn read(update: Update, topic: Topic<'_>, payload: &[u8], now: Now) -> Result<Update, String> {
    let text = scalar::text(payload)?;
    let mut reading = Reading::new(update, topic, now);
    let mut left_out = 0;
    match text.trim_start().as_bytes() {
        [b'"' | b'[', ..] if topic.takes_words() => {
            let read = json::read(text, CONTAINERS, &mut |_, scalar| reading.take_bare(scalar));
            left_out = read.map_err(|error| t!("broken JSON: {error}", error = error.to_string()))?;
        }
        [first, ..] if topic.takes_words() && !matches!(first, b'{' | b'<') => reading.take_bare(Scalar::bare(text)),
        _ => left_out = json::read_object(text, CONTAINERS, &mut |path, scalar| reading.take(path, scalar))?,
    }
    Ok(reading.finish(left_out))
}

impl Topic<'_> {
    /// Whether a payload without any structure makes sense.
    fn takes_words(self) -> bool {
        !self.part.is_empty() || self.says_presence()
    }

    fn says_presence(self) -> bool {
        matches!(self.role, Role::Presence(_) | Role::Will)
    }

    /// Whether answers to commands come on it, among other things.
    fn takes_answers(self) -> bool {
        matches!(self.role, Role::Events | Role::Presence(None))
    }

    pub(super) fn id(&self) -> Cow<'_, str> {
        match self.about {
            About::Device(id, _) => id.into(),
            About::Fleet(group) => format!("{FLEET}{group}").into(),
            About::Server(area) => format!("{SERVER}{area}").into(),
        }
    }
}

struct Reading<'a> {
    topic: Topic<'a>,
    now: Now,
    update: Update,
    /// Values whose names depend on whether they are an answer.
    said: Vec<(String, Value)>,
    present: Option<bool>,
}

impl<'a> Reading<'a> {
    fn new(mut update: Update, topic: Topic<'a>, now: Now) -> Self {
        update.hearsay = matches!(topic.role, Role::Will | Role::Config | Role::Response);
        let present = match topic.role {
            Role::Presence(present) => present,
            Role::Will => Some(false),
            _ => None,
        };
        Self { topic, now, update, said: Vec::new(), present }
    }

    fn take(&mut self, path: &str, scalar: Scalar<'_>) {
        // What a device reports of itself is no part of the answer that holds it, and neither is its key.
        let own = path.strip_prefix("device_status.").or((path == "api_key").then_some(path));
        let key = match own.unwrap_or(path) {
            "" => "value",
            key => key,
        };
        if key == "timestamp" {
            return self.take_time(scalar);
        }
        if self.says_who(key, scalar) || self.says_whether_there(key, scalar) {
            return;
        }
        if own.is_none() && self.topic.takes_answers() {
            self.take_said(key, scalar);
        } else {
            self.take_own(key, scalar);
        }
    }

    /// Takes a payload that is no document.
    fn take_bare(&mut self, scalar: Scalar<'_>) {
        if !self.topic.part.is_empty() {
            let part = self.part();
            let value = self.valued(&part, scalar.under(&part));
            return self.update.value(&part, value);
        }
        let topic_said_it = scalar.is_missing() || scalar.flag().is_some();
        if !self.says_whether_there("status", scalar) && !topic_said_it {
            self.update.value("status", scalar.value());
        }
    }

    fn take_time(&mut self, scalar: Scalar<'_>) {
        match believable(scalar, self.now) {
            Some(moment) => self.update.push(Fact::Measured(moment)),
            None => self.update.value("timestamp", scalar.value()),
        }
    }

    fn take_said(&mut self, key: &str, scalar: Scalar<'_>) {
        if !matches!((key, scalar), ("type", Scalar::Text("config_ack"))) {
            let value = self.valued(key, scalar);
            self.said.push((property(key).to_owned(), value));
        }
    }

    fn take_own(&mut self, key: &str, scalar: Scalar<'_>) {
        if matches!((key, scalar), ("device_type", Scalar::Text(kind)) if is_esp32(kind)) {
            self.update.offer(LED);
        }
        let property = match self.topic.part {
            "" => Cow::from(property(key)),
            _ => format!("{}.{key}", self.part()).into(),
        };
        let value = self.valued(&property, scalar);
        self.update.value(&property, value);
    }

    fn part(&self) -> String {
        self.topic.part.replace('/', ".")
    }

    /// A value as its key means it.
    fn valued(&self, key: &str, scalar: Scalar<'_>) -> Value {
        let in_fleet = matches!(self.topic.about, About::Fleet(_));
        term(property(key), in_fleet).map_or_else(|| scalar.value(), |term| term.value(scalar))
    }

    /// Takes what a thing is called and where it is; also what only repeats its topic.
    fn says_who(&mut self, key: &str, scalar: Scalar<'_>) -> bool {
        let (about, role) = (self.topic.about, self.topic.role);
        match (about, key, scalar) {
            (About::Device(id, _), "device_id", _) => is_same(id, scalar),
            (About::Fleet(group), "group" | "group_id", _) => is_same(group, scalar),
            (_, _, Scalar::Text(_)) if scalar.is_missing() || !self.topic.part.is_empty() => false,
            (About::Device(..), "location" | "room", Scalar::Text(room)) => {
                self.update.push(Fact::Room(label_from_key(room)));
                true
            }
            (About::Device(..), "device_name" | "name", Scalar::Text(name))
                if key == "device_name" || role == Role::Registration =>
            {
                self.update.push(Fact::Name(name.to_owned()));
                true
            }
            _ => false,
        }
    }

    fn says_whether_there(&mut self, key: &str, scalar: Scalar<'_>) -> bool {
        let said = match key {
            "status" => scalar.presence(),
            "online" => scalar.presence().or_else(|| scalar.flag()),
            _ => None,
        };
        if said.is_some() && self.topic.says_presence() {
            self.present = said;
            return true;
        }
        false
    }

    /// `left_out`: how many of the document's values were one too many.
    fn finish(mut self, left_out: u32) -> Update {
        self.name_what_was_said();
        if let Some(present) = self.present {
            self.update.push(Fact::Claimed(present));
        }
        if matches!(self.topic.role, Role::Presence(_)) {
            self.update.push(Fact::NeverSilentFor(PATIENCE));
            self.update.offer(GET_STATUS);
            if let About::Device(_, Form::Nested) = self.topic.about {
                self.update.offer(FIRMWARE);
            }
        }
        if let About::Fleet(_) = self.topic.about {
            for order in [LED, GET_STATUS, INTERVAL] {
                self.update.offer(order);
            }
        }
        note_left_out(&mut self.update, left_out);
        if let About::Device(id, form) = self.topic.about
            && let Some(commands) = form.commands(id)
        {
            self.update.value_first(COMMANDS, Value::Text(commands));
        }
        self.update
    }

    /// An answer that a command was done says as much as a report of what it was for.
    fn name_what_was_said(&mut self) {
        let said = |wanted: &str| self.said.iter().find(|(key, _)| key == wanted).map(|(_, value)| value);
        let answer = said("status").and_then(|outcome| answer::read(outcome, said("message")));
        let lit = match said("command") {
            Some(Value::Text(command)) if command == "led_on" => Some(true),
            Some(Value::Text(command)) if command == "led_off" => Some(false),
            _ => None,
        };
        let mark = said("command_id").map(Value::plain);
        let group = match self.topic.role {
            _ if self.said.iter().any(|(key, _)| matches!(key.as_str(), "command" | "command_id")) => "answer.",
            Role::Events => "events.",
            _ => "",
        };
        for (mut key, value) in self.said.drain(..) {
            key.insert_str(0, group);
            self.update.value(&key, value);
        }
        if let (Some(Answer::Done), Some(lit)) = (&answer, lit) {
            self.update.value(LED, Value::Flag(lit));
        }
        match (answer, lit, mark) {
            (Some(answer), _, Some(mark)) => self.update.answer(&mark, answer),
            // Devices that do not say which command they speak of speak of the last one.
            (Some(answer), Some(_), None) => self.update.answer_last(LED, answer),
            _ => {}
        }
    }
}

impl Form {
    /// Where a device of this form takes commands, if not where the document says.
    pub(super) fn commands(self, id: &str) -> Option<String> {
        match self {
            Self::Nested => None,
            Self::Flat => Some(format!("iotflow/devices/{id}/commands")),
            Self::Bare => Some(format!("devices/{id}/commands")),
        }
    }
}

/// Whether a payload repeats the id of its topic; firmware that is numbered writes a number.
fn is_same(id: &str, scalar: Scalar<'_>) -> bool {
    match scalar {
        Scalar::Text(text) => text == id,
        Scalar::Number(number) => number_from_text(id) == Some(number),
        Scalar::Null | Scalar::Flag(_) => false,
    }
}

fn is_esp32(kind: &str) -> bool {
    kind.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("esp32"))
}
