//! What is asked for together: of several devices, of the members of a group, of one device in one message.

use std::time::Duration;

use alicia_dashboard::app::{Batch, Intent, News, RequestNews, Wanted};
use alicia_dashboard::device::{DeviceKey, Doubt, Stage, Tally, Value};

use crate::house::{House, properties_of, topic_of};

const SOON: Duration = Duration::from_millis(20);

/// The text after `key` in the last command that was sent.
fn mark(house: &House, key: &str) -> String {
    let sent = String::from_utf8_lossy(house.sent.last().expect("a command was sent")).into_owned();
    let (_, rest) = sent.split_once(&format!(r#""{key}":""#)).expect("commands are marked");
    rest.split('"').next().expect("a mark ends").to_owned()
}

fn house_with_a_fleet(size: u32) -> (House, DeviceKey) {
    let mut house = House::live();
    house.publish("iotflow/fleet/status/greenhouse", &format!(r#"{{"group":"greenhouse","devices":{size}}}"#));
    let fleet = house.watch("iotflow:fleet/greenhouse");
    (house, fleet)
}

fn answer(house: &mut House, member: u32, mark: &str, outcome: &str) {
    let topic = format!("iotflow/devices/{member}/telemetry/events");
    house.publish(&topic, &format!(r#"{{"command_id":"{mark}",{outcome},"device_id":{member}}}"#));
}

fn tally(house: &House, fleet: DeviceKey, property: &str) -> Tally {
    let request = house.property(fleet, property).request.expect("it was asked for something");
    request.tally.expect("a group is counted")
}

#[test]
fn of_fifty_members_three_are_silent_and_two_fail() {
    let (mut house, fleet) = house_with_a_fleet(50);
    house.set(fleet, "led", Value::Text("on".to_owned()));
    assert_eq!(topic_of(house.sent.last().expect("a command was sent")), "iotflow/fleet/commands/greenhouse");
    let mark = mark(&house, "command_id");
    for member in 1..=47 {
        match member {
            7 | 31 => answer(&mut house, member, &mark, r#""status":"error","message":"no LED""#),
            _ => answer(&mut house, member, &mark, r#""status":"success""#),
        }
        // Whoever answers twice is counted once.
        if member % 5 == 0 {
            answer(&mut house, member, &mark, r#""status":"error""#);
        }
    }
    answer(&mut house, 50, "another", r#""status":"success""#);
    house.pass(SOON);
    assert_eq!(house.stage(fleet, "led"), Some(Stage::Sent), "three may still answer");
    house.pass(Duration::from_secs(10));
    assert_eq!(house.stage(fleet, "led"), Some(Stage::Unconfirmed(Doubt::Silent)));
    let Tally { size, done, failed, reasons, .. } = tally(&house, fleet, "led");
    assert_eq!((size, done, failed), (Some(50), 45, 2));
    assert_eq!(tally(&house, fleet, "led").missing(), Some(3));
    let reasons: Vec<_> = reasons.iter().map(|(name, why)| (name.as_str(), why.as_str())).collect();
    assert_eq!(reasons, [("7", "no LED"), ("31", "no LED")]);

    for member in 48..=50 {
        answer(&mut house, member, &mark, r#""status":"success""#);
    }
    house.pass(SOON);
    assert_eq!(tally(&house, fleet, "led").missing(), Some(0));
    assert_eq!(house.stage(fleet, "led"), Some(Stage::Failed("2 of them failed".to_owned())), "late is not never");
}

#[test]
fn a_group_whose_members_have_all_done_it_has_done_it() {
    let (mut house, fleet) = house_with_a_fleet(3);
    house.set(fleet, "get_status", Value::Flag(true));
    house.acknowledge(0);
    let mark = mark(&house, "command_id");
    for member in 1..=3 {
        assert_ne!(house.stage(fleet, "get_status"), Some(Stage::Confirmed));
        answer(&mut house, member, &mark, r#""status":"success""#);
        house.pass(SOON);
    }
    assert_eq!(house.stage(fleet, "get_status"), Some(Stage::Confirmed));
}

#[test]
fn members_that_are_known_are_missed_by_name_and_need_no_mark() {
    let mut house = House::live();
    house.publish("iotflow/devices/pump/status/online", r#"{"device_name":"The pump","status":"online"}"#);
    house.publish("iotflow/fleet/status/cellar", r#"{"members":["pump","valve"]}"#);
    let fleet = house.watch("iotflow:fleet/cellar");
    house.set(fleet, "led", Value::Text("off".to_owned()));
    assert_eq!(tally(&house, fleet, "led").silent, ["The pump", "iotflow:valve"]);
    // Somebody else has asked for that.
    house.publish("iotflow/devices/pump/telemetry/events", r#"{"command":"led_on","status":"success"}"#);
    house.pass(SOON);
    assert_eq!(tally(&house, fleet, "led").done, 0);
    house.publish("iotflow/devices/pump/telemetry/events", r#"{"command":"led_off","status":"success"}"#);
    house.publish("iotflow/devices/stranger/telemetry/events", r#"{"command":"led_off","status":"success"}"#);
    house.pass(SOON);
    let told = tally(&house, fleet, "led");
    assert_eq!((told.done, told.silent), (1, vec!["iotflow:valve".to_owned()]));
}

#[test]
fn a_group_of_nobody_knows_how_many_is_counted_and_never_said_to_be_complete() {
    let mut house = House::live();
    house.publish("iotflow/fleet/status/yard", r#"{"group":"yard"}"#);
    let fleet = house.watch("iotflow:fleet/yard");
    house.set(fleet, "led", Value::Text("on".to_owned()));
    let mark = mark(&house, "command_id");
    answer(&mut house, 1, &mark, r#""status":"success""#);
    house.pass(Duration::from_secs(10));
    let told = tally(&house, fleet, "led");
    assert_eq!((told.size, told.done, told.missing()), (None, 1, None));
    assert_eq!(house.stage(fleet, "led"), Some(Stage::Unconfirmed(Doubt::Silent)));
}

#[test]
fn what_a_group_is_asked_for_is_stored_for_members_that_are_asleep() {
    let (mut house, fleet) = house_with_a_fleet(3);
    house.set(fleet, "interval_seconds", Value::Number(60.0));
    let sent = house.sent.last().expect("a command was sent");
    assert_eq!(sent[0] & 1, 1, "retained");
    assert_eq!((sent[0] >> 1) & 3, 2, "exactly once");
    assert_eq!(properties_of(sent), 0, "and it does not expire");
}

#[test]
fn settings_that_belong_together_are_asked_for_in_one_message_and_answered_by_one() {
    const BOARD: &str = "smarthome/1/ESP32_001";
    let mut house = House::live();
    let config = r#"{"config":{"sampleRate":30,"alertThresholds":{"gas":800,"humidity":80},"powerSaving":true}}"#;
    house.publish(&format!("{BOARD}/config"), config);
    house.publish(&format!("{BOARD}/status"), r#"{"online":true}"#);
    let board = house.watch("smarthome:1/ESP32_001");
    let sent_before = house.sent.len();
    let wanted = [
        ("sampleRate", Value::Number(60.0)),
        ("alertThresholds.gas", Value::Number(900.0)),
        ("alertThresholds.humidity", Value::Number(70.0)),
        ("powerSaving", Value::Flag(false)),
    ];
    let to_wanted = |(id, value): (&str, Value)| {
        let property = house.property(board, id).key;
        Wanted { device: board, property, value }
    };
    let all = wanted.clone().map(to_wanted).to_vec();
    let batch = Batch { key: 1, title: "ESP32_001: 4 settings".to_owned() };
    house.intend(Intent::SetAll { batch: batch.clone(), wanted: all });
    house.pass(SOON);
    assert_eq!(house.sent.len(), sent_before + 1);
    let sent = String::from_utf8_lossy(house.sent.last().expect("it was sent")).into_owned();
    let config = r#""config":{"sampleRate":60,"alertThresholds":{"gas":900,"humidity":70},"powerSaving":false}"#;
    assert!(sent.contains(config), "{sent}");

    let mark = mark(&house, "correlationId");
    let reply = format!(r#"{{"online":true,"correlationId":"{mark}","result":"SUCCESS"}}"#);
    house.publish(&format!("{BOARD}/status"), &reply);
    house.pass(SOON);
    for (id, _) in wanted {
        assert_eq!(house.stage(board, id), Some(Stage::Confirmed), "{id}");
    }
    assert_eq!(told_of(&house, &batch).len(), 4);
}

#[test]
fn one_setting_out_of_range_keeps_the_whole_message_from_being_sent() {
    let mut house = House::live();
    house.publish("smarthome/1/ESP32_001/config", r#"{"config":{"sampleRate":30,"powerSaving":true}}"#);
    let board = house.watch("smarthome:1/ESP32_001");
    let sent_before = house.sent.len();
    let property = |id| house.property(board, id).key;
    let wanted = vec![
        Wanted { device: board, property: property("sampleRate"), value: Value::Number(0.0) },
        Wanted { device: board, property: property("powerSaving"), value: Value::Flag(false) },
    ];
    house.intend(Intent::SetAll { batch: Batch { key: 1, title: String::new() }, wanted });
    house.pass(SOON);
    assert_eq!(house.sent.len(), sent_before);
    for id in ["sampleRate", "powerSaving"] {
        let reason = "Sample interval goes from 1 to 86400 s".to_owned();
        assert_eq!(house.stage(board, id), Some(Stage::NotSent(reason)));
    }
}

#[test]
fn several_devices_are_asked_at_once_and_each_has_a_fate_of_its_own() {
    const REFUSED: u8 = 0x87;
    let mut house = House::live();
    let lamps = ["bulb_a", "bulb_b", "bulb_c"];
    for lamp in lamps {
        house.publish(&format!("alicia/devices/{lamp}/status"), r#"{"state":"on"}"#);
    }
    let keys = lamps.map(|lamp| house.watch(&format!("alicia:{lamp}")));
    house.intend(Intent::Watch(keys.to_vec()));
    house.pass(SOON);
    let wanted = keys.map(|device| {
        let property = house.property(device, "state").key;
        Wanted { device, property, value: Value::Flag(false) }
    });
    let sent_before = house.sent.len();
    let batch = Batch { key: 9, title: "3 devices: Off".to_owned() };
    house.intend(Intent::SetAll { batch: batch.clone(), wanted: wanted.to_vec() });
    let sent = house.sent[sent_before..].to_vec();
    assert_eq!(sent.len(), 3);
    for (publish, reason) in sent.iter().zip([0, REFUSED, 0]) {
        house.acknowledge_this(publish, reason);
    }
    house.publish("alicia/devices/bulb_a/status", r#"{"state":"off"}"#);
    house.pass(Duration::from_secs(6));
    let [confirmed, refused, silent] = keys.map(|lamp| house.stage(lamp, "state").expect("it is in sight"));
    assert_eq!(confirmed, Stage::Confirmed);
    assert!(matches!(refused, Stage::Refused(_)));
    assert_eq!(silent, Stage::Unconfirmed(Doubt::Silent));
    assert_eq!(told_of(&house, &batch).len(), 3);
}

/// The last that was told of each request of a batch.
fn told_of(house: &House, batch: &Batch) -> Vec<RequestNews> {
    let mut told: Vec<RequestNews> = Vec::new();
    for news in &house.news {
        if let News::Request(news) = news
            && news.batch.as_ref() == Some(batch)
        {
            told.retain(|known| known.key != news.key);
            told.push((**news).clone());
        }
    }
    told
}
