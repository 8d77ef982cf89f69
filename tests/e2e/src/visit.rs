//! What a person does on the page and waits for there, whatever broker stands behind it.

use crate::{browser::Browser, marks};

impl Browser {
    /// Goes to a route such as `#/topics` without loading the page anew.
    pub fn go(&self, route: &str) {
        self.evaluate("location.hash = arguments[0]", vec![route.into()]);
    }

    #[track_caller]
    pub fn sign_in(&self, username: &str, password: &str) {
        self.fill("Username", username);
        self.fill("Password", password);
        self.press("Connect");
    }

    #[track_caller]
    pub fn wait_until_connection_is(&self, state: &str) {
        self.wait_for_attribute(marks::CONNECTION, "data-state", state);
    }

    /// What a counter shows; counters are on every page.
    pub fn counter(&self, css: &str) -> u64 {
        self.text(css).and_then(|digits| digits.trim().parse().ok()).unwrap_or_default()
    }
}
