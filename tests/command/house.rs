//! A page in front of the program, and a broker behind it, in virtual time.

use std::time::Duration;

use alicia_dashboard::app::{
    App, Connection, Counters, Credentials, Effect, Event, Intent, Limits, News, PropertyNews, Stay, Surroundings,
    Topics,
};
use alicia_dashboard::device::{Availability, DeviceKey, Freshness, Stage, Value};
use alicia_dashboard::history::{Answer, Question, Series, Shelf, Stored};
use alicia_dashboard::time::{Instant, Now, Timestamp};

pub(crate) const PUBACK: u8 = 0x40;
const PINGREQ: [u8; 2] = [0xc0, 0];
const PINGRESP: [u8; 2] = [0xd0, 0];

/// A page in front of the program, and a broker behind it.
pub(crate) struct House {
    app: App,
    pub(crate) now: Now,
    pub(crate) sent: Vec<Vec<u8>>,
    pub(crate) news: Vec<News>,
    /// It does not get round to what it is told.
    page_is_busy: bool,
    /// What the browser keeps.
    store: Shelf,
    /// What it keeps of what was last known.
    pub(crate) kept: Shelf,
    /// The store of that answers nothing for now.
    pub(crate) store_is_slow: bool,
    late: Vec<Stored>,
    pub(crate) stay: Stay,
}

impl House {
    /// Logged in and subscribed.
    pub(crate) fn live() -> Self {
        Self::live_within(&Limits::default())
    }

    pub(crate) fn live_within(limits: &Limits) -> Self {
        let mut house = Self::offline_within(limits);
        house.log_in("mobile_app");
        house
    }

    pub(crate) fn offline() -> Self {
        Self::offline_within(&Limits::default())
    }

    pub(crate) fn offline_within(limits: &Limits) -> Self {
        let now = Now { timestamp: Timestamp::from_millis(1_790_000_000_000), ..Now::default() };
        let mut house = Self {
            app: App::new(*limits, 7),
            now,
            sent: Vec::new(),
            news: Vec::new(),
            page_is_busy: false,
            store: Shelf::default(),
            kept: Shelf::default(),
            store_is_slow: false,
            late: Vec::new(),
            stay: Stay::ForThisPage,
        };
        house.pass(Duration::from_secs(1));
        house
    }

    pub(crate) fn log_in(&mut self, username: &str) {
        self.ask_for(username, "my/own/#");
        self.let_in();
    }

    /// Wants to log in as before: the browser has kept the login.
    pub(crate) fn resume(&mut self) {
        self.stay = Stay::GoesOn;
        self.ask_for("mobile_app", "my/own/#");
        self.pass(Duration::from_millis(20));
    }

    /// Logged in, listening to `filter` as well, at a broker that does not speak MQTT 5.
    pub(crate) fn log_in_over_3_1_1(&mut self, filter: &str) {
        self.ask_for("mobile_app", filter);
        self.happen(Event::Opened);
        self.hear(&[0x20, 2, 0, 1]);
        self.happen(Event::Opened);
        self.hear(&[0x20, 2, 0, 0]);
        self.grant_subscriptions(&[]);
    }

    pub(crate) fn log_in_at(&mut self, url: &str) {
        self.ask_for_at(url, "mobile_app", "my/own/#");
        self.let_in();
    }

    pub(crate) fn ask_for(&mut self, username: &str, filter: &str) {
        self.ask_for_at("ws://broker:9001/", username, filter);
    }

    fn ask_for_at(&mut self, url: &str, username: &str, filter: &str) {
        let credentials = Credentials {
            url: url.to_owned(),
            username: username.to_owned(),
            password: "secret".to_owned(),
            topics: Topics { subscribe: vec![filter.to_owned()], ..Topics::default() },
            surroundings: Surroundings::default(),
        };
        self.intend(Intent::Connect(credentials, self.stay));
    }

