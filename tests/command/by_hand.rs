//! Messages that a person sends by hand: with what they say besides, again and again, and with an answer in mind.

use std::time::Duration;

use alicia_dashboard::app::{
    AskNews, AskStage, ByHand, Errand, HandNews, HandWish, Intent, Limits, News, RepeatEnd, RepeatNews,
};
use alicia_dashboard::device::Stage;
use alicia_dashboard::mqtt::Properties;

use crate::house::{House, body, properties_of, topic_of};

const NOT_AUTHORIZED: u8 = 0x87;
const REFUSED: &str = "not authorised: the broker's access rules do not let this user publish to this topic";
const SUBSCRIBE: u8 = 0x82;
const UNSUBSCRIBE: u8 = 0xa2;
const SECOND: Duration = Duration::from_secs(1);
const OWN_MARK: &[u8] = b"00000007-1";

fn message(topic: &str) -> ByHand {
    ByHand { topic: topic.to_owned(), payload: "ping".to_owned(), qos: 1, ..ByHand::default() }
}

fn told(house: &House) -> Option<HandNews> {
    let told = |news: &News| if let News::Hand(told) = news { Some(News::hand(told)) } else { None };
    house.news.iter().rev().find_map(told).flatten()
}

fn repeated(house: &House) -> RepeatNews {
    told(house).and_then(|told| told.repeated).expect("something is repeated")
}

fn asked(house: &House) -> AskNews {
    told(house).and_then(|told| told.asked).expect("something was asked")
}

fn repeat(house: &mut House, seconds: u32, times: u32) {
    let message = Box::new(message("home/bell/set"));
    house.intend(Intent::hand(&HandWish::Repeat { message, seconds, times }));
}

fn ask(house: &mut House, message: ByHand, seconds: u32) {
    house.intend(Intent::hand(&HandWish::Ask { message: Box::new(message), seconds }));
}

/// The publishes to a topic so far.
fn sent_to<'a>(house: &'a House, topic: &str) -> Vec<&'a Vec<u8>> {
    let is_one = |packet: &&Vec<u8>| packet[0] >> 4 == 3 && topic_of(packet) == topic;
    house.sent.iter().filter(is_one).collect()
}

/// What a PUBLISH at least once says besides.
fn besides(packet: &[u8]) -> Properties {
    let start = 2 + topic_of(packet).len() + 3;
    Properties::read(&body(packet)[start..start + usize::from(properties_of(packet))])
}

fn asks(house: &House, packet: u8, filter: &str) -> bool {
    let sent = house.sent.last().expect("something was sent");
    sent[0] == packet && sent.windows(filter.len()).any(|part| part == filter.as_bytes())
}

fn errand(house: &House) -> Errand {
    let errands = house.news.iter().rev().find_map(|news| match news {
        News::Errands(errands) => errands.last().cloned(),
        _ => None,
    });
    errands.expect("it is told among the errands")
}

#[test]
fn what_a_message_says_besides_leaves_with_it() {
    let mut house = House::live();
    let properties = Properties {
        is_text: Some(true),
        expiry: Some(3_600),
        content_type: Some("text/plain".to_owned()),
        response_topic: Some("home/answers".to_owned()),
        correlation: Some(b"7".to_vec()),
        user: vec![("unit".to_owned(), "°C".to_owned())],
        ..Properties::default()
    };
    let message = ByHand { properties: properties.clone(), ..message("home/attic/set") };
    house.intend(Intent::hand(&HandWish::Publish(Box::new(message.clone()))));
    let sent = house.sent.last().expect("it was published");
    assert_eq!(besides(sent), properties, "as the person said, and no expiry of ours");
    assert!(sent.ends_with(b"ping"));

    let unfit = Properties { response_topic: Some("home/#".to_owned()), ..Properties::default() };
    let message = ByHand { properties: unfit, ..message };
    assert!(message.check().is_err());
    let count = house.sent.len();
    house.intend(Intent::hand(&HandWish::Publish(Box::new(message))));
    assert_eq!(house.sent.len(), count);
    assert!(
        matches!(errand(&house).stage, Stage::NotSent(why) if why.starts_with("“home/#” is not a topic to answer on"))
    );
}

#[test]
fn over_3_1_1_a_message_leaves_without_what_it_cannot_say() {
    let mut house = House::offline();
    house.log_in_over_3_1_1("my/own/#");
    let properties = Properties { content_type: Some("text/plain".to_owned()), ..Properties::default() };
    house.intend(Intent::hand(&HandWish::Publish(Box::new(ByHand { properties, ..message("home/attic/set") }))));
    let sent = house.sent.last().expect("it was published");
    assert_eq!(body(sent).len(), 2 + "home/attic/set".len() + 2 + "ping".len());
}

