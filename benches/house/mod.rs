//! A house of any size that says the same every time, and the way of its messages through the program.

use alicia_dashboard::device::{self, Change, Registry};
use alicia_dashboard::dialect::Interpreter;
use alicia_dashboard::mqtt::{self, Login, Message, Output, Session, State};
use alicia_dashboard::time::{Now, Timestamp};

/// How the devices of one convention speak.
pub(crate) struct Speech {
    pub(crate) convention: &'static str,
    /// What is announced of the device of this number, before it speaks.
    announces: Option<fn(usize) -> (String, String)>,
    /// What the device of this number says the so-manieth time: a topic and a payload.
    says: fn(usize, usize) -> (String, String),
}

/// One for each convention of which a house may have any number of devices.
pub(crate) const SPEECHES: [Speech; 5] = [
    Speech {
        convention: "home_assistant",
        announces: Some(|device| {
            let component = |key: &str, unit: &str| {
                let template = format!("{{{{ value_json.{key} }}}}");
                format!(
                    r#""{key}":{{"p":"sensor","uniq_id":"{device}_{key}","val_tpl":"{template}","unit_of_meas":"{unit}"}}"#
                )
            };
            let components = [component("temperature", "°C"), component("humidity", "%"), component("battery", "%")];
            let payload = format!(
                r#"{{"dev":{{"ids":["dev{device}"],"name":"Device {device}"}},"o":{{"name":"bench"}},"stat_t":"rooms/dev{device}","cmps":{{{}}}}}"#,
                components.join(",")
            );
            (format!("homeassistant/device/dev{device}/config"), payload)
        }),
        says: |device, time| {
            let payload = format!(
                r#"{{"temperature":{},"humidity":{},"battery":{},"linkquality":120}}"#,
                changing(time, 20, 10),
                changing(time, 45, 2),
                changing(time, 80, 1),
            );
            (format!("rooms/dev{device}"), payload)
        },
    },
    Speech {
        convention: "alicia",
        announces: None,
        says: |device, time| {
            let payload = format!(
                r#"{{"device_id":"dev{device}","temperature_celsius":{},"humidity_percent":{},"battery_level":{},"timestamp":"2026-02-13T12:00:00Z"}}"#,
                changing(time, 20, 10),
                changing(time, 45, 2),
                changing(time, 80, 1),
            );
            (format!("alicia/sensors/dev{device}"), payload)
        },
    },
    Speech {
        convention: "smarthome",
        announces: None,
        says: |device, time| {
            let payload = format!(
                r#"{{"timestamp":1770984000000,"deviceId":"dev{device}","sensors":{{"temperature":{},"humidity":{},"gasPpm":{},"powerW":{}}}}}"#,
                changing(time, 20, 10),
                changing(time, 45, 2),
                changing(time, 400, 1),
                changing(time, 60, 4),
            );
            (format!("smarthome/1/dev{device}/telemetry"), payload)
        },
    },
    Speech {
        convention: "iotflow",
        announces: None,
        says: |device, time| {
            let payload = format!(
                r#"{{"temperature":{},"humidity":{},"pressure":{},"timestamp":"2026-02-13T12:00:00Z","device_id":"dev{device}"}}"#,
                changing(time, 20, 10),
                changing(time, 45, 2),
                changing(time, 1000, 1),
            );
            (format!("iotflow/devices/dev{device}/telemetry/sensors"), payload)
        },
    },
    Speech {
        convention: "plain",
        announces: None,
        says: |device, time| (format!("home/dev{device}/temperature"), changing(time, 20, 10).to_string()),
    },
];

impl Speech {
    /// What is announced of so many devices, as PUBLISH packets.
    pub(crate) fn announcements(&self, devices: usize) -> Vec<Vec<u8>> {
        let all = self.announces.into_iter().flat_map(|announces| (0..devices).map(announces));
        all.map(|(topic, payload)| publish(&topic, payload.as_bytes())).collect()
    }

    /// So many messages of so many devices in turn, each as a PUBLISH packet at quality of service 0.
    pub(crate) fn packets(&self, devices: usize, messages: usize) -> Vec<Vec<u8>> {
        let say = |number| {
            let (topic, payload) = (self.says)(number % devices, number / devices);
            publish(&topic, payload.as_bytes())
        };
        (0..messages).map(say).collect()
    }
}

/// A number around `middle`, in steps of a `fraction`th, another one each time.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn changing(time: usize, middle: usize, fraction: usize) -> f64 {
    middle as f64 + (time % 17) as f64 / fraction as f64
}

fn publish(topic: &str, payload: &[u8]) -> Vec<u8> {
    let topic_length = u16::try_from(topic.len()).expect("a short topic").to_be_bytes();
    let body = [&topic_length, topic.as_bytes(), &[0], payload].concat();
    let (low, high) = (body.len() % 128, body.len() / 128);
    let byte = |number| u8::try_from(number).expect("a short message");
    let length = if high == 0 { vec![byte(low)] } else { vec![byte(low) | 0x80, byte(high)] };
    [&[0x30], length.as_slice(), &body].concat()
}

/// A session that is live and subscribed to everything.
pub(crate) fn live_session(now: Now) -> Session {
    let mut session = Session::new(mqtt::Limits::default(), 7);
    let mut out = Vec::new();
    let login = Login { username: "mobile_app".to_owned(), password: "secret".to_owned() };
    session.connect(login, vec!["#".to_owned()], now.instant, &mut out);
    session.handle_opened(now.instant, &mut out);
    session.handle_frame(&[0x20, 3, 0, 0, 0], now.instant, &mut out);
    let id = out.iter().find_map(|output| match output {
        Output::Send(packet) if packet[0] == 0x82 => Some([packet[2], packet[3]]),
        _ => None,
    });
    let [high, low] = id.expect("a login is followed by a subscription");
    session.handle_frame(&[0x90, 4, high, low, 0, 1], now.instant, &mut out);
    assert!(matches!(session.state(), State::Live { .. }));
    session
}

/// What a message goes through, step by step. No time passes, or the broker would have to answer pings.
pub(crate) struct House {
    session: Session,
    interpreter: Interpreter,
    registry: Registry,
    now: Now,
    outputs: Vec<Output>,
    changes: Vec<Change>,
}

impl House {
    pub(crate) fn live() -> Self {
        let now = Now { timestamp: Timestamp::from_millis(1_770_984_030_000), ..Now::default() };
        Self {
            session: live_session(now),
            interpreter: Interpreter::default(),
            registry: Registry::new(device::Limits::default()),
            now,
            outputs: Vec::new(),
            changes: Vec::new(),
        }
    }

    /// From the frame to the values of a device.
    pub(crate) fn hear(&mut self, packet: &[u8]) {
        let message = self.decode(packet);
        self.read(&message);
    }

    pub(crate) fn decode(&mut self, packet: &[u8]) -> Message {
        self.outputs.clear();
        self.session.handle_frame(packet, self.now.instant, &mut self.outputs);
        match self.outputs.pop() {
            Some(Output::Message(message)) => message,
            other => panic!("not a message but {other:?}"),
        }
    }

    pub(crate) fn read(&mut self, message: &Message) {
        self.changes.clear();
        let read = self.interpreter.hear(message, &mut self.registry, self.now, &mut self.changes);
        assert!(read.is_ok() && !self.changes.is_empty(), "every message says something");
    }

    pub(crate) fn devices(&self) -> usize {
        self.registry.devices().count()
    }
}
