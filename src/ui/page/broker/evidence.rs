//! What went wrong, and the last packets: for those who want to see for themselves, and for reports.

use super::Entry;
use crate::app::{FailureNews, PacketNews, Start};
use crate::language::t;
use crate::ui::{format, text};

pub(super) fn failure(failure: &FailureNews) -> Entry {
    Entry {
        at: failure.at,
        what: text::visible(&failure.because).into_owned(),
        raw: raw(failure).join(" · "),
        end: String::new(),
    }
}

/// What was seen of it from here.
fn raw(failure: &FailureNews) -> Vec<String> {
    let closed = failure.closed.as_ref().map(|(code, reason)| match reason.as_str() {
        "" => t!("WebSocket closed with {code}", code = code.to_string()),
        reason => t!("WebSocket closed with {code}, “{reason}”", code = code.to_string(), reason = text::short(reason)),
    });
    let packet = (!failure.packet.is_empty()).then(|| t!("packet {packet}", packet = hex(&failure.packet)));
    closed.into_iter().chain(packet).collect()
}

pub(super) fn packet(packet: &PacketNews) -> Entry {
    Entry {
        at: packet.at,
        what: if packet.sent {
            t!("sent {packet}", packet = packet.kind)
        } else {
            t!("received {packet}", packet = packet.kind)
        },
        raw: match &packet.start {
            Start::Bytes(bytes) => hex(bytes),
            Start::Topic(topic) => text::short(topic),
        },
        end: format::bytes(packet.size),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}
