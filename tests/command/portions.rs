//! How much the page is told at once: once per frame, of what it watches, and no more than it takes in.

use std::collections::BTreeSet;
use std::time::Duration;

use alicia_dashboard::app::{Intent, News};
use alicia_dashboard::device::{DeviceKey, Value};

use crate::house::House;
use crate::{BULB, house_with_a_bulb};

/// A bulb that is seen, and so many sensors on the page besides.
fn house_with_sensors(count: usize) -> (House, DeviceKey, Vec<DeviceKey>) {
    let (mut house, bulb) = house_with_a_bulb();
    all_say(&mut house, count, 1);
    house.pass(Duration::from_millis(300));
    let keys = house.news.iter().filter_map(|news| match news {
        News::Devices(devices) => Some(devices.iter().map(|device| device.key)),
        _ => None,
    });
    let keys: BTreeSet<_> = keys.flatten().collect();
    let sensors: Vec<_> = keys.iter().copied().filter(|key| *key != bulb).collect();
    assert_eq!(sensors.len(), count);
    house.intend(Intent::Watch(keys.into_iter().collect()));
    (house, bulb, sensors)
}

fn all_say(house: &mut House, count: usize, value: usize) {
    for number in 0..count {
        house.publish(&format!("alicia/sensors/s{number}"), &format!(r#"{{"humidity_percent":{value}}}"#));
    }
    house.publish(BULB, &format!(r#"{{"brightness":{value}}}"#));
}

/// Of which devices the page was told what they say, since its news were last cleared.
fn told_of(house: &House) -> BTreeSet<DeviceKey> {
    let of = |news: &News| match news {
        News::Reports { device, .. } => Some(*device),
        _ => None,
    };
    house.news.iter().filter_map(of).collect()
}

#[test]
fn a_flood_reaches_the_page_at_most_once_per_frame_and_only_what_it_watches() {
    let (mut house, _) = house_with_a_bulb();
    house.pass(Duration::from_millis(100));
    house.news.clear();
    for round in 0..1_000 {
        house.publish(BULB, &format!(r#"{{"brightness":{}}}"#, round % 100));
        house.publish("alicia/sensors/unwatched", r#"{"humidity_percent":40}"#);
    }
    house.pass(Duration::from_millis(20));
    let batches = house.news.iter().filter(|news| matches!(news, News::Counters(_))).count();
    let reports = house.news.iter().filter(|news| matches!(news, News::Reports { .. })).count();
    assert!((1..=2).contains(&batches), "{batches} batches");
    assert_eq!(reports, batches, "one report per batch, and none of the device nobody watches");
    assert!(
        !house.news.iter().any(|news| matches!(news, News::Properties { .. })),
        "what the properties are was told before"
    );
}

#[test]
fn a_device_that_the_page_names_twice_is_watched_once_and_told_no_second_time() {
    let (mut house, bulb) = house_with_a_bulb();
    house.publish(BULB, r#"{"brightness":7}"#);
    house.pass(Duration::from_millis(100));
    house.news.clear();
    house.intend(Intent::Watch(vec![bulb, bulb]));
    house.pass(Duration::from_millis(100));
    let is_told = |news: &News| matches!(news, News::Properties { .. } | News::Reports { .. });
    assert!(!house.news.iter().any(is_told), "{:?}", house.news);
    house.publish(BULB, r#"{"brightness":8}"#);
    house.pass(Duration::from_millis(100));
    assert_eq!(house.news.iter().filter(|news| is_told(news)).count(), 1);
}

#[test]
fn a_page_slower_than_the_home_is_told_the_latest_when_it_has_time_and_nothing_piles_up() {
    let (mut house, bulb) = house_with_a_bulb();
    house.pass(Duration::from_millis(100));
    house.busy_page(true);
    let before = house.news.len();
    for round in 0..500 {
        house.publish(BULB, &format!(r#"{{"brightness":{}}}"#, round % 100));
        house.pass(Duration::from_millis(20));
    }
    let batches = |house: &House| house.news[before..].iter().filter(|news| matches!(news, News::Counters(_))).count();
    assert_eq!(batches(&house), 1, "the one it is busy with");
    house.busy_page(false);
    house.pass(Duration::from_millis(20));
    assert_eq!(batches(&house), 2);
    assert_eq!(house.property(bulb, "brightness").report.map(|report| report.value), Some(Value::Number(99.0)));
}

#[test]
fn of_devices_that_nobody_sees_a_few_at_a_time_are_told_and_all_of_them_in_the_end() {
    let (mut house, bulb, sensors) = house_with_sensors(100);
    let all = sensors.len() + 1;
    house.intend(Intent::Aside(sensors.clone()));
    house.pass(Duration::from_secs(2));
    house.news.clear();
    all_say(&mut house, 100, 2);
    house.pass(Duration::from_millis(20));
    let first = told_of(&house);
    assert!(first.contains(&bulb) && (2..=10).contains(&first.len()), "{first:?}");
    house.intend(Intent::Aside(Vec::new()));
    house.pass(Duration::from_millis(60));
    assert_eq!(told_of(&house).len(), all, "what is seen at last is told soon");
    house.intend(Intent::Aside(sensors));
    house.news.clear();
    all_say(&mut house, 100, 3);
    house.pass(Duration::from_millis(500));
    assert_eq!(told_of(&house).len(), all, "and all of them within half a second");
}

#[test]
fn a_page_that_is_late_is_told_of_fewer_devices_at_once_and_of_all_of_them_in_turn() {
    let (mut house, bulb, _) = house_with_sensors(100);
    house.pass(Duration::from_secs(2));
    let property = house.property(bulb, "brightness").key;
    let mut counts = Vec::new();
    for value in 2..20 {
        house.news.clear();
        house.busy_page(true);
        all_say(&mut house, 100, value);
        house.pass(Duration::from_millis(30));
        counts.push(told_of(&house).len());
        house.busy_page(false);
    }
    assert!(counts[1] > 40 && counts[17] <= 8, "{counts:?}");
    house.news.clear();
    house.intend(Intent::Set { device: bulb, property, value: Value::Number(50.0) });
    house.pass(Duration::from_millis(20));
    let is_answered = |news: &News| matches!(news, News::Properties { device, .. } if *device == bulb);
    assert!(house.news.iter().any(is_answered), "whoever asks for something waits for nobody");
    house.pass(Duration::from_millis(300));
    assert!(told_of(&house).len() > 90, "the rest follows as soon as there is time: {}", told_of(&house).len());
}
