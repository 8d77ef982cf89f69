//! MQTT 5, or 3.1.1 with a broker that knows nothing newer.

use alicia_dashboard::mqtt::{Failure, Output, PublishOutcome, QoS, State, Version};

use crate::broker::{
    self, NOT_5, PUBACK, PUBCOMP, PUBREC, PUBREL, WELCOME, WELCOME_311, ack, message_311, packet, rejected, suback_311,
};
use crate::talk::{SECOND, Talk};

const NOTHING: [Vec<u8>; 0] = [];

fn rejected_311(code: u8) -> Vec<u8> {
    vec![0x20, 0x02, 0x00, code]
}

/// The protocol level in the CONNECT that the broker has just got.
fn level(talk: &mut Talk) -> u8 {
    talk.heard()[0][8]
}

/// CONNECT of 3.1.1 is sent.
fn logging_in_311() -> Talk {
    let mut talk = Talk::new();
    talk.connect(&["a", "b"]);
    talk.opened();
    talk.says(&NOT_5);
    talk.opened();
    talk.heard();
    talk.told();
    talk
}

#[test]
fn a_broker_that_refuses_5_is_asked_in_3_1_1_at_once() {
    for answer in [&NOT_5[..], &rejected(0x84)] {
        let mut talk = Talk::new();
        talk.connect(&["home/#"]);
        talk.opened();
        assert_eq!(level(&mut talk), 5);
        talk.told();
        talk.says(answer);
        assert_eq!(talk.told(), [Output::Close, Output::Open]);
        talk.opened();
        assert_eq!(level(&mut talk), 4);
        talk.says(&WELCOME_311);
        talk.grants();
        assert!(talk.is_live());
        assert_eq!(talk.session.version(), Version::Mqtt311);
        assert_eq!(talk.session.counters().failures, 0);
    }
}

#[test]
fn a_broker_that_hangs_up_on_5_twice_is_asked_in_3_1_1() {
    let mut talk = Talk::new();
    talk.connect(&["home/#"]);
    talk.opened();
    talk.closes();
    assert!(talk.is_waiting(), "once is bad luck");
    talk.waits();
    talk.opened();
    talk.told();
    talk.heard();
    talk.closes();
    assert_eq!(talk.told(), [Output::Open]);
    talk.opened();
    assert_eq!(level(&mut talk), 4);
}

#[test]
fn a_broker_that_hangs_up_on_both_is_asked_in_5_again() {
    let mut talk = Talk::new();
    talk.connect(&[]);
    let mut levels = Vec::new();
    for _ in 0..7 {
        talk.opened();
        levels.push(level(&mut talk));
        talk.closes();
        if talk.is_waiting() {
            assert!(talk.failure().contains("hung up without a word"));
            talk.waits();
        }
    }
    assert_eq!(levels, [5, 5, 4, 5, 5, 4, 5]);
}

#[test]
fn an_answer_between_two_hang_ups_shows_that_the_version_is_not_the_cause() {
    let mut talk = Talk::new();
    talk.connect(&[]);
    for answer in [None, Some(rejected(0x88)), None, Some(rejected(0x88))] {
        talk.opened();
        assert_eq!(level(&mut talk), 5);
        match answer {
            Some(answer) => talk.says(&answer),
            None => talk.closes(),
        }
        talk.waits();
    }
}

#[test]
fn a_broker_that_has_spoken_5_is_not_asked_in_3_1_1_for_hanging_up() {
    let mut talk = Talk::live();
    talk.closes();
    for _ in 0..5 {
        talk.waits();
        talk.opened();
        assert_eq!(level(&mut talk), 5);
        talk.closes();
    }
}

#[test]
fn the_version_is_remembered_until_the_next_login() {
    let mut talk = Talk::live_311(&["a"]);
    for _ in 0..3 {
        talk.closes();
        talk.waits();
        talk.opened();
        assert_eq!(level(&mut talk), 4);
    }
    talk.connect(&[]);
    talk.opened();
    talk.heard().remove(0);
    assert_eq!(talk.session.version(), Version::Mqtt5);
}

#[test]
fn a_broker_that_refuses_both_is_told_as_such_and_left_in_peace() {
    let mut talk = logging_in_311();
    talk.says(&rejected_311(1));
    assert_eq!(talk.session.state(), State::Refused(Failure::NoCommonVersion));
    assert!(talk.failure().contains("neither MQTT 5 nor 3.1.1"));
    talk.told();
    talk.passes(SECOND * 3_600);
    assert_eq!(talk.told(), []);
}

#[test]
fn connect_in_3_1_1_asks_for_a_clean_session_and_says_nothing_else() {
    let mut talk = Talk::new();
    talk.connect_as("me", "pw", &[]);
    talk.opened();
    talk.says(&NOT_5);
    talk.heard();
    talk.opened();
    let mut body = broker::text("MQTT");
    body.extend([4, 0xC2, 0, 50]);
    for text in [talk.session.client_id(), "me", "pw"] {
        body.extend(broker::text(text));
    }
    assert_eq!(talk.heard(), [packet(0x10, &body)]);
}

#[test]
fn a_password_without_a_name_has_an_empty_one_in_3_1_1() {
    let mut talk = Talk::new();
    talk.connect_as("", "pw", &[]);
    talk.opened();
    assert_eq!(talk.heard()[0][9], 0x42);
    talk.says(&NOT_5);
    talk.opened();
    let connect = talk.heard().remove(0);
    assert_eq!(connect[9], 0xC2);
    assert!(connect.ends_with(&[0, 0, 0, 2, b'p', b'w']));
}

