//! Who talks how much, counted while somebody looks: a number goes up for each message, and everything else is reckoned when it is
//! told.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::device::DeviceKey;
use crate::mqtt::Message;
use crate::order::by_number;
use crate::time::Instant;

/// Messages are counted apart for each time so long, and for so many of them.
const SLOT: Duration = Duration::from_secs(10);
const SLOTS: usize = 60;
/// Slots of a minute.
const MINUTE: usize = 6;
/// Who is told of each kind.
const TOLD: usize = 10;
/// Who says that much more than before has grown, if it is so many messages a minute at the least.
const GROWN: u64 = 2;
const GROWN_FROM: u64 = 10;
/// Whoever says nothing for so many times the usual is silent; nobody is before this.
const SILENT: u32 = 5;
const SILENT_FROM: Duration = Duration::from_mins(1);

/// Who talks, as far as it was counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrafficNews {
    /// For how long it is counted.
    pub counted: Duration,
    pub topics: u32,
    /// Messages on topics for which there was no room.
    pub left_out: u64,
    pub by_convention: Vec<Talker>,
    pub by_device: Vec<Talker>,
    pub by_topic: Vec<Talker>,
    pub grown: Vec<Talker>,
    pub silent: Vec<SilentNews>,
}

/// Who talks how much.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Talker {
    /// A topic, a name, or the name of a convention; empty if it is of no device.
    pub name: String,
    /// The id of the device.
    pub device: Option<String>,
    /// Messages a minute, during the last minute and the last ten.
    pub minute: f32,
    pub ten: f32,
    /// Bytes of all that was counted.
    pub bytes: u64,
    /// Messages of each slot that is over, the latest last. Of conventions only.
    pub slots: Vec<u32>,
}

/// Who says nothing any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SilentNews {
    pub topic: String,
    pub silence: Duration,
    /// How long there usually was between two messages.
    pub usual: Duration,
}

#[derive(Debug)]
pub(super) struct Traffic {
    limit: usize,
    began: Instant,
    /// When the slot began that is counted in.
    slot_began: Instant,
    slot: usize,
    places: HashMap<Box<str>, usize>,
    topics: Vec<Counted>,
    left_out: u64,
}

#[derive(Debug)]
struct Counted {
    slots: [u32; SLOTS],
    bytes: u64,
    count: u32,
    first: Instant,
    last: Instant,
}

/// Whom a topic is of.
pub(super) struct Speaker {
    pub(super) key: DeviceKey,
    /// The id, whose beginning is the convention.
    pub(super) id: String,
    pub(super) name: String,
}

/// Messages of somebody, as they are added up.
#[derive(Debug, Clone)]
struct Sum {
    slots: [u64; SLOTS],
    bytes: u64,
}

impl Traffic {
    pub(super) fn new(limit: usize, now: Instant) -> Self {
        Self { limit, began: now, slot_began: now, slot: 0, places: HashMap::new(), topics: Vec::new(), left_out: 0 }
    }

    /// What the broker had kept was said by nobody now.
    pub(super) fn hear(&mut self, message: &Message, now: Instant) {
        if message.retain {
            return;
        }
        self.turn(now);
        let place = match self.places.get(&*message.topic) {
            Some(place) => *place,
            None if self.topics.len() < self.limit => {
                self.places.insert(message.topic.as_str().into(), self.topics.len());
                self.topics.push(Counted { slots: [0; SLOTS], bytes: 0, count: 0, first: now, last: now });
                self.topics.len() - 1
            }
            None => {
                self.left_out += 1;
                return;
            }
        };
        let slot = self.slot;
        if let Some(counted) = self.topics.get_mut(place) {
            counted.slots[slot] = counted.slots[slot].saturating_add(1);
            counted.bytes += message.payload.len() as u64;
            counted.count = counted.count.saturating_add(1);
            counted.last = now;
        }
    }

    /// Counts in the next slot if it is time.
    fn turn(&mut self, now: Instant) {
        let mut turns = 0;
        while now.since(self.slot_began) >= SLOT && turns < SLOTS {
            self.slot = (self.slot + 1) % SLOTS;
            self.slot_began = self.slot_began + SLOT;
            turns += 1;
            for counted in &mut self.topics {
                counted.slots[self.slot] = 0;
            }
        }
        if turns == SLOTS {
            self.slot_began = now;
        }
    }

