//! The embedded broker and a real Mosquitto with `deploy/mosquitto` let the same topics through and stop the same others.

mod person;

use std::collections::HashSet;

use home::broker::{Broker, Listen};
use home::mosquitto::Mosquitto;
use home::user::{Passwords, User};
use mqtt5::MqttError;
use mqtt5::protocol::v5::reason_codes::ReasonCode;
use person::Person;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Right {
    Nothing,
    Hear,
    Say,
    Both,
}
use Right::{Both, Hear, Nothing, Say};

/// What each user may do with a topic: an example for every line of the ACL, and the neighbours it must not reach.
const EXAMPLES: &[(User, &[(&str, Right)])] = &[
    (User::Alicia, &[("alicia/sensors/a", Both), ("iotflow/devices/a/telemetry", Both), ("forbidden/x", Both)]),
    (
        User::Esp32Device,
        &[
            ("alicia/sensors/a", Say),
            ("alicia/devices/sonos/a/status", Say),
            ("alicia/commands/a", Hear),
            ("home/letterbox", Say),
            ("home/letterbox/set", Both),
            ("home/letterbox/lamp/set", Both),
            ("smarthome/1/a/telemetry", Say),
            ("smarthome/1/a/status", Say),
            ("smarthome/1/a/heartbeat", Say),
            ("smarthome/1/a/commands", Hear),
            ("smarthome/1/a/config", Hear),
            ("smarthome/1/a/ota", Both),
            ("iotflow/devices/a/telemetry/events", Say),
            ("iotflow/devices/a/telemetry", Say),
            ("iotflow/devices/a/status/online", Say),
            ("iotflow/devices/a/heartbeat", Say),
            ("iotflow/devices/a/config", Both),
            ("iotflow/devices/a/commands/control", Hear),
            ("iotflow/devices/a/commands", Hear),
            ("iotflow/fleet/commands/a", Hear),
            ("iotflow/fleet/status/a", Say),
            ("iotflow/discovery/register/a", Say),
            ("iotflow/discovery/response/a", Hear),
            ("lwt/devices/a", Say),
            ("devices/a/telemetry", Say),
            ("devices/a/status", Say),
            ("devices/a/heartbeat", Say),
            ("devices/a/config", Both),
            ("devices/a/commands", Hear),
            ("homeassistant/sensor/a/config", Say),
            ("homeassistant/sensor/node/a/config", Say),
            ("homeassistant/sensor/a/state", Say),
            ("homeassistant/sensor/node/a/state", Say),
            ("homeassistant/switch/a/set", Hear),
            ("homeassistant/switch/node/a/set", Hear),
            ("homeassistant/status", Hear),
            ("solar_heating/mode_reasoning", Say),
            ("solar_heating_v3/heartbeat", Say),
            ("tasmota/discovery/A/config", Say),
            ("tele/a/STATE", Say),
            ("stat/a/RESULT", Say),
            ("cmnd/a/POWER", Hear),
            ("zigbee2mqtt/a", Both),
            ("homie/5/a/$state", Say),
            ("homie/5/a/b/c/set", Both),
            ("shellyplus1-a/online", Say),
            ("shellyplus1-a/status/switch:0", Say),
            ("shellyplus1-a/events/rpc", Say),
            ("shellyplus1-a/command/switch:0", Hear),
            ("shellyplus1-a/rpc", Hear),
            ("shellyplus1-a/debug/log", Nothing),
            ("home/letterbox/lamp/colour/set", Say),
            ("alicia/voice/transcript", Nothing),
            ("alicia/tts/kitchen", Nothing),
            ("iotflow/system/health", Nothing),
            ("forbidden/x", Nothing),
        ],
    ),
    (
        User::VoiceAssistant,
        &[
            ("alicia/voice/transcript", Both),
            ("alicia/tts/kitchen", Both),
            ("alicia/system/health/voice_assistant", Say),
            ("alicia/commands/bulb_living", Nothing),
            ("alicia/sensors/a", Nothing),
            ("forbidden/x", Nothing),
        ],
    ),
    (
        User::MobileApp,
        &[
            ("alicia/commands/bulb_living", Both),
            ("home/letterbox", Both),
            ("homeassistant/sensor/a/state", Hear),
            ("iotflow/devices/a/telemetry", Hear),
            ("devices/a/telemetry", Hear),
            ("lwt/devices/a", Hear),
            ("smarthome/1/a/telemetry", Hear),
            ("solar_heating/mode_reasoning", Hear),
            ("solar_heating_v3/heartbeat", Hear),
            ("tasmota/discovery/A/config", Hear),
            ("tele/a/STATE", Hear),
            ("stat/a/RESULT", Hear),
            ("zigbee2mqtt/a", Hear),
            ("homie/5/a/$state", Hear),
            ("iotflow/devices/a/commands/config", Both),
            ("iotflow/devices/a/commands", Both),
            ("iotflow/devices/a/commands/é", Both),
            ("iotflow/fleet/commands/a", Both),
            ("devices/a/commands", Both),
            ("smarthome/1/a/commands", Both),
            ("smarthome/1/a/config", Both),
            ("homeassistant/switch/a/set", Both),
            ("homeassistant/status", Both),
            ("cmnd/a/POWER", Say),
            ("zigbee2mqtt/a/set", Both),
            ("zigbee2mqtt/room/a/set", Both),
            ("zigbee2mqtt/a/get", Both),
            ("homie/5/a/b/c/set", Both),
            ("shellyplus1-a/online", Hear),
            ("shellyplus1-a/status/switch:0", Hear),
            ("shellyplus1-a/events/rpc", Hear),
            ("shellyplus1-a/command/switch:0", Say),
            ("shellyplus1-a/rpc", Say),
            ("shellyplus1-a/debug/log", Nothing),
            ("smarthome/1/a/status", Hear),
            ("smarthome/1/a/commands/x", Hear),
            ("homeassistant/sensor/a/config", Hear),
            ("homeassistant/switch/node/a/set", Hear),
            ("iotflow/fleet/commands/a/b", Hear),
            ("zigbee2mqtt/bridge/request/permit_join", Hear),
            ("tasmota/other", Nothing),
            ("$SYS/broker/uptime", Nothing),
            ("forbidden/x", Nothing),
        ],
    ),
];

