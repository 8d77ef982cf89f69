//! Lost, and found again.

use std::time::Duration;

use alicia_dashboard::mqtt::{Failure, Limits, Output, State};

use crate::broker::{WELCOME, message, rejected, suback};
use crate::talk::{SECOND, Talk};

/// The waits after `count` sockets that could not be opened.
fn waits(seed: u64, count: usize) -> Vec<Duration> {
    let mut talk = Talk::with(Limits::default(), seed);
    talk.connect(&[]);
    (0..count)
        .map(|_| {
            talk.closes();
            let wait = talk.wait();
            talk.passes(wait);
            wait
        })
        .collect()
}

#[test]
fn waits_grow_from_a_second_to_a_minute_and_are_never_nothing() {
    let mut longest = [Duration::ZERO; 9];
    for seed in 0..500 {
        for (longest, wait) in longest.iter_mut().zip(waits(seed, 9)) {
            assert!(wait >= Duration::from_millis(100));
            *longest = (*longest).max(wait);
        }
    }
    for (longest, most) in longest.into_iter().zip([1, 2, 4, 8, 16, 32, 60, 60, 60]) {
        let most = SECOND * most;
        assert!(longest <= most && longest > most.mul_f64(0.9), "{longest:?} of {most:?}");
    }
}

#[test]
fn waits_are_spread_over_the_whole_time() {
    let short = (0..1_000).filter(|seed| waits(*seed, 7)[6] < SECOND * 30).count();
    assert!((400..600).contains(&short), "{short} of 1,000");
}

#[test]
fn a_broker_that_is_not_there_is_told_as_such() {
    let mut talk = Talk::new();
    talk.connect(&[]);
    talk.closes();
    assert_eq!(
        talk.failure(),
        "The broker did not answer at this address. \
         Is it running, is this its WebSocket port (often 9001, not 1883), and does a proxy in between pass the \
         sub-protocol “mqtt” on?"
    );
}

#[test]
fn a_lost_connection_is_opened_again_and_subscribed_again() {
    let mut talk = Talk::live();
    talk.closes();
    assert!(matches!(talk.session.state(), State::Waiting { because: Failure::Lost { .. }, .. }));
    assert_eq!(talk.told(), [], "there is nothing left to close");
    let wait = talk.wait();
    talk.passes(wait);
    assert_eq!(talk.told(), [Output::Open]);
    talk.opened();
    talk.heard();
    talk.says(&WELCOME);
    assert!(talk.heard().concat().windows(6).any(|bytes| bytes == b"home/#"));
    talk.says(&suback(1, &[1]));
    assert!(talk.is_live());
}

#[test]
fn a_connection_of_thirty_seconds_ends_a_series_of_failures() {
    let series = |online: Duration| {
        let mut longest = Duration::ZERO;
        for seed in 0..200 {
            let mut talk = Talk::with(Limits::default(), seed);
            talk.connect(&["a"]);
            for _ in 0..8 {
                talk.enters(&[]);
                talk.passes(online);
                talk.says(&message(0, "a", 0, b"not silent"));
                talk.closes();
                let wait = talk.wait();
                longest = longest.max(wait);
                talk.passes(wait);
            }
        }
        longest
    };
    assert!(series(SECOND * 30) <= SECOND);
    assert!(series(SECOND * 29) > SECOND * 50);
}

#[test]
fn a_click_does_not_wait() {
    let mut talk = Talk::new();
    talk.connect(&[]);
    talk.closes();
    talk.told();
    talk.retry_now();
    assert_eq!(talk.told(), [Output::Open]);
    talk.retry_now();
    talk.check_link();
    assert_eq!(talk.told(), [], "one connection, not two");
    talk.closes();
    talk.told();
    talk.check_link();
    assert_eq!(talk.told(), [Output::Open]);
}

