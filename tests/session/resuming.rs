//! What is in flight survives a lost connection, and what is too late does not.

use alicia_dashboard::mqtt::{Limits, PublishOutcome, QoS};

use crate::broker::{GOODBYE, PUBACK, PUBCOMP, PUBREC, PUBREL, WELCOME, ack, message, message_with, welcome_to};
use crate::talk::{SECOND, Talk};

const DUP: u8 = 8;
const NOTHING: [Vec<u8>; 0] = [];

/// Whether the CONNECT that the broker has just got asks for a clean start.
fn starts_clean(talk: &mut Talk) -> bool {
    let connect = talk.heard().remove(0);
    assert_eq!(connect[0], 0x10);
    connect[9] & 2 != 0
}

/// The link is lost, and another socket is open.
fn lose_link(talk: &mut Talk) {
    talk.heard();
    talk.closes();
    talk.waits();
    talk.opened();
}

#[test]
fn what_is_in_flight_is_sent_again_in_its_order_under_its_identifier() {
    let mut talk = Talk::live();
    let keys = ["a", "b", "c"].map(|topic| talk.publish(topic, QoS::AtLeastOnce));
    talk.says(&ack(PUBACK, 3, 0));
    talk.outcomes();
    lose_link(&mut talk);
    assert!(!starts_clean(&mut talk));
    assert_eq!(talk.outcomes(), []);
    talk.says(&welcome_to(true, &[]));
    let heard = talk.heard();
    assert_eq!(heard[..2], [message(2 | DUP, "a", 2, b"on"), message(2 | DUP, "c", 4, b"on")]);
    assert_eq!(heard[2][0], 0x82, "and what is retained is asked for anew");
    talk.says(&ack(PUBACK, 2, 0x10));
    talk.says(&ack(PUBACK, 4, 0));
    let outcomes = [(keys[0], PublishOutcome::NobodyListening), (keys[2], PublishOutcome::Delivered)];
    assert_eq!(talk.outcomes(), outcomes);
}

#[test]
fn without_its_session_what_was_sent_stays_unknown_and_is_never_sent_again() {
    let mut talk = Talk::live();
    let keys = [QoS::AtLeastOnce, QoS::ExactlyOnce, QoS::ExactlyOnce].map(|qos| talk.publish("a", qos));
    talk.says(&ack(PUBREC, 4, 0));
    lose_link(&mut talk);
    talk.heard();
    assert_eq!(talk.outcomes(), []);
    talk.says(&WELCOME);
    assert_eq!(talk.outcomes(), keys.map(|key| (key, PublishOutcome::Unknown)));
    assert_eq!(talk.heard().iter().map(|packet| packet[0]).collect::<Vec<_>>(), [0x82]);
    talk.says(&ack(PUBACK, 2, 0));
    talk.says(&ack(PUBCOMP, 4, 0));
    assert_eq!(talk.outcomes(), []);
}

#[test]
fn after_pubrec_only_pubrel_is_sent_again() {
    let mut talk = Talk::live();
    let keys = [talk.publish("a", QoS::ExactlyOnce), talk.publish("b", QoS::ExactlyOnce)];
    talk.says(&ack(PUBREC, 2, 0x10));
    lose_link(&mut talk);
    talk.heard();
    talk.says(&welcome_to(true, &[]));
    assert_eq!(talk.heard()[..2], [ack(PUBREL, 2, 0), message(4 | DUP, "b", 3, b"on")]);
    talk.says(&ack(PUBCOMP, 2, 0));
    talk.says(&ack(PUBREC, 3, 0));
    assert_eq!(talk.heard(), [ack(PUBREL, 3, 0)]);
    talk.says(&ack(PUBCOMP, 3, 0));
    let outcomes = [(keys[0], PublishOutcome::NobodyListening), (keys[1], PublishOutcome::Delivered)];
    assert_eq!(talk.outcomes(), outcomes);
}

#[test]
fn with_nothing_in_flight_the_next_connection_starts_clean() {
    let mut talk = Talk::live();
    talk.publish("a", QoS::AtLeastOnce);
    talk.says(&ack(PUBACK, 2, 0));
    talk.publish("a", QoS::AtMostOnce);
    lose_link(&mut talk);
    assert!(starts_clean(&mut talk));
}