/// A topic the user surely hears, to know that everything before it has arrived.
fn last_word(user: User) -> &'static str {
    match user {
        User::Alicia => "last/word",
        User::Esp32Device => "cmnd/last/word",
        User::VoiceAssistant => "alicia/voice/last_word",
        User::MobileApp => "home/last_word",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_broker_applies_the_deployed_rules() {
    let broker = Broker::start(&Listen::anywhere(), Passwords::random()).expect("the embedded broker starts");
    check(&broker.mqtt_url(), broker.passwords()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_broker_applies_them_to_web_sockets_too() {
    let broker = Broker::start(&Listen::anywhere(), Passwords::random()).expect("the embedded broker starts");
    check(&broker.ws_url(), broker.passwords()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_mosquitto_applies_the_deployed_rules() {
    let broker = Mosquitto::start().expect("Mosquitto starts");
    check(&broker.mqtt_url(), broker.passwords()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_mosquitto_applies_them_to_web_sockets_too() {
    let broker = Mosquitto::start().expect("Mosquitto starts");
    check(&broker.ws_url(), broker.passwords()).await;
}

#[test]
fn every_line_of_the_acl_has_an_example() {
    let mut user = None;
    for line in include_str!("../../deploy/mosquitto/acl").lines() {
        match *line.splitn(3, ' ').collect::<Vec<_>>() {
            ["user", name] => user = User::named(name),
            ["topic", access, filter] if !filter.starts_with("$SYS") => {
                let user = user.expect("a user before its rules");
                let wanted: &[Right] = match access {
                    "read" => &[Hear, Both],
                    "write" => &[Say, Both],
                    _ => &[Both],
                };
                let shown = examples(user)
                    .iter()
                    .any(|(topic, right)| wanted.contains(right) && mqtt5::topic_matches_filter(topic, filter));
                assert!(shown, "{}: {line}", user.name());
            }
            _ => {}
        }
    }
}

fn examples(user: User) -> &'static [(&'static str, Right)] {
    EXAMPLES.iter().find(|(name, _)| *name == user).expect("examples for every user").1
}

async fn check(url: &str, passwords: &Passwords) {
    for user in User::ALL {
        let expected: Vec<_> = examples(user).to_vec();
        assert_eq!(observe(url, passwords, user).await, expected, "{} at {url}", user.name());
    }
}

/// What a user may do, seen from outside: what of its words reaches alicia, and what of hers reaches it.
async fn observe(url: &str, passwords: &Passwords, user: User) -> Vec<(&'static str, Right)> {
    let mut someone = Person::enter(url, user, passwords).await;
    let mut alicia = Person::enter(url, User::Alicia, passwords).await;
    alicia.listen("#").await.expect("alicia hears everything");
    someone.listen(last_word(user)).await.expect("a topic the user may hear");
    for (topic, _) in examples(user) {
        let _refused_or_silent = someone.listen(topic).await;
    }

    let mut acknowledged = HashSet::new();
    for (topic, _) in examples(user) {
        match someone.say(topic, "from the user").await {
            Ok(()) => _ = acknowledged.insert((*topic).to_owned()),
            Err(MqttError::PublishFailed(ReasonCode::NotAuthorized)) => {}
            Err(other) => panic!("{topic}: {other}"),
        }
    }
    for (topic, _) in examples(user).iter().filter(|(topic, _)| !topic.starts_with('$')) {
        alicia.say(topic, "from alicia").await.expect("alicia says anything");
    }
    alicia.say(last_word(user), "the end").await.expect("alicia says anything");

    let said = reached(&mut alicia, "from the user").await;
    let heard = reached(&mut someone, "from alicia").await;
    assert_eq!(said, acknowledged, "what is acknowledged arrives, and nothing else does");
    examples(user)
        .iter()
        .map(|(topic, _)| match (heard.contains(*topic), said.contains(*topic)) {
            (true, true) => (*topic, Both),
            (true, false) => (*topic, Hear),
            (false, true) => (*topic, Say),
            (false, false) => (*topic, Nothing),
        })
        .collect()
}

async fn reached(person: &mut Person, wanted: &str) -> HashSet<String> {
    let heard = person.hear("the last word", |_, payload| payload == "the end").await;
    heard.into_iter().filter(|(_, payload)| payload == wanted).map(|(topic, _)| topic).collect()
}
