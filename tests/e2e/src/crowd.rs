//! Many messages at once, from one client that speaks MQTT 5 itself: a program started for each would take an hour.

use std::{
    io::{BufWriter, Read as _, Write as _},
    net::TcpStream,
};

use home::user::User;

use crate::{Stage, words};

const CONNECT: u8 = 0x10;
/// A session without a past; with a name and a password.
const FLAGS: u8 = 0xC2;
const RETAINED: u8 = 1;
const PINGREQ: [u8; 2] = [0xC0, 0];

impl Stage {
    /// The broker retains all of these, published by the user `alicia`, when it returns.
    #[track_caller]
    pub fn publish_all(&self, messages: impl IntoIterator<Item = (String, String)>) {
        let broker = TcpStream::connect(("127.0.0.1", self.broker.mqtt_port())).expect("the broker listens");
        let mut heard = broker.try_clone().expect("it is open");
        let mut said = BufWriter::new(broker);
        let login = [
            words::text("MQTT"),
            vec![5, FLAGS, 0, 60, 0],
            words::text("crowd"),
            words::text(User::Alicia.name()),
            words::text(self.broker.password(User::Alicia)),
        ];
        said.write_all(&words::packet(CONNECT, &login.concat())).expect("the broker reads");
        for (topic, payload) in messages {
            said.write_all(&words::message(RETAINED, &topic, 0, payload.as_bytes())).expect("the broker reads");
        }
        // What came before is done when this is answered.
        said.write_all(&PINGREQ).and_then(|()| said.flush()).expect("the broker reads");
        let mut answers = Vec::new();
        while !answers.ends_with(&words::PINGRESP) {
            let mut answer = [0; 512];
            let count = heard.read(&mut answer).expect("the broker answers");
            assert!(count > 0, "the broker has hung up: {answers:02x?}");
            answers.extend(&answer[..count]);
        }
    }

    /// Publishes as the user `alicia` in MQTT 5 with these properties, each as `mosquitto_pub` names it.
    #[track_caller]
    pub fn publish_saying(&self, topic: &str, payload: &[u8], properties: &[&[&str]]) {
        let says = properties.iter().flat_map(|property| ["-V", "5", "-D", "publish"].iter().chain(*property).copied());
        self.publish_as(topic, payload, says);
    }
}
