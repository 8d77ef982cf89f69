//! Recordings: made in one browser, played without a broker, looked at by whoever comes to a page that offers one.

use std::{collections::BTreeMap, thread, time::Duration};

use e2e::{Browser, Config, Scene, Stage, Window, marks};
use serde_json::json;

/// Of the simulated home, the last to be heard of.
const LAST_DEVICE: &str = "smarthome:1/ESP32_003";
const BAR: &str = "[data-testid='replay']";
const SLIDER: &str = "[data-testid='replay'] input[type='range']";
const SETTINGS_FIELD: &str = "[data-testid='recording'] input[type='file']";
const DOOR_FIELD: &str = ".door input[type='file']";
/// All devices are in sight at once.
const TALL: Window = Window { width: 1_440, height: 12_000 };

#[test]
fn a_recording_of_the_simulated_home_shows_the_same_devices_without_a_broker() {
    let mut stage = Stage::open_as(Scene { window: TALL, ..Scene::default() });
    stage.log_in();
    stage.go("#/settings");
    stage.browser.press("Start recording");
    stage.browser.wait_for_text("Recording: ");
    // What nobody stores is in it only if it is said while it runs.
    let home = stage.simulate(0);
    stage.go("#/");
    stage.browser.wait_for("the devices", || stage.browser.text(&marks::device(LAST_DEVICE)));
    thread::sleep(Duration::from_secs(5));
    drop(home);
    stage.go("#/settings");
    let quiet = || {
        let before = stage.counter(marks::MESSAGES_RECEIVED);
        thread::sleep(Duration::from_secs(2));
        (stage.counter(marks::MESSAGES_RECEIVED) == before).then_some(())
    };
    stage.browser.wait_for("the home to be silent", quiet);
    stage.browser.press("Stop recording");
    let file = stage.browser.saves("Save it as a file");
    assert!(file.starts_with("{\"format\":\"alicia-recording\"") && file.lines().count() > 100, "{}", file.len());
    stage.go("#/");
    let expected = picture(&stage.browser);
    assert!(expected.len() > 50, "{expected:#?}");

    // Whoever plays a recording leaves the broker, and is asked before.
    stage.go("#/settings");
    stage.browser.choose_file(SETTINGS_FIELD, "recording.jsonl", &file);
    stage.browser.press("Sign out and open it");
    stage.wait_until_connection_is("replay");
    stage.broker.stop();
    let browser = &stage.browser;
    browser.wait_for("the bar", || browser.text(BAR));
    slide_to_end(browser);
    browser.wait_for_attribute(BAR, "data-state", "paused");
    stage.go("#/");
    let is_same = || (picture(browser) == expected).then_some(());
    let shown = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| browser.wait_for("the same home", is_same)));
    assert!(shown.is_ok(), "{:#?}", difference(&expected, &picture(browser)));

    // At its end it stands; its first moment is as good as its last.
    browser.press("Play");
    browser.wait_for_attribute(BAR, "data-state", "playing");
    browser.press("Close the recording");
    stage.wait_until_connection_is("offline");
    browser.assert_no_console_errors();
}

