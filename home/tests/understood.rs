//! What the page's conventions make of the simulated home, through a broker that obeys the shipped rules; and whether the
//! home does what they write.

#[expect(dead_code, reason = "other tests look more closely at the session")]
mod client;

use alicia_dashboard::device::{Device, Limits, Registry, Value};
use alicia_dashboard::dialect::{Interpreter, Mark};
use alicia_dashboard::mqtt::{Message, Output, PublishOutcome, Version};
use alicia_dashboard::time::{Now, Timestamp};
use client::Client;
use home::broker::{Broker, Listen};
use home::simulate::{self, Size};
use home::user::{Passwords, User};

/// The page without its page.
struct Page {
    client: Client,
    interpreter: Interpreter,
    registry: Registry,
    not_understood: Vec<String>,
}

impl Page {
    fn at(broker: &Broker) -> Self {
        let interpreter = Interpreter::default();
        let filters: Vec<_> = interpreter.filters().collect();
        let filters: Vec<_> = filters.iter().map(String::as_str).collect();
        let login = (User::MobileApp.name(), broker.passwords().of(User::MobileApp));
        let client = Client::live(&broker.ws_url(), Version::Mqtt5, 1, login, &filters);
        Self { client, interpreter, registry: Registry::new(Limits::default()), not_understood: Vec::new() }
    }

    /// Listens until `wanted` is true of the house.
    #[track_caller]
    fn hear_until(&mut self, what: &str, mut wanted: impl FnMut(&Registry) -> bool) {
        let Self { client, interpreter, registry, not_understood } = self;
        client.wait_until(what, |client| {
            client.told.retain(|output| match output {
                Output::Message(message) => {
                    take(interpreter, registry, not_understood, message);
                    false
                }
                _ => true,
            });
            wanted(registry)
        });
    }

    /// Asks a device for something that the broker hands on.
    #[track_caller]
    fn ask(&mut self, device: &str, property: &str, wanted: &Value) {
        let device = find(&self.registry, device).expect("the device is known");
        let state = device.property_key(property).and_then(|key| device.property(key)).expect("the property is known");
        let mark = Mark { id: format!("wish-{property}"), at: Timestamp::default() };
        let written = self.interpreter.write(device, state, wanted, &mark);
        let sent = written.expect("it can be asked for this");
        let payload = String::from_utf8(sent.payload).expect("commands are text");
        let key = self.client.publish(&sent.topic, &payload, sent.qos, sent.retain);
        assert_eq!(self.client.outcome(key), PublishOutcome::Delivered, "{}", sent.topic);
    }
}

fn take(interpreter: &mut Interpreter, registry: &mut Registry, puzzles: &mut Vec<String>, message: &Message) {
    let now = Now { timestamp: Timestamp::from_millis(1_800_000_000_000), ..Now::default() };
    if let Err(reason) = interpreter.hear(message, registry, now, &mut Vec::new()) {
        puzzles.push(format!("{}: {reason}", message.topic));
    }
}

fn find<'a>(registry: &'a Registry, device: &str) -> Option<&'a Device> {
    registry.find(device)
}

/// What a property was last reported to be.
fn reported<'a>(registry: &'a Registry, device: &str, property: &str) -> Option<&'a Value> {
    let device = find(registry, device)?;
    let property = device.property(device.property_key(property)?)?;
    property.report.as_ref().map(|report| &report.value)
}

fn house() -> (Broker, simulate::Running) {
    let broker = Broker::start(&Listen::anywhere(), Passwords::random()).expect("the embedded broker starts");
    let (url, passwords) = (broker.mqtt_url(), broker.passwords().clone());
    let home = simulate::start(simulate::Options { broker: url, passwords, size: Size::default() });
    (broker, home.expect("the home is welcome"))
}

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
