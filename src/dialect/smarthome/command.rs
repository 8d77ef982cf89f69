//! How the devices of an ESP32 home are asked for something. Orders go to their commands; what configures them goes where the
//! firmware looks for it, and says of itself what it would say as a command, for those that answer.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::vocabulary;
use crate::device::{Kind, Numeric, Value};
use crate::dialect::{CannotWrite, Wish, wish};
use crate::mqtt::{Publication, QoS};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    #[serde(rename = "commandId")]
    id: &'a str,
    timestamp: String,
    r#type: &'static str,
    #[serde(flatten)]
    body: Body,
    source: &'static str,
    correlation_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Body {
    Payload(Wanted),
    Config(Map<String, Json>),
}

/// What the device shall be; one thing at a time.
#[derive(Serialize)]
#[serde(rename_all = "lowercase", untagged)]
enum Wanted {
    Power { power: bool },
    Brightness { brightness: u8 },
    Colour { color: String },
    Nothing {},
}

/// The message that asks a device of an ESP32 home for what a person wishes.
pub(super) fn write(wish: Wish<'_>) -> Result<Publication, CannotWrite> {
    let payload = match (&wish.profile.kind, wish.property) {
        _ if wish.profile.is_in_form => return configure(&[wish]),
        (Kind::Binary, vocabulary::POWER) => Wanted::Power { power: wish.flag()? },
        (Kind::Numeric(_), "brightness") => Wanted::Brightness { brightness: wish.percentage()? },
        (Kind::Colour, "color") => Wanted::Colour { color: colour(wish.wanted).ok_or_else(|| wish.not_a_value())? },
        (Kind::Action, vocabulary::RESET) => Wanted::Nothing {},
        _ => return Err(wish.read_only()),
    };
    let kind = if wish.property == vocabulary::RESET { "RESET" } else { "SET_POWER" };
    Ok(publication(wish, "commands", kind, Body::Payload(payload)))
}

/// The message that configures one, with nothing in it but what is to change.
pub(super) fn configure(wishes: &[Wish<'_>]) -> Result<Publication, CannotWrite> {
    let first = *wishes.first().ok_or(CannotWrite::Nothing)?;
    let mut config = Map::new();
    for wish in wishes {
        put(&mut config, wish.property, setting(*wish)?);
    }
    Ok(Publication { qos: QoS::ExactlyOnce, ..publication(first, "config", "SET_CONFIG", Body::Config(config)) })
}

fn publication(wish: Wish<'_>, topic: &str, kind: &'static str, body: Body) -> Publication {
    let Wish { native_id, mark, .. } = wish;
    let (timestamp, source) = (mark.at.to_iso8601(), "USER");
    let message = Message { id: &mark.id, timestamp, r#type: kind, body, source, correlation_id: &mark.id };
    wish::publication(format!("smarthome/{native_id}/{topic}"), &message)
}

/// `alertThresholds.gas` is the `gas` in the object `alertThresholds`.
fn put(config: &mut Map<String, Json>, path: &str, setting: Json) {
    match path.split_once('.') {
        None => {
            config.insert(path.to_owned(), setting);
        }
        Some((object, rest)) => {
            let inner = config.entry(object).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(inner) = inner {
                put(inner, rest, setting);
            }
        }
    }
}

fn setting(wish: Wish<'_>) -> Result<Json, CannotWrite> {
    match &wish.profile.kind {
        Kind::Binary => wish.flag().map(Json::Bool),
        Kind::Numeric(Numeric { range: Some((low, high)), .. }) => {
            let number = wish.wanted.as_number().filter(|number| number.fract() == 0.0);
            #[expect(clippy::cast_possible_truncation, reason = "within the range of a setting, which is small")]
            let whole = number.filter(|number| (*low..=*high).contains(number)).map(|number| number as i64);
            whole.map(Json::from).ok_or_else(|| wish.not_a_value())
        }
        _ => Err(wish.read_only()),
    }
}

/// `#RRGGBB`, as the convention's document writes it.
fn colour(wanted: &Value) -> Option<String> {
    let Value::Text(text) = wanted else { return None };
    let digits = text.strip_prefix('#')?;
    let is_colour = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_colour.then(|| text.to_ascii_uppercase())
}
