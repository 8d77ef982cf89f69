//! What the page keeps of the past in the browser's own store: over reloads, crashes, full disks and tabs.

use std::time::Duration;

use alicia_dashboard::history::{Answer, Chronicle, Limits, Question, Series, Shelf};
use alicia_dashboard::time::{Now, Timestamp};
use e2e::{Browser, Keep, Stage};
use serde_json::{Value, json};

/// What is heard is written within seconds, and told within one more.
const SOON: Duration = Duration::from_secs(30);
/// After something failed it is tried again within a minute.
const LATER: Duration = Duration::from_secs(90);
const SENSOR: &str = "alicia:sensor_attic";
const CARRIED: &str = "[data-testid='carried']";
const FIELD: &str = "[data-testid='carrying'] input[type='file']";
const PLACE: &str = "[data-testid='history']";

#[test]
fn what_was_heard_outlives_a_reload_and_the_time_between_is_a_gap() {
    let stage = recording(&["20.5", "20.6", "20.7"]);
    let browser = &stage.browser;
    stage.publish("alicia/sensors/sensor_attic", br#"{"temperature_celsius":99}"#, Keep::Retained);
    keeps(browser, 4);
    browser.reload();
    stage.log_in();
    stage.go("#/settings");
    say(&stage, "21.5");
    keeps(browser, 5);
    let answer = past(browser);
    assert_eq!(numbers(&answer), [20.5, 20.6, 20.7, 99.0, 21.5], "what the broker had kept is no news");
    assert_eq!(answer.gaps.len(), 1, "{:?}", answer.gaps);
    let (before, after) = (&answer.strands[0].columns[3], &answer.strands[0].columns[4]);
    assert!(answer.gaps[0].from >= before.until && answer.gaps[0].until <= after.from);
    browser.assert_no_console_errors();
}

#[test]
fn a_page_that_crashes_loses_seconds_and_nothing_is_broken() {
    let stage = recording(&["20.5", "20.6", "20.7"]);
    let browser = &stage.browser;
    keeps(browser, 3);
    say(&stage, "20.8");
    let url = browser.crash();
    browser.goto(&url);
    stage.log_in();
    stage.go("#/settings");
    say(&stage, "21.5");
    // Whoever is gone without a word is waited for a little.
    keeps(browser, 4);
    let answer = past(browser);
    let numbers = numbers(&answer);
    assert!(numbers.starts_with(&[20.5, 20.6, 20.7]) && numbers.ends_with(&[21.5]), "{numbers:?}");
    assert_eq!(answer.gaps.len(), 1);
}

#[test]
fn a_full_disk_is_said_and_what_is_heard_meanwhile_is_written_when_there_is_room() {
    let stage = Stage::open();
    let browser = &stage.browser;
    // A browser does not look at every write whether there is room.
    let origin = browser.evaluate("return location.origin", vec![]);
    browser.devtools("Storage.overrideQuotaForOrigin", &json!({ "origin": origin, "quotaSize": 1 }));
    stage.log_in();
    stage.go("#/settings");
    say(&stage, "20.5");
    say(&stage, "20.6");
    browser.wait_up_to(SOON, "the reason", || browser.page_text().contains("the disk is full").then_some(()));
    say(&stage, "20.7");
    browser.devtools("Storage.overrideQuotaForOrigin", &json!({ "origin": origin }));
    browser.wait_up_to(LATER, "what was heard meanwhile", || is_kept(browser, 3));
    assert!(!browser.page_text().contains("the disk is full"));
    assert_eq!(numbers(&past(browser)), [20.5, 20.6, 20.7]);
    browser.assert_no_console_errors();
}

#[test]
fn what_a_newer_version_has_kept_is_left_alone_and_that_is_said() {
    let stage = Stage::open();
    let browser = &stage.browser;
    let newer = "return new Promise(done => {
        const request = indexedDB.open('alicia-history', 7);
        request.onupgradeneeded = () => request.result.createObjectStore('something else').put(5, 'key');
        request.onsuccess = () => { request.result.close(); done(true); };
    })";
    browser.evaluate(newer, vec![]);
    stage.log_in();
    stage.go("#/settings");
    say(&stage, "20.5");
    browser.wait_up_to(SOON, "the reason", || browser.page_text().contains("newer version").then_some(()));
    browser.wait_for_attribute(PLACE, "data-place", "memory");
    delete_all(browser);
    let kept = "return new Promise(done => {
        const request = indexedDB.open('alicia-history', 7);
        request.onsuccess = () => {
            const get = request.result.transaction('something else').objectStore('something else').get('key');
            get.onsuccess = () => { request.result.close(); done(get.result); };
        };
    })";
    assert_eq!(browser.evaluate(kept, vec![]), json!(5));
    browser.assert_no_console_errors();
}

