//! The Smart Home Backend's ESP32 homes: `smarthome/{home}/{device}/…`. Devices have no last will and acknowledge nothing:
//! that one is gone shows in its silence, that a command was done in what it reports next. One that does answer, with the
//! `commandId` or `correlationId` of the command, is heard.

mod command;
mod message;
mod vocabulary;

use std::time::Duration;

use super::late::{Late, Outline};
use super::{CannotWrite, Dialect, Read, Wish};
use crate::device::{Profile, Updates, Value, Vocabulary};
use crate::mqtt::{Message, Publication};
use crate::time::Now;

const CONVENTION: &str = "smarthome";
/// Not `smarthome/#`: a broker that sees us listening to commands cannot say any more that nobody else does.
const FILTERS: [&str; 7] = [
    "smarthome/+",
    "smarthome/+/+",
    "smarthome/+/+/telemetry",
    "smarthome/+/+/status",
    "smarthome/+/+/heartbeat",
    "smarthome/+/+/config",
    "smarthome/+/+/ota",
];

/// Until anything is said under `smarthome/`.
pub(super) fn late() -> Late {
    Late::of(Outline::of(CONVENTION, &FILTERS, |topic, _| topic.starts_with("smarthome/"), come))
}

#[inline(never)]
fn come(_: &[String]) -> Box<dyn Dialect> {
    Box::new(SmartHome)
}

#[derive(Debug)]
struct SmartHome;

/// What a topic is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Telemetry, status or heartbeat: the device speaks of itself.
    State,
    Ota,
    /// What the backend has set up; addressed to the device.
    Config,
    /// Addressed to the device, tells nothing about it.
    Commands,
}

impl Dialect for SmartHome {
    fn name(&self) -> &'static str {
        CONVENTION
    }

    fn filters(&self) -> Vec<String> {
        super::owned(&FILTERS)
    }

    fn read(&mut self, message: &Message, now: Now, updates: &mut Updates) -> Read {
        let Some((device, part)) = place(&message.topic) else {
            return Read::NotMine;
        };
        if part == Part::Commands || message.payload.is_empty() {
            return Read::Understood;
        }
        let update = updates.begin(CONVENTION, device);
        Read::of(message::read(update, part, &message.payload, now), updates)
    }

    /// A device shows what it did in its next telemetry, and those are 30 s apart.
    fn patience(&self) -> Duration {
        Duration::from_secs(35)
    }

    fn write(&self, wish: Wish<'_>) -> Result<Publication, CannotWrite> {
        command::write(wish)
    }

    fn write_form(&self, wishes: &[Wish<'_>]) -> Result<Publication, CannotWrite> {
        command::configure(wishes)
    }
}

impl Vocabulary for SmartHome {
    /// Boards are called what is printed on them: `ESP32_001`.
    fn device_name(&self, native_id: &str) -> String {
        native_id.rsplit('/').next().unwrap_or(native_id).to_owned()
    }

    fn profile(&self, _: &str, property: &str, value: &Value) -> Profile {
        vocabulary::profile(property, value)
    }
}

/// `{home}/{device}` and what the topic is for; `None` if the convention has no such topic.
fn place(topic: &str) -> Option<(&str, Part)> {
    let (device, part) = topic.strip_prefix("smarthome/")?.rsplit_once('/')?;
    let (home, name) = device.split_once('/')?;
    if home.is_empty() || name.is_empty() || name.contains('/') {
        return None;
    }
    let part = match part {
        "telemetry" | "status" | "heartbeat" => Part::State,
        "ota" => Part::Ota,
        "config" => Part::Config,
        "commands" => Part::Commands,
        _ => return None,
    };
    Some((device, part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_of_the_convention_has_four_levels_and_a_known_end() {
        assert_eq!(place("smarthome/1/ESP32_001/telemetry"), Some(("1/ESP32_001", Part::State)));
        assert_eq!(place("smarthome/maison é/12/commands"), Some(("maison é/12", Part::Commands)));
        for topic in
            ["smarthome/1/telemetry", "smarthome/1/2/3/telemetry", "smarthome//2/status", "smarthome/1//status"]
        {
            assert_eq!(place(topic), None, "{topic}");
        }
        assert_eq!(place("smarthome/1/2/events"), None);
        assert_eq!(place("smarthome"), None);
    }
}
