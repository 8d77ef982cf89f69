//! Alarms: from a rule, or from a device that warns by itself, to the person and into the past.

mod calls;
mod devices;
mod judging;
mod log;
mod rules;

use std::time::Duration;

use alicia_dashboard::alarm::{Alarm, Condition, Rule};
use alicia_dashboard::app::{AlarmWish, DeskWish, Imported, Intent, News};

use crate::house::House;

const SOON: Duration = Duration::from_millis(600);
const MINUTE: Duration = Duration::from_mins(1);
const SENSOR: &str = "iotflow:sensor_001";
const TELEMETRY: &str = "iotflow/devices/sensor_001/telemetry/sensors";
const BOARD: &str = "smarthome:1/ESP32_001";
const STATUS: &str = "smarthome/1/ESP32_001/status";
const ALERTS: &str = "iotflow/system/alerts";

fn at(property: &str) -> Rule {
    Rule {
        name: "Hot".to_owned(),
        device: SENSOR.to_owned(),
        property: property.to_owned(),
        device_name: "Sensor".to_owned(),
        label: "Temperature".to_owned(),
        unit: "°C".to_owned(),
        condition: Condition::Above { limit: 0.0, slack: 0.0 },
        lasting: Duration::ZERO,
        is_on: true,
    }
}

fn above(limit: f64) -> Rule {
    Rule { condition: Condition::Above { limit, slack: 1.0 }, ..at("temperature") }
}

fn with_rule(rule: Rule) -> House {
    let mut house = House::live();
    save(&mut house, rule);
    house
}

fn save(house: &mut House, rule: Rule) {
    intend(house, Intent::Desk(DeskWish::SaveAlarm { rule: Box::new(rule), former: None }));
}

fn wish(house: &mut House, wish: AlarmWish) {
    intend(house, Intent::Alarm(wish));
}

fn intend(house: &mut House, intent: Intent) {
    house.intend(intent);
    house.pass(SOON);
}

fn measure(house: &mut House, celsius: i32) {
    house.publish(TELEMETRY, &format!(r#"{{"temperature":{celsius}}}"#));
    house.pass(SOON);
}

fn latest<T>(house: &House, find: impl Fn(&News) -> Option<T>) -> Option<T> {
    house.news.iter().rev().find_map(find)
}

/// All alarms, the latest first.
fn alarms(house: &House) -> Vec<Alarm> {
    let told = |news: &News| match news {
        News::Alarms(alarms) => Some(alarms.clone()),
        _ => None,
    };
    latest(house, told).unwrap_or_default()
}

fn only(house: &House) -> Alarm {
    let mut alarms = alarms(house);
    assert_eq!(alarms.len(), 1, "{alarms:?}");
    alarms.remove(0)
}

fn wanted(house: &House) -> Vec<Alarm> {
    alarms(house).into_iter().filter(Alarm::wants_attention).collect()
}

/// Of those that want attention.
fn names(house: &House) -> Vec<String> {
    wanted(house).into_iter().map(|alarm| alarm.about.name).collect()
}

fn rules(house: &House) -> Vec<Rule> {
    let told = |news: &News| match news {
        News::AlarmRules(rules) => Some(rules.clone()),
        _ => None,
    };
    latest(house, told).unwrap_or_default()
}

fn written(house: &House) -> String {
    let told = |news: &News| match news {
        News::Customs(text) => Some(text.clone()),
        _ => None,
    };
    latest(house, told).expect("something was kept")
}

fn log(house: &House) -> String {
    let told = |news: &News| match news {
        News::AlarmLog(text) => Some(text.clone()),
        _ => None,
    };
    latest(house, told).expect("there were alarms")
}

fn customized(house: &House) -> Result<Imported, String> {
    let told = |news: &News| match news {
        News::Customized(outcome) => Some(outcome.clone()),
        _ => None,
    };
    latest(house, told).expect("something was asked for")
}

fn complaint(house: &House) -> String {
    customized(house).expect_err("it was refused")
}
