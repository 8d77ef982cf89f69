//! What is kept is given out and taken in again: the same, and nothing twice.

use alicia_dashboard::device::Value;
use alicia_dashboard::history::{
    Block, Brought, Column, Gap, Merged, Piece, Point, Portion, Settings, Short, StoreFailure, Strand, Word, series,
};
use alicia_dashboard::time::Timestamp;

use crate::tab::{DAY, HOUR, LAMP, MINUTE, SECOND, START, Store, Tab, millis, question};

impl Tab {
    fn give(&mut self, portion: Portion, store: &mut Store) -> Brought {
        let mut all = Brought::default();
        self.chronicle.give(portion, self.now);
        for _ in 0..100_000 {
            self.work(store);
            let piece = self.chronicle.take_given().expect("a piece follows").expect("it can be read");
            let Piece { gaps, blocks, is_last, unreadable } = piece;
            assert_eq!(unreadable, 0);
            all.gaps.extend(gaps);
            all.blocks.extend(blocks);
            if is_last {
                return all;
            }
            self.chronicle.give_more(self.now);
        }
        panic!("there is always more");
    }

    fn try_to_merge(&mut self, brought: Brought, store: &mut Store) -> Result<Merged, String> {
        self.chronicle.merge(brought, self.now);
        self.work(store);
        self.chronicle.take_merged().expect("it is over")
    }

    fn merge(&mut self, brought: Brought, store: &mut Store) -> Merged {
        self.try_to_merge(brought, store).expect("it is taken in")
    }
}

fn copy(of: &Brought) -> Brought {
    Brought { blocks: of.blocks.clone(), gaps: of.gaps.clone(), until: of.until }
}

fn points(values: &[(i64, f64)]) -> Brought {
    let points = values.iter().map(|(at, value)| Point { at: START + at, value: *value, age: None }).collect();
    Brought { blocks: vec![(series(LAMP, "brightness"), Block::Points(points))], ..Brought::default() }
}

/// 40 days with a gap: hours, minutes, and what is as it was said.
fn long_ago(store: &mut Store) -> Tab {
    let mut tab = Tab::live(1, START, store);
    for number in 0..40 * 24 * 6 {
        tab.say("brightness", f64::from(number % 100) / 10.0);
        tab.say("door", number % 50 < 25);
        tab.pass(10 * MINUTE, store);
        if number == 39 * 24 * 6 + 70 {
            tab.lost(store);
            tab.pass(HOUR, store);
            tab.back(store);
        }
    }
    tab
}

#[test]
fn what_was_given_out_and_deleted_is_the_same_picture_when_it_is_back() {
    let mut store = Store::default();
    let mut tab = long_ago(&mut store);
    let ranges = [None, Some(START), Some(tab.at() - millis(30 * HOUR)), Some(tab.at() - millis(2 * HOUR))];
    let picture = |tab: &mut Tab, store: &mut Store| {
        let ask = |property: &str| ranges.map(|from| question(property, from, tab.at(), 1_000));
        let all = [ask("brightness"), ask("door")].into_iter().flatten().collect::<Vec<_>>();
        all.into_iter().map(|question| tab.ask_for(question, store)).collect::<Vec<_>>()
    };
    let first_day = question("brightness", Some(START), START + millis(DAY), 1_000);
    let first = tab.ask_for(first_day.clone(), &mut store);
    let before = picture(&mut tab, &mut store);
    assert_eq!(before[0].gaps.len(), 1);
    let all = tab.give(Portion::default(), &mut store);
    assert!(all.blocks.iter().any(|(_, block)| matches!(block, Block::Rows(_))));
    tab.chronicle.delete_all(tab.now);
    tab.work(&mut store);
    assert!(tab.numbers("brightness", &mut store).is_empty());
    let merged = tab.merge(copy(&all), &mut store);
    assert_eq!((merged.known, merged.crowded), (0, 0));
    let after = picture(&mut tab, &mut store);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!((before.from, &before.gaps), (after.from, &after.gaps));
        let [one, other] = [before, after].map(|answer| &answer.strands[0]);
        assert_eq!(one.summary, other.summary);
        // A mean of means may differ in its last bits.
        let rounded = |strand: &Strand| {
            let round = |column: &Column| Column { mean: (column.mean * 1e6).round(), ..*column };
            strand.columns.iter().map(round).collect::<Vec<_>>()
        };
        assert_eq!(rounded(one), rounded(other));
        assert!(one.stretches == other.stretches, "other words");
    }
    let again = tab.merge(all, &mut store);
    assert_eq!((again.added, again.known), (0, merged.added), "nothing is there twice");
    assert!(picture(&mut tab, &mut store) == after);
    tab.lost(&mut store);
    let mut tab = tab.reloaded(2, MINUTE, &mut store);
    assert_eq!(tab.ask_for(first_day, &mut store), first, "it is kept over a reload");
}

