//! Who is logged in where. A password is only kept when the person says so, and only until the tab is closed.

use reactive_graph::owner::StoredValue;
use reactive_graph::prelude::*;
use web_sys::Storage;

use super::address;
use super::cell::{Cell, Live};
use super::dom::window;
use super::mirror::Mirror;
use super::outbox::Outbox;
use crate::app::{Credentials, Intent, Topics};

const URL: &str = "alicia.url";
const USERNAME: &str = "alicia.username";
const PASSWORD: &str = "alicia.password";

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
        if keep == Keep::ForThisTab {
            remember(&login, &password);
        }
        self.go(login, password);
    }

    /// Logs in again with what this tab has kept.
    pub fn resume(self) {
        if let Some((login, password)) = remembered() {
            self.go(login, password);
        }
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

    fn go(self, login: Login, password: String) {
        self.mirror.connecting();
        self.outbox.send(Intent::Connect(Credentials {
            url: login.url.clone(),
            username: login.username.clone(),
            password,
            topics: self.topics.get_value(),
            surroundings: address::surroundings(&login.url),
        }));
        self.login.set(Some(login));
    }
}

/// Whether this tab has kept a login.
pub(super) fn is_remembered() -> bool {
    remembered().is_some()
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
        for key in [URL, USERNAME, PASSWORD] {
            let _ = storage.remove_item(key);
        }
    }
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}
