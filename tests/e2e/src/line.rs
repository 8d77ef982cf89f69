//! A page's connection to a broker that the test plays: what is said on it, in both directions.

use std::{
    io::ErrorKind,
    net::{Shutdown, TcpStream},
    time::Duration,
};

use tungstenite::{
    Bytes, Error, Message, WebSocket,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use crate::{
    browser::PATIENCE,
    packet::{Command, Login, Packet, Question},
    words,
};

/// One page's connection. Dropping it is what a broker does that crashes.
#[derive(Debug)]
pub struct Line {
    pub login: Login,
    socket: WebSocket<TcpStream>,
    heard: Vec<Packet>,
}

/// Why nothing is heard.
#[derive(Debug, PartialEq, Eq)]
enum Silence {
    Nothing,
    /// The page's own closing frame, or none.
    HungUp(Option<u16>),
}

impl Line {
    /// Of a page that has a login to say; `None` if it hangs up instead.
    #[track_caller]
    pub(crate) fn of(mut socket: WebSocket<TcpStream>) -> Option<Self> {
        match next(&mut socket, PATIENCE).map(|bytes| Packet::read(&bytes, 0)) {
            Ok(Packet::Login(login)) => Some(Self { login, socket, heard: Vec::new() }),
            Ok(other) => panic!("not a login but {other:?}"),
            Err(Silence::Nothing) => panic!("no login within {PATIENCE:?}"),
            Err(Silence::HungUp(_)) => None,
        }
    }
}

/// What the broker says and does.
impl Line {
    /// CONNACK with these properties, and SUBACK for all that the page asks for.
    #[track_caller]
    pub fn lets_in(&mut self, properties: &[u8]) {
        self.welcomes(properties);
        self.grants();
    }

    pub fn welcomes(&mut self, properties: &[u8]) {
        self.welcomes_to(false, properties);
    }

    /// CONNACK, of a broker that may have kept the session.
    pub fn welcomes_to(&mut self, session_present: bool, properties: &[u8]) {
        match self.login.level {
            5 => self.says(&words::welcome_to(session_present, properties)),
            _ => self.says(&words::WELCOME_311),
        }
    }

    /// CONNACK with a reason.
    pub fn turns_away(&mut self, reason: u8) {
        self.says(&words::rejected(reason));
    }

    /// CONNACK of a broker that has not heard of MQTT 5.
    pub fn does_not_know_5(&mut self) {
        self.says(&words::NOT_5);
    }

    /// Grants all that the page asks for.
    #[track_caller]
    pub fn grants(&mut self) {
        self.grants_all_but("", 0);
    }

    /// Refuses this filter with a reason.
    #[track_caller]
    pub fn grants_all_but(&mut self, refused: &str, reason: u8) {
        let Question { filters, id } = self.hears_question();
        let codes: Vec<_> = filters.iter().map(|filter| if filter == refused { reason } else { 1 }).collect();
        match self.login.level {
            5 => self.says(&words::suback(id, &codes)),
            _ => self.says(&words::suback_311(id, &codes)),
        }
    }

    /// A device has said something.
    pub fn tells(&mut self, topic: &str, payload: &str) {
        match self.login.level {
            5 => self.says(&words::message(0, topic, 0, payload.as_bytes())),
            _ => self.says(&words::message_311(0, topic, 0, payload.as_bytes())),
        }
    }

    pub fn takes(&mut self, command: &Command) {
        self.acknowledges(command.id);
    }

    /// PUBACK, whether or not there was something to acknowledge.
    pub fn acknowledges(&mut self, id: u16) {
        self.says(&words::ack(words::PUBACK, id, 0));
    }

    pub fn refuses(&mut self, command: &Command, reason: u8, words: &str) {
        self.says(&words::ack_because(words::PUBACK, command.id, reason, words));
    }

    pub fn answers_ping(&mut self) {
        self.hears_ping();
        self.says(&words::PINGRESP);
    }

    /// DISCONNECT in its short form; the WebSocket stays open.
    pub fn dismisses(&mut self, reason: u8) {
        self.says(&[0xE0, 0x01, reason]);
    }

    /// DISCONNECT with a reason in words.
    pub fn dismisses_because(&mut self, reason: u8, words: &str) {
        const REASON_STRING: u8 = 0x1F;
        let mut properties = vec![REASON_STRING];
        properties.extend(words::text(words));
        let mut body = vec![reason];
        body.extend(words::length(properties.len()));
        body.extend(properties);
        self.says(&words::packet(0xE0, &body));
    }

    /// Any bytes. A page that has hung up does not hear them.
    pub fn says(&mut self, bytes: &[u8]) {
        let _hung_up = self.socket.send(Message::binary(bytes.to_vec()));
    }

    pub fn says_text(&mut self, text: &str) {
        let _hung_up = self.socket.send(Message::text(text));
    }

    /// Ends the WebSocket as the standard wants it.
    pub fn closes(mut self, code: u16, reason: &str) {
        let frame = CloseFrame { code: CloseCode::from(code), reason: reason.to_owned().into() };
        self.socket.close(Some(frame)).expect("the page is there");
        while self.socket.read().is_ok() {}
    }

    /// Is gone without a word.
    pub fn breaks(self) {
        self.socket.get_ref().shutdown(Shutdown::Both).expect("the page is there");
    }
}

/// What the page says. Each waits for the next packet, which must be this one.
impl Line {
    #[track_caller]
    fn hears_question(&mut self) -> Question {
        match self.hears() {
            Packet::Question(question) => question,
            other => panic!("not a question but {other:?}"),
        }
    }

    #[track_caller]
    pub fn hears_command(&mut self) -> Command {
        match self.hears() {
            Packet::Command(command) => command,
            other => panic!("not a command but {other:?}"),
        }
    }

    #[track_caller]
    pub fn hears_ping(&mut self) {
        assert_eq!(self.hears(), Packet::Ping);
    }

    /// DISCONNECT with this reason, and the end of the WebSocket.
    #[track_caller]
    pub fn hears_goodbye(&mut self, reason: u8) {
        assert_eq!(self.hears(), Packet::Goodbye(reason));
        self.hears_page_hang_up();
    }

    /// The page closes the WebSocket.
    #[track_caller]
    pub fn hears_page_hang_up(&mut self) {
        const NORMAL: u16 = 1000;
        assert_eq!(self.next(PATIENCE), Err(Silence::HungUp(Some(NORMAL))));
    }

    #[track_caller]
    pub fn hears_nothing_for(&mut self, time: Duration) {
        assert_eq!(self.next(time), Err(Silence::Nothing));
    }

    #[track_caller]
    fn hears(&mut self) -> Packet {
        self.next(PATIENCE).unwrap_or_else(|why| panic!("no packet but {why:?} after {:?}", self.heard))
    }

    fn next(&mut self, patience: Duration) -> Result<Packet, Silence> {
        let packet = Packet::read(&next(&mut self.socket, patience)?, self.login.level);
        self.heard.push(packet.clone());
        Ok(packet)
    }
}

fn next(socket: &mut WebSocket<TcpStream>, patience: Duration) -> Result<Bytes, Silence> {
    socket.get_ref().set_read_timeout(Some(patience)).expect("a time that is not zero");
    match socket.read() {
        Ok(Message::Binary(bytes)) => Ok(bytes),
        Ok(Message::Close(frame)) => Err(Silence::HungUp(frame.map(|frame| frame.code.into()))),
        Ok(other) => panic!("MQTT is spoken in binary messages, not in {other:?}"),
        Err(Error::Io(error)) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            Err(Silence::Nothing)
        }
        Err(_) => Err(Silence::HungUp(None)),
    }
}
