//! What the user says, and what becomes of it.

use std::time::Duration;

use alicia_dashboard::mqtt::{Bound, Limits, NotSent, Publication, PublishOutcome, QoS};

use crate::broker::{PUBACK, PUBCOMP, PUBREC, PUBREL, ack, ack_because, message, message_with, unsuback};
use crate::talk::{SECOND, Talk};

#[test]
fn a_publish_at_most_once_is_sent_and_that_is_all_one_knows() {
    let mut talk = Talk::live();
    let key = talk.publish("é/x", QoS::AtMostOnce);
    assert_eq!(talk.heard(), [message(0, "é/x", 0, b"on")]);
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Sent)]);
}

#[test]
fn a_retained_publish_says_so() {
    let mut talk = Talk::live();
    let publication = Publication { qos: QoS::AtMostOnce, retain: true, ..Publication::new("a", "") };
    talk.publish_this(publication).expect("a publication the broker takes");
    assert_eq!(talk.heard(), [message(1, "a", 0, b"")]);
}

#[test]
fn a_publish_at_least_once_is_delivered_when_the_broker_says_so() {
    let mut talk = Talk::live();
    let key = talk.publish("温度", QoS::AtLeastOnce);
    assert_eq!(talk.heard(), [message(2, "温度", 2, b"on")]);
    assert_eq!(talk.outcomes(), []);
    talk.says(&ack(PUBACK, 2, 0));
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Delivered)]);
    assert_eq!(talk.heard(), [] as [Vec<u8>; 0]);
}

#[test]
fn a_publish_exactly_once_is_delivered_when_it_is_complete() {
    let mut talk = Talk::live();
    let key = talk.publish("😀", QoS::ExactlyOnce);
    assert_eq!(talk.heard(), [message(4, "😀", 2, b"on")]);
    talk.says(&ack(PUBREC, 2, 0));
    assert_eq!(talk.heard(), [ack(PUBREL, 2, 0)]);
    assert_eq!(talk.outcomes(), []);
    talk.says(&ack(PUBCOMP, 2, 0));
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Delivered)]);
}

#[test]
fn nobody_listening_is_told_at_both_qualities_of_service() {
    let mut talk = Talk::live();
    let once = talk.publish("a", QoS::AtLeastOnce);
    let exactly = talk.publish("a", QoS::ExactlyOnce);
    talk.says(&ack(PUBACK, 2, 0x10));
    talk.says(&ack(PUBREC, 3, 0x10));
    talk.says(&ack(PUBCOMP, 3, 0));
    assert_eq!(talk.outcomes(), [(once, PublishOutcome::NobodyListening), (exactly, PublishOutcome::NobodyListening)]);
}

#[test]
fn a_refused_publish_is_told_with_the_reason() {
    for (code, words) in [
        (0x80, "unspecified error"),
        (0x83, "not accepted by this broker"),
        (0x87, "not authorised: "),
        (0x90, "topic name not accepted: "),
        (0x91, "packet identifier in use"),
        (0x97, "quota exceeded: "),
        (0x99, "payload format not valid: "),
    ] {
        for (qos, answer) in [(QoS::AtLeastOnce, PUBACK), (QoS::ExactlyOnce, PUBREC)] {
            let mut talk = Talk::live();
            let key = talk.publish("a", qos);
            talk.heard();
            talk.says(&ack(answer, 2, code));
            let [(settled, PublishOutcome::Refused { why: reason, .. })] = &talk.outcomes()[..] else {
                panic!("not refused")
            };
            assert_eq!(*settled, key);
            assert!(reason.starts_with(words), "{reason}");
            assert_eq!(talk.heard(), [] as [Vec<u8>; 0], "no PUBREL for what was refused");
        }
    }
}

#[test]
fn what_the_broker_adds_to_a_refusal_is_passed_on() {
    let mut talk = Talk::live();
    talk.publish("a", QoS::AtLeastOnce);
    talk.says(&ack_because(PUBACK, 2, 0x87, "ask Ann"));
    let [(_, PublishOutcome::Refused { why: reason, .. })] = &talk.outcomes()[..] else { panic!("not refused") };
    assert!(reason.ends_with("(“ask Ann”)"), "{reason}");
}

#[test]
fn acknowledgements_of_nothing_are_ignored_and_counted() {
    let mut talk = Talk::live();
    talk.publish("a", QoS::AtLeastOnce);
    talk.publish("b", QoS::ExactlyOnce);
    talk.heard();
    talk.says(&ack(PUBACK, 2, 0));
    for strange in [
        ack(PUBACK, 2, 0),
        ack(PUBACK, 99, 0),
        ack(PUBREC, 99, 0),
        ack(PUBCOMP, 99, 0x92),
        ack(PUBACK, 3, 0),
        ack(PUBCOMP, 3, 0),
        unsuback(9, &[0]),
    ] {
        talk.says(&strange);
    }
    assert_eq!(talk.heard(), [] as [Vec<u8>; 0]);
    assert_eq!(talk.outcomes().len(), 1);
    assert_eq!(talk.session.counters().ignored_acknowledgements, 7);
    assert!(talk.is_live());
}

#[test]
fn a_broker_that_forgets_a_message_between_its_two_answers_leaves_it_unknown() {
    let mut talk = Talk::live();
    let key = talk.publish("a", QoS::ExactlyOnce);
    talk.says(&ack(PUBREC, 2, 0));
    talk.says(&ack(PUBCOMP, 2, 0x92));
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Unknown)]);
}

