//! How much of a broker is looked at.

/// What [`Topics`](super::Topics) keeps at the most. What is more is counted and let go.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Levels of all topics together: `home/attic` and `home/cellar` are three.
    pub levels: usize,
    /// Bytes of their names.
    pub names: usize,
    /// Levels of one topic; what is deeper is one level together.
    pub depth: usize,
    /// Bytes of the latest payload of each topic.
    pub payload: usize,
    /// Bytes of what a message says besides its payload.
    pub properties: usize,
    /// Bytes of the latest messages of all topics.
    pub payloads: usize,
    /// Messages that are kept of the topic that is looked at.
    pub messages: usize,
    /// Bytes of these.
    pub message_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            levels: 250_000,
            names: 8_000_000,
            depth: 64,
            payload: 4_096,
            properties: 4_096,
            payloads: 12_000_000,
            messages: 200,
            message_bytes: 8_000_000,
        }
    }
}
