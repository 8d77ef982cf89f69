//! Where a time and a value stand between two pixels.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged};

use crate::time::Timestamp;

/// Farther out nothing is drawn.
const FAR: f64 = 1e6;

/// Times, between two of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeScale {
    pub(super) from: i64,
    pub(super) until: i64,
}

/// Values, between two of them: also between the least and the greatest there are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ValueScale {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl TimeScale {
    pub(super) fn new(from: Timestamp, until: Timestamp) -> Self {
        Self { from: from.millis(), until: until.millis().max(from.millis().saturating_add(1)) }
    }

    pub(super) fn length(self) -> f64 {
        real(self.until.saturating_sub(self.from))
    }

    /// How far along a time is: 0 at the start, 1 at the end.
    pub(super) fn share(self, millis: i64) -> f64 {
        real(millis.saturating_sub(self.from)) / self.length()
    }
}

impl ValueScale {
    pub(super) fn share(self, value: f64) -> f64 {
        // A quarter of each: the greatest less the least number there is would be infinite.
        let quarter = |number: f64| number * 0.25;
        (quarter(value) - quarter(self.low)) / (quarter(self.high) - quarter(self.low))
    }
}

impl Ranged for TimeScale {
    type FormatOption = NoDefaultFormatting;
    type ValueType = i64;

    fn map(&self, millis: &i64, limit: (i32, i32)) -> i32 {
        between(limit, self.share(*millis))
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<i64> {
        Vec::new()
    }

    fn range(&self) -> Range<i64> {
        self.from..self.until
    }
}

impl Ranged for ValueScale {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        between(limit, self.share(*value))
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        Vec::new()
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

fn between((start, end): (i32, i32), share: f64) -> i32 {
    whole(f64::from(start) + f64::from(end - start) * share)
}

/// The pixel there.
pub(super) fn whole(number: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a million pixels at most, and nothing is at 0")]
    let whole = within((number + 0.5).floor(), -FAR, FAR) as i32;
    whole
}

/// Milliseconds to be divided.
pub(super) fn real(millis: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a share of a picture, which has no 2^53 pixels")]
    let real = millis as f64;
    real
}

/// The nearest number that is neither lower nor higher; the lowest for what is none. (What [`f64::clamp`] says of wrong bounds
/// brings all that writes numbers along to the page.)
#[must_use]
pub fn within(number: f64, low: f64, high: f64) -> f64 {
    number.max(low).min(high)
}
