//! What templates do with texts.

use std::fmt::Write as _;

use super::natives::{Call, Native, Result, Use};
use super::operate;
use super::value::Value;
use crate::dialect::homeassistant::template::datum::Datum;
use crate::dialect::homeassistant::template::number;
use crate::dialect::homeassistant::template::reason::Reason;
use crate::language::word;

/// Bytes of a text that a filter makes.
const MAX_TEXT: usize = 16 * 1_024;
/// Letters that `format` fills up to.
const MAX_WIDTH: usize = 64;

pub(super) const NATIVES: &[(&str, Use, Native)] = &[
    ("lower", Use::Filter, |call| Ok(call.text().to_ascii_lowercase().into())),
    ("upper", Use::Filter, |call| Ok(call.text().to_ascii_uppercase().into())),
    ("title", Use::Filter, |call| Ok(titled(&call.text()).into())),
    ("capitalize", Use::Filter, |call| Ok(capitalized(&call.text()).into())),
    ("string", Use::Filter, |call| Ok(call.text().into())),
    ("trim", Use::Filter, |call| Ok(trimmed(&call.text(), call.argument(1, "chars"), true, true).into())),
    ("replace", Use::Filter, |call| {
        let [from, to] = [1, 2].map(|place| call.arguments.get(place).map(Value::text).unwrap_or_default());
        replaced(&call.text(), &from, &to)
    }),
    ("split", Use::Filter, |call| Ok(split(&call.text(), call.argument(1, "sep"), call.argument(2, "maxsplit")))),
    ("join", Use::Filter, |call| {
        let separator = call.argument(1, "d").map(|separator| separator.text()).unwrap_or_default();
        let attribute = call.argument(2, "attribute");
        let subject = call.subject();
        let items = call.run.items(&subject)?;
        let parts = items.iter().map(|item| match &attribute {
            Some(attribute) => operate::at(item, attribute),
            None => Ok(item.clone()),
        });
        joined(parts, &separator)
    }),
    ("format", Use::Filter, format),
    ("urlencode", Use::FilterAndFunction, |call| Ok(url_encoded(&call.text()).into())),
    ("slugify", Use::FilterAndFunction, |call| {
        let separator = call.argument(1, "separator").map_or_else(|| "_".to_owned(), |separator| separator.text());
        Ok(slug(&call.text(), &separator).into())
    }),
    ("base64_encode", Use::FilterAndFunction, |call| Ok(base64_encoded(call.text().as_bytes()).into())),
    ("base64_decode", Use::FilterAndFunction, |call| {
        let decoded = base64_decoded(&call.text()).and_then(|bytes| String::from_utf8(bytes).ok());
        decoded.map(Value::from).ok_or_else(|| Reason::of(word!("base64_decode got what is no base64 of a text")))
    }),
];

pub(super) fn replaced(text: &str, from: &str, to: &str) -> Result {
    let times = if from.is_empty() { text.len() + 1 } else { text.len() / from.len() };
    if text.len().saturating_add(times.saturating_mul(to.len())) > MAX_TEXT.max(2 * text.len()) {
        return Err(Reason::of(word!("it makes too long a text")));
    }
    Ok(text.replace(from, to).into())
}

pub(super) fn joined(items: impl Iterator<Item = Result>, separator: &str) -> Result {
    let mut out = String::new();
    for (place, item) in items.enumerate() {
        if place > 0 {
            out.push_str(separator);
        }
        out.push_str(&item?.text());
        if out.len() > MAX_TEXT {
            return Err(Reason::of(word!("it makes too long a text")));
        }
    }
    Ok(out.into())
}

/// As Python splits: at a separator, or at any space.
pub(super) fn split(text: &str, separator: Option<Value>, most: Option<Value>) -> Value {
    let most = most.and_then(|most| most.whole()).and_then(|most| usize::try_from(most).ok());
    let most = most.map_or(usize::MAX, |most| most.saturating_add(1));
    let separator = separator.filter(|separator| *separator != Value::None).map(|separator| separator.text());
    let parts: Vec<&str> = match &separator {
        Some(separator) if !separator.is_empty() => text.splitn(most, separator.as_str()).collect(),
        _ if most == usize::MAX => text.split_whitespace().collect(),
        _ => text.trim_start().splitn(most, char::is_whitespace).map(str::trim_start).collect(),
    };
    parts.into_iter().map(Value::from).collect::<Vec<_>>().into()
}

