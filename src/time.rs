//! Two kinds of time: [`Instant`] for deadlines, [`Timestamp`] for people. Knows no clock: whoever performs effects reads
//! one and passes a [`Now`] in.

use std::ops::{Add, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A point on a monotonic clock, in microseconds since an arbitrary start. Never jumps back, means nothing to people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Instant(u64);

impl Instant {
    /// From a monotonic clock that counts milliseconds, such as the browser's `performance.now()`.
    /// A negative or non-finite reading counts as the start.
    #[must_use]
    pub fn from_millis(millis: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "float casts saturate")]
        Self((millis * 1_000.0) as u64)
    }

    /// The time from `earlier` to here; zero if `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)))
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)))
    }
}

/// A wall-clock time, in milliseconds since 1970-01-01T00:00:00Z. For people and charts, never for deadlines: it may jump.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Timestamp(i64);

impl Timestamp {
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// ISO 8601 in UTC, to the millisecond: `2026-02-13T12:00:00.000Z`. Nothing is earlier than the year 0 or later than
    /// the year 9999.
    #[must_use]
    pub fn to_iso8601(self) -> String {
        let millis = self.0.clamp(EARLIEST_MILLIS, LATEST_MILLIS);
        let (year, month, day) = civil_from_days(millis.div_euclid(DAY_MILLIS));
        let of_day = millis.rem_euclid(DAY_MILLIS);
        let (hour, minute, second) = (of_day / HOUR_MILLIS, of_day / 60_000 % 60, of_day / 1_000 % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", of_day % 1_000)
    }

    /// A moment written as ISO 8601 with its zone; `None` without one, because then it names 24 hours of moments.
    #[must_use]
    pub fn from_iso8601(text: &str) -> Option<Self> {
        let (date, time) = text.trim().split_at_checked(10)?;
        let [year, month, day] = numbers(date, b'-', [4, 2, 2])?;
        if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
            return None;
        }
        let time = time.strip_prefix(['T', 't', ' '])?;
        let (clock, rest) = time.split_at_checked(8)?;
        let [hour, minute, second] = numbers(clock, b':', [2, 2, 2])?;
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let (fraction, zone) = fraction_millis(rest)?;
        let of_day = hour * HOUR_MILLIS + minute * 60_000 + second * 1_000 + fraction;
        Some(Self(days_from_civil(year, month, day) * DAY_MILLIS + of_day - zone_millis(zone)?))
    }

    /// The time from `earlier` to here; zero if `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// The time an event happened, read once from both clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    pub instant: Instant,
    pub timestamp: Timestamp,
}

const HOUR_MILLIS: i64 = 3_600_000;
const DAY_MILLIS: i64 = 24 * HOUR_MILLIS;
const EARLIEST_MILLIS: i64 = days_from_civil(0, 1, 1) * DAY_MILLIS;
const LATEST_MILLIS: i64 = days_from_civil(10_000, 1, 1) * DAY_MILLIS - 1;

/// Days since 1970-01-01 in the Gregorian calendar. Years are counted from March, so that the leap day is the last one, and
/// in eras of 400 years, which all have 146,097 days.
pub(crate) const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day, the inverse of [`days_from_civil`].
pub(crate) const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    days_from_civil(next_year, next_month, 1) - days_from_civil(year, month, 1)
}

/// Three numbers of exactly so many digits, with a separator between them.
fn numbers(text: &str, separator: u8, digits: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(char::from(separator));
    let mut found = [0; 3];
    for (number, digits) in found.iter_mut().zip(digits) {
        *number = whole_number(parts.next().filter(|part| part.len() == digits)?)?;
    }
    parts.next().is_none().then_some(found)
}