#[test]
fn what_an_older_version_has_kept_is_there_and_goes_on() {
    let stage = recording(&["20.5", "20.6"]);
    let browser = &stage.browser;
    keeps(browser, 2);
    browser.reload();
    // The head of the first format had two times less at its end.
    let older = "return new Promise((done, fail) => {
        const request = indexedDB.open('alicia-history');
        request.onerror = fail;
        request.onsuccess = () => {
            const store = request.result.transaction('history', 'readwrite').objectStore('history');
            const formats = [];
            store.openCursor().onsuccess = ({ target: { result: cursor } }) => {
                if (!cursor) return;
                if (cursor.key.byteLength === 5) {
                    const head = new Uint8Array(cursor.value);
                    formats.push(head[0]);
                    const old = arguments[0] ? head.slice(0, head.length - 7) : head;
                    if (arguments[0]) { old[0] = 1; cursor.update(old); }
                }
                cursor.continue();
            };
            store.transaction.oncomplete = () => { request.result.close(); done(formats); };
        };
    })";
    assert_eq!(browser.evaluate(older, vec![json!(true)]), json!([2]));
    assert_eq!(browser.evaluate(older, vec![json!(false)]), json!([1]));
    assert_eq!(numbers(&past(browser)), [20.5, 20.6]);
    stage.log_in();
    stage.go("#/settings");
    say(&stage, "21.5");
    keeps(browser, 3);
    let answer = past(browser);
    assert_eq!((numbers(&answer), answer.gaps.len()), (vec![20.5, 20.6, 21.5], 1));
    assert_eq!(browser.evaluate(older, vec![json!(false)]), json!([2]));
    assert!(!browser.page_text().contains("newer version"));
    browser.assert_no_console_errors();
}

#[test]
fn of_two_tabs_one_writes_and_when_it_goes_the_other_does() {
    let stage = recording(&["20.5"]);
    let browser = &stage.browser;
    keeps(browser, 1);
    let first = browser.open_tab();
    stage.log_in();
    stage.go("#/settings");
    say(&stage, "20.6");
    browser.wait_for_attribute(PLACE, "data-place", "elsewhere");
    for temperature in ["20.7", "20.8"] {
        say(&stage, temperature);
    }
    browser.wait_up_to(LATER, "what the other tab has written", || {
        (past(browser).strands[0].columns.len() == 4).then_some(())
    });
    let second = browser.open_tab();
    browser.close_tab(first);
    browser.close_tab(second);
    say(&stage, "20.9");
    browser.wait_up_to(LATER, "this tab to write", || is_kept(browser, 5));
    let answer = past(browser);
    assert_eq!(numbers(&answer), [20.5, 20.6, 20.7, 20.8, 20.9]);
    assert!(answer.gaps.is_empty(), "somebody has always listened: {:?}", answer.gaps);
}

#[test]
fn deleting_all_asks_first_and_deletes_all() {
    let stage = recording(&["20.5", "20.6"]);
    let browser = &stage.browser;
    keeps(browser, 2);
    delete_all(browser);
    browser.wait_for_attribute(PLACE, "data-values", "0");
    assert_eq!(numbers(&past(browser)), [0.0; 0]);
    say(&stage, "20.7");
    keeps(browser, 1);
    assert_eq!(numbers(&past(browser)), [20.7]);
    browser.assert_no_console_errors();
}

#[test]
fn exported_deleted_and_imported_it_is_the_same_picture_with_its_gap() {
    let stage = recording(&["20.5", "20.6"]);
    let browser = &stage.browser;
    keeps(browser, 2);
    browser.reload();
    stage.log_in();
    stage.go("#/settings");
    say(&stage, "21.5");
    keeps(browser, 3);
    let before = past(browser);
    assert_eq!((numbers(&before), before.gaps.len()), (vec![20.5, 20.6, 21.5], 1));
    let lines = "[data-testid='carrying'] select:has(option[value='json'])";
    for format in ["json", "csv"] {
        browser.choose(lines, format);
        let file = browser.saves("Export history");
        assert!(file.contains("alicia:sensor_attic") && file.contains("temperature_celsius"), "{file}");
        delete_all(browser);
        browser.wait_for_attribute(PLACE, "data-values", "0");
        assert_eq!(numbers(&past(browser)), [0.0; 0]);
        import(browser, &file);
        if format == "csv" {
            browser.wait_for_text("does not say of which home it is");
            browser.press("Import it");
        }
        browser.wait_for_attribute(CARRIED, "data-state", "done");
        assert_eq!(browser.attribute(CARRIED, "data-left-out").as_deref(), Some("0"));
        let after = past(browser);
        assert_eq!((&after.strands, &after.gaps[0]), (&before.strands, &before.gaps[0]));
    }
    browser.assert_no_console_errors();
}

