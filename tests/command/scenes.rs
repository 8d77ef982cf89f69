//! Scenes: made of what devices report, run with the same honesty, kept in the file.

use std::time::Duration;

use alicia_dashboard::app::{Batch, ByHand, DeskWish, HandWish, Imported, Intent, News, RequestNews, Scene};
use alicia_dashboard::device::{DeviceKey, Stage, Value};

use crate::house::House;

const SOON: Duration = Duration::from_millis(40);

fn house_with_lamps() -> (House, [DeviceKey; 2]) {
    let mut house = House::live();
    house.publish("alicia/devices/bulb_a/status", r#"{"state":"on","brightness":40}"#);
    house.publish("alicia/devices/bulb_b/status", r#"{"state":"off","brightness":70}"#);
    let lamps = ["alicia:bulb_a", "alicia:bulb_b"].map(|id| house.watch(id));
    house.intend(Intent::Watch(lamps.to_vec()));
    house.pass(SOON);
    (house, lamps)
}

fn scenes(house: &House) -> Vec<Scene> {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Scenes(scenes) => Some(scenes.clone()),
        _ => None,
    });
    told.unwrap_or_default()
}

fn file(house: &House) -> String {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Customs(text) => Some(text.clone()),
        _ => None,
    });
    told.expect("something is kept")
}

fn customized(house: &House) -> Result<Imported, String> {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Customized(outcome) => Some(outcome.clone()),
        _ => None,
    });
    told.expect("something was read")
}

fn told_of(house: &House, batch: u64) -> Vec<RequestNews> {
    let mut told: Vec<RequestNews> = Vec::new();
    for news in &house.news {
        if let News::Request(news) = news
            && news.batch.as_ref().is_some_and(|it| it.key == batch)
        {
            told.retain(|known| known.key != news.key);
            told.push((**news).clone());
        }
    }
    told
}

fn save(house: &mut House, name: &str, devices: &[DeviceKey]) {
    house.intend(Intent::Desk(DeskWish::SaveScene { name: name.to_owned(), devices: devices.to_vec() }));
    house.pass(SOON);
}

fn run(house: &mut House, name: &str, partly: bool, key: u64) {
    let batch = Batch { key, title: name.to_owned() };
    house.intend(Intent::RunScene { name: name.to_owned(), partly, batch });
    house.pass(SOON);
}

#[test]
fn a_scene_is_what_devices_report_and_of_a_lamp_that_is_off_only_that() {
    let (mut house, lamps) = house_with_lamps();
    save(&mut house, " Evening ", &lamps);
    let [scene] = &scenes(&house)[..] else { panic!("there is one scene") };
    assert_eq!(scene.name, "Evening");
    let wishes: Vec<_> =
        scene.wishes.iter().map(|it| (it.device.as_str(), it.property.as_str(), it.value.plain())).collect();
    let expected = [
        ("alicia:bulb_a", "state", "true"),
        ("alicia:bulb_a", "brightness", "40"),
        ("alicia:bulb_b", "state", "false"),
    ];
    assert_eq!(wishes, expected.map(|(device, property, value)| (device, property, value.to_owned())));
}

