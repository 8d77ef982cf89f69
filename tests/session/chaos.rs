//! Whatever bytes come, in whatever pieces: no panic, and the same result.

use alicia_dashboard::mqtt::{Output, QoS, State};

use crate::broker::{
    PINGRESP, PUBACK, PUBCOMP, PUBREC, PUBREL, WELCOME, ack, length, message, message_311, message_with, suback,
    suback_311,
};
use crate::talk::Talk;

const STREAMS: u64 = 20_000;

/// The same numbers for the same seed (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("less than a usize")
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).expect("less than 256")
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most)).map(|_| self.byte()).collect()
    }
}

/// A few packets, most of them good, some with a byte or two changed, some nothing but noise.
fn stream(random: &mut Random, start: Start) -> Vec<u8> {
    let mut stream = if start == Start::LoggingIn { WELCOME.to_vec() } else { Vec::new() };
    for _ in 0..=random.below(6) {
        let id = 1 + u16::from(random.byte() % 4);
        let mut packet = match random.below(12) {
            0 => ack(PUBACK, id, random.byte()),
            1 => ack(PUBREC, id, 0),
            2 => ack(PUBREL, id, 0),
            3 => ack(PUBCOMP, id, 0),
            4 if start == Start::Live311 => suback_311(1, &[1]),
            4 => suback(1, &[1]),
            5 => PINGRESP.to_vec(),
            6 => vec![0xE0, 0x01, random.byte()],
            7 => message_with(2, "é", id, &[0x26, 0, 1, b'k', 0, 0], &random.bytes(40)),
            8 => noise(random),
            9 => WELCOME.to_vec(),
            10 if start == Start::Live311 => message_311(4, "home/lamp", id, &random.bytes(200)),
            _ => message(4, "home/lamp", id, &random.bytes(200)),
        };
        if random.below(4) == 0 {
            let at = random.below(packet.len());
            packet[at] = random.byte();
        }
        stream.extend(packet);
    }
    stream
}

/// Noise with a header that mostly fits.
fn noise(random: &mut Random) -> Vec<u8> {
    let body = random.bytes(60);
    let mut packet = vec![random.byte()];
    packet.extend(length(body.len()));
    packet.extend(body);
    packet
}

/// Where a session stands when a stream begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    LoggingIn,
    Live,
    Live311,
}

/// What comes of a stream that is said in pieces of this size.
fn said_in(stream: &[u8], size: usize, start: Start) -> (Vec<Vec<u8>>, Vec<Output>, State) {
    let mut talk = match start {
        Start::LoggingIn => Talk::new(),
        Start::Live => Talk::live(),
        Start::Live311 => Talk::live_311(&["home/#"]),
    };
    if start == Start::LoggingIn {
        talk.connect(&["a"]);
        talk.opened();
    } else {
        talk.publish("a", QoS::AtLeastOnce);
        talk.publish("b", QoS::ExactlyOnce);
    }
    for piece in stream.chunks(size.max(1)) {
        talk.says(piece);
    }
    (talk.heard(), talk.told(), talk.session.state())
}

#[test]
fn whole_halved_or_byte_by_byte_a_stream_says_the_same() {
    let mut survived = 0;
    for seed in 1..=STREAMS {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let start =
            [Start::LoggingIn, Start::Live, Start::Live, Start::Live311][usize::from(seed.to_le_bytes()[0] % 4)];
        let stream = stream(&mut random, start);
        let whole = said_in(&stream, stream.len(), start);
        assert_eq!(whole, said_in(&stream, stream.len().div_ceil(2), start), "{stream:02x?}");
        assert_eq!(whole, said_in(&stream, 1, start), "{stream:02x?}");
        survived += u64::from(matches!(whole.2, State::Live { .. }));
    }
    assert!((STREAMS / 20..STREAMS).contains(&survived), "{survived} of {STREAMS} streams are harmless");
}

#[test]
fn noise_alone_never_gets_past_the_login() {
    for seed in 1..=STREAMS {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let stream = random.bytes(80);
        let (_, _, state) = said_in(&stream, stream.len(), Start::LoggingIn);
        assert!(!matches!(state, State::Live { .. }), "{stream:02x?}");
    }
}
