//! Topics as a tree of their levels, in as few bytes as it takes: a broker may have a hundred thousand of them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hasher};

use serde::{Deserialize, Serialize};

use super::Limits;
use crate::order;

/// A level below another one, as long as its tree lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) struct Level(u32);

impl Level {
    pub(super) const ROOT: Self = Self(0);

    pub(super) fn place(self) -> usize {
        self.0 as usize
    }
}

#[derive(Debug)]
struct Node {
    parent: Level,
    /// Where its name begins.
    start: u32,
    length: u16,
    depth: u16,
    below: Option<Box<Below>>,
}

/// What is below a level.
#[derive(Debug, Default)]
struct Below {
    levels: Vec<Level>,
    /// So many of these are in order, the others came since.
    in_order: usize,
}

#[derive(Debug)]
pub(super) struct Tree {
    limits: Limits,
    /// The root has no name; whatever comes later is below something that was there before.
    nodes: Vec<Node>,
    names: String,
    /// By a hash of parent and name; the next number if another one was there first.
    index: HashMap<u64, Level, BuildHasherDefault<AsItIs>>,
}

impl Tree {
    pub(super) fn new(limits: Limits) -> Self {
        let root = Node { parent: Level::ROOT, start: 0, length: 0, depth: 0, below: None };
        Self { limits, nodes: vec![root], names: String::new(), index: HashMap::default() }
    }

    /// Levels, the root among them.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// All of them, those that are above others before these.
    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = Level> + use<> {
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(Level)
    }

    pub(super) fn parent(&self, level: Level) -> Level {
        self.nodes[level.place()].parent
    }

    /// How many levels are above it; the root is above all.
    pub(super) fn depth(&self, level: Level) -> usize {
        usize::from(self.nodes[level.place()].depth)
    }

    pub(super) fn name(&self, level: Level) -> &str {
        let node = &self.nodes[level.place()];
        let start = node.start as usize;
        &self.names[start..start + usize::from(node.length)]
    }

    /// The whole topic, into a text that is used again and again.
    pub(super) fn write_topic(&self, level: Level, topic: &mut String) {
        topic.clear();
        let mut above: Vec<_> = self.up(level).collect();
        above.reverse();
        for (place, level) in above.into_iter().enumerate() {
            if place > 0 {
                topic.push('/');
            }
            topic.push_str(self.name(level));
        }
    }

    /// The level and those above it, without the root.
    pub(super) fn up(&self, level: Level) -> impl Iterator<Item = Level> + use<'_> {
        std::iter::successors(Some(level), |level| Some(self.parent(*level))).take_while(|level| *level != Level::ROOT)
    }

    pub(super) fn find(&self, topic: &str) -> Option<Level> {
        levels(topic, self.limits.depth).try_fold(Level::ROOT, |above, name| self.look_up(above, name).ok())
    }

    /// The level of this topic, with those above it; `None` if there is no more room. It is told of those that are new.
    pub(super) fn enter(&mut self, topic: &str, mut new: impl FnMut(Level)) -> Option<Level> {
        let mut level = Level::ROOT;
        for name in levels(topic, self.limits.depth) {
            level = match self.look_up(level, name) {
                Ok(known) => known,
                Err(free) => {
                    let entered = self.add(level, name, free)?;
                    new(entered);
                    entered
                }
            };
        }
        Some(level)
    }

    /// What is below a level, in the order of the names if it was [sorted](Self::sort) since.
    pub(super) fn below(&self, level: Level) -> &[Level] {
        self.nodes[level.place()].below.as_ref().map_or(&[], |below| &below.levels)
    }

    pub(super) fn sort(&mut self, level: Level) {
        let Some(mut below) = self.nodes[level.place()].below.take() else { return };
        if below.in_order < below.levels.len() {
            let late = below.levels.split_off(below.in_order);
            let late = order::sorted(late, |level| self.name(*level).as_bytes().to_vec());
            below.levels = self.merged(&below.levels, &late);
            below.in_order = below.levels.len();
        }
        self.nodes[level.place()].below = Some(below);
    }

    fn merged(&self, one: &[Level], other: &[Level]) -> Vec<Level> {
        let mut merged = Vec::with_capacity(one.len() + other.len());
        let mut rest = one.iter().copied().peekable();
        for &late in other {
            while let Some(early) = rest.next_if(|early| self.name(*early) < self.name(late)) {
                merged.push(early);
            }
            merged.push(late);
        }
        merged.extend(rest);
        merged
    }

    fn add(&mut self, parent: Level, name: &str, free: u64) -> Option<Level> {
        if self.nodes.len() > self.limits.levels || self.names.len() + name.len() > self.limits.names {
            return None;
        }
        let level = Level(u32::try_from(self.nodes.len()).ok()?);
        let (start, length) = (u32::try_from(self.names.len()).ok()?, u16::try_from(name.len()).ok()?);
        let depth = self.nodes[parent.place()].depth + 1;
        self.names.push_str(name);
        self.nodes.push(Node { parent, start, length, depth, below: None });
        self.nodes[parent.place()].below.get_or_insert_default().levels.push(level);
        self.index.insert(free, level);
        Some(level)
    }

    /// The level of this name, or the number in the index that would be its own.
    fn look_up(&self, parent: Level, name: &str) -> Result<Level, u64> {
        let mut number = hash(parent, name);
        while let Some(&level) = self.index.get(&number) {
            if self.parent(level) == parent && self.name(level) == name {
                return Ok(level);
            }
            number = number.wrapping_add(1);
        }
        Err(number)
    }
}

