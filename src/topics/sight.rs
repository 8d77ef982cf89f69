//! What is in sight of a tree: the topics that are searched for and not excluded, with the levels above them, as far as these are
//! open.

use super::tree::{Level, Tree};

#[derive(Debug)]
pub(super) struct Sight {
    marks: Vec<Mark>,
    /// A search opens everything.
    is_search: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    /// Of these, what is below it takes so many if it is open.
    rows_below: u32,
    /// Topics in sight, at it and below it.
    topics: u32,
    /// It is a topic in sight.
    is_shown: bool,
    is_open: bool,
    /// The person closed it within what was found.
    is_closed_in_search: bool,
}

impl Sight {
    pub(super) fn new() -> Self {
        Self { marks: vec![Mark { is_open: true, ..Mark::default() }], is_search: false }
    }

    /// Whether what is below it is in sight.
    pub(super) fn is_open(&self, level: Level) -> bool {
        let mark = self.marks[level.place()];
        level == Level::ROOT || if self.is_search { !mark.is_closed_in_search } else { mark.is_open }
    }

    /// Topics in sight, at a level and below it.
    pub(super) fn topics(&self, level: Level) -> usize {
        self.marks[level.place()].topics as usize
    }

    /// Rows of everything in sight.
    pub(super) fn rows(&self) -> usize {
        self.marks[Level::ROOT.place()].rows_below as usize
    }

    /// A level is there that was not, and nothing is known of it.
    pub(super) fn make_room(&mut self) {
        self.marks.push(Mark::default());
    }

    /// A topic comes into sight.
    pub(super) fn show(&mut self, tree: &Tree, level: Level) {
        if std::mem::replace(&mut self.marks[level.place()].is_shown, true) {
            return;
        }
        self.change(tree, level, |mark| mark.topics += 1);
        for above in tree.up(level).skip(1) {
            self.change(tree, above, |mark| mark.topics += 1);
        }
        self.marks[Level::ROOT.place()].topics += 1;
    }

    /// Opens a level, or closes it.
    pub(super) fn turn(&mut self, tree: &Tree, level: Level) {
        let is_search = self.is_search;
        self.change(tree, level, |mark| {
            let flag = if is_search { &mut mark.is_closed_in_search } else { &mut mark.is_open };
            *flag = !*flag;
        });
    }

    /// Opens everything above a level.
    pub(super) fn open_to(&mut self, tree: &Tree, level: Level) {
        for above in tree.up(level).skip(1) {
            if !self.is_open(above) {
                self.turn(tree, above);
            }
        }
    }

    /// Looks at everything anew: shows the topics of which `is_shown` says so.
    pub(super) fn look_anew(&mut self, tree: &Tree, is_search: bool, mut is_shown: impl FnMut(Level) -> bool) {
        self.is_search = is_search;
        for level in tree.all() {
            let is_shown = is_shown(level);
            let mark = &mut self.marks[level.place()];
            *mark = Mark { is_open: mark.is_open, is_shown, topics: is_shown.into(), ..Mark::default() };
        }
        for level in tree.all().rev().filter(|level| *level != Level::ROOT) {
            let (rows, topics) = (self.rows_of(level), self.marks[level.place()].topics);
            let above = &mut self.marks[tree.parent(level).place()];
            above.topics += topics;
            above.rows_below += rows;
        }
    }

    /// The levels of `count` rows, without the first `skipped`.
    pub(super) fn window(&self, tree: &mut Tree, skipped: usize, count: usize) -> Vec<Level> {
        let mut window = Vec::new();
        let mut skipped = u32::try_from(skipped).unwrap_or(u32::MAX);
        self.walk(tree, Level::ROOT, &mut skipped, count, &mut window);
        window
    }

    /// Which row a level is, if it is in sight.
    pub(super) fn row(&self, tree: &mut Tree, level: Level) -> Option<usize> {
        let mut row = 0;
        for below in tree.up(level).collect::<Vec<_>>() {
            let above = tree.parent(below);
            if !self.is_open(above) || self.rows_of(below) == 0 {
                return None;
            }
            tree.sort(above);
            let before = tree.below(above).iter().take_while(|beside| **beside != below);
            row += before.map(|beside| self.rows_of(*beside) as usize).sum::<usize>();
            row += usize::from(above != Level::ROOT);
        }
        Some(row)
    }

    fn walk(&self, tree: &mut Tree, above: Level, skipped: &mut u32, count: usize, window: &mut Vec<Level>) {
        tree.sort(above);
        for place in 0..tree.below(above).len() {
            let level = tree.below(above)[place];
            let rows = self.rows_of(level);
            if *skipped >= rows {
                *skipped -= rows;
                continue;
            }
            if window.len() >= count {
                return;
            }
            match skipped.checked_sub(1) {
                Some(fewer) => *skipped = fewer,
                None => window.push(level),
            }
            if self.is_open(level) {
                self.walk(tree, level, skipped, count, window);
            }
        }
    }

    /// Rows that a level takes, with what is below it.
    fn rows_of(&self, level: Level) -> u32 {
        let mark = self.marks[level.place()];
        match (mark.topics, self.is_open(level)) {
            (0, _) => 0,
            (_, false) => 1,
            (_, true) => 1 + mark.rows_below,
        }
    }

