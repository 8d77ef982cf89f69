//! Recordings of what a broker sends, and the same house once more without one.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use alicia_dashboard::app::{
    ByHand, Connection, CustomChange, DeskWish, Event, HandWish, Intent, Limits, News, RecordingNews, RecordingWish,
    ReplayNews, Replaying,
};
use alicia_dashboard::device::{Freshness, Stage, Value};

use crate::house::House;

const BULB: &str = "alicia/devices/bulb_living/status";
const HEAD: &str = r#"{"format":"alicia-recording","version":1,"began":"2026-02-13T12:00:00.000Z"}"#;
const SOON: Duration = Duration::from_millis(40);

/// By device and property: what it says, and how true that is.
type Picture = BTreeMap<(String, String), (Option<Value>, Freshness)>;

/// What the page sees of all devices.
fn picture(house: &mut House) -> Picture {
    house.pass(SOON);
    let mut devices = BTreeMap::new();
    for news in &house.news {
        match news {
            News::Cleared => devices.clear(),
            News::Gone(gone) => devices.retain(|key, _| !gone.contains(key)),
            News::Devices(told) => devices.extend(told.iter().map(|device| (device.key, device.id.clone()))),
            _ => {}
        }
    }
    house.intend(Intent::Watch(Vec::new()));
    let before = house.news.len();
    house.intend(Intent::Watch(devices.keys().copied().collect()));
    house.pass(SOON);
    let told = house.news[before..].iter().filter_map(|news| match news {
        News::Properties { device, properties, .. } => Some((devices[device].clone(), properties)),
        _ => None,
    });
    let (clock, since) = (house.clock(), house.live_since());
    let all = told.flat_map(|(device, properties)| properties.iter().map(move |property| (device.clone(), property)));
    all.map(|(device, property)| {
        let freshness = property.report.as_ref().map_or(Freshness::Unknown, |it| it.freshness(clock, since));
        ((device, property.id.clone()), (property.report.as_ref().map(|it| it.value.clone()), freshness))
    })
    .collect()
}

fn recording(house: &House) -> Option<RecordingNews> {
    house.news.iter().rev().find_map(|news| match news {
        News::Recording(recording) => Some(*recording),
        _ => None,
    })?
}

fn replay(house: &House) -> Option<ReplayNews> {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Replay(replay) => Some(replay.clone()),
        _ => None,
    });
    told.flatten().map(|replay| *replay)
}

/// Where it stands, in milliseconds.
fn position(house: &House) -> i64 {
    let replay = replay(house).expect("a recording is played");
    replay.now.millis() - replay.began.millis()
}

fn record(house: &mut House) {
    house.intend(Intent::Recording(RecordingWish::Record));
    assert_eq!(house.sent.last().map(|packet| packet[0]), Some(0x82), "the broker is asked for what it retains");
    house.grant_again();
}

/// What the page saves.
fn saved(house: &mut House) -> String {
    house.intend(Intent::Recording(RecordingWish::Stop));
    let mut file = String::new();
    for part in 0.. {
        house.intend(Intent::Recording(RecordingWish::Give(part)));
        match house.news.last() {
            Some(News::Recorded(_, Some(text))) => file.push_str(text),
            Some(News::Recorded(_, None)) => break,
            other => panic!("a part was asked for: {other:?}"),
        }
    }
    file
}

fn open(house: &mut House, file: &[u8]) {
    house.intend(Intent::Recording(RecordingWish::Open));
    for piece in file.chunks(1_000) {
        house.intend(Intent::Recording(RecordingWish::Part(piece.to_vec())));
    }
    house.intend(Intent::Recording(RecordingWish::Play));
}

fn played(file: &str) -> House {
    let mut house = House::offline();
    open(&mut house, file.as_bytes());
    house
}

