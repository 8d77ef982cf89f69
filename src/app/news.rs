//! What has changed: the only thing the worker says to the page.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Batch, Carried, Comparison, Custom, Diagnostics, Differing, Format, FoundNews, Imported, RecordingNews, Right,
    Scene, Signs, TopicsNews,
};
use crate::alarm::{Alarm, Rule};
use crate::device::{DeviceKey, Heard, PictureFormat, Profile, PropertyKey, Report, Request, RequestKey, Stage};
use crate::dialect::{Haunting, Haunts};
use crate::history::{Answer, Keeping};
use crate::mqtt::Version;
use crate::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum News {
    Connection(Connection),
    /// What has become of all subscriptions.
    Subscriptions(Vec<Subscription>),
    /// Every device is gone, and its key means nothing any more: another broker, or another user, is asked.
    Cleared,
    /// These devices are no more, and their keys mean nothing, unless the next news gives them to others. Sent for every
    /// device, watched or not.
    Gone(Vec<DeviceKey>),
    /// These devices are new, or are called otherwise now. Sent for every device, watched or not.
    Devices(Vec<DeviceNews>),
    /// The properties of a watched device that are no more, and then those that are new or have changed.
    Properties {
        device: DeviceKey,
        heard: Heard,
        withdrawn: Vec<PropertyKey>,
        properties: Vec<PropertyNews>,
    },
    /// What properties of a watched device report, of which nothing else has changed; none if it was only heard.
    Reports {
        device: DeviceKey,
        heard: Heard,
        reports: Vec<(PropertyKey, Report)>,
    },
    /// A property shows this, or nothing any more. Sent while it is looked at.
    Picture(DeviceKey, PropertyKey, Option<Picture>),
    Counters(Counters),
    /// Conventions that are not understood because the part of the program that knows them could not be fetched.
    Incomplete(Vec<String>),
    /// A request was made or has come further, or was made before the page was loaded. Sent for every request, watched or not.
    Request(Box<RequestNews>),
    /// Of which devices something is not as it should be. Sent while watched, whenever it is otherwise.
    Signs(Signs),
    /// What was not understood, newest first. Sent while watched.
    NotUnderstood(Vec<NotUnderstood>),
    /// What cannot work as it was announced. Sent while what is not understood is watched.
    Problems(Vec<Problem>),
    /// Devices that may not exist. Sent while what is not understood is watched.
    Ghosts(Vec<GhostNews>),
    /// What the person has made of devices, to be kept and given back with [`Intent::Import`](super::Intent::Import).
    Customs(String),
    /// Of what the last import spoke, or why it, or what the person made of a device, could not be taken.
    Customized(Result<Imported, String>),
    /// What is otherwise here than in the file that was to be read: nothing of it is read before somebody decides.
    Differs(Differing),
    /// How what a family shares stands, to be read with [`News::family`] where it is shown; and whether a person has to decide
    /// something.
    Family {
        needs_person: bool,
        told: Vec<u8>,
    },
    /// What this browser keeps of that, to be given back with [`FamilyWish::Recall`](super::FamilyWish::Recall); empty if nothing
    /// is shared.
    FamilyKept(String),
    /// All scenes, by name.
    Scenes(Vec<Scene>),
    /// All messages that are kept to be sent by hand, by name. Read by [`News::messages`], where they are seen.
    Messages(Vec<u8>),
    /// What the person wants to be warned of, by name.
    AlarmRules(Vec<Rule>),
    /// All alarms that are, and the latest of those that were; the latest is first.
    Alarms(Vec<Alarm>),
    /// The same, to be kept and given back with [`AlarmWish::Recall`](super::AlarmWish::Recall).
    AlarmLog(String),
    /// All charts that are kept, by name.
    Charts(Vec<Comparison>),
    /// What has become of all that a person sent besides wishes to devices, the latest last.
    Errands(Vec<Errand>),
    /// What was asked for and what became of it, to be kept and given back with [`Intent::Remember`](super::Intent::Remember).
    Record(String),
    /// The same as a file that the person has asked for.
    Exported(Format, String),
    /// Where we may publish, and where not, as far as that is known.
    Rights(Vec<Right>),
    /// Of the broker's topics, while somebody looks at them.
    /// Read by [`News::explorer`], so that the page knows only where they are seen what this is.
    Explorer(Vec<u8>),
    /// What this user may do, and how each connection did. Sent while watched; read by [`News::access`].
    Access(Vec<u8>),
    /// Of the broker's users and roles, while somebody looks at them. Read by [`News::users`].
    Users(Vec<u8>),
    /// Read by [`News::broker`], for the same reason. Sent once a second while somebody looks.
    Broker(Vec<u8>),
    /// Of what is done by hand and takes longer than a moment. Read by [`News::hand`], where it is seen.
    Hand(Vec<u8>),
    /// Sent while watched.
    Diagnostics(Diagnostics),
    /// Sent while watched.
    Topics(TopicsNews),
    /// The properties that [`DeskWish::Find`](super::DeskWish::Find) asked for with these words.
    Found {
        words: String,
        found: Vec<FoundNews>,
    },
    /// What [`Intent::AskPast`](super::Intent::AskPast) asked for.
    Past(Answer),
    /// What has become of the past on its way into a file, or out of one.
    Carried(Carried),
    /// How much of the past is kept. Sent while watched.
    Keeping(Keeping),
    /// How far what is recorded is, at most once a second; `None` if there is nothing.
    Recording(Option<RecordingNews>),
    /// A part of what was recorded, or `None` after the last.
    Recorded(u32, Option<String>),
    /// How far the recording is that is played, some times a second; `None` if there is none.
    Replay(Option<Box<ReplayNews>>),
    /// Why a recording cannot be played. What was before goes on.
    Unplayable(String),
}

