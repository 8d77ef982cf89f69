//! Reads the data types of MQTT (section 1.5) off a slice, never past its end.

use super::Violation;
use crate::language::word;

const SHORT: Violation = Violation::Malformed(word!("a packet that ends too early"));

#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) const fn rest(self) -> &'a [u8] {
        self.0
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], Violation> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(SHORT)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Violation> {
        let (byte, rest) = self.0.split_first().ok_or(SHORT)?;
        self.0 = rest;
        Ok(*byte)
    }

    pub(super) fn two(&mut self) -> Result<u16, Violation> {
        let (two, rest) = self.0.split_first_chunk().ok_or(SHORT)?;
        self.0 = rest;
        Ok(u16::from_be_bytes(*two))
    }

    pub(crate) fn four(&mut self) -> Result<u32, Violation> {
        let (four, rest) = self.0.split_first_chunk().ok_or(SHORT)?;
        self.0 = rest;
        Ok(u32::from_be_bytes(*four))
    }

    /// A packet identifier, which is never zero (section 2.2.1).
    pub(super) fn id(&mut self) -> Result<u16, Violation> {
        match self.two()? {
            0 => Err(Violation::Protocol(word!("a packet identifier of zero"))),
            id => Ok(id),
        }
    }

    pub(crate) fn binary(&mut self) -> Result<&'a [u8], Violation> {
        let length = self.two()?;
        self.take(length.into())
    }

    /// Text is UTF-8 without NUL (section 1.5.4).
    pub(crate) fn text(&mut self) -> Result<&'a str, Violation> {
        let text =
            std::str::from_utf8(self.binary()?).map_err(|_| Violation::Malformed(word!("text that is not UTF-8")))?;
        if text.contains('\0') {
            return Err(Violation::Malformed(word!("text with the character NUL")));
        }
        Ok(text)
    }

    pub(crate) fn length(&mut self) -> Result<usize, Violation> {
        let (length, size) = variable_length(self.0)?.ok_or(SHORT)?;
        self.take(size)?;
        Ok(length)
    }
}

/// A variable byte integer (section 1.5.5) and its size, once it is whole. At most four bytes, and no more than needed.
pub(super) fn variable_length(bytes: &[u8]) -> Result<Option<(usize, usize)>, Violation> {
    let mut value = 0;
    for (index, byte) in bytes.iter().take(4).enumerate() {
        value |= usize::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            if *byte == 0 && index > 0 {
                return Err(Violation::Malformed(word!("a length written longer than needed")));
            }
            return Ok(Some((value, index + 1)));
        }
    }
    if bytes.len() < 4 { Ok(None) } else { Err(Violation::Malformed(word!("a length of more than four bytes"))) }
}
