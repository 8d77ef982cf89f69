//! Who is logged in where. A password is only kept when the person says so, and only until the tab is closed.

use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;
use web_sys::Storage;

use super::address;
use super::cell::{Cell, Live};
use super::dom::{effect, window};
use super::mirror::Mirror;
use super::outbox::Outbox;
use crate::app::{Connection, Credentials, Intent, Stay, Topics};

const URL: &str = "alicia.url";
const USERNAME: &str = "alicia.username";
const PASSWORD: &str = "alicia.password";
/// Kept once the broker has let this login in.
const LET_IN: &str = "alicia.let_in";

/// The login in use.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    login: Cell<Option<Login>>,
    topics: StoredValue<Topics>,
    mirror: Mirror,
    outbox: Outbox,
}

/// A login, as far as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub url: String,
    pub username: String,
}

/// For how long a login is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Until the page is loaded anew.
    ForThisPage,
    /// Until the tab is closed.
    ForThisTab,
}

impl Session {
    #[must_use]
    pub fn new(topics: Topics, mirror: Mirror, outbox: Outbox) -> Self {
        Self { login: Cell::new(None), topics: StoredValue::new(topics), mirror, outbox }
    }

    #[must_use]
    pub fn login(self) -> Live<Option<Login>> {
        *self.login
    }

    /// Where Home Assistant says that it has started.
    #[must_use]
    pub fn birth_topics(self) -> Vec<String> {
        self.topics
            .with_value(|topics| topics.discovery_prefixes.iter().map(|prefix| format!("{prefix}/status")).collect())
    }

    pub fn connect(self, login: Login, password: String, keep: Keep) {
        forget();
        let stay = match keep {
            Keep::ForThisPage => Stay::ForThisPage,
            Keep::ForThisTab => Stay::Begins,
        };
        if keep == Keep::ForThisTab {
            remember(&login, &password);
        }
        self.go(login, password, stay);
    }

    /// Logs in again with what this tab has kept.
    pub fn resume(self) {
        if let Some((login, password)) = remembered() {
            let stay = if is_let_in() { Stay::GoesOn } else { Stay::Begins };
            self.go(login, password, stay);
        }
    }

    /// Notes when the broker lets a kept login in: who knows no password is shown nothing, not even what was known before.
    pub fn note_when_let_in(self) {
        effect(move || {
            if self.mirror.connection().with(|connection| matches!(connection, Connection::Live { .. }))
                && is_remembered()
                && let Some(storage) = storage()
            {
                let _ = storage.set_item(LET_IN, "yes");
            }
        });
    }

    pub fn sign_out(self) {
        self.leave();
        self.outbox.send(Intent::Disconnect);
    }

    /// The worker has left the broker.
    pub fn leave(self) {
        forget();
        self.login.set(None);
    }

    fn go(self, login: Login, password: String, stay: Stay) {
        self.mirror.connecting();
        let credentials = Credentials {
            url: login.url.clone(),
            username: login.username.clone(),
            password,
            topics: self.topics.get_value(),
            surroundings: address::surroundings(&login.url),
        };
        self.outbox.send(Intent::Connect(credentials, stay));
        self.login.set(Some(login));
    }
}

/// Whether this tab has kept a login.
pub(super) fn is_remembered() -> bool {
    remembered().is_some()
}

/// Whether the broker has let it in.
fn is_let_in() -> bool {
    storage().is_some_and(|storage| storage.get_item(LET_IN).ok().flatten().is_some())
}

fn remembered() -> Option<(Login, String)> {
    let storage = storage()?;
    let item = |key| storage.get_item(key).ok().flatten();
    Some((Login { url: item(URL)?, username: item(USERNAME)? }, item(PASSWORD)?))
}

/// Where storage is forbidden or full, the login simply is not kept.
fn remember(login: &Login, password: &str) {
    if let Some(storage) = storage() {
        for (key, value) in [(URL, login.url.as_str()), (USERNAME, &login.username), (PASSWORD, password)] {
            let _ = storage.set_item(key, value);
        }
    }
}

fn forget() {
    if let Some(storage) = storage() {
        for key in [URL, USERNAME, PASSWORD, LET_IN] {
            let _ = storage.remove_item(key);
        }
    }
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}
