//! The page goes, and comes back.

use e2e::Stage;

#[test]
fn a_page_that_goes_says_goodbye_and_is_live_again_when_one_comes_back() {
    let stage = Stage::open();
    stage.log_in();
    // The page has only a moment for it, in which a busy machine may not let its worker speak.
    assert!((0..5).any(|_| says_goodbye(&stage)), "{}", stage.broker.log());
    stage.browser.assert_no_console_errors();
}

/// Goes away from the page and back to it; whether it took leave of the broker.
#[track_caller]
fn says_goodbye(stage: &Stage) -> bool {
    let browser = &stage.browser;
    // Before that, whatever comes next takes the page's place in the browser's history.
    browser.wait_until("all of the page", || browser.evaluate("return document.readyState", vec![]) == "complete");
    let before = stage.broker.log().len();
    browser.goto("about:blank");
    let is_clean = browser.wait_for("the end of the connection in the broker's log", || {
        let log = stage.broker.log();
        let mut about_us = log.get(before..)?.lines().filter(|line| line.contains("alicia-dashboard-"));
        about_us.find_map(|line| match line {
            _ if line.ends_with("disconnected.") => Some(true),
            _ => line.contains("closed its connection").then_some(false),
        })
    });
    browser.go_back();
    stage.wait_until_connection_is("live");
    is_clean
}