/// Digits only: `parse` alone would take a sign.
fn whole_number(digits: &str) -> Option<i64> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// The milliseconds of `.123456+01:00`, and what follows them.
fn fraction_millis(text: &str) -> Option<(i64, &str)> {
    let Some(text) = text.strip_prefix(['.', ',']) else {
        return Some((0, text));
    };
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let millis = whole_number(digits.get(..3).unwrap_or(digits)).filter(|_| !digits.is_empty())?;
    Some((millis * [100, 10, 1][digits.len().min(3) - 1], rest))
}

/// How far a zone is ahead of UTC: `Z`, `+01:00`, `-0530`, `+02`.
fn zone_millis(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, offset) = match zone.strip_prefix('+') {
        Some(offset) => (1, offset),
        None => (-1, zone.strip_prefix('-')?),
    };
    let (hours, minutes) = offset.split_at_checked(2)?;
    let minutes = match minutes.strip_prefix(':').unwrap_or(minutes) {
        "" => "00",
        minutes => minutes,
    };
    let (hours, minutes) = (whole_number(hours)?, whole_number(minutes).filter(|_| minutes.len() == 2)?);
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * HOUR_MILLIS + minutes * 60_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_and_read_back_the_same() {
        for (text, millis) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T12:30:15.007Z", 951_827_415_007),
            ("2026-02-13T12:00:00.000Z", 1_770_984_000_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] {
            assert_eq!(Timestamp::from_millis(millis).to_iso8601(), text);
            assert_eq!(Timestamp::from_iso8601(text), Some(Timestamp::from_millis(millis)), "{text}");
        }
        for day in (-800_000..800_000).step_by(13) {
            let (year, month, day_of_month) = civil_from_days(day);
            assert_eq!(days_from_civil(year, month, day_of_month), day);
        }
        assert_eq!(Timestamp::from_millis(i64::MAX).to_iso8601(), "9999-12-31T23:59:59.999Z");
        assert_eq!(Timestamp::from_millis(i64::MIN).to_iso8601(), "0000-01-01T00:00:00.000Z");
    }

    #[test]
    fn the_same_moment_may_be_written_in_any_zone() {
        for text in [
            "2026-02-13T12:00:00Z",
            "2026-02-13t12:00:00z",
            " 2026-02-13 13:00:00+01:00 ",
            "2026-02-13T13:00:00.000000+0100",
            "2026-02-13T07:30:00,0-04:30",
            "2026-02-14T02:00:00+14",
        ] {
            assert_eq!(Timestamp::from_iso8601(text), Some(Timestamp::from_millis(1_770_984_000_000)), "{text}");
        }
        assert_eq!(Timestamp::from_iso8601("1970-01-01T00:00:00.25Z"), Some(Timestamp::from_millis(250)));
    }

    #[test]
    fn what_names_no_moment_is_none() {
        for text in [
            "",
            "123456",
            "2026-02-13",
            "2025-09-08T12:00:00",
            "2025-09-08T12:00:00.123",
            "2025-02-29T12:00:00Z",
            "2025-13-01T12:00:00Z",
            "2025-00-10T12:00:00Z",
            "2025-09-08T24:00:00Z",
            "2025-09-08T12:60:00Z",
            "2025-09-08T12:00:00.Z",
            "2025-09-08T12:00:00+1",
            "2025-09-08T12:00:00+01:0",
            "2025-09-08T12:00:00+99:00",
            "2025-09-08T+2:00:00Z",
            "2025-09-08T12:00:00Zulu",
            "２０２５-09-08T12:00:00Z",
            "2025-09-0é12:00:00Z",
        ] {
            assert_eq!(Timestamp::from_iso8601(text), None, "{text}");
        }
    }

    #[test]
    fn an_earlier_moment_is_no_time_after_a_later_one() {
        let start = Instant::from_millis(5.0);
        assert_eq!(start.since(start + Duration::from_secs(1)), Duration::ZERO);
        assert_eq!((start + Duration::from_millis(7)).since(start), Duration::from_millis(7));
        assert_eq!(Instant::from_millis(f64::NAN), Instant::default());
        assert_eq!(Instant::from_millis(-1.0), Instant::default());
    }
}
