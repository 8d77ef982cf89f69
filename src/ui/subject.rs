//! A device, as signals that live as long as what shows it: what its card and its page have in common.

use reactive_graph::owner::expect_context;

use super::cell::{Live, live};
use super::clock::Clock;
use super::mirror::{Mirror, PropertyMirror};
use super::property::Bound;
use super::text;
use super::truth::Truth;
use crate::app::DeviceNews;
use crate::device::{Access, Availability, DeviceKey, Freshness, Heard, Profile, PropertyKey, Value};
use crate::language::t;

#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    key: DeviceKey,
    mirror: Mirror,
    clock: Clock,
    pub(super) heard: Live<Heard>,
    properties: Live<Vec<PropertyMirror>>,
}

impl Subject {
    pub(super) fn new(key: DeviceKey) -> Self {
        let (mirror, clock) = (expect_context::<Mirror>(), expect_context::<Clock>());
        let picture = mirror.picture(key);
        Self { key, mirror, clock, heard: picture.heard.live(), properties: picture.properties.live() }
    }

    pub(super) fn key(self) -> DeviceKey {
        self.key
    }

    /// What the list knows of it.
    pub(super) fn summary(self) -> Option<DeviceNews> {
        self.mirror.summary(self.key)
    }

    pub(super) fn availability(self) -> Availability {
        self.heard.get().availability(self.clock.now(), self.mirror.live_since())
    }

    /// Whether it is known to be away.
    pub(super) fn is_missing(self) -> bool {
        is_missing(self.availability())
    }

    pub(super) fn id(self) -> Live<String> {
        live(move || self.summary().map_or_else(String::new, |summary| summary.id))
    }

    pub(super) fn name(self) -> Live<String> {
        live(move || self.summary().map_or_else(String::new, |summary| text::short(&summary.name)))
    }

    /// What there is to know about each property but its value.
    pub(super) fn profiles(self) -> Vec<(PropertyKey, Profile)> {
        self.properties.with(|known| known.iter().map(|known| (known.key, known.profile.with(Clone::clone))).collect())
    }

    /// Whether it has a property whose id begins so.
    pub(super) fn has(self, begins: &str) -> bool {
        self.properties.with(|known| known.iter().any(|property| property.id.starts_with(begins)))
    }

    /// The ids of its properties, what they are, and what they say.
    pub(super) fn said(self) -> Vec<(String, Profile, Option<Value>)> {
        let value = |known: &PropertyMirror| known.report.with(|report| report.as_ref().map(|it| it.value.clone()));
        let said = |known: &PropertyMirror| (known.id.clone(), known.profile.with(Clone::clone), value(known));
        self.properties.with(|known| known.iter().map(said).collect())
    }

    /// The properties with an id, in the order in which they were heard of.
    pub(super) fn named_profiles(self) -> Vec<(String, Profile)> {
        self.properties.with(|known| known.iter().map(|it| (it.id.clone(), it.profile.with(Clone::clone))).collect())
    }

    /// A property to be shown, for as long as the caller lives.
    pub(super) fn bound(self, key: PropertyKey) -> Option<Bound> {
        self.property(key).map(|property| Bound::new(self.key, property))
    }

    /// What its convention calls a property.
    pub(super) fn id_of(self, key: PropertyKey) -> String {
        self.property(key).map(|property| property.id).unwrap_or_default()
    }

    /// What a property reports now.
    pub(super) fn value(self, key: PropertyKey) -> Option<Value> {
        self.property(key)?.report.with(|report| report.as_ref().map(|report| report.value.clone()))
    }

    pub(super) fn freshness(self, key: PropertyKey) -> Option<Freshness> {
        let property = self.property(key)?;
        if property.available.with(|available| *available == Some(false)) {
            return Some(Freshness::Unknown);
        }
        Some(property.report.with(|report| {
            report.as_ref().map_or(Freshness::Unknown, |it| it.freshness(self.clock.now(), self.mirror.live_since()))
        }))
    }

    /// How true what it reports is, whatever was asked of it.
    pub(super) fn truth(self, key: PropertyKey) -> Truth {
        let is_available = self.property(key).is_none_or(|it| it.available.with(|it| *it != Some(false)));
        Truth::of(self.freshness(key).unwrap_or(Freshness::Unknown), is_available)
    }

    /// Whether it can be asked for, and never tells.
    pub(super) fn is_only_asked(self, key: PropertyKey) -> bool {
        self.property(key).is_some_and(|it| it.profile.with(|profile| profile.access == Access::Write))
    }

    /// What can be said in words about how true a property's value is.
    pub(super) fn age(self, key: PropertyKey) -> Option<String> {
        let property = self.property(key)?;
        if !self.is_missing() && property.available.with(|available| *available == Some(false)) {
            return Some(t!("Unavailable: the device said so").to_owned());
        }
        Some(property.report.with(|report| {
            super::words::freshness(report.as_ref(), self.clock.now(), self.mirror.live_since(), self.is_missing())
        }))
    }

    fn property(self, key: PropertyKey) -> Option<PropertyMirror> {
        self.properties.with(|known| {
            let index = known.binary_search_by_key(&key, |known| known.key).ok()?;
            known.get(index).cloned()
        })
    }
}

/// Whether a device in this state is known to be away.
pub(super) fn is_missing(availability: Availability) -> bool {
    matches!(availability, Availability::Offline | Availability::Silent(_))
}

/// The word for an availability in the marks that automation relies on.
pub(super) fn availability_mark(availability: Availability) -> &'static str {
    match availability {
        Availability::Online => "online",
        Availability::Offline | Availability::Silent(_) => "offline",
        Availability::Unknown => "unknown",
    }
}
