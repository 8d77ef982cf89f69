//! What devices said over time, as charts: on a device's page, several of them in one, and by their links.

use std::time::Duration;

use e2e::{Browser, Keep, Stage, Theme, Window, marks};
use serde_json::json;

const SOON: Duration = Duration::from_secs(30);
const SENSOR: &str = "smarthome:1/ESP32_001";
const CHART: &str = "[data-testid='chart']";
const REACH: &str = "[data-testid='reach']";
const DAY: &str = "[data-testid='view']:nth-of-type(2)";
const TAB: &str = "\u{e004}";

#[test]
fn a_device_shows_the_past_of_its_foremost_reading_and_of_any_other_one() {
    let stage = with_sensor();
    let browser = &stage.browser;
    stage.go(&marks::device_route(SENSOR));
    browser.wait_up_to(SOON, "a chart", || browser.attribute(CHART, "data-property"));
    browser.wait_for_attribute(CHART, "data-property", "temperature");
    browser.wait_for_attribute(CHART, "role", "img");
    browser.wait_up_to(SOON, "a picture", || (colours(browser) > 2).then_some(()));
    browser.choose(".history-head select", "humidity");
    browser.wait_for_attribute(CHART, "data-property", "humidity");
    browser.assert_no_console_errors();
}

#[test]
fn keys_wheel_and_buttons_move_through_the_past() {
    let stage = with_sensor();
    let browser = &stage.browser;
    stage.go(&marks::device_route(SENSOR));
    let day = browser.wait_up_to(SOON, "a chart", || browser.text(REACH));
    browser.press("1 h");
    let hour = browser.wait_up_to(SOON, "another time", || browser.text(REACH).filter(|it| *it != day));
    browser.press("Earlier");
    let earlier = browser.wait_up_to(SOON, "an earlier time", || browser.text(REACH).filter(|it| *it != hour));
    browser.on(".chart-room", "it.focus()");
    browser.type_keys("-");
    let longer = browser.wait_up_to(SOON, "a longer time", || browser.text(REACH).filter(|it| *it != earlier));
    let wheel = "const box = it.getBoundingClientRect();
        const turn = { deltaY: -200, clientX: box.left + box.width / 2, cancelable: true };
        it.dispatchEvent(new WheelEvent('wheel', turn));";
    browser.wait_up_to(SOON, "a shorter time", || {
        // Right after the page was scrolled, a wheel means the page.
        browser.on(".chart-room", wheel);
        browser.text(REACH).filter(|it| *it != longer)
    });
    browser.assert_no_console_errors();
}

#[test]
fn a_picture_is_drawn_anew_in_the_dark() {
    let stage = with_sensor();
    let browser = &stage.browser;
    stage.go(&marks::device_route(SENSOR));
    browser.wait_up_to(SOON, "a picture", || (colours(browser) > 2).then_some(()));
    let light = ground(browser);
    browser.show_in(Theme::Dark);
    browser.wait_up_to(SOON, "another ground", || (ground(browser) != light).then_some(()));
    browser.assert_no_console_errors();
}

#[test]
fn a_link_names_what_is_compared_and_the_chart_is_kept_under_a_name() {
    let stage = with_sensor();
    let browser = &stage.browser;
    let link = "#/chart/smarthome%3A1%2FESP32_001/temperature/smarthome%3A1%2FESP32_001/humidity";
    stage.go(link);
    browser.wait_for_attribute(CHART, "data-property", "temperature humidity");
    browser.wait_up_to(SOON, "both by name", || {
        let legend = browser.text(".legend")?;
        (legend.contains("Temperature") && legend.contains("Humidity")).then_some(())
    });
    browser.fill("Name", &format!("Climate{TAB}"));
    browser.press("Keep");
    browser.wait_for_text("Kept charts");
    stage.go("#/chart");
    browser.reload();
    stage.log_in();
    let kept = browser.wait_up_to(SOON, "the kept chart", || browser.attribute(".members a", "href"));
    assert_eq!(kept, link);
    browser.assert_no_console_errors();
}

#[test]
fn an_unknown_property_in_a_link_is_named_by_its_ids() {
    let stage = with_sensor();
    let browser = &stage.browser;
    stage.go("#/chart/alicia%3Anobody/nothing");
    browser.wait_up_to(SOON, "its ids", || browser.text(".legend").filter(|it| it.contains("alicia:nobody · nothing")));
    browser.assert_no_console_errors();
}

