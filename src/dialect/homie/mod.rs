//! Homie 5, and 4 as far as it is the same: devices describe themselves, and what they hold has a topic of its own. Knows
//! only devices under `homie/`.
//!
//! A device goes by its topic behind that: `5/boiler`, and `boiler` if it speaks an older version. A property goes by
//! `{node}.{property}`, and what is said about a device itself by `$state`, `$log`, `$alert.{id}`.
//!
//! What a value means is known only from the description. Until that has come, a topic is as plain as any other.

mod book;
mod datatype;
mod description;
mod topic;

use book::Book;
use topic::Topic;

use super::late::{Begins, Late, Outline};
use super::term::{self, Term};
use super::{Announced, CannotWrite, Dialect, LEFT_OUT, Read, Wish, scalar};
use crate::device::{Category, Class, Profile, Update, Updates, Value, Vocabulary, label_from_key};
use crate::mqtt::{Message, Publication, QoS};
use crate::time::Now;

const CONVENTION: &str = "homie";
/// Not `homie/#`: a broker that sees us listening to commands cannot say any more that nobody else does. Five levels are
/// values of version 5, but commands of version 4, of which only what describes a property is of interest.
const FILTERS: [&str; 10] = [
    "homie/+/+",
    "homie/+/+/+",
    "homie/5/+/+/+",
    "homie/5/+/+/+/$target",
    "homie/+/+/+/$name",
    "homie/+/+/+/$datatype",
    "homie/+/+/+/$format",
    "homie/+/+/+/$unit",
    "homie/+/+/+/$settable",
    "homie/+/+/+/$retained",
];

const STATE: &str = "$state";
const LOG: &str = "$log";
const ALERT: &str = "$alert";
const ADDRESS: &str = "$localip";

/// Until anything is said under `homie/`.
pub(super) fn late() -> Late {
    let begins: Begins = |topic, _| topic.starts_with("homie/");
    Late::of(Outline { expected_on: super::owned(&["homie/#"]), ..Outline::of(CONVENTION, &FILTERS, begins, come) })
}

#[inline(never)]
fn come(_: &[String]) -> Box<dyn Dialect> {
    Box::new(Homie::default())
}

#[derive(Debug, Default)]
pub(super) struct Homie {
    book: Book,
}

impl Dialect for Homie {
    fn name(&self) -> &'static str {
        CONVENTION
    }

    fn filters(&self) -> Vec<String> {
        super::owned(&FILTERS)
    }

    fn read(&mut self, message: &Message, _: Now, updates: &mut Updates) -> Read {
        let Some(topic) = topic::read(&message.topic) else { return Read::NotMine };
        // The empty text of a string is this byte, because a message without any takes back what the topic held.
        let payload: &[u8] = &message.payload;
        let (is_taken_back, payload) = (payload.is_empty(), if payload == [0] { &[] } else { payload });
        if self.is_unknown(topic) {
            return Read::NotMine;
        }
        let text = match scalar::text(payload) {
            Ok(text) => text,
            Err(_) if topic == Topic::Request => return Read::Understood,
            Err(reason) => return Read::NotUnderstood(reason),
        };
        let told = match topic {
            Topic::Request => Ok(()),
            Topic::Device { device, attribute } => self.read_attribute(device, attribute, text, updates),
            Topic::Detail { device, attribute, key } => {
                tell_detail(device, attribute, key, text, updates);
                Ok(())
            }
            Topic::Node { device, node, attribute } => {
                if attribute == "$name" {
                    self.book.name_node(device, node, text, updates);
                }
                Ok(())
            }
            Topic::Property { .. } | Topic::Value { .. } if is_taken_back && !is_word(topic) => Ok(()),
            Topic::Property { device, property, attribute: "$target" } => {
                self.book.hear(device, property, true, text, updates);
                Ok(())
            }
            Topic::Property { device, property, attribute } => {
                self.book.take_word(device, property, attribute.trim_start_matches('$'), text, updates);
                Ok(())
            }
            Topic::Value { device, property } => {
                self.book.hear(device, property, false, text, updates);
                Ok(())
            }
        };
        told.map_or_else(Read::NotUnderstood, |()| Read::Understood)
    }

    fn claims(&mut self) -> Vec<String> {
        self.book.take_claims()
    }

    fn announced(&self, native_id: &str) -> Announced {
        self.book.announced(native_id)
    }

    fn write(&self, wish: Wish<'_>) -> Result<Publication, CannotWrite> {
        let (property, attributes) =
            self.book.property(wish.native_id, wish.property).ok_or_else(|| wish.read_only())?;
        if !attributes.is_settable {
            return Err(wish.read_only());
        }
        let names_spaces = is_five(wish.native_id);
        let payload = datatype::payload(attributes, names_spaces, wish.wanted).ok_or_else(|| wish.not_a_value())?;
        // What is said twice is the same as said once, unless it makes something happen.
        let qos = if attributes.is_momentary { QoS::ExactlyOnce } else { QoS::AtLeastOnce };
        let topic = format!("{}{}/{property}/set", topic::DOMAIN, wish.native_id);
        Ok(Publication { qos, ..Publication::new(topic, payload) })
    }
}

