//! From the socket to the last subscription.

use std::time::Duration;

use alicia_dashboard::mqtt::{Failure, Limits, Output, QoS, State};

use crate::broker::{self, GOODBYE, WELCOME, rejected, suback};
use crate::talk::{SECOND, Talk};

#[test]
fn a_login_goes_from_open_to_live() {
    let mut talk = Talk::new();
    assert_eq!(talk.session.state(), State::Idle);
    assert_eq!(talk.session.deadline(), None);
    talk.connect(&["home/#", "$share/g/a"]);
    assert_eq!(talk.told(), [Output::Open]);
    assert_eq!(talk.session.state(), State::Opening);
    talk.opened();
    assert_eq!(talk.session.state(), State::Connecting);
    talk.says(&WELCOME);
    assert_eq!(talk.session.state(), State::Connecting);
    talk.heard();
    talk.says(&suback(1, &[1, 0]));
    assert!(talk.is_live());
    assert_eq!(
        talk.told(),
        [
            Output::Subscribed { filter: "home/#".to_owned(), granted: Ok(QoS::AtLeastOnce) },
            Output::Subscribed { filter: "$share/g/a".to_owned(), granted: Ok(QoS::AtMostOnce) },
        ]
    );
}

#[test]
fn connect_asks_for_a_clean_start_and_says_what_we_take() {
    let mut talk = Talk::new();
    talk.connect_as("me", "pw", &[]);
    talk.opened();
    let mut body = broker::text("MQTT");
    body.extend([5, 0xC2, 0, 50]);
    body.extend([13, 0x11, 0, 0, 0, 60, 0x21, 0x03, 0xE8, 0x27, 0x00, 0x40, 0x00, 0x00]);
    body.extend(broker::text(talk.session.client_id()));
    body.extend(broker::text("me"));
    body.extend(broker::text("pw"));
    assert_eq!(talk.heard(), [broker::packet(0x10, &body)]);
    assert_eq!(talk.session.client_id().len(), 23);
}

#[test]
fn a_login_without_a_name_sends_neither_name_nor_password() {
    let mut talk = Talk::new();
    talk.connect_as("", "", &[]);
    talk.opened();
    assert_eq!(talk.heard()[0][9], 0x02);
}

#[test]
fn a_wrong_password_is_told_once_and_not_tried_again() {
    for (code, failure) in [(0x86, Failure::WrongLogin), (0x87, Failure::NotAuthorised)] {
        let mut talk = Talk::new();
        talk.connect(&["home/#"]);
        talk.opened();
        talk.told();
        talk.says(&rejected(code));
        assert_eq!(talk.told(), [Output::Close]);
        assert_eq!(talk.session.state(), State::Refused(failure));
        assert!(talk.failure().starts_with("Wrong user name or password"));
        talk.heard();
        talk.closes();
        talk.retry_now();
        talk.check_link();
        talk.passes(Duration::from_hours(1));
        assert_eq!((talk.told(), talk.heard()), (vec![], vec![]));
    }
}

#[test]
fn a_banned_client_or_an_unknown_kind_of_login_is_refused() {
    for code in [0x8A, 0x8C] {
        let mut talk = Talk::new();
        talk.connect(&[]);
        talk.opened();
        talk.says(&rejected(code));
        assert!(matches!(talk.session.state(), State::Refused(Failure::NotWelcome(_))));
    }
}

#[test]
fn a_busy_broker_is_asked_again_later() {
    for code in [0x80, 0x83, 0x88, 0x89, 0x97, 0x9C, 0x9F] {
        let mut talk = Talk::new();
        talk.connect(&[]);
        talk.opened();
        talk.says(&rejected(code));
        assert!(talk.is_waiting(), "{code:#x}");
        let is_full = talk.failure().starts_with("The broker is full, busy or starting: ");
        assert_eq!(is_full, [0x88, 0x89, 0x97, 0x9F].contains(&code), "{}", talk.failure());
        talk.told();
        let wait = talk.wait();
        talk.passes(wait);
        assert_eq!(talk.told(), [Output::Open]);
    }
}

#[test]
fn a_client_identifier_the_broker_dislikes_is_replaced() {
    let mut talk = Talk::new();
    let first = talk.session.client_id().to_owned();
    talk.connect(&[]);
    talk.opened();
    talk.says(&rejected(0x85));
    assert!(talk.is_waiting());
    assert!(talk.failure().contains("does not take the name of this client"), "{}", talk.failure());
    assert_ne!(talk.session.client_id(), first);
}

