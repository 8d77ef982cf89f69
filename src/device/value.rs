//! What a property can hold. Knows no payload.

use serde::{Deserialize, Serialize};

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
            Self::Number(number) => number.to_string(),
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

    /// Whether a device that reports this does what `wanted` asked for: the same state in other words, or the same number
    /// within half of `step`.
    #[must_use]
    pub fn satisfies(&self, wanted: &Self, step: f64) -> bool {
        if let (Some(here), Some(there)) = (self.as_number(), wanted.as_number()) {
            return (here - there).abs() <= step / 2.0;
        }
        if let (Some(here), Some(there)) = (self.as_flag(), wanted.as_flag()) {
            return here == there;
        }
        match (self, wanted) {
            (Self::Text(here), Self::Text(there)) => here.eq_ignore_ascii_case(there),
            _ => self == wanted,
        }
    }
}

/// A number written in digits, as JSON writes them; a sign in front does no harm. JSON's own reader does it: the one in the
/// standard library would bring 15 kB of tables to the page a second time.
#[must_use]
pub fn number_from_text(text: &str) -> Option<f64> {
    let text = text.trim();
    serde_json::from_str(text.strip_prefix('+').unwrap_or(text)).ok().filter(|number: &f64| number.is_finite())
}
