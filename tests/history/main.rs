//! What becomes of what a house says: kept over reloads and crashes, by one of many tabs, thinned as it grows old.
#![cfg(not(target_arch = "wasm32"))]

mod blocks;
mod carried;
mod faults;
mod formats;
mod measured;
mod pictures;
mod tab;
mod tabs;
mod upkeep;

use alicia_dashboard::device::Value;
use alicia_dashboard::history::{Gap, Settings};
use alicia_dashboard::time::Timestamp;

use tab::{DAY, HOUR, MINUTE, SECOND, START, Store, Tab, millis};

#[test]
fn what_was_said_is_there_at_once_and_after_a_reload() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    for number in 0..100 {
        tab.say("brightness", number);
        tab.pass(SECOND, &mut store);
    }
    let before = tab.strand("brightness", &mut store);
    assert_eq!(before.columns.len(), 100);
    let summary = before.summary.expect("there are numbers");
    assert_eq!((summary.count, summary.min, summary.max, summary.change), (100, 0.0, 99.0, 99.0));
    tab.lost(&mut store);
    let mut tab = tab.reloaded(2, MINUTE, &mut store);
    assert_eq!(tab.strand("brightness", &mut store), before);
    tab.say("brightness", 100);
    assert_eq!(tab.numbers("brightness", &mut store).len(), 101);
}

#[test]
fn nothing_is_written_for_a_single_message_and_many_properties_make_one_page() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.pass(MINUTE, &mut store);
    let before = store.writes;
    store.largest = 0;
    for second in 0..60 {
        for property in 0..1_000 {
            tab.say(&format!("p{property}"), second);
        }
        tab.pass(SECOND, &mut store);
    }
    assert!((10..=13).contains(&(store.writes - before)), "{} changes in a minute", store.writes - before);
    assert!(store.largest <= 2, "{} entries at once", store.largest);
    assert_eq!(tab.numbers("p7", &mut store).len(), 60);
}

#[test]
fn a_day_of_a_house_takes_few_bytes_a_number() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    // Readings wander, and come when they come.
    let mut seed = 1_u64;
    let mut chance = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((seed >> 33) % below).expect("a small number")
    };
    let mut readings = [2_150; 20];
    for _ in 0..3_600 {
        for (number, reading) in readings.iter_mut().enumerate() {
            *reading += chance(5) - 2;
            tab.say(&format!("p{number}"), f64::from(*reading) / 100.0);
        }
        let late = u64::try_from(chance(40)).expect("not negative");
        tab.pass(SECOND + std::time::Duration::from_millis(late), &mut store);
    }
    let values = 20 * 3_600;
    let each = store.bytes() * 100 / values;
    assert!(each < 400, "{each} hundredths of a byte for a number");
    assert!(tab.keeping().values + 100 > values as u64, "{:?}", tab.keeping());
}

#[test]
fn while_nobody_listens_there_is_a_gap() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.say("state", true);
    tab.say("brightness", 40);
    tab.pass(MINUTE, &mut store);
    tab.lost(&mut store);
    let lost = tab.now.timestamp;
    tab.pass(HOUR, &mut store);
    let answer = tab.ask("state", &mut store);
    assert_eq!(answer.gaps, [Gap { from: lost, until: tab.now.timestamp }], "it is not over");
    tab.back(&mut store);
    let back = tab.now.timestamp;
    tab.pass(MINUTE, &mut store);
    tab.say("state", true);
    tab.pass(MINUTE, &mut store);
    let answer = tab.ask("state", &mut store);
    assert_eq!(answer.gaps, [Gap { from: lost, until: back }]);
    let stretches = &answer.strands[0].stretches;
    assert_eq!(stretches.len(), 2, "what was on before may have been off meanwhile: {stretches:?}");
    assert_eq!((stretches[0].until, stretches[1].from.since(back)), (lost, MINUTE));

    let from = tab.at();
    tab.lost(&mut store);
    let mut tab = tab.reloaded(2, 2 * HOUR, &mut store);
    let gaps = tab.ask("state", &mut store).gaps;
    let until = Timestamp::from_millis(from + millis(2 * HOUR));
    assert_eq!(gaps[1], Gap { from: Timestamp::from_millis(from), until }, "a reload is one too");
}

#[test]
fn a_word_holds_until_another_is_said_however_long_ago_it_was() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    for word in ["open", "open", "closed"] {
        tab.say("door", word);
        tab.pass(MINUTE, &mut store);
    }
    // Others speak, so that blocks are made.
    for number in 0..72 {
        tab.say("brightness", number);
        tab.pass(HOUR, &mut store);
    }
    let until = tab.at();
    let question = tab::question("door", Some(until - millis(HOUR)), until, 100);
    let stretches = tab.ask_for(question, &mut store).strands.remove(0).stretches;
    assert_eq!(stretches.len(), 1);
    assert_eq!(stretches[0].value, Value::Text("closed".to_owned()));
    assert_eq!(stretches[0].from.millis(), until - millis(HOUR));
    let all = tab.strand("door", &mut store).stretches;
    let words: Vec<_> = all.iter().map(|it| (it.value.plain(), it.from.millis() - START)).collect();
    assert_eq!(words, [("open".to_owned(), 0), ("closed".to_owned(), millis(2 * MINUTE))]);
}

