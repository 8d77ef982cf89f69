//! What a session is told and what it answers.

use std::fmt;

use super::{Failure, Message, QoS, topic};
use crate::language::t;
use crate::time::Instant;

/// How to log in. Both empty: without a name.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    pub username: String,
    pub password: String,
}

/// Never shows the password.
impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Where a session stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody wants a connection.
    Idle,
    /// The socket is being opened.
    Opening,
    /// The socket is open; the broker has not yet let us in and answered our subscriptions.
    Connecting,
    /// Subscribed without a break since then.
    Live { since: Instant },
    /// No connection, for this reason; the next try is at `until`.
    Waiting { until: Instant, because: Failure },
    /// No connection, for this reason; only the person can change that.
    Refused(Failure),
}

/// What is to be done, or has happened, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Open a WebSocket with the sub-protocol `mqtt`.
    Open,
    Send(Encoded),
    /// Close the socket and tell nothing more of it.
    Close,
    Message(Message),
    /// A publish that had to wait for its turn has left.
    Left(PublishKey),
    /// The one and final word on a publish.
    Published(PublishKey, PublishOutcome),
    /// What the broker says to one of our filters: the quality of service, or a reason code. Granted does not mean
    /// readable: some brokers grant everything and hide what is forbidden.
    Subscribed {
        filter: String,
        granted: Result<QoS, u8>,
    },
    /// The broker has this filter no longer, as was wished.
    Unsubscribed(String),
    /// [`Session::state`](super::Session::state) has something new.
    StateChanged,
}

/// Names a publish for as long as its session lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublishKey(pub(super) u64);

/// How a publish ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishOutcome {
    /// Given to the socket at quality of service 0: nobody will say what became of it.
    Sent,
    /// The broker has it, or has thrown it away: MQTT 3.1.1 says the same to both.
    Acknowledged,
    /// The broker took it.
    Delivered,
    /// The broker took it, and nobody has subscribed to its topic.
    NobodyListening,
    /// The broker did not take it: its reason code (MQTT 5, sections 3.4.2.1 and 3.5.2.1), and why, written for a person.
    Refused { code: u8, why: String },
    /// Its deadline passed, or it waited too long for its turn: it was not sent.
    Expired,
    /// The connection was lost while this limit kept it from being sent.
    Dropped(Bound),
    /// The connection was lost between sending it and the answer, and could not be resumed in time.
    Unknown,
}

/// A limit that keeps a publish from being sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Bound {
    #[error("{}", t!("only {count} may be without an answer at once", count = .0.to_string()))]
    InFlight(usize),
    #[error("{}", t!("only {count} messages may wait", count = .0.to_string()))]
    Queued(usize),
    #[error("{}", t!("only {count} bytes may wait", count = .0.to_string()))]
    QueuedBytes(usize),
}

/// Why a publish is not even tried. Written for the person who wished it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    #[error("{}", t!("there is no connection to the broker right now"))]
    NotConnected,
    #[error("{}", t!("“{topic}” is not a topic to publish to: {why}", topic, why = why.to_string()))]
    InvalidTopic { topic: String, why: topic::Invalid },
    #[error("{}", t!("the message has {bytes} bytes, the broker takes {limit} at most", bytes = bytes.to_string(), limit = limit.to_string()))]
    TooLarge { bytes: usize, limit: usize },
    #[error("{}", t!("the broker is slow to answer, and {why}", why = .0.to_string()))]
    TooMany(Bound),
    #[error("{}", t!("the broker does not offer quality of service {level}", level = (*.0 as u8).to_string()))]
    QoSNotOffered(QoS),
    #[error("{}", t!("the broker keeps no retained messages"))]
    RetainNotOffered,
}

/// One whole packet as it goes over the wire. Its bytes, among which a password may be, are not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Encoded(Vec<u8>);

impl Encoded {
    pub(super) const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl std::ops::Deref for Encoded {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}
