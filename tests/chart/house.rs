//! What devices said, made up; a reader who writes numbers plainly and lives an hour east; pictures as SVG.

use alicia_dashboard::chart::{Chart, Grain, Ink, Line, Look, Notation, Plot, Shape, draw, height};
use alicia_dashboard::device::Value;
use alicia_dashboard::history::{Column, Gap, Strand, Stretch};
use alicia_dashboard::time::Timestamp;
use plotters_svg::SVGBackend;

/// Midnight of a Sunday in Vienna.
pub(crate) const START: i64 = 1_762_642_800_000;
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

pub(crate) struct Reader;

impl Notation for Reader {
    fn number(&self, number: f64, places: u8) -> String {
        if number.abs() >= 1e9 { format!("{number:e}") } else { format!("{number:.*}", usize::from(places)) }
    }

    fn time(&self, time: Timestamp, grain: Grain) -> String {
        let local = Timestamp::from_millis(time.millis() + self.ahead_of_utc(time)).to_iso8601();
        match grain {
            Grain::Year => local[..4].to_owned(),
            Grain::Month => local[..7].to_owned(),
            Grain::Day => local[5..10].to_owned(),
            Grain::Minute => local[11..16].to_owned(),
            Grain::Second => local[11..19].to_owned(),
            Grain::Whole => local[..19].to_owned(),
        }
    }

    fn state(&self, _: usize, value: &Value) -> String {
        value.plain()
    }

    fn changes(&self, count: u32) -> String {
        format!("{count} changes")
    }

    fn ahead_of_utc(&self, _: Timestamp) -> i64 {
        HOUR
    }
}

pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(START + millis)
}

pub(crate) fn reading(millis: i64, value: f64) -> Column {
    let time = at(millis);
    Column { from: time, until: time, first: value, last: value, min: value, max: value, mean: value, count: 1 }
}

/// Many readings as one.
pub(crate) fn column(from: i64, until: i64, (min, mean, max): (f64, f64, f64), count: u32) -> Column {
    Column { from: at(from), until: at(until), first: mean, last: mean, min, max, mean, count }
}

pub(crate) fn numbers(columns: Vec<Column>) -> Strand {
    Strand { columns, ..Strand::default() }
}

pub(crate) fn readings(readings: &[(i64, f64)]) -> Strand {
    numbers(readings.iter().map(|(millis, value)| reading(*millis, *value)).collect())
}

pub(crate) fn stretch(from: i64, until: i64, value: Value) -> Stretch {
    Stretch { from: at(from), until: at(until), value, changes: 1 }
}

pub(crate) fn states(stretches: Vec<Stretch>) -> Strand {
    Strand { stretches, ..Strand::default() }
}

pub(crate) fn gap(from: i64, until: i64) -> Gap {
    Gap { from: at(from), until: at(until) }
}

pub(crate) fn curve<'a>(unit: &'a str, strand: &'a Strand) -> Line<'a> {
    Line { shape: Shape::Curve, unit, strand, thresholds: &[] }
}

pub(crate) fn chart<'a>(length: i64, lines: Vec<Line<'a>>, gaps: &'a [Gap]) -> Chart<'a> {
    Chart { from: at(0), until: at(length), lines, gaps, pointed: None }
}

const LIGHT: [(u8, u8, u8); Ink::COUNT] = [
    (255, 255, 255),
    (27, 31, 40),
    (91, 98, 110),
    (230, 229, 225),
    (178, 36, 36),
    (11, 107, 181),
    (194, 94, 0),
    (26, 138, 90),
    (138, 79, 196),
    (200, 50, 92),
    (0, 124, 138),
    (138, 106, 0),
    (90, 100, 114),
];
const DARK: [(u8, u8, u8); Ink::COUNT] = [
    (27, 30, 36),
    (240, 239, 236),
    (170, 176, 186),
    (48, 53, 62),
    (255, 128, 120),
    (95, 180, 245),
    (242, 155, 75),
    (85, 199, 149),
    (194, 156, 242),
    (245, 127, 158),
    (79, 200, 214),
    (217, 185, 74),
    (169, 180, 194),
];

pub(crate) fn look(is_dark: bool, scale: f64) -> Look<'static> {
    Look { inks: if is_dark { DARK } else { LIGHT }, font: "DejaVu Sans", scale }
}

/// A picture of 720 by as much as it wants, and where time runs in it.
pub(crate) fn picture(chart: &Chart<'_>) -> (String, Plot) {
    picture_in(chart, look(false, 1.0), 720)
}

pub(crate) fn picture_in(chart: &Chart<'_>, look: Look<'_>, width: u32) -> (String, Plot) {
    let mut svg = String::new();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundred pixels")]
    let size = (width, (height(chart) * look.scale) as u32);
    let plot = draw(SVGBackend::with_string(&mut svg, size), chart, &look, &Reader).expect("a text takes all of it");
    (svg, plot)
}

/// The points of all shapes of this name that have this colour.
pub(crate) fn shapes(svg: &str, name: &str, colour: &str) -> Vec<Vec<(f64, f64)>> {
    let start = format!("<{name} ");
    let elements = svg.split(start.as_str()).skip(1).map(|rest| rest.split("/>").next().unwrap_or(rest));
    let of_colour = elements.filter(|element| element.contains(colour));
    of_colour.map(points).collect()
}

fn points(element: &str) -> Vec<(f64, f64)> {
    let list = element.split("points=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let pair = |pair: &str| {
        let (x, y) = pair.split_once(',').expect("a pair");
        (x.parse().expect("a number"), y.parse().expect("a number"))
    };
    list.split_whitespace().map(pair).collect()
}

/// The points of all curves of this colour, without the outlines of areas.
pub(crate) fn curves(svg: &str, colour: &str) -> Vec<Vec<(f64, f64)>> {
    shapes(svg, "polyline", &format!("opacity=\"1\" stroke=\"{colour}\""))
}

/// The texts of a picture.
pub(crate) fn texts(svg: &str) -> Vec<String> {
    let texts = svg.split("<text ").skip(1).filter_map(|rest| rest.split('>').nth(1));
    texts.map(|text| text.trim_end_matches("</text").trim().to_owned()).collect()
}

/// The colour of the first line as SVG has it.
pub(crate) const FIRST: &str = "#0B6BB5";

/// A quiet walk of numbers that is the same each time.
pub(crate) fn walk(count: usize, start: f64, step: f64) -> Vec<f64> {
    let (mut seed, mut value) = (42_u64, start);
    let mut next = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = f64::from(u32::try_from(seed >> 40).expect("24 bits")) / f64::from(1 << 24);
        value += (share - 0.5) * step + (start - value) * 0.01;
        value
    };
    (0..count).map(|_| next()).collect()
}

pub(crate) fn word(word: &str) -> Value {
    Value::Text(word.to_owned())
}
