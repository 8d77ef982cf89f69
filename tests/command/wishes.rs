//! What becomes of a wish between the person, the broker and the device.

use std::time::Duration;

use alicia_dashboard::app::{Connection, Event, Limits, Version};
use alicia_dashboard::device::{self, Doubt, Freshness, Stage, Value};

use crate::house::{House, PUBACK, publish_id, topic_of};
use crate::{BULB, house_with_a_bulb};

const NO_MATCHING_SUBSCRIBERS: u8 = 0x10;
const NOT_AUTHORIZED: u8 = 0x87;

#[test]
fn a_wish_is_sent_then_delivered_then_confirmed_by_the_device() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "state", Value::Flag(true));
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Sent));
    let command = house.sent.last().expect("a command was sent");
    assert_eq!(topic_of(command), "alicia/commands/bulb_living");
    assert!(String::from_utf8_lossy(command).ends_with(r#"{"command":"turn_on"}"#));

    house.acknowledge(0);
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Delivered));
    let reported = house.property(bulb, "state").report.expect("the bulb was heard").value;
    assert_eq!(reported.as_flag(), Some(false), "a wish is not a report");

    house.publish(BULB, r#"{"state":"on","brightness":40}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Confirmed));
    house.pass(Duration::from_secs(11));
    assert_eq!(house.stage(bulb, "state"), None, "good news is brief");
}

#[test]
fn a_wish_that_has_to_wait_until_the_broker_has_answered_another_is_said_to() {
    let mut house = House::offline();
    house.log_in_with_one_in_flight();
    house.publish(BULB, r#"{"state":"off","brightness":40}"#);
    let bulb = house.watch("alicia:bulb_living");
    house.set(bulb, "state", Value::Flag(true));
    house.set(bulb, "brightness", Value::Number(80.0));
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Sent));
    assert_eq!(house.stage(bulb, "brightness"), Some(Stage::Queued));
    let steps = |house: &House, id| house.property(bulb, id).request.expect("it was asked for").steps;
    assert_eq!(steps(&house, "state").len(), 1, "one that did not wait does not tell of it");

    house.acknowledge(0);
    assert_eq!(house.stage(bulb, "brightness"), Some(Stage::Sent));
    let told: Vec<_> = steps(&house, "brightness").into_iter().map(|(stage, _)| stage).collect();
    assert_eq!(told, [Stage::Queued, Stage::Sent]);
}

