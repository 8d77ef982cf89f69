//! What became of alarms, in the next visit and in the other tab.

use alicia_dashboard::alarm::{Alarm, Cause};
use alicia_dashboard::app::{AlarmWish, Intent, News};

use super::{SOON, STATUS, above, alarms, log, measure, only, wanted, wish, with_rule, written};
use crate::house::House;

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
