//! Numbers, times and states as this reader has them on a chart.

use js_sys::Date;

use super::Traced;
use crate::chart::{Grain, Notation};
use crate::device::Value;
use crate::language::t;
use crate::time::Timestamp;
use crate::ui::{format, text, words};

/// What stands on the chart of these lines.
pub(super) struct Reader<'a>(pub(super) &'a [Traced]);

impl Notation for Reader<'_> {
    fn number(&self, number: f64, digits: u8) -> String {
        format::mark(number, digits)
    }

    fn time(&self, time: Timestamp, grain: Grain) -> String {
        format::grain(time, grain)
    }

    fn state(&self, line: usize, value: &Value) -> String {
        self.0.get(line).map_or_else(String::new, |line| state(line, value))
    }

    fn changes(&self, count: u32) -> String {
        changes(count)
    }

    fn ahead_of_utc(&self, time: Timestamp) -> i64 {
        ahead_of_utc(time)
    }
}

/// By how much the reader's clocks are ahead of UTC then, as far as anybody can know.
fn ahead_of_utc(time: Timestamp) -> i64 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of any real date are below 2^53")]
    let minutes = Date::new(&(time.millis() as f64).into()).get_timezone_offset();
    #[expect(clippy::cast_possible_truncation, reason = "no number becomes 0")]
    let minutes = minutes as i64;
    -60_000 * minutes
}

pub(super) fn changes(count: u32) -> String {
    if count == 1 { t!("1 change").to_owned() } else { t!("{count} changes", count = format::count(u64::from(count))) }
}

pub(super) fn state(line: &Traced, value: &Value) -> String {
    match &line.profile {
        Some(profile) => words::shown(profile, value).whole(),
        None => text::short(&format::plain(value)),
    }
}

/// With its unit, in as many digits as the property has.
pub(super) fn quantity(line: &Traced, number: f64) -> String {
    format::in_unit(format::short_number(number, line.precision), &line.unit)
}
