//! Reads one whole packet from the broker. Its layout is checked here first: `mqttbytes` calls a whole but malformed
//! packet incomplete, and believes the lengths it finds.

use bytes::Bytes;
use mqttbytes::{FixedHeader, v5};

use super::cut::Frame;
use super::reader::Reader;
use super::{Kind, Violation, properties};
use crate::mqtt::{Message, QoS, ServerLimits, Version, topic};

const SENSELESS: Violation = Violation::Malformed("a reason that does not belong there");
const VERSION_NOT_SUPPORTED: u8 = 0x84;

/// What a broker says. What 3.1.1 says in codes of its own is told in those of 5.
#[derive(Debug)]
pub(crate) enum Packet {
    Welcome {
        session_present: bool,
        server: ServerLimits,
    },
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
    /// 3.1.1 gives no codes.
    Unsuback {
        id: u16,
        codes: Option<Vec<u8>>,
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
    /// `None` in 3.1.1, which cannot say how it went.
    pub(crate) code: Option<u8>,
    pub(crate) said: Option<String>,
}

pub(crate) fn read(frame: &Frame, version: Version) -> Result<Packet, Violation> {
    let body = Reader(&frame.bytes[frame.body..]);
    match (frame.kind, version) {
        (Kind::Publish, _) => publish(frame.flags, body, version),
        (Kind::Disconnect, Version::Mqtt5) => disconnect(body),
        (Kind::Disconnect, Version::Mqtt311) => {
            Err(Violation::Protocol("a DISCONNECT, which only clients send in MQTT 3.1.1"))
        }
        (Kind::Pingresp, _) => end(body).map(|()| Packet::Pingresp),
        (Kind::Connack, Version::Mqtt5) => connack(frame, body),
        (Kind::Connack, Version::Mqtt311) => connack_311(body),
        (Kind::Suback, Version::Mqtt5) => suback(frame, body),
        (Kind::Suback, Version::Mqtt311) => suback_311(body),
        (Kind::Unsuback, Version::Mqtt5) => unsuback(frame, body),
        (Kind::Unsuback, Version::Mqtt311) => {
            acknowledgement_311(body).map(|ack| Packet::Unsuback { id: ack.id, codes: None })
        }
        (Kind::Puback, _) => acknowledgement(frame, version, body, v5::PubAck::read).map(Packet::Puback),
        (Kind::Pubrec, _) => acknowledgement(frame, version, body, v5::PubRec::read).map(Packet::Pubrec),
        (Kind::Pubrel, _) => acknowledgement(frame, version, body, v5::PubRel::read).map(Packet::Pubrel),
        (Kind::Pubcomp, _) => acknowledgement(frame, version, body, v5::PubComp::read).map(Packet::Pubcomp),
    }
}

/// By hand: every part is known once it is checked, and `mqttbytes` would copy the packet once more, keep all of it for
/// the payload's sake, and mistake some properties for payload.
fn publish(flags: u8, mut body: Reader, version: Version) -> Result<Packet, Violation> {
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
    if version == Version::Mqtt5 {
        properties::check(&mut body, Kind::Publish)?;
    }
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
    let (flags, code) = (body.byte()?, body.byte()?);
    if (flags, code) == (0, 1) && body.is_empty() {
        // A broker that knows only 3.1.1 says so in its own way (3.1.1, section 3.1.2.2).
        return Ok(Packet::Rejected { code: VERSION_NOT_SUPPORTED, said: None });
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

/// Return codes (3.1.1, section 3.2.2.3). An old session cannot be there, for we never ask for one.
fn connack_311(mut body: Reader) -> Result<Packet, Violation> {
    let (flags, code) = (body.byte()?, body.byte()?);
    end(body)?;
    let code = match (flags, code) {
        (0, 0) => return Ok(Packet::Welcome { session_present: false, server: ServerLimits::of_311() }),
        (0, 1) => VERSION_NOT_SUPPORTED,
        (0, 2) => 0x85,
        (0, 3) => 0x88,
        (0, 4) => 0x86,
        (0, 5) => 0x87,
        (0, code) => code,
        (1, 0) => return Err(Violation::Protocol("an old session, though we asked for a new one")),
        _ => return Err(Violation::Malformed("reserved bits that are set")),
    };
    Ok(Packet::Rejected { code, said: None })
}

/// A reason code for each filter.
fn suback(frame: &Frame, mut body: Reader) -> Result<Packet, Violation> {
    let id = body.id()?;
    properties::check(&mut body, Kind::Suback)?;
    body.byte()?;
    let suback = whole(frame, v5::SubAck::read)?;
    Ok(Packet::Suback { id, codes: suback.return_codes.into_iter().map(|code| code as u8).collect() })
}

/// A return code for each filter (3.1.1, section 3.9.3).
fn suback_311(mut body: Reader) -> Result<Packet, Violation> {
    let id = body.id()?;
    let codes = body.rest();
    if codes.is_empty() || codes.iter().any(|code| !matches!(code, 0..=2 | 0x80)) {
        return Err(SENSELESS);
    }
    Ok(Packet::Suback { id, codes: codes.to_vec() })
}

fn unsuback(frame: &Frame, mut body: Reader) -> Result<Packet, Violation> {
    let id = body.id()?;
    properties::check(&mut body, Kind::Unsuback)?;
    let codes = body.rest().to_vec();
    body.byte()?;
    whole(frame, v5::UnsubAck::read)?;
    Ok(Packet::Unsuback { id, codes: Some(codes) })
}

fn acknowledgement<T>(
    frame: &Frame,
    version: Version,
    mut body: Reader,
    read: Read<T>,
) -> Result<Acknowledgement, Violation> {
    if version == Version::Mqtt311 {
        return acknowledgement_311(body);
    }
    let id = body.id()?;
    let (code, said) = reason(&mut body, frame.kind)?;
    end(body)?;
    whole(frame, read)?;
    Ok(Acknowledgement { id, code: Some(code), said })
}

fn acknowledgement_311(mut body: Reader) -> Result<Acknowledgement, Violation> {
    let id = body.id()?;
    end(body)?;
    Ok(Acknowledgement { id, code: None, said: None })
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
