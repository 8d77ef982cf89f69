//! What a broker says, byte by byte.

pub(crate) const WELCOME: [u8; 5] = [0x20, 0x03, 0x00, 0x00, 0x00];
/// The same in MQTT 3.1.1.
pub(crate) const WELCOME_311: [u8; 4] = [0x20, 0x02, 0x00, 0x00];
/// MQTT 5 is not spoken here, said in MQTT 3.1.1.
pub(crate) const NOT_5: [u8; 4] = [0x20, 0x02, 0x00, 0x01];
/// Goodbye, and the session need not be kept.
pub(crate) const GOODBYE: [u8; 9] = [0xE0, 0x07, 0x00, 0x05, 0x11, 0x00, 0x00, 0x00, 0x00];
pub(crate) const PINGRESP: [u8; 2] = [0xD0, 0x00];

/// Any packet.
pub(crate) fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    let mut packet = vec![first];
    packet.extend(length(body.len()));
    packet.extend(body);
    packet
}

pub(crate) fn length(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(value % 128).expect("less than 128");
        value /= 128;
        bytes.push(if value > 0 { low | 0x80 } else { low });
        if value == 0 {
            return bytes;
        }
    }
}

pub(crate) fn text(text: &str) -> Vec<u8> {
    let mut bytes = u16::try_from(text.len()).expect("a short text").to_be_bytes().to_vec();
    bytes.extend(text.as_bytes());
    bytes
}

pub(crate) fn welcome(properties: &[u8]) -> Vec<u8> {
    welcome_to(false, properties)
}

/// CONNACK of a broker that may have kept the session.
pub(crate) fn welcome_to(session_present: bool, properties: &[u8]) -> Vec<u8> {
    let mut body = vec![u8::from(session_present), 0];
    body.extend(length(properties.len()));
    body.extend(properties);
    packet(0x20, &body)
}

pub(crate) fn rejected(code: u8) -> Vec<u8> {
    vec![0x20, 0x03, 0x00, code, 0x00]
}

pub(crate) fn suback(id: u16, codes: &[u8]) -> Vec<u8> {
    let mut body = id.to_be_bytes().to_vec();
    body.push(0);
    body.extend(codes);
    packet(0x90, &body)
}

pub(crate) fn suback_311(id: u16, codes: &[u8]) -> Vec<u8> {
    let mut body = id.to_be_bytes().to_vec();
    body.extend(codes);
    packet(0x90, &body)
}

/// SUBACK that grants all that this SUBSCRIBE asks for.
pub(crate) fn grant(subscribe: &[u8], is_311: bool) -> Vec<u8> {
    let start = subscribe[1..].iter().position(|byte| byte & 0x80 == 0).expect("a whole length") + 2;
    let id = u16::from_be_bytes([subscribe[start], subscribe[start + 1]]);
    let mut filters = &subscribe[start + if is_311 { 2 } else { 3 }..];
    let mut codes = Vec::new();
    while let [high, low, ..] = filters {
        filters = &filters[2 + usize::from(u16::from_be_bytes([*high, *low])) + 1..];
        codes.push(1);
    }
    if is_311 { suback_311(id, &codes) } else { suback(id, &codes) }
}

pub(crate) fn unsuback(id: u16, codes: &[u8]) -> Vec<u8> {
    let mut packet = suback(id, codes);
    packet[0] = 0xB0;
    packet
}

/// What the client asks for with these filters.
pub(crate) fn subscribe(id: u16, filters: &[&str]) -> Vec<u8> {
    let mut body = id.to_be_bytes().to_vec();
    body.push(0);
    for filter in filters {
        body.extend(text(filter));
        body.push(0b101);
    }
    packet(0x82, &body)
}

pub(crate) fn unsubscribe(id: u16, filters: &[&str]) -> Vec<u8> {
    let mut body = id.to_be_bytes().to_vec();
    body.push(0);
    for filter in filters {
        body.extend(text(filter));
    }
    packet(0xA2, &body)
}

/// PUBLISH with these flags: DUP 8, quality of service 2 and 4, RETAIN 1.
pub(crate) fn message(flags: u8, topic: &str, id: u16, payload: &[u8]) -> Vec<u8> {
    message_with(flags, topic, id, &[], payload)
}

pub(crate) fn message_311(flags: u8, topic: &str, id: u16, payload: &[u8]) -> Vec<u8> {
    let mut body = text(topic);
    if flags & 6 != 0 {
        body.extend(id.to_be_bytes());
    }
    body.extend(payload);
    packet(0x30 | flags, &body)
}

pub(crate) fn message_with(flags: u8, topic: &str, id: u16, properties: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut body = text(topic);
    if flags & 6 != 0 {
        body.extend(id.to_be_bytes());
    }
    body.extend(length(properties.len()));
    body.extend(properties);
    body.extend(payload);
    packet(0x30 | flags, &body)
}

pub(crate) const PUBACK: u8 = 0x40;
pub(crate) const PUBREC: u8 = 0x50;
pub(crate) const PUBREL: u8 = 0x62;
pub(crate) const PUBCOMP: u8 = 0x70;

/// In the short form when it says nothing but success.
pub(crate) fn ack(first: u8, id: u16, code: u8) -> Vec<u8> {
    let [high, low] = id.to_be_bytes();
    if code == 0 { packet(first, &[high, low]) } else { packet(first, &[high, low, code]) }
}

/// An acknowledgement with a reason string.
pub(crate) fn ack_because(first: u8, id: u16, code: u8, reason: &str) -> Vec<u8> {
    let mut properties = vec![0x1F];
    properties.extend(text(reason));
    let mut body = id.to_be_bytes().to_vec();
    body.push(code);
    body.extend(length(properties.len()));
    body.extend(properties);
    packet(first, &body)
}
