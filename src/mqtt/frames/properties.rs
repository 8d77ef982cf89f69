//! Checks the properties of a packet (section 2.2.2) before anybody trusts their lengths.

use super::reader::Reader;
use super::{Kind, Violation};
use crate::language::word;
use crate::mqtt::Mark;

const USER_PROPERTY: usize = 0x26;

/// Reads the properties off `reader`. Each must belong to this kind of packet, be whole, make sense, and come only once,
/// unless it is a user property. Returns the reason string, the only one a person is shown.
pub(super) fn check<'a>(reader: &mut Reader<'a>, kind: Kind) -> Result<Option<&'a str>, Violation> {
    read(reader, kind, &mut |_, _| {})
}

/// The same, and returns all of them as they came, without their length.
pub(super) fn checked<'a>(reader: &mut Reader<'a>, kind: Kind) -> Result<&'a [u8], Violation> {
    let mut all = *reader;
    check(reader, kind)?;
    let length = all.length()?;
    all.take(length)
}

/// The same, and names those that are numbers.
pub(super) fn read<'a>(
    reader: &mut Reader<'a>,
    kind: Kind,
    number: &mut dyn FnMut(usize, u32),
) -> Result<Option<&'a str>, Violation> {
    let length = reader.length()?;
    let mut section = Reader(reader.take(length)?);
    let mut seen = 0_u64;
    let mut reason = None;
    while !section.is_empty() {
        let id = section.length()?;
        let bit = u32::try_from(id).ok().and_then(|id| 1_u64.checked_shl(id)).unwrap_or(0);
        if seen & bit != 0 && id != USER_PROPERTY {
            return Err(Violation::Protocol(word!("a property that comes twice")));
        }
        seen |= bit;
        match (id, kind) {
            (0x1F, kind) if kind != Kind::Publish => reason = Some(section.text()?),
            _ => number(id, read_one(id, kind, &mut section)?),
        }
    }
    Ok(reason)
}

/// Zero for what is not a number.
fn read_one(id: usize, kind: Kind, section: &mut Reader) -> Result<u32, Violation> {
    match (id, kind) {
        (USER_PROPERTY, _) => section.text().and_then(|_| section.text()).map(|_| 0),
        (0x01, Kind::Publish) | (0x24 | 0x25 | 0x28..=0x2A, Kind::Connack) => match section.byte()? {
            yes_or_no @ 0..=1 => Ok(yes_or_no.into()),
            _ => Err(Violation::Protocol(word!("a property that is neither yes nor no"))),
        },
        (0x13 | 0x22, Kind::Connack) => section.two().map(u32::from),
        (0x21, Kind::Connack) => positive(section.two()?.into()),
        (0x27, Kind::Connack) => positive(section.four()?),
        (0x02, Kind::Publish) | (0x11, Kind::Connack) => section.four(),
        (0x03 | 0x08, Kind::Publish)
        | (0x12 | 0x15 | 0x1A, Kind::Connack)
        | (0x1C, Kind::Connack | Kind::Disconnect) => section.text().map(|_| 0),
        (0x09, Kind::Publish) | (0x16, Kind::Connack) => section.binary().map(|_| 0),
        (0x0B, Kind::Publish) => match section.length()? {
            id if u32::try_from(id).is_ok_and(|id| Mark::of(id).is_some()) => Ok(0),
            _ => Err(Violation::Protocol(word!("a subscription identifier, though we gave none"))),
        },
        (0x23, Kind::Publish) => Err(Violation::TopicAlias),
        _ => Err(Violation::Malformed(word!("a property that does not belong there"))),
    }
}

const fn positive(value: u32) -> Result<u32, Violation> {
    if value == 0 { Err(Violation::Protocol(word!("a limit of zero"))) } else { Ok(value) }
}
