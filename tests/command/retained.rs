//! Tidying up what the broker keeps.

use std::time::Duration;

use alicia_dashboard::app::{
    ClearTally, Ended, Event, Fate, HandLimits, HandWish, Intent, Limits, Lines, News, RetainedNews, RetainedView,
    Sorted,
};

use alicia_dashboard::time::Timestamp;

use crate::house::{House, body, topic_of};

const NOT_AUTHORIZED: u8 = 0x87;
const REFUSED: &str = "not authorised: the broker's access rules do not let this user publish to this topic";
const SUBSCRIBE: u8 = 0x82;
const UNSUBSCRIBE: u8 = 0xa2;
const SOON: Duration = Duration::from_millis(250);
const QUIET: Duration = Duration::from_millis(2_300);

fn view() -> RetainedView {
    RetainedView { count: 50, ..RetainedView::default() }
}

fn want(house: &mut House, wish: &HandWish) {
    house.intend(Intent::hand(wish));
}

fn told(house: &House) -> Option<RetainedNews> {
    let told = |news: &News| if let News::Hand(told) = news { Some(News::hand(told)) } else { None };
    house.news.iter().rev().find_map(told).flatten().and_then(|told| told.retained)
}

fn listed(house: &House) -> RetainedNews {
    told(house).expect("something was listed")
}

fn topics(house: &House) -> Vec<String> {
    listed(house).rows.into_iter().map(|row| row.topic).collect()
}

fn asks(house: &House, packet: u8, filter: &str) -> bool {
    let sent = house.sent.last().expect("something was sent");
    sent[0] == packet && sent.windows(filter.len()).any(|part| part == filter.as_bytes())
}

/// A list of what is kept on these topics.
fn list(house: &mut House, filter: &str, kept: &[&str]) {
    want(house, &HandWish::List(filter.to_owned()));
    want(house, &HandWish::See(view()));
    house.grant();
    for topic in kept {
        house.publish_retained(topic, "21");
    }
    house.pass(QUIET);
}

fn fates(house: &House) -> Vec<(String, Option<Fate>)> {
    listed(house).rows.into_iter().map(|row| (row.topic, row.fate)).collect()
}

/// What was published empty and retained.
fn cleared(house: &House) -> Vec<String> {
    let is_one = |packet: &&Vec<u8>| packet[0] & !0x08 == 0x33 && body(packet).len() == 2 + topic_of(packet).len() + 3;
    house.sent.iter().filter(is_one).map(|packet| topic_of(packet).to_owned()).collect()
}

#[test]
fn the_broker_is_asked_for_what_it_keeps_and_no_longer_than_it_takes() {
    let mut house = House::live();
    want(&mut house, &HandWish::List("strange/#".to_owned()));
    want(&mut house, &HandWish::See(view()));
    assert!(asks(&house, SUBSCRIBE, "strange/#"));
    house.grant();
    house.publish_retained("strange/b", "21");
    house.publish_retained("strange/a", "a long one");
    house.publish("strange/c", "said just now");
    house.publish_retained("other/d", "somewhere else");
    house.pass(SOON);
    assert_eq!((listed(&house).is_listing, listed(&house).total), (true, 2));
    house.pass(QUIET);
    assert_eq!((listed(&house).is_listing, listed(&house).ended), (false, Some(Ended::Quiet)));
    assert_eq!(topics(&house), ["strange/a", "strange/b"]);
    assert_eq!((listed(&house).rows[0].size, listed(&house).bytes), (10, 12));
    assert!(asks(&house, UNSUBSCRIBE, "strange/#"));
    assert_eq!(house.counters().not_understood, 0, "what is not of the home is no riddle");
    want(&mut house, &HandWish::Close);
    assert_eq!(told(&house), None);
}

