//! Bands and strips: when something was on, and which words were said.

use plotters::element::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::DrawingBackend;

use super::{Canvas, Drawn, LETTERS, Scene};
use crate::chart::Shape;
use crate::chart::layout::Lane;
use crate::chart::look::Ink;
use crate::chart::scale::whole;
use crate::device::Value;
use crate::history::Stretch;
use crate::order::by_number;

/// Above and below what is drawn.
const AIR: f64 = 5.0;
/// How strong the grounds of words are that follow each other.
const SHADES: [f64; 3] = [0.36, 0.2, 0.28];

pub(super) fn draw<DB: DrawingBackend>(scene: &Scene<'_, '_>, canvas: &Canvas<DB>) -> Drawn<DB> {
    for lane in &scene.layout.lanes {
        if scene.chart.lines.len() > 1 {
            let place = (scene.look.px(LETTERS / 2.0 - 2.0), lane.top + (lane.bottom - lane.top) / 2);
            scene.letter(canvas, lane.line, place)?;
        }
        match scene.chart.lines[lane.line].shape {
            Shape::Curve => {}
            Shape::Band => band(scene, canvas, *lane)?,
            Shape::Strip => strip(scene, canvas, *lane)?,
        }
    }
    Ok(())
}

/// Full while it was on, a line while it was off, nothing where it is not known.
fn band<DB: DrawingBackend>(scene: &Scene<'_, '_>, canvas: &Canvas<DB>, place: Lane) -> Drawn<DB> {
    let look = scene.look;
    let (top, bottom) = (place.top + look.px(AIR), place.bottom - look.px(AIR));
    for piece in pieces(scene, place) {
        let (left, right) = (piece.left, piece.right);
        match &piece.said {
            Said::Many(count) => {
                many(scene, canvas, place, (left, right), *count)?;
            }
            Said::One(value) => match value.as_flag() {
                Some(true) => {
                    let fill = look.fill(Ink::Line(place.line), 0.85);
                    canvas.draw(&Rectangle::new([(left, top), (right, bottom)], fill))?;
                }
                Some(false) => {
                    let line = vec![(left, bottom), (right, bottom)];
                    canvas.draw(&PathElement::new(line, look.stroke(Ink::Line(place.line), 0.8, 2.0)))?;
                }
                None => {}
            },
        }
    }
    Ok(())
}

/// Each word on a ground of its own, written there where it fits.
fn strip<DB: DrawingBackend>(scene: &Scene<'_, '_>, canvas: &Canvas<DB>, place: Lane) -> Drawn<DB> {
    let look = scene.look;
    let (top, bottom) = (place.top + look.px(AIR), place.bottom - look.px(AIR));
    let style = look.text(Ink::Text, (HPos::Left, VPos::Center));
    let words = known_words(&scene.chart.lines[place.line].strand.stretches);
    for piece in pieces(scene, place) {
        let (left, right) = (piece.left, piece.right);
        let value = match piece.said {
            Said::Many(count) => {
                many(scene, canvas, place, (left, right), count)?;
                continue;
            }
            Said::One(Value::Unknown) => continue,
            Said::One(value) => value,
        };
        let number = words.iter().position(|word| **word == value).unwrap_or(0);
        let fill = look.fill(Ink::Line(place.line), SHADES[number % SHADES.len()]);
        canvas.draw(&Rectangle::new([(left, top), (right, bottom)], fill))?;
        let start = vec![(left, top), (left, bottom)];
        canvas.draw(&PathElement::new(start, look.stroke(Ink::Line(place.line), 1.0, 1.5)))?;
        let room = right - left - look.px(12.0);
        if room > look.px(12.0) {
            let text = scene.notation.state(place.line, &value);
            if let Some(text) = fitting(canvas, &text, room, |text| canvas.estimate_text_size(text, &style))? {
                canvas.draw(&Text::new(text, (left + look.px(7.0), top + (bottom - top) / 2), style.clone()))?;
            }
        }
    }
    Ok(())
}