#[test]
fn what_a_kept_message_says_besides_is_kept() {
    let mut house = House::live();
    let properties = Properties {
        is_text: Some(false),
        expiry: Some(60),
        content_type: Some("a/\"b\"".to_owned()),
        correlation: Some("ü".as_bytes().to_vec()),
        user: vec![("a".to_owned(), "1".to_owned()), ("a".to_owned(), String::new())],
        ..Properties::default()
    };
    let kept = ByHand { name: "Bell".to_owned(), properties, ..message("home/bell/set") };
    house.intend(Intent::hand(&HandWish::Keep(Box::new(kept.clone()))));
    house.intend(Intent::hand(&HandWish::Keep(Box::new(ByHand { name: "Plain".to_owned(), ..message("home/x") }))));
    house.pass(SECOND);
    let customs = |house: &House| {
        house.news.iter().rev().find_map(|news| if let News::Customs(text) = news { Some(text.clone()) } else { None })
    };
    let text = customs(&house).expect("what is kept is told");
    let mut other = House::live();
    other.intend(Intent::Import(text.clone()));
    other.pass(SECOND);
    let messages = other.news.iter().rev().find_map(|news| match news {
        News::Messages(told) => Some(News::messages(told)),
        _ => None,
    });
    let messages = messages.expect("the messages are told");
    assert_eq!(messages[0], kept);
    assert_eq!(messages[1].properties, Properties::default());
    assert_eq!(customs(&other), Some(text));
}

#[test]
fn a_message_is_repeated_so_often_and_each_time_is_told() {
    let mut house = House::live();
    repeat(&mut house, 5, 3);
    assert_eq!((repeated(&house).sent, sent_to(&house, "home/bell/set").len()), (1, 1), "at once");
    house.acknowledge(0);
    house.pass(5 * SECOND);
    assert_eq!(repeated(&house).sent, 2);
    house.acknowledge(0x10);
    house.pass(4 * SECOND);
    assert_eq!(repeated(&house).sent, 2, "not before its time");
    house.pass(SECOND);
    let news = repeated(&house);
    assert_eq!((news.sent, news.taken, news.failed, news.end), (3, 2, 0, Some(RepeatEnd::Done)));
    assert_eq!(
        news.latest.into_iter().map(|attempt| attempt.stage).collect::<Vec<_>>(),
        [Stage::Delivered, Stage::Nobody, Stage::Sent]
    );
    house.acknowledge(0);
    assert_eq!(repeated(&house).taken, 3, "also what comes after the last");
    house.pass(60 * SECOND);
    assert_eq!(sent_to(&house, "home/bell/set").len(), 3);
}

#[test]
fn a_repetition_ends_when_the_person_the_broker_or_the_connection_says_so() {
    let mut house = House::live();
    repeat(&mut house, 1, 100);
    house.intend(Intent::hand(&HandWish::StopRepeating));
    assert_eq!((repeated(&house).end, repeated(&house).next), (Some(RepeatEnd::Stopped), None));

    repeat(&mut house, 1, 100);
    house.acknowledge(NOT_AUTHORIZED);
    let news = repeated(&house);
    assert_eq!((news.end, news.failed, news.sent), (Some(RepeatEnd::Refused), 1, 1));

    repeat(&mut house, 1, 100);
    house.happen(alicia_dashboard::app::Event::Closed { code: 1006, reason: String::new() });
    assert_eq!(repeated(&house).end, Some(RepeatEnd::LinkLost));
    house.pass(10 * SECOND);
    assert_eq!(sent_to(&house, "home/bell/set").len(), 3);

    house.intend(Intent::Disconnect);
    repeat(&mut house, 1, 100);
    assert_eq!(repeated(&house).end, Some(RepeatEnd::Refused));
    assert_eq!(house.deadline(), None);
}

#[test]
fn nobody_repeats_more_than_the_limits_say() {
    let mut house = House::live();
    repeat(&mut house, 0, u32::MAX);
    let limits = Limits::default().hand;
    assert_eq!((repeated(&house).seconds, repeated(&house).times), (1, limits.repeats));
    repeat(&mut house, u32::MAX, 0);
    assert_eq!((repeated(&house).seconds, repeated(&house).times), (limits.repeat_seconds, 1));
}

