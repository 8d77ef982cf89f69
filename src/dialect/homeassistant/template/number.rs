//! What Home Assistant's filters do with numbers, without the tables that the standard library would bring for the same.

use super::datum::{Datum, whole_part};
use super::reason::Reason;
use crate::device::number_from_text;
use crate::language::word;

/// Digits that a number is rounded to at most, on either side of the point.
const MAX_DIGITS: i64 = 15;
/// Digits that a floating-point number holds whatever they are.
const EXACT_DIGITS: usize = 15;
/// From here on floating-point numbers have no fractions.
const LARGEST_FRACTION: f64 = 4_503_599_627_370_496.0;

/// Rounded as Python rounds: the exact number, halves to the even neighbour. To no digit at all it becomes a whole number.
/// `None` where that cannot be.
pub(super) fn rounded(number: f64, digits: i64) -> Option<Datum<'static>> {
    if !number.is_finite() || digits.abs() > MAX_DIGITS {
        return None;
    }
    if digits == 0 {
        return whole_part(number.round_ties_even()).map(Datum::Whole);
    }
    let scale = 10_f64.powi(i32::try_from(digits.abs()).ok()?);
    if digits < 0 {
        return Some(Datum::Real((number / scale).round_ties_even() * scale));
    }
    let scaled = number * scale;
    if scaled.abs() >= LARGEST_FRACTION {
        return Some(Datum::Real(number));
    }
    let half = (scaled - scaled.trunc()).abs();
    // What looks like a half may be a little less or more.
    let lost = lost_in_product(number, scale, scaled);
    let nearest = match (half - 0.5).abs() < f64::EPSILON && lost != 0.0 {
        true if (lost > 0.0) == (scaled > 0.0) => scaled.trunc() + scaled.signum(),
        true => scaled.trunc(),
        false => scaled.round_ties_even(),
    };
    Some(Datum::Real(nearest / scale))
}

/// The exact product less the rounded one (Dekker's “A floating-point technique for extending the available precision”).
fn lost_in_product(a: f64, b: f64, product: f64) -> f64 {
    let halves = |number: f64| {
        let high = number * 134_217_729.0;
        let high = high - (high - number);
        (high, number - high)
    };
    let ((a_high, a_low), (b_high, b_low)) = (halves(a), halves(b));
    a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)
}

/// With so many digits after the point.
#[cfg(feature = "engine")]
pub(super) fn with_places(number: f64, places: usize) -> Option<String> {
    let digits = i64::try_from(places).ok()?;
    let rounded = match rounded(number, digits)? {
        Datum::Whole(whole) => whole.to_string(),
        datum => datum.as_real()?.to_string(),
    };
    let written = rounded.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let point = if places > 0 && written == 0 { "." } else { "" };
    (number.abs() < 1e18).then(|| format!("{rounded}{point}{}", "0".repeat(places.saturating_sub(written))))
}

/// As Python's `float()` reads it, but for what is no number at all. Digits that a number cannot hold do not count.
pub(super) fn read(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Some(number) = number_from_text(text) {
        return Some(number);
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let (whole, fraction) = digits.split_once('.')?;
    if !is_plain || whole.len() > EXACT_DIGITS {
        return None;
    }
    let kept = if whole.trim_start_matches('0').is_empty() {
        fraction.bytes().take_while(|byte| *byte == b'0').count() + EXACT_DIGITS
    } else {
        EXACT_DIGITS - whole.len()
    };
    number_from_text(text.get(..text.len() - fraction.len() + kept.min(fraction.len()))?)
}

/// Why a filter that needs a number has nothing to say.
pub(super) fn no_number(filter: &str, got: &str) -> Reason {
    match shown(got) {
        "" => Reason::of(word!("{filter} got nothing")).with("filter", filter),
        got => {
            Reason::of(word!("{filter} got “{value}”, which is no number")).with("filter", filter).with("value", got)
        }
    }
}

/// As much of a text as a sentence can hold.
pub(super) fn shown(text: &str) -> &str {
    crate::dialect::scalar::cut(text, 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_as_python_rounds_them() {
        for (number, digits, rounded_to) in [
            (2.675, 2, Datum::Real(2.67)),
            (1.115, 2, Datum::Real(1.11)),
            (0.5, 0, Datum::Whole(0)),
            (1.5, 0, Datum::Whole(2)),
            (-21.456, 1, Datum::Real(-21.5)),
            (1_234.0, -2, Datum::Real(1_200.0)),
            (21.35, 1, Datum::Real(21.4)),
            (21.45, 1, Datum::Real(21.4)),
            (-2.675, 2, Datum::Real(-2.67)),
            (0.125, 2, Datum::Real(0.12)),
            (1e15, 3, Datum::Real(1e15)),
        ] {
            assert_eq!(rounded(number, digits), Some(rounded_to), "{number}");
        }
        for seed in 0..20_000_u32 {
            let number = f64::from(seed.wrapping_mul(2_654_435_761)) / 1e5 - 20_000.0;
            for places in 1..6_u8 {
                let digits = i64::from(places);
                let places = usize::from(places);
                let exact = format!("{number:.places$}");
                assert_eq!(rounded(number, digits), exact.parse().ok().map(Datum::Real), "{number} {places}");
                assert_eq!(with_places(number, places), Some(exact), "{number}");
            }
        }
        assert_eq!(rounded(f64::NAN, 1), None);
        assert_eq!(rounded(1e300, 0), None);
        assert_eq!(rounded(1.0, 400), None);
    }

    #[test]
    fn more_digits_than_a_number_holds_do_not_matter() {
        for text in ["21.123456789012345678", "-0.1234567890123456789", "0.00001234567890123456789", "3.14"] {
            let expected: f64 = text.parse().expect("it is a number");
            assert!(read(text).is_some_and(|number| (number - expected).abs() < expected.abs() * 1e-14), "{text}");
        }
        for text in ["", "nan", "inf", "1234567890123456.5", "1.2.3", "é.5", "1.5é"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
