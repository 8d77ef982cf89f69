//! What a family shares: several browsers, each with a page and a program of its own, at one broker.

use std::time::Duration;

use alicia_dashboard::app::{DeskWish, Event, FamilyNews, FamilyWish, Intent, News, SharingState};

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

fn conflict(title: &str, mine: &str, theirs: &str) -> [String; 3] {
    [title, mine, theirs].map(str::to_owned)
}

#[test]
fn who_shares_nothing_asks_the_broker_for_nothing_and_writes_nothing() {
    let mut family = Family::of(1);
    let asked = family.houses[0].sent.len();
    family.call(0, LAMP, "Reading lamp");
    family.pass(LONG);
    assert_eq!((family.houses[0].sent.len(), family.published), (asked, 0));
    assert!(!family.houses[0].sent.iter().any(|packet| packet.windows(15).any(|it| it == b"alicia/dashboar")));
}

#[test]
fn the_first_one_writes_what_it_has_and_the_next_one_is_shown_it_before_joining() {
    let mut family = Family::of(2);
    family.call(0, LAMP, "Reading lamp");
    family.share(0);
    let kept = family.kept.clone().expect("it is written");
    for part in ["\"alicia_dashboard\":1", "\"revision\":\"", "\"after\":[]", "\"by\":\"Browser 0\"", "\"at\":\"2026-"]
    {
        assert!(kept.contains(part), "{part}: {kept}");
    }
    assert!(!kept.contains("secret") && !kept.contains("broker:9001"), "{kept}");

    family.call(1, FAN, "Big fan");
    family.wish(1, FamilyWish::Look(true));
    family.pass(LONG);
    let found = family.news(1).found;
    let offer = found[0].offer.clone().expect("it can be joined");
    assert_eq!((found.len(), found[0].name.as_str(), offer.last.by.as_str()), (1, "home", "Browser 0"));
    assert_eq!((offer.comes, offer.counts), (vec![format!("{LAMP}: name")], [1, 1, 0]));
    assert!(!family.written(1).contains(LAMP), "nothing has come yet");
    family.share(1);
    family.assert_same();
    assert!(family.written(0).contains("Big fan") && family.written(0).contains("Reading lamp"));
}

#[test]
fn what_joins_and_is_another_thing_here_is_shown_and_nothing_is_replaced() {
    let mut family = Family::of(2);
    family.call(0, LAMP, "Reading lamp");
    family.share(0);
    family.call(1, LAMP, "Leselampe");
    family.share(1);
    assert_eq!(family.conflicts(1), [conflict(&format!("{LAMP}: name"), "Leselampe", "Reading lamp")]);
    assert!(family.written(1).contains("Leselampe") && family.written(0).contains("Reading lamp"));
}