#[test]
fn a_device_is_waited_for_from_when_it_was_asked() {
    let mut house = House::offline();
    house.log_in_with_one_in_flight();
    house.publish(BULB, r#"{"state":"off","brightness":40}"#);
    let bulb = house.watch("alicia:bulb_living");
    house.set(bulb, "state", Value::Flag(true));
    house.set(bulb, "brightness", Value::Number(80.0));
    house.pass(Duration::from_secs(4));
    house.acknowledge(0);
    let second = house.sent.last().expect("its turn has come").clone();
    house.acknowledge_this(&second, 0);
    house.pass(Duration::from_secs(3));
    assert_eq!(house.stage(bulb, "brightness"), Some(Stage::Delivered), "it was asked three seconds ago");
    house.pass(Duration::from_secs(3));
    assert!(matches!(house.stage(bulb, "brightness"), Some(Stage::Unconfirmed(_))));
}

#[test]
fn a_wish_that_has_waited_for_too_long_is_never_sent() {
    let mut house = House::offline();
    house.log_in_with_one_in_flight();
    house.publish(BULB, r#"{"state":"off","brightness":40}"#);
    let bulb = house.watch("alicia:bulb_living");
    house.set(bulb, "state", Value::Flag(true));
    house.set(bulb, "brightness", Value::Number(80.0));
    let sent = house.sent.len();
    house.pass(Duration::from_secs(6));
    assert!(matches!(house.stage(bulb, "brightness"), Some(Stage::NotSent(_))));
    assert_eq!(house.sent.len(), sent);
}

/// As IoTFlow's document has it: 0 for what beats, 1 for orders, 2 for what is critical, configures or replaces firmware.
#[test]
fn what_matters_more_is_sent_with_more_care() {
    let qos_of = |house: &House| (house.sent.last().expect("a command was sent")[0] >> 1) & 3;
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "state", Value::Flag(true));
    assert_eq!(qos_of(&house), 1);

    house.publish_retained("homeassistant/lock/front/config", r#"{"name":"Front","command_topic":"home/front/set"}"#);
    let lock = house.watch("home_assistant:lock/front");
    house.set(lock, "front", Value::Text("unlock".to_owned()));
    assert_eq!(qos_of(&house), 2);

    // Home Assistant's announcements name a quality of their own, which is the least there is.
    for (announced, expected) in [(0, 1), (1, 1), (2, 2)] {
        let pump = format!(r#"{{"name":"Pump","command_topic":"home/pump/set","qos":{announced}}}"#);
        house.publish_retained("homeassistant/switch/pump/config", &pump);
        let switch = house.watch("home_assistant:switch/pump");
        house.set(switch, "pump", Value::Flag(true));
        assert_eq!(qos_of(&house), expected, "announced with {announced}");
    }
}

#[test]
fn a_device_that_says_nothing_leaves_a_wish_unconfirmed_and_may_still_confirm_it_late() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "brightness", Value::Number(80.0));
    house.acknowledge(0);
    house.pass(Duration::from_secs(6));
    assert_eq!(house.stage(bulb, "brightness"), Some(Stage::Unconfirmed(Doubt::Silent)));
    house.publish(BULB, r#"{"state":"off","brightness":80}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.stage(bulb, "brightness"), Some(Stage::Confirmed));
}

#[test]
fn a_colour_is_confirmed_by_a_lamp_that_rounds_it_and_tells_its_brightness_apart() {
    let mut house = House::live();
    let announced = r#"{"schema":"json","cmd_t":"lamp/set","stat_t":"lamp","sup_clrm":["xy"]}"#;
    house.publish_retained("homeassistant/light/lamp/config", announced);
    house.publish("lamp", r#"{"state":"ON","brightness":255,"color":{"x":0.313,"y":0.329}}"#);
    let lamp = house.watch("home_assistant:light/lamp");
    house.set(lamp, "lamp.color", Value::Text("#804000".to_owned()));
    house.acknowledge(0);
    house.publish("lamp", r#"{"state":"ON","brightness":255,"color":{"x":0.613,"y":0.374}}"#);
    house.pass(Duration::from_millis(20));
    let reported = house.property(lamp, "lamp.color").report.expect("the lamp was heard").value;
    assert_ne!(reported.plain(), "#804000", "a lamp says what it shines, not what it was told");
    assert_eq!(house.stage(lamp, "lamp.color"), Some(Stage::Confirmed));
}

#[test]
fn a_wish_that_a_newer_one_replaces_does_not_wait_for_ever() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "brightness", Value::Number(50.0));
    house.acknowledge(0);
    house.set(bulb, "brightness", Value::Number(80.0));
    assert_eq!(house.last_word("50"), Some(Stage::Unconfirmed(Doubt::Replaced)));
    assert_eq!(house.last_word("80"), Some(Stage::Sent));
    assert_eq!(house.stage(bulb, "brightness"), Some(Stage::Sent));
}

#[test]
fn a_wish_that_too_many_newer_ones_push_out_gets_its_last_word() {
    let limits = Limits { device: device::Limits { requests: 1, ..device::Limits::default() }, ..Limits::default() };
    let mut house = House::live_within(&limits);
    house.publish(BULB, r#"{"state":"off","brightness":40}"#);
    let bulb = house.watch("alicia:bulb_living");
    house.set(bulb, "brightness", Value::Number(50.0));
    house.set(bulb, "state", Value::Flag(true));
    assert_eq!(house.last_word("50"), Some(Stage::Unconfirmed(Doubt::TooMany)));
    assert_eq!(house.last_word("true"), Some(Stage::Sent));
    assert_eq!(house.counters().discarded, 1);
}

#[test]
fn a_wish_that_nothing_can_confirm_waits_for_the_broker_alone_and_not_for_ever() {
    let mut house = House::live();
    house.publish("alicia/devices/sonos/kitchen/status", r#"{"state":"PLAYING"}"#);
    let speaker = house.watch("alicia:sonos/kitchen");
    house.set(speaker, "state", Value::Text("next".to_owned()));
    house.pass(Duration::from_secs(11));
    assert_eq!(house.stage(speaker, "state"), Some(Stage::Unconfirmed(Doubt::NoAnswer)));
    house.set(speaker, "state", Value::Text("next".to_owned()));
    house.acknowledge(0);
    house.pass(Duration::from_secs(11));
    assert_eq!(house.stage(speaker, "state"), None);
    assert_eq!(house.last_word("next"), Some(Stage::Delivered));
}

#[test]
fn another_value_or_a_stored_one_confirms_nothing() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "brightness", Value::Number(80.0));
    house.acknowledge(0);
    house.publish(BULB, r#"{"state":"off","brightness":78}"#);
    house.publish_retained(BULB, r#"{"state":"off","brightness":80}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.stage(bulb, "brightness"), Some(Stage::Delivered));
}

#[test]
fn what_the_broker_refuses_or_nobody_hears_is_said() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "state", Value::Flag(true));
    house.acknowledge(NO_MATCHING_SUBSCRIBERS);
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Nobody));

    house.set(bulb, "state", Value::Flag(true));
    house.acknowledge(NOT_AUTHORIZED);
    let Some(Stage::Refused(reason)) = house.stage(bulb, "state") else { panic!("it was refused") };
    assert!(reason.contains("not authorised"), "{reason}");
}

