//! What cannot be shared: it is told, and nothing is lost.

use alicia_dashboard::app::{FamilyWish, News, SharingState};

use super::{Family, LAMP, LONG, NOT_AUTHORIZED};

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
