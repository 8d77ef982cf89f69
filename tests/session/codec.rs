//! A second opinion on our packets: what `mqttbytes` reads in what we write, and we in what it writes.

use alicia_dashboard::mqtt::{PublishOutcome, QoS};
use bytes::{Bytes, BytesMut};
use mqttbytes::{v4, v5};

use crate::broker::{PUBREL, ack, message, message_311};
use crate::talk::{SECOND, Talk};

const LARGEST: usize = 1_000;

fn v5(packets: Vec<Vec<u8>>) -> Vec<v5::Packet> {
    let read = |packet: Vec<u8>| v5::read(&mut BytesMut::from(&packet[..]), LARGEST).expect("a packet of MQTT 5");
    packets.into_iter().map(read).collect()
}

fn v4(packets: Vec<Vec<u8>>) -> Vec<v4::Packet> {
    let read = |packet: Vec<u8>| v4::read(&mut BytesMut::from(&packet[..]), LARGEST).expect("a packet of MQTT 3.1.1");
    packets.into_iter().map(read).collect()
}

#[test]
fn what_we_write_in_5_is_read_as_it_was_meant() {
    let mut talk = Talk::new();
    talk.connect_as("me", "pw", &["home/#", "$share/g/a"]);
    talk.enters(&[]);
    let [v5::Packet::Connect(connect), v5::Packet::Subscribe(subscribe)] = &v5(talk.heard())[..] else {
        panic!("CONNECT, SUBSCRIBE")
    };
    assert_eq!(connect.login, Some(v5::Login::new("me", "pw")));
    assert_eq!((connect.keep_alive, connect.clean_session), (50, true));
    assert_eq!(connect.client_id, talk.session.client_id());
    let properties = connect.properties.as_ref().expect("properties");
    assert_eq!((properties.session_expiry_interval, properties.receive_maximum), (Some(60), Some(1_000)));
    assert_eq!(properties.max_packet_size, Some(4 * 1024 * 1024));
    let filters: Vec<_> = subscribe.filters.iter().map(|filter| (filter.path.as_str(), filter.nolocal)).collect();
    assert_eq!((subscribe.pkid, filters), (1, vec![("home/#", true), ("$share/g/a", false)]));

    talk.publish_for("é", QoS::ExactlyOnce, SECOND * 7);
    talk.set_filters(&["home/#"]);
    talk.says(&message(2, "home/lamp", 9, b"on"));
    talk.says(&message(4, "home/lamp", 10, b"on"));
    talk.says(&ack(PUBREL, 11, 0));
    let [
        v5::Packet::Publish(publish),
        v5::Packet::Unsubscribe(unsubscribe),
        v5::Packet::PubAck(puback),
        v5::Packet::PubRec(pubrec),
        v5::Packet::PubComp(pubcomp),
    ] = &v5(talk.heard())[..]
    else {
        panic!("PUBLISH, UNSUBSCRIBE, PUBACK, PUBREC, PUBCOMP")
    };
    assert_eq!((publish.topic.as_str(), publish.pkid, &publish.payload[..]), ("é", 2, &b"on"[..]));
    let expiry = publish.properties.as_ref().and_then(|properties| properties.message_expiry_interval);
    assert_eq!((expiry, publish.dup, publish.retain), (Some(7), false, false));
    assert_eq!((unsubscribe.pkid, &unsubscribe.filters[..]), (3, &["$share/g/a".to_owned()][..]));
    assert_eq!((puback.pkid, pubrec.pkid, pubcomp.pkid), (9, 10, 11));
    assert_eq!(pubcomp.reason, v5::PubCompReason::PacketIdentifierNotFound);
    talk.disconnect();
    let [v5::Packet::Disconnect(goodbye)] = &v5(talk.heard())[..] else { panic!("DISCONNECT") };
    let expiry = goodbye.properties.as_ref().and_then(|properties| properties.session_expiry_interval);
    assert_eq!(expiry, Some(0));
}

#[test]
fn what_we_write_in_3_1_1_is_read_as_it_was_meant() {
    let mut talk = Talk::live_311(&["home/#"]);
    talk.closes();
    talk.waits();
    talk.enters_311();
    talk.publish("é", QoS::AtLeastOnce);
    talk.set_filters(&[]);
    talk.says(&message_311(2, "home/lamp", 9, b"on"));
    talk.says(&message_311(4, "home/lamp", 10, b"on"));
    talk.says(&ack(PUBREL, 11, 0));
    talk.disconnect();
    let [
        v4::Packet::Connect(connect),
        v4::Packet::Subscribe(subscribe),
        v4::Packet::Publish(publish),
        v4::Packet::Unsubscribe(unsubscribe),
        v4::Packet::PubAck(puback),
        v4::Packet::PubRec(pubrec),
        v4::Packet::PubComp(pubcomp),
        v4::Packet::Disconnect,
    ] = &v4(talk.heard())[..]
    else {
        panic!("not what was said")
    };
    assert_eq!(connect.login, Some(v4::Login::new("mobile_app", "secret")));
    assert_eq!((connect.keep_alive, connect.clean_session), (50, true));
    assert_eq!((subscribe.pkid, subscribe.filters[0].path.as_str()), (1, "home/#"));
    assert_eq!((publish.topic.as_str(), publish.pkid, &publish.payload[..]), ("é", 2, &b"on"[..]));
    assert_eq!((unsubscribe.pkid, unsubscribe.topics[0].as_str()), (3, "home/#"));
    assert_eq!((puback.pkid, pubrec.pkid, pubcomp.pkid), (9, 10, 11));
}

#[test]
fn what_mqttbytes_writes_is_read_as_it_was_meant() {
    let mut talk = Talk::live();
    let key = talk.publish("a", QoS::AtLeastOnce);
    let mut puback = v5::PubAck::new(2);
    puback.reason = v5::PubAckReason::NoMatchingSubscribers;
    let mut buffer = BytesMut::new();
    puback.write(&mut buffer).expect("a PUBACK");
    talk.says(&buffer);
    assert_eq!(talk.outcomes(), [(key, PublishOutcome::NobodyListening)]);

    let mut buffer = BytesMut::new();
    let mut publish = v5::Publish::from_bytes("home/lamp", mqttbytes::QoS::AtLeastOnce, Bytes::from_static(b"on"));
    publish.pkid = 5;
    publish.properties = Some(v5::PublishProperties {
        payload_format_indicator: Some(1),
        message_expiry_interval: Some(60),
        topic_alias: None,
        response_topic: Some("home/answer".to_owned()),
        correlation_data: Some(Bytes::from_static(b"7")),
        user_properties: vec![("key".to_owned(), "value".to_owned())],
        subscription_identifiers: Vec::new(),
        content_type: Some("text/plain".to_owned()),
    });
    publish.write(&mut buffer).expect("a PUBLISH");
    talk.says(&buffer);
    assert_eq!(talk.messages(), ["on"]);
}
