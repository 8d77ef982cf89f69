//! What a person does at the broker by hand that takes longer than a moment: a message sent again and again, a question that
//! waits for its answer, and tidying up what the broker keeps. It comes with the first such wish.

mod clearing;
mod exchange;
mod listing;
mod news;
mod repeat;
mod retained;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{App, ByHand, Effect, Intent, News, Sealed, wire};
use crate::device::Change;
use crate::mqtt::{Message, PublishKey, PublishOutcome};
use crate::parts;
use crate::time::{Instant, Now};

use exchange::Exchange;
pub use exchange::{Answer, AskNews, AskStage};
pub use news::{ClearTally, Ended, Fate, HandNews, KeptRow, Lines, RetainedNews, RetainedView, Sorted};
use repeat::Repeat;
pub use repeat::{Attempt, RepeatEnd, RepeatNews};
use retained::Retained;

/// With what else is done at the desk: both need much of the same.
const PART: &str = "desk";

/// What the person wants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum HandWish {
    /// Publish this as it is.
    Publish(Box<ByHand>),
    /// Keep this message to be sent again, in the place of the one of that name.
    Keep(Box<ByHand>),
    /// Publish this so often, each time after so many seconds, in the place of what is repeated.
    Repeat {
        message: Box<ByHand>,
        seconds: u32,
        times: u32,
    },
    StopRepeating,
    /// Publish this, and wait so many seconds for the answer. Without a response topic, one is found.
    Ask {
        message: Box<ByHand>,
        seconds: u32,
    },
    StopWaiting,
    /// List what the broker keeps under this filter, in the place of what was listed.
    List(String),
    /// Show me this of the list from now on.
    See(RetainedView),
    /// Mark the one of this number, or take its mark away.
    Mark(u32, bool),
    MarkGhosts,
    /// Mark all that are found.
    MarkFound,
    UnmarkAll,
    /// Clear those that are marked. The person has seen so many of them.
    Clear(u32),
    /// Clear no more of them, or list no more.
    Stop,
    /// That is all of the list.
    Close,
}

/// How far what is done by hand has come.
#[derive(Debug, Default)]
pub(super) struct Hand {
    repeat: Option<Repeat>,
    exchange: Option<Exchange>,
    retained: Option<Box<Retained>>,
    /// When the page is told next, if there is anything to tell.
    due: Option<Instant>,
}

