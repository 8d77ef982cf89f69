//! What the page knows: everything it was ever told, whatever the batches.

use std::collections::BTreeMap;

use alicia_dashboard::alarm::{Alarm, AlarmKey};
use alicia_dashboard::app::{
    Connection, Counters, DeviceNews, Limits, News, NotUnderstood, PropertyNews, RequestNews, Subscription, wire,
};
use alicia_dashboard::device::{DeviceKey, Heard, PropertyKey, RequestKey, Stage};

use crate::limits::{assert_short, assert_value_kept, small};

/// Characters of a reason, which may name a key that the convention knows.
const REASON: usize = 200;
/// Errands that are remembered.
const ERRANDS: usize = 200;
/// Alarms that are kept.
const ALARMS: usize = 200;

/// News arrive as they were told.
pub(crate) fn assert_arrive(news: &[News]) {
    assert_eq!(wire::decode::<Vec<News>>(&wire::encode(&news)).as_deref(), Some(news));
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    connection: Option<Connection>,
    subscriptions: Vec<Subscription>,
    devices: BTreeMap<DeviceKey, DeviceNews>,
    heard: BTreeMap<DeviceKey, Heard>,
    properties: BTreeMap<(DeviceKey, PropertyKey), PropertyNews>,
    requests: BTreeMap<RequestKey, RequestNews>,
    not_understood: Vec<NotUnderstood>,
    alarms: Vec<Alarm>,
    conflicts: Vec<u64>,
    /// Of what the broker keeps.
    marked: u32,
    counters: Counters,
}

impl Page {
    /// Says whether everything it knew is gone.
    pub(crate) fn read(&mut self, news: News) -> bool {
        match news {
            News::Connection(connection) => self.connection = Some(connection),
            News::Subscriptions(subscriptions) => self.subscriptions = subscriptions,
            News::Cleared => {
                self.devices.clear();
                self.heard.clear();
                self.properties.clear();
                self.requests.clear();
                self.not_understood.clear();
                return true;
            }
            News::Devices(devices) => self.devices.extend(devices.into_iter().map(|device| (device.key, device))),
            News::Gone(devices) => {
                self.devices.retain(|key, _| !devices.contains(key));
                self.heard.retain(|key, _| !devices.contains(key));
                self.properties.retain(|(key, _), _| !devices.contains(key));
            }
            News::Properties { device, heard, withdrawn, properties } => {
                self.properties.retain(|(of, key), _| *of != device || !withdrawn.contains(key));
                self.heard.insert(device, heard);
                self.properties.extend(properties.into_iter().map(|property| ((device, property.key), property)));
            }
            News::Reports { device, heard, reports } => {
                self.heard.insert(device, heard);
                for (key, report) in reports {
                    let known = self.properties.get_mut(&(device, key));
                    known.expect("the property was told before its reports").report = Some(report);
                }
            }
            // Whether the rest of a frame that ended a connection is counted depends on where the stream was cut.
            News::Counters(counters) => self.counters = Counters { bytes_received: 0, ..counters },
            News::Request(request) => drop(self.requests.insert(request.key, *request)),
            News::NotUnderstood(not_understood) => self.not_understood = not_understood,
            News::Incomplete(_)
            | News::Problems(_)
            | News::Ghosts(_)
            | News::Signs(_)
            | News::Topics(_)
            | News::Found { .. }
            | News::Customs(_)
            | News::Customized(_)
            | News::Differs(_)
            | News::Explorer(_)
            | News::Users(_)
            | News::Access(_)
            | News::Broker(_)
            | News::FamilyKept(_)
            | News::Past(_)
            | News::Carried(_)
            | News::Keeping(_)
            | News::Rights(_)
            | News::Picture(..)
            | News::Scenes(_)
            | News::Messages(_)
            | News::AlarmRules(_)
            | News::AlarmLog(_)
            | News::Charts(_)
            | News::Record(_)
            | News::Recording(_)
            | News::Recorded(..)
            | News::Replay(_)
            | News::Unplayable(_)
            | News::Exported(..) => {}
            News::Hand(told) => {
                let told = News::hand(&told).unwrap_or_default();
                assert!(told.repeated.is_none_or(|repeated| repeated.sent <= repeated.times));
                self.marked = told.retained.as_ref().map_or(0, |retained| retained.marked);
                if let Some(retained) = told.retained {
                    assert!(retained.rows.len() <= 10 && retained.total as usize <= small().hand.retained);
                }
            }
            News::Family { told, .. } => {
                let conflicts = News::family(&told).sharing.map(|sharing| sharing.conflicts).unwrap_or_default();
                self.conflicts = conflicts.into_iter().map(|conflict| conflict.key).collect();
            }
            News::Alarms(alarms) => {
                assert!(alarms.len() <= ALARMS, "{} alarms", alarms.len());
                self.alarms = alarms;
            }
            News::Errands(errands) => assert!(errands.len() <= ERRANDS, "{} errands", errands.len()),
            News::Diagnostics(diagnostics) => {
                for limit in diagnostics.limits {
                    assert!(limit.used <= limit.limit, "more than the limit: {limit:?}");
                }
            }
        }
        false
    }

