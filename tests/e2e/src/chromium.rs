//! How Chromium is started.

use std::path::Path;

use serde_json::{Map, Value, json};

const CHROMIUM_FLAGS: [&str; 10] = [
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
];

/// What chromedriver would add, though it makes hidden pages quicker than those of people.
const NOT_WANTED: [&str; 1] = ["disable-background-timer-throttling"];

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
    });
    match capabilities {
        Value::Object(map) => map,
        _ => unreachable!("written as an object above"),
    }
}
