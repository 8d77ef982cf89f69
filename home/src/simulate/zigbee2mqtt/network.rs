//! Who there is in the network.

use serde_json::{Value, json};

use super::expose::{Access, Expose};
use super::member::{Make, Member, Nature};
use crate::simulate::device::Message;
use crate::simulate::drift::Drift;
use crate::simulate::travel::Travel;

pub(super) const COORDINATOR: &str = "0x00124b00120144ae";
pub(super) const LAMP: &str = "0x0017880104e45517";
pub(super) const PLUG: &str = "0x4c97a1fffe2d1b06";
const SPOT: &str = "0x0017880104e45518";

const MAINS: &str = "Mains (single phase)";
const BATTERY: &str = "Battery";

pub(super) struct Group {
    id: u16,
    pub(super) name: &'static str,
    pub(super) members: &'static [&'static str],
}

impl Group {
    pub(super) fn definition(&self) -> Value {
        let members: Value =
            self.members.iter().map(|address| json!({ "ieee_address": address, "endpoint": 11 })).collect();
        json!({ "id": self.id, "friendly_name": self.name, "description": null, "scenes": [], "members": members })
    }

    /// One of its members always is.
    pub(super) fn availability(&self) -> Message {
        let topic = format!("zigbee2mqtt/{}/availability", self.name);
        Message::new(topic, &json!({ "state": "online" })).at_least_once().retained()
    }
}

pub(super) fn groups() -> Vec<Group> {
    vec![Group { id: 9, name: "study lights", members: &[LAMP, SPOT] }]
}

pub(super) fn members() -> Vec<Member> {
    vec![
        lamp(),
        spot(),
        plug(),
        contact("0x00158d0002a1b2c3", "Bedroom window"),
        contact("0x00158d0002a1b2c4", "Cellar window").gone(),
        motion(),
        climate(),
        blind(),
        thermostat(),
        remote(),
    ]
}

fn made(vendor: &'static str, model: &'static str, description: &'static str, power_source: &'static str) -> Make {
    Make { vendor, model, description, power_source }
}

fn brightness() -> Expose {
    Expose::Numeric("brightness", Access::All, "", Some((0.0, 254.0, 1.0)))
}

fn lamp() -> Member {
    let light = Expose::Whole(
        "light",
        vec![
            Expose::on_off(),
            brightness(),
            Expose::Numeric("color_temp", Access::All, "mired", Some((153.0, 500.0, 1.0))),
            Expose::Colour,
        ],
    );
    let effect = Expose::Enum("effect", Access::Set, &["blink", "breathe", "okay", "finish_effect"]);
    let behaviour = Expose::Enum("power_on_behavior", Access::All, &["off", "on", "toggle", "previous"]);
    let identify = Expose::Enum("identify", Access::Set, &["identify"]);
    let state = json!({
        "state": "ON", "brightness": 180, "color_mode": "color_temp", "color_temp": 370,
        "color": { "x": 0.4599, "y": 0.4106 }, "power_on_behavior": "previous",
    });
    let make = made("Philips", "8718699673147", "Hue white and color ambiance E27", MAINS);
    Member::new(LAMP, "Zoë's desk lamp", make, vec![light, effect, behaviour, identify], state)
}

fn spot() -> Member {
    let light = Expose::Whole("light", vec![Expose::on_off(), brightness()]);
    let make = made("IKEA", "LED1624G9", "TRADFRI bulb E27", MAINS);
    Member::new(SPOT, "Study spot", make, vec![light], json!({ "state": "OFF", "brightness": 254 }))
}

fn plug() -> Member {
    let exposes = vec![
        Expose::Whole("switch", vec![Expose::on_off()]),
        Expose::reading("power", "W"),
        Expose::reading("current", "A"),
        Expose::reading("energy", "kWh"),
        Expose::Binary("child_lock", Access::StateAndSet, json!("LOCK"), json!("UNLOCK")),
    ];
    let state = json!({ "state": "ON", "power": 61.0, "current": 0.27, "energy": 14.2, "child_lock": "UNLOCK" });
    Member::new(PLUG, "Desk plug", made("Innr", "SP 240", "Smart plug", MAINS), exposes, state)
        .that(Nature::Feeds(Drift::around(62.0, 3.0, 1), 14.2))
}

