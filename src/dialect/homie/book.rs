//! What devices have told about themselves, and what their topics mean because of it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::datatype::{self, Format};
use super::description::{self, Attributes};
use super::{CONVENTION, STATE, topic, withdraw};
use crate::device::{Access, Category, Fact, Profile, Update, Updates, Value, label_from_key};
use crate::dialect::address::mac;
use crate::dialect::{Announced, note_left_out};
use crate::language::t;

/// Devices, and properties of all of them, that are known at once.
const DEVICES: usize = 20_000;
const PROPERTIES: usize = 100_000;
/// Nodes of a device that are told apart by their names.
const NODES: usize = 512;

#[derive(Debug, Default)]
pub(super) struct Book {
    /// By their ids.
    devices: HashMap<String, Known>,
    /// Who comes and goes with a device: its last will is that of all its parts.
    by_root: HashMap<String, Vec<String>>,
    /// Topics of properties that were described since claims were last asked for.
    opened: Vec<String>,
    properties: usize,
}

/// A device that was heard of.
#[derive(Debug, Default)]
struct Known {
    /// Of its description.
    hash: Option<u64>,
    root: Option<String>,
    /// What its own state says.
    is_present: Option<bool>,
    /// The names of its nodes, before version 5.
    nodes: HashMap<String, String>,
    /// By the end of the topic.
    properties: HashMap<String, Property>,
}

#[derive(Debug)]
struct Property {
    id: String,
    attributes: Attributes,
    format: Format,
}

/// Devices describe themselves.
impl Book {
    /// Takes the document of a device in the place of the one before.
    pub(super) fn describe(&mut self, device: &str, text: &str, updates: &mut Updates) -> Result<(), String> {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let hash = Some(hasher.finish());
        if self.devices.get(device).is_some_and(|known| known.hash == hash) {
            return Ok(());
        }
        let mut told = if text.is_empty() { description::Description::default() } else { description::read(text)? };
        let Some(known) = known(&mut self.devices, device) else { return Ok(()) };
        known.hash = hash;
        let mut update = updates.begin(CONVENTION, device);
        update.hearsay = true;
        update.push_some(told.name.map(Fact::Name));
        let whole = told.parent.as_ref().or(told.root.as_ref()).filter(|whole| *whole != device);
        update.push_some(whole.map(|whole| Fact::PartOf(format!("{CONVENTION}:{whole}"))));
        let mut before = std::mem::take(&mut known.properties);
        self.properties -= before.len();
        let most = PROPERTIES.saturating_sub(self.properties);
        if told.properties.len() > most {
            told.left_out =
                told.left_out.saturating_add(u32::try_from(told.properties.len() - most).unwrap_or(u32::MAX));
            told.properties.truncate(most);
        }
        note_left_out(&mut update, told.left_out);
        for (end, attributes) in told.properties {
            let property = Property::new(&end, attributes);
            property.describe(&end, &mut update);
            if before.remove(&end).is_none() {
                open(&mut self.opened, device, &end);
            }
            known.properties.insert(end, property);
        }
        self.properties += known.properties.len();
        for end in in_order(&before) {
            withdraw(&mut update, &before[&end].id);
        }
        let root = told.root.filter(|root| root != device);
        let has_moved = known.root != root;
        let left = std::mem::replace(&mut known.root, root.clone());
        if has_moved {
            self.follow(device, left.as_deref(), root);
            update.push_some(self.presence(device).map(Fact::Declared));
        }
        updates.push(update);
        Ok(())
    }

