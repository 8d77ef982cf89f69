//! Reads one whole packet from the broker. Its layout is checked here first: `mqttbytes` calls a whole but malformed
//! packet incomplete, and believes the lengths it finds.

use bytes::Bytes;
use mqttbytes::{FixedHeader, v5};

use super::cut::Frame;
use super::reader::Reader;
use super::{Kind, Violation, properties};
use crate::mqtt::{Message, QoS, ServerLimits, topic};

const SENSELESS: Violation = Violation::Malformed("a reason that does not belong there");

/// What a broker says.
#[derive(Debug)]
pub(crate) enum Packet {
    Welcome {
        session_present: bool,
        server: ServerLimits,
    },
    /// A broker of MQTT 3.1.1 does not know the version we speak.
    NotMqtt5,
    Rejected {
        code: u8,
        said: Option<String>,
    },
    /// Without an identifier at quality of service 0.
    Publish {
        id: Option<u16>,
        message: Message,
    },
    Puback(Acknowledgement),
    Pubrec(Acknowledgement),
    Pubrel(Acknowledgement),
    Pubcomp(Acknowledgement),
    Suback {
        id: u16,
        codes: Vec<u8>,
    },
    Unsuback {
        id: u16,
        codes: Vec<u8>,
    },
    Pingresp,
    Disconnect {
        code: u8,
        said: Option<String>,
    },
}

#[derive(Debug)]
pub(crate) struct Acknowledgement {
    pub(crate) id: u16,
    pub(crate) code: u8,
    pub(crate) said: Option<String>,
}

pub(crate) fn read(frame: &Frame) -> Result<Packet, Violation> {
    let body = Reader(&frame.bytes[frame.body..]);
    match frame.kind {
        Kind::Publish => publish(frame.flags, body),
        Kind::Disconnect => disconnect(body),
        Kind::Pingresp => end(body).map(|()| Packet::Pingresp),
        Kind::Connack => connack(frame, body),
        Kind::Suback => suback(frame, body),
        Kind::Unsuback => unsuback(frame, body),
        Kind::Puback => acknowledgement(frame, body, v5::PubAck::read).map(Packet::Puback),
        Kind::Pubrec => acknowledgement(frame, body, v5::PubRec::read).map(Packet::Pubrec),
        Kind::Pubrel => acknowledgement(frame, body, v5::PubRel::read).map(Packet::Pubrel),
        Kind::Pubcomp => acknowledgement(frame, body, v5::PubComp::read).map(Packet::Pubcomp),
    }
}

/// By hand: every part is known once it is checked, and `mqttbytes` would copy the packet once more, keep all of it for
/// the payload's sake, and mistake some properties for payload.
fn publish(flags: u8, mut body: Reader) -> Result<Packet, Violation> {
    let qos = match flags >> 1 & 0b11 {
        0 => QoS::AtMostOnce,
        1 => QoS::AtLeastOnce,
        2 => QoS::ExactlyOnce,
        _ => return Err(Violation::Malformed("a quality of service of 3")),
    };
    let again = flags & 0b1000 != 0;
    if again && qos == QoS::AtMostOnce {
        return Err(Violation::Malformed("a message sent again that cannot be"));
    }
    let name = body.text()?;
    let id = if qos == QoS::AtMostOnce { None } else { Some(body.id()?) };
    properties::check(&mut body, Kind::Publish)?;
    match topic::check_name(name) {
        Ok(()) => {}
        Err(topic::Invalid::Empty) => return Err(Violation::Protocol("a message without a topic")),
        Err(_) => return Err(Violation::Malformed("a topic with wildcards")),
    }
    let payload = Bytes::copy_from_slice(body.rest());
    let message = Message { topic: name.to_owned(), payload, qos, retain: flags & 1 != 0 };
    Ok(Packet::Publish { id, message })
}

/// By hand: brokers shorten it in ways that `mqttbytes` cannot read (section 3.14.2).
fn disconnect(mut body: Reader) -> Result<Packet, Violation> {
    let (code, said) = reason(&mut body, Kind::Disconnect)?;
    end(body)?;
    Ok(Packet::Disconnect { code, said })
}

