//! What a person makes of devices, and the file that keeps it.

use alicia_dashboard::app::{Clash, Comparison, Custom, CustomChange, DeskWish, DeviceNews, Imported, Intent, News};
use alicia_dashboard::device::DeviceKey;
use alicia_dashboard::history::Series;

use crate::house::House;

const BULB: &str = "alicia:bulb_living";

#[test]
fn a_device_is_called_as_the_person_wants_and_is_where_the_person_says() {
    let mut house = with_bulb();
    let told = device(&house, BULB);
    assert_eq!((told.name.as_str(), told.custom), ("Bulb living", Custom::default()));
    customize(&mut house, told.key, custom(" Leselampe\u{7} ", "Wohnzimmer", false));
    let told = device(&house, BULB);
    assert_eq!((told.name.as_str(), told.room.as_deref()), ("Leselampe", Some("Wohnzimmer")));
    house.publish("alicia/devices/bulb_living/status", r#"{"state":"off"}"#);
    house.pass(SOON);
    assert_eq!(device(&house, BULB).name, "Leselampe", "whatever it says of itself");
    customize(&mut house, told.key, custom("  ", "", false));
    assert_eq!(device(&house, BULB).name, "Bulb living", "an empty name is none");
    assert!(!written(&house).contains("alicia:"), "{}", written(&house));
}

#[test]
fn what_was_exported_is_the_same_after_an_import_elsewhere() {
    let mut house = with_bulb();
    let key = device(&house, BULB).key;
    customize(&mut house, key, custom("Leselampe \"1\"", "Büro", true));
    let file = written(&house);

    let mut elsewhere = House::offline();
    elsewhere.intend(Intent::Import(file.clone()));
    elsewhere.pass(SOON);
    assert_eq!(outcome(&elsewhere), Ok(devices(1)));
    elsewhere.log_in("mobile_app");
    elsewhere.publish("alicia/devices/bulb_living/status", r#"{"state":"on"}"#);
    elsewhere.pass(SOON);
    let told = device(&elsewhere, BULB);
    assert_eq!((told.name.as_str(), told.room.as_deref(), told.custom.hidden), ("Leselampe \"1\"", Some("Büro"), true));
    assert_eq!(written(&elsewhere), file);
}

#[test]
fn favourites_and_places_are_kept_and_go_along_with_the_file() {
    let mut house = with_bulb();
    let key = device(&house, BULB).key;
    for change in [CustomChange::Favourite(true), CustomChange::Place(Some(7)), CustomChange::Place(Some(u32::MAX))] {
        house.intend(Intent::Customize { device: key, change });
    }
    house.pass(SOON);
    let told = device(&house, BULB).custom;
    assert_eq!((told.favourite, told.place), (true, Some(65_535)), "a place is one of a room");
    let file = written(&house);
    let mut elsewhere = with_bulb();
    elsewhere.intend(Intent::Import(file.clone()));
    elsewhere.pass(SOON);
    assert_eq!((device(&elsewhere, BULB).custom, written(&elsewhere)), (told, file));
    for change in [CustomChange::Favourite(false), CustomChange::Place(None)] {
        house.intend(Intent::Customize { device: key, change });
    }
    house.pass(SOON);
    assert!(!written(&house).contains(BULB), "nothing is left of it");
    for nonsense in ["-1", "1e9", "\"first\"", "null"] {
        let file = format!(r#"{{"alicia_dashboard":1,"devices":{{"{BULB}":{{"place":{nonsense},"favourite":1}}}}}}"#);
        house.intend(Intent::Import(file));
        house.pass(SOON);
        assert_eq!(device(&house, BULB).custom, Custom::default(), "{nonsense}");
    }
}

#[test]
fn charts_are_kept_by_their_names_and_go_along_with_the_file() {
    let series = |device: &str| vec![Series { device: device.to_owned(), property: "state \"1\"".to_owned() }];
    let chart = |name: &str, device: &str| Comparison { name: name.to_owned(), series: series(device) };
    let charts = |house: &House| {
        house.news.iter().rev().find_map(|news| match news {
            News::Charts(charts) => Some(charts.clone()),
            _ => None,
        })
    };
    let mut house = House::offline();
    for (name, device) in [("Warm", "a:1"), (" Cold\u{7} ", "a:2"), ("Warm", "a:3")] {
        house.intend(Intent::Desk(DeskWish::SaveChart(chart(name, device))));
    }
    house.pass(SOON);
    assert_eq!(charts(&house), Some(vec![chart("Cold", "a:2"), chart("Warm", "a:3")]));
    for wrong in
        [chart("  ", "a:1"), Comparison { name: "x".to_owned(), series: Vec::new() }, chart("x", &"y".repeat(5_000))]
    {
        house.intend(Intent::Desk(DeskWish::SaveChart(wrong)));
        house.pass(SOON);
        assert!(outcome(&house).is_err());
    }
    let mut elsewhere = House::offline();
    elsewhere.intend(Intent::Import(written(&house)));
    elsewhere.pass(SOON);
    assert_eq!(outcome(&elsewhere).map(|imported| imported.charts), Ok(2));
    assert_eq!(charts(&elsewhere), charts(&house));
    elsewhere.intend(Intent::Desk(DeskWish::ForgetChart("Cold".to_owned())));
    elsewhere.pass(SOON);
    assert_eq!(charts(&elsewhere), Some(vec![chart("Warm", "a:3")]));
    elsewhere
        .intend(Intent::Import(r#"{"alicia_dashboard":1,"charts":[{"name":"x","series":[{"device":1}]}]}"#.to_owned()));
    elsewhere.pass(SOON);
    assert_eq!(outcome(&elsewhere), Err("a property of the chart x makes no sense".to_owned()));
}

#[test]
fn an_import_leaves_alone_what_it_does_not_speak_of() {
    let mut house = with_bulb();
    house.publish("alicia/devices/bulb_hall/status", r#"{"state":"on"}"#);
    house.pass(SOON);
    let key = device(&house, "alicia:bulb_hall").key;
    customize(&mut house, key, custom("Flur", "", false));
    house.intend(Intent::Import(
        r#"{"alicia_dashboard":1,"devices":{"alicia:bulb_living":{"name":"Lampe"},"gone:1":{"hidden":true}},"scenes":[]}"#
            .to_owned(),
    ));
    house.pass(SOON);
    assert_eq!(outcome(&house), Ok(devices(2)));
    assert_eq!([BULB, "alicia:bulb_hall"].map(|id| device(&house, id).name), ["Lampe", "Flur"]);
}

#[test]
fn nothing_is_put_in_the_place_of_what_is_here_before_somebody_has_said_so() {
    let with_names = |clash: Option<Clash>| {
        let mut house = with_bulb();
        let key = device(&house, BULB).key;
        customize(&mut house, key, custom("Leselampe", "Büro", true));
        let file = format!(
            r#"{{"theme":"dark","alicia_dashboard":1,"devices":{{"{BULB}":{{"name":"Lampe","favourite":true}},"b:2":{{"name":"Neu"}}}}}}"#
        );
        house.intend(Intent::ReadFile(file.clone(), Clash::Ask));
        house.pass(SOON);
        let differs = |news: &News| if let News::Differs(differing) = news { Some(differing.clone()) } else { None };
        let differing = house.news.iter().find_map(differs).expect("it is asked first");
        assert_eq!((differing.count, differing.titles), (1, vec!["Bulb living: name".to_owned()]));
        assert!(!written(&house).contains("Neu"), "nothing of the file is here yet");
        if let Some(clash) = clash {
            house.intend(Intent::ReadFile(file, clash));
            house.pass(SOON);
        }
        (device(&house, BULB).custom, written(&house))
    };
    let before =
        Custom {
            name: Some("Leselampe".to_owned()), room: Some("Büro".to_owned()), hidden: true, ..Custom::default()
        };
    assert_eq!(with_names(None).0, before);
    let (kept, text) = with_names(Some(Clash::Keep));
    assert_eq!(kept, Custom { favourite: true, ..before.clone() });
    assert!(text.contains("Neu"), "{text}");
    let (replaced, text) = with_names(Some(Clash::Replace));
    assert_eq!(replaced, Custom { favourite: true, name: Some("Lampe".to_owned()), ..before });
    assert!(text.contains("Neu"), "{text}");
}

#[test]
fn a_file_that_says_nothing_else_than_what_is_here_is_read_at_once() {
    let mut house = with_bulb();
    let key = device(&house, BULB).key;
    customize(&mut house, key, custom("Leselampe", "", false));
    house.intend(Intent::ReadFile(written(&house), Clash::Ask));
    house.pass(SOON);
    assert_eq!(outcome(&house), Ok(devices(1)));
    house.intend(Intent::ReadFile("{}".to_owned(), Clash::Ask));
    house.pass(SOON);
    assert!(outcome(&house).is_err_and(|reason| reason.contains("it is no file of this page")));
}

#[test]
fn what_is_no_such_file_changes_nothing_and_is_said() {
    let mut house = with_bulb();
    let key = device(&house, BULB).key;
    customize(&mut house, key, custom("Leselampe", "", false));
    let before = written(&house);
    let devices: Vec<_> = (0..4_000).map(|number| format!(r#""d:{number}":{{"hidden":true}}"#)).collect();
    let too_many = format!(r#"{{"alicia_dashboard":1,"devices":{{{}}}}}"#, devices.join(","));
    for (text, words) in [
        ("", "it is no JSON"),
        ("[]", "it is no file of this page"),
        ("{}", "it is no file of this page"),
        (r#"{"alicia_dashboard":1,"devices":[]}"#, "“devices” is no object"),
        (r#"{"alicia_dashboard":1,"devices":{"a":7}}"#, "what it says of a is no object"),
        (r#"{"alicia_dashboard":1,"devices":{"b":{},"a":{"name":7}}}"#, "the name of a is no text"),
        (r#"{"alicia_dashboard":2}"#, "a newer version"),
        (&too_many, "more than 4000 devices"),
    ] {
        house.intend(Intent::Import(text.to_owned()));
        house.pass(SOON);
        let reason = outcome(&house).expect_err("it cannot be read");
        assert!(reason.contains(words), "{reason}");
    }
    assert_eq!((device(&house, BULB).name.as_str(), written(&house)), ("Leselampe", before));
}

#[test]
fn a_name_stays_with_a_device_that_turns_out_to_be_another_as_well() {
    let mut house = House::live();
    house.publish("home/x/state", "1");
    house.publish("shellyplus1-a8032abe54dc/status/sys", r#"{"mac":"A8032ABE54DC"}"#);
    house.pass(SOON);
    let key = device(&house, "shelly:shellyplus1-a8032abe54dc").key;
    customize(&mut house, key, custom("Boiler", "", false));
    house.publish_retained(
        "homeassistant/sensor/boiler/config",
        r#"{"state_topic":"home/boiler","device":{"identifiers":["b"],"connections":[["mac","a8:03:2a:be:54:dc"]],"name":"B"}}"#,
    );
    house.pass(SOON);
    assert_eq!(device(&house, "home_assistant:b").name, "Boiler");
}

const SOON: std::time::Duration = std::time::Duration::from_millis(40);

fn devices(devices: usize) -> Imported {
    Imported { devices, scenes: 0, messages: 0, alarms: 0, charts: 0 }
}

fn with_bulb() -> House {
    let mut house = House::live();
    house.publish("alicia/devices/bulb_living/status", r#"{"state":"on"}"#);
    house.pass(SOON);
    house
}

fn custom(name: &str, room: &str, hidden: bool) -> Custom {
    Custom { name: Some(name.to_owned()), room: Some(room.to_owned()), hidden, ..Custom::default() }
}

fn customize(house: &mut House, device: DeviceKey, custom: Custom) {
    for change in
        [CustomChange::Name(custom.name), CustomChange::Room(custom.room), CustomChange::Hidden(custom.hidden)]
    {
        house.intend(Intent::Customize { device, change });
    }
    house.pass(SOON);
}

fn device(house: &House, id: &str) -> DeviceNews {
    let devices = house.news.iter().rev().filter_map(|news| match news {
        News::Devices(devices) => Some(devices),
        _ => None,
    });
    let found = devices.flatten().find(|device| device.id == id);
    found.unwrap_or_else(|| panic!("the page was never told of {id}")).clone()
}

fn written(house: &House) -> String {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Customs(text) => Some(text.clone()),
        _ => None,
    });
    told.expect("something was customized")
}

fn outcome(house: &House) -> Result<Imported, String> {
    let told = house.news.iter().rev().find_map(|news| match news {
        News::Customized(outcome) => Some(outcome.clone()),
        _ => None,
    });
    told.expect("something was imported")
}
