//! What is said on a broker's topics, whatever it means: a tree of them, what was said last on each, and the messages of the one
//! that is looked at. Knows neither devices nor a clock, and stays within its limits whatever the broker holds.

mod difference;
mod limits;
mod looked;
mod pattern;
mod payload;
mod sight;
mod tree;

use serde::{Deserialize, Serialize};

use crate::mqtt::{Message, QoS};
use crate::time::{Instant, Now, Timestamp};

pub use difference::{Line, between};
pub use limits::Limits;
pub use looked::Kept;
use looked::Looked;
pub use pattern::Pattern;
pub use payload::{Form, shown};
use sight::Sight;
use tree::{Level, Tree};

/// Bytes of a payload that a row shows.
const EXCERPT: usize = 120;
/// Letters of a level's name that a row has, and of all names down to it.
const NAME: usize = 200;
const TOPIC: usize = 1_000;
/// A rate is of the time since the count before the last, so that it neither jumps nor lags.
const PACE_MILLIS: u128 = 1_000;

/// A level of the tree, for the page to name it by. After [`Topics::clear`] it names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LevelKey(u32, Level);

/// A line of the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub level: LevelKey,
    /// Levels above it.
    pub depth: u16,
    /// The name of the level, shortened.
    pub name: String,
    /// All levels down to this one, shortened.
    pub topic: String,
    /// Whether what is below it is in sight; `None` if there is nothing below it.
    pub is_open: Option<bool>,
    /// Topics in sight, at it and below it.
    pub topics: u32,
    /// Messages on these and on what is not in sight, since the tree is there.
    pub messages: u64,
    /// Messages a second of late.
    pub rate: Option<f32>,
    /// What was said last, if it is a topic.
    pub said: Option<Said>,
}

/// What was said last on a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// The beginning of the payload.
    pub excerpt: Vec<u8>,
    /// Bytes of all of it.
    pub size: u32,
    pub at: Timestamp,
    /// The broker had kept it.
    pub retain: bool,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub topics: u32,
    /// Rows of what is in sight.
    pub rows: u32,
    /// Topics in sight.
    pub in_sight: u32,
    pub messages: u64,
    /// Messages on topics for which there was no room.
    pub discarded: u64,
    /// Payloads of which only the beginning is kept.
    pub cut: u64,
}

#[derive(Debug)]
struct Topic {
    payload: Box<[u8]>,
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
        let payload = self.cut(place, &message.payload);
        let topic = &mut self.said[place];
        topic.payload = payload;
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

