//! What was last known is there at the next start, as old as it is, and gives way to what the broker says.

use std::time::Duration;

use alicia_dashboard::alarm::{Condition, Rule};
use alicia_dashboard::app::{Connection, DeskWish, Event, Intent, LastKnownLimits, Limited, Limits, News, Stay};
use alicia_dashboard::device::{Availability, DeviceKey, Freshness, Value};
use alicia_dashboard::history::Settings;

use crate::BULB;
use crate::house::House;

const SENSOR: &str = "alicia/sensors/sensor_attic";
/// After so long what has changed is written.
const WRITTEN: Duration = Duration::from_secs(35);
/// After so long the broker has said what it keeps.
const SETTLED: Duration = Duration::from_secs(6);
const AWAY: Duration = Duration::from_mins(2);

/// Has heard of a bulb whose state the broker keeps, and of a sensor that only speaks; its login is kept.
fn house() -> House {
    house_within(&Limits::default())
}

fn house_within(limits: &Limits) -> House {
    let mut house = House::offline_within(limits);
    house.stay = Stay::Begins;
    house.log_in("mobile_app");
    house.publish_retained(BULB, r#"{"state":"off","brightness":10}"#);
    house.publish(BULB, r#"{"state":"off","brightness":40}"#);
    house.publish(SENSOR, r#"{"temperature_celsius":20.5}"#);
    house.pass(Duration::from_secs(5));
    house
}

/// The page goes and comes back after a while, and the broker has not answered yet.
fn back(mut house: House) -> House {
    house.intend(Intent::Leave);
    house.pass(AWAY);
    let mut house = house.reload();
    house.resume();
    house
}

fn devices(house: &House) -> Vec<String> {
    let mut all: Vec<(DeviceKey, String)> = Vec::new();
    for news in &house.news {
        match news {
            News::Cleared => all.clear(),
            News::Devices(devices) => all.extend(devices.iter().map(|device| (device.key, device.id.clone()))),
            News::Gone(gone) => all.retain(|(key, _)| !gone.contains(key)),
            _ => {}
        }
    }
    let mut ids: Vec<_> = all.into_iter().map(|(_, id)| id).collect();
    ids.sort();
    ids.dedup();
    ids
}

fn has_gone(house: &House) -> bool {
    house.news.iter().any(|news| matches!(news, News::Gone(_)))
}

fn alarms(house: &House) -> usize {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Alarms(alarms) => Some(alarms.len()),
        _ => None,
    });
    told.unwrap_or(0)
}

fn trouble(house: &mut House) -> Option<String> {
    house.intend(Intent::WatchPast(true));
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Keeping(keeping) => Some(keeping.trouble.clone()),
        _ => None,
    });
    house.intend(Intent::WatchPast(false));
    told.flatten()
}

#[test]
fn what_was_said_is_there_before_the_broker_answers_as_old_as_it_is() {
    let house = house();
    let said = house.clock();
    let mut house = back(house);
    assert_eq!(devices(&house), ["alicia:bulb_living", "alicia:sensor_attic"]);
    assert_eq!(house.connection(), Connection::Connecting);
    let bulb = house.watch("alicia:bulb_living");
    let report = house.property(bulb, "brightness").report.expect("it is known");
    assert_eq!(report.value, Value::Number(40.0));
    let age = said.since(report.heard.expect("it was said, and not only kept"));
    assert_eq!(age.as_secs(), 5);
    assert_eq!(house.freshness(bulb, "brightness"), Freshness::Stale);
    assert_eq!(house.availability(bulb), Availability::Unknown, "nobody has heard it now");
    house.set(bulb, "state", Value::Flag(true));
    assert!(house.sent.is_empty(), "it gives no rights");
    house.happen(Event::OpenFailed { why: "no network".to_owned(), permanent: false });
    house.pass(Duration::from_mins(10));
    assert_eq!(devices(&house).len(), 2, "it is there for as long as the broker is not");
}

