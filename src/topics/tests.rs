//! What is said, and what is seen of it.

use super::*;

fn topics(limits: Limits) -> Topics {
    Topics::new(limits)
}

fn hear(topics: &mut Topics, topic: &str, payload: &str, at: Now) {
    let message = Message { qos: QoS::AtLeastOnce, ..Message::new(topic, payload.as_bytes().to_vec()) };
    topics.hear(&message, at);
}

fn at(millis: u64) -> Now {
    let timestamp = Timestamp::from_millis(i64::try_from(millis).expect("a short time"));
    Now { instant: Instant::default() + std::time::Duration::from_millis(millis), timestamp }
}

/// Name, topics in sight and messages of every row.
fn rows(topics: &mut Topics) -> Vec<(String, u32, u64)> {
    let rows = topics.rows(0, usize::MAX, Instant::default());
    rows.into_iter().map(|row| (row.name, row.topics, row.messages)).collect()
}

fn row(name: &str, topics: u32, messages: u64) -> (String, u32, u64) {
    (name.to_owned(), topics, messages)
}

fn pattern(text: &str) -> Option<Pattern> {
    Pattern::read(text).expect("it makes sense")
}

#[test]
fn a_row_says_what_is_at_it_and_how_much_is_below_it() {
    let mut house = topics(Limits::default());
    for (topic, payload) in [("home/attic", "20"), ("home/attic", "21.5"), ("home", "on"), ("lab/x/y", "1")] {
        hear(&mut house, topic, payload, at(5));
    }
    assert_eq!(rows(&mut house), [row("home", 2, 3), row("lab", 1, 1)]);
    let (attic, place) = house.reveal("home/attic").expect("it was heard");
    assert_eq!((place, house.name(attic).as_deref()), (1, Some("home/attic")));
    assert_eq!(rows(&mut house), [row("home", 2, 3), row("attic", 1, 2), row("lab", 1, 1)]);
    let all = house.rows(0, 3, Instant::default());
    assert_eq!(all.iter().map(|row| row.is_open).collect::<Vec<_>>(), [Some(true), None, Some(false)]);
    assert_eq!(all.iter().map(|row| row.depth).collect::<Vec<_>>(), [0, 1, 0]);
    let said = all[1].said.as_ref().expect("it is a topic");
    assert_eq!((&said.excerpt[..], said.size, said.at), (&b"21.5"[..], 4, at(5).timestamp));
    assert_eq!(all[2].said, None, "nothing was said on lab itself");
    let tally = house.tally();
    assert_eq!((tally.topics, tally.rows, tally.in_sight, tally.messages), (3, 3, 3, 4));
}

#[test]
fn what_is_searched_for_and_what_is_excluded_holds_for_what_comes_later() {
    let mut house = topics(Limits::default());
    for topic in ["home/attic/temp", "home/attic/rssi", "lab/temp"] {
        hear(&mut house, topic, "1", at(0));
    }
    house.search(pattern("temp"));
    house.exclude(pattern("lab/#").into_iter().collect());
    let found = [row("home", 1, 2), row("attic", 1, 2), row("temp", 1, 1)];
    assert_eq!(rows(&mut house), found);
    hear(&mut house, "lab/temp2", "1", at(0));
    assert_eq!(rows(&mut house), found);
    hear(&mut house, "home/temp", "1", at(0));
    assert_eq!(rows(&mut house).len(), 4);
    house.search(None);
    assert_eq!(rows(&mut house), [row("home", 3, 3)]);
    house.exclude(Vec::new());
    assert_eq!(rows(&mut house).len(), 2);
    house.clear();
    house.search(pattern("temp"));
    hear(&mut house, "home/rssi", "1", at(0));
    assert_eq!(rows(&mut house), []);
}

#[test]
fn a_rate_is_that_of_the_last_seconds() {
    let mut house = topics(Limits::default());
    for second in 0..10 {
        for message in 0..50 {
            hear(&mut house, "home/attic", "1", at(second * 1_000 + message));
        }
        let rows = house.rows(0, 10, at(second * 1_000 + 100).instant);
        assert_eq!(rows[0].rate, (second > 0).then_some(50.0));
    }
    let silent = house.rows(0, 10, at(20_000).instant);
    assert!(silent[0].rate.is_some_and(|rate| rate < 10.0));
}

