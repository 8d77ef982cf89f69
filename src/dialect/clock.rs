//! Whether a device's clock is to be believed. Knows no clock of its own.

use super::scalar::Scalar;
use crate::time::{Now, Timestamp};

/// 2015-01-01T00:00:00Z: no device of these conventions is older.
const EARLIEST: Timestamp = Timestamp::from_millis(1_420_070_400_000);
const DAY_MILLIS: i64 = 86_400_000;
/// Seconds below this, milliseconds from here on: the year 2286 or April 1970.
const MILLIS_FROM: f64 = 1e10;

/// The moment that a device's timestamp names: ISO 8601 with a zone, or seconds or milliseconds since 1970. `None` if that
/// was before 2015 or is more than a day ahead. A number written as text is the time since the device was switched on.
pub(super) fn believable(timestamp: Scalar<'_>, now: Now) -> Option<Timestamp> {
    let moment = match timestamp {
        Scalar::Text(text) => Timestamp::from_iso8601(text)?,
        Scalar::Number(number) => {
            let millis = if number < MILLIS_FROM { number * 1_000.0 } else { number };
            #[expect(clippy::cast_possible_truncation, reason = "float casts saturate")]
            Timestamp::from_millis(millis as i64)
        }
        Scalar::Null | Scalar::Flag(_) => return None,
    };
    let latest = Timestamp::from_millis(now.timestamp.millis().saturating_add(DAY_MILLIS));
    (EARLIEST..=latest).contains(&moment).then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn believed(timestamp: Scalar<'_>) -> Option<i64> {
        let now = Now { timestamp: Timestamp::from_millis(1_770_984_000_000), ..Now::default() };
        believable(timestamp, now).map(Timestamp::millis)
    }

    #[test]
    fn moments_near_now_are_believed_however_they_are_written() {
        for timestamp in [
            Scalar::Text("2026-02-13T12:00:00.000Z"),
            Scalar::Text("2026-02-13T13:00:00+01:00"),
            Scalar::Number(1_770_984_000.0),
            Scalar::Number(1_770_984_000_000.0),
        ] {
            assert_eq!(believed(timestamp), Some(1_770_984_000_000), "{timestamp:?}");
        }
        assert_eq!(believed(Scalar::Text("2026-02-14T11:59:59Z")), Some(1_771_070_399_000));
    }

    #[test]
    fn uptimes_clocks_that_were_never_set_and_times_without_zone_are_not() {
        for timestamp in [
            Scalar::Text("123456"),
            Scalar::Text("1770984000"),
            Scalar::Text("2025-09-08T12:00:00"),
            Scalar::Text("1970-01-01T00:00:07Z"),
            Scalar::Text("2026-02-14T12:00:01Z"),
            Scalar::Number(86_400.0),
            Scalar::Number(-1.0),
            Scalar::Number(1e300),
            Scalar::Null,
            Scalar::Flag(true),
        ] {
            assert_eq!(believed(timestamp), None, "{timestamp:?}");
        }
    }
}
