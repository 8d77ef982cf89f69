//! What was asked for is remembered: over a reload, for people, and to be asked for again.

use std::time::Duration;

use alicia_dashboard::app::{DeskWish, Format, Intent, News, RequestNews};
use alicia_dashboard::device::{Doubt, RequestKey, Stage, Value};

use crate::house::{House, topic_of};
use crate::{BULB, house_with_a_bulb};

const SOON: Duration = Duration::from_millis(20);
/// After so long it is handed out.
const REST: Duration = Duration::from_secs(3);

/// What is to be kept, as it was handed out last.
fn kept(house: &House) -> Option<String> {
    house.news.iter().rev().find_map(|news| match news {
        News::Record(text) => Some(text.clone()),
        _ => None,
    })
}

fn remember(text: String) -> Intent {
    Intent::Remember { text, of_another_tab: false }
}

fn told(house: &House) -> Vec<&RequestNews> {
    let requests = house.news.iter().filter_map(|news| match news {
        News::Request(news) => Some(&**news),
        _ => None,
    });
    requests.collect()
}

fn exported(house: &mut House, format: Format) -> String {
    house.intend(Intent::Desk(DeskWish::Export(format)));
    let text = house.news.iter().rev().find_map(|news| match news {
        News::Exported(known, text) if *known == format => Some(text.clone()),
        _ => None,
    });
    text.expect("what is asked for is written out")
}

/// A house in which a bulb has been switched on and dimmed, and what it kept.
fn house_with_a_past() -> (House, String) {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "state", Value::Flag(true));
    house.acknowledge(0);
    house.publish(BULB, r#"{"state":"on","brightness":40}"#);
    house.pass(REST);
    house.set(bulb, "brightness", Value::Number(80.0));
    house.acknowledge(0);
    house.intend(Intent::Leave);
    let kept = kept(&house).expect("it is handed out");
    (house, kept)
}

#[test]
fn what_was_asked_for_survives_a_reload_and_what_was_under_way_then_has_no_known_end() {
    let (_, text) = house_with_a_past();
    let mut house = House::offline();
    house.intend(remember(text.clone()));
    let stages: Vec<_> = told(&house).iter().map(|it| (it.label.as_str(), it.request.stage.clone())).collect();
    let expected = [("State", Stage::Confirmed), ("Brightness", Stage::Unconfirmed(Doubt::Closed))];
    assert_eq!(stages, expected);
    let confirmed = &told(&house)[0].request;
    assert!(confirmed.steps.last().is_some_and(|(_, after)| !after.is_zero()), "and how long it took");

    let count = told(&house).len();
    house.intend(remember(text));
    assert_eq!(told(&house).len(), count, "what is known is not told again");
}

#[test]
fn it_is_handed_out_at_once_when_the_page_may_go_away() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "state", Value::Flag(true));
    house.acknowledge(0);
    assert_eq!(kept(&house), None);
    house.intend(Intent::Leave);
    assert!(kept(&house).is_some_and(|text| text.contains("alicia:bulb_living")));
}

#[test]
fn what_was_asked_for_once_can_be_asked_for_again() {
    let (_, text) = house_with_a_past();
    let (mut house, bulb) = house_with_a_bulb();
    house.intend(remember(text));
    let past = told(&house).into_iter().find(|it| it.label == "Brightness").expect("it is remembered").key;
    house.intend(Intent::Repeat(past));
    house.pass(SOON);
    assert_eq!(house.stage(bulb, "brightness"), Some(Stage::Sent));
    let sent = house.sent.last().expect("a command was sent");
    assert_eq!(topic_of(sent), "alicia/commands/bulb_living");
    assert!(String::from_utf8_lossy(sent).contains("brightness"));
}

#[test]
fn what_was_asked_of_a_device_that_is_gone_is_not_sent_again_and_said_so() {
    let (_, text) = house_with_a_past();
    let mut house = House::live();
    house.intend(remember(text));
    let sent = house.sent.len();
    let past = told(&house)[0].key;
    house.intend(Intent::Repeat(past));
    house.intend(Intent::Repeat(RequestKey(77)));
    assert_eq!(house.sent.len(), sent);
    let told = told(&house);
    let last = told.last().expect("that is told");
    assert_eq!(last.request.stage, Stage::NotSent("nothing like that is known now".to_owned()));
    assert_ne!(last.key, past);
}

