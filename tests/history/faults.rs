//! What can go wrong with the place where history is kept, and that no harm comes of it.

use alicia_dashboard::history::{Limits, StoreFailure};

use crate::tab::{DAY, HOUR, MINUTE, SECOND, START, Store, Tab, millis, question};

#[test]
fn a_crash_loses_what_was_not_written_and_nothing_else() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    // At whatever moment, in the midst of pages and of blocks.
    for crash in 1..80 {
        let from = tab.at();
        for number in 0..crash * 7 {
            tab.say("brightness", number);
            tab.pass(SECOND, &mut store);
        }
        let said = tab.strand("brightness", &mut store).summary.expect("there are numbers").count;
        store.hangs = true;
        tab.pass(4 * SECOND, &mut store);
        store.hangs = false;
        // No word of goodbye.
        let after = Tab::live(crash.unsigned_abs().into(), tab.at() + millis(HOUR), &mut store);
        let before = std::mem::replace(&mut tab, after);
        let answer = tab.ask("brightness", &mut store);
        let kept = answer.strands[0].summary.expect("there are numbers").count;
        assert!(said - kept <= 6, "{kept} of {said} after crash {crash}");
        let gap = answer.gaps.last().expect("nobody listened");
        assert!(before.at() - gap.from.millis() <= 11_000, "after crash {crash}");
        assert!(gap.from.millis() >= from && gap.until == tab.now.timestamp);
        // What is lost is forgotten for the next round.
        tab.chronicle.delete_all(tab.now);
        tab.work(&mut store);
        tab.say("brightness", 1);
    }
}

#[test]
fn a_full_disk_is_said_and_what_is_heard_meanwhile_is_written_when_there_is_room() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.say("brightness", 1);
    tab.pass(MINUTE, &mut store);
    store.writes_fail = Some(StoreFailure::Full);
    for number in 2..100 {
        tab.say("brightness", number);
        tab.pass(10 * SECOND, &mut store);
    }
    let trouble = tab.keeping().trouble.expect("it is said");
    assert!(trouble.contains("disk is full"), "{trouble}");
    let answer = tab.ask("brightness", &mut store);
    assert_eq!(answer.strands[0].columns.len(), 99, "it goes on in memory");
    assert_eq!(answer.trouble, Some(trouble));
    store.writes_fail = None;
    tab.say("brightness", 100);
    tab.pass(2 * MINUTE, &mut store);
    assert_eq!(tab.keeping().trouble, None);
    let mut tab = tab.reloaded(2, MINUTE, &mut store);
    assert_eq!(tab.numbers("brightness", &mut store).len(), 100);
}

#[test]
fn memory_has_an_end_and_what_it_cannot_hold_is_counted() {
    let mut store = Store { writes_fail: Some(StoreFailure::Full), ..Store::default() };
    let mut tab = Tab::live_within(Limits { values: 1_000, ..Limits::default() }, 1, START, &mut store);
    for number in 0..5_000 {
        tab.say("brightness", number);
        tab.say("temperature", number / 100);
        tab.pass(SECOND, &mut store);
    }
    let keeping = tab.keeping();
    assert!(keeping.held <= 1_000 && keeping.held + keeping.lost == 10_000, "{keeping:?}");
    assert_eq!(tab.numbers("brightness", &mut store).last(), Some(&4_999.0), "the latest is there");
}

#[test]
fn of_more_properties_than_there_is_room_for_the_first_are_recorded_and_the_rest_is_counted() {
    let mut store = Store::default();
    let mut tab = Tab::live_within(Limits { series: 2, ..Limits::default() }, 1, START, &mut store);
    for number in 0..10 {
        for property in ["brightness", "temperature", "humidity"] {
            tab.say(property, number);
        }
        tab.pass(SECOND, &mut store);
    }
    assert_eq!(tab.chronicle.recorded(), (2, 10));
    assert_eq!((tab.chronicle.held().1, tab.keeping().lost), (0, 10), "what was recorded is all there");
    assert_eq!(["temperature", "humidity"].map(|it| tab.numbers(it, &mut store).len()), [10, 0]);
}

