//! Where this user may publish: learned from the broker's answers, shown before one tries, forgotten with the connection.

use std::time::Duration;

use alicia_dashboard::app::{ByHand, DeskWish, HandWish, Intent, News, Right, Task};
use alicia_dashboard::device::{DeviceKey, Doubt, Stage, Value};

use crate::house::{House, properties_of, topic_of};
use crate::{BULB, house_with_a_bulb};

const NOT_AUTHORIZED: u8 = 0x87;
/// What is learned is told together.
const SOON: Duration = Duration::from_millis(300);
const NO_MATCHING_SUBSCRIBERS: u8 = 0x10;
const COMMANDS: &str = "alicia/commands/bulb_living";

fn rights(house: &House) -> Vec<(String, bool)> {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Rights(rights) => Some(rights.clone()),
        _ => None,
    });
    told.unwrap_or_default().into_iter().map(|Right { topic, is_allowed, .. }| (topic, is_allowed)).collect()
}

fn barred(house: &House, device: DeviceKey, property: &str) -> Option<String> {
    house.property(device, property).barred
}

#[test]
fn what_was_refused_once_bars_every_control_that_would_go_there_until_it_is_let_through() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "state", Value::Flag(true));
    house.acknowledge(NOT_AUTHORIZED);
    house.pass(SOON);
    assert_eq!(rights(&house), [(COMMANDS.to_owned(), false)]);
    for property in ["state", "brightness"] {
        assert_eq!(barred(&house, bulb, property).as_deref(), Some(COMMANDS));
    }

    // Somebody has changed the rules meanwhile.
    house.set(bulb, "brightness", Value::Number(50.0));
    house.acknowledge(0);
    house.pass(SOON);
    assert_eq!(rights(&house), [(COMMANDS.to_owned(), true)]);
    assert_eq!(barred(&house, bulb, "state"), None);
}

#[test]
fn only_what_says_that_we_may_not_is_learned_from() {
    const QUOTA_EXCEEDED: u8 = 0x97;
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "state", Value::Flag(true));
    house.acknowledge(QUOTA_EXCEEDED);
    assert_eq!(rights(&house), []);
    assert_eq!(barred(&house, bulb, "state"), None);
}

#[test]
fn another_login_may_have_other_rights() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "state", Value::Flag(true));
    house.acknowledge(NOT_AUTHORIZED);
    house.pass(SOON);
    assert!(barred(&house, bulb, "state").is_some());
    house.log_in("mobile_app");
    house.publish(BULB, r#"{"state":"off"}"#);
    house.pass(SOON);
    assert_eq!(rights(&house), []);
    assert_eq!(barred(&house, bulb, "state"), None);
}

#[test]
fn rights_can_be_found_out_without_a_message_to_any_device() {
    let (mut house, bulb) = house_with_a_bulb();
    house.publish("smarthome/1/ESP32_001/status", r#"{"online":true}"#);
    house.publish("iotflow/devices/7/status/online", r#"{"status":"online"}"#);
    house.publish_retained("homeassistant/switch/pump/config", r#"{"name":"Pump","command_topic":"x/pump/set"}"#);
    house.pass(SOON);
    let before = house.sent.len();
    house.intend(Intent::Desk(DeskWish::CheckRights));
    let tried = house.sent[before..].to_vec();
    let mut topics: Vec<_> = tried.iter().map(|packet| topic_of(packet).to_owned()).collect();
    topics.sort();
    assert_eq!(
        topics,
        [
            "alicia/commands/alicia-dashboard-check",
            "iotflow/devices/alicia-dashboard-check/commands/control",
            "iotflow/devices/alicia-dashboard-check/commands/firmware",
            "smarthome/1/alicia-dashboard-check/commands",
        ],
        "where no device is named in the topic, only trying tells"
    );
    for packet in &tried {
        let is_command = topic_of(packet).starts_with("alicia/");
        assert_eq!(packet.len(), 2 + 2 + topic_of(packet).len() + 2 + 1 + usize::from(properties_of(packet)), "empty");
        house.acknowledge_this(packet, if is_command { NOT_AUTHORIZED } else { NO_MATCHING_SUBSCRIBERS });
    }
    house.pass(SOON);
    let told = rights(&house);
    assert!(told.contains(&("alicia/commands/+".to_owned(), false)), "{told:?}");
    assert!(told.contains(&("smarthome/1/+/commands".to_owned(), true)), "{told:?}");
    assert_eq!(barred(&house, bulb, "state").as_deref(), Some(COMMANDS), "before anybody tries");

    // What was really tried counts for more.
    house.set(bulb, "state", Value::Flag(true));
    house.acknowledge(0);
    house.pass(SOON);
    for property in ["state", "brightness"] {
        assert_eq!(barred(&house, bulb, property), None, "all that go there come back");
    }
}

fn by_hand(topic: &str, qos: u8, retain: bool) -> ByHand {
    ByHand { topic: topic.to_owned(), payload: "hello".to_owned(), qos, retain, ..ByHand::default() }
}

fn outcome(house: &House) -> (Task, String, Stage) {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Errands(errands) => errands.last().cloned(),
        _ => None,
    });
    let errand = told.expect("something was sent by hand");
    (errand.task, errand.topic, errand.stage)
}

#[test]
fn a_message_by_hand_has_a_result_in_the_same_words() {
    let mut house = House::live();
    let of = |stage| (Task::Publish, "my/own/topic".to_owned(), stage);
    for (code, stage) in [(0, Stage::Delivered), (NO_MATCHING_SUBSCRIBERS, Stage::Nobody)] {
        house.intend(Intent::hand(&HandWish::Publish(Box::new(by_hand("my/own/topic", 1, false)))));
        assert_eq!(outcome(&house), of(Stage::Sent));
        house.acknowledge(code);
        assert_eq!(outcome(&house), of(stage));
    }
    house.intend(Intent::hand(&HandWish::Publish(Box::new(by_hand("my/own/topic", 1, true)))));
    let sent = house.sent.last().expect("it was sent");
    assert_eq!((sent[0] & 1, properties_of(sent)), (1, 0), "what is stored does not expire");
    house.acknowledge(NOT_AUTHORIZED);
    assert!(matches!(outcome(&house).2, Stage::Refused(_)));
    house.pass(SOON);
    assert_eq!(rights(&house), [("my/own/topic".to_owned(), false)]);

    house.intend(Intent::hand(&HandWish::Publish(Box::new(by_hand("my/own/topic", 0, false)))));
    assert_eq!(outcome(&house), of(Stage::Unconfirmed(Doubt::Unsaid)));
}

#[test]
fn a_message_to_what_is_no_topic_is_not_sent_and_the_rule_is_named() {
    let mut house = House::live();
    for (topic, rule) in [("a/+/b", "+"), ("a/#", "#"), ("", "empty"), ("a\0b", "NUL")] {
        let message = by_hand(topic, 1, false);
        let words = message.check().expect_err("it is no topic");
        let sent = house.sent.len();
        house.intend(Intent::hand(&HandWish::Publish(Box::new(message))));
        assert_eq!(house.sent.len(), sent);
        let (_, _, Stage::NotSent(reason)) = outcome(&house) else { panic!("it was sent") };
        assert_eq!(reason, words);
        assert!(reason.to_lowercase().contains(&rule.to_lowercase()), "{reason} names {rule}");
    }
    assert_eq!(by_hand("a/b", 1, false).check(), Ok(()));
}
