//! On which topics each device was heard, and how the last message there began: for whoever looks at a device closely.

use serde::{Deserialize, Serialize};

use super::commands::is_secret;
use super::limits::TopicLimits;
use super::recording::is_secret_in;
use super::watch::Watch;
use super::{App, News};
use crate::device::{Change, DeviceKey, Property};
use crate::dialect;
use crate::language::known;
use crate::mqtt::Message;
use crate::order::by_text;
use crate::table::Table;
use crate::time::{Instant, Timestamp};

/// The topics of one device, each list in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicsNews {
    pub device: DeviceKey,
    pub heard: Vec<TopicNews>,
    pub asked: Vec<AskedNews>,
    /// Topics of all devices on which nothing was noted because there are too many.
    pub discarded: u64,
}

/// A topic that a device was heard on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicNews {
    pub topic: String,
    /// How the last message begins, secrets masked; `None` if that is no text.
    pub excerpt: Option<String>,
    /// Bytes of it.
    pub size: usize,
    pub at: Timestamp,
    /// The broker had stored it.
    pub is_copy: bool,
    /// Messages there so far.
    pub count: u64,
}

/// A topic that a device is asked on, and for what.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AskedNews {
    pub topic: String,
    pub labels: Vec<String>,
}

/// All topics that devices were heard on.
#[derive(Debug)]
pub(super) struct HeardTopics {
    limits: TopicLimits,
    said: Table<String, Said>,
    discarded: u64,
}

#[derive(Debug, Default)]
struct Said {
    devices: Vec<DeviceKey>,
    start: Vec<u8>,
    size: usize,
    at: Timestamp,
    is_copy: bool,
    count: u64,
}

/// Of which device the page wants to know that.
#[derive(Debug, Default)]
pub(super) struct TopicsWatch {
    pub(super) watch: Watch,
    device: Option<DeviceKey>,
}

impl TopicsWatch {
    pub(super) fn set(&mut self, device: Option<DeviceKey>, now: Instant) {
        self.watch.set(device.is_some(), now);
        self.device = device;
    }
}

impl HeardTopics {
    pub(super) fn new(limits: TopicLimits) -> Self {
        Self { limits, said: Table::default(), discarded: 0 }
    }

    /// A message was read, which has made these changes.
    pub(super) fn note(&mut self, message: &Message, changes: &[Change], at: Timestamp) {
        let Message { topic, payload, retain, .. } = message;
        let devices = changes.iter().filter_map(|change| match change {
            Change::Heard(device) | Change::Property(device, _) | Change::Reported(device, _) => Some(*device),
            _ => None,
        });
        let is_full = self.said.len() >= self.limits.topics;
        let said = match self.said.get_mut(topic) {
            Some(said) => said,
            None if devices.clone().next().is_none() => return,
            None if is_full => {
                self.discarded += 1;
                return;
            }
            None => self.said.entry(topic.clone()).or_default(),
        };
        for device in devices {
            if said.devices.len() < self.limits.devices && !said.devices.contains(&device) {
                said.devices.push(device);
            }
        }
        said.start.clear();
        said.start.extend_from_slice(&payload[..payload.len().min(self.limits.start)]);
        (said.size, said.at, said.is_copy, said.count) = (payload.len(), at, *retain, said.count + 1);
    }

    /// Who was heard on a topic.
    pub(super) fn devices_on(&self, topic: &str) -> &[DeviceKey] {
        self.said.get(topic).map_or(&[], |said| &said.devices)
    }

    /// How many are noted, and how many messages there was no room for.
    pub(super) fn noted(&self) -> (usize, u64) {
        (self.said.len(), self.discarded)
    }

    /// The device is no more.
    pub(super) fn forget(&mut self, device: DeviceKey) {
        self.said.retain(|_, said| {
            said.devices.retain(|known| *known != device);
            !said.devices.is_empty()
        });
    }
}

impl App {
    /// The device that was heard on this topic, or the first of several, and its id.
    pub(super) fn owner(&self, topic: &str) -> Option<(DeviceKey, &str)> {
        let devices = self.topics.devices_on(topic);
        devices.iter().find_map(|key| Some((*key, &*self.registry.device(*key)?.id)))
    }

    /// What is known of the topics of the device that the page wants to know that of.
    pub(super) fn topics_news(&self) -> Option<News> {
        let key = self.topics_watch.device?;
        let asked = self.asked(key);
        let wishes: Vec<_> = asked.iter().filter(|(_, is_secret)| *is_secret).map(|(it, _)| it.topic.clone()).collect();
        let of_this = self.topics.said.iter().filter(|(_, said)| said.devices.contains(&key));
        let heard = by_text(of_this.collect(), |(topic, _)| topic);
        let told = heard.into_iter().take(self.limits.topics.told).map(|(topic, said)| TopicNews {
            topic: topic.clone(),
            excerpt: self.excerpt(topic, said, wishes.contains(topic)),
            size: said.size,
            at: said.at,
            is_copy: said.is_copy,
            count: said.count,
        });
        Some(News::Topics(TopicsNews {
            device: key,
            heard: told.collect(),
            asked: asked.into_iter().map(|(asked, _)| asked).collect(),
            discarded: self.topics.discarded,
        }))
    }

    fn excerpt(&self, topic: &str, said: &Said, is_secret_wish: bool) -> Option<String> {
        if said.size > 0 && (is_secret_wish || is_secret_in(topic, &said.start) || self.interpreter.keeps_secret(topic))
        {
            return Some(dialect::MASK.to_owned());
        }
        let text = match str::from_utf8(&said.start) {
            Ok(text) => text,
            // Cut within a letter.
            Err(error) if error.error_len().is_none() => {
                str::from_utf8(&said.start[..error.valid_up_to()]).unwrap_or_default()
            }
            Err(_) => return None,
        };
        let masked = dialect::mask(text);
        let is_whole = said.size == said.start.len();
        Some(if is_whole { masked } else { format!("{masked}…") })
    }

    /// Where the device is asked, for what, and whether that is a secret.
    fn asked(&self, key: DeviceKey) -> Vec<(AskedNews, bool)> {
        let mut all: Vec<(AskedNews, bool)> = Vec::new();
        let Some(device) = self.registry.device(key) else { return all };
        let settable = device.properties().map(|(_, property)| property).filter(|it| it.profile.access.can_set());
        let asked = |property: &Property| {
            let (topic, _) = self.interpreter.command_topic(device, property)?;
            Some((topic, known(&property.profile.label).to_owned(), is_secret(property)))
        };
        for (topic, label, is_secret) in settable.filter_map(asked) {
            if let Some((known, is_any_secret)) = all.iter_mut().find(|(known, _)| known.topic == topic) {
                known.labels.push(label);
                *is_any_secret |= is_secret;
            } else if all.len() < self.limits.topics.told {
                all.push((AskedNews { topic, labels: vec![label] }, is_secret));
            }
        }
        by_text(all, |(asked, _)| &asked.topic)
    }
}
