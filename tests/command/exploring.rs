//! The broker's topics, while somebody looks at them.

use std::time::Duration;

use alicia_dashboard::app::{ChosenTopic, ExplorerNews, ExplorerView, ExplorerWish, Intent, Meaning, News};
use alicia_dashboard::topics::{Form, Properties};

use crate::house::House;

const SUBSCRIBE: u8 = 0x82;
const UNSUBSCRIBE: u8 = 0xa2;
const SOON: Duration = Duration::from_millis(250);

fn view() -> ExplorerView {
    ExplorerView { filter: "#".to_owned(), count: 50, ..ExplorerView::default() }
}

fn see(house: &mut House, view: ExplorerView) {
    house.intend(Intent::Explorer(ExplorerWish::See(Box::new(view))));
}

fn told(house: &House) -> impl DoubleEndedIterator<Item = ExplorerNews> {
    let told = |news: &News| if let News::Explorer(told) = news { News::explorer(told) } else { None };
    house.news.iter().filter_map(told).collect::<Vec<_>>().into_iter()
}

fn seen(house: &House) -> ExplorerNews {
    told(house).next_back().expect("it was told")
}

fn names(house: &House) -> Vec<String> {
    seen(house).rows.into_iter().map(|row| row.name).collect()
}

fn chosen(house: &House) -> Option<ChosenTopic> {
    told(house).rev().find_map(|news| news.chosen)
}

/// Whether the last packet that was sent has this in it.
fn asked(house: &House, packet: u8, filter: &str) -> bool {
    let sent = house.sent.last().expect("something was sent");
    sent[0] == packet && sent.windows(filter.len()).any(|part| part == filter.as_bytes())
}

