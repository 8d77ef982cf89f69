//! Selectors of the marks that the page promises to tests and automation, the words of which stand nowhere else here.

pub const CONNECTION: &str = "[data-testid='connection']";
pub const DEVICE: &str = "[data-testid='device']";
pub const MESSAGES_RECEIVED: &str = "[data-testid='messages-received']";
pub const TOPIC_TREE: &str = "[data-testid='topic-tree']";
/// Of the tree: those that are to be seen.
pub const TOPIC_ROW: &str = "[data-testid='topic-tree'] .topic-row:not([hidden])";
pub const CHOSEN_TOPIC: &str = "[data-testid='chosen-topic']";
pub const NOT_UNDERSTOOD: &str = "[data-testid='not-understood']";

#[must_use]
pub fn device(id: &str) -> String {
    format!("{DEVICE}[data-device-id='{id}']")
}

#[must_use]
pub fn property(device_id: &str, property: &str) -> String {
    format!("{} [data-testid='property'][data-property='{property}']", device(device_id))
}

/// The element with the value as text, and plain in `data-value`.
#[must_use]
pub fn value(device_id: &str, name: &str) -> String {
    format!("{} [data-testid='value']", property(device_id, name))
}

#[must_use]
pub fn switch(device_id: &str, name: &str) -> String {
    format!("{} [role='switch']", property(device_id, name))
}

#[must_use]
pub fn topic_row(topic: &str) -> String {
    format!("{TOPIC_ROW}[data-topic='{topic}']")
}

/// The address of a device's own page, below the page's address.
#[must_use]
pub fn device_route(id: &str) -> String {
    let encoded: String = id
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("#/device/{encoded}")
}
