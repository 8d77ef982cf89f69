//! Users and roles of a broker whose plugin looks after them: it is asked only while somebody looks, and never over a line
//! that others can listen to unless the person knows that.

mod asking;
mod told;

use super::{App, Effect, News, wire};
use crate::dynsec::{Plugin, REQUEST, RESPONSE};
use crate::mqtt::{Message, PublishKey, PublishOutcome};
use crate::parts;
use crate::time::{Instant, Now};

pub use told::{Sealed, UsersNews, UsersState, UsersWish};

const PART: &str = "users";

/// While somebody looks.
#[derive(Debug)]
pub(super) struct Users {
    plugin: Plugin,
    own: String,
    is_exposed: bool,
    /// Whether we may hear the answers, once that is known; until then, when it is taken for granted.
    hearing: Hearing,
    sent: Option<PublishKey>,
    /// There is something to be published.
    next: Option<String>,
    is_live: bool,
    /// Other filters are wanted than before.
    is_moved: bool,
    told: Option<UsersNews>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hearing {
    Unknown { until: Option<Instant> },
    Granted,
    Refused,
}

/// What has happened to it.
enum Happening<'h> {
    Wish(&'h Sealed),
    Said(&'h [u8]),
    Published(&'h PublishOutcome),
    Granted(bool),
    Link,
    /// Whatever is due.
    Time,
}

impl App {
    pub(super) fn handle_users_wish(&mut self, wish: &Sealed, now: Now) {
        if parts::is_here(PART) {
            handle(self, &Happening::Wish(wish), now);
        }
    }

    /// Whether it is an answer of the plugin to us or somebody else, and nothing else.
    pub(super) fn hears_users(&mut self, message: &Message, now: Now) -> bool {
        let is_answer = self.users.is_some() && message.topic == RESPONSE;
        if is_answer {
            handle(self, &Happening::Said(&message.payload), now);
        }
        is_answer
    }

    /// Whether the plugin was asked so.
    pub(super) fn settle_users(&mut self, key: PublishKey, outcome: &PublishOutcome, now: Now) -> bool {
        let is_it = self.users.as_mut().is_some_and(|users| users.sent.take_if(|sent| *sent == key).is_some());
        if is_it {
            self.rights.learn(REQUEST, outcome, now);
            handle(self, &Happening::Published(outcome), now);
        }
        is_it
    }

    pub(super) fn note_users_filter(&mut self, filter: &str, is_granted: bool, now: Now) {
        if self.users.is_some() && filter == RESPONSE {
            handle(self, &Happening::Granted(is_granted), now);
        }
    }

    pub(super) fn note_users_link(&mut self, now: Now) {
        if self.users.is_some() {
            handle(self, &Happening::Link, now);
        }
    }

    /// Does what is due. Returns whether anything was.
    pub(super) fn mind_users(&mut self, now: Now) -> bool {
        if self.users.is_some() {
            handle(self, &Happening::Time, now);
        }
        !self.outputs.is_empty()
    }

    /// Nobody looks any more.
    pub(super) fn forget_users(&mut self) {
        self.users = None;
    }

    pub(super) fn users_filter(&self) -> Option<String> {
        self.users.as_ref().filter(|users| users.is_open()).map(|_| RESPONSE.to_owned())
    }

    pub(super) fn tell_users(&mut self, effects: &mut Vec<Effect>) {
        if let Some(users) = &mut self.users {
            effects.extend(tell(users).map(|news| Effect::Tell(vec![news])));
        }
    }
}

impl Users {
    fn is_open(&self) -> bool {
        !self.is_exposed && self.is_live
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let granted = match self.hearing {
            Hearing::Unknown { until } if self.is_open() => until,
            _ => None,
        };
        self.plugin.deadline().into_iter().chain(granted).min()
    }
}

/// A door of its part.
#[inline(never)]
fn handle(app: &mut App, happening: &Happening<'_>, now: Now) {
    match happening {
        Happening::Wish(wish) => asking::take(app, wish.open(), now),
        Happening::Time => asking::mind(app, now),
        happening => {
            let is_live = asking::is_live(app);
            if let Some(users) = &mut app.users {
                users.note(happening, is_live, now);
            }
        }
    }
}

/// Another door: what is seen.
#[inline(never)]
fn tell(users: &mut Users) -> Option<News> {
    let news = users.news();
    let is_new = !news.answers.is_empty() || users.told.as_ref() != Some(&news);
    is_new.then(|| {
        let told = News::Users(wire::encode(&news));
        users.told = Some(UsersNews { answers: Vec::new(), ..news });
        told
    })
}

impl Users {
    fn news(&mut self) -> UsersNews {
        let state = match (self.plugin.trouble(), self.plugin.known()) {
            _ if !self.is_live => UsersState::Away,
            _ if self.is_exposed => UsersState::Exposed,
            _ if self.hearing == Hearing::Refused => UsersState::Deaf,
            (Some(complaint), _) => UsersState::Trouble(complaint.clone()),
            (None, Some(_)) => UsersState::Here,
            (None, None) => UsersState::Asking,
        };
        UsersNews {
            state,
            is_busy: self.plugin.is_busy(),
            own: self.own.clone(),
            known: self.plugin.known().cloned(),
            answers: self.plugin.take_answers(),
        }
    }
}
