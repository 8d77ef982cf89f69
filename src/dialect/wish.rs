//! What conventions share in asking devices for something.

use serde::Serialize;

use super::{CannotWrite, Dialect};
use crate::device::{Device, Profile, Value};
use crate::mqtt::{Publication, QoS};

/// What `device` holds in `property`, or would hold if it had it.
pub(super) fn profile(dialect: &dyn Dialect, device: &Device, property: &str) -> Profile {
    let known = device.property_key(property).and_then(|key| device.property(key));
    known.map_or_else(|| dialect.profile(&device.id, property, &Value::Unknown), |property| property.profile.clone())
}

pub(super) fn not_a_value(profile: &Profile, wanted: &Value) -> CannotWrite {
    CannotWrite::NotAValue { property: profile.label.clone(), wanted: wanted.plain() }
}

/// A whole percentage, if `wanted` is one.
pub(super) fn percentage(wanted: &Value) -> Option<u8> {
    let percentage = wanted.as_number()?.round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
    (0.0..=100.0).contains(&percentage).then_some(percentage as u8)
}

/// A command is for now: never retained, and sent at least once so that the broker's answer is heard.
pub(super) fn publication(topic: String, command: &impl Serialize) -> Publication {
    let payload = serde_json::to_vec(command).expect("commands are plain data");
    Publication { topic, payload, qos: QoS::AtLeastOnce, retain: false }
}