    /// The ids of a device and of one of its properties; made up while there is none.
    pub(crate) fn some_property(&self, number: usize) -> (String, String) {
        let some = self
            .properties
            .iter()
            .cycle()
            .nth(number)
            .and_then(|((device, _), property)| Some((self.devices.get(device)?.id.clone(), property.id.clone())));
        some.unwrap_or_else(|| ("iotflow:a".to_owned(), "temperature".to_owned()))
    }

    pub(crate) fn marked(&self) -> u32 {
        self.marked
    }

    pub(crate) fn conflicts(&self) -> Vec<u64> {
        self.conflicts.clone()
    }

    pub(crate) fn alarms(&self) -> Vec<AlarmKey> {
        self.alarms.iter().map(|alarm| alarm.key).collect()
    }

    pub(crate) fn find(&self, device: &str, property: &str) -> Option<(DeviceKey, PropertyKey)> {
        let (device, _) = self.devices.iter().find(|(_, known)| known.id == device)?;
        let of_device = (*device, PropertyKey(0))..=(*device, PropertyKey(u16::MAX));
        self.properties.range(of_device).find(|(_, known)| known.id == property).map(|(key, _)| *key)
    }

    /// Nobody waits for ever: what can be confirmed gets a last word, and of the rest what the broker answered is told.
    pub(crate) fn assert_settled(&self) {
        let in_sight = self.properties.values().find(|property| property.request.is_some());
        assert!(in_sight.is_none(), "a request goes out of sight: {in_sight:?}");
        let open = self.requests.values().find(|news| match news.request.stage {
            Stage::Queued | Stage::Sent => true,
            _ => news.request.is_open() && self.shows(news),
        });
        assert!(open.is_none(), "the last word on a request is told: {open:?}");
    }

    fn shows(&self, news: &RequestNews) -> bool {
        let found = self.find(&news.device_id, &news.property_id).and_then(|key| self.properties.get(&key));
        found.is_some_and(|property| property.profile.shows(&news.request.wanted))
    }

    pub(crate) fn assert_kept(&self, limits: &Limits) {
        assert!(self.devices.len() <= limits.device.devices);
        assert!(self.properties.len() <= limits.device.devices * limits.device.properties_per_device);
        for report in self.properties.values().filter_map(|property| property.report.as_ref()) {
            assert_value_kept(&report.value, limits.device);
        }
        assert!(self.not_understood.len() <= limits.unread.topics);
        for entry in &self.not_understood {
            assert_short(&entry.topic, limits.unread.topic + 1);
            assert_short(&entry.excerpt, limits.unread.excerpt + 1);
            assert_short(&entry.reason, REASON);
        }
    }
}
