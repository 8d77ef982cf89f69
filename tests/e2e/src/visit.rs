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

    /// What this element shows, once these words are in it.
    #[track_caller]
    pub fn says(&self, css: &str, words: &str) -> String {
        self.wait_for(words, || self.text(css).filter(|text| text.contains(words)))
    }

    /// The topics whose rows are to be seen, from above.
    pub fn topics_in_sight(&self) -> Vec<String> {
        let script = "
            return [...document.querySelectorAll(arguments[0])]
                .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
                .map(it => it.dataset.topic)";
        let rows = self.evaluate(script, vec![marks::TOPIC_ROW.into()]);
        serde_json::from_value(rows).expect("topics")
    }

    /// What a counter shows; counters are on every page.
    pub fn counter(&self, css: &str) -> u64 {
        self.text(css).and_then(|digits| digits.trim().parse().ok()).unwrap_or_default()
    }

    /// The ids of the devices whose cards are there, and whether each is said to be there. The list holds only the rows near
    /// the visible part: every look goes on from where the last one ended, and at the end starts over from the top for latecomers.
    pub fn devices_in_passing(&self) -> Vec<(String, String)> {
        let script = "
            const rows = [...document.querySelectorAll(arguments[0])];
            const before = rows.at(-1)?.getBoundingClientRect().top;
            rows.at(-1)?.scrollIntoView({ block: 'start' });
            if (rows.at(-1)?.getBoundingClientRect().top === before) scrollTo(0, 0);
            return rows.map(row => [row.dataset.deviceId, row.dataset.availability]);";
        let rows = self.evaluate(script, vec![marks::DEVICE.into()]);
        serde_json::from_value(rows).expect("ids of devices, and whether they are there")
    }
}
