//! What the bridge tells Home Assistant as well: the lamp and the plug, which are known from the bridge's own words.

use serde_json::{Value, json};

use super::member::Member;
use super::network::{COORDINATOR, LAMP, PLUG};
use crate::simulate::device::Message;
use crate::simulate::overlay::overlay;

pub(super) fn announcements(members: &[Member]) -> Vec<Message> {
    let announced = |member: &Member| match member.address {
        LAMP => vec![
            announcement(
                member,
                "light",
                "light",
                json!({
                    "name": null, "schema": "json", "brightness": true, "brightness_scale": 254,
                    "supported_color_modes": ["xy", "color_temp"], "min_mireds": 153, "max_mireds": 500,
                    "command_topic": topic(member, "/set"),
                }),
            ),
            announcement(
                member,
                "button",
                "identify",
                json!({
                    "name": "Identify", "payload_press": r#"{"identify":"identify"}"#, "entity_category": "config",
                    "command_topic": topic(member, "/set"),
                }),
            ),
        ],
        PLUG => vec![
            announcement(
                member,
                "switch",
                "switch",
                json!({
                    "name": null, "payload_on": r#"{"state":"ON"}"#, "payload_off": r#"{"state":"OFF"}"#,
                    "state_on": "ON", "state_off": "OFF", "value_template": "{{ value_json.state }}",
                    "command_topic": topic(member, "/set"),
                }),
            ),
            announcement(
                member,
                "sensor",
                "power",
                json!({
                    "device_class": "power", "unit_of_measurement": "W", "state_class": "measurement",
                    "value_template": "{{ value_json.power }}",
                }),
            ),
        ],
        _ => Vec::new(),
    };
    members.iter().flat_map(announced).collect()
}

fn topic(member: &Member, end: &str) -> String {
    format!("zigbee2mqtt/{}{end}", member.name)
}

fn announcement(member: &Member, component: &str, object: &str, own: Value) -> Message {
    const STATE: &str = "{{ value_json.state }}";
    let address = member.address;
    let mut config = json!({
        "availability": [
            { "topic": "zigbee2mqtt/bridge/state", "value_template": STATE },
            { "topic": topic(member, "/availability"), "value_template": STATE },
        ],
        "availability_mode": "all",
        "device": {
            "identifiers": [format!("zigbee2mqtt_{address}")],
            "name": member.name,
            "manufacturer": member.make.vendor,
            "model": member.make.description,
            "model_id": member.make.model,
            "via_device": format!("zigbee2mqtt_bridge_{COORDINATOR}"),
        },
        "origin": { "name": "Zigbee2MQTT", "sw": "2.6.3", "url": "https://www.zigbee2mqtt.io" },
        "object_id": format!("{}_{object}", member.name.to_lowercase().replace(' ', "_")),
        "unique_id": format!("{address}_{object}_zigbee2mqtt"),
    });
    if component != "button" {
        config["state_topic"] = json!(topic(member, ""));
    }
    overlay(&mut config, own);
    Message::new(format!("homeassistant/{component}/{address}/{object}/config"), &config).at_least_once().retained()
}
