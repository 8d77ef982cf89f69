//! What a broker must not send, and what it hears for it.

use alicia_dashboard::mqtt::{Failure, Limits, Output, State};

use crate::broker::{self, PUBACK, PUBREL, WELCOME, ack, message, message_with, packet, suback, welcome};
use crate::talk::{SECOND, Talk};

const MALFORMED: u8 = 0x81;
const PROTOCOL: u8 = 0x82;
const ALIAS: u8 = 0x94;
const TOO_LARGE: u8 = 0x95;

/// The connection ends with this reason, and nothing that follows in the same frame is read.
fn assert_ends(mut talk: Talk, bytes: &[u8], code: u8) {
    let mut stream = bytes.to_vec();
    stream.extend(message(0, "a", 0, b"never read"));
    talk.says(&stream);
    assert_eq!(talk.heard(), [[0xE0, 0x01, code]], "{bytes:02x?}");
    assert_eq!(talk.told(), [Output::Close], "{bytes:02x?}");
    let State::Waiting { because: Failure::Violation(_), .. } = talk.session.state() else {
        panic!("{bytes:02x?} lead to {:?}", talk.session.state())
    };
    assert!(talk.failure().starts_with("The broker sent what MQTT forbids: "));
}

fn logging_in() -> Talk {
    let mut talk = Talk::new();
    talk.connect(&["a", "b"]);
    talk.opened();
    talk.heard();
    talk.told();
    talk
}

fn subscribing() -> Talk {
    let mut talk = logging_in();
    talk.says(&WELCOME);
    talk.heard();
    talk
}

#[test]
fn a_text_message_ends_the_connection() {
    let mut talk = Talk::live();
    talk.says_text();
    assert_eq!(talk.heard(), [[0xE0, 0x01, PROTOCOL]]);
    assert_eq!(talk.told(), [Output::Close]);
    assert!(talk.is_waiting());
}

#[test]
fn a_length_that_is_too_long_or_longer_than_needed_ends_the_connection() {
    for bytes in [&[0x30, 0x80, 0x80, 0x80, 0x80, 0x01][..], &[0xD0, 0x80, 0x00], &[0x30, 0x85, 0x80, 0x00]] {
        assert_ends(Talk::live(), bytes, MALFORMED);
    }
}

#[test]
fn a_packet_larger_than_we_take_is_refused_before_it_comes() {
    let mut talk = Talk::live();
    talk.says(&[0x30, 0xFF, 0xFF, 0xFF]);
    assert!(talk.is_live());
    talk.says(&[0x7F]);
    assert_eq!(talk.heard(), [[0xE0, 0x01, TOO_LARGE]]);
    let limits = Limits { packet_bytes: 20, ..Limits::default() };
    let mut talk = Talk::live_with(limits, &[]);
    talk.says(&message(0, "a", 0, &[b'x'; 14]));
    assert_eq!(talk.messages().len(), 1);
    assert_ends(talk, &message(0, "a", 0, &[b'x'; 15]), TOO_LARGE);
}

#[test]
fn a_packet_that_no_broker_sends_ends_the_connection() {
    assert_ends(Talk::live(), &[0x00, 0x00], MALFORMED);
    for first in [0x10, 0x82, 0xA2, 0xC0, 0xF0] {
        assert_ends(Talk::live(), &[first, 0x00], PROTOCOL);
    }
}

#[test]
fn reserved_bits_that_are_set_end_the_connection() {
    for first in [0x21, 0x41, 0x5F, 0x60, 0x71, 0x92, 0xB1, 0xD8, 0xE1] {
        assert_ends(Talk::live(), &[first, 0x00], MALFORMED);
    }
    assert_ends(logging_in(), &[0x20, 0x03, 0x02, 0x00, 0x00], MALFORMED);
    assert_ends(logging_in(), &[0x20, 0x03, 0x01, 0x87, 0x00], MALFORMED);
}

#[test]
fn a_senseless_message_ends_the_connection() {
    for (bytes, code) in [
        (message(6, "a", 1, b""), MALFORMED),
        (message(8, "a", 0, b""), MALFORMED),
        (message(2, "a", 0, b""), PROTOCOL),
        (message(0, "", 0, b""), PROTOCOL),
        (message(0, "a/+", 0, b""), MALFORMED),
        (message(0, "#", 0, b""), MALFORMED),
        (message(0, "a\0", 0, b""), MALFORMED),
        (vec![0x30, 0x04, 0x00, 0x01, 0xFF, 0x00], MALFORMED),
        (vec![0x30, 0x03, 0x00, 0x05, b'a'], MALFORMED),
        (vec![0x30, 0x00], MALFORMED),
        (vec![0x30, 0x03, 0x00, 0x01, b'a'], MALFORMED),
        (vec![0x32, 0x04, 0x00, 0x01, b'a', 0x01], MALFORMED),
    ] {
        assert_ends(Talk::live(), &bytes, code);
    }
}

