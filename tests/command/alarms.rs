//! Alarms: from a rule, or from a device that warns by itself, to the person and into the past.

use std::time::Duration;

use alicia_dashboard::alarm::{Alarm, Cause, Condition, Level, Rule, Standing};
use alicia_dashboard::app::{AlarmWish, Connection, DeskWish, Event, Imported, Intent, News, RecordingWish, Replaying};
use alicia_dashboard::device::Value;

use crate::house::House;

const SOON: Duration = Duration::from_millis(600);
const MINUTE: Duration = Duration::from_mins(1);
const SENSOR: &str = "iotflow:sensor_001";
const TELEMETRY: &str = "iotflow/devices/sensor_001/telemetry/sensors";
const BOARD: &str = "smarthome:1/ESP32_001";
const STATUS: &str = "smarthome/1/ESP32_001/status";
const ALERTS: &str = "iotflow/system/alerts";

#[test]
fn a_value_above_its_limit_is_an_alarm_until_it_is_well_below() {
    let mut house = with_rule(above(30.0));
    for (celsius, wants) in [(29, 0), (31, 1), (30, 1)] {
        measure(&mut house, celsius);
        assert_eq!(wanted(&house).len(), wants, "at {celsius} °C");
    }
    let alarm = only(&house);
    assert_eq!((alarm.about.cause, alarm.about.level), (Cause::Rule, Level::Warning));
    assert_eq!((alarm.about.name.as_str(), alarm.about.device.as_str()), ("Hot", SENSOR));
    assert_eq!((alarm.about.value, alarm.is_last_known, alarm.call), (Value::Number(31.0), false, 1));
    measure(&mut house, 29);
    assert!(only(&house).is_over());
}

#[test]
fn a_rule_that_comes_after_its_device_or_before_it_judges_alike() {
    let mut before = with_rule(above(30.0));
    measure(&mut before, 31);
    let mut after = House::live();
    measure(&mut after, 31);
    save(&mut after, above(30.0));
    for house in [before, after] {
        assert!(only(&house).wants_attention() && !only(&house).is_last_known);
    }
}

#[test]
fn every_message_of_a_frame_is_judged_not_only_its_last() {
    let mut house = with_rule(Rule { condition: Condition::Says(Value::Text("fault".to_owned())), ..at("state") });
    let both: Vec<_> = ["fault", "ok"].into_iter().flat_map(packet).collect();
    house.hear(&both);
    house.pass(SOON);
    assert!(only(&house).is_over());
}

#[test]
fn what_has_to_last_is_judged_by_time_and_not_by_the_clock_on_the_wall() {
    let mut house = with_rule(Rule { lasting: MINUTE, ..above(30.0) });
    measure(&mut house, 31);
    house.set_wall_clock(7_200_000);
    house.pass(MINUTE / 2);
    assert_eq!(alarms(&house), []);
    house.set_wall_clock(-86_400_000);
    house.pass(MINUTE / 2);
    assert!(only(&house).wants_attention());
}

#[test]
fn a_device_that_falls_silent_is_an_alarm_and_one_that_nobody_listens_to_is_none() {
    let mut house = with_rule(Rule { condition: Condition::Silent, lasting: MINUTE, ..at("temperature") });
    measure(&mut house, 20);
    house.pass(MINUTE / 2);
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(MINUTE * 10);
    assert_eq!(alarms(&house), []);
    house.intend(Intent::RetryNow);
    house.let_in();
    house.pass(MINUTE / 2);
    assert_eq!(alarms(&house), [], "its time begins anew");
    house.pass(MINUTE);
    assert!(only(&house).wants_attention());
    measure(&mut house, 20);
    assert!(only(&house).is_over());
}

#[test]
fn a_device_that_was_never_heard_is_silent_too() {
    let mut house = with_rule(Rule { condition: Condition::Silent, lasting: MINUTE, ..at("temperature") });
    house.pass(MINUTE + SOON);
    let alarm = only(&house);
    assert_eq!((alarm.about.device_name.as_str(), alarm.about.value), ("Sensor", Value::Unknown));
}