    /// Logged in at a broker that takes one message at a time.
    pub(crate) fn log_in_with_one_in_flight(&mut self) {
        self.ask_for("mobile_app", "my/own/#");
        self.happen(Event::Opened);
        self.hear(&[0x20, 6, 0, 0, 3, 0x21, 0, 1]);
        self.grant_subscriptions(&[0]);
    }

    /// The broker accepts the connection that was asked for, and all subscriptions.
    pub(crate) fn let_in(&mut self) {
        self.welcome(0);
    }

    /// The same, and it has kept the session of the connection before.
    pub(crate) fn let_in_again(&mut self) {
        self.welcome(1);
    }

    fn welcome(&mut self, session_present: u8) {
        self.happen(Event::Opened);
        self.hear(&[0x20, 3, session_present, 0, 0]);
        self.grant_subscriptions(&[0]);
    }

    /// The same, and it takes no packet of more bytes than this.
    pub(crate) fn let_in_within(&mut self, bytes: u16) {
        let [high, low] = bytes.to_be_bytes();
        self.happen(Event::Opened);
        self.hear(&[0x20, 8, 0, 0, 5, 0x27, 0, 0, high, low]);
        self.grant_subscriptions(&[0]);
    }

    /// `properties` of SUBACK, and of SUBSCRIBE as well.
    fn grant_subscriptions(&mut self, properties: &[u8]) {
        let subscribe = self.sent.last().expect("a subscription follows the login").clone();
        let body = body(&subscribe);
        // What a question says besides has a length only in MQTT 5, as in the answer.
        let besides = properties.first().map_or(0, |_| 1 + usize::from(body[2]));
        let filters = count_filters(&body[2 + besides..]);
        let length = u8::try_from(2 + properties.len() + filters).expect("few filters");
        let mut suback = vec![0x90, length, body[0], body[1]];
        suback.extend(properties);
        suback.extend(std::iter::repeat_n(1, filters));
        self.hear(&suback);
    }

    /// The broker grants what it was just asked for, after it has given up what it was asked to.
    pub(crate) fn grant(&mut self) {
        let asked = self.sent.last().expect("something was asked for").clone();
        if asked[0] == 0xa2 {
            self.hear(&[0xb0, 4, body(&asked)[0], body(&asked)[1], 0, 0]);
        }
        self.grant_subscriptions(&[0]);
    }

    /// The broker is asked again for one filter after the other, and grants each.
    pub(crate) fn grant_again(&mut self) {
        let mut asked = 0;
        while asked < self.sent.len() {
            asked = self.sent.len();
            self.grant_subscriptions(&[0]);
        }
    }

