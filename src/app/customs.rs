//! What a person makes of devices: names and rooms of their own, what is hidden, scenes, messages to be sent by hand, alarms,
//! charts. Kept as a text by whoever has a place for it, which is also the file to export and to import:
//! `{"alicia_dashboard":1,"devices":{"{id}":{"name","room","hidden","favourite","place"}},"scenes":[…],"messages":[…],"alarms":[…],"charts":[…]}`.

use std::collections::HashMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::alarms::rules;
use super::by_hand::{self, Messages};
use super::comparisons::{self, Comparisons};
use super::scenes::{self, Scenes};
use super::{App, News, wire};
use crate::alarm::Rules;
use crate::device::{Change, Device, DeviceKey, Value};
use crate::dialect::tree::{self, Tree};
use crate::language::{said, t, word};
use crate::order::by_text;
use crate::parts;
use crate::time::Now;

/// Most visits find nothing of the kind: reading and writing it comes when there is something.
const PART: &str = "customs";
const MISSING: &str = word!("what reads and writes it could not be fetched from where the page was loaded from");

/// Of the text; a page that knows only this one does not read a newer one.
const VERSION: u8 = 1;
/// Devices that are customized.
pub(super) const DEVICES: usize = 4_000;
/// Values of the text: more than all that is kept has.
const VALUES: u32 = 100_000;
/// Characters of a name.
const NAME: usize = 120;
/// Places in a room.
const PLACES: u32 = 65_535;

/// What a person makes of one device; what is `None` is as the device says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custom {
    pub name: Option<String>,
    pub room: Option<String>,
    pub hidden: bool,
    /// Among those that the person wants to have at hand.
    pub favourite: bool,
    /// Where it stands in its room, before those that have no place.
    pub place: Option<u32>,
}

/// One thing of that which a person changes; the others stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CustomChange {
    Name(Option<String>),
    Room(Option<String>),
    Hidden(bool),
    Favourite(bool),
    Place(Option<u32>),
}

/// Of all devices, whether they are there or not.
#[derive(Debug, Default)]
pub(super) struct Customs {
    /// By the id under which the device was known then.
    devices: HashMap<String, Custom>,
    pub(super) scenes: Scenes,
    pub(super) messages: Messages,
    pub(super) alarms: Rules,
    pub(super) charts: Comparisons,
}

/// Of how many of each an imported file spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub devices: usize,
    pub scenes: usize,
    pub messages: usize,
    pub alarms: usize,
    pub charts: usize,
}

impl Customs {
    pub(super) fn of(&self, device: &Device) -> Option<&Custom> {
        device.ids().find_map(|id| self.devices.get(id))
    }

    pub(super) fn count(&self) -> usize {
        self.devices.len()
    }

    /// Returns why it cannot be; then nothing has changed.
    pub(super) fn change(&mut self, device: &Device, change: CustomChange) -> Result<(), String> {
        let known = self.of(device).cloned();
        if known.is_none() && self.devices.len() >= DEVICES {
            return Err(too_many());
        }
        let mut custom = known.unwrap_or_default();
        match change {
            CustomChange::Name(name) => custom.name = name,
            CustomChange::Room(room) => custom.room = room,
            CustomChange::Hidden(hidden) => custom.hidden = hidden,
            CustomChange::Favourite(favourite) => custom.favourite = favourite,
            CustomChange::Place(place) => custom.place = place.map(|place| place.min(PLACES)),
        }
        for id in device.ids() {
            self.devices.remove(id);
        }
        let custom = custom.tidied();
        if custom != Custom::default() {
            self.devices.insert(device.id.clone(), custom);
        }
        Ok(())
    }

    /// Takes what a text says in the place of what is known of the same devices. Returns what it speaks of, or why it
    /// cannot be read; then nothing has changed.
    pub(super) fn read(&mut self, text: &str) -> Result<Imported, String> {
        if parts::is_here(PART) { take_in(self, text) } else { Err(said(MISSING).to_owned()) }
    }