pub(super) fn trimmed(text: &str, letters: Option<Value>, start: bool, end: bool) -> String {
    let letters = letters.filter(|letters| *letters != Value::None).map(|letters| letters.text());
    let goes = |letter: char| letters.as_ref().map_or(letter.is_whitespace(), |letters| letters.contains(letter));
    let text = if start { text.trim_start_matches(goes) } else { text };
    let text = if end { text.trim_end_matches(goes) } else { text };
    text.to_owned()
}

pub(super) fn capitalized(text: &str) -> String {
    let mut text = text.to_ascii_lowercase();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

pub(super) fn titled(text: &str) -> String {
    let mut within = false;
    let mut letter = |letter: char| {
        let changed = if within { letter.to_ascii_lowercase() } else { letter.to_ascii_uppercase() };
        within = letter.is_ascii_alphanumeric() || !letter.is_ascii();
        changed
    };
    text.chars().map(&mut letter).collect()
}

/// `"%05.1f" | format(value)`, for the kinds of numbers and texts that messages have.
fn format(call: &mut Call<'_>) -> Result {
    let pattern = call.text();
    let mut arguments = call.arguments.iter().skip(1);
    let mut out = String::new();
    let mut rest = pattern.as_str();
    while let Some((text, spec)) = rest.split_once('%') {
        out.push_str(text);
        if let Some(after) = spec.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let end = spec
            .find(|letter: char| letter.is_ascii_alphabetic())
            .ok_or_else(|| Reason::of(word!("format has a lone %")))?;
        let argument = arguments.next().ok_or_else(|| Reason::of(word!("format has too few values")))?;
        one_formatted(&mut out, &spec[..end], spec.as_bytes()[end], argument)?;
        rest = &spec[end + 1..];
        if out.len() > MAX_TEXT {
            return Err(Reason::of(word!("it makes too long a text")));
        }
    }
    out.push_str(rest);
    Ok(out.into())
}

fn one_formatted(out: &mut String, flags: &str, kind: u8, argument: &Value) -> Result<()> {
    let unknown =
        || Reason::of(word!("format does not know %{flags}")).with("flags", format!("{flags}{}", char::from(kind)));
    let left = flags.contains('-');
    let zeros = flags.starts_with('0') || flags.starts_with("+0");
    let plus = flags.contains('+');
    let digits = flags.trim_start_matches(['-', '+', '0', ' ']);
    let (width, places) = digits.split_once('.').map_or((digits, None), |(width, places)| (width, Some(places)));
    let count = |digits: &str| {
        if digits.is_empty() { Some(0) } else { digits.parse().ok().filter(|width| *width <= MAX_WIDTH) }
    };
    let width = count(width).ok_or_else(unknown)?;
    let places = places.map(|places| count(places).ok_or_else(unknown)).transpose()?;
    let value = argument.datum();
    let no_number = || number::no_number("format", &argument.text());
    let text = match kind {
        b's' => {
            let text = argument.text();
            places.map_or(text.clone(), |places| text.chars().take(places).collect())
        }
        b'd' | b'i' => value.as_whole().ok_or_else(no_number)?.to_string(),
        b'x' => format!("{:x}", value.as_whole().ok_or_else(no_number)?),
        b'X' => format!("{:X}", value.as_whole().ok_or_else(no_number)?),
        b'f' | b'F' => {
            let number = match value {
                Datum::Text(_) => None,
                value => value.as_real(),
            };
            number.and_then(|number| number::with_places(number, places.unwrap_or(6))).ok_or_else(no_number)?
        }
        _ => return Err(unknown()),
    };
    let is_number = kind != b's';
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) if is_number => ("-", body),
        _ if is_number && plus => ("+", text.as_str()),
        _ => ("", text.as_str()),
    };
    let fill = width.saturating_sub(sign.len() + body.chars().count());
    let fill_with = |out: &mut String, letter: char| out.extend(std::iter::repeat_n(letter, fill));
    if zeros && is_number && !left {
        out.push_str(sign);
        fill_with(out, '0');
        out.push_str(body);
        return Ok(());
    }
    if !left {
        fill_with(out, ' ');
    }
    out.push_str(sign);
    out.push_str(body);
    if left {
        fill_with(out, ' ');
    }
    Ok(())
}

fn url_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("a text takes everything");
        }
    }
    out
}

/// Letters and digits without case, set apart by one separator. Letters beyond ASCII count as separators.
fn slug(text: &str, separator: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join(separator)
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64_encoded(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = BASE64[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

fn base64_decoded(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim().trim_end_matches('=').bytes().map(|byte| BASE64.iter().position(|digit| *digit == byte));
    let mut out = Vec::new();
    let (mut bits, mut count) = (0_usize, 0);
    for digit in digits {
        bits = bits << 6 | digit?;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 255).ok()?);
        }
        bits &= 255;
    }
    Some(out)
}