#[test]
fn the_topic_that_is_looked_at_keeps_its_messages_within_limits() {
    let limits = Limits { messages: 3, message_bytes: 10, ..Limits::default() };
    let mut house = topics(limits);
    hear(&mut house, "home/attic", "before", at(0));
    let (attic, _) = house.reveal("home/attic").expect("it was heard");
    house.look_at(Some(attic));
    let kept = |house: &Topics| house.kept().map(|kept| kept.payload.clone()).collect::<Vec<_>>();
    assert_eq!(kept(&house), [b"before"]);
    hear(&mut house, "home/cellar", "no", at(0));
    for payload in ["1", "2", "3"] {
        hear(&mut house, "home/attic", payload, at(0));
    }
    assert_eq!(kept(&house), [b"1", b"2", b"3"]);
    hear(&mut house, "home/attic", "long long", at(0));
    assert_eq!(kept(&house), [&b"3"[..], b"long long"]);
    hear(&mut house, "home/attic", "longer than may be kept", at(0));
    assert_eq!(kept(&house), [b"longer tha"]);
    assert_eq!(house.kept().map(|kept| (kept.number, kept.size)).collect::<Vec<_>>(), [(5, 23)]);
    house.look_at(None);
    assert_eq!(kept(&house), [[0; 0]; 0]);
}

#[test]
fn payloads_are_kept_as_far_as_there_is_room() {
    let mut house = topics(Limits { payload: 8, payloads: 12, ..Limits::default() });
    hear(&mut house, "a", "more than eight bytes", at(0));
    hear(&mut house, "b", "seven..", at(0));
    let excerpts = |house: &mut Topics| {
        let rows = house.rows(0, 9, Instant::default());
        rows.into_iter().filter_map(|row| row.said).map(|said| (said.excerpt.len(), said.size)).collect::<Vec<_>>()
    };
    assert_eq!(excerpts(&mut house), [(8, 21), (4, 7)]);
    assert_eq!(house.tally().cut, 2);
    hear(&mut house, "a", "1", at(0));
    hear(&mut house, "b", "seven..", at(0));
    assert_eq!(excerpts(&mut house), [(1, 1), (7, 7)]);
}

#[test]
fn what_a_message_says_besides_is_kept_with_it_within_the_same_limits() {
    let says = |besides: &[u8], payload: &'static str| Message {
        properties: besides.into(),
        ..Message::new("home/attic", payload)
    };
    let limits = Limits { payloads: 12, properties: 8, message_bytes: 20, ..Limits::default() };
    let mut house = topics(limits);
    house.hear(&says(b"besides", "payload"), at(0));
    let row = house.rows(0, 1, Instant::default()).remove(0);
    house.turn(row.level);
    let row = house.rows(1, 1, Instant::default()).remove(0);
    assert_eq!(row.said.map(|said| (said.excerpt, said.size)), Some((b"paylo".to_vec(), 7)));
    house.look_at(Some(row.level));
    let kept =
        |house: &Topics| house.kept().map(|kept| (kept.properties.clone(), kept.payload.clone())).collect::<Vec<_>>();
    assert_eq!(kept(&house), [(b"besides".to_vec(), b"paylo".to_vec())]);
    house.hear(&says(b"longer than that", "1"), at(0));
    assert_eq!(kept(&house), [(b"longer t".to_vec(), b"1".to_vec())]);
    house.hear(&says(b"", "much more than there is room for"), at(0));
    assert_eq!(kept(&house), [(Vec::new(), b"much more than there".to_vec())]);
}

#[test]
fn what_there_is_no_room_for_is_counted() {
    let mut house = topics(Limits { levels: 2, ..Limits::default() });
    for topic in ["a/b", "c", "a/b", "d/e/f"] {
        hear(&mut house, topic, "", at(0));
    }
    assert_eq!((house.tally().discarded, house.tally().messages), (2, 4));
}

#[test]
fn after_it_was_cleared_a_level_of_before_names_nothing() {
    let mut house = topics(Limits::default());
    hear(&mut house, "home", "1", at(0));
    let (home, _) = house.reveal("home").expect("it was heard");
    house.clear();
    hear(&mut house, "lab", "1", at(0));
    assert_eq!(house.name(home), None);
    house.turn(home);
    house.look_at(Some(home));
    assert_eq!(house.kept().count(), 0);
}
