//! The page goes, and comes back.

use e2e::Stage;

#[test]
fn a_page_that_goes_says_goodbye_and_is_live_again_when_one_comes_back() {
    let stage = Stage::open();
    stage.log_in();
    let browser = &stage.browser;
    // Before that, whatever comes next takes the page's place in the browser's history.
    let loaded = || (browser.evaluate("return document.readyState", vec![]) == "complete").then_some(());
    browser.wait_for("all of the page", loaded);
    browser.goto("about:blank");
    browser.wait_for("a clean goodbye in the broker's log", || {
        let log = stage.broker.log();
        let about_us = || log.lines().filter(|line| line.contains("alicia-dashboard-"));
        assert!(!about_us().any(|line| line.contains("closed its connection")), "{log}");
        about_us().any(|line| line.ends_with("disconnected.")).then_some(())
    });

    browser.go_back();
    stage.wait_until_connection_is("live");
    browser.assert_no_console_errors();
}
