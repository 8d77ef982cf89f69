//! A payload as a person reads it: as text, as JSON with a line for each part, as bytes.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::{cbor, messagepack};

/// How it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// As text if it is UTF-8, as a document if it can only be one, in hexadecimal numbers otherwise.
    #[default]
    Fitting,
    /// As UTF-8; what is none is marked.
    Text,
    /// Laid out like JSON.
    MessagePack,
    /// Laid out like JSON.
    Cbor,
    Hex,
    /// RFC 4648, section 4.
    Base64,
}

/// Bytes in a line of hexadecimal numbers.
const LINE: usize = 16;

/// In hexadecimal numbers if it is not of this form.
#[must_use]
pub fn shown(payload: &[u8], form: Form) -> String {
    shown_as(payload, form).unwrap_or_else(|| hex(payload))
}

/// `None` if it is not of this form.
#[must_use]
pub fn shown_as(payload: &[u8], form: Form) -> Option<String> {
    let laid_out_or_plain = |text: String| laid_out(&text).unwrap_or(text);
    match (form, std::str::from_utf8(payload)) {
        (Form::Fitting, Ok(text)) => Some(laid_out(text).unwrap_or_else(|| text.to_owned())),
        (Form::Fitting, Err(_)) => document(payload).map(|(_, text)| laid_out_or_plain(text)),
        (Form::Text, _) => Some(String::from_utf8_lossy(payload).into_owned()),
        (Form::MessagePack, _) => messagepack::written(payload).map(laid_out_or_plain),
        (Form::Cbor, _) => cbor::written(payload).map(laid_out_or_plain),
        (Form::Hex, _) => Some(hex(payload)),
        (Form::Base64, _) => Some(base64(payload)),
    }
}

/// As what a payload is shown that is [`Form::Fitting`].
#[must_use]
pub fn fitting(payload: &[u8]) -> Form {
    match std::str::from_utf8(payload) {
        Ok(_) => Form::Text,
        Err(_) => document(payload).map_or(Form::Hex, |(form, _)| form),
    }
}

/// A binary document that is likely to be one, from its first byte to its last.
fn document(payload: &[u8]) -> Option<(Form, String)> {
    if cbor::is_likely(payload) {
        cbor::written(payload).map(|text| (Form::Cbor, text))
    } else if messagepack::is_likely(payload) {
        messagepack::written(payload).map(|text| (Form::MessagePack, text))
    } else {
        None
    }
}

/// The number of the first byte, the bytes, and the letters among them.
fn hex(payload: &[u8]) -> String {
    let mut shown = String::with_capacity(payload.len() * 5);
    for (place, line) in payload.chunks(LINE).enumerate() {
        let bytes: Vec<_> = line.iter().map(|byte| format!("{byte:02x}")).collect();
        let letters = line.iter().map(|byte| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '.' });
        let letters: String = letters.collect();
        let _ = writeln!(shown, "{:06x}  {:<47}  {letters}", place * LINE, bytes.join(" "));
    }
    shown
}

/// RFC 4648, section 4.
fn base64(payload: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut shown = String::with_capacity(payload.len().div_ceil(3) * 4);
    for three in payload.chunks(3) {
        let bits = three.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = char::from(LETTERS[bits >> (18 - 6 * place) & 63]);
            shown.push(if place > three.len() { '=' } else { letter });
        }
    }
    shown
}

