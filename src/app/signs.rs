//! What is not as it should be with devices, wherever they are on the page: who is away, whose battery is low, who says nothing
//! new. Judged once a second, while somebody looks.

use serde::{Deserialize, Serialize};

use super::watch::Watch;
use super::{App, Effect, News};
use crate::device::{Availability, Class, Device, DeviceKey, Freshness, Kind, Property, Value};
use crate::time::{Instant, Now, Timestamp};

/// A battery with less than so many percent is low.
const LOW_PERCENT: f64 = 15.0;

/// The devices of which each holds, in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signs {
    /// Offline, or silent for longer than they ever are.
    pub away: Vec<DeviceKey>,
    pub low_battery: Vec<DeviceKey>,
    /// There, but something they say is overdue.
    pub stale: Vec<DeviceKey>,
}

/// Whether the page wants to know, and what it was told last.
#[derive(Debug, Default)]
pub(super) struct SignsWatch {
    watch: Watch,
    told: Option<Signs>,
}

impl SignsWatch {
    pub(super) fn set(&mut self, watched: bool, now: Instant) {
        self.watch.set(watched, now);
        self.told = None;
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.watch.deadline()
    }
}

impl App {
    pub(super) fn tell_signs(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if !self.signs_watch.watch.is_due(now.instant) {
            return;
        }
        let signs = self.signs(now.timestamp);
        if self.signs_watch.told.as_ref() != Some(&signs) {
            effects.push(Effect::Tell(vec![News::Signs(signs.clone())]));
            self.signs_watch.told = Some(signs);
        }
    }

    fn signs(&self, now: Timestamp) -> Signs {
        let since = self.alarms.since();
        let mut signs = Signs::default();
        for key in self.registry.keys() {
            let Some(device) = self.registry.device(key) else { continue };
            let availability = device.heard.availability(now, since);
            if matches!(availability, Availability::Offline | Availability::Silent(_)) && since.is_some() {
                signs.away.push(key);
            } else if since.is_some() && is_stale(device, now, since) {
                signs.stale.push(key);
            }
            if device.properties().any(|(_, property)| is_low(property)) {
                signs.low_battery.push(key);
            }
        }
        signs
    }
}

/// Whether something it said since we listen is overdue.
fn is_stale(device: &Device, now: Timestamp, since: Option<Timestamp>) -> bool {
    let is_overdue = |property: &Property| {
        property.report.as_ref().is_some_and(|report| {
            report.heard >= since && report.heard.is_some() && report.freshness(now, since) == Freshness::Stale
        })
    };
    device.properties().any(|(_, property)| is_overdue(property))
}

fn is_low(property: &Property) -> bool {
    let is_battery = property.profile.class == Class::Battery && !property.profile.access.can_set();
    is_battery
        && property.report.as_ref().is_some_and(|report| match &report.value {
            Value::Number(percent) => {
                let is_percent = matches!(&property.profile.kind, Kind::Numeric(numeric) if numeric.unit == "%");
                is_percent && *percent < LOW_PERCENT
            }
            value => value.as_flag() == Some(true),
        })
}