#[test]
fn a_scene_asks_each_device_and_each_has_a_fate_of_its_own() {
    let (mut house, [a, b]) = house_with_lamps();
    save(&mut house, "Evening", &[a, b]);
    house.publish("alicia/devices/bulb_a/status", r#"{"state":"off","brightness":10}"#);
    house.publish("alicia/devices/bulb_b/status", r#"{"state":"on","brightness":70}"#);
    let before = house.sent.len();
    run(&mut house, "Evening", false, 3);
    assert_eq!(house.sent.len() - before, 3);
    let sent = house.sent[before..].to_vec();
    for packet in sent {
        house.acknowledge_this(&packet, 0);
    }
    house.publish("alicia/devices/bulb_b/status", r#"{"state":"off"}"#);
    house.pass(Duration::from_secs(6));
    let told = told_of(&house, 3);
    assert_eq!(told.len(), 3);
    let confirmed = told.iter().filter(|it| it.request.stage == Stage::Confirmed).count();
    assert_eq!(confirmed, 1);
}

#[test]
fn of_a_scene_with_a_device_that_is_gone_nothing_is_sent_unless_the_rest_is_wanted() {
    let (mut house, lamps) = house_with_lamps();
    save(&mut house, "Evening", &lamps);
    let file = file(&house);
    let mut house = House::live();
    house.publish("alicia/devices/bulb_a/status", r#"{"state":"off","brightness":10}"#);
    house.watch("alicia:bulb_a");
    house.intend(Intent::Import(file));
    let before = house.sent.len();
    run(&mut house, "Evening", false, 1);
    assert_eq!(house.sent.len(), before);
    let [missing] = &told_of(&house, 1)[..] else { panic!("one wish is missing") };
    assert_eq!(missing.device_name, "Bulb b");
    let Stage::NotSent(reason) = &missing.request.stage else { panic!("it was sent") };
    assert_eq!(reason, "no such device is known now, so nothing of the scene was sent");

    run(&mut house, "Evening", true, 2);
    assert_eq!(house.sent.len() - before, 2);
    assert_eq!(told_of(&house, 2).len(), 3);
}

#[test]
fn no_file_makes_a_scene_unlock_a_door() {
    let mut house = House::live();
    house.publish_retained("homeassistant/lock/front/config", r#"{"name":"Front","command_topic":"home/front/set"}"#);
    let scene =
        r#"{"name":"Hello","wishes":[{"device":"home_assistant:lock/front","property":"front","value":"unlock"}]}"#;
    house.intend(Intent::Import(format!(r#"{{"alicia_dashboard":1,"scenes":[{scene}]}}"#)));
    house.pass(SOON);
    let before = house.sent.len();
    run(&mut house, "Hello", true, 1);
    assert_eq!(house.sent.len(), before);
    let [refused] = &told_of(&house, 1)[..] else { panic!("its fate is told") };
    assert!(matches!(&refused.request.stage, Stage::NotSent(reason) if reason.contains("at the device")));
}

#[test]
fn a_scene_holds_no_secret_says_nothing_and_keeps_every_switch() {
    let mut house = House::live();
    let announce = |house: &mut House, component: &str, id: &str, more: &str| {
        let topic = format!("homeassistant/{component}/{id}/config");
        let device = r#""device":{"identifiers":["box"],"name":"Box"}"#;
        let announced = format!(
            r#"{{"object_id":"{id}","unique_id":"{id}","state_topic":"home/{id}","command_topic":"home/{id}/set",{more}{device}}}"#
        );
        house.publish_retained(&topic, &announced);
    };
    announce(&mut house, "text", "wifi_password", "");
    announce(&mut house, "text", "pin", r#""mode":"password","#);
    announce(&mut house, "text", "greeting", "");
    announce(&mut house, "switch", "left", "");
    announce(&mut house, "switch", "right", "");
    announce(&mut house, "number", "target", "");
    for (id, value) in [
        ("wifi_password", "hunter2"),
        ("pin", "1234"),
        ("greeting", "Hello"),
        ("left", "ON"),
        ("right", "OFF"),
        ("target", "21"),
    ] {
        house.publish(&format!("home/{id}"), value);
    }
    let device = house.watch("home_assistant:box");
    save(&mut house, "Now", &[device]);
    let [scene] = &scenes(&house)[..] else { panic!("there is one scene") };
    let mut kept: Vec<_> = scene.wishes.iter().map(|it| it.property.as_str()).collect();
    kept.sort_unstable();
    assert_eq!(kept, ["left", "right", "target"]);
}

#[test]
fn of_a_fan_that_is_off_a_scene_keeps_no_speed() {
    let fan = r#"{"name":null,"command_topic":"f/set","state_topic":"f","percentage_command_topic":"f/p/set","percentage_state_topic":"f/p","unique_id":"fan"}"#;
    let mut house = House::live();
    house.publish_retained("homeassistant/fan/fan/config", fan);
    house.publish("f/p", "33");
    for (state, expected) in [("OFF", 1), ("ON", 2)] {
        house.publish("f", state);
        let device = house.watch("home_assistant:fan/fan");
        save(&mut house, "Now", &[device]);
        let [scene] = &scenes(&house)[..] else { panic!("there is one scene") };
        assert_eq!(scene.wishes.len(), expected, "{state}: {:?}", scene.wishes);
    }
}

#[test]
fn what_another_tab_has_forgotten_is_forgotten_here() {
    let (mut house, lamps) = house_with_lamps();
    save(&mut house, "Evening", &lamps);
    save(&mut house, "Morning", &lamps);
    let before = file(&house);
    house.intend(Intent::Desk(DeskWish::ForgetScene("Evening".to_owned())));
    house.pass(SOON);
    let after = file(&house);
    let mut tab = House::offline();
    tab.intend(Intent::Import(before));
    tab.intend(Intent::Adopt(after.clone()));
    tab.pass(SOON);
    assert_eq!(scenes(&tab).len(), 1);
    assert_eq!(file(&tab), after);
    tab.intend(Intent::Adopt("not json".to_owned()));
    tab.pass(SOON);
    assert_eq!(scenes(&tab).len(), 1, "what cannot be read changes nothing");
}

#[test]
fn many_large_scenes_are_refused_before_they_could_not_be_read_again() {
    let wish = r#"{"device":"a:b","property":"state","value":true}"#;
    let scene =
        |name: usize, wishes: usize| format!(r#"{{"name":"{name}","wishes":[{}]}}"#, vec![wish; wishes].join(","));
    let file_of = |count: usize| {
        let scenes: Vec<_> = (0..count).map(|name| scene(name, 500)).collect();
        format!(r#"{{"alicia_dashboard":1,"scenes":[{}]}}"#, scenes.join(","))
    };
    let mut house = House::offline();
    house.intend(Intent::Import(file_of(10)));
    house.pass(SOON);
    assert!(customized(&house).is_ok());
    let text = file(&house);
    let mut again = House::offline();
    again.intend(Intent::Import(text));
    again.pass(SOON);
    assert_eq!(scenes(&again).len(), 10, "all that can be kept can be read");
    again.intend(Intent::Import(file_of(11)));
    again.pass(SOON);
    assert!(customized(&again).is_err_and(|reason| reason.contains("all scenes for 5000")));
}

#[test]
fn scenes_and_messages_go_into_the_file_and_come_out_of_it() {
    let (mut house, lamps) = house_with_lamps();
    save(&mut house, "Evening \"1\"", &lamps);
    let message = ByHand {
        name: "Ping".to_owned(),
        topic: "a/b".to_owned(),
        payload: "{\"at\":\"{now}\"}\n".to_owned(),
        qos: 2,
        retain: true,
        ..ByHand::default()
    };
    house.intend(Intent::hand(&HandWish::Keep(Box::new(message.clone()))));
    house.pass(SOON);
    let text = file(&house);

    let mut elsewhere = House::offline();
    elsewhere.intend(Intent::Import(text.clone()));
    elsewhere.pass(SOON);
    let counts = Imported { devices: 0, scenes: 1, messages: 1, alarms: 0, charts: 0 };
    assert_eq!(customized(&elsewhere), Ok(counts));
    assert_eq!(scenes(&elsewhere), scenes(&house));
    assert_eq!(file(&elsewhere), text);
    let kept = elsewhere.news.iter().rev().find_map(|news| match news {
        News::Messages(told) => Some(News::messages(told)),
        _ => None,
    });
    assert_eq!(kept, Some(vec![message]));

    elsewhere.intend(Intent::Desk(DeskWish::ForgetScene("Evening \"1\"".to_owned())));
    elsewhere.intend(Intent::Desk(DeskWish::ForgetMessage("Ping".to_owned())));
    elsewhere.pass(SOON);
    assert!(scenes(&elsewhere).is_empty());
    assert!(!file(&elsewhere).contains("Ping"));
}

#[test]
fn what_makes_no_scene_is_refused_in_a_sentence() {
    let (mut house, lamps) = house_with_lamps();
    for (name, devices, words) in [(" ", &lamps[..], "needs a name"), ("Evening", &[], "nothing of these devices")] {
        save(&mut house, name, devices);
        let reason = customized(&house).expect_err("it is no scene");
        assert!(reason.contains(words), "{reason}");
    }
    for (file, words) in [
        (r#""scenes":[{"wishes":[]}]"#, "a scene has no name"),
        (r#""scenes":[{"name":"A","wishes":[{"device":"x"}]}]"#, "a wish of the scene A makes no sense"),
        (r#""messages":[{"topic":"a"}]"#, "a message has no name"),
        (r#""messages":[{"name":"A"}]"#, "the message A has no topic"),
        (r#""messages":[{"name":"A","topic":"a","qos":7}]"#, "a quality of service that does not exist"),
    ] {
        house.intend(Intent::Import(format!(
            r#"{{"alicia_dashboard":1,"devices":{{"a:b":{{"hidden":true}}}},{file}}}"#
        )));
        house.pass(SOON);
        let reason = customized(&house).expect_err("it cannot be read");
        assert!(reason.contains(words), "{reason}");
    }
    assert!(scenes(&house).is_empty());
}

#[test]
fn a_scene_may_be_made_anew_under_its_name() {
    let (mut house, [a, b]) = house_with_lamps();
    save(&mut house, "Evening", &[a, b]);
    save(&mut house, "Evening", &[b]);
    let [scene] = &scenes(&house)[..] else { panic!("there is one scene") };
    assert_eq!(scene.wishes.len(), 1);
    assert_eq!(scene.wishes[0].value, Value::Flag(false));
}
