//! What Home Assistant's filters do with numbers.

use super::datum::{Datum, whole_part};

/// Digits that a number is rounded to at most, on either side of the point.
const MAX_DIGITS: i64 = 15;

/// Rounded as Python rounds: the exact number, halves to the even neighbour. To no digit at all it becomes a whole number.
/// `None` where that cannot be.
pub(super) fn rounded(number: f64, digits: i64) -> Option<Datum<'static>> {
    if !number.is_finite() || digits.abs() > MAX_DIGITS {
        return None;
    }
    if digits == 0 {
        return whole_part(number.round_ties_even()).map(Datum::Whole);
    }
    if digits < 0 {
        let scale = 10_f64.powi(i32::try_from(-digits).ok()?);
        return Some(Datum::Real((number / scale).round_ties_even() * scale));
    }
    let places = usize::try_from(digits).ok()?;
    format!("{number:.places$}").parse().ok().map(Datum::Real)
}

/// Why a filter that needs a number has nothing to say.
pub(super) fn no_number(filter: &str, got: &str) -> String {
    let got = shown(got);
    if got.is_empty() {
        format!("{filter} got nothing")
    } else {
        format!("{filter} got “{got}”, which is no number")
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
        ] {
            assert_eq!(rounded(number, digits), Some(rounded_to), "{number}");
        }
        assert_eq!(rounded(f64::NAN, 1), None);
        assert_eq!(rounded(1e300, 0), None);
        assert_eq!(rounded(1.0, 400), None);
    }
}
