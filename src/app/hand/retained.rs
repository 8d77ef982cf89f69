//! What the broker keeps under a filter, as a list to tidy up. The broker is asked for it only while it is listed.

use std::time::Duration;

use super::super::App;
use super::super::limits::HandLimits;
use super::clearing::Clearing;
use super::listing::{Entry, Listing};
use super::news::{Ended, KeptRow, RetainedNews, RetainedView, Sorted};
use super::{HandWish, Lines};
use crate::mqtt::{Message, PublishKey, PublishOutcome, topic};
use crate::order::by_text;
use crate::time::{Instant, Now, Timestamp};
use crate::topics::Pattern;

/// How often the page is told while messages pour in, or answers.
pub(super) const REST: Duration = Duration::from_millis(200);
/// After so long without another one, there are no more.
const QUIET: Duration = Duration::from_secs(2);
/// How old the list of ghosts may be.
const HAUNTED: Duration = Duration::from_secs(5);
/// Rows that are told at once, whatever the page asks for, and letters of a topic.
const ROWS: u16 = 200;
const LETTERS: usize = 1_000;

#[derive(Debug)]
pub(super) struct Retained {
    limits: HandLimits,
    filter: String,
    pub(super) view: RetainedView,
    search: Option<Pattern>,
    complaint: Option<String>,
    stage: Stage,
    listing: Listing,
    clearing: Option<Clearing>,
    /// Topics that nothing but ghosts is known from, in their order, and since when that is known.
    haunted: Vec<String>,
    haunted_since: Option<Instant>,
    may_be_cut: bool,
}

#[derive(Debug)]
enum Stage {
    Listing { until: Instant, last: Option<Instant> },
    Listed(Ended),
}

impl Retained {
    pub(super) fn new(app: &App, filter: String, view: RetainedView, now: Instant) -> Self {
        let limits = app.limits.hand;
        let stage = match topic::check_filter(&filter) {
            Err(why) => Stage::Listed(Ended::Refused(why.to_string())),
            Ok(()) if app.is_live() => Stage::Listing { until: now + limits.listing, last: None },
            Ok(()) => Stage::Listed(Ended::LinkLost),
        };
        let view = RetainedView { lines: Lines::Found, skipped: 0, ..view };
        let search = Pattern::read(&view.search).unwrap_or_default();
        Self {
            limits,
            filter,
            view,
            search,
            complaint: None,
            stage,
            listing: Listing::default(),
            clearing: None,
            haunted: Vec::new(),
            haunted_since: None,
            may_be_cut: false,
        }
    }

    /// What has to be heard.
    pub(super) fn filter(&self) -> Option<&str> {
        matches!(self.stage, Stage::Listing { .. }).then_some(&*self.filter)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let Stage::Listing { until, last } = self.stage else { return None };
        Some(last.map_or(until, |last| until.min(last + QUIET)))
    }

    pub(super) fn waits_for(&self, key: PublishKey) -> bool {
        self.clearing.as_ref().is_some_and(|clearing| clearing.waits_for(key))
    }

    pub(super) fn note_granted(&mut self, granted: Result<(), String>, now: Instant) {
        match (granted, &mut self.stage) {
            (Ok(()), Stage::Listing { last, .. }) => *last = Some(now),
            (Err(why), _) => self.end(Ended::Refused(why)),
            _ => {}
        }
    }

    /// Says whether there is anything new to see.
    pub(super) fn hear(&mut self, message: &Message, now: Instant) -> bool {
        let Stage::Listing { last, .. } = &mut self.stage else { return false };
        if !message.retain || message.payload.is_empty() || !topic::matches(&self.filter, &message.topic) {
            return false;
        }
        *last = Some(now);
        if !self.listing.add(&message.topic, &message.payload, &self.limits) {
            self.end(Ended::Full);
        }
        true
    }

    /// The message that came last tells when its device measured.
    pub(super) fn date(&mut self, topic: &str, told: Timestamp) {
        self.listing.date(topic, told);
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        let Stage::Listing { until, .. } = self.stage else { return };
        self.end(if until <= now { Ended::TimeIsUp } else { Ended::Quiet });
    }

    pub(super) fn end(&mut self, why: Ended) {
        if matches!(self.stage, Stage::Listing { .. }) {
            self.may_be_cut = why == Ended::Quiet && super::super::snapshot::is_suspicious(self.listing.len() as u64);
            self.listing.finish();
            (self.stage, self.haunted_since) = (Stage::Listed(why), None);
        }
    }

    pub(super) fn handle(&mut self, app: &mut App, wish: HandWish, now: Now) {
        let is_clearing = self.clearing.as_ref().is_some_and(Clearing::is_going);
        let is_listed = matches!(self.stage, Stage::Listed(_));
        match wish {
            HandWish::See(view) => self.see(view),
            HandWish::Stop => {
                self.end(Ended::Stopped);
                if let Some(clearing) = &mut self.clearing {
                    clearing.stop(&mut self.listing, Clearing::stopped());
                }
            }
            _ if is_clearing || !is_listed => {}
            HandWish::Mark(number, is_marked) => self.listing.mark(number, is_marked),
            HandWish::MarkGhosts => {
                self.look_for_ghosts(app, now);
                let numbers = (0..).zip(self.listing.entries()).filter(|(_, entry)| self.is_haunted(entry));
                let numbers: Vec<u32> = numbers.map(|(number, _)| number).collect();
                for number in numbers {
                    self.listing.mark(number, true);
                }
            }
            HandWish::MarkFound => {
                let found = |entry: &Entry| self.search.as_ref().is_none_or(|search| search.matches(&entry.topic));
                let numbers = (0..).zip(self.listing.entries()).filter(|(_, entry)| found(entry));
                let numbers: Vec<u32> = numbers.map(|(number, _)| number).collect();
                for number in numbers {
                    self.listing.mark(number, true);
                }
            }
            HandWish::UnmarkAll => {
                let all = u32::try_from(self.listing.len()).unwrap_or(u32::MAX);
                (0..all).for_each(|number| self.listing.mark(number, false));
            }
            HandWish::Clear(count) => self.clear(app, count, now),
            _ => {}
        }
        if self.view.lines == Lines::Marked {
            self.listing.look_anew();
        }
    }

