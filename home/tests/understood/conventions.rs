//! The conventions of many makers: every device is there once, and does all it can be asked for.

use std::collections::BTreeSet;
use std::time::Duration;

use alicia_dashboard::device::{Access, Device, Kind, Limits, Moment, Profile, Property, Registry, Value};
use alicia_dashboard::dialect::Interpreter;
use alicia_dashboard::mqtt::{Message, QoS};
use home::simulate::{self, Size};

use crate::page::{Page, find, house, reported, take};

const DEVICES: &[&str] = &[
    "home_assistant:living_room_lamp",
    "home_assistant:living_room_climate",
    "home_assistant:wall_display",
    "home_assistant:vacuum",
    "home_assistant:coffee_machine",
    "home_assistant:bedroom_blind",
    "home_assistant:ceiling_fan",
    "home_assistant:humidifier",
    "home_assistant:water_heater",
    "home_assistant:hall_light",
    "home_assistant:front_door",
    "home_assistant:alarm",
    "home_assistant:irrigation",
    "home_assistant:mower",
    "home_assistant:weather_station",
    "home_assistant:car",
    "zigbee2mqtt:bridge",
    "zigbee2mqtt:0x0017880104e45517",
    "zigbee2mqtt:0x0017880104e45518",
    "zigbee2mqtt:0x4c97a1fffe2d1b06",
    "zigbee2mqtt:0x00158d0002a1b2c3",
    "zigbee2mqtt:0x00158d0002a1b2c4",
    "zigbee2mqtt:0x00158d0003fa11e2",
    "zigbee2mqtt:0x00158d0004c3d2e1",
    "zigbee2mqtt:0x680ae2fffe000c0e",
    "zigbee2mqtt:0x540f57fffe85c9c1",
    "zigbee2mqtt:0x84ba20fffe9b1f42",
    "zigbee2mqtt:group/9",
    "tasmota:E8DB8494B051",
    "tasmota:C8C9A3C2D1E0",
    "tasmota:4022D8F1A6B3",
    "shelly:shellyplus1pm-a8032abe54dc",
    "shelly:shellydimmerg3-e4b063d5f0a8",
    "shelly:shellyplus2pm-5443b23d81f8",
    "shelly:shellyplusht-b8d61a8b17cc",
    "homie:5/terrace-light",
    "homie:5/floor-heating",
];

/// What follows no convention, and what has not announced itself yet.
const TOPICS: &[&str] = &[
    "topic:homeassistant/sensor/pellet_stove",
    "topic:homeassistant/sensor/pellet_stove_pellets",
    "topic:homeassistant/binary_sensor/pellet_stove_burning",
    "topic:home/garden",
    "topic:home/garage_heater",
];

#[test]
fn every_device_of_every_convention_is_there_once() {
    let mut interpreter = Interpreter::default();
    let (mut registry, mut puzzles) = (Registry::new(Limits::default()), Vec::new());
    for said in simulate::rehearse(Size::default(), Duration::from_secs(100)) {
        let message = Message { retain: said.retain, ..Message::new(said.topic, said.payload) };
        take(&mut interpreter, &mut registry, &mut puzzles, &message);
    }
    assert!(puzzles.is_empty(), "{puzzles:?}");
    // The solar heating's units are null, as the original's are.
    let problems: Vec<_> = interpreter.problems().filter(|it| !it.topic.contains("solar_heating")).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let is_of_old = |id: &&str| {
        ["alicia:", "iotflow:", "smarthome:", "home_assistant:solar_heating"].iter().any(|start| id.starts_with(start))
    };
    let found: BTreeSet<_> = registry.devices().map(|device| device.id.as_str()).filter(|id| !is_of_old(id)).collect();
    assert_eq!(found, DEVICES.iter().chain(TOPICS).copied().collect());
}

#[test]
fn whatever_can_be_set_in_the_house_is_done() {
    let (broker, _home) = house();
    let mut page = Page::at(&broker);
    page.hear_until("every device has said all that can be set of it", |house| {
        DEVICES.iter().all(|id| {
            let device = find(house, id);
            device.is_some_and(|device| {
                settable(device).all(|it| it.profile.access == Access::Write || it.report.is_some())
            })
        })
    });
    let most = DEVICES.iter().filter_map(|id| find(&page.registry, id)).map(|device| settable(device).count()).max();
    // One after the other of each device: some of what can be set of a lamp also switches it on.
    for turn in 0..most.unwrap_or_default() {
        let wishes = page.wishes(turn);
        for wish in &wishes {
            page.ask(wish.device, &wish.property, &wish.wanted);
        }
        let names = wishes.iter().map(|wish| format!("{} {}", wish.device, wish.property)).collect::<Vec<_>>();
        page.hear_until(&names.join(", "), |house| wishes.iter().all(|wish| wish.is_done(house)));
    }
    assert!(page.not_understood.is_empty(), "{:?}", page.not_understood);
}

