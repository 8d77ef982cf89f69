//! Reads one whole packet from the broker, and believes nothing in it before it is checked.

use std::time::Duration;

use bytes::Bytes;

use super::cut::Frame;
use super::reader::Reader;
use super::{Kind, Violation, properties};
use crate::language::word;
use crate::mqtt::{Message, QoS, ServerLimits, Version, topic};

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
    match frame.kind {
        Kind::Publish => publish(frame.flags, body, version),
        Kind::Connack if version == Version::Mqtt311 => connack_311(body),
        Kind::Connack => connack(body),
        Kind::Puback => acknowledgement(frame.kind, body, version).map(Packet::Puback),
        Kind::Pubrec => acknowledgement(frame.kind, body, version).map(Packet::Pubrec),
        Kind::Pubrel => acknowledgement(frame.kind, body, version).map(Packet::Pubrel),
        Kind::Pubcomp => acknowledgement(frame.kind, body, version).map(Packet::Pubcomp),
        Kind::Suback => answers(frame.kind, body, version).map(|(id, codes)| Packet::Suback { id, codes }),
        Kind::Unsuback if version == Version::Mqtt311 => {
            acknowledgement(frame.kind, body, version).map(|ack| Packet::Unsuback { id: ack.id, codes: None })
        }
        Kind::Unsuback => {
            answers(frame.kind, body, version).map(|(id, codes)| Packet::Unsuback { id, codes: Some(codes) })
        }
        Kind::Pingresp => end(body).map(|()| Packet::Pingresp),
        Kind::Disconnect if version == Version::Mqtt311 => {
            Err(Violation::Protocol(word!("a DISCONNECT, which only clients send in MQTT 3.1.1")))
        }
        Kind::Disconnect => disconnect(body),
    }
}

fn publish(flags: u8, mut body: Reader, version: Version) -> Result<Packet, Violation> {
    let qos = match flags >> 1 & 0b11 {
        0 => QoS::AtMostOnce,
        1 => QoS::AtLeastOnce,
        2 => QoS::ExactlyOnce,
        _ => return Err(Violation::Malformed(word!("a quality of service of 3"))),
    };
    let again = flags & 0b1000 != 0;
    if again && qos == QoS::AtMostOnce {
        return Err(Violation::Malformed(word!("a message sent again that cannot be")));
    }
    let name = body.text()?;
    let id = if qos == QoS::AtMostOnce { None } else { Some(body.id()?) };
    let properties = match version {
        Version::Mqtt5 => properties::checked(&mut body, Kind::Publish)?,
        Version::Mqtt311 => &[],
    };
    match topic::check_name(name) {
        Ok(()) => {}
        Err(topic::Invalid::Empty) => return Err(Violation::Protocol(word!("a message without a topic"))),
        Err(_) => return Err(Violation::Malformed(word!("a topic with wildcards"))),
    }
    let (retain, payload) = (flags & 1 != 0, Bytes::copy_from_slice(body.rest()));
    let message = Message { qos, retain, properties: properties.into(), ..Message::new(name, payload) };
    Ok(Packet::Publish { id, message })
}

/// Brokers shorten it as they like (section 3.14.2).
fn disconnect(mut body: Reader) -> Result<Packet, Violation> {
    let (code, said) = reason(&mut body, Kind::Disconnect)?;
    end(body)?;
    Ok(Packet::Disconnect { code, said })
}

/// What is not said is allowed (section 3.2.2.3).
fn connack(mut body: Reader) -> Result<Packet, Violation> {
    let (flags, code) = (body.byte()?, body.byte()?);
    if (flags, code) == (0, 1) && body.is_empty() {
        // A broker that knows only 3.1.1 says so in its own way (3.1.1, section 3.1.2.2).
        return Ok(Packet::Rejected { code: VERSION_NOT_SUPPORTED, said: None });
    }
    if flags > 1 || (flags == 1 && code != 0) {
        return Err(Violation::Malformed(word!("reserved bits that are set")));
    }
    let of_5 = ServerLimits { receive_maximum: u16::MAX, subscription_ids_available: true, ..ServerLimits::of_311() };
    let mut server = of_5;
    let said = properties::read(&mut body, Kind::Connack, &mut |id, value| match id {
        0x11 => server.session_expiry = Some(Duration::from_secs(value.into())),
        0x13 => server.keep_alive = Some(Duration::from_secs(value.into())),
        0x21 => server.receive_maximum = u16::try_from(value).unwrap_or(u16::MAX),
        0x24 => server.maximum_qos = if value == 0 { QoS::AtMostOnce } else { QoS::AtLeastOnce },
        0x25 => server.retain_available = value != 0,
        0x27 => server.packet_bytes = Some(value),
        0x28 => server.wildcards_available = value != 0,
        0x29 => server.subscription_ids_available = value != 0,
        0x2A => server.shared_subscriptions_available = value != 0,
        _ => {}
    })?;
    end(body)?;
    check_reason(Kind::Connack, code)?;
    let said = said.map(ToOwned::to_owned);
    let session_present = flags == 1;
    Ok(if code == 0 { Packet::Welcome { session_present, server } } else { Packet::Rejected { code, said } })
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
        (1, 0) => return Err(Violation::Protocol(word!("an old session, though we asked for a new one"))),
        _ => return Err(Violation::Malformed(word!("reserved bits that are set"))),
    };
    Ok(Packet::Rejected { code, said: None })
}

/// A reason code for each filter.
fn answers(kind: Kind, mut body: Reader, version: Version) -> Result<(u16, Vec<u8>), Violation> {
    let id = body.id()?;
    if version == Version::Mqtt5 {
        properties::check(&mut body, kind)?;
    }
    let codes = body.rest();
    body.byte()?;
    codes.iter().try_for_each(|code| match version {
        Version::Mqtt311 if *code > 0x80 => Err(SENSELESS),
        _ => check_reason(kind, *code),
    })?;
    Ok((id, codes.to_vec()))
}

fn acknowledgement(kind: Kind, mut body: Reader, version: Version) -> Result<Acknowledgement, Violation> {
    let id = body.id()?;
    let (code, said) = match version {
        Version::Mqtt5 => {
            let (code, said) = reason(&mut body, kind)?;
            check_reason(kind, code)?;
            (Some(code), said)
        }
        Version::Mqtt311 => (None, None),
    };
    end(body)?;
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
    if body.is_empty() { Ok(()) } else { Err(Violation::Malformed(word!("a packet longer than its contents"))) }
}

const SENSELESS: Violation = Violation::Malformed(word!("a reason that does not belong there"));

/// Which reasons each kind of packet may give (section 2.4).
const fn check_reason(kind: Kind, code: u8) -> Result<(), Violation> {
    let fits = match kind {
        Kind::Connack => matches!(code, 0x80..=0x8A | 0x8C | 0x90 | 0x95 | 0x97 | 0x99..=0x9D | 0x9F),
        Kind::Puback | Kind::Pubrec => matches!(code, 0x10 | 0x80 | 0x83 | 0x87 | 0x90 | 0x91 | 0x97 | 0x99),
        Kind::Suback => matches!(code, 1 | 2 | 0x80 | 0x83 | 0x87 | 0x8F | 0x91 | 0x97 | 0x9E | 0xA1 | 0xA2),
        Kind::Unsuback => matches!(code, 0x11 | 0x80 | 0x83 | 0x87 | 0x8F | 0x91),
        _ => code == 0x92,
    };
    if fits || code == 0 { Ok(()) } else { Err(SENSELESS) }
}
