//! What a family shares: several browsers, each with a page and a program of its own, at one broker.

mod conflicts;
mod refused;
mod sharing;

use std::time::Duration;

use alicia_dashboard::app::{Event, FamilyNews, FamilyWish, Intent, News, SharingState};

use crate::house::{House, body, properties_of, publish_id, topic_of};

const TOPIC: &str = "alicia/dashboard/home";
const LAMP: &str = "alicia:lamp";
const FAN: &str = "alicia:fan";
/// Longer than anything waits.
const LONG: Duration = Duration::from_secs(10);
const NOT_AUTHORIZED: u8 = 0x87;

/// Browsers, and a broker that keeps one message.
struct Family {
    houses: Vec<House>,
    /// Whether each is connected.
    is_up: Vec<bool>,
    seen: Vec<usize>,
    kept: Option<String>,
    answer: u8,
    published: usize,
    /// The broker serves the last first.
    is_backwards: bool,
}

impl Family {
    fn of(count: usize) -> Self {
        let houses: Vec<_> = (0..count).map(|_| House::live()).collect();
        let seen = houses.iter().map(|house| house.sent.len()).collect();
        Self { houses, is_up: vec![true; count], seen, kept: None, answer: 0, published: 0, is_backwards: false }
    }

    /// All of them share, and have the same.
    fn sharing(count: usize, file: &str) -> Self {
        let mut family = Self::of(count);
        family.import(0, file);
        for who in 0..count {
            family.share(who);
        }
        family.assert_same();
        family.published = 0;
        family
    }

    fn share(&mut self, who: usize) {
        self.wish(who, FamilyWish::Share { name: "home".to_owned(), writer: format!("Browser {who}") });
        self.pass(LONG);
    }

    fn wish(&mut self, who: usize, wish: FamilyWish) {
        self.houses[who].intend(Intent::Family(wish));
    }

    fn import(&mut self, who: usize, file: &str) {
        self.houses[who].intend(Intent::Import(format!(r#"{{"alicia_dashboard":1,{file}}}"#)));
    }

    fn call(&mut self, who: usize, device: &str, name: &str) {
        self.import(who, &format!(r#""devices":{{"{device}":{{"name":"{name}"}}}}"#));
    }

    fn pass(&mut self, time: Duration) {
        const STEP: Duration = Duration::from_millis(100);
        for _ in 0..time.as_millis() / STEP.as_millis() {
            for house in &mut self.houses {
                house.pass(STEP);
            }
            self.serve();
        }
    }

    /// The broker takes in what was sent to it since the last time.
    fn serve(&mut self) {
        let mut order: Vec<_> = (0..self.houses.len()).collect();
        if self.is_backwards {
            order.reverse();
        }
        for who in order {
            while let Some(packet) = self.houses[who].sent.get(self.seen[who]).cloned() {
                self.seen[who] += 1;
                self.take(who, &packet);
            }
        }
    }

    fn take(&mut self, who: usize, packet: &[u8]) {
        let id = [body(packet)[0], body(packet).get(1).copied().unwrap_or(0)];
        match packet[0] {
            0x82 => {
                self.houses[who].hear(&[0x90, 4, id[0], id[1], 0, 1]);
                if let Some(kept) = &self.kept {
                    self.houses[who].publish_retained(TOPIC, kept);
                }
            }
            0xa2 => self.houses[who].hear(&[0xb0, 4, id[0], id[1], 0, 0]),
            kind if kind & 0xf0 == 0x30 => {
                assert_eq!((kind, topic_of(packet)), (0x33, TOPIC), "kept by the broker, at least once");
                self.published += 1;
                let start = 2 + TOPIC.len() + 2 + 1 + usize::from(properties_of(packet));
                let payload = String::from_utf8(body(packet)[start..].to_vec()).expect("it is text");
                if self.answer == 0 {
                    self.kept = Some(payload.clone()).filter(|payload| !payload.is_empty());
                    for other in (0..self.houses.len()).filter(|other| *other != who && self.is_up[*other]) {
                        self.houses[other].publish(TOPIC, &payload);
                    }
                }
                let id = publish_id(packet);
                self.houses[who].hear(&[0x40, 4, id[0], id[1], self.answer, 0]);
            }
            _ => {}
        }
    }

    fn lose(&mut self, who: usize) {
        self.is_up[who] = false;
        self.houses[who].happen(Event::Closed { code: 1006, reason: String::new() });
    }

    fn come_back(&mut self, who: usize) {
        self.come_back_within(who, u16::MAX);
    }

    /// To a broker that takes no packet of more bytes than this.
    fn come_back_within(&mut self, who: usize, bytes: u16) {
        self.houses[who].intend(Intent::RetryNow);
        self.houses[who].let_in_within(bytes);
        self.is_up[who] = true;
        self.seen[who] = self.houses[who].sent.len();
        self.pass(LONG);
    }

    /// What was written by it last.
    fn written(&self, who: usize) -> String {
        let told = self.houses[who].news.iter().rev().find_map(|news| match news {
            News::Customs(text) => Some(text.clone()),
            _ => None,
        });
        told.unwrap_or_default()
    }

    fn news(&self, who: usize) -> FamilyNews {
        let told = self.houses[who].news.iter().rev().find_map(|news| match news {
            News::Family { told, .. } => Some(News::family(told)),
            _ => None,
        });
        told.unwrap_or_default()
    }

    fn state(&self, who: usize) -> Option<SharingState> {
        self.news(who).sharing.map(|sharing| sharing.state)
    }

    #[track_caller]
    fn assert_trouble(&self, who: usize, words: &str) {
        match self.state(who) {
            Some(SharingState::Trouble(why)) => assert!(why.contains(words), "{why}"),
            other => panic!("there is no trouble: {other:?}"),
        }
    }

    /// Title, mine and theirs of all conflicts of one.
    fn conflicts(&self, who: usize) -> Vec<[String; 3]> {
        let conflicts = self.news(who).sharing.map(|sharing| sharing.conflicts).unwrap_or_default();
        conflicts.into_iter().map(|it| [it.title, it.mine, it.theirs]).collect()
    }

    fn decide(&mut self, who: usize, mine: bool) {
        let conflicts = self.news(who).sharing.map(|sharing| sharing.conflicts).unwrap_or_default();
        let keys = conflicts.into_iter().map(|conflict| conflict.key).collect();
        self.wish(who, FamilyWish::Decide { keys, mine });
        self.pass(LONG);
    }

    #[track_caller]
    fn assert_same(&self) {
        for who in 0..self.houses.len() {
            assert_eq!(self.state(who), Some(SharingState::InStep), "{who}");
            assert_eq!(self.written(who), self.written(0), "{who}");
        }
        let kept = self.kept.as_ref().expect("the broker keeps something");
        let mut elsewhere = House::offline();
        elsewhere.intend(Intent::Import(kept.clone()));
        elsewhere.pass(LONG);
        assert!(
            elsewhere.news.contains(&News::Customs(self.written(0))),
            "what the broker keeps is a file as well: {kept}"
        );
    }
}
