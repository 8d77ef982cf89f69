//! Messages that a person writes by hand, to any topic; those worth writing again are kept under a name.

use serde::{Deserialize, Serialize};

use super::customs::{quoted, tidied};
use super::{App, News, Task, replay, wire};
use crate::dialect::tree::Tree;
use crate::language::{said, t};
use crate::mqtt::{Properties, Publication, QoS, topic};
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
    /// What it says besides; MQTT 3.1.1 cannot.
    pub properties: Properties,
}

impl ByHand {
    /// Whether its topic is one that can be published to (MQTT 5, section 4.7), and whether it can say what it says besides.
    pub fn check(&self) -> Result<(), String> {
        topic::check_name(&self.topic).map_err(|why| {
            t!("“{topic}” is not a topic to publish to: {why}", topic = self.topic, why = why.to_string())
        })?;
        self.properties.written().map(drop).map_err(|why| why.to_string())
    }

    pub(super) fn publication(self) -> Result<Publication, String> {
        let qos = match self.qos {
            0 => QoS::AtMostOnce,
            1 => QoS::AtLeastOnce,
            _ => QoS::ExactlyOnce,
        };
        let properties = self.properties.written().map_err(|why| why.to_string())?;
        Ok(Publication { qos, retain: self.retain, properties, ..Publication::new(self.topic, self.payload) })
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
        let besides = message.properties.written().map_err(|why| why.to_string())?;
        if message.topic.len() + message.payload.len() + besides.len() > BYTES {
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
            let (qos, retain, besides) = (it.qos, it.retain, besides(&it.properties));
            format!(
                "\n  {{\"name\":{name},\"topic\":{topic},\"payload\":{payload},\"qos\":{qos},\"retain\":{retain}{besides}}}"
            )
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
        let properties = told.get("properties").map(read_besides).unwrap_or_default();
        Ok(ByHand { name, topic, payload: text("payload").unwrap_or_default(), qos, retain, properties })
    };
    file.list("messages").iter().map(message).collect()
}

/// As JSON has it; nothing if there is nothing.
fn besides(properties: &Properties) -> String {
    let Properties { is_text, expiry, content_type, response_topic, correlation, user, .. } = properties;
    let correlation = correlation.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let texts = [("content_type", content_type), ("response_topic", response_topic), ("correlation", &correlation)];
    let texts = texts.into_iter().filter_map(|(key, text)| Some((key, quoted(text.as_ref()?))));
    let others = [("is_text", is_text.map(|it| it.to_string())), ("expiry", expiry.map(|it| it.to_string()))];
    let others = others.into_iter().filter_map(|(key, value)| Some((key, value?)));
    let user: Vec<_> = user.iter().map(|(name, value)| format!("[{},{}]", quoted(name), quoted(value))).collect();
    let user = Some(("user", format!("[{}]", user.join(",")))).filter(|_| !user.is_empty());
    let all: Vec<_> = texts.chain(others).chain(user).map(|(key, value)| format!("\"{key}\":{value}")).collect();
    if all.is_empty() { String::new() } else { format!(",\"properties\":{{{}}}", all.join(",")) }
}

/// What makes no sense of it is left out.
fn read_besides(told: &Tree) -> Properties {
    let text = |told: &Tree| if let Tree::Text(text) = told { Some(text.clone()) } else { None };
    let of = |key: &str| told.get(key).and_then(text);
    let pair = |it: &Tree| match it {
        Tree::List(pair) => Some((text(pair.first()?)?, text(pair.get(1)?)?)),
        _ => None,
    };
    let expiry = match told.get("expiry") {
        Some(Tree::Whole(seconds)) => u32::try_from(*seconds).ok(),
        _ => None,
    };
    Properties {
        is_text: if let Some(Tree::Flag(flag)) = told.get("is_text") { Some(*flag) } else { None },
        expiry,
        content_type: of("content_type"),
        response_topic: of("response_topic"),
        correlation: of("correlation").map(String::into_bytes),
        user: told.list("user").iter().filter_map(pair).collect(),
        ..Properties::default()
    }
}

impl News {
    /// What [`News::Messages`] tells.
    #[must_use]
    pub fn messages(told: &[u8]) -> Vec<ByHand> {
        wire::decode(told).unwrap_or_default()
    }
}

impl App {
    pub(super) fn keep_message(&mut self, message: ByHand) {
        if self.is_replay() {
            self.feed.customized(Err(said(replay::NOTHING_IS_KEPT).to_owned()));
            return;
        }
        let outcome = self.customs.messages.put(message);
        self.kept(outcome);
    }

    /// What becomes of it is told like that of an errand.
    pub(super) fn publish_by_hand(&mut self, message: ByHand, now: Now) {
        let topic = message.topic.clone();
        match message.publication() {
            Ok(publication) => self.run(Task::Publish, publication, now),
            Err(why) => self.could_not(Task::Publish, topic, why, now),
        }
    }
}
