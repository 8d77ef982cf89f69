//! What each device of the simulated home is asked for.

use e2e::Deed::{self, Chooses, Picks, Presses, Slides, Switches, Types};

/// How far a request comes at best.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    /// The device reports it.
    Confirmed,
    /// The broker took it; no report can show it.
    Delivered,
}
use End::{Confirmed, Delivered};

pub(crate) type Wishes = &'static [(&'static str, Deed, End)];

/// What each device is asked for at once.
pub(crate) const WISHES: &[(&str, Wishes)] = &[
    ("alicia:bulb_kitchen", &[("state", Switches, Confirmed)]),
    ("smarthome:1/ESP32_001", &[("brightness", Slides(30.0), Confirmed)]),
    ("iotflow:esp32_garage", &[("led", Switches, Confirmed)]),
    (
        "home_assistant:solar_heating_v3_controls",
        &[
            ("solar_heating_cartridge_heater", Switches, Confirmed),
            ("solar_heating_set_temp_tank_1", Slides(65.0), Confirmed),
        ],
    ),
    (
        "home_assistant:living_room_lamp",
        &[
            ("light.brightness", Slides(30.0), Confirmed),
            ("light.color_temp", Slides(4000.0), Confirmed),
            ("light.color", Picks("#2060ff"), Confirmed),
            ("light.effect", Chooses("candle"), Confirmed),
        ],
    ),
    (
        "home_assistant:living_room_climate",
        &[
            ("climate.target_temperature", Slides(23.5), Confirmed),
            ("climate.mode", Chooses("cool"), Confirmed),
            ("climate.fan_mode", Chooses("high"), Confirmed),
            ("climate.preset_mode", Chooses("eco"), Confirmed),
        ],
    ),
    (
        "home_assistant:wall_display",
        &[
            ("title", Types("Welcome"), Confirmed),
            ("page", Chooses("photos"), Confirmed),
            ("contrast", Slides(3.5), Confirmed),
            ("message", Types("Dinner is ready"), Delivered),
            ("movie_night", Presses("Movie night"), Delivered),
        ],
    ),
    (
        "home_assistant:vacuum",
        &[("vacuum", Presses("Start"), Confirmed), ("vacuum.fan_speed", Chooses("quiet"), Confirmed)],
    ),
    (
        "home_assistant:coffee_machine",
        &[
            ("cups", Slides(4.0), Confirmed),
            ("strength", Chooses("strong"), Confirmed),
            ("brew", Presses("Brew"), Delivered),
        ],
    ),
    (
        "home_assistant:bedroom_blind",
        &[("blind.tilt", Slides(80.0), Confirmed), ("blind", Presses("Close"), Confirmed)],
    ),
    ("home_assistant:bedroom_blind", &[("blind.position", Slides(50.0), Confirmed)]),
    (
        "home_assistant:ceiling_fan",
        &[
            ("fan", Switches, Confirmed),
            ("fan.percentage", Slides(66.0), Confirmed),
            ("fan.oscillation", Switches, Confirmed),
            ("fan.direction", Chooses("reverse"), Confirmed),
        ],
    ),
    ("home_assistant:humidifier", &[("humidifier.target_humidity", Slides(60.0), Confirmed)]),
    (
        "home_assistant:water_heater",
        &[
            ("water_heater.target_temperature", Slides(55.0), Confirmed),
            ("water_heater.mode", Chooses("performance"), Confirmed),
        ],
    ),
    ("home_assistant:hall_light", &[("light", Switches, Confirmed), ("light.color", Picks("#ff8000"), Confirmed)]),
    ("home_assistant:front_door", &[("lock", Presses("Unlock"), Confirmed)]),
    ("home_assistant:alarm", &[("panel", Presses("Arm home"), Confirmed), ("siren", Switches, Confirmed)]),
    ("home_assistant:irrigation", &[("lawn", Presses("Open"), Confirmed), ("beds", Slides(40.0), Confirmed)]),
    ("home_assistant:mower", &[("mower.dock", Presses("Dock"), Delivered)]),
    ("home_assistant:weather_station", &[("firmware.install", Presses("Firmware install"), Delivered)]),
    ("home_assistant:garage_heater", &[("relay", Switches, Confirmed)]),
    (
        "zigbee2mqtt:0x0017880104e45517",
        &[
            ("brightness", Slides(40.0), Confirmed),
            ("color", Picks("#ff2000"), Confirmed),
            ("color_temp", Slides(250.0), Confirmed),
            ("power_on_behavior", Chooses("on"), Confirmed),
            ("effect", Chooses("breathe"), Delivered),
            ("identify", Presses("Identify"), Delivered),
        ],
    ),
    ("zigbee2mqtt:group/9", &[("state", Switches, Confirmed)]),
    ("zigbee2mqtt:0x4c97a1fffe2d1b06", &[("state", Switches, Confirmed)]),
    ("zigbee2mqtt:0x680ae2fffe000c0e", &[("state", Presses("Close"), Confirmed)]),
    ("zigbee2mqtt:0x680ae2fffe000c0e", &[("position", Slides(70.0), Confirmed)]),
    (
        "zigbee2mqtt:0x540f57fffe85c9c1",
        &[("occupied_heating_setpoint", Slides(23.5), Confirmed), ("system_mode", Chooses("auto"), Confirmed)],
    ),
    ("tasmota:E8DB8494B051", &[("POWER", Switches, Confirmed)]),
    (
        "tasmota:C8C9A3C2D1E0",
        &[
            ("Dimmer", Slides(35.0), Confirmed),
            ("CT", Slides(400.0), Confirmed),
            ("Color", Picks("#8040ff"), Confirmed),
        ],
    ),
    ("tasmota:4022D8F1A6B3", &[("Shutter1", Presses("Open"), Delivered)]),
    ("tasmota:4022D8F1A6B3", &[("Shutter1.Position", Slides(60.0), Confirmed)]),
    ("shelly:shellyplus1pm-a8032abe54dc", &[("switch:0.output", Switches, Confirmed)]),
    (
        "shelly:shellydimmerg3-e4b063d5f0a8",
        &[("light:0.brightness", Slides(25.0), Confirmed), ("light:0.output", Switches, Confirmed)],
    ),
    ("shelly:shellyplus2pm-5443b23d81f8", &[("cover:0.state", Presses("Close"), Confirmed)]),
    ("shelly:shellyplus2pm-5443b23d81f8", &[("cover:0.current_pos", Slides(50.0), Confirmed)]),
    (
        "homie:5/terrace-light",
        &[
            ("light.power", Switches, Confirmed),
            ("light.brightness", Slides(80.0), Confirmed),
            ("light.color", Picks("#00ff80"), Confirmed),
            ("light.scene", Chooses("party"), Confirmed),
            ("light.identify", Presses("Light: Identify"), Delivered),
        ],
    ),
    (
        "homie:5/floor-heating",
        &[
            ("circuit.target", Slides(19.5), Confirmed),
            ("circuit.mode", Chooses("economy"), Confirmed),
            ("circuit.note", Types("all open"), Confirmed),
        ],
    ),
];

impl End {
    pub(crate) fn mark(self) -> &'static str {
        match self {
            Confirmed => "confirmed",
            Delivered => "delivered",
        }
    }
}
