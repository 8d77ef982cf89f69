//! The simulated home without any broker: what it would say.

use std::collections::HashSet;
use std::time::Duration;

use home::acl::Acl;
use home::simulate::{self, Size};
use serde_json::Value;

#[test]
fn the_same_seed_gives_the_same_home() {
    let a_while = Duration::from_secs(50);
    let rehearse = |seed| simulate::rehearse(Size { devices: 10, rate: None, seed }, a_while);
    assert_eq!(rehearse(7), rehearse(7));
    assert_ne!(rehearse(7), rehearse(8));
}

#[test]
fn something_changes_every_second_or_so() {
    let a_while = Duration::from_secs(500);
    let said = simulate::rehearse(Size::default(), a_while);
    assert!(said.len() > 500, "{}", said.len());
    let tank: HashSet<&str> = said
        .iter()
        .filter(|message| message.topic.ends_with("storage_tank_top_temp/state"))
        .map(|message| message.payload.as_str())
        .collect();
    assert!(tank.len() > 5, "the tank warms: {tank:?}");
}

#[test]
fn the_house_has_all_thirteen_sensors() {
    let said = simulate::rehearse(Size::default(), Duration::from_secs(30));
    let telemetry = said.iter().find(|message| message.topic == "smarthome/1/ESP32_002/telemetry");
    let payload =
        serde_json::from_str::<Value>(&telemetry.expect("the station speaks").payload).expect("telemetry is JSON");
    for sensor in [
        "current",
        "gasPpm",
        "flame",
        "binLevel",
        "powerW",
        "energyKwh",
        "voltageV",
        "currentA",
        "frequencyHz",
        "powerFactor",
        "distanceCm",
        "temperature",
        "humidity",
    ] {
        assert!(!payload[sensor].is_null(), "{sensor}");
    }
}

#[test]
fn one_board_falls_silent_for_minutes() {
    let said = simulate::rehearse(Size::default(), Duration::from_secs(479));
    let spoken = |id: &str| {
        let topic = format!("smarthome/1/{id}/telemetry");
        said.iter().filter(|message| message.topic == topic).count()
    };
    assert!(spoken("ESP32_001") >= 159);
    // Every four seconds, it would have spoken 120 times.
    assert!((60..75).contains(&spoken("ESP32_003")), "{}", spoken("ESP32_003"));
}

#[test]
fn a_crowd_speaks_at_the_rate_that_was_chosen() {
    let size = Size { devices: 600, rate: Some(300.0), seed: 1 };
    let spoken = simulate::rehearse(size, Duration::from_secs(10));
    let telemetry =
        spoken.iter().filter(|said| said.topic.starts_with("smarthome/2/") && said.topic.ends_with("/telemetry"));
    let count = telemetry.count();
    assert!((2_950..=3_050).contains(&count), "{count}");
}

#[test]
fn nothing_the_home_says_is_forbidden() {
    let acl = Acl::deployed();
    let size = Size { devices: 3, rate: None, seed: 1 };
    for said in simulate::rehearse(size, Duration::from_secs(100)) {
        let allowed = ["esp32_device", "voice_assistant"].iter().any(|user| acl.may_publish(user, &said.topic));
        assert!(allowed, "{}", said.topic);
    }
}
