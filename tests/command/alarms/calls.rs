//! Whom an alarm calls, how often, and what makes it quiet.

use std::time::Duration;

use alicia_dashboard::alarm::{Condition, Rule, Standing};
use alicia_dashboard::app::{AlarmWish, Connection, Intent, News, RecordingWish, Replaying};

use super::{MINUTE, SOON, TELEMETRY, above, alarms, at, measure, names, only, save, wanted, wish, with_rule};

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
