//! Silent or dead?

use std::time::Duration;

use alicia_dashboard::mqtt::{Failure, Limits, Output, QoS, State};

use crate::broker::{PINGRESP, message};
use crate::talk::{SECOND, Talk};

const PINGREQ: [u8; 2] = [0xC0, 0x00];
const NOTHING: [Vec<u8>; 0] = [];

fn assert_lost(talk: &mut Talk) {
    assert!(matches!(talk.session.state(), State::Waiting { because: Failure::Silent, .. }));
    assert_eq!(talk.told(), [Output::Close]);
}

#[test]
fn a_ping_is_sent_after_fifty_seconds_of_silence() {
    let mut talk = Talk::live();
    talk.passes(SECOND * 49);
    assert_eq!(talk.heard(), NOTHING);
    talk.passes(SECOND);
    assert_eq!(talk.heard(), [PINGREQ]);
    talk.says(&PINGRESP);
    talk.passes(SECOND * 49);
    assert_eq!(talk.heard(), NOTHING);
    talk.passes(SECOND);
    assert_eq!(talk.heard(), [PINGREQ]);
}

#[test]
fn a_ping_without_an_answer_ends_the_connection_in_time() {
    let mut talk = Talk::live();
    talk.passes(SECOND * 59);
    assert!(talk.is_live());
    talk.passes(SECOND);
    assert_lost(&mut talk);
}

#[test]
fn any_packet_of_ours_counts_as_a_sign_of_life() {
    let mut talk = Talk::live();
    for _ in 0..10 {
        talk.passes(SECOND * 30);
        talk.says(&message(2, "a", 1, b"x"));
    }
    assert!(talk.heard().iter().all(|packet| packet[..] != PINGREQ));
}

#[test]
fn a_half_open_connection_is_found_though_we_keep_talking() {
    let mut talk = Talk::live();
    for _ in 0..5 {
        talk.passes(SECOND * 10);
        talk.publish("a", QoS::AtMostOnce);
    }
    talk.told();
    talk.passes(SECOND * 10);
    assert_lost(&mut talk);
}

#[test]
fn a_listener_who_says_nothing_pings_though_messages_keep_coming() {
    let mut talk = Talk::live();
    for _ in 0..7 {
        talk.passes(SECOND * 10);
        talk.says(&message(0, "a", 0, b"x"));
    }
    assert_eq!(talk.heard(), [PINGREQ]);
}

#[test]
fn an_answer_behind_a_long_stream_is_waited_for() {
    let mut talk = Talk::live();
    talk.passes(SECOND * 50);
    for _ in 0..5 {
        talk.passes(SECOND * 8);
        talk.says(&message(0, "a", 0, b"x"));
    }
    assert!(talk.is_live());
    talk.says(&PINGRESP);
    talk.passes(SECOND * 15);
    assert!(talk.is_live());
}

#[test]
fn the_broker_s_keep_alive_is_used_when_it_is_shorter() {
    let mut talk = Talk::live_with(Limits::default(), &[0x13, 0, 10]);
    talk.passes(SECOND * 10);
    assert_eq!(talk.heard(), [PINGREQ]);
    talk.passes(Duration::from_millis(4_999));
    assert!(talk.is_live());
    talk.passes(Duration::from_millis(1));
    assert_lost(&mut talk);
    for longer in [[0x13, 0, 0], [0x13, 1, 0]] {
        let mut talk = Talk::live_with(Limits::default(), &longer);
        talk.passes(SECOND * 50);
        assert_eq!(talk.heard(), [PINGREQ], "we want to know as well");
    }
}

#[test]
fn a_late_timer_asks_before_it_gives_up() {
    let mut talk = Talk::live();
    talk.sleeps(SECOND * 3_600);
    talk.timer();
    assert_eq!(talk.heard(), [PINGREQ]);
    talk.says(&PINGRESP);
    assert!(talk.is_live());
}

