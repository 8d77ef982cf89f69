//! What went wrong, and the last packets: for those who want to see for themselves, and for reports.

use super::Entry;
use crate::app::{FailureNews, PacketNews, Start};
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
        "" => format!("WebSocket closed with {code}"),
        reason => format!("WebSocket closed with {code}, “{}”", text::short(reason)),
    });
    let packet = (!failure.packet.is_empty()).then(|| format!("packet {}", hex(&failure.packet)));
    closed.into_iter().chain(packet).collect()
}

pub(super) fn packet(packet: &PacketNews) -> Entry {
    Entry {
        at: packet.at,
        what: format!("{} {}", if packet.sent { "sent" } else { "received" }, packet.kind),
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
