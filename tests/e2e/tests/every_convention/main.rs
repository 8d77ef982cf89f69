//! The whole simulated home, in every convention that the page knows: each device is seen, and each kind of control obeyed.

mod wishes;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use e2e::{Browser, Keep, Stage, marks};
use home::simulate::Running;
use wishes::WISHES;

const ONLINE: &str = "online";
const OFFLINE: &str = "offline";
/// It says nothing of it, and has or has not spoken yet.
const UNSAID: &str = "";

const DEVICES: &[(&str, &str)] = &[
    ("alicia:bulb_kitchen", UNSAID),
    ("alicia:bulb_living", UNSAID),
    ("alicia:sensor_bedroom", ONLINE),
    ("alicia:sensor_living", ONLINE),
    ("alicia:sonos/kitchen", ONLINE),
    ("alicia:voice", UNSAID),
    ("alicia:voice_assistant", ONLINE),
    ("home_assistant:alarm", ONLINE),
    ("home_assistant:bedroom_blind", ONLINE),
    ("home_assistant:car", ONLINE),
    ("home_assistant:ceiling_fan", ONLINE),
    ("home_assistant:coffee_machine", ONLINE),
    ("home_assistant:front_door", ONLINE),
    ("home_assistant:garage_heater", ONLINE),
    ("home_assistant:hall_light", ONLINE),
    ("home_assistant:humidifier", ONLINE),
    ("home_assistant:irrigation", ONLINE),
    ("home_assistant:living_room_climate", ONLINE),
    ("home_assistant:living_room_lamp", ONLINE),
    ("home_assistant:mower", ONLINE),
    ("home_assistant:solar_heating_v3", ONLINE),
    ("home_assistant:solar_heating_v3_collector", ONLINE),
    ("home_assistant:solar_heating_v3_controls", ONLINE),
    ("home_assistant:solar_heating_v3_ftx", ONLINE),
    ("home_assistant:solar_heating_v3_tank", ONLINE),
    ("home_assistant:vacuum", ONLINE),
    ("home_assistant:wall_display", ONLINE),
    ("home_assistant:water_heater", ONLINE),
    ("home_assistant:weather_station", ONLINE),
    ("homie:5/floor-heating", ONLINE),
    ("homie:5/terrace-light", ONLINE),
    ("iotflow:attic_sensor", ONLINE),
    ("iotflow:cellar_sensor", ONLINE),
    ("iotflow:esp32_garage", ONLINE),
    ("iotflow:fleet/greenhouse", UNSAID),
    ("iotflow:sensor_001", ONLINE),
    ("iotflow:sensor_002", ONLINE),
    ("shelly:shellydimmerg3-e4b063d5f0a8", ONLINE),
    ("shelly:shellyplus1pm-a8032abe54dc", ONLINE),
    ("shelly:shellyplus2pm-5443b23d81f8", ONLINE),
    // Asleep.
    ("shelly:shellyplusht-b8d61a8b17cc", OFFLINE),
    ("smarthome:1/ESP32_001", ONLINE),
    ("smarthome:1/ESP32_002", ONLINE),
    // Silent every now and then.
    ("smarthome:1/ESP32_003", UNSAID),
    ("tasmota:4022D8F1A6B3", ONLINE),
    ("tasmota:C8C9A3C2D1E0", ONLINE),
    ("tasmota:E8DB8494B051", ONLINE),
    ("topic:home/garden", UNSAID),
    // Home Assistant, which says that it has started.
    ("topic:homeassistant", UNSAID),
    ("topic:homeassistant/binary_sensor/pellet_stove_burning", UNSAID),
    ("topic:homeassistant/sensor/pellet_stove", UNSAID),
    ("topic:homeassistant/sensor/pellet_stove_pellets", UNSAID),
    ("zigbee2mqtt:0x00158d0002a1b2c3", ONLINE),
    // Its battery is empty.
    ("zigbee2mqtt:0x00158d0002a1b2c4", OFFLINE),
    ("zigbee2mqtt:0x00158d0003fa11e2", ONLINE),
    ("zigbee2mqtt:0x00158d0004c3d2e1", ONLINE),
    ("zigbee2mqtt:0x0017880104e45517", ONLINE),
    ("zigbee2mqtt:0x0017880104e45518", ONLINE),
    ("zigbee2mqtt:0x4c97a1fffe2d1b06", ONLINE),
    ("zigbee2mqtt:0x540f57fffe85c9c1", ONLINE),
    ("zigbee2mqtt:0x680ae2fffe000c0e", ONLINE),
    ("zigbee2mqtt:0x84ba20fffe9b1f42", ONLINE),
    ("zigbee2mqtt:bridge", ONLINE),
    ("zigbee2mqtt:group/9", ONLINE),
];

