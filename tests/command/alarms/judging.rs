//! Which values are alarms, from when on and until when.

use std::time::Duration;

use alicia_dashboard::alarm::{Cause, Condition, Level, Rule};
use alicia_dashboard::app::{Event, Intent};
use alicia_dashboard::device::Value;

use super::{MINUTE, SENSOR, SOON, TELEMETRY, above, alarms, at, measure, names, only, save, wanted, with_rule};
use crate::house::House;

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
