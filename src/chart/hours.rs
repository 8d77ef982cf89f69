//! Which times have a mark at an axis: round ones on the reader's clocks and calendar.

use super::Notation;
use super::scale::TimeScale;
use crate::time::{Timestamp, civil_from_days, days_from_civil};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Steps between marks that are shorter than a day.
const STEPS: [i64; 16] = [
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
];
/// Steps in days.
const DAYS: [i64; 4] = [1, 2, 7, 14];
/// Steps in months, with which years begin.
const MONTHS: [i64; 8] = [1, 3, 6, 12, 24, 60, 120, 600];
/// As many marks as any picture has room for.
const MOST: usize = 64;

/// How exactly a time is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grain {
    Year,
    Month,
    Day,
    Minute,
    Second,
    /// With its day.
    Whole,
}

/// The marks of a time axis, about as many as given at most.
pub(super) fn marks(scale: TimeScale, most: usize, notation: &dyn Notation) -> Vec<(i64, Grain)> {
    let most = i64::try_from(most.clamp(1, MOST)).unwrap_or(1);
    let least = scale.until.saturating_sub(scale.from) / most;
    if let Some(step) = STEPS.into_iter().find(|step| *step >= least) {
        return of_day(scale, step, notation);
    }
    if let Some(days) = DAYS.into_iter().find(|days| days * DAY >= least) {
        return of_days(scale, days, notation);
    }
    let months = MONTHS.into_iter().find(|months| months * 30 * DAY >= least).unwrap_or(MONTHS[MONTHS.len() - 1]);
    of_months(scale, months, notation)
}

/// Marks within days. Each day begins anew, for a day may have 23 or 25 hours.
fn of_day(scale: TimeScale, step: i64, notation: &dyn Notation) -> Vec<(i64, Grain)> {
    let mut found = Vec::new();
    let grain = if step < MINUTE { Grain::Second } else { Grain::Minute };
    let ahead = |millis| notation.ahead_of_utc(Timestamp::from_millis(millis));
    let mut millis = scale.from.saturating_sub(step);
    for _ in 0..2 * MOST {
        let local = millis.saturating_add(ahead(millis));
        let next = local.saturating_sub(local.rem_euclid(step)).saturating_add(step);
        // What stands on the clock there, if the clocks change in between.
        let guess = next.saturating_sub(ahead(millis));
        let there = next.saturating_sub(ahead(guess));
        let there = if there > millis { there } else { guess };
        if (scale.from..=scale.until).contains(&there) {
            let is_midnight = there.saturating_add(ahead(there)).rem_euclid(DAY) == 0;
            found.push((there, if is_midnight { Grain::Day } else { grain }));
        }
        if there > scale.until {
            break;
        }
        millis = there;
    }
    found
}

fn of_days(scale: TimeScale, step: i64, notation: &dyn Notation) -> Vec<(i64, Grain)> {
    // The first day of 1970 was a Thursday; weeks begin on Mondays.
    let week = if step % 7 == 0 { 4 } else { 0 };
    let day =
        |millis: i64| millis.saturating_add(notation.ahead_of_utc(Timestamp::from_millis(millis))).div_euclid(DAY);
    let first = day(scale.from);
    let first = first - (first - week).rem_euclid(step);
    let days = (0..).map(|number| first + number * step).take(MOST + 2);
    on(scale, days, Grain::Day, notation)
}

fn of_months(scale: TimeScale, step: i64, notation: &dyn Notation) -> Vec<(i64, Grain)> {
    let (year, month, _) = civil_from_days(scale.from.div_euclid(DAY));
    let first = year * 12 + month - 1;
    let first = first - first.rem_euclid(step);
    let months = (0..).map(|number| first + number * step).take(MOST + 2);
    let days = months.map(|month| days_from_civil(month.div_euclid(12), month.rem_euclid(12) + 1, 1));
    on(scale, days, if step < 12 { Grain::Month } else { Grain::Year }, notation)
}

/// The midnights with which these days begin.
fn on(scale: TimeScale, days: impl Iterator<Item = i64>, grain: Grain, notation: &dyn Notation) -> Vec<(i64, Grain)> {
    let midnight = |day: i64| {
        let local = day.saturating_mul(DAY);
        let guess = local.saturating_sub(notation.ahead_of_utc(Timestamp::from_millis(local)));
        local.saturating_sub(notation.ahead_of_utc(Timestamp::from_millis(guess)))
    };
    let marks = days.map(midnight).take_while(|millis| *millis <= scale.until);
    marks.filter(|millis| *millis >= scale.from).map(|millis| (millis, grain)).collect()
}
