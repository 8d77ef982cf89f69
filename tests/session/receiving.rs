//! What the broker says, in whatever pieces.

use alicia_dashboard::mqtt::{Limits, Message, Output, QoS};

use crate::broker::{PINGRESP, PUBACK, PUBCOMP, PUBREC, PUBREL, ack, message, message_with};
use crate::talk::Talk;

fn messages(count: usize) -> Vec<u8> {
    (0..count).flat_map(|index| message(0, "home/lamp", 0, format!("{index}").as_bytes())).collect()
}

#[test]
fn a_message_arrives_with_everything_that_belongs_to_it() {
    let mut talk = Talk::live();
    talk.says(&message(1, "home/lamp", 0, b"on"));
    let expected = Message { retain: true, ..Message::new("home/lamp", &b"on"[..]) };
    assert_eq!(talk.told(), [Output::Message(expected)]);
    assert_eq!(talk.heard(), [] as [Vec<u8>; 0]);
}

#[test]
fn an_empty_retained_message_arrives_as_one() {
    let mut talk = Talk::live();
    talk.says(&message(1, "home/lamp", 0, b""));
    let Some(Output::Message(message)) = talk.told().pop() else { panic!("no message") };
    assert!(message.retain && message.payload.is_empty());
}

#[test]
fn topics_in_any_script_arrive() {
    let mut talk = Talk::live();
    for topic in ["é/x", "温度", "😀/💡", "$SYS/broker", "/", " "] {
        talk.says(&message(0, topic, 0, topic.as_bytes()));
        assert_eq!(talk.messages(), [topic]);
    }
}

#[test]
fn properties_do_not_leak_into_the_payload() {
    let mut talk = Talk::live();
    let mut properties = vec![0x01, 1, 0x02, 0, 0, 0, 9];
    for id in [0x03, 0x08, 0x09] {
        properties.extend([id, 0, 1, b'x']);
    }
    properties.extend([0x26, 0, 1, b'k', 0, 1, b'v', 0x26, 0, 1, b'k', 0, 0]);
    talk.says(&message_with(0, "a", 0, &properties, b"X"));
    assert_eq!(talk.messages(), ["X"]);
}

#[test]
fn what_a_message_says_besides_comes_as_it_is() {
    let mut talk = Talk::live();
    let besides = [0x01, 1, 0x26, 0, 1, b'k', 0, 1, b'v'];
    talk.says(&message_with(0, "a", 0, &besides, b"X"));
    talk.says(&message_with(0, "a", 0, &[], b"X"));
    let told = talk.told().into_iter().filter_map(|told| match told {
        Output::Message(message) => Some(message.properties.to_vec()),
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), [besides.to_vec(), Vec::new()]);
}

#[test]
fn a_message_at_least_once_is_acknowledged_each_time() {
    let mut talk = Talk::live();
    talk.says(&message(2, "a", 7, b"x"));
    talk.says(&message(2 | 8, "a", 7, b"x"));
    assert_eq!(talk.messages(), ["x", "x"]);
    assert_eq!(talk.heard(), [ack(PUBACK, 7, 0), ack(PUBACK, 7, 0)]);
}

#[test]
fn a_message_exactly_once_is_delivered_once() {
    let mut talk = Talk::live();
    talk.says(&message(4, "a", 7, b"x"));
    talk.says(&message(4 | 8, "a", 7, b"x"));
    assert_eq!(talk.messages(), ["x"]);
    assert_eq!(talk.heard(), [ack(PUBREC, 7, 0), ack(PUBREC, 7, 0)]);
    assert_eq!(talk.session.counters().duplicates, 1);
    talk.says(&ack(PUBREL, 7, 0));
    assert_eq!(talk.heard(), [ack(PUBCOMP, 7, 0)]);
    talk.says(&message(4, "a", 7, b"another"));
    assert_eq!(talk.messages(), ["another"]);
}

#[test]
fn a_release_of_nothing_is_completed_all_the_same() {
    let mut talk = Talk::live();
    talk.says(&ack(PUBREL, 9, 0));
    assert_eq!(talk.heard(), [ack(PUBCOMP, 9, 0x92)]);
    talk.says(&ack(PUBREL, 9, 0x92));
    assert!(talk.is_live());
}

#[test]
fn more_unreleased_messages_than_we_asked_for_end_the_connection() {
    let mut talk = Talk::live_with(Limits { receive_maximum: 2, ..Limits::default() }, &[]);
    for id in 1..=3 {
        talk.says(&message(4, "a", id, b"x"));
    }
    assert_eq!(talk.messages().len(), 2);
    assert_eq!(talk.heard().last().map(Vec::as_slice), Some(&[0xE0, 0x01, 0x93][..]));
    assert!(talk.is_waiting());
}

#[test]
fn ten_packets_in_one_frame_are_ten_in_order() {
    let mut talk = Talk::live();
    talk.says(&messages(10));
    assert_eq!(talk.messages(), ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
}

#[test]
fn a_stream_split_at_every_byte_says_the_same() {
    let mut stream = messages(3);
    stream.extend(message(4, "温度", 7, &[b'x'; 200]));
    stream.extend(PINGRESP);
    stream.extend(ack(PUBREL, 7, 0));
    let mut whole = Talk::live();
    whole.says(&stream);
    let (told, heard) = (whole.told(), whole.heard());
    assert_eq!((told.len(), heard.len()), (4, 2));
    for at in 0..=stream.len() {
        let mut talk = Talk::live();
        talk.says(&stream[..at]);
        talk.says(&stream[at..]);
        assert_eq!((talk.told(), talk.heard()), (told.clone(), heard.clone()), "split at {at}");
    }
    let mut bytewise = Talk::live();
    for byte in stream {
        bytewise.says(&[byte]);
    }
    assert_eq!((bytewise.told(), bytewise.heard()), (told, heard));
}

#[test]
fn ten_thousand_retained_messages_before_the_answer_to_the_subscription_are_taken() {
    let mut talk = Talk::new();
    talk.connect(&["#"]);
    talk.opened();
    talk.says(&crate::broker::WELCOME);
    talk.told();
    talk.says(&messages(10_000));
    assert_eq!(talk.messages().len(), 10_000);
    talk.says(&crate::broker::suback(1, &[1]));
    assert!(talk.is_live());
}

#[test]
fn a_kept_payload_keeps_nothing_else() {
    let mut talk = Talk::live();
    let mut stream = message(0, "small", 0, b"on");
    stream.extend(message(0, "large", 0, &vec![0; 1_000_000]));
    talk.says(&stream);
    let Some(Output::Message(small)) = talk.told().into_iter().next() else { panic!("no message") };
    let payload = small.payload.try_into_mut().expect("nobody else holds the payload");
    assert_eq!(payload.capacity(), 2);
}

#[test]
fn everything_is_counted() {
    let mut talk = Talk::live();
    let before = talk.session.counters();
    let frame = message(2, "a", 1, b"x");
    talk.says(&frame);
    talk.publish("a", QoS::AtMostOnce);
    let after = talk.session.counters();
    assert_eq!(after.bytes_received - before.bytes_received, frame.len() as u64);
    assert_eq!(after.packets_received - before.packets_received, 1);
    assert_eq!(after.messages_received - before.messages_received, 1);
    assert_eq!(after.messages_sent - before.messages_sent, 1);
    assert_eq!(after.packets_sent - before.packets_sent, 2);
    assert_eq!(after.bytes_sent - before.bytes_sent, 4 + 8);
}
