//! The page in a real browser, fed with news as the worker would send them.
#![cfg(target_arch = "wasm32")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use alicia_dashboard::app::{Connection, Custom, DeviceNews, Intent, News, PropertyNews, Version};
use alicia_dashboard::device::{
    Access, Class, DeviceKey, Doubt, Heard, Kind, Operation, Profile, PropertyKey, Report, Request, RequestKey, Stage,
    Value,
};
use alicia_dashboard::time::Timestamp;
use alicia_dashboard::ui::address::what_is_wrong;
use alicia_dashboard::ui::card::card;
use alicia_dashboard::ui::clock::Clock;
use alicia_dashboard::ui::config::{Config, Origin};
use alicia_dashboard::ui::dom::{is_settled, mount};
use alicia_dashboard::ui::list::{List, Query};
use alicia_dashboard::ui::mirror::Mirror;
use alicia_dashboard::ui::outbox::Outbox;
use alicia_dashboard::ui::route::Route;
use alicia_dashboard::ui::text::{short, visible};
use js_sys::Promise;
use reactive_graph::owner::{Owner, provide_context};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const DEVICE: DeviceKey = DeviceKey(0);

/// A card on the page, the mirror behind it, and what was asked of it.
struct Stand {
    mirror: Mirror,
    clock: Clock,
    root: HtmlElement,
    asked: Arc<Mutex<Vec<Intent>>>,
    _owners: [Owner; 2],
}

impl Stand {
    /// A card of one device with these properties, looked at while the connection lives.
    async fn of(name: &str, properties: Vec<PropertyNews>) -> Self {
        let document = web_sys::window().and_then(|window| window.document()).expect("a page");
        let root: HtmlElement = document.create_element("div").expect("a div").unchecked_into();
        document.body().expect("a body").append_child(&root).expect("room for it");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let take = Arc::clone(&asked);
        let owner = Owner::new();
        let (mirror, clock) = owner.with(|| {
            let (mirror, clock) = (Mirror::new(Connection::Offline), Clock::stopped_at(NOW));
            provide_context(mirror);
            provide_context(clock);
            provide_context(Outbox::new(move |intent| take.lock().expect("one thread").push(intent)));
            (mirror, clock)
        });
        let shown = owner.with(|| mount(&root, || card(DEVICE)));
        let stand = Self { mirror, clock, root, asked, _owners: [owner, shown] };
        stand.mirror.apply(vec![
            News::Connection(Connection::Live { since: before(3_600), version: Version::Mqtt5 }),
            News::Devices(vec![device(0, "alicia:lamp", name, None)]),
        ]);
        stand.tell(properties).await;
        stand
    }

    async fn tell(&self, properties: Vec<PropertyNews>) {
        let heard = Heard { declared: Some(true), last: Some(before(1)), patience: None };
        self.mirror.apply(vec![News::Properties { device: DEVICE, heard, withdrawn: Vec::new(), properties }]);
        painted().await;
    }

    fn find(&self, selector: &str) -> Element {
        self.root.query_selector(selector).expect("a selector").unwrap_or_else(|| panic!("{selector} is not there"))
    }

    fn has(&self, selector: &str) -> bool {
        self.root.query_selector(selector).expect("a selector").is_some()
    }

    fn mark(&self, selector: &str, name: &str) -> Option<String> {
        self.find(selector).get_attribute(name)
    }

    fn words(&self, selector: &str) -> String {
        self.find(selector).text_content().unwrap_or_default()
    }

    fn click(&self, selector: &str) {
        self.find(selector).unchecked_into::<HtmlElement>().click();
    }

