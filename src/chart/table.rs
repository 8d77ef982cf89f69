//! The same as a chart, in rows: as many as a person reads, or as a sheet takes.

use super::probe::Probe;
use super::scale::TimeScale;
use super::trace;
use super::{Chart, Shape};
use crate::order::by_number;
use crate::time::Timestamp;

/// What a line said from then until then.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub from: Timestamp,
    pub until: Timestamp,
    pub said: Said,
}

/// What stands in a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    Probe(Probe),
    /// Nobody listened.
    Gap,
}

/// What a line said within the time of the chart, in no more than about so many rows, the oldest first.
#[must_use]
pub fn rows(chart: &Chart<'_>, line: usize, most: usize) -> Vec<Row> {
    let Some(line) = chart.lines.get(line) else { return Vec::new() };
    let gaps = || chart.gaps.iter().filter(|gap| gap.until > chart.from && gap.from < chart.until);
    // Each gap is a row, and ends one.
    let few = most.saturating_sub(2 * gaps().count() + 2).max(most / 2);
    let mut rows = match line.shape {
        Shape::Curve => {
            let runs = trace::runs(line.strand, chart.gaps, TimeScale::new(chart.from, chart.until), few);
            let knots = runs.into_iter().flatten().filter(|knot| knot.count > 0);
            let row = |knot: trace::Knot| Row {
                from: Timestamp::from_millis(knot.from),
                until: Timestamp::from_millis(knot.until),
                said: Said::Probe(Probe::Numbers { mean: knot.mean, min: knot.min, max: knot.max, count: knot.count }),
            };
            knots.map(row).collect::<Vec<_>>()
        }
        Shape::Band | Shape::Strip => {
            let is_within = |from: Timestamp, until: Timestamp| until >= chart.from && from <= chart.until;
            let stretches = line.strand.stretches.iter().filter(|it| is_within(it.from, it.until));
            let said = |changes, value| match changes {
                0 | 1 => Probe::State(value),
                changes => Probe::Changes(changes),
            };
            let row = |it: &crate::history::Stretch| Row {
                from: it.from,
                until: it.until,
                said: Said::Probe(said(it.changes, it.value.clone())),
            };
            stretches.map(row).collect()
        }
    };
    rows.extend(gaps().map(|gap| Row { from: gap.from, until: gap.until, said: Said::Gap }));
    let mut rows = by_number(rows, |row| row.from.millis());
    if rows.len() > most {
        // The latest are what one looks for.
        rows.drain(..rows.len() - most);
    }
    rows
}
