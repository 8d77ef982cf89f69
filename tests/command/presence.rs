//! Whether a device is there, by whatever says so, while connections come and go.

use std::time::Duration;

use alicia_dashboard::app::Event;
use alicia_dashboard::device::Availability;

use crate::house::House;

const ONLINE: &str = "iotflow/devices/valve/status/online";
const OFFLINE: &str = "iotflow/devices/valve/status/offline";
const HEARTBEAT: &str = "iotflow/devices/valve/status/heartbeat";
const WILL: &str = "lwt/devices/valve";

#[test]
fn stored_copies_that_contradict_each_other_wait_for_a_word_of_the_device() {
    let mut house = House::live();
    house.publish_retained(OFFLINE, "offline");
    let valve = house.watch("iotflow:valve");
    assert_eq!(house.availability(valve), Availability::Offline);
    house.publish_retained(ONLINE, r#"{"status":"online"}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.availability(valve), Availability::Unknown);
    house.publish(HEARTBEAT, r#"{"status":"online","uptime":5}"#);
    house.pass(Duration::from_millis(20));
    assert_eq!(house.availability(valve), Availability::Online);
    house.publish(WILL, "offline");
    house.pass(Duration::from_millis(20));
    assert_eq!(house.availability(valve), Availability::Offline);
}

#[test]
fn a_stored_copy_is_no_news_until_the_connection_is_lost() {
    let mut house = House::live();
    house.publish(HEARTBEAT, r#"{"status":"online","uptime":5}"#);
    let valve = house.watch("iotflow:valve");
    house.publish_retained(WILL, "offline");
    house.pass(Duration::from_millis(20));
    assert_eq!(house.availability(valve), Availability::Online, "the copy was there before");

    house.happen(Event::Closed { code: 1006, reason: String::new() });
    house.pass(Duration::from_secs(5));
    house.let_in();
    house.publish_retained(WILL, "offline");
    house.pass(Duration::from_millis(20));
    assert_eq!(house.availability(valve), Availability::Offline, "it may have gone while nobody listened");
}

#[test]
fn a_device_whose_last_will_is_lost_is_silent_after_three_of_the_slowest_heartbeats() {
    let mut house = House::live();
    house.publish_retained(ONLINE, r#"{"status":"online"}"#);
    let valve = house.watch("iotflow:valve");
    house.pass(Duration::from_mins(29));
    assert_eq!(house.availability(valve), Availability::Online);
    house.pass(Duration::from_mins(2));
    assert_eq!(house.availability(valve), Availability::Silent(None));
}
