//! Who there is in the network of a bridge: devices and groups, what they have, and whether they are there.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::exposed;
use super::feature::{self, Feature};
use super::{BRIDGE, CONVENTION, vocabulary};
use crate::device::{Fact, Update, Updates, Value, digits};
use crate::dialect::json;
use crate::dialect::scalar::{Scalar, cut};
use crate::dialect::tree::{self, Tree};
use crate::mqtt::topic;

/// Devices and groups of one network; it has 65,536 addresses, and no bridge manages a tenth of that.
const DEVICES: usize = 4_000;
/// Bytes of a name. It is a part of topics.
const NAME: usize = 256;
/// Bytes of what a device says of itself.
const MAKE: usize = 256;

/// What the id of a group begins with.
pub(super) const GROUP: &str = "group/";
/// What Home Assistant's announcements of a group begin with: `zigbee2mqtt` in the numbers of its letters.
const GROUP_ALIAS: &str = "id:zigbee2mqtt_1221051039810110150109113116116_";

/// What is told of the bridge.
const TOLD_BY_BRIDGE: &[&str] =
    &["version", "coordinator.type", "network.channel", "permit_join", "restart_required", "log_level"];

/// What is told of a device: the property, where that is in its definition, where else it may be.
const MAKES: &[(&str, &str, &str)] = &[
    ("manufacturer", "vendor", "manufacturer"),
    ("model", "model", "model_id"),
    ("description", "description", ""),
    ("software_version", "", "software_build_id"),
    ("power_source", "", "power_source"),
];

#[derive(Debug, Default)]
pub(super) struct Network {
    devices: Vec<Device>,
    groups: Vec<Device>,
    /// Devices first, groups after them.
    places: HashMap<String, usize>,
    /// Of what was announced last.
    devices_hash: u64,
    groups_hash: u64,
    /// Whether the bridge is there, if it has said so.
    is_bridged: Option<bool>,
    claims: Vec<String>,
}

/// A device, or a group of them.
#[derive(Debug, PartialEq)]
pub(super) struct Device {
    pub(super) native_id: String,
    /// Its part of topics.
    pub(super) name: String,
    /// In the order of their ids.
    pub(super) features: Vec<Feature>,
    /// The order in which they are exposed.
    order: Vec<String>,
    make: Vec<(&'static str, String)>,
    /// How others call it.
    alias: String,
    /// The addresses of those that a group consists of.
    members: Vec<String>,
    /// Whether it is there, if that was said.
    available: Option<bool>,
}

/// Who is who.
impl Network {
    pub(super) fn place_of(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    pub(super) fn device(&self, place: usize) -> Option<&Device> {
        self.devices.iter().chain(&self.groups).nth(place)
    }

    pub(super) fn find(&self, native_id: &str) -> Option<&Device> {
        self.devices.iter().chain(&self.groups).find(|device| device.native_id == native_id)
    }

    /// Topics of devices that have come to be known by their names.
    pub(super) fn take_claims(&mut self) -> Vec<String> {
        std::mem::take(&mut self.claims)
    }
}

/// The bridge speaks.
impl Network {
    pub(super) fn hear_devices(&mut self, text: &str, updates: &mut Updates) -> Result<(), String> {
        let hash = hash(text);
        if hash == self.devices_hash {
            return Ok(());
        }
        let (mut devices, mut coordinator) = (Vec::new(), None);
        tree::read_each(text, &mut |tree| {
            let Some(address) = tree.text("ieee_address").filter(|address| address.len() <= NAME) else { return };
            if tree.text("type") == Some("Coordinator") {
                coordinator = Some(address.to_owned());
            } else if devices.len() < DEVICES {
                devices.push(Device::announced(address, &tree));
            }
        })?;
        self.devices_hash = hash;
        if let Some(address) = coordinator {
            let mut update = said_by_bridge(BRIDGE, updates);
            update.push(Fact::AlsoKnownAs(coordinator_alias(&address)));
            updates.push(update);
        }
        let gone = renew(&mut self.devices, devices, self.is_bridged, &mut self.claims, updates);
        self.name_all();
        farewell(&gone, updates);
        self.regroup(updates);
        Ok(())
    }

