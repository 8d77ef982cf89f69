//! What we ask to hear, and what is granted.

use alicia_dashboard::mqtt::{Mark, Output, QoS, State};

use crate::broker::{
    self, WELCOME, message, message_with, suback, subscribe, unsuback, unsubscribe, welcome, welcome_to,
};
use crate::talk::{SECOND, Talk};

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

/// What was granted or given up since the last time.
fn told(talk: &mut Talk) -> Vec<String> {
    let words = |output| match output {
        Output::Subscribed { filter, granted: Ok(_) } => format!("+{filter}"),
        Output::Subscribed { filter, granted: Err(code) } => format!("{code:#x} {filter}"),
        Output::Unsubscribed(filter) => format!("-{filter}"),
        other => panic!("{other:?}"),
    };
    talk.told().into_iter().map(words).collect()
}

#[test]
fn asked_again_the_broker_sends_again_what_it_retains() {
    let mut talk = Talk::live();
    talk.subscribe_again();
    assert_eq!(talk.heard(), [subscribe(2, &["home/#"])]);
    assert!(talk.is_live());
    talk.subscribe_again();
    assert_eq!(talk.heard(), [] as [Vec<u8>; 0], "it is asked already");
    talk.says(&message(1, "home/lamp", 0, b"on"));
    talk.says(&suback(2, &[1]));
    assert_eq!(talk.told().len(), 2);
    talk.subscribe_again();
    assert_eq!(talk.heard(), [subscribe(3, &["home/#"])]);
}

#[test]
fn a_refused_filter_is_asked_for_again_only_when_all_are() {
    let mut talk = Talk::new();
    talk.connect(&["a", "b"]);
    talk.opened();
    talk.says(&WELCOME);
    talk.says(&suback(1, &[1, 0x87]));
    talk.heard();
    talk.set_filters(&["a", "b", "c"]);
    assert_eq!(talk.heard(), [subscribe(2, &["c"])]);
    talk.says(&suback(2, &[1]));
    talk.subscribe_again();
    for (id, filter) in [(3, "a"), (4, "b"), (5, "c")] {
        assert_eq!(talk.heard(), [subscribe(id, &[filter])], "one after the other");
        talk.says(&suback(id, &[1]));
    }
    assert_eq!(talk.heard(), [] as [Vec<u8>; 0]);
    talk.set_filters(&["d", "e"]);
    assert_eq!(talk.heard(), [subscribe(6, &["d", "e"])], "together, as before");
}

#[test]
fn without_a_connection_asking_again_does_nothing() {
    let mut talk = Talk::new();
    talk.subscribe_again();
    talk.connect(&["a"]);
    talk.subscribe_again();
    talk.enters(&[]);
    assert!(talk.is_live());
    assert_eq!(talk.heard().len(), 2);
}

#[test]
fn other_filters_take_the_place_of_those_before_while_live() {
    let mut talk = Talk::new();
    talk.connect(&["a", "b"]);
    talk.enters(&[]);
    talk.heard();
    talk.told();
    talk.set_filters(&["b", "c", "c", "bad+"]);
    assert_eq!(told(&mut talk), ["0x8f bad+"]);
    assert_eq!(talk.heard(), [subscribe(2, &["c"])]);
    assert!(talk.is_live());
    talk.says(&suback(2, &[1]));
    assert_eq!(talk.heard(), [unsubscribe(3, &["a"])]);
    talk.says(&unsuback(3, &[0]));
    assert_eq!(told(&mut talk), ["+c", "-a"]);
    assert!(talk.is_live());
    talk.set_filters(&["b", "c", "bad+"]);
    assert_eq!((talk.heard(), told(&mut talk)), (vec![], vec![]));
}

#[test]
fn filters_changed_before_the_answer_end_up_as_wanted_last() {
    let mut talk = Talk::new();
    talk.connect(&["a", "b"]);
    talk.opened();
    talk.says(&WELCOME);
    talk.set_filters(&["b"]);
    talk.set_filters(&["b", "c"]);
    talk.heard();
    talk.told();
    talk.says(&suback(1, &[1, 1]));
    assert_eq!(talk.session.state(), State::Connecting, "c is not answered");
    assert_eq!(talk.heard(), [subscribe(2, &["c"])]);
    talk.says(&suback(2, &[1]));
    assert!(talk.is_live());
    assert_eq!(talk.heard(), [unsubscribe(3, &["a"])]);
    talk.set_filters(&["a", "b", "c"]);
    talk.says(&unsuback(3, &[0x11]));
    assert_eq!(talk.heard(), [subscribe(4, &["a"])], "wanted again meanwhile");
    talk.says(&suback(4, &[1]));
    assert_eq!(told(&mut talk), ["+a", "+b", "+c", "-a", "+a"]);
}

#[test]
fn filters_changed_across_a_reconnect_end_up_as_wanted_last() {
    let mut talk = Talk::new();
    talk.connect(&["a", "b"]);
    talk.enters(&[]);
    talk.set_filters(&["b", "c"]);
    talk.publish("in/flight", QoS::AtLeastOnce);
    talk.heard();
    talk.closes();
    talk.set_filters(&["c", "d"]);
    talk.waits();
    talk.opened();
    talk.says(&welcome_to(true, &[]));
    let [_connect, _again, subscription] = &talk.heard()[..] else { panic!("CONNECT, PUBLISH, SUBSCRIBE") };
    assert_eq!(*subscription, subscribe(4, &["c", "d"]));
    talk.says(&suback(4, &[1, 1]));
    assert!(talk.is_live());
    assert_eq!(talk.heard(), [unsubscribe(5, &["a", "b"])]);
    talk.closes();
    talk.waits();
    talk.opened();
    talk.heard();
    talk.says(&welcome_to(true, &[]));
    assert_eq!(talk.heard()[1..], [subscribe(6, &["c", "d"])]);
    talk.says(&suback(6, &[1, 1]));
    assert_eq!(talk.heard(), [unsubscribe(7, &["a", "b"])], "whether the broker heard it, nobody knows");
    talk.says(&unsuback(7, &[0x11, 0x11]));
    assert_eq!(talk.heard(), [] as [Vec<u8>; 0]);
}

