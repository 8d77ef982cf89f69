//! What can happen, and what can be done about it. Both are closed: a new browser ability is one variant.

use super::{Intent, News};
use crate::history::{Stored, Transaction};
use crate::mqtt::Encoded;

/// Something that happened outside.
#[derive(Debug)]
pub enum Event<'a> {
    Intent(Intent),
    /// The socket that was asked for is open.
    Opened,
    /// The socket received a binary frame.
    Frame(&'a [u8]),
    /// The socket received a text frame, which MQTT never sends.
    TextFrame,
    /// The socket is closed, with WebSocket's code and reason (RFC 6455, section 7.4).
    Closed {
        code: u16,
        reason: String,
    },
    /// There was never a socket. `permanent`: there will not be one if it is tried again.
    OpenFailed {
        why: String,
        permanent: bool,
    },
    /// What came of what the store was asked for.
    Stored(Stored),
    /// What came of what the store of what was last known was asked for.
    Kept(Stored),
    /// The time that [`App::deadline`](super::App::deadline) named has come.
    Timeout,
}

/// Something to be done outside, in this order.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Open a WebSocket to `url`, with the sub-protocol `mqtt`, and forget the one before.
    OpenSocket {
        url: String,
    },
    Send(Encoded),
    CloseSocket,
    Tell(Vec<News>),
    /// Ask the store, and tell what came of it as [`Event::Stored`].
    Store(Transaction),
    /// The same of the store of what was last known, and [`Event::Kept`].
    Keep(Transaction),
}