fn connack(frame: &Frame, mut body: Reader) -> Result<Packet, Violation> {
    let flags = body.byte()?;
    let code = body.byte()?;
    if (flags, code) == (0, 1) && body.is_empty() {
        return Ok(Packet::NotMqtt5);
    }
    if flags > 1 || (flags == 1 && code != 0) {
        return Err(Violation::Malformed("reserved bits that are set"));
    }
    let said = properties::check(&mut body, Kind::Connack)?.map(ToOwned::to_owned);
    end(body)?;
    let connack = whole(frame, v5::ConnAck::read)?;
    if code != 0 {
        return Ok(Packet::Rejected { code, said });
    }
    Ok(Packet::Welcome { session_present: flags == 1, server: server_limits(connack.properties.as_ref()) })
}

/// A reason code for each filter.
fn suback(frame: &Frame, mut body: Reader) -> Result<Packet, Violation> {
    let id = body.id()?;
    properties::check(&mut body, Kind::Suback)?;
    body.byte()?;
    let suback = whole(frame, v5::SubAck::read)?;
    Ok(Packet::Suback { id, codes: suback.return_codes.into_iter().map(|code| code as u8).collect() })
}

fn unsuback(frame: &Frame, mut body: Reader) -> Result<Packet, Violation> {
    let id = body.id()?;
    properties::check(&mut body, Kind::Unsuback)?;
    let codes = body.rest().to_vec();
    body.byte()?;
    whole(frame, v5::UnsubAck::read)?;
    Ok(Packet::Unsuback { id, codes })
}

fn acknowledgement<T>(frame: &Frame, mut body: Reader, read: Read<T>) -> Result<Acknowledgement, Violation> {
    let id = body.id()?;
    let (code, said) = reason(&mut body, frame.kind)?;
    end(body)?;
    whole(frame, read)?;
    Ok(Acknowledgement { id, code, said })
}

/// A reason code and properties; either may be left out at the end (section 3.4.2.1).
fn reason(body: &mut Reader, kind: Kind) -> Result<(u8, Option<String>), Violation> {
    if body.is_empty() {
        return Ok((0, None));
    }
    let code = body.byte()?;
    if body.is_empty() {
        return Ok((code, None));
    }
    Ok((code, properties::check(body, kind)?.map(ToOwned::to_owned)))
}

fn end(body: Reader) -> Result<(), Violation> {
    if body.is_empty() { Ok(()) } else { Err(Violation::Malformed("a packet longer than its contents")) }
}

type Read<T> = fn(FixedHeader, Bytes) -> Result<T, mqttbytes::Error>;

/// Hands exactly one packet of checked layout to `mqttbytes`, which knows the reasons that each may have. To the reader of
/// its kind: its `v5::read` would bring those of the packets that only brokers read, and all of this is downloaded.
fn whole<T>(frame: &Frame, read: Read<T>) -> Result<T, Violation> {
    let header = FixedHeader::new(frame.bytes[0], frame.body - 1, frame.bytes.len() - frame.body);
    read(header, Bytes::copy_from_slice(&frame.bytes)).map_err(|_| SENSELESS)
}

/// What is not said is allowed (section 3.2.2.3).
fn server_limits(said: Option<&v5::ConnAckProperties>) -> ServerLimits {
    let available = |flag: Option<u8>| flag != Some(0);
    ServerLimits {
        receive_maximum: said.and_then(|said| said.receive_max).unwrap_or(u16::MAX),
        maximum_qos: match said.and_then(|said| said.max_qos) {
            Some(0) => QoS::AtMostOnce,
            Some(1) => QoS::AtLeastOnce,
            _ => QoS::ExactlyOnce,
        },
        retain_available: available(said.and_then(|said| said.retain_available)),
        wildcards_available: available(said.and_then(|said| said.wildcard_subscription_available)),
        shared_subscriptions_available: available(said.and_then(|said| said.shared_subscription_available)),
        packet_bytes: said.and_then(|said| said.max_packet_size),
        session_expiry: said
            .and_then(|said| said.session_expiry_interval)
            .map(|seconds| std::time::Duration::from_secs(seconds.into())),
        keep_alive: said
            .and_then(|said| said.server_keep_alive)
            .map(|seconds| std::time::Duration::from_secs(seconds.into())),
    }
}
