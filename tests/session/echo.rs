//! Our own words are not taken for a device's.

use alicia_dashboard::mqtt::{Limits, QoS};

use crate::broker::{PUBACK, ack, message, message_311};
use crate::talk::{SECOND, Talk};

#[test]
fn our_own_words_that_3_1_1_sends_back_are_not_taken_for_a_device_s() {
    let mut talk = Talk::live_311(&["home/#", "home/+/set"]);
    talk.publish("home/lamp/set", QoS::AtLeastOnce);
    talk.heard();
    let echo = message_311(2, "home/lamp/set", 5, b"on");
    talk.says(&echo);
    talk.says(&echo);
    assert_eq!(talk.messages(), [] as [&str; 0], "once for each filter");
    assert_eq!(talk.heard(), [ack(PUBACK, 5, 0), ack(PUBACK, 5, 0)], "the broker wants its answer");
    assert_eq!(talk.session.counters().echoes, 2);
    talk.says(&echo);
    assert_eq!(talk.messages(), ["on"], "somebody else said the same");
}

#[test]
fn what_others_say_is_not_taken_for_our_own_words() {
    let mut talk = Talk::live_311(&["home/#"]);
    talk.publish("home/lamp", QoS::AtMostOnce);
    talk.publish("elsewhere", QoS::AtMostOnce);
    talk.says(&message_311(0, "home/lamp", 0, b"off"));
    talk.says(&message_311(0, "home/tree", 0, b"on"));
    talk.says(&message_311(1, "home/lamp", 0, b"on"));
    talk.says(&message_311(0, "elsewhere", 0, b"on"));
    assert_eq!(talk.messages(), ["off", "on", "on", "on"]);
    talk.passes(SECOND * 20);
    talk.says(&message_311(0, "home/lamp", 0, b"on"));
    assert_eq!(talk.messages(), ["on"], "so late it is not ours");
}

#[test]
fn in_5_the_broker_leaves_out_our_own_words_itself() {
    let mut talk = Talk::live();
    talk.publish("home/lamp", QoS::AtMostOnce);
    talk.says(&message(0, "home/lamp", 0, b"on"));
    assert_eq!(talk.messages(), ["on"]);
}

#[test]
fn only_so_many_of_our_words_are_told_apart() {
    let mut talk = Talk::live_311_with(Limits { echoes: 2, ..Limits::default() }, &["home/#"]);
    let forgotten = talk.session.counters().forgotten;
    for topic in ["home/a", "home/b", "home/c"] {
        talk.publish(topic, QoS::AtMostOnce);
    }
    assert_eq!(talk.session.counters().forgotten, forgotten + 1);
    for topic in ["home/a", "home/b", "home/c"] {
        talk.says(&message_311(0, topic, 0, b"on"));
    }
    assert_eq!(talk.messages().len(), 1);
}
