//! Writes the packets we send. What is given here was checked: topics and filters are valid, no text has more than 65,535
//! bytes, no identifier is zero.

use std::time::Duration;

use crate::mqtt::{Encoded, Limits, Login, Mark, Publication, QoS, Version, topic};

const CONNECT: u8 = 0x10;
const PUBLISH: u8 = 0x30;
const PUBACK: u8 = 0x40;
const PUBREC: u8 = 0x50;
const PUBREL: u8 = 0x62;
const PUBCOMP: u8 = 0x70;
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

/// Asks 5 to keep the session for a while after the connection, so that what is in flight can be completed. 3.1.1 would keep
/// it for ever, so there it is always clean, and nothing is kept.
pub(crate) fn connect(
    version: Version,
    clean: bool,
    client_id: &str,
    login: &Login,
    keep_alive: Duration,
    limits: &Limits,
) -> Encoded {
    let has_password = !login.password.is_empty();
    // 3.1.1 knows no password without a name (section 3.1.2.9).
    let has_username = !login.username.is_empty() || (has_password && version == Version::Mqtt311);
    let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
    let flags = flag(clean, CLEAN_START) | flag(has_password, HAS_PASSWORD) | flag(has_username, HAS_USERNAME);

    let mut body = Vec::new();
    text(&mut body, "MQTT");
    body.extend([version.level(), flags]);
    body.extend(u16::try_from(keep_alive.as_secs()).unwrap_or(u16::MAX).to_be_bytes());
    if version == Version::Mqtt5 {
        body.extend([13, SESSION_EXPIRY]);
        body.extend(seconds(limits.session_expiry));
        body.push(RECEIVE_MAXIMUM);
        body.extend(limits.receive_maximum.to_be_bytes());
        body.push(MAXIMUM_PACKET_SIZE);
        body.extend(limits.packet_bytes.to_be_bytes());
    }
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
/// what the person wished. Shared subscriptions cannot leave that out (section 3.8.3.1), and 3.1.1 cannot at all.
/// Retained messages come each time (Retain Handling 0).
/// What comes by these filters says so if they have a mark.
pub(crate) fn subscribe(version: Version, id: u16, filters: &[String], mark: Option<Mark>) -> Encoded {
    const NO_LOCAL: u8 = 0b100;
    const AT_LEAST_ONCE: u8 = 1;
    const SUBSCRIPTION_ID: u8 = 0x0B;
    let mark = mark.map(|mark| [SUBSCRIPTION_ID, mark as u8]);
    let mut body = filters_of(version, id, mark.as_ref().map_or(&[], |mark| &mark[..]));
    for filter in filters {
        text(&mut body, filter);
        let is_local = version == Version::Mqtt311 || topic::is_shared(filter);
        body.push(if is_local { AT_LEAST_ONCE } else { AT_LEAST_ONCE | NO_LOCAL });
    }
    packet(SUBSCRIBE, &body)
}

pub(crate) fn unsubscribe(version: Version, id: u16, filters: &[String]) -> Encoded {
    let mut body = filters_of(version, id, &[]);
    for filter in filters {
        text(&mut body, filter);
    }
    packet(UNSUBSCRIBE, &body)
}

/// `id` is zero at quality of service 0. `expiry`: after that time the broker passes it on to nobody (section 3.3.2.3.3). Of
/// what the broker shall retain it is not said: the retained message would be gone, too. Nor is it of a publication with
/// properties, which may say that themselves.
pub(crate) fn publish(
    version: Version,
    id: u16,
    again: bool,
    publication: &Publication,
    expiry: Option<Duration>,
) -> Encoded {
    let mut body = Vec::with_capacity(publication.topic.len() + publication.weight() + 14);
    text(&mut body, &publication.topic);
    if publication.qos != QoS::AtMostOnce {
        body.extend(id.to_be_bytes());
    }
    if version == Version::Mqtt5 {
        let properties = &publication.properties;
        let expiry = expiry.filter(|_| !publication.retain && properties.is_empty());
        length(&mut body, properties.len() + if expiry.is_some() { 5 } else { 0 });
        if let Some(expiry) = expiry {
            body.push(MESSAGE_EXPIRY);
            body.extend(seconds(expiry));
        }
        body.extend_from_slice(properties);
    }
    body.extend_from_slice(&publication.payload);
    let again = if again { DUP } else { 0 };
    packet(PUBLISH | again | (publication.qos as u8) << 1 | u8::from(publication.retain), &body)
}

pub(crate) fn pingreq() -> Encoded {
    Encoded::new(vec![0xC0, 0x00])
}

pub(crate) fn puback(id: u16) -> Encoded {
    packet(PUBACK, &id.to_be_bytes())
}

pub(crate) fn pubrec(id: u16) -> Encoded {
    packet(PUBREC, &id.to_be_bytes())
}

pub(crate) fn pubrel(id: u16) -> Encoded {
    packet(PUBREL, &id.to_be_bytes())
}

/// `known`: whether we remember the message it completes, which 3.1.1 does not want to know.
pub(crate) fn pubcomp(version: Version, id: u16, known: bool) -> Encoded {
    const NOT_FOUND: u8 = 0x92;
    let mut body = id.to_be_bytes().to_vec();
    if !known && version == Version::Mqtt5 {
        body.push(NOT_FOUND);
    }
    packet(PUBCOMP, &body)
}

/// Zero is the normal end, after which the broker shall keep nothing. 3.1.1 can say nothing else, so it says nothing after a
/// failure (3.1.1, section 4.8).
pub(crate) fn disconnect(version: Version, code: u8) -> Option<Encoded> {
    match (version, code) {
        (Version::Mqtt5, 0) => Some(packet(DISCONNECT, &[0, 5, SESSION_EXPIRY, 0, 0, 0, 0])),
        (Version::Mqtt5, code) => Some(packet(DISCONNECT, &[code])),
        (Version::Mqtt311, 0) => Some(packet(DISCONNECT, &[])),
        (Version::Mqtt311, _) => None,
    }
}

/// The start of SUBSCRIBE and UNSUBSCRIBE.
/// `properties` are shorter than 128 bytes.
fn filters_of(version: Version, id: u16, properties: &[u8]) -> Vec<u8> {
    let mut body = id.to_be_bytes().to_vec();
    if version == Version::Mqtt5 {
        body.extend(u8::try_from(properties.len()));
        body.extend(properties);
    }
    body
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

/// Type and flags, length of the body, body.
fn packet(first: u8, body: &[u8]) -> Encoded {
    let mut packet = Vec::with_capacity(5 + body.len());
    packet.push(first);
    length(&mut packet, body.len());
    packet.extend_from_slice(body);
    Encoded::new(packet)
}

/// A Variable Byte Integer (section 1.5.5).
fn length(body: &mut Vec<u8>, mut left: usize) {
    while left > 0x7F {
        body.push(low(left) | 0x80);
        left >>= 7;
    }
    body.push(low(left));
}

/// The lowest seven bits.
fn low(value: usize) -> u8 {
    u8::try_from(value & 0x7F).unwrap_or_default()
}