#[test]
fn a_wish_without_a_connection_is_refused_and_never_sent_later() {
    let (mut house, bulb) = house_with_a_bulb();
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(Duration::from_millis(20));
    let sent = house.sent.len();
    house.set(bulb, "state", Value::Flag(true));
    assert!(matches!(house.stage(bulb, "state"), Some(Stage::NotSent(_))));
    house.pass(Duration::from_secs(2));
    house.let_in();
    let later = &house.sent[sent..];
    assert!(later.iter().all(|packet| packet[0] >> 4 != 3), "a command was published late");
}

#[test]
fn a_lost_connection_leaves_an_unanswered_wish_in_doubt_and_makes_values_stale() {
    let (mut house, bulb) = house_with_a_bulb();
    assert_eq!(house.freshness(bulb, "state"), Freshness::Live);
    house.set(bulb, "state", Value::Flag(true));
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(Duration::from_millis(20));
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Sent), "it may still be answered");
    assert_eq!(house.freshness(bulb, "state"), Freshness::Stale);
    assert!(matches!(house.connection(), Connection::Waiting { .. }));

    house.pass(Duration::from_secs(5));
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Unconfirmed(Doubt::LinkLost)));
    house.let_in();
    house.pass(Duration::from_millis(20));
    assert_eq!(house.freshness(bulb, "state"), Freshness::Stale, "live again, but not yet heard again");
    house.publish_retained(BULB, r#"{"state":"on"}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.freshness(bulb, "state"), Freshness::Retained);
    house.publish(BULB, r#"{"state":"on"}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.freshness(bulb, "state"), Freshness::Live);
}

#[test]
fn a_wish_that_a_lost_connection_interrupts_is_asked_again_once_and_told_to_the_end() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "state", Value::Flag(true));
    let command = house.sent.last().expect("a command was sent").clone();
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(Duration::from_secs(2));
    let sent = house.sent.len();
    house.let_in_again();
    let again: Vec<_> = house.sent[sent..].iter().filter(|packet| packet[0] >> 4 == 3).collect();
    assert_eq!(again.len(), 1);
    assert_eq!((again[0][0], topic_of(again[0])), (command[0] | 8, topic_of(&command)));
    house.acknowledge_this(&command, 0);
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Delivered));
}

#[test]
fn over_mqtt_3_1_1_a_wish_is_sent_and_confirmed_but_never_called_delivered() {
    let mut house = House::offline();
    house.log_in_over_3_1_1("my/own/#");
    house.pass(Duration::from_millis(20));
    let Connection::Live { version: Version::Mqtt311, .. } = house.connection() else { panic!("not over 3.1.1") };
    house.publish_311(BULB, r#"{"state":"off"}"#);
    let bulb = house.watch("alicia:bulb_living");
    house.set(bulb, "state", Value::Flag(true));
    let command = house.sent.last().expect("a command was sent").clone();
    house.hear(&[PUBACK, 2, publish_id(&command)[0], publish_id(&command)[1]]);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Acknowledged));
    house.publish_311(BULB, r#"{"state":"on"}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Confirmed));
}

#[test]
fn over_mqtt_3_1_1_a_wish_that_the_broker_sends_back_is_not_the_device_s_word() {
    let mut house = House::offline();
    house.log_in_over_3_1_1("alicia/#");
    house.publish_311(BULB, r#"{"state":"off"}"#);
    let bulb = house.watch("alicia:bulb_living");
    house.set(bulb, "state", Value::Flag(true));
    let command = house.sent.last().expect("a command was sent").clone();
    house.publish_311(topic_of(&command), r#"{"command":"turn_on"}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.counters().messages_received, 1, "the echo is not a message");
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Sent));
}
