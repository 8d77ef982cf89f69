//! The same in words and numbers.

use alicia_dashboard::chart::{Line, Probe, Said, Shape, probe, rows};
use alicia_dashboard::device::Value;
use alicia_dashboard::history::Stretch;

use crate::house::{HOUR, MINUTE, at, chart, curve, gap, readings, states, stretch, word};

#[test]
fn the_reading_next_to_what_one_points_at_is_told() {
    let strand = readings(&[(0, 1.0), (HOUR, 2.0), (2 * HOUR, 3.0)]);
    let chart = chart(2 * HOUR, vec![curve("", &strand)], &[]);
    let mean = |millis| match probe(&chart, 0, at(millis), 700) {
        Some(Probe::Numbers { mean, .. }) => Some(mean),
        _ => None,
    };
    assert_eq!(mean(0), Some(1.0));
    assert_eq!(mean(HOUR - 20 * MINUTE), Some(2.0));
    assert_eq!(mean(HOUR + 40 * MINUTE), Some(3.0));
}

#[test]
fn nothing_is_told_of_a_time_when_nobody_listened() {
    let strand = readings(&[(0, 1.0), (MINUTE, 1.0), (10 * HOUR, 2.0), (10 * HOUR + MINUTE, 2.0)]);
    let gaps = [gap(HOUR, 9 * HOUR)];
    let chart = chart(11 * HOUR, vec![curve("", &strand)], &gaps);
    assert_eq!(probe(&chart, 0, at(5 * HOUR), 700), None);
    assert!(probe(&chart, 0, at(MINUTE), 700).is_some());
}

#[test]
fn a_state_holds_until_another_one_is_said() {
    let mut stretches = vec![stretch(0, HOUR, word("open")), stretch(HOUR, 2 * HOUR, word("closed"))];
    stretches.push(Stretch { changes: 12, ..stretch(2 * HOUR, 3 * HOUR, word("open")) });
    let strand = states(stretches);
    let chart = chart(5 * HOUR, vec![Line { shape: Shape::Strip, ..curve("", &strand) }], &[]);
    assert_eq!(probe(&chart, 0, at(MINUTE), 700), Some(Probe::State(word("open"))));
    assert_eq!(probe(&chart, 0, at(HOUR), 700), Some(Probe::State(word("closed"))));
    assert_eq!(probe(&chart, 0, at(2 * HOUR + 1), 700), Some(Probe::Changes(12)));
    assert_eq!(probe(&chart, 0, at(4 * HOUR), 700), None);
}

#[test]
fn a_table_has_as_many_rows_as_one_reads_and_its_gaps() {
    let many: Vec<_> = (0..5_000).map(|number| (number * 1_000, 1.0)).collect();
    let strand = readings(&many);
    let gaps = [gap(4_000_500, 4_000_900)];
    let chart = chart(5_000_000, vec![curve("", &strand)], &gaps);
    let rows = rows(&chart, 0, 100);
    assert!((90..=110).contains(&rows.len()), "{}", rows.len());
    assert_eq!(rows.iter().filter(|row| row.said == Said::Gap).count(), 1);
    let counts = rows.iter().map(|row| match row.said {
        Said::Probe(Probe::Numbers { count, .. }) => count,
        _ => 0,
    });
    assert_eq!(counts.sum::<u64>(), 5_000, "every reading is in one of them");
    assert!(rows.is_sorted_by_key(|row| row.from));
}

#[test]
fn a_table_tells_when_something_was_on() {
    let strand = states(vec![stretch(0, HOUR, Value::Flag(true)), stretch(HOUR, 2 * HOUR, Value::Flag(false))]);
    let chart = chart(2 * HOUR, vec![Line { shape: Shape::Band, ..curve("", &strand) }], &[]);
    let rows = rows(&chart, 0, 100);
    let said: Vec<_> = rows.iter().map(|row| (row.from, row.said.clone())).collect();
    let state = |is_on| Said::Probe(Probe::State(Value::Flag(is_on)));
    assert_eq!(said, [(at(0), state(true)), (at(HOUR), state(false))]);
}
