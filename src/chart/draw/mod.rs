//! Draws a chart: grid and times first, then what was said, then the names of the lines and what the person points at.

mod lane;
mod panel;

use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::DrawingBackend;

use super::hours;
use super::layout::{LETTERS, Layout};
use super::look::{Ink, Look, SIZE};
use super::scale::{TimeScale, ValueScale, real, within};
use super::trace::{self, Run};
use super::values::Values;
use super::{Chart, Notation, Shape, letter};
use crate::time::Timestamp;

/// Between two marks of times.
const MARK: f64 = 84.0;
/// Between the plot and what is written beside it.
const AIR: f64 = 10.0;

type Canvas<DB> = DrawingArea<DB, Shift>;
type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Which part of the picture time runs along.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plot {
    left: i32,
    right: i32,
    time: (i64, i64),
}

/// All that one piece of a picture is drawn from.
struct Scene<'a, 'b> {
    chart: &'a Chart<'b>,
    notation: &'a dyn Notation,
    look: &'a Look<'a>,
    scale: TimeScale,
    layout: Layout,
    plot: Plot,
    /// Of each line what there is to draw of it; nothing of what is no curve.
    runs: Vec<Vec<Run>>,
    gaps: Vec<(i64, i64)>,
}

impl Plot {
    /// The time at a pixel, at most as far as the plot goes.
    #[must_use]
    pub fn time_at(&self, pixel: f64) -> Timestamp {
        let (left, right) = (f64::from(self.left), f64::from(self.right.max(self.left + 1)));
        let share = within((pixel - left) / (right - left), 0.0, 1.0);
        let (from, until) = self.time;
        #[expect(clippy::cast_possible_truncation, reason = "a part of a length that was whole")]
        let along = (real(until.saturating_sub(from)) * share) as i64;
        Timestamp::from_millis(from.saturating_add(along))
    }

    /// Pixels of the picture along which time runs.
    #[must_use]
    pub fn width(&self) -> u32 {
        u32::try_from(self.right - self.left).unwrap_or(1).max(1)
    }
}

/// Draws a chart onto whatever plotters can draw on, all of it.
///
/// # Errors
///
/// What the backend has against it.
pub fn draw<DB: DrawingBackend>(
    backend: DB,
    chart: &Chart<'_>,
    look: &Look<'_>,
    notation: &dyn Notation,
) -> Result<Plot, DrawingAreaErrorKind<DB::ErrorType>> {
    let canvas = backend.into_drawing_area();
    let (width, height) = canvas.dim_in_pixel();
    let (width, height) = (i32::try_from(width).unwrap_or(1), i32::try_from(height).unwrap_or(1));
    let scale = TimeScale::new(chart.from, chart.until);
    let pixels = usize::try_from(width).unwrap_or(1);
    let runs = chart.lines.iter().map(|line| match line.shape {
        Shape::Curve => trace::runs(line.strand, chart.gaps, scale, pixels),
        Shape::Band | Shape::Strip => Vec::new(),
    });
    let runs: Vec<_> = runs.collect();
    let layout = Layout::new(chart, look, height, |lines, marks| axis(chart, &runs, lines, marks));
    let plot = plot(&canvas, &layout, chart, look, notation, width)?;
    let gaps = trace::ordered(chart.gaps);
    let scene = Scene { chart, notation, look, scale, layout, plot, runs, gaps };
    canvas.fill(&look.ink(Ink::Ground))?;
    scene.gaps(&canvas)?;
    scene.times(&canvas)?;
    panel::draw(&scene, &canvas)?;
    lane::draw(&scene, &canvas)?;
    scene.pointed(&canvas)?;
    canvas.present()?;
    Ok(plot)
}

fn axis(chart: &Chart<'_>, runs: &[Vec<Run>], lines: &[usize], marks: usize) -> Values {
    let knots = lines.iter().flat_map(|line| runs[*line].iter().flatten());
    let readings = knots.flat_map(|knot| [knot.min, knot.max]);
    let thresholds = lines.iter().flat_map(|line| chart.lines[*line].thresholds.iter().copied());
    let mut values = readings.chain(thresholds).peekable();
    // Where nothing is known, marks would tell of numbers that nobody has said.
    let is_bare = values.peek().is_none();
    let mut axis = Values::around(values, marks);
    if is_bare {
        axis.marks.clear();
    }
    axis
}

/// What the texts beside it leave.
fn plot<DB: DrawingBackend>(
    canvas: &Canvas<DB>,
    layout: &Layout,
    chart: &Chart<'_>,
    look: &Look<'_>,
    notation: &dyn Notation,
    width: i32,
) -> Result<Plot, DrawingAreaErrorKind<DB::ErrorType>> {
    let style = look.text(Ink::Soft, (HPos::Left, VPos::Center));
    let mut beside = [0, 0];
    for panel in &layout.panels {
        for (axis, beside) in panel.axes.iter().zip(&mut beside) {
            let ends = [axis.values.marks.first(), axis.values.marks.last()];
            for mark in ends.into_iter().flatten() {
                let text = notation.number(*mark, axis.values.digits);
                let (width, _) = canvas.estimate_text_size(&text, &style)?;
                *beside = (*beside).max(i32::try_from(width).unwrap_or(0) + look.px(AIR));
            }
        }
    }
    let letters = if chart.lines.len() > 1 { look.px(LETTERS) } else { 0 };
    // The last mark of the times may stand out a little.
    let [left, right] = beside.map(|beside| beside.min(width / 3));
    let left = if layout.lanes.is_empty() { left } else { left.max(letters) };
    let right = width - right.max(look.px(AIR)) - if layout.panels.is_empty() { 0 } else { letters };
    Ok(Plot { left, right: right.max(left + 1), time: (chart.from.millis(), chart.until.millis()) })
}