#[test]
fn a_page_without_a_broker_offers_a_recorded_home_to_look_at() {
    let config = Config::Says(r#"{"title":"Demo","demo":"demo.jsonl"}"#);
    let stage = Stage::open_as(Scene { config, ..Scene::default() });
    let browser = &stage.browser;
    let scripts = || browser.count("script");
    let before = scripts();
    let topic = r"home/<img src=x onerror=document.title='run'>/<script>document.title='run'<\/script>";
    let lines = [
        r#"{"format":"alicia-recording","version":1,"began":"2026-02-13T12:00:00.000Z"}"#.to_owned(),
        r#"{"at":0,"topic":"alicia/devices/bulb_hall/status","payload":"{\"state\":\"on\",\"brightness\":80}"}"#
            .to_owned(),
        format!("{{\"at\":0,\"topic\":\"{topic}\",\"payload\":\"<b>7</b>\"}}"),
        "<script>document.title='run'</script>".to_owned(),
        r#"{"at":600000,"topic":"alicia/devices/bulb_hall/status","payload":"{\"state\":\"off\"}"}"#.to_owned(),
    ];
    stage.serve("demo.jsonl", lines.join("\n"));
    browser.press("Look at a recorded home");
    stage.wait_until_connection_is("replay");
    let lamp = "alicia:bulb_hall";
    browser.wait_for("the lamp", || {
        browser.attribute(&marks::value(lamp, "state"), "data-value").filter(|it| it == "on" || it == "true")
    });
    browser.wait_for_text("<img src=x onerror=document.title='run'>");
    browser.wait_for_text("One line of this recording makes no sense");
    assert_eq!((browser.count("main img"), scripts()), (0, before), "it is shown as text");
    let title = browser.evaluate("return document.title", vec![]);
    assert!(title.as_str().is_some_and(|title| title.ends_with("Demo")), "{title}");

    // Nothing is sent, and that is said where it was asked for.
    browser.click(&marks::switch(lamp, "state"));
    browser.wait_for_text("this is a recording, so nothing is sent");
    slide_to_end(browser);
    browser.wait_for("the end", || {
        browser.attribute(&marks::value(lamp, "state"), "data-value").filter(|it| it == "off" || it == "false")
    });
    // Back there it is the same list of the same devices.
    thread::sleep(Duration::from_secs(1));
    slide(browser, "0");
    browser.wait_for("the beginning", || {
        browser.attribute(&marks::value(lamp, "state"), "data-value").filter(|it| it == "on" || it == "true")
    });
    slide_to_end(browser);
    browser.wait_for("the end once more", || {
        browser.attribute(&marks::value(lamp, "state"), "data-value").filter(|it| it == "off" || it == "false")
    });
    browser.press("Close the recording");
    stage.wait_until_connection_is("offline");
    // It is a page to sign in as before.
    assert!(browser.page_text().contains("Broker address"));
    browser.assert_no_console_errors();
}

#[test]
fn a_file_of_another_shape_is_a_sentence_and_one_may_still_sign_in() {
    let stage = Stage::open();
    let browser = &stage.browser;
    browser.press("Open a recording");
    for (file, complaint) in [
        ("not json", "it is no recording of this page"),
        ("", "it is empty"),
        (r#"{"alicia_dashboard":1,"devices":{}}"#, "it is no recording of this page"),
        (r#"{"format":"alicia-recording","version":9}"#, "newer version"),
    ] {
        browser.choose_file(DOOR_FIELD, "recording.jsonl", file);
        browser.wait_for_text(complaint);
    }
    let huge = "
        const files = new DataTransfer();
        const megabyte = new Uint8Array(1 << 20);
        files.items.add(new File(Array(80).fill(megabyte), 'huge.jsonl'));
        it.files = files.files;
        it.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.on(DOOR_FIELD, huge);
    browser.wait_for_text("larger than 64 MB");
    stage.log_in();
    browser.assert_no_console_errors();
}

/// Every value in sight, by device and property, once nothing changes any more.
fn picture(browser: &Browser) -> BTreeMap<String, String> {
    let mut before = glimpse(browser);
    loop {
        thread::sleep(Duration::from_secs(1));
        let now = glimpse(browser);
        if now == before {
            return now;
        }
        before = now;
    }
}

fn glimpse(browser: &Browser) -> BTreeMap<String, String> {
    let read = "return [...document.querySelectorAll(\"[data-testid='property']\")].map(it => [
        it.closest(\"[data-testid='device']\").dataset.deviceId + ' ' + it.dataset.property,
        it.querySelector(\"[data-testid='value']\")?.innerText ?? '',
    ])";
    let all: Vec<(String, String)> = serde_json::from_value(browser.evaluate(read, vec![])).expect("pairs of words");
    all.into_iter().collect()
}

fn difference(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) -> Vec<String> {
    let names: std::collections::BTreeSet<_> = one.keys().chain(other.keys()).collect();
    let differing = names.into_iter().filter(|name| one.get(*name) != other.get(*name));
    differing.map(|name| format!("{name}: {:?} and {:?}", one.get(name), other.get(name))).collect()
}

fn slide_to_end(browser: &Browser) {
    slide(browser, "slider.max");
}

/// As a finger does that is lifted there.
fn slide(browser: &Browser, place: &str) {
    let script = format!(
        "const slider = document.querySelector(arguments[0]);
        if (!slider || slider.max === '0') return false;
        slider.value = {place};
        for (const event of ['input', 'change']) slider.dispatchEvent(new Event(event, {{ bubbles: true }}));
        return true;"
    );
    browser.wait_for("the slider", || (browser.evaluate(&script, vec![SLIDER.into()]) == json!(true)).then_some(()));
}