/// The levels of a topic; the last one is all that is deeper than `depth`.
fn levels(topic: &str, depth: usize) -> impl Iterator<Item = &str> {
    topic.splitn(depth.max(1), '/')
}

/// Names that collide are hard to find, so that no broker makes this slow.
fn hash(parent: Level, name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write_u32(parent.0);
    hasher.write(name.as_bytes());
    hasher.finish()
}

/// The keys are hashes already.
#[derive(Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(limits: Limits, topics: &[&str]) -> (Tree, Vec<Option<Level>>) {
        let mut tree = Tree::new(limits);
        let entered = topics.iter().map(|topic| tree.enter(topic, |_| {})).collect();
        (tree, entered)
    }

    fn topic(tree: &Tree, level: Level) -> String {
        let mut topic = String::new();
        tree.write_topic(level, &mut topic);
        topic
    }

    fn names(tree: &mut Tree, level: Level) -> Vec<String> {
        tree.sort(level);
        tree.below(level).iter().map(|level| tree.name(*level).to_owned()).collect()
    }

    #[test]
    fn a_topic_comes_back_as_it_was_and_is_entered_once() {
        let topics = ["home/attic", "home", "/", "//", "home/", "é/😀", "home/attic/x", " ", "$SYS/broker"];
        let (mut tree, entered) = tree(Limits::default(), &topics);
        for (topic_name, level) in topics.iter().zip(&entered) {
            let level = level.expect("there is room");
            assert_eq!(topic(&tree, level), *topic_name);
            assert_eq!(tree.find(topic_name), Some(level));
            assert_eq!(tree.enter(topic_name, |_| panic!("it was there")), Some(level));
        }
        assert_eq!(tree.find("home/cellar"), None);
    }

    #[test]
    fn what_is_below_a_level_is_in_order_whenever_it_came() {
        let (mut tree, _) = tree(Limits::default(), &["b/2", "a", "b/1"]);
        assert_eq!(names(&mut tree, Level::ROOT), ["a", "b"]);
        for topic in ["c", "a5", "", "b/15"] {
            tree.enter(topic, |_| {});
        }
        assert_eq!(names(&mut tree, Level::ROOT), ["", "a", "a5", "b", "c"]);
        let b = tree.find("b").expect("it was entered");
        assert_eq!(names(&mut tree, b), ["1", "15", "2"]);
        assert_eq!(names(&mut tree, b), ["1", "15", "2"]);
    }

    #[test]
    fn a_topic_that_is_deeper_than_the_tree_ends_in_one_level() {
        let deep = vec!["x"; 1_000].join("/");
        let (tree, entered) = tree(Limits { depth: 4, ..Limits::default() }, &[&deep]);
        let level = entered[0].expect("there is room");
        assert_eq!((tree.depth(level), tree.len()), (4, 5));
        assert_eq!(topic(&tree, level), deep);
        assert_eq!(tree.find(&deep), Some(level));
    }

    #[test]
    fn there_is_room_for_so_many_levels_and_so_long_names() {
        let (tree, entered) = tree(Limits { levels: 3, ..Limits::default() }, &["a/b", "c", "d", "a"]);
        assert_eq!(entered.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false, true]);
        assert_eq!(tree.len(), 4);
        let (_, entered) = self::tree(Limits { names: 5, ..Limits::default() }, &["abc", "defg", "de"]);
        assert_eq!(entered.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
        let longest = "x".repeat(65_535);
        let (tree, entered) = self::tree(Limits::default(), &[&longest]);
        assert_eq!(topic(&tree, entered[0].expect("there is room")), longest);
    }

    #[test]
    fn names_of_one_hash_are_told_apart() {
        let (mut tree, _) = tree(Limits::default(), &["a"]);
        // As if the hash of `b` were that of `a`.
        let taken = hash(Level::ROOT, "b");
        let a = tree.find("a").expect("it was entered");
        tree.index.insert(taken, a);
        let b = tree.enter("b", |_| {}).expect("there is room");
        assert_ne!(a, b);
        assert_eq!((tree.find("a"), tree.find("b")), (Some(a), Some(b)));
    }
}