    /// Takes one word of what a device of version 4 tells about a property.
    pub(super) fn take_word(&mut self, device: &str, end: &str, key: &str, text: &str, updates: &mut Updates) {
        let has_room = self.properties < PROPERTIES;
        let Some(known) = known(&mut self.devices, device) else { return };
        if !known.properties.contains_key(end) {
            if !has_room || text.is_empty() {
                return;
            }
            self.properties += 1;
            let node = end.split('/').next().unwrap_or(end);
            let name = known.nodes.get(node).filter(|_| known.nodes.len() > 1).cloned();
            let attributes = Attributes { node: name, ..Attributes::default() };
            known.properties.insert(end.to_owned(), Property::new(end, attributes));
            if !known.nodes.contains_key(node) {
                self.name_node(device, node, &label_from_key(node), updates);
            }
        }
        let Some(known) = self.devices.get_mut(device) else { return };
        let Some(property) = known.properties.get_mut(end) else { return };
        let was_known = property.attributes.datatype.is_some();
        let mut update = updates.begin(CONVENTION, device);
        update.hearsay = true;
        if key == "datatype" && text.is_empty() {
            withdraw(&mut update, &property.id);
            known.properties.remove(end);
            self.properties -= 1;
        } else {
            property.attributes.take(key, text);
            property.format = property.attributes.format();
            if property.attributes.datatype.is_none() {
                return;
            }
            property.describe(end, &mut update);
            if !was_known {
                open(&mut self.opened, device, end);
            }
        }
        updates.push(update);
    }

    /// Nodes that have names are told apart by them, as soon as there are two.
    pub(super) fn name_node(&mut self, device: &str, node: &str, name: &str, updates: &mut Updates) {
        let Some(known) = known(&mut self.devices, device) else { return };
        if known.nodes.len() >= NODES || name.is_empty() {
            return;
        }
        known.nodes.insert(node.to_owned(), name.to_owned());
        if known.nodes.len() < 2 {
            return;
        }
        let mut update = updates.begin(CONVENTION, device);
        update.hearsay = true;
        for end in in_order(&known.properties) {
            let Some(property) = known.properties.get_mut(&end) else { continue };
            let node = end.split('/').next().and_then(|node| known.nodes.get(node));
            if property.attributes.node.as_ref() != node {
                property.attributes.node = node.cloned();
                if property.attributes.datatype.is_some() {
                    property.describe(&end, &mut update);
                }
            }
        }
        updates.push(update);
    }

    /// What a device of version 4 is called, and where it is in the network.
    pub(super) fn introduce(&mut self, device: &str, attribute: &str, text: &str, updates: &mut Updates) {
        if known(&mut self.devices, device).is_none() {
            return;
        }
        let mut update = updates.begin(CONVENTION, device);
        update.hearsay = true;
        match attribute {
            "$name" => update.push(Fact::Name(text.to_owned())),
            "$mac" => update.push(Fact::AlsoKnownAs(mac(text))),
            _ => update.value(attribute, Value::Text(text.to_owned())),
        }
        updates.push(update);
    }

    /// The device is no more.
    pub(super) fn remove(&mut self, device: &str, updates: &mut Updates) {
        if let Some(known) = self.devices.remove(device) {
            self.properties -= known.properties.len();
            self.follow(device, known.root.as_deref(), None);
        }
        let mut update = updates.begin(CONVENTION, device);
        update.hearsay = true;
        update.push(Fact::Gone);
        updates.push(update);
    }

    /// Topics that have come to mean something since this was last asked.
    pub(super) fn take_claims(&mut self) -> Vec<String> {
        std::mem::take(&mut self.opened)
    }

    /// The device comes and goes with another root than before.
    fn follow(&mut self, device: &str, left: Option<&str>, root: Option<String>) {
        if let Some(parts) = left.and_then(|left| self.by_root.get_mut(left)) {
            parts.retain(|part| part != device);
        }
        if let Some(left) = left.filter(|left| self.by_root.get(*left).is_some_and(Vec::is_empty)) {
            self.by_root.remove(left);
        }
        if let Some(root) = root {
            self.by_root.entry(root).or_default().push(device.to_owned());
        }
    }
}

/// Devices speak.
impl Book {
    pub(super) fn knows(&self, device: &str, end: &str) -> bool {
        self.known_property(device, end).is_some()
    }

    /// What the topic of a property says, or the one of what it is about to become.
    pub(super) fn hear(&self, device: &str, end: &str, is_target: bool, text: &str, updates: &mut Updates) {
        let Some(Property { id, attributes, format }) = self.known_property(device, end) else { return };
        let value = datatype::value(attributes, format, end, text);
        let mut update = updates.begin(CONVENTION, device);
        if is_target {
            let profile = datatype::profile(attributes, end);
            let (id, label) = (format!("{id}.$target"), format!("{} (target)", profile.label));
            let profile = Profile { label, access: Access::Read, ..profile };
            update.describe(&id, profile.with_category(Category::Diagnostic));
            update.value(&id, value);
        } else {
            update.value(id, value);
        }
        updates.push(update);
    }

