//! One value as a payload spells it, before anything is allocated for it. Knows no convention.

use super::secret;
use crate::device::{Value, number_from_text};
use crate::language::t;

/// More than the registry keeps of a text, so that it is the registry that shortens, and counts what it shortened.
const TEXT_BYTES: usize = 8 * 1_024;

/// Every whole number below this one has a floating-point number of its own; larger ones are names, not quantities.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// One value as a payload spells it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar<'a> {
    Null,
    Flag(bool),
    Number(f64),
    Text(&'a str),
}

impl<'a> Scalar<'a> {
    /// What a payload that is no JSON document says: a number, `true`, `false`, or a text.
    pub(super) fn bare(text: &'a str) -> Self {
        let text = text.trim();
        match text {
            "" | "null" => Self::Null,
            "true" => Self::Flag(true),
            "false" => Self::Flag(false),
            _ if is_code(text) => Self::Text(text),
            _ => number_from_text(text)
                .map_or(Self::Text(text), |number| Self::of_number(number).unwrap_or(Self::Text(text))),
        }
    }

    /// `None` if digits would be lost.
    pub(super) fn of_number(number: f64) -> Option<Self> {
        if !number.is_finite() {
            return Some(Self::Null);
        }
        (number.fract() != 0.0 || number.abs() < LARGEST_EXACT).then_some(Self::Number(number))
    }

    /// As it may be shown under this name: a secret is masked, unless it says nothing.
    pub(super) fn under(self, name: &str) -> Self {
        match self {
            Self::Number(_) if secret::is_secret(name) => Self::Text(secret::MASK),
            Self::Text(text) if !text.is_empty() && secret::is_secret(name) => Self::Text(secret::MASK),
            _ => self,
        }
    }

    /// As a device reports it.
    pub(super) fn value(self) -> Value {
        match self {
            Self::Flag(flag) => Value::Flag(flag),
            Self::Number(number) if number.is_finite() => Value::Number(number),
            Self::Null | Self::Number(_) => Value::Unknown,
            Self::Text(text) => Value::from_text(&secret::hide(cut(text, TEXT_BYTES))),
        }
    }

    /// As a number in `unit`, also when written as text with or without that unit; never one in another unit.
    pub(super) fn number(self, unit: &str) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Text(text) => {
                let text = text.trim();
                number_from_text(text.strip_suffix(unit).map_or(text, str::trim_end))
            }
            Self::Null | Self::Flag(_) => None,
        }
        .filter(|number| number.is_finite())
    }

    /// As on or off, in any of the words devices use.
    pub(super) fn flag(self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(flag),
            Self::Number(0.0) => Some(false),
            Self::Number(1.0) => Some(true),
            Self::Text(text) => word(text.trim(), &["on", "true", "yes", "1"], &["off", "false", "no", "0"]),
            Self::Null | Self::Number(_) => None,
        }
    }

    /// As the answer to “are you there?”, if it is one of the words for that.
    pub(super) fn presence(self) -> Option<bool> {
        let Self::Text(text) = self else { return None };
        word(text.trim(), &["online", "available", "connected", "alive"], &["offline", "unavailable", "disconnected"])
    }

    /// Whether it stands for a missing value.
    pub(super) fn is_missing(self) -> bool {
        match self {
            Self::Null => true,
            Self::Number(number) => !number.is_finite(),
            Self::Text(text) => is_not_a_number(text) || (text.len() < 16 && Value::from_text(text) == Value::Unknown),
            Self::Flag(_) => false,
        }
    }
}

/// The text of a payload, or why it has none.
pub(super) fn text(payload: &[u8]) -> Result<&str, String> {
    match std::str::from_utf8(payload) {
        Ok(text) if !text.contains('\0') => Ok(text),
        _ => Err(t!("not text: {count} bytes of binary data", count = payload.len().to_string())),
    }
}

/// The first `bytes` of a text, or a little less if that would cut a letter in two.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    if text.len() <= bytes {
        return text;
    }
    let end = (0..=bytes).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}

/// What sensors without a reading send as a number.
fn is_not_a_number(text: &str) -> bool {
    text.trim().eq_ignore_ascii_case("nan")
}

/// Digits that name something: a leading zero would be lost.
fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    matches!(digits, [b'0', b'0'..=b'9', ..])
}

fn word(text: &str, yes: &[&str], no: &[&str]) -> Option<bool> {
    if yes.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Some(true);
    }
    no.iter().any(|word| text.eq_ignore_ascii_case(word)).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_payload_is_a_number_only_if_nothing_is_lost_by_it() {
        for (text, scalar) in [
            ("23.5", Scalar::Number(23.5)),
            (" -40 \n", Scalar::Number(-40.0)),
            ("1e3", Scalar::Number(1_000.0)),
            ("1e999", Scalar::Text("1e999")),
            ("true", Scalar::Flag(true)),
            ("null", Scalar::Null),
            ("ON", Scalar::Text("ON")),
            ("nan", Scalar::Text("nan")),
            ("-inf", Scalar::Text("-inf")),
            ("007", Scalar::Text("007")),
            ("0x1F", Scalar::Text("0x1F")),
            ("490154203237518123", Scalar::Text("490154203237518123")),
            ("20.0 °C", Scalar::Text("20.0 °C")),
        ] {
            assert_eq!(Scalar::bare(text), scalar, "{text:?}");
        }
    }

    #[test]
    fn a_number_is_read_in_the_unit_that_was_asked_for_and_in_no_other() {
        assert_eq!(Scalar::Text("20.0 °C").number("°C"), Some(20.0));
        assert_eq!(Scalar::Text("20.0°C").number("°C"), Some(20.0));
        assert_eq!(Scalar::Text(" 20 ").number("°C"), Some(20.0));
        assert_eq!(Scalar::Text("68 °F").number("°C"), None);
        assert_eq!(Scalar::Text("warm").number("°C"), None);
        assert_eq!(Scalar::Text("nan").number(""), None);
        assert_eq!(Scalar::Number(f64::INFINITY).number(""), None);
    }

    #[test]
    fn a_text_is_cut_between_letters() {
        assert_eq!(cut("Küche", 2), "K");
        assert_eq!(cut("Küche", 3), "Kü");
        assert_eq!(cut("Küche", 99), "Küche");
    }
}
