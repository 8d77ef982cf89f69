//! What the person wants: the only thing the page says to the worker.

use serde::{Deserialize, Serialize};

use super::{
    AlarmWish, BrokerWish, Carry, Clash, CustomChange, DeskWish, ExplorerWish, FamilyWish, RecordingWish, Sealed,
};
use crate::device::{Code, DeviceKey, PropertyKey, RequestKey, Value};
use crate::dialect;
use crate::history::{Question, Settings};
use crate::mqtt::topic;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Intent {
    /// Log in, and stay logged in until [`Intent::Disconnect`].
    Connect(Credentials, Stay),
    /// Log out and forget the password.
    Disconnect,
    /// Do not wait for the next try.
    RetryNow,
    /// Make this property be that.
    Set { device: DeviceKey, property: PropertyKey, value: Value },
    /// The same, with the code that the device wants for it.
    SetByCode(Wanted, Code),
    /// Make all of these be so. What becomes of each is told together with the batch.
    SetAll { batch: Batch, wanted: Vec<Wanted> },
    /// Tell me about these devices, and no others, until I say otherwise.
    Watch(Vec<DeviceKey>),
    /// Of those that I watch, these are on the page and nobody sees them: tell me the others first.
    Aside(Vec<DeviceKey>),
    /// Show me the pictures of this property from now on, or one time less.
    Look(DeviceKey, PropertyKey, bool),
    /// Tell me about everything that is not understood, or no longer.
    WatchNotUnderstood(bool),
    /// Tell me who is away, whose battery is low and who is overdue, whenever that changes, or no longer.
    WatchSigns(bool),
    /// Tell me once a second on which topics this device is heard and asked, or no longer.
    WatchTopics(Option<DeviceKey>),
    /// Call a device, and where it is, as the person wants, or hide it.
    Customize { device: DeviceKey, change: CustomChange },
    /// Read what [`News::Customs`](super::News::Customs) once told.
    Import(String),
    /// Read a file of the same form. What is otherwise here is told with [`News::Differs`](super::News::Differs), or is dealt with so.
    ReadFile(String, Clash),
    /// Take what [`News::Customs`](super::News::Customs) of another tab has told in the place of what is known.
    Adopt(String),
    /// Of what a family shares.
    Family(FamilyWish),
    /// Read what [`News::Record`](super::News::Record) once told: this page before it was loaded anew, or another tab that is
    /// still there.
    Remember { text: String, of_another_tab: bool },
    /// Ask once more for what was asked for then.
    Repeat(RequestKey),
    /// Ask for what a scene wants; also if something of it is not there, if `partly`.
    RunScene { name: String, partly: bool, batch: Batch },
    /// Of alarms.
    Alarm(AlarmWish),
    /// Of the broker's topics.
    Explorer(ExplorerWish),
    /// Of how the broker does.
    Broker(BrokerWish),
    /// Of what is done by hand and takes longer than a moment.
    /// Made by [`Intent::hand`], so that the worker knows only where it is done what this is.
    Hand(Sealed),
    /// Of recordings.
    Recording(RecordingWish),
    /// Of the broker's users and roles: a [`UsersWish`](super::UsersWish), which few visits have.
    Users(Sealed),
    /// What few visits want.
    Desk(DeskWish),
    /// Tell me once a second how the connection does in detail, or no longer.
    WatchDiagnostics(bool),
    /// Ask the broker again for what it retains.
    AskAgain,
    /// Tell me what properties said over time, as [`News::Past`](super::News::Past).
    AskPast(Question),
    /// Keep so much of what they say from now on.
    KeepPast(Settings),
    /// Give me what is kept as a file, or take one in.
    Carry(Carry),
    /// Delete everything that was kept, of every broker.
    DeletePast,
    /// Tell me once a second how much is kept, or no longer.
    WatchPast(bool),
    /// The page has taken in the last batch of news ([`News::are_batch`](super::News::are_batch)), and has time for another.
    Taken,
    /// The page can be seen again, or the network is back: see whether the connection still lives.
    CheckLink,
    /// The page goes away, perhaps only for now: say goodbye to the broker until [`Intent::CheckLink`].
    Leave,
}

impl Intent {
    /// Whether it changes what this browser keeps for the person.
    pub(super) fn keeps(&self) -> bool {
        matches!(
            self,
            Self::Customize { .. }
                | Self::Import(_)
                | Self::ReadFile(..)
                | Self::Desk(DeskWish::SaveScene { .. } | DeskWish::ForgetScene(_) | DeskWish::ForgetMessage(_))
                | Self::Family(FamilyWish::Share { .. } | FamilyWish::Decide { .. })
        )
    }
}

/// Something a device is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    pub device: DeviceKey,
    pub property: PropertyKey,
    pub value: Value,
}

/// What several things were asked for together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Batch {
    /// Unique among those of one page.
    pub key: u64,
    /// What the person did, in words: `12 devices: Off`.
    pub title: String,
}

/// For how long a login is kept, and with it what was last known of the home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stay {
    /// Until the page is loaded anew.
    ForThisPage,
    /// Longer, from now on.
    Begins,
    /// The broker has let it in before. What was last known then may be told until the broker says more.
    GoesOn,
}

/// How to log in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// A WebSocket address: `ws://host:9001/`.
    pub url: String,
    pub username: String,
    pub password: String,
    pub topics: Topics,
    pub surroundings: Surroundings,
}

/// What is of interest to a home besides what the conventions say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topics {
    /// Topic filters to subscribe to.
    pub subscribe: Vec<String>,
    /// What the topics begin with on which devices announce themselves in the manner of Home Assistant.
    pub discovery_prefixes: Vec<String>,
}

impl Topics {
    /// Takes those of the prefixes that a topic can begin with, and says how many these are; without any, nothing changes.
    pub fn announced_under(&mut self, prefixes: Vec<String>) -> usize {
        let may_be = |prefix: &String| topic::check_name(prefix).is_ok() && !prefix.ends_with('/');
        let prefixes: Vec<_> = prefixes.into_iter().filter(may_be).collect();
        let count = prefixes.len();
        if count > 0 {
            self.discovery_prefixes = prefixes;
        }
        count
    }
}

impl Default for Topics {
    fn default() -> Self {
        Self { subscribe: Vec::new(), discovery_prefixes: vec![dialect::DISCOVERY_PREFIX.to_owned()] }
    }
}

/// What the page knows of the way to the broker, and the worker cannot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surroundings {
    /// The broker's address is at the page's own host and port.
    pub is_beside_page: bool,
    /// Of the cookies for this host that the page can see; the browser sends them along.
    pub cookie_bytes: u32,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("url", &self.url).field("username", &self.username).finish_non_exhaustive()
    }
}
