//! `device`: a user of its own for one device, which reaches its own topics in every convention and no other's.

use crate::guest::Guest;
use crate::house::House;

/// What a device with the id `boiler` says, in the words of each convention.
const SAYS: &[&str] = &[
    "alicia/sensors/boiler",
    "alicia/sensors/boiler/temperature",
    "alicia/devices/boiler/status",
    "home/boiler",
    "smarthome/1/boiler/telemetry",
    "smarthome/1/boiler/status",
    "smarthome/1/boiler/heartbeat",
    "smarthome/1/boiler/ota",
    "iotflow/devices/boiler/telemetry/sensors",
    "iotflow/devices/boiler/telemetry",
    "iotflow/devices/boiler/status/online",
    "iotflow/devices/boiler/heartbeat",
    "iotflow/devices/boiler/config",
    "iotflow/discovery/register/boiler",
    "lwt/devices/boiler",
    "devices/boiler/telemetry",
    "devices/boiler/status",
    "homeassistant/sensor/boiler/config",
    "homeassistant/sensor/boiler/temperature/config",
    "homeassistant/sensor/boiler/temperature/state",
    "homeassistant/switch/boiler/state",
    "tele/boiler/LWT",
    "stat/boiler/RESULT",
    "homie/5/boiler/$state",
    "boiler/online",
    "boiler/status/switch:0",
    "boiler/events/rpc",
];