    pub(super) fn kept(&self) -> usize {
        self.topics.len()
    }

    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    pub(super) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// `speakers`: whom a topic is of.
    pub(super) fn news(&mut self, speakers: impl Fn(&str) -> Vec<Speaker>, now: Instant) -> TrafficNews {
        self.turn(now);
        let mut by_convention: Vec<(String, Sum)> = Vec::new();
        let mut by_device: HashMap<DeviceKey, (Speaker, Sum)> = HashMap::new();
        let (mut by_topic, mut grown, mut silent) = (Vec::new(), Vec::new(), Vec::new());
        for (topic, place) in &self.places {
            let counted = &self.topics[*place];
            let sum = Sum { slots: counted.slots.map(u64::from), bytes: counted.bytes };
            let mut talker = self.talker(topic, &sum, now);
            let mut conventions = Vec::new();
            for speaker in speakers(topic) {
                let convention = speaker.id.split_once(':').map_or("", |(convention, _)| convention).to_owned();
                if !conventions.contains(&convention) {
                    conventions.push(convention);
                }
                talker.device.get_or_insert_with(|| speaker.id.clone());
                let known = by_device.entry(speaker.key).or_insert_with(|| (speaker, Sum::default()));
                known.1.add(&sum);
            }
            if conventions.is_empty() {
                conventions.push(String::new());
            }
            for convention in conventions {
                match by_convention.iter_mut().find(|(known, _)| *known == convention) {
                    Some((_, known)) => known.add(&sum),
                    None => by_convention.push((convention, sum.clone())),
                }
            }
            silent.extend(counted.silence(topic, now));
            if self.has_grown(&sum, now) {
                grown.push(talker.clone());
            }
            by_topic.push(talker);
        }
        let of_conventions = by_convention.iter().map(|(name, sum)| {
            let over =
                usize::try_from(now.since(self.began).as_secs() / SLOT.as_secs()).unwrap_or(SLOTS).min(SLOTS - 1);
            let slots = (SLOTS - over..SLOTS).map(|slot| sum.slots[(self.slot + slot) % SLOTS]);
            let slots = slots.map(|count| u32::try_from(count).unwrap_or(u32::MAX)).collect();
            Talker { slots, ..self.talker(name, sum, now) }
        });
        let of_devices = by_device
            .into_values()
            .map(|(speaker, sum)| Talker { device: Some(speaker.id), ..self.talker(&speaker.name, &sum, now) });
        TrafficNews {
            counted: now.since(self.began),
            topics: u32::try_from(self.topics.len()).unwrap_or(u32::MAX),
            left_out: self.left_out,
            by_convention: loudest(of_conventions.collect()),
            by_device: loudest(of_devices.collect()),
            by_topic: loudest(by_topic),
            grown: loudest(grown),
            silent: by_number(silent, |it| -millis(it.silence)).into_iter().take(TOLD).collect(),
        }
    }

    fn talker(&self, name: &str, sum: &Sum, now: Instant) -> Talker {
        let (minute, ten) = (self.recent(sum, MINUTE), self.recent(sum, SLOTS));
        let [minute, ten] = [(minute, MINUTE), (ten, SLOTS)].map(|(count, slots)| self.a_minute(count, slots, now));
        Talker { name: name.to_owned(), device: None, minute, ten, bytes: sum.bytes, slots: Vec::new() }
    }

    /// Messages in so many slots, this one among them.
    fn recent(&self, sum: &Sum, slots: usize) -> u64 {
        (0..slots).map(|back| sum.slots[(self.slot + SLOTS - back) % SLOTS]).sum()
    }

    fn a_minute(&self, count: u64, slots: usize, now: Instant) -> f32 {
        let of_slots = SLOT * u32::try_from(slots - 1).unwrap_or_default() + now.since(self.slot_began);
        let seconds = of_slots.min(now.since(self.began)).max(SLOT).as_secs_f32();
        #[expect(clippy::cast_precision_loss, reason = "shown with few digits")]
        let count = count as f32;
        count * 60.0 / seconds
    }

    /// Whether the last minute had much more than those before it.
    fn has_grown(&self, sum: &Sum, now: Instant) -> bool {
        let minute = self.recent(sum, MINUTE);
        let before = self.recent(sum, SLOTS) - minute;
        let slots = now.since(self.began).as_secs() / SLOT.as_secs();
        let slots_before = slots.min(SLOTS as u64).saturating_sub(MINUTE as u64);
        // A minute of them is what the last one is compared with.
        slots_before >= MINUTE as u64 && minute >= GROWN_FROM && minute * slots_before > GROWN * before * MINUTE as u64
    }
}

