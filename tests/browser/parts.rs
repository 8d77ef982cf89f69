//! Parts of the page that need no device to be shown: texts, addresses, the configuration, the order of the list.

use alicia_dashboard::app::{Custom, DeviceNews, FoundNews};
use alicia_dashboard::device::DeviceKey;
use alicia_dashboard::history::Series;
use alicia_dashboard::ui::address::what_is_wrong;
use alicia_dashboard::ui::config::{Config, Origin};
use alicia_dashboard::ui::find::{Kind, find};
use alicia_dashboard::ui::list::{List, Query};
use alicia_dashboard::ui::route::Route;
use alicia_dashboard::ui::text::{short, visible};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::device;

fn origin() -> Origin {
    Origin { hostname: "house".to_owned(), host: "house:8443".to_owned(), is_secure: false }
}

#[wasm_bindgen_test]
fn hidden_letters_are_shown_and_long_texts_are_cut() {
    assert_eq!(visible("Küche 👩‍👧 a\nb"), "Küche 👩‍👧 a␊b");
    assert_eq!(visible("\u{feff}\u{200b}"), "⟨FEFF⟩⟨200B⟩");
    assert_eq!(short(&"ä".repeat(1_000)).chars().count(), 121);
}

#[wasm_bindgen_test]
fn a_device_id_survives_its_address() {
    for id in ["alicia:bulb_living", "smarthome:1/ESP32_001", "topic:Öl/50 %#?x", "topic:a//b/"] {
        let route = Route::Device(id.to_owned());
        assert_eq!(Route::parse(&route.href()), route);
    }
    assert_eq!(Route::parse("#/device/smarthome:1/ESP32_001"), Route::Device("smarthome:1/ESP32_001".to_owned()));
    assert_eq!(Route::parse("#/device/%zz"), Route::Device("%zz".to_owned()));
    for (hash, route) in
        [("", Route::Home), ("#/", Route::Home), ("#/devices", Route::Devices), ("#/activity", Route::Activity)]
    {
        assert_eq!(Route::parse(hash), route);
    }
    assert_eq!(Route::parse("#/no/where"), Route::Missing("no/where".to_owned()));
}

#[wasm_bindgen_test]
fn a_link_to_a_chart_holds_ids_and_whatever_is_no_pair_of_them_is_left_out() {
    let series = |device: &str, property: &str| Series { device: device.to_owned(), property: property.to_owned() };
    let odd = vec![series("smarthome:1/ESP32_001", "a/b %#?"), series("topic:Öl/50 %", "état")];
    let route = Route::Chart(odd);
    assert_eq!(Route::parse(&route.href()), route);
    let twice = "#/chart/a/b/a/b//x/c";
    assert_eq!(Route::parse(twice), Route::Chart(vec![series("a", "b")]));
    assert_eq!(Route::parse("#/chart"), Route::Chart(Vec::new()));
    let many = (0..1_000).fold(String::new(), |link, number| format!("{link}/device/{number}"));
    let Route::Chart(few) = Route::parse(&format!("#/chart{many}")) else { panic!("it is a chart") };
    assert_eq!(few.len(), 8);
}

#[wasm_bindgen_test]
fn a_configuration_may_leave_out_everything_and_says_what_it_does_not_know() {
    let (config, notices) = Config::parse("{}", &origin());
    assert_eq!((config, notices), (Config::default_for(&origin()), Vec::new()));

    let file = r#"{
        "title": "Villa", "colour": "red", "subscribe": ["my/#", 7], "discovery_prefixes": ["ha", "a/#", 1],
        "brokers": [{ "name": "Home", "url": "ws://{host}:9001/" }, 3]
    }"#;
    let (config, notices) = Config::parse(file, &origin());
    assert_eq!(config.title, "Villa");
    assert_eq!(config.topics.subscribe, ["my/#"]);
    assert_eq!(config.topics.discovery_prefixes, ["ha"]);
    assert_eq!(config.brokers.len(), 1);
    assert_eq!(config.brokers[0].url, "ws://house:9001/");
    assert_eq!(config.brokers[0].username, "mobile_app");
    assert_eq!(notices.len(), 3, "{notices:?}");
    assert!(notices[0].contains("“colour”"));
}

