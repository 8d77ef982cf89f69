//! Who a device is: several voices of one, and what is left when one of them falls silent.
#![cfg(not(target_arch = "wasm32"))]

use std::time::Duration;

use alicia_dashboard::device::{
    Asking, Change, Device, DeviceKey, Doubt, Fact, Hearing, Kind, Limits, Profile, Registry, Stage, Update, Updates,
    Value, Vocabulary,
};
use alicia_dashboard::time::{Now, Timestamp};

/// A convention in which everything is called by its id.
struct Convention {
    name: &'static str,
    rank: u8,
}

const NATIVE: Convention = Convention { name: "native", rank: 0 };
const ANNOUNCED: Convention = Convention { name: "announced", rank: 5 };

impl Vocabulary for Convention {
    fn rank(&self) -> u8 {
        self.rank
    }

    fn device_name(&self, native_id: &str) -> String {
        format!("{} {native_id}", self.name)
    }

    fn profile(&self, _: &str, property: &str, value: &Value) -> Profile {
        Profile::unknown(property, value)
    }
}

#[derive(Default)]
struct House {
    registry: Registry,
    changes: Vec<Change>,
}

impl House {
    fn new() -> Self {
        Self { registry: Registry::new(Limits::default()), changes: Vec::new() }
    }

    fn hear(&mut self, convention: &Convention, id: &str, say: impl FnOnce(&mut Update)) {
        let mut update = Updates::default().begin(convention.name, id);
        say(&mut update);
        let (now, changes) = (now(), &mut self.changes);
        self.registry.apply(&mut update, &mut Hearing { retained: false, vocabulary: convention, now, changes });
    }

    fn only_device(&self) -> &Device {
        let devices: Vec<_> = self.registry.devices().collect();
        let [device] = devices[..] else { panic!("one device, and not {devices:?}") };
        device
    }
}

fn now() -> Now {
    Now { timestamp: Timestamp::from_millis(1_770_984_030_000), ..Now::default() }
}

fn known_as(update: &mut Update) {
    update.push(Fact::AlsoKnownAs("mac:112233".to_owned()));
}

fn reading(label: &str) -> Profile {
    Profile::read_only(label, Kind::reading("°C"))
}

fn value<'a>(device: &'a Device, property: &str) -> Option<&'a Value> {
    device.property(device.property_key(property)?)?.report.as_ref().map(|report| &report.value)
}

fn native_speaks(house: &mut House) {
    house.hear(&NATIVE, "0x1", |update| {
        known_as(update);
        update.value("temperature", Value::Number(21.5));
    });
}

fn announced_speaks(house: &mut House) {
    house.hear(&ANNOUNCED, "lamp", |update| {
        known_as(update);
        update.push(Fact::Name("Announced".to_owned()));
        update.push(Fact::Room("Hall".to_owned()));
        update.describe("temperature", reading("Temperature"));
        update.describe("battery", reading("Battery"));
    });
}

#[test]
fn two_voices_that_go_by_one_name_are_one_device_whichever_is_heard_first() {
    for order in [[native_speaks, announced_speaks], [announced_speaks, native_speaks]] {
        let mut house = House::new();
        for speak in order {
            speak(&mut house);
        }
        native_speaks(&mut house);
        let device = house.only_device();
        assert_eq!((device.id.as_str(), device.name.as_str()), ("native:0x1", "native 0x1"), "the best voice names it");
        assert_eq!(device.room.as_deref(), Some("Hall"), "which it may be told by any");
        assert_eq!(value(device, "temperature"), Some(&Value::Number(21.5)));
        assert!(device.property_key("battery").is_some());
        for id in ["native:0x1", "announced:lamp", "mac:112233"] {
            assert_eq!(house.registry.find(id).map(|found| &found.id), Some(&device.id), "{id}");
        }
    }
}

