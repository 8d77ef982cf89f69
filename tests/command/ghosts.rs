//! Devices of which only a word is left, and what a person can do about them.

use std::time::Duration;

use alicia_dashboard::app::{DeskWish, Errand, GhostNews, Intent, News, Task};
use alicia_dashboard::device::Stage;

use crate::house::House;

const NOT_AUTHORIZED: u8 = 0x87;
const LONG: Duration = Duration::from_mins(11);

#[test]
fn what_was_announced_and_not_heard_for_long_may_not_exist() {
    let mut house = watched();
    house.publish_retained(
        "homeassistant/sensor/attic/config",
        r#"{"name":"Attic","state_topic":"home/attic","availability_topic":"home/attic/there"}"#,
    );
    house.publish_retained("homeassistant/button/bell/config", r#"{"name":"Bell","command_topic":"home/bell"}"#);
    house.publish("home/attic/there", "online");
    house.pass(Duration::from_secs(2));
    assert_eq!(ghosts(&house), [], "it may speak yet");
    house.pass(LONG);
    assert_eq!(told(&house), ["NeverHeard: homeassistant/sensor/attic/config (kept), home/attic"]);
    house.publish("home/attic", "21");
    house.pass(Duration::from_secs(2));
    assert_eq!(ghosts(&house), []);
}

#[test]
fn what_speaks_among_announced_things_and_was_not_announced_is_named_with_its_topics() {
    let mut house = watched();
    house.publish_retained("zigbee2mqtt/old lamp", r#"{"state":"ON"}"#);
    house.publish("homeassistant/sensor/stove/state", "61");
    house.publish("home/shed/door", "open");
    house.pass(Duration::from_secs(2));
    assert_eq!(
        told(&house),
        ["NeverAnnounced: zigbee2mqtt/old lamp (kept)", "NeverAnnounced: homeassistant/sensor/stove/state"]
    );
}

#[test]
fn what_is_known_only_from_the_brokers_copies_may_be_gone() {
    let mut house = watched();
    house.publish_retained("alicia/devices/bulb_old/status", r#"{"state":"on"}"#);
    house.publish_retained("alicia/devices/bulb_new/status", r#"{"state":"on"}"#);
    house.publish("alicia/devices/bulb_new/status", r#"{"state":"off"}"#);
    house.pass(LONG);
    assert_eq!(told(&house), ["OnlyKept: alicia/devices/bulb_old/status (kept)"]);
}

#[test]
fn a_ghost_is_gone_once_the_broker_has_cleared_what_it_kept() {
    let mut house = watched();
    let topic = "zigbee2mqtt/old lamp";
    house.publish_retained(topic, r#"{"state":"ON"}"#);
    house.pass(Duration::from_secs(2));
    house.intend(Intent::Desk(DeskWish::ClearKept(vec![topic.to_owned()])));
    let sent = house.sent.last().expect("it was published").clone();
    assert_eq!(sent[0], 0x33, "at least once, retained");
    assert!(sent.ends_with(&[0]), "nothing after the properties: {sent:?}");
    assert_eq!(errand(&house), (Task::Clear, topic.to_owned(), Stage::Sent));
    // The broker does not send us what we published ourselves: that it took it has to do.
    house.acknowledge(0);
    house.pass(Duration::from_secs(2));
    assert_eq!(errand(&house).2, Stage::Confirmed);
    assert_eq!(ghosts(&house), []);
    assert!(house.news.iter().any(|news| matches!(news, News::Gone(gone) if gone.len() == 1)));
}

#[test]
fn a_device_whose_last_copy_was_cleared_is_gone_whatever_it_spoke() {
    let mut house = watched();
    house.publish_retained("iotflow/devices/valve/status/online", r#"{"status":"online"}"#);
    house.publish_retained("iotflow/devices/valve/config", r#"{"interval":30}"#);
    house.pass(LONG);
    let topics: Vec<_> = ghosts(&house)[0].haunts.iter().filter(|it| it.is_kept).map(|it| it.topic.clone()).collect();
    house.intend(Intent::Desk(DeskWish::ClearKept(topics.clone())));
    for topic in topics {
        assert!(!house.news.iter().any(|news| matches!(news, News::Gone(_))), "something is still kept");
        house.publish(&topic, "");
        house.pass(Duration::from_secs(1));
    }
    assert!(house.news.iter().any(|news| matches!(news, News::Gone(_))));
}

#[test]
fn what_the_broker_does_not_let_us_clear_stays_and_is_said() {
    let mut house = watched();
    house.publish_retained("zigbee2mqtt/old lamp", r#"{"state":"ON"}"#);
    house.pass(Duration::from_secs(2));
    house.intend(Intent::Desk(DeskWish::ClearKept(vec!["zigbee2mqtt/old lamp".to_owned()])));
    house.acknowledge(NOT_AUTHORIZED);
    house.pass(Duration::from_secs(2));
    assert!(matches!(errand(&house).2, Stage::Refused(_)), "{:?}", errand(&house));
    assert_eq!(ghosts(&house).len(), 1);
}

#[test]
fn only_what_nothing_but_a_ghost_is_known_from_is_cleared() {
    let mut house = watched();
    house.publish("alicia/devices/bulb/status", r#"{"state":"on"}"#);
    house.pass(Duration::from_secs(2));
    let before = house.sent.len();
    house.intend(Intent::Desk(DeskWish::ClearKept(vec!["alicia/devices/bulb/status".to_owned(), "$SYS/#".to_owned()])));
    assert_eq!(house.sent.len(), before, "nothing was published");
    assert!(matches!(errand(&house).2, Stage::NotSent(_)));
}

#[test]
fn devices_are_asked_to_announce_themselves() {
    let mut house = House::live();
    house.intend(Intent::Desk(DeskWish::AskForAnnouncements));
    let sent = house.sent.last().expect("it was published").clone();
    assert_eq!(sent[0], 0x32, "at least once, not retained");
    assert!(sent.windows(20).any(|bytes| bytes == b"homeassistant/status") && sent.ends_with(b"online"));
    house.acknowledge(0);
    assert_eq!(errand(&house), (Task::AskForAnnouncements, "homeassistant/status".to_owned(), Stage::Delivered));
}

/// A house that somebody looks at for what is wrong.
fn watched() -> House {
    let mut house = House::live();
    house.intend(Intent::WatchNotUnderstood(true));
    house
}

fn ghosts(house: &House) -> Vec<GhostNews> {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Ghosts(ghosts) => Some(ghosts.clone()),
        _ => None,
    });
    told.expect("the page watches ghosts")
}

/// Each in a line.
fn told(house: &House) -> Vec<String> {
    let line = |ghost: &GhostNews| {
        let topics: Vec<_> =
            ghost.haunts.iter().map(|it| format!("{}{}", it.topic, if it.is_kept { " (kept)" } else { "" })).collect();
        format!("{:?}: {}", ghost.haunting, topics.join(", "))
    };
    ghosts(house).iter().map(line).collect()
}

/// The latest.
fn errand(house: &House) -> (Task, String, Stage) {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Errands(errands) => errands.last().cloned(),
        _ => None,
    });
    let Errand { task, topic, stage, .. } = told.expect("something was sent");
    (task, topic, stage)
}
