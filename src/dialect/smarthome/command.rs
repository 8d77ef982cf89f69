//! How the devices of an ESP32 home are asked for something.

use serde::Serialize;

use super::vocabulary;
use crate::device::{Kind, Value};
use crate::dialect::{CannotWrite, Wish, wish};
use crate::mqtt::Publication;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Command<'a> {
    #[serde(rename = "commandId")]
    id: &'a str,
    timestamp: String,
    r#type: &'static str,
    payload: Wanted,
    source: &'static str,
    correlation_id: &'a str,
}

/// What the device shall be; one thing at a time.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Wanted {
    Power(bool),
    Brightness(u8),
    Color(String),
}

/// The message that asks a device of an ESP32 home for what a person wishes.
pub(super) fn write(wish: Wish<'_>) -> Result<Publication, CannotWrite> {
    let payload = match (&wish.profile.kind, wish.property) {
        (Kind::Binary, vocabulary::POWER) => Wanted::Power(wish.flag()?),
        (Kind::Numeric(_), "brightness") => Wanted::Brightness(wish.percentage()?),
        (Kind::Colour, "color") => Wanted::Color(colour(wish.wanted).ok_or_else(|| wish.not_a_value())?),
        _ => return Err(wish.read_only()),
    };
    let command = Command {
        id: &wish.mark.id,
        timestamp: wish.mark.at.to_iso8601(),
        r#type: "SET_POWER",
        payload,
        source: "USER",
        correlation_id: &wish.mark.id,
    };
    Ok(wish::publication(format!("smarthome/{}/commands", wish.native_id), &command))
}

/// `#RRGGBB`, as the convention's document writes it.
fn colour(wanted: &Value) -> Option<String> {
    let Value::Text(text) = wanted else { return None };
    let digits = text.strip_prefix('#')?;
    let is_colour = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_colour.then(|| text.to_ascii_uppercase())
}
