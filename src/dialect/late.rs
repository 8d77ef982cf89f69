//! A convention that not every home speaks, and that comes with the first message which is said in it, or which announces that
//! something will be. Knows what has to be known of it before.

use std::time::Duration;

use super::{Announced, CannotWrite, Dialect, Problem, Read, Wish};
use crate::device::{Device, Group, Profile, Updates, Value, Vocabulary, label_from_key};
use crate::language::t;
use crate::mqtt::{Message, Publication, topic};
use crate::parts;
use crate::time::Now;

/// Makes the convention itself, for a home that has announcements under these prefixes: the door of a part of the program,
/// where all that is behind it comes in.
pub(super) type Come = fn(&[String]) -> Box<dyn Dialect>;

/// Whether nothing is heard in a convention before something is said on such a topic, in a home that has announcements under
/// these prefixes.
pub(super) type Begins = fn(&str, &[String]) -> bool;

/// What has to be known of a convention before it is here.
pub(super) struct Outline {
    /// Also that of the part.
    pub(super) name: &'static str,
    pub(super) rank: u8,
    pub(super) filters: Vec<String>,
    pub(super) begins: Begins,
    /// What is said where one of these matches should have been announced.
    pub(super) expected_on: Vec<String>,
    pub(super) prefixes: Vec<String>,
    pub(super) come: Come,
}

impl Outline {
    /// Of a convention that nothing comes before.
    pub(super) fn of(name: &'static str, filters: &[&str], begins: Begins, come: Come) -> Self {
        let filters = super::owned(filters);
        Self { name, rank: 0, filters, begins, expected_on: Vec::new(), prefixes: Vec::new(), come }
    }
}

pub(super) struct Late {
    outline: Outline,
    itself: Option<Box<dyn Dialect>>,
}

impl Late {
    pub(super) fn of(outline: Outline) -> Self {
        Self { outline, itself: None }
    }

    fn begins_on(&self, topic: &str) -> bool {
        (self.outline.begins)(topic, &self.outline.prefixes)
    }

    fn come(&mut self) -> Option<&mut Box<dyn Dialect>> {
        if self.itself.is_none() && parts::is_here(self.outline.name) {
            self.itself = Some((self.outline.come)(&self.outline.prefixes));
        }
        self.itself.as_mut()
    }
}

impl Dialect for Late {
    fn name(&self) -> &'static str {
        self.outline.name
    }

    fn filters(&self) -> Vec<String> {
        self.outline.filters.clone()
    }

    fn read(&mut self, message: &Message, now: Now, updates: &mut Updates) -> Read {
        if self.itself.is_none() && !self.begins_on(&message.topic) {
            return Read::NotMine;
        }
        match self.come() {
            Some(itself) => itself.read(message, now, updates),
            None => Read::NotUnderstood(t!("what reads this could not be fetched").to_owned()),
        }
    }

    fn claims(&mut self) -> Vec<String> {
        self.itself.as_mut().map(|itself| itself.claims()).unwrap_or_default()
    }

    fn catch_up(&mut self, message: &Message, now: Now, updates: &mut Updates) -> Read {
        self.itself.as_mut().map_or(Read::NotMine, |itself| itself.catch_up(message, now, updates))
    }

    fn knows_from_announcements(&self, topic: &str) -> bool {
        self.itself.as_ref().is_some_and(|itself| itself.knows_from_announcements(topic))
    }

    fn keeps_secret(&self, topic: &str) -> bool {
        self.itself.as_ref().is_some_and(|itself| itself.keeps_secret(topic))
    }

    fn shows_pictures(&self, topic: &str) -> bool {
        self.itself.as_ref().is_some_and(|itself| itself.shows_pictures(topic))
    }

    fn is_provisional(&self) -> bool {
        self.itself.as_ref().is_some_and(|itself| itself.is_provisional())
    }

    fn release(&mut self, topic: &str, updates: &mut Updates) {
        if let Some(itself) = &mut self.itself {
            itself.release(topic, updates);
        }
    }

    fn problems(&self) -> (&[Problem], u64) {
        self.itself.as_ref().map(|itself| itself.problems()).unwrap_or_default()
    }

    fn says_nothing(&mut self, message: &Message) -> bool {
        if self.itself.is_none() && !self.begins_on(&message.topic) {
            return false;
        }
        self.come().is_some_and(|itself| itself.says_nothing(message))
    }

    fn expects_announcement(&self, topic: &str) -> bool {
        self.outline.expected_on.iter().any(|filter| topic::matches(filter, topic))
    }

    fn announced(&self, native_id: &str) -> Announced {
        self.itself.as_ref().map(|itself| itself.announced(native_id)).unwrap_or_default()
    }

    fn speaker_on(&self, topic: &str) -> Option<&str> {
        self.itself.as_ref()?.speaker_on(topic)
    }

    fn defer(&mut self, topic: &str, is_that_device: &dyn Fn(&str) -> bool, updates: &mut Updates) {
        if let Some(itself) = &mut self.itself {
            itself.defer(topic, is_that_device, updates);
        }
    }

    fn asked_on(&self, native_id: &str, property: &str) -> Option<&str> {
        self.itself.as_ref()?.asked_on(native_id, property)
    }

    fn patience(&self) -> Duration {
        self.itself.as_ref().map(|itself| itself.patience()).unwrap_or_default()
    }

    fn write(&self, wish: Wish<'_>) -> Result<Publication, CannotWrite> {
        self.itself.as_ref().ok_or_else(|| wish.read_only())?.write(wish)
    }

    fn write_form(&self, wishes: &[Wish<'_>]) -> Result<Publication, CannotWrite> {
        self.itself.as_ref().ok_or(CannotWrite::Nothing)?.write_form(wishes)
    }

    fn group(&self, device: &Device, native_id: &str) -> Option<Group> {
        self.itself.as_ref()?.group(device, native_id)
    }
}

