//! Which values have a mark at an axis: round ones, in steps of 1, 2 or 5 times a power of ten.

use super::scale::ValueScale;

/// More digits than any reading has.
const MOST_DIGITS: i32 = 12;
/// Numbers that differ by less than this share of them are drawn as the same.
const SAME: f64 = 1e-9;

/// An axis for values: its ends, and what stands at its marks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Values {
    pub(super) scale: ValueScale,
    pub(super) marks: Vec<f64>,
    /// Digits after the separator that tell the marks apart.
    pub(super) digits: u8,
}

/// Between two marks: `factor * 10^power`.
#[derive(Clone, Copy, Debug)]
struct Step {
    factor: f64,
    power: i32,
}

impl Values {
    /// An axis with all of these on it and about so many marks.
    pub(super) fn around(values: impl Iterator<Item = f64>, marks: usize) -> Self {
        let (low, high) = ends(values);
        let parts = f64::from(u8::try_from(marks.clamp(2, 12)).unwrap_or(12));
        let step = Step::of((high / parts - low / parts).max(f64::MIN_POSITIVE));
        let (first, last) = (step.below(low), step.above(high));
        let (low, high) = (step.value(first), step.value(last));
        if !(low.is_finite() && high.is_finite() && low < high) {
            return Self { scale: ValueScale { low: -f64::MAX, high: f64::MAX }, marks: vec![0.0], digits: 0 };
        }
        let mut numbers = Vec::new();
        let mut number = first;
        while number <= last && numbers.len() < 32 {
            numbers.push(step.value(number));
            number += 1.0;
        }
        let digits = (-step.power).clamp(0, MOST_DIGITS);
        Self { scale: ValueScale { low, high }, marks: numbers, digits: u8::try_from(digits).unwrap_or(0) }
    }
}

impl Step {
    /// The smallest that is not smaller than this.
    fn of(least: f64) -> Self {
        let (mut unit, mut power) = (1.0, 0);
        while unit * 10.0 <= least && power < 307 {
            (unit, power) = (unit * 10.0, power + 1);
        }
        while unit > least && power > -300 {
            (unit, power) = (unit / 10.0, power - 1);
        }
        // What came out a hair too small by rounding is as good.
        match least / unit * (1.0 - SAME) {
            ..=1.0 => Self { factor: 1.0, power },
            ..=2.0 => Self { factor: 2.0, power },
            ..=5.0 => Self { factor: 5.0, power },
            _ => Self { factor: 1.0, power: power + 1 },
        }
    }

    /// Dividing by a power of ten makes the number that one writes, where multiplying with its inverse may not.
    fn value(self, number: f64) -> f64 {
        let whole = number * self.factor;
        if self.power < 0 { whole / 10_f64.powi(-self.power) } else { whole * 10_f64.powi(self.power) }
    }

    fn number(self, value: f64) -> f64 {
        if self.power < 0 {
            value * 10_f64.powi(-self.power) / self.factor
        } else {
            value / 10_f64.powi(self.power) / self.factor
        }
    }

    fn below(self, value: f64) -> f64 {
        (self.number(value) + SAME).floor()
    }

    fn above(self, value: f64) -> f64 {
        (self.number(value) - SAME).ceil()
    }
}

/// From the least of them to the greatest.
pub(super) fn whole_height(values: impl Iterator<Item = f64>) -> ValueScale {
    let (low, high) = ends(values);
    ValueScale { low, high }
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let ends = values.filter(|value| value.is_finite()).fold(None, |ends, value| match ends {
        None => Some((value, value)),
        Some((low, high)) => Some((value.min(low), value.max(high))),
    });
    ends.map_or((0.0, 1.0), apart)
}

/// Two values with room between them, where they are one and the same.
fn apart((low, high): (f64, f64)) -> (f64, f64) {
    let size = low.abs().max(high.abs());
    if high / 2.0 - low / 2.0 > size * SAME {
        return (low, high);
    }
    let room = if size > 0.0 { size * 0.1 } else { 1.0 };
    ((low - room).max(-f64::MAX), (high + room).min(f64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(values: &[f64]) -> Vec<f64> {
        Values::around(values.iter().copied(), 5).marks
    }

    #[test]
    fn marks_are_the_numbers_that_one_would_write() {
        assert_eq!(marks(&[18.0, 23.0]), [18.0, 19.0, 20.0, 21.0, 22.0, 23.0]);
        assert_eq!(marks(&[0.11, 0.69]), [0.0, 0.2, 0.4, 0.6, 0.8]);
        assert_eq!(marks(&[-3.0, 3.0]), [-4.0, -2.0, 0.0, 2.0, 4.0]);
        assert_eq!(marks(&[0.0, 2_400.0]), [0.0, 500.0, 1_000.0, 1_500.0, 2_000.0, 2_500.0]);
        assert_eq!(Values::around([0.11, 0.69].into_iter(), 5).digits, 1);
    }

    #[test]
    fn what_never_changes_stands_in_the_middle_of_an_axis() {
        for value in [21.5, 0.0, -7.0, 1e308, -1e308, 1e-300, 5e-324] {
            let axis = Values::around([value, value].into_iter(), 5);
            assert!(axis.scale.low < value && value < axis.scale.high, "{value} in {axis:?}");
            let share = axis.scale.share(value);
            assert!((0.05..=0.95).contains(&share), "{value} at {share}");
        }
    }

    #[test]
    fn every_value_is_on_its_axis_and_marks_are_few() {
        let odd = [0.0, -0.0, 1.0, 1e-9, -273.15, 1e15, 1e16, f64::MAX, f64::MIN, 1e308, -1e308, 1e-308, 5e-324];
        for one in odd {
            for other in odd {
                for count in [0, 1, 5, 100] {
                    let axis = Values::around([one, other].into_iter(), count);
                    assert!(axis.marks.len() <= 32, "{one} to {other} has {} marks", axis.marks.len());
                    for value in [one, other] {
                        let share = axis.scale.share(value);
                        assert!((-0.01..=1.01).contains(&share), "{value} of {one} to {other} is at {share}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_no_number_has_no_place() {
        let axis = Values::around([f64::NAN, 1.0, f64::INFINITY, 2.0, f64::NEG_INFINITY].into_iter(), 5);
        assert_eq!((axis.scale.low, axis.scale.high), (1.0, 2.0));
        assert_eq!(Values::around(std::iter::empty(), 5).marks.first(), Some(&0.0));
    }
}
