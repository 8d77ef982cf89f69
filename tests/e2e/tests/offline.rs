//! The page is kept: it opens without its server, and gets a new version when the person wants it.

use e2e::{Browser, Host, Scene, Stage};
use serde_json::{Value, json};

const OFFER: &str = "[data-testid='update'] button";
/// What Chromium itself reports of a server that the test took away.
const NO_SERVER: &str = "ERR_CONNECTION_REFUSED";

#[test]
fn a_page_that_was_open_once_opens_without_its_server_and_shows_the_home() {
    // The broker has an address of its own.
    let mut stage = Stage::open_as(Scene { host: Host::Python, below: "house/dash", ..Scene::default() });
    wait_until_it_is_kept(&stage.browser);
    let _home = stage.simulate(0);
    stage.stop_serving();
    stage.browser.reload();
    stage.browser.wait_for_text("Sign in");
    assert_eq!(stage.browser.filled("Broker address"), stage.broker_url(), "what config.json says is kept as well");
    stage.log_in();
    stage.go("#/settings");
    stage.browser.wait_for_text("it opens without a network");
    stage.browser.wait_for_text("Delete all history");
    stage.browser.assert_no_console_errors_but(&[NO_SERVER]);
}

#[test]
fn without_any_network_the_page_opens_and_says_that_there_is_none() {
    let mut stage = Stage::open();
    wait_until_it_is_kept(&stage.browser);
    stage.stop_serving();
    stage.browser.devtools("Network.enable", &json!({}));
    let away = json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    stage.browser.devtools("Network.emulateNetworkConditions", &away);
    stage.browser.reload();
    stage.browser.wait_for_text("This device is offline");
    stage.browser.wait_until_connection_is("offline");
    stage.browser.assert_no_console_errors_but(&[NO_SERVER]);
}

#[test]
fn a_new_version_is_offered_and_comes_when_the_person_wants_it() {
    let stage = Stage::open();
    let browser = &stage.browser;
    wait_until_it_is_kept(browser);
    stage.log_in();
    let before = version(browser);
    let after = stage.update();
    look_for_updates(browser);
    browser.wait_for("the offer", || browser.text(OFFER));
    browser.wait_for_text("A new version is there.");
    assert_eq!(version(browser), before, "nothing is forced");
    stage.go("#/settings");
    browser.wait_for_text("Appearance");
    assert_eq!(caches(browser).len(), 2, "the old one has what this page is still to fetch: {:?}", caches(browser));

    browser.press("Reload");
    wait_for_version(browser, &after);
    browser.wait_for("the old version to be forgotten", || {
        let caches = caches(browser);
        (caches.len() == 1 && caches[0].ends_with(&after)).then_some(())
    });
    assert_eq!(browser.count(OFFER), 0, "there is nothing to offer any more");
    stage.log_in();
    stage.go("#/settings");
    browser.wait_for_text("Appearance");
    browser.assert_no_console_errors();
}

#[test]
fn what_is_not_wanted_now_is_not_offered_again_and_loading_the_page_anew_brings_it() {
    let stage = Stage::open();
    let browser = &stage.browser;
    wait_until_it_is_kept(browser);
    let after = stage.update();
    look_for_updates(browser);
    browser.wait_for("the offer", || browser.text(OFFER));
    browser.press("Not now");
    browser.wait_for("the offer to go", || (browser.count(OFFER) == 0).then_some(()));
    browser.reload();
    wait_for_version(browser, &after);
    browser.wait_for("the old version to be forgotten", || {
        let caches = caches(browser);
        (caches.len() == 1 && caches[0].ends_with(&after)).then_some(())
    });
    assert_eq!(browser.count(OFFER), 0);
    browser.assert_no_console_errors();
}

#[test]
fn a_page_of_the_old_version_finds_its_parts_after_another_tab_has_the_new_one() {
    let stage = Stage::open();
    let browser = &stage.browser;
    wait_until_it_is_kept(browser);
    stage.log_in();
    let before = version(browser);
    let after = stage.update();
    let old = browser.open_tab();
    wait_for_version(browser, &after);
    browser.wait_for("the worker of the new version", || {
        let script = "return navigator.serviceWorker.getRegistration().then(it => !it.waiting && !it.installing)";
        (browser.evaluate(script, vec![]) == true && caches(browser).len() == 2).then_some(())
    });
    browser.close_tab(old);
    assert_eq!(version(browser), before);
    stage.go("#/settings");
    browser.wait_for_text("Appearance");
    browser.wait_for("the offer", || browser.text(OFFER));
    browser.press("Reload");
    wait_for_version(browser, &after);
    browser.wait_for("the old version to be forgotten", || (caches(browser).len() == 1).then_some(()));
    browser.assert_no_console_errors();
}

