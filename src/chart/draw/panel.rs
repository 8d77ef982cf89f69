//! Curves: the least and the greatest as an area where a pixel has several readings, their means as a line, single readings
//! as dots.

use plotters::element::{Circle, PathElement, Polygon, Text};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::DrawingBackend;

use super::{AIR, Canvas, Drawn, LETTERS, Scene};
use crate::chart::layout::{Axis, Panel};
use crate::chart::look::Ink;
use crate::chart::scale::ValueScale;
use crate::chart::trace::Knot;
use crate::order::by_number;

/// Readings that are farther apart than this are seen one by one.
const APART: f64 = 14.0;
/// What is left of a number behind its last digit.
const EVEN: f64 = 1e-6;

pub(super) fn draw<DB: DrawingBackend>(scene: &Scene<'_, '_>, canvas: &Canvas<DB>) -> Drawn<DB> {
    for panel in &scene.layout.panels {
        for (number, axis) in panel.axes.iter().enumerate() {
            marks(scene, canvas, panel, axis, number == 0)?;
        }
        for axis in &panel.axes {
            thresholds(scene, canvas, panel, axis)?;
        }
        for axis in &panel.axes {
            for line in &axis.lines {
                areas(scene, canvas, panel, axis.values.scale, *line)?;
            }
        }
        for axis in &panel.axes {
            for line in &axis.lines {
                curve(scene, canvas, panel, axis.values.scale, *line)?;
            }
        }
        letters(scene, canvas, panel)?;
    }
    Ok(())
}

/// What the marks mean, at the side of this axis; lines for those of the first one alone.
fn marks<DB: DrawingBackend>(
    scene: &Scene<'_, '_>,
    canvas: &Canvas<DB>,
    panel: &Panel,
    axis: &Axis,
    is_first: bool,
) -> Drawn<DB> {
    let (look, plot) = (scene.look, scene.plot);
    let beside = if scene.chart.lines.len() > 1 { look.px(LETTERS) } else { 0 };
    let (x, side) = if is_first {
        (plot.left - look.px(AIR), HPos::Right)
    } else {
        (plot.right + beside + look.px(AIR) / 2, HPos::Left)
    };
    let grid = scene.plane(canvas, axis.values.scale, (panel.top, panel.bottom));
    let from = scene.scale.from;
    for mark in &axis.values.marks {
        let (_, y) = grid.map_coordinate(&(from, *mark));
        if is_first {
            let line = vec![(plot.left, y), (plot.right, y)];
            canvas.draw(&PathElement::new(line, look.stroke(Ink::Grid, 1.0, 1.0)))?;
        }
        let text = scene.notation.number(*mark, axis.values.digits);
        canvas.draw(&Text::new(text, (x, y), look.text(Ink::Soft, (side, VPos::Center))))?;
    }
    let unit = axis.lines.first().map_or("", |line| scene.chart.lines[*line].unit);
    let place =
        if is_first { (0, HPos::Left) } else { (i32::try_from(canvas.dim_in_pixel().0).unwrap_or(0), HPos::Right) };
    let style = look.text(Ink::Soft, (place.1, VPos::Bottom));
    canvas.draw(&Text::new(unit.to_owned(), (place.0, panel.top - look.px(9.0)), style))
}

fn thresholds<DB: DrawingBackend>(scene: &Scene<'_, '_>, canvas: &Canvas<DB>, panel: &Panel, axis: &Axis) -> Drawn<DB> {
    let look = scene.look;
    let grid = scene.plane(canvas, axis.values.scale, (panel.top, panel.bottom));
    let (dash, gap) = (look.px(6.0).max(2), look.px(4.0).max(1));
    for threshold in axis.lines.iter().flat_map(|line| scene.chart.lines[*line].thresholds) {
        if !threshold.is_finite() {
            continue;
        }
        let (_, y) = grid.map_coordinate(&(scene.scale.from, *threshold));
        let mut x = scene.plot.left;
        while x < scene.plot.right {
            let end = (x + dash).min(scene.plot.right);
            canvas.draw(&PathElement::new(vec![(x, y), (end, y)], look.stroke(Ink::Threshold, 1.0, 1.5)))?;
            x = end + gap;
        }
        let text = scene.notation.number(*threshold, digits(*threshold, axis.values.digits));
        let style = look.text(Ink::Threshold, (HPos::Right, VPos::Bottom));
        canvas.draw(&Text::new(text, (scene.plot.right - look.px(4.0), y - look.px(3.0)), style))?;
    }
    Ok(())
}

