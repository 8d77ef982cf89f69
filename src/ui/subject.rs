//! A device, as signals that live as long as what shows it: what its card and its page have in common.

use reactive_graph::owner::expect_context;

use super::cell::{Live, live};
use super::clock::Clock;
use super::mirror::{Mirror, PropertyMirror};
use super::property::Bound;
use super::text;
use super::truth::Truth;
use super::words;
use crate::app::DeviceNews;
use crate::device::{Access, Availability, DeviceKey, Freshness, Heard, Profile, PropertyKey, Report, Value};
use crate::language::t;
use crate::time::Timestamp;

#[derive(Clone, Copy, Debug)]
pub(super) struct Subject {
    key: DeviceKey,
    mirror: Mirror,
    moment: Live<Moment>,
    pub(super) heard: Live<Heard>,
    availability: Live<Availability>,
    properties: Live<Vec<PropertyMirror>>,
}

/// By what it is told how old something is. Each subject has its own: whatever is shown of a device looks at it whenever the
/// device speaks, and were it the same for all, each look would go through those of all the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moment {
    now: Timestamp,
    live_since: Option<Timestamp>,
}

impl Subject {
    pub(super) fn new(key: DeviceKey) -> Self {
        let (mirror, clock) = (expect_context::<Mirror>(), expect_context::<Clock>());
        let picture = mirror.picture(key);
        let (heard, properties) = (picture.heard.live(), picture.properties.live());
        let moment = live(move || Moment { now: clock.now(), live_since: mirror.live_since() });
        let availability = live(move || {
            let Moment { now, live_since } = moment.get();
            heard.with(|heard| heard.availability(now, live_since))
        });
        Self { key, mirror, moment, heard, availability, properties }
    }

    pub(super) fn key(self) -> DeviceKey {
        self.key
    }

    /// What the list knows of it.
    pub(super) fn summary(self) -> Option<DeviceNews> {
        self.mirror.summary(self.key)
    }

    pub(super) fn availability(self) -> Availability {
        self.availability.get()
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
        self.with(key, |property| property.id.clone()).unwrap_or_default()
    }

    /// What a property reports now.
    pub(super) fn value(self, key: PropertyKey) -> Option<Value> {
        self.with_value(key, Clone::clone)
    }

    /// What `see` sees in it.
    pub(super) fn with_value<T>(self, key: PropertyKey, see: impl FnOnce(&Value) -> T) -> Option<T> {
        self.with(key, |property| property.report.with(|report| report.as_ref().map(|report| see(&report.value))))?
    }

    pub(super) fn freshness(self, key: PropertyKey) -> Option<Freshness> {
        let Moment { now, live_since } = self.moment.get();
        self.with(key, |property| {
            if property.available.with(|available| *available == Some(false)) {
                return Freshness::Unknown;
            }
            let of = |report: &Report| report.freshness(now, live_since);
            property.report.with(|report| report.as_ref().map_or(Freshness::Unknown, of))
        })
    }

    /// How true what it reports is, whatever was asked of it.
    pub(super) fn truth(self, key: PropertyKey) -> Truth {
        Truth::of(self.freshness(key).unwrap_or(Freshness::Unknown), self.is_available(key))
    }

    /// Whether this of the device is to be had, as far as it has said.
    pub(super) fn is_available(self, key: PropertyKey) -> bool {
        self.with(key, |it| it.available.with(|it| *it != Some(false))).unwrap_or(true)
    }

    /// Whether it can be asked for, and never tells.
    pub(super) fn is_only_asked(self, key: PropertyKey) -> bool {
        self.with(key, |it| it.profile.with(|profile| profile.access == Access::Write)).unwrap_or(false)
    }

    /// What can be said in words about how true a property's value is.
    pub(super) fn age(self, key: PropertyKey) -> Option<String> {
        if !self.is_missing() && !self.is_available(key) {
            return Some(t!("Unavailable: the device said so").to_owned());
        }
        let (Moment { now, live_since }, is_missing) = (self.moment.get(), self.is_missing());
        let age = |report: Option<&Report>| words::freshness(report, now, live_since, is_missing);
        self.with(key, |property| property.report.with(|report| age(report.as_ref())))
    }

    fn property(self, key: PropertyKey) -> Option<PropertyMirror> {
        self.with(key, Clone::clone)
    }

    fn with<T>(self, key: PropertyKey, see: impl FnOnce(&PropertyMirror) -> T) -> Option<T> {
        self.properties.with(|known| {
            let index = known.binary_search_by_key(&key, |known| known.key).ok()?;
            Some(see(&known[index]))
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
