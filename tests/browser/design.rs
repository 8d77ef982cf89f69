//! The gallery that `#/design` shows: every control in all eight states, and what each is called and says.

use alicia_dashboard::ui::design::{STATES, gallery, names, wholes};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use crate::{NO_BREAK, Stand, painted};

/// What is only read.
const READ: [&str; 3] = ["Reading", "Picture", "Address"];

/// What is said at a property in this state; a control that nobody hears of is never live or stale.
fn sentence(state: &str) -> &'static str {
    match state {
        "live" => "5 s ago",
        "last-known" => "Stored value, time unknown",
        "stale" => "Silent for 14 min",
        "unavailable" => "Unavailable: the device said so",
        "unknown" => "Not heard yet",
        "wanted" => ", waiting for the device",
        "refused" => "The broker refused: not authorised",
        "not-confirmed" => "Not confirmed by the device",
        other => panic!("{other} is no state"),
    }
}

async fn shown() -> Stand {
    let stand = Stand::around(gallery);
    painted().await;
    painted().await;
    stand
}

fn specimen(stand: &Stand, name: &str, state: &str) -> Element {
    stand.find(&format!("[data-specimen='{name}'][data-state='{state}']"))
}

fn all(within: &Element, selector: &str) -> Vec<Element> {
    let found = within.query_selector_all(selector).expect("a selector");
    (0..found.length()).filter_map(|at| found.get(at)).map(JsCast::unchecked_into).collect()
}

fn text(of: &Element) -> String {
    of.text_content().unwrap_or_default().replace(NO_BREAK, " ")
}

#[wasm_bindgen_test]
async fn every_control_wears_each_of_the_eight_states_and_says_it() {
    let stand = shown().await;
    for name in names() {
        for state in STATES {
            let specimen = specimen(&stand, name, state);
            let asked = matches!(state, "wanted" | "refused" | "not-confirmed");
            // A reading is never asked for anything, and a button never tells.
            let state = match name {
                _ if asked && READ.contains(&name) => "live",
                "Button" if !asked && state != "unavailable" => "unknown",
                _ => state,
            };
            for property in all(&specimen, "[data-testid=property]") {
                assert_eq!(property.get_attribute("data-truth").as_deref(), Some(state), "{name}");
            }
            let is_told = name != "Button" || asked;
            assert!(!is_told || text(&specimen).contains(sentence(state)), "{name}, {state}: {}", text(&specimen));
        }
    }
}

#[wasm_bindgen_test]
async fn every_control_has_a_name_and_what_is_said_of_it_describes_it() {
    let stand = shown().await;
    for name in names() {
        let specimen = specimen(&stand, name, "wanted");
        let controls = all(&specimen, ".property :is(button, input, select):not(form *)");
        assert_eq!(
            controls.is_empty(),
            READ.contains(&name) || matches!(name, "Number" | "Text" | "Date" | "Time"),
            "{name}"
        );
        for control in all(&specimen, ".property :is(button, input, select)") {
            let label = control.get_attribute("aria-label").unwrap_or_else(|| text(&control));
            assert!(!label.trim().is_empty(), "{name}: {}", control.outer_html());
        }
        let described = all(&specimen, "[aria-describedby]");
        assert_eq!(described.len(), if READ.contains(&name) { 0 } else { 2 }, "{name}: on the card, and beside it");
        for control in described {
            let ids = control.get_attribute("aria-describedby").unwrap_or_default();
            let said = ids.split(' ').filter_map(|id| stand.root.query_selector(&format!("#{id}")).expect("an id"));
            assert!(said.map(|it| text(&it)).collect::<String>().contains("Asked for"), "{name}");
        }
    }
}

