//! Shelly devices of the second generation and later, as they speak out of the box: `{id}/online`, `{id}/status/{component}`,
//! `{id}/events/rpc`. Knows neither the first generation nor a device whose topics were given another beginning.
//!
//! Their topics begin with their ids, so that nothing but wildcards can be asked for. What these bring besides is left to
//! whoever knows it: only what begins with `shelly` is read here. None of them covers a command, so that the broker can
//! still say that nobody listens to it.
//!
//! A property goes by `{component}.{key}`, such as `switch:0.output`.

mod command;
mod message;
mod vocabulary;

use super::address::mac;
use super::late::{Late, Outline};
use super::{CannotWrite, Dialect, Read, Wish, scalar};
use crate::device::{Fact, Profile, Updates, Value, Vocabulary};
use crate::mqtt::{Message, Publication};
use crate::time::Now;

/// A device never says what people call it: whoever announces it knows better.
const RANK: u8 = 6;
/// Of every id.
const BEGINNING: &str = "shelly";
const CONVENTION: &str = "shelly";
const FILTERS: [&str; 3] = ["+/online", "+/status/+", "+/events/rpc"];

/// Until anything is said by a device whose name begins as theirs do.
pub(super) fn late() -> Late {
    Late::of(Outline { rank: RANK, ..Outline::of(CONVENTION, &FILTERS, |topic, _| topic.starts_with(BEGINNING), come) })
}

#[inline(never)]
fn come(_: &[String]) -> Box<dyn Dialect> {
    Box::new(Shelly)
}

#[derive(Debug)]
struct Shelly;

/// What a topic is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Topic<'a> {
    /// Whether the device is there; its last will as well.
    Online,
    /// All that there is to say about a component.
    Status(&'a str),
    /// What has changed, or happened.
    Event,
    /// Addressed to the device.
    Command,
}

impl Dialect for Shelly {
    fn name(&self) -> &'static str {
        CONVENTION
    }

    fn filters(&self) -> Vec<String> {
        super::owned(&FILTERS)
    }

    fn read(&mut self, message: &Message, now: Now, updates: &mut Updates) -> Read {
        let Some((device, topic)) = place(&message.topic) else { return Read::NotMine };
        if topic == Topic::Command || message.payload.is_empty() {
            return Read::Understood;
        }
        let mut update = updates.begin(CONVENTION, device);
        update.push_some(address(device).map(|digits| Fact::AlsoKnownAs(mac(digits))));
        let read = scalar::text(&message.payload).and_then(|text| match topic {
            Topic::Online => message::online(update, text),
            Topic::Status(component) => message::status(update, component, text),
            Topic::Event | Topic::Command => message::event(update, text, now),
        });
        Read::of(read, updates)
    }

    fn write(&self, wish: Wish<'_>) -> Result<Publication, CannotWrite> {
        command::write(wish)
    }
}

impl Vocabulary for Shelly {
    fn rank(&self) -> u8 {
        RANK
    }

    fn device_name(&self, native_id: &str) -> String {
        native_id.to_owned()
    }

    fn profile(&self, _: &str, property: &str, value: &Value) -> Profile {
        vocabulary::profile(property, value)
    }
}

/// The id of a device and what its topic is for; `None` if it is not that of a device that speaks so.
fn place(topic: &str) -> Option<(&str, Topic<'_>)> {
    let (device, rest) = topic.split_once('/')?;
    if !device.starts_with(BEGINNING) {
        return None;
    }
    let topic = match rest.split_once('/') {
        None if rest == "online" => Topic::Online,
        None if matches!(rest, "rpc" | "command") => Topic::Command,
        Some(("status", component)) if !component.is_empty() && !component.contains('/') => Topic::Status(component),
        Some(("events", "rpc")) => Topic::Event,
        Some(("command", _)) => Topic::Command,
        _ => return None,
    };
    Some((device, topic))
}

/// The address that an id ends in, unless somebody chose the id.
fn address(device: &str) -> Option<&str> {
    let (_, digits) = device.rsplit_once('-')?;
    (digits.len() == 12 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_begins_with_shelly_is_one() {
        for (topic, expected) in [
            ("shellyplus1-a8032abe54dc/online", Some(("shellyplus1-a8032abe54dc", Topic::Online))),
            ("shellyht-hall/status/wifi", Some(("shellyht-hall", Topic::Status("wifi")))),
            ("shellypro4pm-1/events/rpc", Some(("shellypro4pm-1", Topic::Event))),
            ("shellypro4pm-1/command/switch:0", Some(("shellypro4pm-1", Topic::Command))),
            ("shellypro4pm-1/rpc", Some(("shellypro4pm-1", Topic::Command))),
            ("shellypro4pm-1/status/", None),
            ("shellypro4pm-1/status/switch:0/output", None),
            ("shellypro4pm-1/debug/log", None),
            ("shellies/shelly1-a8032a/online", None),
            ("bridge/online", None),
        ] {
            assert_eq!(place(topic), expected, "{topic}");
        }
    }

    #[test]
    fn an_id_that_was_chosen_holds_no_address() {
        assert_eq!(address("shellyplus1-a8032abe54dc"), Some("a8032abe54dc"));
        for device in ["shellyplus1", "shellyplus1-hall", "shelly-a8032abe54d", "shelly-ü8032abe54d"] {
            assert_eq!(address(device), None, "{device}");
        }
    }
}
