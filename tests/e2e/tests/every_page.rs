//! Every page, on a phone and on a laptop, in light and in dark: what it is there for is on it, and nothing is wrong.

use std::time::Duration;

use e2e::{Scene, Stage, Theme, Window, marks};

const SOON: Duration = Duration::from_secs(30);
const LAMP: &str = "alicia:bulb_living";

/// Each page, with what has to be on it and the words that it is there for.
fn pages() -> Vec<(String, Vec<(String, &'static str)>)> {
    let lamp = marks::device_route(LAMP);
    let (chart, alarm) = (lamp.replace("#/device/", "#/chart/"), lamp.replace("#/device/", "#/alarms/"));
    let page = |route: &str, content: &[(&str, &'static str)]| {
        (route.to_owned(), content.iter().map(|(css, words)| ((*css).to_owned(), *words)).collect())
    };
    vec![
        page("#/", &[("main h1", "Good"), (".room h2", ""), (&marks::device(LAMP), "Bulb living")]),
        page(
            "#/devices",
            &[("main h1", "devices"), (".chips", "Offline"), ("input[type='search']", ""), (&marks::device(LAMP), "")],
        ),
        page("#/room/Bedroom", &[("main h1", "Bedroom"), ("#content .card", ""), ("a[href='#/wall/Bedroom']", "")]),
        page(
            &lamp,
            &[
                ("h1", "Bulb living"),
                (&marks::switch(LAMP, "state"), ""),
                ("[data-testid='chart']", ""),
                (".yours", "Name"),
                (".facts", LAMP),
                ("[data-testid='topics']", "Topics"),
            ],
        ),
        page(
            &format!("{chart}/brightness"),
            &[("main h1", "Compare"), ("[data-testid='chart']", ""), (".legend", "Brightness")],
        ),
        page("#/alarms", &[("main h1", "Alarms"), ("#content", "What is an alarm")]),
        page(&format!("{alarm}/brightness"), &[("main h1", "larm"), ("form", "")]),
        page(
            "#/activity",
            &[("main h1", "Activity"), ("[data-testid='by-hand']", "Topic"), ("#content", "What was not understood")],
        ),
        page("#/topics", &[("main h1", "Topics"), ("[data-testid='topic-tree']", "alicia")]),
        page("#/retained", &[("main h1", "Retained messages"), ("[data-testid='retained-filter']", "List")]),
        page("#/broker", &[("main h1", "Broker"), (".facts", "mobile_app"), ("#content", "MQTT")]),
        page(
            "#/settings",
            &[
                ("main h1", "Settings"),
                ("[data-testid='language']", ""),
                ("#content", "Keys"),
                ("#content", "Sign out"),
            ],
        ),
        page("#/more", &[("main h1", "More"), (".ways", "Settings")]),
        page("#/wall/Bedroom", &[("[data-testid='wall'] h1", "Bedroom"), ("[data-testid='wall'] .card", "")]),
        page("#/nowhere", &[("main h1", ""), ("#content a", "")]),
    ]
}

#[test]
fn every_page_has_what_it_is_there_for_on_a_phone_and_a_laptop_in_light_and_in_dark() {
    for window in [Window::PHONE, Window::LAPTOP] {
        let stage = Stage::open_as(Scene { window, ..Scene::default() });
        let _home = stage.simulate(0);
        stage.log_in();
        let browser = &stage.browser;
        browser.wait_up_to(SOON, "the lamp", || browser.text(&marks::device(LAMP)));
        for theme in [Theme::Light, Theme::Dark] {
            browser.show_in(theme);
            for (route, content) in pages() {
                stage.go("#/nothing/yet");
                stage.go(&route);
                for (css, words) in content {
                    let what = format!("{words:?} in {css} of {route}, {theme:?}, {} px", window.width);
                    browser.wait_up_to(SOON, &what, || browser.text(&css).filter(|text| text.contains(words)));
                }
                assert_eq!(browser.sticking_out(), Vec::<String>::new(), "{route}, {} px", window.width);
            }
            let ground = "return getComputedStyle(document.body).backgroundColor";
            let lightness = browser.evaluate(ground, vec![]).to_string();
            assert_eq!(lightness.contains("0.97"), theme == Theme::Light, "{lightness}");
        }
        browser.assert_no_console_errors();
    }
}