impl Vocabulary for Late {
    fn rank(&self) -> u8 {
        self.outline.rank
    }

    fn device_name(&self, native_id: &str) -> String {
        self.itself.as_ref().map_or_else(|| label_from_key(native_id), |itself| itself.device_name(native_id))
    }

    fn profile(&self, device: &str, property: &str, value: &Value) -> Profile {
        let unknown = || Profile::unknown(property, value);
        self.itself.as_ref().map_or_else(unknown, |itself| itself.profile(device, property, value))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;
    use crate::dialect::{DISCOVERY_PREFIX, all};
    use crate::time::{Instant, Timestamp};

    fn said(topic: &str, payload: &'static str) -> Message {
        Message { retain: true, ..Message::new(topic, payload) }
    }

    #[test]
    fn a_convention_comes_with_the_first_words_in_it_and_not_before() {
        let came = Rc::new(RefCell::new(Vec::new()));
        let note = Rc::clone(&came);
        parts::fetch_by(move |name| {
            note.borrow_mut().push(name.to_owned());
            true
        });
        let mut dialects = all(&[DISCOVERY_PREFIX.to_owned()]);
        let now = Now { instant: Instant::from_millis(0.0), timestamp: Timestamp::from_millis(0) };
        for (topic, expected) in [
            ("home/attic", None),
            ("alicias/sensors/hall", None),
            ("alicia/sensors/hall", Some("alicia")),
            ("iotflow/devices/a/heartbeat", Some("iotflow")),
            ("shellies/shelly1/online", None),
            ("shellyplus1/online", Some("shelly")),
            ("homeassistant/sensor/attic/state", None),
            ("homeassistant/sensor/solar_heating_tank/state", Some("solar_heating")),
            ("homeassistant/sensor/attic/config", Some("home_assistant")),
            ("homeassistants/sensor/attic/config", None),
        ] {
            let message = said(topic, "");
            for dialect in &mut dialects {
                dialect.read(&message, now, &mut Updates::default());
            }
            assert_eq!(came.take(), expected.map(str::to_owned).into_iter().collect::<Vec<_>>(), "{topic}");
        }
    }

    #[test]
    fn that_the_first_words_say_nothing_is_understood() {
        let topic = "homeassistant/sensor/solar_heating_tank/state";
        let says_nothing = |payload| all(&[]).iter_mut().any(|dialect| dialect.says_nothing(&said(topic, payload)));
        assert!(says_nothing("0") && !says_nothing("1"));
    }
}
