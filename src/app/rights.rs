//! Where the broker lets us publish, as far as its answers tell, and what it lets us hear. MQTT 3.1.1 has no word for a
//! refusal, so that nothing is learned of publishing over it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::watch::Watch;
use super::{App, News};
use crate::dialect;
use crate::mqtt::{Publication, PublishKey, PublishOutcome};
use crate::order::by_text;
use crate::table::Table;
use crate::time::{Instant, Now, Timestamp};

/// Topics of which it is known; the one that was learned first makes room.
const RIGHTS: usize = 500;
/// Prefixes under which something was heard; there is no room for more.
const HEARD: usize = 300;
/// Filters of which the broker's answer is known; the one that was learned first makes room.
const FILTERS: usize = 300;
/// Bytes of a prefix; what has a longer one is not told apart.
const PREFIX: usize = 200;
/// Shapes of topics that are tried at once.
const CHECKS: usize = 250;
/// Properties of which the topics are looked at.
const LOOKED_AT: usize = 5_000;
/// The list is told so long after something was learned, so that many answers make one list.
const REST: Duration = Duration::from_millis(250);
/// Stands for a device where one is tried whether its topic may be published to. No device is called that.
const NOBODY: &str = "alicia-dashboard-check";
/// A reason code (MQTT 5, section 3.4.2.1).
const NOT_AUTHORIZED: u8 = 0x87;

/// Whether we may publish to a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Right {
    /// With `+` for a device, where another one was tried in its place.
    pub topic: String,
    pub is_allowed: bool,
    pub learned: Timestamp,
}

/// What the broker has said to a filter.
#[derive(Debug)]
pub(super) struct Granted {
    pub(super) filter: String,
    /// Why it did not grant it.
    pub(super) refused: Option<String>,
    pub(super) at: Timestamp,
}

/// What was heard under a prefix.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) last: Timestamp,
    /// The broker stores some of it.
    pub(super) is_stored: bool,
}

#[derive(Debug, Default)]
pub(super) struct Rights {
    /// The latest is last.
    pub(super) known: Vec<Right>,
    /// Under which prefixes something was heard.
    pub(super) heard: Table<Box<str>, Heard>,
    /// Messages of other prefixes, for which there was no room.
    pub(super) unheard: u64,
    /// The latest is last.
    pub(super) filters: Vec<Granted>,
    /// Whether the page looks at all of it.
    pub(super) watch: Watch,
    /// What is being tried, and for which shape of topics.
    tried: Vec<(PublishKey, String)>,
    /// When what is known is told.
    due: Option<Instant>,
    /// Other controls are of no use now than before.
    has_barred: bool,
}

impl Rights {
    pub(super) fn clear(&mut self, now: Instant) {
        let due = (!self.known.is_empty()).then_some(now);
        let watch = std::mem::take(&mut self.watch);
        *self = Self { due, has_barred: !self.is_free(), watch, ..Self::default() };
    }

    /// Forgets where we may publish.
    fn forget_said(&mut self, now: Instant) {
        self.due = (!self.known.is_empty()).then_some(now);
        self.has_barred = !self.is_free();
        self.known.clear();
        self.tried.clear();
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.due.into_iter().chain(self.watch.deadline()).min()
    }

    /// Something was heard on this topic: it may be.
    pub(super) fn hear(&mut self, topic: &str, is_stored: bool, now: Timestamp) {
        let start = start(topic);
        if let Some(heard) = self.heard.get_mut(start) {
            heard.last = now;
            heard.is_stored |= is_stored;
        } else if self.heard.len() >= HEARD || start.len() > PREFIX {
            self.unheard += 1;
        } else {
            self.heard.insert(start.into(), Heard { last: now, is_stored });
        }
    }

    /// What the broker says to a filter of ours.
    pub(super) fn note_filter(&mut self, filter: &str, refused: Option<&String>, now: Timestamp) {
        self.filters.retain(|known| known.filter != filter);
        if self.filters.len() >= FILTERS {
            self.filters.remove(0);
        }
        self.filters.push(Granted { filter: filter.to_owned(), refused: refused.cloned(), at: now });
    }

    /// It is not asked for any more, so that silence says nothing.
    pub(super) fn forget_filter(&mut self, filter: &str) {
        self.filters.retain(|known| known.filter != filter || known.refused.is_some());
    }

    /// Sorted, so that topics of one kind stand together, if it is time to tell.
    fn news(&mut self, now: Instant) -> Option<Vec<Right>> {
        self.due.take_if(|due| *due <= now).map(|_| by_text(self.known.clone(), |right| &right.topic))
    }

