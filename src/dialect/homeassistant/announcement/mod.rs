//! What an announcement in the manner of Home Assistant says: which components a device has, what they hold, where they are
//! read and where they are asked for. Knows no registry: what was announced before is not its business.

mod abbreviation;
pub(super) mod asking;
pub(super) mod aspect;
pub(super) mod availability;
mod component;
pub(super) mod device;
pub(super) mod entity;
mod options;
mod place;
mod row;
mod saying;

use std::time::Duration;

pub(super) use place::Place;

use super::template::Template;
use crate::device::Category;
use crate::dialect::scalar;
use crate::dialect::tree::{self, Brief, Tree};
use crate::language::t;
pub(super) use asking::Refusal;
pub(super) use aspect::{Aspect, Choice, Holds, Source};
pub(super) use availability::{Availability, Mode};
use component::Component;
pub(super) use device::Device;
pub(super) use entity::{Entity, Name};
use options::Options;

/// Components that one device announces at once.
const MAX_COMPONENTS: usize = 512;
/// A longer announcement is none.
const MAX_BYTES: usize = 256 * 1_024;

/// What an announcement says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Announcement {
    /// What was announced on this topic is gone.
    Withdrawn,
    /// What was announced on this topic will be announced on another: what a person said about it stays.
    Moved,
    Told {
        entities: Vec<Entity>,
        /// Components of the device that are gone, by their keys.
        removed: Vec<String>,
        /// What is wrong with the announcement as a whole, for a person.
        problems: Vec<String>,
    },
}

/// What is announced at this place; an error says why that makes no sense.
pub(super) fn read(place: &Place<'_>, payload: &[u8]) -> Result<Announcement, String> {
    if payload.is_empty() {
        return Ok(Announcement::Withdrawn);
    }
    if payload.len() > MAX_BYTES {
        return Err(t!("an announcement of more than {most} bytes", most = MAX_BYTES.to_string()));
    }
    let (mut announced, left_out) = tree::read_brief(scalar::text(payload)?)
        .map_err(|error| t!("broken JSON: {error}", error = error.to_string()))?;
    let Tree::Object(entries) = &announced else {
        return Err(t!("expected a JSON object, got {kind}", kind = announced.kind()));
    };
    if entries.is_empty() {
        return Ok(Announcement::Withdrawn);
    }
    abbreviation::expand(&mut announced);
    if matches!(announced.get("migrate_discovery"), Some(Tree::Flag(true))) {
        return Ok(Announcement::Moved);
    }
    let mut problems = Vec::new();
    if left_out > 0 {
        problems.push(t!(
            "the announcement is too large: {count} of its values are left out",
            count = left_out.to_string()
        ));
    }
    if place.component == "device" {
        return of_device(&announced, problems);
    }
    let component = component::of_name(place.component)
        .ok_or_else(|| t!("“{component}” is no component that is known", component = place.component))?;
    let entities = vec![entity(component, place.object, Options::new(&announced, None))];
    Ok(Announcement::Told { entities, removed: Vec::new(), problems })
}

fn of_device(announced: &Brief<'_>, mut problems: Vec<String>) -> Result<Announcement, String> {
    let Some(Tree::Object(components)) = announced.get("components") else {
        return Err(t!("a device is announced without its components").to_owned());
    };
    let (mut entities, mut removed) = (Vec::new(), Vec::new());
    if components.len() > MAX_COMPONENTS {
        problems.push(t!("more than {most} components: the others are left out", most = MAX_COMPONENTS.to_string()));
    }
    for (key, options) in components.iter().take(MAX_COMPONENTS) {
        let Some(Tree::Text(platform)) = options.get("platform") else {
            problems.push(t!("the component “{key}” does not say what it is", key = scalar::cut(key, 64)));
            continue;
        };
        if matches!(options, Tree::Object(entries) if entries.len() == 1) {
            removed.push(key.to_string());
            continue;
        }
        match component::of_name(platform) {
            Some(component) => entities.push(entity(component, key, Options::new(options, Some(announced)))),
            None => {
                problems.push(t!("“{platform}” is no component that is known", platform = scalar::cut(platform, 64)));
            }
        }
    }
    Ok(Announcement::Told { entities, removed, problems })
}

fn entity(component: &Component, object_id: &str, options: Options<'_>) -> Entity {
    for key in component.needs {
        if !options.has(key) {
            options.complain(t!("{key} is missing", key));
        }
    }
    let seconds =
        |key| options.number(key).filter(|seconds| *seconds > 0.0 && *seconds < 1e9).map(Duration::from_secs_f64);
    if matches!(options.even_null("unit_of_measurement"), Some(Tree::Null)) {
        options.complain(t!("unit_of_measurement is null: without a unit it should not be there").to_owned());
    }
    let attributes = options.template("json_attributes_template");
    let entity = Entity {
        component: component.name,
        object_id: scalar::cut(object_id, 256).to_owned(),
        unique_id: options.text("unique_id"),
        name: name(&options),
        device: device::device(&options),
        availability: availability::availability(&options),
        category: category(&options),
        hidden: options.flag("enabled_by_default") == Some(false),
        icon: options.text("icon"),
        device_class: options.text("device_class"),
        state_class: options.text("state_class"),
        expire_after: seconds("expire_after"),
        off_delay: seconds("off_delay"),
        attributes: options.topic("json_attributes_topic").map(|topic| Source::new(topic, attributes)),
        aspects: component.aspects(&options),
        problems: Vec::new(),
        ignored: Vec::new(),
    };
    // Asked for by all, whether they write or not.
    let _ = (options.get("qos"), options.get("retain"), options.get("optimistic"), options.get("object_id"));
    let (problems, ignored) = options.finish();
    Entity { problems, ignored, ..entity }
}

fn name(options: &Options<'_>) -> Name {
    match options.even_null("name") {
        None => Name::Class,
        Some(Tree::Null) => Name::Device,
        Some(_) => match options.text("name") {
            Some(name) if !name.trim().is_empty() => Name::Own(name.trim().to_owned()),
            _ => Name::Class,
        },
    }
}

fn category(options: &Options<'_>) -> Category {
    match options.text("entity_category").as_deref() {
        None => Category::Primary,
        Some("config") => Category::Config,
        Some("diagnostic") => Category::Diagnostic,
        Some(other) => {
            options.complain(t!("entity_category should be config or diagnostic, and is “{other}”", other));
            Category::Primary
        }
    }
}

/// A template that announcements take for granted.
fn template(source: &str) -> Template {
    Template::new(source)
}

#[cfg(test)]
mod tests;
