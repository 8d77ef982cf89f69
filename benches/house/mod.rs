//! A house of any size that says the same every time, and the way of its messages through the program.

mod speech;

use alicia_dashboard::device::{self, Change, Registry};
use alicia_dashboard::dialect::Interpreter;
use alicia_dashboard::mqtt::{self, Login, Message, Output, Session, State};
use alicia_dashboard::time::{Now, Timestamp};
pub(crate) use speech::{SPEECHES, Speech};

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

pub(crate) fn publish(topic: &str, payload: &[u8]) -> Vec<u8> {
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
