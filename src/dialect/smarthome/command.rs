//! How the devices of an ESP32 home are asked for something. Orders go to their commands; what configures them goes where the
//! firmware looks for it, and says of itself what it would say as a command, for those that answer.

use serde::Serialize;

use super::vocabulary;
use crate::device::{Kind, Numeric, Value};
use crate::dialect::{CannotWrite, Wish, wish};
use crate::mqtt::{Publication, QoS};

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
#[serde(untagged)]
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
    let command = Command {
        id: &wish.mark.id,
        timestamp: wish.mark.at.to_iso8601(),
        r#type: if wish.property == vocabulary::RESET { "RESET" } else { "SET_POWER" },
        payload,
        source: "USER",
        correlation_id: &wish.mark.id,
    };
    Ok(wish::publication(format!("smarthome/{}/commands", wish.native_id), &command))
}

/// The message that configures one, with nothing in it but what is to change.
pub(super) fn configure(wishes: &[Wish<'_>]) -> Result<Publication, CannotWrite> {
    let Wish { native_id, mark, .. } = *wishes.first().ok_or(CannotWrite::Nothing)?;
    let settings = wishes.iter().map(|wish| Ok((wish.property, setting(*wish)?))).collect::<Result<Vec<_>, _>>()?;
    let (id, at, config) = (&mark.id, mark.at.to_iso8601(), object(&settings));
    let payload = format!(
        r#"{{"commandId":"{id}","timestamp":"{at}","type":"SET_CONFIG","config":{config},"source":"USER","correlationId":"{id}"}}"#
    );
    let topic = format!("smarthome/{native_id}/config");
    Ok(Publication { qos: QoS::ExactlyOnce, ..Publication::new(topic, payload) })
}

/// A JSON object of these paths and what is there: `alertThresholds.gas` is the `gas` in the object `alertThresholds`. They are
/// paths of the vocabulary, in which nothing needs to be escaped.
fn object(settings: &[(&str, String)]) -> String {
    let mut members: Vec<String> = Vec::new();
    let mut objects: Vec<&str> = Vec::new();
    for (path, setting) in settings {
        match path.split_once('.') {
            None => members.push(format!("\"{path}\":{setting}")),
            Some((name, _)) if objects.contains(&name) => {}
            Some((name, _)) => {
                let within = |(path, setting): &(&'_ str, String)| {
                    Some((path.strip_prefix(name)?.strip_prefix('.')?.to_owned(), setting.clone()))
                };
                let inner: Vec<_> = settings.iter().filter_map(within).collect();
                let inner: Vec<_> = inner.iter().map(|(path, setting)| (path.as_str(), setting.clone())).collect();
                members.push(format!("\"{name}\":{}", object(&inner)));
                objects.push(name);
            }
        }
    }
    format!("{{{}}}", members.join(","))
}

/// As JSON has it.
fn setting(wish: Wish<'_>) -> Result<String, CannotWrite> {
    match &wish.profile.kind {
        Kind::Binary => wish.flag().map(|flag| flag.to_string()),
        Kind::Numeric(Numeric { range: Some(_), .. }) => {
            let whole = wish.wanted.as_number().filter(|number| number.fract() == 0.0);
            whole.map(|number| Value::Number(number).plain()).ok_or_else(|| wish.not_a_value())
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
