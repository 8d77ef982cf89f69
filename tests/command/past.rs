//! What of the present becomes the past: what a device says, and not what the broker had kept, nor what nobody may see.

use std::time::Duration;

use alicia_dashboard::app::{Event, Intent, News};
use alicia_dashboard::history::Answer;

use crate::BULB;
use crate::house::House;

const LAMP: &str = "alicia:bulb_living";

fn numbers(answer: &Answer) -> Vec<f64> {
    answer.strands[0].columns.iter().map(|column| column.last).collect()
}

fn words(answer: &Answer) -> Vec<String> {
    answer.strands[0].stretches.iter().map(|stretch| stretch.value.plain()).collect()
}

#[test]
fn what_a_device_says_is_recorded_and_what_the_broker_had_kept_is_not() {
    let mut house = House::live();
    house.publish_retained(BULB, r#"{"state":"off","brightness":10}"#);
    house.publish(BULB, r#"{"state":"on","brightness":40}"#);
    house.pass(Duration::from_secs(10));
    house.publish(BULB, r#"{"state":"on","brightness":40}"#);
    house.publish(BULB, r#"{"state":"off"}"#);
    house.pass(Duration::from_secs(10));
    let brightness = house.past(LAMP, "brightness");
    assert_eq!(numbers(&brightness), [40.0, 40.0]);
    assert_eq!(words(&house.past(LAMP, "state")), ["on", "off"]);
}

#[test]
fn many_messages_in_one_frame_are_recorded_one_by_one() {
    let mut house = House::live();
    house.publish_together(
        BULB,
        &["{\"brightness\":1}", "{\"brightness\":2}", "{\"brightness\":2}", "{\"brightness\":3}"],
    );
    assert_eq!(numbers(&house.past(LAMP, "brightness")), [1.0, 2.0, 2.0, 3.0]);
}

#[test]
fn nobody_finds_a_secret_in_the_past() {
    let mut house = House::live();
    house.publish("home/router", r#"{"wifi_password":"hunter2","uptime":5}"#);
    house.pass(Duration::from_secs(10));
    assert_eq!(numbers(&house.past("topic:home", "router.uptime")), [5.0]);
    assert!(words(&house.past("topic:home", "router.wifi_password")).iter().all(|word| !word.contains("hunter2")));
    assert!(!house.keeps("hunter2"));
}

#[test]
fn a_lost_connection_is_a_gap_and_another_user_has_another_past() {
    let mut house = House::live();
    house.publish(BULB, r#"{"brightness":40}"#);
    house.pass(Duration::from_secs(10));
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(Duration::from_mins(2));
    house.intend(Intent::RetryNow);
    house.let_in();
    house.publish(BULB, r#"{"brightness":50}"#);
    let answer = house.past(LAMP, "brightness");
    assert_eq!(numbers(&answer), [40.0, 50.0]);
    assert_eq!(answer.gaps.len(), 1);
    assert_eq!(answer.gaps[0].until.since(answer.gaps[0].from), Duration::from_mins(2));

    house.log_in("alicia");
    house.pass(Duration::from_secs(10));
    assert!(numbers(&house.past(LAMP, "brightness")).is_empty());
    house.log_in("mobile_app");
    assert_eq!(numbers(&house.past(LAMP, "brightness")), [40.0, 50.0], "what was said last was written in time");
}

#[test]
fn how_much_is_kept_is_told_while_somebody_looks() {
    let mut house = House::live();
    house.intend(Intent::WatchPast(true));
    house.publish(BULB, r#"{"brightness":40}"#);
    house.pass(Duration::from_secs(10));
    let kept = |house: &House| {
        let told = house.news.iter().filter_map(|news| match news {
            News::Keeping(keeping) => Some(keeping.values),
            _ => None,
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(kept(&house).last(), Some(&1));
    house.intend(Intent::DeletePast);
    house.pass(Duration::from_secs(2));
    assert_eq!(kept(&house).last(), Some(&0));
    house.intend(Intent::WatchPast(false));
    house.news.clear();
    house.pass(Duration::from_secs(5));
    assert!(kept(&house).is_empty());
}
