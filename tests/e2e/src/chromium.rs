//! How Chromium is started.

use std::path::Path;

use serde_json::{Map, Value, json};

/// A name for this machine that is none of its own.
pub(crate) const ELSEWHERE: &str = "home.example";

const CHROMIUM_FLAGS: [&str; 11] = [
    "--headless=new",
    // Chromium's sandbox refuses to run as root.
    "--no-sandbox",
    "--disable-gpu",
    // Containers often have a tiny /dev/shm.
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP home.example 127.0.0.1",
];

/// What chromedriver would add, though it makes hidden pages quicker than those of people.
const NOT_WANTED: [&str; 1] = ["disable-background-timer-throttling"];

/// How long a script and the loading of a page may take, however busy the machine is.
const PATIENCE_MS: u32 = 300_000;

/// Takes a certificate with this fingerprint for a good one, and no other.
pub(crate) fn capabilities(profile: &Path, fingerprint: Option<&str>) -> Map<String, Value> {
    let flags: Vec<_> = CHROMIUM_FLAGS
        .iter()
        .map(|flag| (*flag).to_owned())
        .chain([format!("--user-data-dir={}", profile.display())])
        .chain(fingerprint.map(|fingerprint| format!("--ignore-certificate-errors-spki-list={fingerprint}")))
        .collect();
    let capabilities = json!({
        "goog:chromeOptions": { "args": flags, "excludeSwitches": NOT_WANTED },
        "goog:loggingPrefs": { "browser": "ALL" },
        "timeouts": { "script": PATIENCE_MS, "pageLoad": PATIENCE_MS },
    });
    match capabilities {
        Value::Object(map) => map,
        _ => unreachable!("written as an object above"),
    }
}
