//! Limits so small that short inputs reach them, and whether they are kept.

use std::collections::HashSet;

use alicia_dashboard::app;
use alicia_dashboard::device::{self, Device, Property, Registry, Value};
use alicia_dashboard::history;
use alicia_dashboard::mqtt;

/// Characters that shortening adds.
const ELLIPSIS: usize = 1;
/// Characters that a label may have more than its key: a space before every capital.
const LABEL: usize = 2;

pub(crate) fn small() -> app::Limits {
    let mut limits = app::Limits {
        mqtt: mqtt::Limits {
            packet_bytes: 512,
            receive_maximum: 4,
            in_flight: 2,
            queued: 2,
            queued_bytes: 64,
            ..mqtt::Limits::default()
        },
        device: device::Limits {
            devices: 8,
            properties_per_device: 12,
            text: 60,
            name: 40,
            requests: 3,
            picture: 64,
            pictures: 100,
        },
        history: history::Limits { series: 12, values: 40, text: 20, questions: 2, ..history::Limits::default() },
        ..app::Limits::default()
    };
    limits.recording = app::RecordingLimits {
        bytes: 4_096,
        messages: 200,
        secret_topics: 4,
        opened_bytes: 8_192,
        line: 512,
        messages_at_once: 8,
        bytes_at_once: 512,
    };
    limits.last_known = app::LastKnownLimits { topics: 6, bytes: 1_024, message: 200, days: 30 };
    limits.hand = app::HandLimits { answer_bytes: 20, retained: 5, retained_names: 100, clearing: 2, ..limits.hand };
    limits.topics = app::TopicLimits { topics: 6, devices: 2, start: 40, told: 4 };
    limits.unread.topics = 4;
    limits.unread.topic = 30;
    limits.unread.excerpt = 40;
    limits
}

pub(crate) fn assert_kept(registry: &Registry, limits: device::Limits) {
    let devices: Vec<_> = registry.devices().collect();
    assert!(devices.len() <= limits.devices);
    let ids: HashSet<_> = devices.iter().map(|device| &device.id).collect();
    assert_eq!(ids.len(), devices.len(), "no device is there twice");
    for device in &devices {
        assert_device_kept(device, limits);
    }
    let requested =
        devices.iter().flat_map(|device| device.properties()).filter(|(_, property)| property.request.is_some());
    assert!(requested.count() <= limits.requests);
}

fn assert_device_kept(device: &Device, limits: device::Limits) {
    assert_short(&device.id, limits.name);
    assert_short(&device.name, limits.name + ELLIPSIS);
    assert_short(device.room.as_deref().unwrap_or_default(), limits.name + ELLIPSIS);
    assert!(device.properties().count() <= limits.properties_per_device);
    for (key, property) in device.properties() {
        assert_eq!(device.property_key(&property.id), Some(key), "a property is there once, and found under its id");
        assert_property_kept(property, limits);
    }
}

fn assert_property_kept(property: &Property, limits: device::Limits) {
    assert_short(&property.id, limits.name);
    assert_short(&property.profile.label, limits.name * LABEL);
    if let Some(report) = &property.report {
        assert_value_kept(&report.value, limits);
    }
}

pub(crate) fn assert_value_kept(value: &Value, limits: device::Limits) {
    match value {
        Value::Number(number) => assert!(number.is_finite()),
        Value::Text(text) => assert_short(text, limits.text + ELLIPSIS),
        Value::Unknown | Value::Flag(_) => {}
    }
}

pub(crate) fn assert_short(text: &str, limit: usize) {
    assert!(text.chars().count() <= limit, "more than {limit} characters: {text}");
}
