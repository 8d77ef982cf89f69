//! What a page says to its broker, as far as a script listens to it. Reads only what the page itself sends: whatever else
//! comes fails the test.

/// A packet of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Packet {
    Login(Login),
    Command(Command),
    /// SUBSCRIBE.
    Question(Question),
    Ping,
    /// DISCONNECT, with its reason code.
    Goodbye(u8),
    Other(Vec<u8>),
}

/// CONNECT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// 5, or 4 for MQTT 3.1.1.
    pub level: u8,
    /// Asks for a session without a past.
    pub is_clean: bool,
    pub client_id: String,
    pub username: String,
    pub password: String,
}

/// PUBLISH at quality of service 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    pub id: u16,
    /// DUP: it was sent before.
    pub is_repeated: bool,
    pub topic: String,
    pub payload: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) filters: Vec<String>,
    pub(crate) id: u16,
}

impl Packet {
    /// `level`: what was spoken at the login.
    pub(crate) fn read(bytes: &[u8], level: u8) -> Self {
        let mut rest = Rest(bytes);
        let first = rest.byte();
        let length = rest.length();
        assert_eq!(rest.0.len(), length, "a message holds one whole packet: {bytes:02x?}");
        match first {
            0x10 => Self::Login(login(rest)),
            0x32 | 0x3A => Self::Command(command(rest, first, level)),
            0x82 => Self::Question(question(rest, level)),
            0xC0 => Self::Ping,
            0xE0 => Self::Goodbye(if length == 0 { 0 } else { rest.byte() }),
            _ => Self::Other(bytes.to_vec()),
        }
    }
}

fn login(mut rest: Rest) -> Login {
    const CLEAN: u8 = 0x02;
    assert_eq!(rest.text(), "MQTT");
    let (level, flags) = (rest.byte(), rest.byte());
    let _keep_alive = rest.number();
    rest.properties(level);
    Login { level, is_clean: flags & CLEAN != 0, client_id: rest.text(), username: rest.text(), password: rest.text() }
}

fn command(mut rest: Rest, first: u8, level: u8) -> Command {
    const DUP: u8 = 0x08;
    let (topic, id) = (rest.text(), rest.number());
    rest.properties(level);
    let payload = String::from_utf8_lossy(rest.0).into_owned();
    Command { id, is_repeated: first & DUP != 0, topic, payload }
}

fn question(mut rest: Rest, level: u8) -> Question {
    let id = rest.number();
    rest.properties(level);
    let mut filters = Vec::new();
    while !rest.0.is_empty() {
        filters.push(rest.text());
        let _options = rest.byte();
    }
    Question { filters, id }
}

/// What has not been read of a packet.
#[derive(Debug)]
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at_checked(count).expect("the packet is as long as it says");
        self.0 = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    fn number(&mut self) -> u16 {
        u16::from_be_bytes([self.byte(), self.byte()])
    }

    fn text(&mut self) -> String {
        let length = self.number();
        String::from_utf8_lossy(self.take(length.into())).into_owned()
    }

    fn length(&mut self) -> usize {
        let mut length = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.byte();
            length |= usize::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        length
    }

    /// MQTT 3.1.1 has none.
    fn properties(&mut self, level: u8) {
        if level == 5 {
            let length = self.length();
            self.take(length);
        }
    }
}