#[test]
fn what_the_person_wants_to_be_warned_above_is_a_line_in_the_picture() {
    let stage = with_sensor();
    let browser = &stage.browser;
    stage.go(&marks::device_route(SENSOR));
    browser.wait_up_to(SOON, "a picture", || (colours(browser) > 2).then_some(()));
    assert_eq!(reds(browser), 0, "nobody wants to be warned");
    browser.click(".entry:has([data-property='temperature']) .to-alarm");
    browser.fill("Limit", "30");
    browser.fill("Name", "Too hot");
    browser.press("Keep the alarm");
    browser.wait_up_to(SOON, "the rule", || browser.text("[data-testid='rule']"));
    stage.go(&marks::device_route(SENSOR));
    browser.wait_up_to(SOON, "a line of dashes", || (reds(browser) > 300).then_some(()));
    browser.show_in(Theme::Dark);
    browser.wait_up_to(SOON, "the same in the dark", || (reds(browser) > 300).then_some(()));
    browser.assert_no_console_errors();
}

#[test]
fn two_fingers_that_part_show_a_shorter_time_and_one_moves_through_it() {
    let stage = with_sensor();
    let browser = &stage.browser;
    browser.resize(Window::PHONE);
    stage.go(&marks::device_route(SENSOR));
    browser.wait_up_to(SOON, "a picture", || (colours(browser) > 2).then_some(()));
    browser.wait_for_attribute(DAY, "aria-pressed", "true");
    let (left, top, width) = room(browser);
    let at = |share: f64| left + width * share;
    let touch = |kind: &str, places: &[f64]| {
        let points = places.iter().zip(0..).map(|(x, id)| json!({ "x": x, "y": top, "id": id }));
        let points: Vec<_> = points.collect();
        browser.devtools("Input.dispatchTouchEvent", &json!({ "type": kind, "touchPoints": points }));
    };
    let day = browser.text(REACH).expect("the time that is shown");
    touch("touchStart", &[at(0.45)]);
    touch("touchStart", &[at(0.45), at(0.55)]);
    for step in 1..=6 {
        let spread = 0.05 * f64::from(step);
        touch("touchMove", &[at(0.45 - spread), at(0.55 + spread)]);
    }
    touch("touchEnd", &[]);
    browser.wait_for_attribute(DAY, "aria-pressed", "false");
    let shorter = browser.wait_up_to(SOON, "another time", || browser.text(REACH).filter(|it| *it != day));
    // The fingers went from a tenth of the width to seven: what was a day is some hours, none of them now.
    browser.wait_until("some hours", || (2.0..6.0).contains(&hours(browser)));

    let before = hours(browser);
    touch("touchStart", &[at(0.3)]);
    for step in 1..=6 {
        touch("touchMove", &[at(0.3 + 0.05 * f64::from(step))]);
    }
    touch("touchEnd", &[]);
    browser.wait_up_to(SOON, "an earlier time", || browser.text(REACH).filter(|it| *it != shorter));
    browser.wait_until("as long as before", || (hours(browser) - before).abs() < 0.1);
    browser.assert_no_console_errors();
}

#[test]
fn nothing_of_a_chart_has_to_be_scrolled_sideways_on_a_phone() {
    let stage = with_sensor();
    let browser = &stage.browser;
    browser.resize(Window::PHONE);
    stage.go("#/chart/smarthome%3A1%2FESP32_001/temperature/smarthome%3A1%2FESP32_001/humidity");
    browser.wait_up_to(SOON, "the summary", || browser.text(".summary").filter(|it| it.contains("21.5")));
    let wide = "return [...document.querySelectorAll('.chart .wide')]
        .filter(it => it.checkVisibility() && it.scrollWidth > it.clientWidth).map(it => it.className);";
    assert_eq!(browser.evaluate(wide, vec![]), json!([]));
    browser.assert_no_console_errors();
}

