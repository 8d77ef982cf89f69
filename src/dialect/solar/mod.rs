//! The solar heating: bare states on Home Assistant's topics, whether or not anything announces them, a heartbeat, and the
//! reasons for its mode. Knows no announcement.
//!
//! It is one system and four parts of it. Devices have no parents here, so each part is a device whose name begins with the
//! system's: “Solar heating”, “Solar heating tank”. Ids are those that its announcements use, so that whoever reads these
//! can find the same thing here: the entity with the state topic `homeassistant/{component}/{object}/state` is the property
//! `{object}` of the device with the identifier that [`vocabulary::part`] tells from the object.

mod command;
mod message;
mod vocabulary;

use vocabulary::SYSTEM;

use super::late::{Late, Outline};
use super::{CannotWrite, Dialect, Read, Wish, scalar};
use crate::device::{Fact, Profile, Updates, Value, Vocabulary};
use crate::mqtt::{Message, Publication};
use crate::time::Now;

/// What the objects of the solar heating begin with, among all that live under Home Assistant's prefix.
const OURS: &str = "solar_heating_";

/// Whoever has announced itself knows better.
const RANK: u8 = 6;
const CONVENTION: &str = "solar_heating";
/// With whatever is asked of it there: people may not, so that our listening hides nothing from them. Its states lie
/// where everything does that announces itself to Home Assistant, which is listened to anyway.
const FILTERS: [&str; 2] = ["solar_heating/#", "solar_heating_v3/#"];

/// Until anything is said on one of its topics.
pub(super) fn late() -> Late {
    Late::of(Outline { rank: RANK, ..Outline::of(CONVENTION, &FILTERS, |name, _| topic(name).is_some(), come) })
}

#[inline(never)]
fn come(_: &[String]) -> Box<dyn Dialect> {
    Box::new(Solar)
}

#[derive(Debug)]
struct Solar;

/// What a topic is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Topic<'a> {
    /// One value.
    State {
        component: &'a str,
        object: &'a str,
    },
    Heartbeat,
    Reasoning,
    /// Addressed to the system: tells nothing about it.
    Command,
}

impl Dialect for Solar {
    fn name(&self) -> &'static str {
        CONVENTION
    }

    fn filters(&self) -> Vec<String> {
        super::owned(&FILTERS)
    }

    fn read(&mut self, message: &Message, now: Now, updates: &mut Updates) -> Read {
        let topic = match topic(&message.topic) {
            Some(Topic::Command) => return Read::Understood,
            Some(_) if message.payload.is_empty() => return Read::Understood,
            Some(topic) => topic,
            None => return Read::NotMine,
        };
        let part = match topic {
            Topic::State { object, .. } => vocabulary::part(object),
            _ => SYSTEM,
        };
        let mut update = updates.begin(CONVENTION, part);
        // As its announcements call it.
        update.push(Fact::AlsoKnownAs(format!("id:{part}")));
        let read = scalar::text(&message.payload).and_then(|text| match topic {
            Topic::State { component, object } => message::state(update, component, object, text),
            _ => message::report(update, text, topic == Topic::Heartbeat, now),
        });
        Read::of(read, updates)
    }

    fn says_nothing(&mut self, message: &Message) -> bool {
        match topic(&message.topic) {
            Some(Topic::State { component, object }) => message::is_missing(component, object, &message.payload),
            _ => false,
        }
    }

    fn is_provisional(&self) -> bool {
        true
    }

    fn write(&self, wish: Wish<'_>) -> Result<Publication, CannotWrite> {
        command::write(wish)
    }
}

impl Vocabulary for Solar {
    fn rank(&self) -> u8 {
        RANK
    }

    fn device_name(&self, native_id: &str) -> String {
        vocabulary::name(native_id).to_owned()
    }

    fn profile(&self, _: &str, property: &str, value: &Value) -> Profile {
        vocabulary::profile(property, value)
    }
}

/// `None` if the convention has no such topic.
fn topic(topic: &str) -> Option<Topic<'_>> {
    match topic {
        "solar_heating_v3/heartbeat" => return Some(Topic::Heartbeat),
        "solar_heating/mode_reasoning" => return Some(Topic::Reasoning),
        "solar_heating/command" => return Some(Topic::Command),
        _ => {}
    }
    let (component, rest) = topic.strip_prefix("homeassistant/")?.split_once('/')?;
    let (object, leaf) = rest.split_once('/')?;
    if !matches!(component, "sensor" | "binary_sensor" | "switch" | "number") || object.strip_prefix(OURS)?.is_empty() {
        return None;
    }
    match leaf {
        "state" => Some(Topic::State { component, object }),
        "set" => Some(Topic::Command),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_solar_heatings_own_states_are_read() {
        let state = |component, object| Some(Topic::State { component, object });
        for (text, expected) in [
            (
                "homeassistant/sensor/solar_heating_storage_tank_temp/state",
                state("sensor", "solar_heating_storage_tank_temp"),
            ),
            ("homeassistant/switch/solar_heating_primary_pump/state", state("switch", "solar_heating_primary_pump")),
            ("homeassistant/switch/solar_heating_primary_pump/set", Some(Topic::Command)),
            ("homeassistant/sensor/solar_heating_storage_tank_temp/config", None),
            ("homeassistant/sensor/solar_heating_/state", None),
            ("homeassistant/sensor/node/solar_heating_a/state", None),
            ("homeassistant/light/solar_heating_lamp/state", None),
            ("homeassistant/sensor/pellet_stove/state", None),
            ("solar_heating_v3/heartbeat", Some(Topic::Heartbeat)),
            ("solar_heating/mode_reasoning", Some(Topic::Reasoning)),
            ("solar_heating_v3/sensor_health", None),
        ] {
            assert_eq!(topic(text), expected, "{text}");
        }
    }
}