#[test]
fn a_shy_thing_is_known_once_home_assistant_has_started() {
    let (broker, _home) = house();
    let mut page = Page::at(&broker);
    page.hear_until("its topics", |house| find(house, "topic:home/garage_heater").is_some());
    page.client.publish("homeassistant/status", "online", QoS::AtLeastOnce, false);
    let heater = "home_assistant:garage_heater";
    page.hear_until("its announcements", |house| reported(house, heater, "relay").is_some());
    page.ask(heater, "relay", &Value::Flag(true));
    page.hear_until("the heat", |house| reported(house, heater, "relay").and_then(Value::as_flag) == Some(true));
    assert!(find(&page.registry, "topic:home/garage_heater").is_none(), "it is there once");
}

#[test]
fn a_group_and_its_members_are_told_together() {
    let (broker, _home) = house();
    let mut page = Page::at(&broker);
    let (group, members) =
        ("zigbee2mqtt:group/9", ["zigbee2mqtt:0x0017880104e45517", "zigbee2mqtt:0x0017880104e45518"]);
    page.hear_until("the group", |house| reported(house, group, "brightness").is_some());
    page.ask(group, "brightness", &Value::Number(25.0));
    page.hear_until("all of it", |house| {
        members.iter().chain([&group]).all(|one| reported(house, one, "brightness") == Some(&Value::Number(25.0)))
    });
}

/// Something that a device has not reported, and is asked for.
struct Wish {
    device: &'static str,
    property: String,
    wanted: Value,
    /// `None` if no report can show it.
    outcome: Option<(Value, f64)>,
}

impl Page {
    /// For whatever can be set next of each device; a group is as its members are.
    fn wishes(&self, turn: usize) -> Vec<Wish> {
        let wish = |device: &'static str| {
            let property = settable(find(&self.registry, device)?).nth(turn)?;
            let wanted = another(&property.profile, property.report.as_ref().map(|report| &report.value));
            let shows = property.profile.shows(&wanted) && property.profile.access != Access::Write;
            let outcome = shows.then(|| (property.profile.outcome(&wanted), property.profile.step()));
            Some(Wish { device, property: property.id.clone(), wanted, outcome })
        };
        DEVICES.iter().filter(|device| !device.contains("group")).filter_map(|device| wish(device)).collect()
    }
}

impl Wish {
    fn is_done(&self, house: &Registry) -> bool {
        self.outcome.as_ref().is_none_or(|(outcome, step)| {
            reported(house, self.device, &self.property).is_some_and(|value| value.satisfies(outcome, *step))
        })
    }
}

fn settable(device: &Device) -> impl Iterator<Item = &Property> {
    device.properties().map(|(_, property)| property).filter(|property| property.profile.access.can_set())
}

/// Of all that a property can hold, something that it does not.
fn another(profile: &Profile, reported: Option<&Value>) -> Value {
    let is_new = |value: &Value| reported.is_none_or(|it| !it.satisfies(&profile.outcome(value), profile.step()));
    let text = |text: &str| Value::Text(text.to_owned());
    let candidates: Vec<Value> = match &profile.kind {
        Kind::Binary | Kind::Action => vec![Value::Flag(true), Value::Flag(false)],
        Kind::Numeric(numeric) => {
            let (low, high) = numeric.range.expect("whatever can be set has ends");
            [0.25, 0.75].map(|share| Value::Number((low + share * (high - low)).round())).into()
        }
        Kind::Choice(words) => words.iter().map(|word| text(word)).collect(),
        Kind::Colour => ["#2060ff", "#ff4020"].map(text).into(),
        Kind::Operated(operations) => operations.iter().map(|operation| text(&operation.word)).collect(),
        Kind::Playback => vec![text("play"), text("pause")],
        Kind::Text | Kind::Picture | Kind::Link => ["one", "another"].map(text).into(),
        Kind::Moment(Moment::Date) => ["2026-07-14", "2027-08-15"].map(text).into(),
        Kind::Moment(Moment::Time) => ["08:30:00", "19:45:00"].map(text).into(),
        Kind::Moment(Moment::DateTime) => ["2026-07-14T08:30:00", "2027-08-15T19:45:00"].map(text).into(),
    };
    candidates.into_iter().find(is_new).expect("there are two of everything")
}
