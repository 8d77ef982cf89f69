//! Everything that would grow without end, where it ends, and what that has kept out.

use super::Fact;
use crate::app::{BrokerLimits, Diagnostics, Limit, Limited};
use crate::language::t;
use crate::ui::{format, text};

/// Empty while nothing is known of them.
pub(super) fn facts(diagnostics: &Diagnostics) -> Vec<Fact> {
    let fact = |name, meaning, value| Fact { name, meaning, value, is_bad: false };
    let mut facts = Vec::new();
    if !diagnostics.client_id.is_empty() {
        let name = text::short(&diagnostics.client_id);
        facts.push(fact(t!("Client id"), t!("Under which the broker knows this page."), name));
    }
    if let Some(broker) = &diagnostics.broker {
        facts.push(fact(t!("The broker allows"), "", allowed(broker)));
    }
    facts.extend(diagnostics.limits.iter().map(|limit| {
        let (name, meaning) = words(limit.of);
        Fact { name, meaning, value: use_of(limit), is_bad: limit.discarded != 0 && !makes_room(limit.of) }
    }));
    facts
}

/// As far as it has said so.
fn allowed(limits: &BrokerLimits) -> String {
    let mut words = vec![
        t!("quality of service up to {qos}", qos = limits.maximum_qos.to_string()),
        t!("{count} messages without an answer", count = format::count(limits.receive_maximum.into())),
    ];
    if let Some(bytes) = limits.packet_bytes {
        words.push(t!("packets up to {size}", size = format::bytes(bytes.into())));
    }
    if let Some(time) = limits.keep_alive {
        words.push(t!("{time} of silence", time = format::duration(time)));
    }
    if !limits.retain_available {
        words.push(t!("no retained messages").to_owned());
    }
    words.join(", ")
}

fn use_of(limit: &Limit) -> String {
    let amount: fn(u64) -> String = match limit.of {
        Limited::PacketBytes | Limited::QueuedBytes | Limited::LastKnownBytes | Limited::Recording => format::bytes,
        _ => format::count,
    };
    let most = amount(limit.limit);
    let used = match limit.of {
        Limited::PacketBytes | Limited::Text => most,
        _ => t!("{used} of {most}", most, used = amount(limit.used)),
    };
    match (limit.of, limit.discarded) {
        (_, 0) => used,
        (Limited::Text, count) => t!("{used} · {count} shortened", used, count = format::count(count)),
        (of, count) if makes_room(of) => t!("{used} · {count} older ones gone", used, count = format::count(count)),
        (_, count) => t!("{used} · {count} left out", used, count = format::count(count)),
    }
}

/// Whether it is as it should be that older ones go.
fn makes_room(of: Limited) -> bool {
    matches!(of, Limited::Records | Limited::BrokerLog)
}

fn words(of: Limited) -> (&'static str, &'static str) {
    match of {
        Limited::PacketBytes => (
            t!("Largest message"),
            t!("A broker of MQTT 5 leaves out larger ones without a word, others are cut off here."),
        ),
        Limited::FromBroker => (t!("From the broker, unacknowledged"), t!("The broker waits before it sends more.")),
        Limited::ToBroker => (t!("To the broker, unanswered"), t!("Commands that the broker has not answered yet.")),
        Limited::Queued => (t!("Waiting for their turn"), t!("Commands that wait for an answer to one before them.")),
        Limited::QueuedBytes => (t!("Bytes that wait for their turn"), t!("The size of those.")),
        Limited::Devices => (t!("Devices"), t!("What more devices say is left out.")),
        Limited::Properties => (t!("Values of one device"), t!("Of the device that has most of them.")),
        Limited::Text => (t!("Letters of a text"), t!("Longer ones are shortened.")),
        Limited::Requests => (t!("Wishes in sight"), t!("With one more, the oldest is no longer followed.")),
        Limited::NotUnderstood => (t!("Topics not understood"), t!("The one not heard for longest makes room.")),
        Limited::AnnouncedTopics => (t!("Announced topics"), t!("Of devices whose topics are not listened to anyway.")),
        Limited::Records => (t!("Packets and failures on record"), t!("Listed on this page.")),
        Limited::LastKnown => {
            (t!("Topics kept for the next visit"), t!("The last message on each, for a sign-in that stays."))
        }
        Limited::LastKnownBytes => (t!("Bytes kept for the next visit"), t!("The size of those.")),
        Limited::DeviceTopics => (t!("Topics of devices"), t!("On more it is not noted what was said last.")),
        Limited::Alarms => (t!("Alarms"), t!("Those that are over make room for new ones.")),
        Limited::ExploredTopics => (t!("Topics in the tree"), t!("While the page Topics is open.")),
        Limited::Recording => (t!("The recording"), t!("When it is full, it ends.")),
        Limited::Recorded => (t!("Values that are recorded"), t!("What is said of more than so many is not recorded.")),
        Limited::Customs => (t!("Devices as you want them"), t!("No more can have names of your own.")),
        Limited::Values => (t!("Values on their way into the history"), t!("The oldest make room.")),
        Limited::BrokerLog => (t!("Lines and refusals of the broker's log"), t!("The oldest make room.")),
        Limited::Figures => (t!("Figures of the broker"), t!("More are left out.")),
        Limited::Traffic => (t!("Topics of which messages are counted"), t!("Messages on more are counted together.")),
    }
}
