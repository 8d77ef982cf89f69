//! What the page says while it has no connection.

use std::{thread, time::Duration};

use e2e::{Config, Host, NO_BROKER, Scene, Stage, marks};
use home::user::User;

/// What Chromium itself reports of a broker that hangs up.
const NO_HANDSHAKE: &str = "WebSocket connection to 'ws://127.0.0.1:";

#[test]
fn a_wrong_password_is_said_so_and_not_tried_again() {
    let stage = Stage::open();
    let browser = &stage.browser;
    stage.try_password("not it");
    stage.wait_until_connection_is("refused");
    browser.wait_for_text("Wrong user name or password");

    browser.record(marks::CONNECTION, "data-state");
    thread::sleep(Duration::from_secs(5));
    assert_eq!(
        browser.recorded(marks::CONNECTION, "data-state"),
        [Some("refused".to_owned())],
        "it waits for the person"
    );

    stage.log_in();
    browser.assert_no_console_errors();
}

#[test]
fn a_broker_that_is_not_there_is_waited_for_with_a_countdown() {
    let mut stage = Stage::open();
    stage.broker.kill();
    stage.try_password("any");
    stage.wait_until_connection_is("waiting");
    let browser = &stage.browser;
    browser.wait_for("seconds to the next try", || {
        let words = browser.text(marks::CONNECTION)?;
        words.contains(|letter: char| letter.is_ascii_digit()).then_some(())
    });
    browser.wait_for_text("The web server of this page did not lead to the broker");
    browser.assert_no_console_errors_but(&[NO_BROKER]);
}

#[test]
fn an_address_that_the_pages_server_forbids_is_said_so_at_once() {
    let stage = Stage::open();
    let browser = &stage.browser;
    browser.fill("Broker address", "ws://127.0.0.1:1/");
    stage.try_password("any");
    stage.wait_until_connection_is("refused");
    browser.wait_for_text("does not allow connections to it");
    browser.wait_for("the browser's own word", || browser.take_refusals().pop());

    browser.fill("Broker address", &stage.broker_url());
    stage.log_in();
    browser.assert_no_console_errors();
}

#[test]
fn cookies_that_mosquitto_cannot_take_are_found_out() {
    let stage = Stage::open_as(Scene { host: Host::Python, ..Scene::default() });
    let browser = &stage.browser;
    // Another program on the same host may have left them: cookies do not know ports.
    browser.evaluate("for (const name of 'ab') document.cookie = name + '=' + 'x'.repeat(3000)", vec![]);
    stage.try_password(stage.broker.password(User::MobileApp));
    browser.wait_for_text("bytes of cookies of this host");

    browser.evaluate("for (const name of 'ab') document.cookie = name + '=; max-age=0'", vec![]);
    stage.wait_until_connection_is("live");
    browser.assert_no_console_errors_but(&[NO_HANDSHAKE]);
}

#[test]
fn a_page_that_came_over_https_says_why_it_needs_a_secure_address() {
    let stage = Stage::open_as(Scene { host: Host::NginxWithTls, ..Scene::default() });
    stage.browser.fill("Broker address", "ws://192.168.1.5:9001/");
    stage.try_password("any");
    stage.browser.wait_for_text("the browser only allows a secure address");
    stage.browser.assert_no_console_errors();
}

#[test]
fn a_config_that_is_not_json_is_noticed_aloud_and_the_page_works() {
    let stage = with(Config::Says("{ this is not JSON"));
    stage.browser.wait_for_text("config.json");
    stage.browser.fill("Broker address", &stage.broker_url());
    stage.log_in();
    stage.browser.assert_no_console_errors();
}

#[test]
fn with_the_config_it_comes_with_the_page_looks_for_the_broker_beside_itself() {
    let stage = with(Config::Shipped);
    assert_eq!(stage.browser.filled("Broker address"), "ws://127.0.0.1:9001/");
    stage.browser.fill("Broker address", &stage.broker_url());
    stage.log_in();
    stage.browser.assert_no_console_errors();
}

#[test]
fn a_missing_config_is_noticed_and_the_page_works() {
    let stage = with(Config::Missing);
    stage.browser.wait_for_text("config.json");
    stage.browser.fill("Broker address", &stage.broker_url());
    stage.log_in();
    // The browser itself reports what it cannot find.
    stage.browser.assert_no_console_errors_but(&["config.json - Failed to load resource"]);
}

fn with(config: Config) -> Stage {
    Stage::open_as(Scene { config, ..Scene::default() })
}
