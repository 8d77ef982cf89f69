//! Clearing what was marked: an empty retained message to each of the topics, a few at a time, until all have their word.

use std::time::Duration;

use super::super::App;
use super::listing::Listing;
use super::news::{ClearTally, Fate};
use crate::language::t;
use crate::mqtt::{Publication, PublishKey, PublishOutcome, QoS};
use crate::time::Now;

/// What the broker has not answered by then it may still answer, but nobody waits for it.
const DEADLINE: Duration = Duration::from_secs(10);
/// Lines of an access list that are told.
const RULES: usize = 5;
/// Refused topics that these lines are made of.
const REFUSED: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Clearing {
    /// The numbers of those that are to be cleared, in this order.
    all: Vec<u32>,
    /// Whose turn it is next.
    next: usize,
    in_flight: Vec<(PublishKey, u32)>,
    is_stopped: bool,
    tally: ClearTally,
    /// The first of those that were refused.
    refused: Vec<String>,
}

impl Clearing {
    pub(super) fn of(all: Vec<u32>, listing: &mut Listing) -> Self {
        for number in &all {
            if let Some(entry) = listing.get_mut(*number) {
                entry.fate = Some(Fate::Waiting);
            }
        }
        let tally = ClearTally { all: u32::try_from(all.len()).unwrap_or(u32::MAX), ..ClearTally::default() };
        Self { all, tally, ..Self::default() }
    }

    pub(super) fn waits_for(&self, key: PublishKey) -> bool {
        self.in_flight.iter().any(|(sent, _)| *sent == key)
    }

    pub(super) fn is_going(&self) -> bool {
        self.next < self.all.len() || !self.in_flight.is_empty()
    }

    pub(super) fn tally(&self) -> ClearTally {
        ClearTally { is_going: self.is_going(), rules: rules(&self.refused), ..self.tally.clone() }
    }

    /// Sends as many as may be under way.
    pub(super) fn go_on(&mut self, app: &mut App, listing: &mut Listing, now: Now) {
        let offered = app.session.server_limits().map_or(QoS::AtLeastOnce, |limits| limits.maximum_qos);
        while self.in_flight.len() < app.limits.hand.clearing {
            let Some(number) = self.all.get(self.next).copied() else { return };
            self.next += 1;
            let Some(entry) = listing.get_mut(number) else { continue };
            let empty =
                Publication { retain: true, qos: QoS::AtLeastOnce.min(offered), ..Publication::new(&*entry.topic, "") };
            match app.publish(empty, Some(now.instant + DEADLINE), now) {
                Ok(key) => {
                    entry.fate = Some(Fate::Sent);
                    self.in_flight.push((key, number));
                }
                Err(why) => {
                    entry.fate = Some(Fate::NotSent(why.clone()));
                    self.tally.not_sent += 1;
                    // So it would be with the others.
                    return self.stop(listing, &why);
                }
            }
        }
    }

    /// What became of one. Returns its topic if the broker keeps nothing there any more.
    pub(super) fn settle(
        &mut self,
        key: PublishKey,
        outcome: &PublishOutcome,
        listing: &mut Listing,
    ) -> Option<String> {
        let place = self.in_flight.iter().position(|(sent, _)| *sent == key)?;
        let (_, number) = self.in_flight.swap_remove(place);
        let entry = listing.get_mut(number)?;
        let (fate, count) = match outcome {
            PublishOutcome::Delivered | PublishOutcome::NobodyListening => (Fate::Cleared, &mut self.tally.cleared),
            PublishOutcome::Sent | PublishOutcome::Acknowledged => (Fate::Unsaid, &mut self.tally.unsaid),
            PublishOutcome::Refused { why, .. } => (Fate::Refused(why.clone()), &mut self.tally.refused),
            PublishOutcome::Expired | PublishOutcome::Dropped(_) | PublishOutcome::Unknown => {
                (Fate::Unanswered, &mut self.tally.unanswered)
            }
        };
        *count += 1;
        if matches!(fate, Fate::Refused(_)) && self.refused.len() < REFUSED {
            self.refused.push(entry.topic.to_string());
        }
        let is_cleared = fate == Fate::Cleared;
        entry.fate = Some(fate);
        is_cleared.then(|| entry.topic.to_string())
    }

    /// No more of them; what is under way has its word yet.
    pub(super) fn stop(&mut self, listing: &mut Listing, why: &str) {
        for number in self.all.get(self.next..).unwrap_or_default() {
            if let Some(entry) = listing.get_mut(*number) {
                entry.fate = Some(Fate::NotSent(why.to_owned()));
                self.tally.not_sent += 1;
            }
        }
        (self.next, self.is_stopped) = (self.all.len(), true);
    }

    pub(super) fn stopped() -> &'static str {
        t!("it was stopped before")
    }
}

/// Lines that allow these topics: one for each, or for what many of them begin with.
fn rules(topics: &[String]) -> Vec<String> {
    if let [topic] = topics {
        return vec![format!("topic write {topic}")];
    }
    let mut begins: Vec<&str> = Vec::new();
    for depth in [2, 1] {
        begins.clear();
        for topic in topics {
            let end = topic.match_indices('/').nth(depth - 1).map_or(topic.len(), |(at, _)| at);
            if !begins.contains(&&topic[..end]) {
                begins.push(&topic[..end]);
            }
        }
        if begins.len() <= RULES {
            break;
        }
    }
    let line = |begin: &&str| {
        let is_whole = topics.iter().any(|topic| topic == begin);
        if is_whole && topics.iter().filter(|topic| topic.starts_with(*begin)).count() == 1 {
            format!("topic write {begin}")
        } else {
            format!("topic write {begin}/#")
        }
    };
    begins.iter().take(RULES).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::rules;

    fn told(topics: &[&str]) -> Vec<String> {
        rules(&topics.iter().map(|topic| (*topic).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn what_was_refused_is_allowed_by_as_few_lines_as_name_it_well() {
        assert_eq!(told(&[]), [""; 0]);
        assert_eq!(told(&["home/attic/old"]), ["topic write home/attic/old"]);
        assert_eq!(told(&["home/attic/a", "home/attic/b", "lamp"]), ["topic write home/attic/#", "topic write lamp"]);
        let many: Vec<_> = (0..9).map(|room| format!("home/{room}/old")).collect();
        assert_eq!(rules(&many), ["topic write home/#"]);
        assert_eq!(told(&["/a", "/b"]), ["topic write /a", "topic write /b"]);
    }
}