    /// The same text for the same customs; or why they cannot be written.
    pub(super) fn written(&self) -> Result<String, String> {
        if parts::is_here(PART) { Ok(write_out(self)) } else { Err(said(MISSING).to_owned()) }
    }
}

impl App {
    pub(super) fn customize(&mut self, key: DeviceKey, change: CustomChange) {
        let Some(device) = self.registry.device(key) else { return };
        match self.customs.change(device, change) {
            Ok(()) => {
                self.changes.push(Change::Device(key));
                self.write_customs();
            }
            Err(reason) => self.feed.customized(Err(reason)),
        }
    }

    pub(super) fn import(&mut self, text: &str, now: Now) {
        let outcome = self.customs.read(text);
        if outcome.is_ok() {
            self.changes.extend(self.registry.keys().map(Change::Device));
            self.follow_rules(now);
            self.kept(Ok(()));
        }
        self.feed.customized(outcome);
    }

    pub(super) fn adopt(&mut self, text: &str, now: Now) {
        let mut adopted = Customs::default();
        if adopted.read(text).is_ok() {
            self.customs = adopted;
            self.changes.extend(self.registry.keys().map(Change::Device));
            self.follow_rules(now);
            self.kept(Ok(()));
        }
    }

    fn write_customs(&mut self) {
        self.family.touch();
        match self.customs.written() {
            Ok(text) => self.feed.customs(text),
            Err(reason) => self.feed.customized(Err(reason)),
        }
    }

    /// What the person keeps besides names may have changed.
    pub(super) fn kept(&mut self, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => {
                self.write_customs();
                self.asked_for.push(News::Scenes(self.customs.scenes.all().to_vec()));
                self.asked_for.push(News::Messages(wire::encode(&self.customs.messages.all())));
                self.asked_for.push(News::AlarmRules(self.customs.alarms.all().to_vec()));
                self.asked_for.push(News::Charts(self.customs.charts.all().to_vec()));
            }
            Err(reason) => self.feed.customized(Err(reason)),
        }
    }
}

/// A door of its part.
#[inline(never)]
fn take_in(known: &mut Customs, text: &str) -> Result<Imported, String> {
    let (file, left_out) =
        tree::read_within(VALUES, text).map_err(|error| t!("it is no JSON: {error}", error = error.to_string()))?;
    match file.number("alicia_dashboard") {
        None => return Err(t!("it is no file of this page: “alicia_dashboard” is missing").to_owned()),
        Some(version) if version > f64::from(VERSION) => {
            return Err(t!("it was written by a newer version of this page").to_owned());
        }
        Some(_) if left_out > 0 => return Err(too_many()),
        Some(_) => {}
    }
    let devices = match file.get("devices") {
        None => &[][..],
        Some(Tree::Object(devices)) => devices,
        Some(_) => return Err(t!("“devices” is no object").to_owned()),
    };
    let customs: Vec<_> =
        devices.iter().map(|(id, it)| Ok((id.clone(), custom(id, it)?))).collect::<Result<_, String>>()?;
    let added = customs.iter().filter(|(id, _)| !known.devices.contains_key(id)).count();
    if known.devices.len() + added > DEVICES {
        return Err(too_many());
    }
    let (scenes, messages) = (scenes::read(&file)?, by_hand::read(&file)?);
    let (alarms, charts) = (rules::read(&file)?, comparisons::read(&file)?);
    let imported = Imported {
        devices: customs.len(),
        scenes: scenes.len(),
        messages: messages.len(),
        alarms: alarms.len(),
        charts: charts.len(),
    };
    let (mut all_scenes, mut all_messages) = (known.scenes.clone(), known.messages.clone());
    let (mut all_alarms, mut all_charts) = (known.alarms.clone(), known.charts.clone());
    scenes.into_iter().try_for_each(|scene| all_scenes.put(scene))?;
    messages.into_iter().try_for_each(|message| all_messages.put(message))?;
    alarms.into_iter().try_for_each(|rule| all_alarms.put(rule))?;
    charts.into_iter().try_for_each(|chart| all_charts.put(chart))?;
    known.devices.extend(customs);
    known.devices.retain(|_, custom| *custom != Custom::default());
    (known.scenes, known.messages, known.alarms, known.charts) = (all_scenes, all_messages, all_alarms, all_charts);
    Ok(imported)
}

