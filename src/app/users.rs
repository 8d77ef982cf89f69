//! Users and roles of a broker whose plugin looks after them: it is asked only while somebody looks, and never over a line
//! that others can listen to unless the person knows that.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{App, Effect, Intent, News, wire};
use crate::dynsec::{Answer, Complaint, Known, Offsets, Order, Plugin, REQUEST, RESPONSE};
use crate::language::{said, word};
use crate::mqtt::{Message, Publication, PublishKey, PublishOutcome, State};
use crate::parts;
use crate::time::{Instant, Now};

const PART: &str = "users";
/// A broker that has not said by then whether we may listen to the answers is asked nevertheless.
const GRANT: Duration = Duration::from_secs(5);
/// A reason code (MQTT 5, section 3.4.2.1).
const NOT_AUTHORIZED: u8 = 0x87;
const LOST: &str = word!("the connection to the broker was lost");

/// What the person wants of users and roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UsersWish {
    /// Show me all; also over a line that others can listen to, if I have been warned.
    Open {
        is_warned: bool,
    },
    /// From these on.
    See(Offsets),
    /// And the user of this name, wherever they are; nobody if it is empty.
    Seek(String),
    /// Do this, and tell me by this ticket what became of it.
    Order(u32, Order),
    Close,
}

/// What is seen of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersNews {
    pub state: UsersState,
    /// Something is being asked.
    pub is_busy: bool,
    /// Who asks.
    pub own: String,
    pub known: Option<Known>,
    /// What has become of orders since the last news.
    pub answers: Vec<Answer>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UsersState {
    /// There is no connection to a broker.
    Away,
    /// Others can listen to the line, and the person has not been warned.
    Exposed,
    Asking,
    /// We may ask, and are answered.
    Here,
    /// The broker does not let us hear the answers.
    Deaf,
    /// What went wrong with looking at it.
    Trouble(Complaint),
}

