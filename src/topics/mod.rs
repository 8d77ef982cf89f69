//! What is said on a broker's topics, whatever it means: a tree of them, what was said last on each, and the messages of the one
//! that is looked at. Knows neither devices nor a clock, and stays within its limits whatever the broker holds.

mod branch;
mod cbor;
mod difference;
mod limits;
mod looked;
mod messagepack;
mod number;
mod pattern;
mod payload;
mod row;
mod sight;
#[cfg(test)]
mod tests;
mod tree;
mod written;

use crate::mqtt::{Message, QoS};
use crate::time::{Instant, Now, Timestamp};

pub use crate::mqtt::Properties;
pub use branch::{Part, parts};
pub use difference::{Line, between};
pub use limits::Limits;
pub use looked::Kept;
use looked::Looked;
pub use number::{Number, number_at, numbers};
pub use pattern::Pattern;
pub use payload::{Form, fitting, shown, shown_as};
pub use row::{LevelKey, Row, Said, Tally};
use sight::Sight;
use tree::{Level, Tree};

/// Bytes of a payload that a row shows.
const EXCERPT: usize = 120;
/// Letters of a level's name that a row has, and of all names down to it.
const NAME: usize = 200;
const TOPIC: usize = 1_000;
/// A rate is of the time since the count before the last, so that it neither jumps nor lags.
const PACE_MILLIS: u128 = 1_000;

#[derive(Debug)]
struct Topic {
    /// What was said besides the payload, and behind it the payload; of both perhaps only the beginning.
    said: Box<[u8]>,
    /// Bytes of the former.
    besides: u16,
    /// Bytes of the whole payload.
    size: u32,
    at: Timestamp,
    qos: QoS,
    retain: bool,
}

#[derive(Debug)]
pub struct Topics {
    limits: Limits,
    /// How often it was cleared.
    epoch: u32,
    tree: Tree,
    sight: Sight,
    said: Vec<Topic>,
    of_levels: Vec<OfLevel>,
    search: Option<Pattern>,
    excluded: Vec<Pattern>,
    looked: Option<Looked>,
    payload_bytes: usize,
    tally: Tally,
    /// Counts of the rows seen last, at two times.
    paces: [Option<Pace>; 2],
    /// Kept for its memory.
    name: String,
}

#[derive(Clone, Copy, Debug, Default)]
struct OfLevel {
    /// Its place among the topics, counted from one; zero if nothing was said there.
    topic: u32,
    messages: u64,
}

#[derive(Debug)]
struct Pace {
    at: Instant,
    counts: Vec<(Level, u64)>,
}

