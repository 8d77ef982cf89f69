//! What stands where: curves share panels, two units in each; bands and strips lie below; time runs along the foot.

use super::look::Look;
use super::values::Values;
use super::{Chart, Shape};

/// In the sizes that the reader's fonts are told in.
const PANEL: f64 = 220.0;
/// Of each if there are several.
const SMALL_PANEL: f64 = 150.0;
pub(super) const BETWEEN: f64 = 12.0;
const LANE: f64 = 34.0;
/// Of the times.
pub(super) const FOOT: f64 = 24.0;
/// Of the units.
pub(super) const HEAD: f64 = 22.0;
/// Where no unit stands.
const BARE_HEAD: f64 = 4.0;
/// Between two marks of values.
const MARK: f64 = 42.0;
/// Beside the plot, for the letters of the lines.
pub(super) const LETTERS: f64 = 26.0;

/// Where everything is, in pixels of the picture.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) panels: Vec<Panel>,
    pub(super) lanes: Vec<Lane>,
    /// Where the times stand.
    pub(super) foot: i32,
}

/// Curves above each other, with one or two axes.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    pub(super) top: i32,
    pub(super) bottom: i32,
    pub(super) axes: Vec<Axis>,
}

/// The curves of one unit.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    /// The numbers of these lines.
    pub(super) lines: Vec<usize>,
    pub(super) values: Values,
}

/// The band, or strip, of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    pub(super) line: usize,
    pub(super) top: i32,
    pub(super) bottom: i32,
}

/// How tall a picture of this should be, in the sizes that fonts are told in.
#[must_use]
pub fn height(chart: &Chart<'_>) -> f64 {
    let panels = count(units(chart).len().div_ceil(2));
    let lanes = count(lanes(chart).count());
    let panel = if panels > 1.0 { SMALL_PANEL } else { PANEL };
    let beside = if panels > 0.0 && lanes > 0.0 { BETWEEN } else { 0.0 };
    let head = if panels > 0.0 { HEAD } else { BARE_HEAD };
    head + panels * panel + (panels - 1.0).max(0.0) * (BETWEEN + HEAD) + beside + lanes * LANE + FOOT
}

impl Layout {
    /// `values` tells an axis for these lines with so many marks.
    pub(super) fn new(
        chart: &Chart<'_>,
        look: &Look<'_>,
        height: i32,
        values: impl Fn(&[usize], usize) -> Values,
    ) -> Self {
        let units = units(chart);
        let lines: Vec<_> = lanes(chart).collect();
        let foot = (height - look.px(FOOT)).max(0);
        let lane = look.px(LANE);
        let below = lane.saturating_mul(i32::try_from(lines.len()).unwrap_or(i32::MAX)).min(foot);
        let panels = i32::try_from(units.len().div_ceil(2)).unwrap_or(1).max(1);
        let head = look.px(HEAD);
        let beside = if lines.is_empty() { 0 } else { look.px(BETWEEN) };
        let above = (foot - below - beside - head).max(0);
        let between = look.px(BETWEEN) + head;
        let each = ((above - (panels - 1) * between) / panels).max(1);
        let fitting = usize::try_from(each / look.px(MARK).max(1)).unwrap_or(2).max(2);
        let panel = |(number, units): (usize, &[&str])| {
            let top = head + i32::try_from(number).unwrap_or(0) * (each + between);
            let of = |unit: &&str| {
                let is_of = |(_, line): &(usize, &super::Line<'_>)| line.shape == Shape::Curve && line.unit == *unit;
                let lines: Vec<_> = chart.lines.iter().enumerate().filter(is_of).map(|(number, _)| number).collect();
                Axis { values: values(&lines, fitting), lines }
            };
            Panel { top, bottom: top + each, axes: units.iter().map(of).collect() }
        };
        let panels = units.chunks(2).enumerate().map(panel).collect();
        let lane = |(number, line): (usize, usize)| {
            let top = foot - below + i32::try_from(number).unwrap_or(0) * lane;
            Lane { line, top, bottom: top + lane }
        };
        Self { panels, lanes: lines.into_iter().enumerate().map(lane).collect(), foot }
    }

    /// The uppermost pixel of anything that stands at a time.
    pub(super) fn top(&self) -> i32 {
        let panels = self.panels.iter().map(|panel| panel.top);
        panels.chain(self.lanes.iter().map(|lane| lane.top)).min().unwrap_or(0)
    }
}

/// Each once, in the order of the lines.
fn units<'a>(chart: &Chart<'a>) -> Vec<&'a str> {
    let mut units = Vec::new();
    for line in chart.lines.iter().filter(|line| line.shape == Shape::Curve) {
        if !units.contains(&line.unit) {
            units.push(line.unit);
        }
    }
    units
}

fn lanes(chart: &Chart<'_>) -> impl Iterator<Item = usize> {
    chart.lines.iter().enumerate().filter(|(_, line)| line.shape != Shape::Curve).map(|(number, _)| number)
}

fn count(count: usize) -> f64 {
    f64::from(u16::try_from(count).unwrap_or(u16::MAX))
}