#[test]
fn a_new_session_has_no_old_filters_to_give_up() {
    let mut talk = Talk::new();
    talk.connect(&["a", "b"]);
    talk.enters(&[]);
    talk.closes();
    talk.set_filters(&["b"]);
    talk.waits();
    talk.heard();
    talk.enters(&[]);
    assert_eq!(talk.heard()[1..], [subscribe(1, &["b"])]);
}

#[test]
fn a_question_without_an_answer_ends_a_live_connection() {
    let mut talk = Talk::live();
    talk.set_filters(&[]);
    talk.passes(SECOND * 10);
    assert!(talk.failure().contains("did not answer our subscriptions"), "{}", talk.failure());
}

#[test]
fn an_answer_to_more_filters_than_we_gave_up_ends_the_connection() {
    let mut talk = Talk::live();
    talk.set_filters(&[]);
    talk.heard();
    talk.says(&unsuback(2, &[0, 0]));
    assert_eq!(talk.heard(), [[0xE0, 0x01, 0x82]]);
}

#[test]
fn a_broker_that_takes_no_subscription_at_all_is_not_asked() {
    let mut talk = Talk::new();
    talk.connect(&["a", "b"]);
    talk.opened();
    talk.told();
    talk.heard();
    talk.says(&welcome(&[0x27, 0, 0, 0, 1]));
    assert_eq!(told(&mut talk), ["0x95 a", "0x95 b"]);
    talk.set_filters(&[]);
    assert_eq!(talk.heard(), [] as [Vec<u8>; 0]);
    assert!(talk.is_live());
}

#[test]
fn what_does_not_fit_into_one_packet_is_asked_for_in_the_next() {
    let mut talk = Talk::new();
    talk.connect(&["filter/1", "filter/2", "filter/of_another_length", "filter/3"]);
    talk.opened();
    talk.told();
    talk.heard();
    talk.says(&welcome(&[0x27, 0, 0, 0, 30]));
    assert_eq!(told(&mut talk), ["0x95 filter/of_another_length"]);
    assert_eq!(talk.heard(), [subscribe(1, &["filter/1", "filter/2"])]);
    talk.says(&suback(1, &[1, 1]));
    assert!(!talk.is_live());
    assert_eq!(talk.heard(), [subscribe(2, &["filter/3"])]);
    talk.says(&suback(2, &[1]));
    assert!(talk.is_live());
}

#[test]
fn what_is_marked_is_asked_for_alone_and_what_comes_by_it_says_so() {
    let mut talk = Talk::new();
    talk.connect(&["a"]);
    talk.enters(&[]);
    talk.heard();
    talk.told();
    talk.session.mark_filters(vec![("#".to_owned(), Mark::First)]);
    assert!(talk.session.can_mark());
    talk.set_filters(&["a", "#", "b"]);
    assert_eq!(talk.heard(), [subscribe(2, &["b"])]);
    talk.says(&suback(2, &[1]));
    let mut body = vec![0, 3, 2, 0x0B, 2];
    body.extend(broker::text("#"));
    body.push(0b101);
    assert_eq!(talk.heard(), [broker::packet(0x82, &body)]);
    talk.says(&suback(3, &[1]));
    talk.told();
    talk.says(&message_with(0, "a", 0, &[0x0B, 2], b"x"));
    talk.says(&message(0, "a", 0, b"x"));
    let told = talk.told().into_iter().filter_map(|told| match told {
        Output::Message(message) => Some(message.marks().has(Mark::First)),
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), [true, false]);
}

#[test]
fn what_is_marked_otherwise_than_before_is_asked_for_once_more() {
    let mut talk = Talk::new();
    talk.connect(&["a"]);
    talk.enters(&[]);
    talk.heard();
    let asked = |id: u8, mark: u8| {
        let mut body = vec![0, id, 2, 0x0B, mark];
        body.extend(broker::text("#"));
        body.push(0b101);
        broker::packet(0x82, &body)
    };
    talk.session.mark_filters(vec![("#".to_owned(), Mark::Second), ("+".to_owned(), Mark::First)]);
    talk.set_filters(&["a", "#"]);
    assert_eq!(talk.heard(), [asked(2, 3)]);
    talk.says(&suback(2, &[1]));
    talk.session.mark_filters(vec![("#".to_owned(), Mark::First)]);
    talk.set_filters(&["a", "#"]);
    assert_eq!(talk.heard(), [asked(3, 2)]);
    talk.says(&suback(3, &[1]));
    talk.session.mark_filters(Vec::new());
    talk.set_filters(&["a", "#"]);
    assert_eq!(talk.heard(), [subscribe(4, &["#"])], "it is wanted without a mark now");
}

#[test]
fn nothing_is_marked_where_the_broker_cannot() {
    let mut talk = Talk::new();
    talk.connect(&["a"]);
    talk.enters(&[0x29, 0]);
    talk.heard();
    talk.session.mark_filters(vec![("#".to_owned(), Mark::First)]);
    talk.set_filters(&["a", "#"]);
    assert_eq!(talk.heard(), [subscribe(2, &["#"])]);
    assert!(!talk.session.can_mark());
}