    fn wishes(&self) -> Vec<Value> {
        let wish = |intent: &Intent| match intent {
            Intent::Set { value, .. } => Some(value.clone()),
            _ => None,
        };
        self.asked.lock().expect("one thread").iter().filter_map(wish).collect()
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// The browser has had its turn as often as it takes until everything is shown.
async fn painted() {
    loop {
        let turn = Promise::new(&mut |resolve, _| {
            let window = web_sys::window().expect("a page");
            window.set_timeout_with_callback(&resolve).expect("browsers wait");
        });
        JsFuture::from(turn).await.expect("nothing can go wrong with nothing");
        if is_settled() {
            break;
        }
    }
}

fn before(seconds: i64) -> Timestamp {
    Timestamp::from_millis(NOW.millis() - seconds * 1_000)
}

fn device(key: u32, id: &str, name: &str, room: Option<&str>) -> DeviceNews {
    DeviceNews {
        key: DeviceKey(key),
        id: id.to_owned(),
        other_ids: Vec::new(),
        name: name.to_owned(),
        room: room.map(ToOwned::to_owned),
        part_of: None,
        custom: Custom::default(),
    }
}

fn property(profile: Profile, report: impl Into<Option<Report>>) -> PropertyNews {
    PropertyNews {
        key: PropertyKey(0),
        id: "it".to_owned(),
        profile,
        report: report.into(),
        available: None,
        request: None,
    }
}

fn settable(kind: Kind) -> Profile {
    Profile::read_only("Thing", kind).with_class(Class::Light).with_access(Access::ReadWrite)
}

fn heard(value: Value, heard: Option<Timestamp>) -> Report {
    Report { value, heard, measured: None, overdue_after: Some(Duration::from_secs(90)) }
}

fn live(value: Value) -> Report {
    heard(value, Some(before(5)))
}

fn asked_for(wanted: Value, stage: Stage) -> Request {
    let steps = vec![(Stage::Sent, Duration::ZERO), (stage.clone(), Duration::from_millis(184))];
    Request { key: RequestKey(1), wanted, stage, asked: before(1), patience: None, steps }
}

fn word(word: &str) -> Value {
    Value::Text(word.to_owned())
}

fn origin() -> Origin {
    Origin { hostname: "house".to_owned(), host: "house:8443".to_owned(), is_secure: false }
}

const PROPERTY: &str = "[data-testid=property]";
const VALUE: &str = "[data-testid=value]";

#[wasm_bindgen_test]
async fn a_value_wears_its_freshness() {
    let reading = || Profile::read_only("Temperature", Kind::reading("°C"));
    let number = Value::Number(23.5);
    let cases = [
        (Some(heard(number.clone(), Some(before(5)))), "live", "5 s ago"),
        (Some(heard(number.clone(), None)), "retained", "Stored value, time unknown"),
        (Some(heard(number.clone(), Some(before(840)))), "stale", "Silent for 14 min"),
        (Some(heard(number, Some(before(7_200)))), "stale", "Last known, "),
        (Some(heard(Value::Unknown, Some(before(5)))), "unknown", "The device does not know"),
        (None, "unknown", "Not heard yet"),
    ];
    for (report, mark, words) in cases {
        let stand = Stand::of("Sensor", vec![property(reading(), report)]).await;
        assert_eq!(stand.mark(PROPERTY, "data-freshness").as_deref(), Some(mark));
        assert!(stand.words(".told").starts_with(words), "{} is not {words}", stand.words(".told"));
    }
}

#[wasm_bindgen_test]
async fn a_stored_value_says_when_it_was_measured_if_it_can_be_known() {
    let measured = |measured| Report { measured, ..heard(Value::Flag(true), None) };
    let told = async |report| {
        let stand = Stand::of("Lamp", vec![property(settable(Kind::Binary), report)]).await;
        stand.words(".told")
    };
    assert_eq!(told(measured(None)).await, "Stored value, time unknown");
    let words = told(measured(Some(before(60)))).await;
    assert!(words.starts_with("Stored value, measured ") && words.contains(':'), "{words}");
}

#[wasm_bindgen_test]
async fn a_value_shows_its_unit_and_carries_its_plain_form() {
    let profile = Profile::read_only("Temperature", Kind::reading("°C"));
    let stand = Stand::of("Sensor", vec![property(profile, live(Value::Number(23.5)))]).await;
    assert_eq!(stand.words(VALUE), "23.5 °C");
    assert_eq!(stand.mark(VALUE, "data-value").as_deref(), Some("23.5"));
    assert_eq!(stand.mark(PROPERTY, "data-property").as_deref(), Some("it"));
    assert_eq!(stand.mark("[data-testid=device]", "data-device-id").as_deref(), Some("alicia:lamp"));
    assert_eq!(stand.mark("[data-testid=device]", "data-availability").as_deref(), Some("online"));
}

#[wasm_bindgen_test]
async fn a_request_tells_how_far_it_has_come() {
    let cases = [
        (Stage::Sent, "sent", "Asked for on, sending…"),
        (Stage::Acknowledged, "sent", "Asked for on; over MQTT 3.1.1 only the device can tell"),
        (Stage::Delivered, "delivered", "Asked for on, waiting for the device"),
        (Stage::Nobody, "nobody", "Nobody is listening to this device's commands"),
        (Stage::Refused("not authorised".to_owned()), "refused", "The broker refused: not authorised"),
        (Stage::NotSent("too late".to_owned()), "refused", "Not sent: too late"),
        (Stage::Confirmed, "confirmed", "Confirmed in 184 ms"),
        (Stage::Failed("no LED".to_owned()), "refused", "The device did not do it: no LED"),
        (Stage::Unconfirmed(Doubt::Silent), "unconfirmed", "Not confirmed by the device"),
        (Stage::Unconfirmed(Doubt::Otherwise), "unconfirmed", "Asked for on, but the device reports something else"),
    ];
    for (stage, mark, words) in cases {
        let news = property(settable(Kind::Binary), live(Value::Flag(false)));
        let stand =
            Stand::of("Lamp", vec![PropertyNews { request: Some(asked_for(Value::Flag(true), stage)), ..news }]).await;
        assert_eq!(stand.mark(PROPERTY, "data-request").as_deref(), Some(mark));
        assert_eq!(stand.words(".words"), words);
    }
}

#[wasm_bindgen_test]
async fn a_switch_asks_and_does_not_turn_before_the_device_says_so() {
    let stand = Stand::of("Lamp", vec![property(settable(Kind::Binary), live(Value::Flag(false)))]).await;
    stand.click("[role=switch]");
    painted().await;
    assert_eq!(stand.wishes(), [Value::Flag(true)]);
    assert_eq!(stand.mark("[role=switch]", "aria-checked").as_deref(), Some("false"));
    assert_eq!(stand.mark("[role=switch]", "aria-label").as_deref(), Some("Thing"));

    let waiting = property(settable(Kind::Binary), live(Value::Flag(false)));
    stand.tell(vec![PropertyNews { request: Some(asked_for(Value::Flag(true), Stage::Delivered)), ..waiting }]).await;
    assert_eq!(stand.mark("[role=switch]", "aria-checked").as_deref(), Some("false"));
    assert_eq!(stand.mark("[role=switch]", "data-wanted").as_deref(), Some("on"));

    stand.tell(vec![property(settable(Kind::Binary), live(Value::Flag(true)))]).await;
    assert_eq!(stand.mark("[role=switch]", "aria-checked").as_deref(), Some("true"));
    assert_eq!(stand.mark("[role=switch]", "data-wanted"), None);
}

#[wasm_bindgen_test]
async fn an_unknown_switch_stands_neither_way() {
    let stand = Stand::of("Lamp", vec![property(settable(Kind::Binary), None)]).await;
    assert_eq!(stand.mark("[role=switch]", "data-reported").as_deref(), Some("unknown"));
    assert_eq!(stand.words(VALUE), "—");
}

#[wasm_bindgen_test]
async fn a_slider_asks_for_the_last_position_and_keeps_the_bar_where_the_device_is() {
    let stand =
        Stand::of("Lamp", vec![property(settable(Kind::level("%", 0.0, 100.0)), live(Value::Number(62.0)))]).await;
    let slider: HtmlInputElement = stand.find("input[type=range]").unchecked_into();
    assert_eq!(slider.value(), "62");
    for (position, event) in [("70", "input"), ("75", "input"), ("80", "input"), ("80", "change")] {
        slider.set_value(position);
        slider.dispatch_event(&Event::new(event).expect("an event")).expect("it is taken");
    }
    painted().await;
    assert_eq!(stand.wishes().last(), Some(&Value::Number(80.0)));
    assert!(stand.wishes().len() <= 2, "no more than five wishes a second");
    assert_eq!(stand.words(VALUE), "62 %");
    let style = stand.find(".level").unchecked_into::<HtmlElement>().style();
    assert_eq!(style.get_property_value("--reported").as_deref(), Ok("0.62"));
    assert_eq!(style.get_property_value("--wanted").as_deref(), Ok("0.8"));
}

#[wasm_bindgen_test]
async fn a_player_offers_what_it_does_not_do_now() {
    let stand = Stand::of("Speaker", vec![property(settable(Kind::Playback), live(word("PLAYING")))]).await;
    assert_eq!(stand.words(VALUE), "Playing");
    for button in ["Previous", "Pause", "Next"] {
        stand.click(&format!("[aria-label={button}]"));
    }
    stand.tell(vec![property(settable(Kind::Playback), live(word("paused")))]).await;
    stand.click("[aria-label=Play]");
    assert_eq!(stand.wishes(), ["previous", "pause", "next", "play"].map(word));
}

fn cover() -> Kind {
    let operation = |word: &str, outcome: Option<&str>| Operation {
        word: word.to_owned(),
        outcome: outcome.map(ToOwned::to_owned),
    };
    Kind::Operated(vec![operation("open", Some("open")), operation("close", Some("closed")), operation("stop", None)])
}

#[wasm_bindgen_test]
async fn what_is_asked_for_by_words_has_a_button_for_each() {
    let stand = Stand::of("Blind", vec![property(settable(cover()), live(word("opening")))]).await;
    assert_eq!(stand.words(VALUE), "Opening");
    for number in 1..=3 {
        stand.click(&format!(".operations button:nth-child({number})"));
    }
    assert_eq!(stand.wishes(), ["open", "close", "stop"].map(word));
}

#[wasm_bindgen_test]
async fn what_opens_the_house_asks_first_and_stops_at_once() {
    const CONSENT: &str = "[data-testid=consent]";
    let garage = settable(cover()).asking_first();
    let stand = Stand::of("Garage", vec![property(garage, live(word("closed")))]).await;
    stand.click(".operations button:nth-child(1)");
    painted().await;
    assert_eq!(stand.wishes(), []);
    assert_eq!(stand.words(CONSENT), "Yes, open");
    stand.click(".consent button:last-child");
    painted().await;
    assert!(!stand.has(CONSENT), "no means no");
    stand.click(".operations button:nth-child(1)");
    painted().await;
    stand.click(CONSENT);
    painted().await;
    assert!(!stand.has(CONSENT));
    assert_eq!(stand.wishes(), [word("open")]);
    stand.click(".operations button:nth-child(3)");
    assert_eq!(stand.wishes(), [word("open"), word("stop")]);
}

#[wasm_bindgen_test]
async fn a_device_that_speaks_seldom_is_said_to() {
    let news = property(settable(Kind::Binary), live(Value::Flag(false)));
    let patience = Some(Duration::from_mins(1));
    let request = Request { patience, ..asked_for(Value::Flag(true), Stage::Delivered) };
    let stand = Stand::of("Lamp", vec![PropertyNews { request: Some(request), ..news }]).await;
    assert_eq!(stand.words(".words"), "Asked for on, waiting up to 1 min for the device, which speaks seldom");
}

#[wasm_bindgen_test]
async fn every_kind_that_can_be_set_has_its_control_and_no_other_has_one() {
    let choice = Kind::Choice(vec!["eco".to_owned(), "boost".to_owned()]);
    let cases = [
        (Kind::Binary, "button[role=switch]"),
        (Kind::level("%", 0.0, 100.0), "input[type=range]"),
        (Kind::reading("s"), "input[type=number]"),
        (choice, "select"),
        (Kind::Colour, "input[type=color]"),
        (Kind::Playback, "[role=group] button"),
        (cover(), "[role=group] button"),
        (Kind::Text, "input[type=text]"),
        (Kind::Action, "button"),
    ];
    for (kind, control) in cases {
        let stand = Stand::of("Thing", vec![property(settable(kind.clone()), None)]).await;
        stand.find(control);
        let stand = Stand::of("Thing", vec![property(Profile::read_only("Thing", kind), None)]).await;
        assert!(stand.root.query_selector("button, input, select").expect("a selector").is_none());
    }
}

#[wasm_bindgen_test]
async fn nothing_can_be_asked_while_nobody_listens() {
    let stand = Stand::of("Lamp", vec![property(settable(Kind::Binary), live(Value::Flag(true)))]).await;
    let lost = Connection::Waiting { until: before(-10), because: "lost".to_owned() };
    stand.mirror.apply(vec![News::Connection(lost)]);
    painted().await;
    stand.click("[role=switch]");
    assert_eq!(stand.wishes(), []);
    assert_eq!(stand.mark(PROPERTY, "data-freshness").as_deref(), Some("stale"));
}

#[wasm_bindgen_test]
async fn a_silent_device_is_missing() {
    let profile = Profile::read_only("Temperature", Kind::reading("°C"));
    let stand = Stand::of("Sensor", vec![property(profile, live(Value::Number(1.0)))]).await;
    let heard = Heard { declared: None, last: Some(before(1)), patience: Some(Duration::from_secs(90)) };
    stand.mirror.apply(vec![News::Properties { device: DEVICE, heard, withdrawn: Vec::new(), properties: Vec::new() }]);
    stand.clock.set(before(-600));
    painted().await;
    assert_eq!(stand.mark("[data-testid=device]", "data-availability").as_deref(), Some("offline"));
    assert!(stand.words(".told").starts_with("Silent for 10 min · "), "{}", stand.words(".told"));
}

#[wasm_bindgen_test]
async fn what_a_device_calls_itself_is_only_ever_text() {
    let name = "<script>alert(1)</script>\u{202e}gnp";
    let value = "<img src=x onerror=alert(1)>\u{7}";
    let profile = Profile::read_only("<b>Label</b>", Kind::Text);
    let stand = Stand::of(name, vec![property(profile, live(word(value)))]).await;
    assert_eq!(stand.words("h3"), "<script>alert(1)</script>⟨202E⟩gnp");
    assert_eq!(stand.words(VALUE), "<img src=x onerror=alert(1)>␇");
    assert!(stand.root.query_selector("script, img, b").expect("a selector").is_none());
    assert_eq!(stand.mark(VALUE, "data-value").as_deref(), Some(value));
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
    for (hash, route) in [("", Route::Devices), ("#/", Route::Devices), ("#/activity", Route::Activity)] {
        assert_eq!(Route::parse(hash), route);
    }
    assert_eq!(Route::parse("#/no/where"), Route::Missing("no/where".to_owned()));
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
    let sections = |list: &List, words: &str| list.sections(&Query { words: words.to_owned(), with_hidden: false });
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
        let found = list.sections(&Query { words: String::new(), with_hidden }).into_iter();
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