/// Another door.
#[inline(never)]
fn write_out(known: &Customs) -> String {
    let devices = known.devices.iter().map(|(id, custom)| (quoted(id), custom)).collect();
    let devices = by_text(devices, |(id, _): &(String, _)| id);
    let mut out = format!("{{\"alicia_dashboard\":{VERSION},\"devices\":{{");
    for (at, (id, Custom { name, room, hidden, favourite, place })) in devices.into_iter().enumerate() {
        let name = name.as_ref().map(|name| format!("\"name\":{}", quoted(name)));
        let room = room.as_ref().map(|room| format!("\"room\":{}", quoted(room)));
        let hidden = hidden.then(|| "\"hidden\":true".to_owned());
        let favourite = favourite.then(|| "\"favourite\":true".to_owned());
        let place = place.map(|place| format!("\"place\":{place}"));
        let said: Vec<_> = [name, room, hidden, favourite, place].into_iter().flatten().collect();
        let comma = if at > 0 { "," } else { "" };
        write!(out, "{comma}\n  {id}:{{{}}}", said.join(",")).expect("a text takes whatever is written");
    }
    out.push_str("\n}");
    let lists = [
        ("scenes", known.scenes.written()),
        ("messages", known.messages.written()),
        ("alarms", rules::written(&known.alarms)),
        ("charts", known.charts.written()),
    ];
    for (key, list) in lists {
        if !list.is_empty() {
            write!(out, ",\n\"{key}\":[{list}\n]").expect("a text takes whatever is written");
        }
    }
    out.push_str("}\n");
    out
}

impl Custom {
    /// As it can be shown: an empty name is none.
    fn tidied(self) -> Self {
        let [name, room] = [self.name, self.room].map(|text| tidied(&text?));
        Self { name, room, ..self }
    }
}

/// A name as it can be shown; an empty one is none.
pub(super) fn tidied(text: &str) -> Option<String> {
    let text: String = text.trim().chars().filter(|letter| !letter.is_control()).take(NAME).collect();
    (!text.is_empty()).then_some(text)
}

fn custom(id: &str, said: &Tree) -> Result<Custom, String> {
    let text = |key: &str| match said.get(key) {
        None | Some(Tree::Null) => Ok(None),
        Some(Tree::Text(text)) => Ok(Some(text.clone())),
        Some(_) => Err(t!("the {key} of {id} is no text", key, id)),
    };
    if !matches!(said, Tree::Object(_)) {
        return Err(t!("what it says of {id} is no object", id));
    }
    let flag = |key: &str| said.get(key) == Some(&Tree::Flag(true));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between the bounds")]
    let place = said.number("place").filter(|place| (0.0..=f64::from(PLACES)).contains(place)).map(|it| it as u32);
    let (name, room) = (text("name")?, text("room")?);
    Ok(Custom { name, room, hidden: flag("hidden"), favourite: flag("favourite"), place }.tidied())
}

/// As JSON has it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("every text can be written")
}

/// As JSON has it.
pub(super) fn json(value: &Value) -> String {
    match value {
        Value::Flag(_) | Value::Number(_) => value.plain(),
        Value::Text(text) => quoted(text),
        Value::Unknown => "null".to_owned(),
    }
}

fn too_many() -> String {
    t!("there would be more than {count} devices with names of your own", count = DEVICES.to_string())
}
