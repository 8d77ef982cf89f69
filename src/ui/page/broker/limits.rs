//! Everything that would grow without end, where it ends, and what that has kept out.

use super::Fact;
use crate::app::{BrokerLimits, Diagnostics, Limit, Limited};
use crate::ui::{format, text};

/// Empty while nothing is known of them.
pub(super) fn facts(diagnostics: &Diagnostics) -> Vec<Fact> {
    let fact = |name, meaning, value| Fact { name, meaning, value, is_bad: false };
    let mut facts = Vec::new();
    if !diagnostics.client_id.is_empty() {
        let name = text::short(&diagnostics.client_id);
        facts.push(fact("Client id", "Under which the broker knows this page.", name));
    }
    if let Some(broker) = &diagnostics.broker {
        facts.push(fact("The broker allows", "", allowed(broker)));
    }
    facts.extend(diagnostics.limits.iter().map(|limit| {
        let (name, meaning) = words(limit.of);
        Fact { name, meaning, value: use_of(limit), is_bad: limit.discarded != 0 && limit.of != Limited::Records }
    }));
    facts
}

/// As far as it has said so.
fn allowed(limits: &BrokerLimits) -> String {
    let mut words = vec![
        format!("quality of service up to {}", limits.maximum_qos),
        format!("{} messages without an answer", limits.receive_maximum),
    ];
    if let Some(bytes) = limits.packet_bytes {
        words.push(format!("packets up to {}", format::bytes(bytes.into())));
    }
    if let Some(time) = limits.keep_alive {
        words.push(format!("{} of silence", format::duration(time)));
    }
    if !limits.retain_available {
        words.push("no retained messages".to_owned());
    }
    words.join(", ")
}

fn use_of(limit: &Limit) -> String {
    let amount: fn(u64) -> String = match limit.of {
        Limited::PacketBytes | Limited::QueuedBytes => format::bytes,
        _ => format::count,
    };
    let most = amount(limit.limit);
    let used = match limit.of {
        Limited::PacketBytes | Limited::Text => most,
        _ => format!("{} of {most}", amount(limit.used)),
    };
    match (limit.of, limit.discarded) {
        (_, 0) => used,
        (Limited::Text, count) => format!("{used} · {} shortened", format::count(count)),
        (Limited::Records, count) => format!("{used} · {} older ones gone", format::count(count)),
        (_, count) => format!("{used} · {} left out", format::count(count)),
    }
}

const fn words(of: Limited) -> (&'static str, &'static str) {
    match of {
        Limited::PacketBytes => {
            ("Largest message", "A broker of MQTT 5 leaves out larger ones without a word, others are cut off here.")
        }
        Limited::FromBroker => ("From the broker, unacknowledged", "The broker waits before it sends more."),
        Limited::ToBroker => ("To the broker, unanswered", "Commands that the broker has not answered yet."),
        Limited::Queued => ("Waiting for their turn", "Commands that wait for an answer to one before them."),
        Limited::QueuedBytes => ("Bytes that wait for their turn", "The size of those."),
        Limited::Devices => ("Devices", "What more devices say is left out."),
        Limited::Properties => ("Values of one device", "Of the device that has most of them."),
        Limited::Text => ("Letters of a text", "Longer ones are shortened."),
        Limited::Requests => ("Wishes in sight", "With one more, the oldest is no longer followed."),
        Limited::NotUnderstood => ("Topics not understood", "The one not heard for longest makes room."),
        Limited::AnnouncedTopics => ("Announced topics", "Of devices whose topics are not listened to anyway."),
        Limited::Records => ("Packets and failures on record", "Listed on this page."),
    }
}
