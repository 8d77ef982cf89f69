//! The page without its page: what it hears of the house, and asks it for.

use alicia_dashboard::device::{Device, Limits, Registry, Value};
use alicia_dashboard::dialect::{Interpreter, Mark};
use alicia_dashboard::mqtt::{Message, Output, PublishOutcome, Version};
use alicia_dashboard::time::{Now, Timestamp};
use home::broker::{Broker, Listen};
use home::simulate::{self, Size};
use home::user::{Passwords, User};

use crate::client::Client;

pub(crate) struct Page {
    pub(crate) client: Client,
    interpreter: Interpreter,
    pub(crate) registry: Registry,
    pub(crate) not_understood: Vec<String>,
}

impl Page {
    pub(crate) fn at(broker: &Broker) -> Self {
        let interpreter = Interpreter::default();
        let filters: Vec<_> = interpreter.filters().collect();
        let filters: Vec<_> = filters.iter().map(String::as_str).collect();
        let login = (User::MobileApp.name(), broker.passwords().of(User::MobileApp));
        let client = Client::live(&broker.ws_url(), Version::Mqtt5, 1, login, &filters);
        Self { client, interpreter, registry: Registry::new(Limits::default()), not_understood: Vec::new() }
    }

    /// Listens until `wanted` is true of the house.
    #[track_caller]
    pub(crate) fn hear_until(&mut self, what: &str, mut wanted: impl FnMut(&Registry) -> bool) {
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
    pub(crate) fn ask(&mut self, device: &str, property: &str, wanted: &Value) {
        let device = find(&self.registry, device).expect("the device is known");
        let state = device.property_key(property).and_then(|key| device.property(key)).expect("the property is known");
        let mark = Mark { id: format!("wish-{property}"), at: Timestamp::default() };
        let written = self.interpreter.write(device, &[(state, wanted)], &mark);
        let sent = written.expect("it can be asked for this");
        let payload = String::from_utf8(sent.payload).expect("commands are text");
        let key = self.client.publish(&sent.topic, &payload, sent.qos, sent.retain);
        assert_eq!(self.client.outcome(key), PublishOutcome::Delivered, "{}", sent.topic);
    }
}

pub(crate) fn take(
    interpreter: &mut Interpreter,
    registry: &mut Registry,
    puzzles: &mut Vec<String>,
    message: &Message,
) {
    let now = Now { timestamp: Timestamp::from_millis(1_800_000_000_000), ..Now::default() };
    if let Err(reason) = interpreter.hear(message, registry, now, &mut Vec::new()) {
        puzzles.push(format!("{}: {reason}", message.topic));
    }
}

pub(crate) fn find<'a>(registry: &'a Registry, device: &str) -> Option<&'a Device> {
    registry.find(device)
}

/// What a property was last reported to be.
pub(crate) fn reported<'a>(registry: &'a Registry, device: &str, property: &str) -> Option<&'a Value> {
    let device = find(registry, device)?;
    let property = device.property(device.property_key(property)?)?;
    property.report.as_ref().map(|report| &report.value)
}

pub(crate) fn house() -> (Broker, simulate::Running) {
    let broker = Broker::start(&Listen::anywhere(), Passwords::random()).expect("the embedded broker starts");
    let (url, passwords) = (broker.mqtt_url(), broker.passwords().clone());
    let home = simulate::start(simulate::Options { broker: url, passwords, size: Size::default() });
    (broker, home.expect("the home is welcome"))
}