#[test]
fn a_copy_that_was_never_said_has_no_age() {
    let mut house = House::offline();
    house.stay = Stay::Begins;
    house.log_in("mobile_app");
    house.publish_retained(BULB, r#"{"brightness":10}"#);
    let mut house = back(house);
    let bulb = house.watch("alicia:bulb_living");
    assert_eq!(house.freshness(bulb, "brightness"), Freshness::Retained);
}

#[test]
fn what_the_broker_says_takes_its_place_and_no_card_goes_for_it() {
    let mut house = back(house());
    let bulb = house.watch("alicia:bulb_living");
    house.let_in();
    house.publish_retained(BULB, r#"{"state":"on","brightness":70}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.property(bulb, "brightness").report.map(|it| it.value), Some(Value::Number(70.0)));
    assert_eq!(house.freshness(bulb, "brightness"), Freshness::Retained);
    house.publish(BULB, r#"{"state":"on","brightness":71}"#);
    house.pass(SETTLED * 2);
    assert_eq!(house.freshness(bulb, "brightness"), Freshness::Live);
    assert!(!has_gone(&house));
    assert_eq!(devices(&house), ["alicia:bulb_living", "alicia:sensor_attic"]);
    let sensor = house.watch("alicia:sensor_attic");
    assert_eq!(house.freshness(sensor, "temperature_celsius"), Freshness::Stale, "the broker never kept it");
    house.publish(SENSOR, r#"{"temperature_celsius":21.5}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.freshness(sensor, "temperature_celsius"), Freshness::Live);
}

#[test]
fn what_the_broker_has_kept_and_keeps_no_more_is_gone_once_it_has_said_all() {
    let mut house = house();
    house.publish_retained("alicia/devices/bulb_hall/status", r#"{"state":"off"}"#);
    house.publish_retained("home/attic/fan", "on");
    house.publish_retained("homeassistant/sensor/cellar/config", r#"{"name":"Cellar","state_topic":"cellar/t"}"#);
    house.pass(Duration::from_millis(300));
    house.publish("cellar/t", "8.5");
    let mut house = back(house);
    let all = ["alicia:bulb_hall", "alicia:bulb_living", "alicia:sensor_attic", "home_assistant:sensor/cellar"];
    assert_eq!(devices(&house)[..4], all);
    assert_eq!(devices(&house)[4], "topic:home/attic");
    house.let_in();
    house.publish_retained(BULB, r#"{"state":"on"}"#);
    house.pass(Duration::from_secs(4));
    assert!(!has_gone(&house), "the broker may say more");
    house.pass(SETTLED);
    assert_eq!(devices(&house), ["alicia:bulb_living", "alicia:sensor_attic"]);
    let house = back(house);
    assert_eq!(devices(&house), ["alicia:bulb_living", "alicia:sensor_attic"]);
}

#[test]
fn a_broker_that_may_not_have_said_all_takes_nothing_away() {
    let mut house = back(house());
    house.let_in();
    for number in 0..1_000 {
        house.publish_retained(&format!("home/{number}/fan"), "on");
    }
    house.pass(SETTLED * 2);
    assert!(house.counters().may_be_cut);
    assert!(devices(&house).contains(&"alicia:bulb_living".to_owned()));
}

#[test]
fn a_broker_that_goes_before_it_has_said_all_takes_nothing_away() {
    let mut house = back(house());
    house.let_in();
    house.pass(Duration::from_secs(2));
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(SETTLED);
    assert_eq!(devices(&house).len(), 2);
}

#[test]
fn a_store_that_is_slower_than_the_broker_tells_only_what_the_broker_does_not_keep() {
    let mut house = house();
    house.publish_retained("alicia/devices/bulb_hall/status", r#"{"state":"off"}"#);
    house.intend(Intent::Leave);
    let mut house = house.reload();
    house.store_is_slow = true;
    house.resume();
    house.let_in();
    house.publish(BULB, r#"{"state":"on","brightness":70}"#);
    let bulb = house.watch("alicia:bulb_living");
    house.store_answers();
    house.pass(Duration::from_millis(20));
    assert_eq!(house.property(bulb, "brightness").report.map(|it| it.value), Some(Value::Number(70.0)));
    assert_eq!(house.freshness(bulb, "brightness"), Freshness::Live);
    assert_eq!(devices(&house), ["alicia:bulb_living", "alicia:sensor_attic"]);
}

#[test]
fn what_is_recalled_is_no_message_no_history_and_no_alarm() {
    let mut house = back(house());
    let rule = |property: &str, device: &str, condition| Rule {
        name: property.to_owned(),
        device: device.to_owned(),
        property: property.to_owned(),
        device_name: String::new(),
        label: String::new(),
        unit: String::new(),
        condition,
        lasting: Duration::ZERO,
        is_on: true,
    };
    let warm = Condition::Above { limit: 20.0, slack: 0.0 };
    let bright = Condition::Above { limit: 20.0, slack: 0.0 };
    for rule in
        [rule("temperature_celsius", "alicia:sensor_attic", warm), rule("brightness", "alicia:bulb_living", bright)]
    {
        house.intend(Intent::Desk(DeskWish::SaveAlarm { rule: Box::new(rule), former: None }));
    }
    house.pass(Duration::from_secs(1));
    let before = house.past("alicia:sensor_attic", "temperature_celsius").strands[0].columns.len();
    assert_eq!((house.counters().messages_received, alarms(&house), before), (0, 0, 1));
    assert!(!house.news.iter().any(|news| matches!(news, News::Request(_))));
    house.let_in();
    house.publish_retained(BULB, r#"{"brightness":15}"#);
    house.pass(SETTLED);
    assert_eq!((house.counters().messages_received, alarms(&house)), (1, 0));
    assert_eq!(house.past("alicia:sensor_attic", "temperature_celsius").strands[0].columns.len(), 1);
    house.publish(SENSOR, r#"{"temperature_celsius":21}"#);
    house.pass(Duration::from_secs(1));
    assert_eq!(alarms(&house), 1, "what is said now is judged");
}

#[test]
fn an_alarm_that_a_device_tells_itself_is_raised_by_what_it_says_and_not_by_what_it_said() {
    const SMOKE: &str = "home/kitchen/smoke";
    let mut house = house();
    house.publish(SMOKE, "on");
    house.pass(Duration::from_secs(1));
    let raises = alarms(&house);
    let mut house = back(house);
    house.pass(Duration::from_secs(1));
    assert_eq!(alarms(&house), 0);
    house.let_in();
    house.publish(SMOKE, "on");
    house.pass(Duration::from_secs(1));
    assert_eq!(alarms(&house), raises);
}

#[test]
fn it_is_written_seldom_and_at_once_when_nobody_listens_any_more() {
    let mut house = house();
    assert!(house.kept.0.is_empty());
    house.pass(Duration::from_secs(6));
    let kept = house.kept.clone();
    assert!(!kept.0.is_empty(), "the first time is soon");
    house.publish(SENSOR, r#"{"temperature_celsius":21}"#);
    house.pass(Duration::from_secs(25));
    assert_eq!(house.kept, kept, "not yet");
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    assert_ne!(house.kept, kept);
    let changed = house.kept.0.iter().filter(|(key, value)| kept.0.get(*key) != Some(value)).count();
    assert_eq!(changed, 1, "only what has changed");
}

#[test]
fn a_login_that_is_not_kept_keeps_nothing_and_recalls_nothing() {
    let mut house = House::live();
    house.publish(BULB, r#"{"brightness":40}"#);
    house.pass(WRITTEN);
    house.intend(Intent::Leave);
    assert!(house.kept.0.is_empty());
    let mut other = self::house();
    other.intend(Intent::Leave);
    let mut other = other.reload();
    other.stay = Stay::Begins;
    other.ask_for("mobile_app", "my/own/#");
    other.pass(Duration::from_secs(1));
    assert!(devices(&other).is_empty(), "the broker has not let them in");
}

#[test]
fn nobody_else_sees_it() {
    for (username, filter) in [("somebody_else", "my/own/#"), ("mobile_app", "my/other/#")] {
        let mut house = house();
        house.intend(Intent::Leave);
        let mut house = house.reload();
        house.stay = Stay::GoesOn;
        house.ask_for(username, filter);
        house.pass(Duration::from_secs(1));
        assert!(devices(&house).is_empty(), "{username} {filter}");
    }
}

#[test]
fn whoever_signs_out_or_deletes_all_or_wants_nothing_kept_leaves_nothing() {
    let nothing = Settings { records: false, ..Settings::default() };
    for intent in [Intent::Disconnect, Intent::DeletePast, Intent::KeepPast(nothing)] {
        let mut house = house();
        house.pass(WRITTEN);
        assert!(!house.kept.0.is_empty());
        house.intend(intent.clone());
        house.pass(Duration::from_millis(20));
        house.intend(Intent::Leave);
        assert!(house.kept.0.is_empty(), "{intent:?}");
    }
}

#[test]
fn after_a_logout_nothing_is_due_any_more() {
    let mut house = back(house());
    house.let_in();
    house.publish(SENSOR, r#"{"temperature_celsius":21}"#);
    house.intend(Intent::Disconnect);
    house.pass(Duration::from_millis(40));
    assert_eq!(house.deadline(), None);
}

#[test]
fn what_is_deleted_in_another_tab_is_not_written_again() {
    let mut house = house();
    house.pass(WRITTEN);
    house.kept.0.clear();
    house.publish(SENSOR, r#"{"temperature_celsius":21}"#);
    house.pass(WRITTEN);
    assert!(house.kept.0.is_empty());
    house.publish(SENSOR, r#"{"temperature_celsius":22}"#);
    house.pass(WRITTEN);
    let house = back(house);
    assert_eq!(devices(&house), ["alicia:sensor_attic"], "what was said since");
}

#[test]
fn secrets_are_not_kept() {
    let mut house = house();
    house.publish("alicia/devices/router/status", r#"{"state":"on","wifi_password":"geheim-1"}"#);
    house.publish("home/door/pin_code/password", "geheim-2");
    house.publish(
        "homeassistant/text/x/config",
        r#"{"name":"X","command_topic":"x/set","state_topic":"x/state","mode":"password"}"#,
    );
    house.pass(Duration::from_millis(300));
    house.publish("x/state", "geheim-3");
    house.publish("x/set", "geheim-4");
    house.pass(WRITTEN);
    let is_kept =
        |text: &str| house.kept.0.values().any(|page| page.windows(text.len()).any(|part| part == text.as_bytes()));
    assert!(is_kept("alicia/devices/router/status") && is_kept("x/state\",\"mode"));
    assert!(!is_kept("geheim"));
}

#[test]
fn garbage_in_the_store_is_said_and_what_makes_sense_is_told() {
    let mut house = house();
    house.publish(SENSOR, r#"{"temperature_celsius":20.5}"#);
    house.intend(Intent::Leave);
    let heads = house.kept.0.keys().filter(|key| key.len() == 9).count();
    assert_eq!(heads, 1);
    let page = house.kept.0.values_mut().find(|page| page.windows(4).any(|part| part == b"bulb")).expect("it is kept");
    page.truncate(page.len() - 3);
    let mut house = house.reload();
    house.resume();
    assert_eq!(devices(&house), ["alicia:sensor_attic"]);
    assert!(trouble(&mut house).is_some_and(|words| words.contains("cannot be read")));
    house.let_in();
    house.publish(BULB, r#"{"brightness":40}"#);
    house.pass(WRITTEN);
    assert_eq!(trouble(&mut house), None);
    assert_eq!(devices(&back(house)).len(), 2);
}

#[test]
fn whatever_stands_in_the_place_of_the_head_nothing_is_told_and_all_is_kept_anew() {
    for head in [Vec::new(), vec![0], vec![0xff; 40], vec![1]] {
        let mut house = house();
        house.intend(Intent::Leave);
        house.kept.0.iter_mut().filter(|(key, _)| key.len() == 9).for_each(|(_, value)| value.clone_from(&head));
        let mut house = house.reload();
        house.resume();
        assert!(devices(&house).is_empty());
        house.let_in();
        house.publish(BULB, r#"{"brightness":40}"#);
        house.pass(WRITTEN);
        assert_eq!(devices(&back(house)), ["alicia:bulb_living"]);
    }
}

#[test]
fn what_a_newer_version_has_kept_is_left_alone_and_that_is_said() {
    let mut house = house();
    house.intend(Intent::Leave);
    house.kept.0.iter_mut().filter(|(key, _)| key.len() == 9).for_each(|(_, head)| head[0] = 2);
    let kept = house.kept.clone();
    let mut house = house.reload();
    house.resume();
    house.let_in();
    house.publish(BULB, r#"{"brightness":40}"#);
    house.pass(WRITTEN * 2);
    assert_eq!(house.kept, kept);
    assert!(trouble(&mut house).is_some_and(|words| words.contains("newer version")));
}

#[test]
fn what_is_too_old_is_not_told() {
    let mut house = house();
    house.intend(Intent::Leave);
    house.set_wall_clock(31 * 86_400_000);
    let house = back(house);
    assert!(devices(&house).is_empty());
}

#[test]
fn a_clock_that_was_ahead_gives_no_age() {
    let mut house = house();
    house.intend(Intent::Leave);
    house.set_wall_clock(-86_400_000);
    let mut house = house.reload();
    house.resume();
    let bulb = house.watch("alicia:bulb_living");
    assert_eq!(house.freshness(bulb, "brightness"), Freshness::Retained);
}

#[test]
fn more_than_the_limits_is_not_kept_and_that_is_counted() {
    let last_known = LastKnownLimits { topics: 3, bytes: 2_000, message: 100, days: 30 };
    let mut house = house_within(&Limits { last_known, ..Limits::default() });
    house.publish("home/a/fan", "on");
    house.publish("home/b/fan", "on");
    house.publish("home/a/fan", &"x".repeat(101));
    house.intend(Intent::WatchDiagnostics(true));
    let limits = house.news.iter().rev().find_map(|news| match news {
        News::Diagnostics(diagnostics) => Some(diagnostics.limits.clone()),
        _ => None,
    });
    let limits = limits.expect("the page watches");
    let topics = limits.iter().find(|limit| limit.of == Limited::LastKnown).expect("it is limited");
    assert_eq!((topics.used, topics.limit, topics.discarded), (2, 3, 2));
    let bytes = limits.iter().find(|limit| limit.of == Limited::LastKnownBytes).expect("it is limited");
    assert!(bytes.used > 50 && bytes.limit == 2_000);
    house.intend(Intent::WatchDiagnostics(false));
    assert_eq!(devices(&back(house)), ["alicia:bulb_living", "alicia:sensor_attic"]);
}
