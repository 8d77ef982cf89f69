//! Conversations between a person, the program and a broker, in virtual time: what becomes of a wish, and what the page is
//! told of it.
#![cfg(not(target_arch = "wasm32"))]

use std::time::Duration;

use alicia_dashboard::app::{App, Connection, Credentials, Effect, Event, Intent, Limits, News, PropertyNews};
use alicia_dashboard::device::{Availability, DeviceKey, Doubt, Freshness, Stage, Value};
use alicia_dashboard::time::{Now, Timestamp};

const PUBACK: u8 = 0x40;
const PINGREQ: [u8; 2] = [0xc0, 0];
const PINGRESP: [u8; 2] = [0xd0, 0];
const NO_MATCHING_SUBSCRIBERS: u8 = 0x10;
const NOT_AUTHORIZED: u8 = 0x87;

/// A page in front of the program, and a broker behind it.
struct House {
    app: App,
    now: Now,
    sent: Vec<Vec<u8>>,
    news: Vec<News>,
}

impl House {
    /// Logged in and subscribed.
    fn live() -> Self {
        let mut house = Self::offline();
        house.log_in("mobile_app");
        house
    }

    fn offline() -> Self {
        let now = Now { timestamp: Timestamp::from_millis(1_790_000_000_000), ..Now::default() };
        let mut house = Self { app: App::new(Limits::default(), 7), now, sent: Vec::new(), news: Vec::new() };
        house.pass(Duration::from_secs(1));
        house
    }

    fn log_in(&mut self, username: &str) {
        self.intend(Intent::Connect(Credentials {
            url: "ws://broker:9001/".to_owned(),
            username: username.to_owned(),
            password: "secret".to_owned(),
            subscribe: vec!["my/own/#".to_owned()],
        }));
        self.let_in();
    }

    /// The broker accepts the connection that was asked for, and all subscriptions.
    fn let_in(&mut self) {
        self.happen(Event::Opened);
        self.hear(&[0x20, 3, 0, 0, 0]);
        let subscribe = self.sent.last().expect("a subscription follows the login").clone();
        let body = body(&subscribe);
        let filters = count_filters(&body[3..]);
        let mut suback = vec![0x90, u8::try_from(filters + 3).expect("few filters"), body[0], body[1], 0];
        suback.extend(std::iter::repeat_n(1, filters));
        self.hear(&suback);
    }

    fn happen(&mut self, event: Event<'_>) {
        let mut effects = Vec::new();
        self.app.handle(event, self.now, &mut effects);
        let mut pinged = false;
        for effect in effects {
            match effect {
                Effect::Send(bytes) if bytes == PINGREQ => pinged = true,
                Effect::Send(bytes) => self.sent.push(bytes),
                Effect::Tell(news) => self.news.extend(news),
                Effect::OpenSocket { .. } | Effect::CloseSocket => {}
            }
        }
        if pinged {
            self.hear(&PINGRESP);
        }
    }

    fn intend(&mut self, intent: Intent) {
        self.happen(Event::Intent(intent));
    }

    fn hear(&mut self, frame: &[u8]) {
        self.happen(Event::Frame(frame));
    }

    fn publish(&mut self, topic: &str, payload: &str) {
        self.hear(&publish(0x30, topic, payload));
    }

    fn publish_retained(&mut self, topic: &str, payload: &str) {
        self.hear(&publish(0x31, topic, payload));
    }

    /// Lets time go by in small steps, as a timer would.
    fn pass(&mut self, time: Duration) {
        const STEP: Duration = Duration::from_millis(20);
        let mut left = time;
        while left > Duration::ZERO {
            let step = left.min(STEP);
            left -= step;
            self.now.instant = self.now.instant + step;
            let millis = i64::try_from(step.as_millis()).expect("a short step");
            self.now.timestamp = Timestamp::from_millis(self.now.timestamp.millis() + millis);
            if self.app.deadline().is_some_and(|due| due <= self.now.instant) {
                self.happen(Event::Timeout);
            }
        }
    }

