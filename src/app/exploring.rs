//! The broker's topics while somebody looks at them: the broker is asked for all of them that long, and what the home does not
//! listen to anyway is shown and goes no further.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{App, Effect, News, wire};
use crate::mqtt::Message;
use crate::mqtt::topic;
use crate::parts;
use crate::time::{Instant, Now, Timestamp};
use crate::topics::{Kept, LevelKey, Pattern, Row, Tally, Topics};

const PART: &str = "topics";

/// How often the page is told, at the most: as often as a person can read.
const REST: Duration = Duration::from_millis(200);
/// So long after the last message the rates that are seen have come down.
const AFTERWARDS: Duration = Duration::from_secs(3);
/// Rows that are told at once, whatever the page asks for.
const ROWS: u16 = 200;
/// Bytes of a payload that are told.
const PAYLOAD: usize = 262_144;

/// What the person wants of the broker's topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ExplorerWish {
    /// Show me this from now on.
    See(Box<ExplorerView>),
    /// Open a level, or close it.
    Turn(LevelKey),
    /// Open what is above this topic, and look at it.
    Reveal(String),
    /// Forget what was said so far.
    Clear,
    /// That is all.
    Close,
}

/// What is seen of the topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExplorerView {
    /// What the broker is asked for, in the place of what was asked for before.
    pub filter: String,
    /// Words, or a topic filter.
    pub search: String,
    /// Of what is not shown, each as words or as a topic filter.
    pub excluded: Vec<String>,
    /// Rows above the first one that is seen.
    pub skipped: u32,
    pub count: u16,
    /// The one that is looked at.
    pub chosen: Option<LevelKey>,
    /// The message of it that is looked at; the latest if there is none of that number.
    pub message: Option<u64>,
}

/// What is in sight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExplorerNews {
    pub tally: Tally,
    /// Why what was typed is not searched for, or not excluded.
    pub complaint: Option<String>,
    pub skipped: u32,
    pub rows: Vec<Row>,
    /// The row that was to be revealed.
    pub revealed: Option<(LevelKey, u32)>,
    /// The topic that is looked at, if anything of it is new.
    pub chosen: Option<ChosenTopic>,
}

/// The topic that is looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChosenTopic {
    pub level: LevelKey,
    pub topic: String,
    /// Those that are kept, the latest last.
    pub messages: Vec<Heard>,
    /// The one that is looked at, its payload perhaps shortened.
    pub message: Option<Kept>,
    /// The payload before that.
    pub before: Option<Vec<u8>>,
}

/// A message of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    pub number: u64,
    pub at: Timestamp,
    pub size: u32,
    pub retain: bool,
}

impl News {
    /// What [`News::Explorer`] tells.
    #[must_use]
    pub fn explorer(told: &[u8]) -> Option<ExplorerNews> {
        wire::decode(told)
    }
}

#[derive(Debug)]
pub(super) struct Exploring {
    topics: Topics,
    view: ExplorerView,
    complaint: Option<String>,
    revealed: Option<(LevelKey, u32)>,
    /// When the page is told next, if there is anything to tell.
    due: Instant,
    /// There is nothing new after that.
    until: Instant,
    /// Of the topic that is looked at, the page knows the messages up to this one, and this one itself.
    told: Option<(LevelKey, Option<u64>, Option<u64>)>,
}

impl App {
    pub(super) fn handle_explorer_wish(&mut self, wish: ExplorerWish, now: Now) {
        if wish == ExplorerWish::Close {
            if self.exploring.take().is_some() {
                self.listen(now.instant);
            }
        } else if parts::is_here(PART) {
            handle(self, wish, now);
        }
    }

    /// Shows a message, if somebody looks, and says whether it is of the home as well.
    pub(super) fn explore(&mut self, message: &Message, now: Now) -> bool {
        let Some(exploring) = &mut self.exploring else { return true };
        hear(exploring, message, now);
        self.listening.covers(&message.topic)
    }

    /// Another broker has other topics.
    pub(super) fn forget_explored(&mut self) {
        if let Some(exploring) = &mut self.exploring {
            clear(exploring);
        }
    }

    /// Nobody says anything any more.
    pub(super) fn hush_explorer(&mut self) {
        if let Some(exploring) = &mut self.exploring {
            exploring.until = Instant::default();
        }
    }

    /// What the broker is asked for.
    pub(super) fn filters(&self) -> Vec<String> {
        let explored = self.exploring.iter().map(|exploring| exploring.view.filter.clone());
        let mut filters = self.listening.filters().to_vec();
        filters.extend(explored.filter(|filter| !self.listening.filters().contains(filter)));
        filters
    }

    /// Asks the broker for what is wanted now.
    pub(super) fn listen(&mut self, now: Instant) {
        let filters = self.filters();
        self.session.set_filters(filters, now, &mut self.outputs);
    }

    pub(super) fn tell_explorer(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if let Some(exploring) =
            self.exploring.as_mut().filter(|it| it.deadline().is_some_and(|due| due <= now.instant))
        {
            effects.push(Effect::Tell(tell(exploring, now)));
        }
    }
}