    pub(super) fn hear_groups(&mut self, text: &str, updates: &mut Updates) -> Result<(), String> {
        let hash = hash(text);
        if hash == self.groups_hash {
            return Ok(());
        }
        let mut groups = Vec::new();
        tree::read_each(text, &mut |tree| {
            let Some(id) = tree.number("id") else { return };
            if groups.len() < DEVICES {
                groups.push(Device::grouped(id, &tree));
            }
        })?;
        self.groups_hash = hash;
        for group in &mut groups {
            let features = self.common_features(&group.members);
            group.take_features(features);
        }
        let gone = renew(&mut self.groups, groups, self.is_bridged, &mut self.claims, updates);
        self.name_all();
        farewell(&gone, updates);
        Ok(())
    }

    /// While the bridge is gone nobody hears of any device.
    pub(super) fn hear_bridge(&mut self, is_there: bool, updates: &mut Updates) {
        let mut update = said_by_bridge(BRIDGE, updates);
        update.push(Fact::Declared(is_there));
        updates.push(update);
        let before = self.is_bridged.replace(is_there);
        if before == Some(is_there) || (is_there && before.is_none()) {
            return;
        }
        for device in self.devices.iter().chain(&self.groups) {
            let mut update = said_by_bridge(&device.native_id, updates);
            update.push(Fact::Declared(is_there && device.available.unwrap_or(true)));
            updates.push(update);
        }
    }

    pub(super) fn hear_presence(&mut self, place: usize, is_there: bool, updates: &mut Updates) {
        let is_bridged = self.is_bridged != Some(false);
        let Some(device) = self.devices.iter_mut().chain(&mut self.groups).nth(place) else { return };
        device.available = Some(is_there);
        let mut update = said_by_bridge(&device.native_id, updates);
        update.push(Fact::Declared(is_there && is_bridged));
        updates.push(update);
    }

    /// Listens to whoever has a new name. A device and a group never have the same.
    fn name_all(&mut self) {
        let before = std::mem::take(&mut self.places);
        for (place, device) in self.devices.iter().chain(&self.groups).enumerate() {
            if !before.contains_key(&device.name) {
                for end in ["", "/availability"] {
                    self.claims.push(format!("{CONVENTION}/{}{end}", device.name));
                }
            }
            self.places.entry(device.name.clone()).or_insert(place);
        }
    }

    /// What groups have follows from what their members have.
    fn regroup(&mut self, updates: &mut Updates) {
        for place in 0..self.groups.len() {
            let features = self.common_features(&self.groups[place].members);
            let group = &mut self.groups[place];
            let before: Vec<_> = std::mem::take(&mut group.features);
            group.take_features(features);
            if before != group.features {
                // What it has said before, it has said of these.
                self.claims.push(format!("{CONVENTION}/{}", group.name));
                let update = group.describe(&before, updates);
                updates.push(update);
            }
        }
    }

    /// What all of these members have that are known.
    fn common_features(&self, members: &[String]) -> Vec<Feature> {
        let mut known = self.devices.iter().filter(|device| members.contains(&device.native_id));
        let Some(first) = known.next() else { return Vec::new() };
        let others: Vec<_> = known.collect();
        let has = |feature: &Feature| others.iter().all(|it| feature::find(&it.features, &feature.id).is_some());
        let in_order = first.order.iter().filter_map(|id| feature::find(&first.features, id));
        in_order.filter(|feature| feature.is_shared && has(feature)).cloned().collect()
    }
}

impl Device {
    fn announced(address: &str, tree: &Tree) -> Self {
        let definition = tree.get("definition");
        let exposes = definition.map_or(&[][..], |definition| definition.list("exposes"));
        let make = MAKES.iter().filter_map(|(property, within, beside)| {
            let text = definition.and_then(|it| it.text(within)).or_else(|| tree.text(beside))?;
            Some((*property, cut(text, MAKE).to_owned()))
        });
        let mut device = Self {
            native_id: address.to_owned(),
            name: name(tree, address),
            features: Vec::new(),
            order: Vec::new(),
            make: make.collect(),
            alias: format!("id:zigbee2mqtt_{address}"),
            members: Vec::new(),
            available: None,
        };
        device.take_features(exposed::features(exposes));
        device
    }