#[test]
fn what_others_keep_under_the_same_host_stays() {
    let stage = Stage::open();
    let browser = &stage.browser;
    let others = ["alicia http://127.0.0.1/elsewhere/ 1", "somebody"];
    for name in others {
        browser.evaluate("return caches.open(arguments[0]).then(() => true)", vec![name.into()]);
    }
    wait_until_it_is_kept(browser);
    let after = stage.update();
    browser.reload();
    wait_for_version(browser, &after);
    browser.wait_for("the old version to be forgotten", || {
        let caches = caches(browser);
        (caches.len() == 3 && caches.iter().any(|name| name.ends_with(&after))).then_some(())
    });
    assert!(others.iter().all(|name| caches(browser).iter().any(|it| it == name)));
}

#[test]
fn the_browser_would_install_the_page() {
    let stage = Stage::open_as(Scene { below: "house/dash", ..Scene::default() });
    wait_until_it_is_kept(&stage.browser);
    let manifest = stage.browser.devtools("Page.getAppManifest", &json!({}));
    assert_eq!(manifest["errors"], json!([]), "{manifest}");
    assert!(manifest["url"].as_str().is_some_and(|url| url.ends_with("/house/dash/app.webmanifest")), "{manifest}");
    let said: Value = serde_json::from_str(manifest["data"].as_str().unwrap_or_default()).expect("a manifest is JSON");
    let icons = said["icons"].as_array().cloned().unwrap_or_default();
    for icon in icons {
        let picture = "const picture = new Image(); picture.src = arguments[0];
            return picture.decode().then(() => `${picture.naturalWidth}x${picture.naturalHeight}`)";
        let size = stage.browser.evaluate(picture, vec![icon["src"].clone()]);
        assert!(icon["sizes"] == "any" || icon["sizes"] == size, "{icon} is {size}");
    }
    let missing = stage.browser.devtools("Page.getInstallabilityErrors", &json!({}));
    assert_eq!(missing["installabilityErrors"], json!([]), "{missing}");
    stage.browser.assert_no_console_errors();
}

#[test]
fn a_page_without_https_keeps_nothing_and_says_so() {
    let stage = Stage::open();
    let browser = &stage.browser;
    browser.goto(&stage.url_from_elsewhere());
    assert_eq!(browser.evaluate("return isSecureContext || 'serviceWorker' in navigator", vec![]), false);
    stage.log_in();
    stage.go("#/settings");
    for words in [
        "Browsers install only pages that came over https.",
        "Browsers keep only pages that came over https for times without a network.",
        "Browsers keep the screen on only for pages that came over https.",
    ] {
        browser.wait_for_text(words);
    }
    browser.assert_no_console_errors();
}

#[test]
fn the_screen_is_kept_on_while_the_person_wants_it_and_again_when_the_page_is_seen_again() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.log_in();
    browser.evaluate(
        "window.asked = window.released = 0;
         const lock = { release: async () => { window.released++ } };
         const request = async () => { window.asked++; if (window.refuses) throw new Error('no'); return lock };
         Object.defineProperty(navigator, 'wakeLock', { value: { request } });",
        vec![],
    );
    let times = |what: &str, count: u64| {
        let script = "return window[arguments[0]]";
        browser.wait_for(what, || (browser.evaluate(script, vec![what.into()]) == count).then_some(()));
    };
    stage.go("#/settings");
    let tick = "input[aria-label='Keep the screen on']";
    browser.wait_for("the switch", || browser.text(tick));
    browser.click(tick);
    times("asked", 1);
    browser.evaluate("dispatchEvent(new Event('visibilitychange'))", vec![]);
    times("asked", 2);
    times("released", 1);
    browser.click(tick);
    times("released", 2);
    browser.evaluate("dispatchEvent(new Event('visibilitychange'))", vec![]);
    browser.evaluate("window.refuses = true", vec![]);
    browser.click(tick);
    browser.wait_for_text("The browser does not keep the screen on now");
    times("asked", 3);
    browser.assert_no_console_errors();
}

/// Waits until the browser has the page's files, and the page is served from them.
#[track_caller]
fn wait_until_it_is_kept(browser: &Browser) {
    let script = "return !!navigator.serviceWorker?.controller";
    browser.wait_for("a page that is kept", || (browser.evaluate(script, vec![]) == true).then_some(()));
}

fn look_for_updates(browser: &Browser) {
    browser
        .evaluate("return navigator.serviceWorker.getRegistration().then(it => it.update()).then(() => true)", vec![]);
}

fn version(browser: &Browser) -> String {
    browser.attribute("meta[name=version]", "content").expect("a build has a version")
}

#[track_caller]
fn wait_for_version(browser: &Browser, version: &str) {
    browser.wait_for_attribute("meta[name=version]", "content", version);
    browser.wait_for_text("Sign in");
}

fn caches(browser: &Browser) -> Vec<String> {
    serde_json::from_value(browser.evaluate("return caches.keys()", vec![])).expect("names of caches")
}