#[test]
fn what_asks_first_is_not_asked_for_again_by_a_single_press() {
    let mut house = House::live();
    house.publish_retained("homeassistant/lock/front/config", r#"{"name":"Front","command_topic":"home/front/set"}"#);
    let lock = house.watch("home_assistant:lock/front");
    house.set(lock, "front", Value::Text("unlock".to_owned()));
    house.acknowledge(0);
    let past = told(&house).last().expect("it is told").key;
    let sent = house.sent.len();
    house.intend(Intent::Repeat(past));
    assert_eq!(house.sent.len(), sent);
    let stage = &told(&house).last().expect("that is told").request.stage;
    assert_eq!(*stage, Stage::NotSent("it asks first: please ask for it at the device".to_owned()));
}

#[test]
fn what_another_tab_has_under_way_is_told_once_its_end_is_known() {
    let (_, text) = house_with_a_past();
    let mut house = House::offline();
    let of_another_tab = |text: &str| Intent::Remember { text: text.to_owned(), of_another_tab: true };
    house.intend(of_another_tab(&text));
    let labels: Vec<_> = told(&house).iter().map(|it| it.label.clone()).collect();
    assert_eq!(labels, ["State"], "the other is under way there");
    house.intend(of_another_tab(&text.replace("delivered", "confirmed")));
    let last = told(&house).last().copied().expect("it is told").clone();
    assert_eq!((last.label.as_str(), last.request.stage), ("Brightness", Stage::Confirmed));
}

#[test]
fn what_was_thought_to_be_closed_is_set_right_by_whoever_knows_better() {
    let (_, text) = house_with_a_past();
    let mut house = House::offline();
    house.intend(remember(text.clone()));
    let closed = told(&house)[1].key;
    house.intend(Intent::Remember { text: text.replace("delivered", "confirmed"), of_another_tab: true });
    let last = told(&house).last().copied().expect("it is told").clone();
    assert_eq!((last.key, last.request.stage), (closed, Stage::Confirmed));
}

#[test]
fn a_table_and_a_document_hold_it_for_other_programs() {
    let (mut house, _) = house_with_a_past();
    let table = exported(&mut house, Format::Csv);
    let lines: Vec<_> = table.split("\r\n").collect();
    assert_eq!(lines[0], "time,by,device,device id,property,wanted,result,reason,seconds,topic,together with");
    assert!(
        lines[1].contains(r#""this page","Bulb living","alicia:bulb_living","State","true","confirmed","","0."#),
        "{table}"
    );
    assert_eq!(lines.len(), 4, "and an end: {table}");
    let document = exported(&mut house, Format::Json);
    let read: serde_json::Value = serde_json::from_str(&document).expect("it is JSON");
    assert_eq!(read["commands"][1]["wanted"], 80.0);
    assert_eq!(read["commands"][1]["device"], "alicia:bulb_living");
}

#[test]
fn what_somebody_else_asked_for_is_on_record_once_as_far_as_the_device_answers() {
    let mut house = House::live();
    house.publish("iotflow/devices/7/status/online", r#"{"status":"online"}"#);
    let answer = |house: &mut House, mark: &str, status: &str| {
        let said = format!(r#"{{"command_id":"{mark}","status":"{status}","message":"no LED","device_id":7}}"#);
        house.publish("iotflow/devices/7/telemetry/events", &said);
        house.pass(SOON);
    };
    for _ in 0..2 {
        answer(&mut house, "cmd_1", "error");
    }
    let of_others: Vec<_> = told(&house).into_iter().filter(|it| !it.is_ours).cloned().collect();
    let [overheard] = &of_others[..] else { panic!("one was overheard") };
    assert_eq!((overheard.device_id.as_str(), overheard.device_name.as_str()), ("iotflow:7", "7"));
    assert_eq!(overheard.request.stage, Stage::Failed("no LED".to_owned()));
    assert!(exported(&mut house, Format::Csv).contains("\"somebody else\",\"7\""));

    for number in 0..300 {
        answer(&mut house, &format!("other-{number}"), "success");
    }
    let document = exported(&mut house, Format::Json);
    assert_eq!(document.matches("somebody else").count(), 100, "theirs make room for each other");
    let mut again = House::offline();
    again.intend(remember(document));
    assert!(told(&again).iter().all(|it| !it.is_ours));

    // A late answer to a command of this page is nobody else's.
    let board = house.watch("iotflow:7");
    house.set(board, "get_status", Value::Flag(true));
    let sent = String::from_utf8_lossy(house.sent.last().expect("it was sent")).into_owned();
    let (_, rest) = sent.split_once(r#""command_id":""#).expect("commands are marked");
    let mark = rest.split('"').next().expect("a mark ends").to_owned();
    house.pass(Duration::from_mins(5));
    let before = told(&house).iter().filter(|it| !it.is_ours).count();
    answer(&mut house, &mark, "success");
    assert_eq!(told(&house).iter().filter(|it| !it.is_ours).count(), before);
}

#[test]
fn a_cell_of_the_table_is_never_a_formula_and_never_breaks_it() {
    let mut house = House::live();
    house.publish("alicia/tts/status", r#"{"status":"completed"}"#);
    let tts = house.watch("alicia:tts");
    house.set(tts, "say", Value::Text("=HYPERLINK(\"x\"),\r\n-1".to_owned()));
    let table = exported(&mut house, Format::Csv);
    assert!(table.contains("\"'=HYPERLINK(\"\"x\"\"),\r\n-1\""), "{table}");
}

#[test]
fn a_secret_is_masked_before_it_comes_into_the_record_and_cannot_be_sent_again() {
    const ANNOUNCED: &str = r#"{"name":"Wi-Fi password","object_id":"wifi_password","command_topic":"home/ap/set"}"#;
    let mut house = House::live();
    house.publish_retained("homeassistant/text/wifi_password/config", ANNOUNCED);
    let key = house.watch("home_assistant:text/wifi_password");
    house.set(key, "wifi_password", Value::Text("hunter2".to_owned()));
    assert!(String::from_utf8_lossy(house.sent.last().expect("it was sent")).ends_with("hunter2"));
    house.pass(REST);
    let all = [
        kept(&house).expect("it is handed out"),
        exported(&mut house, Format::Csv),
        exported(&mut house, Format::Json),
    ];
    assert!(all.iter().all(|text| text.contains("••••") && !text.contains("hunter2")), "{all:?}");
    let news = told(&house).last().copied().expect("it is told").clone();
    assert!(news.is_secret);
    let sent = house.sent.len();
    house.intend(Intent::Repeat(news.key));
    assert_eq!(house.sent.len(), sent);
}

#[test]
fn a_kept_text_that_is_none_of_ours_is_left_alone_and_a_new_one_begins() {
    for text in
        ["", "not json", "{}", r#"{"alicia_dashboard":9,"commands":[]}"#, r#"{"alicia_dashboard":1,"commands":[7]}"#]
    {
        let mut house = House::offline();
        house.intend(remember(text.to_owned()));
        assert!(told(&house).is_empty(), "{text}");
    }
}

#[test]
fn the_record_forgets_the_oldest_and_all_when_it_is_asked_to() {
    let (mut house, bulb) = house_with_a_bulb();
    for brightness in 0..600 {
        house.set(bulb, "brightness", Value::Number(f64::from(brightness % 100)));
        house.acknowledge(0);
    }
    let document = exported(&mut house, Format::Json);
    assert_eq!(document.matches("\"at\":").count(), 500);
    house.intend(Intent::Desk(DeskWish::ForgetRecord));
    house.pass(SOON);
    assert_eq!(kept(&house).map(|text| text.contains("\"at\":")), Some(false));
}
