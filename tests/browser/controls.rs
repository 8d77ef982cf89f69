//! What a person can do: a control asks, and shows what the device says.

use alicia_dashboard::app::{Connection, News, PropertyNews};
use alicia_dashboard::device::{Kind, Operation, Profile, Stage, Value};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlElement, HtmlInputElement};

use crate::{PROPERTY, Stand, VALUE, asked_for, before, live, painted, property, settable, word};

fn cover() -> Kind {
    let operation = |word: &str, outcome: Option<&str>| Operation {
        word: word.to_owned(),
        outcome: outcome.map(ToOwned::to_owned),
    };
    Kind::Operated(vec![operation("open", Some("open")), operation("close", Some("closed")), operation("stop", None)])
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
