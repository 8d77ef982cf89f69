//! What wants the person, on the home page.

use std::time::Duration;

use alicia_dashboard::alarm::{About, Alarm, AlarmKey, Cause, Level, Standing};
use alicia_dashboard::app::{AlarmWish, Intent, News};
use alicia_dashboard::device::Value;
use alicia_dashboard::ui::alarm::attention;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{Stand, before, painted};

const ATTENTION: &str = "[data-testid=attention]";
const ALARM: &str = "[data-testid=alarm]";

fn alarm(key: u64, name: &str) -> Alarm {
    let about = About {
        cause: Cause::Rule,
        level: Level::Critical,
        name: name.to_owned(),
        device: "iotflow:greenhouse".to_owned(),
        property: "temperature".to_owned(),
        device_name: "Greenhouse".to_owned(),
        label: "Temperature".to_owned(),
        value: Value::Number(31.5),
        unit: "°C".to_owned(),
    };
    let (raised, standing) = (before(180), Standing::Open);
    Alarm { key: AlarmKey(key), about, raised, is_last_known: false, acknowledged: None, standing, call: key }
}

async fn with(alarms: Vec<Alarm>) -> Stand {
    let stand = Stand::around(attention);
    stand.mirror.apply(vec![News::Alarms(alarms)]);
    painted().await;
    stand
}

fn asked(stand: &Stand) -> Vec<Intent> {
    stand.asked.lock().expect("one thread").clone()
}

#[wasm_bindgen_test]
async fn all_that_is_well_takes_no_room_but_is_listened_to() {
    let known = Alarm { acknowledged: Some(before(1)), ..alarm(1, "Known") };
    let over = Alarm { standing: Standing::Over(before(1)), ..alarm(2, "Over") };
    let snoozed = Alarm { standing: Standing::Snoozed(before(-60)), ..alarm(3, "Snoozed") };
    let stand = with(vec![known, over, snoozed]).await;
    assert!(!stand.has(ATTENTION));
    assert_eq!(stand.mark("div", "aria-live").as_deref(), Some("polite"));
}

#[wasm_bindgen_test]
async fn an_alarm_tells_what_where_and_since_when() {
    let stand = with(vec![alarm(1, "Too hot <b>")]).await;
    let words = stand.words(ALARM);
    for told in ["Too hot <b>", "Greenhouse", "31.5 °C", "3 min ago"] {
        assert!(words.contains(told), "{words}");
    }
    assert_eq!(stand.mark(ALARM, "data-level").as_deref(), Some("critical"));
    assert_eq!(stand.mark("a", "href").as_deref(), Some("#/device/iotflow%3Agreenhouse"));
    assert!(!words.contains("last known"));
    stand.mirror.apply(vec![News::Alarms(vec![Alarm { is_last_known: true, ..alarm(1, "Too hot <b>") }])]);
    painted().await;
    assert!(stand.words(ALARM).contains("last known"));
}

#[wasm_bindgen_test]
async fn an_alarm_is_acknowledged_or_snoozed_by_its_own_buttons() {
    let stand = with(vec![alarm(7, "Too hot")]).await;
    stand.click("[aria-label='Acknowledge Too hot']");
    stand.click("[aria-label='Snooze Too hot for 1 h']");
    let wishes = [AlarmWish::Acknowledge(AlarmKey(7)), AlarmWish::Snooze(AlarmKey(7), Duration::from_hours(1))];
    assert_eq!(asked(&stand), wishes.map(Intent::Alarm));
}

#[wasm_bindgen_test]
async fn many_alarms_are_few_on_the_page_and_known_at_once() {
    let stand = with((1..=8).map(|key| alarm(key, &format!("Alarm {key}"))).collect()).await;
    assert_eq!(stand.root.query_selector_all(ALARM).expect("a selector").length(), 5);
    assert!(stand.words(ATTENTION).contains("3 more"));
    stand.click(".attention > p:last-of-type button");
    assert_eq!(asked(&stand), [Intent::Alarm(AlarmWish::AcknowledgeAll)]);
}