impl News {
    /// Whether these are a batch, after which the next one waits for [`Intent::Taken`](super::Intent::Taken): what somebody has asked
    /// for comes besides, at once, and is not answered.
    #[must_use]
    pub fn are_batch(news: &[Self]) -> bool {
        matches!(news.last(), Some(Self::Counters(_)))
    }
}

/// The connection to the broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Connection {
    /// Nobody asked for one.
    Offline,
    Connecting,
    /// Subscribed and listening without a break since then.
    Live {
        since: Timestamp,
        version: Version,
    },
    /// Lost or not to be had, for this reason; the next try is at `until`.
    Waiting {
        until: Timestamp,
        because: String,
    },
    /// The broker does not want us, for this reason; only the person can change that.
    Refused {
        because: String,
    },
    /// Nobody asked for one: a recording is played. Then, where it stands, it was recorded without a break since then; `None` in
    /// a break.
    Replay {
        since: Option<Timestamp>,
    },
}

/// A recording that is played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayNews {
    pub began: Timestamp,
    /// What time it was then, where it stands. Whatever is heard in a replay was heard at such a time.
    pub now: Timestamp,
    /// Milliseconds from its beginning to its end.
    pub length_ms: u64,
    pub is_playing: bool,
    pub speed: u16,
    /// Lines of it that make no sense.
    pub unreadable: u64,
    /// The first of them, and why.
    pub first_unreadable: Option<String>,
}

/// A topic filter, and why the broker did not grant it. Mosquitto grants filters whose messages it then holds back: that a
/// filter was granted does not mean that we may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    pub filter: String,
    pub refused: Option<String>,
}

/// What a list of devices needs to know of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceNews {
    pub key: DeviceKey,
    /// `{convention}:{native id}`
    pub id: String,
    /// Under which other conventions know it.
    pub other_ids: Vec<String>,
    pub name: String,
    pub room: Option<String>,
    /// The id of the device that it is a part of.
    pub part_of: Option<String>,
    /// What the person has made of it, which `name` and `room` follow.
    pub custom: Custom,
}

/// What the page shows of a property.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PropertyNews {
    pub key: PropertyKey,
    pub id: String,
    pub profile: Profile,
    /// `None` while nothing was heard of it.
    pub report: Option<Report>,
    /// Whether the report can be relied upon, if that is said for this property alone.
    pub available: Option<bool>,
    /// The topic that it is asked for on, if the broker is known not to let us publish there.
    pub barred: Option<String>,
    pub request: Option<Request>,
}

/// A request, with the names it needs in a list of activities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestNews {
    pub key: RequestKey,
    /// The id that the device had then.
    pub device_id: String,
    pub device_name: String,
    pub property_id: String,
    pub label: String,
    /// The topic it was published to; empty if it never was.
    pub topic: String,
    /// This page asked for it; if not, somebody else did, and nothing is known but the answer.
    pub is_ours: bool,
    /// What was wanted is masked.
    pub is_secret: bool,
    /// Together with what it was asked for, if it was.
    pub batch: Option<Batch>,
    pub request: Request,
}

/// A picture.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub format: PictureFormat,
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Picture").field("format", &self.format).field("bytes", &self.bytes.len()).finish()
    }
}

/// Something that cannot work as it was announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Of the announcement.
    pub topic: String,
    /// For people.
    pub words: String,
}

/// A device that may not exist.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GhostNews {
    pub device: DeviceKey,
    pub haunting: Haunting,
    pub haunts: Vec<Haunts>,
}

/// Something a person sent that is no wish to a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errand {
    pub task: Task,
    pub topic: String,
    /// How far it has come. What the broker keeps is cleared when it takes, or hands on, an empty message.
    pub stage: Stage,
    pub asked: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    AskForAnnouncements,
    /// Of what the broker keeps on the topic.
    Clear,
    /// Of a message that the person wrote.
    Publish,
}

/// Totals since the page was loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    pub messages_received: u64,
    pub messages_sent: u64,
    pub bytes_received: u64,
    pub not_understood: u64,
    /// Failed or lost connections.
    pub connection_errors: u64,
    /// Devices, properties, texts and list entries left out because a limit was reached.
    pub discarded: u64,
    /// Readings that came long after they were due though the connection stood: some before them are lost.
    pub gaps: u64,
    /// The broker seems to have sent only a part of what it retains.
    pub may_be_cut: bool,
}

/// A message that no convention could read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotUnderstood {
    /// Shortened.
    pub topic: String,
    /// For people.
    pub reason: String,
    /// The start of the payload, secrets masked; how many bytes it had in all is in `size`.
    pub excerpt: String,
    pub size: usize,
    /// How often this topic was not understood.
    pub count: u64,
    pub last: Timestamp,
}
