//! One device and its properties, with what they last said.

use std::time::Duration;

use bytes::Bytes;

use super::claims::Claims;
use super::freshness::{Period, Rhythm};
use super::index::Index;
use super::property::Access;
use super::{Heard, Kind, Profile, PropertyKey, Report, Request, RequestKey, Value, Vocabulary};
use crate::time::Timestamp;

#[derive(Debug)]
pub struct Device {
    /// `{convention}:{native id}`, of the voice that names it.
    pub id: String,
    /// For people.
    pub name: String,
    pub room: Option<String>,
    /// The id of the device that it is a part of.
    pub part_of: Option<String>,
    pub heard: Heard,
    /// Whether it has ever said anything itself, if only in what the broker has kept.
    pub has_spoken: bool,
    pub(super) claims: Claims,
    /// How often it speaks, if it does so regularly.
    pub(super) period: Period,
    /// How long it lately took at most to do what it was asked for; shrinks slowly when it is quicker.
    pub(super) usual_answer: Option<Duration>,
    /// All that speak of it.
    pub(super) voices: Vec<Voice>,
    /// Other names it goes by.
    pub(super) names: Vec<String>,
    pub(super) slots: Vec<Slot>,
    index: Index,
}

/// The device as one convention knows it.
#[derive(Debug)]
pub(super) struct Voice {
    /// `{convention}:{native id}`
    pub(super) id: String,
    pub(super) rank: u8,
    /// Said to be gone.
    pub(super) is_silent: bool,
}

/// Where a property is, or may be once there is one more. Boxed: a list that has room for more is as short as can be.
pub(super) type Slot = Option<Box<Property>>;

#[derive(Debug)]
pub struct Property {
    pub id: String,
    pub profile: Profile,
    /// `None` while nothing was heard of it.
    pub report: Option<Report>,
    /// Whether the report can be relied upon, if that is said for this property alone.
    pub available: Option<bool>,
    /// Boxed: few have one at a time.
    pub request: Option<Box<Request>>,
    /// The last one, of a property that has pictures.
    pub picture: Option<Bytes>,
    /// The report is from before anybody listened.
    pub is_recalled: bool,
    pub(super) rhythm: Rhythm,
    /// Which voice speaks of it, and listens.
    pub(super) voice: u8,
    /// Whether its profile was told, and not only guessed from what it said.
    pub(super) is_described: bool,
}

/// What a report means for what is expected of a property.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// It came long after it was due.
    pub(super) was_overdue: bool,
    /// The request that it fulfils.
    pub(super) fulfils: Option<RequestKey>,
    /// It is another value than the one that was asked for.
    pub(super) differs: bool,
}

impl Device {
    #[must_use]
    pub fn property_key(&self, id: &str) -> Option<PropertyKey> {
        let is_it = |place| self.property(PropertyKey(place)).is_some_and(|property| property.id == id);
        self.index.find(id, is_it).map(PropertyKey)
    }

    #[must_use]
    pub fn property(&self, key: PropertyKey) -> Option<&Property> {
        self.slots.get(usize::from(key.0))?.as_deref()
    }

    /// In the order in which they were heard of, unless one has taken the place of another.
    pub fn properties(&self) -> impl Iterator<Item = (PropertyKey, &Property)> {
        let filled = |(index, slot): (usize, &'_ Slot)| slot.is_some().then(|| PropertyKey::from_index(index));
        self.slots.iter().enumerate().filter_map(filled).zip(self.slots.iter().flatten().map(Box::as_ref))
    }

    /// The id, `{convention}:{native id}`, under which the convention that speaks of the property knows the device.
    #[must_use]
    pub fn voice_of(&self, property: &Property) -> &str {
        self.voices.get(usize::from(property.voice)).map_or(&self.id, |voice| &voice.id)
    }

    /// Every id it goes by, that which names it among them.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.voices.iter().map(|voice| voice.id.as_str())
    }

    pub(super) fn new(id: &str, vocabulary: &dyn Vocabulary) -> Self {
        let name = vocabulary.device_name(id.split_once(':').map_or(id, |(_, native_id)| native_id));
        Self {
            id: id.to_owned(),
            name: if name.is_empty() { id.to_owned() } else { name },
            room: None,
            part_of: None,
            heard: Heard::default(),
            has_spoken: false,
            claims: Claims::default(),
            period: Period::default(),
            usual_answer: None,
            voices: vec![Voice { id: id.to_owned(), rank: vocabulary.rank(), is_silent: false }],
            names: Vec::new(),
            slots: Vec::new(),
            index: Index::default(),
        }
    }