/// Something between page and worker that only those parts of them read that need it. It is never printed: a password may be
/// in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    #[must_use]
    pub fn of<T: Serialize>(what: &T) -> Self {
        Self(wire::encode(what))
    }

    /// `None` if it comes from another build of this program.
    #[must_use]
    pub fn open<T: DeserializeOwned>(&self) -> Option<T> {
        wire::decode(&self.0)
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Intent {
    /// Of users and roles.
    #[must_use]
    pub fn users(wish: &UsersWish) -> Self {
        Self::Users(Sealed::of(wish))
    }
}

impl News {
    /// What [`News::Users`] tells.
    #[must_use]
    pub fn users(told: &[u8]) -> Option<UsersNews> {
        wire::decode(told)
    }
}

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
        Happening::Wish(wish) => take(app, wish.open(), now),
        Happening::Time => mind(app, now),
        happening => {
            let is_live = is_live(app);
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

fn is_live(app: &App) -> bool {
    !app.is_replay() && matches!(app.session.state(), State::Live { .. })
}

fn take(app: &mut App, wish: Option<UsersWish>, now: Now) {
    match wish {
        Some(UsersWish::Open { is_warned }) => {
            let is_live = is_live(app);
            let credentials = app.credentials.as_ref();
            let own = credentials.map(|it| it.username.clone()).unwrap_or_default();
            let is_exposed = !is_warned && !credentials.is_some_and(|it| is_private(&it.url));
            if let Some(users) = &mut app.users
                && (&users.own, users.is_exposed, users.hearing) == (&own, is_exposed, Hearing::Granted)
            {
                users.told = None;
                users.plugin.look_again();
                return;
            }
            let mark = format!("{}-{}", app.session.client_id(), now.timestamp.millis());
            let until = is_live.then(|| now.instant + GRANT);
            app.users = Some(Box::new(Users {
                plugin: Plugin::new(own.clone(), mark),
                own,
                is_exposed,
                hearing: Hearing::Unknown { until },
                sent: None,
                next: None,
                is_live,
                is_moved: true,
                told: None,
            }));
        }
        Some(UsersWish::Close) | None => {
            if app.users.take().is_some() {
                app.listen(now.instant);
            }
        }
        Some(UsersWish::See(offsets)) => {
            if let Some(users) = &mut app.users {
                users.plugin.look(offsets);
            }
        }
        Some(UsersWish::Seek(name)) => {
            if let Some(users) = &mut app.users {
                users.plugin.seek(name);
            }
        }
        Some(UsersWish::Order(ticket, order)) => {
            if let Some(users) = &mut app.users {
                users.plugin.order(ticket, order);
            }
        }
    }
}

/// Publishes what is to be asked, and asks the broker for the answers.
fn mind(app: &mut App, now: Now) {
    let Some(users) = &mut app.users else { return };
    users.plugin.handle_timeout(now.instant);
    if let Hearing::Unknown { until: Some(until) } = users.hearing
        && until <= now.instant
        && users.is_open()
    {
        users.hear_from_now_on();
    }
    let next = users.next.take().or_else(|| users.next_question(now.instant));
    if std::mem::take(&mut users.is_moved) {
        app.listen(now.instant);
    }
    if let Some(payload) = next {
        let publication = Publication::new(REQUEST, payload);
        // An order that arrives when nobody waits for it any more might surprise.
        let deadline = app.users.as_ref().and_then(|users| users.plugin.deadline());
        let sent = app.publish(publication, deadline, now);
        if let Some(users) = &mut app.users {
            match sent {
                Ok(key) => users.sent = Some(key),
                Err(why) => users.plugin.fail(Complaint::NotSent(why)),
            }
        }
    }
}

impl Users {
    fn note(&mut self, happening: &Happening<'_>, is_live: bool, now: Now) {
        match happening {
            Happening::Said(payload) => self.next = self.plugin.hear(payload, now.instant).or(self.next.take()),
            Happening::Published(outcome) => match outcome {
                // What it says comes as a message.
                PublishOutcome::Delivered
                | PublishOutcome::NobodyListening
                | PublishOutcome::Acknowledged
                | PublishOutcome::Sent => {}
                PublishOutcome::Refused { code: NOT_AUTHORIZED, .. } => self.plugin.fail(Complaint::NotAllowed),
                PublishOutcome::Refused { why, .. } => self.plugin.fail(Complaint::NotSent(why.clone())),
                PublishOutcome::Expired | PublishOutcome::Dropped(_) | PublishOutcome::Unknown => {
                    self.plugin.fail(Complaint::NotSent(said(LOST).to_owned()));
                }
            },
            Happening::Granted(true) => self.hear_from_now_on(),
            Happening::Granted(false) => self.hearing = Hearing::Refused,
            Happening::Link => {
                let was_live = std::mem::replace(&mut self.is_live, is_live);
                if was_live && !is_live {
                    self.plugin.lose(said(LOST));
                    self.next = None;
                    self.hearing = Hearing::Unknown { until: None };
                } else if is_live && !was_live {
                    // The connection may have come with the answers, or without.
                    self.is_moved = true;
                    match self.hearing {
                        Hearing::Unknown { .. } => {
                            self.hearing = Hearing::Unknown { until: Some(now.instant + GRANT) };
                        }
                        Hearing::Granted => self.plugin.look_again(),
                        Hearing::Refused => {}
                    }
                }
            }
            Happening::Wish(_) | Happening::Time => {}
        }
    }

    fn hear_from_now_on(&mut self) {
        if self.hearing != Hearing::Granted {
            self.hearing = Hearing::Granted;
            self.plugin.look_again();
        }
    }

    fn next_question(&mut self, now: Instant) -> Option<String> {
        if !self.is_live {
            self.plugin.lose(said(LOST));
        }
        let may_ask = self.is_open() && self.hearing == Hearing::Granted;
        may_ask.then(|| self.plugin.next(now)).flatten()
    }

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

/// Whether nobody else can listen to what is said there: it is encrypted, or never leaves this machine.
fn is_private(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let is_local = host == "localhost" || host == "::1" || is_loopback(host);
    scheme.eq_ignore_ascii_case("wss") || (scheme.eq_ignore_ascii_case("ws") && is_local)
}

/// `127.0.0.1` and the like; not a name that begins so.
fn is_loopback(host: &str) -> bool {
    let mut parts = host.split('.');
    let is_number = |part: &str| part.parse::<u8>().is_ok();
    parts.next() == Some("127") && parts.clone().count() == 3 && parts.all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_encrypted_or_stays_on_this_machine_is_private() {
        for url in ["wss://host/mqtt", "WSS://host", "ws://localhost:9001/", "ws://127.0.0.1:9001/", "ws://[::1]:9001"]
        {
            assert!(is_private(url), "{url}");
        }
        for url in [
            "ws://host:9001/",
            "ws://127.0.0.1.evil.example/",
            "ws://localhost.example/",
            "ws://10.0.0.1/",
            "ws://user@127.0.0.1/",
            "localhost",
            "",
        ] {
            assert!(!is_private(url), "{url}");
        }
    }

    #[test]
    fn no_password_is_ever_printed() {
        let order =
            Order::SetPassword { name: "lamp".to_owned(), password: crate::dynsec::Password("geheim".to_owned()) };
        let wish = UsersWish::Order(1, order);
        let shown = format!("{wish:?} {:?}", Intent::users(&wish));
        assert!(!shown.contains("geheim") && !shown.contains("103, 101, 104"), "{shown}");
        assert!(shown.contains("lamp"), "{shown}");
    }
}
