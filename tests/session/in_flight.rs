//! How many publishes are on their way at once, under which names, and what becomes of the others.

use alicia_dashboard::mqtt::{Bound, Limits, NotSent, PublishOutcome, QoS};

use crate::broker::{PUBACK, PUBCOMP, PUBREC, PUBREL, ack, message, subscribe};
use crate::talk::{SECOND, Talk};

#[test]
fn a_refused_publish_frees_its_place() {
    let limits = Limits { in_flight: 1, ..Limits::default() };
    let mut talk = Talk::live_with(limits, &[]);
    talk.publish("a", QoS::ExactlyOnce);
    talk.publish("b", QoS::ExactlyOnce);
    talk.heard();
    talk.says(&ack(PUBREC, 2, 0x87));
    assert_eq!(talk.heard(), [message(4, "b", 3, b"on")]);
}

#[test]
fn no_more_is_in_flight_than_the_broker_wants() {
    let mut talk = Talk::live_with(Limits::default(), &[0x21, 0, 1]);
    let keys: Vec<_> = ["a", "b", "c"].map(|topic| talk.publish(topic, QoS::ExactlyOnce)).into();
    assert_eq!(talk.heard(), [message(4, "a", 2, b"on")]);
    talk.says(&ack(PUBREC, 2, 0));
    assert_eq!(talk.heard(), [ack(PUBREL, 2, 0)]);
    talk.says(&ack(PUBCOMP, 2, 0));
    assert_eq!(talk.heard(), [message(4, "b", 3, b"on")]);
    talk.says(&ack(PUBREC, 3, 0x97));
    assert_eq!(talk.heard(), [message(4, "c", 4, b"on")]);
    assert_eq!(talk.outcomes().iter().map(|(key, _)| *key).collect::<Vec<_>>(), keys[..2]);
    assert_eq!(talk.session.server_limits().map(|server| server.receive_maximum), Some(1));
}

#[test]
fn at_most_once_does_not_wait_behind_the_others() {
    let mut talk = Talk::live_with(Limits::default(), &[0x21, 0, 1]);
    talk.publish("a", QoS::AtLeastOnce);
    talk.publish("b", QoS::AtLeastOnce);
    talk.heard();
    talk.publish("c", QoS::AtMostOnce);
    assert_eq!(talk.heard(), [message(0, "c", 0, b"on")]);
}

#[test]
fn the_queue_has_an_end_in_messages_and_in_bytes() {
    let limits = Limits { in_flight: 1, queued: 2, ..Limits::default() };
    let mut talk = Talk::live_with(limits, &[]);
    for _ in 0..3 {
        talk.publish("a", QoS::AtLeastOnce);
    }
    assert_eq!(talk.try_publish("a", QoS::AtLeastOnce), Err(NotSent::TooMany(Bound::Queued(2))));
    let limits = Limits { in_flight: 1, queued_bytes: 3, ..Limits::default() };
    let mut talk = Talk::live_with(limits, &[]);
    talk.publish("a", QoS::AtLeastOnce);
    talk.publish("a", QoS::AtLeastOnce);
    assert_eq!(talk.try_publish("a", QoS::AtLeastOnce), Err(NotSent::TooMany(Bound::QueuedBytes(3))));
    talk.says(&ack(PUBACK, 2, 0));
    assert!(talk.try_publish("a", QoS::AtLeastOnce).is_ok());
}

#[test]
fn a_publish_that_waits_too_long_is_not_sent_late() {
    let limits = Limits { in_flight: 1, queue_time: SECOND * 3, ..Limits::default() };
    let mut talk = Talk::live_with(limits, &[]);
    talk.publish("a", QoS::AtLeastOnce);
    let late = talk.publish("b", QoS::AtLeastOnce);
    talk.passes(SECOND);
    let later = talk.publish("c", QoS::AtLeastOnce);
    talk.heard();
    talk.passes(SECOND * 2);
    assert_eq!(talk.outcomes(), [(late, PublishOutcome::Expired)]);
    talk.says(&ack(PUBACK, 2, 0));
    assert_eq!(talk.heard(), [message(2, "c", 3, b"on")]);
    talk.says(&ack(PUBACK, 3, 0));
    assert_eq!(talk.outcomes()[1], (later, PublishOutcome::Delivered));
}

#[test]
fn a_publish_that_waited_through_a_sleep_is_not_sent_by_the_answer_that_makes_room() {
    let limits = Limits { in_flight: 1, queue_time: SECOND * 3, ..Limits::default() };
    let mut talk = Talk::live_with(limits, &[]);
    talk.publish("a", QoS::AtLeastOnce);
    let late = talk.publish("b", QoS::AtLeastOnce);
    talk.heard();
    talk.sleeps(SECOND * 20);
    talk.says(&ack(PUBACK, 2, 0));
    assert_eq!(talk.heard(), [] as [Vec<u8>; 0]);
    assert_eq!(talk.outcomes().last(), Some(&(late, PublishOutcome::Expired)));
}

#[test]
fn packet_identifiers_go_round_and_skip_those_in_use() {
    let mut talk = Talk::live();
    talk.publish("first", QoS::AtLeastOnce);
    talk.heard();
    for round in 3..=u16::MAX {
        talk.publish("a", QoS::AtLeastOnce);
        talk.says(&ack(PUBACK, round, 0));
    }
    talk.heard();
    for expected in [1, 3] {
        talk.publish("b", QoS::AtLeastOnce);
        assert_eq!(talk.heard(), [message(2, "b", expected, b"on")]);
    }
}

#[test]
fn with_all_identifiers_in_use_nothing_is_sent_under_one_of_them() {
    let limits = Limits { in_flight: u16::MAX, queued: 1, queue_time: SECOND * 99, ..Limits::default() };
    let mut talk = Talk::live_with(limits, &[]);
    for _ in 0..u16::MAX {
        talk.publish("a", QoS::AtLeastOnce);
    }
    let ids: std::collections::BTreeSet<_> =
        talk.heard().into_iter().map(|packet| u16::from_be_bytes([packet[5], packet[6]])).collect();
    assert_eq!(ids.len(), 65_535);
    talk.publish("queued", QoS::AtLeastOnce);
    assert_eq!(talk.heard(), [] as [Vec<u8>; 0]);
    assert_eq!(talk.try_publish("a", QoS::AtLeastOnce), Err(NotSent::TooMany(Bound::Queued(1))));
    talk.says(&ack(PUBACK, 777, 0));
    assert_eq!(talk.heard(), [message(2, "queued", 777, b"on")]);
    talk.set_filters(&["home/#", "b"]);
    assert_eq!(talk.heard(), [] as [Vec<u8>; 0]);
    talk.says(&ack(PUBACK, 778, 0));
    assert_eq!(talk.heard(), [subscribe(778, &["b"])]);
}
