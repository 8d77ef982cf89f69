//! How the devices of an IoTFlow fleet are asked for something. Configuration is stored for devices that are asleep, as the
//! document wants it, and so are new firmware and what groups are asked for; nothing else is.

use serde::Serialize;

use super::FLEET;
use super::topic::Form;
use super::vocabulary::{COMMANDS, FIRMWARE, GET_STATUS, LED};
use crate::device::{Device, Kind, Value};
use crate::dialect::{CannotWrite, Wish, wish};
use crate::mqtt::{Publication, QoS};

const UPDATE_INTERVAL: &str = "update_interval";
/// The document has a topic for new firmware and no message: this one is like the others.
const UPDATE_FIRMWARE: &str = "update_firmware";
/// Characters of a version, or of the address of one.
const VERSION: usize = 256;

#[derive(Serialize)]
#[serde(untagged)]
enum Command<'a> {
    /// As the document writes it.
    Documented {
        command: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        parameters: Option<Parameters<'a>>,
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
#[serde(rename_all = "snake_case")]
enum Parameters<'a> {
    IntervalSeconds(u32),
    Version(&'a str),
}

/// What a command is for, which decides where it goes.
#[derive(Clone, Copy)]
enum Purpose {
    Control,
    Config(u32),
    Firmware,
}

/// The message that asks a device of a fleet for what a person wishes.
pub(super) fn write(wish: Wish<'_>) -> Result<Publication, CannotWrite> {
    if !wish.profile.access.can_set() {
        return Err(wish.read_only());
    }
    let (command, purpose) = match (&wish.profile.kind, wish.property) {
        (Kind::Binary | Kind::Operated(_), LED) => (if wish.flag()? { "led_on" } else { "led_off" }, Purpose::Control),
        (Kind::Action, GET_STATUS) => (GET_STATUS, Purpose::Control),
        (Kind::Numeric(_), _) => {
            (UPDATE_INTERVAL, Purpose::Config(seconds(wish.wanted).ok_or_else(|| wish.not_a_value())?))
        }
        (Kind::Text, FIRMWARE) => (UPDATE_FIRMWARE, Purpose::Firmware),
        _ => return Err(wish.read_only()),
    };
    let form = form(wish);
    let (topic, retain) = match (wish.native_id.strip_prefix(FLEET), form.commands(wish.native_id), purpose) {
        (Some(group), ..) => (format!("iotflow/fleet/commands/{group}"), true),
        (None, Some(commands), _) => (commands, false),
        (None, None, Purpose::Control) => (format!("iotflow/devices/{}/commands/control", wish.native_id), false),
        (None, None, Purpose::Config(_)) => (format!("iotflow/devices/{}/commands/config", wish.native_id), true),
        (None, None, Purpose::Firmware) => (format!("iotflow/devices/{}/commands/firmware", wish.native_id), true),
    };
    let body = body(wish, form, command, purpose)?;
    Ok(Publication { qos: QoS::ExactlyOnce, retain, ..wish::publication(topic, &body) })
}

fn body<'a>(wish: Wish<'a>, form: Form, command: &'static str, purpose: Purpose) -> Result<Command<'a>, CannotWrite> {
    let (id, timestamp) = (wish.mark.id.as_str(), wish.mark.at.to_iso8601());
    Ok(match (form, purpose) {
        (Form::Bare, Purpose::Config(interval)) => {
            Command::Simulated { r#type: command, id, timestamp, interval: Some(interval) }
        }
        (Form::Bare, _) => Command::Simulated { r#type: command, id, timestamp, interval: None },
        (Form::Nested | Form::Flat, purpose) => {
            let parameters = match purpose {
                Purpose::Control => None,
                Purpose::Config(seconds) => Some(Parameters::IntervalSeconds(seconds)),
                Purpose::Firmware => Some(Parameters::Version(version(wish).ok_or_else(|| wish.not_a_value())?)),
            };
            Command::Documented { command, parameters, command_id: id, timestamp }
        }
    })
}

/// A device that was seen to speak in another form is written to in that one.
fn form(wish: Wish<'_>) -> Form {
    let is_used =
        |form: &Form| form.commands(wish.native_id).is_some_and(|commands| takes_commands_on(wish.device, &commands));
    [Form::Flat, Form::Bare].into_iter().find(is_used).unwrap_or(Form::Nested)
}

fn version(wish: Wish<'_>) -> Option<&str> {
    let Value::Text(version) = wish.wanted else { return None };
    let version = version.trim();
    let is_one = !version.is_empty() && version.chars().count() <= VERSION && !version.chars().any(char::is_control);
    is_one.then_some(version)
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
