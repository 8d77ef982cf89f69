//! How the devices of an ESP32 home are asked for something.

use serde::Serialize;

use super::vocabulary;
use crate::device::{Device, Kind, Profile, Value};
use crate::dialect::{CannotWrite, Mark, wish};
use crate::mqtt::Publication;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Command<'a> {
    #[serde(rename = "commandId")]
    id: &'a str,
    timestamp: String,
    r#type: &'static str,
    payload: Wish,
    source: &'static str,
    correlation_id: &'a str,
}

/// What the device shall be; one thing at a time.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Wish {
    Power(bool),
    Brightness(u8),
    Color(String),
}

/// The message that asks `device` to make `property`, which is what `profile` says, be `wanted`.
pub(super) fn write(
    device: &Device,
    property: &str,
    profile: Profile,
    wanted: &Value,
    mark: &Mark,
) -> Result<Publication, CannotWrite> {
    let wish = match (&profile.kind, property) {
        (Kind::Binary, vocabulary::POWER) => wanted.as_flag().map(Wish::Power),
        (Kind::Numeric(_), "brightness") => wish::percentage(wanted).map(Wish::Brightness),
        (Kind::Colour, "color") => colour(wanted).map(Wish::Color),
        _ => return Err(CannotWrite::ReadOnly(profile.label)),
    };
    let command = Command {
        id: &mark.id,
        timestamp: mark.at.to_iso8601(),
        r#type: "SET_POWER",
        payload: wish.ok_or_else(|| wish::not_a_value(&profile, wanted))?,
        source: "USER",
        correlation_id: &mark.id,
    };
    Ok(wish::publication(format!("smarthome/{}/commands", device.native_id()), &command))
}

/// `#RRGGBB`, as the convention's document writes it.
fn colour(wanted: &Value) -> Option<String> {
    let Value::Text(text) = wanted else { return None };
    let digits = text.strip_prefix('#')?;
    let is_colour = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_colour.then(|| text.to_ascii_uppercase())
}