impl Topics {
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            epoch: 0,
            tree: Tree::new(limits),
            sight: Sight::new(),
            said: Vec::new(),
            of_levels: vec![OfLevel::default()],
            search: None,
            excluded: Vec::new(),
            looked: None,
            payload_bytes: 0,
            tally: Tally::default(),
            paces: [None, None],
            name: String::new(),
        }
    }

    /// Forgets what was said; what is searched for and excluded stays.
    pub fn clear(&mut self) {
        let (search, excluded) = (self.search.take(), std::mem::take(&mut self.excluded));
        *self = Self { epoch: self.epoch.wrapping_add(1), search, excluded, ..Self::new(self.limits) };
    }

    pub fn hear(&mut self, message: &Message, now: Now) {
        self.tally.messages += 1;
        let (sight, of_levels) = (&mut self.sight, &mut self.of_levels);
        let entered = self.tree.enter(&message.topic, |_| {
            sight.make_room();
            of_levels.push(OfLevel::default());
        });
        let Some(level) = entered else {
            self.tally.discarded += 1;
            return;
        };
        for level in self.tree.up(level) {
            self.of_levels[level.place()].messages += 1;
        }
        let place = self.place(level, &message.topic);
        let (said, besides) = self.cut(place, message);
        let topic = &mut self.said[place];
        (topic.said, topic.besides) = (said, besides);
        topic.size = u32::try_from(message.payload.len()).unwrap_or(u32::MAX);
        (topic.at, topic.qos, topic.retain) = (now.timestamp, message.qos, message.retain);
        if let Some(looked) = self.looked.as_mut().filter(|looked| looked.level == level) {
            looked.hear(message, now.timestamp, self.limits);
        }
    }

    /// Shows the topics that match, or all.
    pub fn search(&mut self, search: Option<Pattern>) {
        if self.search != search {
            self.search = search;
            self.look_anew();
        }
    }

    /// Does not show the topics of which any of these matches.
    pub fn exclude(&mut self, excluded: Vec<Pattern>) {
        if self.excluded != excluded {
            self.excluded = excluded;
            self.look_anew();
        }
    }

    /// Opens a level, or closes it.
    pub fn turn(&mut self, key: LevelKey) {
        if let Some(level) = self.level(key) {
            self.sight.turn(&self.tree, level);
        }
    }

    /// Opens everything above a topic, and says which row it is then. `None` if it is not there, or not in sight.
    pub fn reveal(&mut self, topic: &str) -> Option<(LevelKey, usize)> {
        let level = self.tree.find(topic).filter(|level| *level != Level::ROOT)?;
        self.sight.open_to(&self.tree, level);
        let row = self.sight.row(&mut self.tree, level)?;
        Some((LevelKey(self.epoch, level), row))
    }

    /// Whether anything was said on this topic or below it.
    #[must_use]
    pub fn knows(&self, topic: &str) -> bool {
        self.tree.find(topic).is_some_and(|level| level != Level::ROOT)
    }

    /// Keeps the messages of this topic from now on, and of no other.
    pub fn look_at(&mut self, key: Option<LevelKey>) {
        let level = key.and_then(|key| self.level(key));
        if self.looked.as_ref().map(|looked| looked.level) == level {
            return;
        }
        self.looked = level.map(|level| {
            let mut looked = Looked::at(level);
            if let Some(topic) = self.topic(level) {
                looked.begin(topic);
            }
            looked
        });
    }

    /// The messages of the topic that is looked at, the latest last.
    pub fn kept(&self) -> impl DoubleEndedIterator<Item = &Kept> {
        self.looked.iter().flat_map(Looked::messages)
    }

    /// The whole name of a topic.
    #[must_use]
    pub fn name(&self, key: LevelKey) -> Option<String> {
        let mut name = String::new();
        self.tree.write_topic(self.level(key)?, &mut name);
        Some(name)
    }

    /// So many rows of what is in sight, without the first ones.
    pub fn rows(&mut self, skipped: usize, count: usize, now: Instant) -> Vec<Row> {
        let levels = self.sight.window(&mut self.tree, skipped, count);
        let mut topic = String::new();
        let rows = levels.iter().map(|level| self.row(*level, &mut topic, now)).collect();
        let is_over = |pace: &Pace| now.since(pace.at).as_millis() >= PACE_MILLIS;
        if self.paces[1].as_ref().is_none_or(is_over) {
            let counts = levels.iter().map(|level| (*level, self.of_levels[level.place()].messages)).collect();
            let [_, last] = std::mem::take(&mut self.paces);
            self.paces = [last, Some(Pace { at: now, counts })];
        }
        rows
    }

    #[must_use]
    pub fn tally(&self) -> Tally {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (topics, in_sight) = (count(self.said.len()), count(self.sight.topics(Level::ROOT)));
        Tally { topics, rows: count(self.sight.rows()), in_sight, ..self.tally }
    }

    fn row(&self, level: Level, topic: &mut String, now: Instant) -> Row {
        self.tree.write_topic(level, topic);
        let said = self.topic(level).map(|topic| Said {
            excerpt: beginning(topic.payload(), EXCERPT).to_vec(),
            size: topic.size,
            at: topic.at,
            retain: topic.retain,
        });
        let messages = self.of_levels[level.place()].messages;
        Row {
            level: LevelKey(self.epoch, level),
            depth: u16::try_from(self.tree.depth(level).saturating_sub(1)).unwrap_or(u16::MAX),
            name: shortened(self.tree.name(level), NAME),
            topic: shortened(topic, TOPIC),
            is_open: (!self.tree.below(level).is_empty()).then(|| self.sight.is_open(level)),
            topics: u32::try_from(self.sight.topics(level)).unwrap_or(u32::MAX),
            messages,
            rate: self.paces.iter().flatten().find_map(|pace| pace.rate(level, messages, now)),
            said,
        }
    }

    fn level(&self, LevelKey(epoch, level): LevelKey) -> Option<Level> {
        (epoch == self.epoch && level.place() < self.tree.len()).then_some(level)
    }

    fn topic(&self, level: Level) -> Option<&Topic> {
        let place = self.of_levels[level.place()].topic.checked_sub(1)?;
        self.said.get(place as usize)
    }

    /// The place of a topic on which something is said.
    fn place(&mut self, level: Level, name: &str) -> usize {
        if let Some(place) = self.of_levels[level.place()].topic.checked_sub(1) {
            return place as usize;
        }
        self.said.push(Topic {
            said: Box::default(),
            besides: 0,
            size: 0,
            at: Timestamp::default(),
            qos: QoS::AtMostOnce,
            retain: false,
        });
        self.of_levels[level.place()].topic = u32::try_from(self.said.len()).unwrap_or_default();
        if is_shown(name, self.search.as_ref(), &self.excluded) {
            self.sight.show(&self.tree, level);
        }
        self.said.len() - 1
    }

    /// As much of a message as there is room for, and how much of that is said besides its payload.
    fn cut(&mut self, place: usize, Message { payload, properties, .. }: &Message) -> (Box<[u8]>, u16) {
        self.payload_bytes -= self.said[place].said.len();
        let room = self.limits.payloads.saturating_sub(self.payload_bytes);
        let besides = beginning(properties, self.limits.properties.min(u16::MAX.into()).min(room));
        let said = beginning(payload, self.limits.payload.min(room - besides.len()));
        self.tally.cut += u64::from(said.len() < payload.len());
        self.payload_bytes += besides.len() + said.len();
        ([besides, said].concat().into(), u16::try_from(besides.len()).unwrap_or_default())
    }

    fn look_anew(&mut self) {
        let Self { tree, sight, of_levels, search, excluded, name, .. } = self;
        sight.look_anew(tree, search.is_some(), |level| {
            of_levels[level.place()].topic > 0 && {
                tree.write_topic(level, name);
                is_shown(name, search.as_ref(), excluded)
            }
        });
    }
}

impl Topic {
    fn properties(&self) -> &[u8] {
        &self.said[..self.besides.into()]
    }

    fn payload(&self) -> &[u8] {
        &self.said[self.besides.into()..]
    }
}

impl Pace {
    fn rate(&self, level: Level, messages: u64, now: Instant) -> Option<f32> {
        let (_, before) = self.counts.iter().find(|(counted, _)| *counted == level)?;
        let seconds = now.since(self.at).as_secs_f32();
        #[expect(clippy::cast_precision_loss, reason = "nobody counts so many messages in two seconds")]
        let said = messages.saturating_sub(*before) as f32;
        (seconds > 0.5).then(|| said / seconds)
    }
}

fn is_shown(topic: &str, search: Option<&Pattern>, excluded: &[Pattern]) -> bool {
    search.is_none_or(|search| search.matches(topic)) && !excluded.iter().any(|excluded| excluded.matches(topic))
}

fn beginning(bytes: &[u8], length: usize) -> &[u8] {
    &bytes[..bytes.len().min(length)]
}

fn shortened(name: &str, letters: usize) -> String {
    match name.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}
