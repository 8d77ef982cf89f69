//! The simulated home without any broker: what it would say.

use std::collections::{BTreeSet, HashSet};
use std::time::{Duration, SystemTime};

use alicia_dashboard::app::{App, Effect, Event, Intent, Limits, News, RecordingWish, Replaying};
use alicia_dashboard::time::{Instant, Now};
use home::acl::Acl;
use home::recording;
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
fn what_it_says_is_a_recording_that_the_page_plays() {
    let mut app = App::new(Limits::default(), 1);
    let mut effects = Vec::new();
    let recording = recording::of(Size::default(), SystemTime::now(), Duration::from_mins(1)).into_bytes();
    let opened = [
        Intent::Recording(RecordingWish::Open),
        Intent::Recording(RecordingWish::Part(recording)),
        Intent::Recording(RecordingWish::Play),
    ];
    for intent in
        opened.into_iter().chain([Intent::Recording(RecordingWish::Replay(Replaying::Seek(u64::MAX))), Intent::Taken])
    {
        app.handle(Event::Intent(intent), Now::default(), &mut effects);
    }
    let mut instant = Instant::default();
    while let Some(due) = app.deadline().filter(|due| due.since(Instant::default()) < Duration::from_secs(5)) {
        instant = instant.max(due);
        app.handle(Event::Timeout, Now { instant, ..Now::default() }, &mut effects);
        app.handle(Event::Intent(Intent::Taken), Now { instant, ..Now::default() }, &mut effects);
    }
    let told = effects.into_iter().flat_map(|effect| match effect {
        Effect::Tell(news) => news,
        other => panic!("nothing is sent: {other:?}"),
    });
    let (mut devices, mut unreadable) = (HashSet::new(), None);
    for news in told {
        match news {
            News::Devices(told) => devices.extend(told.into_iter().map(|device| device.id)),
            News::Replay(Some(replay)) => unreadable = Some(replay.unreadable),
            _ => {}
        }
    }
    assert_eq!(unreadable, Some(0));
    assert!(devices.len() > 40 && devices.contains("alicia:bulb_living"), "{devices:?}");
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
fn a_crowd_is_there_at_once() {
    let said = simulate::rehearse(Size { devices: 600, rate: Some(300.0), seed: 1 }, Duration::ZERO);
    let status = |said: &&simulate::Message| said.topic.starts_with("smarthome/2/") && said.topic.ends_with("/status");
    let present: BTreeSet<_> = said.iter().filter(status).map(|said| &said.topic).collect();
    assert_eq!(present.len(), 600);
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

#[test]
fn something_of_every_component_is_announced_to_home_assistant() {
    let said = simulate::rehearse(Size::default(), Duration::ZERO);
    let announced: BTreeSet<String> = said
        .iter()
        .filter_map(|message| {
            message.topic.strip_prefix("homeassistant/")?.strip_suffix("/config").map(|it| (it, message))
        })
        .flat_map(|(topic, message)| match topic.split_once('/') {
            Some(("device", _)) => components(&message.payload),
            Some((component, _)) => vec![component.to_owned()],
            None => Vec::new(),
        })
        .collect();
    let known = [
        "alarm_control_panel",
        "binary_sensor",
        "button",
        "camera",
        "climate",
        "cover",
        "date",
        "datetime",
        "device_tracker",
        "event",
        "fan",
        "humidifier",
        "image",
        "lawn_mower",
        "light",
        "lock",
        "notify",
        "number",
        "scene",
        "select",
        "sensor",
        "siren",
        "switch",
        "tag",
        "text",
        "time",
        "update",
        "vacuum",
        "valve",
        "water_heater",
    ];
    assert_eq!(announced, known.map(str::to_owned).into());
}

/// Of a device that announces all it has at once.
fn components(payload: &str) -> Vec<String> {
    let announced: Value = serde_json::from_str(payload).expect("announcements are JSON");
    let components = announced["cmps"].as_object().expect("a device has components").values();
    components.map(|component| component["p"].as_str().expect("each says what it is").to_owned()).collect()
}

#[test]
fn what_the_originals_leave_with_the_broker_is_retained_and_nothing_else() {
    let said = simulate::rehearse(Size::default(), Duration::from_secs(100));
    let retained = |wanted: &str| {
        let of_topic: HashSet<bool> =
            said.iter().filter(|message| message.topic == wanted).map(|message| message.retain).collect();
        assert_eq!(of_topic.len(), 1, "{wanted} is said, and always alike");
        of_topic.contains(&true)
    };
    for topic in [
        "home/vacuum/state",
        "home/vacuum/availability",
        "zigbee2mqtt/bridge/devices",
        "zigbee2mqtt/Desk plug/availability",
        "tasmota/discovery/E8DB8494B051/config",
        "tele/washing_machine/LWT",
        "shellyplus1pm-a8032abe54dc/online",
        "homie/5/terrace-light/$description",
        "homie/5/terrace-light/light/power",
    ] {
        assert!(retained(topic), "{topic}");
    }
    for topic in [
        "home/front_door/bell",
        "zigbee2mqtt/Desk plug",
        "tele/washing_machine/SENSOR",
        "shellyplus1pm-a8032abe54dc/status/switch:0",
        "shellyplusht-b8d61a8b17cc/events/rpc",
    ] {
        assert!(!retained(topic), "{topic}");
    }
}
