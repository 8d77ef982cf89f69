//! What a person sends that is no wish to a device: asking devices to announce themselves, and clearing what the broker has
//! kept of devices that are gone.

use std::time::Duration;

use super::replay::Replay;
use super::{App, Errand, GhostNews, News, Task};
use crate::device::Stage;
use crate::language::t;
use crate::mqtt::{Publication, PublishKey, State};
use crate::time::Now;

/// What Home Assistant says when it starts, so that devices announce themselves.
const BIRTH: &[u8] = b"online";
/// Errands that are remembered; the oldest makes room.
const ERRANDS: usize = 200;
/// What takes longer nobody waits for any more.
const DEADLINE: Duration = Duration::from_secs(5);

#[derive(Debug, Default)]
pub(super) struct Errands {
    /// The latest is last.
    all: Vec<(Option<PublishKey>, Errand)>,
    changed: bool,
}

impl Errands {
    /// Forgets all that were done before.
    pub(super) fn clear(&mut self) {
        *self = Self { all: Vec::new(), changed: true };
    }

    /// What has become of them, if that is another thing than was told last; the latest is last.
    pub(super) fn news(&mut self) -> Option<News> {
        let all = || self.all.iter().map(|(_, errand)| errand.clone()).collect();
        std::mem::take(&mut self.changed).then(|| News::Errands(all()))
    }

    /// What has become of the one that was published so, if it was one of them.
    pub(super) fn settle(&mut self, key: PublishKey, stage: Stage) -> Option<Errand> {
        let (_, errand) = self.all.iter_mut().find(|(published, _)| *published == Some(key))?;
        // What was seen to be done is done, whatever the broker says of it later.
        if errand.stage != Stage::Confirmed {
            errand.stage = match (errand.task, stage) {
                // A broker that takes an empty retained message keeps nothing there any more (MQTT 5, section 3.3.1.3).
                (Task::Clear, Stage::Delivered | Stage::Nobody) => Stage::Confirmed,
                (_, stage) => stage,
            };
            self.changed = true;
        }
        Some(errand.clone())
    }

    /// The broker has handed on somebody's empty message: it keeps nothing on this topic any more.
    pub(super) fn note_cleared(&mut self, topic: &str) {
        let is_it = |errand: &Errand| errand.task == Task::Clear && errand.topic == topic && !errand.is_over();
        for (_, errand) in self.all.iter_mut().filter(|(_, errand)| is_it(errand)) {
            errand.stage = Stage::Confirmed;
            self.changed = true;
        }
    }

    /// Where something was published to.
    pub(super) fn topic_of(&self, key: PublishKey) -> Option<&str> {
        let (_, errand) = self.all.iter().find(|(published, _)| *published == Some(key))?;
        Some(&errand.topic)
    }

    fn note(&mut self, published: Option<PublishKey>, errand: Errand) {
        self.all.retain(|(_, known)| (known.task, &known.topic) != (errand.task, &errand.topic));
        if self.all.len() >= ERRANDS {
            self.all.remove(0);
        }
        self.all.push((published, errand));
        self.changed = true;
    }
}

impl Errand {
    /// Whether nothing can change about it any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Confirmed | Stage::Refused(_) | Stage::NotSent(_))
    }
}

impl App {
    /// Asks all devices to announce themselves that do so when Home Assistant starts.
    pub(super) fn ask_for_announcements(&mut self, now: Now) {
        let of_broker = self.credentials.as_ref().map(|credentials| &credentials.topics.discovery_prefixes);
        let Some(prefixes) = of_broker.or(self.replay.as_ref().map(Replay::discovery_prefixes)) else { return };
        for prefix in prefixes.clone() {
            self.run(Task::AskForAnnouncements, message(format!("{prefix}/status"), BIRTH, false), now);
        }
    }

    /// Clears what the broker keeps on these topics, as far as nothing but ghosts is known from there.
    pub(super) fn clear_kept(&mut self, topics: Vec<String>, now: Now) {
        let ghosts = self.ghosts(now);
        let is_kept = |topic: &str| ghosts.iter().flat_map(|it| &it.haunts).any(|it| it.is_kept && it.topic == topic);
        let (kept, others): (Vec<_>, Vec<_>) = topics.into_iter().partition(|topic| is_kept(topic));
        for topic in kept {
            self.run(Task::Clear, message(topic, b"", true), now);
        }
        for topic in others {
            self.could_not(Task::Clear, topic, t!("somebody has spoken there meanwhile").to_owned(), now);
        }
    }

    pub(super) fn could_not(&mut self, task: Task, topic: String, why: String, now: Now) {
        self.errands.note(None, Errand { task, topic, stage: Stage::NotSent(why), asked: now.timestamp });
    }

    /// Devices that may not exist.
    pub(super) fn ghosts(&self, now: Now) -> Vec<GhostNews> {
        let listening = match (self.session.state(), &self.replay) {
            (State::Live { since }, _) => now.instant.since(since),
            (_, Some(replay)) => replay.listening(now.instant),
            (_, None) => Duration::ZERO,
        };
        let ghosts = self.interpreter.ghosts(&self.registry, listening).into_iter();
        let told = ghosts.filter_map(|ghost| {
            let device = self.registry.key(&ghost.device)?;
            Some(GhostNews { device, haunting: ghost.haunting, haunts: ghost.haunts })
        });
        told.collect()
    }

    pub(super) fn run(&mut self, task: Task, publication: Publication, now: Now) {
        let topic = publication.topic.clone();
        // What the broker stores is not meant for now only.
        let deadline = (!publication.retain || publication.payload.is_empty()).then_some(now.instant + DEADLINE);
        let (published, stage) = match self.publish(publication, deadline, now) {
            Ok(key) => (Some(key), Stage::Sent),
            Err(reason) => (None, Stage::NotSent(reason)),
        };
        self.errands.note(published, Errand { task, topic, stage, asked: now.timestamp });
    }
}

fn message(topic: String, payload: &[u8], retain: bool) -> Publication {
    Publication { retain, ..Publication::new(topic, payload) }
}
