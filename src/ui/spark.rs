//! Small lines on cards: how a number went during the last day. Those of all cards that have come since the last question are
//! asked for together, and again once a minute as long as the cards are there.

use std::sync::Arc;
use std::time::Duration;

use reactive_graph::owner::{on_cleanup, use_context};

use super::cell::{Cell, live};
use super::clock::wall_time;
use super::dom::{Element, IntoPiece, Piece, document, el, part, svg};
use super::icon::icon;
use super::mirror::Mirror;
use super::outbox::Outbox;
use super::ticket::ticket;
use super::timer;
use crate::app::Intent;
use crate::chart::{Trend, spark, trend};
use crate::history::{Answer, Question, Series};
use crate::language::t;
use crate::time::Timestamp;

/// Cards come a row at a time.
const SOON: Duration = Duration::from_millis(150);
const AGAIN: Duration = Duration::from_mins(1);
/// So many lines are asked for at once, and so many at all.
const TOGETHER: usize = 48;
const MOST: usize = 480;
const DAY: i64 = 86_400_000;
/// As fine as so small a picture can be.
const SIZE: (u16, u16) = (120, 24);

/// All lines there are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sparks {
    mirror: Mirror,
    outbox: Outbox,
    groups: Cell<Vec<Group>>,
    /// Those that nobody has asked for yet.
    waiting: Cell<Vec<Series>>,
}

/// Lines that are asked for together.
#[derive(Clone, Debug)]
struct Group {
    ticket: u32,
    series: Vec<Series>,
    /// How many of them are still there.
    left: usize,
}

impl Sparks {
    /// As long as the caller's owner lives.
    pub(super) fn new(mirror: Mirror, outbox: Outbox) -> Self {
        let sparks = Self { mirror, outbox, groups: Cell::default(), waiting: Cell::default() };
        timer::every(AGAIN, move || {
            if !document().hidden() {
                sparks.groups.with_untracked(|groups| groups.iter().for_each(|group| sparks.ask(group)));
            }
        });
        sparks
    }

    fn want(self, series: Series) {
        let mut is_first = false;
        self.waiting.update(|waiting| {
            is_first = waiting.is_empty();
            waiting.push(series);
        });
        if is_first {
            timer::after(SOON, move || self.ask_for_waiting());
        }
    }

    fn ask_for_waiting(self) {
        let mut waiting = Vec::new();
        self.waiting.update(|all| waiting = std::mem::take(all));
        let known = self.groups.with_untracked(|groups| groups.iter().map(|group| group.left).sum::<usize>());
        waiting.truncate(MOST.saturating_sub(known));
        let together = waiting.chunks(TOGETHER);
        let new: Vec<_> =
            together.map(|series| Group { ticket: ticket(), series: series.to_vec(), left: series.len() }).collect();
        for group in &new {
            self.ask(group);
        }
        self.groups.update(|groups| groups.extend(new));
    }

    /// The card is gone.
    fn forget(self, series: &Series) {
        let mut was_waiting = false;
        self.waiting.update(|waiting| {
            if let Some(place) = waiting.iter().position(|other| other == series) {
                waiting.swap_remove(place);
                was_waiting = true;
            }
        });
        if was_waiting {
            return;
        }
        let mut ended = None;
        self.groups.update(|groups| {
            let Some(place) = groups.iter().rposition(|group| group.left > 0 && group.series.contains(series)) else {
                return;
            };
            groups[place].left -= 1;
            if groups[place].left == 0 {
                ended = Some(groups.swap_remove(place).ticket);
            }
        });
        if let Some(ended) = ended {
            self.mirror.forget_past(ended);
        }
    }

    fn ask(self, group: &Group) {
        let until = wall_time();
        let from = Timestamp::from_millis(until.millis().saturating_sub(DAY));
        let (ticket, series, columns) = (group.ticket, group.series.clone(), SIZE.0 / 2);
        self.outbox.send(Intent::AskPast(Question {
            ticket,
            series,
            from: Some(from),
            until,
            columns,
            as_measured: false,
        }));
    }

    /// What is known of it, and its number there.
    fn answer(self, series: &Series) -> Option<(Arc<Answer>, usize)> {
        let (ticket, place) = self.groups.with(|groups| {
            let place = |group: &Group| Some((group.ticket, group.series.iter().position(|it| it == series)?));
            groups.iter().rev().find_map(place)
        })?;
        Some((self.mirror.past(ticket)?, place))
    }
}

/// How this number went; an empty place until that is known.
pub(super) fn line(series: Series) -> Option<Piece> {
    let sparks = use_context::<Sparks>()?;
    sparks.want(series.clone());
    let gone = series.clone();
    on_cleanup(move || sparks.forget(&gone));
    let other = series.clone();
    let goes = live(move || {
        let (answer, place) = sparks.answer(&other)?;
        trend(answer.strands.get(place)?, answer.until)
    });
    let path = live(move || {
        let (answer, place) = sparks.answer(&series)?;
        let strand = answer.strands.get(place)?;
        Some(spark(strand, &answer.gaps, (answer.from, answer.until), SIZE)).filter(|path| path.contains('L'))
    });
    let picture = svg("path").mark("d", path);
    let view = format!("-2 -2 {} {}", SIZE.0 + 4, SIZE.1 + 4);
    let frame = svg("svg").class("spark").attr("aria-hidden", "true").attr("viewBox", &view);
    let frame = frame.attr("preserveAspectRatio", "none").child(picture);
    Some(frame.into_piece().and(part(move || goes.get(), arrow)))
}

fn arrow(trend: Trend) -> Element {
    let (picture, word) = match trend {
        Trend::Rising => ("up", t!("rising")),
        Trend::Falling => ("down", t!("falling")),
    };
    el("span").class("trend").child(icon(picture)).child(el("span").child(word))
}
