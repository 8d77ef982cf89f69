//! Connections that never last, and what that says.

use std::time::Duration;

use alicia_dashboard::mqtt::{Failure, Limits, State};

use crate::broker::{PINGRESP, message};
use crate::talk::{SECOND, Talk};

fn failure(talk: &Talk) -> Failure {
    match talk.session.state() {
        State::Waiting { because, .. } => because,
        state => panic!("not waiting but {state:?}"),
    }
}

/// A connection that lasts so long, with a message at its end or in silence.
fn spell(talk: &mut Talk, time: Duration, is_silent: bool) {
    if talk.is_waiting() {
        talk.waits();
    }
    talk.enters(&[]);
    talk.passes(time);
    if !is_silent {
        talk.says(&message(0, "a", 0, b"x"));
    }
    talk.closes();
}

fn connecting() -> Talk {
    let mut talk = Talk::with(Limits::default(), 7);
    talk.connect(&["home/#"]);
    talk
}

#[test]
fn three_connections_lost_within_seconds_point_to_another_client_of_the_same_name() {
    let mut talk = connecting();
    let name = talk.session.client_id().to_owned();
    for _ in 0..2 {
        spell(&mut talk, SECOND * 2, false);
        assert!(matches!(failure(&talk), Failure::Lost { .. }));
    }
    assert_eq!(talk.session.client_id(), name);
    spell(&mut talk, SECOND * 2, false);
    assert_eq!(failure(&talk), Failure::Flapping);
    assert!(talk.failure().contains("another client has the same name"), "{}", talk.failure());
    assert_ne!(talk.session.client_id(), name, "so there is no war");
}

#[test]
fn a_longer_connection_in_between_ends_the_series() {
    let mut talk = connecting();
    for time in [2, 2, 6, 2, 2] {
        spell(&mut talk, SECOND * time, false);
        assert!(matches!(failure(&talk), Failure::Lost { .. }));
    }
}

#[test]
fn short_connections_are_tried_less_and_less_often() {
    let mut talk = connecting();
    let mut waits = Vec::new();
    for _ in 0..60 {
        spell(&mut talk, SECOND * 4, false);
        waits.push(talk.wait());
    }
    assert!(waits[..3].iter().all(|wait| *wait <= SECOND * 4));
    assert!(waits[20..].iter().sum::<Duration>() > SECOND * 40 * 20, "half a minute each, more or less");
}

#[test]
fn connections_cut_after_the_same_silence_point_to_a_proxy() {
    let mut talk = connecting();
    for millis in [40_000, 40_600, 39_900] {
        assert!(!matches!(talk.session.state(), State::Waiting { because: Failure::CutWhenSilent { .. }, .. }));
        spell(&mut talk, Duration::from_millis(millis), true);
    }
    assert_eq!(failure(&talk), Failure::CutWhenSilent { seconds: 40 });
    assert!(talk.failure().contains("a proxy in between seems to cut it"), "{}", talk.failure());
}

#[test]
fn where_silence_is_cut_we_ask_more_often() {
    let mut talk = connecting();
    for _ in 0..3 {
        spell(&mut talk, SECOND * 40, true);
    }
    talk.waits();
    talk.enters(&[]);
    talk.heard();
    for _ in 0..5 {
        talk.passes(SECOND * 20);
        assert_eq!(talk.heard(), [[0xC0, 0x00]]);
        talk.says(&PINGRESP);
    }
    talk.connect(&["home/#"]);
    talk.enters(&[]);
    talk.heard();
    talk.passes(SECOND * 49);
    assert!(talk.heard().is_empty(), "another broker, another proxy");
}

#[test]
fn connections_lost_after_different_silences_point_to_nobody() {
    let mut talk = connecting();
    for seconds in [10, 40, 12, 40, 14, 40] {
        spell(&mut talk, SECOND * seconds, true);
        assert!(matches!(failure(&talk), Failure::Lost { .. }));
    }
}
