//! What the page's conventions make of the simulated home, through a broker that obeys the shipped rules; and whether the
//! home does what they write.

#[expect(dead_code, reason = "other tests look more closely at the session")]
#[path = "../client/mod.rs"]
mod client;

mod conventions;
mod page;

use alicia_dashboard::device::Value;
use page::{Page, house, reported};

#[test]
fn a_fleet_is_seen_and_does_what_it_is_asked_for_in_all_its_forms() {
    let (broker, _home) = house();
    let mut page = Page::at(&broker);
    page.hear_until("every device of the fleet has reported", |house| {
        let values = [
            ("iotflow:sensor_001", "pressure"),
            ("iotflow:sensor_002", "interval_seconds"),
            ("iotflow:esp32_garage", "led"),
            ("iotflow:attic_sensor", "uptime"),
            ("iotflow:cellar_sensor", "battery_level"),
            ("iotflow:fleet/greenhouse", "online"),
        ];
        values.iter().all(|(device, property)| reported(house, device, property).is_some())
    });
    assert!(page.registry.devices().all(|device| !device.id.starts_with("topic:iotflow")));

    page.ask("iotflow:esp32_garage", "led", &Value::Flag(true));
    page.ask("iotflow:sensor_001", "interval_seconds", &Value::Number(2.0));
    page.ask("iotflow:attic_sensor", "get_status", &Value::Flag(true));
    page.hear_until("all three have obeyed", |house| {
        let shows = |device, property, value| reported(house, device, property) == Some(&value);
        shows("iotflow:esp32_garage", "led", Value::Flag(true))
            && shows("iotflow:sensor_001", "interval_seconds", Value::Number(2.0))
            && shows("iotflow:attic_sensor", "answer.command_id", Value::Text("wish-get_status".to_owned()))
    });
    assert!(page.not_understood.is_empty(), "{:?}", page.not_understood);
}

#[test]
fn the_solar_heating_is_seen_in_its_parts_and_obeys() {
    let (broker, _home) = house();
    let mut page = Page::at(&broker);
    let controls = "home_assistant:solar_heating_v3_controls";
    page.hear_until("the solar heating has reported", |house| {
        let values = [
            ("home_assistant:solar_heating_v3_collector", "solar_heating_solar_collector_temp"),
            ("home_assistant:solar_heating_v3_tank", "solar_heating_storage_tank_top_temp"),
            ("home_assistant:solar_heating_v3_ftx", "solar_heating_outdoor_air_temp"),
            ("home_assistant:solar_heating_v3", "explanation"),
            (controls, "solar_heating_cartridge_heater"),
            (controls, "solar_heating_set_temp_tank_1"),
        ];
        values.iter().all(|(device, property)| reported(house, device, property).is_some())
    });
    page.ask(controls, "solar_heating_cartridge_heater", &Value::Flag(true));
    page.ask(controls, "solar_heating_set_temp_tank_1", &Value::Number(65.0));
    page.hear_until("both have obeyed", |house| {
        let heater = reported(house, controls, "solar_heating_cartridge_heater").and_then(Value::as_flag);
        heater == Some(true) && reported(house, controls, "solar_heating_set_temp_tank_1") == Some(&Value::Number(65.0))
    });
    assert!(page.not_understood.is_empty(), "{:?}", page.not_understood);
}
