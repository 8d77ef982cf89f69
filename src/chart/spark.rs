//! A line so small that it has no marks: the way in which a card shows the last hours.

use super::scale::{TimeScale, whole};
use super::{trace, values};
use crate::history::{Gap, Strand};
use crate::time::Timestamp;

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
