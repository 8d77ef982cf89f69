//! What makes no sense: the right picture of what does, and never a hang.

use alicia_dashboard::chart::{Chart, Line, Shape, Trend, height, probe, rows, spark, trend};
use alicia_dashboard::device::Value;
use alicia_dashboard::history::{Column, Gap, Strand, Stretch};
use alicia_dashboard::time::Timestamp;

use crate::house::{
    DAY, FIRST, HOUR, at, chart, curve, curves, gap, numbers, picture, reading, readings, shapes, states, stretch,
};

#[test]
fn what_is_no_number_is_left_out_and_the_rest_is_drawn() {
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    let mut columns: Vec<_> =
        [(0, 1.0), (HOUR, 2.0), (2 * HOUR, 3.0)].map(|(time, value)| reading(time, value)).to_vec();
    columns.extend(odd.map(|value| reading(HOUR, value)));
    let strand = numbers(columns);
    let (svg, _) = picture(&chart(2 * HOUR, vec![curve("", &strand)], &[]));
    assert_eq!(shapes(&svg, "polyline", FIRST)[0].len(), 3);
}

#[test]
fn the_greatest_numbers_there_are_have_their_place() {
    for (low, high) in [(-1e308, 1e308), (f64::MIN, f64::MAX), (0.0, f64::MAX), (1e308, 1e308), (5e-324, 0.0)] {
        let strand = readings(&[(0, low), (HOUR, high)]);
        let (svg, _) = picture(&chart(HOUR, vec![curve("", &strand)], &[]));
        let line = &shapes(&svg, "polyline", FIRST)[0];
        assert!(line.iter().all(|(_, y)| (0.0..250.0).contains(y)), "{low} and {high}: {line:?}");
        let tall = (line[0].1 - line[1].1).abs();
        assert_eq!(tall > 90.0, low < high, "{low} and {high}: {line:?}");
    }
    let sum = Column { min: 1e308, max: 1.5e308, mean: f64::INFINITY, count: 9, ..reading(0, 0.0) };
    let (svg, _) = picture(&chart(HOUR, vec![curve("", &numbers(vec![sum, reading(HOUR, 1e308)]))], &[]));
    assert_eq!(curves(&svg, FIRST)[0].len(), 2);
}

#[test]
fn times_that_jump_back_are_put_in_order() {
    let strand = readings(&[(0, 1.0), (3 * HOUR, 2.0), (HOUR, 5.0), (2 * HOUR, 3.0)]);
    let (svg, _) = picture(&chart(4 * HOUR, vec![curve("", &strand)], &[gap(4 * HOUR, 2 * HOUR)]));
    let line = &shapes(&svg, "polyline", FIRST)[0];
    assert_eq!(line.len(), 4);
    assert!(line.is_sorted_by(|one, other| one.0 < other.0), "{line:?}");
}

#[test]
fn ten_thousand_readings_in_one_millisecond_are_one_point_with_its_extent() {
    let value = |number: i32| f64::from(number % 100);
    let strand = numbers((0..10_000).map(|number| reading(HOUR, value(number))).collect());
    let chart = chart(2 * HOUR, vec![curve("", &strand)], &[]);
    let (svg, _) = picture(&chart);
    let bars = shapes(&svg, "polyline", FIRST);
    let [bar] = &bars[..] else { panic!("one bar, not {bars:?}") };
    assert!((bar[0].1 - bar[1].1).abs() > 100.0, "{bar:?}");
    let rows = rows(&chart, 0, 300);
    assert_eq!(rows.len(), 1);
}

#[test]
fn nothing_is_a_picture_with_an_axis() {
    let none = Strand::default();
    for lines in [vec![], vec![curve("°C", &none)], vec![Line { shape: Shape::Band, ..curve("", &none) }]] {
        let chart = chart(HOUR, lines, &[]);
        let (svg, _) = picture(&chart);
        assert!(svg.contains("<text"), "the times at least");
        assert!(height(&chart) > 0.0);
        assert_eq!(probe(&chart, 0, at(0), 700), None);
        assert!(rows(&chart, 0, 100).is_empty());
    }
}