impl Scene<'_, '_> {
    /// Where a time and a value stand, between these heights.
    fn plane<DB: DrawingBackend>(
        &self,
        canvas: &Canvas<DB>,
        values: ValueScale,
        (top, bottom): (i32, i32),
    ) -> DrawingArea<DB, Cartesian2d<TimeScale, ValueScale>> {
        let place = (self.plot.left..self.plot.right, bottom..top);
        canvas.apply_coord_spec(Cartesian2d::new(self.scale, values, place))
    }

    /// Where a time is, at most as far as the plot goes.
    fn x(&self, millis: i64) -> i32 {
        let (left, right) = (self.plot.left, self.plot.right);
        let along = within(self.scale.share(millis), 0.0, 1.0) * f64::from(right - left);
        left + super::scale::whole(along)
    }

    /// What nobody heard is hatched.
    fn gaps<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Drawn<DB> {
        let (top, bottom) = (self.layout.top(), self.layout.foot);
        let (step, height) = (self.look.px(8.0).max(2), bottom - top);
        let hatch = self.look.stroke(Ink::Soft, 0.22, 1.0);
        let mut done = i32::MIN;
        for (from, until) in &self.gaps {
            let (left, right) = (self.x(*from).max(done), self.x(*until));
            if right <= left {
                continue;
            }
            done = right;
            canvas.draw(&Rectangle::new([(left, top), (right, bottom)], self.look.fill(Ink::Soft, 0.07)))?;
            // Lines that rise to the right, on one pattern for the whole picture.
            let mut start = left - height - (left - height).rem_euclid(step);
            while start < right {
                let (low, high) = (start.max(left), (start + height).min(right));
                if low < high {
                    let y = |x: i32| bottom - (x - start);
                    canvas.draw(&PathElement::new(vec![(low, y(low)), (high, y(high))], hatch))?;
                }
                start += step;
            }
        }
        Ok(())
    }

    fn times<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Drawn<DB> {
        let most = usize::try_from((self.plot.right - self.plot.left) / self.look.px(MARK).max(1)).unwrap_or(1);
        let style = self.look.text(Ink::Soft, (HPos::Center, VPos::Top));
        let (top, foot) = (self.layout.top(), self.layout.foot);
        let (width, _) = canvas.dim_in_pixel();
        let width = i32::try_from(width).unwrap_or(i32::MAX);
        let mut written = i32::MIN / 2;
        for (millis, grain) in hours::marks(self.scale, most, self.notation) {
            let x = self.x(millis);
            canvas.draw(&PathElement::new(vec![(x, top), (x, foot)], self.look.stroke(Ink::Grid, 1.0, 1.0)))?;
            let text = self.notation.time(Timestamp::from_millis(millis), grain);
            let (size, _) = canvas.estimate_text_size(&text, &style)?;
            let half = i32::try_from(size / 2).unwrap_or(0);
            // Not beyond the picture, and not over the one before.
            let centre = x.min(width - half).max(half);
            if centre - half > written {
                written = centre + half + self.look.px(AIR);
                canvas.draw(&Text::new(text, (centre, foot + self.look.px(7.0)), style.clone()))?;
            }
        }
        Ok(())
    }

    /// The letter of a line, on its colour.
    fn letter<DB: DrawingBackend>(&self, canvas: &Canvas<DB>, line: usize, place: (i32, i32)) -> Drawn<DB> {
        let style = self.look.text(Ink::Ground, (HPos::Center, VPos::Center));
        canvas.draw(&Circle::new(place, self.look.px(SIZE * 0.72), self.look.fill(Ink::Line(line), 1.0)))?;
        canvas.draw(&Text::new(letter(line).to_string(), place, style))
    }

    fn pointed<DB: DrawingBackend>(&self, canvas: &Canvas<DB>) -> Drawn<DB> {
        let Some(pointed) = self.chart.pointed.map(Timestamp::millis) else { return Ok(()) };
        if !(self.scale.from..=self.scale.until).contains(&pointed) {
            return Ok(());
        }
        let x = self.x(pointed);
        let hair = self.look.stroke(Ink::Text, 0.55, 1.0);
        canvas.draw(&PathElement::new(vec![(x, self.layout.top()), (x, self.layout.foot)], hair))?;
        let axes = self.layout.panels.iter().flat_map(|panel| panel.axes.iter().map(move |axis| (panel, axis)));
        for (panel, axis) in axes {
            for line in &axis.lines {
                let Some(knot) = super::probe::nearest(&self.runs[*line], pointed) else { continue };
                let grid = self.plane(canvas, axis.values.scale, (panel.top, panel.bottom));
                let place = grid.map_coordinate(&(knot.middle(), knot.mean));
                canvas.draw(&Circle::new(place, self.look.px(5.0), self.look.fill(Ink::Ground, 1.0)))?;
                canvas.draw(&Circle::new(place, self.look.px(3.5), self.look.fill(Ink::Line(*line), 1.0)))?;
            }
        }
        Ok(())
    }
}
