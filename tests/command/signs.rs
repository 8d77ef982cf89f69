//! Of which devices something is not as it should be.

use std::time::Duration;

use alicia_dashboard::app::{Intent, News, Signs};

use crate::house::House;

const SENSOR: &str = "alicia/sensors/sensor_attic";

fn told(house: &House) -> Vec<Signs> {
    let told = house.news.iter().filter_map(|news| match news {
        News::Signs(signs) => Some(signs.clone()),
        _ => None,
    });
    told.collect()
}

fn key(house: &House, id: &str) -> alicia_dashboard::device::DeviceKey {
    let devices = house.news.iter().filter_map(|news| match news {
        News::Devices(devices) => Some(devices),
        _ => None,
    });
    devices.flatten().find(|device| device.id == id).expect("it was heard of").key
}

#[test]
fn whose_battery_is_low_is_told_while_that_is_watched_and_only_when_it_is_otherwise() {
    let mut house = House::live();
    house.publish(SENSOR, r#"{"temperature_celsius":20.5,"battery_level":80}"#);
    house.pass(Duration::from_secs(2));
    assert!(told(&house).is_empty(), "nobody asked");
    house.intend(Intent::WatchSigns(true));
    house.pass(Duration::from_secs(3));
    assert_eq!(told(&house), [Signs::default()], "once");

    house.publish(SENSOR, r#"{"temperature_celsius":20.5,"battery_level":9}"#);
    house.pass(Duration::from_secs(3));
    let sensor = key(&house, "alicia:sensor_attic");
    let low = Signs { low_battery: vec![sensor], ..Signs::default() };
    assert_eq!(told(&house), [Signs::default(), low.clone()]);

    house.intend(Intent::WatchSigns(false));
    house.publish(SENSOR, r#"{"temperature_celsius":20.5,"battery_level":90}"#);
    house.pass(Duration::from_secs(3));
    assert_eq!(told(&house), [Signs::default(), low]);
}

#[test]
fn who_says_goodbye_is_away_until_it_is_heard_again() {
    let mut house = House::live();
    house.publish("zigbee2mqtt/bridge/state", r#"{"state":"online"}"#);
    house.publish("tele/plug/LWT", "Offline");
    house.publish("homeassistant/switch/plug/config", r#"{"unique_id":"p","name":"Plug","state_topic":"plug/state","command_topic":"plug/set","availability_topic":"plug/there"}"#);
    house.pass(Duration::from_secs(1));
    house.intend(Intent::WatchSigns(true));
    house.publish("plug/there", "offline");
    house.pass(Duration::from_secs(3));
    let away = |house: &House| told(house).pop().expect("it is watched").away.len();
    assert_eq!(away(&house), 1);
    house.publish("plug/there", "online");
    house.publish("plug/state", "ON");
    house.pass(Duration::from_secs(3));
    assert_eq!(away(&house), 0);
}
