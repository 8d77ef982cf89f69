//! The page in a real browser, fed with news as the worker would send them.
#![cfg(target_arch = "wasm32")]

mod alarms;
mod charts;
mod controls;
mod design;
mod parts;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use alicia_dashboard::app::{Connection, Custom, DeviceNews, Intent, News, PropertyNews, Version, Wanted};
use alicia_dashboard::device::{
    Access, Class, DeviceKey, Doubt, Heard, Kind, Profile, PropertyKey, Report, Request, RequestKey, Stage, Value,
};
use alicia_dashboard::time::Timestamp;
use alicia_dashboard::ui::card::card;
use alicia_dashboard::ui::clock::Clock;
use alicia_dashboard::ui::dom::{Element as Shown, is_settled, mount};
use alicia_dashboard::ui::mirror::Mirror;
use alicia_dashboard::ui::outbox::Outbox;
use js_sys::Promise;
use reactive_graph::owner::{Owner, provide_context};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement};

wasm_bindgen_test_configure!(run_in_browser);

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const DEVICE: DeviceKey = DeviceKey(0);
/// A number and its unit stay on one line; a test reads a space.
const NO_BREAK: char = '\u{a0}';

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
        let stand = Self::around(|| card(DEVICE));
        stand.mirror.apply(vec![
            News::Connection(Connection::Live { since: before(3_600), version: Version::Mqtt5 }),
            News::Devices(vec![device(0, "alicia:lamp", name, None)]),
        ]);
        stand.tell(properties).await;
        stand
    }

    /// Something else on the page, of a home of which nothing is known.
    fn around(view: impl FnOnce() -> Shown) -> Self {
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
        let shown = owner.with(|| mount(&root, view));
        Self { mirror, clock, root, asked, _owners: [owner, shown] }
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
        self.find(selector).text_content().unwrap_or_default().replace(NO_BREAK, " ")
    }

    fn click(&self, selector: &str) {
        self.find(selector).unchecked_into::<HtmlElement>().click();
    }

    fn wishes(&self) -> Vec<Value> {
        let wish = |intent: &Intent| match intent {
            Intent::Set { value, .. } | Intent::SetByCode(Wanted { value, .. }, _) => Some(value.clone()),
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
        barred: None,
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
    Request { key: RequestKey(1), wanted, stage, asked: before(1), patience: None, instead: None, tally: None, steps }
}

fn word(word: &str) -> Value {
    Value::Text(word.to_owned())
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
async fn a_device_that_speaks_seldom_is_said_to() {
    let news = property(settable(Kind::Binary), live(Value::Flag(false)));
    let patience = Some(Duration::from_mins(1));
    let request = Request { patience, ..asked_for(Value::Flag(true), Stage::Delivered) };
    let stand = Stand::of("Lamp", vec![PropertyNews { request: Some(request), ..news }]).await;
    assert_eq!(stand.words(".words"), "Asked for on, waiting up to 1 min for the device, which speaks seldom");
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
