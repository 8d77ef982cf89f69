//! Blocks: what is written is read, in few bytes; what is no block is none.

use alicia_dashboard::device::Value;
use alicia_dashboard::history::{Block, Column, Point, Short, Word};
use alicia_dashboard::time::Timestamp;

use crate::tab::START;

/// As if by chance, and each time the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 11
    }
}

fn points(values: &[f64]) -> Vec<Point> {
    (0_i64..).zip(values).map(|(at, value)| Point { at: START + at * 1_000, value: *value, age: None }).collect()
}

fn short(column: Column) -> Short {
    Short { column, age: None }
}

#[test]
fn numbers_of_every_size_are_read_as_they_were_written() {
    let odd = [0.0, -0.5, 21.4, 1e308, -1e308, f64::MIN_POSITIVE, 5e-324, 1.0 / 3.0, f64::MAX, 9e15, 1e22, 0.1 + 0.2];
    for value in odd {
        for others in [vec![], vec![21.5, 21.6], odd.to_vec()] {
            let points = points(&[others, vec![value, value, -value]].concat());
            assert_eq!(Block::read(&Block::of_points(&points)), Some(Block::Points(points)));
        }
    }
    let mut dice = Dice(3);
    for _ in 0..200 {
        let decimals = 10_f64.powi(i32::try_from(dice.roll() % 8).expect("small"));
        let value = |dice: &mut Dice| f64::from(u32::try_from(dice.roll() % 4_000_000).expect("small")) / decimals;
        let values: Vec<_> = (0..100).map(|_| value(&mut dice) - 1e5).collect();
        let points = points(&values);
        assert_eq!(Block::read(&Block::of_points(&points)), Some(Block::Points(points)));
    }
}

#[test]
fn ten_thousand_numbers_in_one_millisecond_take_two_bytes_each() {
    let points: Vec<_> = (0..10_000).map(|it| Point { at: START, value: f64::from(it % 30), age: None }).collect();
    let bytes = Block::of_points(&points);
    assert!(bytes.len() < 20_020, "{}", bytes.len());
    assert_eq!(Block::read(&bytes), Some(Block::Points(points)));
}

#[test]
fn words_are_written_once_and_rows_are_as_they_were() {
    let values = [Value::Flag(true), Value::Unknown, Value::Text("öffnet sich".to_owned()), Value::Flag(false)];
    let words: Vec<_> = (0_u32..100)
        .zip(values.iter().cycle())
        .map(|(at, value)| Word { at: START + i64::from(at) * 777, value: value.clone(), more: at, age: None })
        .collect();
    let bytes = Block::of_words(&words);
    assert!(bytes.len() < 520, "{}", bytes.len());
    assert_eq!(Block::read(&bytes), Some(Block::Words(words)));

    let row = |at: i64, min: f64, max: f64, count: u32| {
        short(Column {
            from: Timestamp::from_millis(START + at * 60_000),
            until: Timestamp::from_millis(START + at * 60_000 + if count > 1 { 59_000 } else { 0 }),
            first: min,
            last: max,
            min,
            max,
            mean: if count > 1 { f64::midpoint(min, max) } else { min },
            count,
        })
    };
    for rows in [
        vec![row(0, 20.5, 21.5, 60), row(1, 20.5, 20.5, 1), row(2, -1.0, 3.0, 2)],
        vec![row(0, -1e308, 1e308, 60), row(1, 1.0 / 3.0, 1.0 / 3.0, 1), row(2, 0.1, 0.7, 5)],
    ] {
        assert_eq!(Block::read(&Block::of_rows(&rows)), Some(Block::Rows(rows)));
    }
}

#[test]
fn whatever_bytes_are_read_what_comes_out_is_a_block_or_nothing() {
    let mut dice = Dice(5);
    let good = [
        Block::of_points(&points(&[21.5, 21.6, 1.0 / 3.0])),
        Block::of_points(&points(&[1.0, 2.0, 3.0])),
        Block::of_words(&[Word { at: START, value: Value::Text("on".to_owned()), more: 0, age: None }]),
        Block::of_rows(&[short(Column {
            from: Timestamp::from_millis(START),
            until: Timestamp::from_millis(START + 9),
            first: 1.5,
            last: 2.5,
            min: 1.5,
            max: 2.5,
            mean: 2.0,
            count: 2,
        })]),
    ];
    for bytes in &good {
        for length in 0..bytes.len() {
            assert_eq!(Block::read(&bytes[..length]), None, "cut off");
        }
    }
    for round in 0..40_000 {
        let mut bytes = good[round % good.len()].clone();
        for _ in 0..=dice.roll() % 3 {
            let at = usize::try_from(dice.roll()).expect("64 bits") % bytes.len();
            bytes[at] = u8::try_from(dice.roll() % 256).expect("a byte");
        }
        let _ = Block::count(&bytes);
        match Block::read(&bytes) {
            Some(Block::Points(points)) => assert!(points.iter().all(|it| it.value.is_finite() && it.at >= 0)),
            Some(Block::Rows(rows)) => assert!(rows.iter().all(|it| it.column.mean.is_finite() && it.column.count > 0)),
            Some(Block::Words(_)) | None => {}
        }
    }
}
