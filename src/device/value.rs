//! What a property can hold. Knows no payload.

use serde::{Deserialize, Serialize};

use super::colour;
use crate::order::by_text;

/// One value as a device reported it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// The device says that it does not know: `null`, `"unavailable"`. Not zero, and not silence.
    Unknown,
    Flag(bool),
    /// Always finite.
    Number(f64),
    Text(String),
}

impl Value {
    /// The plain form, the same for every reader: `23.5`, `true`, `ON`; empty when unknown.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => digits(*number),
            Self::Text(text) => text.clone(),
        }
    }

    /// What a word or a number written as text means, if it is one of the words that devices use for nothing.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let text = text.trim();
        match text {
            "" | "null" | "None" | "none" | "unknown" | "unavailable" => Self::Unknown,
            _ => Self::Text(text.to_owned()),
        }
    }

    /// This value as an on/off state, if it says one in any of the words devices use.
    #[must_use]
    pub fn as_flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            Self::Number(number) if number.abs() < f64::EPSILON => Some(false),
            Self::Number(number) if (number - 1.0).abs() < f64::EPSILON => Some(true),
            Self::Text(text) => match text.to_ascii_lowercase().as_str() {
                "on" | "true" | "yes" | "1" => Some(true),
                "off" | "false" | "no" | "0" => Some(false),
                _ => None,
            },
            Self::Unknown | Self::Number(_) => None,
        }
    }

    /// This value as a number, also when it was written as text.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => number_from_text(text),
            Self::Unknown | Self::Flag(_) => None,
        }
    }

    /// Whether a device that reports this does what `wanted` asked for: the same state in other words, the same number
    /// within half of `step`, or the same colour as lamps count.
    #[must_use]
    pub fn satisfies(&self, wanted: &Self, step: f64) -> bool {
        if let (Some(here), Some(there)) = (self.as_number(), wanted.as_number()) {
            return (here - there).abs() <= step / 2.0;
        }
        if let (Some(here), Some(there)) = (self.as_flag(), wanted.as_flag()) {
            return here == there;
        }
        match (self, wanted) {
            (Self::Text(here), Self::Text(there)) => {
                here.eq_ignore_ascii_case(there) || colour::is_same(here, there) || is_same_list(here, there)
            }
            _ => self == wanted,
        }
    }
}

/// Whether both are lists of the same words, in any order. A list without any is told as `no entries`.
fn is_same_list(here: &str, there: &str) -> bool {
    let words = |list: &str| {
        let mut words: Vec<_> = list.split(',').map(|word| word.trim().to_ascii_lowercase()).collect();
        words.retain(|word| !word.is_empty() && word != "no entries");
        by_text(words, |word| word)
    };
    let is_list = |text: &str| text.contains(',') || text.is_empty() || text == "no entries";
    (is_list(here) || is_list(there)) && words(here) == words(there)
}

/// The fewest digits that name this number and no other, without an exponent: `0.1`, `80`, `0.0000001`. (What the standard
/// library writes too, with code of its own beside that which writes JSON; the page has room for one of them.)
#[must_use]
pub fn digits(number: f64) -> String {
    if !number.is_finite() {
        let sign = if number < 0.0 { "-" } else { "" };
        return if number.is_nan() { "NaN".to_owned() } else { format!("{sign}inf") };
    }
    let text = serde_json::to_string(&number).unwrap_or_default();
    let (decimal, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, decimal) = decimal.strip_prefix('-').map_or(("", decimal), |rest| ("-", rest));
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let exponent = exponent.parse::<i16>().unwrap_or(0);
    let (before, after) = (usize::from(exponent.min(0).unsigned_abs()), usize::from(exponent.max(0).unsigned_abs()));
    let all = format!("{}{whole}{fraction}{}", "0".repeat(before), "0".repeat(after));
    let (whole, fraction) = all.split_at(whole.len() + after);
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let dot = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{dot}{fraction}")
}

/// A number written in digits. `None` also for the few that would not be exact: more than 15 digits, or more than 22 zeros,
/// are names rather than quantities. (The exact case of Clinger's “How to read floating point numbers accurately”; the
/// standard library's reader of every case would bring 15 kB of tables to the page.)
#[must_use]
pub fn number_from_text(text: &str) -> Option<f64> {
    let text = text.trim();
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (decimal, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((decimal, exponent)) => (decimal, exponent.parse::<i32>().ok()?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    if digits().next().is_none() || !digits().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut significand = 0_u64;
    for digit in digits() {
        significand = significand.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
    }
    let power = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    if significand > 999_999_999_999_999 || power.unsigned_abs() > 22 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "15 digits fit into the 53 bits of a floating-point number")]
    let significand = significand as f64;
    let scale = 10_f64.powi(power.abs());
    let number = if power < 0 { significand / scale } else { significand * scale };
    Some(if negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_as_few_as_those_of_the_standard_library_and_name_the_same_number() {
        let odd =
            [0.0, -0.0, 1.0, 0.1, 1e-7, 5e-324, 1e15, 1e16, 1e17, 123_456_789.125, 1e21, 1.5e300, f64::MAX, -2.5e-9];
        for number in odd.into_iter().chain([f64::NAN, f64::INFINITY, f64::NEG_INFINITY]) {
            assert_eq!(digits(number), number.to_string());
        }
        let mut seed = 1_u64;
        for _ in 0..20_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let tame = u32::try_from(seed >> 40).expect("24 bits");
            assert_eq!(digits(f64::from(tame) / 1000.0), (f64::from(tame) / 1000.0).to_string());
            // Of two that are as short and as near, either is right.
            let wild = f64::from_bits(seed);
            assert_eq!(digits(wild).len(), wild.to_string().len());
            assert!(wild.is_nan() || digits(wild).parse() == Ok(wild));
        }
    }

    #[test]
    fn digits_are_read_exactly_as_the_standard_library_reads_them() {
        for text in
            ["0", "-0.5", "23.5", " 21.40 ", "+7", "1e3", "1E-3", ".5", "5.", "-273.15", "999999999999999", "0.1e22"]
        {
            assert_eq!(number_from_text(text), text.trim().parse().ok(), "{text}");
        }
        for seed in 0..10_000_u32 {
            let number = f64::from(seed.wrapping_mul(2_654_435_761)) / 1000.0;
            assert_eq!(number_from_text(&number.to_string()), Some(number));
        }
    }

    #[test]
    fn what_is_no_number_or_would_not_be_exact_is_none() {
        for text in ["", "-", ".", "e5", "nan", "inf", "1e999", "1e23", "12345678901234567", "0x1f", "1,5", "1 2", "²"]
        {
            assert_eq!(number_from_text(text), None, "{text}");
        }
    }

    #[test]
    fn a_device_does_what_was_asked_for_in_whatever_words() {
        let satisfies = |reported: &str, wanted: Value| Value::from_text(reported).satisfies(&wanted, 1.0);
        assert!(satisfies("ON", Value::Flag(true)));
        assert!(satisfies("true", Value::Flag(true)));
        assert!(!satisfies("OFF", Value::Flag(true)));
        assert!(satisfies("79.6", Value::Number(80.0)));
        assert!(!satisfies("79", Value::Number(80.0)));
        assert!(satisfies("#FF5733", Value::Text("#ff5733".to_owned())));
        assert!(!satisfies("unavailable", Value::Flag(false)));
    }
}