/// JSON with a line for each part, every number and text as it was sent; `None` if it is no object or list. Whether it is valid
/// is not asked: what has as many brackets closed as opened is laid out.
fn laid_out(text: &str) -> Option<String> {
    const DEEPEST: usize = 64;
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let (mut shown, mut open) = (String::with_capacity(text.len() * 2), Vec::new());
    let mut letters = text.chars().peekable();
    let line = |shown: &mut String, depth: usize| {
        shown.push('\n');
        shown.extend(std::iter::repeat_n("  ", depth));
    };
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                shown.push(letter);
                let mut is_escaped = false;
                loop {
                    let inner = letters.next()?;
                    shown.push(inner);
                    if inner == '"' && !is_escaped {
                        break;
                    }
                    is_escaped = inner == '\\' && !is_escaped;
                }
            }
            '{' | '[' => {
                open.push(if letter == '{' { '}' } else { ']' });
                shown.push(letter);
                while letters.next_if(char::is_ascii_whitespace).is_some() {}
                match letters.next_if(|next| Some(next) == open.last()) {
                    Some(end) => {
                        shown.push(end);
                        open.pop();
                    }
                    None if open.len() > DEEPEST => return None,
                    None => line(&mut shown, open.len()),
                }
            }
            '}' | ']' => {
                if open.pop() != Some(letter) {
                    return None;
                }
                line(&mut shown, open.len());
                shown.push(letter);
            }
            ',' => {
                shown.push(letter);
                line(&mut shown, open.len());
            }
            ':' => shown.push_str(": "),
            _ if letter.is_ascii_whitespace() => {}
            _ => shown.push(letter),
        }
    }
    open.is_empty().then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_gets_a_line_for_each_part_and_keeps_every_letter_of_it() {
        let sent = br#" {"a":12345678901234567890,"b":[1.50, {"c":"x, {y: \"z\\"}],"d":{ },"e":[]} "#;
        let laid_out = "{\n  \"a\": 12345678901234567890,\n  \"b\": [\n    1.50,\n    {\n      \"c\": \"x, {y: \\\"z\\\\\"\n    }\n  ],\n  \"d\": {},\n  \"e\": []\n}";
        assert_eq!(shown(sent, Form::Fitting), laid_out);
        assert_eq!(shown(sent, Form::Text), String::from_utf8_lossy(sent));
    }

    #[test]
    fn what_only_begins_like_json_is_shown_as_it_is() {
        let deep = "[".repeat(100_000);
        for text in ["{\"a\":1", "[1}", "{]", "[\"never ends", "]", "on", "", " ", "\"text\"", &deep] {
            assert_eq!(shown(text.as_bytes(), Form::Fitting), text);
        }
    }

    #[test]
    fn documents_of_bytes_are_laid_out_like_json_if_they_can_be_nothing_else() {
        let laid_out = "{\n  \"a\": 1\n}";
        let (cbor, packed) = (b"\xa1\x61a\x01", b"\x81\xa1a\x01");
        assert_eq!((shown(cbor, Form::Fitting).as_str(), fitting(cbor)), (laid_out, Form::Cbor));
        assert_eq!((shown(packed, Form::Fitting).as_str(), fitting(packed)), (laid_out, Form::MessagePack));
        let (list, packed_list) = (b"\x82\x01\x02", b"\x92\x01\x02");
        assert_eq!((fitting(list), fitting(b"on"), fitting(b"\xa1\x61a")), (Form::Hex, Form::Text, Form::Hex));
        for (sent, form) in [(list, Form::Cbor), (packed_list, Form::MessagePack)] {
            assert_eq!(shown(sent, form), "[\n  1,\n  2\n]", "whoever says so is believed");
        }
        assert_eq!(shown_as(packed, Form::Cbor), None);
        assert_eq!(shown(packed, Form::Cbor), hex(packed));
    }

    #[test]
    fn bytes_are_numbered_sixteen_to_a_line() {
        let bytes: Vec<u8> = (0..18).map(|byte| byte + 0x5a).chain([0xff]).collect();
        let lines = "000000  5a 5b 5c 5d 5e 5f 60 61 62 63 64 65 66 67 68 69  Z[\\]^_`abcdefghi\n\
                     000010  6a 6b ff                                         jk.\n";
        assert_eq!(shown(&bytes, Form::Fitting), lines);
        assert_eq!(shown(b"on", Form::Hex), format!("000000  {:<47}  on\n", "6f 6e"));
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        // RFC 4648, section 10.
        for (bytes, letters) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE=")]
        {
            assert_eq!(shown(bytes.as_bytes(), Form::Base64), letters);
        }
    }
}