#[wasm_bindgen_test]
fn a_path_is_an_address_beside_the_page() {
    let url = |is_secure, path: &str| {
        let file = format!(r#"{{ "brokers": [{{ "url": "{path}" }}] }}"#);
        Config::parse(&file, &Origin { is_secure, ..origin() }).0.brokers.remove(0).url
    };
    assert_eq!(url(false, "/mqtt"), "ws://house:8443/mqtt");
    assert_eq!(url(true, "/broker/mqtt"), "wss://house:8443/broker/mqtt");
    assert_eq!(url(true, "//stranger/mqtt"), "wss://house:8443//stranger/mqtt");
}

#[wasm_bindgen_test]
fn a_broken_configuration_gives_the_defaults_and_a_notice() {
    for file in ["", "{", "[]", "7", "null", "<html>", r#"{"brokers": {}}"#, r#"{"title": 7}"#] {
        let (config, notices) = Config::parse(file, &origin());
        assert_eq!(config, Config::default_for(&origin()), "{file}");
        assert_eq!(notices.len(), 1, "{file}");
    }
    let secure = Config::default_for(&Origin { is_secure: true, ..origin() });
    assert_eq!(secure.brokers[0].url, "wss://house:8443/mqtt");
}

#[wasm_bindgen_test]
fn an_address_that_no_browser_can_reach_is_refused_in_words() {
    for address in ["ws://192.168.1.5:9001/", "wss://home.example/mqtt", "ws://[::1]:9001"] {
        assert_eq!(what_is_wrong(address), None, "{address}");
    }
    for address in ["", "home", "mqtt://home:1883", "http://home/", "ws://me:secret@home/"] {
        assert!(what_is_wrong(address).is_some(), "{address}");
    }
}

#[wasm_bindgen_test]
fn rooms_and_names_stand_in_an_order_for_people() {
    let mut list = List::default();
    list.take_in(vec![
        device(0, "a:10", "Bulb 10", Some("Kitchen")),
        device(1, "a:2", "bulb 2", Some("kitchen")),
        device(2, "a:x", "Aerial", None),
        device(3, "a:attic", "Lamp", Some("Attic")),
    ]);
    let sections = |list: &List, words: &str| list.sections(&Query { words: words.to_owned(), ..Query::default() });
    let order = |words| sections(&list, words).into_iter().map(|it| it.devices).collect::<Vec<_>>();
    let keys = |keys: &[u32]| keys.iter().copied().map(DeviceKey).collect::<Vec<_>>();
    assert_eq!(order(""), [keys(&[3]), keys(&[1, 0]), keys(&[2])]);
    assert_eq!(order(" KITCHEN "), [keys(&[1, 0])]);
    assert_eq!(order("a:attic"), [keys(&[3])]);
    assert!(order("nothing").is_empty());
}

#[wasm_bindgen_test]
fn whoever_is_called_otherwise_goes_or_is_hidden_has_another_place_or_none() {
    let mut list = List::default();
    list.take_in(vec![device(1, "a:1", "Lamp", None), device(2, "a:2", "Bulb", None), device(3, "a:3", "Fan", None)]);
    let order = |list: &List, with_hidden| {
        let found = list.sections(&Query { with_hidden, ..Query::default() }).into_iter();
        found.flat_map(|section| section.devices).map(|key| key.0).collect::<Vec<_>>()
    };
    assert_eq!(order(&list, false), [2, 3, 1]);
    let hidden = Custom { hidden: true, ..Custom::default() };
    list.take_in(vec![
        device(1, "a:1", "Arc lamp", None),
        DeviceNews { custom: hidden, ..device(3, "a:3", "Fan", None) },
    ]);
    assert_eq!(order(&list, false), [1, 2]);
    assert_eq!(order(&list, true), [1, 2, 3]);
    list.leave(&[DeviceKey(2), DeviceKey(7)]);
    assert_eq!(order(&list, true), [1, 3]);
    assert_eq!((list.len(), list.get(DeviceKey(2))), (2, None));
}

#[wasm_bindgen_test]
fn what_begins_with_the_words_is_found_before_what_only_holds_them() {
    let mut list = List::default();
    list.take_in(vec![
        device(0, "a:1", "Desk lamp", Some("Kitchen")),
        device(1, "a:2", "Lampion", None),
        device(2, "a:3", "Old clamp", None),
        device(3, "a:lamp", "Fan", None),
    ]);
    let names = |words: &str| find(&list, &[], words, 9).into_iter().map(|found| found.name).collect::<Vec<_>>();
    assert_eq!(names("LAMP"), ["Lampion", "Desk lamp", "Old clamp", "Fan"]);
    assert_eq!(names("desk kitch"), ["Desk lamp"]);
    assert_eq!(names("kitchen"), ["Kitchen", "Desk lamp"]);
    assert_eq!(names("sett"), ["Settings"]);
    assert!(names("no such thing").is_empty());
    assert_eq!(find(&list, &[], "", 3).len(), 3);
}

#[wasm_bindgen_test]
fn what_is_called_so_leaves_room_for_properties_that_are() {
    let mut list = List::default();
    list.take_in((0..9).map(|key| device(key, &format!("a:{key}"), &format!("Lamp {key}"), Some("Attic"))).collect());
    let power = |key| FoundNews { device: DeviceKey(key), label: "Power".to_owned() };
    let properties: Vec<_> = (0..12).map(power).collect();
    let found = find(&list, &properties, "lamp", 12);
    let kinds = |kind: Kind| found.iter().filter(|it| it.kind == kind).count();
    assert_eq!((found.len(), kinds(Kind::Device), kinds(Kind::Property)), (12, 6, 6));
    assert_eq!((found[6].place.as_str(), &found[6].route), ("Lamp 0 · Attic", &Route::Device("a:0".to_owned())));
    let gone = find(&list, &[power(77)], "nobody", 12);
    assert!(gone.is_empty(), "a device that has gone since: {gone:?}");
}

#[wasm_bindgen_test]
fn one_pass_counts_for_each_chip_what_the_list_would_show_with_it() {
    let hidden = Custom { hidden: true, ..Custom::default() };
    let mut list = List::default();
    list.take_in(vec![
        device(0, "a:1", "Lamp", Some("Attic")),
        device(1, "b:2", "Lamp", Some("attic")),
        device(2, "b:3", "Fan", Some("Attic")),
        device(3, "b:4", "Lamp", None),
        DeviceNews { custom: hidden, ..device(4, "c:5", "Lamp", Some("Attic")) },
    ]);
    let (away, low) = ([DeviceKey(1), DeviceKey(2), DeviceKey(4)], [DeviceKey(0), DeviceKey(1)]);
    let lists: [&[DeviceKey]; 2] = [&away, &low];
    let lamps = || Query { words: "lamp".to_owned(), room: Some("ATTIC".to_owned()), ..Query::default() };
    let speaking = |convention: &str| Query { convention: Some(convention.to_owned()), ..lamps() };
    for query in [Query::default(), lamps(), speaking("b"), Query { among: vec![low.to_vec()], ..speaking("a") }] {
        let left = list.left(&query, &lists);
        let shown = |query: &Query| list.sections(query).iter().map(|it| it.devices.len()).sum::<usize>();
        for (list, count) in lists.into_iter().zip(&left.among) {
            let among = query.among.iter().cloned().chain([list.to_vec()]).collect();
            assert_eq!(shown(&Query { among, ..query.clone() }), *count, "{query:?}");
        }
        assert_eq!(left.conventions.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        for (convention, count) in left.conventions {
            assert_eq!(shown(&Query { convention: Some(convention), ..query.clone() }), count, "{query:?}");
        }
    }
}

#[wasm_bindgen_test]
fn favourites_come_first_and_a_place_comes_before_a_name() {
    let custom = |favourite, place| Custom { favourite, place, ..Custom::default() };
    let mut list = List::default();
    list.take_in(vec![
        DeviceNews { custom: custom(true, None), ..device(0, "a:1", "Zebra", Some("Zoo")) },
        device(1, "a:2", "Ape", Some("Zoo")),
        DeviceNews { custom: custom(false, Some(2)), ..device(2, "b:3", "Bear", Some("zoo")) },
        DeviceNews { custom: custom(false, Some(10)), ..device(3, "b:4", "Ant", Some("Zoo")) },
    ]);
    let order = |query: &Query| {
        let sections = list.sections(query).into_iter();
        sections.map(|it| it.devices.into_iter().map(|key| key.0).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    assert_eq!(order(&Query::default()), [[2, 3, 1, 0]]);
    let home = Query { with_favourites: true, ..Query::default() };
    assert_eq!(order(&home), [vec![0], vec![2, 3, 1]]);
    let sifted = Query { convention: Some("b".to_owned()), among: vec![vec![DeviceKey(1), DeviceKey(3)]], ..home };
    assert_eq!(order(&sifted), [[3]]);
    assert_eq!(order(&Query { room: Some("ZOO".to_owned()), ..Query::default() }).concat().len(), 4);
}