/// As many as the value has, and at most two more than the marks.
fn digits(value: f64, of_marks: u8) -> u8 {
    let is_told = |digits: &u8| {
        let tens = 10_f64.powi(i32::from(*digits));
        (value * tens - (value * tens).round()).abs() < EVEN
    };
    let most = of_marks.saturating_add(2);
    (0..most).find(is_told).unwrap_or(most)
}

/// Everything between the least and the greatest; below a line that is alone, a shade down to the foot.
fn areas<DB: DrawingBackend>(
    scene: &Scene<'_, '_>,
    canvas: &Canvas<DB>,
    panel: &Panel,
    values: ValueScale,
    line: usize,
) -> Drawn<DB> {
    let look = scene.look;
    let grid = scene.plane(canvas, values, (panel.top, panel.bottom));
    for run in &scene.runs[line] {
        if scene.chart.lines.len() == 1
            && let [first, .., last] = &run[..]
        {
            let mut shade: Vec<_> = run.iter().map(|knot| (knot.middle(), knot.mean)).collect();
            shade.extend([(last.middle(), values.low), (first.middle(), values.low)]);
            grid.draw(&Polygon::new(shade, look.tint(Ink::Line(line), 0.07)))?;
        }
        if run.iter().all(|knot| knot.min >= knot.max) {
            continue;
        }
        if let [knot] = &run[..] {
            let bar = vec![(knot.middle(), knot.min), (knot.middle(), knot.max)];
            grid.draw(&PathElement::new(bar, look.stroke(Ink::Line(line), 0.5, 2.0)))?;
            continue;
        }
        let there = run.iter().map(|knot| (knot.middle(), knot.max));
        let back = run.iter().rev().map(|knot| (knot.middle(), knot.min));
        let area: Vec<_> = there.chain(back).collect();
        // A single reading far from the others has an area too narrow to be seen.
        grid.draw(&PathElement::new(area.clone(), look.stroke(Ink::Line(line), 0.35, 1.0)))?;
        grid.draw(&Polygon::new(area, look.tint(Ink::Line(line), 0.24)))?;
    }
    Ok(())
}

fn curve<DB: DrawingBackend>(
    scene: &Scene<'_, '_>,
    canvas: &Canvas<DB>,
    panel: &Panel,
    values: ValueScale,
    line: usize,
) -> Drawn<DB> {
    let look = scene.look;
    let grid = scene.plane(canvas, values, (panel.top, panel.bottom));
    let dot = look.fill(Ink::Line(line), 1.0);
    for run in &scene.runs[line] {
        let points: Vec<_> = run.iter().map(|knot| (knot.middle(), knot.mean)).collect();
        let are_apart = is_sparse(scene, run);
        if points.len() > 1 {
            grid.draw(&PathElement::new(points.clone(), look.stroke(Ink::Line(line), 1.0, 1.5)))?;
        }
        if are_apart {
            for knot in run.iter().filter(|knot| knot.count > 0) {
                grid.draw(&Circle::new((knot.middle(), knot.mean), look.px(2.5), dot))?;
            }
        }
    }
    Ok(())
}

/// Whether there is room to see every reading of a run.
fn is_sparse(scene: &Scene<'_, '_>, run: &[Knot]) -> bool {
    let [first, .., last] = run else { return true };
    let width = scene.x(last.middle()) - scene.x(first.middle());
    let between = i32::try_from(run.len() - 1).unwrap_or(i32::MAX);
    width / between >= scene.look.px(APART)
}

/// Each at the height where its line ends, as far as they have room.
fn letters<DB: DrawingBackend>(scene: &Scene<'_, '_>, canvas: &Canvas<DB>, panel: &Panel) -> Drawn<DB> {
    if scene.chart.lines.len() < 2 {
        return Ok(());
    }
    let mut places = Vec::new();
    for axis in &panel.axes {
        let grid = scene.plane(canvas, axis.values.scale, (panel.top, panel.bottom));
        for line in &axis.lines {
            if let Some(last) = scene.runs[*line].iter().flatten().last() {
                places.push((grid.map_coordinate(&(last.middle(), last.mean)).1, *line));
            }
        }
    }
    let mut places = by_number(places, |(y, _)| i64::from(*y));
    let room = scene.look.px(19.0);
    let mut lowest = panel.bottom;
    // From below, each above the one before; then from above, if that led out of the panel.
    for (y, _) in places.iter_mut().rev() {
        *y = (*y).min(lowest);
        lowest = *y - room;
    }
    let mut highest = panel.top;
    for (y, line) in places {
        let y = y.max(highest);
        highest = y + room;
        scene.letter(canvas, line, (scene.plot.right + scene.look.px(LETTERS / 2.0), y))?;
    }
    Ok(())
}
