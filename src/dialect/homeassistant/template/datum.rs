//! One value in a template, told apart as Python tells values apart.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::number;
use crate::device::digits;

/// One value in a template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::dialect::homeassistant) enum Datum<'a> {
    Undefined,
    /// What was looked for in something undefined. Home Assistant takes it for an error.
    Lost,
    Null,
    Flag(bool),
    Whole(i64),
    Real(f64),
    #[serde(borrow)]
    Text(Cow<'a, str>),
    /// An object or a list.
    Nested,
}

impl<'a> Datum<'a> {
    pub(in crate::dialect::homeassistant) fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// A whole number as one, so that it is written without a fraction.
    pub(in crate::dialect::homeassistant) fn number(number: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "only where nothing is lost")]
        if number.fract() == 0.0 && number.abs() < 9e15 { Self::Whole(number as i64) } else { Self::Real(number) }
    }

    /// As Python's `float()` takes it.
    pub(super) fn as_real(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "as Python does")]
            Self::Whole(number) => Some(*number as f64),
            Self::Real(number) => Some(*number),
            Self::Flag(flag) => Some(f64::from(u8::from(*flag))),
            Self::Text(text) => number::read(text),
            _ => None,
        }
    }

    /// As Python's `int()` takes it, and then the whole part of what `float()` takes.
    pub(super) fn as_whole(&self) -> Option<i64> {
        match self {
            Self::Whole(number) => Some(*number),
            Self::Flag(flag) => Some(i64::from(*flag)),
            Self::Text(text) => text.trim().parse().ok().or_else(|| whole_part(self.as_real()?)),
            Self::Real(number) => whole_part(*number),
            _ => None,
        }
    }

    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Undefined | Self::Lost | Self::Null => false,
            Self::Flag(flag) => *flag,
            Self::Whole(number) => *number != 0,
            Self::Real(number) => *number != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::Nested => true,
        }
    }

    /// Writes what Python would print.
    pub(in crate::dialect::homeassistant) fn print(&self, out: &mut String) {
        match self {
            Self::Undefined | Self::Lost | Self::Nested => {}
            Self::Null => out.push_str("None"),
            Self::Flag(flag) => out.push_str(if *flag { "True" } else { "False" }),
            Self::Whole(number) => write!(out, "{number}").expect("a text takes everything"),
            Self::Real(number) => print_real(*number, out),
            Self::Text(text) => out.push_str(text),
        }
    }
}

/// The whole part of a number, if it has one that can be counted to.
pub(super) fn whole_part(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "checked to be far within the range")]
    (number.abs() < 9.2e18).then_some(number as i64)
}

/// Writes a number with a point as Python does: `23.0`, `1e-05`.
pub(super) fn print_real(number: f64, out: &mut String) {
    let start = out.len();
    if number.is_nan() {
        out.push_str("nan");
    } else if number.is_infinite() {
        out.push_str(if number > 0.0 { "inf" } else { "-inf" });
    } else if number == 0.0 || (1e-4..1e16).contains(&number.abs()) {
        out.push_str(&digits(number));
        if !out[start..].contains('.') {
            out.push_str(".0");
        }
    } else {
        print_scientific(number, out);
    }
}

/// From the plain form, which has all zeros.
fn print_scientific(number: f64, out: &mut String) {
    let plain = digits(number.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let all = format!("{whole}{fraction}");
    let zeros = all.len() - all.trim_start_matches('0').len();
    let digits = all.trim_matches('0');
    let (first, rest) = digits.split_at(digits.len().min(1));
    let sign = if number < 0.0 { "-" } else { "" };
    let point = if rest.is_empty() { "" } else { "." };
    let (direction, exponent) =
        if zeros < whole.len() { ('+', whole.len() - zeros - 1) } else { ('-', zeros + 1 - whole.len()) };
    write!(out, "{sign}{first}{point}{rest}e{direction}{exponent:0>2}").expect("a text takes everything");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_printed_as_python_prints_them() {
        for (datum, printed) in [
            (Datum::Undefined, ""),
            (Datum::Null, "None"),
            (Datum::Flag(true), "True"),
            (Datum::Whole(-7), "-7"),
            (Datum::Real(23.0), "23.0"),
            (Datum::Real(0.1), "0.1"),
            (Datum::Real(-0.0), "-0.0"),
            (Datum::Real(1e16), "1e+16"),
            (Datum::Real(0.000_012_5), "1.25e-05"),
            (Datum::Real(-1.25e21), "-1.25e+21"),
            (Datum::Real(1e-300), "1e-300"),
            (Datum::Real(f64::NAN), "nan"),
            (Datum::text("é"), "é"),
        ] {
            let mut out = String::new();
            datum.print(&mut out);
            assert_eq!(out, printed, "{datum:?}");
        }
    }

    #[test]
    fn numbers_are_read_as_python_reads_them() {
        assert_eq!(Datum::text(" 12 ").as_whole(), Some(12));
        assert_eq!(Datum::text("-12.7").as_whole(), Some(-12));
        assert_eq!(Datum::text("9007199254740993").as_whole(), Some(9_007_199_254_740_993));
        assert_eq!(Datum::text("1e400").as_whole(), None);
        assert_eq!(Datum::Flag(true).as_real(), Some(1.0));
        assert_eq!(Datum::Null.as_real(), None);
        assert_eq!(Datum::Real(f64::INFINITY).as_whole(), None);
    }
}
