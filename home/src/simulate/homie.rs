//! Homie 5: devices that describe what they have, tell every value on a topic of its own, and are set below it.

mod datatype;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::device::{Command, Device, Message, Now, QoS};
use super::drift::Drift;
use datatype::Datatype;

const READING_BEATS: u64 = 6;

pub(super) fn devices(seeds: &mut Rng) -> Vec<Box<dyn Device>> {
    [terrace_light(), floor_heating()]
        .into_iter()
        .map(|(id, name, nodes)| Box::new(Thing { id, name, nodes, rng: seeds.fork() }) as Box<dyn Device>)
        .collect()
}

type Description = (&'static str, &'static str, Vec<Node>);

fn terrace_light() -> Description {
    let light = Node::new(
        "light",
        "Light",
        vec![
            Property::settable("power", "Power", Datatype::Flag, "true"),
            Property::settable("brightness", "Brightness", Datatype::Whole(0, 100), "55").with_unit("%"),
            Property::settable("color", "Colour", Datatype::Colour, "rgb,255,170,80"),
            Property::settable("scene", "Scene", Datatype::Word(&["none", "party", "reading"]), "none"),
            Property::settable("identify", "Identify", Datatype::Press("blink"), ""),
        ],
    );
    let sensor = Node::new(
        "sensor",
        "Sensor",
        vec![
            Property::reading("temperature", "Temperature", Drift::around(12.0, 0.2, 1), "°C"),
            Property::reading("illuminance", "Illuminance", Drift::around(5_200.0, 180.0, 0), "lx"),
        ],
    );
    ("terrace-light", "Terrace light", vec![light, sensor])
}

fn floor_heating() -> Description {
    let circuit = Node::new(
        "circuit",
        "Circuit",
        vec![
            Property::settable("mode", "Mode", Datatype::Word(&["off", "economy", "comfort"]), "comfort"),
            Property::settable("target", "Target", Datatype::Real(5.0, 30.0), "21.5").with_unit("°C"),
            Property::settable("pump", "Pump", Datatype::Flag, "true"),
            Property::settable("note", "Note", Datatype::Text, "bathroom closed"),
            Property::reading("flow", "Flow", Drift::around(31.0, 0.4, 1), "°C"),
        ],
    );
    ("floor-heating", "Floor heating", vec![circuit])
}

struct Thing {
    id: &'static str,
    name: &'static str,
    nodes: Vec<Node>,
    rng: Rng,
}

struct Node {
    id: &'static str,
    name: &'static str,
    properties: Vec<Property>,
}

struct Property {
    id: &'static str,
    name: &'static str,
    datatype: Datatype,
    unit: &'static str,
    holds: Holds,
}

enum Holds {
    /// What it was last set to.
    Set(String),
    Measured(Drift),
}

impl Thing {
    fn says(&self, leaf: &str, payload: &(impl ToString + ?Sized)) -> Message {
        Message::new(format!("homie/5/{}/{leaf}", self.id), payload).at_least_once().retained()
    }

    fn description(&self) -> Value {
        let nodes: Map<_, _> = self.nodes.iter().map(|node| (node.id.to_owned(), node.description())).collect();
        json!({ "homie": "5.0", "version": 1, "name": self.name, "nodes": nodes })
    }

    /// What all properties hold that hold anything, or those that are `wanted`.
    fn values(&self, wanted: impl Fn(&Property) -> bool) -> Vec<Message> {
        let properties = self.nodes.iter().flat_map(|node| node.properties.iter().map(move |it| (node, it)));
        properties
            .filter(|(_, property)| property.datatype.is_retained() && wanted(property))
            .map(|(node, property)| self.says(&format!("{}/{}", node.id, property.id), &property.value()))
            .collect()
    }
}

impl Device for Thing {
    fn name(&self) -> String {
        format!("homie-{}", self.id)
    }

    fn will(&self) -> Option<Message> {
        Some(self.says("$state", "lost"))
    }

    fn listens_to(&self) -> Vec<String> {
        vec![format!("homie/5/{}/+/+/set", self.id)]
    }

    fn announce(&mut self, _: Now) -> Vec<Message> {
        let mut said = vec![self.says("$state", "init"), self.says("$description", &self.description())];
        said.extend(self.values(|_| true));
        said.push(self.says("$state", "ready"));
        said
    }

    fn speak(&mut self, now: Now) -> Vec<Message> {
        if !now.every(READING_BEATS) {
            return Vec::new();
        }
        for property in self.nodes.iter_mut().flat_map(|node| &mut node.properties) {
            if let Holds::Measured(drift) = &mut property.holds {
                drift.next(&mut self.rng);
            }
        }
        self.values(|property| matches!(property.holds, Holds::Measured(_)))
    }

    fn obey(&mut self, command: &Command, _: Now) -> Vec<Message> {
        let mut levels = command.topic.split('/').skip(3);
        let (Some(node), Some(id)) = (levels.next(), levels.next()) else { return Vec::new() };
        let properties = self.nodes.iter_mut().filter(|it| it.id == node).flat_map(|node| &mut node.properties);
        let Some(property) = properties.filter(|it| it.id == id).find(|it| it.datatype.takes(command.text())) else {
            return Vec::new();
        };
        let Holds::Set(value) = &mut property.holds else { return Vec::new() };
        command.text().clone_into(value);
        if property.datatype.is_retained() {
            return vec![self.says(&format!("{node}/{id}"), command.text())];
        }
        // That it happened is told, and not stored.
        vec![Message { qos: QoS::ExactlyOnce, retain: false, ..self.says(&format!("{node}/{id}"), command.text()) }]
    }
}

impl Node {
    fn new(id: &'static str, name: &'static str, properties: Vec<Property>) -> Self {
        Self { id, name, properties }
    }

    fn description(&self) -> Value {
        let properties: Map<_, _> = self.properties.iter().map(|it| (it.id.to_owned(), it.description())).collect();
        json!({ "name": self.name, "properties": properties })
    }
}

impl Property {
    fn settable(id: &'static str, name: &'static str, datatype: Datatype, value: &str) -> Self {
        Self { id, name, datatype, unit: "", holds: Holds::Set(value.to_owned()) }
    }

    fn reading(id: &'static str, name: &'static str, drift: Drift, unit: &'static str) -> Self {
        Self { id, name, datatype: Datatype::Real(f64::MIN, f64::MAX), unit, holds: Holds::Measured(drift) }
    }

    fn with_unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    fn value(&self) -> String {
        match &self.holds {
            Holds::Set(value) => value.clone(),
            Holds::Measured(drift) => drift.now().to_string(),
        }
    }

    fn description(&self) -> Value {
        let mut attributes = json!({ "name": self.name, "datatype": self.datatype.name() });
        if matches!(self.holds, Holds::Set(_)) {
            attributes["settable"] = json!(true);
            attributes["retained"] = json!(self.datatype.is_retained());
            if let Some(format) = self.datatype.format() {
                attributes["format"] = json!(format);
            }
        }
        if !self.unit.is_empty() {
            attributes["unit"] = json!(self.unit);
        }
        attributes
    }
}