    /// What the device is up to; whether it is there follows for all its parts.
    pub(super) fn hear_state(&mut self, device: &str, text: &str, updates: &mut Updates) -> Result<(), String> {
        let is_present = match text {
            // Whoever sleeps has said so, and wakes up by itself.
            "init" | "ready" | "sleeping" | "alert" => true,
            "disconnected" | "lost" => false,
            _ => return Err(t!("expected a state such as ready or lost").to_owned()),
        };
        let Some(known) = known(&mut self.devices, device) else { return Ok(()) };
        known.is_present = Some(is_present);
        let mut update = updates.begin(CONVENTION, device);
        // That it is lost is said by the broker.
        update.hearsay = !is_present;
        update.value(STATE, Value::Text(text.to_owned()));
        update.push_some(self.presence(device).map(Fact::Declared));
        updates.push(update);
        for part in self.by_root.get(device).into_iter().flatten() {
            let mut update = updates.begin(CONVENTION, part);
            update.hearsay = true;
            update.push_some(self.presence(part).map(Fact::Declared));
            updates.push(update);
        }
        Ok(())
    }

    /// How the topic of a property ends, and what is told of it.
    pub(super) fn property(&self, device: &str, id: &str) -> Option<(&str, &Attributes)> {
        let mut properties = self.devices.get(device)?.properties.iter();
        properties.find(|(_, property)| property.id == id).map(|(end, property)| (end.as_str(), &property.attributes))
    }

    /// What a device has told about itself.
    pub(super) fn announced(&self, device: &str) -> Announced {
        let Some(known) = self.devices.get(device) else { return Announced::default() };
        let domain = topic::DOMAIN;
        // Before version 5 it is told in many words, of which a state is the one that counts.
        let attributes = ["$description", "$state"].into_iter().skip(usize::from(known.hash.is_none()));
        let places = attributes.map(|attribute| format!("{domain}{device}/{attribute}")).collect();
        let speaks_on = in_order(&known.properties).iter().map(|end| format!("{domain}{device}/{end}")).collect();
        Announced { places, is_alone: true, speaks_on }
    }

    fn known_property(&self, device: &str, end: &str) -> Option<&Property> {
        self.devices.get(device)?.properties.get(end).filter(|property| property.attributes.datatype.is_some())
    }

    /// Nobody is there whose root is not.
    fn presence(&self, device: &str) -> Option<bool> {
        let known = self.devices.get(device)?;
        let root = known.root.as_ref().and_then(|root| self.devices.get(root)).and_then(|root| root.is_present);
        match (known.is_present, root) {
            (own, Some(true) | None) => own.or(root),
            (_, Some(false)) => Some(false),
        }
    }
}

impl Property {
    fn new(end: &str, attributes: Attributes) -> Self {
        Self { id: end.replacen('/', ".", 1), format: attributes.format(), attributes }
    }

    fn describe(&self, end: &str, update: &mut Update) {
        update.describe(&self.id, datatype::profile(&self.attributes, end));
    }
}

/// The ends of their topics, always in the same order: the same message says the same.
fn in_order(properties: &HashMap<String, Property>) -> Vec<String> {
    let mut ends: Vec<_> = properties.keys().cloned().collect();
    ends.sort_unstable();
    ends
}

/// What is known of a device, if only that there is one; `None` if there are too many already.
fn known<'a>(devices: &'a mut HashMap<String, Known>, device: &str) -> Option<&'a mut Known> {
    if !devices.contains_key(device) {
        if devices.len() >= DEVICES {
            return None;
        }
        devices.insert(device.to_owned(), Known::default());
    }
    devices.get_mut(device)
}

/// The topics of a property mean something from now on.
fn open(opened: &mut Vec<String>, device: &str, end: &str) {
    let topic = format!("{}{device}/{end}", topic::DOMAIN);
    opened.push(format!("{topic}/$target"));
    opened.push(topic);
}
