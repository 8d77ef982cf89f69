//! Answers: any range in as many columns as there are pixels, and what each is.

use alicia_dashboard::history::Column;

use crate::tab::{HOUR, MINUTE, SECOND, START, Store, Tab, millis, question};

#[test]
fn columns_hold_all_that_was_said_and_nothing_else_whatever_the_range() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    let mut said = Vec::new();
    for number in 0..7_000_i32 {
        let value = f64::from(number * 7_919 % 1_000) / 10.0;
        said.push((tab.at(), value));
        tab.say("brightness", value);
        tab.pass(SECOND, &mut store);
    }
    let whole = tab.at();
    for (from, until, columns) in [
        (START, whole, 1_000),
        (START + 1_234_567, START + 2_345_678, 300),
        (START + 5_000, START + 5_000, 10),
        (START + 3_600_000, whole, 2),
        (whole, whole + 5, 7),
        (i64::MIN, i64::MAX, 50),
        (START, START + 60_000, 1_000),
    ] {
        let answer = tab.ask_for(question("brightness", Some(from), until, columns), &mut store);
        let strand = &answer.strands[0];
        let within: Vec<_> = said.iter().filter(|(at, _)| (from..=until).contains(at)).collect();
        assert!(strand.columns.len() <= usize::from(columns), "{} of {columns}", strand.columns.len());
        assert!(strand.columns.is_sorted_by_key(|column| column.from));
        let count: usize = strand.columns.iter().map(|column| column.count as usize).sum();
        assert_eq!(count, within.len(), "from {from} until {until}");
        for column in &strand.columns {
            let in_column = |(at, _): &&&(i64, f64)| (column.from.millis()..=column.until.millis()).contains(at);
            let values: Vec<_> = within.iter().filter(in_column).map(|(_, value)| *value).collect();
            assert_eq!(Some(&column.first), values.first());
            assert_eq!(Some(&column.last), values.last());
            assert_eq!((column.min, column.max), extremes(&values));
            let mean = values.iter().sum::<f64>() / f64::from(column.count);
            assert!((column.mean - mean).abs() < 1e-6, "{} is not {mean}", column.mean);
        }
        let whole = within.iter().map(|(_, value)| *value).collect::<Vec<_>>();
        assert_eq!(strand.summary.map(|it| (it.min, it.max)), (!whole.is_empty()).then(|| extremes(&whole)));
    }
}

fn extremes(values: &[f64]) -> (f64, f64) {
    (values.iter().copied().fold(f64::MAX, f64::min), values.iter().copied().fold(f64::MIN, f64::max))
}

#[test]
fn a_picture_that_moves_on_keeps_its_columns() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    for number in 0..4_000 {
        tab.say("brightness", number % 97);
        tab.pass(SECOND, &mut store);
    }
    let mut columns = |until: i64| -> Vec<Column> {
        let question = question("brightness", Some(until - millis(HOUR)), until, 100);
        tab.ask_for(question, &mut store).strands.remove(0).columns
    };
    let (before, after) = (columns(START + 3_700_000), columns(START + 3_705_000));
    let same = after.iter().filter(|column| before.contains(column)).count();
    assert!(same + 4 >= after.len(), "{same} of {} are as they were", after.len());
}

#[test]
fn the_largest_numbers_and_ten_thousand_at_once_are_drawn() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    for number in 0..10_000 {
        tab.say("huge", if number % 2 == 0 { 1e308 } else { -1e308 });
    }
    tab.pass(MINUTE, &mut store);
    for is_reloaded in [false, true] {
        if is_reloaded {
            tab.lost(&mut store);
            tab = tab.reloaded(2, SECOND, &mut store);
        }
        let strand = tab.strand("huge", &mut store);
        let column = strand.columns[0];
        assert_eq!((strand.columns.len(), column.count, column.min, column.max), (1, 10_000, -1e308, 1e308));
        assert!(column.mean.is_finite() && column.mean.abs() < 1e306, "{}", column.mean);
        assert!(strand.summary.is_some_and(|it| it.change.is_finite()));
    }
}

#[test]
fn a_clock_that_is_set_back_puts_nothing_in_the_wrong_place() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    for _ in 0..5 {
        for number in 0..400 {
            tab.say("brightness", number);
            tab.pass(SECOND, &mut store);
        }
        tab.jump(tab.at() - 300_000);
    }
    tab.jump(START + millis(HOUR));
    let strand = tab.strand("brightness", &mut store);
    assert_eq!(strand.summary.map(|it| it.count), Some(2_000));
    assert!(strand.columns.is_sorted_by_key(|column| column.from));
    tab.lost(&mut store);
    let mut tab = tab.reloaded(2, SECOND, &mut store);
    assert_eq!(tab.strand("brightness", &mut store).summary.map(|it| it.count), Some(2_000));
}

#[test]
fn many_words_are_told_as_few_with_how_many_there_were() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    for number in 0..2_000 {
        tab.say("door", number % 2 == 0);
        tab.pass(SECOND, &mut store);
    }
    let until = tab.at();
    let answer = tab.ask_for(question("door", Some(START), until, 50), &mut store);
    let stretches = &answer.strands[0].stretches;
    assert!(stretches.len() <= 50, "{}", stretches.len());
    assert_eq!(stretches.iter().map(|it| it.changes).sum::<u32>(), 2_000);
    assert!(stretches.windows(2).all(|pair| pair[0].until <= pair[1].from));
    let near = tab.ask_for(question("door", Some(until - 10_000), until, 50), &mut store);
    assert!(near.strands[0].stretches.iter().all(|it| it.changes == 0 && it.until.since(it.from) <= SECOND));
}

#[test]
fn a_question_about_nothing_is_answered() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    let answer = tab.ask("nothing", &mut store);
    assert_eq!((answer.from, answer.until), (tab.now.timestamp, tab.now.timestamp));
    assert!(answer.strands[0].columns.is_empty() && answer.gaps.is_empty() && answer.trouble.is_none());
    let backwards = tab.ask_for(question("nothing", Some(START + 9), START, 0), &mut store);
    assert!(backwards.strands[0].columns.is_empty());
}
