//! Reads recordings, written as those in `tests/dialects`. Total: what cannot be read is skipped.
//!
//! ```text
//! # a comment
//! alicia/devices/bulb_living/status {"state":"on"}
//! "a topic with spaces" [retained] [hex] 00ff
//! > alicia:bulb_living brightness = 50
//! = 40 02 00 02
//! ~ 5000
//! ! closed
//! ```
//!
//! Messages and wishes; and, which no recording has, bytes from the broker, milliseconds that pass, and what happens.

use std::time::Duration;

use alicia_dashboard::device::{Value, number_from_text};
use alicia_dashboard::mqtt::{Message, topic};

/// What no recording reaches, and inputs that are longer only take longer.
const LONGEST_PAUSE: u64 = 600_000;

#[derive(Debug)]
pub(crate) enum Line<'a> {
    Message(Message),
    Wish { device: &'a str, property: &'a str, wanted: Value },
    Bytes(Vec<u8>),
    Pause(Duration),
    Happens(&'a str),
}

/// What is above the line `----`.
pub(crate) fn lines(recording: &[u8]) -> Vec<Line<'_>> {
    let lines = recording.split(|byte| *byte == b'\n').take_while(|line| *line != b"----");
    lines.filter_map(line).collect()
}

fn line(line: &[u8]) -> Option<Line<'_>> {
    match line {
        [] | [b'#', ..] => None,
        [b'>', b' ', rest @ ..] => wish(text(rest)?),
        [b'=', b' ', rest @ ..] => Some(Line::Bytes(bytes(rest))),
        [b'~', b' ', rest @ ..] => {
            Some(Line::Pause(Duration::from_millis(text(rest)?.parse::<u64>().ok()?.min(LONGEST_PAUSE))))
        }
        [b'!', b' ', rest @ ..] => Some(Line::Happens(text(rest)?)),
        _ => message(line).map(Line::Message),
    }
}

fn message(line: &[u8]) -> Option<Message> {
    let (name, rest) = match line.strip_prefix(b"\"") {
        Some(quoted) => split(quoted, b'"')?,
        None => split(line, b' ').unwrap_or((line, &[])),
    };
    let name = text(name)?;
    topic::check_name(name).ok()?;
    let (retain, rest) = marked(rest, b"[retained]");
    let (is_hex, rest) = marked(rest, b"[hex]");
    let payload = if is_hex { bytes(rest) } else { rest.to_vec() };
    Some(Message { retain, ..Message::new(name, payload) })
}

fn wish(wish: &str) -> Option<Line<'_>> {
    let (device, rest) = wish.split_once(' ')?;
    let (property, wanted) = rest.split_once(" = ")?;
    let wanted = match wanted {
        "true" | "false" => Value::Flag(wanted == "true"),
        _ => number_from_text(wanted).map_or_else(|| Value::Text(wanted.to_owned()), Value::Number),
    };
    Some(Line::Wish { device, property, wanted })
}

/// Pairs of hexadecimal digits, whatever lies between them.
fn bytes(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<_> = digits.iter().filter_map(|digit| char::from(*digit).to_digit(16)).collect();
    digits.chunks_exact(2).filter_map(|pair| u8::try_from(pair[0] << 4 | pair[1]).ok()).collect()
}

fn marked<'a>(rest: &'a [u8], mark: &[u8]) -> (bool, &'a [u8]) {
    let rest = rest.trim_ascii_start();
    rest.strip_prefix(mark).map_or((false, rest), |rest| (true, rest.trim_ascii_start()))
}

fn split(bytes: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let position = bytes.iter().position(|byte| *byte == at)?;
    Some((&bytes[..position], &bytes[position + 1..]))
}

fn text(bytes: &[u8]) -> Option<&str> {
    str::from_utf8(bytes).ok()
}
