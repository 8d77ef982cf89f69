//! What a person makes of a home, shared by a family: all of it stands on one retained topic, `alicia/dashboard/{name}`, for
//! which each browser merges what changed there with what changed here. Nothing is replaced that somebody else has changed.
//!
//! Here is only what every visit needs to know; the rest comes when something is shared.

mod acts;
mod document;
mod file;
mod items;
mod keeping;
mod merge;
mod news;
mod sharing;
mod words;

use std::time::Duration;

use super::{App, News};
use crate::language::t;
use crate::mqtt::{Message, PublishKey, PublishOutcome};
use crate::parts;
use crate::time::{Instant, Now};

pub use file::{Clash, Differing};
pub use news::{Conflict, FamilyNews, FamilyWish, Found, Offer, SharingNews, SharingState, Written};

use sharing::Sharing;

const PART: &str = "family";
/// What is under it says nothing of devices.
const PLACE: &str = "alicia/dashboard/";
/// Changes that come together are written together.
const CALM: Duration = Duration::from_secs(2);
/// The broker is asked for what is shared when it has been quiet for so long: while it sends all else that it keeps, it may
/// throw away what is too much.
const QUIET: Duration = Duration::from_secs(1);

/// Whether something is shared, and what has yet to be done about it.
#[derive(Debug, Default)]
pub(super) struct Family {
    sharing: Option<Box<Sharing>>,
    /// What there is to join, while somebody looks.
    found: Option<Vec<Found>>,
    writer: String,
    note: Option<String>,
    /// The broker is asked for it in this connection.
    is_asked: bool,
    /// When it sent last what it keeps.
    quiet_since: Option<Instant>,
    sent: Option<PublishKey>,
    /// What is here is not as it was.
    is_touched: bool,
    due: Option<Instant>,
    /// The broker is to be asked for other topics than before.
    is_moved: bool,
    /// What was told last.
    told: Vec<u8>,
    /// What was given to be kept last, as a number.
    kept: Option<u64>,
}

/// What concerns it.
enum What<'a> {
    Wish(FamilyWish),
    Heard(&'a Message),
    /// The broker has answered that we want to hear it; or why we shall not.
    Answered(Option<String>),
    Published(PublishOutcome),
    /// The connection has come or gone.
    Link,
    Time,
}

impl Family {
    fn is_on(&self) -> bool {
        self.sharing.is_some() || self.found.is_some()
    }

    /// What is here has changed.
    pub(super) fn touch(&mut self) {
        self.is_touched = true;
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.due
    }

    /// Another connection is made: nothing is asked in it yet.
    pub(super) fn begin(&mut self) {
        self.is_asked = false;
    }

    /// The broker has sent something that it keeps.
    pub(super) fn note_kept(&mut self, now: Instant) {
        self.quiet_since = Some(now);
    }
}

impl App {
    pub(super) fn handle_family_wish(&mut self, wish: FamilyWish, now: Now) {
        self.at_family(What::Wish(wish), now);
    }

    /// Whether that was about what families share, and so is nothing that a device says.
    pub(super) fn hears_family(&mut self, message: &Message, now: Now) -> bool {
        let is_it = message.topic.starts_with(PLACE);
        if is_it && self.family.is_on() && !self.is_replay() {
            self.at_family(What::Heard(message), now);
        }
        is_it
    }

    pub(super) fn note_family_filter(&mut self, filter: &str, refused: Option<&String>, now: Now) {
        if self.family.is_on() && filter.starts_with(PLACE) {
            self.at_family(What::Answered(refused.cloned()), now);
        }
    }

    /// Whether it was what is shared that was published so.
    pub(super) fn settle_family(&mut self, key: PublishKey, outcome: &PublishOutcome, now: Now) -> bool {
        let is_it = self.family.sent.take_if(|sent| *sent == key).is_some();
        if is_it {
            self.at_family(What::Published(outcome.clone()), now);
        }
        is_it
    }

    pub(super) fn note_family_link(&mut self, now: Now) {
        if self.family.is_on() {
            self.at_family(What::Link, now);
        }
    }

    /// Does what is due. Returns whether anything was.
    pub(super) fn mind_family(&mut self, now: Now) -> bool {
        let is_moved = std::mem::take(&mut self.family.is_moved);
        if is_moved {
            self.follow_filters(now);
        }
        if std::mem::take(&mut self.family.is_touched) && self.family.sharing.is_some() && self.is_live() {
            self.family.due.get_or_insert(now.instant + CALM);
        }
        let is_due = self.family.due.take_if(|due| *due <= now.instant).is_some();
        if is_due {
            self.at_family(What::Time, now);
        }
        is_due || is_moved
    }

    /// The filter of what is shared, once the broker is to be asked for it.
    pub(super) fn family_filter(&self) -> Option<String> {
        let family = &self.family;
        let name = family.sharing.as_ref().map(|sharing| sharing.name.as_str());
        let name = name.or(family.found.is_some().then_some("+"));
        name.filter(|_| family.is_asked).map(topic)
    }

    /// Takes in a file of what somebody has made of a home.
    pub(super) fn read_file(&mut self, text: &str, clash: Clash, now: Now) {
        if parts::is_here(PART) {
            file::read(self, text, clash, now);
        } else {
            let reason = t!("this part of the page could not be fetched from where the page was loaded from");
            self.feed.customized(Err(reason.to_owned()));
        }
    }

    fn at_family(&mut self, what: What<'_>, now: Now) {
        if parts::is_here(PART) {
            acts::handle(self, what, now);
        }
    }
}

fn topic(name: &str) -> String {
    format!("{PLACE}{name}")
}

impl News {
    /// What was told of what a family shares.
    #[must_use]
    pub fn family(bytes: &[u8]) -> FamilyNews {
        super::wire::decode(bytes).unwrap_or_default()
    }
}