#[test]
fn a_question_is_asked_once_the_answer_will_be_heard_and_both_are_one_exchange() {
    let mut house = House::live();
    ask(&mut house, message("home/clock/get"), 10);
    let answers = asked(&house).answers;
    assert!(answers.starts_with("alicia/dashboard/reply/"), "{answers}");
    assert!(asks(&house, SUBSCRIBE, &answers));
    assert_eq!((asked(&house).stage, sent_to(&house, "home/clock/get").len()), (AskStage::Subscribing, 0));
    house.grant();
    let question = besides(sent_to(&house, "home/clock/get")[0]);
    assert_eq!(question.response_topic.as_deref(), Some(&*answers));
    assert_eq!(question.correlation.as_deref(), Some(OWN_MARK));
    house.acknowledge(0);
    assert_eq!((asked(&house).stage, asked(&house).question), (AskStage::Waiting, Some(Stage::Delivered)));

    house.pass(SECOND);
    house.publish_with(&answers, &[9, 0, 1, b'x'], "to somebody else");
    assert_eq!((asked(&house).stage, asked(&house).others), (AskStage::Waiting, 1));
    let known = [&[9, 0, 10], OWN_MARK, &[3, 0, 1, b'a']].concat();
    house.publish_with(&answers, &known, "12:00");
    let AskStage::Answered(answer) = asked(&house).stage else { panic!("{:?}", asked(&house).stage) };
    assert_eq!((&*answer.payload, answer.is_known, answer.content_type.as_deref()), (&b"12:00"[..], true, Some("a")));
    assert_eq!(answer.took_micros, 1_020_000, "a second, and the answer of the broker to the question");
    assert!(asks(&house, UNSUBSCRIBE, &answers), "only as long as one waits");
    house.publish(&answers, "too late");
    let unread = house.counters().not_understood;
    assert_eq!(unread, 0, "what is said there is no riddle of the home");
}

#[test]
fn an_answer_that_does_not_say_what_it_answers_is_taken_and_told_as_such() {
    let mut house = House::live();
    ask(&mut house, message("zigbee2mqtt/bridge/request/health_check"), 10);
    let answers = "zigbee2mqtt/bridge/response/health_check";
    assert_eq!((&*asked(&house).answers, asked(&house).is_usual), (answers, true));
    house.grant();
    house.publish_retained(answers, "from long ago");
    assert_eq!(asked(&house).stage, AskStage::Waiting, "what the broker had kept is no answer");
    house.publish(answers, r#"{"status":"ok"}"#);
    let AskStage::Answered(answer) = asked(&house).stage else { panic!("{:?}", asked(&house).stage) };
    assert!(!answer.is_known);
}

#[test]
fn whoever_gets_no_answer_is_told_why() {
    let mut house = House::live();
    let said = |topic: &str| {
        let response_topic = Some(topic.to_owned());
        ByHand { properties: Properties { response_topic, ..Properties::default() }, ..message("home/clock/get") }
    };
    ask(&mut house, said("home/answers"), 3);
    house.grant();
    house.acknowledge(0x10);
    house.pass(4 * SECOND);
    assert_eq!((asked(&house).stage, asked(&house).question), (AskStage::Nobody(3), Some(Stage::Nobody)));
    assert_eq!(&*asked(&house).answers, "home/answers");

    ask(&mut house, said("home/#"), 3);
    assert!(matches!(asked(&house).stage, AskStage::NotAsked(_)));

    ask(&mut house, said("home/answers"), 3);
    house.grant();
    house.acknowledge(NOT_AUTHORIZED);
    assert_eq!(asked(&house).stage, AskStage::NotAsked(REFUSED.to_owned()));

    ask(&mut house, said("home/answers"), 3);
    house.intend(Intent::hand(&HandWish::StopWaiting));
    assert_eq!(asked(&house).stage, AskStage::Stopped);

    ask(&mut house, said("home/answers"), 3);
    house.happen(alicia_dashboard::app::Event::Closed { code: 1006, reason: String::new() });
    assert_eq!(asked(&house).stage, AskStage::LinkLost);
}

#[test]
fn over_3_1_1_an_answer_is_known_by_its_topic_alone() {
    let mut house = House::offline();
    house.log_in_over_3_1_1("my/own/#");
    ask(&mut house, message("cmnd/lamp/STATUS"), 3);
    assert_eq!((&*asked(&house).answers, asked(&house).is_told), ("stat/lamp/RESULT", false));
    let subscribe = house.sent.last().expect("it is asked for").clone();
    house.hear(&[0x90, 3, body(&subscribe)[0], body(&subscribe)[1], 1]);
    house.publish_311("stat/lamp/RESULT", "{}");
    assert!(matches!(asked(&house).stage, AskStage::Answered(answer) if !answer.is_known));
}
