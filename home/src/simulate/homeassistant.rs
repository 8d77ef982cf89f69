//! Home-made things that announce themselves to Home Assistant: one of every component, in the rooms of a house.
//!
//! What a thing says and hears is all below `home/{id}`. Its last will is that it is not available.

mod bathroom;
mod bedroom;
mod cell;
mod garage;
mod garden;
mod hall;
mod kitchen;
mod living_room;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::device::{Command, Device, Message, Now};
use super::drift::Drift;
use super::overlay::overlay;
use super::travel::Travel;
use cell::{Cell, Rule};

const READING_BEATS: u64 = 8;
const BIRTH: &str = "homeassistant/status";

pub(super) fn devices(seeds: &mut Rng) -> Vec<Box<dyn Device>> {
    let rooms = [
        living_room::things(),
        kitchen::things(),
        bedroom::things(),
        bathroom::things(),
        hall::things(),
        garden::things(),
        garage::things(),
    ];
    let things = rooms.into_iter().flatten();
    things.map(|thing| Box::new(Thing { rng: seeds.fork(), ..thing }) as Box<dyn Device>).collect()
}

struct Thing {
    id: &'static str,
    /// Its `device` in announcements.
    about: Value,
    manner: Manner,
    entities: Vec<Entity>,
    cells: Vec<Cell>,
    ears: Vec<Ear>,
    rng: Rng,
}

/// How it announces what it has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    OneByOne,
    /// All that it has in one message.
    AtOnce,
    /// One by one, and only to a Home Assistant that says it has just started.
    AfterBirth,
}

/// A component as it is announced, but for what the thing adds to all of them.
struct Entity {
    component: &'static str,
    key: &'static str,
    config: Value,
}

/// What it does with what it hears on a topic.
struct Ear {
    topic: &'static str,
    /// Which cell that is for, and where in it if that holds an object.
    cell: &'static str,
    part: Option<&'static str>,
    rule: Rule,
}

/// A thing is put together of these.
impl Thing {
    fn new(id: &'static str, name: &str, room: &str, make: (&str, &str)) -> Self {
        let (manufacturer, model) = make;
        let about = json!({
            "identifiers": [id], "name": name, "manufacturer": manufacturer, "model": model, "suggested_area": room,
        });
        let manner = Manner::OneByOne;
        Self { id, about, manner, entities: Vec::new(), cells: Vec::new(), ears: Vec::new(), rng: Rng::with_seed(0) }
    }

    fn announced(self, manner: Manner) -> Self {
        Self { manner, ..self }
    }

    fn has(mut self, component: &'static str, key: &'static str, config: Value) -> Self {
        self.entities.push(Entity { component, key, config });
        self
    }

    fn keeps(self, topic: &'static str, value: impl Into<Value>) -> Self {
        self.with(Cell::kept(topic, value.into()))
    }

    fn measures(self, topic: &'static str, drift: Drift) -> Self {
        self.with(Cell::measured(topic, drift))
    }

    fn moves(self, topic: &'static str, position: u8) -> Self {
        self.with(Cell::moving(topic, Travel::at(position)))
    }

    /// Once in so many beats one of these happens.
    fn tells(self, topic: &'static str, beats: u64, events: impl IntoIterator<Item = Value>) -> Self {
        self.with(Cell::happening(topic, beats, events.into_iter().collect()))
    }

    fn with(mut self, cell: Cell) -> Self {
        self.cells.push(cell);
        self
    }

    /// Obeys on this topic; `place` is a cell, or a cell and a part of what it holds: `state.fan_speed`.
    fn hears(mut self, topic: &'static str, place: &'static str, rule: Rule) -> Self {
        let (cell, part) = place.split_once('.').map_or((place, None), |(cell, part)| (cell, Some(part)));
        self.ears.push(Ear { topic, cell, part, rule });
        self
    }
}

impl Thing {
    fn topic(&self, leaf: &str) -> String {
        format!("home/{}/{leaf}", self.id)
    }

    fn presence(&self, word: &str) -> Message {
        Message::new(self.topic("availability"), word).at_least_once().retained()
    }

    fn says(&self, cell: &Cell) -> Message {
        let message = Message::new(self.topic(cell.topic()), &cell.payload()).at_least_once();
        if cell.is_retained() { message.retained() } else { message }
    }

    /// All it can say at any time.
    fn states(&self) -> impl Iterator<Item = Message> {
        self.cells.iter().filter(|cell| cell.is_retained()).map(|cell| self.says(cell))
    }

    fn announcements(&self) -> Vec<Message> {
        let announcement = |component: &str, object: &str, config: &Value| {
            Message::new(format!("homeassistant/{component}/{object}/config"), config).at_least_once().retained()
        };
        let origin = json!({ "name": "workbench", "sw_version": "3.1" });
        if self.manner == Manner::AtOnce {
            let components: Map<_, _> = self
                .entities
                .iter()
                .map(|it| (it.key.to_owned(), self.component(it, json!({ "p": it.component }))))
                .collect();
            let config = json!({
                "dev": self.about, "o": origin, "avty_t": self.topic("availability"), "cmps": components,
            });
            return vec![announcement("device", self.id, &config)];
        }
        let one = |entity: &Entity| {
            let shared = json!({ "availability_topic": "~/availability", "device": self.about, "origin": origin });
            announcement(entity.component, &format!("{}/{}", self.id, entity.key), &self.component(entity, shared))
        };
        self.entities.iter().map(one).collect()
    }

    fn component(&self, entity: &Entity, shared: Value) -> Value {
        let mut config =
            json!({ "~": format!("home/{}", self.id), "unique_id": format!("{}_{}", self.id, entity.key) });
        overlay(&mut config, shared);
        overlay(&mut config, entity.config.clone());
        config
    }
}

impl Device for Thing {
    fn name(&self) -> String {
        self.id.to_owned()
    }

    fn will(&self) -> Option<Message> {
        Some(self.presence("offline"))
    }

    fn listens_to(&self) -> Vec<String> {
        let birth = (self.manner == Manner::AfterBirth).then(|| BIRTH.to_owned());
        self.ears.iter().map(|ear| self.topic(ear.topic)).chain(birth).collect()
    }

    fn announce(&mut self, _: Now) -> Vec<Message> {
        let mut said = if self.manner == Manner::AfterBirth { Vec::new() } else { self.announcements() };
        said.push(self.presence("online"));
        said.extend(self.states());
        said
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        let mut said = Vec::new();
        for place in 0..self.cells.len() {
            let (changed, measures) = (self.cells[place].advance(now, &mut self.rng), self.cells[place].measures());
            if changed || (measures && now.every(READING_BEATS)) {
                said.push(self.says(&self.cells[place]));
            }
        }
        said
    }

    fn obey(&mut self, command: &Command, _: Now) -> Vec<Message> {
        if command.topic == BIRTH {
            return if command.text() == "online" { self.announcements() } else { Vec::new() };
        }
        let Some(leaf) = command.topic.strip_prefix("home/").and_then(|rest| rest.strip_prefix(self.id)) else {
            return Vec::new();
        };
        let mut said = Vec::new();
        for ear in self.ears.iter().filter(|ear| leaf.strip_prefix('/') == Some(ear.topic)) {
            let cells = self.cells.iter_mut().enumerate().filter(|(_, cell)| cell.topic() == ear.cell);
            for (place, cell) in cells {
                if cell.obey(ear.part, &ear.rule, command) {
                    said.push(place);
                }
            }
        }
        said.into_iter().map(|place| self.says(&self.cells[place])).collect()
    }
}