#[test]
fn what_is_changed_in_one_shows_in_the_others_and_several_changes_are_written_together() {
    let mut family = Family::sharing(3, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp"}}}}"#));
    for number in 0..5 {
        family.call(0, LAMP, &format!("Lamp {number}"));
        family.pass(Duration::from_millis(100));
    }
    family.call(1, FAN, "Fan");
    family.pass(LONG);
    family.assert_same();
    assert!(family.written(2).contains("Lamp 4") && family.written(2).contains("Fan"));
    assert!(family.published <= 4, "{}", family.published);
    // What is taken away is taken away everywhere.
    family.call(2, FAN, "");
    family.pass(LONG);
    family.assert_same();
    assert!(!family.written(0).contains("Fan"));
}

#[test]
fn two_that_write_at_the_same_moment_agree_whoever_the_broker_hears_last() {
    for is_backwards in [false, true] {
        let mut family = Family::sharing(2, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp"}}}}"#));
        family.is_backwards = is_backwards;
        family.call(0, LAMP, "Reading lamp");
        family.call(1, FAN, "Fan");
        family.pass(LONG);
        family.assert_same();
        assert!(family.written(0).contains("Reading lamp") && family.written(0).contains("Fan"));
        assert!((2..=4).contains(&family.published), "{}", family.published);
        family.pass(Duration::from_secs(100));
        assert!(family.published <= 4, "they do not go on writing");
    }
}

#[test]
fn of_two_that_change_the_same_at_the_same_moment_the_one_the_broker_did_not_hear_last_is_asked() {
    for is_backwards in [false, true] {
        let mut family = Family::sharing(2, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp"}}}}"#));
        family.is_backwards = is_backwards;
        family.call(0, LAMP, "Zero");
        family.call(1, LAMP, "One");
        family.pass(LONG);
        let (last, first) = if is_backwards { (0, 1) } else { (1, 0) };
        assert_eq!(family.conflicts(last), Vec::<[String; 3]>::new());
        let names = ["Zero", "One"];
        assert_eq!(family.conflicts(first), [conflict(&format!("{LAMP}: name"), names[first], names[last])]);
        assert!(family.written(first).contains(names[first]) && family.written(last).contains(names[last]));
        // Meanwhile everything else goes its way.
        family.call(first, FAN, "Fan");
        family.pass(LONG);
        assert!(family.written(last).contains("Fan") && family.written(last).contains(names[last]));
        family.decide(first, true);
        family.assert_same();
        assert!(family.written(last).contains(names[first]) && !family.written(last).contains(names[last]));
    }
}

#[test]
fn what_both_changed_while_one_was_away_is_decided_by_a_person() {
    let mut family = Family::sharing(2, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp","favourite":true}}}}"#));
    family.lose(1);
    family.call(0, LAMP, "Zero");
    family.call(1, LAMP, "One");
    family.call(1, FAN, "Fan");
    family.pass(LONG);
    assert_eq!(family.state(1), Some(SharingState::Away));
    family.come_back(1);
    // That it is a favourite no more goes through: both have taken it away.
    assert_eq!(family.conflicts(1), [conflict(&format!("{LAMP}: name"), "One", "Zero")]);
    assert!(family.written(0).contains("Fan") && family.written(0).contains("Zero"));
    let needs = family.houses[1].news.iter().rev().find_map(|news| match news {
        News::Family { needs_person, .. } => Some(*needs_person),
        _ => None,
    });
    assert_eq!(needs, Some(true));
    family.decide(1, false);
    family.assert_same();
    assert!(family.written(1).contains("Zero") && !family.written(1).contains("One"));
}

#[test]
fn what_one_deletes_and_another_changes_is_decided_by_a_person() {
    let scene = |value: u8| {
        format!(
            r#""scenes":[{{"name":"Evening","wishes":[{{"device":"{LAMP}","name":"Lamp","property":"brightness","label":"Brightness","value":{value}}}]}}]"#
        )
    };
    for mine in [true, false] {
        let mut family = Family::sharing(2, &scene(40));
        family.lose(1);
        family.houses[1].intend(Intent::Desk(DeskWish::ForgetScene("Evening".to_owned())));
        family.import(0, &scene(70));
        family.pass(LONG);
        family.come_back(1);
        assert_eq!(family.conflicts(1), [conflict("Scene Evening", "deleted", "Lamp · Brightness: 70")]);
        assert!(family.written(0).contains("Evening") && !family.written(1).contains("Evening"));
        family.decide(1, mine);
        family.assert_same();
        assert_eq!(family.written(0).contains("Evening"), !mine);
    }
}

#[test]
fn a_page_that_is_loaded_anew_knows_what_was_the_same() {
    let mut family =
        Family::sharing(2, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp"}},"{FAN}":{{"name":"Fan"}}}}"#));
    let kept = family.houses[1].news.iter().rev().find_map(|news| match news {
        News::FamilyKept(text) => Some(text.clone()),
        _ => None,
    });
    let (kept, customs) = (kept.expect("it is kept"), family.written(1));
    family.is_up[1] = false;
    family.call(0, FAN, "");
    family.pass(LONG);
    let anew = |family: &mut Family, customs: &str| {
        let mut house = House::offline();
        if !customs.is_empty() {
            house.intend(Intent::Import(customs.to_owned()));
        }
        house.intend(Intent::Family(FamilyWish::Recall(kept.clone())));
        house.log_in("mobile_app");
        (family.seen[1], family.is_up[1]) = (house.sent.len(), true);
        family.houses[1] = house;
        family.pass(LONG);
    };
    anew(&mut family, &customs);
    family.assert_same();
    assert!(!family.written(1).contains("Fan"), "what others took away does not come back");
    // A browser that has lost all it had takes nothing away from the others.
    anew(&mut family, "");
    family.assert_same();
    assert!(family.written(1).contains("Lamp"));
}

#[test]
fn two_tabs_do_not_go_on_telling_each_other_what_to_keep() {
    let mut family = Family::sharing(1, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp"}}}}"#));
    let kept = |family: &Family| {
        let told = family.houses[0].news.iter().filter_map(|news| match news {
            News::FamilyKept(text) => Some(text.clone()),
            _ => None,
        });
        told.collect::<Vec<_>>()
    };
    let before = kept(&family);
    assert!(before.len() >= 2, "first without anything in common: {before:?}");
    family.wish(0, FamilyWish::Recall(before[0].clone()));
    family.pass(LONG);
    assert_eq!(kept(&family), before);
    family.wish(0, FamilyWish::Recall(String::new()));
    family.pass(LONG);
    assert_eq!((kept(&family), family.state(0)), (before, None), "the other one has ended it");
}

#[test]
fn who_may_not_write_is_told_which_line_is_missing_and_keeps_its_changes() {
    let mut family = Family::sharing(2, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp"}}}}"#));
    family.answer = NOT_AUTHORIZED;
    family.call(0, LAMP, "Mine");
    family.pass(LONG);
    family.assert_trouble(0, "topic readwrite alicia/dashboard/#");
    assert!(family.written(0).contains("Mine"));
    family.pass(LONG);
    assert_eq!(family.published, 1, "it is not tried again and again");
    family.answer = 0;
    family.wish(0, FamilyWish::TryAgain);
    family.pass(LONG);
    family.assert_same();
    assert!(family.written(1).contains("Mine"));
}

#[test]
fn what_is_no_file_of_this_page_is_left_alone() {
    let large = format!(r#"{{"alicia_dashboard":1,"filler":"{}"}}"#, "x".repeat(2_000_000));
    for (payload, complaint) in [
        ("21.5", "it is no file of this page"),
        ("on", "it is no JSON"),
        (r#"{"alicia_dashboard":2,"devices":{}}"#, "newer version"),
        (r#"{"alicia_dashboard":1,"devices":[]}"#, "no object"),
        (&large, "more than a megabyte"),
    ] {
        let mut family = Family::of(1);
        family.kept = Some(payload.to_owned());
        family.call(0, LAMP, "Lamp");
        family.wish(0, FamilyWish::Look(true));
        family.pass(LONG);
        let refused = family.news(0).found[0].offer.clone().expect_err("it cannot be joined");
        assert!(refused.contains(complaint), "{refused}");
        family.share(0);
        family.call(0, LAMP, "Lampe");
        family.pass(LONG);
        family.assert_trouble(0, complaint);
        assert_eq!((family.kept.as_deref(), family.published), (Some(payload), 0));
        assert!(family.written(0).contains("Lampe"));
    }
}

#[test]
fn a_script_in_a_name_is_a_name_and_what_is_read_there_is_no_device() {
    let mut family = Family::of(2);
    family.call(0, LAMP, "<script>alert(1)</script>");
    family.share(0);
    family.share(1);
    family.assert_same();
    let is_about = |news: &News| matches!(news, News::Devices(_) | News::NotUnderstood(_) | News::Ghosts(_));
    assert!(!family.houses.iter().any(|house| house.news.iter().any(is_about)));
    assert_eq!(family.houses[1].counters().not_understood, 0);
}

#[test]
fn a_message_in_which_a_secret_stands_stays_in_its_browser() {
    let mut family = Family::of(2);
    let message = |name: &str, payload: &str| format!(r#"{{"name":"{name}","topic":"a/b","payload":"{payload}"}}"#);
    let (plain, secret) = (message("Plain", "on"), message("Secret", r#"{\"wifi_password\":\"hunter2\"}"#));
    family.import(0, &format!(r#""messages":[{plain},{secret}]"#));
    family.share(0);
    family.share(1);
    assert!(family.written(1).contains("Plain") && family.written(0).contains("hunter2"));
    assert!(!family.kept.as_ref().is_some_and(|kept| kept.contains("hunter2")));
    assert_eq!(family.state(0), Some(SharingState::InStep));
}

/// Names of so many devices, each of this many letters.
fn names(devices: u32, letters: usize) -> String {
    let device = |number| format!(r#""alicia:fan_{number}":{{"name":"{}"}}"#, "F".repeat(letters));
    format!(r#""devices":{{{}}}"#, (0..devices).map(device).collect::<Vec<_>>().join(","))
}

#[test]
fn what_is_larger_than_the_broker_takes_is_told_before_it_is_sent_and_nothing_is_lost() {
    let mut family = Family::sharing(2, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp"}}}}"#));
    let before = family.kept.clone();
    family.lose(0);
    family.come_back_within(0, 2_048);
    family.import(0, &names(60, 60));
    family.pass(LONG);
    family.assert_trouble(0, "bytes, the broker takes 2048 at most. Your changes stay in this browser.");
    assert_eq!((family.published, &family.kept), (0, &before));
    assert!(family.written(0).contains("alicia:fan_59"));
    family.call(1, LAMP, "Lampe");
    family.pass(LONG);
    assert!(family.written(0).contains("Lampe"), "what others change comes all the same");

    family.lose(0);
    family.come_back(0);
    family.pass(LONG);
    family.assert_same();
    assert!(family.written(1).contains("alicia:fan_59") && family.written(1).contains("Lampe"));
}

#[test]
fn what_is_larger_than_any_browser_takes_is_told_before_it_is_sent_and_nothing_is_lost() {
    let mut family = Family::sharing(2, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp"}}}}"#));
    let before = family.kept.clone();
    family.import(0, &names(3_000, 120).replace("fan_", &"f".repeat(300)));
    family.pass(LONG);
    family.assert_trouble(0, "it has more than a megabyte. Your changes stay in this browser.");
    assert_eq!((family.published, &family.kept), (0, &before));
    assert!(family.written(0).len() > 1024 * 1024 && family.written(0).contains("Lamp"));
}

#[test]
fn what_somebody_clears_is_shared_no_more_and_stays_with_everybody() {
    let mut family = Family::sharing(2, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp"}}}}"#));
    family.wish(0, FamilyWish::Stop { clear: true });
    family.pass(LONG);
    assert_eq!((family.kept.as_ref(), family.state(0), family.state(1)), (None, None, None));
    assert!(family.news(1).note.is_some_and(|note| note.contains(TOPIC)));
    assert!(family.written(0).contains("Lamp") && family.written(1).contains("Lamp"));
    family.call(1, LAMP, "Lampe");
    family.pass(LONG);
    assert_eq!(family.kept, None);
    let kept = family.houses[1].news.iter().rev().find(|news| matches!(news, News::FamilyKept(_)));
    assert_eq!(kept, Some(&News::FamilyKept(String::new())));

    // Who only stops takes nothing away from the others.
    let mut family = Family::sharing(2, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp"}}}}"#));
    family.wish(0, FamilyWish::Stop { clear: false });
    family.call(1, LAMP, "Lampe");
    family.pass(LONG);
    assert!(family.kept.as_ref().is_some_and(|kept| kept.contains("Lampe")));
    assert!(!family.written(0).contains("Lampe"));
}

#[test]
fn what_the_broker_has_lost_it_is_given_again() {
    let mut family = Family::sharing(1, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp"}}}}"#));
    family.lose(0);
    family.kept = None;
    family.come_back(0);
    family.assert_same();
}

#[test]
fn what_is_shared_at_one_broker_is_not_shared_at_another() {
    let mut family = Family::sharing(1, &format!(r#""devices":{{"{LAMP}":{{"name":"Lamp"}}}}"#));
    family.kept = None;
    family.houses[0].intend(Intent::Disconnect);
    assert_eq!(family.state(0), Some(SharingState::Away));
    family.houses[0].log_in_at("ws://elsewhere:9001/");
    family.seen[0] = family.houses[0].sent.len();
    family.call(0, LAMP, "Lampe");
    family.pass(LONG);
    assert_eq!((family.state(0), family.published), (Some(SharingState::Away), 0));
}

#[test]
fn a_name_is_one_level_of_a_topic() {
    let mut family = Family::of(1);
    for name in ["", "  ", "a/b", "a+", "#", "$SYS", "a\u{0}b", &"x".repeat(65)] {
        family.wish(0, FamilyWish::Share { name: name.to_owned(), writer: String::new() });
        family.pass(LONG);
        let news = family.news(0);
        assert!(news.sharing.is_none() && news.note.is_some(), "{name:?}");
    }
    assert_eq!(family.published, 0);
}
