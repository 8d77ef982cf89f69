//! Nobody is kept out: every page as axe sees it, in a narrow window, with large text, and by keys alone.

use e2e::{Browser, Stage, Theme, Window, marks};
use serde_json::{Value, json};

const ESCAPE: &str = "\u{e00c}";
const NARROW: Window = Window { width: 320, height: 640 };
const LAMP: &str = "alicia:bulb_living";
/// As an address has it.
const ROOM: &str = "Living%20room";

/// Every page, and what is on it once it is there.
fn pages() -> Vec<(String, String)> {
    let lamp = marks::device_route(LAMP);
    let chart = lamp.replace("#/device/", "#/chart/") + "/brightness";
    let alarm = lamp.replace("#/device/", "#/alarms/") + "/brightness";
    let room = format!("#/room/{ROOM}");
    let wall = format!("#/wall/{ROOM}");
    [("#/", marks::device(LAMP)), (&lamp, marks::device(LAMP)), (&chart, "[data-testid='chart']".to_owned())]
        .into_iter()
        .chain(
            [
                &*alarm,
                &room,
                &wall,
                "#/devices",
                "#/more",
                "#/wall",
                "#/alarms",
                "#/activity",
                "#/topics",
                "#/topics/alicia%2Fdevices%2Fbulb_living%2Fstatus",
                "#/retained",
                "#/broker",
                "#/broker/rights",
                "#/broker/users",
                "#/settings",
                "#/nowhere",
            ]
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
    stage.browser.enlarge_text(200);
    for window in [Window::LAPTOP, Window::PHONE] {
        stage.browser.resize(window);
        let large = on_every_page(&stage, Browser::sticking_out);
        found.extend(large.into_iter().map(|line| format!("{} px, 200 %: {line}", window.width)));
    }
    assert_none(&found);
}

#[test]
fn axe_finds_nothing_in_a_narrow_window_nor_with_large_text() {
    let (stage, _home) = at_home();
    stage.browser.resize(NARROW);
    let mut found = on_every_page(&stage, Browser::barriers);
    stage.browser.resize(Window::PHONE);
    stage.browser.enlarge_text(200);
    let large = on_every_page(&stage, Browser::barriers);
    found.extend(large.into_iter().map(|line| format!("200 %: {line}")));
    assert_none(&found);
}

#[test]
fn axe_finds_nothing_in_what_comes_over_a_page() {
    let (stage, _home) = at_home();
    let mut found = Vec::new();
    for (window, theme) in [(Window::LAPTOP, Theme::Light), (Window::PHONE, Theme::Dark)] {
        stage.browser.resize(window);
        stage.browser.show_in(theme);
        for (what, open) in [("search", "/"), ("keys", "?")] {
            stage.go("#/more");
            stage.go("#/");
            stage.browser.wait_for("the lamp", || stage.browser.text(&marks::device(LAMP)));
            stage.browser.type_keys(open);
            stage.browser.wait_for(what, || stage.browser.text("dialog[open]"));
            found.extend(stage.browser.barriers().into_iter().map(|line| format!("{what}: {line}")));
            stage.browser.type_keys(ESCAPE);
            stage.browser.wait_for("the page", || (stage.browser.count("dialog[open]") == 0).then_some(()));
        }
        stage.browser.on(&format!("{} .menu", marks::device(LAMP)), "it.click()");
        stage.browser.wait_for("the menu", || stage.browser.text("dialog[open]"));
        found.extend(stage.browser.barriers().into_iter().map(|line| format!("menu: {line}")));
    }
    assert_none(&found);
    stage.browser.assert_no_console_errors();
}

#[test]
fn words_are_whole_with_large_text_on_a_phone() {
    let (stage, _home) = at_home();
    stage.browser.resize(Window::PHONE);
    stage.browser.enlarge_text(200);
    // A word in pieces, letter by letter, is much taller than wide.
    let script = "return [...document.querySelectorAll('#content :is(p, span, strong, a, button, h1, h2, h3, label), .side :is(p, span)')]
        .filter(it => it.checkVisibility() && it.childElementCount === 0 && it.textContent.trim().length > 3)
        .filter(it => {
            const range = document.createRange();
            range.selectNodeContents(it);
            const [box, lines] = [range.getBoundingClientRect(), new Set([...range.getClientRects()].map(line => Math.round(line.top))).size];
            return box.width > 0 && it.textContent.trim().length / lines < 3 && lines > 2;
        })
        .map(it => `in pieces: ${it.outerHTML.slice(0, 120)}`)";
    let in_pieces = |browser: &Browser| {
        serde_json::from_value::<Vec<String>>(browser.evaluate(script, vec![])).expect("a line for each element")
    };
    assert_none(&on_every_page(&stage, in_pieces));
}

#[test]
fn nothing_moves_for_whoever_prefers_that() {
    let (stage, _home) = at_home();
    let moving = "
        for (const it of document.querySelectorAll('.switch, .card, .button, .beside, .dot')) it.getBoundingClientRect();
        return document.getAnimations().filter(it => it.effect.getComputedTiming().endTime > 0)
            .map(it => `${it.animationName ?? it.transitionProperty} of ${it.effect.target.outerHTML.slice(0, 80)}`)";
    let look = |browser: &Browser| {
        serde_json::from_value::<Vec<String>>(browser.evaluate(moving, vec![])).expect("a line for each movement")
    };
    let open = || {
        stage.go("#/");
        stage.browser.wait_for("the lamp", || stage.browser.text(&marks::device(LAMP)));
        stage.go(&marks::device_route(LAMP));
        stage.browser.wait_for("its sheet", || stage.browser.text(".beside h1"));
    };
    let watched = "window.moved = 0; for (const kind of ['animationstart', 'transitionrun'])
        document.addEventListener(kind, it => window.moved += getComputedStyle(it.target).animationDuration !== '0s'
            || getComputedStyle(it.target).transitionDuration.split(', ').some(time => time !== '0s'), true)";
    stage.browser.evaluate(watched, vec![]);
    let moved = || stage.browser.evaluate("return window.moved", vec![]).as_u64().unwrap_or_default();
    open();
    stage.browser.wait_for("a sheet that comes in, for others", || (moved() > 0).then_some(()));
    stage.browser.prefer("prefers-reduced-motion", "reduce");
    stage.go("#/broker");
    stage.browser.wait_for("another page", || stage.browser.text("main h1").filter(|it| it == "Broker"));
    stage.browser.evaluate("window.moved = 0", vec![]);
    open();
    stage.browser.click(&marks::switch(LAMP, "state"));
    stage.browser.wait_for_attribute(&marks::property(LAMP, "state"), "data-request", "confirmed");
    assert_eq!(moved(), 0);
    assert_none(&on_every_page(&stage, look));
}

#[test]
fn with_the_colours_of_the_system_controls_have_edges_and_what_is_on_differs_from_what_is_off() {
    let (stage, _home) = at_home();
    stage.browser.prefer("forced-colors", "active");
    assert_eq!(stage.browser.evaluate("return matchMedia('(forced-colors: active)').matches", vec![]), true);
    let edges = "return [...document.querySelectorAll('button.button, .chip, .switch, input:not([type=range], [type=radio], [type=checkbox], [type=file], [type=color]), select, textarea, .card, .panel')]
        .filter(it => it.checkVisibility() && it.getBoundingClientRect().width > 0)
        .filter(it => ![it, '::before'].some(part => {
            const style = part === it ? getComputedStyle(it) : getComputedStyle(it, part);
            return style.borderTopStyle !== 'none' && parseFloat(style.borderTopWidth) > 0 && style.borderTopColor !== style.backgroundColor;
        }) && !it.closest('.search, .segments'))
        .map(it => `no edge: ${it.outerHTML.slice(0, 120)}`)";
    let look = |browser: &Browser| {
        serde_json::from_value::<Vec<String>>(browser.evaluate(edges, vec![])).expect("a line for each element")
    };
    assert_none(&on_every_page(&stage, look));

    // The picture of the past is not of one colour.
    stage.go(&(marks::device_route(LAMP).replace("#/device/", "#/chart/") + "/brightness"));
    let colours = "
        const canvas = document.querySelector('.chart-room canvas');
        const seen = canvas?.width && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        const all = new Set();
        for (let at = 0; seen && at < seen.length; at += 4) all.add(seen.slice(at, at + 3).join());
        return all.size";
    let count = || stage.browser.evaluate(colours, vec![]).as_u64().filter(|count| *count > 2);
    stage.browser.wait_for("a chart in several colours", count);

    // What is on is told by more than a colour, which the system takes away: the knob stands elsewhere, and a word says it.
    stage.go(&marks::device_route(LAMP));
    let knob = || {
        let script = "const [at, knob] = [document.querySelector(arguments[0]), document.querySelector(arguments[0] + ' .knob')];
            return at && Math.round(knob.getBoundingClientRect().left - at.getBoundingClientRect().left)";
        stage.browser.evaluate(script, vec![marks::switch(LAMP, "state").into()]).as_i64()
    };
    let before = stage.browser.wait_for("the switch", knob);
    let word = stage.browser.text(&marks::value(LAMP, "state"));
    stage.browser.click(&marks::switch(LAMP, "state"));
    stage.browser.wait_for_attribute(&marks::property(LAMP, "state"), "data-request", "confirmed");
    stage.browser.wait_for("a knob elsewhere", || knob().filter(|now| (now - before).abs() > 5));
    assert_ne!(stage.browser.text(&marks::value(LAMP, "state")), word);
}

#[test]
fn with_more_contrast_what_is_soft_elsewhere_is_not() {
    let (stage, _home) = at_home();
    let soft = "const style = getComputedStyle(document.querySelector('.card .told'));
        return [style.color, getComputedStyle(document.body).color, getComputedStyle(document.querySelector('.card')).borderTopColor]";
    let usual = stage.browser.evaluate(soft, vec![]);
    stage.browser.prefer("prefers-contrast", "more");
    let more = stage.browser.evaluate(soft, vec![]);
    assert_ne!(usual[0], usual[1]);
    assert_eq!(more[0], more[1], "soft ink is ink");
    assert_ne!(usual[2], more[2], "lines are darker");
    assert_none(&on_every_page(&stage, Browser::barriers));
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
