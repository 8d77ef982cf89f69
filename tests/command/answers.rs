//! What devices answer, how long they are waited for, and what is said of answers that are late, come twice, or differ.

use std::time::Duration;

use alicia_dashboard::device::{DeviceKey, Doubt, Stage, Value};

use crate::house::House;

const EVENTS: &str = "iotflow/devices/7/telemetry/events";
const LAMP: &str = "alicia/devices/bulb_living/status";
const SOON: Duration = Duration::from_millis(20);

fn house_with_a_board() -> (House, DeviceKey) {
    let mut house = House::live();
    house.publish(
        "iotflow/devices/7/telemetry/sensors",
        r#"{"data":{"temperature":22},"metadata":{"device_type":"ESP32"}}"#,
    );
    house.publish("iotflow/devices/7/status/online", r#"{"status":"online"}"#);
    let board = house.watch("iotflow:7");
    (house, board)
}

/// The mark of the last command that was sent.
fn mark(house: &House) -> String {
    let sent = String::from_utf8_lossy(house.sent.last().expect("a command was sent")).into_owned();
    let (_, rest) = sent.split_once(r#""command_id":""#).expect("commands are marked");
    rest.split('"').next().expect("a mark ends").to_owned()
}

fn answer(house: &mut House, mark: &str, outcome: &str) {
    house.publish(EVENTS, &format!(r#"{{"command_id":"{mark}",{outcome},"device_id":7}}"#));
    house.pass(SOON);
}

#[test]
fn a_device_that_answers_under_the_mark_of_a_command_has_done_it() {
    let (mut house, board) = house_with_a_board();
    house.set(board, "get_status", Value::Flag(true));
    let mark = mark(&house);
    answer(&mut house, "another", r#""status":"success""#);
    answer(&mut house, &mark, r#""status":"received""#);
    assert_eq!(house.stage(board, "get_status"), Some(Stage::Sent), "that was no answer to it");
    answer(&mut house, &mark, r#""status":"success""#);
    assert_eq!(house.stage(board, "get_status"), Some(Stage::Confirmed));
}

#[test]
fn a_device_that_answers_with_an_error_has_not_done_it_and_says_why() {
    let (mut house, board) = house_with_a_board();
    house.set(board, "led", Value::Flag(true));
    let marked = mark(&house);
    answer(&mut house, &marked, r#""status":"error","message":"no LED""#);
    assert_eq!(house.stage(board, "led"), Some(Stage::Failed("no LED".to_owned())));
    answer(&mut house, &marked, r#""status":"error","message":"still no LED""#);
    assert_eq!(house.stage(board, "led"), Some(Stage::Failed("no LED".to_owned())), "the first answer counts");

    house.set(board, "led", Value::Flag(true));
    house.publish(EVENTS, r#"{"command":"led_on","status":"failed","message":"busy","device_id":7}"#);
    house.pass(SOON);
    assert_eq!(
        house.stage(board, "led"),
        Some(Stage::Failed("busy".to_owned())),
        "without a mark the last one is meant"
    );
}

#[test]
fn a_configuration_is_done_when_the_device_tells_it_as_applied() {
    const STATUS: &str = "devices/attic_sensor/status";
    let mut house = House::live();
    let acknowledged = |seconds: u32| {
        format!(
            r#"{{"type":"config_ack","device_id":"attic_sensor","applied_config":{{"telemetry_interval":{seconds}}}}}"#
        )
    };
    house.publish(STATUS, &acknowledged(10));
    let sensor = house.watch("iotflow:attic_sensor");
    house.set(sensor, "telemetry_interval", Value::Number(20.0));
    for (applied, stage) in [(10, Stage::Sent), (20, Stage::Confirmed)] {
        house.publish(STATUS, &acknowledged(applied));
        house.pass(SOON);
        assert_eq!(house.stage(sensor, "telemetry_interval"), Some(stage), "{applied} s are applied");
    }
}

#[test]
fn a_board_of_an_esp32_home_may_answer_too() {
    let mut house = House::live();
    house.publish("smarthome/1/ESP32_001/status", r#"{"online":true,"status":{"uptime":5}}"#);
    let board = house.watch("smarthome:1/ESP32_001");
    house.set(board, "power", Value::Flag(true));
    let sent = String::from_utf8_lossy(house.sent.last().expect("a command was sent")).into_owned();
    let (_, rest) = sent.split_once(r#""correlationId":""#).expect("commands are marked");
    let mark = rest.split('"').next().expect("a mark ends");
    let answer = format!(r#"{{"online":true,"correlationId":"{mark}","result":"FAILED","error":"overheated"}}"#);
    house.publish("smarthome/1/ESP32_001/status", &answer);
    house.pass(SOON);
    assert_eq!(house.stage(board, "power"), Some(Stage::Failed("overheated".to_owned())));
}

#[test]
fn an_announcement_is_done_when_the_status_of_all_of_them_says_so() {
    let mut house = House::live();
    house.publish("alicia/tts/status", r#"{"status":"completed"}"#);
    let tts = house.watch("alicia:tts");
    for (status, stage) in [
        (r#"{"status":"completed"}"#, Stage::Confirmed),
        (r#"{"status":"failed","error":"no such voice"}"#, Stage::Failed("no such voice".to_owned())),
    ] {
        house.set(tts, "say", Value::Text("Dinner is ready".to_owned()));
        house.acknowledge(0);
        house.publish("alicia/tts/status", r#"{"status":"speaking"}"#);
        house.pass(SOON);
        assert_eq!(house.stage(tts, "say"), Some(Stage::Delivered));
        house.publish("alicia/tts/status", status);
        house.pass(SOON);
        assert_eq!(house.stage(tts, "say"), Some(stage));
    }
}

#[test]
fn an_announcement_by_a_certain_speaker_is_done_when_the_status_of_all_names_it() {
    let mut house = House::live();
    house.publish("alicia/devices/sonos/kitchen/status", r#"{"state":"PLAYING","volume":30}"#);
    let kitchen = house.watch("alicia:sonos/kitchen");
    house.set(kitchen, "say", Value::Text("Dinner is ready".to_owned()));
    house.acknowledge(0);
    house.publish("alicia/tts/status", r#"{"status":"completed","speaker":"bedroom"}"#);
    house.pass(SOON);
    assert_eq!(house.stage(kitchen, "say"), Some(Stage::Delivered), "another one has spoken");
    house.publish("alicia/tts/status", r#"{"status":"failed","speaker":"kitchen","error":"busy"}"#);
    house.pass(SOON);
    assert_eq!(house.stage(kitchen, "say"), Some(Stage::Failed("busy".to_owned())));
}

#[test]
fn speakers_play_together_in_whatever_order_they_tell_it() {
    const STATUS: &str = "alicia/devices/sonos/kitchen/status";
    let mut house = House::live();
    house.publish(STATUS, r#"{"state":"PLAYING","group_members":[]}"#);
    let kitchen = house.watch("alicia:sonos/kitchen");
    for (wanted, reported) in [("bedroom, hall", r#"["hall","bedroom"]"#), ("", "[]")] {
        house.set(kitchen, "group_members", Value::Text(wanted.to_owned()));
        house.acknowledge(0);
        house.publish(STATUS, &format!(r#"{{"state":"PLAYING","group_members":{reported}}}"#));
        house.pass(SOON);
        assert_eq!(house.stage(kitchen, "group_members"), Some(Stage::Confirmed), "{wanted}");
    }
}

#[test]
fn an_answer_that_the_broker_has_kept_or_another_device_gives_is_none() {
    let (mut house, board) = house_with_a_board();
    house.set(board, "get_status", Value::Flag(true));
    let mark = mark(&house);
    house.publish_retained(EVENTS, &format!(r#"{{"command_id":"{mark}","status":"success"}}"#));
    house.publish("iotflow/devices/8/telemetry/events", &format!(r#"{{"command_id":"{mark}","status":"error"}}"#));
    house.pass(SOON);
    assert_eq!(house.stage(board, "get_status"), Some(Stage::Sent));
}

#[test]
fn a_late_answer_is_told_after_all_and_a_second_one_changes_nothing() {
    let (mut house, board) = house_with_a_board();
    house.set(board, "led", Value::Flag(true));
    let mark = mark(&house);
    house.pass(Duration::from_secs(30));
    assert!(matches!(house.stage(board, "led"), Some(Stage::Unconfirmed(_))));
    for _ in 0..2 {
        answer(&mut house, &mark, r#""command":"led_on","status":"success""#);
        assert_eq!(house.stage(board, "led"), Some(Stage::Confirmed));
    }
}

#[test]
fn a_device_that_reports_another_value_than_it_was_asked_for_is_said_to() {
    let mut house = House::live();
    house.publish(LAMP, r#"{"state":"on","brightness":40}"#);
    let lamp = house.watch("alicia:bulb_living");
    house.set(lamp, "brightness", Value::Number(80.0));
    house.acknowledge(0);
    house.publish(LAMP, r#"{"state":"on","brightness":78}"#);
    house.pass(Duration::from_secs(6));
    assert_eq!(house.stage(lamp, "brightness"), Some(Stage::Unconfirmed(Doubt::Otherwise)));
    let request = house.property(lamp, "brightness").request.expect("it is still in sight");
    assert_eq!(request.instead, Some(Value::Number(78.0)));
}

#[test]
fn a_value_on_the_way_to_the_wanted_one_is_none_that_came_instead() {
    let mut house = House::live();
    house.publish(LAMP, r#"{"state":"on","brightness":40}"#);
    let lamp = house.watch("alicia:bulb_living");
    house.set(lamp, "brightness", Value::Number(80.0));
    house.acknowledge(0);
    for (reported, instead) in [
        (40, None),
        (55, None),
        (78, None),
        // Somebody else has turned it down.
        (10, Some(10)),
        (12, Some(10)),
        (90, Some(90)),
    ] {
        house.publish(LAMP, &format!(r#"{{"state":"on","brightness":{reported}}}"#));
        house.pass(SOON);
        let request = house.property(lamp, "brightness").request.expect("it was asked for something");
        assert_eq!(request.stage, Stage::Delivered);
        assert_eq!(request.instead, instead.map(|value| Value::Number(f64::from(value))), "{reported}");
    }
    house.publish(LAMP, r#"{"state":"on","brightness":80}"#);
    house.pass(SOON);
    assert_eq!(house.stage(lamp, "brightness"), Some(Stage::Confirmed));
}

#[test]
fn a_device_that_speaks_once_in_40_seconds_is_waited_for_until_then() {
    let mut house = House::live();
    for _ in 0..5 {
        house.publish(LAMP, r#"{"state":"off"}"#);
        house.publish("alicia/devices/bulb_living/brightness", "40");
        house.pass(Duration::from_secs(40));
    }
    let lamp = house.watch("alicia:bulb_living");
    house.set(lamp, "state", Value::Flag(true));
    house.acknowledge(0);
    assert_eq!(patience(&house, lamp), Some(Duration::from_secs(42)));
    house.pass(Duration::from_secs(30));
    assert_eq!(house.stage(lamp, "state"), Some(Stage::Delivered));
    house.publish(LAMP, r#"{"state":"on"}"#);
    house.pass(SOON);
    assert_eq!(house.stage(lamp, "state"), Some(Stage::Confirmed));
}

#[test]
fn a_device_that_speaks_when_something_happens_is_not_waited_for_longer_than_others() {
    let mut house = House::live();
    for pause in [600, 7, 1_800, 60, 300] {
        house.publish(LAMP, r#"{"state":"off"}"#);
        house.pass(Duration::from_secs(pause));
    }
    let lamp = house.watch("alicia:bulb_living");
    house.set(lamp, "state", Value::Flag(true));
    assert_eq!(patience(&house, lamp), Some(Duration::from_secs(5)));
}

#[test]
fn how_long_a_device_is_waited_for_is_learned_from_how_long_it_took() {
    let mut house = House::live();
    house.publish(LAMP, r#"{"state":"off"}"#);
    let lamp = house.watch("alicia:bulb_living");
    let mut switch = |after: Duration, on: bool| {
        house.set(lamp, "state", Value::Flag(on));
        house.acknowledge(0);
        let patience = patience(&house, lamp);
        house.pass(after);
        house.publish(LAMP, &format!(r#"{{"state":"{}"}}"#, if on { "on" } else { "off" }));
        house.pass(Duration::from_secs(11));
        patience.expect("a lamp can show it").as_secs()
    };
    let at_once = Duration::from_millis(100);
    assert_eq!(switch(at_once, true), 5, "before anything is known of it");
    assert_eq!(switch(at_once, false), 2, "never less");
    assert!(switch(Duration::from_secs(4), true) >= 2);
    assert_eq!(switch(Duration::from_secs(50), false), 12, "it was late once");
    assert_eq!(switch(at_once, true), 60, "never more");
}

fn patience(house: &House, lamp: DeviceKey) -> Option<Duration> {
    house.property(lamp, "state").request.expect("it was asked for something").patience
}