#[test]
fn a_value_that_is_stuck_and_one_that_leaps_are_alarms() {
    let mut house = with_rule(Rule { condition: Condition::Stuck, lasting: MINUTE, ..at("temperature") });
    let leaps = Condition::Changes { by: 5.0, within: MINUTE };
    save(&mut house, Rule { name: "Leap".to_owned(), condition: leaps, ..at("temperature") });
    for _ in 0..7 {
        measure(&mut house, 20);
        house.pass(Duration::from_secs(10));
    }
    assert_eq!(names(&house), ["Hot"]);
    measure(&mut house, 26);
    assert_eq!(names(&house), ["Leap"]);
    house.pass(MINUTE + SOON);
    assert_eq!(names(&house), ["Hot"], "a leap is over when it is longer ago, and then it is stuck again");
}

#[test]
fn a_copy_is_an_alarm_that_is_only_the_last_known_and_calls_nobody_before_it_is_confirmed() {
    let mut house = with_rule(above(30.0));
    house.publish_retained(TELEMETRY, r#"{"temperature":31}"#);
    house.pass(SOON);
    assert_eq!((only(&house).is_last_known, only(&house).call), (true, 0));
    measure(&mut house, 32);
    assert_eq!((only(&house).is_last_known, only(&house).call), (false, 1));
}

#[test]
fn what_is_acknowledged_is_quiet_and_what_is_snoozed_calls_again() {
    let mut house = with_rule(above(30.0));
    measure(&mut house, 31);
    let key = only(&house).key;
    wish(&mut house, AlarmWish::Snooze(key, MINUTE * 15));
    assert!(matches!(only(&house).standing, Standing::Snoozed(_)));
    house.pass(MINUTE * 14);
    assert_eq!(wanted(&house), []);
    house.pass(MINUTE + SOON);
    assert_eq!((only(&house).wants_attention(), only(&house).call), (true, 2));
    wish(&mut house, AlarmWish::AcknowledgeAll);
    assert_eq!((wanted(&house).len(), only(&house).is_over()), (0, false));
    measure(&mut house, 33);
    assert_eq!(only(&house).call, 2);
    // Over for longer than what wavers, it is another alarm.
    measure(&mut house, 20);
    house.pass(MINUTE * 2);
    measure(&mut house, 31);
    assert_eq!((alarms(&house).len(), wanted(&house).len()), (2, 1));
    measure(&mut house, 20);
    wish(&mut house, AlarmWish::ForgetPast);
    assert_eq!(alarms(&house), []);
}

#[test]
fn a_rule_that_is_changed_switched_off_or_forgotten_leaves_no_alarm() {
    for change in [
        Intent::Alarm(AlarmWish::Forget("Hot".to_owned())),
        Intent::Desk(DeskWish::SaveAlarm {
            rule: Box::new(Rule { is_on: false, ..above(30.0) }),
            former: Some("Hot".to_owned()),
        }),
        Intent::Desk(DeskWish::SaveAlarm { rule: Box::new(above(40.0)), former: Some("Hot".to_owned()) }),
    ] {
        let mut house = with_rule(above(30.0));
        measure(&mut house, 31);
        assert_eq!(wanted(&house).len(), 1);
        intend(&mut house, change);
        assert!(only(&house).is_over());
    }
}

#[test]
fn a_rule_may_get_another_name_but_not_that_of_another() {
    let mut house = with_rule(above(30.0));
    save(
        &mut house,
        Rule { name: "Cold".to_owned(), condition: Condition::Below { limit: 5.0, slack: 1.0 }, ..above(0.0) },
    );
    let renamed = |name: &str| Rule { name: name.to_owned(), ..above(30.0) };
    intend(
        &mut house,
        Intent::Desk(DeskWish::SaveAlarm { rule: Box::new(renamed("Cold")), former: Some("Hot".to_owned()) }),
    );
    assert_eq!(complaint(&house), "there is another alarm called Cold");
    intend(
        &mut house,
        Intent::Desk(DeskWish::SaveAlarm { rule: Box::new(renamed("Too hot")), former: Some("Hot".to_owned()) }),
    );
    let names: Vec<_> = rules(&house).into_iter().map(|rule| rule.name).collect();
    assert_eq!(names, ["Cold", "Too hot"]);
}

#[test]
fn what_makes_no_sense_is_refused_in_a_sentence() {
    let mut house = House::live();
    for (rule, words) in [
        (Rule { name: " ".to_owned(), ..above(1.0) }, "an alarm needs a name"),
        (above(f64::NAN), "its limit is no number"),
        (Rule { condition: Condition::Silent, ..at("x") }, "it has to be told for how long"),
        (Rule { condition: Condition::Says(Value::Text(" ".to_owned())), ..at("x") }, "the word is missing"),
        (at(""), "it is about no property"),
    ] {
        save(&mut house, rule);
        assert!(complaint(&house).contains(words), "{}", complaint(&house));
    }
    for number in 0..101 {
        save(&mut house, Rule { name: format!("{number}"), ..above(1.0) });
    }
    assert_eq!((complaint(&house).as_str(), rules(&house).len()), ("there would be more than 100 alarms", 100));
}

#[test]
fn what_a_person_wants_to_be_warned_of_goes_from_browser_to_browser_as_a_file() {
    let mut house = House::live();
    let word = Condition::Says(Value::Text("\"Störung\"".to_owned()));
    let conditions = [
        Condition::Above { limit: 30.5, slack: 0.5 },
        Condition::Below { limit: -3.0, slack: 0.0 },
        Condition::Changes { by: 2.5, within: MINUTE },
        Condition::Silent,
        Condition::Stuck,
        Condition::Says(Value::Flag(true)),
        word,
    ];
    for (number, condition) in conditions.into_iter().enumerate() {
        let name = format!("{number}");
        save(&mut house, Rule { name, condition, lasting: MINUTE, is_on: number != 3, ..at("temperature") });
    }
    let mut elsewhere = House::offline();
    elsewhere.intend(Intent::Import(written(&house)));
    elsewhere.pass(SOON);
    assert_eq!(customized(&elsewhere), Ok(Imported { devices: 0, scenes: 0, messages: 0, alarms: 7, charts: 0 }));
    assert_eq!((rules(&elsewhere), written(&elsewhere)), (rules(&house), written(&house)));
    for (broken, words) in [
        (r#"{"name":"a","when":"purple"}"#, "the alarm a does not say when it is one"),
        (r#"{"when":"stuck"}"#, "an alarm has no name"),
        (r#"{"name":"a","device":"d","property":"p","when":"stuck"}"#, "it has to be told for how long"),
    ] {
        elsewhere.intend(Intent::Import(format!(r#"{{"alicia_dashboard":1,"alarms":[{broken}]}}"#)));
        elsewhere.pass(SOON);
        let reason = customized(&elsewhere).expect_err("it makes no sense");
        assert!(reason.contains(words), "{reason}");
        assert_eq!(rules(&elsewhere).len(), 7);
    }
}

#[test]
fn alarms_outlive_the_page_and_end_when_what_they_warn_of_does() {
    let mut house = with_rule(above(30.0));
    measure(&mut house, 31);
    house.publish(STATUS, r#"{"online":true,"errors":["low memory"]}"#);
    house.pass(SOON);
    let key = alarms(&house).into_iter().find(|alarm| alarm.about.cause == Cause::Device).expect("two alarms").key;
    wish(&mut house, AlarmWish::Acknowledge(key));
    let (customs, log) = (written(&house), log(&house));

    let mut later = House::offline();
    later.intend(Intent::Import(customs));
    wish(&mut later, AlarmWish::Recall { text: log, of_another_tab: false });
    later.log_in("mobile_app");
    assert_eq!((alarms(&later).len(), wanted(&later).len()), (2, 1));
    assert!(alarms(&later).iter().all(|alarm| alarm.is_last_known));
    measure(&mut later, 32);
    later.publish(STATUS, r#"{"online":true,"errors":["low memory"]}"#);
    later.pass(SOON);
    assert_eq!((alarms(&later).len(), wanted(&later).len()), (2, 1));
    assert!(alarms(&later).iter().all(|alarm| !alarm.is_last_known && alarm.call == 0), "it has called before");
    measure(&mut later, 20);
    later.publish(STATUS, r#"{"online":true,"errors":[]}"#);
    later.pass(SOON);
    assert!(alarms(&later).iter().all(Alarm::is_over));
}

#[test]
fn a_text_that_makes_no_sense_is_no_alarm() {
    let mut house = House::live();
    for text in ["", "[]", r#"{"alicia_dashboard":2,"alarms":[]}"#, r#"{"alicia_dashboard":1,"alarms":[7,{"at":"x"}]}"#]
    {
        wish(&mut house, AlarmWish::Recall { text: text.to_owned(), of_another_tab: false });
    }
    assert_eq!(alarms(&house), []);
}

#[test]
fn what_is_done_in_one_tab_is_done_in_the_other_and_then_both_are_quiet() {
    let [mut one, mut other] = [with_rule(above(30.0)), with_rule(above(30.0))];
    for house in [&mut one, &mut other] {
        measure(house, 31);
    }
    let key = only(&one).key;
    wish(&mut one, AlarmWish::Acknowledge(key));
    let told = log(&one);
    wish(&mut other, AlarmWish::Recall { text: told.clone(), of_another_tab: true });
    assert_eq!(wanted(&other), []);
    let before = other.news.len();
    wish(&mut other, AlarmWish::Recall { text: told, of_another_tab: true });
    let is_log = |news: &News| matches!(news, News::AlarmLog(_));
    assert!(!other.news[before..].iter().any(is_log));
}

#[test]
fn what_devices_warn_of_needs_no_rule() {
    let mut house = House::live();
    house.publish("smarthome/1/ESP32_001/telemetry", r#"{"flame":false}"#);
    house.publish(STATUS, r#"{"online":true,"errors":[]}"#);
    house.pass(SOON);
    assert_eq!(alarms(&house), [], "all is well, and quiet");
    house.publish(STATUS, r#"{"online":true,"flame":true,"errors":["DHT22 timeout","low memory"]}"#);
    house.pass(SOON);
    let told: Vec<_> = alarms(&house).into_iter().map(|it| (it.about.device, it.about.name, it.about.level)).collect();
    let errors = (BOARD.to_owned(), "DHT22 timeout, low memory".to_owned(), Level::Warning);
    assert!(told.contains(&errors), "{told:?}");
    assert!(told.contains(&(BOARD.to_owned(), "Flame".to_owned(), Level::Critical)), "{told:?}");
    house.publish(STATUS, r#"{"online":true,"flame":false,"errors":[]}"#);
    house.pass(SOON);
    assert!(alarms(&house).iter().all(Alarm::is_over));
}

#[test]
fn another_error_is_news_once_the_first_is_known() {
    let mut house = House::live();
    let says = |house: &mut House, error: &str| {
        house.publish(STATUS, &format!(r#"{{"online":true,"errors":["{error}"]}}"#));
        house.pass(SOON);
    };
    says(&mut house, "timeout 1");
    says(&mut house, "timeout 2");
    assert_eq!(names(&house), ["timeout 1"]);
    wish(&mut house, AlarmWish::AcknowledgeAll);
    says(&mut house, "timeout 1");
    assert_eq!(wanted(&house), []);
    says(&mut house, "no sensor");
    assert_eq!(names(&house), ["no sensor"]);
}

#[test]
fn an_alert_of_the_fleet_is_as_loud_as_it_says_and_over_when_it_is_known() {
    let mut house = House::live();
    let alert = |house: &mut House, level: &str, message: &str| {
        house.publish(ALERTS, &format!(r#"{{"level":"{level}","message":"{message}"}}"#));
        house.pass(SOON);
    };
    alert(&mut house, "info", "backup done");
    alert(&mut house, "critical", "fire in the greenhouse");
    alert(&mut house, "warning", "sensor_002 silent");
    let told: Vec<_> =
        wanted(&house).into_iter().map(|alarm| (alarm.about.name, alarm.about.level, alarm.call)).collect();
    let [silent, fire, backup] = ["sensor_002 silent", "fire in the greenhouse", "backup done"].map(str::to_owned);
    assert_eq!(told, [(silent, Level::Warning, 2), (fire, Level::Critical, 1), (backup, Level::Info, 0)]);
    wish(&mut house, AlarmWish::AcknowledgeAll);
    assert!(alarms(&house).iter().all(Alarm::is_over));
    house.publish_retained(ALERTS, r#"{"level":"warning","message":"sensor_002 silent"}"#);
    house.pass(MINUTE * 2);
    assert_eq!(wanted(&house), [], "a copy of what is known is no news");
    alert(&mut house, "warning", "sensor_002 silent");
    assert_eq!(wanted(&house).len(), 1);
}

#[test]
fn what_is_not_offered_any_more_cannot_be_wrong() {
    let mut house = House::live();
    let topic = "homeassistant/binary_sensor/leak/config";
    house.publish_retained(topic, r#"{"state_topic":"cellar/leak","device_class":"moisture","name":"Leak"}"#);
    house.publish("cellar/leak", "ON");
    house.pass(SOON);
    assert!(only(&house).wants_attention());
    house.publish(topic, "");
    house.pass(SOON);
    assert!(only(&house).is_over());
}

#[test]
fn another_home_has_other_alarms_and_after_a_logout_time_raises_none() {
    let mut house = with_rule(above(30.0));
    measure(&mut house, 31);
    save(
        &mut house,
        Rule { name: "Away".to_owned(), condition: Condition::Silent, lasting: MINUTE, ..at("temperature") },
    );
    house.intend(Intent::Disconnect);
    house.pass(MINUTE * 5);
    assert_eq!(names(&house), ["Hot"]);
    house.log_in("mobile_app");
    house.log_in("somebody_else");
    house.pass(SOON);
    assert_eq!(wanted(&house), []);
}

#[test]
fn while_a_recording_is_played_the_alarms_of_the_own_home_are_not_told_and_then_they_are_again() {
    let mut house = with_rule(above(30.0));
    measure(&mut house, 31);
    assert_eq!(names(&house), ["Hot"]);
    let recording = "{\"format\":\"alicia-recording\",\"version\":1,\"began\":\"2026-02-13T12:00:00.000Z\"}\n\
                     {\"at\":0,\"topic\":\"home/a/b\",\"payload\":\"1\"}";
    house.intend(Intent::Recording(RecordingWish::Open));
    house.intend(Intent::Recording(RecordingWish::Part(recording.as_bytes().to_vec())));
    house.intend(Intent::Recording(RecordingWish::Play));
    house.pass(SOON);
    assert!(
        matches!(house.connection(), Connection::Replay { .. }) && alarms(&house).is_empty(),
        "{:?}",
        alarms(&house)
    );
    house.pass(MINUTE);
    assert_eq!(alarms(&house), []);
    house.intend(Intent::Recording(RecordingWish::Replay(Replaying::Close)));
    house.pass(SOON);
    assert_eq!(names(&house), ["Hot"], "nobody has acknowledged it");
}

#[test]
fn a_value_that_wavers_all_the_time_tells_the_page_twice_a_second_at_most() {
    let mut house = with_rule(Rule { condition: Condition::Above { limit: 30.0, slack: 0.0 }, ..above(30.0) });
    let before = house.news.len();
    for _ in 0..100 {
        for celsius in [31, 29] {
            house.publish(TELEMETRY, &format!(r#"{{"temperature":{celsius}}}"#));
            house.pass(Duration::from_millis(20));
        }
    }
    let told = house.news[before..].iter().filter(|news| matches!(news, News::Alarms(_))).count();
    assert!((2..=10).contains(&told), "{told} times in four seconds");
    house.pass(SOON);
    assert_eq!((alarms(&house).len(), only(&house).call), (1, 1));
}

fn at(property: &str) -> Rule {
    Rule {
        name: "Hot".to_owned(),
        device: SENSOR.to_owned(),
        property: property.to_owned(),
        device_name: "Sensor".to_owned(),
        label: "Temperature".to_owned(),
        unit: "°C".to_owned(),
        condition: Condition::Above { limit: 0.0, slack: 0.0 },
        lasting: Duration::ZERO,
        is_on: true,
    }
}

fn above(limit: f64) -> Rule {
    Rule { condition: Condition::Above { limit, slack: 1.0 }, ..at("temperature") }
}

fn with_rule(rule: Rule) -> House {
    let mut house = House::live();
    save(&mut house, rule);
    house
}

fn save(house: &mut House, rule: Rule) {
    intend(house, Intent::Desk(DeskWish::SaveAlarm { rule: Box::new(rule), former: None }));
}

fn wish(house: &mut House, wish: AlarmWish) {
    intend(house, Intent::Alarm(wish));
}

fn intend(house: &mut House, intent: Intent) {
    house.intend(intent);
    house.pass(SOON);
}

fn measure(house: &mut House, celsius: i32) {
    house.publish(TELEMETRY, &format!(r#"{{"temperature":{celsius}}}"#));
    house.pass(SOON);
}

/// A PUBLISH to be sent together with another.
fn packet(state: &str) -> Vec<u8> {
    let payload = format!(r#"{{"state":"{state}"}}"#);
    let length = 2 + TELEMETRY.len() + 1 + payload.len();
    let mut packet = vec![0x30, u8::try_from(length).expect("short"), 0, u8::try_from(TELEMETRY.len()).expect("short")];
    packet.extend(TELEMETRY.bytes());
    packet.push(0);
    packet.extend(payload.bytes());
    packet
}

fn latest<T>(house: &House, find: impl Fn(&News) -> Option<T>) -> Option<T> {
    house.news.iter().rev().find_map(find)
}

/// All alarms, the latest first.
fn alarms(house: &House) -> Vec<Alarm> {
    let told = |news: &News| match news {
        News::Alarms(alarms) => Some(alarms.clone()),
        _ => None,
    };
    latest(house, told).unwrap_or_default()
}

fn only(house: &House) -> Alarm {
    let mut alarms = alarms(house);
    assert_eq!(alarms.len(), 1, "{alarms:?}");
    alarms.remove(0)
}

fn wanted(house: &House) -> Vec<Alarm> {
    alarms(house).into_iter().filter(Alarm::wants_attention).collect()
}

/// Of those that want attention.
fn names(house: &House) -> Vec<String> {
    wanted(house).into_iter().map(|alarm| alarm.about.name).collect()
}

fn rules(house: &House) -> Vec<Rule> {
    let told = |news: &News| match news {
        News::AlarmRules(rules) => Some(rules.clone()),
        _ => None,
    };
    latest(house, told).unwrap_or_default()
}

fn written(house: &House) -> String {
    let told = |news: &News| match news {
        News::Customs(text) => Some(text.clone()),
        _ => None,
    };
    latest(house, told).expect("something was kept")
}

fn log(house: &House) -> String {
    let told = |news: &News| match news {
        News::AlarmLog(text) => Some(text.clone()),
        _ => None,
    };
    latest(house, told).expect("there were alarms")
}

fn customized(house: &House) -> Result<Imported, String> {
    let told = |news: &News| match news {
        News::Customized(outcome) => Some(outcome.clone()),
        _ => None,
    };
    latest(house, told).expect("something was asked for")
}

fn complaint(house: &House) -> String {
    customized(house).expect_err("it was refused")
}
