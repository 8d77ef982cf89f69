//! Scenes: what several devices shall be, under a name. Taken from what devices report, asked for like anything else.

use serde::{Deserialize, Serialize};

use super::commands::is_secret;
use super::customs::{json, quoted, tidied};
use super::{App, Batch, RequestNews, Wanted};
use crate::device::{Access, Category, Class, Device, DeviceKey, Kind, Profile, Property, Request, Stage, Value};
use crate::dialect;
use crate::dialect::tree::Tree;
use crate::language::t;
use crate::time::Now;

/// Scenes of one home.
const SCENES: usize = 100;
/// Wishes of one scene.
const WISHES: usize = 500;
/// Wishes of all of them.
const ALL_WISHES: usize = 5_000;

/// What several devices shall be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    pub name: String,
    pub wishes: Vec<SceneWish>,
}

/// What one property of a device shall be, and what both were called when the scene was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SceneWish {
    /// The id of the device.
    pub device: String,
    pub device_name: String,
    /// The id of the property.
    pub property: String,
    pub label: String,
    pub value: Value,
}

/// In the order of their names.
#[derive(Clone, Debug, Default)]
pub(super) struct Scenes(Vec<Scene>);

impl Scenes {
    pub(super) fn all(&self) -> &[Scene] {
        &self.0
    }

    pub(super) fn find(&self, name: &str) -> Option<&Scene> {
        self.0.iter().find(|scene| scene.name == name)
    }

    pub(super) fn forget(&mut self, name: &str) {
        self.0.retain(|scene| scene.name != name);
    }

    /// In the place of the one of that name.
    pub(super) fn put(&mut self, scene: Scene) -> Result<(), String> {
        let others = || self.0.iter().filter(|known| known.name != scene.name);
        if others().count() >= SCENES {
            return Err(t!("there would be more than {count} scenes", count = SCENES.to_string()));
        }
        let wishes = scene.wishes.len() + others().map(|known| known.wishes.len()).sum::<usize>();
        if scene.wishes.len() > WISHES || wishes > ALL_WISHES {
            return Err(t!(
                "a scene asks for {most} things at most, and all scenes for {all}",
                most = WISHES.to_string(),
                all = ALL_WISHES.to_string()
            ));
        }
        self.forget(&scene.name);
        let place = self.0.partition_point(|known| known.name < scene.name);
        self.0.insert(place, scene);
        Ok(())
    }

    /// As JSON has it; empty without any.
    pub(super) fn written(&self) -> String {
        let wish = |it: &SceneWish| {
            let value = json(&it.value);
            let texts = [&it.device, &it.device_name, &it.property, &it.label].map(|text| quoted(text));
            let [device, name, property, label] = texts;
            format!(r#"{{"device":{device},"name":{name},"property":{property},"label":{label},"value":{value}}}"#)
        };
        let scene = |it: &Scene| {
            let wishes: Vec<_> = it.wishes.iter().map(wish).collect();
            format!("\n  {{\"name\":{},\"wishes\":[{}]}}", quoted(&it.name), wishes.join(","))
        };
        let scenes: Vec<_> = self.0.iter().map(scene).collect();
        scenes.join(",")
    }
}

/// The scenes of a file, or what is wrong with one.
pub(super) fn read(file: &Tree) -> Result<Vec<Scene>, String> {
    file.list("scenes").iter().map(scene).collect()
}

fn scene(told: &Tree) -> Result<Scene, String> {
    let name = told.text("name").and_then(tidied).ok_or(t!("a scene has no name"))?;
    let wishes = told.list("wishes").iter().map(wish).collect::<Option<Vec<_>>>();
    let wishes = wishes.ok_or_else(|| t!("a wish of the scene {name} makes no sense", name))?;
    Ok(Scene { name, wishes })
}

fn wish(told: &Tree) -> Option<SceneWish> {
    let text = |key: &str| told.text(key).unwrap_or_default().to_owned();
    let value = match told.get("value")? {
        Tree::Flag(flag) => Value::Flag(*flag),
        Tree::Whole(_) | Tree::Real(_) => Value::Number(told.number("value")?),
        Tree::Text(text) => Value::Text(text.clone()),
        _ => return None,
    };
    let (device, property) = (told.text("device")?.to_owned(), told.text("property")?.to_owned());
    Some(SceneWish { device, device_name: text("name"), property, label: text("label"), value })
}

impl App {
    /// Makes a scene of what these devices report now.
    pub(super) fn save_scene(&mut self, name: &str, devices: &[DeviceKey]) -> Result<(), String> {
        let name = tidied(name).ok_or(t!("a scene needs a name"))?;
        let mut wishes = Vec::new();
        for device in devices.iter().filter_map(|key| self.registry.device(*key)) {
            let custom = self.customs.of(device).and_then(|custom| custom.name.clone());
            let device_name = custom.unwrap_or_else(|| device.name.clone());
            for (property, value) in worth_keeping(device) {
                wishes.push(SceneWish {
                    device: device.id.clone(),
                    device_name: device_name.clone(),
                    property: property.id.clone(),
                    label: property.profile.label.clone(),
                    value,
                });
            }
        }
        if wishes.is_empty() {
            return Err(t!("nothing of these devices can be set and is known").to_owned());
        }
        self.customs.scenes.put(Scene { name, wishes })
    }

