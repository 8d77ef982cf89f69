//! A session and a broker that may say anything, connection after connection, in virtual time.

use std::collections::HashSet;
use std::time::Duration;

use alicia_dashboard::mqtt::{self, Login, Output, Publication, PublishKey, QoS, Session, State, topic};
use alicia_dashboard::time::Instant;

use crate::cut::Cut;
use crate::limits;
use crate::memory;
use crate::packet;

/// Type, length and the length of the topic: the least that PUBLISH has beside topic and payload.
const AROUND_MESSAGE: usize = 4;
/// Ends a connection; what follows is said in the next.
const HANG_UP: &[u8] = b"\nhang up\n";

/// What the session puts out to log in and subscribe.
const TOLD_FOR_NOTHING: usize = 32;
/// What the session puts out for each byte at most, connecting and hanging up included.
const TOLD_PER_BYTE: usize = 4;
/// A session holds one packet, which a buffer that grows may double; all else is bookkeeping.
const HELD: i64 = 32 * 1024;

/// What comes after the socket opened.
pub fn frames(input: &[u8]) {
    check(input, Start::Opened);
}

/// What comes after login and subscription.
pub fn session(input: &[u8]) {
    check(input, Start::Live);
}

fn check(input: &[u8], start: Start) {
    Cut::alike(|cut| {
        let mut talk = Talk::played(input, cut, start);
        talk.end_connection();
        (talk.told, talk.session.state())
    });
    let unfinished = Talk::played(input, Cut::InHalf, start);
    assert!(unfinished.told.len() <= TOLD_FOR_NOTHING + TOLD_PER_BYTE * input.len(), "{:?}", unfinished.told);
    memory::assert_held(unfinished.session, HELD, "the session");
}

/// A packet too large is a rare thought; the smaller the limit, the more often.
fn limits() -> mqtt::Limits {
    mqtt::Limits { packet_bytes: 100, ..limits::small().mqtt }
}

/// How long some of the publishes may wait.
const PATIENCE: Duration = Duration::from_secs(5);

/// How far the first connection has come before anything is said in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Opened,
    Live,
}

struct Talk {
    session: Session,
    cut: Cut,
    now: Instant,
    /// Everything the session put out.
    told: Vec<Output>,
    /// How much of it has been looked at.
    seen: usize,
    socket: Socket,
    /// Publishes that have had their last word.
    settled: HashSet<PublishKey>,
    /// Messages at quality of service 2 that the session has to remember, unless it has lost them.
    unreleased: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Socket {
    None,
    Asked,
    Open,
}

impl Talk {
    /// The last connection is left open.
    fn played(input: &[u8], cut: Cut, mut start: Start) -> Self {
        let mut talk = Self::new(cut);
        for stream in connections(input) {
            talk.end_connection();
            if !talk.reach_broker() {
                break;
            }
            if start == Start::Live {
                talk.log_in();
                talk.publish();
            }
            talk.hear(stream);
            if start == Start::Opened && talk.is_live() {
                assert_eq!(stream.first(), Some(&0x20), "only a welcome lets us in");
            }
            start = Start::Opened;
        }
        talk
    }

    /// Wants to be connected.
    fn new(cut: Cut) -> Self {
        let mut talk = Self {
            session: Session::new(limits(), 7),
            cut,
            now: Instant::from_millis(1_000.0),
            told: Vec::new(),
            seen: 0,
            socket: Socket::None,
            settled: HashSet::new(),
            unreleased: 0,
        };
        let login = Login { username: "mobile_app".to_owned(), password: "secret".to_owned() };
        let filters = ["home/#", "alicia/+", "$share/group/a"].map(str::to_owned).to_vec();
        talk.session.connect(login, filters, talk.now, &mut talk.told);
        talk.look();
        talk
    }

    /// A broker that means well lets us in and grants everything.
    fn log_in(&mut self) {
        let mut answered = 0;
        while let Some(output) = self.told.get(answered) {
            answered += 1;
            if let Output::Send(packet) = output
                && let Some(answer) = packet::answer(packet)
            {
                self.hear(&answer);
            }
        }
        assert!(self.is_live(), "a broker that means well lets us in");
    }

    /// As much as may be in flight at either quality of service, and as much as may wait for it.
    fn publish(&mut self) {
        for qos in [QoS::AtLeastOnce, QoS::ExactlyOnce, QoS::ExactlyOnce, QoS::AtLeastOnce] {
            let publication = Publication { qos, ..Publication::new("home/a", "on") };
            let deadline = (qos == QoS::ExactlyOnce).then(|| self.now + PATIENCE);
            self.session.publish(publication, deadline, self.now, &mut self.told).expect("nothing forbids it");
        }
        self.look();
    }

    /// Lets time pass until the session has asked for a socket, which opens at once. Says whether it ever asks.
    fn reach_broker(&mut self) -> bool {
        while self.socket != Socket::Asked {
            if self.session.deadline().is_none() {
                return false;
            }
            self.pass();
        }
        self.socket = Socket::Open;
        self.session.handle_opened(self.now, &mut self.told);
        self.look();
        true
    }

    fn hear(&mut self, stream: &[u8]) {
        for piece in self.cut.pieces(stream) {
            if self.socket != Socket::Open {
                return;
            }
            self.session.handle_frame(piece, self.now, &mut self.told);
            self.look();
        }
    }

    /// Some time passes in silence; then the broker hangs up, unless we did.
    fn end_connection(&mut self) {
        for _ in 0..2 {
            if self.socket == Socket::Open {
                self.pass();
            }
        }
        if self.socket == Socket::Open {
            self.socket = Socket::None;
            self.session.handle_closed(1006, "", self.now, &mut self.told);
            self.look();
        }
    }

    /// Time passes until something is due.
    fn pass(&mut self) {
        let due = self.session.deadline().expect("whoever wants to be connected waits for something");
        self.now = self.now.max(due);
        self.session.handle_timeout(self.now, &mut self.told);
        let next = self.session.deadline();
        assert!(next.is_none_or(|next| next > self.now), "due again at once: {:?}", self.session);
        self.look();
    }

    fn look(&mut self) {
        let limits = limits();
        for output in &self.told[self.seen..] {
            match output {
                Output::Open => (self.socket, self.unreleased) = (Socket::Asked, 0),
                Output::Close => self.socket = Socket::None,
                Output::Send(packet) => {
                    let (kind, _) = packet::parts(packet);
                    self.unreleased = self.unreleased.saturating_sub(usize::from(kind == packet::PUBCOMP));
                }
                Output::Message(message) => {
                    assert_eq!(topic::check_name(&message.topic), Ok(()));
                    let bytes = AROUND_MESSAGE + message.topic.len() + message.payload.len();
                    assert!(bytes <= limits.packet_bytes as usize, "a packet of {bytes} bytes");
                    self.unreleased += usize::from(message.qos == QoS::ExactlyOnce);
                    assert!(self.unreleased <= limits.receive_maximum.into(), "more to remember than was asked for");
                }
                Output::Published(key, _) => assert!(self.settled.insert(*key), "{key:?} had its last word already"),
                _ => {}
            }
        }
        self.seen = self.told.len();
    }

    fn is_live(&self) -> bool {
        matches!(self.session.state(), State::Live { .. })
    }
}

fn connections(mut input: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut is_over = false;
    std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        let end = input.windows(HANG_UP.len()).position(|window| window == HANG_UP);
        is_over = end.is_none();
        let (stream, rest) = input.split_at(end.unwrap_or(input.len()));
        input = rest.strip_prefix(HANG_UP).unwrap_or(rest);
        Some(stream)
    })
}
