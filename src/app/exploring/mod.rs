//! The broker's topics while somebody looks at them: the broker is asked for all of them that long, and what the home does not
//! listen to anyway is shown and goes no further.

mod told;

use std::time::Duration;

use super::copies::{BY_HAND, EXPLORED, Purpose};
use super::{App, Effect, News, wire};
use crate::device::{Change, DeviceKey, PictureFormat, PropertyKey, number_from_text};
use crate::dialect::mask;
use crate::language::known;
use crate::mqtt::{Mark, Message, topic};
use crate::parts;
use crate::time::{Instant, Now, Timestamp};
use crate::topics::{Form, Kept, LevelKey, Pattern, Tally, Topics, number_at, shown};

pub use told::{ChosenTopic, ExplorerNews, ExplorerView, ExplorerWish, Heard, Meaning};

const PART: &str = "topics";

/// How often the page is told, at the most: as often as a person can read.
const REST: Duration = Duration::from_millis(200);
/// So long after the last message the rates that are seen have come down.
const AFTERWARDS: Duration = Duration::from_secs(3);
/// Rows that are told at once, whatever the page asks for.
const ROWS: u16 = 200;
/// Bytes of a payload that are told; a picture is of no use if it is cut.
const PAYLOAD: usize = 262_144;
const PICTURE: usize = 2_097_152;
/// Bytes of payloads that are gone through for a number, the latest first.
const FOLLOWED: usize = 2_000_000;
/// Properties that are told of what is said on a topic.
const PROPERTIES: usize = 24;
/// Topics that are pinned, and bytes of each.
const PINNED: usize = 50;
const PINNED_BYTES: usize = 1_000;
/// What topics begin with on which brokers are administered.
const CONTROL: &str = "$CONTROL/";

#[derive(Debug)]
pub(super) struct Exploring {
    topics: Topics,
    view: ExplorerView,
    complaint: Option<String>,
    revealed: Option<(LevelKey, u32)>,
    pinned: Vec<String>,
    /// When the page is told next, if there is anything to tell.
    due: Instant,
    /// There is nothing new after that.
    until: Instant,
    /// The topic that is looked at, and what it has said of whom meanwhile.
    looked: String,
    said: Vec<(DeviceKey, PropertyKey)>,
    told: Option<Told>,
}

/// What the page knows of the topic that is looked at.
#[derive(Debug, PartialEq)]
struct Told {
    level: LevelKey,
    /// The messages up to this one, and this one itself.
    last: Option<u64>,
    message: Option<u64>,
    followed: Option<(Form, String)>,
    meaning: Meaning,
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
    pub(super) fn explore(&mut self, message: &Message, copy: Purpose, now: Now) -> bool {
        if let Some(exploring) = self.exploring.as_mut().filter(|_| copy.is_for_explorer) {
            hear(exploring, message, now);
        }
        if copy.counts {
            self.overhear(message, now);
        }
        copy.is_for_home && self.listening.is_of_home(&message.topic)
    }