#[test]
fn each_page_has_its_own_client_identifier() {
    let names: std::collections::BTreeSet<_> =
        (0..1_000).map(|seed| Talk::with(Limits::default(), seed).session.client_id().to_owned()).collect();
    assert!(names.len() > 995);
}

#[test]
fn every_step_of_a_login_has_ten_seconds() {
    for (step, words) in
        ["did not answer at this address", "did not answer the login", "did not answer our subscriptions"]
            .into_iter()
            .enumerate()
    {
        let mut talk = Talk::new();
        talk.connect(&["a"]);
        if step > 0 {
            talk.opened();
        }
        if step > 1 {
            talk.says(&WELCOME);
        }
        talk.told();
        talk.passes(Duration::from_millis(9_999));
        assert_eq!(talk.told(), []);
        talk.sleeps(Duration::from_millis(1));
        talk.timer();
        assert_eq!(talk.told(), [Output::Close]);
        assert!(talk.failure().contains(words), "{}", talk.failure());
    }
}

#[test]
fn an_address_the_browser_never_opens_is_refused() {
    let mut talk = Talk::new();
    talk.connect(&[]);
    talk.cannot_open("a page of https may not connect to ws", true);
    assert!(matches!(talk.session.state(), State::Refused(Failure::CannotOpen(_))));
    assert!(talk.failure().contains("may not connect to ws"));
    talk.connect(&[]);
    talk.cannot_open("the policy of the page forbids it", false);
    assert!(talk.is_waiting());
}

#[test]
fn a_login_that_mqtt_cannot_say_is_not_tried() {
    for (username, password) in [("a\0", ""), ("a", &"x".repeat(65_536)), (&"x".repeat(65_536), "")] {
        let mut talk = Talk::new();
        talk.connect_as(username, password, &[]);
        assert_eq!(talk.session.state(), State::Refused(Failure::UnspeakableLogin));
        assert_eq!(talk.told(), []);
    }
}

#[test]
fn a_password_is_never_in_what_is_shown_of_a_session() {
    let mut talk = Talk::new();
    talk.connect_as("me", "s3cr3t", &[]);
    assert!(format!("{:?}", talk.session).contains("me"));
    assert!(!format!("{:?}", talk.session).contains("s3cr3t"));
}

#[test]
fn disconnect_says_goodbye_and_forgets() {
    let mut talk = Talk::live();
    talk.disconnect();
    assert_eq!(talk.heard(), [GOODBYE]);
    assert_eq!(talk.told(), [Output::Close]);
    assert_eq!(talk.session.state(), State::Idle);
    talk.closes();
    talk.says(&WELCOME);
    talk.opened();
    talk.passes(SECOND * 3_600);
    assert_eq!((talk.told(), talk.heard()), (vec![], vec![]));
}

#[test]
fn disconnect_while_opening_or_waiting_leads_to_no_later_connection() {
    let mut talk = Talk::new();
    talk.connect(&[]);
    talk.disconnect();
    assert_eq!(talk.told(), [Output::Open, Output::Close]);
    talk.opened();
    talk.connect(&[]);
    talk.closes();
    assert!(talk.is_waiting());
    talk.disconnect();
    talk.told();
    talk.passes(SECOND * 3_600);
    assert_eq!((talk.told(), talk.heard()), (vec![], vec![]));
}

#[test]
fn a_new_login_replaces_the_connection() {
    let mut talk = Talk::live();
    talk.connect_as("somebody", "else", &[]);
    assert_eq!(talk.heard(), [GOODBYE]);
    assert_eq!(talk.told(), [Output::Close, Output::Open]);
    talk.opened();
    assert!(talk.heard()[0].windows(8).any(|bytes| bytes == b"somebody"));
}

#[test]
fn a_new_login_while_waiting_is_the_one_that_is_tried() {
    let mut talk = Talk::new();
    talk.connect_as("first", "a", &[]);
    talk.closes();
    talk.connect_as("second", "b", &[]);
    talk.opened();
    let connect = talk.heard().concat();
    assert!(connect.windows(6).any(|bytes| bytes == b"second"));
    assert!(!connect.windows(5).any(|bytes| bytes == b"first"));
}