#[test]
fn any_times_at_all_make_a_picture() {
    let odd = [i64::MIN, i64::MIN + 1, -1, 0, 1, HOUR, i64::MAX - 1, i64::MAX].map(Timestamp::from_millis);
    let columns = odd.map(|time| Column { from: time, until: time, ..reading(0, 1.0) }).to_vec();
    let stretches =
        odd.windows(2).map(|pair| Stretch { from: pair[1], until: pair[0], ..stretch(0, 0, Value::Flag(true)) });
    let strand = Strand { columns, stretches: stretches.collect(), summary: None };
    let gaps: Vec<_> = odd.iter().flat_map(|from| odd.map(|until| Gap { from: *from, until })).collect();
    for from in odd {
        for until in odd {
            let lines = [Shape::Curve, Shape::Band, Shape::Strip].map(|shape| Line { shape, ..curve("", &strand) });
            let chart = Chart { from, until, lines: lines.to_vec(), gaps: &gaps, pointed: Some(from) };
            let (_, plot) = picture(&chart);
            for line in 0..4 {
                let _ = (probe(&chart, line, plot.time_at(100.0), 700), rows(&chart, line, 50));
            }
        }
    }
}

#[test]
fn a_hundred_thousand_gaps_and_stretches_are_no_more_than_there_are_pixels() {
    let (step, count) = (DAY / 100_000, 100_000);
    let gaps: Vec<_> = (0..count).map(|number| gap(number * step, number * step + step / 2)).collect();
    let flags = (0..count).map(|number| stretch(number * step, (number + 1) * step, Value::Flag(number % 2 == 0)));
    let strand = states(flags.collect());
    let lines = vec![Line { shape: Shape::Band, ..curve("", &strand) }];
    let (svg, _) = picture(&chart(DAY, lines, &gaps));
    assert!(svg.len() < 600_000, "{} bytes", svg.len());
}

#[test]
fn a_spark_is_a_path_of_few_points_and_nothing_where_nothing_was_said() {
    let strand = numbers(
        (0..5_000).map(|number| reading(number * 1_000, f64::from(u16::try_from(number % 77).expect("few")))).collect(),
    );
    let range = (at(0), at(5_000_000));
    let path = spark(&strand, &[], range, (100, 24));
    assert!(path.starts_with('M') && path.matches('L').count() <= 52, "{path}");
    let heights = path.split(['M', 'L']).filter_map(|point| point.split(' ').nth(1)?.parse::<i32>().ok());
    let (low, high) = heights.fold((99, -99), |(low, high), height| (height.min(low), height.max(high)));
    assert_eq!((low, high), (0, 24), "it is as tall as it may be");
    assert_eq!(spark(&Strand::default(), &[], range, (100, 24)), "");
    assert_eq!(
        spark(&readings(&[(0, 1.0), (2_000_000, 1.0)]), &[gap(1_000_000, 1_500_000)], range, (100, 24))
            .matches('M')
            .count(),
        2
    );
}

#[test]
fn a_number_rises_or_falls_only_by_what_it_did_lately_and_by_more_than_it_wavers() {
    const MINUTE: i64 = 60_000;
    let until = at(600 * MINUTE);
    let went = |values: &[(i64, f64)]| {
        let values: Vec<_> = values.iter().map(|(minute, value)| (minute * MINUTE, *value)).collect();
        trend(&readings(&values), until)
    };
    assert_eq!(went(&[(10, 10.0), (550, 20.0), (599, 22.0)]), Some(Trend::Rising));
    assert_eq!(went(&[(10, 10.0), (550, 20.0), (599, 18.0)]), Some(Trend::Falling));
    assert_eq!(went(&[(10, 10.0), (550, 20.0), (599, 20.1)]), None, "it wavers");
    assert_eq!(went(&[(10, 10.0), (300, 20.0)]), None, "that is long ago");
    assert_eq!(went(&[]), None);
}