impl Homie {
    /// Whether the topic is that of a property which nothing has described.
    fn is_unknown(&self, topic: Topic<'_>) -> bool {
        match topic {
            Topic::Value { device, property } | Topic::Property { device, property, attribute: "$target" } => {
                !self.book.knows(device, property)
            }
            _ => false,
        }
    }

    fn read_attribute(
        &mut self,
        device: &str,
        attribute: &str,
        text: &str,
        updates: &mut Updates,
    ) -> Result<(), String> {
        match attribute {
            STATE if text.is_empty() => self.book.remove(device, updates),
            STATE => return self.book.hear_state(device, text, updates),
            "$description" => return self.book.describe(device, text, updates),
            "$name" | "$mac" | ADDRESS if !is_five(device) && !text.is_empty() => {
                self.book.introduce(device, attribute, text, updates);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Whether the device of this id describes itself in one document.
fn is_five(device: &str) -> bool {
    device.starts_with("5/")
}

/// Whether it is one of the words that describe a property before version 5.
fn is_word(topic: Topic<'_>) -> bool {
    matches!(topic, Topic::Property { attribute, .. } if attribute != "$target")
}

fn tell_detail(device: &str, attribute: &str, key: &str, text: &str, updates: &mut Updates) {
    let mut update = updates.begin(CONVENTION, device);
    let written = |text: &str| scalar::Scalar::bare(text).under(key).value();
    match attribute {
        LOG if !text.is_empty() => update.value(LOG, written(&format!("{key}: {text}"))),
        ALERT if text.is_empty() => withdraw(&mut update, &format!("{ALERT}.{key}")),
        ALERT => update.value(&format!("{ALERT}.{key}"), written(text)),
        "$fw" | "$stats" if !text.is_empty() => update.value(&format!("{attribute}.{key}"), written(text)),
        _ => return,
    }
    updates.push(update);
}

/// That something is no more, the broker says.
fn withdraw(update: &mut Update, property: &str) {
    update.hearsay = true;
    update.withdraw(property);
}

impl Vocabulary for Homie {
    fn device_name(&self, native_id: &str) -> String {
        label_from_key(native_id.rsplit('/').next().unwrap_or(native_id))
    }

    /// Of what is said about the device itself; all else is described.
    fn profile(&self, _: &str, property: &str, value: &Value) -> Profile {
        let guessed = || term::guess(property.trim_start_matches('$'), value);
        match property.split('.').next() {
            Some(LEFT_OUT) => term::LEFT_OUT.profile(),
            Some(ADDRESS) => Term::text("Address", Class::Other).diagnostic().profile(),
            Some(ALERT) => guessed().with_class(Class::Problem),
            _ => guessed().with_category(Category::Diagnostic),
        }
    }
}