#[test]
fn the_return_codes_of_3_1_1_mean_the_same_failures() {
    let state = |code| {
        let mut talk = logging_in_311();
        talk.says(&rejected_311(code));
        talk.session.state()
    };
    assert!(matches!(state(2), State::Waiting { because: Failure::NameRefused(_), .. }));
    assert!(matches!(state(3), State::Waiting { because: Failure::Full(_), .. }));
    assert_eq!(state(4), State::Refused(Failure::WrongLogin));
    assert_eq!(state(5), State::Refused(Failure::NotAuthorised));
    assert!(matches!(state(6), State::Waiting { because: Failure::NotNow(_), .. }));
}

#[test]
fn subscriptions_in_3_1_1_have_no_options_and_are_granted_or_refused_one_by_one() {
    let mut talk = logging_in_311();
    talk.says(&WELCOME_311);
    let mut body = vec![0, 1];
    for filter in ["a", "b"] {
        body.extend(broker::text(filter));
        body.push(1);
    }
    assert_eq!(talk.heard(), [packet(0x82, &body)]);
    talk.says(&suback_311(1, &[0x80, 1]));
    assert!(talk.is_live());
    let granted = |filter: &str, granted| Output::Subscribed { filter: filter.to_owned(), granted };
    assert_eq!(talk.told(), [granted("a", Err(0x80)), granted("b", Ok(QoS::AtLeastOnce))]);
    talk.set_filters(&["b"]);
    talk.set_filters(&[]);
    assert_eq!(talk.heard(), [packet(0xA2, &[0, 2, 0, 1, b'b'])]);
    talk.says(&[0xB0, 0x02, 0x00, 0x02]);
    assert_eq!(talk.told(), [Output::Unsubscribed("b".to_owned())]);
}

#[test]
fn what_3_1_1_acknowledges_is_not_called_delivered() {
    let mut talk = Talk::live_311(&["a"]);
    let once = talk.publish("b", QoS::AtLeastOnce);
    let exactly = talk.publish("c", QoS::ExactlyOnce);
    assert_eq!(talk.heard(), [message_311(2, "b", 2, b"on"), message_311(4, "c", 3, b"on")]);
    talk.says(&ack(PUBACK, 2, 0));
    talk.says(&ack(PUBREC, 3, 0));
    assert_eq!(talk.heard(), [ack(PUBREL, 3, 0)]);
    talk.says(&ack(PUBCOMP, 3, 0));
    assert_eq!(talk.outcomes(), [(once, PublishOutcome::Acknowledged), (exactly, PublishOutcome::Acknowledged)]);
}

#[test]
fn messages_of_3_1_1_arrive_without_properties() {
    let mut talk = Talk::live_311(&["a"]);
    talk.says(&message_311(2, "a", 7, b"\0first"));
    talk.says(&message_311(4, "a", 8, b"second"));
    talk.says(&ack(PUBREL, 8, 0));
    talk.says(&ack(PUBREL, 9, 0));
    assert_eq!(talk.messages(), ["\0first", "second"]);
    assert_eq!(talk.heard(), [ack(PUBACK, 7, 0), ack(PUBREC, 8, 0), ack(PUBCOMP, 8, 0), ack(PUBCOMP, 9, 0)]);
}

#[test]
fn no_more_than_twenty_are_in_flight_in_3_1_1() {
    let mut talk = Talk::live_311(&["a"]);
    for _ in 0..25 {
        talk.publish("b", QoS::AtLeastOnce);
    }
    assert_eq!(talk.heard().len(), 20);
}

#[test]
fn a_lost_connection_of_3_1_1_leaves_nothing_to_resume() {
    let mut talk = Talk::live_311(&["a"]);
    let key = talk.publish("b", QoS::AtLeastOnce);
    talk.closes();
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::Unknown)]);
    talk.heard();
    talk.waits();
    talk.enters_311();
    assert_eq!(talk.heard().iter().map(|packet| packet[0] >> 4).collect::<Vec<_>>(), [1, 8]);
}

#[test]
fn what_a_broker_of_3_1_1_must_not_send_ends_the_connection_without_a_word() {
    let live = || Talk::live_311(&["a"]);
    for (mut talk, bytes) in [
        (live(), vec![0xE0, 0x00]),
        (live(), vec![0xE0, 0x01, 0x8E]),
        (live(), vec![0xF0, 0x00]),
        (live(), ack(PUBACK, 1, 0x87)),
        (live(), vec![0x40, 0x03, 0, 1, 0]),
        (live(), suback_311(1, &[0x87])),
        (live(), suback_311(1, &[])),
        (live(), vec![0xB0, 0x03, 0, 1, 0]),
        (live(), message_311(6, "a", 1, b"")),
        (live(), WELCOME_311.to_vec()),
        (logging_in_311(), WELCOME.to_vec()),
        (logging_in_311(), vec![0x20, 0x02, 0x01, 0x00]),
        (logging_in_311(), vec![0x20, 0x02, 0x02, 0x00]),
    ] {
        talk.says(&bytes);
        assert_eq!(talk.heard(), NOTHING, "{bytes:02x?}");
        assert_eq!(talk.told(), [Output::Close], "{bytes:02x?}");
        assert!(talk.failure().starts_with("The broker sent what MQTT forbids: "), "{}", talk.failure());
    }
}

#[test]
fn goodbye_in_3_1_1_is_short() {
    let mut talk = Talk::live_311(&["a"]);
    talk.disconnect();
    assert_eq!(talk.heard(), [[0xE0, 0x00]]);
}