#[test]
fn while_it_is_listed_the_home_hears_each_message_once() {
    const BULB: &str = "alicia/devices/bulb/status";
    const BY_HAND: [u8; 2] = [0x0B, 3];
    let mut house = House::live();
    house.publish(BULB, r#"{"state":"on"}"#);
    list(&mut house, "#", &[]);
    want(&mut house, &HandWish::List("#".to_owned()));
    house.grant();
    let device = house.watch("alicia:bulb");
    let heard = |house: &mut House| {
        house.intend(Intent::WatchTopics(Some(device)));
        house.pass(SOON);
        let count = |news: &News| if let News::Topics(told) = news { Some(told.heard[0].count) } else { None };
        house.news.iter().rev().find_map(count).expect("it is told")
    };
    // By this it is learned that each filter gets a copy.
    house.publish_with(BULB, &BY_HAND, r#"{"state":"off"}"#);
    house.publish(BULB, r#"{"state":"off"}"#);
    let before = heard(&mut house);
    for state in ["on", "off"] {
        let said = format!(r#"{{"state":"{state}"}}"#);
        house.publish_with(BULB, &BY_HAND, &said);
        house.publish(BULB, &said);
    }
    assert_eq!(heard(&mut house), before + 2);
}

#[test]
fn of_each_it_is_told_what_it_begins_with_as_far_as_there_is_room() {
    let limits = Limits {
        hand: HandLimits { retained_excerpt: 4, retained_excerpts: 10, ..HandLimits::default() },
        ..Limits::default()
    };
    let mut house = House::live_within(&limits);
    want(&mut house, &HandWish::List("lab/#".to_owned()));
    want(&mut house, &HandWish::See(view()));
    house.grant();
    for (topic, said) in [("lab/a", "on"), ("lab/b", "twenty"), ("lab/c", "<b>"), ("lab/d", "off"), ("lab/e", "x")] {
        house.publish_retained(topic, said);
    }
    house.pass(QUIET);
    let rows = listed(&house).rows;
    let told: Vec<_> = rows.iter().map(|row| (std::str::from_utf8(&row.excerpt), row.size)).collect();
    assert_eq!(told, [(Ok("on"), 2), (Ok("twen"), 6), (Ok("<b>"), 3), (Ok("o"), 3), (Ok(""), 1)]);
}

#[test]
fn what_the_home_listens_to_anyway_is_asked_for_once_more() {
    let mut house = House::live();
    list(&mut house, "home/#", &["home/attic/temp"]);
    assert_eq!(topics(&house), ["home/attic/temp"]);
    assert!(!house.sent.iter().any(|packet| packet[0] == UNSUBSCRIBE), "the home goes on listening");
    list(&mut house, "home/#", &["home/attic/temp", "home/cellar", "home/cellar"]);
    assert_eq!(topics(&house), ["home/attic/temp", "home/cellar"], "each once");
}

#[test]
fn each_tells_its_device_and_when_that_measured_and_whether_it_may_be_gone() {
    let mut house = House::live();
    house.intend(Intent::WatchNotUnderstood(true));
    want(&mut house, &HandWish::List("#".to_owned()));
    want(&mut house, &HandWish::See(view()));
    house.grant();
    house.publish_retained("zigbee2mqtt/old lamp", r#"{"state":"ON"}"#);
    house.publish_retained(
        "alicia/sensors/attic/status",
        r#"{"device_id":"attic","device_type":"temperature_sensor","temperature_celsius":21.5,"timestamp":"2026-09-21T12:00:00Z"}"#,
    );
    house.publish_retained("nobody/knows", "1");
    house.pass(QUIET);
    let rows = listed(&house).rows;
    let attic = house.watch("alicia:attic");
    assert_eq!(rows[0].topic, "alicia/sensors/attic/status");
    assert_eq!((rows[0].owner, rows[0].is_ghost), (Some(attic), false));
    assert_eq!(rows[0].told.map(Timestamp::to_iso8601).as_deref(), Some("2026-09-21T12:00:00.000Z"));
    assert_eq!((rows[1].owner, rows[1].told), (None, None));
    assert!(rows[2].is_ghost && rows[2].owner.is_some());
    assert_eq!(listed(&house).ghosts, 1);
    let sorted = |house: &mut House, sorted: Sorted| {
        want(house, &HandWish::See(RetainedView { sorted, ..view() }));
        topics(house)
    };
    let [attic, nobody, lamp] = ["alicia/sensors/attic/status", "nobody/knows", "zigbee2mqtt/old lamp"];
    assert_eq!(sorted(&mut house, Sorted::ByAge), [attic, nobody, lamp]);
    assert_eq!(sorted(&mut house, Sorted::BySize), [attic, lamp, nobody]);
    assert_eq!(sorted(&mut house, Sorted::ByOwner), [nobody, attic, lamp]);
    want(&mut house, &HandWish::MarkGhosts);
    assert_eq!(listed(&house).marked, 1);
    want(&mut house, &HandWish::See(RetainedView { lines: Lines::Marked, ..view() }));
    assert_eq!(topics(&house), [lamp]);
}

#[test]
fn what_is_marked_is_cleared_a_few_at_a_time_and_each_has_its_word() {
    let mut house = House::live();
    let names: Vec<_> = (0..30).map(|number| format!("home/{number:02}")).collect();
    list(&mut house, "home/#", &names.iter().map(|name| &**name).collect::<Vec<_>>());
    want(&mut house, &HandWish::See(RetainedView { search: "home/1+".to_owned(), ..view() }));
    assert!(listed(&house).complaint.is_some());
    want(&mut house, &HandWish::See(RetainedView { search: "home/".to_owned(), ..view() }));
    want(&mut house, &HandWish::MarkFound);
    want(&mut house, &HandWish::Mark(7, false));
    assert_eq!((listed(&house).marked, listed(&house).in_sight), (29, 30));
    want(&mut house, &HandWish::Clear(30));
    assert_eq!(cleared(&house), [""; 0], "not what nobody has seen");
    want(&mut house, &HandWish::See(RetainedView { lines: Lines::Marked, ..view() }));
    want(&mut house, &HandWish::Clear(29));
    assert_eq!(cleared(&house).len(), 20, "no more at once");
    want(&mut house, &HandWish::Mark(7, true));
    assert_eq!(listed(&house).in_sight, 29, "not while it is cleared");

    let sent: Vec<_> = house.sent.iter().filter(|packet| packet[0] == 0x33).cloned().collect();
    house.acknowledge_this(&sent[0], 0);
    house.acknowledge_this(&sent[1], 0x10);
    house.acknowledge_this(&sent[2], NOT_AUTHORIZED);
    assert_eq!(cleared(&house).len(), 23);
    house.pass(SOON);
    let fates = fates(&house);
    assert_eq!(fates[0], ("home/00".to_owned(), Some(Fate::Cleared)));
    assert_eq!(fates[1].1, Some(Fate::Cleared));
    assert_eq!(fates[2].1, Some(Fate::Refused(REFUSED.to_owned())));
    assert_eq!((fates[3].1.clone(), fates[28].1.clone()), (Some(Fate::Sent), Some(Fate::Waiting)));

    want(&mut house, &HandWish::Stop);
    let tally = listed(&house).clearing.expect("it is cleared");
    assert_eq!((tally.cleared, tally.refused, tally.not_sent, tally.is_going), (2, 1, 6, true));
    assert_eq!(tally.rules, ["topic write home/02"]);
    for packet in house.sent.clone().iter().filter(|packet| packet[0] == 0x33).skip(3) {
        house.acknowledge_this(packet, 0);
    }
    house.pass(SOON);
    let tally = listed(&house).clearing.expect("it was cleared");
    assert_eq!((tally.all, tally.cleared, tally.not_sent, tally.is_going), (29, 22, 6, false));
    assert_eq!(cleared(&house).len(), 23);

    want(&mut house, &HandWish::See(view()));
    assert_eq!((listed(&house).total, listed(&house).marked, listed(&house).clearing), (8, 0, None));
}

#[test]
fn a_device_of_which_nothing_is_kept_any_more_is_gone() {
    let mut house = House::live();
    list(&mut house, "home/#", &["home/attic/temp"]);
    house.watch("topic:home/attic");
    want(&mut house, &HandWish::MarkFound);
    want(&mut house, &HandWish::Clear(1));
    house.acknowledge(0);
    house.pass(Duration::from_secs(2));
    assert!(house.news.iter().any(|news| matches!(news, News::Gone(gone) if gone.len() == 1)));
}

#[test]
fn whatever_is_on_its_way_when_the_connection_is_lost_has_a_last_word() {
    let mut house = House::live();
    let names: Vec<_> = (0..30).map(|number| format!("home/{number:02}")).collect();
    list(&mut house, "home/#", &names.iter().map(|name| &**name).collect::<Vec<_>>());
    want(&mut house, &HandWish::MarkFound);
    want(&mut house, &HandWish::Clear(30));
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(Duration::from_mins(2));
    let tally = listed(&house).clearing.expect("it was cleared");
    let expected = ClearTally { all: 30, unanswered: 20, not_sent: 10, ..ClearTally::default() };
    assert_eq!(tally, expected);
    house.intend(Intent::Disconnect);
    house.pass(SOON);
    want(&mut house, &HandWish::List("#".to_owned()));
    assert_eq!(listed(&house).ended, Some(Ended::LinkLost));
    assert_eq!(house.deadline(), None);
}

#[test]
fn a_list_ends_when_there_is_no_room_or_no_end_and_says_so() {
    let hand = HandLimits { retained: 2, ..HandLimits::default() };
    let mut house = House::live_within(&Limits { hand, ..Limits::default() });
    list(&mut house, "strange/#", &["strange/a", "strange/b", "strange/c", "strange/d"]);
    let news = listed(&house);
    assert_eq!((news.ended, news.total, news.discarded), (Some(Ended::Full), 2, 1));

    let mut house = House::live();
    want(&mut house, &HandWish::List("strange/#".to_owned()));
    house.grant();
    for number in 0..130 {
        house.publish_retained(&format!("strange/{number}"), "1");
        house.pass(Duration::from_secs(1));
    }
    assert_eq!(listed(&house).ended, Some(Ended::TimeIsUp));

    let mut house = House::live();
    want(&mut house, &HandWish::List("strange/#/x".to_owned()));
    assert!(matches!(listed(&house).ended, Some(Ended::Refused(why)) if why.starts_with("# must be")));
    want(&mut house, &HandWish::List("strange/x".to_owned()));
    want(&mut house, &HandWish::Stop);
    assert_eq!(listed(&house).ended, Some(Ended::Stopped));
}

#[test]
fn where_mosquitto_stops_there_may_be_more() {
    let mut house = House::live();
    let names: Vec<_> = (0..1_000).map(|number| format!("strange/{number:04}")).collect();
    list(&mut house, "strange/#", &names.iter().map(|name| &**name).collect::<Vec<_>>());
    assert!(listed(&house).may_be_cut);
    assert_eq!((listed(&house).total, listed(&house).rows.len()), (1_000, 50));
    want(&mut house, &HandWish::See(RetainedView { skipped: 990, ..view() }));
    assert_eq!(topics(&house).len(), 10);
    assert_eq!(topics(&house)[0], "strange/0990");
}