#[test]
fn the_first_connection_of_a_login_starts_clean() {
    let mut talk = Talk::live();
    let key = talk.publish("a", QoS::AtLeastOnce);
    talk.heard();
    talk.connect(&["home/#"]);
    assert_eq!(talk.heard(), [GOODBYE], "which ends the session, too");
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Unknown)]);
    talk.opened();
    assert!(starts_clean(&mut talk));
}

#[test]
fn what_is_past_its_deadline_is_unknown_and_not_sent_again() {
    let mut talk = Talk::live();
    let late = talk.publish_for("late", QoS::AtLeastOnce, SECOND * 5);
    let early = talk.publish_for("early", QoS::AtLeastOnce, SECOND * 20);
    talk.closes();
    talk.sleeps(SECOND * 6);
    talk.timer();
    assert_eq!(talk.outcomes(), [(late, PublishOutcome::Unknown)]);
    talk.opened();
    talk.heard();
    talk.says(&welcome_to(true, &[]));
    let again = message_with(2 | DUP, "early", 3, &[0x02, 0, 0, 0, 14], b"on");
    assert_eq!(talk.heard()[0], again, "with the time that is left");
    talk.says(&ack(PUBACK, 3, 0));
    assert_eq!(talk.outcomes(), [(early, PublishOutcome::Delivered)]);
}

#[test]
fn a_deadline_that_passes_while_nobody_is_there_is_told_in_time() {
    let mut talk = Talk::live();
    let key = talk.publish_for("a", QoS::AtLeastOnce, SECOND * 5);
    talk.closes();
    talk.passes(SECOND * 5);
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Unknown)]);
    talk.opened();
    talk.heard().pop();
    talk.says(&WELCOME);
    assert_eq!(talk.outcomes(), []);
}

#[test]
fn what_was_past_its_deadline_before_the_link_was_lost_is_unknown_at_once() {
    let mut talk = Talk::live();
    let key = talk.publish_for("a", QoS::AtLeastOnce, SECOND * 5);
    talk.passes(SECOND * 6);
    assert_eq!(talk.outcomes(), [], "the broker may still answer");
    talk.closes();
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Unknown)]);
    assert!(talk.session.deadline() > Some(talk.now), "or the clock would stand still");
}

#[test]
fn the_identifier_of_an_exchange_that_was_given_up_is_not_used_while_the_broker_may_hold_it() {
    let mut talk = Talk::live();
    talk.publish_for("late", QoS::ExactlyOnce, SECOND * 5);
    talk.publish("early", QoS::AtLeastOnce);
    talk.closes();
    talk.passes(SECOND * 6);
    talk.opened();
    talk.heard();
    talk.resumes(&[]);
    talk.says(&ack(PUBACK, 3, 0));
    talk.heard();
    for _ in 0..u16::MAX {
        talk.publish("b", QoS::AtLeastOnce);
        let sent = talk.heard().remove(0);
        let id = u16::from_be_bytes([sent[5], sent[6]]);
        assert_ne!(id, 2);
        talk.says(&ack(PUBACK, id, 0));
    }
    lose_link(&mut talk);
    assert!(starts_clean(&mut talk), "which frees it");
}

#[test]
fn a_session_that_the_broker_has_forgotten_by_now_is_not_asked_for() {
    let mut talk = Talk::live_with(Limits { session_expiry: SECOND * 10, ..Limits::default() }, &[]);
    let key = talk.publish("a", QoS::AtLeastOnce);
    talk.closes();
    talk.heard();
    talk.passes(SECOND * 9);
    assert_eq!(talk.outcomes(), []);
    talk.passes(SECOND);
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Unknown)]);
    talk.opened();
    assert!(starts_clean(&mut talk));
}

#[test]
fn a_broker_that_keeps_no_session_leaves_nothing_to_wait_for() {
    let mut talk = Talk::live_with(Limits::default(), &[0x11, 0, 0, 0, 0]);
    let key = talk.publish("a", QoS::AtLeastOnce);
    talk.closes();
    talk.timer();
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Unknown)]);
    let mut talk = Talk::live_with(Limits::default(), &[0x11, 0, 0, 1, 0]);
    let key = talk.publish("a", QoS::AtLeastOnce);
    talk.closes();
    talk.passes(SECOND * 60);
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Unknown)], "longer than we asked for is no use");
}