    /// The device the page was told of under this id, which it watches from now on.
    fn watch(&mut self, id: &str) -> DeviceKey {
        self.pass(Duration::from_millis(20));
        let devices = self.news.iter().rev().filter_map(|news| match news {
            News::Devices(devices) => Some(devices),
            _ => None,
        });
        let key = devices.flatten().find(|device| device.id == id).map(|device| device.key);
        let key = key.unwrap_or_else(|| panic!("the page was never told of {id}"));
        self.intend(Intent::Watch(vec![key]));
        self.pass(Duration::from_millis(20));
        key
    }

    /// What the page knows of a property.
    fn property(&self, of: DeviceKey, id: &str) -> PropertyNews {
        let properties = self.news.iter().rev().filter_map(|news| match news {
            News::Properties { device, properties, .. } if *device == of => Some(properties),
            _ => None,
        });
        let found = properties.flatten().find(|property| property.id == id);
        found.unwrap_or_else(|| panic!("the page was never told of {id}")).clone()
    }

    fn availability(&self, of: DeviceKey) -> Availability {
        let heard = self.news.iter().rev().find_map(|news| match news {
            News::Properties { device, heard, .. } if *device == of => Some(*heard),
            _ => None,
        });
        heard.expect("the device is watched").availability(self.now.timestamp, self.live_since())
    }

    fn freshness(&self, of: DeviceKey, id: &str) -> Freshness {
        let report = self.property(of, id).report;
        report.map_or(Freshness::Unknown, |report| report.freshness(self.now.timestamp, self.live_since()))
    }

    fn live_since(&self) -> Option<Timestamp> {
        match self.connection() {
            Connection::Live { since } => Some(since),
            _ => None,
        }
    }

    fn connection(&self) -> Connection {
        let told = self.news.iter().rev().find_map(|news| match news {
            News::Connection(connection) => Some(connection.clone()),
            _ => None,
        });
        told.unwrap_or(Connection::Offline)
    }

    fn stage(&self, of: DeviceKey, id: &str) -> Option<Stage> {
        self.property(of, id).request.map(|request| request.stage)
    }

    fn set(&mut self, device: DeviceKey, id: &str, value: Value) {
        let property = self.property(device, id).key;
        self.intend(Intent::Set { device, property, value });
        self.pass(Duration::from_millis(20));
    }

    /// Answers the last publish.
    fn acknowledge(&mut self, reason: u8) {
        let id = publish_id(self.sent.last().expect("something was published"));
        self.hear(&[PUBACK, 4, id[0], id[1], reason, 0]);
        self.pass(Duration::from_millis(20));
    }
}

fn body(packet: &[u8]) -> &[u8] {
    let length_bytes = packet[1..].iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    &packet[1 + length_bytes..]
}

fn count_filters(mut rest: &[u8]) -> usize {
    let mut count = 0;
    while let [high, low, ..] = rest {
        rest = &rest[2 + usize::from(u16::from_be_bytes([*high, *low])) + 1..];
        count += 1;
    }
    count
}

fn topic_of(packet: &[u8]) -> &str {
    let body = body(packet);
    let length = usize::from(u16::from_be_bytes([body[0], body[1]]));
    std::str::from_utf8(&body[2..2 + length]).expect("a topic is text")
}

fn publish_id(packet: &[u8]) -> [u8; 2] {
    let body = body(packet);
    let after_topic = 2 + topic_of(packet).len();
    [body[after_topic], body[after_topic + 1]]
}

fn publish(flags: u8, topic: &str, payload: &str) -> Vec<u8> {
    let topic_length = u16::try_from(topic.len()).expect("a short topic");
    let length = 2 + topic.len() + 1 + payload.len();
    let mut packet = vec![flags];
    let mut left = length;
    loop {
        let digit = u8::try_from(left % 128).expect("a remainder of 128");
        left /= 128;
        packet.push(if left > 0 { digit | 0x80 } else { digit });
        if left == 0 {
            break;
        }
    }
    packet.extend(topic_length.to_be_bytes());
    packet.extend(topic.as_bytes());
    packet.push(0);
    packet.extend(payload.as_bytes());
    packet
}

const BULB: &str = "alicia/devices/bulb_living/status";

