//! Conversations between a person, the program and a broker, in virtual time: what becomes of a wish, and what the page is
//! told of it.
#![cfg(not(target_arch = "wasm32"))]

mod access;
mod alarms;
mod answers;
mod batches;
mod by_hand;
mod carrying;
mod codes;
mod customs;
mod exploring;
mod family;
mod found;
mod ghosts;
mod house;
mod huge;
mod incomplete;
mod last_known;
mod overseeing;
mod past;
mod pictures;
mod portions;
mod presence;
mod record;
mod recordings;
mod retained;
mod rights;
mod scenes;
mod signs;
mod topics;
mod users;
mod wishes;

use std::time::Duration;

use alicia_dashboard::app::{Connection, Event, Intent, Limited, News, Start};
use alicia_dashboard::device::{Availability, DeviceKey, Freshness, Value};

use house::House;

const BULB: &str = "alicia/devices/bulb_living/status";

fn house_with_a_bulb() -> (House, DeviceKey) {
    let mut house = House::live();
    house.publish(BULB, r#"{"state":"off","brightness":40}"#);
    let bulb = house.watch("alicia:bulb_living");
    (house, bulb)
}

#[test]
fn a_property_with_a_name_that_never_ends_gets_a_part_of_it() {
    let mut house = House::live();
    house.publish("homie/attic/air/warmth/$datatype", "float");
    house.publish("homie/attic/air/warmth/$name", &"long ".repeat(500));
    let device = house.watch("homie:attic");
    let label = house.property(device, "air.warmth").profile.label;
    assert!(label.starts_with("long long") && label.ends_with('…') && label.chars().count() == 257, "{label}");
    house.pass(Duration::from_millis(20));
    assert!(house.counters().discarded >= 1);
}

#[test]
fn a_page_that_left_and_comes_back_is_live_again_without_a_login() {
    let (mut house, bulb) = house_with_a_bulb();
    house.intend(Intent::Leave);
    house.pass(Duration::from_secs(5));
    assert_eq!(house.sent.last().map(|goodbye| goodbye[0]), Some(0xe0), "it says goodbye");
    assert_eq!(house.freshness(bulb, "state"), Freshness::Stale);
    house.intend(Intent::CheckLink);
    house.let_in();
    house.pass(Duration::from_millis(20));
    assert!(matches!(house.connection(), Connection::Live { .. }));
    let cleared = house.news.iter().filter(|news| **news == News::Cleared).count();
    assert_eq!(cleared, 1, "it is the same house since the first login");

    house.intend(Intent::Disconnect);
    house.intend(Intent::CheckLink);
    house.pass(Duration::from_secs(5));
    assert_eq!(house.connection(), Connection::Offline, "who logged out stays out");
}

#[test]
fn an_esp32_without_a_last_will_is_silent_after_three_heartbeats_missed() {
    let mut house = House::live();
    house.publish("smarthome/1/ESP32_001/heartbeat", r#"{"uptime":5,"freeMemory":1000,"wifiSignal":-40}"#);
    let board = house.watch("smarthome:1/ESP32_001");
    assert_eq!(house.availability(board), Availability::Online);
    house.pass(Duration::from_secs(200));
    assert!(matches!(house.availability(board), Availability::Silent(Some(_))));
}

#[test]
fn a_reading_that_comes_regularly_is_stale_once_it_is_long_overdue() {
    let mut house = House::live();
    for _ in 0..6 {
        house.publish("alicia/sensors/living", r#"{"temperature_celsius":21.5}"#);
        house.pass(Duration::from_secs(20));
    }
    let sensor = house.watch("alicia:living");
    assert_eq!(house.freshness(sensor, "temperature_celsius"), Freshness::Live);
    house.pass(Duration::from_mins(1));
    assert_eq!(house.freshness(sensor, "temperature_celsius"), Freshness::Stale);
}

#[test]
fn what_nobody_understands_is_counted_and_listed_with_its_reason() {
    let mut house = House::live();
    house.publish("alicia/devices/bulb_living/status", r#"{"state":"on", "api_key":"k3y", <script>"#);
    house.intend(Intent::WatchNotUnderstood(true));
    house.pass(Duration::from_millis(20));
    let listed = house.news.iter().rev().find_map(|news| match news {
        News::NotUnderstood(entries) => Some(entries.clone()),
        _ => None,
    });
    let listed = listed.expect("the page watches what is not understood");
    assert_eq!(listed[0].topic, "alicia/devices/bulb_living/status");
    assert!(!listed[0].reason.is_empty());
    assert!(listed[0].excerpt.contains("<script>") && !listed[0].excerpt.contains("k3y"), "{}", listed[0].excerpt);
    let counters = house.counters();
    assert_eq!((counters.messages_received, counters.not_understood), (1, 1));
}

#[test]
fn a_page_hears_of_many_devices_in_portions_it_can_take_in() {
    let mut house = House::live();
    house.busy_page(true);
    for number in 0..1_200 {
        house.publish(&format!("home/room{number}/temperature"), "21");
    }
    house.news.clear();
    house.busy_page(false);
    house.pass(Duration::from_millis(200));
    let portions: Vec<_> = house
        .news
        .iter()
        .filter_map(|news| match news {
            News::Devices(devices) => Some(devices.len()),
            _ => None,
        })
        .collect();
    assert!(portions.iter().all(|portion| *portion <= 500), "{portions:?}");
    // One was told before the page was busy, in the batch that it was busy with.
    assert!((1_199..=1_200).contains(&portions.iter().sum::<usize>()), "{portions:?}");
}

#[test]
fn another_user_starts_with_an_empty_house() {
    let (mut house, bulb) = house_with_a_bulb();
    house.news.clear();
    house.log_in("alicia");
    house.pass(Duration::from_millis(20));
    assert!(house.news.contains(&News::Cleared));
    house.news.clear();
    house.intend(Intent::Set {
        device: bulb,
        property: alicia_dashboard::device::PropertyKey(0),
        value: Value::Flag(true),
    });
    house.pass(Duration::from_millis(20));
    assert!(house.news.iter().all(|news| !matches!(news, News::Request(_))));
}

#[test]
fn what_the_broker_grants_and_then_hides_shows_nothing_rather_than_a_zero() {
    let mut house = House::live();
    house.pass(Duration::from_mins(1));
    assert!(matches!(house.connection(), Connection::Live { .. }));
    assert_eq!(house.counters().messages_received, 0);
    assert!(
        house
            .news
            .iter()
            .all(|news| !matches!(news, News::Devices(_) | News::Properties { .. } | News::Reports { .. }))
    );
}

#[test]
fn a_reading_that_comes_long_after_it_was_due_leaves_a_gap_unless_nobody_listened() {
    const SENSOR: &str = "alicia/sensors/hall";
    let mut house = House::live();
    let beat = |house: &mut House, seconds: u64| {
        house.pass(Duration::from_secs(seconds));
        house.publish(SENSOR, r#"{"temperature_celsius":21.5}"#);
        house.pass(Duration::from_millis(20));
    };
    for _ in 0..6 {
        beat(&mut house, 20);
    }
    assert_eq!(house.counters().gaps, 0);
    beat(&mut house, 200);
    assert_eq!(house.counters().gaps, 1);
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(Duration::from_secs(1_000));
    house.let_in();
    beat(&mut house, 1);
    assert_eq!(house.counters().gaps, 1, "we did not listen");
}

#[test]
fn about_a_thousand_retained_messages_and_no_more_look_like_a_part() {
    let mut house = House::live();
    for index in 0..999 {
        house.publish_retained(&format!("home/shelf/{index}"), "1");
    }
    house.pass(Duration::from_secs(1));
    assert!(!house.counters().may_be_cut, "more may come");
    house.pass(Duration::from_secs(2));
    assert!(house.counters().may_be_cut);
    house.intend(Intent::AskAgain);
    house.pass(Duration::from_millis(20));
    assert!(!house.counters().may_be_cut, "until it is known better");
    let asked = house.sent.last().expect("the broker is asked");
    assert_eq!(asked[0], 0x82);
    assert!(asked.ends_with(&[b'+', 5]) && asked.len() < 20, "for one filter after the other: {asked:?}");
}

#[test]
fn diagnostics_are_told_once_a_second_while_watched_and_hold_no_payload() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "state", Value::Flag(true));
    house.happen(Event::Closed { code: 1006, reason: "gone".to_owned() });
    house.news.clear();
    house.intend(Intent::WatchDiagnostics(true));
    house.pass(Duration::from_millis(2_100));
    house.intend(Intent::WatchDiagnostics(false));
    house.pass(Duration::from_secs(5));
    let told = house.news.iter().filter_map(|news| match news {
        News::Diagnostics(diagnostics) => Some(diagnostics),
        _ => None,
    });
    let told: Vec<_> = told.collect();
    assert_eq!(told.len(), 3, "at once, and twice a second apart");
    let last = told[2];
    assert_eq!((last.broker, last.client_id.starts_with("alicia-dashboard-")), (None, true));
    assert_eq!(last.failures[0].closed, Some((1006, "gone".to_owned())));
    assert!(last.failures[0].because.contains("connection"), "{}", last.failures[0].because);
    let devices = last.limits.iter().find(|limit| limit.of == Limited::Devices).expect("devices are limited");
    assert_eq!((devices.used, devices.limit, devices.discarded), (1, 20_000, 0));
    let command = last.packets.iter().find(|packet| packet.sent && packet.kind == "PUBLISH").expect("it was sent");
    assert_eq!(command.start, Start::Topic("alicia/commands/bulb_living".to_owned()));
    assert!(last.packets.is_sorted_by(|newer, older| newer.at >= older.at));
}

#[test]
fn what_cannot_work_as_announced_is_listed_until_it_is_mended() {
    const PLACE: &str = "homeassistant/sensor/attic/config";
    let mut house = House::live();
    house.intend(Intent::WatchNotUnderstood(true));
    house.publish_retained(PLACE, r#"{"name":"Attic","value_template":"{{ value }}"}"#);
    house.pass(Duration::from_millis(20));
    let listed = |house: &House| {
        let told = house.news.iter().rev().find_map(|news| match news {
            News::Problems(problems) => Some(problems.clone()),
            _ => None,
        });
        told.expect("the page watches what cannot work")
    };
    let problems = listed(&house);
    assert_eq!((problems[0].topic.as_str(), problems[0].words.as_str()), (PLACE, "state_topic is missing"));
    house.publish(PLACE, r#"{"name":"Attic","state_topic":"attic/temperature"}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(listed(&house), []);
}

#[test]
fn a_device_that_announces_topics_of_its_own_is_heard_on_them_and_goes_when_it_says_so() {
    const PLACE: &str = "homeassistant/sensor/attic/config";
    let mut house = House::live();
    house.publish_retained(PLACE, r#"{"name":"Attic","state_topic":"attic/temperature","unit_of_measurement":"°C"}"#);
    house.pass(Duration::from_millis(300));
    let asked = house.sent.last().expect("the broker is asked for the topic").clone();
    assert!(asked[0] == 0x82 && asked.windows(17).any(|bytes| bytes == b"attic/temperature"), "{asked:?}");
    let attic = house.watch("home_assistant:sensor/attic");
    house.publish("attic/temperature", "21.5");
    house.pass(Duration::from_millis(20));
    let reported = house.property(attic, "attic").report.expect("it was heard");
    assert_eq!(reported.value, Value::Number(21.5));
    house.publish(PLACE, "");
    house.pass(Duration::from_millis(20));
    assert!(house.news.contains(&News::Gone(vec![attic])));
}
