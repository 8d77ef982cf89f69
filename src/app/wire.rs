//! How [`Intent`](super::Intent) and [`News`](super::News) cross between page and worker: postcard, because both ends are
//! the same build and it is small and fast.

use serde::{Serialize, de::DeserializeOwned};

/// The bytes of `message`.
///
/// # Panics
/// Never: the messages of this program hold nothing that postcard cannot write.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_allocvec(message).expect("intents and news are plain data")
}

/// The message in `bytes`; `None` if they come from another build of this program.
#[must_use]
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}
