//! Writes the packets we send, each into a fresh buffer: `mqttbytes` corrupts some when the buffer is not empty. What is
//! given here was checked: topics and filters are valid, no text has more than 65,535 bytes, no identifier is zero.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use mqttbytes::v5;

use super::LARGEST_BODY;
use crate::mqtt::{Limits, Login, Publication, QoS, topic};

pub(crate) const PINGREQ: [u8; 2] = [0xC0, 0x00];

/// A clean start, and nothing kept after the connection: what we miss meanwhile, the broker's retained messages tell.
pub(crate) fn connect(client_id: &str, login: &Login, keep_alive: Duration, limits: &Limits) -> Vec<u8> {
    let login = (!login.username.is_empty() || !login.password.is_empty())
        .then(|| v5::Login::new(login.username.as_str(), login.password.as_str()));
    let connect = v5::Connect {
        protocol: mqttbytes::Protocol::V5,
        keep_alive: u16::try_from(keep_alive.as_secs()).unwrap_or(u16::MAX),
        client_id: client_id.to_owned(),
        clean_session: true,
        last_will: None,
        login,
        properties: Some(v5::ConnectProperties {
            session_expiry_interval: None,
            receive_maximum: Some(limits.receive_maximum),
            max_packet_size: Some(limits.packet_bytes),
            topic_alias_max: None,
            request_response_info: None,
            request_problem_info: Some(1),
            user_properties: Vec::new(),
            authentication_method: None,
            authentication_data: None,
        }),
    };
    fresh(connect.len(), |buffer| connect.write(buffer))
}

/// Asks for at-least-once delivery, and not for what we publish ourselves: a control shows what the device says, not
/// what the person wished. Shared subscriptions cannot leave that out (section 3.8.3.1).
pub(crate) fn subscribe(id: u16, filters: &[String]) -> Vec<u8> {
    let filters = filters.iter().map(|filter| v5::SubscribeFilter {
        path: filter.clone(),
        qos: mqttbytes::QoS::AtLeastOnce,
        nolocal: !topic::is_shared(filter),
        preserve_retain: false,
        retain_forward_rule: v5::RetainForwardRule::OnEverySubscribe,
    });
    let mut subscribe = v5::Subscribe::new_many(filters);
    subscribe.pkid = id;
    fresh(subscribe.len(), |buffer| subscribe.write(buffer))
}

/// How many bytes SUBSCRIBE would have.
pub(crate) fn subscribe_size(filters: &[String]) -> usize {
    packet_size(2 + 1 + filters.iter().map(|filter| 2 + filter.len() + 1).sum::<usize>())
}

/// `id` is zero at quality of service 0.
pub(crate) fn publish(id: u16, publication: Publication) -> Vec<u8> {
    let qos = match publication.qos {
        QoS::AtMostOnce => mqttbytes::QoS::AtMostOnce,
        QoS::AtLeastOnce => mqttbytes::QoS::AtLeastOnce,
        QoS::ExactlyOnce => mqttbytes::QoS::ExactlyOnce,
    };
    let mut publish = v5::Publish::from_bytes(publication.topic, qos, Bytes::from(publication.payload));
    publish.pkid = id;
    publish.retain = publication.retain;
    fresh(publish.len(), |buffer| publish.write(buffer))
}

/// How many bytes PUBLISH would have.
pub(crate) fn publish_size(publication: &Publication) -> usize {
    let id = if publication.qos == QoS::AtMostOnce { 0 } else { 2 };
    packet_size(2 + publication.topic.len() + id + 1 + publication.payload.len())
}

pub(crate) fn puback(id: u16) -> Vec<u8> {
    let puback = v5::PubAck::new(id);
    fresh(2, |buffer| puback.write(buffer))
}

pub(crate) fn pubrec(id: u16) -> Vec<u8> {
    let pubrec = v5::PubRec::new(id);
    fresh(2, |buffer| pubrec.write(buffer))
}

pub(crate) fn pubrel(id: u16) -> Vec<u8> {
    let pubrel = v5::PubRel::new(id);
    fresh(2, |buffer| pubrel.write(buffer))
}

/// `known`: whether we remember the message it completes.
pub(crate) fn pubcomp(id: u16, known: bool) -> Vec<u8> {
    let mut pubcomp = v5::PubComp::new(id);
    if !known {
        pubcomp.reason = v5::PubCompReason::PacketIdentifierNotFound;
    }
    fresh(3, |buffer| pubcomp.write(buffer))
}

/// By hand: zero is the normal end, and `mqttbytes` confuses it with others.
pub(crate) fn disconnect(code: u8) -> Vec<u8> {
    if code == 0 { vec![0xE0, 0x00] } else { vec![0xE0, 0x01, code] }
}

fn fresh(body: usize, write: impl FnOnce(&mut BytesMut) -> Result<usize, mqttbytes::Error>) -> Vec<u8> {
    let mut buffer = BytesMut::with_capacity(packet_size(body));
    write(&mut buffer).expect("what is written was checked before");
    buffer.into()
}

/// Type, length of the body, body.
const fn packet_size(body: usize) -> usize {
    let length = match body {
        0..=0x7F => 1,
        0x80..=0x3FFF => 2,
        0x4000..=0x1F_FFFF => 3,
        0x20_0000..=LARGEST_BODY => 4,
        // No packet can be so large, and no broker's limit either.
        _ => return usize::MAX,
    };
    1 + length + body
}
