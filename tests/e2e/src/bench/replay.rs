//! A broker that says what it was given, in frames as large as one likes: other brokers, and proxies before them, put many packets
//! in one. Lets everybody in, grants everything, keeps nothing.

use std::{
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::mpsc::{self, Receiver, Sender},
    thread,
};

use http::HeaderValue;
use tungstenite::{
    Message, WebSocket, accept_hdr,
    handshake::server::{Request, Response},
};

const CONNECT: u8 = 1;
const SUBSCRIBE: u8 = 8;
const PINGREQ: u8 = 12;

/// Listens until it is dropped.
#[derive(Debug)]
pub(super) struct Replay {
    port: u16,
    frames: Sender<Vec<Vec<u8>>>,
}

impl Replay {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("this machine has a free port");
        let port = listener.local_addr().expect("it listens").port();
        let (frames, speech) = mpsc::channel();
        thread::spawn(move || serve(&listener, &speech));
        Self { port, frames }
    }

    pub(super) fn url(&self) -> String {
        format!("ws://127.0.0.1:{}/", self.port)
    }

    /// Whoever has called last hears this, each a frame, as fast as it takes them.
    pub(super) fn say(&self, frames: Vec<Vec<u8>>) {
        self.frames.send(frames).expect("it listens");
    }
}

/// One caller after the other, each until it hangs up.
fn serve(listener: &TcpListener, speech: &Receiver<Vec<Vec<u8>>>) {
    #[expect(clippy::result_large_err, reason = "tungstenite asks for such a closure")]
    let agree = |_: &Request, mut response: Response| {
        response.headers_mut().insert("Sec-WebSocket-Protocol", HeaderValue::from_static("mqtt"));
        Ok(response)
    };
    for stream in listener.incoming().flatten() {
        if let Ok(mut socket) = accept_hdr(stream, agree)
            && greet(&mut socket).is_some()
            && let Ok(frames) = speech.recv()
        {
            for frame in frames {
                if socket.send(Message::binary(frame)).is_err() {
                    break;
                }
            }
            // Until the page goes away.
            while socket.read().is_ok() {}
        }
    }
}

/// Until something was subscribed to. `None` if the caller hangs up.
fn greet(socket: &mut WebSocket<TcpStream>) -> Option<()> {
    let (mut heard, mut level) = (Vec::new(), 0);
    loop {
        let Ok(Message::Binary(bytes)) = socket.read() else { return None };
        heard.extend_from_slice(&bytes);
        while let Some((kind, body)) = packet(&mut heard) {
            if kind == CONNECT {
                level = *body.get(6)?;
            }
            let properties = if level == 5 { vec![0] } else { vec![] };
            match kind {
                CONNECT => say(socket, 0x20, [vec![0, 0], properties].concat())?,
                SUBSCRIBE => {
                    let granted = vec![0; filters(body.get(2 + properties.len()..)?)];
                    say(socket, 0x90, [body.get(..2)?.to_vec(), properties, granted].concat())?;
                    return Some(());
                }
                PINGREQ => say(socket, 0xD0, vec![])?,
                _ => {}
            }
        }
    }
}

/// How many topic filters these are, each with its options.
fn filters(mut body: &[u8]) -> usize {
    let mut count = 0;
    while let [high, low, rest @ ..] = body {
        body = rest.get(usize::from(u16::from_be_bytes([*high, *low])) + 1..).unwrap_or_default();
        count += 1;
    }
    count
}

/// The kind and the body of the next packet, if it is there.
fn packet(heard: &mut Vec<u8>) -> Option<(u8, Vec<u8>)> {
    let end = 1 + heard.get(1..)?.iter().position(|byte| *byte < 128)?;
    let length = heard[1..=end].iter().rev().fold(0, |length, byte| length << 7 | usize::from(byte & 127));
    let body = heard.get(end + 1..end + 1 + length)?.to_vec();
    let kind = heard[0] >> 4;
    heard.drain(..end + 1 + length);
    Some((kind, body))
}

fn say(socket: &mut WebSocket<TcpStream>, head: u8, body: Vec<u8>) -> Option<()> {
    let length = u8::try_from(body.len()).ok().filter(|length| *length < 128)?;
    socket.send(Message::binary([vec![head, length], body].concat())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_counted_with_their_options() {
        assert_eq!(filters(&[0, 1, b'#', 0, 0, 3, b'a', b'/', b'b', 1]), 2);
        assert_eq!(filters(&[]), 0);
    }

    #[test]
    fn packets_are_taken_one_by_one() {
        let mut heard = [&[0xC0, 0, 0x82, 0x80, 1][..], &[7; 128], &[0x10]].concat();
        assert_eq!(packet(&mut heard), Some((12, vec![])));
        assert_eq!(packet(&mut heard), Some((8, vec![7; 128])));
        assert_eq!(packet(&mut heard), None);
        assert_eq!(heard, [0x10]);
    }
}