#[test]
fn a_senseless_property_ends_the_connection() {
    for (properties, code) in [
        (&[0x7F, 0x00][..], MALFORMED),
        (&[0x21, 0x00, 0x01], MALFORMED),
        (&[0x23, 0x00, 0x01], ALIAS),
        (&[0x23, 0x00, 0x00], ALIAS),
        (&[0x0B, 0x01], PROTOCOL),
        (&[0x01, 0x02], PROTOCOL),
        (&[0x01, 0x00, 0x01, 0x00], PROTOCOL),
        (&[0x02, 0x00], MALFORMED),
        (&[0x03, 0x00, 0x09, b'x'], MALFORMED),
        (&[0x03, 0x00, 0x01, 0xFF], MALFORMED),
        (&[0x26, 0x00, 0x01, b'k', 0x00, 0x05, b'v'], MALFORMED),
        (&[0x81, 0x00, 0x01], MALFORMED),
    ] {
        assert_ends(Talk::live(), &message_with(0, "a", 0, properties, b"payload"), code);
    }
}

#[test]
fn properties_longer_than_their_packet_end_the_connection() {
    assert_ends(Talk::live(), &[0x30, 0x05, 0x00, 0x01, b'a', 0x09, 0x01], MALFORMED);
    assert_ends(Talk::live(), &[0xE0, 0x02, 0x8B, 0x05], MALFORMED);
    assert_ends(Talk::live(), &[0x40, 0x04, 0x00, 0x02, 0x00, 0x01], MALFORMED);
}

#[test]
fn an_acknowledgement_that_is_too_short_or_too_long_ends_the_connection() {
    for (bytes, code) in [
        (vec![0x40, 0x00], MALFORMED),
        (vec![0x40, 0x01, 0x00], MALFORMED),
        (ack(PUBACK, 0, 0), PROTOCOL),
        (ack(PUBREL, 0, 0), PROTOCOL),
        (ack(PUBACK, 2, 0x42), MALFORMED),
        (vec![0x40, 0x05, 0x00, 0x02, 0x00, 0x00, 0x00], MALFORMED),
        (packet(0xD0, &[0]), MALFORMED),
        (packet(0x90, &[0, 1, 0]), MALFORMED),
        (packet(0x90, &[0, 1]), MALFORMED),
        (suback(1, &[0x42]), MALFORMED),
        (packet(0xB0, &[0, 1, 0]), MALFORMED),
    ] {
        assert_ends(Talk::live(), &bytes, code);
    }
}

#[test]
fn an_answer_to_more_or_fewer_subscriptions_ends_the_connection() {
    for codes in [&[0][..], &[0, 0, 0]] {
        assert_ends(subscribing(), &suback(1, codes), PROTOCOL);
    }
}

#[test]
fn two_answers_to_one_login_end_the_connection() {
    assert_ends(Talk::live(), &WELCOME, PROTOCOL);
    assert_ends(subscribing(), &broker::rejected(0x87), PROTOCOL);
}

#[test]
fn anything_before_the_answer_to_a_login_ends_the_connection() {
    for bytes in [message(0, "a", 0, b""), suback(1, &[0]), broker::PINGRESP.to_vec(), ack(PUBACK, 1, 0)] {
        assert_ends(logging_in(), &bytes, PROTOCOL);
    }
}

#[test]
fn an_old_session_nobody_asked_for_ends_the_connection() {
    assert_ends(logging_in(), &[0x20, 0x03, 0x01, 0x00, 0x00], PROTOCOL);
}

#[test]
fn a_senseless_welcome_ends_the_connection() {
    for (bytes, code) in [
        (vec![0x20, 0x00], MALFORMED),
        (vec![0x20, 0x02, 0x00, 0x00], MALFORMED),
        (vec![0x20, 0x03, 0x00, 0x42, 0x00], MALFORMED),
        (vec![0x20, 0x04, 0x00, 0x00, 0x00, 0x00], MALFORMED),
        (welcome(&[0x21, 0, 0]), PROTOCOL),
        (welcome(&[0x27, 0, 0, 0, 0]), PROTOCOL),
        (welcome(&[0x24, 2]), PROTOCOL),
        (welcome(&[0x13, 0, 9, 0x13, 0, 9]), PROTOCOL),
        (welcome(&[0x23, 0, 1]), MALFORMED),
    ] {
        assert_ends(logging_in(), &bytes, code);
    }
}

#[test]
fn a_welcome_with_everything_in_it_is_understood() {
    let mut properties = vec![0x11, 0, 0, 0, 0, 0x21, 0, 9, 0x24, 1, 0x25, 0, 0x27, 0, 1, 0, 0, 0x22, 0, 10];
    for id in [0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F] {
        properties.extend([id, 0, 1, b'x']);
    }
    properties.extend([0x26, 0, 1, b'k', 0, 1, b'v', 0x28, 1, 0x29, 1, 0x2A, 1, 0x13, 0, 30]);
    let mut talk = logging_in();
    talk.says(&welcome(&properties));
    let server = talk.session.server_limits().expect("a connection");
    assert_eq!((server.receive_maximum, server.packet_bytes), (9, Some(65_536)));
    assert_eq!((server.retain_available, server.wildcards_available), (false, true));
    assert_eq!(server.keep_alive, Some(SECOND * 30));
}
