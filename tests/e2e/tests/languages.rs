//! What the page says to people who read another language than English.

use std::{cell::RefCell, collections::BTreeSet, fs, path::Path};

use e2e::{Browser, Keep, Stage, marks};
use serde_json::Value;

const SENSOR: &str = "alicia:sensor_attic";
const CHOICE: &str = "[data-testid='language']";
/// The browser's own word for a file that is not there.
const NOT_FOUND: &str = "language-de-";

fn publish_sensor(stage: &Stage) {
    let payload = r#"{"device_id":"sensor_attic","device_type":"temperature_sensor","temperature_celsius":21.5}"#;
    stage.publish("alicia/sensors/sensor_attic", payload.as_bytes(), Keep::Passing);
}

fn sign_in_in_german(stage: &Stage, password: &str) {
    stage.browser.fill("Benutzername", "mobile_app");
    stage.browser.fill("Passwort", password);
    stage.browser.press("Verbinden");
}

fn language(browser: &Browser) -> Option<String> {
    browser.attribute("html", "lang")
}

#[test]
fn a_german_browser_reads_german_also_what_the_worker_says_and_a_comma_in_numbers() {
    let stage = Stage::open();
    let browser = &stage.browser;
    browser.prefer_languages("de-AT,de,en");
    browser.reload();
    browser.wait_for_text("Benutzername");
    assert_eq!(language(browser).as_deref(), Some("de"));
    sign_in_in_german(&stage, "not it");
    stage.wait_until_connection_is("refused");
    browser.wait_for_text("Falscher Benutzername oder falsches Passwort");

    sign_in_in_german(&stage, stage.broker.password(home::user::User::MobileApp));
    stage.wait_until_connection_is("live");
    publish_sensor(&stage);
    let value = format!("{} [data-testid='value'][data-value='21.5']", marks::device(SENSOR));
    browser.wait_for("a comma, though marks speak no language", || {
        browser.text(&value).filter(|text| text.contains("21,5"))
    });
    browser.wait_for_text("Temperatur");
    browser.assert_no_console_errors();
}

#[test]
fn swedish_and_chinese_are_spoken_from_the_first_field_to_the_last_page() {
    for (preferred, tag, number) in [("sv-SE,sv", "sv", "21,5"), ("zh-CN,zh", "zh-Hans", "21.5")] {
        let table =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../languages/{tag}.txt")));
        let table = table.expect("there is a table");
        let said = |english: &str| {
            let found = table.lines().find_map(|line| line.strip_prefix(english)?.strip_prefix('\t'));
            found.unwrap_or_else(|| panic!("{english} in {tag}")).to_owned()
        };
        let stage = Stage::open();
        let browser = &stage.browser;
        browser.prefer_languages(preferred);
        browser.reload();
        browser.wait_for_text(&said("Username"));
        assert_eq!(language(browser).as_deref(), Some(tag));
        browser.fill(&said("Username"), "mobile_app");
        browser.fill(&said("Password"), stage.broker.password(home::user::User::MobileApp));
        browser.press(&said("Connect"));
        stage.wait_until_connection_is("live");
        publish_sensor(&stage);
        let value = format!("{} [data-testid='value'][data-value='21.5']", marks::device(SENSOR));
        browser.wait_for(number, || browser.text(&value).filter(|text| text.contains(number)));
        browser.wait_for_text(&said("Temperature"));
        for (route, heading) in [
            ("#/activity", "Activity"),
            ("#/alarms", "Alarms"),
            ("#/topics", "Topics"),
            ("#/broker", "Broker"),
            ("#/settings", "Settings"),
        ] {
            stage.go(route);
            let heading = said(heading);
            browser.wait_for(&heading, || browser.text("main h1").filter(|text| *text == heading));
        }
        browser.assert_no_console_errors();
    }
}

#[test]
fn what_the_person_chose_wins_over_the_browser_and_stays() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.log_in();
    stage.go("#/settings");
    browser.choose(CHOICE, "de");
    browser.wait_for_text("Load it anew");
    browser.press("Load it anew");
    browser.wait_for_text("Benutzername");
    browser.prefer_languages("sv-SE,sv");
    browser.reload();
    browser.wait_for_text("Benutzername");
    sign_in_in_german(&stage, stage.broker.password(home::user::User::MobileApp));
    stage.wait_until_connection_is("live");

    stage.go("#/settings");
    browser.choose(CHOICE, "");
    browser.reload();
    browser.wait_for_text("Användarnamn");
    browser.assert_no_console_errors();
}

#[test]
fn without_its_table_the_page_speaks_english() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.lose("language-de-");
    browser.prefer_languages("de");
    browser.reload();
    browser.wait_for_text("Username");
    assert_eq!(language(browser).as_deref(), Some("en"));
    stage.log_in();
    browser.assert_no_console_errors_but(&[NOT_FOUND]);
}