#[test]
fn a_number_ends_a_word_and_what_a_device_does_not_know_is_no_number() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.say("temperature", 21.5);
    tab.pass(MINUTE, &mut store);
    tab.chronicle.next_message();
    tab.chronicle.note(tab::LAMP, "temperature", &Value::Unknown, None, tab.now);
    tab.pass(MINUTE, &mut store);
    tab.say("temperature", 22.0);
    tab.pass(MINUTE, &mut store);
    let strand = tab.strand("temperature", &mut store);
    assert_eq!(strand.columns.len(), 2);
    let unknown = &strand.stretches[0];
    assert_eq!((&unknown.value, unknown.until.since(unknown.from)), (&Value::Unknown, MINUTE));
}

#[test]
fn another_house_shows_nothing_of_this_one() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.say("brightness", 40);
    tab.chronicle.enter("ws://elsewhere/\nmobile_app", tab.now);
    tab.chronicle.live(tab.now);
    tab.work(&mut store);
    assert_eq!(tab.numbers("brightness", &mut store), [0.0; 0]);
    tab.pass(SECOND, &mut store);
    tab.say("brightness", 50);
    tab.chronicle.enter(tab::HOUSE, tab.now);
    tab.chronicle.live(tab.now);
    tab.work(&mut store);
    assert_eq!(tab.numbers("brightness", &mut store), [40.0], "what was said last was written before");
}

#[test]
fn deleting_all_deletes_all_and_what_is_said_then_is_kept() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    for number in 0..400 {
        tab.say("brightness", number);
        tab.pass(5 * SECOND, &mut store);
    }
    tab.chronicle.delete_all(tab.now);
    tab.work(&mut store);
    assert_eq!(tab.numbers("brightness", &mut store), [0.0; 0]);
    assert!(store.bytes() < 100, "nothing but who writes: {} bytes", store.bytes());
    assert_eq!(tab.keeping().values, 0);
    tab.say("brightness", 7);
    tab.pass(MINUTE, &mut store);
    tab.lost(&mut store);
    let mut tab = tab.reloaded(2, SECOND, &mut store);
    assert_eq!(tab.numbers("brightness", &mut store), [7.0]);
}

#[test]
fn nothing_is_recorded_while_a_person_does_not_want_it() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.say("brightness", 1);
    tab.set(Settings { records: false, ..Settings::default() }, &mut store);
    let off = tab.now.timestamp;
    tab.say("brightness", 2);
    tab.pass(DAY, &mut store);
    assert_eq!(tab.chronicle.deadline(), None);
    tab.set(Settings::default(), &mut store);
    tab.say("brightness", 3);
    let answer = tab.ask("brightness", &mut store);
    let columns: Vec<_> = answer.strands[0].columns.iter().map(|it| it.last).collect();
    assert_eq!(columns, [1.0, 3.0]);
    assert_eq!(answer.gaps, [Gap { from: off, until: tab.now.timestamp }]);
}

#[test]
fn a_question_replaces_the_one_before_it_of_the_same_ticket() {
    let mut store = Store { hangs: true, ..Store::default() };
    let mut tab = Tab::live(1, START, &mut store);
    for _ in 0..3 {
        tab.chronicle.ask(tab::question("brightness", None, START + 5, 100), &[], tab.now);
    }
    let requests = tab.chronicle.take_requests();
    let mut works = Store::default();
    for request in requests {
        tab.chronicle.handle_stored(works.shelf.perform(request), tab.now);
    }
    tab.work(&mut works);
    assert_eq!(tab.chronicle.take_answers().len(), 1);
}

#[test]
fn what_a_device_said_under_another_of_its_names_belongs_to_it() {
    let mut store = Store::default();
    let mut tab = Tab::live(1, START, &mut store);
    tab.say("brightness", 1);
    tab.pass(SECOND, &mut store);
    tab.chronicle.next_message();
    tab.chronicle.note("tasmota:E8DB", "brightness", &Value::Number(2.0), None, tab.now);
    let ids = vec![vec!["tasmota:E8DB".to_owned(), tab::LAMP.to_owned()]];
    tab.chronicle.ask(tab::question("brightness", None, tab.at(), 100), &ids, tab.now);
    tab.work(&mut store);
    let answer = tab.chronicle.take_answers().remove(0);
    assert_eq!(answer.strands[0].columns.iter().map(|it| it.last).collect::<Vec<_>>(), [1.0, 2.0]);
}
