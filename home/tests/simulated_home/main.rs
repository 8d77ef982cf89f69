//! The simulated home speaks and obeys as its originals do.

mod conventions;
#[path = "../person/mod.rs"]
mod person;

use std::collections::{HashMap, HashSet};

use home::broker::{Broker, Listen};
use home::mosquitto::Mosquitto;
use home::simulate::{self, Running, Size};
use home::user::{Passwords, User};
use person::Person;
use serde_json::{Value, json};

/// A home, its broker, and alicia listening to everything.
struct Stage {
    alicia: Person,
    home: Running,
    _broker: Broker,
}

async fn stage(size: Size) -> Stage {
    let broker = Broker::start(&Listen::anywhere(), Passwords::random()).expect("the embedded broker starts");
    let alicia = Person::enter(&broker.ws_url(), User::Alicia, broker.passwords()).await;
    alicia.listen("#").await.expect("alicia hears everything");
    let home = move_in(&broker.mqtt_url(), broker.passwords(), size);
    Stage { alicia, home, _broker: broker }
}

fn move_in(broker: &str, passwords: &Passwords, size: Size) -> Running {
    let options = simulate::Options { broker: broker.to_owned(), passwords: passwords.clone(), size };
    simulate::start(options).expect("the home is welcome")
}

/// Waits until each of the topics has been heard.
async fn present(listener: &mut Person, topics: &[&str]) {
    let mut missing: HashSet<&str> = topics.iter().copied().collect();
    let heard = |topic: &str, _: &str| {
        missing.remove(topic);
        missing.is_empty()
    };
    listener.hear(&topics.join(", "), heard).await;
}