fn house_with_a_bulb() -> (House, DeviceKey) {
    let mut house = House::live();
    house.publish(BULB, r#"{"state":"off","brightness":40}"#);
    let bulb = house.watch("alicia:bulb_living");
    (house, bulb)
}

#[test]
fn a_wish_is_sent_then_delivered_then_confirmed_by_the_device() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "state", Value::Flag(true));
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Sent));
    let command = house.sent.last().expect("a command was sent");
    assert_eq!(topic_of(command), "alicia/commands/bulb_living");
    assert!(String::from_utf8_lossy(command).ends_with(r#"{"command":"turn_on"}"#));

    house.acknowledge(0);
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Delivered));
    let reported = house.property(bulb, "state").report.expect("the bulb was heard").value;
    assert_eq!(reported.as_flag(), Some(false), "a wish is not a report");

    house.publish(BULB, r#"{"state":"on","brightness":40}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Confirmed));
    house.pass(Duration::from_secs(11));
    assert_eq!(house.stage(bulb, "state"), None, "good news is brief");
}

#[test]
fn a_device_that_says_nothing_leaves_a_wish_unconfirmed_and_may_still_confirm_it_late() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "brightness", Value::Number(80.0));
    house.acknowledge(0);
    house.pass(Duration::from_secs(6));
    assert_eq!(house.stage(bulb, "brightness"), Some(Stage::Unconfirmed(Doubt::Silent)));
    house.publish(BULB, r#"{"state":"off","brightness":80}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.stage(bulb, "brightness"), Some(Stage::Confirmed));
}

#[test]
fn another_value_or_a_stored_one_confirms_nothing() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "brightness", Value::Number(80.0));
    house.acknowledge(0);
    house.publish(BULB, r#"{"state":"off","brightness":78}"#);
    house.publish_retained(BULB, r#"{"state":"off","brightness":80}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.stage(bulb, "brightness"), Some(Stage::Delivered));
}

#[test]
fn what_the_broker_refuses_or_nobody_hears_is_said() {
    let (mut house, bulb) = house_with_a_bulb();
    house.set(bulb, "state", Value::Flag(true));
    house.acknowledge(NO_MATCHING_SUBSCRIBERS);
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Nobody));

    house.set(bulb, "state", Value::Flag(true));
    house.acknowledge(NOT_AUTHORIZED);
    let Some(Stage::Refused(reason)) = house.stage(bulb, "state") else { panic!("it was refused") };
    assert!(reason.contains("not authorised"), "{reason}");
}

#[test]
fn a_wish_without_a_connection_is_refused_and_never_sent_later() {
    let (mut house, bulb) = house_with_a_bulb();
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(Duration::from_millis(20));
    let sent = house.sent.len();
    house.set(bulb, "state", Value::Flag(true));
    assert!(matches!(house.stage(bulb, "state"), Some(Stage::Refused(_))));
    house.pass(Duration::from_secs(2));
    house.let_in();
    let later = &house.sent[sent..];
    assert!(later.iter().all(|packet| packet[0] >> 4 != 3), "a command was published late");
}

