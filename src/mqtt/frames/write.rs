//! Writes the packets we send: those with properties by hand, acknowledgements with `mqttbytes`. What is given here was
//! checked: topics and filters are valid, no text has more than 65,535 bytes, no identifier is zero.

use std::time::Duration;

use bytes::BytesMut;
use mqttbytes::v5;

use crate::mqtt::{Encoded, Limits, Login, Publication, QoS, topic};

const CONNECT: u8 = 0x10;
const PUBLISH: u8 = 0x30;
const SUBSCRIBE: u8 = 0x82;
const UNSUBSCRIBE: u8 = 0xA2;
const DISCONNECT: u8 = 0xE0;

const CLEAN_START: u8 = 0x02;
const HAS_PASSWORD: u8 = 0x40;
const HAS_USERNAME: u8 = 0x80;

const DUP: u8 = 0x08;
const MESSAGE_EXPIRY: u8 = 0x02;
const SESSION_EXPIRY: u8 = 0x11;
const RECEIVE_MAXIMUM: u8 = 0x21;
const MAXIMUM_PACKET_SIZE: u8 = 0x27;

/// Asks to keep the session for a while after the connection, so that what is in flight can be completed.
pub(crate) fn connect(clean: bool, client_id: &str, login: &Login, keep_alive: Duration, limits: &Limits) -> Encoded {
    let has_password = !login.password.is_empty();
    let has_username = !login.username.is_empty();
    let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
    let flags = flag(clean, CLEAN_START) | flag(has_password, HAS_PASSWORD) | flag(has_username, HAS_USERNAME);

    let mut body = Vec::new();
    text(&mut body, "MQTT");
    body.extend([5, flags]);
    body.extend(u16::try_from(keep_alive.as_secs()).unwrap_or(u16::MAX).to_be_bytes());
    body.extend([13, SESSION_EXPIRY]);
    body.extend(seconds(limits.session_expiry));
    body.push(RECEIVE_MAXIMUM);
    body.extend(limits.receive_maximum.to_be_bytes());
    body.push(MAXIMUM_PACKET_SIZE);
    body.extend(limits.packet_bytes.to_be_bytes());
    text(&mut body, client_id);
    if has_username {
        text(&mut body, &login.username);
    }
    if has_password {
        text(&mut body, &login.password);
    }
    packet(CONNECT, &body)
}

/// Asks for at-least-once delivery, and not for what we publish ourselves: a control shows what the device says, not
/// what the person wished. Shared subscriptions cannot leave that out (section 3.8.3.1).
/// Retained messages come each time (Retain Handling 0).
pub(crate) fn subscribe(id: u16, filters: &[String]) -> Encoded {
    const NO_LOCAL: u8 = 0b100;
    const AT_LEAST_ONCE: u8 = 1;
    let mut body = filters_of(id);
    for filter in filters {
        text(&mut body, filter);
        body.push(if topic::is_shared(filter) { AT_LEAST_ONCE } else { AT_LEAST_ONCE | NO_LOCAL });
    }
    packet(SUBSCRIBE, &body)
}

pub(crate) fn unsubscribe(id: u16, filters: &[String]) -> Encoded {
    let mut body = filters_of(id);
    for filter in filters {
        text(&mut body, filter);
    }
    packet(UNSUBSCRIBE, &body)
}

/// `id` is zero at quality of service 0. `expiry`: after that time the broker passes it on to nobody (section 3.3.2.3.3). Of
/// what the broker shall retain it is not said: the retained message would be gone, too.
pub(crate) fn publish(id: u16, again: bool, publication: &Publication, expiry: Option<Duration>) -> Encoded {
    let mut body = Vec::with_capacity(publication.topic.len() + publication.payload.len() + 10);
    text(&mut body, &publication.topic);
    if publication.qos != QoS::AtMostOnce {
        body.extend(id.to_be_bytes());
    }
    match expiry.filter(|_| !publication.retain) {
        None => body.push(0),
        Some(expiry) => {
            body.extend([5, MESSAGE_EXPIRY]);
            body.extend(seconds(expiry));
        }
    }
    body.extend_from_slice(&publication.payload);
    let again = if again { DUP } else { 0 };
    packet(PUBLISH | again | (publication.qos as u8) << 1 | u8::from(publication.retain), &body)
}

pub(crate) fn pingreq() -> Encoded {
    Encoded::new(vec![0xC0, 0x00])
}

pub(crate) fn puback(id: u16) -> Encoded {
    let puback = v5::PubAck::new(id);
    fresh(2, |buffer| puback.write(buffer))
}

pub(crate) fn pubrec(id: u16) -> Encoded {
    let pubrec = v5::PubRec::new(id);
    fresh(2, |buffer| pubrec.write(buffer))
}

pub(crate) fn pubrel(id: u16) -> Encoded {
    let pubrel = v5::PubRel::new(id);
    fresh(2, |buffer| pubrel.write(buffer))
}

/// `known`: whether we remember the message it completes.
pub(crate) fn pubcomp(id: u16, known: bool) -> Encoded {
    let mut pubcomp = v5::PubComp::new(id);
    if !known {
        pubcomp.reason = v5::PubCompReason::PacketIdentifierNotFound;
    }
    fresh(3, |buffer| pubcomp.write(buffer))
}

/// Zero is the normal end, after which the broker shall keep nothing.
pub(crate) fn disconnect(code: u8) -> Encoded {
    packet(DISCONNECT, if code == 0 { &[0, 5, SESSION_EXPIRY, 0, 0, 0, 0] } else { std::slice::from_ref(&code) })
}

/// The start of SUBSCRIBE and UNSUBSCRIBE.
fn filters_of(id: u16) -> Vec<u8> {
    let [high, low] = id.to_be_bytes();
    vec![high, low, 0]
}

/// Text, or binary data that is text (sections 1.5.4 and 1.5.6).
fn text(body: &mut Vec<u8>, text: &str) {
    body.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
    body.extend_from_slice(text.as_bytes());
}

/// A Four Byte Integer of whole seconds: none that has begun is cut off.
fn seconds(time: Duration) -> [u8; 4] {
    u32::try_from(time.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX).to_be_bytes()
}

/// Type and flags, length of the body (section 1.5.5), body.
fn packet(first: u8, body: &[u8]) -> Encoded {
    let mut packet = Vec::with_capacity(5 + body.len());
    packet.push(first);
    let mut left = body.len();
    while left > 0x7F {
        packet.push(low(left) | 0x80);
        left >>= 7;
    }
    packet.push(low(left));
    packet.extend_from_slice(body);
    Encoded::new(packet)
}

/// The lowest seven bits.
fn low(value: usize) -> u8 {
    u8::try_from(value & 0x7F).unwrap_or_default()
}

/// Into a fresh buffer: `mqttbytes` corrupts some packets when the buffer is not empty.
fn fresh(body: usize, write: impl FnOnce(&mut BytesMut) -> Result<usize, mqttbytes::Error>) -> Encoded {
    let mut buffer = BytesMut::with_capacity(2 + body);
    write(&mut buffer).expect("what is written was checked before");
    Encoded::new(buffer.into())
}