    /// Asks for what a scene wants. If a device, or a property, is not there now, nothing is asked for unless `partly`: that
    /// becomes the fate of what is missing.
    pub(super) fn run_scene(&mut self, name: &str, partly: bool, batch: &Batch, now: Now) {
        let Some(scene) = self.customs.scenes.find(name) else { return };
        let (mut wanted, mut missing) = (Vec::new(), Vec::new());
        for wish in &scene.wishes {
            match self.find_wish(wish) {
                Ok(found) => wanted.push(found),
                Err(reason) => missing.push((wish.clone(), reason)),
            }
        }
        let is_off = !missing.is_empty() && !partly;
        for (wish, reason) in missing {
            let rest = if is_off { t!(", so nothing of the scene was sent") } else { "" };
            self.note_missing(wish, format!("{reason}{rest}"), batch, now);
        }
        if !is_off {
            self.set_all(wanted, Some(batch), now);
        }
    }

    fn find_wish(&self, wish: &SceneWish) -> Result<Wanted, String> {
        let device = self.registry.key(&wish.device).ok_or(t!("no such device is known now"))?;
        let known = self.registry.device(device).ok_or(t!("no such device is known now"))?;
        let property = known.property_key(&wish.property).ok_or(t!("the device has nothing like that now"))?;
        let value = wish.value.clone();
        // A file may come from anywhere.
        if !known.property(property).is_some_and(|property| may_be_in_a_scene(property, &value)) {
            return Err(t!("no scene does that: please ask for it at the device").to_owned());
        }
        Ok(Wanted { device, property, value })
    }

    fn note_missing(&mut self, wish: SceneWish, reason: String, batch: &Batch, now: Now) {
        let stage = Stage::NotSent(reason);
        let is_secret = dialect::is_secret(&wish.property);
        let value = if is_secret { Value::Text(dialect::MASK.to_owned()) } else { wish.value };
        let news = RequestNews {
            key: self.registry.spare_request(),
            device_id: wish.device,
            device_name: wish.device_name,
            property_id: wish.property,
            label: wish.label,
            topic: String::new(),
            is_ours: true,
            is_secret,
            batch: Some(batch.clone()),
            request: Request { stage, ..Request::past(value, now.timestamp) },
        };
        self.note_past(news, now);
    }
}

/// Whether a scene may ask for this: for what a person would ask for without being asked, and what is no secret. Texts are
/// said or shown to somebody; only who plays with whom is a state.
fn may_be_in_a_scene(property: &Property, value: &Value) -> bool {
    let Property { id, profile, .. } = property;
    let is_state = match profile.kind {
        Kind::Binary | Kind::Numeric(_) | Kind::Choice(_) | Kind::Colour | Kind::Moment(_) => true,
        Kind::Text => profile.class == Class::Speaker && !id.is_empty(),
        Kind::Playback | Kind::Operated(_) | Kind::Action | Kind::Picture | Kind::Link => false,
    };
    is_state
        && profile.access == Access::ReadWrite
        && profile.category == Category::Primary
        && !profile.asks_first
        && !is_secret(property)
        && *value != Value::Unknown
}

/// What of a device a scene can bring back: what can be set and is known. Of a lamp or a fan that is off, only that it is: to set
/// its brightness or speed would switch it on.
fn worth_keeping(device: &Device) -> Vec<(&Property, Value)> {
    let known = device.properties().filter_map(|(_, property)| {
        let value = property.report.as_ref()?.value.clone();
        let value = match (&property.profile.kind, value.as_flag()) {
            (Kind::Binary, Some(flag)) => Value::Flag(flag),
            _ => value,
        };
        may_be_in_a_scene(property, &value).then_some((property, value))
    });
    let mut known: Vec<_> = known.collect();
    let is_switch = |(property, _): &&(&Property, Value)| property.profile.kind == Kind::Binary;
    let switches: Vec<_> =
        known.iter().filter(is_switch).map(|(property, value)| (property.profile.class, value.clone())).collect();
    // Boards switch their lamp by a power of their own.
    let is_switched = |class, on| {
        let is_its =
            |(of, value): &(Class, Value)| *value == Value::Flag(on) && (*of == class || class == Class::Light);
        switches.iter().any(is_its)
    };
    known.retain(|(property, _)| {
        let Profile { kind, class, .. } = &property.profile;
        *kind == Kind::Binary || !is_switched(*class, false) || is_switched(*class, true)
    });
    known
}
