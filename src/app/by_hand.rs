//! Messages that a person writes by hand, to any topic; those worth writing again are kept under a name.

use serde::{Deserialize, Serialize};

use super::customs::{quoted, tidied};
use super::{App, Task};
use crate::dialect::tree::Tree;
use crate::language::t;
use crate::mqtt::{Publication, QoS, topic};
use crate::time::Now;

/// Messages that are kept.
const MESSAGES: usize = 100;
/// Bytes of one of them.
const BYTES: usize = 16_384;

/// A message to be published as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ByHand {
    /// Under which it is kept.
    pub name: String,
    pub topic: String,
    pub payload: String,
    /// Quality of service: 0, 1 or 2.
    pub qos: u8,
    pub retain: bool,
}

impl ByHand {
    /// Whether its topic is one that can be published to (MQTT 5, section 4.7).
    pub fn check(&self) -> Result<(), String> {
        topic::check_name(&self.topic).map_err(|why| {
            t!("“{topic}” is not a topic to publish to: {why}", topic = self.topic, why = why.to_string())
        })
    }
}

/// In the order of their names.
#[derive(Clone, Debug, Default)]
pub(super) struct Messages(Vec<ByHand>);

impl Messages {
    pub(super) fn all(&self) -> &[ByHand] {
        &self.0
    }

    pub(super) fn forget(&mut self, name: &str) {
        self.0.retain(|message| message.name != name);
    }

    /// In the place of the one of that name.
    pub(super) fn put(&mut self, message: ByHand) -> Result<(), String> {
        let name = tidied(&message.name).ok_or(t!("a message needs a name to be kept"))?;
        if message.topic.len() + message.payload.len() > BYTES {
            return Err(t!("a message that is kept has {count} bytes at most", count = BYTES.to_string()));
        }
        if self.0.iter().filter(|known| known.name != name).count() >= MESSAGES {
            return Err(t!("there would be more than {count} messages", count = MESSAGES.to_string()));
        }
        self.forget(&name);
        let place = self.0.partition_point(|known| known.name < name);
        self.0.insert(place, ByHand { name, ..message });
        Ok(())
    }

    /// As JSON has it; empty without any.
    pub(super) fn written(&self) -> String {
        let message = |it: &ByHand| {
            let [name, topic, payload] = [&it.name, &it.topic, &it.payload].map(|text| quoted(text));
            let (qos, retain) = (it.qos, it.retain);
            format!("\n  {{\"name\":{name},\"topic\":{topic},\"payload\":{payload},\"qos\":{qos},\"retain\":{retain}}}")
        };
        let messages: Vec<_> = self.0.iter().map(message).collect();
        messages.join(",")
    }
}

/// The messages of a file, or what is wrong with one.
pub(super) fn read(file: &Tree) -> Result<Vec<ByHand>, String> {
    let message = |told: &Tree| {
        let text = |key: &str| match told.get(key) {
            Some(Tree::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let name = text("name").ok_or(t!("a message has no name"))?;
        let topic = text("topic").ok_or_else(|| t!("the message {name} has no topic", name))?;
        let qos = told
            .number("qos")
            .map_or(Some(1), |qos| [0, 1, 2].into_iter().find(|it| f64::from(*it).total_cmp(&qos).is_eq()));
        let qos = qos.ok_or_else(|| t!("the message {name} has a quality of service that does not exist", name))?;
        let retain = told.get("retain") == Some(&Tree::Flag(true));
        Ok(ByHand { name, topic, payload: text("payload").unwrap_or_default(), qos, retain })
    };
    file.list("messages").iter().map(message).collect()
}

impl App {
    /// What becomes of it is told like that of an errand.
    pub(super) fn publish_by_hand(&mut self, message: ByHand, now: Now) {
        let qos = match message.qos {
            0 => QoS::AtMostOnce,
            1 => QoS::AtLeastOnce,
            _ => QoS::ExactlyOnce,
        };
        let ByHand { topic, payload, retain, .. } = message;
        self.run(Task::Publish, Publication { topic, payload: payload.into_bytes(), qos, retain }, now);
    }
}