#[test]
fn an_answer_that_stands_in_line_behind_a_late_timer_is_heard() {
    let mut talk = Talk::live();
    talk.passes(SECOND * 50);
    talk.heard();
    talk.sleeps(SECOND * 50);
    talk.timer();
    assert_eq!(talk.heard(), [PINGREQ]);
    talk.says(&PINGRESP);
    talk.passes(SECOND * 30);
    assert!(talk.is_live());
}

#[test]
fn a_connection_that_died_in_a_sleep_is_given_up_after_one_more_ping() {
    let mut talk = Talk::live();
    talk.passes(SECOND * 50);
    talk.sleeps(SECOND * 3_600);
    talk.timer();
    talk.heard();
    talk.passes(SECOND * 10);
    assert_lost(&mut talk);
}

#[test]
fn a_message_brings_a_ping_that_a_sleeping_timer_owes() {
    let mut talk = Talk::live();
    talk.sleeps(SECOND * 61);
    talk.says(&message(0, "a", 0, b"x"));
    assert_eq!(talk.heard(), [PINGREQ]);
}

#[test]
fn a_look_at_the_page_finds_a_dead_connection_in_four_seconds() {
    let mut talk = Talk::live();
    talk.sleeps(SECOND * 3_600);
    talk.check_link();
    assert_eq!(talk.heard(), [PINGREQ]);
    talk.passes(SECOND * 3);
    talk.check_link();
    assert!(talk.is_live());
    talk.passes(SECOND);
    assert_lost(&mut talk);
}

#[test]
fn five_seconds_after_a_laptop_wakes_another_connection_is_on_its_way() {
    for seed in 0..50 {
        let mut talk = Talk::with(Limits::default(), seed);
        talk.connect(&["home/#"]);
        talk.enters(&[]);
        talk.passes(SECOND * 40);
        talk.sleeps(SECOND * 3_600);
        talk.told();
        talk.check_link();
        talk.passes(SECOND * 5);
        assert_eq!(talk.told(), [Output::Close, Output::Open]);
    }
}

#[test]
fn a_look_at_the_page_does_a_living_connection_no_harm() {
    let mut talk = Talk::live();
    talk.check_link();
    talk.says(&PINGRESP);
    talk.passes(SECOND * 50);
    assert!(talk.is_live());
}

#[test]
fn a_message_from_before_a_sleep_does_not_pass_for_an_answer() {
    let mut talk = Talk::live();
    talk.sleeps(SECOND * 3_600);
    talk.check_link();
    talk.says(&message(0, "a", 0, b"stale"));
    talk.told();
    talk.passes(SECOND * 4);
    assert_lost(&mut talk);
}

#[test]
fn a_clock_that_jumps_back_does_no_harm() {
    let mut talk = Talk::live();
    talk.passes(SECOND * 30);
    talk.now = talk.now - SECOND * 20;
    talk.timer();
    talk.says(&message(0, "a", 0, b"x"));
    talk.publish("a", QoS::AtLeastOnce);
    assert!(talk.is_live());
    assert_eq!(talk.heard().len(), 1);
}

#[test]
fn how_long_a_sign_of_life_takes_is_on_record_and_none_is_asked_for_while_one_is_awaited() {
    let mut talk = Talk::live();
    for _ in 0..2 {
        talk.ping();
    }
    talk.passes(Duration::from_millis(30));
    assert_eq!(talk.heard(), [PINGREQ]);
    talk.says(&PINGRESP);
    talk.says(&PINGRESP);
    let took: Vec<_> = talk.session.evidence().pings().map(|ping| ping.took).collect();
    assert_eq!(took, [Duration::from_millis(30)]);
}

#[test]
fn a_sign_of_life_asked_for_out_of_curiosity_ends_a_dead_connection_as_any_other() {
    let mut talk = Talk::live();
    talk.ping();
    talk.passes(SECOND * 9);
    assert!(talk.is_live());
    talk.passes(SECOND);
    assert_lost(&mut talk);
}