#[test]
fn what_a_lost_link_kept_from_being_sent_is_dropped_and_the_limit_is_named() {
    let limits = Limits { in_flight: 3, ..Limits::default() };
    let mut talk = Talk::live_with(limits, &[]);
    let keys: Vec<_> = (0..5).map(|_| talk.publish("a", QoS::ExactlyOnce)).collect();
    talk.closes();
    let dropped = PublishOutcome::Dropped(Bound::InFlight(3));
    assert_eq!(talk.outcomes(), [(keys[3], dropped.clone()), (keys[4], dropped)]);
    let mut talk = Talk::live_with(limits, &[0x21, 0, 1]);
    talk.publish("a", QoS::AtLeastOnce);
    let key = talk.publish("b", QoS::AtLeastOnce);
    talk.closes();
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Dropped(Bound::InFlight(1)))]);
    assert_eq!(Bound::InFlight(1).to_string(), "only 1 may be without an answer at once");
}

#[test]
fn goodbye_settles_what_is_open() {
    let mut talk = Talk::live();
    let key = talk.publish("a", QoS::AtLeastOnce);
    talk.disconnect();
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Unknown)]);
}

#[test]
fn a_publish_past_its_deadline_is_not_sent() {
    for qos in [QoS::AtMostOnce, QoS::AtLeastOnce] {
        let mut talk = Talk::live();
        let key = talk.publish_for("a", qos, Duration::ZERO);
        assert_eq!(talk.outcomes(), [(key, PublishOutcome::Expired)]);
        assert_eq!(talk.heard(), [] as [Vec<u8>; 0]);
    }
}

#[test]
fn a_publish_whose_deadline_passes_before_its_turn_is_not_sent() {
    let mut talk = Talk::live_with(Limits::default(), &[0x21, 0, 1]);
    talk.publish("a", QoS::AtLeastOnce);
    let patient = talk.publish_for("b", QoS::AtLeastOnce, SECOND * 5);
    let hasty = talk.publish_for("c", QoS::AtLeastOnce, SECOND * 2);
    talk.passes(SECOND * 2);
    assert_eq!(talk.outcomes(), [(hasty, PublishOutcome::Expired)]);
    talk.passes(SECOND * 3);
    assert_eq!(talk.outcomes(), [(patient, PublishOutcome::Expired)]);
}

#[test]
fn the_broker_is_told_how_long_a_message_is_worth_something() {
    let mut talk = Talk::live();
    talk.publish_for("a", QoS::AtLeastOnce, Duration::from_millis(4_001));
    assert_eq!(talk.heard(), [message_with(2, "a", 2, &[0x02, 0, 0, 0, 5], b"on")]);
}

#[test]
fn what_is_to_be_retained_does_not_expire_at_the_broker() {
    let mut talk = Talk::live();
    let publication = Publication { qos: QoS::AtMostOnce, retain: true, ..Publication::new("a", "") };
    talk.publish_until(publication, Some(talk.now + SECOND)).expect("a publication the broker takes");
    assert_eq!(talk.heard(), [message(1, "a", 0, b"")]);
}

#[test]
fn nothing_can_be_published_without_a_connection() {
    let mut talk = Talk::new();
    assert_eq!(talk.try_publish("a", QoS::AtLeastOnce), Err(NotSent::NotConnected));
    talk.connect(&["a"]);
    talk.opened();
    talk.says(&crate::broker::WELCOME);
    assert_eq!(talk.try_publish("a", QoS::AtLeastOnce), Err(NotSent::NotConnected));
    let mut talk = Talk::live();
    talk.closes();
    assert_eq!(talk.try_publish("a", QoS::AtLeastOnce), Err(NotSent::NotConnected));
}

#[test]
fn a_topic_that_would_end_the_connection_is_not_sent() {
    let mut talk = Talk::live();
    for topic in ["", "a/+", "#", "a\0", &"x".repeat(65_536)] {
        let refused = talk.try_publish(topic, QoS::AtMostOnce);
        assert!(matches!(refused, Err(NotSent::InvalidTopic { .. })), "{topic}");
    }
    assert_eq!(talk.heard(), [] as [Vec<u8>; 0]);
}

#[test]
fn what_the_broker_does_not_offer_is_not_sent() {
    let mut talk = Talk::live_with(Limits::default(), &[0x24, 0, 0x25, 0, 0x27, 0, 0, 0, 10]);
    let refused = talk.try_publish("a", QoS::AtLeastOnce).expect_err("only quality of service 0 is offered");
    assert_eq!(refused, NotSent::QoSNotOffered(QoS::AtLeastOnce));
    assert_eq!(refused.to_string(), "the broker does not offer quality of service 1");
    let publication =
        |payload: &[u8], retain| Publication { qos: QoS::AtMostOnce, retain, ..Publication::new("a", payload) };
    assert_eq!(talk.publish_this(publication(b"", true)), Err(NotSent::RetainNotOffered));
    assert!(talk.publish_this(publication(b"four", false)).is_ok());
    let refused = talk.publish_this(publication(b"fiver", false));
    assert_eq!(refused, Err(NotSent::TooLarge { bytes: 11, limit: 10 }));
    assert_eq!(talk.heard().concat().len(), 10);
    let mut talk = Talk::live_with(Limits::default(), &[0x24, 1]);
    assert!(talk.try_publish("a", QoS::AtLeastOnce).is_ok());
    assert_eq!(talk.try_publish("a", QoS::ExactlyOnce), Err(NotSent::QoSNotOffered(QoS::ExactlyOnce)));
}