    /// Keeps the messages of this topic from now on, and of no other.
    pub fn look_at(&mut self, key: Option<LevelKey>) {
        let level = key.and_then(|key| self.level(key));
        if self.looked.as_ref().map(|looked| looked.level) == level {
            return;
        }
        self.looked = level.map(|level| {
            let mut looked = Looked::at(level);
            if let Some(topic) = self.topic(level) {
                looked.begin(&topic.payload, topic.size, topic.at, topic.qos, topic.retain);
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
            excerpt: topic.payload[..topic.payload.len().min(EXCERPT)].to_vec(),
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
            payload: Box::default(),
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

    /// As much of a payload as there is room for.
    fn cut(&mut self, place: usize, payload: &[u8]) -> Box<[u8]> {
        self.payload_bytes -= self.said[place].payload.len();
        let room = self.limits.payloads.saturating_sub(self.payload_bytes);
        let end = payload.len().min(self.limits.payload).min(room);
        self.tally.cut += u64::from(end < payload.len());
        self.payload_bytes += end;
        payload[..end].into()
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

fn shortened(name: &str, letters: usize) -> String {
    match name.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topics(limits: Limits) -> Topics {
        Topics::new(limits)
    }

    fn hear(topics: &mut Topics, topic: &str, payload: &str, at: Now) {
        let payload = payload.as_bytes().to_vec().into();
        let message = Message { topic: topic.to_owned(), payload, qos: QoS::AtLeastOnce, retain: false };
        topics.hear(&message, at);
    }

    fn at(millis: u64) -> Now {
        let timestamp = Timestamp::from_millis(i64::try_from(millis).expect("a short time"));
        Now { instant: Instant::default() + std::time::Duration::from_millis(millis), timestamp }
    }

    /// Name, topics in sight and messages of every row.
    fn rows(topics: &mut Topics) -> Vec<(String, u32, u64)> {
        let rows = topics.rows(0, usize::MAX, Instant::default());
        rows.into_iter().map(|row| (row.name, row.topics, row.messages)).collect()
    }

    fn row(name: &str, topics: u32, messages: u64) -> (String, u32, u64) {
        (name.to_owned(), topics, messages)
    }

    fn pattern(text: &str) -> Option<Pattern> {
        Pattern::read(text).expect("it makes sense")
    }

    #[test]
    fn a_row_says_what_is_at_it_and_how_much_is_below_it() {
        let mut house = topics(Limits::default());
        for (topic, payload) in [("home/attic", "20"), ("home/attic", "21.5"), ("home", "on"), ("lab/x/y", "1")] {
            hear(&mut house, topic, payload, at(5));
        }
        assert_eq!(rows(&mut house), [row("home", 2, 3), row("lab", 1, 1)]);
        let (attic, place) = house.reveal("home/attic").expect("it was heard");
        assert_eq!((place, house.name(attic).as_deref()), (1, Some("home/attic")));
        assert_eq!(rows(&mut house), [row("home", 2, 3), row("attic", 1, 2), row("lab", 1, 1)]);
        let all = house.rows(0, 3, Instant::default());
        assert_eq!(all.iter().map(|row| row.is_open).collect::<Vec<_>>(), [Some(true), None, Some(false)]);
        assert_eq!(all.iter().map(|row| row.depth).collect::<Vec<_>>(), [0, 1, 0]);
        let said = all[1].said.as_ref().expect("it is a topic");
        assert_eq!((&said.excerpt[..], said.size, said.at), (&b"21.5"[..], 4, at(5).timestamp));
        assert_eq!(all[2].said, None, "nothing was said on lab itself");
        let tally = house.tally();
        assert_eq!((tally.topics, tally.rows, tally.in_sight, tally.messages), (3, 3, 3, 4));
    }

    #[test]
    fn what_is_searched_for_and_what_is_excluded_holds_for_what_comes_later() {
        let mut house = topics(Limits::default());
        for topic in ["home/attic/temp", "home/attic/rssi", "lab/temp"] {
            hear(&mut house, topic, "1", at(0));
        }
        house.search(pattern("temp"));
        house.exclude(pattern("lab/#").into_iter().collect());
        let found = [row("home", 1, 2), row("attic", 1, 2), row("temp", 1, 1)];
        assert_eq!(rows(&mut house), found);
        hear(&mut house, "lab/temp2", "1", at(0));
        assert_eq!(rows(&mut house), found);
        hear(&mut house, "home/temp", "1", at(0));
        assert_eq!(rows(&mut house).len(), 4);
        house.search(None);
        assert_eq!(rows(&mut house), [row("home", 3, 3)]);
        house.exclude(Vec::new());
        assert_eq!(rows(&mut house).len(), 2);
        house.clear();
        house.search(pattern("temp"));
        hear(&mut house, "home/rssi", "1", at(0));
        assert_eq!(rows(&mut house), []);
    }

    #[test]
    fn a_rate_is_that_of_the_last_seconds() {
        let mut house = topics(Limits::default());
        for second in 0..10 {
            for message in 0..50 {
                hear(&mut house, "home/attic", "1", at(second * 1_000 + message));
            }
            let rows = house.rows(0, 10, at(second * 1_000 + 100).instant);
            assert_eq!(rows[0].rate, (second > 0).then_some(50.0));
        }
        let silent = house.rows(0, 10, at(20_000).instant);
        assert!(silent[0].rate.is_some_and(|rate| rate < 10.0));
    }

    #[test]
    fn the_topic_that_is_looked_at_keeps_its_messages_within_limits() {
        let limits = Limits { messages: 3, message_bytes: 10, ..Limits::default() };
        let mut house = topics(limits);
        hear(&mut house, "home/attic", "before", at(0));
        let (attic, _) = house.reveal("home/attic").expect("it was heard");
        house.look_at(Some(attic));
        let kept = |house: &Topics| house.kept().map(|kept| kept.payload.clone()).collect::<Vec<_>>();
        assert_eq!(kept(&house), [b"before"]);
        hear(&mut house, "home/cellar", "no", at(0));
        for payload in ["1", "2", "3"] {
            hear(&mut house, "home/attic", payload, at(0));
        }
        assert_eq!(kept(&house), [b"1", b"2", b"3"]);
        hear(&mut house, "home/attic", "long long", at(0));
        assert_eq!(kept(&house), [&b"3"[..], b"long long"]);
        hear(&mut house, "home/attic", "longer than may be kept", at(0));
        assert_eq!(kept(&house), [b"longer tha"]);
        assert_eq!(house.kept().map(|kept| (kept.number, kept.size)).collect::<Vec<_>>(), [(5, 23)]);
        house.look_at(None);
        assert_eq!(kept(&house), [[0; 0]; 0]);
    }

    #[test]
    fn payloads_are_kept_as_far_as_there_is_room() {
        let mut house = topics(Limits { payload: 8, payloads: 12, ..Limits::default() });
        hear(&mut house, "a", "more than eight bytes", at(0));
        hear(&mut house, "b", "seven..", at(0));
        let excerpts = |house: &mut Topics| {
            let rows = house.rows(0, 9, Instant::default());
            rows.into_iter().filter_map(|row| row.said).map(|said| (said.excerpt.len(), said.size)).collect::<Vec<_>>()
        };
        assert_eq!(excerpts(&mut house), [(8, 21), (4, 7)]);
        assert_eq!(house.tally().cut, 2);
        hear(&mut house, "a", "1", at(0));
        hear(&mut house, "b", "seven..", at(0));
        assert_eq!(excerpts(&mut house), [(1, 1), (7, 7)]);
    }

    #[test]
    fn what_there_is_no_room_for_is_counted() {
        let mut house = topics(Limits { levels: 2, ..Limits::default() });
        for topic in ["a/b", "c", "a/b", "d/e/f"] {
            hear(&mut house, topic, "", at(0));
        }
        assert_eq!((house.tally().discarded, house.tally().messages), (2, 4));
    }

    #[test]
    fn after_it_was_cleared_a_level_of_before_names_nothing() {
        let mut house = topics(Limits::default());
        hear(&mut house, "home", "1", at(0));
        let (home, _) = house.reveal("home").expect("it was heard");
        house.clear();
        hear(&mut house, "lab", "1", at(0));
        assert_eq!(house.name(home), None);
        house.turn(home);
        house.look_at(Some(home));
        assert_eq!(house.kept().count(), 0);
    }
}
