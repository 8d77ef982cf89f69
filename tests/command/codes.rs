//! The code of an alarm panel goes to the panel and nowhere else.

use std::time::Duration;

use alicia_dashboard::app::{DeskWish, Format, Intent, RecordingWish, Wanted};
use alicia_dashboard::device::{Code, DeviceKey, Stage, Value};

use crate::house::{House, topic_of};

const PLACE: &str = "homeassistant/alarm_control_panel/house/config";
const ANNOUNCED: &str =
    r#"{"cmd_t":"alarm/set","stat_t":"alarm","code":"REMOTE_CODE","cmd_tpl":"{{ action }} {{ code }}"}"#;
const SOON: Duration = Duration::from_millis(300);
const CODE: &str = "2741";

fn house_with_an_alarm(announced: &str) -> (House, DeviceKey) {
    let mut house = House::live();
    house.publish_retained(PLACE, announced);
    house.pass(SOON);
    house.grant_again();
    let alarm = house.watch("home_assistant:alarm_control_panel/house");
    house.publish("alarm", "armed_away");
    house.pass(SOON);
    (house, alarm)
}

fn disarm(house: &mut House, alarm: DeviceKey, code: &str) {
    let property = house.property(alarm, "house").key;
    let wanted = Wanted { device: alarm, property, value: Value::Text("disarm".to_owned()) };
    house.intend(Intent::SetByCode(wanted, Code(code.to_owned())));
    house.pass(SOON);
}

#[test]
fn a_code_is_sent_and_then_known_to_nobody() {
    let (mut house, alarm) = house_with_an_alarm(ANNOUNCED);
    house.intend(Intent::Recording(RecordingWish::Record));
    house.grant_again();
    house.publish(PLACE, &ANNOUNCED.replace("REMOTE_CODE", CODE));
    house.publish(PLACE, ANNOUNCED);
    disarm(&mut house, alarm, CODE);
    let sent = house.sent.last().expect("it is asked").clone();
    assert_eq!(topic_of(&sent), "alarm/set");
    assert!(sent.ends_with(format!("DISARM {CODE}").as_bytes()), "{sent:?}");
    // The broker lets everybody hear it.
    house.publish("alarm/set", &format!("DISARM {CODE}"));
    house.publish("alarm", "disarmed");
    house.pass(Duration::from_secs(5));
    house.intend(Intent::Recording(RecordingWish::Stop));
    (0..3).for_each(|part| house.intend(Intent::Recording(RecordingWish::Give(part))));
    for format in [Format::Csv, Format::Json] {
        house.intend(Intent::Desk(DeskWish::Export(format)));
    }
    house.intend(Intent::WatchDiagnostics(true));
    house.pass(Duration::from_secs(1));
    let told = format!("{:?}", house.news);
    assert!(told.contains("disarm") && told.contains("alarm/set") && !told.contains(CODE));
}

#[test]
fn without_its_code_nothing_is_sent_and_the_person_is_told() {
    let (mut house, alarm) = house_with_an_alarm(ANNOUNCED);
    let before = house.sent.len();
    house.set(alarm, "house", Value::Text("disarm".to_owned()));
    let Some(Stage::NotSent(why)) = house.stage(alarm, "house") else { panic!("{:?}", house.stage(alarm, "house")) };
    assert!(why.contains("wants a code"), "{why}");
    assert_eq!(house.sent.len(), before);
}

#[test]
fn a_code_that_was_announced_is_checked_before_anything_is_sent() {
    let (mut house, alarm) = house_with_an_alarm(&ANNOUNCED.replace("REMOTE_CODE", CODE));
    let before = house.sent.len();
    disarm(&mut house, alarm, "0000");
    assert!(matches!(house.stage(alarm, "house"), Some(Stage::NotSent(why)) if why.contains("not the code")));
    assert_eq!(house.sent.len(), before);
    disarm(&mut house, alarm, CODE);
    assert_eq!(house.sent.len(), before + 1);
}