#[test]
fn a_device_that_is_joined_to_another_is_told_to_be_gone() {
    let mut house = House::new();
    house.hear(&NATIVE, "0x1", |update| update.value("a", Value::Flag(true)));
    house.hear(&ANNOUNCED, "lamp", |update| update.value("b", Value::Flag(true)));
    house.hear(&NATIVE, "0x1", known_as);
    house.changes.clear();
    house.hear(&ANNOUNCED, "lamp", known_as);
    let first = DeviceKey(0);
    assert!(house.changes.contains(&Change::Gone(DeviceKey(1))) && house.changes.contains(&Change::Device(first)));
    let device = house.only_device();
    let voices =
        ["a", "b"].map(|id| device.property_key(id).and_then(|key| device.property(key)).expect("it is there"));
    assert_eq!(voices.map(|property| device.voice_of(property)), ["native:0x1", "announced:lamp"]);
}

#[test]
fn what_one_voice_withdraws_another_may_still_have() {
    let mut house = House::new();
    native_speaks(&mut house);
    announced_speaks(&mut house);
    house.hear(&ANNOUNCED, "lamp", |update| {
        update.withdraw("temperature");
        update.withdraw("battery");
        update.withdraw("nothing");
    });
    let device = house.only_device();
    assert!(device.property_key("battery").is_none());
    assert_eq!(value(device, "temperature"), Some(&Value::Number(21.5)));
}

#[test]
fn a_device_is_gone_with_its_last_voice_and_may_come_again() {
    let mut house = House::new();
    native_speaks(&mut house);
    announced_speaks(&mut house);
    house.hear(&ANNOUNCED, "lamp", |update| update.push(Fact::Gone));
    assert!(house.only_device().property_key("battery").is_none());
    house.hear(&NATIVE, "0x1", |update| update.push(Fact::Gone));
    assert_eq!(house.registry.devices().count(), 0);
    assert!(house.registry.find("mac:112233").is_none());
    house.hear(&NATIVE, "0x1", |update| update.push(Fact::Gone));
    assert_eq!(house.registry.devices().count(), 0, "a device that is not there cannot go");
    native_speaks(&mut house);
    assert_eq!(house.only_device().id, "native:0x1");
}

#[test]
fn what_was_described_is_not_guessed_again() {
    let mut house = House::new();
    announced_speaks(&mut house);
    house.hear(&ANNOUNCED, "lamp", |update| update.value("battery", Value::Text("full".to_owned())));
    let device = house.only_device();
    let battery = device.property_key("battery").and_then(|key| device.property(key)).expect("it is there");
    assert_eq!(battery.profile, reading("Battery"));
}

#[test]
fn a_wish_for_what_is_withdrawn_gets_its_last_word() {
    let mut house = House::new();
    announced_speaks(&mut house);
    let battery = house.only_device().property_key("battery").expect("it is there");
    let patience = Some(Duration::from_secs(5));
    let asking = Asking { wanted: Value::Number(1.0), mark: "1".to_owned(), patience, group: None };
    house.registry.ask(DeviceKey(0), battery, asking, now(), &mut house.changes);
    house.hear(&ANNOUNCED, "lamp", |update| update.withdraw("battery"));
    let last_words = house.changes.iter().filter_map(|change| match change {
        Change::RequestOver(_, _, request) => Some(request.stage.clone()),
        _ => None,
    });
    assert_eq!(last_words.collect::<Vec<_>>(), [Stage::Unconfirmed(Doubt::Withdrawn)]);
    assert_eq!(house.registry.deadline(), None, "nobody waits for it");
}

#[test]
fn a_place_that_was_left_is_given_to_the_next_once_all_are_taken() {
    let mut house = House { registry: Registry::new(Limits { devices: 2, ..Limits::default() }), changes: Vec::new() };
    for id in ["a", "b", "c"] {
        house.hear(&NATIVE, id, |update| update.value("v", Value::Flag(true)));
    }
    assert_eq!(house.registry.discarded().devices, 1);
    house.hear(&NATIVE, "a", |update| update.push(Fact::Gone));
    house.hear(&NATIVE, "c", |update| update.value("v", Value::Flag(true)));
    let ids: Vec<_> = house.registry.devices().map(|device| device.id.as_str()).collect();
    assert_eq!(ids, ["native:c", "native:b"]);
}