    pub(crate) fn happen(&mut self, event: Event<'_>) {
        let mut effects = Vec::new();
        self.app.handle(event, self.now, &mut effects);
        let (mut pinged, mut told) = (false, false);
        let mut stored = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send(bytes) if *bytes == PINGREQ => pinged = true,
                Effect::Send(bytes) => self.sent.push(bytes.to_vec()),
                Effect::Tell(news) => {
                    told |= News::are_batch(&news);
                    self.news.extend(news);
                }
                Effect::Store(transaction) => stored.push(Event::Stored(self.store.perform(transaction))),
                Effect::Keep(transaction) if self.store_is_slow => self.late.push(self.kept.perform(transaction)),
                Effect::Keep(transaction) => stored.push(Event::Kept(self.kept.perform(transaction))),
                Effect::OpenSocket { .. } | Effect::CloseSocket => {}
            }
        }
        for stored in stored {
            self.happen(stored);
        }
        if pinged {
            self.hear(&PINGRESP);
        }
        if told && !self.page_is_busy {
            self.intend(Intent::Taken);
        }
    }

    /// The store of what was last known answers at last.
    pub(crate) fn store_answers(&mut self) {
        self.store_is_slow = false;
        for stored in std::mem::take(&mut self.late) {
            self.happen(Event::Kept(stored));
        }
    }

    /// The page is loaded anew in the same browser, and nobody has logged in yet.
    pub(crate) fn reload(self) -> Self {
        let Self { now, store, kept, stay, .. } = self;
        let mut house = Self { now, store, kept, stay, ..Self::offline() };
        house.app = App::new(Limits::default(), 8);
        house
    }

    /// What a property has said, from the oldest.
    pub(crate) fn past(&mut self, device: &str, property: &str) -> Answer {
        self.past_by(device, property, false)
    }

    /// By the clocks of devices.
    pub(crate) fn past_when_measured(&mut self, device: &str, property: &str) -> Answer {
        self.past_by(device, property, true)
    }

    fn past_by(&mut self, device: &str, property: &str, as_measured: bool) -> Answer {
        let series = vec![Series { device: device.to_owned(), property: property.to_owned() }];
        let until = self.now.timestamp;
        self.intend(Intent::AskPast(Question { ticket: 1, series, from: None, until, columns: 1_000, as_measured }));
        let told = self.news.iter().rev().find_map(|news| match news {
            News::Past(answer) => Some(answer.clone()),
            _ => None,
        });
        told.expect("a question is answered at once")
    }

    pub(crate) fn intend(&mut self, intent: Intent) {
        self.happen(Event::Intent(intent));
    }

    pub(crate) fn busy_page(&mut self, is_busy: bool) {
        self.page_is_busy = is_busy;
        if !is_busy {
            self.intend(Intent::Taken);
        }
    }

    pub(crate) fn hear(&mut self, frame: &[u8]) {
        self.happen(Event::Frame(frame));
    }

    pub(crate) fn publish(&mut self, topic: &str, payload: &str) {
        self.hear(&publish(0x30, topic, &[0], payload));
    }

    /// With these properties, fewer than 128 bytes of them.
    pub(crate) fn publish_with(&mut self, topic: &str, properties: &[u8], payload: &str) {
        let length = u8::try_from(properties.len()).expect("few properties");
        self.hear(&publish(0x30, topic, &[&[length], properties].concat(), payload));
    }

    /// In one frame.
    pub(crate) fn publish_together(&mut self, topic: &str, payloads: &[&str]) {
        let frame: Vec<u8> = payloads.iter().flat_map(|payload| publish(0x30, topic, &[0], payload)).collect();
        self.hear(&frame);
    }

    /// Whether the browser keeps anything with this in it.
    pub(crate) fn keeps(&self, text: &str) -> bool {
        self.store.0.values().any(|value| value.windows(text.len()).any(|part| part == text.as_bytes()))
    }

    pub(crate) fn publish_retained(&mut self, topic: &str, payload: &str) {
        self.hear(&publish(0x31, topic, &[0], payload));
    }

    /// As MQTT 3.1.1 writes it.
    pub(crate) fn publish_311(&mut self, topic: &str, payload: &str) {
        self.hear(&publish(0x30, topic, &[], payload));
    }

    /// Lets time go by in small steps, as a timer would.
    pub(crate) fn pass(&mut self, time: Duration) {
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

    /// Somebody sets the clock on the wall.
    pub(crate) fn set_wall_clock(&mut self, ahead_ms: i64) {
        self.now.timestamp = Timestamp::from_millis(self.now.timestamp.millis() + ahead_ms);
    }

    /// The device the page was told of under this id, which it watches from now on.
    pub(crate) fn watch(&mut self, id: &str) -> DeviceKey {
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
    pub(crate) fn property(&self, of: DeviceKey, id: &str) -> PropertyNews {
        let mut found: Option<PropertyNews> = None;
        for news in &self.news {
            match news {
                News::Properties { device, properties, .. } if *device == of => {
                    found = properties.iter().find(|property| property.id == id).cloned().or(found);
                }
                News::Reports { device, reports, .. } if *device == of => {
                    if let Some(known) = &mut found
                        && let Some((_, report)) = reports.iter().find(|(key, _)| *key == known.key)
                    {
                        known.report = Some(report.clone());
                    }
                }
                _ => {}
            }
        }
        found.unwrap_or_else(|| panic!("the page was never told of {id}"))
    }

    pub(crate) fn availability(&self, of: DeviceKey) -> Availability {
        let heard = self.news.iter().rev().find_map(|news| match news {
            News::Properties { device, heard, .. } | News::Reports { device, heard, .. } if *device == of => {
                Some(*heard)
            }
            _ => None,
        });
        heard.expect("the device is watched").availability(self.clock(), self.live_since())
    }

    pub(crate) fn freshness(&self, of: DeviceKey, id: &str) -> Freshness {
        let report = self.property(of, id).report;
        report.map_or(Freshness::Unknown, |report| report.freshness(self.clock(), self.live_since()))
    }

    pub(crate) fn live_since(&self) -> Option<Timestamp> {
        match self.connection() {
            Connection::Live { since, .. } => Some(since),
            Connection::Replay { since } => since,
            _ => None,
        }
    }

    /// What time it is for the page: in a replay, what time it was.
    pub(crate) fn clock(&self) -> Timestamp {
        let replay = self.news.iter().rev().find_map(|news| match news {
            News::Replay(replay) => Some(replay.as_ref()),
            _ => None,
        });
        replay.flatten().map_or(self.now.timestamp, |replay| replay.now)
    }

    /// When something is due, if nothing else happens.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.app.deadline()
    }

    pub(crate) fn connection(&self) -> Connection {
        let told = self.news.iter().rev().find_map(|news| match news {
            News::Connection(connection) => Some(connection.clone()),
            _ => None,
        });
        told.unwrap_or(Connection::Offline)
    }

    pub(crate) fn stage(&self, of: DeviceKey, id: &str) -> Option<Stage> {
        self.property(of, id).request.map(|request| request.stage)
    }

    /// What the page was told last of the latest request for this value.
    pub(crate) fn last_word(&self, wanted: &str) -> Option<Stage> {
        let told = self.news.iter().rev().find_map(|news| match news {
            News::Request(news) if news.request.wanted.plain() == wanted => Some(news),
            _ => None,
        });
        told.map(|news| news.request.stage.clone())
    }

    pub(crate) fn set(&mut self, device: DeviceKey, id: &str, value: Value) {
        let property = self.property(device, id).key;
        self.intend(Intent::Set { device, property, value });
        self.pass(Duration::from_millis(20));
    }

    pub(crate) fn counters(&self) -> Counters {
        let told = self.news.iter().rev().find_map(|news| match news {
            News::Counters(counters) => Some(*counters),
            _ => None,
        });
        told.expect("the counters are always told")
    }

    /// Answers the last publish.
    pub(crate) fn acknowledge(&mut self, reason: u8) {
        let publish = self.sent.last().expect("something was published").clone();
        self.acknowledge_this(&publish, reason);
    }

    pub(crate) fn acknowledge_this(&mut self, publish: &[u8], reason: u8) {
        let id = publish_id(publish);
        self.hear(&[PUBACK, 4, id[0], id[1], reason, 0]);
        self.pass(Duration::from_millis(20));
    }
}

pub(crate) fn body(packet: &[u8]) -> &[u8] {
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

pub(crate) fn topic_of(packet: &[u8]) -> &str {
    let body = body(packet);
    let length = usize::from(u16::from_be_bytes([body[0], body[1]]));
    std::str::from_utf8(&body[2..2 + length]).expect("a topic is text")
}

/// How many bytes of properties a PUBLISH has that is to be acknowledged (MQTT 5, section 3.3.2.3).
pub(crate) fn properties_of(packet: &[u8]) -> u8 {
    body(packet)[2 + topic_of(packet).len() + 2]
}

pub(crate) fn publish_id(packet: &[u8]) -> [u8; 2] {
    let body = body(packet);
    let after_topic = 2 + topic_of(packet).len();
    [body[after_topic], body[after_topic + 1]]
}

fn publish(flags: u8, topic: &str, properties: &[u8], payload: &str) -> Vec<u8> {
    let topic_length = u16::try_from(topic.len()).expect("a short topic");
    let length = 2 + topic.len() + properties.len() + payload.len();
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
    packet.extend(properties);
    packet.extend(payload.as_bytes());
    packet
}