#[wasm_bindgen_test]
async fn a_wish_is_dashed_and_what_is_reported_stays() {
    let stand = shown().await;
    for name in names().into_iter().filter(|name| !READ.contains(name) && !matches!(*name, "Button" | "Text")) {
        let [live, wanted] = ["live", "wanted"].map(|state| specimen(&stand, name, state));
        let value = |specimen: &Element| all(specimen, "[data-testid=value]")[0].get_attribute("data-value");
        assert_eq!(value(&wanted), value(&live), "{name}");
        let marks = all(&wanted, "[data-wanted]");
        assert!(!marks.is_empty(), "{name}: nothing shows the wish");
        assert!(all(&live, "[data-wanted]").is_empty(), "{name}: a wish that nobody has");
    }
}

#[wasm_bindgen_test]
async fn what_is_said_of_a_wish_is_said_aloud_and_what_changes_by_itself_is_not() {
    let stand = shown().await;
    for status in all(&specimen(&stand, "Switch", "wanted"), "[role=status]") {
        assert!(text(&status).starts_with("Asked for on"), "{}", text(&status));
    }
    for state in ["live", "stale", "last-known", "unknown"] {
        for status in all(&specimen(&stand, "Switch", state), "[role=status]") {
            assert_eq!(text(&status), "");
        }
    }
}

#[wasm_bindgen_test]
async fn a_dial_shows_how_far_the_device_and_the_wish_are_and_is_a_slider_to_keys() {
    let stand = shown().await;
    let wanted = specimen(&stand, "Climate", "wanted");
    let says = |of: &str, name: &str| all(&wanted, of)[0].get_attribute(name).unwrap_or_default();
    let fill = says(".dial-fill", "stroke-dasharray");
    assert!(fill.starts_with("0.4464"), "12.5 of 28 degrees: {fill}");
    let wish = says(".dial-wish", "transform");
    assert!(wish.starts_with("rotate(9.64"), "15 of 28 degrees: {wish}");
    let slider: HtmlInputElement = all(&wanted, ".dial input")[0].clone().unchecked_into();
    assert_eq!(
        (slider.type_().as_str(), slider.min().as_str(), slider.max().as_str(), slider.step().as_str()),
        ("range", "7", "35", "0.5")
    );
    assert_eq!(slider.get_attribute("aria-valuetext").as_deref(), Some("19.5\u{a0}°C, asked for 22"));
}

#[wasm_bindgen_test]
async fn a_colour_can_be_chosen_by_keys_as_hue_and_saturation() {
    let stand = shown().await;
    let live = specimen(&stand, "Colour", "live");
    let sliders = all(&live, ".wheel input");
    let say = |at: usize, name: &str| sliders[at].get_attribute(name).unwrap_or_default();
    assert_eq!([say(0, "aria-label"), say(0, "aria-valuetext")], ["Colour: hue", "30 degrees"]);
    assert_eq!([say(1, "aria-label"), say(1, "aria-valuetext")], ["Colour: saturation", "100 %"]);
}

#[wasm_bindgen_test]
async fn of_words_that_can_be_asked_for_the_reported_one_is_pressed() {
    let stand = shown().await;
    let alarm = specimen(&stand, "Alarm", "wanted");
    let pressed: Vec<_> = all(&alarm, ".card [aria-pressed=true]").iter().map(text).collect();
    let wanted: Vec<_> = all(&alarm, ".card button[data-wanted]").iter().map(text).collect();
    assert_eq!((pressed, wanted), (vec!["Arm night".to_owned()], vec!["Disarm".to_owned()]));
    alarm.query_selector("button").expect("a selector").expect("a button").unchecked_into::<HtmlElement>().click();
    painted().await;
    assert!(alarm.query_selector("[data-testid=consent]").expect("a selector").is_some(), "it asks first");
}

