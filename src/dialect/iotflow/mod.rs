//! IoTFlow fleets: `iotflow/devices/{id}/…` as its document lays it out, the same flat as some firmware does, and flat
//! without a prefix as its simulator does: one device, whichever it speaks. Groups and the server are devices too, told
//! apart from real ones by a slash in their id: `fleet/{group}`, `server/system` and `server/monitoring`.

mod command;
mod fleet;
mod message;
mod topic;
mod vocabulary;

use topic::Role;

use super::late::{Late, Outline};
use super::{CannotWrite, Dialect, Read, Wish};
use crate::device::{Device, Group, Profile, Updates, Value, Vocabulary, label_from_key};
use crate::language::t;
use crate::mqtt::{Message, Publication};
use crate::time::Now;

/// What the ids of groups begin with.
const FLEET: &str = "fleet/";
/// What the ids of the server's parts begin with.
const SERVER: &str = "server/";

/// Of all topics.
const BEGINNINGS: [&str; 3] = ["iotflow/", "devices/", "lwt/"];
const CONVENTION: &str = "iotflow";
/// Not `iotflow/#`: a broker that sees us listening to commands cannot say any more that nobody else does.
const FILTERS: [&str; 16] = [
    "iotflow/+",
    "iotflow/devices/+",
    "iotflow/devices/+/telemetry/#",
    "iotflow/devices/+/status/#",
    "iotflow/devices/+/heartbeat",
    "iotflow/devices/+/config",
    "iotflow/fleet/status/#",
    "iotflow/system/#",
    "iotflow/monitoring/#",
    "iotflow/discovery/#",
    "devices/+",
    "devices/+/telemetry/#",
    "devices/+/status/#",
    "devices/+/heartbeat",
    "devices/+/config",
    "lwt/#",
];

/// Until anything is said on such a topic.
pub(super) fn late() -> Late {
    Late::of(Outline::of(
        CONVENTION,
        &FILTERS,
        |topic, _| BEGINNINGS.iter().any(|beginning| topic.starts_with(beginning)),
        come,
    ))
}

#[inline(never)]
fn come(_: &[String]) -> Box<dyn Dialect> {
    Box::new(IotFlow)
}

#[derive(Debug)]
struct IotFlow;

impl Dialect for IotFlow {
    fn name(&self) -> &'static str {
        CONVENTION
    }

    fn filters(&self) -> Vec<String> {
        super::owned(&FILTERS)
    }

    fn read(&mut self, message: &Message, now: Now, updates: &mut Updates) -> Read {
        let Some(topic) = topic::parse(&message.topic) else {
            return Read::NotMine;
        };
        if topic.role == Role::Command || message.payload.is_empty() {
            return Read::Understood;
        }
        let update = updates.begin(CONVENTION, &topic.id());
        Read::of(message::read(update, topic, &message.payload, now), updates)
    }

    fn write(&self, wish: Wish<'_>) -> Result<Publication, CannotWrite> {
        command::write(wish)
    }

    fn group(&self, device: &Device, native_id: &str) -> Option<Group> {
        native_id.starts_with(FLEET).then(|| fleet::group(device))
    }
}

impl Vocabulary for IotFlow {
    fn device_name(&self, native_id: &str) -> String {
        if let Some(group) = native_id.strip_prefix(FLEET) {
            return t!("{group} fleet", group = label_from_key(group));
        }
        match native_id.strip_prefix(SERVER) {
            Some(part) => format!("IoTFlow {part}"),
            None => label_from_key(native_id),
        }
    }

    fn profile(&self, device: &str, property: &str, value: &Value) -> Profile {
        vocabulary::profile(device, property, value)
    }
}
