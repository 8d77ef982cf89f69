//! What an older version of this program has kept is there.

use crate::tab::{HOUR, MINUTE, START, Store, Tab, millis, question};

/// Three days, a gap of an hour and a few minutes, as the first version kept them: a key and a value in each line.
const FIRST: &str = include_str!("format1.txt");
/// When the last of it was said.
const LAST: i64 = 1_790_298_140_000;

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).expect("digits"));
    digits.map(|pair| u8::from_str_radix(pair, 16).expect("two digits")).collect()
}

fn first() -> Store {
    let mut store = Store::default();
    let entries = FIRST.lines().map(|line| line.split_once(' ').expect("a key and a value"));
    store.shelf.0.extend(entries.map(|(key, value)| (bytes(key), bytes(value))));
    store
}

/// Of what is kept, by its head.
fn format(store: &Store) -> u8 {
    let head = store.shelf.0.iter().find(|(key, _)| key.len() == 5).expect("there is a head");
    head.1[0]
}

#[test]
fn what_the_first_version_has_kept_is_there_and_is_of_this_format_from_then_on() {
    let mut store = first();
    assert_eq!(format(&store), 1);
    let mut tab = Tab::live(7, LAST + millis(10 * MINUTE), &mut store);
    let answer = tab.ask("brightness", &mut store);
    let summary = answer.strands[0].summary.expect("there are numbers");
    assert_eq!((summary.count, summary.min, summary.max, summary.latest), (452, 0.0, 19.0, 19.0));
    assert_eq!(answer.gaps.len(), 2, "that of an hour, and the one until now: {:?}", answer.gaps);
    assert!(!answer.has_ages);
    assert!(!tab.ask("door", &mut store).strands[0].stretches.is_empty());
    assert_eq!(tab.ask("mode", &mut store).strands[0].stretches.len(), 1);
    tab.say("brightness", 50);
    tab.pass(MINUTE, &mut store);
    assert_eq!(format(&store), 2);
    tab.lost(&mut store);
    let mut tab = tab.reloaded(8, HOUR, &mut store);
    assert_eq!(tab.strand("brightness", &mut store).summary.expect("there are numbers").count, 453);
    assert!(tab.keeping().trouble.is_none());
}

#[test]
fn who_only_looks_reads_what_the_first_version_is_still_writing() {
    let mut store = first();
    let before = store.shelf.clone();
    let mut tab = Tab::looking(7, LAST);
    let question = question("brightness", Some(START), LAST, 1_000);
    assert_eq!(tab.ask_for(question, &mut store).strands[0].summary.expect("there are numbers").count, 452);
    assert_eq!(store.shelf, before, "nothing is changed by looking");
}
