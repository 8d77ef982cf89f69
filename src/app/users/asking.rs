//! What is done when something happens to the users that are looked at, and what the broker is asked for then.

use std::time::Duration;

use super::{Happening, Hearing, Users, UsersWish};
use crate::app::App;
use crate::dynsec::{Complaint, Plugin, REQUEST};
use crate::language::{said, word};
use crate::mqtt::{Publication, PublishOutcome, State};
use crate::time::{Instant, Now};

/// A broker that has not said by then whether we may listen to the answers is asked nevertheless.
const GRANT: Duration = Duration::from_secs(5);
/// A reason code (MQTT 5, section 3.4.2.1).
const NOT_AUTHORIZED: u8 = 0x87;
const LOST: &str = word!("the connection to the broker was lost");

pub(super) fn is_live(app: &App) -> bool {
    !app.is_replay() && matches!(app.session.state(), State::Live { .. })
}

pub(super) fn take(app: &mut App, wish: Option<UsersWish>, now: Now) {
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
pub(super) fn mind(app: &mut App, now: Now) {
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
    pub(super) fn note(&mut self, happening: &Happening<'_>, is_live: bool, now: Now) {
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
}
