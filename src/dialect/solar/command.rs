//! How the solar heating is asked for something: with a bare word or number, beside the state that it is to become.

use crate::device::{Kind, Profile, Value};
use crate::dialect::{CannotWrite, wish};
use crate::mqtt::{Publication, QoS};

/// The message that asks for `property`, which is what `profile` says, to be `wanted`.
pub(super) fn write(property: &str, profile: &Profile, wanted: &Value) -> Result<Publication, CannotWrite> {
    let not_a_value = || wish::not_a_value(profile, wanted);
    let (component, payload) = match &profile.kind {
        _ if !profile.access.can_set() => return Err(CannotWrite::ReadOnly(profile.label.clone())),
        Kind::Binary => ("switch", if wanted.as_flag().ok_or_else(not_a_value)? { "ON" } else { "OFF" }.to_owned()),
        Kind::Numeric(numeric) => {
            let number = wanted.as_number().ok_or_else(not_a_value)?;
            let (low, high) = numeric.range.unwrap_or((f64::MIN, f64::MAX));
            if !(low..=high).contains(&number) {
                return Err(not_a_value());
            }
            ("number", number.to_string())
        }
        _ => return Err(CannotWrite::ReadOnly(profile.label.clone())),
    };
    let topic = format!("homeassistant/{component}/{property}/set");
    Ok(Publication { topic, payload: payload.into_bytes(), qos: QoS::AtLeastOnce, retain: false })
}