/// What concerns it.
enum Happened<'a> {
    Wished(&'a Sealed),
    Heard(&'a Message),
    Subscribed(&'a str, Result<(), String>),
    Published(PublishKey, &'a PublishOutcome),
    LinkLost,
    TimeWent,
}

impl Intent {
    /// Of what is done by hand.
    #[must_use]
    pub fn hand(wish: &HandWish) -> Self {
        Self::Hand(Sealed::of(wish))
    }
}

impl News {
    /// What [`News::Hand`] tells; `None` if nothing is known any more.
    #[must_use]
    pub fn hand(told: &[u8]) -> Option<HandNews> {
        wire::decode(told)
    }
}

impl App {
    pub(super) fn handle_hand_wish(&mut self, wish: &Sealed, now: Now) {
        if parts::is_here(PART) {
            self.hand.get_or_insert_default();
            act(self, Happened::Wished(wish), now);
        }
    }

    /// A message came, perhaps one that is waited for.
    pub(super) fn overhear(&mut self, message: &Message, now: Now) {
        if self.hand.as_ref().is_some_and(|hand| hand.filters().next().is_some()) {
            act(self, Happened::Heard(message), now);
        }
    }

    /// When a device measured that told so in this message, after which these changes came.
    pub(super) fn date_kept(&mut self, message: &Message, before: usize) {
        let retained = self.hand.as_mut().and_then(|hand| hand.retained.as_mut()).filter(|_| message.retain);
        let Some(retained) = retained.filter(|retained| retained.filter().is_some()) else { return };
        let registry = &self.registry;
        let measured = |change: &Change| {
            let Change::Reported(device, property) = change else { return None };
            registry.device(*device)?.property(*property)?.report.as_ref()?.measured
        };
        if let Some(told) = self.changes.iter().skip(before).filter_map(measured).max() {
            retained.date(&message.topic, told);
        }
    }

    pub(super) fn note_granted(&mut self, filter: &str, refused: Option<&String>, now: Now) {
        if self.hand.as_ref().is_some_and(|hand| hand.filters().any(|wanted| wanted == filter)) {
            act(self, Happened::Subscribed(filter, refused.cloned().map_or(Ok(()), Err)), now);
        }
    }

    /// Whether this was published by hand, here.
    pub(super) fn settle_by_hand(&mut self, key: PublishKey, outcome: &PublishOutcome, now: Now) -> bool {
        let is_ours = self.hand.as_ref().is_some_and(|hand| hand.waits_for(key));
        if is_ours {
            act(self, Happened::Published(key, outcome), now);
        }
        is_ours
    }

    /// There is no connection any more.
    pub(super) fn interrupt_hand(&mut self, now: Now) {
        if self.hand.is_some() {
            act(self, Happened::LinkLost, now);
        }
    }

    /// Another broker keeps other things.
    pub(super) fn forget_hand(&mut self) {
        if self.hand.take().is_some() {
            self.asked_for.push(News::Hand(Vec::new()));
        }
    }

    /// Does what is due, and tells how far everything is.
    pub(super) fn tell_hand(&mut self, now: Now, effects: &mut Vec<Effect>) {
        let is_due = |hand: &Hand| hand.deadline().is_some_and(|due| due <= now.instant);
        if self.hand.as_deref().is_some_and(is_due) {
            act(self, Happened::TimeWent, now);
            self.perform_outputs(now, effects);
            effects.extend(Some(std::mem::take(&mut self.asked_for)).filter(|news| !news.is_empty()).map(Effect::Tell));
        }
    }
}

impl Hand {
    pub(super) fn deadline(&self) -> Option<Instant> {
        let repeat = self.repeat.as_ref().and_then(Repeat::deadline);
        let exchange = self.exchange.as_ref().and_then(Exchange::deadline);
        let retained = self.retained.as_ref().and_then(|retained| retained.deadline());
        repeat.into_iter().chain(exchange).chain(retained).chain(self.due).min()
    }

    /// What the broker is asked for besides what the home listens to.
    pub(super) fn filters(&self) -> impl Iterator<Item = &str> {
        let answers = self.exchange.as_ref().and_then(Exchange::filter);
        let listed = self.retained.as_ref().and_then(|retained| retained.filter());
        answers.into_iter().chain(listed)
    }

    fn waits_for(&self, key: PublishKey) -> bool {
        self.repeat.as_ref().is_some_and(|repeat| repeat.waits_for(key))
            || self.exchange.as_ref().is_some_and(|exchange| exchange.waits_for(key))
            || self.retained.as_ref().is_some_and(|retained| retained.waits_for(key))
    }
}

/// A door of its part, the only one.
#[inline(never)]
fn act(app: &mut App, what: Happened<'_>, now: Now) {
    let Some(mut hand) = app.hand.take() else { return };
    let filters = |hand: &Hand| hand.filters().map(str::to_owned).collect::<Vec<_>>();
    // What is listed once more is asked for once more.
    let before = filters(&hand);
    let asks_again = hand.note(app, what, now);
    let before = if asks_again { Vec::new() } else { before };
    let after = filters(&hand);
    app.hand = Some(hand);
    if before != after {
        app.listen(now.instant);
        for filter in after.iter().filter(|filter| !before.contains(filter)) {
            app.session.subscribe_again_to(filter, now.instant, &mut app.outputs);
        }
    }
}

impl Hand {
    /// Says whether the broker is to be asked also for what it was asked for before.
    fn note(&mut self, app: &mut App, what: Happened<'_>, now: Now) -> bool {
        let mut asks_again = false;
        // What the person did is seen at once; what comes in hundreds is not told one by one.
        let (mut is_new, mut rest) = (true, Duration::ZERO);
        match what {
            Happened::Wished(wish) => {
                let Some(wish) = wish.open() else { return false };
                asks_again = matches!(wish, HandWish::List(_));
                self.handle(app, wish, now);
            }
            Happened::Heard(message) => {
                let is_answer = self.exchange.as_mut().is_some_and(|exchange| exchange.hear(message, now));
                let is_listed = self.retained.as_mut().is_some_and(|retained| retained.hear(message, now.instant));
                (is_new, rest) = (is_answer || is_listed, if is_answer { Duration::ZERO } else { retained::REST });
            }
            Happened::Subscribed(filter, granted) => {
                if let Some(retained) = self.retained.as_mut().filter(|it| it.filter() == Some(filter)) {
                    retained.note_granted(granted.clone(), now.instant);
                }
                if let Some(exchange) = self.exchange.as_mut().filter(|it| it.filter() == Some(filter)) {
                    exchange.note_granted(app, granted, now);
                }
            }
            Happened::Published(key, outcome) => {
                let stage = super::commands::stage(outcome.clone());
                if let Some(repeat) = &mut self.repeat {
                    repeat.settle(key, &stage);
                }
                if let Some(exchange) = &mut self.exchange {
                    exchange.settle(key, &stage);
                }
                if let Some(retained) = self.retained.as_mut().filter(|it| it.waits_for(key)) {
                    retained.settle(app, key, outcome, now);
                    rest = retained::REST;
                }
            }
            Happened::LinkLost => {
                if let Some(repeat) = &mut self.repeat {
                    repeat.end(RepeatEnd::LinkLost);
                }
                if let Some(exchange) = &mut self.exchange {
                    exchange.end(AskStage::LinkLost);
                }
                if let Some(retained) = &mut self.retained {
                    retained.end(Ended::LinkLost);
                }
            }
            Happened::TimeWent => {
                is_new = self.go_on(app, now);
            }
        }
        if is_new {
            self.due.get_or_insert(now.instant + rest);
        }
        if self.due.is_some_and(|due| due <= now.instant) {
            self.due = None;
            app.asked_for.push(News::Hand(wire::encode(&self.news(app, now))));
        }
        asks_again
    }

    fn handle(&mut self, app: &mut App, wish: HandWish, now: Now) {
        match wish {
            HandWish::Publish(message) => app.publish_by_hand(*message, now),
            HandWish::Keep(message) => app.keep_message(*message),
            HandWish::Repeat { message, seconds, times } => {
                let mut repeat = Repeat::new(*message, seconds, times, &app.limits.hand);
                repeat.send(app, now);
                self.repeat = Some(repeat);
            }
            HandWish::StopRepeating => {
                if let Some(repeat) = &mut self.repeat {
                    repeat.end(RepeatEnd::Stopped);
                }
            }
            HandWish::Ask { message, seconds } => self.exchange = Some(Exchange::new(app, *message, seconds, now)),
            HandWish::StopWaiting => {
                if let Some(exchange) = &mut self.exchange {
                    exchange.end(AskStage::Stopped);
                }
            }
            HandWish::List(filter) => {
                let view = self.retained.take().map(|retained| retained.view).unwrap_or_default();
                self.retained = Some(Box::new(Retained::new(app, filter, view, now.instant)));
            }
            HandWish::Close => self.retained = None,
            wish => {
                if let Some(retained) = &mut self.retained {
                    retained.handle(app, wish, now);
                }
            }
        }
    }

    /// Does what is due. Says whether there is anything to tell.
    fn go_on(&mut self, app: &mut App, now: Now) -> bool {
        let is_due = |deadline: Option<Instant>| deadline.is_some_and(|due| due <= now.instant);
        let mut is_new = false;
        if let Some(repeat) = self.repeat.as_mut().filter(|repeat| is_due(repeat.deadline())) {
            repeat.send(app, now);
            is_new = true;
        }
        if let Some(exchange) = self.exchange.as_mut().filter(|exchange| is_due(exchange.deadline())) {
            exchange.handle_timeout();
            is_new = true;
        }
        if let Some(retained) = self.retained.as_mut().filter(|retained| is_due(retained.deadline())) {
            retained.handle_timeout(now.instant);
            is_new = true;
        }
        is_new
    }

    fn news(&mut self, app: &App, now: Now) -> HandNews {
        HandNews {
            repeated: self.repeat.as_ref().map(|repeat| repeat.news(now)),
            asked: self.exchange.as_ref().map(Exchange::news),
            retained: self.retained.as_mut().map(|retained| retained.news(app, now)),
        }
    }
}
