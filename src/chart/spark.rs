//! A line so small that it has no marks: the way in which a card shows the last hours.

use super::scale::{TimeScale, whole};
use super::{trace, values};
use crate::history::{Gap, Strand};
use crate::time::Timestamp;

/// What counts as lately, in milliseconds.
const LATELY: i64 = 3_600_000;
/// Whoever moved by less than this share of what it did all day stands still.
const STILL: f64 = 0.05;

/// Whether a number has risen or fallen during the last hour before `until`; `None` if it stands still, or if nobody knows.
#[must_use]
pub fn trend(strand: &Strand, until: Timestamp) -> Option<Trend> {
    let since = until.millis() - LATELY;
    let lately: Vec<_> = strand.columns.iter().filter(|column| column.until.millis() >= since).collect();
    let (first, last) = (lately.first()?.first, lately.last()?.last);
    let lowest = strand.columns.iter().map(|column| column.min).fold(f64::INFINITY, f64::min);
    let highest = strand.columns.iter().map(|column| column.max).fold(f64::NEG_INFINITY, f64::max);
    let wavering = (highest - lowest) * STILL;
    match last - first {
        change if change > wavering => Some(Trend::Rising),
        change if change < -wavering => Some(Trend::Falling),
        _ => None,
    }
}

/// The way a number goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    Rising,
    Falling,
}

/// The outline of a curve as the `d` of an SVG path, so wide and so tall; empty where there is none.
#[must_use]
pub fn spark(
    strand: &Strand,
    gaps: &[Gap],
    (from, until): (Timestamp, Timestamp),
    (width, height): (u16, u16),
) -> String {
    let scale = TimeScale::new(from, until);
    let runs = trace::runs(strand, gaps, scale, usize::from(width) / 2);
    let values = values::whole_height(runs.iter().flatten().map(|knot| knot.mean));
    let mut path = String::new();
    for run in &runs {
        for (number, knot) in run.iter().enumerate() {
            let x = whole(scale.share(knot.middle()) * f64::from(width));
            let y = whole((1.0 - values.share(knot.mean)) * f64::from(height));
            let step = if number == 0 { 'M' } else { 'L' };
            for part in [step.to_string(), x.to_string(), " ".to_owned(), y.to_string()] {
                path.push_str(&part);
            }
        }
        if run.len() == 1 {
            // A round end makes a dot of it.
            path.push_str("h0");
        }
    }
    path
}
