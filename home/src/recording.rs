//! What a simulated home says for a while, as a recording that the page plays: its form is told in the page's `app::recording`.

use std::time::{Duration, SystemTime};

use serde_json::json;

use crate::simulate::{self, QoS, Size};

/// The same seed gives the same recording.
#[must_use]
pub fn of(size: Size, began: SystemTime, span: Duration) -> String {
    let then = humantime::format_rfc3339_millis(began).to_string();
    let head = json!({ "format": "alicia-recording", "version": 1, "began": then });
    let mut lines = vec![head.to_string()];
    for (at, message) in simulate::rehearse_from(began, size, span) {
        let qos = match message.qos {
            QoS::AtMostOnce => 0,
            QoS::AtLeastOnce => 1,
            QoS::ExactlyOnce => 2,
        };
        // Whoever listens from the beginning hears everything as it is said, and no stored copies.
        let at = u64::try_from(at.as_millis()).unwrap_or(u64::MAX);
        lines.push(json!({ "at": at, "topic": message.topic, "payload": message.payload, "qos": qos }).to_string());
    }
    lines.push(String::new());
    lines.join("\n")
}
