//! Cuts the stream into packets (section 2.1). A WebSocket message may hold part of one, or several.

use std::borrow::Cow;

use super::reader::variable_length;
use super::{Kind, Violation};
use crate::language::word;

/// Keeps what is not yet a whole packet; never more than one packet of the largest size we take.
#[derive(Debug)]
pub(crate) struct Framer {
    partial: Vec<u8>,
    largest: usize,
}

/// One whole packet.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    pub(super) kind: Kind,
    pub(super) flags: u8,
    pub(super) bytes: Cow<'a, [u8]>,
    /// Where the body starts in `bytes`.
    pub(super) body: usize,
}

struct Header {
    kind: Kind,
    flags: u8,
    body: usize,
    size: usize,
}

impl Framer {
    pub(crate) const fn new(largest: usize) -> Self {
        Self { partial: Vec::new(), largest }
    }

    /// The next whole packet, made of what is left from before and of the start of `input`, which is consumed.
    /// `None` if more input is needed. A packet that lies whole in `input` is not copied.
    pub(crate) fn next<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<Frame<'a>>, Violation> {
        if self.partial.is_empty() {
            let header = self.header(input)?;
            if let Some(header) = header.as_ref().filter(|header| header.size <= input.len()) {
                let (frame, rest) = input.split_at(header.size);
                *input = rest;
                return Ok(Some(header.frame(Cow::Borrowed(frame))));
            }
        }
        self.join(input)
    }

    fn join<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<Frame<'a>>, Violation> {
        while !input.is_empty() {
            let missing = self.header(&self.partial)?.map_or(1, |header| header.size - self.partial.len());
            let (taken, rest) = input.split_at(missing.min(input.len()));
            self.partial.extend_from_slice(taken);
            *input = rest;
            if let Some(header) = self.header(&self.partial)?.filter(|header| header.size == self.partial.len()) {
                return Ok(Some(header.frame(Cow::Owned(std::mem::take(&mut self.partial)))));
            }
        }
        Ok(None)
    }

    /// The header at the start of `bytes`, once it is whole. Refuses what is too large before its body is kept.
    fn header(&self, bytes: &[u8]) -> Result<Option<Header>, Violation> {
        let Some((first, rest)) = bytes.split_first() else {
            return Ok(None);
        };
        let (kind, flags) = kind(*first)?;
        let Some((length, length_size)) = variable_length(rest)? else {
            return Ok(None);
        };
        let body = 1 + length_size;
        let size = body + length;
        if size > self.largest {
            return Err(Violation::TooLarge { bytes: size, limit: self.largest });
        }
        Ok(Some(Header { kind, flags, body, size }))
    }
}

impl Frame<'_> {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl Header {
    fn frame<'a>(&self, bytes: Cow<'a, [u8]>) -> Frame<'a> {
        Frame { kind: self.kind, flags: self.flags, bytes, body: self.body }
    }
}

/// The type and the flags in the first byte. Flags have one fixed value, except in PUBLISH (section 2.1.3).
fn kind(first: u8) -> Result<(Kind, u8), Violation> {
    let flags = first & 0x0F;
    let (kind, fixed) = match first >> 4 {
        2 => (Kind::Connack, 0),
        3 => return Ok((Kind::Publish, flags)),
        4 => (Kind::Puback, 0),
        5 => (Kind::Pubrec, 0),
        6 => (Kind::Pubrel, 2),
        7 => (Kind::Pubcomp, 0),
        9 => (Kind::Suback, 0),
        11 => (Kind::Unsuback, 0),
        13 => (Kind::Pingresp, 0),
        14 => (Kind::Disconnect, 0),
        15 => return Err(Violation::Protocol(word!("a packet for a kind of login we did not ask for"))),
        0 => return Err(Violation::Malformed(word!("a packet of no type"))),
        _ => return Err(Violation::Protocol(word!("a packet that only clients send"))),
    };
    if flags != fixed {
        return Err(Violation::Malformed(word!("reserved bits that are set")));
    }
    Ok((kind, flags))
}
