//! One device and its properties, with what they last said.

use std::collections::HashMap;

use super::claims::Claims;
use super::freshness::Rhythm;
use super::property::Access;
use super::{Heard, Kind, Profile, PropertyKey, Report, Request, RequestKey, Value, Vocabulary};
use crate::time::Timestamp;

#[derive(Debug)]
pub struct Device {
    /// `{convention}:{native id}`
    pub id: String,
    /// For people.
    pub name: String,
    pub room: Option<String>,
    pub heard: Heard,
    pub properties: Vec<Property>,
    pub(super) claims: Claims,
    by_id: HashMap<String, PropertyKey>,
}

#[derive(Debug)]
pub struct Property {
    pub id: String,
    pub profile: Profile,
    /// `None` while nothing was heard of it.
    pub report: Option<Report>,
    pub request: Option<Request>,
    pub(super) rhythm: Rhythm,
}

impl Device {
    /// The name of the convention: `alicia` in `alicia:bulb_living`.
    #[must_use]
    pub fn convention(&self) -> &str {
        self.id.split_once(':').map_or("", |(convention, _)| convention)
    }

    /// The id within the convention: `bulb_living` in `alicia:bulb_living`.
    #[must_use]
    pub fn native_id(&self) -> &str {
        self.id.split_once(':').map_or(&self.id, |(_, native)| native)
    }

    #[must_use]
    pub fn property_key(&self, id: &str) -> Option<PropertyKey> {
        self.by_id.get(id).copied()
    }

    #[must_use]
    pub fn property(&self, key: PropertyKey) -> Option<&Property> {
        self.properties.get(usize::from(key.0))
    }

    pub(super) fn new(id: &str, vocabulary: &dyn Vocabulary) -> Self {
        let mut device = Self {
            id: id.to_owned(),
            name: String::new(),
            room: None,
            heard: Heard::default(),
            properties: Vec::new(),
            claims: Claims::default(),
            by_id: HashMap::new(),
        };
        device.name = vocabulary.device_name(device.native_id());
        if device.name.is_empty() {
            device.name.clone_from(&device.id);
        }
        device
    }

    /// Notes that it said something just now.
    pub(super) fn hear(&mut self, now: Timestamp) {
        self.heard.note(now);
        self.claims = Claims::Live;
    }

    /// Notes that it, its last will or a stored copy of either says whether it is there.
    pub(super) fn hear_claim(&mut self, present: bool, retained: bool) {
        if let Some(declared) = self.claims.take(present, retained) {
            self.heard.declared = declared;
        }
    }

    pub(super) fn add_property(&mut self, id: String, profile: Profile) -> PropertyKey {
        let key = PropertyKey::from_index(self.properties.len());
        self.by_id.insert(id.clone(), key);
        self.properties.push(Property { id, profile, report: None, request: None, rhythm: Rhythm::default() });
        key
    }
}

impl Property {
    /// Whether anything is known of its value.
    pub(super) fn is_known(&self) -> bool {
        self.report.as_ref().is_some_and(|report| report.value != Value::Unknown)
    }

    /// Takes in what was reported. Returns the request that it fulfils, if there is one, and whether it was overdue.
    pub(super) fn take_report(
        &mut self,
        value: Value,
        heard: Option<Timestamp>,
        measured: Option<Timestamp>,
    ) -> (Option<RequestKey>, bool) {
        let has_rhythm = self.profile.access == Access::Read && matches!(self.profile.kind, Kind::Numeric(_));
        let was_overdue = match heard {
            Some(heard) if has_rhythm => self.rhythm.beat(heard),
            _ => false,
        };
        let overdue_after = self.rhythm.overdue_after();
        let report = self.report.insert(Report { value, heard, measured, overdue_after });
        let fulfils =
            |request: &&Request| report.value.satisfies(&self.profile.outcome(&request.wanted), self.profile.step());
        (self.request.as_ref().filter(fulfils).map(|request| request.key), was_overdue)
    }
}
