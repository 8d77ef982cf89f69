//! Devices that announce themselves in the manner of Home Assistant, under `homeassistant/` or where else a home wants it.
//! What they hold, where they say it and where they are asked for is known only from what they announce.
//!
//! A device goes by the first of its identifiers, and by every other identifier and address that it names; an entity
//! without a device is one of its own. The state of an entity is a property that goes by its object id, and what else it
//! has by `{object id}.{aspect}`.

mod announcement;
mod book;
mod naming;
mod portrait;
mod template;

use announcement::{Announcement, Place, Refusal};
use book::{Book, Listeners};
use template::Engine;
#[cfg(feature = "engine")]
pub use template::Programs;
#[cfg(not(feature = "engine"))]
pub use template::run_programs_by;

use super::late::{Late, Outline};
use super::{Announced, CannotWrite, Dialect, Problem, Read, Wish, scalar};
use crate::device::{Category, Profile, Update, Updates, Value, Vocabulary, label_from_key};
use crate::language::t;
use crate::mqtt::{Message, Publication, QoS};
use crate::time::Now;

/// Of conventions that speak of the same device: whoever speaks of itself knows better than an announcement.
const RANK: u8 = 5;

/// Until something is announced under one of these prefixes.
pub(super) fn late(prefixes: &[String]) -> Late {
    Late::of(Outline {
        name: naming::CONVENTION,
        rank: RANK,
        filters: filters(prefixes),
        begins: is_announced_on,
        expected_on: prefixes.iter().map(|prefix| format!("{prefix}/+/+/+/#")).collect(),
        prefixes: prefixes.to_vec(),
        come,
    })
}

fn is_announced_on(topic: &str, prefixes: &[String]) -> bool {
    let is_below = |prefix: &String| topic.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
    topic.ends_with("/config") && prefixes.iter().any(is_below)
}

#[inline(never)]
fn come(prefixes: &[String]) -> Box<dyn Dialect> {
    Box::new(HomeAssistant::under(prefixes))
}

/// Not all that is under the prefix: a broker that sees us listening to commands cannot say any more that nobody else does.
/// What else is said there is listened to once it is announced.
fn filters(prefixes: &[String]) -> Vec<String> {
    let ends = ["status", "+/+/config", "+/+/+/config", "+/+/state", "+/+/+/state"];
    prefixes.iter().flat_map(|prefix| ends.map(|end| format!("{prefix}/{end}"))).collect()
}

#[derive(Debug)]
pub(super) struct HomeAssistant {
    /// Of the topics of announcements.
    prefixes: Vec<String>,
    book: Book,
    engine: Engine,
}

impl Dialect for HomeAssistant {
    fn name(&self) -> &'static str {
        naming::CONVENTION
    }

    fn filters(&self) -> Vec<String> {
        filters(&self.prefixes)
    }

    fn read(&mut self, message: &Message, now: Now, updates: &mut Updates) -> Read {
        if let Some(place) = self.prefixes.iter().find_map(|prefix| Place::of(prefix, &message.topic)) {
            return self.read_announcement(&place, message, updates);
        }
        if !self.book.knows(&message.topic) {
            return Read::NotMine;
        }
        self.hear(message, Listeners::All, now, updates)
    }

    fn catch_up(&mut self, message: &Message, now: Now, updates: &mut Updates) -> Read {
        self.hear(message, Listeners::New, now, updates)
    }

    fn claims(&mut self) -> Vec<String> {
        self.book.take_claims()
    }

    fn keeps_secret(&self, topic: &str) -> bool {
        self.book.keeps_secret(topic)
    }

    fn shows_pictures(&self, topic: &str) -> bool {
        self.book.shows_pictures(topic)
    }

    fn knows_from_announcements(&self, topic: &str) -> bool {
        self.book.knows(topic)
    }

    fn announced(&self, native_id: &str) -> Announced {
        self.book.announced(native_id)
    }

    fn problems(&self) -> (&[Problem], u64) {
        self.book.problems()
    }

    fn defer(&mut self, topic: &str, is_that_device: &dyn Fn(&str) -> bool, updates: &mut Updates) {
        self.book.defer(topic, is_that_device, &mut Told { updates });
    }

    fn asked_on(&self, native_id: &str, property: &str) -> Option<&str> {
        Some(&self.book.aspect(native_id, property)?.write.as_ref()?.topic)
    }

    fn write(&self, wish: Wish<'_>) -> Result<Publication, CannotWrite> {
        let aspect = self.book.aspect(wish.native_id, wish.property).ok_or_else(|| wish.read_only())?;
        let target = aspect.write.as_ref().ok_or_else(|| wish.read_only())?;
        let wanted = portrait::in_their_words(&wish.profile.kind, wish.wanted);
        let payload =
            aspect.payload(&wanted, wish.code, &self.engine, wish.mark.at).map_err(|refusal| match refusal {
                Refusal::ReadOnly => wish.read_only(),
                Refusal::NotAValue => wish.not_a_value(),
                Refusal::WrongCode => CannotWrite::WrongCode(wish.profile.label.clone()),
                Refusal::Template(reason) => CannotWrite::NoMessage {
                    property: wish.profile.label.clone(),
                    reason: t!("its command template: {reason}", reason),
                },
            })?;
        // At least once, whatever was announced: the broker's answer is to be heard.
        let qos = if target.qos == 2 { QoS::ExactlyOnce } else { QoS::AtLeastOnce };
        Ok(Publication { qos, retain: target.retain, ..Publication::new(target.topic.clone(), payload) })
    }
}