fn contact(address: &'static str, name: &'static str) -> Member {
    let exposes = vec![
        Expose::Binary("contact", Access::State, json!(false), json!(true)),
        Expose::reading("battery", "%"),
        Expose::reading("voltage", "mV"),
    ];
    let state = json!({ "contact": true, "battery": 94, "voltage": 3005 });
    Member::new(address, name, made("Aqara", "MCCGQ11LM", "Door and window sensor", BATTERY), exposes, state)
        .that(Nature::Notices("contact", 70))
}

fn motion() -> Member {
    let exposes = vec![
        Expose::Binary("occupancy", Access::State, json!(true), json!(false)),
        Expose::reading("illuminance", "lx"),
        Expose::reading("battery", "%"),
    ];
    let state = json!({ "occupancy": false, "illuminance": 47, "battery": 81 });
    Member::new(
        "0x00158d0003fa11e2",
        "Stairs motion",
        made("Aqara", "RTCGQ11LM", "Motion sensor", BATTERY),
        exposes,
        state,
    )
    .that(Nature::Notices("occupancy", 25))
}

fn climate() -> Member {
    let exposes = vec![
        Expose::reading("temperature", "°C"),
        Expose::reading("humidity", "%"),
        Expose::reading("pressure", "hPa"),
        Expose::reading("battery", "%"),
    ];
    let state = json!({ "temperature": 20.9, "humidity": 48.2, "pressure": 1012.6, "battery": 77 });
    let readings = vec![
        ("temperature", Drift::around(20.9, 0.05, 2)),
        ("humidity", Drift::around(48.2, 0.3, 2)),
        ("pressure", Drift::around(1012.6, 0.1, 1)),
    ];
    let make = made("Aqara", "WSDCGQ11LM", "Temperature and humidity sensor", BATTERY);
    Member::new("0x00158d0004c3d2e1", "Study climate", make, exposes, state).that(Nature::Measures(readings))
}

fn blind() -> Member {
    let position = Expose::Numeric("position", Access::All, "%", Some((0.0, 100.0, 1.0)));
    let words = Expose::Enum("state", Access::StateAndSet, &["OPEN", "CLOSE", "STOP"]);
    let exposes = vec![Expose::Whole("cover", vec![words, position]), Expose::reading("battery", "%")];
    let state = json!({ "state": "OPEN", "position": 100, "battery": 66 });
    Member::new(
        "0x680ae2fffe000c0e",
        "Study blind",
        made("IKEA", "E1757", "FYRTUR roller blind", BATTERY),
        exposes,
        state,
    )
    .that(Nature::Travels(Travel::at(100)))
}

fn thermostat() -> Member {
    let climate = Expose::Whole(
        "climate",
        vec![
            Expose::Numeric("occupied_heating_setpoint", Access::All, "°C", Some((5.0, 30.0, 0.5))),
            Expose::reading("local_temperature", "°C"),
            Expose::Enum("system_mode", Access::All, &["off", "heat", "auto"]),
            Expose::Enum("running_state", Access::State, &["idle", "heat"]),
        ],
    );
    let exposes = vec![climate, Expose::reading("battery", "%")];
    let state = json!({
        "occupied_heating_setpoint": 21, "local_temperature": 20.4, "system_mode": "heat", "running_state": "heat",
        "battery": 87,
    });
    let make = made("Bosch", "BTH-RA", "Radiator thermostat II", BATTERY);
    Member::new("0x540f57fffe85c9c1", "Study radiator", make, exposes, state).that(Nature::Heats(20.4))
}

fn remote() -> Member {
    const ACTIONS: &[&str] = &["on", "off", "brightness_move_up", "brightness_move_down", "brightness_stop"];
    let exposes = vec![Expose::reading("battery", "%"), Expose::Enum("action", Access::State, ACTIONS)];
    let make = made("IKEA", "E1743", "TRADFRI on/off switch", BATTERY);
    Member::new("0x84ba20fffe9b1f42", "Hall remote", make, exposes, json!({ "battery": 60 }))
        .that(Nature::IsPressed(ACTIONS, 30))
}
