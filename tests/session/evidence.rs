//! What is on record for people and bug reports, and what never is.

use alicia_dashboard::mqtt::{Failure, Limits, Output, PacketRecord, QoS, Session};
use alicia_dashboard::time::Instant;

use crate::broker::{PINGRESP, WELCOME, message, suback};
use crate::talk::{SECOND, Talk};

fn kinds<'a>(records: impl Iterator<Item = &'a PacketRecord>) -> Vec<&'static str> {
    records.map(PacketRecord::kind).collect()
}

#[test]
fn the_last_packets_are_on_record_in_both_directions() {
    let mut talk = Talk::live();
    talk.passes(SECOND);
    talk.publish("a", QoS::AtMostOnce);
    talk.says(&PINGRESP);
    let evidence = talk.session.evidence();
    assert_eq!(kinds(evidence.sent()), ["CONNECT", "SUBSCRIBE", "PUBLISH"]);
    assert_eq!(kinds(evidence.received()), ["CONNACK", "SUBACK", "PINGRESP"]);
    let publish = evidence.sent().last().expect("a PUBLISH");
    assert_eq!((publish.at, publish.size, &publish.start[..]), (talk.now, 8, &message(0, "a", 0, b"on")[..]));
}

#[test]
fn the_record_is_bounded_and_a_flood_does_not_wash_away_what_we_said() {
    let limits = Limits { recorded_packets: 3, recorded_bytes: 5, recorded_failures: 2, ..Limits::default() };
    let mut talk = Talk::live_with(limits, &[]);
    for _ in 0..10 {
        talk.says(&message(0, "home/lamp", 0, b"x"));
    }
    let evidence = talk.session.evidence();
    assert_eq!(kinds(evidence.sent()), ["CONNECT", "SUBSCRIBE"]);
    assert_eq!(kinds(evidence.received()), ["PUBLISH"; 3]);
    assert!(evidence.received().all(|record| record.size == 15 && record.start.len() == 5));
    assert_eq!(talk.session.counters().forgotten, 9);
    for _ in 0..5 {
        talk.closes();
        talk.retry_now();
    }
    assert_eq!(talk.session.evidence().failures().count(), 2);
    assert_eq!(talk.session.counters().forgotten, 12);
}

#[test]
fn a_limit_of_zero_keeps_nothing() {
    let limits = Limits { recorded_packets: 0, recorded_failures: 0, ..Limits::default() };
    let mut talk = Talk::live_with(limits, &[]);
    talk.closes();
    let evidence = talk.session.evidence();
    assert_eq!((evidence.sent().count(), evidence.received().count(), evidence.failures().count()), (0, 0, 0));
}

#[test]
fn a_failure_is_on_record_with_its_time_and_what_the_web_socket_said() {
    let mut talk = Talk::live();
    talk.passes(SECOND * 7);
    talk.closes_with(1011, "overloaded");
    let failures: Vec<_> = talk.session.evidence().failures().collect();
    let [record] = failures[..] else { panic!("one failure") };
    assert_eq!(record.at, talk.now);
    assert_eq!(record.failure, Failure::Lost { code: 1011, reason: "overloaded".to_owned() });
    assert_eq!(record.closed, Some((1011, "overloaded".to_owned())));
    assert_eq!(record.packet, [] as [u8; 0]);
}

#[test]
fn a_packet_that_cannot_be_read_is_on_record_with_its_bytes() {
    let long = message(6, "a", 1, &[b'x'; 1_000]);
    let header = [0x30, 0x85, 0x80, 0x00, b'x'];
    for bytes in [&[0x40, 0x02, 0, 0][..], &long, &header, &[0x00, 0x00]] {
        let mut talk = Talk::live();
        talk.says(bytes);
        let failure = talk.session.evidence().failures().last().expect("a failure").clone();
        assert!(matches!(failure.failure, Failure::Violation(_)));
        assert_eq!(failure.packet, bytes[..bytes.len().min(256)]);
        talk.waits();
        talk.closes();
        let next = talk.session.evidence().failures().last().expect("another failure");
        assert_eq!(next.packet, [] as [u8; 0], "it is not blamed for the next");
    }
}

#[test]
fn the_name_and_the_password_are_in_no_record_and_in_nothing_shown() {
    let mut talk = Talk::new();
    talk.connect_as("n4me", "s3cr3t", &["a"]);
    talk.opened();
    let connect = talk.session.evidence().sent().next().expect("a CONNECT").clone();
    assert_eq!((connect.kind(), connect.size, connect.start.len()), ("CONNECT", 0, 0));
    talk.says(&WELCOME);
    talk.says(&suback(1, &[0]));
    let shown = format!("{:?}", talk.session.evidence());
    assert!(!shown.contains("s3cr3t") && !shown.contains("n4me"));
}

#[test]
fn the_bytes_of_a_packet_to_send_are_not_shown() {
    let mut session = Session::new(Limits::default(), 7);
    let mut out = Vec::new();
    let login = alicia_dashboard::mqtt::Login { username: "n4me".to_owned(), password: "s3cr3t".to_owned() };
    session.connect(login, Vec::new(), Instant::default(), &mut out);
    session.handle_opened(Instant::default(), &mut out);
    let connect = out.iter().find(|output| matches!(output, Output::Send(_))).expect("a CONNECT");
    let Output::Send(packet) = connect else { panic!("not sent") };
    assert!(packet.windows(6).any(|bytes| bytes == b"s3cr3t"));
    assert_eq!(format!("{connect:?}"), format!("Send({} bytes)", packet.len()));
}