    /// Whether nothing is known to be refused.
    pub(super) fn is_free(&self) -> bool {
        self.known.iter().all(|right| right.is_allowed)
    }

    /// Whether the topic is known to be refused, as it is or as one of its shape.
    pub(super) fn refuses(&self, topic: &str, shape: Option<&str>) -> bool {
        let of = |topic: &str| self.known.iter().find(|right| right.topic == topic).map(|right| right.is_allowed);
        of(topic).or_else(|| of(shape?)) == Some(false)
    }

    /// Learns from what became of something that was published there.
    pub(super) fn learn(&mut self, topic: &str, outcome: &PublishOutcome, now: Now) {
        let is_allowed = match outcome {
            PublishOutcome::Delivered | PublishOutcome::NobodyListening => true,
            PublishOutcome::Refused { code: NOT_AUTHORIZED, .. } => false,
            _ => return,
        };
        if let Some(known) = self.known.iter_mut().find(|right| right.topic == topic) {
            if known.is_allowed != is_allowed {
                self.has_barred = true;
                self.due.get_or_insert(now.instant + REST);
            }
            (known.is_allowed, known.learned) = (is_allowed, now.timestamp);
            return;
        }
        if self.known.len() >= RIGHTS {
            // What is refused is worth more: it greys a control.
            let place = self.known.iter().position(|right| right.is_allowed).unwrap_or(0);
            self.known.remove(place);
        }
        self.known.push(Right { topic: topic.to_owned(), is_allowed, learned: now.timestamp });
        // One topic that is let through may be of a shape that is not.
        self.has_barred |= !is_allowed || !self.is_free();
        self.due.get_or_insert(now.instant + REST);
    }

    /// The shape that was tried with this.
    fn take_tried(&mut self, key: PublishKey) -> Option<String> {
        let place = self.tried.iter().position(|(tried, _)| *tried == key)?;
        Some(self.tried.swap_remove(place).1)
    }
}

impl App {
    /// Learns from what became of something that was published. Returns whether nobody but us waits for that.
    pub(super) fn learn(&mut self, key: PublishKey, outcome: &PublishOutcome, now: Now) -> bool {
        if let Some(shape) = self.rights.take_tried(key) {
            self.rights.learn(&shape, outcome, now);
            return true;
        }
        let topic = self.commands.topic_of(key).or_else(|| self.errands.topic_of(key)).map(str::to_owned);
        if let Some(topic) = topic {
            self.rights.learn(&topic, outcome, now);
        }
        false
    }

    /// Tries for each shape of topic that commands go to whether we may publish there, with an empty message to a device that
    /// nobody has.
    pub(super) fn check_rights(&mut self, now: Now) {
        self.rights.forget_said(now.instant);
        for shape in self.shapes() {
            let topic = shape.replace('+', NOBODY);
            let publication = Publication::new(topic, "");
            if let Ok(key) = self.publish(publication, None, now) {
                self.rights.tried.push((key, shape));
            }
        }
    }

    /// Tells what is known, and which controls are of no use, if that is another thing than before.
    pub(super) fn tell_rights(&mut self, now: Now) {
        if std::mem::take(&mut self.rights.has_barred) {
            self.feed.tell_again(&self.registry);
        }
        self.asked_for.extend(self.rights.news(now.instant).map(News::Rights));
    }

    /// Of all commands to devices that are named in their topics.
    pub(super) fn shapes(&self) -> Vec<String> {
        let devices = self.registry.devices();
        let all = devices.flat_map(|device| device.properties().map(move |(_, property)| (device, property)));
        let mut shapes = Vec::new();
        for (device, property) in all.filter(|(_, property)| property.profile.access.can_set()).take(LOOKED_AT) {
            let shape = self.interpreter.command_topic(device, property).and_then(|(_, shape)| shape);
            shapes.extend(shape.filter(|shape| shapes.len() < CHECKS && !shapes.contains(shape)));
        }
        shapes
    }
}

/// What topics begin with that are meant for one kind of thing.
pub(super) fn start(topic: &str) -> &str {
    let levels = if topic.starts_with('$') { 2 } else { 1 };
    let end = topic.match_indices('/').nth(levels).map_or(topic.len(), |(at, _)| at);
    &topic[..end]
}

/// Why a control is of no use.
pub(super) fn barred(rights: &Rights, command: Option<dialect::CommandTopic>) -> Option<String> {
    let (topic, shape) = command?;
    rights.refuses(&topic, shape.as_deref()).then_some(topic)
}
