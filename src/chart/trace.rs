//! What is left of many readings where few pixels are: for each pixel the least, the greatest and the mean; broken where
//! nobody listened.

use super::scale::{TimeScale, real, whole, within};
use crate::history::{Column, Gap, Strand};
use crate::order::by_number;

/// All readings that fall on one pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Knot {
    pub(super) from: i64,
    pub(super) until: i64,
    pub(super) min: f64,
    pub(super) max: f64,
    pub(super) mean: f64,
    pub(super) count: u64,
}

/// Readings that belong together, in order of time.
pub(super) type Run = Vec<Knot>;

/// The readings of a strand within `scale`, and those by which a line comes in and goes out, on `pixels` of them.
pub(super) fn runs(strand: &Strand, gaps: &[Gap], scale: TimeScale, pixels: usize) -> Vec<Run> {
    let columns = in_order(&strand.columns);
    let gaps = ordered(gaps);
    let width = real(i64::try_from(pixels).unwrap_or(1)).max(1.0);
    let (mut runs, mut run) = (Vec::new(), Run::new());
    let (mut pixel, mut gap) = (i32::MIN, 0);
    let mut before: Option<Knot> = None;
    for knot in columns.iter().filter_map(|column| Knot::of(column)) {
        if knot.until < scale.from {
            before = Some(knot);
            continue;
        }
        if let Some(before) = before.take() {
            run.push(before);
        }
        let here = whole(within(scale.share(knot.middle()), -1.0, 2.0) * width);
        if let Some(last) = run.last_mut() {
            while gaps.get(gap).is_some_and(|gap| gap.1 <= last.until) {
                gap += 1;
            }
            // What somebody else has heard meanwhile, and was brought here, belongs together.
            let is_within = |gap: &(i64, i64)| gap.0 < last.from && knot.until < gap.1;
            if gaps.get(gap).is_some_and(|gap| gap.0 < knot.from && gap.1 > last.until && !is_within(gap)) {
                runs.push(std::mem::take(&mut run));
            } else if pixel == here {
                last.take_in(&knot);
                continue;
            }
        }
        pixel = here;
        run.push(knot);
        if knot.from > scale.until {
            break;
        }
    }
    runs.push(run);
    for run in &mut runs {
        cut(run, scale);
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// Gaps in order, each from then until then.
pub(super) fn ordered(gaps: &[Gap]) -> Vec<(i64, i64)> {
    let mut gaps: Vec<_> = gaps.iter().map(|gap| (gap.from.millis(), gap.until.millis())).collect();
    gaps.retain(|(from, until)| from < until);
    by_number(gaps, |(from, _)| *from)
}

/// They come in order, unless a clock jumped.
pub(super) fn in_order(columns: &[Column]) -> Vec<&Column> {
    by_number(columns.iter().collect(), |column| column.from.millis())
}

/// Leaves of a run what is within the picture, and lets its line come in and go out at the edges.
fn cut(run: &mut Run, scale: TimeScale) {
    let is_before = |knot: &Knot| knot.middle() < scale.from;
    let is_after = |knot: &Knot| knot.middle() > scale.until;
    if let [first, second, ..] = run[..]
        && is_before(&first)
    {
        run[0] = first.on_the_way(&second, scale.from);
    }
    if let [.., second, last] = run[..]
        && is_after(&last)
    {
        let end = run.len() - 1;
        run[end] = last.on_the_way(&second, scale.until);
    }
    run.retain(|knot| !is_before(knot) && !is_after(knot));
}

impl Knot {
    /// `None` of what is no number.
    pub(super) fn of(column: &Column) -> Option<Self> {
        let Column { min, max, mean, .. } = *column;
        if !(min.is_finite() && max.is_finite()) {
            return None;
        }
        let (min, max) = (min.min(max), max.max(min));
        // The sum of great numbers may have been too great.
        let mean = if mean.is_finite() { within(mean, min, max) } else { min / 2.0 + max / 2.0 };
        let (from, until) = (column.from.millis(), column.until.millis());
        Some(Self { from, until: until.max(from), min, max, mean, count: u64::from(column.count.max(1)) })
    }

    pub(super) fn middle(&self) -> i64 {
        self.from.saturating_add(self.until.saturating_sub(self.from) / 2)
    }

    pub(super) fn take_in(&mut self, other: &Self) {
        let (here, there) = (counted(self.count), counted(other.count));
        let all = here + there;
        let mean = self.mean * (here / all) + other.mean * (there / all);
        self.mean = within(mean, self.min.min(other.min), self.max.max(other.max));
        self.from = self.from.min(other.from);
        self.until = self.until.max(other.until);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.count = self.count.saturating_add(other.count);
    }

    /// Where the line from here to another one is at that time.
    fn on_the_way(&self, other: &Self, millis: i64) -> Self {
        let (here, there) = (self.middle(), other.middle());
        if here == there {
            return Self { from: millis, until: millis, ..*self };
        }
        let share = real(millis.saturating_sub(here)) / real(there.saturating_sub(here));
        let share = within(share, 0.0, 1.0);
        let mean = self.mean * (1.0 - share) + other.mean * share;
        Self { from: millis, until: millis, min: mean, max: mean, mean, count: 0 }
    }
}

fn counted(count: u64) -> f64 {
    real(i64::try_from(count).unwrap_or(i64::MAX))
}
