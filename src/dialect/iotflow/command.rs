//! How the devices of an IoTFlow fleet are asked for something. Configuration is stored for devices that are asleep, as the
//! document wants it; nothing else is.

use serde::Serialize;

use super::topic::Form;
use super::vocabulary::{COMMANDS, GET_STATUS, LED};
use crate::device::{Device, Kind, Value};
use crate::dialect::{CannotWrite, Wish, wish};
use crate::mqtt::{Publication, QoS};

const UPDATE_INTERVAL: &str = "update_interval";

#[derive(Serialize)]
#[serde(untagged)]
enum Command<'a> {
    /// As the document writes it.
    Documented {
        command: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        parameters: Option<Parameters>,
        command_id: &'a str,
        timestamp: String,
    },
    /// As the simulator takes it.
    Simulated {
        r#type: &'static str,
        id: &'a str,
        timestamp: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        interval: Option<u32>,
    },
}

#[derive(Serialize)]
struct Parameters {
    interval_seconds: u32,
}

/// The message that asks a device of a fleet for what a person wishes.
pub(super) fn write(wish: Wish<'_>) -> Result<Publication, CannotWrite> {
    if !wish.profile.access.can_set() {
        return Err(wish.read_only());
    }
    let (command, interval) = match (&wish.profile.kind, wish.property) {
        (Kind::Binary, LED) => (if wish.flag()? { "led_on" } else { "led_off" }, None),
        (Kind::Action, GET_STATUS) => (GET_STATUS, None),
        (Kind::Numeric(_), _) => (UPDATE_INTERVAL, Some(seconds(wish.wanted).ok_or_else(|| wish.not_a_value())?)),
        _ => return Err(wish.read_only()),
    };
    Ok(publication(wish, command, interval))
}

/// A device that was seen to speak in another form is written to in that one.
fn publication(wish: Wish<'_>, command: &'static str, interval: Option<u32>) -> Publication {
    let (id, mark) = (wish.native_id, wish.mark);
    let (form, flat) = [Form::Flat, Form::Bare]
        .into_iter()
        .filter_map(|form| Some((form, form.commands(id)?)))
        .find(|(_, commands)| takes_commands_on(wish.device, commands))
        .unwrap_or((Form::Nested, String::new()));
    let timestamp = mark.at.to_iso8601();
    let body = match form {
        Form::Bare => Command::Simulated { r#type: command, id: &mark.id, timestamp, interval },
        Form::Nested | Form::Flat => {
            let parameters = interval.map(|interval_seconds| Parameters { interval_seconds });
            Command::Documented { command, parameters, command_id: &mark.id, timestamp }
        }
    };
    let (topic, retain) = match (form, interval) {
        (Form::Nested, Some(_)) => (format!("iotflow/devices/{id}/commands/config"), true),
        (Form::Nested, None) => (format!("iotflow/devices/{id}/commands/control"), false),
        (Form::Flat | Form::Bare, _) => (flat, false),
    };
    Publication { qos: QoS::ExactlyOnce, retain, ..wish::publication(topic, &body) }
}

/// Only a topic of the device's own is believed: what is reported under this name came over the air.
fn takes_commands_on(device: &Device, topic: &str) -> bool {
    let reported = device.property_key(COMMANDS).and_then(|key| device.property(key)?.report.as_ref());
    reported.is_some_and(|report| matches!(&report.value, Value::Text(reported) if reported == topic))
}

fn seconds(wanted: &Value) -> Option<u32> {
    let seconds = wanted.as_number()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of a year at most")]
    (seconds.fract() == 0.0 && (1.0..=31_536_000.0).contains(&seconds)).then_some(seconds as u32)
}