#[test]
fn the_broker_is_asked_for_everything_only_while_somebody_looks() {
    let mut house = House::live();
    see(&mut house, view());
    assert!(asked(&house, SUBSCRIBE, "\u{0}\u{1}#"), "{:02x?}", house.sent.last());
    house.grant_again();
    house.publish("strange/thing", "1");
    house.publish("alicia/devices/bulb/status", r#"{"state":"on"}"#);
    house.pass(SOON);
    assert_eq!(names(&house), ["alicia", "strange"]);
    house.watch("alicia:bulb");
    let counters = house.counters();
    assert_eq!((counters.messages_received, counters.not_understood), (2, 0), "what is not of the home is no riddle");

    house.intend(Intent::Explorer(ExplorerWish::Close));
    assert!(asked(&house, UNSUBSCRIBE, "\u{0}\u{1}#"), "{:02x?}", house.sent.last());
    house.news.clear();
    house.publish("strange/thing", "1");
    house.pass(SOON);
    assert_eq!(told(&house).count(), 0);
}

#[test]
fn whoever_looks_again_before_the_broker_has_let_go_makes_no_device_of_what_is_not_of_the_home() {
    let mut house = House::live();
    see(&mut house, view());
    house.grant_again();
    house.intend(Intent::Explorer(ExplorerWish::Close));
    see(&mut house, view());
    house.grant();
    house.publish("strange/thing", "1");
    house.pass(SOON);
    assert_eq!(names(&house), ["strange"]);
    let devices = house.news.iter().filter_map(|news| if let News::Devices(told) = news { Some(told) } else { None });
    assert_eq!(devices.flatten().map(|device| device.id.as_str()).collect::<Vec<_>>(), [] as [&str; 0]);
}

#[test]
fn the_page_is_told_five_times_a_second_and_at_once_of_what_the_person_did() {
    let mut house = House::live();
    see(&mut house, view());
    house.news.clear();
    for _ in 0..100 {
        house.publish("home/attic", "1");
        house.pass(Duration::from_millis(10));
    }
    let times = told(&house).count();
    assert!((4..=6).contains(&times), "{times}");
    let home = seen(&house).rows[0].level;
    house.intend(Intent::Explorer(ExplorerWish::Turn(home)));
    assert_eq!(names(&house), ["home", "attic"]);
    house.intend(Intent::Explorer(ExplorerWish::Clear));
    assert_eq!(names(&house), [""; 0]);
}

#[test]
fn of_the_topic_that_is_looked_at_every_message_can_be_seen_beside_the_one_before() {
    let mut house = House::live();
    see(&mut house, view());
    house.publish("home/attic", "20");
    house.intend(Intent::Explorer(ExplorerWish::Reveal("home/attic".to_owned())));
    let (attic, row) = seen(&house).revealed.expect("it was heard");
    assert_eq!((row, names(&house)), (1, vec!["home".to_owned(), "attic".to_owned()]));
    see(&mut house, ExplorerView { chosen: Some(attic), ..view() });
    house.publish("home/attic", "21");
    house.publish("home/attic", "22");
    house.pass(SOON);
    let told = chosen(&house).expect("it is looked at");
    assert_eq!((told.topic.as_str(), told.messages.len()), ("home/attic", 3));
    let payload = |told: &ChosenTopic| told.message.as_ref().map(|message| message.payload.clone());
    assert_eq!((payload(&told), told.before.as_deref()), (Some(b"22".to_vec()), Some(&b"21"[..])));
    let second = told.messages[1].number;
    see(&mut house, ExplorerView { chosen: Some(attic), message: Some(second), ..view() });
    let told = chosen(&house).expect("it is looked at");
    assert_eq!((payload(&told), told.before.as_deref()), (Some(b"21".to_vec()), Some(&b"20"[..])));

    house.news.clear();
    house.pass(SOON);
    assert_eq!(chosen(&house), None, "nothing new was said");
}

#[test]
fn what_is_pinned_and_was_not_heard_is_told_until_it_is() {
    let mut house = House::live();
    see(&mut house, view());
    house.publish("home/attic/temp", "20");
    let pinned = ["home", "home/attic", "home/cellar", "lab"].map(str::to_owned).to_vec();
    house.intend(Intent::Explorer(ExplorerWish::Pin(pinned)));
    assert_eq!(seen(&house).unheard, ["home/cellar", "lab"]);
    house.publish("lab/x/y", "1");
    house.pass(SOON);
    assert_eq!(seen(&house).unheard, ["home/cellar"], "something below it was heard");
    house.intend(Intent::Explorer(ExplorerWish::Pin(vec!["x".repeat(70_000); 1_000])));
    assert_eq!(seen(&house).unheard, [""; 0], "and no more than one can pin is looked for");
}

#[test]
fn what_is_no_filter_is_told_and_nothing_else_is_asked_for() {
    let mut house = House::live();
    see(&mut house, view());
    house.publish("home/attic", "1");
    let before = house.sent.len();
    see(&mut house, ExplorerView { filter: "home/#/x".to_owned(), ..view() });
    assert_eq!(seen(&house).complaint.as_deref(), Some("# must be a level of its own, and the last one"));
    assert_eq!(house.sent.len(), before);
    see(&mut house, ExplorerView { search: "ho+me".to_owned(), ..view() });
    assert_eq!(seen(&house).complaint.as_deref(), Some("+ must be a level of its own"));
    see(&mut house, ExplorerView { search: "attic".to_owned(), ..view() });
    assert_eq!(seen(&house).complaint, None);
    assert_eq!(names(&house), ["home", "attic"]);
}

#[test]
fn another_broker_has_other_topics() {
    let mut house = House::live();
    see(&mut house, view());
    house.publish("home/attic", "1");
    house.log_in("admin");
    assert!(
        asked(&house, 0x82, "\u{0}\u{1}#") || house.sent.iter().any(|sent| sent[0] == 0x82 && sent.ends_with(b"#\x01"))
    );
    house.pass(SOON);
    assert_eq!(names(&house), [""; 0]);
}

/// Looks at this topic, on which something was said.
fn look_at(house: &mut House, topic: &str) -> ExplorerView {
    house.intend(Intent::Explorer(ExplorerWish::Reveal(topic.to_owned())));
    let (level, _) = told(house).rev().find_map(|news| news.revealed).expect("it was heard");
    let view = ExplorerView { chosen: Some(level), ..view() };
    see(house, view.clone());
    view
}

#[test]
fn what_a_message_says_besides_is_told_of_the_one_that_is_looked_at() {
    let mut house = House::live();
    see(&mut house, view());
    let kind = [0x03, 0, 4, b'a', b'/', b'b', b'c', 0x08, 0, 2, b'r', b'e'];
    house.publish_with("home/attic", &kind, "20");
    look_at(&mut house, "home/attic");
    let besides = |house: &House| {
        let message = chosen(house).and_then(|told| told.message).expect("something was said");
        Properties::read(&message.properties)
    };
    let expected = Properties {
        content_type: Some("a/bc".to_owned()),
        response_topic: Some("re".to_owned()),
        ..Properties::default()
    };
    assert_eq!(besides(&house), expected);
    house.publish("home/attic", "21");
    house.pass(SOON);
    assert_eq!(besides(&house), Properties::default());
}

#[test]
fn a_number_is_followed_through_the_messages_that_have_it() {
    let mut house = House::live();
    see(&mut house, view());
    house.publish_retained("home/attic", r#"{"t":[19]}"#);
    let view = look_at(&mut house, "home/attic");
    house.publish("home/attic", r#"{"t":[20.5]}"#);
    house.publish("home/attic", r#"{"t":"none"}"#);
    house.publish("home/attic", r#"{"t":["21.0000000000000001"]}"#);
    house.pass(SOON);
    assert_eq!(chosen(&house).map(|told| told.numbers), Some(Vec::new()));
    see(&mut house, ExplorerView { followed: Some((Form::Fitting, "t[0]".to_owned())), ..view });
    let numbers = |house: &House| {
        let told = chosen(house).expect("it is looked at");
        told.numbers.into_iter().map(|(_, number)| number.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&house), ["20.5", "21"], "nobody knows when the stored one was said");
    house.publish("home/attic", r#"{"t":[22]}"#);
    house.pass(SOON);
    assert_eq!(numbers(&house), ["20.5", "21", "22"]);
}

#[test]
fn of_a_topic_it_is_told_which_device_it_became_or_why_none() {
    let mut house = House::live();
    see(&mut house, view());
    house.publish("alicia/devices/bulb/status", r#"{"state":"on"}"#);
    house.publish("alicia/devices/lamp/status", "{");
    house.publish("strange/thing", "1");
    let meaning = |house: &mut House, topic: &str| {
        look_at(house, topic);
        chosen(house).expect("it is looked at").meaning
    };
    let bulb = meaning(&mut house, "alicia/devices/bulb/status");
    let device = house.watch("alicia:bulb");
    assert_eq!((bulb.devices.as_slice(), bulb.riddle, bulb.is_heard), (&[device][..], None, true));
    house.publish("alicia/devices/bulb/status", r#"{"state":"off"}"#);
    house.pass(SOON);
    assert_eq!(chosen(&house).map(|told| told.meaning.properties), Some(vec!["State".to_owned()]));
    let lamp = meaning(&mut house, "alicia/devices/lamp/status");
    assert!(lamp.riddle.is_some() && lamp.is_heard && lamp.devices.is_empty(), "{lamp:?}");
    assert_eq!(meaning(&mut house, "strange/thing"), Meaning::default());
}

#[test]
fn a_topic_may_be_as_long_as_deep_and_as_odd_as_it_can_be() {
    let mut house = House::live();
    see(&mut house, view());
    let (long, deep) = ("x".repeat(65_535), vec!["y"; 1_000].join("/"));
    let odd = "\u{1}<script>alert(1)</script>\u{202e}\n";
    for topic in [&long, &deep, odd] {
        house.publish(topic, "1");
        look_at(&mut house, topic);
        let told = chosen(&house).expect("it is looked at");
        assert_eq!(told.topic, topic);
        assert_eq!(told.message.map(|message| message.payload), Some(b"1".to_vec()));
    }
    let longest = seen(&house).rows.into_iter().map(|row| row.topic.len() + row.name.len()).max();
    assert!(longest.is_some_and(|longest| longest < 2_000), "{longest:?}");
    assert_eq!(seen(&house).tally.discarded, 0);
}

/// What comes by the explorer's filter says so.
const MARK: [u8; 2] = [0x0B, 2];

/// Messages that the home has heard on the topic of this bulb.
fn heard_at_home(house: &mut House) -> u64 {
    let device = house.watch("alicia:bulb");
    house.intend(Intent::WatchTopics(Some(device)));
    house.pass(SOON);
    let count = |news: &News| if let News::Topics(told) = news { Some(told.heard[0].count) } else { None };
    let counted = house.news.iter().rev().find_map(count).expect("it is told");
    house.intend(Intent::WatchTopics(None));
    counted
}

#[test]
fn where_the_broker_sends_a_message_for_each_filter_it_is_one_message_nevertheless() {
    const BULB: &str = "alicia/devices/bulb/status";
    let mut house = House::live();
    house.publish(BULB, r#"{"state":"on"}"#);
    see(&mut house, view());
    house.grant_again();
    // Only now it is known of this broker.
    house.publish_with(BULB, &MARK, r#"{"state":"off"}"#);
    house.publish(BULB, r#"{"state":"off"}"#);
    let before = heard_at_home(&mut house);
    for state in ["on", "off", "off"] {
        let said = format!(r#"{{"state":"{state}"}}"#);
        house.publish(BULB, &said);
        house.publish_with(BULB, &MARK, &said);
    }
    house.publish_with("strange/thing", &MARK, "1");
    assert_eq!(heard_at_home(&mut house), before + 3);
    assert_eq!(seen(&house).tally.messages, 5);
}

#[test]
fn where_the_broker_sends_one_message_for_all_filters_home_and_explorer_have_it() {
    const BULB: &str = "alicia/devices/bulb/status";
    let mut house = House::live();
    house.publish(BULB, r#"{"state":"on"}"#);
    see(&mut house, view());
    house.grant_again();
    let before = heard_at_home(&mut house);
    for state in ["on", "off", "off"] {
        house.publish_with(BULB, &MARK, &format!(r#"{{"state":"{state}"}}"#));
    }
    assert_eq!(heard_at_home(&mut house), before + 3);
    assert_eq!(seen(&house).tally.messages, 3);
}