#[test]
fn a_house_that_says_more_than_memory_holds_has_all_of_it_in_blocks() {
    let mut store = Store::default();
    let mut tab = Tab::live_within(Limits { values: 10_000, ..Limits::default() }, 1, START, &mut store);
    for number in 0..60 {
        for property in 0..2_000 {
            tab.say(&property.to_string(), number);
            if property % 500 == 499 {
                tab.pass(SECOND, &mut store);
            }
        }
    }
    let keeping = tab.keeping();
    assert!(keeping.lost == 0 && keeping.held <= 10_000, "{keeping:?}");
    let said: Vec<_> = (0..60).map(f64::from).collect();
    for property in ["0", "777", "1999"] {
        assert_eq!(tab.numbers(property, &mut store), said);
    }
}

#[test]
fn where_there_is_no_store_everything_goes_on_in_memory() {
    let reason = "a private window".to_owned();
    let failure = Some(StoreFailure::Absent(reason.clone()));
    let mut store = Store { writes_fail: failure.clone(), reads_fail: failure, ..Store::default() };
    let mut tab = Tab::live(1, START, &mut store);
    for number in 0..1_000 {
        tab.say("brightness", number);
        tab.pass(SECOND, &mut store);
    }
    tab.lost(&mut store);
    tab.pass(MINUTE, &mut store);
    tab.back(&mut store);
    let answer = tab.ask("brightness", &mut store);
    assert_eq!(answer.strands[0].columns.len(), 1_000);
    assert_eq!(answer.gaps.len(), 1);
    assert_eq!(answer.trouble, Some(reason));
    assert!(tab.keeping().in_memory);
    assert_eq!(store.bytes(), 0);
}

#[test]
fn what_a_newer_version_has_kept_is_left_alone() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.say("brightness", 1);
    tab.pass(MINUTE, &mut store);
    tab.lost(&mut store);
    // The head of the house says which format it has.
    let head = store.shelf.0.values_mut().next_back().expect("there is a head");
    assert_eq!(head[0], 2, "the second format");
    head[0] = 3;
    let before = store.shelf.clone();
    let mut tab = tab.reloaded(2, MINUTE, &mut store);
    for number in 0..1_000 {
        tab.say("brightness", number);
        tab.pass(SECOND, &mut store);
    }
    assert_eq!(store.shelf, before);
    let answer = tab.ask("brightness", &mut store);
    assert!(answer.trouble.is_some_and(|trouble| trouble.contains("newer version")));
    assert_eq!(answer.strands[0].columns.len(), 1_000, "what is heard now is held");
    tab.chronicle.delete_all(tab.now);
    tab.work(&mut store);
    assert_eq!(store.shelf, before);
    // The same if the browser says so.
    store.writes_fail = Some(StoreFailure::Newer);
    let mut tab = tab.reloaded(3, MINUTE, &mut store);
    assert!(tab.ask("brightness", &mut store).trouble.is_some_and(|trouble| trouble.contains("newer version")));
}

#[test]
fn nonsense_in_the_store_is_left_out_and_everything_else_is_there() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    for number in 0..5_000 {
        tab.say("brightness", number);
        tab.pass(SECOND, &mut store);
    }
    tab.lost(&mut store);
    let all = store.shelf.0.len();
    let clean = store.shelf.clone();
    for (at, key) in clean.0.keys().enumerate() {
        for nonsense in [vec![], vec![0xff; 40], vec![1, 0x80], vec![9; 9]] {
            store.shelf = clean.clone();
            store.shelf.0.insert(key.clone(), nonsense);
            let mut tab = Tab::live(2, START + millis(DAY), &mut store);
            let summary = tab.strand("brightness", &mut store).summary;
            // Whoever has lost the head does not know where to look; what is said from now on is kept.
            let is_head = at + 1 == all;
            assert!(is_head || summary.is_some_and(|it| it.count >= 2_000), "entry {at} of {all}: {summary:?}");
            tab.say("brightness", 1);
            tab.pass(3 * DAY, &mut store);
            assert!(tab.strand("brightness", &mut store).summary.is_some());
        }
    }
}

#[test]
fn a_store_that_cannot_be_read_is_said_and_what_is_in_memory_is_told() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.say("brightness", 1);
    store.reads_fail = Some(StoreFailure::Failed("I/O error".to_owned()));
    let answer = tab.ask_for(question("brightness", None, START + 1, 100), &mut store);
    assert!(answer.trouble.is_some_and(|trouble| trouble.contains("I/O error")));
    assert_eq!(answer.strands[0].columns.len(), 1);
}