impl Counted {
    fn silence(&self, topic: &str, now: Instant) -> Option<SilentNews> {
        let silence = now.since(self.last);
        let usual = self.last.since(self.first) / self.count.checked_sub(1).filter(|pauses| *pauses >= 2)?;
        (silence >= SILENT_FROM.max(usual.saturating_mul(SILENT))).then(|| SilentNews {
            topic: topic.to_owned(),
            silence,
            usual,
        })
    }
}

impl Default for Sum {
    fn default() -> Self {
        Self { slots: [0; SLOTS], bytes: 0 }
    }
}

impl Sum {
    fn add(&mut self, other: &Self) {
        for (mine, others) in self.slots.iter_mut().zip(other.slots) {
            *mine += others;
        }
        self.bytes += other.bytes;
    }
}

/// Those who said most during the last minutes.
fn loudest(talkers: Vec<Talker>) -> Vec<Talker> {
    #[expect(clippy::cast_possible_truncation, reason = "float casts saturate")]
    let order = by_number(talkers, |talker| -((talker.ten * 1_000.0) as i64));
    order.into_iter().take(TOLD).collect()
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u64) -> Instant {
        Instant::default() + Duration::from_secs(second)
    }

    fn say(traffic: &mut Traffic, topic: &str, second: u64) {
        let message = Message::new(topic, &b"12345"[..]);
        traffic.hear(&message, at(second));
    }

    fn news(traffic: &mut Traffic, second: u64) -> TrafficNews {
        traffic.news(|_| Vec::new(), at(second))
    }

    #[test]
    fn rates_are_of_the_time_that_was_counted() {
        let mut traffic = Traffic::new(10, at(0));
        for second in 0..30 {
            say(&mut traffic, "often", second);
        }
        say(&mut traffic, "once", 29);
        let told = news(&mut traffic, 30);
        let names: Vec<_> = told.by_topic.iter().map(|it| (it.name.as_str(), it.bytes)).collect();
        assert_eq!(names, [("often", 150), ("once", 5)]);
        assert!((told.by_topic[0].minute - 60.0).abs() < 0.01 && (told.by_topic[0].ten - 60.0).abs() < 0.01);
        let told = news(&mut traffic, 630);
        assert!(told.by_topic.iter().all(|it| it.ten == 0.0), "{told:?}");
    }

    #[test]
    fn who_says_twice_as_much_as_before_has_grown() {
        let mut traffic = Traffic::new(10, at(0));
        for second in (0..240).step_by(10) {
            say(&mut traffic, "steady", second);
            for _ in 0..if second < 180 { 1 } else { 3 } {
                say(&mut traffic, "grows", second);
            }
        }
        let grown: Vec<_> = news(&mut traffic, 239).grown.into_iter().map(|it| it.name).collect();
        assert_eq!(grown, ["grows"]);
    }

    #[test]
    fn who_spoke_regularly_and_says_nothing_for_long_is_silent() {
        let mut traffic = Traffic::new(10, at(0));
        for second in (0..=100).step_by(20) {
            say(&mut traffic, "sensor", second);
        }
        say(&mut traffic, "once", 0);
        assert_eq!(news(&mut traffic, 199).silent, []);
        let silent = SilentNews {
            topic: "sensor".to_owned(),
            silence: Duration::from_secs(100),
            usual: Duration::from_secs(20),
        };
        assert_eq!(news(&mut traffic, 200).silent, [silent]);
    }

    #[test]
    fn there_is_an_end_to_what_is_counted_and_it_says_so() {
        let mut traffic = Traffic::new(2, at(0));
        for topic in ["a", "b", "c", "c"] {
            say(&mut traffic, topic, 1);
        }
        let told = news(&mut traffic, 2);
        assert_eq!((told.topics, told.left_out), (2, 2));
    }

    #[test]
    fn after_a_long_sleep_nothing_was_said() {
        let mut traffic = Traffic::new(2, at(0));
        say(&mut traffic, "a", 1);
        say(&mut traffic, "a", 1_000_000);
        let told = news(&mut traffic, 1_000_011);
        assert!(told.by_topic[0].ten <= 0.2, "{told:?}");
        assert_eq!(told.by_convention[0].slots.iter().sum::<u32>(), 1);
    }
}
