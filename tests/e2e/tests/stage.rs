//! The stage notices what the other tests rely on it to notice.

use e2e::{Browser, Theme, Window};

fn showing(body: &str) -> Browser {
    let browser = Browser::open(Window::PHONE, Theme::Dark);
    browser.goto(&format!("data:text/html,<!doctype html>{body}"));
    browser
}

#[test]
fn an_error_of_the_page_reaches_the_console() {
    let browser = showing("<script>console.error('spilled milk')</script>");
    browser.wait_for("the error", || browser.console_errors().pop().filter(|error| error.contains("spilled milk")));
}

#[test]
fn an_error_of_a_worker_reaches_the_console() {
    let browser =
        showing("<script>new Worker(URL.createObjectURL(new Blob(['console.error(\"from below\")'])))</script>");
    browser.wait_for("the error", || browser.console_errors().pop().filter(|error| error.contains("from below")));
}

#[test]
fn a_quiet_page_passes() {
    let browser = showing("<p>all is well</p>");
    browser.wait_for_text("all is well");
    browser.assert_no_console_errors();
}

#[test]
fn the_phone_is_as_small_and_dark_as_asked_for() {
    let browser = showing("<meta name=viewport content='width=device-width'>");
    let seen = browser
        .evaluate("return [innerWidth, innerHeight, matchMedia('(prefers-color-scheme: dark)').matches]", vec![]);
    assert_eq!(seen, serde_json::json!([360, 780, true]));
}

#[test]
fn fields_are_filled_by_their_label_and_buttons_pressed_by_their_name() {
    let browser = showing(
        "<label>Username <input value=old></label><label for=b>Password</label><input id=b>\
         <button onclick=\"document.title=[...document.querySelectorAll('input')].map(i=>i.value)\">Connect</button>",
    );
    browser.fill("Username", "new");
    browser.fill("Password", "secret");
    browser.press("Connect");
    assert_eq!(browser.evaluate("return document.title", vec![]), "new,secret");
}