fn json(payload: &str) -> Value {
    serde_json::from_str(payload).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_system_is_heard_soon() {
    let mut stage = stage(Size::default()).await;
    let systems = [
        "alicia/sensors/sensor_living",
        "alicia/sensors/sensor_bedroom",
        "alicia/devices/bulb_living/status",
        "alicia/devices/bulb_kitchen/status",
        "alicia/devices/sonos/kitchen/status",
        "alicia/devices/sonos/kitchen/availability",
        "alicia/voice/status",
        "alicia/system/health/voice_assistant",
        "smarthome/1/ESP32_001/telemetry",
        "smarthome/1/ESP32_002/telemetry",
        "smarthome/1/ESP32_003/status",
        "iotflow/devices/sensor_001/telemetry/sensors",
        "iotflow/devices/sensor_002/status/online",
        "iotflow/devices/esp32_garage/telemetry",
        "iotflow/fleet/status/greenhouse",
        "devices/attic_sensor/telemetry",
        "devices/cellar_sensor/heartbeat",
        "homeassistant/sensor/solar_heating_storage_tank_top_temp/config",
        "homeassistant/sensor/solar_heating_storage_tank_top_temp/state",
        "homeassistant/switch/solar_heating_primary_pump/state",
        "homeassistant/number/solar_heating_set_temp_tank_1/state",
        "solar_heating_v3/heartbeat",
        "solar_heating/mode_reasoning",
        "homeassistant/sensor/pellet_stove/state",
        "home/garden/rain_gauge",
    ];
    present(&mut stage.alicia, &systems).await;
    assert!(stage.home.published() > 80);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulb_takes_0_to_255_and_reports_0_to_100() {
    let mut stage = stage(Size::default()).await;
    let status = "alicia/devices/bulb_kitchen/status";
    stage.alicia.hear("the bulb, off", |topic, payload| topic == status && json(payload)["state"] == "off").await;
    let commands = [
        (json!({ "command": "turn_on", "brightness": 128 }), "on", 50),
        (json!({ "command": "set_brightness", "brightness": 255 }), "on", 100),
        (json!({ "command": "turn_off" }), "off", 0),
    ];
    for (command, state, brightness) in commands {
        stage.alicia.say("alicia/commands/bulb_kitchen", &command.to_string()).await.expect("alicia may");
        stage
            .alicia
            .hear(&command.to_string(), |topic, payload| {
                let payload = json(payload);
                topic == status && payload["state"] == state && payload["brightness"] == brightness
            })
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_speaker_and_the_voice_obey() {
    let mut stage = stage(Size::default()).await;
    let status = "alicia/devices/sonos/kitchen/status";
    present(&mut stage.alicia, &[status, "alicia/voice/status"]).await;
    for (verb, order) in [
        ("playback", r#"{"speaker":"kitchen","action":"pause"}"#),
        ("volume", r#"{"speaker":"kitchen","volume":7}"#),
        ("group", r#"{"master":"kitchen","members":["kitchen","bath"]}"#),
    ] {
        stage.alicia.say(&format!("alicia/commands/sonos/{verb}"), order).await.expect("alicia may");
    }
    stage
        .alicia
        .hear("the speaker, obeying", |topic, payload| {
            let payload = json(payload);
            topic == status
                && payload["state"] == "paused"
                && payload["volume"] == 7
                && payload["group_members"] == json!(["kitchen", "bath"])
        })
        .await;
    let order = r#"{"speaker":"bedroom","message":"Good morning","language":"en","volume":30}"#;
    stage.alicia.say("alicia/tts/bedroom", order).await.expect("alicia may");
    stage
        .alicia
        .hear("the spoken word", |topic, payload| {
            topic == "alicia/tts/status" && json(payload)["status"] == "completed"
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_iotflow_device_answers_with_the_command_id() {
    let mut stage = stage(Size::default()).await;
    present(&mut stage.alicia, &["devices/attic_sensor/telemetry", "iotflow/devices/sensor_001/config"]).await;
    let order = r#"{"command":"update_interval","parameters":{"interval_seconds":2},"command_id":"cmd_1"}"#;
    stage.alicia.say("iotflow/devices/sensor_001/commands/config", order).await.expect("alicia may");
    stage
        .alicia
        .hear("the answer", |topic, payload| {
            let payload = json(payload);
            topic == "iotflow/devices/sensor_001/telemetry/events"
                && payload["command_id"] == "cmd_1"
                && payload["status"] == "success"
        })
        .await;
    stage
        .alicia
        .hear("the new interval", |topic, payload| {
            topic == "iotflow/devices/sensor_001/config" && json(payload)["interval_seconds"] == 2
        })
        .await;
    stage.alicia.say("devices/attic_sensor/commands", r#"{"type":"dance","id":"cmd_2"}"#).await.expect("alicia may");
    stage
        .alicia
        .hear("the refusal", |topic, payload| {
            let payload = json(payload);
            topic == "devices/attic_sensor/status" && payload["command_id"] == "cmd_2" && payload["status"] == "error"
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_esp32_shows_what_it_was_told_only_in_its_next_telemetry() {
    let mut stage = stage(Size::default()).await;
    let telemetry = "smarthome/1/ESP32_001/telemetry";
    stage.alicia.hear("the lamp, on", |topic, payload| topic == telemetry && watts(payload) > 40.0).await;
    let order = r#"{"commandId":"c1","type":"SET_POWER","payload":{"power":false},"source":"USER"}"#;
    stage.alicia.say("smarthome/1/ESP32_001/commands", order).await.expect("alicia may");
    stage.alicia.hear("the lamp, off", |topic, payload| topic == telemetry && watts(payload) < 1.0).await;
    stage
        .alicia
        .hear("its status", |topic, payload| {
            let status = &json(payload)["status"];
            topic == "smarthome/1/ESP32_001/status" && status["power"] == false && status["color"] == "#FFB347"
        })
        .await;
}

fn watts(payload: &str) -> f64 {
    json(payload)["sensors"]["powerW"].as_f64().unwrap_or(f64::NAN)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_solar_heating_obeys_bare_words_and_numbers() {
    let mut stage = stage(Size::default()).await;
    let heater = "homeassistant/switch/solar_heating_cartridge_heater";
    let target = "homeassistant/number/solar_heating_set_temp_tank_1";
    stage.alicia.hear("the heater", |topic, _| topic == format!("{heater}/state")).await;
    stage.alicia.say(&format!("{heater}/set"), "ON").await.expect("alicia may");
    stage.alicia.say(&format!("{target}/set"), "1000").await.expect("alicia may");
    let mut missing = HashMap::from([(format!("{heater}/state"), "ON"), (format!("{target}/state"), "90")]);
    stage
        .alicia
        .hear("both states, within limits", |topic, payload| {
            missing.retain(|expected, state| expected != topic || *state != payload);
            missing.is_empty()
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn last_wills_are_heard_when_the_power_is_cut() {
    let Stage { mut alicia, home, _broker } = stage(Size::default()).await;
    let availability = "alicia/devices/sonos/kitchen/availability";
    present(&mut alicia, &[availability, "devices/cellar_sensor/status"]).await;
    drop(home);
    let mut missing = HashSet::from(["lwt/devices/cellar_sensor", availability]);
    alicia
        .hear("the wills", |topic, payload| {
            missing.retain(|expected| *expected != topic || payload != "offline");
            missing.is_empty()
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_home_returns_by_itself_when_its_broker_does() {
    let mut broker = Mosquitto::start().expect("Mosquitto starts");
    let _home = move_in(&broker.mqtt_url(), broker.passwords(), Size::default());
    broker.kill();
    broker.restart().expect("Mosquitto starts again");
    let mut mobile_app = Person::enter(&broker.mqtt_url(), User::MobileApp, broker.passwords()).await;
    mobile_app.listen("alicia/#").await.expect("mobile_app hears alicia/#");
    present(&mut mobile_app, &["alicia/devices/bulb_living/status", "alicia/voice/status"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_is_all_there() {
    let mut stage = stage(Size { devices: 600, rate: Some(300.0), seed: 1 }).await;
    let mut present = HashSet::new();
    stage
        .alicia
        .hear("six hundred devices", |topic, _| {
            if topic.starts_with("smarthome/2/") && topic.ends_with("/status") {
                present.insert(topic.to_owned());
            }
            present.len() == 600
        })
        .await;
}

#[test]
fn a_wrong_password_is_a_sentence() {
    let broker = Broker::start(&Listen::anywhere(), Passwords::random()).expect("the embedded broker starts");
    let stranger =
        simulate::Options { broker: broker.mqtt_url(), passwords: Passwords::random(), size: Size::default() };
    let error = simulate::start(stranger).expect_err("nobody knows these passwords").to_string();
    assert!(error.ends_with("refused esp32_device: wrong user name or password."), "{error}");
}
