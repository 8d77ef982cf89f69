//! What announced things are called.

use super::announcement::{Device, Entity, Name};
use crate::device::{Fact, Update, Value, label_from_key};
use crate::dialect::address::mac;

pub(super) const CONVENTION: &str = "home_assistant";

/// The id of the device that an entity belongs to.
pub(super) fn device_id(entity: &Entity) -> String {
    let announced = entity.device.as_ref();
    let identifier = announced.and_then(|device| device.identifiers.first().cloned());
    let address = || announced.and_then(|device| device.connections.first().map(|(_, address)| address.clone()));
    identifier.or_else(address).unwrap_or_else(|| format!("{}/{}", entity.component, entity.object_id))
}

/// Every name that the device goes by, whoever speaks of it.
pub(super) fn aliases(device: &Device) -> impl Iterator<Item = String> {
    let identifiers = device.identifiers.iter().map(|identifier| format!("id:{identifier}"));
    identifiers.chain(device.connections.iter().map(|(kind, address)| match kind.as_str() {
        "mac" => mac(address),
        kind => format!("{kind}:{address}"),
    }))
}

/// Whether an aspect is what the entity is for, and goes by its name.
fn is_the_whole(entity: &Entity, aspect: &str) -> bool {
    aspect == "state" || entity.aspects.len() == 1
}

/// The id of a property; `object` is that of the entity, or one like it that is not taken.
pub(super) fn property_id(entity: &Entity, object: &str, aspect: &str) -> String {
    if is_the_whole(entity, aspect) { object.to_owned() } else { format!("{object}.{aspect}") }
}

/// What a property is called, beside its device.
pub(super) fn label(entity: &Entity, aspect: &str) -> String {
    let own = match &entity.name {
        Name::Own(name) => Some(name.clone()),
        Name::Class => entity.device_class.as_deref().map(label_from_key),
        Name::Device => None,
    };
    match (own, is_the_whole(entity, aspect)) {
        (Some(own), true) => own,
        (Some(own), false) => format!("{own} {}", label_from_key(aspect).to_ascii_lowercase()),
        (None, true) => label_from_key(entity.component),
        (None, false) => label_from_key(aspect),
    }
}

/// What the announcement says about the device itself.
pub(super) fn introduce(entity: &Entity, update: &mut Update) {
    let Some(device) = &entity.device else {
        if let Name::Own(name) = &entity.name {
            update.push(Fact::Name(name.clone()));
        }
        return;
    };
    for alias in aliases(device) {
        update.push(Fact::AlsoKnownAs(alias));
    }
    update.push_some(device.name.clone().map(Fact::Name));
    update.push_some(device.suggested_area.clone().map(Fact::Room));
    let whole = device.via_device.as_ref().filter(|via| !device.identifiers.contains(via));
    update.push_some(whole.map(|via| Fact::PartOf(format!("{CONVENTION}:{via}"))));
}

/// Who made it, and of what kind it is.
pub(super) fn tell_make(entity: &Entity, update: &mut Update) {
    let Some(device) = &entity.device else { return };
    let told = [
        ("manufacturer", &device.manufacturer),
        ("model", &device.model),
        ("serial_number", &device.serial_number),
        ("software_version", &device.sw_version),
        ("hardware_version", &device.hw_version),
    ];
    for (property, text) in told {
        if let Some(text) = text {
            update.value(property, Value::Text(text.clone()));
        }
    }
}
