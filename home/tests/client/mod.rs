//! The page's own MQTT session on a real WebSocket and a real clock, without a browser.

use std::error::Error;
use std::io::ErrorKind;
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant as Clock};

use alicia_dashboard::mqtt::{
    Failure, Limits, Login, Output, Publication, PublishKey, PublishOutcome, QoS, Session, State, Version,
};
use alicia_dashboard::time::Instant;
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};

const PATIENCE: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(2);
/// Times that a connection is tried again.
const KNOCKS: u32 = 10;
const BETWEEN_KNOCKS: Duration = Duration::from_millis(200);
/// "I do not know MQTT 5", in MQTT 3.1.1.
const NOT_5: [u8; 4] = [0x20, 0x02, 0x00, 0x01];
/// What a WebSocket says when the connection is simply gone.
const ABNORMAL: u16 = 1006;

pub(crate) struct Client {
    pub(crate) session: Session,
    pub(crate) told: Vec<Output>,
    /// What went over the wire to the broker, in the order it went.
    pub(crate) sent: Vec<Vec<u8>>,
    url: String,
    version: Version,
    socket: Option<WebSocket<TcpStream>>,
    start: Clock,
}

impl Client {
    /// Logged in and subscribed. A client of 3.1.1 is told on the way that nobody there knows 5.
    pub(crate) fn live(url: &str, version: Version, seed: u64, login: (&str, &str), filters: &[&str]) -> Self {
        let mut client = Self::entering(url, version, seed, login, filters);
        client.wait_until("the session is live", Self::is_live);
        assert_eq!(client.session.version(), version);
        client
    }

    pub(crate) fn entering(url: &str, version: Version, seed: u64, login: (&str, &str), filters: &[&str]) -> Self {
        let mut client = Self {
            session: Session::new(Limits::default(), seed),
            told: Vec::new(),
            sent: Vec::new(),
            url: url.to_owned(),
            version,
            socket: None,
            start: Clock::now(),
        };
        let login = Login { username: login.0.to_owned(), password: login.1.to_owned() };
        let filters = filters.iter().map(|filter| (*filter).to_owned()).collect();
        client.ask(|session, now, out| session.connect(login, filters, now, out));
        client
    }

    pub(crate) fn ask<T>(&mut self, ask: impl FnOnce(&mut Session, Instant, &mut Vec<Output>) -> T) -> T {
        let mut out = Vec::new();
        let now = Instant::from_millis(self.start.elapsed().as_secs_f64() * 1_000.0);
        let answer = ask(&mut self.session, now, &mut out);
        for output in out {
            self.perform(output);
        }
        answer
    }

    pub(crate) fn publish(&mut self, topic: &str, payload: &str, qos: QoS, retain: bool) -> PublishKey {
        let publication = Publication { qos, retain, ..Publication::new(topic, payload) };
        let deadline = Duration::from_secs(20);
        let key = self.ask(|session, now, out| session.publish(publication, Some(now + deadline), now, out));
        key.unwrap_or_else(|why| panic!("{topic}: {why}; {:?}", self.session.evidence()))
    }

    /// How a publish ends.
    #[track_caller]
    pub(crate) fn outcome(&mut self, key: PublishKey) -> PublishOutcome {
        let mut found = None;
        self.wait_until("a publish has ended", |client| {
            found = client.told.iter().find_map(|output| match output {
                Output::Published(of, outcome) if *of == key => Some(outcome.clone()),
                _ => None,
            });
            found.is_some()
        });
        found.expect("it was just found")
    }

    /// The payloads heard so far.
    pub(crate) fn heard(&self) -> Vec<String> {
        let payload = |output: &Output| match output {
            Output::Message(message) => Some(String::from_utf8_lossy(&message.payload).into_owned()),
            _ => None,
        };
        self.told.iter().filter_map(payload).collect()
    }

    /// The network is gone, in the middle of a sentence.
    pub(crate) fn lose_network(&mut self) {
        self.socket = None;
        self.ask(|session, now, out| session.handle_closed(ABNORMAL, "", now, out));
    }

    pub(crate) fn is_live(&mut self) -> bool {
        matches!(self.session.state(), State::Live { .. })
    }

    /// Whether the last packet from the broker is the answer to a ping.
    pub(crate) fn was_answered(&mut self) -> bool {
        self.session.evidence().received().last().is_some_and(|last| last.kind() == "PINGRESP")
    }

    pub(crate) fn refusal(&self) -> Option<Failure> {
        match self.session.state() {
            State::Refused(failure) => Some(failure),
            _ => None,
        }
    }

    #[track_caller]
    pub(crate) fn wait_until(&mut self, what: &str, mut is_so: impl FnMut(&mut Self) -> bool) {
        let begun = Clock::now();
        while !is_so(self) {
            self.step();
            let evidence = self.session.evidence();
            assert!(begun.elapsed() < PATIENCE, "{what}: not so; {:?}, {evidence:?}", self.session.state());
        }
    }

    /// What has happened meanwhile, happens.
    pub(crate) fn step(&mut self) {
        let read = self.socket.as_mut().map(WebSocket::read);
        match read {
            None => sleep(GLANCE),
            Some(Ok(Message::Binary(bytes))) => {
                self.ask(|session, now, out| session.handle_frame(&bytes, now, out));
            }
            Some(Ok(_)) => {}
            Some(Err(tungstenite::Error::Io(error)))
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Some(Err(_)) => self.lose_network(),
        }
        self.ask(Session::handle_timeout);
    }

    fn perform(&mut self, output: Output) {
        match output {
            Output::Open if self.session.version() != self.version => {
                self.ask(Session::handle_opened);
                self.ask(|session, now, out| session.handle_frame(&NOT_5, now, out));
            }
            Output::Open => {
                self.socket = Some(open(&self.url));
                self.ask(Session::handle_opened);
            }
            Output::Send(packet) => {
                if let Some(socket) = &mut self.socket {
                    self.sent.push(packet.to_vec());
                    // Whoever hung up is heard of when it is read.
                    let _hung_up = socket.send(Message::binary(packet.to_vec()));
                }
            }
            Output::Close => self.socket = None,
            other => self.told.push(other),
        }
    }
}

fn open(url: &str) -> WebSocket<TcpStream> {
    // A machine with much to do may reset a connection to a broker that has only just begun.
    for _ in 0..KNOCKS {
        if let Ok(socket) = knock(url) {
            return socket;
        }
        sleep(BETWEEN_KNOCKS);
    }
    knock(url).expect("the broker listens and speaks WebSocket")
}

fn knock(url: &str) -> Result<WebSocket<TcpStream>, Box<dyn Error>> {
    let mut request = url.into_client_request().expect("a WebSocket address");
    request.headers_mut().insert("Sec-WebSocket-Protocol", "mqtt".parse().expect("a header"));
    let host = request.uri().authority().expect("a host").as_str().to_owned();
    let (socket, _) = tungstenite::client(request, TcpStream::connect(host)?)?;
    socket.get_ref().set_read_timeout(Some(GLANCE))?;
    Ok(socket)
}