    /// Changes a level, and tells those above it how many rows it takes now.
    fn change(&mut self, tree: &Tree, level: Level, change: impl FnOnce(&mut Mark)) {
        let before = self.rows_of(level);
        change(&mut self.marks[level.place()]);
        let mut difference = i64::from(self.rows_of(level)) - i64::from(before);
        let mut above = level;
        while difference != 0 && above != Level::ROOT {
            above = tree.parent(above);
            let before = self.rows_of(above);
            let mark = &mut self.marks[above.place()];
            mark.rows_below = u32::try_from(i64::from(mark.rows_below) + difference).unwrap_or(0);
            difference = i64::from(self.rows_of(above)) - i64::from(before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Limits;
    use super::*;

    struct View {
        tree: Tree,
        sight: Sight,
        heard: Vec<Level>,
    }

    impl View {
        fn of(topics: &[&str]) -> Self {
            let mut view = Self { tree: Tree::new(Limits::default()), sight: Sight::new(), heard: Vec::new() };
            for topic in topics {
                view.hear(topic);
            }
            view
        }

        fn hear(&mut self, topic: &str) {
            let level = self.tree.enter(topic, |_| self.sight.make_room()).expect("there is room");
            self.sight.show(&self.tree, level);
            self.heard.push(level);
        }

        fn turn(&mut self, topic: &str) {
            let level = self.tree.find(topic).expect("it was heard");
            self.sight.turn(&self.tree, level);
        }

        fn topic(&self, level: Level) -> String {
            let mut topic = String::new();
            self.tree.write_topic(level, &mut topic);
            topic
        }

        fn window(&mut self, skipped: usize, count: usize) -> Vec<String> {
            let window = self.sight.window(&mut self.tree, skipped, count);
            window.into_iter().map(|level| self.topic(level)).collect()
        }

        /// All rows, after every way to see them was found to agree.
        #[track_caller]
        fn rows(&mut self) -> Vec<String> {
            let rows = self.window(0, usize::MAX);
            assert_eq!(self.sight.rows(), rows.len());
            for (row, topic) in rows.iter().enumerate() {
                assert_eq!(self.window(row, 1), [topic.as_str()]);
                let level = self.tree.find(topic).expect("it was heard");
                assert_eq!(self.sight.row(&mut self.tree, level), Some(row));
            }
            assert_eq!(self.window(rows.len(), 5), [""; 0]);
            rows
        }

        fn search(&mut self, word: &str) {
            let Self { tree, sight, heard } = self;
            let mut topic = String::new();
            sight.look_anew(tree, !word.is_empty(), |level| {
                tree.write_topic(level, &mut topic);
                heard.contains(&level) && topic.contains(word)
            });
        }
    }

    const TOPICS: [&str; 5] = ["b/y/2", "a", "b/x", "b/y/1", "c/z"];

    #[test]
    fn levels_are_in_sight_as_far_as_those_above_them_are_open() {
        let mut view = View::of(&TOPICS);
        assert_eq!(view.rows(), ["a", "b", "c"]);
        view.turn("b/y");
        assert_eq!(view.rows(), ["a", "b", "c"], "what is open in a closed one");
        view.turn("b");
        assert_eq!(view.rows(), ["a", "b", "b/x", "b/y", "b/y/1", "b/y/2", "c"]);
        assert_eq!(view.window(3, 3), ["b/y", "b/y/1", "b/y/2"]);
        view.turn("b/y");
        assert_eq!(view.rows(), ["a", "b", "b/x", "b/y", "c"]);
        view.turn("b");
        assert_eq!(view.rows(), ["a", "b", "c"]);
    }

    #[test]
    fn what_comes_later_takes_its_place() {
        let mut view = View::of(&TOPICS);
        view.turn("b");
        view.turn("c");
        view.hear("b/xx");
        view.hear("b");
        view.hear("b");
        view.hear("c/z/deep");
        assert_eq!(view.rows(), ["a", "b", "b/x", "b/xx", "b/y", "c", "c/z"]);
        assert_eq!(view.sight.topics(Level::ROOT), 8);
        let b = view.tree.find("b").expect("it was heard");
        assert_eq!(view.sight.topics(b), 5);
    }

    #[test]
    fn a_search_opens_what_it_finds_and_after_it_everything_is_as_before() {
        let mut view = View::of(&TOPICS);
        view.turn("b");
        let before = view.rows();
        view.search("y");
        assert_eq!(view.rows(), ["b", "b/y", "b/y/1", "b/y/2"]);
        view.turn("b/y");
        assert_eq!(view.rows(), ["b", "b/y"]);
        view.hear("d/y");
        assert_eq!(view.rows(), ["b", "b/y", "d", "d/y"]);
        view.search("nowhere");
        assert_eq!(view.rows(), [""; 0]);
        view.search("");
        view.turn("d");
        assert_eq!(view.rows(), [&before[..], &["d".to_owned(), "d/y".to_owned()]].concat());
    }

    #[test]
    fn everything_above_a_level_opens_to_it() {
        let mut view = View::of(&TOPICS);
        let level = view.tree.find("b/y/1").expect("it was heard");
        assert_eq!(view.sight.row(&mut view.tree, level), None);
        view.sight.open_to(&view.tree, level);
        assert_eq!(view.rows(), ["a", "b", "b/x", "b/y", "b/y/1", "b/y/2", "c"]);
        assert_eq!(view.sight.row(&mut view.tree, level), Some(4));
    }
}