    fn grouped(id: f64, tree: &Tree) -> Self {
        let id = digits(id);
        let members = tree.list("members").iter().filter_map(|member| member.text("ieee_address"));
        Self {
            native_id: format!("{GROUP}{id}"),
            name: name(tree, &format!("group_{id}")),
            features: Vec::new(),
            order: Vec::new(),
            make: Vec::new(),
            alias: format!("{GROUP_ALIAS}{id}"),
            members: members.take(DEVICES).map(str::to_owned).collect(),
            available: None,
        }
    }

    fn take_features(&mut self, mut features: Vec<Feature>) {
        self.order = features.iter().map(|feature| feature.id.clone()).collect();
        features.sort_by(|one, other| one.id.cmp(&other.id));
        self.features = features;
    }

    /// All that was announced of it, in the place of what it had before.
    fn describe(&self, before: &[Feature], updates: &mut Updates) -> Update {
        let mut update = said_by_bridge(&self.native_id, updates);
        // First, so that all else is said of one device.
        update.push(Fact::AlsoKnownAs(self.alias.clone()));
        update.push(Fact::Name(self.name.clone()));
        update.push(Fact::PartOf(vocabulary::bridge()));
        for gone in before.iter().filter(|gone| feature::find(&self.features, &gone.id).is_none()) {
            update.withdraw(&gone.id);
        }
        for feature in self.order.iter().filter_map(|id| feature::find(&self.features, id)) {
            update.describe(&feature.id, feature.profile.clone());
        }
        for (property, text) in &self.make {
            update.describe(property, vocabulary::make(property));
            update.value(property, Value::Text(text.clone()));
        }
        update
    }
}

/// What the bridge says of itself.
pub(super) fn hear_info(text: &str, updates: &mut Updates) -> Result<(), String> {
    let mut update = updates.begin(CONVENTION, BRIDGE);
    // All that is told comes before the bridge's configuration, which may be longer than what is read.
    json::read_object(text, &[], &mut |path, scalar| match (path, scalar) {
        ("coordinator.ieee_address", Scalar::Text(address)) => {
            update.push(Fact::AlsoKnownAs(coordinator_alias(cut(address, NAME))));
        }
        _ if TOLD_BY_BRIDGE.contains(&path) => update.value(path, scalar.value()),
        _ => {}
    })?;
    updates.push(update);
    Ok(())
}

/// Puts what is announced in the place of what was known, and tells what is new. Returns those that are gone.
fn renew(
    known: &mut Vec<Device>,
    announced: Vec<Device>,
    is_bridged: Option<bool>,
    claims: &mut Vec<String>,
    updates: &mut Updates,
) -> Vec<String> {
    let mut before = std::mem::take(known);
    for mut device in announced {
        if known.iter().any(|known| known.native_id == device.native_id) {
            continue;
        }
        let old = before.iter().position(|old| old.native_id == device.native_id).map(|at| before.swap_remove(at));
        device.available = old.as_ref().and_then(|old| old.available);
        if old.as_ref() != Some(&device) {
            let mut update = device.describe(old.as_ref().map_or(&[], |old| &old.features), updates);
            if old.is_none() && is_bridged == Some(false) {
                update.push(Fact::Declared(false));
            }
            updates.push(update);
            if old.is_some_and(|old| old.features != device.features) {
                // What it has said before, it has said of these.
                claims.push(format!("{CONVENTION}/{}", device.name));
            }
        }
        known.push(device);
    }
    before.into_iter().map(|device| device.native_id).collect()
}

fn farewell(gone: &[String], updates: &mut Updates) {
    for native_id in gone {
        let mut update = said_by_bridge(native_id, updates);
        update.push(Fact::Gone);
        updates.push(update);
    }
}

/// That the device is there does not follow.
fn said_by_bridge(native_id: &str, updates: &mut Updates) -> Update {
    let mut update = updates.begin(CONVENTION, native_id);
    update.hearsay = true;
    update
}

/// What people have called it, if topics may be called so.
fn name(tree: &Tree, otherwise: &str) -> String {
    let named = tree.text("friendly_name").filter(|name| name.len() <= NAME && topic::check_name(name).is_ok());
    named.unwrap_or(otherwise).to_owned()
}

fn coordinator_alias(address: &str) -> String {
    format!("id:zigbee2mqtt_bridge_{address}")
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
