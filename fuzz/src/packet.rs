//! The packets of a broker, as far as the checks must speak them themselves. Nothing is checked by what is checked here.

pub(crate) const WELCOME: [u8; 5] = [0x20, 3, 0, 0, 0];
pub(crate) const PINGRESP: [u8; 2] = [0xD0, 0];

/// The first byte of what completes a message at quality of service 2.
pub(crate) const PUBCOMP: u8 = 0x70;

/// What a broker that means well answers to a packet of ours, if anything.
pub(crate) fn answer(packet: &[u8]) -> Option<Vec<u8>> {
    match packet.first()? {
        0x10 => Some(WELCOME.to_vec()),
        0x82 => Some(granted(packet)),
        0xC0 => Some(PINGRESP.to_vec()),
        _ => None,
    }
}

/// PUBLISH at quality of service 0; nothing if a topic cannot be so long.
pub(crate) fn publish(topic: &str, retain: bool, payload: &[u8]) -> Vec<u8> {
    let Ok(length) = u16::try_from(topic.len()) else { return Vec::new() };
    let body = [&length.to_be_bytes(), topic.as_bytes(), &[0], payload].concat();
    packet(0x30 | u8::from(retain), &body)
}

/// Type and flags, and what follows the length; panics if that is not one whole packet.
pub(crate) fn parts(packet: &[u8]) -> (u8, &[u8]) {
    let (size, length) = variable_length(&packet[1..]);
    assert_eq!(packet.len(), 1 + size + length, "what is sent is one whole packet");
    (packet[0], &packet[1 + size..])
}

/// SUBACK that grants everything a SUBSCRIBE of MQTT 5 asks for.
fn granted(subscribe: &[u8]) -> Vec<u8> {
    let (_, body) = parts(subscribe);
    let (size, properties) = variable_length(&body[2..]);
    let mut filters = &body[2 + size + properties..];
    let mut granted = vec![body[0], body[1], 0];
    while let [high, low, rest @ ..] = filters {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        filters = &rest[length + 1..];
        granted.push(1);
    }
    packet(0x90, &granted)
}

fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    let mut packet = vec![first];
    let mut left = body.len();
    loop {
        let more = if left > 0x7F { 0x80 } else { 0 };
        packet.push(left.to_le_bytes()[0] & 0x7F | more);
        left >>= 7;
        if left == 0 {
            break;
        }
    }
    packet.extend_from_slice(body);
    packet
}

/// How many bytes it has, and what it says.
fn variable_length(bytes: &[u8]) -> (usize, usize) {
    let size = bytes.iter().position(|byte| byte & 0x80 == 0).expect("a whole length") + 1;
    (size, bytes[..size].iter().rev().fold(0, |sum, byte| sum << 7 | usize::from(byte & 0x7F)))
}
