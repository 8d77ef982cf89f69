//! What is to be seen. All pictures of the gallery are left in `target/tmp/charts`, to be looked at.

use std::fs;
use std::path::Path;

use alicia_dashboard::chart::{Chart, Line, Shape};
use alicia_dashboard::device::Value;
use alicia_dashboard::history::{Column, Gap, Strand, Stretch};

use crate::house::{
    self, DAY, FIRST, HOUR, MINUTE, at, chart, column, curve, curves, gap, look, numbers, picture, picture_in, reading,
    readings, shapes, states, stretch, texts, walk, word,
};

fn steps(count: usize) -> impl Iterator<Item = i64> {
    0..i64::try_from(count).expect("a few")
}

fn temperature() -> Strand {
    let values = walk(720, 21.0, 0.35);
    let columns = steps(720).zip(values).filter(|(step, _)| !(300..380).contains(step));
    numbers(columns.map(|(step, value)| reading(step * 2 * MINUTE, value)).collect())
}

fn power() -> Strand {
    let values = walk(600, 420.0, 90.0);
    let column = |(step, mean): (i64, f64)| {
        let from = step * DAY / 600;
        column(
            from,
            from + DAY / 700,
            (mean - 60.0 - f64::from(u8::try_from(step % 37).expect("few")) * 3.0, mean, mean + 140.0),
            60,
        )
    };
    numbers(heard(steps(600).zip(values).map(column)))
}

/// What was said while somebody listened.
fn heard(columns: impl Iterator<Item = Column>) -> Vec<Column> {
    let silence = at(10 * HOUR)..at(12 * HOUR + 40 * MINUTE);
    columns.filter(|column| !silence.contains(&column.from)).collect()
}

fn humidity() -> Strand {
    numbers(heard(steps(96).zip(walk(96, 48.0, 2.0)).map(|(step, value)| reading(step * 15 * MINUTE, value))))
}

fn lamp() -> Strand {
    let on = [(0, 2, false), (2, 5, true), (5, 9, false), (9, 10, true), (13, 17, false), (17, 23, true)];
    states(on.map(|(from, until, is_on)| stretch(from * HOUR, until * HOUR, Value::Flag(is_on))).to_vec())
}

fn mode() -> Strand {
    let words = [
        (0, 5, "sleeping"),
        (5, 7, "heating up"),
        (7, 10, "idle"),
        (13, 16, "heating"),
        (16, 24, "a very long word that says too much"),
    ];
    let mut all: Vec<_> = words.map(|(from, until, said)| stretch(from * HOUR, until * HOUR, word(said))).to_vec();
    all.insert(2, Stretch { changes: 214, ..stretch(7 * HOUR, 9 * HOUR, word("idle")) });
    all[3].from = at(9 * HOUR);
    states(all)
}

fn line(shape: Shape, strand: &Strand) -> Line<'_> {
    Line { shape, unit: "", strand, thresholds: &[] }
}

#[test]
fn every_kind_of_chart_can_be_looked_at() {
    let (temperature, power, humidity, lamp, mode) = (temperature(), power(), humidity(), lamp(), mode());
    let gaps = [gap(10 * HOUR, 12 * HOUR + 40 * MINUTE)];
    let other =
        numbers(humidity.columns.iter().map(|it| reading(it.from.millis() - at(0).millis(), it.mean - 24.0)).collect());
    let few = readings(&[(HOUR, 3.0), (4 * HOUR, 3.5), (9 * HOUR, 2.0), (14 * HOUR, 6.0), (20 * HOUR, 5.0)]);
    let limit = Line { thresholds: &[24.0], ..curve("°C", &temperature) };
    let empty = Strand::default();
    let gallery: Vec<(&str, Chart<'_>)> = vec![
        ("curve", chart(DAY, vec![curve("°C", &temperature)], &gaps)),
        ("pointed", Chart { pointed: Some(at(15 * HOUR)), ..chart(DAY, vec![limit], &gaps) }),
        ("envelope", chart(DAY, vec![curve("W", &power)], &gaps[..0])),
        (
            "two-axes",
            Chart {
                pointed: Some(at(15 * HOUR)),
                ..chart(DAY, vec![curve("°C", &temperature), curve("%", &humidity), curve("°C", &other)], &gaps)
            },
        ),
        (
            "panels",
            chart(
                DAY,
                vec![
                    curve("°C", &temperature),
                    curve("%", &humidity),
                    curve("W", &power),
                    line(Shape::Band, &lamp),
                    line(Shape::Strip, &mode),
                ],
                &gaps,
            ),
        ),
        ("few", chart(DAY, vec![curve("kWh", &few)], &[])),
        ("band", chart(DAY, vec![line(Shape::Band, &lamp)], &gaps)),
        ("strip", Chart { pointed: Some(at(4 * HOUR)), ..chart(DAY, vec![line(Shape::Strip, &mode)], &gaps) }),
        ("empty", chart(DAY, vec![curve("°C", &empty)], &[])),
        ("month", chart(30 * DAY, vec![curve("°C", &temperature)], &[])),
    ];
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("charts");
    fs::create_dir_all(&folder).expect("a folder for pictures");
    for (name, chart) in &gallery {
        for (theme, is_dark) in [("light", false), ("dark", true)] {
            let (svg, _) = picture_in(chart, look(is_dark, 2.0), 1_440);
            fs::write(folder.join(format!("{name}-{theme}.svg")), &svg).expect("room for a picture");
        }
        let (svg, _) = picture_in(chart, look(false, 1.0), 340);
        fs::write(folder.join(format!("{name}-phone.svg")), &svg).expect("room for a picture");
        assert!(texts(&svg).len() >= 3, "{name} has hardly any words");
    }
}