#[wasm_bindgen_test]
async fn a_picture_is_shown_by_an_address_within_the_page_and_a_frame_stands_where_there_is_none() {
    let stand = shown().await;
    for state in STATES {
        let picture = specimen(&stand, "Picture", state);
        let [card, wide] = ["alt", "src"].map(|name| {
            let images = all(&picture, ".picture img");
            assert_eq!(images.len(), 2, "on the card, and beside it");
            images[0].get_attribute(name).unwrap_or_default()
        });
        assert_eq!(card, "Front garden");
        assert_eq!(wide.starts_with("blob:"), state != "unknown", "{state}: {wide}");
        assert_eq!(all(&picture, ".picture[data-shown]").is_empty(), state == "unknown", "{state}");
        assert_eq!(text(&picture).contains("No picture yet"), state == "unknown", "{state}");
    }
}

#[wasm_bindgen_test]
async fn an_address_elsewhere_is_a_link_that_says_where_it_leads_and_loads_nothing() {
    let stand = shown().await;
    let live = specimen(&stand, "Address", "live");
    let link = &all(&live, ".elsewhere a")[0];
    let says = |name: &str| link.get_attribute(name).unwrap_or_default();
    assert_eq!(
        (says("href").as_str(), says("rel").as_str()),
        ("https://weather.example/rain.png", "noopener noreferrer")
    );
    assert!(text(link).contains("weather.example"), "{}", text(link));
    assert!(all(&live, "img, iframe").is_empty());
}

#[wasm_bindgen_test]
async fn a_code_is_typed_by_keys_on_the_page_and_is_gone_once_it_is_sent() {
    let stand = shown().await;
    let alarm = specimen(&stand, "Alarm with a code", "live");
    all(&alarm, ".card .operations button")[0].clone().unchecked_into::<HtmlElement>().click();
    painted().await;
    let field: HtmlInputElement = all(&alarm, ".card [data-testid=code]")[0].clone().unchecked_into();
    assert_eq!(field.get_attribute("inputmode").as_deref(), Some("none"), "a phone need not bring up its keys");
    let keys = all(&alarm, ".card .keys button");
    for key in [1, 1, 8] {
        keys[key].clone().unchecked_into::<HtmlElement>().click();
    }
    assert_eq!(field.value(), "229");
    keys[10].clone().unchecked_into::<HtmlElement>().click();
    assert_eq!(field.value(), "22");
    all(&alarm, ".card [data-testid=consent]")[0].clone().unchecked_into::<HtmlElement>().click();
    painted().await;
    assert_eq!(field.value(), "");
    assert!(all(&alarm, ".card [data-testid=code]").is_empty());
}

#[wasm_bindgen_test]
async fn what_is_one_thing_stands_together_and_each_part_of_it_wears_its_state() {
    let stand = shown().await;
    for (name, state) in wholes().into_iter().flat_map(|name| STATES.map(|state| (name, state))) {
        let whole = &all(&specimen(&stand, name, state), ".ensemble[role=group]")[0];
        let parts = all(whole, "[data-testid=property]");
        assert_eq!(parts.len(), if name == "Whole fan" { 5 } else { 4 }, "{name}");
        for part in parts {
            let can_be_asked = part.query_selector("button, input, select").expect("a selector").is_some();
            let is_asked = matches!(state, "wanted" | "refused" | "not-confirmed");
            let state = if is_asked && !can_be_asked { "live" } else { state };
            assert_eq!(part.get_attribute("data-truth").as_deref(), Some(state), "{name}: {}", part.outer_html());
        }
        assert!(text(whole).contains(sentence(state)), "{name}, {state}: {}", text(whole));
    }
    let player = &all(&specimen(&stand, "Whole player", "live"), ".ensemble")[0];
    let order: Vec<_> = all(player, ".part").iter().filter_map(|part| part.get_attribute("data-part")).collect();
    assert_eq!(order, ["title", "state", "level", "more"]);
    assert_eq!(text(player).matches("5 s ago").count(), 1, "how old it is, it says once");
    let fan = &all(&specimen(&stand, "Whole fan", "live"), ".ensemble")[0];
    let speed: HtmlInputElement = all(fan, "input[type=range]")[0].clone().unchecked_into();
    speed.set_value("100");
    assert_eq!(speed.value(), "99.9999", "the last of three steps, which is all");
}