#[test]
fn no_more_is_sent_again_at_once_than_the_broker_wants_now() {
    let mut talk = Talk::live();
    for topic in ["a", "b", "c"] {
        talk.publish(topic, QoS::ExactlyOnce);
    }
    talk.says(&ack(PUBREC, 4, 0));
    lose_link(&mut talk);
    talk.resumes(&[0x21, 0, 1]);
    talk.publish("d", QoS::AtLeastOnce);
    let heard = talk.heard();
    assert_eq!(heard[1..3], [message(4 | DUP, "a", 2, b"on"), ack(PUBREL, 4, 0)], "PUBREL does not count");
    assert_eq!(heard.len(), 4, "and a SUBSCRIBE");
    talk.says(&ack(PUBREC, 2, 0x97));
    assert_eq!(talk.heard(), NOTHING, "PUBREL is not completed");
    talk.says(&ack(PUBCOMP, 4, 0));
    assert_eq!(talk.heard(), [message(4 | DUP, "b", 3, b"on")]);
    talk.says(&ack(PUBREC, 3, 0x97));
    assert_eq!(talk.heard()[0][..5], message(2, "d", 0, b"on")[..5], "then comes what is new");
}

#[test]
fn a_connection_lost_again_before_all_is_sent_again_loses_neither_message_nor_order() {
    let mut talk = Talk::live();
    for topic in ["a", "b", "c"] {
        talk.publish(topic, QoS::AtLeastOnce);
    }
    lose_link(&mut talk);
    talk.resumes(&[0x21, 0, 1]);
    lose_link(&mut talk);
    talk.heard();
    talk.says(&welcome_to(true, &[]));
    let again = [("a", 2), ("b", 3), ("c", 4)].map(|(topic, id)| message(2 | DUP, topic, id, b"on"));
    assert_eq!(talk.heard()[..3], again);
}

#[test]
fn a_message_exactly_once_that_comes_again_on_a_resumed_session_is_delivered_once() {
    let mut talk = Talk::live();
    talk.publish("a", QoS::AtLeastOnce);
    talk.says(&message(4, "home/lamp", 7, b"x"));
    assert_eq!(talk.messages(), ["x"]);
    lose_link(&mut talk);
    talk.resumes(&[]);
    talk.says(&message(4 | DUP, "home/lamp", 7, b"x"));
    assert_eq!(talk.messages(), [] as [&str; 0]);
    talk.says(&ack(PUBREL, 7, 0));
    assert_eq!(talk.heard().last(), Some(&ack(PUBCOMP, 7, 0)));
}

#[test]
fn a_new_session_knows_nothing_of_the_old_one_s_identifiers() {
    let mut talk = Talk::live();
    talk.publish("a", QoS::AtLeastOnce);
    talk.says(&message(4, "home/lamp", 7, b"old"));
    lose_link(&mut talk);
    talk.says(&WELCOME);
    talk.grants();
    talk.says(&message(4, "home/lamp", 7, b"new"));
    assert_eq!(talk.messages(), ["old", "new"]);
}

#[test]
fn under_another_name_there_is_nothing_to_resume() {
    let mut talk = Talk::live();
    let key = talk.publish("a", QoS::AtLeastOnce);
    talk.says(&[0xE0, 0x01, 0x8E]);
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Unknown)]);
    talk.heard();
    talk.waits();
    talk.opened();
    assert!(starts_clean(&mut talk));
}

#[test]
fn in_flight_bytes_have_an_end_but_a_large_message_may_go_alone() {
    let limits = Limits { in_flight_bytes: 3, ..Limits::default() };
    let mut talk = Talk::live_with(limits, &[]);
    talk.publish("a", QoS::AtLeastOnce);
    talk.publish("b", QoS::AtLeastOnce);
    assert_eq!(talk.heard(), [message(2, "a", 2, b"on")]);
    talk.says(&ack(PUBACK, 2, 0));
    assert_eq!(talk.heard(), [message(2, "b", 3, b"on")]);
    let mut talk = Talk::live_with(Limits { in_flight_bytes: 1, ..limits }, &[]);
    talk.publish("a", QoS::ExactlyOnce);
    talk.says(&ack(PUBREC, 2, 0));
    talk.heard();
    talk.publish("b", QoS::AtLeastOnce);
    talk.says(&ack(PUBCOMP, 2, 0));
    assert_eq!(talk.heard(), [message(2, "b", 3, b"on")]);
}