    /// The best of its voices.
    pub(super) fn rank(&self) -> u8 {
        self.voices.iter().map(|voice| voice.rank).min().unwrap_or(u8::MAX)
    }

    /// Notes that it said something just now.
    pub(super) fn hear(&mut self, now: Timestamp) {
        self.heard.note(now);
        self.claims = Claims::Live;
        self.period.beat(now);
    }

    /// Notes that it took so long to do what it was asked for.
    pub(super) fn take_time_to_answer(&mut self, after: Duration) {
        self.usual_answer = Some(self.usual_answer.map_or(after, |usual| after.max(usual * 9 / 10)));
    }

    /// Notes that it, its last will or a stored copy of either says whether it is there.
    pub(super) fn hear_claim(&mut self, present: bool, retained: bool) {
        if let Some(declared) = self.claims.take(present, retained) {
            self.heard.declared = declared;
        }
    }

    /// Notes what was said before anybody listened, unless something was said since.
    pub(super) fn recall_claim(&mut self, present: bool) {
        if self.claims == Claims::default() && self.heard.last.is_none() {
            self.heard.declared = Some(present);
        }
    }

    /// Puts a property into the first empty slot.
    pub(super) fn add(&mut self, property: Box<Property>) -> PropertyKey {
        let index = self.slots.iter().position(Option::is_none).unwrap_or(self.slots.len());
        let key = PropertyKey::from_index(index);
        self.index.insert(&property.id, key.0);
        match self.slots.get_mut(index) {
            Some(slot) => *slot = Some(property),
            None => self.slots.push(Some(property)),
        }
        key
    }

    pub(super) fn remove(&mut self, key: PropertyKey) -> Slot {
        let property = self.slots.get_mut(usize::from(key.0))?.take()?;
        self.index.remove(&property.id, key.0);
        Some(property)
    }
}

impl Property {
    pub(super) fn new(id: String, profile: Profile, voice: u8) -> Self {
        Self {
            id,
            profile,
            report: None,
            available: None,
            request: None,
            picture: None,
            is_recalled: false,
            rhythm: Rhythm::default(),
            voice,
            is_described: false,
        }
    }

    /// Whether anything is known of its value.
    pub(super) fn is_known(&self) -> bool {
        self.report.as_ref().is_some_and(|report| report.value != Value::Unknown)
    }

    /// Takes in what was reported before anybody listened, unless something was reported since.
    pub(super) fn recall(&mut self, value: Value, heard: Option<Timestamp>, measured: Option<Timestamp>) {
        if self.report.is_none() || self.is_recalled {
            let overdue_after = self.profile.expire_after;
            self.report = Some(Report { value, heard, measured, overdue_after });
            self.is_recalled = true;
        }
    }

    /// Takes in what was reported.
    pub(super) fn take_report(&mut self, value: Value, heard: Option<Timestamp>, measured: Option<Timestamp>) -> Taken {
        let has_rhythm = self.profile.access == Access::Read && matches!(self.profile.kind, Kind::Numeric(_));
        let was_overdue = match heard {
            Some(heard) if has_rhythm => self.rhythm.beat(heard),
            _ => false,
        };
        let overdue_after = self.profile.expire_after.or_else(|| self.rhythm.overdue_after());
        self.is_recalled = false;
        let before = self.report.replace(Report { value, heard, measured, overdue_after });
        let (Some(request), Some(report)) = (&mut self.request, &self.report) else {
            return Taken { was_overdue, ..Taken::default() };
        };
        if heard.is_none() {
            return Taken { was_overdue, ..Taken::default() };
        }
        let outcome = self.profile.outcome(&request.wanted);
        if report.value.satisfies(&outcome, self.profile.step()) {
            return Taken { was_overdue, fulfils: Some(request.key), differs: false };
        }
        let before = before.as_ref().map(|report| &report.value);
        Taken { was_overdue, fulfils: None, differs: request.note_report(before, &report.value, &outcome) }
    }
}
