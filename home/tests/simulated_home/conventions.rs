//! The conventions of many makers, as they are on the wire.

use std::collections::HashMap;

use home::simulate::Size;
use serde_json::Value;

use crate::{Stage, json, present, stage};

impl Stage {
    /// Waits until a message on the topic is what is wanted.
    async fn hear(&mut self, topic: &str, what: &str, mut wanted: impl FnMut(&str) -> bool) {
        let what = format!("{topic}: {what}");
        self.alicia.hear(&what, |heard, payload| heard == topic && wanted(payload)).await;
    }

    async fn hear_json(&mut self, topic: &str, what: &str, mut wanted: impl FnMut(&Value) -> bool) {
        self.hear(topic, what, |payload| wanted(&json(payload))).await;
    }

    async fn say(&self, topic: &str, payload: &str) {
        self.alicia.say(topic, payload).await.expect("alicia may");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_them_are_heard_soon() {
    let mut stage = stage(Size::default()).await;
    let topics = [
        "homeassistant/light/living_room_lamp/light/config",
        "homeassistant/device/weather_station/config",
        "home/living_room_lamp/state",
        "home/vacuum/availability",
        "zigbee2mqtt/bridge/state",
        "zigbee2mqtt/bridge/info",
        "zigbee2mqtt/bridge/devices",
        "zigbee2mqtt/bridge/groups",
        "zigbee2mqtt/Zoë's desk lamp",
        "zigbee2mqtt/Zoë's desk lamp/availability",
        "zigbee2mqtt/study lights",
        "homeassistant/light/0x0017880104e45517/light/config",
        "tasmota/discovery/E8DB8494B051/config",
        "tasmota/discovery/E8DB8494B051/sensors",
        "tele/washing_machine/LWT",
        "tele/washing_machine/STATE",
        "tele/washing_machine/SENSOR",
        "shellyplus1pm-a8032abe54dc/online",
        "shellyplus1pm-a8032abe54dc/status/switch:0",
        "shellyplusht-b8d61a8b17cc/events/rpc",
        "homie/5/terrace-light/$state",
        "homie/5/terrace-light/$description",
        "homie/5/terrace-light/sensor/temperature",
    ];
    present(&mut stage.alicia, &topics).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lamp_takes_the_parts_of_an_object_and_says_what_it_shines_in() {
    let mut stage = stage(Size::default()).await;
    let lamp = "home/living_room_lamp/state";
    present(&mut stage.alicia, &[lamp]).await;
    stage.say("home/living_room_lamp/set", r#"{"brightness":"much","color":{"r":0,"g":90,"b":255},"odd":1}"#).await;
    stage
        .hear_json(lamp, "blue, and as bright as before", |lamp| {
            lamp["color"]["b"] == 255
                && lamp["color_mode"] == "rgb"
                && lamp["brightness"] == 140
                && lamp["odd"].is_null()
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_a_moment_says_so() {
    let mut stage = stage(Size::default()).await;
    present(&mut stage.alicia, &["home/front_door/lock", "shellyplus2pm-5443b23d81f8/status/cover:0"]).await;
    stage.say("home/front_door/lock/set", "UNLOCK").await;
    stage.hear("home/front_door/lock", "on its way", |lock| lock == "UNLOCKING").await;
    stage.hear("home/front_door/lock", "there", |lock| lock == "UNLOCKED").await;

    let cover = "shellyplus2pm-5443b23d81f8/status/cover:0";
    stage.say("shellyplus2pm-5443b23d81f8/command/cover:0", "close").await;
    stage.hear_json(cover, "on its way", |cover| cover["state"] == "closing" && cover["current_pos"] != 0).await;
    stage.hear_json(cover, "there", |cover| cover["state"] == "closed" && cover["current_pos"] == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zigbee_device_takes_what_it_exposes_and_nothing_else() {
    let mut stage = stage(Size::default()).await;
    let lamp = "zigbee2mqtt/Zoë's desk lamp";
    present(&mut stage.alicia, &[lamp]).await;
    let order = json!({ "state": "MAYBE", "brightness": 999, "linkquality": 1, "color_temp": 200 });
    stage.say(&format!("{lamp}/set"), &order.to_string()).await;
    stage
        .hear_json(lamp, "another white", |state| {
            state["color_temp"] == 200
                && state["state"] == "ON"
                && state["brightness"] == 180
                && state["linkquality"] != 1
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tasmota_answers_with_a_result() {
    let mut stage = stage(Size::default()).await;
    present(&mut stage.alicia, &["tele/shelf_light/STATE", "tele/washing_machine/STATE"]).await;
    stage.say("cmnd/washing_machine/Power1", "toggle").await;
    stage.hear_json("stat/washing_machine/RESULT", "off", |result| result["POWER"] == "OFF").await;
    stage.hear("stat/washing_machine/POWER", "off", |power| power == "OFF").await;
    stage.say("cmnd/shelf_light/Color2", "#0000ff").await;
    // Seventy percent of blue: it stays as bright as it was.
    stage
        .hear_json("stat/shelf_light/RESULT", "blue", |light| light["Color"] == "0000B20000" && light["Dimmer"] == 70)
        .await;
    stage.say("cmnd/shelf_light/Dance", "").await;
    stage.hear_json("stat/shelf_light/RESULT", "a refusal", |result| result["Command"] == "Unknown").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shelly_takes_requests_of_its_own_kind() {
    let mut stage = stage(Size::default()).await;
    let dimmer = "shellydimmerg3-e4b063d5f0a8";
    present(&mut stage.alicia, &["shellydimmerg3-e4b063d5f0a8/status/light:0"]).await;
    for request in [
        json!({ "id": 1, "src": "alicia", "method": "Switch.Set", "params": { "id": 0, "on": false } }),
        json!({ "id": 2, "src": "alicia", "method": "Light.Set", "params": { "id": 0, "brightness": 25 } }),
    ] {
        stage.say(&format!("{dimmer}/rpc"), &request.to_string()).await;
    }
    stage
        .hear_json(&format!("{dimmer}/events/rpc"), "darker, and on", |event| {
            let light = &event["params"]["light:0"];
            event["method"] == "NotifyStatus" && light["brightness"] == 25 && light["output"] == true
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_homie_device_takes_what_its_format_allows() {
    let mut stage = stage(Size::default()).await;
    let target = "homie/5/floor-heating/circuit/target";
    present(&mut stage.alicia, &[target]).await;
    for celsius in ["90", "warm", "19.5"] {
        stage.say(&format!("{target}/set"), celsius).await;
    }
    let mut reported = Vec::new();
    stage
        .hear(target, "the only one that makes sense", |celsius| {
            reported.push(celsius.to_owned());
            celsius == "19.5"
        })
        .await;
    assert_eq!(reported, ["19.5"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_them_have_a_last_will() {
    let Stage { mut alicia, home, _broker } = stage(Size::default()).await;
    let mut missing = HashMap::from([
        ("home/vacuum/availability", "offline"),
        ("zigbee2mqtt/bridge/state", r#"{"state":"offline"}"#),
        ("tele/washing_machine/LWT", "Offline"),
        ("shellyplus1pm-a8032abe54dc/online", "false"),
        ("homie/5/floor-heating/$state", "lost"),
    ]);
    present(&mut alicia, &missing.keys().copied().collect::<Vec<_>>()).await;
    drop(home);
    alicia
        .hear("the wills", |topic, payload| {
            missing.retain(|expected, word| *expected != topic || *word != payload);
            missing.is_empty()
        })
        .await;
}