const HEARS: &[&str] = &[
    "alicia/commands/boiler",
    "smarthome/1/boiler/commands",
    "smarthome/1/boiler/config",
    "smarthome/1/boiler/ota",
    "iotflow/devices/boiler/commands/control",
    "iotflow/devices/boiler/commands",
    "iotflow/devices/boiler/config",
    "iotflow/discovery/response/boiler",
    "iotflow/fleet/commands/heating",
    "devices/boiler/commands",
    "homeassistant/switch/boiler/set",
    "homeassistant/switch/boiler/pump/set",
    "homeassistant/status",
    "cmnd/boiler/POWER",
    "homie/5/boiler/pump/on/set",
    "home/boiler/set",
    "home/boiler/pump/set",
    "boiler/command/switch:0",
    "boiler/rpc",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_device_speaks_for_itself_in_every_convention_and_for_no_other() {
    let (house, passwords) = House::running();
    let others = [
        Guest::enter(&house.mqtt_url(), "alicia", &passwords["alicia"]).await,
        Guest::enter(&house.mqtt_url(), "mobile_app", &passwords["mobile_app"]).await,
        Guest::enter(&house.mqtt_url(), "esp32_device", &passwords["esp32_device"]).await,
    ];
    let made = house.broker(&["device", "boiler"]).well().made();
    let boiler = Guest::enter(&house.mqtt_url(), "boiler", &made["boiler"]).await;
    for topic in SAYS {
        assert!(boiler.may_say(topic).await, "{topic}");
        let of_another = topic.replace("boiler", "fridge");
        assert!(!boiler.may_say(&of_another).await, "{of_another}");
    }
    for topic in HEARS.iter().filter(|topic| !SAYS.contains(topic)) {
        // There, a device owns all that is below its id.
        let is_its_own = ["home/", "homie/"].iter().any(|tree| topic.starts_with(tree));
        assert!(!boiler.may_say(topic).await || is_its_own, "{topic}");
    }
    for topic in ["boiler", "zigbee2mqtt/boiler", "solar_heating/x", "alicia/voice/command", "iotflow/fleet/status/x"] {
        assert!(!boiler.may_say(topic).await, "{topic}");
    }
    for other in others {
        assert!(other.is_connected().await, "nobody was disconnected");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_hears_its_own_commands_and_no_others() {
    let (house, passwords) = House::running();
    let made = house.broker(&["device", "boiler"]).well().made();
    let mut boiler = Guest::enter(&house.mqtt_url(), "boiler", &made["boiler"]).await;
    boiler.listen("#").await;
    let alicia = Guest::enter(&house.mqtt_url(), "alicia", &passwords["alicia"]).await;
    for topic in HEARS {
        assert!(alicia.may_say(&topic.replace("boiler", "fridge")).await);
        assert!(alicia.may_say(topic).await);
    }
    assert!(alicia.may_say("alicia/commands/boiler/last").await);
    let mut wanted: Vec<String> = HEARS.iter().map(|&topic| topic.to_owned()).collect();
    // What is said to all of them is said twice.
    wanted.extend(HEARS.iter().filter(|topic| !topic.contains("boiler")).map(|&topic| topic.to_owned()));
    wanted.push("alicia/commands/boiler/last".to_owned());
    let mut heard = boiler.topics_until("alicia/commands/boiler/last").await;
    heard.sort();
    wanted.sort();
    assert_eq!(heard, wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_may_have_further_ids() {
    let (house, _) = House::running();
    let made = house.broker(&["device", "plug", "E8DB8494B051", "17"]).well().made();
    let plug = Guest::enter(&house.mqtt_url(), "plug", &made["plug"]).await;
    for topic in ["tele/plug/STATE", "tasmota/discovery/E8DB8494B051/config", "smarthome/1/17/telemetry"] {
        assert!(plug.may_say(topic).await, "{topic}");
    }
    let before = house.everything();
    house.broker(&["device", "plug"]).well().says("plug is there already");
    house.broker(&["device", "plug", "E8DB8494B051", "17"]).well().says("plug is there already");
    assert_eq!(house.everything(), before);

    house.broker(&["device", "plug", "18"]).well().says("keeps its password");
    plug.comes_to_say("smarthome/1/18/telemetry").await;
    assert!(plug.is_connected().await && !plug.may_say("smarthome/1/17/telemetry").await);
}

#[test]
fn making_a_device_again_changes_nothing() {
    let (house, _) = House::set_up();
    house.broker(&["device", "boiler"]).well();
    let before = house.everything();
    let said = house.broker(&["device", "boiler"]).well().says("boiler is there already");
    assert!(said.made().is_empty());
    assert_eq!(house.everything(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_a_device_takes_its_rules_out_and_leaves_the_rest() {
    let (house, _) = House::running();
    let acl = house.read("etc/acl");
    let pump = house.broker(&["device", "pump"]).well().made();
    let with_pump = house.read("etc/acl");
    let boiler = house.broker(&["device", "boiler"]).well().made();
    let boiler = Guest::enter(&house.mqtt_url(), "boiler", &boiler["boiler"]).await;
    let pump = Guest::enter(&house.mqtt_url(), "pump", &pump["pump"]).await;
    house.broker(&["remove-user", "boiler"]).well().says("Removed: boiler");
    assert_eq!(house.read("etc/acl"), with_pump);
    assert!(boiler.is_sent_away().await && pump.is_connected().await);
    house.broker(&["remove-user", "pump"]).well();
    assert_eq!(house.read("etc/acl"), acl);
    house.broker(&["remove-user", "pump"]).refuses(1, "There is no user pump");
}

#[test]
fn the_four_users_are_no_devices_and_neither_is_a_wildcard() {
    let (house, _) = House::set_up();
    house.broker(&["device", "mobile_app"]).refuses(2, "no single device");
    for name in ["+", "#", "a/b", "a.b", "kitchen plug", "boiler\ntopic write #"] {
        house.broker(&["device", name]).refuses(2, "is no good name");
        house.broker(&["device", "good", name]).refuses(2, "is no good name");
    }
    house.broker(&["device"]).refuses(2, "needs the name of a device");
}

#[test]
fn without_rules_that_hold_no_device_is_made() {
    let (house, _) = House::set_up();
    house.edit("etc/mosquitto.conf", |conf| conf.replace("\nacl_file ", "\n#acl_file "));
    house.broker(&["device", "boiler"]).refuses(1, "names no acl_file");
}