#[test]
fn a_page_that_comes_back_before_it_hears_of_the_loss_opens_one_connection() {
    let mut talk = Talk::live();
    talk.check_link();
    talk.closes();
    talk.check_link();
    talk.check_link();
    assert_eq!(talk.told(), [Output::Open]);
}

#[test]
fn whoever_comes_back_waits_a_second_at_most_however_much_failed_before() {
    for seed in 0..200 {
        let mut talk = Talk::with(Limits::default(), seed);
        talk.connect(&["a"]);
        for _ in 0..8 {
            talk.closes();
            let wait = talk.wait();
            talk.passes(wait);
        }
        talk.enters(&[]);
        talk.check_link();
        talk.closes();
        assert!(talk.wait() <= SECOND, "{:?}", talk.wait());
    }
}

#[test]
fn a_timer_before_its_time_does_nothing() {
    let mut talk = Talk::new();
    talk.timer();
    talk.connect(&[]);
    talk.told();
    talk.timer();
    talk.closes();
    talk.timer();
    assert_eq!(talk.told(), []);
}

#[test]
fn a_broker_that_hangs_up_during_the_login_is_told_as_such() {
    let mut talk = Talk::new();
    talk.connect(&[]);
    talk.opened();
    talk.closes();
    assert!(talk.failure().contains("it hung up without a word to our login. "), "{}", talk.failure());
    talk.waits();
    talk.opened();
    talk.says(&WELCOME);
    talk.closes();
    talk.waits();
    talk.opened();
    talk.closes_with(1002, "no sub-protocol");
    let words = "it hung up without a word to our login (WebSocket code 1002: “no sub-protocol”). ";
    assert!(talk.failure().contains(words), "{}", talk.failure());
}

#[test]
fn a_broker_that_says_goodbye_is_quoted() {
    let with_text = [0xE0, 0x07, 0x8B, 0x05, 0x1F, 0x00, 0x02, b'h', b'i'];
    for (goodbye, words) in [
        (&[0xE0, 0x00][..], "reason 0x00"),
        (&[0xE0, 0x01, 0x8B], "broker shutting down"),
        (&[0xE0, 0x02, 0x81, 0x00], "malformed packet"),
        (&with_text, "broker shutting down (“hi”)"),
    ] {
        let mut talk = Talk::live();
        talk.says(goodbye);
        assert_eq!(talk.told(), [Output::Close]);
        assert!(talk.is_waiting());
        assert!(talk.failure().contains(words), "{}", talk.failure());
        assert!(talk.heard().is_empty());
    }
}

#[test]
fn a_name_that_another_client_took_is_left_to_it() {
    let mut talk = Talk::live();
    let name = talk.session.client_id().to_owned();
    talk.says(&[0xE0, 0x01, 0x8E]);
    assert!(talk.failure().contains("taken over"));
    assert_ne!(talk.session.client_id(), name);
}

#[test]
fn late_events_of_a_closed_socket_change_nothing() {
    let mut talk = Talk::live();
    talk.says(&[0xE0, 0x01, 0x8B]);
    talk.told();
    let state = talk.session.state();
    talk.says(&WELCOME);
    talk.says_text();
    talk.opened();
    talk.closes();
    talk.cannot_open("why", true);
    assert_eq!((talk.told(), talk.heard()), (vec![], vec![]));
    assert_eq!(talk.session.state(), state);
}

#[test]
fn half_a_packet_of_a_lost_connection_is_forgotten() {
    let mut talk = Talk::live();
    talk.says(&[0x30, 0x05, 0x00]);
    talk.closes();
    talk.retry_now();
    talk.enters(&[]);
    assert!(talk.is_live());
}

#[test]
fn a_password_changed_on_the_broker_stops_the_tries() {
    let mut talk = Talk::live();
    talk.closes();
    talk.retry_now();
    talk.opened();
    talk.says(&rejected(0x87));
    talk.told();
    talk.passes(SECOND * 3_600);
    assert_eq!(talk.told(), []);
}
