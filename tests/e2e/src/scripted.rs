//! A broker that a test plays itself: it does what it is told, when it is told, and nothing else. Knows no session.

use std::{
    io::ErrorKind,
    net::{Ipv4Addr, TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use http::HeaderValue;
use tungstenite::handshake::server::{Request, Response};

use crate::browser::{BETWEEN_LOOKS, PATIENCE};
pub use crate::{
    line::Line,
    packet::{Command, Login},
};

const SUB_PROTOCOL: &str = "Sec-WebSocket-Protocol";

/// Listens; whoever calls waits until a test answers. Dropping it ends it.
#[derive(Debug)]
pub struct ScriptedBroker(TcpListener);

impl ScriptedBroker {
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("this machine has a free port");
        listener.set_nonblocking(true).expect("a listener may be asked without waiting");
        Self(listener)
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.0.local_addr().expect("it listens").port()
    }

    #[must_use]
    pub fn url(&self) -> String {
        format!("ws://127.0.0.1:{}/", self.port())
    }

    /// The next caller that has a login to say. Who has hung up meanwhile is passed over.
    #[must_use]
    #[track_caller]
    pub fn answers(&self) -> Line {
        #[expect(clippy::result_large_err, reason = "tungstenite asks for such a closure")]
        let agree = |request: &Request, mut response: Response| {
            assert_eq!(request.headers()[SUB_PROTOCOL], "mqtt", "browsers talk MQTT only under its name");
            response.headers_mut().insert(SUB_PROTOCOL, HeaderValue::from_static("mqtt"));
            Ok(response)
        };
        loop {
            let socket = tungstenite::accept_hdr(self.picks_up(), agree).ok();
            if let Some(line) = socket.and_then(Line::of) {
                return line;
            }
        }
    }

    /// The next caller hears of no sub-protocol, as from a proxy that drops it, and hangs up without a word.
    #[track_caller]
    pub fn answers_without_sub_protocol(&self) {
        let socket = tungstenite::accept(self.picks_up()).expect("a browser speaks WebSocket");
        assert!(Line::of(socket).is_none(), "there is a login all the same");
    }

    /// Whoever has called so far is not answered.
    pub fn forgets_callers(&self) {
        while self.is_called_within(Duration::ZERO).is_some() {}
    }

    /// Nobody calls for so long.
    #[track_caller]
    pub fn is_left_alone_for(&self, time: Duration) {
        assert!(self.is_called_within(time).is_none(), "somebody called");
    }

    #[track_caller]
    fn picks_up(&self) -> TcpStream {
        self.is_called_within(PATIENCE).unwrap_or_else(|| panic!("nobody called within {PATIENCE:?}"))
    }

    fn is_called_within(&self, time: Duration) -> Option<TcpStream> {
        let deadline = Instant::now() + time;
        loop {
            match self.0.accept() {
                Ok((stream, _)) => {
                    stream.set_nonblocking(false).expect("a socket may be waited for");
                    stream.set_nodelay(true).expect("a socket may send at once");
                    stream.set_read_timeout(Some(PATIENCE)).expect("a time that is not zero");
                    return Some(stream);
                }
                Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}"),
            }
            if Instant::now() > deadline {
                return None;
            }
            thread::sleep(BETWEEN_LOOKS);
        }
    }
}
