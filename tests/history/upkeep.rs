//! What grows old is thinned, and what is too old or too much goes.

use alicia_dashboard::history::Settings;

use crate::tab::{DAY, HOUR, MINUTE, START, Store, Tab, millis, question};

/// A number every so often, for so long.
fn record(tab: &mut Tab, every: std::time::Duration, days: u32, store: &mut Store) {
    let end = tab.now.instant + DAY * days;
    let mut number = 0;
    while tab.now.instant < end {
        number += 1;
        tab.say("brightness", number % 100);
        tab.say("door", number % 50 < 25);
        tab.pass(every, store);
    }
}

#[test]
fn after_a_day_minutes_are_kept_and_they_are_right() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    let said = 2 * 6 * 60 * 24;
    for number in 0..said {
        // 0, 1, 2, 3, 4, 5 in every minute.
        tab.say("brightness", number % 6);
        tab.pass(MINUTE / 6, &mut store);
    }
    let first_hour = question("brightness", Some(START), START + millis(HOUR) - 1, 1_000);
    let columns = tab.ask_for(first_hour, &mut store).strands.remove(0).columns;
    assert_eq!(columns.len(), 60);
    for column in &columns {
        assert_eq!((column.count, column.first, column.last), (6, 0.0, 5.0));
        assert_eq!((column.min, column.max, column.mean), (0.0, 5.0, 2.5));
    }
    let last_hour = question("brightness", Some(tab.at() - millis(HOUR)), tab.at(), 1_000);
    assert_eq!(tab.ask_for(last_hour, &mut store).strands[0].columns.len(), 360, "the last day is as it was said");
    assert_eq!(
        tab.strand("brightness", &mut store).summary.map(|it| it.count),
        Some(u64::try_from(said).expect("few"))
    );
}

#[test]
fn after_months_hours_are_kept_and_nothing_was_lost_of_what_they_hold() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    record(&mut tab, 5 * MINUTE, 60, &mut store);
    let strand = tab.strand("brightness", &mut store);
    assert_eq!(strand.summary.map(|it| (it.count, it.min, it.max)), Some((60 * 288, 0.0, 99.0)));
    let day = question("brightness", Some(START + millis(5 * DAY)), START + millis(6 * DAY) - 1, 1_000);
    let columns = tab.ask_for(day, &mut store).strands.remove(0).columns;
    assert_eq!(columns.iter().map(|it| it.count).collect::<Vec<_>>(), [12; 24]);
    let door = tab.strand("door", &mut store).stretches;
    assert!(door.len() > 100, "words are thinned too, and still there: {}", door.len());
    assert!(tab.keeping().values < 40_000, "{:?}", tab.keeping());
    assert_eq!(usize::try_from(tab.keeping().bytes).expect("few"), bytes_of_blocks(&store), "what it uses is known");
}

/// Without the head.
fn bytes_of_blocks(store: &Store) -> usize {
    store.shelf.0.iter().filter(|(key, _)| key.len() > 13).map(|(key, value)| key.len() + value.len()).sum::<usize>()
        + store
            .shelf
            .0
            .iter()
            .filter(|(key, _)| key.len() == 13 && key[4] == 3)
            .map(|(key, value)| key.len() + value.len())
            .sum::<usize>()
}

#[test]
fn what_is_older_than_the_person_wants_goes() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.set(Settings { days: 7, ..Settings::default() }, &mut store);
    record(&mut tab, 10 * MINUTE, 30, &mut store);
    let answer = tab.ask("brightness", &mut store);
    let age = tab.now.timestamp.since(answer.from);
    assert!(age >= 7 * DAY && age <= 12 * DAY, "{} hours", age.as_secs() / 3_600);
    assert_eq!(
        tab.strand("brightness", &mut store).summary.map(|it| it.latest),
        tab.numbers("brightness", &mut store).last().copied()
    );
}

#[test]
fn what_is_more_than_the_person_wants_goes_the_oldest_first() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.set(Settings { megabytes: 1, ..Settings::default() }, &mut store);
    for number in 0..60 * 24 * 25 {
        for property in 0..15 {
            tab.say(&format!("p{property}"), f64::from(number) / 7.0 + f64::from(property));
        }
        tab.pass(MINUTE, &mut store);
    }
    assert!(store.bytes() < 1_300_000, "{} bytes", store.bytes());
    assert!(store.bytes() > 300_000, "no more than has to: {} bytes", store.bytes());
    for property in 0..15 {
        let until = tab.at();
        let lately = question(&format!("p{property}"), Some(until - millis(6 * HOUR)), until, 1_000);
        assert_eq!(tab.ask_for(lately, &mut store).strands[0].columns.len(), 360, "the latest is there");
    }
}

#[test]
fn a_clock_that_is_set_years_ahead_for_a_moment_deletes_nothing() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    record(&mut tab, 10 * MINUTE, 3, &mut store);
    let (count, then) = (tab.strand("brightness", &mut store).summary.map(|it| it.count), tab.at());
    tab.jump(then + 3_000 * millis(DAY));
    for _ in 0..6 {
        tab.say("brightness", 1);
        tab.pass(MINUTE / 6, &mut store);
    }
    tab.jump(then + millis(MINUTE));
    for _ in 0..60 {
        tab.say("brightness", 1);
        tab.pass(MINUTE, &mut store);
    }
    let until = tab.at();
    let now = tab.ask_for(question("brightness", Some(START), until, 1_000), &mut store).strands.remove(0).summary;
    assert_eq!(now.map(|it| it.count), count.map(|count| count + 60));
}