#[test]
fn a_portion_is_of_what_was_asked_for_and_no_older() {
    let mut store = Store::default();
    let mut tab = long_ago(&mut store);
    let from = tab.at() - millis(2 * HOUR);
    let wanted = series(LAMP, "brightness");
    let portion = Portion { series: Some(vec![wanted]), from: Some(from), until: None };
    let given = tab.give(portion, &mut store);
    assert!(given.blocks.iter().all(|(series, _)| *series == wanted));
    let values = given.blocks.iter().map(|(_, block)| match block {
        Block::Points(points) => points.iter().filter(|point| point.at >= from).count(),
        _ => 0,
    });
    assert_eq!(values.sum::<usize>(), 12);
}

#[test]
fn what_was_thinned_meanwhile_is_not_taken_in_again_as_it_was_said() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    for number in 0..360 {
        tab.say("brightness", number);
        tab.pass(MINUTE / 6, &mut store);
    }
    let said = tab.give(Portion::default(), &mut store);
    for _ in 0..4 * 24 * 6 {
        tab.say("door", true);
        tab.say("brightness", 1);
        tab.pass(10 * MINUTE, &mut store);
    }
    let before = tab.ask("brightness", &mut store);
    let merged = tab.merge(said, &mut store);
    assert_eq!((merged.added, merged.known), (0, 360), "{merged:?}");
    assert_eq!(tab.ask("brightness", &mut store), before);
}

#[test]
fn numbers_out_of_order_and_thousands_within_a_millisecond_are_all_there() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START + millis(DAY), &mut store);
    let mut values: Vec<_> = (0..10_000_i32).map(|number| (5_000, f64::from(number % 7))).collect();
    values.extend([(9_000, 1e308), (1_000, -1e308), (3_000, 0.1)]);
    let merged = tab.merge(points(&values), &mut store);
    assert_eq!((merged.added, merged.known, merged.crowded), (10_003, 0, 0));
    let answer = tab.ask("brightness", &mut store);
    assert_eq!(answer.from.millis(), START + 1_000);
    let summary = answer.strands[0].summary.expect("there are numbers");
    assert_eq!((summary.count, summary.min, summary.max), (10_003, -1e308, 1e308));
    assert_eq!(tab.merge(points(&values), &mut store).known, 10_003);
    let crowd: Vec<_> = (0..20_001_i32).map(|number| (7_000, f64::from(number))).collect();
    assert_eq!(tab.merge(points(&crowd), &mut store).crowded, 20_001, "there is an end to it");
}

#[test]
fn what_another_value_stands_for_already_stays_and_the_other_joins_it() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.say("brightness", 5);
    tab.pass(HOUR, &mut store);
    let merged = tab.merge(points(&[(0, 5.0), (0, 6.0), (60_000, 7.0)]), &mut store);
    assert_eq!((merged.added, merged.known), (2, 1));
    let mut numbers = tab.numbers("brightness", &mut store);
    numbers.sort_by(f64::total_cmp);
    assert_eq!(numbers, [5.0, 6.0, 7.0]);
}

