//! How a family comes to share, goes on and ends it.

use std::time::Duration;

use alicia_dashboard::app::{FamilyWish, Intent, News, SharingState};

use super::{FAN, Family, LAMP, LONG, TOPIC};
use crate::house::House;

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
