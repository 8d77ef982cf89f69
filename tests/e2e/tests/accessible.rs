//! Nobody is kept out: every page as axe sees it, in a narrow window, with large text, and by keys alone.

use e2e::{Browser, Stage, Theme, Window, marks};
use serde_json::{Value, json};

const NARROW: Window = Window { width: 320, height: 640 };
const LAMP: &str = "alicia:bulb_living";

/// Every page, and what is on it once it is there.
fn pages() -> Vec<(String, String)> {
    let lamp = marks::device_route(LAMP);
    let chart = lamp.replace("#/device/", "#/chart/") + "/brightness";
    let alarm = lamp.replace("#/device/", "#/alarms/") + "/brightness";
    [("#/", marks::device(LAMP)), (&lamp, marks::device(LAMP)), (&chart, "[data-testid='chart']".to_owned())]
        .into_iter()
        .chain(
            [&*alarm, "#/devices", "#/more", "#/wall", "#/alarms", "#/activity", "#/broker", "#/settings", "#/nowhere"]
                .map(|route| (route, "main h1".to_owned())),
        )
        .map(|(route, mark)| (route.to_owned(), mark))
        .collect()
}

fn at_home() -> (Stage, impl Sized) {
    let stage = Stage::open();
    let home = stage.simulate(0);
    stage.log_in();
    stage.browser.wait_for("the lamp", || stage.browser.text(&marks::device(LAMP)));
    (stage, home)
}

/// Every page in turn, and what `look` finds there.
fn on_every_page(stage: &Stage, look: impl Fn(&Browser) -> Vec<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (route, mark) in pages() {
        stage.go("#/nothing/yet");
        stage.go(&route);
        stage.browser.wait_for(&route, || stage.browser.text(&mark));
        found.extend(look(&stage.browser).into_iter().map(|line| format!("{route}: {line}")));
    }
    found
}

#[track_caller]
fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "{} barriers:\n{}", found.len(), found.join("\n"));
}

#[test]
fn axe_finds_nothing_on_any_page_in_light_and_dark_on_a_laptop_and_a_phone() {
    let (stage, _home) = at_home();
    let mut found = Vec::new();
    for (window, theme) in [
        (Window::LAPTOP, Theme::Light),
        (Window::LAPTOP, Theme::Dark),
        (Window::PHONE, Theme::Light),
        (Window::PHONE, Theme::Dark),
    ] {
        stage.browser.resize(window);
        stage.browser.show_in(theme);
        let here = on_every_page(&stage, Browser::barriers);
        found.extend(here.into_iter().map(|line| format!("{} px, {theme:?}, {line}", window.width)));
    }
    assert_none(&found);
    stage.browser.assert_no_console_errors();
}

#[test]
fn axe_finds_nothing_before_one_is_in() {
    let stage = Stage::open();
    stage.browser.wait_for("the form", || stage.browser.text("form"));
    for theme in [Theme::Light, Theme::Dark] {
        stage.browser.show_in(theme);
        assert_none(&stage.browser.barriers());
    }
}

#[test]
fn axe_would_find_a_picture_without_words_and_a_line_that_is_too_long() {
    let browser = Browser::open(NARROW, Theme::Light);
    browser.goto(
        "data:text/html,<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>x</title><img src=x><pre style='width: 400px'>long</pre>",
    );
    assert!(browser.barriers().iter().any(|line| line.starts_with("image-alt")));
    assert!(browser.sticking_out().iter().any(|line| line.starts_with("<pre")));
}

#[test]
fn in_a_narrow_window_and_with_large_text_nobody_scrolls_sideways() {
    let (stage, _home) = at_home();
    stage.browser.resize(NARROW);
    let mut found = on_every_page(&stage, Browser::sticking_out);
    stage.browser.resize(Window::LAPTOP);
    stage.browser.enlarge_text(200);
    found.extend(on_every_page(&stage, Browser::sticking_out).into_iter().map(|line| format!("200 %: {line}")));
    assert_none(&found);
}

/// As a keyboard does: what the driver types into a field for colours is a colour.
fn press_tab(browser: &Browser) {
    for kind in ["keyDown", "keyUp"] {
        let key = json!({ "type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9 });
        browser.devtools("Input.dispatchKeyEvent", &key);
    }
}

#[test]
fn keys_lead_to_everything_on_the_home_page_and_one_sees_where_one_is() {
    let (stage, _home) = at_home();
    let script = "return (async () => {
        // Looks are computed once it has been painted.
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
        const at = document.activeElement;
        if (!at || at === document.body) return null;
        const box = at.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
        const above = document.elementFromPoint(x, y);
        const isRinged = (it, part) => it && getComputedStyle(it, part).outlineStyle !== 'none'
            && parseFloat(getComputedStyle(it, part).outlineWidth) > 0;
        const ring = isRinged(at) || isRinged(at, '::before') || isRinged(at, '::after')
            || isRinged(at.closest('.card:has(h3 :focus)')) || isRinged(at.closest('label'));
        const covered = above && !at.contains(above) && !above.contains(at) && !at.closest('label')?.contains(above);
        const what = at.outerHTML.slice(0, 120);
        return { what, wrong: [ring || 'no ring', !covered || 'covered by ' + above?.outerHTML.slice(0, 80)].filter(it => it !== true) };
    })()";
    let (mut wrong, mut seen) = (Vec::new(), Vec::<Value>::new());
    for _ in 0..60 {
        press_tab(&stage.browser);
        let at = stage.browser.evaluate(script, vec![]);
        if at["wrong"].as_array().is_some_and(|list| !list.is_empty()) {
            wrong.push(at.to_string());
        }
        seen.push(at["what"].clone());
    }
    assert_none(&wrong);
    seen.dedup();
    assert!(seen.len() > 40, "the focus moves on: {seen:?}");
}