/// Every text of the page in brackets: what stands in none was never looked up.
#[test]
fn every_text_that_a_person_reads_is_one_that_has_translations() {
    let stage = Stage::open();
    let browser = &stage.browser;
    put_brackets_around_german(&stage);
    browser.prefer_languages("de");
    browser.reload();
    browser.wait_for_text("⟦Username⟧");
    let mut bare = BTreeSet::new();
    look("sign in", browser, &mut bare);
    browser.fill("⟦Username⟧", "mobile_app");
    browser.fill("⟦Password⟧", stage.broker.password(home::user::User::MobileApp));
    browser.press("⟦Connect⟧");
    stage.wait_until_connection_is("live");
    look("an empty home", browser, &mut bare);
    publish_sensor(&stage);
    browser.wait_for("the sensor", || browser.text(&marks::device(SENSOR)));
    for route in [
        "#/",
        "#/devices",
        "#/more",
        "#/wall",
        "#/activity",
        "#/alarms",
        "#/topics",
        "#/retained",
        "#/broker",
        "#/broker/rights",
        "#/broker/users",
        "#/settings",
        "#/nowhere",
    ] {
        walk(route, browser, &mut bare);
    }
    walk(&marks::device_route(SENSOR), browser, &mut bare);
    walk(&format!("#/alarms/{SENSOR}/temperature").replace(':', "%3A"), browser, &mut bare);
    walk(&format!("#/chart/{SENSOR}/temperature").replace(':', "%3A"), browser, &mut bare);
    assert!(bare.is_empty(), "{bare:#?}");
    browser.assert_no_console_errors();
}

fn put_brackets_around_german(stage: &Stage) {
    let names = stage.browser.attribute("meta[name=languages]", "content").expect("the page knows its tables");
    let name = names.split(',').find(|name| name.starts_with("language-de-")).expect("one is German").to_owned();
    let table = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../languages/de.txt"));
    let table = table.expect("there is a German table");
    let bracketed = table.lines().filter_map(|line| line.split_once('\t')).map(|(english, _)| {
        let (text, _) = english.split_once('|').unwrap_or((english, ""));
        format!("{english}\t⟦{}⟧\n", text.trim())
    });
    let bracketed: String = bracketed.collect();
    stage.lose("language-de-");
    stage.serve(&name, &bracketed);
}

fn walk(route: &str, browser: &Browser, bare: &mut BTreeSet<String>) {
    browser.go(route);
    browser.wait_for("the page of that route", || {
        let heading = browser.text("main h1").filter(|heading| !heading.is_empty())?;
        (browser.evaluate("return location.hash", vec![]).as_str() == Some(route)).then_some(heading)
    });
    // What comes later, such as a part of the page that has to be fetched, has come when two looks see the same.
    let before = RefCell::new(String::new());
    browser.wait_for("a page that stands still", || {
        let letters: String = browser.page_text().chars().filter(|letter| letter.is_alphabetic()).collect();
        (before.replace(letters.clone()) == letters).then_some(())
    });
    look(route, browser, bare);
}

/// Notes what a person sees or hears that is neither in brackets nor data.
fn look(place: &str, browser: &Browser, bare: &mut BTreeSet<String>) {
    let script = "
        const bare = text => {
            for (let before = ''; before !== text;) { before = text; text = text.replace(/⟦[^⟦⟧]*⟧/g, ''); }
            return text.trim();
        };
        const found = [];
        const take = text => { if (/\\p{L}{2}/u.test(bare(text))) found.push(bare(text)); };
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const around = texts.currentNode.parentElement;
            if (!around.closest('code, kbd, svg, script, style, [lang]:not(html), [data-word]')) take(texts.currentNode.data);
        }
        for (const element of document.body.querySelectorAll('*'))
            for (const name of ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'placeholder', 'alt'])
                take(element.getAttribute(name) ?? '');
        return found;";
    let found: Vec<String> = match browser.evaluate(script, vec![]) {
        Value::Array(texts) => texts.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect(),
        other => panic!("texts, not {other}"),
    };
    bare.extend(found.into_iter().filter(|text| !is_data(text)).map(|text| format!("{place}: {text}")));
}

/// Names, numbers, times and units.
fn is_data(text: &str) -> bool {
    const NAMES: [&str; 16] = [
        "Alicia",
        "Sensor attic",
        "sensor_attic",
        "mobile_app",
        "Smart Home Backend",
        "IoTFlow",
        "Home Assistant",
        "Tasmota",
        "Zigbee2MQTT",
        "Homie",
        "Shelly",
        "MQTT",
        "Base64",
        "JSON",
        "temperature_sensor",
        "temperature",
    ];
    // The id of this page ends with six hexadecimal digits, some of which are letters.
    let mut rest = match text.split_once("alicia-dashboard-") {
        Some((before, after)) => format!("{before} {}", after.get(6..).unwrap_or_default()),
        None => text.to_owned(),
    };
    for name in NAMES {
        rest = rest.replace(name, "");
    }
    let units = ["kB", "MB", "GB", "lx", "UTC", "ws", "wss", "dBm"];
    let words = rest.split(|letter: char| !letter.is_alphabetic()).filter(|word| word.chars().count() > 1);
    words.filter(|word| !units.contains(word)).count() == 0
}
