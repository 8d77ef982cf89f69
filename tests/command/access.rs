//! What this user may do, as far as it was learned, and what features need; how each connection did.

use std::time::Duration;

use alicia_dashboard::app::{AccessNews, DeskWish, Event, Feature, Format, Hearing, Intent, Line, News, Verdict};

use crate::house::{House, body, topic_of};
use crate::{BULB, house_with_a_bulb};

const NOT_AUTHORIZED: u8 = 0x87;
const SOON: Duration = Duration::from_millis(1_100);

fn watch(house: &mut House) -> AccessNews {
    house.intend(Intent::Desk(DeskWish::WatchAccess(true)));
    house.pass(SOON);
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Access(told) => News::access(told),
        _ => None,
    });
    house.intend(Intent::Desk(DeskWish::WatchAccess(false)));
    told.expect("it is told once a second")
}

fn hearing(news: &AccessNews, prefix: &str) -> Option<Hearing> {
    news.prefixes.iter().find(|access| access.prefix == prefix).map(|access| access.hearing.clone())
}

fn lines(news: &AccessNews, feature: Feature) -> Vec<Line> {
    news.needs.iter().find(|need| need.of == feature).map(|need| need.lines.clone()).unwrap_or_default()
}

#[test]
fn what_was_heard_may_be_read_and_what_the_broker_took_may_be_written() {
    let (mut house, _) = house_with_a_bulb();
    house.publish_retained("homeassistant/switch/pump/config", r#"{"name":"Pump","command_topic":"x/pump/set"}"#);
    house.intend(Intent::Desk(DeskWish::CheckRights));
    let tried = house.sent.iter().filter(|sent| sent[0] & 0xf0 == 0x30).cloned().collect::<Vec<_>>();
    for packet in tried {
        house.acknowledge_this(&packet, if topic_of(&packet).starts_with("alicia/") { NOT_AUTHORIZED } else { 0 });
    }
    let news = watch(&mut house);
    assert!(BULB.starts_with("alicia/devices/"));
    assert!(matches!(hearing(&news, "alicia/devices"), Some(Hearing::Heard(_))), "{news:?}");
    let commands = news.prefixes.iter().find(|access| access.prefix == "alicia/commands").expect("it was tried");
    assert_eq!((commands.saying.len(), commands.saying[0].is_allowed), (1, false));
    let line = &lines(&news, Feature::Commands)[0];
    assert_eq!((line.rule().as_str(), line.verdict()), ("topic write alicia/commands/+", Verdict::No));
    let stored = lines(&news, Feature::Clearing);
    assert!(stored.iter().any(|line| line.rule() == "topic write homeassistant/switch/#"), "{stored:?}");
}

#[test]
fn of_what_nobody_tried_nothing_is_said() {
    let mut house = House::live();
    let news = watch(&mut house);
    for (feature, rule) in [
        (Feature::Family, "topic readwrite alicia/dashboard/#"),
        (Feature::Figures, "topic read $SYS/broker/#"),
        (Feature::Log, "topic read $SYS/broker/log/#"),
        (Feature::Users, "topic readwrite $CONTROL/dynamic-security/#"),
    ] {
        let line = &lines(&news, feature)[0];
        assert_eq!((line.rule().as_str(), line.verdict()), (rule, Verdict::Unknown));
    }
    assert_eq!(lines(&news, Feature::Clearing), [], "nothing that is stored was heard");
}

#[test]
fn one_word_of_the_broker_shows_that_its_figures_may_be_read() {
    let mut house = House::live();
    house.publish("$SYS/broker/uptime", "7 seconds");
    let news = watch(&mut house);
    assert_eq!(lines(&news, Feature::Figures)[0].verdict(), Verdict::Yes);
    assert_eq!(lines(&news, Feature::Log)[0].verdict(), Verdict::Unknown);
    assert!(matches!(hearing(&news, "$SYS/broker/uptime"), Some(Hearing::Heard(_))));
}

/// The broker answers to all filters that it is asked for.
fn grant_all_but(house: &mut House, refused: &str) {
    let subscribe = house.sent.last().expect("it subscribes").clone();
    let body = body(&subscribe);
    let (mut suback, mut rest) = (vec![body[0], body[1], 0], &body[3..]);
    while let [high, low, more @ ..] = rest {
        let (filter, more) = more.split_at(usize::from(u16::from_be_bytes([*high, *low])));
        suback.push(if filter == refused.as_bytes() { NOT_AUTHORIZED } else { 1 });
        rest = &more[1..];
    }
    suback.splice(..0, [0x90, u8::try_from(suback.len()).expect("few filters")]);
    house.hear(&suback);
}

#[test]
fn a_subscription_that_was_refused_and_one_that_stays_silent_are_told_apart() {
    let mut house = House::offline();
    house.ask_for("mobile_app", "my/own/#");
    house.happen(Event::Opened);
    house.hear(&[0x20, 3, 0, 0, 0]);
    grant_all_but(&mut house, "my/own/#");
    house.publish("alicia/devices/bulb_living/status", r#"{"state":"on"}"#);
    let news = watch(&mut house);
    match hearing(&news, "my/own") {
        Some(Hearing::Refused { filter, why, .. }) => {
            assert_eq!((filter.as_str(), why.as_str()), ("my/own/#", "not authorised"));
        }
        other => panic!("{other:?}"),
    }
    house.intend(Intent::Desk(DeskWish::CheckRights));
    let command = house.sent.last().expect("it is tried").clone();
    assert_eq!(topic_of(&command), "alicia/commands/alicia-dashboard-check");
    house.acknowledge_this(&command, 0);
    let news = watch(&mut house);
    assert!(matches!(hearing(&news, "alicia/commands"), Some(Hearing::Silent { .. } | Hearing::Unknown)));
}

#[test]
fn ten_thousand_prefixes_are_counted_and_not_kept() {
    let mut house = House::live();
    for number in 0..10_000 {
        house.publish(&format!("my/own{number}/x"), "1");
    }
    let long = "y".repeat(60_000);
    house.publish(&format!("{long}/a"), "1");
    let news = watch(&mut house);
    assert_eq!((news.prefixes.len(), news.left_out), (300, 9_701));
}

#[test]
fn another_login_knows_nothing_of_this_one() {
    let mut house = House::live();
    house.publish("my/own/thing", "1");
    house.log_in("somebody_else");
    let news = watch(&mut house);
    assert_eq!(hearing(&news, "my/own"), None);
}

#[test]
fn each_connection_is_told_with_what_passed_over_it_and_why_it_ended() {
    let mut house = House::live();
    house.publish("alicia/devices/bulb_living/status", r#"{"state":"on"}"#);
    house.publish("alicia/devices/bulb_living/status", r#"{"state":"off"}"#);
    house.pass(Duration::from_secs(10));
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(Duration::from_secs(200));
    house.intend(Intent::RetryNow);
    house.let_in();
    house.publish("alicia/devices/bulb_living/status", r#"{"state":"on"}"#);
    let metrics = watch(&mut house).metrics;
    assert_eq!((metrics.total.messages_received, metrics.forgotten), (3, 0));
    assert_eq!(metrics.spells.len(), 3, "tries that fail alike are one: {metrics:?}");
    let [now, tries, first] = &metrics.spells[..] else { panic!("three") };
    assert!(now.live.is_some() && now.ended.is_none() && now.passed.messages_received == 1);
    assert!(now.passed.bytes_sent > 0 && now.passed.bytes_received > 0);
    assert!(tries.live.is_none() && tries.passed.connection_errors > 3, "{tries:?}");
    assert_eq!((first.passed.messages_received, first.passed.connection_errors), (2, 1));
    assert!(first.ended.as_ref().is_some_and(|(_, because)| !because.is_empty()));
    assert_eq!(first.user, "mobile_app");
    let all = metrics.spells.iter().map(|spell| spell.passed.connection_errors).sum::<u64>();
    assert_eq!(all, metrics.total.connection_errors, "every error is one of a connection");
}

#[test]
fn the_file_of_metrics_has_the_names_of_the_documents_and_no_secret() {
    let mut house = House::live();
    house.publish("alicia/devices/bulb_living/status", r#"{"state":"on"}"#);
    house.happen(Event::Closed { code: 1006, reason: "=1+1\"".to_owned() });
    let metrics = watch(&mut house).metrics;
    let json: serde_json::Value = serde_json::from_str(&metrics.written(Format::Json)).expect("it is JSON");
    // The latest is first, and another one is tried by now.
    let first = json["connections"].as_array().and_then(|all| all.last()).expect("there was one");
    for (key, number) in [("messagesReceived", 1), ("messagesSent", 0), ("connectionErrors", 1)] {
        assert_eq!(json[key], number, "{key}");
        assert_eq!(first[key], number, "{key}");
    }
    assert_eq!(first["version"], "5");
    let table = metrics.written(Format::Csv);
    let rows: Vec<_> = table.split_terminator("\r\n").collect();
    let (head, row) = (rows[0], rows[rows.len() - 1]);
    let names = "messagesReceived,messagesSent,bytesReceived,bytesSent,connectionErrors";
    assert_eq!(head, format!("since,live,until,version,reason,user,{names}"));
    assert!(row.starts_with("\"20") && row.contains(",\"mobile_app\",1,0,"), "{row}");
    assert!(!table.contains("secret"));
}

#[test]
fn of_a_connection_that_comes_and_goes_for_ever_the_latest_hundred_are_told_apart() {
    let mut house = House::live();
    for _ in 0..150 {
        house.publish("my/own/thing", "1");
        house.happen(Event::Closed { code: 1006, reason: String::new() });
        house.intend(Intent::RetryNow);
        house.let_in();
    }
    let metrics = watch(&mut house).metrics;
    assert_eq!((metrics.spells.len(), metrics.forgotten), (100, 51));
    let told = metrics.spells.iter().map(|spell| spell.passed.messages_received).sum::<u64>();
    assert_eq!(told + metrics.older.messages_received, 150, "nothing is lost in the sum");
}
