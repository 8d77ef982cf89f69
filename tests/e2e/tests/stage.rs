//! The stage notices what the other tests rely on it to notice.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
};

use e2e::{Browser, Theme, Window};
use home::nginx::Nginx;

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
fn what_the_shipped_policy_forbids_fails_every_test_that_shows_it() {
    for (name, forbidden) in [
        ("an inline script", "<script>document.title = 'inline'</script>"),
        ("a script that evaluates", "<script src='evaluate.js'></script>"),
        ("an inline style", "<p style='color: red'>"),
        ("a script from elsewhere", "<script src='http://localhost:9/x.js'></script>"),
        ("a picture from elsewhere", "<img src='http://localhost:9/x.png'>"),
        ("another broker", "<script src='socket.js'></script>"),
        ("another broker, from a worker", "<script src='worker.js'></script>"),
        ("a form", "<form action='/'><button id=b></button></form><script src='submit.js'></script>"),
    ] {
        let (browser, _page) = served(forbidden);
        browser.wait_for(name, || browser.refusals().pop());
        assert!(catch_unwind(AssertUnwindSafe(|| drop(browser))).is_err(), "{name} fails the test at its end");
    }
}

#[test]
fn what_the_shipped_policy_allows_passes() {
    let (browser, _page) = served("<p>all is well</p><script src='quiet.js'></script>");
    browser.wait_for_text("all is well");
    browser.wait_for("the script", || (browser.evaluate("return document.title", vec![]) == "ran").then_some(()));
    assert_eq!(browser.refusals(), [""; 0]);
}

/// A page in the hands of the shipped nginx.
fn served(body: &str) -> (Browser, impl Sized) {
    let folder = tempfile::tempdir().expect("there is room for a page");
    for (name, content) in [
        ("index.html", format!("<!doctype html><link rel=icon href=icon.svg>{body}").as_str()),
        ("icon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("quiet.js", "document.title = 'ran'"),
        ("evaluate.js", "eval('1')"),
        ("socket.js", "new WebSocket('ws://localhost:9')"),
        ("worker.js", "new Worker('socket.js')"),
        ("submit.js", "document.getElementById('b').click()"),
    ] {
        fs::write(folder.path().join(name), content).expect("a file in a new folder");
    }
    let nginx = Nginx::http(folder.path(), 9).unwrap_or_else(|error| panic!("{error}"));
    let browser = Browser::open(Window::PHONE, Theme::Dark);
    browser.goto(&nginx.url());
    (browser, (nginx, folder))
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