/// One message a second, which says which second it was.
fn counting(seconds: u64) -> String {
    let line =
        |second: u64| format!("{{\"at\":{},\"topic\":\"home/count/second\",\"payload\":\"{second}\"}}", second * 1_000);
    let lines: Vec<_> = std::iter::once(HEAD.to_owned()).chain((0..=seconds).map(line)).collect();
    lines.join("\n")
}

fn second(house: &mut House) -> Option<Value> {
    let all = picture(house);
    let value = all.iter().find(|((device, _), _)| device == "topic:home/count").map(|(_, (value, _))| value.clone());
    value.flatten()
}

fn refusal(house: &House) -> String {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Unplayable(reason) => Some(reason.clone()),
        _ => None,
    });
    told.expect("it is said why it is not played")
}

#[test]
fn a_recording_played_again_shows_the_same_devices_with_the_same_values() {
    let mut house = House::live();
    house.publish("alicia/sensors/before", r#"{"temperature_celsius":1}"#);
    record(&mut house);
    house.publish_retained(
        "homeassistant/sensor/attic/config",
        r#"{"name":"Attic","state_topic":"attic/temperature","unit_of_measurement":"°C"}"#,
    );
    house.publish_retained(BULB, r#"{"state":"off","brightness":40}"#);
    house.pass(Duration::from_millis(1_500));
    house.grant_again();
    house.publish("attic/temperature", "21.5");
    house.publish("home/<script>alert(1)</script>/value", "\"quoted\" and\nbroken");
    house.hear(b"\x30\x0b\x00\x05cam/a\x00\xff\xfe\x00");
    house.publish(BULB, r#"{"state":"on"}"#);
    house.pass(Duration::from_secs(70));
    for _ in 0..6 {
        house.publish("alicia/sensors/living", r#"{"temperature_celsius":21.5}"#);
        house.pass(Duration::from_secs(20));
    }
    let file = saved(&mut house);
    let mut expected = picture(&mut house);
    expected.retain(|(device, _), _| device != "alicia:before");
    assert!(expected.len() >= 5, "{expected:?}");

    let mut again = played(&file);
    let length = replay(&again).expect("it is played").length_ms;
    again.intend(Intent::Recording(RecordingWish::Replay(Replaying::Seek(length))));
    assert_eq!(picture(&mut again), expected);
    assert!(again.sent.is_empty(), "nothing is sent");
    assert!(!matches!(again.connection(), Connection::Live { .. }), "and nobody says that it is connected");
}

#[test]
fn secrets_are_not_in_the_file_whenever_they_were_said_to_be_some() {
    let mut house = House::live();
    record(&mut house);
    house.publish("tasmota/info", r#"{"ssid":"home","wifi_password":"Gehe1m","token":771177,"psk":{"a":"Gehe1m"}}"#);
    house.publish("lab/gate/wifi_password", "Gehe1m");
    house.publish("lab/pin/state", "Gehe1m");
    house.publish("lab/pin/set", "Gehe1m");
    let announced = r#"{"name":"Pin","mode":"password","state_topic":"lab/pin/state","command_topic":"lab/pin/set"}"#;
    house.publish("homeassistant/text/pin/config", announced);
    house.publish("lab/pin/state", "Gehe1m2");
    house.hear(b"\x30\x19\x00\x05cam/b\x00password=Gehe1m\xff\xff");
    house.publish("lab/gate/humidity", "40");
    let file = saved(&mut house);
    assert!(!file.contains("Gehe1m") && !file.contains("771177"), "{file}");
    assert!(file.contains("home") && file.contains("\"40\"") && file.contains("lab/pin/set"), "{file}");
    let mut again = played(&file);
    again.pass(SOON);
    let pictures = [picture(&mut house), picture(&mut again)].map(|picture| {
        picture.into_keys().filter(|(device, _)| !device.contains("pin") && !device.contains("cam")).collect::<Vec<_>>()
    });
    assert_eq!(pictures[0], pictures[1], "what is masked is still there");
}

#[test]
fn a_recording_that_is_full_says_so_and_keeps_what_it_has() {
    let mut limits = Limits::default();
    limits.recording.bytes = 1_000;
    let mut house = House::live_within(&limits);
    record(&mut house);
    house.news.clear();
    for _ in 0..100 {
        house.publish(BULB, r#"{"state":"on"}"#);
        house.pass(Duration::from_millis(100));
    }
    let told = house.news.iter().filter(|news| matches!(news, News::Recording(_))).count();
    assert!((1..=3).contains(&told), "at most once a second, and at once when it is full: {told}");
    let at_end = recording(&house).expect("there is one");
    assert!(at_end.is_full && !at_end.is_running && at_end.bytes <= 1_000, "{at_end:?}");
    let file = saved(&mut house);
    assert_eq!(file.len() as u64, at_end.bytes);
    assert_eq!(file.lines().count() as u64, at_end.messages + 1);
    assert_eq!(picture(&mut played(&file)).len(), 1);

    house.intend(Intent::Recording(RecordingWish::Discard));
    assert_eq!(recording(&house), None);
}

#[test]
fn what_is_no_recording_is_a_sentence_and_the_house_stays() {
    let mut house = House::live();
    house.publish(BULB, r#"{"state":"on"}"#);
    for (file, words) in [
        ("", "empty"),
        ("\n\n", "empty"),
        ("PK\u{3}\u{4}", "no recording"),
        (r#"{"alicia_dashboard":1,"devices":{}}"#, "no recording"),
        ("[1,2,3]", "no recording"),
        (&HEAD.replace(":1,", ":2,"), "newer"),
        (&HEAD.replace("2026-02-13", "someday"), "when it began"),
        (HEAD, "nothing was recorded"),
        (&format!("{HEAD}\n{{\"at\":-1}}\n"), "nothing in it makes sense: line 2, “{\"at\":-1}”"),
    ] {
        open(&mut house, file.as_bytes());
        assert!(refusal(&house).contains(words), "{file}: {}", refusal(&house));
    }
    open(&mut house, &[0xff; 5_000]);
    house.pass(SOON);
    assert!(matches!(house.connection(), Connection::Live { .. }));
    assert!(replay(&house).is_none() && picture(&mut house).len() == 1);
}

#[test]
fn lines_that_make_no_sense_are_counted_and_the_first_is_quoted() {
    let lines = [
        HEAD,
        "{\"at\":0,\"topic\":\"home/a/b\",\"payload\":\"1\"}",
        "<script>alert(1)</script>",
        "{\"at\":1,\"topic\":\"home/#\",\"payload\":\"1\"}",
        "{\"at\":1,\"topic\":\"home/a/b\"}",
        "{\"at\":1,\"topic\":\"home/a/b\",\"base64\":\"no!\"}",
        "{\"at\":1e300,\"topic\":\"home/a/b\",\"payload\":\"1\"}",
        "{\"at\":1,\"link\":\"broken\"}",
        "{\"at\":2,\"topic\":\"home/a/c\",\"payload\":\"2\"}",
        "{\"at\":3,\"top",
    ];
    let mut house = played(&lines.join("\r\n"));
    house.pass(SOON);
    let told = replay(&house).expect("it is played");
    assert_eq!(told.unreadable, 7);
    assert!(told.first_unreadable.is_some_and(|words| words.starts_with("line 3, “<script>alert(1)</script>”: ")));
    assert_eq!(picture(&mut house).len(), 2);
}

#[test]
fn it_plays_as_fast_as_one_wants_and_stands_when_one_wants() {
    let mut house = played(&counting(1_000));
    house.pass(Duration::from_millis(10_500));
    assert_eq!(second(&mut house), Some(Value::Number(10.0)));
    house.intend(Intent::Recording(RecordingWish::Replay(Replaying::Speed(10))));
    house.pass(Duration::from_secs(10));
    assert_eq!(second(&mut house), Some(Value::Number(111.0)));
    house.intend(Intent::Recording(RecordingWish::Replay(Replaying::Pause)));
    let stands = position(&house);
    house.pass(Duration::from_hours(1));
    assert_eq!((position(&house), house.deadline()), (stands, None));
    assert!(picture(&mut house).values().all(|(_, freshness)| *freshness == Freshness::Live), "it is as old as it was");
    house.intend(Intent::Recording(RecordingWish::Replay(Replaying::Play)));
    house.intend(Intent::Recording(RecordingWish::Replay(Replaying::Speed(100))));
    house.pass(Duration::from_mins(1));
    assert_eq!((second(&mut house), position(&house)), (Some(Value::Number(1_000.0)), 1_000_000));
    assert!(!replay(&house).is_some_and(|told| told.is_playing), "at its end it stands");
    house.intend(Intent::Recording(RecordingWish::Replay(Replaying::Play)));
    house.pass(SOON);
    assert!(position(&house) < 10_000, "and begins again if one wants that");
}

#[test]
fn wherever_one_moves_it_the_house_is_as_it_was_then() {
    let mut house = played(&counting(100));
    house.intend(Intent::Recording(RecordingWish::Replay(Replaying::Pause)));
    for to in [50_u32, 20, 90, 0, 100, 7] {
        house.news.retain(|news| !matches!(news, News::Properties { .. } | News::Reports { .. }));
        house.intend(Intent::Recording(RecordingWish::Replay(Replaying::Seek(u64::from(to) * 1_000))));
        assert_eq!(second(&mut house), Some(Value::Number(to.into())));
        assert_eq!(position(&house), i64::from(to) * 1_000);
        assert_eq!(house.counters().messages_received, u64::from(to) + 1, "the totals are of what was played");
    }
    house.intend(Intent::Recording(RecordingWish::Replay(Replaying::Seek(u64::MAX))));
    assert_eq!(second(&mut house), Some(Value::Number(100.0)));
}

#[test]
fn a_break_of_the_connection_is_one_again() {
    let mut house = House::live();
    record(&mut house);
    house.publish(BULB, r#"{"state":"on"}"#);
    house.pass(Duration::from_secs(10));
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(Duration::from_secs(10));
    house.let_in();
    house.pass(Duration::from_secs(10));
    house.publish(BULB, r#"{"state":"off"}"#);
    let file = saved(&mut house);
    assert_eq!(file.matches("\"link\"").count(), 2, "{file}");

    let mut again = played(&file);
    let how_true = |house: &mut House, second: u64| {
        house.intend(Intent::Recording(RecordingWish::Replay(Replaying::Seek(second * 1_000))));
        picture(house).into_values().map(|(_, freshness)| freshness).collect::<Vec<_>>()
    };
    again.intend(Intent::Recording(RecordingWish::Replay(Replaying::Pause)));
    assert_eq!(how_true(&mut again, 5), [Freshness::Live]);
    assert_eq!(how_true(&mut again, 15), [Freshness::Stale]);
    assert_eq!(again.connection(), Connection::Replay { since: None });
    assert_eq!(how_true(&mut again, 25), [Freshness::Stale]);
    assert_eq!(how_true(&mut again, 60), [Freshness::Live]);
}

#[test]
fn nothing_is_sent_and_nothing_kept_in_a_replay_and_it_is_said_why() {
    let mut house = House::live();
    record(&mut house);
    house.publish(BULB, r#"{"state":"off","brightness":40}"#);
    house.publish("shelf/kept/value", "1");
    let file = saved(&mut house);
    house.pass(Duration::from_secs(1));
    open(&mut house, file.as_bytes());
    house.pass(Duration::from_secs(1));
    assert_eq!(house.sent.last().map(|goodbye| goodbye[0]), Some(0xe0), "it has left the broker");
    house.news.clear();
    open(&mut house, file.as_bytes());
    house.pass(SOON);
    let before = house.sent.len();
    let bulb = house.watch("alicia:bulb_living");
    house.set(bulb, "state", Value::Flag(true));
    let told = house.last_word("true");
    assert!(matches!(&told, Some(Stage::NotSent(reason)) if reason.contains("recording")), "{told:?}");
    house.intend(Intent::hand(&HandWish::Publish(Box::new(ByHand { topic: "a/b".to_owned(), ..ByHand::default() }))));
    house.intend(Intent::Desk(DeskWish::AskForAnnouncements));
    house.intend(Intent::Desk(DeskWish::CheckRights));
    house.intend(Intent::AskAgain);
    let errands = house.news.iter().rev().find_map(|news| match news {
        News::Errands(errands) => Some(errands.clone()),
        _ => None,
    });
    let errands = errands.expect("what was sent by hand is told");
    assert_eq!(errands.len(), 2);
    assert!(errands.iter().all(|it| matches!(&it.stage, Stage::NotSent(reason) if reason.contains("recording"))));
    house.intend(Intent::Customize { device: bulb, change: CustomChange::Name(Some("Mine".to_owned())) });
    house.intend(Intent::Desk(DeskWish::SaveScene { name: "Mine".to_owned(), devices: vec![bulb] }));
    house.intend(Intent::Recording(RecordingWish::Record));
    house.pass(Duration::from_secs(10));
    assert_eq!(house.sent.len(), before);
    let is_kept = |news: &News| matches!(news, News::Customs(_) | News::Scenes(_) | News::Record(_));
    assert!(!house.news.iter().any(is_kept));
    assert!(
        house.news.iter().any(|news| matches!(news, News::Customized(Err(reason)) if reason.contains("recording")))
    );
    assert_eq!(recording(&house), None);
}

#[test]
fn whoever_closes_it_has_an_empty_house_and_may_log_in() {
    let mut house = played(&counting(10));
    house.pass(SOON);
    house.intend(Intent::Recording(RecordingWish::Replay(Replaying::Close)));
    house.pass(SOON);
    assert_eq!((house.connection(), replay(&house), house.deadline()), (Connection::Offline, None, None));
    assert_eq!(picture(&mut house), Picture::new());
    house.log_in("mobile_app");
    house.publish(BULB, r#"{"state":"off"}"#);
    let bulb = house.watch("alicia:bulb_living");
    assert_eq!(house.freshness(bulb, "state"), Freshness::Live);

    let file = counting(10);
    open(&mut house, file.as_bytes());
    house.pass(SOON);
    house.log_in("mobile_app");
    house.pass(SOON);
    assert!(matches!(house.connection(), Connection::Live { .. }), "a login ends it as well");
    assert_eq!(replay(&house), None);
}

#[test]
fn a_long_recording_is_taken_in_bit_by_bit() {
    const LINES: usize = 300_000;
    let mut file = HEAD.to_owned();
    for line in 0..LINES {
        let room = line % 50;
        write!(file, "\n{{\"at\":{line},\"topic\":\"home/room{room}/n\",\"payload\":\"{line}\"}}")
            .expect("a text takes whatever is written");
    }
    let mut house = played(&file);
    house.intend(Intent::Recording(RecordingWish::Replay(Replaying::Seek(u64::MAX))));
    let (mut before, mut events) = (0, 0);
    while house.counters().messages_received < LINES as u64 {
        house.pass(Duration::from_millis(20));
        let received = house.counters().messages_received;
        assert!(received > before && received - before <= 2_000, "{before} {received}");
        (before, events) = (received, events + 1);
        house.news.retain(|news| !matches!(news, News::Replay(_) | News::Properties { .. } | News::Reports { .. }));
    }
    assert!(events >= 150, "{events}");
    let last = picture(&mut house);
    assert_eq!(last[&("topic:home/room49".to_owned(), "n".to_owned())].0, Some(Value::Number(299_999.0)));
}