    /// Shows a message that the broker did not send.
    pub(super) fn explore_own(&mut self, message: &Message, now: Now) -> bool {
        if let Some(exploring) = &mut self.exploring {
            hear(exploring, message, now);
        }
        self.overhear(message, now);
        self.listening.is_of_home(&message.topic)
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
    pub(super) fn filters(&mut self) -> Vec<String> {
        let explored = self.exploring.iter().map(|exploring| exploring.view.filter.clone());
        let overseen = self.overseeing.filter().map(str::to_owned);
        let by_hand = self.hand.iter().flat_map(|hand| hand.filters()).map(str::to_owned);
        // What comes of the others is told from what is of the home by its topics.
        let besides: Vec<_> = explored.chain(by_hand).collect();
        let mut filters = self.listening.filters().to_vec();
        for filter in besides.iter().cloned().chain(overseen).chain(self.users_filter()) {
            if !filters.contains(&filter) {
                filters.push(filter);
            }
        }
        self.listening.borrow(besides);
        filters
    }

    /// The broker sends nothing more by this filter, unless somebody has asked for it again meanwhile.
    pub(super) fn give_back(&mut self, filter: &str) {
        if !self.filters().iter().any(|wanted| wanted == filter) {
            self.listening.give_back(filter);
        }
    }

    /// Asks the broker for what is wanted now.
    pub(super) fn listen(&mut self, now: Instant) {
        let filters = self.filters();
        let explored = self.exploring.iter().map(|exploring| (exploring.view.filter.as_str(), EXPLORED));
        let by_hand = self.hand.iter().flat_map(|hand| hand.filters()).map(|filter| (filter, BY_HAND));
        let mut marked: Vec<(String, Mark)> = Vec::new();
        for (filter, mark) in explored.chain(by_hand) {
            let is_known = |filters: &[String]| filters.iter().any(|known| known == filter);
            if !is_known(self.listening.filters()) && !marked.iter().any(|(known, _)| known == filter) {
                marked.push((filter.to_owned(), mark));
            }
        }
        self.copies.mark(&marked);
        self.session.mark_filters(marked);
        self.session.set_filters(filters, now, &mut self.outputs);
    }

    /// A message on this topic has made the changes from the first of these on.
    pub(super) fn explain_topic(&mut self, topic: &str, first: usize) {
        if let Some(exploring) = self.exploring.as_mut().filter(|it| it.looked == topic) {
            explain(exploring, self.changes.get(first..).unwrap_or_default());
        }
    }

    pub(super) fn tell_explorer(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let is_due = |it: &mut Box<Exploring>| it.deadline().is_some_and(|due| due <= now.instant);
        if let Some(mut exploring) = self.exploring.take_if(is_due) {
            effects.push(Effect::Tell(tell(&mut exploring, self, now)));
            self.exploring = Some(exploring);
        }
    }

    /// What the home makes of what is said there.
    fn meaning(&self, exploring: &Exploring) -> Meaning {
        let topic = &exploring.looked;
        let label = |(device, property): &(DeviceKey, PropertyKey)| {
            Some(known(&self.registry.device(*device)?.property(*property)?.profile.label).to_owned())
        };
        Meaning {
            devices: self.topics.devices_on(topic).to_vec(),
            properties: exploring.said.iter().filter_map(label).collect(),
            riddle: self.unread.reason(topic).map(str::to_owned),
            is_heard: self.listening.covers(topic),
        }
    }
}

impl Exploring {
    pub(super) fn tally(&self) -> Tally {
        self.topics.tally()
    }

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
        ExplorerWish::Pin(topics) => {
            if let Some(exploring) = &mut app.exploring {
                let can_be = topics.into_iter().filter(|topic| topic.len() <= PINNED_BYTES);
                exploring.pinned = can_be.take(PINNED).collect();
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

/// Another door: what is said.
#[inline(never)]
fn hear(exploring: &mut Exploring, message: &Message, now: Now) {
    if message.topic.starts_with(CONTROL) {
        // Commands hold passwords, and what some brokers repeat of them is nobody's business either.
        let payload = mask(&String::from_utf8_lossy(&message.payload)).into_bytes().into();
        exploring.topics.hear(&Message { payload, ..message.clone() }, now);
    } else {
        exploring.topics.hear(message, now);
    }
    if exploring.deadline().is_none() {
        exploring.due = now.instant;
    }
    exploring.until = now.instant + AFTERWARDS;
}

/// Another door: nothing was said.
#[inline(never)]
fn clear(exploring: &mut Exploring) {
    exploring.topics.clear();
    exploring.look_away();
    (exploring.due, exploring.until) = (Instant::default(), Instant::default());
}

/// Another door: what a message on the topic that is looked at has changed.
#[inline(never)]
fn explain(exploring: &mut Exploring, changes: &[Change]) {
    for change in changes {
        if let Change::Property(device, property) | Change::Reported(device, property) = change
            && exploring.said.len() < PROPERTIES
            && !exploring.said.contains(&(*device, *property))
        {
            exploring.said.push((*device, *property));
        }
    }
}

/// Another door: what is seen.
#[inline(never)]
fn tell(exploring: &mut Exploring, app: &App, now: Now) -> Vec<News> {
    let meaning = app.meaning(exploring);
    exploring.due = now.instant + REST;
    let view = &exploring.view;
    let rows = exploring.topics.rows(view.skipped as usize, view.count.min(ROWS).into(), now.instant);
    let news = ExplorerNews {
        tally: exploring.topics.tally(),
        complaint: exploring.complaint.clone(),
        skipped: view.skipped,
        rows,
        revealed: exploring.revealed.take(),
        unheard: exploring.pinned.iter().filter(|topic| !exploring.topics.knows(topic)).cloned().collect(),
        chosen: exploring.chosen(meaning),
    };
    vec![News::Explorer(wire::encode(&news))]
}

impl Exploring {
    fn new(limits: crate::topics::Limits, now: Instant) -> Self {
        Self {
            topics: Topics::new(limits),
            view: ExplorerView::default(),
            complaint: None,
            revealed: None,
            pinned: Vec::new(),
            due: now,
            until: now,
            looked: String::new(),
            said: Vec::new(),
            told: None,
        }
    }

    fn look_away(&mut self) {
        self.looked.clear();
        self.said.clear();
        self.told = None;
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
        if view.chosen != self.view.chosen {
            self.look_away();
            self.looked = view.chosen.and_then(|level| self.topics.name(level)).unwrap_or_default();
        }
        self.topics.look_at(view.chosen);
        self.complaint = complaint;
        self.view = view;
    }

    fn reveal(&mut self, topic: &str) {
        let revealed = self.topics.reveal(topic);
        self.revealed = revealed.map(|(level, row)| (level, u32::try_from(row).unwrap_or(u32::MAX)));
    }

    /// The topic that is looked at, if the page does not know it so.
    fn chosen(&mut self, meaning: Meaning) -> Option<ChosenTopic> {
        let level = self.view.chosen?;
        let topic = self.topics.name(level)?;
        let (mut messages, mut message, mut before, mut last) = (Vec::new(), None::<&Kept>, None, None);
        for kept in self.topics.kept() {
            // The one that is wanted, or else the latest.
            if message.is_none_or(|message| Some(message.number) != self.view.message) {
                (message, before) = (Some(kept), last);
            }
            messages.push(Heard { number: kept.number, at: kept.at, size: kept.size, retain: kept.retain });
            last = Some(kept);
        }
        let (last, shown) = (last.map(|kept| kept.number), message.map(|kept| kept.number));
        let followed = self.view.followed.clone();
        let told = Some(Told { level, last, message: shown, followed, meaning: meaning.clone() });
        if self.told == told {
            return None;
        }
        let message = message.map(|kept| Kept { payload: shortened(&kept.payload), ..kept.clone() });
        let before = before.map(|kept| shortened(&kept.payload));
        self.told = told;
        Some(ChosenTopic { level, topic, messages, message, before, numbers: self.numbers(), meaning })
    }

    /// The number that is followed, wherever a message has it that was said just now: nobody knows when a stored one was.
    fn numbers(&self) -> Vec<(Timestamp, f64)> {
        let Some((form, path)) = &self.view.followed else { return Vec::new() };
        let mut room = FOLLOWED;
        let is_room = |kept: &&Kept| {
            let is_room = kept.payload.len() <= room;
            room = room.saturating_sub(kept.payload.len());
            is_room
        };
        let number = |kept: &Kept| {
            let shown = shown(&kept.payload, *form);
            Some((kept.at, number_from_text(number_at(&shown, path)?)?))
        };
        let mut numbers: Vec<_> =
            self.topics.kept().rev().take_while(is_room).filter(|kept| !kept.retain).filter_map(number).collect();
        numbers.reverse();
        numbers
    }
}

fn shortened(payload: &[u8]) -> Vec<u8> {
    let most = if PictureFormat::of(payload).is_some() { PICTURE } else { PAYLOAD };
    payload[..payload.len().min(most)].to_vec()
}