#[test]
fn a_line_leads_from_reading_to_reading() {
    let strand = readings(&[(0, 0.0), (6 * HOUR, 10.0), (12 * HOUR, 5.0)]);
    let (svg, _) = picture(&chart(12 * HOUR, vec![curve("°C", &strand)], &[]));
    let lines = shapes(&svg, "polyline", FIRST);
    let [line] = &lines[..] else { panic!("one line, not {lines:?}") };
    let [(x0, y0), (x1, y1), (x2, y2)] = line[..] else { panic!("three points, not {line:?}") };
    assert!(x0 < x1 && ((x1 - x0) - (x2 - x1)).abs() <= 1.0, "{line:?}");
    assert!(y1 < y2 && y2 < y0 && ((y2 - y1) - (y0 - y2)).abs() <= 1.0, "{line:?}");
    assert_eq!(shapes(&svg, "circle", FIRST).len(), 3, "readings that are far apart are seen");
}

#[test]
fn a_line_breaks_where_nobody_listened() {
    let strand = readings(&[(0, 1.0), (HOUR, 2.0), (5 * HOUR, 3.0), (6 * HOUR, 4.0)]);
    let lines = |gaps: &[Gap]| shapes(&picture(&chart(6 * HOUR, vec![curve("", &strand)], gaps)).0, "polyline", FIRST);
    assert_eq!(lines(&[]).len(), 1);
    let broken = lines(&[gap(2 * HOUR, 3 * HOUR)]);
    assert_eq!(broken.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(lines(&[gap(7 * HOUR, 8 * HOUR)]).len(), 1, "a gap elsewhere breaks nothing");
}

#[test]
fn what_somebody_else_has_heard_while_nobody_listened_here_is_a_line_of_its_own() {
    let strand = readings(&[(0, 1.0), (2 * HOUR, 2.0), (3 * HOUR, 3.0), (4 * HOUR, 4.0), (6 * HOUR, 5.0)]);
    let gaps = [gap(HOUR, 5 * HOUR)];
    let svg = picture(&chart(6 * HOUR, vec![curve("", &strand)], &gaps)).0;
    let lines = shapes(&svg, "polyline", FIRST);
    assert_eq!(lines.iter().map(Vec::len).filter(|points| *points > 1).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_gap_is_hatched_as_wide_as_it_was() {
    let strand = readings(&[(0, 1.0), (10 * HOUR, 2.0)]);
    let (svg, plot) = picture(&chart(10 * HOUR, vec![curve("", &strand)], &[gap(5 * HOUR, 6 * HOUR)]));
    let hatch = shapes(&svg, "polyline", "#5B626E");
    let xs = || hatch.iter().flatten().map(|(x, _)| *x);
    let (low, high) = (xs().fold(f64::MAX, f64::min), xs().fold(f64::MIN, f64::max));
    assert!(hatch.len() > 5);
    let near = |x: f64, hours: i64| (plot.time_at(x).millis() - at(hours * HOUR).millis()).abs() < 3 * MINUTE;
    assert!(near(low, 5) && near(high, 6), "{low} to {high}");
}

#[test]
fn what_shares_a_pixel_is_an_area_from_the_least_to_the_greatest() {
    let many: Vec<_> =
        steps(20_000).map(|step| (step * DAY / 20_000, if step % 2 == 0 { 0.0 } else { 100.0 })).collect();
    let strand = readings(&many);
    let (svg, _) = picture(&chart(DAY, vec![curve("W", &strand), curve("W", &Strand::default())], &[]));
    let areas = shapes(&svg, "polygon", FIRST);
    let [area] = &areas[..] else { panic!("one area, not {}", areas.len()) };
    let heights = || area.iter().map(|(_, y)| *y);
    assert!(heights().fold(f64::MIN, f64::max) - heights().fold(f64::MAX, f64::min) > 150.0);
    let lines = curves(&svg, FIRST);
    assert!(lines.iter().map(Vec::len).sum::<usize>() <= 721, "no more points than pixels");
    let middle = lines[0].iter().map(|(_, y)| *y);
    let (low, high) = (middle.clone().fold(f64::MAX, f64::min), middle.fold(f64::MIN, f64::max));
    assert!(high - low < 30.0, "the mean hardly moves: {low} to {high}");
}

#[test]
fn lines_of_two_units_have_an_axis_each_and_those_of_one_share_it() {
    let (warm, damp) = (readings(&[(0, 20.0), (HOUR, 22.0)]), readings(&[(0, 400.0), (HOUR, 900.0)]));
    let (svg, _) = picture(&chart(HOUR, vec![curve("°C", &warm), curve("ppm", &damp), curve("°C", &warm)], &[]));
    let texts = texts(&svg);
    for text in ["°C", "ppm", "20.0", "900", "A", "B", "C"] {
        assert_eq!(texts.iter().filter(|it| *it == text).count(), 1, "{text} in {texts:?}");
    }
}

#[test]
fn a_third_unit_has_a_panel_of_its_own() {
    let strands = ["°C", "%", "W"].map(|unit| (unit, readings(&[(0, 20.0), (HOUR, 22.0)])));
    let lines: Vec<_> = strands.iter().map(|(unit, strand)| curve(unit, strand)).collect();
    let (svg, _) = picture(&chart(HOUR, lines, &[]));
    let heights = |colour| shapes(&svg, "polyline", colour)[0].iter().map(|(_, y)| *y).fold(f64::MIN, f64::max);
    assert!(heights("#1A8A5A") > heights("#0B6BB5") + 100.0, "the third curve lies below the first");
}

#[test]
fn a_threshold_is_always_within_the_picture() {
    let strand = readings(&[(0, 20.0), (HOUR, 21.0)]);
    let line = Line { thresholds: &[60.0, f64::NAN], ..curve("°C", &strand) };
    let (svg, _) = picture(&chart(HOUR, vec![line], &[]));
    let dashes = shapes(&svg, "polyline", "#B22424");
    assert!(dashes.len() > 20 && dashes.iter().flatten().all(|(_, y)| (0.0..250.0).contains(y)), "{dashes:?}");
}

#[test]
fn a_threshold_is_written_with_the_digits_that_it_has() {
    let strand = readings(&[(HOUR, 3.0), (4 * HOUR, 38.0)]);
    for (limit, words) in [(30.0, "30"), (24.5, "24.5"), (7.25, "7.25")] {
        let thresholds = [limit];
        let line = Line { thresholds: &thresholds, ..curve("°C", &strand) };
        let (svg, _) = picture(&chart(DAY, vec![line], &[]));
        assert!(texts(&svg).iter().any(|text| text == words), "{words}: {:?}", texts(&svg));
    }
}

#[test]
fn where_nothing_is_known_no_numbers_stand_at_the_axis() {
    let (svg, _) = picture(&chart(DAY, vec![curve("°C", &Strand::default())], &[]));
    assert!(texts(&svg).iter().all(|text| text == "°C" || text.contains([':', '-'])), "{:?}", texts(&svg));
}

#[test]
fn one_reading_far_from_the_others_has_a_line_up_to_it() {
    let column = |number: i64| {
        let max = if number == 500 { 90.0 } else { 22.0 };
        column(number * DAY / 1_000, (number + 1) * DAY / 1_000 - 1, (20.0, 21.0, max), 60)
    };
    let strand = numbers((0..1_000).map(column).collect());
    let (svg, _) = picture(&chart(DAY, vec![curve("°C", &strand)], &[]));
    let highest = |shape: &str| {
        let ys = shapes(&svg, shape, FIRST).into_iter().flatten().map(|(_, y)| y);
        ys.fold(f64::MAX, f64::min)
    };
    let difference = highest("polyline") - highest("polygon");
    assert!(difference.abs() <= 1.0, "the line reaches as far as the area");
}

#[test]
fn changes_that_share_each_pixel_are_counted_as_one() {
    let stretches = (0..10_000).map(|number| {
        let from = number * DAY / 10_000;
        stretch(from, from + DAY / 10_000, Value::Flag(number % 2 == 0))
    });
    let strand = states(stretches.collect());
    let (svg, _) = picture(&chart(DAY, vec![line(Shape::Band, &strand)], &[]));
    assert!(texts(&svg).iter().any(|text| text.ends_with(" changes")), "{:?}", texts(&svg));
}

#[test]
fn a_band_is_full_while_it_was_on_and_a_line_while_it_was_off() {
    let strand = states(vec![stretch(0, HOUR, Value::Flag(false)), stretch(HOUR, 3 * HOUR, word("ON"))]);
    let (svg, plot) = picture(&chart(4 * HOUR, vec![line(Shape::Band, &strand)], &[]));
    let quarter = f64::from(plot.width()) / 4.0;
    let rectangles: Vec<_> =
        svg.split("<rect ").map(|it| it.split("/>").next().unwrap_or(it)).filter(|it| it.contains(FIRST)).collect();
    assert_eq!(rectangles.len(), 1);
    let width: f64 = rectangles[0]
        .split("width=\"")
        .nth(1)
        .and_then(|it| it.split('"').next())
        .expect("a width")
        .parse()
        .expect("a number");
    assert!((width - 2.0 * quarter).abs() < 2.0, "{width}");
    assert_eq!(shapes(&svg, "polyline", FIRST).len(), 1);
}

#[test]
fn words_are_written_where_they_fit_and_many_changes_are_counted() {
    let (svg, _) = picture_in(&chart(DAY, vec![line(Shape::Strip, &mode())], &[]), look(false, 1.0), 500);
    let texts = texts(&svg);
    assert!(texts.contains(&"sleeping".to_owned()), "{texts:?}");
    assert!(texts.iter().any(|text| text.starts_with("a very long") && text.ends_with('…')), "{texts:?}");
    assert!(!texts.iter().any(|text| text.contains("says too much")));
}

#[test]
fn marks_of_time_are_round_on_the_readers_clock_and_midnight_is_a_day() {
    let strand = readings(&[(0, 1.0)]);
    let (svg, _) = picture(&chart(DAY, vec![curve("", &strand)], &[]));
    let texts = texts(&svg);
    for text in ["11-09", "06:00", "12:00", "18:00"] {
        assert!(texts.contains(&text.to_owned()), "{text} in {texts:?}");
    }
    let (svg, _) = picture(&chart(60_000, vec![curve("", &strand)], &[]));
    assert!(house::texts(&svg).contains(&"00:00:10".to_owned()));
    let (svg, _) = picture(&chart(900 * DAY, vec![curve("", &strand)], &[]));
    assert!(house::texts(&svg).contains(&"2026-07".to_owned()), "{:?}", house::texts(&svg));
}

#[test]
fn a_picture_twice_as_fine_has_everything_twice_as_large() {
    let strand = readings(&[(0, 1.0), (HOUR, 2.0)]);
    let chart = chart(HOUR, vec![curve("", &strand)], &[]);
    let (one, _) = picture_in(&chart, look(false, 1.0), 720);
    let (two, _) = picture_in(&chart, look(false, 2.0), 1_440);
    let (one, two) = (shapes(&one, "polyline", FIRST), shapes(&two, "polyline", FIRST));
    for (small, large) in one[0].iter().zip(&two[0]) {
        assert!(
            (small.0 * 2.0 - large.0).abs() <= 6.0 && (small.1 * 2.0 - large.1).abs() <= 3.0,
            "{small:?} {large:?}"
        );
    }
}

#[test]
fn the_picture_of_another_time_is_the_old_one_moved_until_the_next_answer_has_come() {
    let strand = readings(&[(0, 0.0), (2 * HOUR, 10.0), (4 * HOUR, 20.0)]);
    let moved = Chart { from: at(HOUR), until: at(3 * HOUR), ..chart(HOUR, vec![curve("", &strand)], &[]) };
    let (svg, plot) = picture(&moved);
    let line = &shapes(&svg, "polyline", FIRST)[0];
    let (Some(first), Some(last)) = (line.first(), line.last()) else { panic!("a line") };
    assert_eq!((plot.time_at(first.0), plot.time_at(last.0)), (at(HOUR), at(3 * HOUR)));
    let texts = texts(&svg);
    assert!(["4", "16"].iter().all(|mark| texts.contains(&(*mark).to_owned())), "it comes in at 5: {texts:?}");
    assert!(!texts.contains(&"20".to_owned()), "the axis does not know what is not seen: {texts:?}");
}
