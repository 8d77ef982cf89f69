//! On which topics a device is heard and asked, for whoever looks at it closely.

use std::time::Duration;

use alicia_dashboard::app::{Intent, Limits, News, TopicLimits, TopicsNews};
use alicia_dashboard::device::DeviceKey;

use crate::house::House;
use crate::house_with_a_bulb;

const BULB: &str = "alicia/devices/bulb_living/status";
const MASK: &str = "••••";

fn look(house: &mut House, device: DeviceKey) -> TopicsNews {
    house.news.clear();
    house.intend(Intent::WatchTopics(Some(device)));
    house.pass(Duration::from_millis(20));
    told(house).pop().expect("the page watches the topics")
}

fn told(house: &House) -> Vec<TopicsNews> {
    let told = house.news.iter().filter_map(|news| match news {
        News::Topics(topics) => Some(topics.clone()),
        _ => None,
    });
    told.collect()
}

#[test]
fn what_was_said_last_on_each_topic_is_told_and_where_to_ask_for_what() {
    let (mut house, bulb) = house_with_a_bulb();
    house.publish(BULB, r#"{"state":"on","brightness":41}"#);
    house.publish("alicia/devices/other/status", r#"{"state":"on"}"#);
    let topics = look(&mut house, bulb);
    let heard: Vec<_> = topics.heard.iter().map(|it| (it.topic.as_str(), it.excerpt.as_deref(), it.count)).collect();
    assert_eq!(heard, [(BULB, Some(r#"{"state":"on","brightness":41}"#), 2)]);
    let asked_for = |label: &str| topics.asked.iter().find(|it| it.labels.iter().any(|known| known == label));
    let topic = asked_for("Brightness").map(|it| it.topic.as_str());
    assert!(topic.is_some_and(|it| it.starts_with("alicia/") && it.contains("bulb_living")), "{:?}", topics.asked);
    assert_eq!((topics.device, topics.discarded), (bulb, 0));
}

#[test]
fn it_is_told_once_a_second_and_no_longer_than_somebody_looks() {
    let (mut house, bulb) = house_with_a_bulb();
    look(&mut house, bulb);
    house.pass(Duration::from_secs(3));
    assert!((3..=4).contains(&told(&house).len()), "{}", told(&house).len());
    house.intend(Intent::WatchTopics(None));
    house.news.clear();
    house.pass(Duration::from_secs(3));
    assert_eq!(told(&house), []);
}

#[test]
fn no_secret_is_in_it_and_a_long_message_is_cut_short() {
    let (mut house, bulb) = house_with_a_bulb();
    let text = format!(r#"{{"state":"on","wifi_password":"hunter2","note":"{}"}}"#, "x".repeat(5_000));
    house.publish(BULB, &text);
    let topics = look(&mut house, bulb);
    let excerpt = topics.heard[0].excerpt.clone().expect("it is text");
    assert!(!excerpt.contains("hunter2") && excerpt.contains(MASK) && excerpt.ends_with('…'), "{excerpt}");
    assert!(excerpt.len() < 400 && topics.heard[0].size == text.len());

    house.publish("my/own/meter/password", "hunter2");
    let meter = house.watch("topic:my/own/meter");
    let topics = look(&mut house, meter);
    assert_eq!(topics.heard[0].excerpt.as_deref(), Some(MASK));
}

#[test]
fn what_is_no_text_is_not_shown_as_if_it_were_and_letters_are_not_cut_in_two() {
    let (mut house, bulb) = house_with_a_bulb();
    house.publish(BULB, &format!(r#"{{"state":"on","n":"{}"}}"#, "ä".repeat(200)));
    let excerpt = look(&mut house, bulb).heard[0].excerpt.clone().expect("it is text");
    assert!(excerpt.ends_with("ä…"), "{excerpt}");
}

#[test]
fn the_topics_are_bounded_and_those_left_out_are_counted() {
    let few = TopicLimits { topics: 2, ..TopicLimits::default() };
    let mut house = House::live_within(&Limits { topics: few, ..Limits::default() });
    for name in ["one", "two", "three", "four"] {
        house.publish(&format!("alicia/devices/{name}/status"), r#"{"state":"on"}"#);
    }
    let (one, four) = (house.watch("alicia:one"), house.watch("alicia:four"));
    assert_eq!((look(&mut house, one).heard.len(), look(&mut house, one).discarded), (1, 2));
    assert_eq!(look(&mut house, four).heard, []);
}