#[test]
fn a_reading_stands_at_the_time_of_its_arrival_or_at_that_of_its_device() {
    let stage = with_sensor();
    let browser = &stage.browser;
    let whose = "[data-testid='whose-time']";
    stage.go(&marks::device_route(SENSOR));
    browser.wait_up_to(SOON, "a picture", || (colours(browser) > 2).then_some(()));
    assert_eq!(browser.count(whose), 0, "the device has said nothing of its own time");
    let measured = browser.evaluate("return Date.now() - 7_200_000", vec![]).as_i64().expect("a time");
    let telemetry = format!(r#"{{"deviceId":"ESP32_001","timestamp":{measured},"sensors":{{"temperature":27.5}}}}"#);
    stage.publish("smarthome/1/ESP32_001/telemetry", telemetry.as_bytes(), Keep::Passing);
    browser.wait_up_to(SOON, "the choice", || (browser.count(whose) == 2).then_some(()));
    browser.wait_for_attribute(whose, "aria-pressed", "true");
    browser.click(".chart .rows > summary");
    browser.press("1 h");
    browser.wait_up_to(SOON, "both within the hour", || {
        browser.press("Up to date");
        browser.text(".tables").filter(|it| it.contains("27.5"))
    });
    browser.press("Device time");
    browser.wait_up_to(SOON, "the older one gone from the hour", || {
        browser.press("Up to date");
        browser.text(".tables").filter(|it| it.contains("21.5") && !it.contains("27.5"))
    });
    browser.press("24 h");
    browser.wait_up_to(SOON, "both within the day", || {
        browser.press("Up to date");
        browser.text(".tables").filter(|it| it.contains("21.5") && it.contains("27.5"))
    });
    let file = browser.saves("Save all readings of this time");
    assert!(file.starts_with("time,until,device,property,"), "{file}");
    let lines = |value: &str| file.lines().filter(|line| line.contains(value)).count();
    assert_eq!((lines("temperature,27.5"), lines("temperature,21.5"), lines("humidity")), (1, 1, 0), "{file}");
    browser.wait_for_text("History was written to a file");
    browser.assert_no_console_errors();
}

fn with_sensor() -> Stage {
    let stage = Stage::open();
    stage.log_in();
    let telemetry = br#"{"deviceId":"ESP32_001","sensors":{"temperature":21.5,"humidity":48}}"#;
    stage.publish("smarthome/1/ESP32_001/telemetry", telemetry, Keep::Passing);
    stage
        .browser
        .wait_up_to(SOON, "the sensor", || stage.browser.attribute(&marks::value(SENSOR, "temperature"), "data-value"));
    stage
}

/// How many different colours the picture has.
fn colours(browser: &Browser) -> u64 {
    let script = "const canvas = document.querySelector(arguments[0]);
        if (!canvas) return 0;
        const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
        return new Set(pixels).size;";
    browser.evaluate(script, vec![json!(CHART)]).as_u64().unwrap_or_default()
}

/// How many pixels are as red as what warns.
fn reds(browser: &Browser) -> u64 {
    let script = "const canvas = document.querySelector(arguments[0]);
        if (!canvas) return 0;
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let at = 0; at < data.length; at += 4) {
            if (data[at] > 150 && data[at] - data[at + 1] > 90 && data[at] - data[at + 2] > 90) count += 1;
        }
        return count;";
    browser.evaluate(script, vec![json!(CHART)]).as_u64().unwrap_or_default()
}

/// How much time is shown, by its own words.
fn hours(browser: &Browser) -> f64 {
    let script = r"const words = document.querySelector(arguments[0]).textContent.replaceAll('\u202f', ' ');
        const [from, until] = words.split(' – ');
        const time = (words, day) => {
            const whole = Date.parse(words);
            return isNaN(whole) ? Date.parse(`${day.toDateString()} ${words}`) : whole;
        };
        const begin = time(from, new Date());
        return (time(until, new Date(begin)) - begin) / 3600000;";
    browser.evaluate(script, vec![json!(REACH)]).as_f64().expect("two times")
}

/// Where the picture begins, the middle of its height, and its width.
fn room(browser: &Browser) -> (f64, f64, f64) {
    let script = "const room = document.querySelector('.chart-room');
        room.scrollIntoView({ block: 'center', behavior: 'instant' });
        const box = room.getBoundingClientRect();
        return [box.left, box.top + box.height / 2, box.width];";
    serde_json::from_value(browser.evaluate(script, vec![])).expect("three numbers")
}

fn ground(browser: &Browser) -> String {
    let script =
        "return [...document.querySelector(arguments[0]).getContext('2d').getImageData(1, 1, 1, 1).data].join()";
    browser.evaluate(script, vec![json!(CHART)]).as_str().unwrap_or_default().to_owned()
}