impl Exploring {
    pub(super) fn deadline(&self) -> Option<Instant> {
        (self.due <= self.until).then_some(self.due)
    }
}

/// A door of its part.
#[inline(never)]
fn handle(app: &mut App, wish: ExplorerWish, now: Now) {
    match wish {
        ExplorerWish::See(view) => {
            let filter = app.exploring.as_ref().map(|exploring| exploring.view.filter.clone());
            let exploring =
                app.exploring.get_or_insert_with(|| Box::new(Exploring::new(app.limits.explorer, now.instant)));
            exploring.see(*view);
            if filter.as_ref() != Some(&exploring.view.filter) {
                app.listen(now.instant);
            }
        }
        ExplorerWish::Turn(level) => {
            if let Some(exploring) = &mut app.exploring {
                exploring.topics.turn(level);
            }
        }
        ExplorerWish::Reveal(topic) => {
            if let Some(exploring) = &mut app.exploring {
                exploring.reveal(&topic);
            }
        }
        ExplorerWish::Clear => app.forget_explored(),
        ExplorerWish::Close => {}
    }
    if let Some(exploring) = &mut app.exploring {
        // What the person did is seen at once.
        exploring.due = now.instant;
        exploring.until = exploring.until.max(now.instant);
    }
}

/// Another door: what the broker says.
#[inline(never)]
fn hear(exploring: &mut Exploring, message: &Message, now: Now) {
    exploring.topics.hear(message, now);
    if exploring.deadline().is_none() {
        exploring.due = now.instant;
    }
    exploring.until = now.instant + AFTERWARDS;
}

/// Another door: nothing was said.
#[inline(never)]
fn clear(exploring: &mut Exploring) {
    exploring.topics.clear();
    exploring.told = None;
    (exploring.due, exploring.until) = (Instant::default(), Instant::default());
}

/// Another door: what is seen.
#[inline(never)]
fn tell(exploring: &mut Exploring, now: Now) -> Vec<News> {
    exploring.due = now.instant + REST;
    let view = &exploring.view;
    let rows = exploring.topics.rows(view.skipped as usize, view.count.min(ROWS).into(), now.instant);
    let news = ExplorerNews {
        tally: exploring.topics.tally(),
        complaint: exploring.complaint.clone(),
        skipped: view.skipped,
        rows,
        revealed: exploring.revealed.take(),
        chosen: exploring.chosen(),
    };
    vec![News::Explorer(wire::encode(&news))]
}

impl Exploring {
    fn new(limits: crate::topics::Limits, now: Instant) -> Self {
        let view = ExplorerView {
            filter: String::new(),
            search: String::new(),
            excluded: Vec::new(),
            skipped: 0,
            count: 0,
            chosen: None,
            message: None,
        };
        Self { topics: Topics::new(limits), view, complaint: None, revealed: None, due: now, until: now, told: None }
    }

    fn see(&mut self, mut view: ExplorerView) {
        let mut complaint = None;
        if let Err(invalid) = topic::check_filter(&view.filter) {
            complaint = Some(invalid.to_string());
            view.filter.clone_from(&self.view.filter);
        }
        let mut read = |text: &str| {
            Pattern::read(text).unwrap_or_else(|invalid| {
                complaint = Some(invalid.to_string());
                None
            })
        };
        self.topics.search(read(&view.search));
        self.topics.exclude(view.excluded.iter().filter_map(|excluded| read(excluded)).collect());
        self.topics.look_at(view.chosen);
        self.complaint = complaint;
        self.view = view;
    }

    fn reveal(&mut self, topic: &str) {
        let revealed = self.topics.reveal(topic);
        self.revealed = revealed.map(|(level, row)| (level, u32::try_from(row).unwrap_or(u32::MAX)));
    }

    /// The topic that is looked at, if the page does not know it so.
    fn chosen(&mut self) -> Option<ChosenTopic> {
        let level = self.view.chosen?;
        let topic = self.topics.name(level)?;
        let wanted = self.topics.kept().position(|kept| Some(kept.number) == self.view.message);
        let place = wanted.or_else(|| self.topics.kept().count().checked_sub(1));
        let message = place.and_then(|place| self.topics.kept().nth(place));
        let last = self.topics.kept().next_back().map(|kept| kept.number);
        let told = Some((level, last, message.map(|kept| kept.number)));
        if self.told == told {
            return None;
        }
        let heard = |kept: &Kept| Heard { number: kept.number, at: kept.at, size: kept.size, retain: kept.retain };
        let shortened = |payload: &[u8]| payload[..payload.len().min(PAYLOAD)].to_vec();
        let before = place.and_then(|place| self.topics.kept().nth(place.checked_sub(1)?));
        let chosen = ChosenTopic {
            level,
            topic,
            messages: self.topics.kept().map(heard).collect(),
            message: message.map(|kept| Kept { payload: shortened(&kept.payload), ..kept.clone() }),
            before: before.map(|kept| shortened(&kept.payload)),
        };
        self.told = told;
        Some(chosen)
    }
}