/// So many changes that they cannot be told apart.
fn many<DB: DrawingBackend>(
    scene: &Scene<'_, '_>,
    canvas: &Canvas<DB>,
    place: Lane,
    (left, right): (i32, i32),
    count: u32,
) -> Drawn<DB> {
    let look = scene.look;
    let (top, bottom) = (place.top + look.px(AIR), place.bottom - look.px(AIR));
    canvas.draw(&Rectangle::new([(left, top), (right, bottom)], look.fill(Ink::Line(place.line), 0.16)))?;
    let step = look.px(4.0).max(2);
    let mut x = left;
    while x < right {
        canvas.draw(&PathElement::new(vec![(x, top), (x, bottom)], look.stroke(Ink::Line(place.line), 0.5, 1.0)))?;
        x += step;
    }
    let text = scene.notation.changes(count);
    let style = look.text(Ink::Text, (HPos::Center, VPos::Center));
    let (width, _) = canvas.estimate_text_size(&text, &style)?;
    let width = i32::try_from(width).unwrap_or(i32::MAX);
    if width < right - left - look.px(16.0) {
        let (x, y) = (left + (right - left) / 2, top + (bottom - top) / 2);
        let half = width / 2 + look.px(5.0);
        canvas.draw(&Rectangle::new([(x - half, top), (x + half, bottom)], look.fill(Ink::Ground, 0.85)))?;
        canvas.draw(&Text::new(text, (x, y), style))?;
    }
    Ok(())
}

/// What is drawn as one: at least a pixel wide.
struct Piece {
    left: i32,
    right: i32,
    said: Said,
}

enum Said {
    One(Value),
    Many(u32),
}

/// Stretches that share a pixel are told as one.
fn pieces(scene: &Scene<'_, '_>, lane: Lane) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for stretch in in_order(&scene.chart.lines[lane.line].strand.stretches) {
        let (from, until) = (stretch.from.millis(), stretch.until.millis().max(stretch.from.millis()));
        if until < scene.scale.from || from > scene.scale.until {
            continue;
        }
        let left = scene.x(from);
        let right = scene.x(until).max(left + 1).min(scene.plot.right);
        let said = if stretch.changes > 1 { Said::Many(stretch.changes) } else { Said::One(stretch.value.clone()) };
        match pieces.last_mut() {
            Some(last) if last.right > left && last.right - last.left <= 1 => {
                last.said = Said::Many(last.said.changes().saturating_add(said.changes()));
                last.right = right.min(last.left + 1).max(last.right);
                if right > last.right {
                    let left = last.right;
                    pieces.push(Piece { left, right, said });
                }
            }
            Some(last) if last.right > left => {
                let left = last.right;
                if right > left {
                    pieces.push(Piece { left, right, said });
                }
            }
            _ if right > left => pieces.push(Piece { left, right, said }),
            _ => {}
        }
    }
    together(pieces)
}

/// Changes that cannot be told apart are one piece as long as nothing else lies between them.
fn together(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match all.last_mut() {
            Some(Piece { right, said: Said::Many(count), .. }) if *right == piece.left => match piece.said {
                Said::Many(more) => (*right, *count) = (piece.right, count.saturating_add(more)),
                Said::One(_) => all.push(piece),
            },
            _ => all.push(piece),
        }
    }
    all
}

impl Said {
    fn changes(&self) -> u32 {
        match self {
            Self::One(_) => 1,
            Self::Many(count) => *count,
        }
    }
}

fn in_order(stretches: &[Stretch]) -> Vec<&Stretch> {
    by_number(stretches.iter().collect(), |stretch| stretch.from.millis())
}

/// The first of them, each once: more grounds than these could not be told apart.
fn known_words(stretches: &[Stretch]) -> Vec<&Value> {
    let mut words: Vec<&Value> = Vec::new();
    for stretch in stretches {
        if words.len() >= 24 {
            break;
        }
        if !words.contains(&&stretch.value) {
            words.push(&stretch.value);
        }
    }
    words
}

/// As much of a text as there is room for.
fn fitting<DB: DrawingBackend, E>(
    _: &Canvas<DB>,
    text: &str,
    room: i32,
    size: impl Fn(&str) -> Result<(u32, u32), E>,
) -> Result<Option<String>, E> {
    let (width, _) = size(text)?;
    let width = i32::try_from(width).unwrap_or(i32::MAX).max(1);
    if width <= room {
        return Ok(Some(text.to_owned()));
    }
    let letters = text.chars().count();
    let share = f64::from(room) / f64::from(width) * f64::from(u16::try_from(letters).unwrap_or(u16::MAX));
    let fitting = usize::try_from(whole(share) - 2).unwrap_or(0);
    Ok((fitting >= 3).then(|| text.chars().take(fitting).chain(['…']).collect()))
}