#[test]
fn a_lost_connection_leaves_an_unanswered_wish_in_doubt_and_makes_values_stale() {
    let (mut house, bulb) = house_with_a_bulb();
    assert_eq!(house.freshness(bulb, "state"), Freshness::Live);
    house.set(bulb, "state", Value::Flag(true));
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(Duration::from_millis(20));
    assert_eq!(house.stage(bulb, "state"), Some(Stage::Unconfirmed(Doubt::LinkLost)));
    assert_eq!(house.freshness(bulb, "state"), Freshness::Stale);
    assert!(matches!(house.connection(), Connection::Waiting { .. }));

    house.pass(Duration::from_secs(2));
    house.let_in();
    house.pass(Duration::from_millis(20));
    assert_eq!(house.freshness(bulb, "state"), Freshness::Stale, "live again, but not yet heard again");
    house.publish_retained(BULB, r#"{"state":"on"}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.freshness(bulb, "state"), Freshness::Retained);
    house.publish(BULB, r#"{"state":"on"}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.freshness(bulb, "state"), Freshness::Live);
}

#[test]
fn a_page_that_left_and_comes_back_is_live_again_without_a_login() {
    let (mut house, bulb) = house_with_a_bulb();
    house.intend(Intent::Leave);
    house.pass(Duration::from_secs(5));
    assert_eq!(house.sent.last().map(Vec::as_slice), Some(&[0xe0, 0][..]), "it says goodbye");
    assert_eq!(house.freshness(bulb, "state"), Freshness::Stale);
    house.intend(Intent::CheckLink);
    house.let_in();
    house.pass(Duration::from_millis(20));
    assert!(matches!(house.connection(), Connection::Live { .. }));
    let cleared = house.news.iter().filter(|news| **news == News::Cleared).count();
    assert_eq!(cleared, 1, "it is the same house since the first login");

    house.intend(Intent::Disconnect);
    house.intend(Intent::CheckLink);
    house.pass(Duration::from_secs(5));
    assert_eq!(house.connection(), Connection::Offline, "who logged out stays out");
}

#[test]
fn an_esp32_without_a_last_will_is_silent_after_three_heartbeats_missed() {
    let mut house = House::live();
    house.publish("smarthome/1/ESP32_001/heartbeat", r#"{"uptime":5,"freeMemory":1000,"wifiSignal":-40}"#);
    let board = house.watch("smarthome:1/ESP32_001");
    assert_eq!(house.availability(board), Availability::Online);
    house.pass(Duration::from_secs(200));
    assert!(matches!(house.availability(board), Availability::Silent(Some(_))));
}

#[test]
fn a_reading_that_comes_regularly_is_stale_once_it_is_long_overdue() {
    let mut house = House::live();
    for _ in 0..6 {
        house.publish("alicia/sensors/living", r#"{"temperature_celsius":21.5}"#);
        house.pass(Duration::from_secs(20));
    }
    let sensor = house.watch("alicia:living");
    assert_eq!(house.freshness(sensor, "temperature_celsius"), Freshness::Live);
    house.pass(Duration::from_mins(1));
    assert_eq!(house.freshness(sensor, "temperature_celsius"), Freshness::Stale);
}

#[test]
fn what_nobody_understands_is_counted_and_listed_with_its_reason() {
    let mut house = House::live();
    house.publish("alicia/devices/bulb_living/status", r#"{"state":"on", "api_key":"k3y", <script>"#);
    house.intend(Intent::WatchNotUnderstood(true));
    house.pass(Duration::from_millis(20));
    let listed = house.news.iter().rev().find_map(|news| match news {
        News::NotUnderstood(entries) => Some(entries.clone()),
        _ => None,
    });
    let listed = listed.expect("the page watches what is not understood");
    assert_eq!(listed[0].topic, "alicia/devices/bulb_living/status");
    assert!(!listed[0].reason.is_empty());
    assert!(listed[0].excerpt.contains("<script>") && !listed[0].excerpt.contains("k3y"), "{}", listed[0].excerpt);
    let counters = house.news.iter().rev().find_map(|news| match news {
        News::Counters(counters) => Some(*counters),
        _ => None,
    });
    let counters = counters.expect("the counters are always told");
    assert_eq!((counters.messages_received, counters.not_understood), (1, 1));
}

#[test]
fn a_flood_reaches_the_page_at_most_once_per_frame_and_only_what_it_watches() {
    let (mut house, _) = house_with_a_bulb();
    house.pass(Duration::from_millis(100));
    house.news.clear();
    for round in 0..1_000 {
        house.publish(BULB, &format!(r#"{{"brightness":{}}}"#, round % 100));
        house.publish("alicia/sensors/unwatched", r#"{"humidity_percent":40}"#);
    }
    house.pass(Duration::from_millis(20));
    let batches = house.news.iter().filter(|news| matches!(news, News::Counters(_))).count();
    let reports = house.news.iter().filter(|news| matches!(news, News::Properties { .. })).count();
    assert!((1..=2).contains(&batches), "{batches} batches");
    assert_eq!(reports, batches, "one report per batch, and none of the device nobody watches");
}

#[test]
fn another_user_starts_with_an_empty_house() {
    let (mut house, bulb) = house_with_a_bulb();
    house.news.clear();
    house.log_in("alicia");
    house.pass(Duration::from_millis(20));
    assert!(house.news.contains(&News::Cleared));
    house.news.clear();
    house.intend(Intent::Set {
        device: bulb,
        property: alicia_dashboard::device::PropertyKey(0),
        value: Value::Flag(true),
    });
    house.pass(Duration::from_millis(20));
    assert!(house.news.iter().all(|news| !matches!(news, News::Request(_))));
}
