//! Several tabs that show one house: one writes, and nothing is there twice or missing.

use crate::tab::{HOUR, MINUTE, SECOND, START, Store, Tab, millis};

/// Both hear the same.
fn say(tabs: [&mut Tab; 2], number: i32, store: &mut Store) {
    for tab in tabs {
        tab.say("brightness", number);
        tab.pass(SECOND, store);
    }
}

#[test]
fn of_two_tabs_one_writes_and_both_tell_the_same() {
    let mut store = Store::default();
    let mut one = Tab::live(1, START, &mut store);
    let mut other = Tab::live(2, START, &mut store);
    for number in 0..1_000 {
        say([&mut one, &mut other], number, &mut store);
    }
    assert!(!one.keeping().is_elsewhere && other.keeping().is_elsewhere);
    for tab in [&mut one, &mut other] {
        let summary = tab.strand("brightness", &mut store).summary.expect("there are numbers");
        assert_eq!((summary.count, summary.change), (1_000, 999.0));
    }
    assert!(other.ask("brightness", &mut store).gaps.is_empty());
    assert!(other.keeping().held < 100, "it does not hold what the other has written: {:?}", other.keeping());
}

#[test]
fn when_the_tab_that_writes_goes_another_takes_over_and_nothing_is_missing() {
    for says_goodbye in [true, false] {
        let mut store = Store::default();
        let mut one = Tab::live(1, START, &mut store);
        let mut other = Tab::live(2, START, &mut store);
        for number in 0..500 {
            say([&mut one, &mut other], number, &mut store);
        }
        if says_goodbye {
            one.lost(&mut store);
        }
        drop(one);
        for number in 500..1_000 {
            other.say("brightness", number);
            other.pass(SECOND, &mut store);
        }
        assert!(!other.keeping().is_elsewhere);
        other.lost(&mut store);
        let mut third = other.reloaded(3, MINUTE, &mut store);
        let answer = third.ask("brightness", &mut store);
        assert_eq!(answer.strands[0].columns.len(), 1_000, "goodbye: {says_goodbye}");
        assert_eq!(answer.gaps.len(), 1, "the reload alone: {:?}", answer.gaps);
    }
}

#[test]
fn a_tab_whose_connection_is_lost_leaves_the_writing_to_one_that_listens() {
    let mut store = Store::default();
    let mut one = Tab::live(1, START, &mut store);
    let mut other = Tab::live(2, START, &mut store);
    for number in 0..100 {
        say([&mut one, &mut other], number, &mut store);
    }
    one.lost(&mut store);
    for number in 100..200 {
        other.say("brightness", number);
        other.pass(SECOND, &mut store);
        one.pass(SECOND, &mut store);
    }
    one.back(&mut store);
    for number in 200..300 {
        say([&mut one, &mut other], number, &mut store);
    }
    let answer = one.ask("brightness", &mut store);
    assert_eq!(answer.strands[0].columns.len(), 300);
    assert!(answer.gaps.is_empty(), "somebody has always listened: {:?}", answer.gaps);
}

#[test]
fn a_clock_that_was_wrong_keeps_nobody_from_writing() {
    let mut store = Store::default();
    // Ten years ahead, and gone without a goodbye.
    let mut ahead = Tab::live(1, START + 3_650 * millis(24 * HOUR), &mut store);
    ahead.say("brightness", 1);
    ahead.pass(MINUTE, &mut store);
    let mut tab = Tab::live(2, START, &mut store);
    for number in 2..50 {
        tab.say("brightness", number);
        tab.pass(SECOND, &mut store);
    }
    assert!(!tab.keeping().is_elsewhere);
    tab.lost(&mut store);
    let mut tab = tab.reloaded(3, MINUTE, &mut store);
    assert_eq!(tab.numbers("brightness", &mut store).len(), 48);
}

#[test]
fn what_one_tab_deletes_does_not_come_back_from_another() {
    let mut store = Store::default();
    let mut one = Tab::live(1, START, &mut store);
    let mut other = Tab::live(2, START, &mut store);
    for number in 0..100 {
        say([&mut one, &mut other], number, &mut store);
    }
    other.chronicle.delete_all(other.now);
    other.work(&mut store);
    for number in 100..200 {
        say([&mut one, &mut other], number, &mut store);
    }
    for tab in [&mut one, &mut other] {
        let numbers = tab.numbers("brightness", &mut store);
        assert!(numbers.len() >= 80 && numbers.iter().all(|it| *it >= 95.0), "{numbers:?}");
    }
}
