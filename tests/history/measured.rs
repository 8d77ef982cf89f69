//! When something was measured, beside when it was heard: where the device says so, and it can be true.

use std::time::Duration;

use alicia_dashboard::device::Value;
use alicia_dashboard::history::{Answer, Question};
use alicia_dashboard::time::Timestamp;

use crate::tab::{DAY, HOUR, LAMP, MINUTE, SECOND, START, Store, Tab, millis, question};

impl Tab {
    /// Something that the device says it has measured so many milliseconds earlier.
    fn say_of(&mut self, property: &str, value: f64, earlier: i64) {
        self.chronicle.next_message();
        let measured = Timestamp::from_millis(self.at() - earlier);
        self.chronicle.note(LAMP, property, &Value::Number(value), Some(measured), self.now);
    }

    fn when_measured(&mut self, property: &str, from: Option<i64>, store: &mut Store) -> Answer {
        let question = Question { as_measured: true, ..question(property, from, self.at(), 1_000) };
        self.ask_for(question, store)
    }
}

/// When each number stands, after the start, and what it is.
fn numbers(answer: &Answer) -> Vec<(i64, f64)> {
    answer.strands[0].columns.iter().map(|column| (column.from.millis() - START, column.last)).collect()
}

#[test]
fn a_reading_stands_where_it_arrived_or_where_its_device_puts_it_as_one_likes() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.pass(HOUR, &mut store);
    let hour = millis(HOUR);
    tab.say_of("temperature", 20.0, 600_000);
    tab.say("plain", 7);
    tab.pass(MINUTE, &mut store);
    tab.say_of("temperature", 21.0, 1_500);
    for _ in 0..2 {
        let arrived = tab.ask("temperature", &mut store);
        assert_eq!(numbers(&arrived), [(hour, 20.0), (hour + 60_000, 21.0)]);
        let measured = tab.when_measured("temperature", None, &mut store);
        assert_eq!(numbers(&measured), [(hour - 600_000, 20.0), (hour + 58_500, 21.0)]);
        assert!(arrived.has_ages && measured.has_ages);
        let plain = tab.when_measured("plain", None, &mut store);
        assert_eq!((numbers(&plain), plain.has_ages), (vec![(hour, 7.0)], false), "nobody says another time");
        tab.lost(&mut store);
        tab = tab.reloaded(2, MINUTE, &mut store);
    }
}

#[test]
fn a_time_that_cannot_be_true_is_not_kept_and_the_reading_is() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START + millis(2 * DAY), &mut store);
    for (value, earlier) in [(1.0, millis(DAY) + 1), (2.0, -60_001), (3.0, START), (4.0, -millis(300 * DAY))] {
        tab.say_of("temperature", value, earlier);
    }
    let answer = tab.when_measured("temperature", None, &mut store);
    let now = millis(2 * DAY);
    assert_eq!(numbers(&answer), [(now, 1.0), (now, 2.0), (now, 3.0), (now, 4.0)]);
    assert!(!answer.has_ages);
    tab.say_of("temperature", 5.0, -2_000);
    let answer = tab.when_measured("temperature", None, &mut store);
    assert_eq!(numbers(&answer)[4], (now, 5.0), "a clock that is a little ahead has measured just now");
}

#[test]
fn a_clock_that_jumps_back_draws_no_line_backwards() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START + millis(HOUR), &mut store);
    for (value, earlier) in [(1.0, 0), (2.0, 1_800_000), (3.0, 0), (4.0, 3_000_000), (5.0, 1_000)] {
        tab.say_of("temperature", value, earlier);
        tab.pass(10 * SECOND, &mut store);
    }
    let answer = tab.when_measured("temperature", None, &mut store);
    assert!(answer.strands[0].columns.is_sorted_by_key(|column| column.from));
    assert_eq!(numbers(&answer).iter().map(|it| it.1).collect::<Vec<_>>(), [4.0, 2.0, 1.0, 3.0, 5.0]);
    assert_eq!(answer.strands[0].summary.map(|summary| summary.latest), Some(5.0));
}

#[test]
fn what_was_kept_back_for_hours_is_found_by_the_time_at_which_it_was_measured() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.pass(8 * HOUR, &mut store);
    for minute in (1..=360).rev() {
        tab.say_of("temperature", f64::from(minute), i64::from(minute) * 60_000);
    }
    tab.pass(MINUTE, &mut store);
    let first_hour = |tab: &mut Tab, store: &mut Store| {
        let question = question("temperature", Some(START + millis(2 * HOUR)), START + millis(3 * HOUR), 1_000);
        let [by_arrival, by_device] = [false, true].map(|as_measured| {
            let question = Question { as_measured, ..question.clone() };
            tab.ask_for(question, store).strands[0].summary.map_or(0, |summary| summary.count)
        });
        (by_arrival, by_device)
    };
    assert_eq!(first_hour(&mut tab, &mut store), (0, 61));
    for _ in 0..3 * 24 {
        tab.say("temperature", 0);
        tab.pass(HOUR, &mut store);
    }
    assert_eq!(first_hour(&mut tab, &mut store), (0, 61), "and also once it is thinned");
    assert!(tab.when_measured("temperature", None, &mut store).has_ages);
}

#[test]
fn a_time_of_its_own_takes_two_bytes_and_none_takes_nothing() {
    let bytes = |earlier: Option<i64>| {
        let mut store = Store::default();
        let mut tab = Tab::live(1, START, &mut store);
        for number in 0..3_600_i64 {
            match earlier {
                Some(earlier) => tab.say_of("temperature", 20.5, earlier + number % 7 * 10),
                None => tab.say("temperature", 20.5),
            }
            tab.pass(Duration::from_millis(1_000 + u64::try_from(number % 5).expect("small")), &mut store);
        }
        tab.pass(10 * MINUTE, &mut store);
        tab.lost(&mut store);
        store.bytes()
    };
    let (without, with) = (bytes(None), bytes(Some(400)));
    assert!(without < 3_600 * 7 / 2, "{without} bytes for 3600 numbers");
    assert!(with > without && with < without + 3_600 * 2, "{with} bytes beside {without}");
}
