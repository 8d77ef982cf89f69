//! What the browser's console says, of the page and of its workers.

use std::thread;

use serde_json::Value;

use crate::{browser::Browser, command::ChromeCommand};

/// What stands in every line about something that the server's headers forbid, or that is wrong with them. Long lines
/// come without their middle, where most of the words are.
const REFUSALS: [&str; 6] = [
    "content security policy",
    "content-security-policy",
    "permissions policy",
    "permissions-policy",
    "refused to ",
    "violates the fol",
];

/// What Chromium itself reports of the sockets of a page that it froze.
pub const FROZEN: &str = "Page entered Back-Forward Cache";

/// One line of the console.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    level: String,
    message: String,
}

impl Browser {
    /// What the console reported as an error since the browser opened.
    pub fn console_errors(&self) -> Vec<String> {
        self.listen_to_console();
        self.console.borrow().iter().filter(|said| said.level == "SEVERE").map(|said| said.message.clone()).collect()
    }

    /// Each error must contain one of the allowed texts: what the browser itself reports about a situation
    /// that the test made, such as a connection it cannot open.
    #[track_caller]
    pub fn assert_no_console_errors_but(&self, allowed: &[&str]) {
        let mut errors = self.console_errors();
        errors.retain(|error| !allowed.iter().any(|allowed| error.contains(allowed)));
        assert!(errors.is_empty(), "errors in the console: {errors:#?}");
    }

    #[track_caller]
    pub fn assert_no_console_errors(&self) {
        self.assert_no_console_errors_but(&[]);
    }

    /// What the page was kept from, however severe the browser finds it.
    pub fn refusals(&self) -> Vec<String> {
        self.listen_to_console();
        let console = self.console.borrow();
        console.iter().map(|said| &said.message).filter(|message| is_refusal(message)).cloned().collect()
    }

    /// The same, for a test that made the page do it on purpose: they are forgotten.
    pub fn take_refusals(&self) -> Vec<String> {
        self.listen_to_console();
        let mut console = self.console.borrow_mut();
        let taken = console.extract_if(.., |said| is_refusal(&said.message));
        taken.map(|said| said.message).collect()
    }

    fn listen_to_console(&self) {
        let lines = self.issue(ChromeCommand::console());
        let lines = lines.as_array().cloned().unwrap_or_default();
        let word = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
        self.console
            .borrow_mut()
            .extend(lines.iter().map(|line| Said { level: word(line, "level"), message: word(line, "message") }));
    }

    /// For the message of a test that failed.
    pub(crate) fn console_lines(&self) -> Vec<String> {
        self.listen_to_console();
        let console = self.console.borrow();
        let line = |said: &Said| format!("{} {}", said.level, said.message);
        console.iter().map(line).collect()
    }
}

fn is_refusal(message: &str) -> bool {
    let message = message.to_lowercase();
    REFUSALS.iter().any(|words| message.contains(words))
}

impl Drop for Browser {
    /// Whatever errors a test allows: what the policy in `deploy/nginx` forbids, the page must never try.
    fn drop(&mut self) {
        if !thread::panicking() {
            let refusals = self.refusals();
            assert!(refusals.is_empty(), "the page was kept from something: {refusals:#?}");
        }
    }
}