/// A home of every convention; a birth message makes the last of its things announce itself.
fn whole_home() -> (Stage, Running) {
    let stage = Stage::open();
    let home = stage.simulate(0);
    stage.log_in();
    stage.publish("homeassistant/status", b"online", Keep::Passing);
    (stage, home)
}

#[test]
fn every_device_is_in_the_list_once_and_is_said_to_be_there_if_it_is() {
    const ALL_SOON: Duration = Duration::from_mins(3);
    let (stage, _home) = whole_home();
    let is_as_expected = |seen: &BTreeMap<String, String>| {
        let mut seen = seen.iter();
        let mut pairs = DEVICES.iter().map(|expected| (expected, seen.next()));
        let is_it = |((id, there), found): (&(&str, &str), Option<(&String, &String)>)| {
            found.is_some_and(|(found, said)| found == id && (*there == UNSAID || said == there))
        };
        pairs.all(is_it) && seen.next().is_none()
    };
    let asked = Instant::now();
    loop {
        let seen = from_top_to_bottom(&stage.browser);
        if is_as_expected(&seen) {
            break;
        }
        let wrong: Vec<_> =
            seen.iter().filter(|(id, there)| !DEVICES.contains(&(id.as_str(), there.as_str()))).collect();
        let missing: Vec<_> = DEVICES.iter().filter(|(id, _)| !seen.contains_key(*id)).collect();
        assert!(asked.elapsed() < ALL_SOON, "otherwise: {wrong:?}, missing: {missing:?}");
    }
    assert_eq!(stage.counter(marks::NOT_UNDERSTOOD), 0);
    stage.browser.assert_no_console_errors();
}

/// Every device that is met on the way once down the list.
fn from_top_to_bottom(browser: &Browser) -> BTreeMap<String, String> {
    browser.evaluate("scrollTo(0, 0)", vec![]);
    let mut seen = BTreeMap::new();
    loop {
        let passed = browser.devices_in_passing();
        let ids: Vec<_> = passed.iter().map(|(id, _)| id).collect();
        assert!((1..ids.len()).all(|at| !ids[..at].contains(&ids[at])), "each is there once: {ids:?}");
        let before = seen.len();
        seen.extend(passed);
        if seen.len() == before {
            return seen;
        }
    }
}

#[test]
fn every_kind_of_control_is_obeyed_in_every_convention() {
    let (stage, _home) = whole_home();
    let browser = &stage.browser;
    for (device, wishes) in WISHES {
        stage.go(&marks::device_route(device));
        for (property, deed, _) in *wishes {
            let css = marks::property(device, property);
            browser.record(&css, "data-request");
            browser.does(*deed, &css);
        }
        for (property, _, end) in *wishes {
            let (css, wanted) = (marks::property(device, property), end.mark());
            browser.wait_for(&format!("{device} {property} to be {wanted}"), || {
                let stages = browser.recorded(&css, "data-request");
                stages.iter().flatten().any(|stage| stage == wanted).then_some(())
            });
        }
    }
    browser.assert_no_console_errors();
}
