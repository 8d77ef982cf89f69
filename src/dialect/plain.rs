//! Topics that nobody announced: every topic with its values is a readable device, so that nothing is invisible. Knows no
//! meaning, no units and no commands.

use super::scalar::{self, Scalar};
use super::secret;
use super::{CannotWrite, Dialect, LEFT_OUT, Read, Wish, json, note_left_out, term};
use crate::device::{Profile, Update, Updates, Value, Vocabulary, label_from_key};
use crate::mqtt::{Message, Publication};
use crate::time::Now;

/// The property of a topic that has no level left to name it.
const VALUE: &str = "value";

#[derive(Debug)]
pub(super) struct Plain;

impl Dialect for Plain {
    fn name(&self) -> &'static str {
        "topic"
    }

    fn filters(&self) -> Vec<String> {
        super::owned(&["home/#"])
    }

    fn read(&mut self, message: &Message, _: Now, updates: &mut Updates) -> Read {
        if (message.retain && message.payload.is_empty()) || is_command(&message.topic) {
            return Read::Understood;
        }
        let read = scalar::text(&message.payload).map(|text| {
            let (device, key) = place(&message.topic);
            read_text(updates.begin(self.name(), device), key, text)
        });
        Read::of(read, updates)
    }

    fn is_provisional(&self) -> bool {
        true
    }

    fn release(&mut self, topic: &str, updates: &mut Updates) {
        let (device, key) = place(topic);
        let mut update = updates.begin(self.name(), device);
        update.hearsay = true;
        update.withdraw(key);
        updates.push(update);
    }

    fn write(&self, wish: Wish<'_>) -> Result<Publication, CannotWrite> {
        Err(wish.read_only())
    }
}

/// What is said to a device and not by it, which many conventions mark in one of these ways.
fn is_command(topic: &str) -> bool {
    topic.split('/').any(|level| matches!(level, "commands" | "set" | "get"))
}

impl Vocabulary for Plain {
    /// Everybody knows better.
    fn rank(&self) -> u8 {
        9
    }

    /// Home Assistant's object ids are names; elsewhere the last two levels are the least that tells devices apart.
    fn device_name(&self, native_id: &str) -> String {
        let levels: Vec<_> = native_id.split('/').collect();
        match levels.as_slice() {
            ["homeassistant", _, object] => label_from_key(object),
            [.., parent, last] => format!("{parent}/{last}"),
            _ => native_id.to_owned(),
        }
    }

    fn profile(&self, _: &str, property: &str, value: &Value) -> Profile {
        match property {
            LEFT_OUT => term::LEFT_OUT.profile(),
            _ => term::guess(property, value),
        }
    }
}

/// The device and the key within it that a topic stands for.
fn place(topic: &str) -> (&str, &str) {
    match topic.rsplit_once('/') {
        Some(("", key)) => ("/", key),
        Some((device, "")) => (device, VALUE),
        Some(parts) => parts,
        None => (topic, VALUE),
    }
}

fn read_text(mut update: Update, key: &str, text: &str) -> Update {
    if !json::is_document(text) || !document(text, key, &mut update) {
        // What only looked like a document is still a text.
        update.value(key, Scalar::bare(text).under(key).value());
    }
    update
}

/// Reads a document whose values are named for the topic's last level. Says whether it was one, and may be shown.
fn document(text: &str, key: &str, update: &mut Update) -> bool {
    if secret::is_secret(key) {
        return false;
    }
    let read = json::read(text, &[], &mut |path, scalar| match path {
        "" => update.value(key, scalar.value()),
        _ => update.value(&format!("{key}.{path}"), scalar.value()),
    });
    match read {
        Ok(left_out) => note_left_out(update, left_out),
        Err(_) => update.forget(),
    }
    read.is_ok()
}
