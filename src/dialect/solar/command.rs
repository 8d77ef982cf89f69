//! How the solar heating is asked for something: with a bare word or number, beside the state that it is to become.

use crate::device::{Kind, digits};
use crate::dialect::{CannotWrite, Wish};
use crate::mqtt::Publication;

/// The message that asks the solar heating for what a person wishes.
pub(super) fn write(wish: Wish<'_>) -> Result<Publication, CannotWrite> {
    let (component, payload) = match &wish.profile.kind {
        _ if !wish.profile.access.can_set() => return Err(wish.read_only()),
        Kind::Binary => ("switch", if wish.flag()? { "ON" } else { "OFF" }.to_owned()),
        Kind::Numeric(numeric) => {
            let (low, high) = numeric.range.unwrap_or((f64::MIN, f64::MAX));
            let number = wish.wanted.as_number().filter(|number| (low..=high).contains(number));
            ("number", digits(number.ok_or_else(|| wish.not_a_value())?))
        }
        _ => return Err(wish.read_only()),
    };
    let topic = format!("homeassistant/{component}/{}/set", wish.property);
    Ok(Publication::new(topic, payload))
}
