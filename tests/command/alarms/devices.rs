//! What devices warn of by themselves.

use alicia_dashboard::alarm::{Alarm, Level};
use alicia_dashboard::app::AlarmWish;

use super::{ALERTS, BOARD, MINUTE, SOON, STATUS, alarms, names, only, wanted, wish};
use crate::house::House;

#[test]
fn what_devices_warn_of_needs_no_rule() {
    let mut house = House::live();
    house.publish("smarthome/1/ESP32_001/telemetry", r#"{"flame":false}"#);
    house.publish(STATUS, r#"{"online":true,"errors":[]}"#);
    house.pass(SOON);
    assert_eq!(alarms(&house), [], "all is well, and quiet");
    house.publish(STATUS, r#"{"online":true,"flame":true,"errors":["DHT22 timeout","low memory"]}"#);
    house.pass(SOON);
    let told: Vec<_> = alarms(&house).into_iter().map(|it| (it.about.device, it.about.name, it.about.level)).collect();
    let errors = (BOARD.to_owned(), "DHT22 timeout, low memory".to_owned(), Level::Warning);
    assert!(told.contains(&errors), "{told:?}");
    assert!(told.contains(&(BOARD.to_owned(), "Flame".to_owned(), Level::Critical)), "{told:?}");
    house.publish(STATUS, r#"{"online":true,"flame":false,"errors":[]}"#);
    house.pass(SOON);
    assert!(alarms(&house).iter().all(Alarm::is_over));
}

#[test]
fn another_error_is_news_once_the_first_is_known() {
    let mut house = House::live();
    let says = |house: &mut House, error: &str| {
        house.publish(STATUS, &format!(r#"{{"online":true,"errors":["{error}"]}}"#));
        house.pass(SOON);
    };
    says(&mut house, "timeout 1");
    says(&mut house, "timeout 2");
    assert_eq!(names(&house), ["timeout 1"]);
    wish(&mut house, AlarmWish::AcknowledgeAll);
    says(&mut house, "timeout 1");
    assert_eq!(wanted(&house), []);
    says(&mut house, "no sensor");
    assert_eq!(names(&house), ["no sensor"]);
}

#[test]
fn an_alert_of_the_fleet_is_as_loud_as_it_says_and_over_when_it_is_known() {
    let mut house = House::live();
    let alert = |house: &mut House, level: &str, message: &str| {
        house.publish(ALERTS, &format!(r#"{{"level":"{level}","message":"{message}"}}"#));
        house.pass(SOON);
    };
    alert(&mut house, "info", "backup done");
    alert(&mut house, "critical", "fire in the greenhouse");
    alert(&mut house, "warning", "sensor_002 silent");
    let told: Vec<_> =
        wanted(&house).into_iter().map(|alarm| (alarm.about.name, alarm.about.level, alarm.call)).collect();
    let [silent, fire, backup] = ["sensor_002 silent", "fire in the greenhouse", "backup done"].map(str::to_owned);
    assert_eq!(told, [(silent, Level::Warning, 2), (fire, Level::Critical, 1), (backup, Level::Info, 0)]);
    wish(&mut house, AlarmWish::AcknowledgeAll);
    assert!(alarms(&house).iter().all(Alarm::is_over));
    house.publish_retained(ALERTS, r#"{"level":"warning","message":"sensor_002 silent"}"#);
    house.pass(MINUTE * 2);
    assert_eq!(wanted(&house), [], "a copy of what is known is no news");
    alert(&mut house, "warning", "sensor_002 silent");
    assert_eq!(wanted(&house).len(), 1);
}

#[test]
fn what_is_not_offered_any_more_cannot_be_wrong() {
    let mut house = House::live();
    let topic = "homeassistant/binary_sensor/leak/config";
    house.publish_retained(topic, r#"{"state_topic":"cellar/leak","device_class":"moisture","name":"Leak"}"#);
    house.publish("cellar/leak", "ON");
    house.pass(SOON);
    assert!(only(&house).wants_attention());
    house.publish(topic, "");
    house.pass(SOON);
    assert!(only(&house).is_over());
}
