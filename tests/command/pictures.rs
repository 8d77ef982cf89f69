//! Pictures of devices: those that are looked at cross to the page, and none is kept.

use std::time::Duration;

use alicia_dashboard::app::{Intent, Limits, News};
use alicia_dashboard::device::{DeviceKey, PictureFormat, PropertyKey, Value};

use crate::house::House;

const PLACE: &str = "homeassistant/camera/door/config";
const SOON: Duration = Duration::from_millis(300);
/// In base64: how a PNG and a GIF begin.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUg==";
const GIF: &str = "R0lGODlhAQABAA==";

fn house_with_a_camera(limits: &Limits) -> (House, DeviceKey, PropertyKey) {
    let mut house = House::offline_within(limits);
    house.log_in("mobile_app");
    house.publish_retained(PLACE, r#"{"topic":"home/door","image_encoding":"b64"}"#);
    house.pass(SOON);
    let camera = house.watch("home_assistant:camera/door");
    let property = house.property(camera, "door").key;
    (house, camera, property)
}

fn shows(house: &mut House, payload: &str) {
    house.publish("home/door", payload);
    house.pass(SOON);
}

/// The pictures that the page was given.
fn pictures(house: &House) -> Vec<Option<PictureFormat>> {
    let given = house.news.iter().filter_map(|news| match news {
        News::Picture(_, _, picture) => Some(picture.as_ref().map(|picture| picture.format)),
        _ => None,
    });
    given.collect()
}

#[test]
fn only_a_picture_that_is_looked_at_crosses_to_the_page_and_at_once_when_it_is() {
    let (mut house, camera, property) = house_with_a_camera(&Limits::default());
    shows(&mut house, PNG);
    assert_eq!(pictures(&house), []);
    house.intend(Intent::Look(camera, property, true));
    house.pass(SOON);
    assert_eq!(pictures(&house), [Some(PictureFormat::Png)]);
    shows(&mut house, GIF);
    assert_eq!(pictures(&house).last(), Some(&Some(PictureFormat::Gif)));
    // On a card and on the device's own page: it is looked at until nobody does.
    house.intend(Intent::Look(camera, property, true));
    house.intend(Intent::Look(camera, property, false));
    shows(&mut house, PNG);
    let given = pictures(&house).len();
    house.intend(Intent::Look(camera, property, false));
    shows(&mut house, GIF);
    assert_eq!(pictures(&house).len(), given);
}

#[test]
fn what_is_too_large_or_no_picture_is_said_and_not_shown() {
    let mut limits = Limits::default();
    limits.device.picture = 12;
    let (mut house, camera, property) = house_with_a_camera(&limits);
    house.intend(Intent::Look(camera, property, true));
    shows(&mut house, GIF);
    for (payload, word) in [(PNG, "too large"), ("PHN2Zz4=", "no picture"), ("not base64", "no picture")] {
        shows(&mut house, payload);
        let report = house.property(camera, "door").report.expect("it has said something");
        assert_eq!(report.value, Value::Text(word.to_owned()), "{payload}");
        assert_eq!(pictures(&house).last(), Some(&None), "{payload}");
    }
}

#[test]
fn of_too_many_pictures_the_oldest_make_room() {
    let mut limits = Limits::default();
    limits.device.pictures = 20;
    let (mut house, door, property) = house_with_a_camera(&limits);
    house.publish_retained("homeassistant/camera/yard/config", r#"{"topic":"home/yard","image_encoding":"b64"}"#);
    house.pass(SOON);
    shows(&mut house, PNG);
    house.publish("home/yard", GIF);
    house.pass(SOON);
    house.intend(Intent::Look(door, property, true));
    house.pass(SOON);
    assert_eq!(pictures(&house), [None]);
}

#[test]
fn a_picture_that_the_broker_keeps_is_asked_for_once_it_is_announced() {
    let mut house = House::live();
    house.publish_retained("home/door", GIF);
    house.publish_retained(PLACE, r#"{"topic":"home/door","image_encoding":"b64"}"#);
    house.pass(SOON);
    let asked = house.sent.last().expect("the broker is asked").clone();
    assert!(asked[0] == 0x82 && asked.windows(9).any(|bytes| bytes == b"home/door"), "{asked:?}");
}