#[test]
fn a_file_of_another_kind_gets_a_sentence_and_a_huge_one_does_not_stop_the_page() {
    let stage = recording(&["20.5"]);
    let browser = &stage.browser;
    import(browser, "Datum;Wert\n1;2\n");
    browser.wait_for_text("line 1: it names no column");
    let huge = "const files = new DataTransfer();
        const megabyte = '?'.repeat(1 << 20);
        files.items.add(new File(['time,device,property,value\\n', ...Array(40).fill(megabyte)], 'huge.csv'));
        it.files = files.files;
        it.dispatchEvent(new Event('change'));";
    browser.on(FIELD, huge);
    browser.wait_for_text("does not say of which home it is");
    browser.press("Import it");
    say(&stage, "20.6");
    browser.wait_up_to(LATER, "the end of it", || (browser.attribute(CARRIED, "data-state")? == "done").then_some(()));
    assert_eq!(browser.attribute(CARRIED, "data-left-out").as_deref(), Some("1"));
    browser.assert_no_console_errors();
}

#[test]
fn nothing_is_recorded_while_the_person_does_not_want_it_in_this_visit_and_the_next() {
    let stage = recording(&["20.5"]);
    let browser = &stage.browser;
    keeps(browser, 1);
    let box_of = "[data-testid='history'] ~ div input[type='checkbox']";
    browser.click(box_of);
    say(&stage, "20.6");
    browser.reload();
    stage.log_in();
    stage.go("#/settings");
    say(&stage, "20.7");
    let checked = "return document.querySelector(arguments[0]).checked";
    browser.wait_for("the box", || (browser.count(box_of) == 1).then_some(()));
    assert_eq!(browser.evaluate(checked, vec![box_of.into()]), json!(false));
    browser.click(box_of);
    say(&stage, "20.8");
    keeps(browser, 2);
    assert_eq!(numbers(&past(browser)), [20.5, 20.8]);
    browser.assert_no_console_errors();
}

/// On the page of settings of a home whose sensor has said this.
fn recording(temperatures: &[&str]) -> Stage {
    let stage = Stage::open();
    stage.log_in();
    stage.go("#/settings");
    for temperature in temperatures {
        say(&stage, temperature);
    }
    stage
}

fn say(stage: &Stage, temperature: &str) {
    let before = stage.counter("[data-testid='messages-received']");
    let reading = format!(r#"{{"temperature_celsius":{temperature}}}"#);
    stage.publish("alicia/sensors/sensor_attic", reading.as_bytes(), Keep::Passing);
    let is_heard = || (stage.counter("[data-testid='messages-received']") > before).then_some(());
    stage.browser.wait_for("the reading to be heard", is_heard);
}

fn is_kept(browser: &Browser, values: u64) -> Option<()> {
    let kept = browser.attribute(PLACE, "data-values")?.parse::<u64>().ok()?;
    (kept >= values).then_some(())
}

#[track_caller]
fn keeps(browser: &Browser, values: u64) {
    browser.wait_up_to(SOON + SOON, "what was heard to be kept", || is_kept(browser, values));
}

fn delete_all(browser: &Browser) {
    browser.press("Delete all history…");
    browser.press("Delete all history");
}

fn import(browser: &Browser, file: &str) {
    browser.choose_file(FIELD, "history", file);
}

fn numbers(answer: &Answer) -> Vec<f64> {
    answer.strands[0].columns.iter().map(|column| column.last).collect()
}

/// What the program makes of all that the browser has kept, without the page.
fn past(browser: &Browser) -> Answer {
    let script = "return new Promise((done, fail) => {
        const request = indexedDB.open('alicia-history');
        request.onerror = fail;
        request.onsuccess = () => {
            const store = request.result.transaction('history').objectStore('history');
            const [keys, values] = [store.getAllKeys(), store.getAll()];
            store.transaction.oncomplete = () => {
                request.result.close();
                const list = bytes => Array.from(new Uint8Array(bytes));
                done(keys.result.map((key, at) => [list(key), list(values.result[at])]));
            };
        };
    })";
    let bytes = |list: &Value| -> Vec<u8> {
        let list = list.as_array().expect("a list of bytes").iter();
        list.map(|byte| u8::try_from(byte.as_u64().expect("a number")).expect("a byte")).collect()
    };
    let entries = browser.evaluate(script, vec![]);
    let entries = entries.as_array().expect("a list of entries").iter();
    let mut shelf = Shelf(entries.map(|entry| (bytes(&entry[0]), bytes(&entry[1]))).collect());
    let host = browser.evaluate("return location.host", vec![]);
    let house = format!("ws://{}/mqtt\nmobile_app", host.as_str().expect("the page has a host"));
    let now = browser.evaluate("return Date.now()", vec![]).as_i64().expect("a time");
    let now = Now { timestamp: Timestamp::from_millis(now), ..Now::default() };
    let mut chronicle = Chronicle::new(Limits::default(), 1);
    chronicle.enter(&house, now);
    let series = vec![Series { device: SENSOR.to_owned(), property: "temperature_celsius".to_owned() }];
    chronicle.ask(
        Question { ticket: 1, series, from: None, until: now.timestamp, columns: 100, as_measured: false },
        &[],
        now,
    );
    loop {
        let requests = chronicle.take_requests();
        if requests.is_empty() {
            return chronicle.take_answers().remove(0);
        }
        for request in requests {
            chronicle.handle_stored(shelf.perform(request), now);
        }
    }
}
