//! What devices say on the topics that were announced.

use bytes::Bytes;

use super::entry::Entry;
use super::{Book, Part, Special};
use crate::device::{Fact, Update, Value};
use crate::dialect::homeassistant::Told;
use crate::dialect::homeassistant::announcement::{Aspect, Holds};
use crate::dialect::homeassistant::template::Engine;
use crate::dialect::{Announced, base64, json};
use crate::language::t;
use crate::time::Timestamp;

/// On whose behalf a message is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dialect::homeassistant) enum Listeners {
    All,
    /// Those that came to listen after it was said.
    New,
}

impl Book {
    pub(in crate::dialect::homeassistant) fn knows(&self, topic: &str) -> bool {
        self.ears.contains_key(topic)
    }

    /// Whether somebody shows pictures on this topic.
    pub(in crate::dialect::homeassistant) fn shows_pictures(&self, topic: &str) -> bool {
        self.holds_any(topic, Special::Picture)
    }

    /// Whether somebody says a secret on this topic.
    pub(in crate::dialect::homeassistant) fn keeps_secret(&self, topic: &str) -> bool {
        self.holds_any(topic, Special::Secret)
    }

    fn holds_any(&self, topic: &str, special: Special) -> bool {
        self.ears.get(topic).is_some_and(|ears| ears.iter().any(|ear| ear.holds == special))
    }

    /// Topics that somebody has come to listen to since this was last asked.
    pub(in crate::dialect::homeassistant) fn take_claims(&mut self) -> Vec<String> {
        self.catching_up = std::mem::take(&mut self.opened);
        self.catching_up.iter().map(|(topic, _)| topic.clone()).collect()
    }

    /// What was announced of the device of this id.
    pub(in crate::dialect::homeassistant) fn announced(&self, device: &str) -> Announced {
        let mut announced = Announced { is_alone: true, ..Announced::default() };
        for entry in self.entries_of(device) {
            push_new(&mut announced.places, &entry.place);
            entry.sources().for_each(|source| push_new(&mut announced.speaks_on, &source.topic));
        }
        announced
    }

    /// What the device of this id is asked for by way of this property.
    pub(in crate::dialect::homeassistant) fn aspect(&self, device: &str, property: &str) -> Option<&Aspect> {
        let mut aspects = self.entries_of(device).flat_map(|entry| &entry.aspects);
        aspects.find(|(id, _)| id == property).map(|(_, aspect)| aspect)
    }

    /// Shows a picture to those who show pictures from this topic.
    pub(in crate::dialect::homeassistant) fn look(
        &mut self,
        topic: &str,
        payload: &Bytes,
        listeners: Listeners,
        told: &mut Told<'_>,
    ) {
        let opened = self.catching_up.iter().find(|(known, _)| known == topic).map(|(_, ears)| ears);
        let ears = match listeners {
            Listeners::All => self.ears.get(topic),
            Listeners::New => opened,
        };
        for ear in ears.into_iter().flatten() {
            let (Part::Aspect(at), Some(entry)) = (ear.part, self.entry(ear.entry)) else { continue };
            let Some((id, Aspect { holds: Holds::Image { base64 }, .. })) = entry.aspects.get(at) else { continue };
            let mut update = told.go_on(None, &entry.device, false);
            update.picture(id, if *base64 { decoded(payload) } else { payload.clone() });
            told.updates.push(update);
        }
    }

    pub(in crate::dialect::homeassistant) fn hear(
        &mut self,
        topic: &str,
        text: &str,
        listeners: Listeners,
        engine: &Engine,
        now: Timestamp,
        told: &mut Told<'_>,
    ) {
        let ears = match listeners {
            Listeners::All => self.ears.get_mut(topic).map(std::mem::take),
            Listeners::New => {
                let opened = self.catching_up.iter_mut().find(|(known, _)| known == topic);
                opened.map(|(_, ears)| std::mem::take(ears))
            }
        };
        let Some(ears) = ears else { return };
        // Of the device of the last ear; most topics belong to one.
        let mut telling: Option<Update> = None;
        let mut declared = Vec::new();
        for ear in &ears {
            let Some(Some(entry)) = self.entries.get_mut(ear.entry) else { continue };
            // That somebody is away is said by the broker.
            let is_hearsay = matches!(ear.part, Part::Availability(_));
            let mut update = told.go_on(telling.take(), &entry.device, is_hearsay);
            match ear.part {
                Part::Aspect(at) => match entry.aspects.get(at).map(|(id, it)| (id, it.value(text, engine, now))) {
                    Some((id, Ok(Some(value)))) => update.value(id, value),
                    Some((_, Ok(None))) | None => {}
                    Some((id, Err(untemplated))) => {
                        update.value(id, Value::Text(untemplated.raw));
                        let words =
                            t!("the template of {id} cannot be used: {reason}", id, reason = untemplated.reason);
                        let place = entry.place.clone();
                        self.note_problems(&place, vec![words]);
                    }
                },
                Part::Attributes => {
                    let rendered = entry.attributes.as_ref().map(|source| source.rendered(text, engine, now));
                    if let Some(Ok(rendered)) = rendered {
                        // What is no object says nothing.
                        let _nothing = json::read_object(&rendered.word(), &[], &mut |path, scalar| {
                            update.value(&format!("{}.{path}", entry.object), scalar.value());
                        });
                    }
                }
                Part::Availability(at) => {
                    if let Some(available) = entry.hear_presence(at, text, engine, now) {
                        entry.aspects.iter().for_each(|(id, _)| update.available(id, Some(available)));
                        push_new(&mut declared, &entry.device);
                    }
                }
            }
            telling = Some(update);
        }
        if let (Listeners::All, Some(place)) = (listeners, self.ears.get_mut(topic)) {
            *place = ears;
        }
        for device in &declared {
            let mut update = told.go_on(telling.take(), device, true);
            update.push_some(self.presence(device).map(Fact::Declared));
            telling = Some(update);
        }
        if let Some(update) = telling {
            told.updates.push(update);
        }
    }

    /// A device is there if anything of it is.
    fn presence(&self, device: &str) -> Option<bool> {
        self.entries_of(device).filter_map(Entry::is_available).reduce(|one, other| one || other)
    }
}

/// What is no base64 is left as it is: no picture.
fn decoded(payload: &Bytes) -> Bytes {
    let text: Vec<u8> = payload.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let decoded = str::from_utf8(&text).ok().and_then(base64::decoded);
    decoded.map_or_else(|| payload.clone(), Bytes::from)
}

fn push_new(topics: &mut Vec<String>, topic: &str) {
    if !topics.iter().any(|known| known == topic) {
        topics.push(topic.to_owned());
    }
}
