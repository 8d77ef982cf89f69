//! Which topics are listened to: what the conventions and the person want, and what announcements name besides.

use std::collections::VecDeque;
use std::time::Duration;

use crate::mqtt::topic;
use crate::table::Names;
use crate::time::Instant;

/// Announcements come in hundreds: the broker is asked once for all that came within so long.
const PAUSE: Duration = Duration::from_millis(250);

/// More topics than most devices speak on.
const LATEST: usize = 4;

#[derive(Debug, Default)]
pub(super) struct Listening {
    /// Most filters that announcements may add.
    limit: usize,
    /// The wanted ones, and after them the added ones.
    filters: Vec<String>,
    /// Of the wanted ones, those that are topics, and the others.
    plain: Names<String>,
    wild: Vec<String>,
    /// The added ones, which have no wildcards.
    added: Names<String>,
    /// Those that were announced last, whatever became of them: a device is announced piece by piece, and its pieces name the same.
    latest: VecDeque<String>,
    /// What the broker is asked for besides, by somebody who looks, and what it may still send of that afterwards: none of it is
    /// of the home.
    borrowed: Vec<String>,
    /// When the broker is to be asked for what was added.
    due: Option<Instant>,
    discarded: u64,
}

impl Listening {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Wants these from now on; what was announced is still listened to.
    pub(super) fn want(&mut self, filters: Vec<String>) {
        let announced = self.filters.split_off(self.filters.len() - self.added.len());
        let is_wild = |filter: &&String| filter.contains(['+', '#']);
        self.wild = filters.iter().filter(is_wild).cloned().collect();
        self.plain = filters.iter().filter(|filter| !is_wild(filter)).cloned().collect();
        self.filters = filters;
        self.filters.extend(announced);
        self.due = None;
        self.latest.clear();
    }

    pub(super) fn filters(&self) -> &[String] {
        &self.filters
    }

    /// How many were added.
    pub(super) fn added(&self) -> usize {
        self.added.len()
    }

    /// Topics that were one too many.
    pub(super) fn discarded(&self) -> u64 {
        self.discarded
    }

    /// Whether anything that is said on this topic is heard.
    pub(super) fn covers(&self, topic: &str) -> bool {
        let is_named = |topics: &Names<String>| topics.contains(topic);
        is_named(&self.added) || is_named(&self.plain) || self.wild.iter().any(|filter| topic::matches(filter, topic))
    }

    /// Asks for these besides.
    pub(super) fn borrow(&mut self, besides: Vec<String>) {
        self.borrowed.retain(|filter| !self.filters.contains(filter));
        let new: Vec<_> = besides.into_iter().filter(|filter| !self.borrowed.contains(filter)).collect();
        self.borrowed.extend(new);
    }

    /// The broker sends nothing more of that.
    pub(super) fn give_back(&mut self, filter: &str) {
        self.borrowed.retain(|borrowed| borrowed != filter);
    }

    /// Whether what is said on this topic is heard for the home, and not only by somebody who looks.
    pub(super) fn is_of_home(&self, topic: &str) -> bool {
        self.borrowed.is_empty() || self.covers(topic)
    }

    /// A topic was announced, which one of the filters may cover.
    pub(super) fn add(&mut self, topic: String, now: Instant) {
        if self.latest.contains(&topic) {
            return;
        }
        if !self.covers(&topic) {
            self.ask_for(topic.clone(), now);
        }
        self.latest.truncate(LATEST - 1);
        self.latest.push_front(topic);
    }

    /// Asks the broker for what it keeps on this topic, even if a filter covers it: that came before anybody knew what it was.
    pub(super) fn ask_for(&mut self, topic: String, now: Instant) {
        if self.added.contains(&topic) {
            return;
        }
        if self.added.len() >= self.limit {
            self.discarded += 1;
            return;
        }
        if topic::check_name(&topic).is_err() {
            return;
        }
        self.added.insert(topic.clone());
        self.filters.push(topic);
        self.due.get_or_insert(now + PAUSE);
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.due
    }

    /// Says whether it is time to ask the broker.
    pub(super) fn is_due(&mut self, now: Instant) -> bool {
        self.due.take_if(|due| *due <= now).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_that_no_filter_covers_is_asked_for_with_those_on_its_heels() {
        let mut listening = Listening::new(2);
        listening.want(vec!["home/#".to_owned()]);
        let now = Instant::default();
        for topic in ["home/a/state", "lab/a/state", "lab/a/state", "not/#/valid"] {
            listening.add(topic.to_owned(), now);
        }
        assert_eq!(listening.filters(), ["home/#", "lab/a/state"]);
        assert!(!listening.is_due(now));
        assert!(listening.is_due(now + PAUSE));
        assert!(!listening.is_due(now + PAUSE), "once");
    }

    #[test]
    fn what_came_too_early_is_asked_for_once_more_although_a_filter_covers_it() {
        let mut listening = Listening::new(2);
        listening.want(vec!["home/#".to_owned()]);
        for _ in 0..2 {
            listening.ask_for("home/door/picture".to_owned(), Instant::default());
        }
        assert_eq!(listening.filters(), ["home/#", "home/door/picture"]);
        assert!(listening.is_due(Instant::default() + PAUSE));
    }

    #[test]
    fn announcements_cannot_ask_for_everything() {
        let mut listening = Listening::new(2);
        for topic in ["a", "b", "c", "b", "c"] {
            listening.add(topic.to_owned(), Instant::default());
        }
        assert_eq!((listening.added(), listening.discarded()), (2, 1));
        listening.want(vec!["home/#".to_owned()]);
        assert_eq!(listening.filters(), ["home/#", "a", "b"]);
    }
}
