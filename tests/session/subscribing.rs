//! What we ask to hear, and what is granted.

use alicia_dashboard::mqtt::{Output, QoS, State};

use crate::broker::{self, WELCOME, suback, welcome};
use crate::talk::Talk;

#[test]
fn subscribe_asks_for_all_filters_at_once_and_not_for_our_own_messages() {
    let mut talk = Talk::new();
    talk.connect(&["home/#", "$share/g/a", "home/#"]);
    talk.opened();
    talk.heard();
    talk.says(&WELCOME);
    let mut body = vec![0, 1, 0];
    body.extend(broker::text("home/#"));
    body.push(0b101);
    body.extend(broker::text("$share/g/a"));
    body.push(0b001);
    assert_eq!(talk.heard(), [broker::packet(0x82, &body)]);
}

#[test]
fn a_denied_filter_is_marked_and_the_others_live() {
    let mut talk = Talk::new();
    talk.connect(&["a", "b", "c"]);
    talk.opened();
    talk.says(&WELCOME);
    talk.told();
    talk.says(&suback(1, &[0, 0x87, 2]));
    assert!(talk.is_live());
    let granted: Vec<_> = talk
        .told()
        .into_iter()
        .map(|output| match output {
            Output::Subscribed { granted, .. } => granted,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(granted, [Ok(QoS::AtMostOnce), Err(0x87), Ok(QoS::ExactlyOnce)]);
}

#[test]
fn a_session_is_live_even_if_every_filter_is_denied() {
    let mut talk = Talk::new();
    talk.connect(&["a", "b"]);
    talk.opened();
    talk.says(&WELCOME);
    talk.says(&suback(1, &[0x87, 0x80]));
    assert!(talk.is_live());
}

#[test]
fn filters_that_would_end_the_connection_are_not_asked_for() {
    let mut talk = Talk::new();
    talk.connect(&["a+", "b/#", "$share/g/c", "d"]);
    talk.opened();
    talk.heard();
    talk.told();
    talk.says(&welcome(&[0x28, 0, 0x2A, 0]));
    let refused: Vec<_> = talk
        .told()
        .into_iter()
        .map(|output| match output {
            Output::Subscribed { filter, granted } => (filter, granted.err()),
            other => panic!("{other:?}"),
        })
        .collect();
    let expected = [("a+", 0x8F), ("b/#", 0xA2), ("$share/g/c", 0x9E)];
    assert_eq!(refused, expected.map(|(filter, code)| (filter.to_owned(), Some(code))));
    assert_eq!(talk.heard(), [vec![0x82, 0x07, 0, 1, 0, 0, 1, b'd', 0b101]]);
}

#[test]
fn a_subscription_larger_than_the_broker_takes_is_not_sent() {
    let mut talk = Talk::new();
    talk.connect(&["a/long/filter"]);
    talk.opened();
    talk.told();
    talk.says(&welcome(&[0x27, 0, 0, 0, 20]));
    assert_eq!(talk.told(), [Output::Subscribed { filter: "a/long/filter".to_owned(), granted: Err(0x95) }]);
    assert!(talk.is_live());
}

#[test]
fn an_answer_to_another_subscription_is_ignored_and_counted() {
    let mut talk = Talk::new();
    talk.connect(&["a"]);
    talk.opened();
    talk.says(&WELCOME);
    talk.says(&suback(2, &[0]));
    assert_eq!(talk.session.state(), State::Connecting);
    assert_eq!(talk.session.counters().ignored_acknowledgements, 1);
    talk.says(&suback(1, &[0]));
    talk.says(&suback(1, &[0]));
    assert!(talk.is_live());
    assert_eq!(talk.session.counters().ignored_acknowledgements, 2);
}
