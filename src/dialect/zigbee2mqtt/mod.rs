//! `zigbee2mqtt`: a bridge announces the devices and groups of its network with all that they expose. Each of them speaks on
//! a topic of the name that people gave it, and is known here by its address, which no other name changes.
//!
//! Properties go by the keys of the state that a device publishes, joined by dots.

mod exposed;
mod feature;
mod network;
mod state;
mod vocabulary;

use network::Network;

use super::late::{Begins, Late, Outline};
use super::{Announced, CannotWrite, Dialect, Read, Wish, scalar};
use crate::device::{Profile, Updates, Value, Vocabulary};
use crate::language::t;
use crate::mqtt::{Message, Publication};
use crate::time::Now;

const CONVENTION: &str = "zigbee2mqtt";
/// Not `zigbee2mqtt/#`: a broker that sees us listening to commands cannot say any more that nobody else does. What has a
/// slash in its name is listened to once the bridge has named it.
const FILTERS: [&str; 3] = ["zigbee2mqtt/+", "zigbee2mqtt/+/availability", "zigbee2mqtt/bridge/+"];
/// The bridge itself, among the ids of its devices.
const BRIDGE: &str = "bridge";

/// Until the bridge says something.
pub(super) fn late() -> Late {
    let begins: Begins = |topic, _| topic.starts_with("zigbee2mqtt/bridge/");
    Late::of(Outline {
        expected_on: super::owned(&["zigbee2mqtt/#"]),
        ..Outline::of(CONVENTION, &FILTERS, begins, come)
    })
}

#[inline(never)]
fn come(_: &[String]) -> Box<dyn Dialect> {
    Box::new(Zigbee2Mqtt::default())
}

#[derive(Debug, Default)]
pub(super) struct Zigbee2Mqtt {
    network: Network,
}

/// What a topic is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Topic<'a> {
    /// What the bridge says of itself and of its network.
    Bridge(&'a str),
    /// What the device in this place says.
    State(usize),
    /// Whether it is there.
    Availability(usize),
}

impl Dialect for Zigbee2Mqtt {
    fn name(&self) -> &'static str {
        CONVENTION
    }

    fn filters(&self) -> Vec<String> {
        super::owned(&FILTERS)
    }

    fn read(&mut self, message: &Message, now: Now, updates: &mut Updates) -> Read {
        let Some(topic) = self.topic(&message.topic) else { return Read::NotMine };
        if message.payload.is_empty() {
            return Read::Understood;
        }
        let read = scalar::text(&message.payload).and_then(|text| match topic {
            Topic::Bridge("devices") => self.network.hear_devices(text, updates),
            Topic::Bridge("groups") => self.network.hear_groups(text, updates),
            Topic::Bridge("state") => {
                self.network.hear_bridge(state::presence(text)?, updates);
                Ok(())
            }
            Topic::Bridge("info") => network::hear_info(text, updates),
            // What it logs, what happens to it and how it answers requests is no value of any device.
            Topic::Bridge(_) => Ok(()),
            Topic::Availability(place) => {
                self.network.hear_presence(place, state::presence(text)?, updates);
                Ok(())
            }
            Topic::State(place) => {
                let device = self.network.device(place).ok_or(t!("nobody speaks here"))?;
                let update = updates.begin(CONVENTION, &device.native_id);
                updates.push(state::read(update, &device.features, text, now)?);
                Ok(())
            }
        });
        read.map_or_else(Read::NotUnderstood, |()| Read::Understood)
    }

    fn claims(&mut self) -> Vec<String> {
        self.network.take_claims()
    }

    fn knows_from_announcements(&self, topic: &str) -> bool {
        self.topic(topic).is_some()
    }

    fn announced(&self, native_id: &str) -> Announced {
        let Some(device) = self.network.find(native_id) else { return Announced::default() };
        let all = if native_id.starts_with(network::GROUP) { "groups" } else { "devices" };
        let (places, speaks_on) = (format!("{CONVENTION}/bridge/{all}"), format!("{CONVENTION}/{}", device.name));
        Announced { places: vec![places], is_alone: false, speaks_on: vec![speaks_on] }
    }

    fn speaker_on(&self, topic: &str) -> Option<&str> {
        match self.topic(topic)? {
            Topic::State(place) => self.network.device(place).map(|device| device.native_id.as_str()),
            Topic::Bridge(_) | Topic::Availability(_) => None,
        }
    }

    fn write(&self, wish: Wish<'_>) -> Result<Publication, CannotWrite> {
        let device = self.network.find(wish.native_id).ok_or_else(|| wish.read_only())?;
        let feature = feature::find(&device.features, wish.property).ok_or_else(|| wish.read_only())?;
        if !feature.profile.access.can_set() {
            return Err(wish.read_only());
        }
        let payload = feature.payload(wish.wanted).ok_or_else(|| wish.not_a_value())?;
        let topic = format!("{CONVENTION}/{}/set", device.name);
        Ok(Publication::new(topic, payload))
    }
}

impl Zigbee2Mqtt {
    /// `None` if nobody has announced what the topic is for.
    fn topic<'t>(&self, topic: &'t str) -> Option<Topic<'t>> {
        let name = topic.strip_prefix(CONVENTION)?.strip_prefix('/')?;
        if let Some(subject) = name.strip_prefix("bridge/") {
            return Some(Topic::Bridge(subject));
        }
        let named = |name| self.network.place_of(name);
        let availability = || named(name.strip_suffix("/availability")?).map(Topic::Availability);
        named(name).map(Topic::State).or_else(availability)
    }
}

impl Vocabulary for Zigbee2Mqtt {
    fn device_name(&self, native_id: &str) -> String {
        if native_id == BRIDGE { "Zigbee2MQTT".to_owned() } else { native_id.to_owned() }
    }

    fn profile(&self, device: &str, property: &str, value: &Value) -> Profile {
        vocabulary::profile(device.ends_with(":bridge"), property, value)
    }
}