impl HomeAssistant {
    pub(super) fn under(prefixes: &[String]) -> Self {
        Self { prefixes: prefixes.to_vec(), book: Book::default(), engine: Engine::default() }
    }

    fn hear(&mut self, message: &Message, listeners: Listeners, now: Now, updates: &mut Updates) -> Read {
        if message.payload.is_empty() {
            return Read::Understood;
        }
        let shows = self.book.shows_pictures(&message.topic);
        if shows {
            self.book.look(&message.topic, &message.payload, listeners, &mut Told { updates });
        }
        match scalar::text(&message.payload) {
            Ok(text) => {
                let told = &mut Told { updates };
                self.book.hear(&message.topic, text, listeners, &self.engine, now.timestamp, told);
            }
            // Nothing else is told in bytes.
            Err(_) if shows => {}
            Err(reason) => return Read::NotUnderstood(reason),
        }
        Read::Understood
    }

    fn read_announcement(&mut self, place: &Place<'_>, message: &Message, updates: &mut Updates) -> Read {
        if !self.book.is_news(&message.topic, &message.payload) {
            return Read::Understood;
        }
        match announcement::read(place, &message.payload) {
            Ok(Announcement::Withdrawn) => self.book.withdraw(&message.topic, &mut Told { updates }),
            Ok(Announcement::Moved) => self.book.will_move(&message.topic),
            Ok(Announcement::Told { entities, removed, problems }) => {
                self.book.enter(&message.topic, entities, &removed, problems, &mut Told { updates });
            }
            Err(reason) => return Read::NotUnderstood(reason),
        }
        Read::Understood
    }
}

impl Vocabulary for HomeAssistant {
    fn rank(&self) -> u8 {
        RANK
    }

    fn device_name(&self, native_id: &str) -> String {
        label_from_key(native_id.rsplit('/').next().unwrap_or(native_id))
    }

    /// Of what is told about the device itself; all else is described.
    fn profile(&self, _: &str, property: &str, value: &Value) -> Profile {
        Profile::unknown(property, value).with_category(Category::Diagnostic)
    }
}

/// Where what is heard is told.
struct Told<'a> {
    updates: &'a mut Updates,
}

impl Told<'_> {
    /// The same update, if it is about this device and comes from where this does, or else the next one.
    fn go_on(&mut self, update: Option<Update>, device: &str, is_hearsay: bool) -> Update {
        let is_same = |update: &Update| {
            let native_id = update.device.get(naming::CONVENTION.len() + 1..);
            native_id == Some(device) && update.hearsay == is_hearsay
        };
        match update {
            Some(update) if is_same(&update) => update,
            other => {
                if let Some(update) = other {
                    self.updates.push(update);
                }
                let mut update = self.updates.begin(naming::CONVENTION, device);
                update.hearsay = is_hearsay;
                update
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Limits, Registry};
    use crate::dialect::Interpreter;

    #[test]
    fn a_home_may_have_announcements_elsewhere() {
        let mut interpreter = Interpreter::new(&["ha".to_owned(), "lab/ha".to_owned()]);
        let filters: Vec<_> = interpreter.filters().collect();
        assert!(filters.contains(&"lab/ha/+/+/config".to_owned()), "{filters:?}");
        assert!(!filters.iter().any(|filter| filter.starts_with("homeassistant/")), "{filters:?}");
        let mut registry = Registry::new(Limits::default());
        for prefix in ["ha", "lab/ha", "homeassistant"] {
            let payload = format!(r#"{{"name":"A","state_topic":"a/{prefix}"}}"#);
            let (topic, payload) = (format!("{prefix}/sensor/in_{}/config", prefix.len()), payload.into_bytes());
            let message = Message { retain: true, ..Message::new(topic, payload) };
            interpreter.hear(&message, &mut registry, Now::default(), &mut Vec::new()).expect("it makes sense");
        }
        let announced = |object| registry.find(&format!("home_assistant:sensor/{object}")).is_some();
        assert_eq!(["in_2", "in_6", "in_13"].map(announced), [true, true, false]);
    }
}