#[test]
fn a_gap_and_an_hour_in_short_are_what_they_were() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START + millis(DAY), &mut store);
    let time = |at: i64| Timestamp::from_millis(START + at);
    let hour = Column {
        from: time(0),
        until: time(3_599_000),
        first: 1.0,
        last: 4.0,
        min: 0.5,
        max: 9.0,
        mean: 2.25,
        count: 60,
    };
    let gap = Gap { from: time(4_000_000), until: time(5_000_000) };
    let word = Word { at: START + 6_000_000, value: Value::Text("open".to_owned()), more: 3, age: None };
    let lamp = series(LAMP, "brightness");
    let blocks = vec![(lamp, Block::Rows(vec![Short { column: hour, age: None }])), (lamp, Block::Words(vec![word]))];
    let brought = Brought { blocks, gaps: vec![gap], until: None };
    assert_eq!(tab.merge(copy(&brought), &mut store).added, 3);
    let answer = tab.ask("brightness", &mut store);
    assert_eq!((answer.strands[0].columns[0], answer.gaps[0]), (hour, gap));
    assert_eq!(answer.strands[0].stretches[0].changes, 4);
    assert_eq!(tab.merge(brought, &mut store), Merged { added: 0, known: 3, crowded: 0 });
}

#[test]
fn another_tab_that_writes_goes_on_and_nothing_of_either_is_lost() {
    let mut store = Store::default();
    let mut writer = Tab::live(1, START + millis(DAY), &mut store);
    writer.say("brightness", 1);
    writer.pass(10 * SECOND, &mut store);
    let mut reader = Tab::live(2, writer.at(), &mut store);
    assert!(reader.keeping().is_elsewhere);
    reader.merge(points(&[(5, 40.0)]), &mut store);
    writer.say("brightness", 2);
    writer.pass(MINUTE, &mut store);
    assert_eq!(writer.numbers("brightness", &mut store), [40.0, 1.0, 2.0]);
    writer.lost(&mut store);
    let mut later = writer.reloaded(3, MINUTE, &mut store);
    assert_eq!(later.numbers("brightness", &mut store), [40.0, 1.0, 2.0]);
}

#[test]
fn a_full_disk_and_a_full_house_are_said_and_a_store_that_is_none_keeps_it_in_memory() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START + millis(DAY), &mut store);
    store.writes_fail = Some(StoreFailure::Full);
    let reason = tab.try_to_merge(points(&[(5, 40.0)]), &mut store).expect_err("there is no room");
    assert!(reason.contains("disk is full"), "{reason}");
    store.writes_fail = None;
    assert_eq!(tab.merge(points(&[(5, 40.0)]), &mut store).added, 1, "and then it goes on");
    tab.set(Settings { megabytes: 0, ..Settings::default() }, &mut store);
    let reason = tab.try_to_merge(points(&[(6, 40.0)]), &mut store).expect_err("there is no room");
    assert!(reason.contains("Settings"), "{reason}");
}

#[test]
fn while_something_is_taken_in_what_is_heard_is_written_too() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START + millis(DAY), &mut store);
    for number in 0..100 {
        tab.say("brightness", number);
        tab.merge(points(&[(number.into(), 7.0)]), &mut store);
        tab.pass(SECOND, &mut store);
    }
    let mut other = Tab::live(2, tab.at(), &mut store);
    assert!(other.numbers("brightness", &mut store).len() > 190, "nothing had to wait for the end");
}

#[test]
fn another_house_takes_nothing_of_it() {
    let mut store = Store { hangs: true, ..Store::default() };
    let mut tab = Tab::live(1, START, &mut store);
    tab.chronicle.give(Portion::default(), tab.now);
    tab.chronicle.merge(points(&[(5, 40.0)]), tab.now);
    tab.chronicle.enter("ws://elsewhere/\nmobile_app", tab.now);
    assert!(tab.chronicle.take_given().is_some_and(|given| given.is_err()));
    assert!(tab.chronicle.take_merged().is_some_and(|merged| merged.is_err()));
}
