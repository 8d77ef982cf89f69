//! What was said at a time that the person points at.

use super::scale::TimeScale;
use super::trace::{self, Knot, Run};
use super::{Chart, Shape};
use crate::device::Value;
use crate::time::Timestamp;

/// What a line says at a time.
#[derive(Clone, Debug, PartialEq)]
pub enum Probe {
    /// Numbers, of so many readings: mean, least, greatest.
    Numbers {
        mean: f64,
        min: f64,
        max: f64,
        count: u64,
    },
    State(Value),
    /// So many changes that none of them can be told.
    Changes(u32),
}

/// What a line says at this time, or the reading next to it in the picture; nothing where nobody listened.
#[must_use]
pub fn probe(chart: &Chart<'_>, line: usize, time: Timestamp, pixels: usize) -> Option<Probe> {
    let line = chart.lines.get(line)?;
    let millis = time.millis();
    match line.shape {
        Shape::Curve => {
            let runs = trace::runs(line.strand, chart.gaps, TimeScale::new(chart.from, chart.until), pixels);
            let Knot { mean, min, max, count, .. } = *nearest(&runs, millis)?;
            Some(Probe::Numbers { mean, min, max, count })
        }
        Shape::Band | Shape::Strip => {
            let is_then = |from: Timestamp, until: Timestamp| (from..=until).contains(&time);
            let stretches = line.strand.stretches.iter().rev();
            let stretch = stretches.into_iter().find(|stretch| is_then(stretch.from, stretch.until))?;
            Some(match stretch.changes {
                0 | 1 => Probe::State(stretch.value.clone()),
                changes => Probe::Changes(changes),
            })
        }
    }
}

/// The reading next to this time, of the run that goes on then; of a run that ends, as far as it is from one to the next.
pub(super) fn nearest(runs: &[Run], millis: i64) -> Option<&Knot> {
    let far = |knot: &Knot| millis.saturating_sub(knot.middle()).saturating_abs();
    let goes_on = |run: &&Run| {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
        let between = last.until.saturating_sub(first.from) / i64::try_from(run.len()).unwrap_or(1).max(1);
        (first.from.saturating_sub(between)..=last.until.saturating_add(between)).contains(&millis)
    };
    let knots = runs.iter().filter(goes_on).flatten();
    // Where a line comes in or goes out there is no reading.
    let readings = knots.filter(|knot| knot.count > 0);
    readings.min_by_key(|knot| far(knot))
}
