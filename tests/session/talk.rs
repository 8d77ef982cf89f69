//! Both ends of a conversation: a session, the time, and what the broker and the user have heard of it.

use std::collections::BTreeSet;
use std::time::Duration;

use alicia_dashboard::mqtt::{
    Limits, Login, NotSent, Output, Publication, PublishKey, PublishOutcome, QoS, Session, State, Version,
};
use alicia_dashboard::time::Instant;

use crate::broker;

pub(crate) const SECOND: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Talk {
    pub(crate) session: Session,
    pub(crate) now: Instant,
    out: Vec<Output>,
    heard: Vec<Vec<u8>>,
    told: Vec<Output>,
    unsettled: BTreeSet<PublishKey>,
}

impl Talk {
    pub(crate) fn new() -> Self {
        Self::with(Limits::default(), 7)
    }

    pub(crate) fn with(limits: Limits, seed: u64) -> Self {
        Self {
            session: Session::new(limits, seed),
            now: Instant::from_millis(1_000.0),
            out: Vec::new(),
            heard: Vec::new(),
            told: Vec::new(),
            unsettled: BTreeSet::new(),
        }
    }

    /// Connected and subscribed to `home/#`.
    pub(crate) fn live() -> Self {
        Self::live_with(Limits::default(), &[])
    }

    /// The same with a broker that sets `properties` in CONNACK.
    pub(crate) fn live_with(limits: Limits, properties: &[u8]) -> Self {
        let mut talk = Self::with(limits, 7);
        talk.connect(&["home/#"]);
        talk.enters(properties);
        assert!(talk.is_live());
        talk.heard();
        talk.told();
        talk
    }

    /// The same at a broker of MQTT 3.1.1.
    pub(crate) fn live_311(filters: &[&str]) -> Self {
        Self::live_311_with(Limits::default(), filters)
    }

    pub(crate) fn live_311_with(limits: Limits, filters: &[&str]) -> Self {
        let mut talk = Self::with(limits, 7);
        talk.connect(filters);
        talk.opened();
        talk.says(&broker::NOT_5);
        talk.enters_311();
        assert!(talk.is_live());
        talk.heard();
        talk.told();
        talk
    }

    /// The broker opens, lets in, and grants all subscriptions.
    pub(crate) fn enters(&mut self, properties: &[u8]) {
        self.opened();
        self.says(&broker::welcome(properties));
        self.grants();
    }

    /// The broker, whose socket is open, has kept the session, and grants all subscriptions.
    pub(crate) fn resumes(&mut self, properties: &[u8]) {
        self.says(&broker::welcome_to(true, properties));
        self.grants();
    }

    pub(crate) fn enters_311(&mut self) {
        self.opened();
        self.says(&broker::WELCOME_311);
        self.grants();
    }

    /// The broker grants what it was asked for last.
    pub(crate) fn grants(&mut self) {
        let Some(subscribe) = self.heard.iter().rfind(|packet| packet[0] == 0x82) else { return };
        let answer = broker::grant(subscribe, self.session.version() == Version::Mqtt311);
        self.says(&answer);
    }

    pub(crate) fn connect(&mut self, filters: &[&str]) {
        self.connect_as("mobile_app", "secret", filters);
    }

    pub(crate) fn connect_as(&mut self, username: &str, password: &str, filters: &[&str]) {
        let login = Login { username: username.to_owned(), password: password.to_owned() };
        let filters = filters.iter().map(|filter| (*filter).to_owned()).collect();
        self.session.connect(login, filters, self.now, &mut self.out);
        self.note();
    }

    pub(crate) fn disconnect(&mut self) {
        self.session.disconnect(self.now, &mut self.out);
        self.note();
    }

    pub(crate) fn ping(&mut self) {
        self.session.ping(self.now, &mut self.out);
        self.note();
    }

    pub(crate) fn retry_now(&mut self) {
        self.session.retry_now(self.now, &mut self.out);
        self.note();
    }

    pub(crate) fn check_link(&mut self) {
        self.session.check_link(self.now, &mut self.out);
        self.note();
    }

    /// Publishes what nothing forbids.
    pub(crate) fn publish(&mut self, topic: &str, qos: QoS) -> PublishKey {
        self.try_publish(topic, qos).expect("nothing forbids it")
    }

    pub(crate) fn try_publish(&mut self, topic: &str, qos: QoS) -> Result<PublishKey, NotSent> {
        self.publish_this(Publication { qos, ..Publication::new(topic, "on") })
    }

    pub(crate) fn publish_this(&mut self, publication: Publication) -> Result<PublishKey, NotSent> {
        self.publish_until(publication, None)
    }

    /// Publishes what is worth something for so long.
    pub(crate) fn publish_for(&mut self, topic: &str, qos: QoS, time: Duration) -> PublishKey {
        let publication = Publication { qos, ..Publication::new(topic, "on") };
        self.publish_until(publication, Some(self.now + time)).expect("nothing forbids it")
    }

