//! Conventions that come with the first word in them, and what is said when they cannot.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use alicia_dashboard::app::{Event, Intent, News};
use alicia_dashboard::parts;

use crate::house::House;

const CONFIG: &str = "homeassistant/sensor/attic/config";
const ATTIC: &str = r#"{"name":"Attic","state_topic":"home/attic"}"#;

#[test]
fn a_convention_comes_with_the_first_word_in_it_or_with_what_is_announced_and_not_before() {
    let fetched: Rc<RefCell<Vec<String>>> = Rc::default();
    let names = Rc::clone(&fetched);
    parts::fetch_by(move |name| {
        names.borrow_mut().push(name.to_owned());
        true
    });
    let mut house = House::live();
    house.publish_retained("alicia/devices/bulb_attic/status", r#"{"state":"on"}"#);
    house.publish_retained("zigbee2mqtt/old lamp", r#"{"state":"ON"}"#);
    house.publish("homeassistant/sensor/stove/state", "61");
    house.publish("tele/plug/SENSOR", "{}");
    assert_eq!(*fetched.borrow(), ["alicia"]);
    house.publish_retained(CONFIG, ATTIC);
    house.publish_retained("homeassistant/sensor/cellar/config", r#"{"name":"Cellar","state_topic":"home/cellar"}"#);
    house.publish_retained("tasmota/discovery/DC4F220BA3C4/config", "{}");
    house.publish_retained("zigbee2mqtt/bridge/state", "online");
    house.publish_retained("homie/5/boiler/$state", "ready");
    assert_eq!(*fetched.borrow(), ["alicia", "home_assistant", "tasmota", "zigbee2mqtt", "homie"]);
    house.watch("home_assistant:sensor/attic");
    house.log_in("somebody else");
    house.publish_retained(CONFIG, ATTIC);
    assert_eq!(fetched.borrow().len(), 5, "another home finds it here");
}

#[test]
fn a_convention_that_cannot_be_fetched_is_named_and_asked_for_again_with_everything_else() {
    let can_come = Rc::new(Cell::new(false));
    let mut house = house_without_parts(&can_come);
    house.publish_retained(CONFIG, ATTIC);
    house.publish_retained(CONFIG, ATTIC);
    house.pass(Duration::from_millis(20));
    assert_eq!(missing(&house), Some(vec!["home_assistant".to_owned()]));
    assert_eq!(house.counters().not_understood, 2);
    can_come.set(true);
    house.intend(Intent::AskAgain);
    house.pass(Duration::from_millis(20));
    assert_eq!(missing(&house), Some(Vec::new()));
    house.publish_retained(CONFIG, ATTIC);
    house.watch("home_assistant:sensor/attic");
}

#[test]
fn with_every_connection_what_is_missing_is_asked_for_again() {
    let can_come = Rc::new(Cell::new(false));
    let mut house = house_without_parts(&can_come);
    house.publish_retained(CONFIG, ATTIC);
    can_come.set(true);
    house.publish_retained(CONFIG, ATTIC);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.counters().not_understood, 2, "not with every message");
    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(Duration::from_secs(10));
    house.let_in();
    house.publish_retained(CONFIG, ATTIC);
    house.watch("home_assistant:sensor/attic");
    assert_eq!(missing(&house), Some(Vec::new()));
}

fn house_without_parts(can_come: &Rc<Cell<bool>>) -> House {
    let can_come = Rc::clone(can_come);
    parts::fetch_by(move |_| can_come.get());
    House::live()
}

/// What the page was told last.
fn missing(house: &House) -> Option<Vec<String>> {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Incomplete(conventions) => Some(conventions),
        _ => None,
    });
    told.cloned()
}