    /// What the person has not seen is not cleared.
    fn clear(&mut self, app: &mut App, count: u32, now: Now) {
        let is_open = |entry: &Entry| entry.is_marked && entry.fate.is_none();
        let marked = (0..).zip(self.listing.entries()).filter(|(_, entry)| is_open(entry)).map(|(number, _)| number);
        let marked: Vec<u32> = marked.collect();
        if u32::try_from(marked.len()) == Ok(count) && count > 0 {
            let mut clearing = Clearing::of(marked, &mut self.listing);
            clearing.go_on(app, &mut self.listing, now);
            self.clearing = Some(clearing);
        }
    }

    pub(super) fn settle(&mut self, app: &mut App, key: PublishKey, outcome: &PublishOutcome, now: Now) {
        let Some(clearing) = &mut self.clearing else { return };
        let cleared = clearing.settle(key, outcome, &mut self.listing);
        clearing.go_on(app, &mut self.listing, now);
        if let Some(topic) = cleared {
            app.forget_kept(topic, now);
        }
    }

    fn see(&mut self, view: RetainedView) {
        match Pattern::read(&view.search) {
            Ok(search) => (self.search, self.complaint) = (search, None),
            Err(why) => self.complaint = Some(why.to_string()),
        }
        let shape = |view: &RetainedView| (view.search.clone(), view.sorted, view.lines);
        if shape(&view) != shape(&self.view) {
            self.listing.look_anew();
        }
        let is_over = self.clearing.as_ref().is_some_and(|clearing| !clearing.is_going());
        if is_over && (self.view.lines, view.lines) == (Lines::Marked, Lines::Found) {
            self.clearing = None;
            self.listing.sweep();
        }
        self.view = view;
    }

    fn look_for_ghosts(&mut self, app: &App, now: Now) {
        let ghosts = app.ghosts(now).into_iter().flat_map(|ghost| ghost.haunts);
        let haunted = ghosts.filter(|haunts| haunts.is_kept).map(|haunts| haunts.topic).collect();
        self.haunted = by_text(haunted, |topic| topic);
        self.haunted_since = Some(now.instant);
    }

    fn is_haunted(&self, entry: &Entry) -> bool {
        self.haunted.binary_search_by(|topic| (**topic).cmp(&entry.topic)).is_ok()
    }

    pub(super) fn news(&mut self, app: &App, now: Now) -> RetainedNews {
        let is_listing = matches!(self.stage, Stage::Listing { .. });
        if self.haunted_since.is_none_or(|since| now.instant.since(since) >= HAUNTED) {
            self.look_for_ghosts(app, now);
        }
        // While it is listed it grows, and is in the order in which it comes.
        let view =
            if is_listing { RetainedView { sorted: Sorted::ByTopic, ..self.view.clone() } } else { self.view.clone() };
        let owner = |topic: &str| app.owner(topic).map_or_else(String::new, |(_, id)| id.to_owned());
        let seen = self.listing.seen(&view, self.search.as_ref(), owner);
        let (skipped, count) = (self.view.skipped as usize, self.view.count.min(ROWS).into());
        let numbers: Vec<u32> = seen.iter().skip(skipped).take(count).copied().collect();
        let in_sight = seen.len();
        let rows = numbers.into_iter().filter_map(|number| Some(self.row(app, number, self.listing.get(number)?)));
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let entries = self.listing.entries();
        RetainedNews {
            filter: self.filter.clone(),
            is_listing,
            ended: match &self.stage {
                Stage::Listing { .. } => None,
                Stage::Listed(why) => Some(why.clone()),
            },
            complaint: self.complaint.clone(),
            total: count(entries.len()),
            bytes: self.listing.bytes,
            ghosts: count(if is_listing { 0 } else { entries.iter().filter(|entry| self.is_haunted(entry)).count() }),
            marked: count(entries.iter().filter(|entry| entry.is_marked && entry.fate.is_none()).count()),
            discarded: self.listing.discarded,
            may_be_cut: self.may_be_cut,
            clearing: self.clearing.as_ref().map(Clearing::tally),
            rows: rows.collect(),
            in_sight: count(in_sight),
            skipped: self.view.skipped,
        }
    }

    fn row(&self, app: &App, number: u32, entry: &Entry) -> KeptRow {
        let topic = match entry.topic.char_indices().nth(LETTERS) {
            Some((end, _)) => format!("{}…", &entry.topic[..end]),
            None => entry.topic.to_string(),
        };
        KeptRow {
            number,
            topic,
            size: entry.size,
            excerpt: entry.excerpt.to_vec(),
            told: entry.told,
            owner: app.owner(&entry.topic).map(|(device, _)| device),
            is_ghost: self.is_haunted(entry),
            is_marked: entry.is_marked,
            fate: entry.fate.clone(),
        }
    }
}