    pub(crate) fn publish_until(
        &mut self,
        publication: Publication,
        deadline: Option<Instant>,
    ) -> Result<PublishKey, NotSent> {
        let key = self.session.publish(publication, deadline, self.now, &mut self.out);
        self.unsettled.extend(&key);
        self.note();
        key
    }

    pub(crate) fn subscribe_again(&mut self) {
        self.session.subscribe_again(self.now, &mut self.out);
        self.note();
    }

    pub(crate) fn set_filters(&mut self, filters: &[&str]) {
        let filters = filters.iter().map(|filter| (*filter).to_owned()).collect();
        self.session.set_filters(filters, self.now, &mut self.out);
        self.note();
    }

    pub(crate) fn opened(&mut self) {
        self.session.handle_opened(self.now, &mut self.out);
        self.note();
    }

    pub(crate) fn says(&mut self, bytes: &[u8]) {
        self.session.handle_frame(bytes, self.now, &mut self.out);
        self.note();
    }

    pub(crate) fn says_text(&mut self) {
        self.session.handle_text(self.now, &mut self.out);
        self.note();
    }

    pub(crate) fn closes(&mut self) {
        self.closes_with(1006, "");
    }

    pub(crate) fn closes_with(&mut self, code: u16, reason: &str) {
        self.session.handle_closed(code, reason, self.now, &mut self.out);
        self.note();
    }

    /// Time passes until the next try.
    pub(crate) fn waits(&mut self) {
        let wait = self.wait();
        self.passes(wait);
    }

    pub(crate) fn cannot_open(&mut self, why: &str, permanent: bool) {
        self.session.handle_open_failed(why, permanent, self.now, &mut self.out);
        self.note();
    }

    /// Time passes, and timers fire when they should.
    pub(crate) fn passes(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(deadline) = self.session.deadline().filter(|deadline| *deadline <= end) {
            self.now = self.now.max(deadline);
            self.timer();
        }
        self.now = end;
    }

    /// Time passes, and no timer fires.
    pub(crate) fn sleeps(&mut self, time: Duration) {
        self.now = self.now + time;
    }

    pub(crate) fn timer(&mut self) {
        self.session.handle_timeout(self.now, &mut self.out);
        self.note();
    }

    /// The packets the broker got since the last time.
    pub(crate) fn heard(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.heard)
    }

    /// Everything else the session put out since the last time, except that its state changed.
    pub(crate) fn told(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.told)
    }

    /// The payloads of the messages among it.
    pub(crate) fn messages(&mut self) -> Vec<String> {
        let text = |output| match output {
            Output::Message(message) => Some(String::from_utf8_lossy(&message.payload).into_owned()),
            _ => None,
        };
        self.told().into_iter().filter_map(text).collect()
    }

    /// The outcomes among it.
    pub(crate) fn outcomes(&mut self) -> Vec<(PublishKey, PublishOutcome)> {
        let outcome = |output| match output {
            Output::Published(key, outcome) => Some((key, outcome)),
            _ => None,
        };
        self.told().into_iter().filter_map(outcome).collect()
    }

    pub(crate) fn is_live(&self) -> bool {
        matches!(self.session.state(), State::Live { .. })
    }

    pub(crate) fn is_waiting(&self) -> bool {
        matches!(self.session.state(), State::Waiting { .. })
    }

    /// How long until the next try.
    pub(crate) fn wait(&self) -> Duration {
        match self.session.state() {
            State::Waiting { until, .. } => until.since(self.now),
            state => panic!("not waiting but {state:?}"),
        }
    }

    /// Why there is no connection.
    pub(crate) fn failure(&self) -> String {
        match self.session.state() {
            State::Waiting { because, .. } | State::Refused(because) => because.to_string(),
            state => panic!("no failure but {state:?}"),
        }
    }

    fn note(&mut self) {
        for output in std::mem::take(&mut self.out) {
            match output {
                Output::Send(packet) => self.heard.push(one(packet.to_vec())),
                Output::StateChanged => {}
                Output::Published(key, outcome) => {
                    assert!(self.unsettled.remove(&key), "{key:?} has its outcome already, now it is {outcome:?}");
                    self.told.push(Output::Published(key, outcome));
                }
                other => self.told.push(other),
            }
        }
    }
}

/// What is sent is one whole packet.
fn one(packet: Vec<u8>) -> Vec<u8> {
    let size = packet[1..].iter().position(|byte| byte & 0x80 == 0).expect("a whole length") + 1;
    let body = packet[1..=size].iter().rev().fold(0_usize, |sum, byte| sum << 7 | usize::from(byte & 0x7F));
    assert_eq!(packet.len(), 1 + size + body);
    packet
}
