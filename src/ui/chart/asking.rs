//! Asks the worker for the past that is looked at: one question at a time, the next one as soon as that is answered. While
//! nothing is seen yet, what else is looked at replaces it.

use std::sync::Arc;

use reactive_graph::owner::{StoredValue, expect_context, on_cleanup};
use reactive_graph::prelude::*;

use crate::app::Intent;
use crate::chart::View;
use crate::history::{Answer, Question, Series};
use crate::time::Timestamp;
use crate::ui::cell::{Live, live};
use crate::ui::clock::{Clock, wall_time};
use crate::ui::mirror::Mirror;
use crate::ui::outbox::Outbox;
use crate::ui::ticket::ticket;

/// After so many milliseconds a question counts as lost.
const PATIENCE: i64 = 3_000;
/// A picture that goes along with the time is made anew no more often, and no less.
const PERIOD: (i64, i64) = (1_000, 10_000);

/// Who asks for the past of some properties.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking {
    ticket: u32,
    outbox: Outbox,
    clock: Clock,
    series: StoredValue<Vec<Series>>,
    asked: StoredValue<Option<Asked>>,
    answer: Live<Option<Told>>,
}

/// An answer; another one is another answer, also if it says the same.
#[derive(Clone, Debug)]
pub(super) struct Told(pub(super) Arc<Answer>);

impl PartialEq for Told {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, Debug)]
struct Asked {
    view: View,
    as_measured: bool,
    columns: u16,
    at: Timestamp,
    /// How often the properties had reported by then.
    reports: u64,
    /// The answer that was there before.
    before: Option<Told>,
}

impl Asking {
    /// Asks until the caller's owner ends.
    pub(super) fn new(series: Vec<Series>) -> Self {
        let (mirror, ticket) = (expect_context::<Mirror>(), ticket());
        on_cleanup(move || mirror.forget_past(ticket));
        Self {
            ticket,
            outbox: expect_context(),
            clock: expect_context(),
            series: StoredValue::new(series),
            asked: StoredValue::new(None),
            answer: live(move || mirror.past(ticket).map(Told)),
        }
    }

    pub(super) fn answer(self) -> Live<Option<Told>> {
        self.answer
    }

    /// Asks what there is to see of this view in so many columns, if it is time for that. Called whenever anything of it, or
    /// the answer, or the time, is another.
    pub(super) fn see(self, view: View, as_measured: bool, columns: u16, reports: u64) {
        if columns == 0 {
            return;
        }
        let (_, answer) = (self.clock.now(), self.answer.get());
        let now = wall_time();
        let is_due = |asked: &Asked| {
            let age = now.millis().saturating_sub(asked.at.millis());
            let is_other = asked.view != view || asked.as_measured != as_measured || asked.columns != columns;
            if answer == asked.before {
                return answer.is_none() && is_other || !(0..PATIENCE).contains(&age);
            }
            let period = (view.reach(now, self.oldest()).length() / i64::from(columns)).clamp(PERIOD.0, PERIOD.1);
            let has_more = view.is_live() && asked.reports != reports && !(0..period).contains(&age);
            is_other || has_more
        };
        let is_due = self.asked.with_value(|asked| asked.as_ref().is_none_or(is_due));
        if !is_due {
            return;
        }
        let reach = view.reach(now, None);
        let from = if view == View::All { None } else { Some(reach.from) };
        self.asked.set_value(Some(Asked { view, as_measured, columns, at: now, reports, before: answer }));
        self.outbox.send(Intent::AskPast(Question {
            ticket: self.ticket,
            series: self.series.get_value(),
            from,
            until: reach.until,
            columns,
            as_measured,
        }));
    }

    /// Whether of anything that is looked at is known when it was measured.
    pub(super) fn has_ages(self) -> bool {
        self.answer.with(|told| told.as_ref().is_some_and(|told| told.0.has_ages))
    }

    /// What everything begins with, as far as is known.
    pub(super) fn oldest(self) -> Option<Timestamp> {
        let answer = self.answer.with(Clone::clone)?.0;
        let has_any = answer.strands.iter().any(|strand| !strand.columns.is_empty() || !strand.stretches.is_empty());
        Some(answer.from).filter(|_| has_any)
    }
}
